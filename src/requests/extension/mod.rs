//! A later end of a grant that lives: asked through policy again, signed as any request, and done in the database alone:
//! Graph knows no ends. The plans stay as they were granted.

pub mod store;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::json;
use sqlx::PgConnection;

use super::notices::{self, News, Notice};
use super::{Change, Request, RequestState, calendar, cancel, replan};
use crate::audit::{self, Actor, Event, Kind};
use crate::ids::{GrantId, PersonId, SkuId};

/// A grant that is there, has an end and is not ending.
#[derive(Clone, Debug)]
pub struct Extendable {
    pub id: GrantId,
    pub person_id: PersonId,
    pub sku_id: SkuId,
    pub until_at: DateTime<Utc>,
    /// It should have ended by itself, and the fuse holds it.
    pub is_held: bool,
}

/// Why an end can not move as it was asked.
pub(super) fn impossible(
    grant: Option<&Extendable>,
    change: &Change,
    now: DateTime<Utc>,
    zone: Tz,
) -> Option<cancel::Cause> {
    let Some(grant) = grant else {
        return Some(cancel::Cause::GrantEnded);
    };
    match change.ends_on.map(|day| calendar::end_of(day, zone)) {
        Some(until) if until <= now || until <= grant.until_at => Some(cancel::Cause::Over),
        _ => None,
    }
}

/// The end moves and the request is carried out, in this transaction: there is nothing to do at Graph.
pub(super) async fn carry_out(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    request: &Request,
    change: &Change,
    zone: Tz,
) -> anyhow::Result<()> {
    let id = change.extends.ok_or_else(|| anyhow::anyhow!("no extension"))?;
    let Some(grant) = store::lock(tx, id).await? else {
        anyhow::bail!("grant {id} can not be extended any more");
    };
    let until = change.ends_on.map(|day| calendar::end_of(day, zone));
    let moved = store::move_end(tx, id, (until, change.ends_on)).await?;
    anyhow::ensure!(moved, "grant {id} left its state under a lock");
    let done = (RequestState::Approved, RequestState::Active);
    anyhow::ensure!(
        super::store::move_request(tx, request.id, done, now).await?,
        "request {} was not approved when the end moved",
        request.id
    );
    let event = Event::new(Kind::GrantExtended, Actor::Service)
        .on_request(request.id)
        .about(request.beneficiary_id)
        .with_product(request.sku_id)
        .saying(json!({
            "grant": id, "from": grant.until_at, "until": until, "was_held": grant.is_held,
            "change": change, "change_hash": change.hash()?,
        }));
    let event = audit::append(tx, now, event).await?;
    notices::tell_parties(
        tx,
        now,
        event,
        (request, None),
        News::of(Notice::Active, request.id),
    )
    .await?;
    Ok(())
}

/// A grant ends: nobody need sign any more that it ends later, or has other plans, and none are set. The caller holds the grant's lock, which comes before the
/// request's everywhere.
pub async fn grant_ended(tx: &mut PgConnection, now: DateTime<Utc>, grant: GrantId) -> anyhow::Result<()> {
    if let Some(open) = store::open_for(tx, grant).await?
        && let Some(request) = super::store::lock(tx, open).await?
    {
        cancel::close(tx, now, &request, &cancel::Cause::GrantEnded).await?;
    }
    replan::grant_ended(tx, now, grant).await
}
