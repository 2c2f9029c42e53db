//! Who had what at a moment, and why.

use chrono::{DateTime, Duration, Utc};
use futures_util::TryStreamExt;
use sqlx::PgConnection;

use crate::fulfilment::movers::PROMISE_HOURS;
use crate::reports::evidence::asked::Asked;
use crate::reports::evidence::cell;
use crate::reports::evidence::out::Out;

pub async fn rows(conn: &mut PgConnection, asked: &Asked, out: &mut Out) -> anyhow::Result<()> {
    let mut rows = sqlx::query_file!(
        "src/reports/evidence/store/state.sql",
        known(asked.end_of_day, asked.now),
        i32::try_from(PROMISE_HOURS)?,
        asked.person.map(|id| id.0),
        asked.product.map(|id| id.0),
    )
    .fetch(conn);
    while let Some(row) = rows.try_next().await? {
        out.push([
            cell::text(row.verdict),
            cell::text(row.code),
            cell::named(row.person_id, row.person),
            cell::named(row.sku_id, row.product),
            cell::text(row.state_then),
            cell::text(row.plans),
            cell::moment(row.approved_at),
            cell::moment(row.active_at),
            cell::moment(row.until_then),
            cell::text(row.how),
            cell::text(row.signers),
            cell::named(row.requester_id, row.requester),
            cell::text(row.justification),
            cell::text(row.policy_version),
            cell::id(row.request_id),
            cell::id(row.changed_by),
        ])
        .await?;
    }
    Ok(())
}

/// The first moment after what is asked for: what comes after the run is not known yet, and what is there at its moment is.
pub fn known(end: DateTime<Utc>, now: DateTime<Utc>) -> DateTime<Utc> {
    end.min(now + Duration::microseconds(1))
}
