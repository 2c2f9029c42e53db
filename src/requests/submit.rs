//! Submitting: facts → decision → one transaction with request, decision, stages or grant, events and job.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::json;
use sqlx::PgConnection;

use super::already::Already;
use super::approvers::{self, Parties};
use super::ask::Ask;
use super::facts::{Seen, Wish};
use super::notices::{self, News, Notice};
use super::opening::stage_opened;
use super::swap::{self, Replacing};
use super::{
    Change, Request, RequestKind, RequestState, Stage, StagePeople, StageState, calendar, extension,
    questions, replan, rules, store,
};
use crate::audit::{self, Actor, Event, Kind};
use crate::ids::{DecisionId, RequestId, StageId};
use crate::jobs::{self, Job};
use crate::people;
use crate::policy::{Decision, Facts, Outcome, Policy};

/// Why a request was not taken at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotTaken {
    /// There is an open request for the same person and product.
    AlreadyAsked,
    /// The person has the product already, or a right to it.
    AlreadyHeld,
    /// Nobody may sign it, not even an administrator.
    NobodyToSign,
    /// The product cannot be assigned to people.
    NotAssignable,
    /// An administrator has taken the product out of the catalogue.
    Hidden,
    /// Everything that is wanted is there by other products: the sentence.
    Covered(String),
    /// There is nothing whose end could move, or it does not move to a later day.
    NotExtendable,
    /// There is nothing that could have other plans now.
    NotChangeable,
    /// The plans would be those that are there.
    NothingChanges,
    /// Somebody asked for a person who is neither themselves nor a report of theirs, and no route is for anybody.
    NotYours,
    /// The account of the person for whom it was asked is closed.
    AccountClosed,
    /// Another version of the policy is in force than the one that decided.
    PolicyChanged,
}

/// What a policy said, and to which facts.
#[derive(Clone, Copy)]
pub struct Decided<'a> {
    pub policy: &'a Policy,
    pub facts: &'a Facts,
    pub decision: &'a Decision,
}

/// Takes the request. The caller read `seen` from Graph before the transaction began, and has locked nothing in it.
pub async fn submit(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    seen: &Seen,
    ask: &Ask,
    decided: Decided<'_>,
) -> anyhow::Result<Result<Request, NotTaken>> {
    submit_as(tx, now, (RequestId::mint(now), None), (seen, ask), decided).await
}

/// The same as this request, which takes the place of another.
pub(super) async fn submit_as(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    (id, in_place_of): (RequestId, Option<RequestId>),
    (seen, ask): (&Seen, &Ask),
    decided: Decided<'_>,
) -> anyhow::Result<Result<Request, NotTaken>> {
    if !rules::hold_in_force(tx, decided.policy.version()).await? {
        return Ok(Err(NotTaken::PolicyChanged));
    }
    let counted = seen.count_again(tx, now, decided).await?;
    let (facts, decision) = match &counted {
        Some((facts, decision)) => (facts, decision),
        None => (decided.facts, decided.decision),
    };
    // Where no route takes it, nothing is written that others would find among theirs.
    if decision.is_not_yours() {
        return Ok(Err(NotTaken::NotYours));
    }
    if let Some(why) = not_takeable(tx, now, seen, ask, decision).await? {
        return Ok(Err(why));
    }
    let state = match decision.outcome {
        Outcome::Denied => RequestState::Denied,
        Outcome::Automatic => RequestState::Approved,
        Outcome::Stages => RequestState::AwaitingApproval,
    };
    let change = seen.change(decision, &Wish::from(ask));
    let request = Request {
        id,
        kind: match (ask.term.extends, ask.changes) {
            (Some(_), _) => RequestKind::Extend,
            (None, Some(_)) => RequestKind::Change,
            (None, None) => RequestKind::Assign,
        },
        requester_id: ask.requester,
        beneficiary_id: ask.beneficiary,
        sku_id: ask.sku,
        justification: ask.justification.as_str().to_owned(),
        term_days: ask.term.days(),
        plans_off: ask.plans_off.clone(),
        change_hash: change.hash()?,
        state,
        created_at: now,
        settled_at: state.is_final().then_some(now),
        begins_on: ask.term.begins_on,
        ends_on: ask.term.ends_on(),
        extends: ask.term.extends,
        changes: ask.changes,
        answers: sqlx::types::Json(ask.answers.clone()),
        for_whom: Some(seen.for_whom()),
    };
    if let Err(error) = store::insert(tx, &request).await {
        // Two forms at once: the second finds the first one's request by the unique index.
        let constraint = error
            .as_database_error()
            .and_then(|e| e.constraint().map(str::to_owned));
        if constraint.as_deref() == Some("one_open_request_for_each_person_and_product") {
            return Ok(Err(NotTaken::AlreadyAsked));
        }
        return Err(error.into());
    }
    let by = Actor::Person(ask.requester);
    let about = |kind, actor| {
        Event::new(kind, actor)
            .on_request(request.id)
            .about(request.beneficiary_id)
            .with_product(request.sku_id)
    };
    let mut submitted = json!({ "term_days": request.term_days, "plans_off": request.plans_off });
    let days = [("begins_on", request.begins_on), ("ends_on", request.ends_on)];
    for (name, day) in days.into_iter().filter_map(|(name, day)| Some((name, day?))) {
        submitted[name] = json!(day);
    }
    if let Some(grant) = request.extends {
        submitted["extends"] = json!(grant);
    }
    if let Some(grant) = request.changes {
        submitted["changes"] = json!(grant);
    }
    if let Some(other) = in_place_of {
        submitted["in_place_of"] = json!(other);
    }
    let submitted = audit::append(tx, now, about(Kind::RequestSubmitted, by).saying(submitted)).await?;
    let stages = match decision.outcome {
        Outcome::Stages => stages_of(tx, now, seen, &request, decision).await?,
        Outcome::Denied | Outcome::Automatic => Vec::new(),
    };
    let people: Vec<_> = stages.iter().map(|(_, people)| people.clone()).collect();
    record_decision(tx, now, &request, (facts, decision), &people).await?;
    match decision.outcome {
        Outcome::Denied => {
            let codes: Vec<_> = decision
                .reasons
                .iter()
                .map(|reason| (&reason.code, &reason.rule))
                .collect();
            let event = about(Kind::RequestDenied, Actor::Service)
                .saying(json!({ "by": "policy", "reasons": codes }));
            audit::append(tx, now, event).await?;
        }
        Outcome::Automatic => {
            grant(tx, now, &request, &change, ask.zone).await?;
            let by = Some(ask.requester);
            let news = News::of(Notice::Approved, request.id);
            notices::tell_parties(tx, now, submitted, (&request, by), news).await?;
        }
        Outcome::Stages => {
            if !open_stages(tx, now, &request, &stages).await? {
                return Ok(Err(NotTaken::NobodyToSign));
            }
        }
    }
    Ok(Ok(request))
}

/// Says in the log that somebody asked for a person for whom no route lets them ask.
pub async fn note_not_yours(tx: &mut PgConnection, now: DateTime<Utc>, ask: &Ask) -> anyhow::Result<()> {
    let event = Event::new(Kind::Refused, Actor::Person(ask.requester))
        .about(ask.beneficiary)
        .with_product(ask.sku)
        .saying(json!({ "attempt": "submit", "why": "not_yours" }));
    audit::append(tx, now, event).await?;
    Ok(())
}

/// Whether everything that is wanted is there by other products. Asked where a person fills in a form, before [`submit`]:
/// what an administrator or the demo begins with is taken all the same.
pub fn covered(now: DateTime<Utc>, seen: &Seen, ask: &Ask, decision: &Decision) -> Option<NotTaken> {
    if decision.outcome == Outcome::Denied {
        return None;
    }
    let covered = seen.covered(decision, &Wish::from(ask), (now, ask.zone));
    let sentence = covered.sentence(seen.product.title())?;
    covered.is_all().then_some(NotTaken::Covered(sentence))
}

async fn not_takeable(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    seen: &Seen,
    ask: &Ask,
    decision: &Decision,
) -> anyhow::Result<Option<NotTaken>> {
    if let Some(why) = never_takeable(tx, seen).await? {
        return Ok(Some(why));
    }
    if let Some(grant) = ask.term.extends {
        // The grant first, then the request: in the order in which it ends.
        let of_this =
            |grant: &extension::Extendable| grant.person_id == ask.beneficiary && grant.sku_id == ask.sku;
        let grant = extension::store::lock(tx, grant).await?.filter(of_this);
        let change = seen.change(decision, &Wish::from(ask));
        if extension::impossible(grant.as_ref(), &change, now, ask.zone).is_some() {
            return Ok(Some(NotTaken::NotExtendable));
        }
        let open = store::open_for(tx, ask.beneficiary, ask.sku).await?;
        return Ok(open.map(|_| NotTaken::AlreadyAsked));
    }
    if let Some(grant) = ask.changes {
        // The grant first, then the request, as above.
        let of_this =
            |grant: &replan::Changeable| grant.person_id == ask.beneficiary && grant.sku_id == ask.sku;
        let grant = replan::store::lock(tx, grant).await?.filter(of_this);
        let Some(grant) = grant.filter(|grant| grant.is_settled) else {
            return Ok(Some(NotTaken::NotChangeable));
        };
        if replan::changes_nothing(&grant, &seen.change(decision, &Wish::from(ask))) {
            return Ok(Some(NotTaken::NothingChanges));
        }
        let open = store::open_for(tx, ask.beneficiary, ask.sku).await?;
        return Ok(open.map(|_| NotTaken::AlreadyAsked));
    }
    not_to_be_begun(tx, seen).await
}

/// Why nothing of this can be asked for this person.
async fn never_takeable(conn: &mut PgConnection, seen: &Seen) -> sqlx::Result<Option<NotTaken>> {
    let beneficiary = seen.beneficiary.id;
    // As the mirror has it in this transaction: the account may have been closed since the people were read.
    let person = people::store::by_id(conn, beneficiary).await?;
    if !person.is_some_and(|person| person.enabled) {
        return Ok(Some(NotTaken::AccountClosed));
    }
    Ok((!seen.product.can_be_asked_for()).then_some(NotTaken::NotAssignable))
}

/// Why there is nothing to begin.
pub(super) async fn not_to_be_begun(
    conn: &mut PgConnection,
    seen: &Seen,
) -> anyhow::Result<Option<NotTaken>> {
    if !seen.product.is_found() {
        return Ok(Some(NotTaken::Hidden));
    }
    if is_held(conn, seen).await? {
        return Ok(Some(NotTaken::AlreadyHeld));
    }
    let open = store::open_for(conn, seen.beneficiary.id, seen.product.sku_id).await?;
    Ok(open.map(|_| NotTaken::AlreadyAsked))
}

/// Why a request for what was seen would not be taken, whatever is typed; takes no lock.
pub async fn obstacle(conn: &mut PgConnection, seen: &Seen) -> anyhow::Result<Option<NotTaken>> {
    let of_it = ([seen.beneficiary.id], [seen.product.sku_id]);
    let already = Already::read(conn, (&of_it.0, &of_it.1)).await?;
    Ok(already.obstacle(seen))
}

/// Stores a decision with its facts and the people of its stages, and says so in the log, with what proves that none was
/// altered later (`replay/`).
pub(super) async fn record_decision(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    request: &Request,
    (facts, decision): (&Facts, &Decision),
    people: &[StagePeople],
) -> anyhow::Result<DecisionId> {
    let id = store::insert_decision(tx, now, request.id, (facts, decision), people).await?;
    if decision
        .reasons
        .iter()
        .any(|reason| reason.code == "evaluation_failed")
    {
        tracing::error!(request.id = %request.id, "the rules could not judge this request, so it is denied");
        store::note_failed_decision(tx, now, request.id, id).await?;
    }
    let mut says = json!({
        "decision": id,
        "policy": decision.policy_version,
        "outcome": decision.outcome,
        "plans_off": decision.plans_off.iter().map(|off| &off.plan).collect::<Vec<_>>(),
        "term_days": decision.term_days,
        "facts_sha256": audit::fingerprint(&serde_json::to_value(facts)?)?,
        "decision_sha256": audit::fingerprint(&serde_json::to_value(decision)?)?,
        "people_sha256": audit::fingerprint(&serde_json::to_value(people)?)?,
    });
    let stood_in = questions::stood_in(request, facts);
    if !stood_in.is_empty() {
        says["stood_in_for"] = json!(stood_in);
    }
    let event = Event::new(Kind::RequestDecided, Actor::Service)
        .on_request(request.id)
        .about(request.beneficiary_id)
        .with_product(request.sku_id)
        .saying(says);
    audit::append(tx, now, event).await?;
    Ok(id)
}

/// Whether the person has the product by whatever path, or a right to it that Graph does not show yet or any more.
pub(super) async fn is_held(tx: &mut PgConnection, seen: &Seen) -> anyhow::Result<bool> {
    let sku = seen.product.sku_id;
    let held = seen.held.iter().any(|held| held.sku_id == sku);
    Ok(held || store::is_granted(tx, seen.beneficiary.id, sku).await?)
}

/// The stages that a decision asks for, each with its people.
pub(super) async fn stages_of(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    seen: &Seen,
    request: &Request,
    decision: &Decision,
) -> anyhow::Result<Vec<(Stage, StagePeople)>> {
    let parties = Parties {
        requester: &seen.requester,
        beneficiary: &seen.beneficiary,
        owner_upn: seen.product.owner_upn.as_deref(),
        signed: &[],
    };
    let mut stages = Vec::new();
    for (position, rule) in (1..).zip(&decision.stages) {
        let approvers = approvers::of_stage(tx, rule, parties).await?;
        let people = StagePeople {
            stage: position,
            why: approvers.why.clone(),
            needed: approvers.needed,
            people: approvers.people.iter().map(|person| person.id).collect(),
        };
        let first = position == 1;
        let stage = Stage {
            id: StageId::mint(now),
            request_id: request.id,
            position,
            who: rule.who.to_string(),
            rule: rule.rule.clone(),
            why: approvers.why,
            needed: approvers.needed,
            state: if first {
                StageState::Open
            } else {
                StageState::Coming
            },
            opened_at: first.then_some(now),
            closed_at: None,
            due_at: None,
        };
        stages.push((stage, people));
    }
    Ok(stages)
}

/// Answers whether every stage has somebody who may sign; where one has not, the caller takes everything back.
pub(super) async fn open_stages(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    request: &Request,
    stages: &[(Stage, StagePeople)],
) -> anyhow::Result<bool> {
    if stages.iter().any(|(_, people)| people.people.is_empty()) {
        return Ok(false);
    }
    for (stage, people) in stages {
        store::insert_stage(tx, stage, &people.people).await?;
    }
    match stages.first() {
        Some((first, _)) => stage_opened(tx, now, request, first).await,
        None => Ok(true),
    }
}

/// The request is approved: the right, the event, the job. A right that begins on a later day waits for the clock.
pub(super) async fn grant(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    request: &Request,
    change: &Change,
    zone: Tz,
) -> anyhow::Result<()> {
    if change.extends.is_some() {
        return extension::carry_out(tx, now, request, change, zone).await;
    }
    if change.changes.is_some() {
        return replan::carry_out(tx, now, request, change).await;
    }
    let later = change.begins_on.map(|day| calendar::start_of(day, zone));
    let new = store::NewGrant {
        request,
        plans_on: &change.plans_on,
        term_days: change.term_days.map(i32::try_from).transpose()?,
        replaces: &change.replaces,
        begins_at: later.filter(|begins| *begins > now),
        ends_on: change.ends_on,
        until_at: change.ends_on.map(|day| calendar::end_of(day, zone)),
    };
    let id = store::insert_grant(tx, now, &new).await?;
    let event = Event::new(Kind::GrantApproved, Actor::Service)
        .on_request(request.id)
        .about(request.beneficiary_id)
        .with_product(request.sku_id)
        .saying(json!({ "grant": id, "change": change, "change_hash": change.hash()? }));
    audit::append(tx, now, event).await?;
    let Some(begins_at) = new.begins_at else {
        let replacing = Replacing {
            grant: id,
            person: request.beneficiary_id,
            sku: request.sku_id,
            replaces: change.replaces.clone(),
        };
        swap::carry_out(tx, now, &replacing).await?;
        jobs::enqueue(tx, now, Job::Reconcile(request.beneficiary_id), now).await?;
        return Ok(());
    };
    let event = Event::new(Kind::GrantScheduled, Actor::Service)
        .on_request(request.id)
        .about(request.beneficiary_id)
        .with_product(request.sku_id)
        .saying(json!({ "grant": id, "begins_at": begins_at }));
    audit::append(tx, now, event).await?;
    jobs::enqueue_soon(tx, now, Job::TurnClock, begins_at).await?;
    Ok(())
}
