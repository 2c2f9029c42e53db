//! Signing: the facts are read again and the policy decides again; what was signed is what is executed.

use anyhow::Context;
use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use serde_json::json;
use sqlx::PgConnection;

use super::delegation::Right;
use super::facts::{Seen, Wish};
use super::narrowing::{self, Asked, Narrowing, NotNarrower};
use super::notices::{self, News, Notice};
use super::opening::{begin_again, signed_elsewhere, stage_opened};
use super::submit::{Decided, grant, is_held, record_decision};
use super::{
    Answer, Change, Request, RequestState, Stage, StageState, appeal, calendar, cancel, carry_out, deadlines,
    delegation, extension, inquiry, questions, replacement, replan, rules, store, swap,
};
use crate::audit::{self, Actor, Event, Kind};
use crate::ids::{DecisionId, EventId, PersonId, RequestId, StageId};
use crate::people;
use crate::policy::{Decision, Facts, MayChange, Outcome, Policy};

/// One answer of one person at one stage.
#[derive(Clone, Debug)]
pub struct Review<'a> {
    pub stage: StageId,
    pub approver: PersonId,
    pub answer: Answer,
    /// Required for a denial, a note otherwise.
    pub reason: &'a str,
    /// Hash of the change that was shown.
    pub shown: &'a str,
    /// In which the beneficiary's days are.
    pub zone: Tz,
    /// Less than was asked, as this person has it; empty = as it was asked.
    pub narrowing: &'a Narrowing,
    /// How long the last signature can be undone before it is carried out; zero = it is carried out at once.
    pub undo_for: Duration,
    /// `None` = the demo's own hand.
    pub signed_in: Option<SignedInBy>,
}

/// The sign-in of the session in which somebody answers.
#[derive(Clone, Copy, Debug)]
pub struct SignedInBy {
    pub at: DateTime<Utc>,
    pub method: &'static str,
}

/// What became of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reviewed {
    /// More signatures or stages are needed.
    Signed,
    /// It was the last signature that was needed.
    Approved,
    Denied,
    /// The policy, asked again, denies: the request is closed with its reasons.
    DeniedByPolicy,
    /// There is nothing any more that could be signed: the last day is over, the grant to be extended has ended, or the account
    /// is closed.
    Closed,
    /// What would be done is not what was shown: look again.
    Changed,
    /// Somebody else was quicker, or the requester cancelled.
    TooLate,
    /// Not one of those who may sign this stage, or they denied the request before the appeal.
    NotYours,
    /// Their own request, or one made for them.
    OwnRequest,
    /// They signed another stage, and the rule wants somebody else at each.
    SignedBefore,
    /// Whom they sign for, or whoever signs for them, signed this stage: one right, one signature.
    SignedInTheirPlace,
    /// Another version of the policy is in force than the one that decided: nothing was done, decide again.
    PolicyChanged,
    /// The route wants to know why they approve, and they did not write it: nothing was done.
    NoteWanted,
    /// What they would have is not less, not theirs to change, or not to be had: nothing was done.
    NotNarrower(NotNarrower),
}

/// Records the answer. The caller read `seen` from Graph before the transaction began, and has locked nothing in it.
pub async fn sign(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    seen: &Seen,
    review: &Review<'_>,
    decided: Decided<'_>,
) -> anyhow::Result<Reviewed> {
    if !rules::hold_in_force(tx, decided.policy.version()).await? {
        return Ok(Reviewed::PolicyChanged);
    }
    let counted = seen.count_again(tx, now, decided).await?;
    let (facts, decision) = match &counted {
        Some((facts, decision)) => (facts, decision),
        None => (decided.facts, decided.decision),
    };
    let Some(stage) = store::stage(tx, review.stage).await? else {
        return Ok(Reviewed::TooLate);
    };
    // The grants first, then the request: in the order in which they end.
    let asked = store::by_id(tx, stage.request_id).await?;
    let standing = Standing::lock(tx, asked.as_ref()).await?;
    swap::store::lock_live(tx, seen.beneficiary.id, &seen.replaced(decision)).await?;
    let Some(request) = store::lock(tx, stage.request_id).await? else {
        return Ok(Reviewed::TooLate);
    };
    // Read again under the lock: the stage may have closed while this person was thinking.
    let Some(stage) = store::stage(tx, review.stage).await? else {
        return Ok(Reviewed::TooLate);
    };
    let right = match right_at(tx, now, (&request, &stage), (review.approver, "sign")).await? {
        Ok(right) => right,
        Err(refused) => return Ok(refused),
    };
    if stage.state != StageState::Open || request.state != RequestState::AwaitingApproval {
        let why = match stage.state {
            StageState::Coming => "not_open_yet",
            _ => "too_late",
        };
        refused(tx, now, (&request, &stage), (review.approver, "sign", why)).await?;
        return Ok(Reviewed::TooLate);
    }
    let is_silent = review.answer == Answer::Approve && review.reason.is_empty();
    if is_silent && store::wants_note(tx, &[stage.id]).await? {
        return Ok(Reviewed::NoteWanted);
    }
    let asked = request;
    let before = Before::of(tx, seen, &asked, review.narrowing).await?;
    let is_moved = match &before {
        Some(before) => before.change.hash()? != asked.change_hash,
        None => false,
    };
    // What has become another change since is looked at as it was asked, before anybody has it less.
    let as_asked = is_moved.then(|| {
        let mut facts_now = seen.facts(now, &Wish::from(&asked));
        facts_now.spend.clone_from(&facts.spend);
        questions::decide_waiting(decided.policy, facts_now)
    });
    let (facts, decision) = match &as_asked {
        Some((facts, decision)) => (facts, decision),
        None => (facts, decision),
    };
    let before = before.filter(|_| !is_moved);
    let request = match &before {
        Some(_) => review.narrowing.apply(&asked),
        None => asked.clone(),
    };
    let change = seen.change(decision, &Wish::from(&request));
    let change_hash = change.hash()?;
    let people = store::people_of_stages(tx, request.id).await?;
    if review.answer == Answer::Approve {
        // As the mirror has it in this transaction: whoever has left gets nothing new.
        let beneficiary = people::store::by_id(tx, request.beneficiary_id).await?;
        if !beneficiary.is_some_and(|person| person.enabled) {
            cancel::close(tx, now, &asked, &cancel::Cause::Left).await?;
            return Ok(Reviewed::Closed);
        }
        // Only what was asked closes or denies the request, never what somebody would leave of it.
        let change_asked = before.as_ref().map_or(&change, |before| &before.change);
        if let Some(cause) = standing.no_longer_to_be_had(&asked, change_asked, now, review.zone) {
            cancel::close(tx, now, &asked, &cause).await?;
            return Ok(Reviewed::Closed);
        }
        if before.is_none() && decision.outcome == Outcome::Denied {
            deny_by_policy(tx, now, &request, (facts, decision), decided.policy).await?;
            return Ok(Reviewed::DeniedByPolicy);
        }
        // Given by another hand meanwhile, or no longer to be had: signing would overwrite what is there.
        let is_new = request.extends.is_none() && request.changes.is_none();
        let held = is_new && is_held(tx, seen).await?;
        let assignable = seen.product.can_be_asked_for();
        if held || !assignable {
            let why = json!({ "by": "facts", "held": held, "assignable": assignable });
            deny(tx, now, &request, (Actor::Service, Duration::zero()), why).await?;
            return Ok(Reviewed::DeniedByPolicy);
        }
        if let Some(before) = before {
            if review.shown != asked.change_hash {
                return Ok(Reviewed::Changed);
            }
            let may = may_change(tx, &stage).await?;
            let is_over = standing.no_longer_to_be_had(&request, &change, now, review.zone);
            let why = match narrowing::check(&before.change, &change, &may) {
                Err(why) => Some(why),
                Ok(()) if is_over.is_some() => Some(NotNarrower::NoDays),
                Ok(()) => (decision.outcome == Outcome::Denied).then_some(NotNarrower::Denied),
            };
            if let Some(why) = why {
                let tried = (review.approver, "narrow", why.code());
                refused(tx, now, (&asked, &stage), tried).await?;
                return Ok(Reviewed::NotNarrower(why));
            }
            if change_hash != asked.change_hash {
                let request = Request {
                    change_hash,
                    ..request
                };
                let of = (&asked, &request, &stage);
                return narrowed(tx, now, of, (before, &change), (review, right, facts, decision)).await;
            }
        }
        // What was signed is what is executed: another change is signed from the first stage on.
        if change_hash != request.change_hash || is_moved {
            let request = Request {
                change_hash,
                ..request
            };
            record_decision(tx, now, &request, (facts, decision), &people).await?;
            return match begin_again(tx, now, &request).await? {
                true => Ok(Reviewed::Changed),
                false => closed(tx, now, &request).await,
            };
        }
        if change_hash != review.shown {
            return Ok(Reviewed::Changed);
        }
    }
    if is_signed_already(tx, now, (&request, &stage), review.approver).await? {
        return Ok(Reviewed::TooLate);
    }
    let decision_id = record_decision(tx, now, &request, (facts, decision), &people).await?;
    let given = answered(tx, now, (&request, &stage), (review, right, decision_id), None).await?;
    if review.answer == Answer::Deny {
        inquiry::store::drop_open(tx, now, request.id, review.approver).await?;
        let by = Actor::Person(review.approver);
        store::move_stage(tx, stage.id, (StageState::Open, StageState::Denied), now).await?;
        let news = News::of(Notice::Denied, request.id)
            .at_stage(stage.id)
            .after(review.undo_for);
        deny_telling(
            tx,
            now,
            &request,
            (by, news),
            json!({ "by": "approver", "stage": stage.position }),
        )
        .await?;
        return Ok(Reviewed::Denied);
    }
    let reviewed = advance(tx, now, &request, &stage, (&change, review)).await?;
    if let Some(notice) = said_by(&reviewed, &stage, tx).await? {
        let news = News::of(notice, request.id)
            .at_stage(stage.id)
            .after(review.undo_for);
        notices::tell_parties(tx, now, given, (&request, Some(review.approver)), news).await?;
    }
    Ok(reviewed)
}

/// What was asked, which less is compared with.
struct Before {
    /// The decision by which it was asked.
    decision: DecisionId,
    change: Change,
}

impl Before {
    /// `None` = nobody would have it less.
    async fn of(
        tx: &mut PgConnection,
        seen: &Seen,
        asked: &Request,
        narrowing: &Narrowing,
    ) -> anyhow::Result<Option<Self>> {
        if narrowing.is_empty() {
            return Ok(None);
        }
        let last = store::last_decision(tx, asked.id).await?;
        let last = last.with_context(|| format!("request {} lacks its decision", asked.id))?;
        Ok(Some(Self {
            decision: last.id,
            change: seen.change(&last.decision, &Wish::from(asked)),
        }))
    }
}

/// What whoever signs this stage may change.
async fn may_change(tx: &mut PgConnection, stage: &Stage) -> anyhow::Result<Vec<MayChange>> {
    let first = replacement::store::staging_decision(tx, stage.request_id).await?;
    let first = first.with_context(|| format!("request {} lacks its decision", stage.request_id))?;
    let rule = usize::try_from(stage.position - 1)
        .ok()
        .and_then(|place| first.stages.get(place));
    Ok(rule.map_or_else(Vec::new, |rule| rule.may_change.clone()))
}

/// Whether this person has answered at this stage already, of the change of `request`; with an event that they tried again.
async fn is_signed_already(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    (request, stage): (&Request, &Stage),
    person: PersonId,
) -> sqlx::Result<bool> {
    let is_signed = store::is_signed(tx, stage.id, (person, &request.change_hash)).await?;
    if is_signed {
        refused(tx, now, (request, stage), (person, "sign", "signed_already")).await?;
    }
    Ok(is_signed)
}

/// What a signature tells those whose request it is; nothing while the stage wants more of them.
async fn said_by(reviewed: &Reviewed, stage: &Stage, tx: &mut PgConnection) -> sqlx::Result<Option<Notice>> {
    Ok(match reviewed {
        Reviewed::Approved => Some(Notice::Approved),
        Reviewed::Signed => {
            let now = store::stage(tx, stage.id).await?;
            now.is_some_and(|now| now.state == StageState::Signed)
                .then_some(Notice::Signed)
        }
        _ => None,
    })
}

/// Writes the signature of somebody who has given none here of this change.
async fn answered(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    (request, stage): (&Request, &Stage),
    (review, right, decision): (&Review<'_>, Right, DecisionId),
    narrowed_from: Option<&Asked>,
) -> anyhow::Result<EventId> {
    let on_behalf_of = right.on_behalf_of;
    let new = store::NewSignature {
        stage,
        person: review.approver,
        on_behalf_of,
        answer: review.answer,
        reason: review.reason,
        change_hash: &request.change_hash,
        decision,
        narrowed_from,
    };
    let is_first = store::insert_signature(tx, now, &new).await?;
    anyhow::ensure!(is_first, "stage {} was signed twice under a lock", stage.id);
    let mut detail = json!({
        "stage": stage.position,
        "answer": if review.answer == Answer::Approve { "approve" } else { "deny" },
        "change_hash": request.change_hash,
        "decision": decision,
    });
    // It comes from a form, and a denial does not look at it: only a hash stands in the log.
    if is_hash(review.shown) {
        detail["shown"] = json!(review.shown);
    }
    if let Some(by) = review.signed_in {
        detail["signed_in"] = json!({ "at": by.at, "method": by.method });
    }
    if let Some(other) = on_behalf_of {
        detail["on_behalf_of"] = json!(other);
    }
    let by = Actor::Person(review.approver);
    let event = about(request, Kind::SignatureGiven, by).saying(detail);
    Ok(audit::append(tx, now, event).await?)
}

/// Whether it is a SHA-256 in lower-case hex.
fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Somebody who signs has it less than was asked. That is another change: what was signed of the one before does not count,
/// the first stage is open again, and this signature waits at its stage until those before it are there.
async fn narrowed(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    (asked, request, stage): (&Request, &Request, &Stage),
    (before, change): (Before, &Change),
    (review, right, facts, decision): (&Review<'_>, Right, &Facts, &Decision),
) -> anyhow::Result<Reviewed> {
    if is_signed_already(tx, now, (request, stage), review.approver).await? {
        return Ok(Reviewed::TooLate);
    }
    let people = store::people_of_stages(tx, request.id).await?;
    let decision_id = record_decision(tx, now, request, (facts, decision), &people).await?;
    store::narrow(tx, request, &request.change_hash).await?;
    let event = about(request, Kind::RequestNarrowed, Actor::Person(review.approver)).saying(json!({
        "stage": stage.position, "from": asked.change_hash, "to": request.change_hash, "change": change,
    }));
    let event = audit::append(tx, now, event).await?;
    let parties = (request, Some(review.approver));
    let told = |notice| {
        News::of(notice, request.id)
            .at_stage(stage.id)
            .after(review.undo_for)
    };
    notices::tell_parties(tx, now, event, parties, told(Notice::Narrowed)).await?;
    let time = deadlines::store::open(tx, stage.id).await?;
    let remind_at = time.and_then(|time| time.remind_at);
    let before = Asked::of(asked, (stage, remind_at), before.decision);
    let given = answered(
        tx,
        now,
        (request, stage),
        (review, right, decision_id),
        Some(&before),
    )
    .await?;
    if stage.position > 1 {
        inquiry::store::drop_open(tx, now, request.id, review.approver).await?;
        return match begin_again(tx, now, request).await? {
            true => Ok(Reviewed::Signed),
            false => closed(tx, now, request).await,
        };
    }
    let reviewed = advance(tx, now, request, stage, (change, review)).await?;
    if reviewed == Reviewed::Approved {
        notices::tell_parties(tx, now, given, parties, told(Notice::Approved)).await?;
    }
    // The stage did not open again, but what some have signed of it does not count any more.
    let people = store::to_sign_again(tx, now, (stage.id, &asked.change_hash)).await?;
    let news = News::of(Notice::ToSign, request.id).at_stage(stage.id);
    notices::tell(tx, now, event, &people, news).await?;
    Ok(reviewed)
}

/// Nobody is left who could sign.
async fn closed(tx: &mut PgConnection, now: DateTime<Utc>, request: &Request) -> anyhow::Result<Reviewed> {
    cancel::close(tx, now, request, &cancel::Cause::NobodyLeft).await?;
    Ok(Reviewed::Closed)
}

/// The grant that a request is about, if it is about one and that lives.
#[derive(Default)]
pub(super) struct Standing {
    extended: Option<extension::Extendable>,
    changed: Option<replan::Changeable>,
}

impl Standing {
    /// Locks it until the transaction ends; the request's lock comes after it.
    pub(super) async fn lock(tx: &mut PgConnection, request: Option<&Request>) -> sqlx::Result<Self> {
        let mut standing = Self::default();
        if let Some(grant) = request.and_then(|request| request.extends) {
            standing.extended = extension::store::lock(tx, grant).await?;
        }
        if let Some(grant) = request.and_then(|request| request.changes) {
            standing.changed = replan::store::lock(tx, grant).await?;
        }
        Ok(standing)
    }

    /// Why what was asked has no sense any more: its last day is over, or the grant that it is about has ended.
    pub(super) fn no_longer_to_be_had(
        &self,
        request: &Request,
        change: &Change,
        now: DateTime<Utc>,
        zone: Tz,
    ) -> Option<cancel::Cause> {
        if request.extends.is_some() {
            return extension::impossible(self.extended.as_ref(), change, now, zone);
        }
        if request.changes.is_some() {
            return replan::impossible(self.changed.as_ref());
        }
        let over = change
            .ends_on
            .is_some_and(|day| calendar::end_of(day, zone) <= now);
        over.then_some(cancel::Cause::Over)
    }
}

/// After an approval: does the stage need more, does another stage follow, or is the request approved?
async fn advance(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    request: &Request,
    stage: &Stage,
    (change, review): (&Change, &Review<'_>),
) -> anyhow::Result<Reviewed> {
    let mut stage = stage.clone();
    loop {
        let signatures = store::signatures_of(tx, request.id).await?;
        let here = signatures
            .iter()
            .filter(|s| s.stage_id == stage.id && s.answer == Answer::Approve)
            .count();
        if here < usize::try_from(stage.needed)? {
            return Ok(Reviewed::Signed);
        }
        store::move_stage(tx, stage.id, (StageState::Open, StageState::Signed), now).await?;
        // Nobody waits for an answer any more.
        inquiry::store::drop_open(tx, now, request.id, review.approver).await?;
        let stages = store::stages_of(tx, request.id).await?;
        let Some(next) = stages.into_iter().find(|next| next.state == StageState::Coming) else {
            break;
        };
        store::move_stage(tx, next.id, (StageState::Coming, StageState::Open), now).await?;
        if !stage_opened(tx, now, request, &next).await? {
            return closed(tx, now, request).await;
        }
        // Whoever had it less than was asked signed there already.
        stage = next;
    }
    let moved = store::move_request(
        tx,
        request.id,
        (RequestState::AwaitingApproval, RequestState::Approved),
        now,
    )
    .await?;
    anyhow::ensure!(moved, "the request left its state under a lock");
    match review.undo_for > Duration::zero() {
        true => carry_out::wait(tx, now, request, change, review.undo_for).await?,
        false => grant(tx, now, request, change, review.zone).await?,
    }
    Ok(Reviewed::Approved)
}

/// By which right this person answers at this stage, read under the request's lock, or why they may not, with an event that
/// they tried to. Whoever comes to a stage that is over was too late, and may otherwise.
pub(super) async fn right_at(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    (request, stage): (&Request, &Stage),
    (person, attempt): (PersonId, &str),
) -> anyhow::Result<Result<Right, Reviewed>> {
    let own = person == request.requester_id || person == request.beneficiary_id;
    let may = delegation::store::right_of(tx, now, stage.id, person).await?;
    let (why, answer) = match (own, may) {
        (true, _) => ("own_request", Reviewed::OwnRequest),
        (false, None) => ("not_an_approver_of_this_stage", Reviewed::NotYours),
        (false, Some(right)) => {
            let deniers = appeal::store::deniers(tx, request.id, stage.id).await?;
            let is_denier = |person| deniers.contains(&person);
            if is_denier(person) || right.on_behalf_of.is_some_and(is_denier) {
                ("denied_before_the_appeal", Reviewed::NotYours)
            } else if signed_before(tx, request, stage, (person, right)).await? {
                ("signed_another_stage", Reviewed::SignedBefore)
            } else if stage.state == StageState::Open
                && used_by_another(tx, request, stage, (person, right)).await?
            {
                ("signed_by_who_stands_in", Reviewed::SignedInTheirPlace)
            } else {
                return Ok(Ok(right));
            }
        }
    };
    refused(tx, now, (request, stage), (person, attempt, why)).await?;
    Ok(Err(answer))
}

/// Says in the log that somebody tried what they may not.
pub(super) async fn refused(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    (request, stage): (&Request, &Stage),
    (person, attempt, why): (PersonId, &str, &str),
) -> sqlx::Result<()> {
    let event = about(request, Kind::Refused, Actor::Person(person))
        .saying(json!({ "attempt": attempt, "stage": stage.position, "why": why }));
    audit::append(tx, now, event).await?;
    Ok(())
}

/// Whether the person, or whom they sign for, signed another stage of a request whose rule wants somebody else at each.
async fn signed_before(
    tx: &mut PgConnection,
    request: &Request,
    stage: &Stage,
    (person, right): (PersonId, Right),
) -> anyhow::Result<bool> {
    let first = replacement::store::staging_decision(tx, request.id).await?;
    if !first.is_some_and(|first| first.distinct_people) {
        return Ok(false);
    }
    let signed = signed_elsewhere(tx, request, stage).await?;
    Ok(signed.contains(&person) || right.on_behalf_of.is_some_and(|other| signed.contains(&other)))
}

/// Whether the right by which this person would sign was used at this stage by somebody else: one right, one signature.
async fn used_by_another(
    tx: &mut PgConnection,
    request: &Request,
    stage: &Stage,
    (person, right): (PersonId, Right),
) -> anyhow::Result<bool> {
    let authority = right.on_behalf_of.unwrap_or(person);
    let signatures = store::signatures_of(tx, request.id).await?;
    Ok(signatures.iter().any(|signature| {
        signature.stage_id == stage.id && signature.person_id != person && signature.authority() == authority
    }))
}

/// Whether it is a version that came in force since the last decision that denies, and not what has become otherwise since: it
/// denies also what that decision saw.
async fn is_changed_by_policy(
    tx: &mut PgConnection,
    request: RequestId,
    policy: &Policy,
) -> anyhow::Result<bool> {
    let last = match store::last_decision(tx, request).await {
        // What can not be read any more says nothing.
        Err(sqlx::Error::ColumnDecode { .. }) => None,
        last => last?,
    };
    let Some(last) = last.filter(|last| last.decision.policy_version != policy.version()) else {
        return Ok(false);
    };
    let (_, decision) = questions::decide_waiting(policy, last.facts);
    Ok(decision.outcome == Outcome::Denied)
}

/// Denies a request that waits, because a version of the policy that came in force does. The caller holds its lock.
pub(super) async fn deny_later(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    request: &Request,
    (facts, decision): (&Facts, &Decision),
) -> anyhow::Result<()> {
    let people = store::people_of_stages(tx, request.id).await?;
    record_decision(tx, now, request, (facts, decision), &people).await?;
    // What a rule restricts besides says nothing of why it is denied.
    let reasons = decision.reasons.iter();
    let texts: Vec<_> = reasons
        .filter(|reason| questions::is_refusal(reason))
        .map(|reason| reason.text.as_str())
        .collect();
    let sentence = format!("A new version of the policy says no. {}", texts.join(" "));
    store::set_close_reason(tx, request.id, &sentence).await?;
    let codes: Vec<_> = decision
        .reasons
        .iter()
        .map(|reason| (&reason.code, &reason.rule))
        .collect();
    let detail = json!({ "by": "policy", "reasons": codes, "new_policy": decision.policy_version });
    deny(tx, now, request, (Actor::Service, Duration::zero()), detail).await
}

/// The policy, asked again, denies what was asked.
async fn deny_by_policy(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    request: &Request,
    (facts, decision): (&Facts, &Decision),
    policy: &Policy,
) -> anyhow::Result<()> {
    if is_changed_by_policy(tx, request.id, policy).await? {
        return deny_later(tx, now, request, (facts, decision)).await;
    }
    let people = store::people_of_stages(tx, request.id).await?;
    record_decision(tx, now, request, (facts, decision), &people).await?;
    let codes: Vec<_> = decision
        .reasons
        .iter()
        .map(|reason| (&reason.code, &reason.rule))
        .collect();
    let detail = json!({ "by": "policy", "reasons": codes });
    deny(tx, now, request, (Actor::Service, Duration::zero()), detail).await
}

async fn deny(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    request: &Request,
    (by, undo_for): (Actor, Duration),
    detail: serde_json::Value,
) -> anyhow::Result<()> {
    let news = News::of(Notice::Denied, request.id).after(undo_for);
    deny_telling(tx, now, request, (by, news), detail).await
}

async fn deny_telling(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    request: &Request,
    (by, news): (Actor, News),
    detail: serde_json::Value,
) -> anyhow::Result<()> {
    store::drop_stages(tx, request.id, now).await?;
    let moved = store::move_request(
        tx,
        request.id,
        (RequestState::AwaitingApproval, RequestState::Denied),
        now,
    )
    .await?;
    anyhow::ensure!(moved, "the request left its state under a lock");
    let event = audit::append(tx, now, about(request, Kind::RequestDenied, by).saying(detail)).await?;
    let person = match by {
        Actor::Person(person) => Some(person),
        _ => None,
    };
    notices::tell_parties(tx, now, event, (request, person), news).await?;
    Ok(())
}

fn about(request: &Request, kind: Kind, actor: Actor) -> Event {
    Event::new(kind, actor)
        .on_request(request.id)
        .about(request.beneficiary_id)
        .with_product(request.sku_id)
}
