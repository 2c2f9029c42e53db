//! Other plans of a grant that lives: asked through policy again, signed as any request, and done when Graph's read-back says
//! so. The product, its end and its seat stay as they are.

pub mod store;

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::PgConnection;

use super::{Change, Request, RequestState, cancel};
use crate::audit::{self, Actor, Event, Kind};
use crate::ids::{GrantId, PersonId, PlanId, RequestId, SkuId};
use crate::jobs::{self, Job};

/// A grant that is there and is not ending.
#[derive(Clone, Debug)]
pub struct Changeable {
    pub id: GrantId,
    pub person_id: PersonId,
    pub sku_id: SkuId,
    pub plans_on: Vec<PlanId>,
    pub until_at: Option<DateTime<Utc>>,
    /// Graph agrees with it; otherwise something of it is on its way.
    pub is_settled: bool,
}

/// Whether the change would leave the grant as it is.
pub fn changes_nothing(grant: &Changeable, change: &Change) -> bool {
    let sorted = |plans: &[PlanId]| {
        let mut plans = plans.to_vec();
        plans.sort();
        plans.dedup();
        plans
    };
    sorted(&grant.plans_on) == sorted(&change.plans_on)
}

/// Why its plans can not change any more.
pub(super) fn impossible(grant: Option<&Changeable>) -> Option<cancel::Cause> {
    grant.is_none().then_some(cancel::Cause::GrantEnded)
}

/// The grant has the plans that were signed, and is to be made right; the request stays approved until it is. The caller holds
/// the grant's lock.
pub(super) async fn carry_out(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    request: &Request,
    change: &Change,
) -> anyhow::Result<()> {
    let id = change.changes.ok_or_else(|| anyhow::anyhow!("no other plans"))?;
    let Some(grant) = store::lock(tx, id).await? else {
        anyhow::bail!("grant {id} can not have other plans any more");
    };
    let moved = store::set_plans(tx, now, id, (request.id, &change.plans_on)).await?;
    anyhow::ensure!(moved, "grant {id} left its state under a lock");
    let event = Event::new(Kind::GrantPlansChanged, Actor::Service)
        .on_request(request.id)
        .about(request.beneficiary_id)
        .with_product(request.sku_id)
        .saying(json!({
            "grant": id, "by": "request", "before": grant.plans_on, "plans_on": change.plans_on,
            "change": change, "change_hash": change.hash()?,
        }));
    audit::append(tx, now, event).await?;
    jobs::enqueue(tx, now, Job::Reconcile(request.beneficiary_id), now).await?;
    Ok(())
}

/// Graph agrees with the grant: the request whose plans were being set is carried out. Answers it. The caller holds the grant's
/// lock.
pub async fn is_set(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    grant: GrantId,
) -> anyhow::Result<Option<RequestId>> {
    let Some(id) = store::take_under_way(tx, grant).await? else {
        return Ok(None);
    };
    let done = (RequestState::Approved, RequestState::Active);
    anyhow::ensure!(
        super::store::move_request(tx, id, done, now).await?,
        "request {id} was not approved when its plans were set"
    );
    Ok(Some(id))
}

/// Graph can not set the plans, so the grant has those it had: the request is closed, and may be made anew. `why`: a sentence.
/// The caller holds the grant's lock.
pub async fn could_not_be_set(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    grant: GrantId,
    why: &str,
) -> anyhow::Result<()> {
    close_under_way(tx, now, grant, &cancel::Cause::NotPossible(why.to_owned())).await
}

/// A grant ends: nobody need sign any more what plans it is to have, and none are set. The caller holds the grant's lock, which
/// comes before the request's everywhere.
pub(super) async fn grant_ended(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    grant: GrantId,
) -> anyhow::Result<()> {
    store::set_back(tx, grant).await?;
    close_under_way(tx, now, grant, &cancel::Cause::GrantEnded).await
}

async fn close_under_way(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    grant: GrantId,
    cause: &cancel::Cause,
) -> anyhow::Result<()> {
    if let Some(id) = store::take_under_way(tx, grant).await?
        && let Some(request) = super::store::lock(tx, id).await?
    {
        cancel::close_signed(tx, now, &request, cause).await?;
    }
    Ok(())
}
