//! Plans that Microsoft adds to a product: off for everybody we manage until an administrator says what they are.

pub mod store;

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::PgConnection;

use super::Grant;
use crate::audit::{self, Actor, Event, Kind};
use crate::catalog::{self, Plan, PlanClass};
use crate::ids::{PersonId, PlanId, SkuId};
use crate::jobs;
use crate::policy::{Outcome, Policy};
use crate::requests;
use crate::requests::facts::{self, Wish};

/// What an administrator says of a new plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It stays off for everybody.
    KeepOff,
    /// New requests may have it; whoever has the product already keeps it off.
    Offer,
    /// As offered, and on for whoever has the product by a grant, where policy allows it.
    OfferAndSwitchOn,
}

/// Puts everybody into the queue for whom a plan is to be kept off and is perhaps on by now; answers how many.
pub async fn keep_off(tx: &mut PgConnection, now: DateTime<Utc>) -> anyhow::Result<usize> {
    let mut people = Vec::new();
    for (sku, plan) in catalog::store::begin_keeping_off(tx, now).await? {
        people.extend(store::people_without_plan(tx, sku, plan).await?);
    }
    jobs::enqueue_people(tx, now, &people).await?;
    Ok(people.len())
}

/// Says what a plan is; answers for how many people it is switched on, or `None` when it was classified already.
pub async fn classify(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    policy: &Policy,
    by: PersonId,
    (sku, plan): (SkuId, PlanId),
    (verdict, reason): (Verdict, &str),
) -> anyhow::Result<Option<i64>> {
    let class = match verdict {
        Verdict::KeepOff => PlanClass::KeptOff,
        Verdict::Offer | Verdict::OfferAndSwitchOn => PlanClass::Offered,
    };
    if !catalog::store::classify(tx, now, (sku, plan), class, by).await? {
        return Ok(None);
    }
    let plans = catalog::store::plans_of(tx, &[sku]).await?;
    let mut on_for = Vec::new();
    if let (Verdict::OfferAndSwitchOn, Some(plan)) = (verdict, plans.iter().find(|p| p.plan_id == plan)) {
        for grant in store::lock_without_plan(tx, sku, plan.plan_id).await? {
            if allows(tx, now, policy, &grant, plan).await? {
                switch_on(tx, now, by, &grant, plan.plan_id).await?;
                on_for.push(grant.person_id);
            }
        }
    }
    let event = Event::new(Kind::PlanClassified, Actor::Person(by))
        .with_product(sku)
        .saying(json!({ "plan": plan, "class": class, "reason": reason, "switched_on_for": on_for.len() }));
    audit::append(tx, now, event).await?;
    jobs::enqueue_people(tx, now, &on_for).await?;
    Ok(Some(i64::try_from(on_for.len())?))
}

/// Whether the policy in force would let this grant have the plan, by the facts of today; of what else the person holds, by
/// those of the last decision.
async fn allows(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    policy: &Policy,
    grant: &Grant,
    plan: &Plan,
) -> anyhow::Result<bool> {
    let Some(request) = requests::store::by_id(tx, grant.request_id).await? else {
        return Ok(false);
    };
    let parties = (request.requester_id, request.beneficiary_id);
    let (Some(mut seen), Some(last)) = (
        facts::from_mirror(tx, parties, grant.sku_id, Vec::new()).await?,
        requests::store::last_decision(tx, grant.request_id).await?,
    ) else {
        return Ok(false);
    };
    seen.count_spend(tx, policy, now).await?;
    let mut facts = seen.facts(now, &Wish::from(&request));
    facts.held = last.facts.held;
    let decision = policy.decide(&facts);
    let kept_off = decision.plans_off.iter().any(|off| off.plan == plan.name);
    Ok(decision.outcome != Outcome::Denied && !kept_off)
}

async fn switch_on(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    by: PersonId,
    grant: &Grant,
    plan: PlanId,
) -> anyhow::Result<()> {
    let mut plans_on = grant.plans_on.clone();
    plans_on.push(plan);
    plans_on.sort();
    if store::change_plans(tx, now, grant.id, &plans_on).await? {
        let event = Event::new(Kind::GrantPlansChanged, Actor::Person(by))
            .on_request(grant.request_id)
            .about(grant.person_id)
            .with_product(grant.sku_id)
            .saying(json!({
                "grant": grant.id, "switched_on": plan, "before": grant.plans_on, "plans_on": plans_on, "by": "classification",
            }));
        audit::append(tx, now, event).await?;
    }
    Ok(())
}
