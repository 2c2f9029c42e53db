//! Requests that wait while people move: who may sign is resolved anew where an approver left or a manager changed, and a
//! request for somebody who moved is decided anew. What was signed stays signed.

pub(super) mod store;

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::PgConnection;

use super::approvers::{self, Parties};
use super::facts::{self, Wish};
use super::opening::{self, stage_opened};
use super::submit::record_decision;
use super::{Request, RequestState, Stage, StageState, cancel};
use crate::audit::{self, Actor, Event, Kind};
use crate::ids::PersonId;
use crate::policy::{Decision, Outcome, Policy};
use crate::{catalog, people};

/// Whose stages are resolved anew.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    /// Those that name somebody who left.
    Leaver(PersonId),
    /// All of a request.
    Request,
}

/// Replaces somebody who left wherever they were to sign.
pub async fn of_leaver(tx: &mut PgConnection, now: DateTime<Utc>, person: PersonId) -> anyhow::Result<()> {
    for id in store::naming(tx, person).await? {
        if let Some(request) = waiting(super::store::lock(tx, id).await?) {
            refresh(tx, now, &request, Of::Leaver(person)).await?;
        }
    }
    Ok(())
}

/// Closes what was asked for somebody who left. What they asked for others stays.
pub async fn close_for_leaver(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    person: PersonId,
) -> anyhow::Result<()> {
    for open in super::store::all_open_for(tx, person).await? {
        if let Some(request) = waiting(super::store::lock(tx, open.id).await?) {
            cancel::close(tx, now, &request, &cancel::Cause::Left).await?;
        }
    }
    Ok(())
}

/// Decides what waits for somebody who moved anew, by what the mirror says now: denied = closed, another change = signed from
/// the first stage on, and others sign where the manager is another one.
pub async fn of_mover(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    policy: &Policy,
    person: PersonId,
) -> anyhow::Result<()> {
    for open in super::store::all_open_for(tx, person).await? {
        let Some(request) = waiting(super::store::lock(tx, open.id).await?) else {
            continue;
        };
        if decided_anew(tx, now, policy, &request).await? {
            refresh(tx, now, &request, Of::Request).await?;
        }
    }
    Ok(())
}

fn waiting(request: Option<Request>) -> Option<Request> {
    request.filter(|request| request.state == RequestState::AwaitingApproval)
}

/// Answers whether the request still waits.
async fn decided_anew(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    policy: &Policy,
    request: &Request,
) -> anyhow::Result<bool> {
    let parties = (request.requester_id, request.beneficiary_id);
    let (Some(mut seen), Some(last)) = (
        facts::from_mirror(tx, parties, request.sku_id, Vec::new()).await?,
        super::store::last_decision(tx, request.id).await?,
    ) else {
        return Ok(true);
    };
    let wish = Wish::from(request);
    seen.count_spend(tx, policy, now).await?;
    let mut facts = seen.facts(now, &wish);
    // Licences are not in the mirror: what they had when it was decided last.
    facts.held = last.facts.held;
    let decision = policy.decide(&facts);
    let people = super::store::people_of_stages(tx, request.id).await?;
    record_decision(tx, now, request, (&facts, &decision), &people).await?;
    if decision.outcome == Outcome::Denied {
        let reasons = decision
            .reasons
            .iter()
            .map(|reason| (reason.code.clone(), reason.rule.clone(), reason.text.clone()));
        cancel::close(tx, now, request, &cancel::Cause::DeniedNow(reasons.collect())).await?;
        return Ok(false);
    }
    let change_hash = seen.change(&decision, &wish).hash()?;
    if change_hash != request.change_hash {
        super::store::start_over(tx, request.id, &change_hash, now).await?;
        if let Some(first) = super::store::stages_of(tx, request.id).await?.first() {
            stage_opened(tx, now, request, first).await?;
        }
    }
    Ok(true)
}

async fn refresh(tx: &mut PgConnection, now: DateTime<Utc>, request: &Request, of: Of) -> anyhow::Result<()> {
    let (Some(requester), Some(beneficiary), Some(product), Some(decision)) = (
        people::store::by_id(tx, request.requester_id).await?,
        people::store::by_id(tx, request.beneficiary_id).await?,
        catalog::store::by_sku(tx, request.sku_id).await?,
        store::first_decision(tx, request.id).await?,
    ) else {
        return Ok(());
    };
    let parties = Parties {
        requester: &requester,
        beneficiary: &beneficiary,
        owner_upn: product.owner_upn.as_deref(),
        signed: &[],
    };
    for stage in super::store::stages_of(tx, request.id).await? {
        if matches!(stage.state, StageState::Open | StageState::Coming) {
            let signed = match decision.distinct_people {
                true => opening::signed_elsewhere(tx, request, &stage).await?,
                false => Vec::new(),
            };
            let parties = Parties {
                signed: &signed,
                ..parties
            };
            resolve_anew(tx, now, request, &stage, (&decision, parties, of)).await?;
        }
    }
    Ok(())
}

async fn resolve_anew(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    request: &Request,
    stage: &Stage,
    (decision, parties, of): (&Decision, Parties<'_>, Of),
) -> anyhow::Result<()> {
    let place = usize::try_from(stage.position - 1)?;
    let Some(rule) = decision.stages.get(place) else {
        return Ok(());
    };
    let was: BTreeSet<_> = super::store::approvers_of(tx, stage.id)
        .await?
        .into_iter()
        .map(|(id, _)| id)
        .collect();
    if let Of::Leaver(person) = of
        && !was.contains(&person)
    {
        return Ok(());
    }
    let found = approvers::of_stage(tx, rule, parties).await?;
    let signed: BTreeSet<_> = store::signed(tx, stage.id).await?.into_iter().collect();
    let can_sign: BTreeSet<_> = found
        .people
        .iter()
        .map(|person| person.id)
        .filter(|person| !signed.contains(person))
        .collect();
    if can_sign.is_empty() {
        // Better somebody who has left than nobody: an administrator sees it wait.
        tracing::warn!(request.id = %request.id, stage = stage.position, "nobody is there who could sign");
        return Ok(());
    }
    let are: BTreeSet<_> = can_sign.union(&signed).copied().collect();
    if are == was {
        return Ok(());
    }
    let most = i32::try_from(are.len())?;
    let needed = rule
        .signatures
        .clamp(1, most)
        .max(i32::try_from(signed.len())? + 1);
    let people: Vec<_> = are.iter().copied().collect();
    store::replace(tx, stage.id, &people, (&found.why, needed)).await?;
    let event = Event::new(Kind::ApproversReplaced, Actor::Service)
        .on_request(request.id)
        .about(request.beneficiary_id)
        .with_product(request.sku_id)
        .saying(json!({
            "stage": stage.position, "rule": stage.rule, "who": stage.who, "needed": needed,
            "before": was, "approvers": are,
        }));
    audit::append(tx, now, event).await?;
    Ok(())
}
