//! What approvers are told of requests that they were to sign, and that a new version of the policy denied.

use chrono::{DateTime, Duration, Utc};
use sqlx::PgConnection;

use super::views::DeniedRow;
use crate::ids::PersonId;
use crate::requests::frame::with_plan_titles;
use crate::requests::{facts, store};
use crate::web::Failure;
use crate::web::page::Moment;

/// Days in which it is told.
const TOLD_FOR_DAYS: i64 = 14;
/// Such requests that are listed.
const MOST_DENIED: i64 = 20;

/// What a new version of the policy denied lately, of all that this person had to sign.
pub(super) async fn lately(
    conn: &mut PgConnection,
    approver: PersonId,
    now: DateTime<Utc>,
) -> Result<Vec<DeniedRow>, Failure> {
    let since = now - Duration::days(TOLD_FOR_DAYS);
    let mut rows = Vec::new();
    for request in store::denied_later_for(conn, approver, since, MOST_DENIED).await? {
        let parties = (request.requester_id, request.beneficiary_id);
        let Some(seen) = facts::from_mirror(conn, parties, request.sku_id, Vec::new()).await? else {
            continue;
        };
        let why = store::close_reason(conn, request.id).await?.unwrap_or_default();
        rows.push(DeniedRow {
            href: format!("/requests/{}", request.id),
            product: seen.product.title().to_owned(),
            beneficiary: seen.beneficiary.name.clone(),
            requester: seen.requester.name.clone(),
            at: Moment::new(request.settled_at.unwrap_or(request.created_at), now),
            why: with_plan_titles(&why, &seen.plans),
        });
    }
    Ok(rows)
}
