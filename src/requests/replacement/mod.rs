//! Requests that wait while people move: who may sign is resolved anew where an approver left or a manager changed, and a
//! request for somebody who moved is decided anew. What was signed stays signed.

pub(super) mod store;

pub use store::staging_decision;

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::PgConnection;

use super::approvers::Approvers;
use super::facts::{self, Seen, Wish};
use super::notices::{self, News, Notice};
use super::opening::{self, begin_again};
use super::submit::{open_stages, record_decision, stages_of};
use super::{Request, RequestState, Stage, StagePeople, StageState, cancel, delegation};
use crate::audit::{self, Actor, Event, Kind};
use crate::ids::{DecisionId, PersonId};
use crate::policy::{Decision, Outcome, Policy, StageRule, Who};

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

/// Decides what waits for somebody who moved anew, by what the mirror says now: denied = closed, other stages = made anew, another
/// change = signed from the first stage on, and others sign where the manager is another one.
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
    let decided = facts::decide_by_mirror(tx, now, policy, request).await?;
    let Some((seen, facts, decision)) = decided else {
        return Ok(true);
    };
    let anew = stages_anew(tx, now, request, &decision, &seen).await?;
    let people = match &anew {
        Some(anew) => anew.stages.iter().map(|(_, people)| people.clone()).collect(),
        None => super::store::people_of_stages(tx, request.id).await?,
    };
    let decision_id = record_decision(tx, now, request, (&facts, &decision), &people).await?;
    if decision.outcome == Outcome::Denied {
        let reasons = decision
            .reasons
            .iter()
            .map(|reason| (reason.code.clone(), reason.rule.clone(), reason.text.clone()));
        cancel::close(tx, now, request, &cancel::Cause::DeniedNow(reasons.collect())).await?;
        return Ok(false);
    }
    let change_hash = seen.change(&decision, &Wish::from(request)).hash()?;
    if let Some(anew) = anew {
        make_anew(tx, now, request, (&decision, decision_id), (anew, &change_hash)).await?;
        return Ok(true);
    }
    if change_hash == request.change_hash {
        return Ok(true);
    }
    let changed = Request {
        change_hash,
        ..request.clone()
    };
    let is_open = begin_again(tx, now, &changed).await?;
    if !is_open {
        cancel::close(tx, now, &changed, &cancel::Cause::NobodyLeft).await?;
    }
    Ok(is_open)
}

/// Stages that take the place of those that a request has.
struct Anew {
    /// The decision by which those were made.
    before: Decision,
    stages: Vec<(Stage, StagePeople)>,
}

/// The stages that a decision wants, if others are to sign than those by whom the stages were made.
async fn stages_anew(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    request: &Request,
    decision: &Decision,
    seen: &Seen,
) -> anyhow::Result<Option<Anew>> {
    let Some(before) = store::staging_decision(tx, request.id).await? else {
        return Ok(None);
    };
    // Where nobody has to sign any more, those who were asked still may: what was asked for with signatures gets them.
    if decision.outcome != Outcome::Stages || decision.stages == before.stages {
        return Ok(None);
    }
    let mut stages = stages_of(tx, now, seen, request, decision).await?;
    if stages.iter().any(|(_, people)| people.people.is_empty()) {
        tracing::warn!(request.id = %request.id, "nobody is there who could sign what the policy wants now");
        return Ok(None);
    }
    // Whoever asked and whoever is to sign reads why it begins anew.
    for (stage, people) in &mut stages {
        stage.why = format!(
            "{}; it begins anew since {} moved",
            stage.why, seen.beneficiary.name
        );
        people.why.clone_from(&stage.why);
    }
    Ok(Some(Anew { before, stages }))
}

/// The stages are made anew, and everything is signed from the first one on.
async fn make_anew(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    request: &Request,
    (decision, id): (&Decision, DecisionId),
    (anew, change_hash): (Anew, &str),
) -> anyhow::Result<()> {
    store::set_stages_aside(tx, now, request.id).await?;
    store::staged_by(tx, request.id, id).await?;
    super::store::start_over(tx, request.id, change_hash, now).await?;
    let rules = |decision: &Decision| -> Vec<_> {
        let stages = decision.stages.iter();
        stages
            .map(|stage| json!({ "rule": stage.rule, "who": stage.who, "signatures": stage.signatures }))
            .collect()
    };
    let event = Event::new(Kind::StagesMadeAnew, Actor::Service)
        .on_request(request.id)
        .about(request.beneficiary_id)
        .with_product(request.sku_id)
        .saying(json!({ "decision": id, "before": rules(&anew.before), "after": rules(decision) }));
    audit::append(tx, now, event).await?;
    if !open_stages(tx, now, request, &anew.stages).await? {
        cancel::close(tx, now, request, &cancel::Cause::NobodyLeft).await?;
    }
    Ok(())
}

async fn refresh(tx: &mut PgConnection, now: DateTime<Utc>, request: &Request, of: Of) -> anyhow::Result<()> {
    let Some(decision) = store::staging_decision(tx, request.id).await? else {
        return Ok(());
    };
    for stage in super::store::stages_of(tx, request.id).await? {
        if matches!(stage.state, StageState::Open | StageState::Coming) {
            resolve_anew(tx, now, request, &stage, (&decision, of)).await?;
        }
    }
    Ok(())
}

async fn resolve_anew(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    request: &Request,
    stage: &Stage,
    (decision, of): (&Decision, Of),
) -> anyhow::Result<()> {
    let place = usize::try_from(stage.position - 1)?;
    let Some(rule) = decision.stages.get(place) else {
        return Ok(());
    };
    let was: BTreeSet<_> = store::named(tx, stage.id).await?.into_iter().collect();
    let signed: BTreeSet<_> = store::signed(tx, stage.id).await?.into_iter().collect();
    if stage.is_appeal() && !signed.is_empty() {
        // One decides an appeal, and has.
        return Ok(());
    }
    let escalations = store::escalations(tx, stage.id).await?;
    match of {
        Of::Leaver(person) if !was.contains(&person) => return Ok(()),
        Of::Leaver(person) => {
            if let Some(are) = enough_without(tx, stage, person, &signed).await? {
                let people = People {
                    was,
                    are,
                    why: stage.why.clone(),
                    needed: stage.needed,
                };
                return replace(tx, now, request, stage, people).await;
            }
        }
        // Who decides an appeal follows from who denied it, and whoever let it lie is asked no more.
        Of::Request if stage.is_appeal() && escalations > 0 => return Ok(()),
        Of::Request => {}
    }
    let over = opening::passed_over(tx, request, stage, decision.distinct_people).await?;
    let found = match escalations > 0 && !stage.is_appeal() {
        true => who_is_asked_instead(tx, request, stage, (rule, escalations), (over, &signed)).await?,
        false => opening::who_signs(tx, request, stage, (rule, &over)).await?,
    };
    let Some(found) = found else {
        return Ok(());
    };
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
    // A stage that is to come may have what it needs: whoever had it less than was asked signed it at once.
    let least = match stage.state {
        StageState::Open => i32::try_from(signed.len())? + 1,
        _ => 1,
    };
    let people = People {
        was,
        needed: found.needed.clamp(1, i32::try_from(are.len())?).max(least),
        are,
        why: found.why,
    };
    replace(tx, now, request, stage, people).await
}

/// Those who are left without a leaver, if they are enough; what was signed stays signed.
async fn enough_without(
    tx: &mut PgConnection,
    stage: &Stage,
    leaver: PersonId,
    signed: &BTreeSet<PersonId>,
) -> anyhow::Result<Option<BTreeSet<PersonId>>> {
    let here = store::named_and_here(tx, stage.id).await?;
    let can_sign: BTreeSet<_> = here
        .into_iter()
        .filter(|person| *person != leaver && !signed.contains(person))
        .collect();
    let missing = stage.needed - i32::try_from(signed.len())?;
    let are_enough = i32::try_from(can_sign.len())? >= missing;
    Ok(are_enough.then(|| can_sign.union(signed).copied().collect()))
}

/// Of whom a stage is asked that nobody signed in time, as people stand now: whom `then` names, after them the administrators.
async fn who_is_asked_instead(
    tx: &mut PgConnection,
    request: &Request,
    stage: &Stage,
    (rule, escalations): (&StageRule, i32),
    (mut over, signed): (Vec<PersonId>, &BTreeSet<PersonId>),
) -> anyhow::Result<Option<Approvers>> {
    let who = match (escalations, &rule.then) {
        (1, Some(then)) => then.clone(),
        _ => Who::Administrators,
    };
    let missing = stage.needed - i32::try_from(signed.len())?;
    let asking = StageRule {
        who,
        signatures: missing.max(1),
        then: None,
        fallback: None,
        ..rule.clone()
    };
    over.extend(signed);
    over.extend(store::hands(tx, stage.id).await?);
    let found = opening::who_signs(tx, request, stage, (&asking, &over)).await?;
    Ok(found.map(|found| Approvers {
        why: format!("{}, since nobody signed in time", found.why),
        needed: stage.needed,
        ..found
    }))
}

/// Who could sign a stage, and who may from now on.
struct People {
    was: BTreeSet<PersonId>,
    are: BTreeSet<PersonId>,
    why: String,
    needed: i32,
}

async fn replace(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    request: &Request,
    stage: &Stage,
    people: People,
) -> anyhow::Result<()> {
    let People {
        was,
        are,
        why,
        needed,
    } = people;
    if are == was {
        return Ok(());
    }
    let people: Vec<_> = are.iter().copied().collect();
    store::replace(tx, stage.id, &people, (&why, needed)).await?;
    let event = Event::new(Kind::ApproversReplaced, Actor::Service)
        .on_request(request.id)
        .about(request.beneficiary_id)
        .with_product(request.sku_id)
        .saying(json!({
            "stage": stage.position, "rule": stage.rule, "who": stage.who, "needed": needed,
            "before": was, "approvers": are,
        }));
    let event = audit::append(tx, now, event).await?;
    if stage.state == StageState::Open {
        let new: Vec<_> = are.difference(&was).copied().collect();
        let news = News::of(Notice::ToSign, request.id).at_stage(stage.id);
        notices::tell(tx, now, event, &new, news).await?;
        delegation::stage_opened(tx, now, stage.id).await?;
    }
    Ok(())
}
