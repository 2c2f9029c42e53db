//! What time does to a stage that nobody signs: those who may are reminded, others are asked instead, or the request lapses.
//! Silence never approves, and no request waits for ever. Each stage in a transaction of its own; the request is locked first.

pub mod store;
pub(super) mod times;

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use serde_json::json;
use sqlx::{PgConnection, PgPool};

use super::approvers::{self, Parties};
use super::notices::{self, News, Notice};
use super::{Request, RequestState, Stage, StageState, appeal, delegation, opening, replacement};
use crate::audit::{self, Actor, Event, Kind};
use crate::clock::Clock;
use crate::ids::{PersonId, RequestId, StageId};
use crate::jobs::{self, Leased};
use crate::policy::{Overdue, StageRule, Who};
use crate::{catalog, people};

/// Stages that one turn of the clock looks at; the rest follows in the next.
const MOST_STAGES: i64 = 500;
/// How often others are asked: those whom the rule names, then the administrators. After that, reminders.
const MOST_ESCALATIONS: i32 = 2;

/// What a turn of the clock needs for this.
#[derive(Clone, Copy)]
pub struct Hands<'a> {
    pub pool: &'a PgPool,
    pub clock: &'a Clock,
    /// How long a stage waits at most where its rule does not say what follows.
    pub longest_wait: Duration,
}

/// The time of an open stage.
#[derive(Clone, Debug)]
pub struct Open {
    pub opened_at: DateTime<Utc>,
    /// From when the longest wait counts: since it is open, and later by as long as questions were.
    pub waits_since: DateTime<Utc>,
    pub due_at: Option<DateTime<Utc>>,
    /// When those who may sign are reminded next; `None` = not before it is due.
    pub remind_at: Option<DateTime<Utc>>,
    pub reminders: i32,
    pub escalations: i32,
    /// Since when a question is open, which makes the time stand still.
    pub asked_at: Option<DateTime<Utc>>,
}

/// What there is to do for a stage.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Nothing,
    Remind,
    Escalate(Who),
    /// As the rule says.
    Lapse,
    /// The longest that anything waits is over.
    WaitedTooLong,
}

/// Does what is due for every stage. One that fails is passed over until the next turn.
pub async fn turn(hands: Hands<'_>, leased: &Leased) -> anyhow::Result<()> {
    let now = hands.clock.now();
    let mut conn = hands.pool.acquire().await?;
    let due = store::due(&mut conn, (now, now - hands.longest_wait), MOST_STAGES).await?;
    drop(conn);
    for stage in due {
        match one(hands, leased, stage).await {
            Ok(()) => {}
            Err(error) if error.is::<jobs::Late>() => return Err(error),
            Err(error) => {
                tracing::error!(stage.id = %stage, "the time of a stage is passed over for now: {error:#}");
            }
        }
    }
    Ok(())
}

async fn one(hands: Hands<'_>, leased: &Leased, stage: StageId) -> anyhow::Result<()> {
    let mut tx = hands.pool.begin().await?;
    jobs::hold(&mut tx, leased).await?;
    let now = hands.clock.now();
    act(&mut tx, now, stage, hands.longest_wait).await?;
    tx.commit().await?;
    Ok(())
}

async fn act(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    id: StageId,
    longest_wait: Duration,
) -> anyhow::Result<()> {
    let Some(stage) = super::store::stage(tx, id).await? else {
        return Ok(());
    };
    let request = super::store::lock(tx, stage.request_id).await?;
    let Some(request) = request.filter(|request| request.state == RequestState::AwaitingApproval) else {
        return Ok(());
    };
    // Read again under the lock: somebody may have signed, asked or answered meanwhile.
    let (Some(stage), Some(open)) = (super::store::stage(tx, id).await?, store::open(tx, id).await?) else {
        return Ok(());
    };
    let first = replacement::store::staging_decision(tx, request.id).await?;
    let place = usize::try_from(stage.position - 1)?;
    let rule = first.as_ref().and_then(|first| first.stages.get(place));
    let distinct = first.as_ref().is_some_and(|first| first.distinct_people);
    match step(now, longest_wait, rule, &open) {
        Step::Nothing => Ok(()),
        Step::Remind => remind(tx, now, &request, (&stage, &open, rule)).await,
        Step::Escalate(who) => {
            let Some(rule) = rule else { return Ok(()) };
            let over = opening::passed_over(tx, &request, &stage, distinct).await?;
            let asked = escalate(tx, now, &request, (&stage, &open, rule), (who, over)).await?;
            match asked {
                true => Ok(()),
                false => {
                    store::nobody_else(tx, stage.id, MOST_ESCALATIONS).await?;
                    remind(tx, now, &request, (&stage, &open, Some(rule))).await
                }
            }
        }
        Step::Lapse => {
            let sentence = format!(
                "Nobody signed stage {} in time, and rule {} lets such a request lapse. Ask for it anew if it is still needed.",
                stage.position, stage.rule
            );
            lapse(
                tx,
                now,
                &request,
                (&stage, &open),
                ("nobody_signed_in_time", &sentence),
            )
            .await
        }
        Step::WaitedTooLong => {
            let days = longest_wait.num_days();
            let sentence = format!(
                "It waited for a signature at stage {} for {days} days, which is the longest that anything waits. Ask for it anew if \
                 it is still needed.",
                stage.position
            );
            lapse(tx, now, &request, (&stage, &open), ("waited_longest", &sentence)).await
        }
    }
}

fn step(now: DateTime<Utc>, longest_wait: Duration, rule: Option<&StageRule>, open: &Open) -> Step {
    let is_asked = open.asked_at.is_some();
    let is_over = !is_asked && open.due_at.is_some_and(|due| due <= now);
    if is_over && let Some(rule) = rule {
        match (rule.overdue, &rule.then) {
            (Some(Overdue::Lapse), _) => return Step::Lapse,
            (None, Some(then)) if open.escalations == 0 => return Step::Escalate(then.clone()),
            (None, Some(_)) if open.escalations < MOST_ESCALATIONS => {
                return Step::Escalate(Who::Administrators);
            }
            _ => {}
        }
    }
    let has_time = !is_asked && open.due_at.is_some_and(|due| due > now);
    let since = open
        .asked_at
        .map_or(open.waits_since, |asked| asked.max(open.waits_since));
    if !has_time && since + longest_wait <= now {
        return Step::WaitedTooLong;
    }
    match open.remind_at.or(open.due_at) {
        Some(at) if !is_asked && at <= now => Step::Remind,
        _ => Step::Nothing,
    }
}

async fn remind(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    request: &Request,
    (stage, open, rule): (&Stage, &Open, Option<&StageRule>),
) -> anyhow::Result<()> {
    let is_over = open.due_at.is_some_and(|due| due <= now);
    let again_at = is_over.then(|| times::again(rule, now));
    store::reminded(tx, stage.id, again_at).await?;
    let people = store::unsigned(tx, stage.id).await?;
    let event = about(Kind::StageReminded, request).saying(json!({
        "stage": stage.position, "rule": stage.rule, "reminder": open.reminders + 1, "is_over": is_over,
        "due_at": open.due_at, "approvers": people,
    }));
    let event = audit::append(tx, now, event).await?;
    let news = News::of(Notice::Reminder, request.id).at_stage(stage.id);
    notices::tell(tx, now, event, &people, news).await?;
    Ok(())
}

/// Asks others instead; answers whether there is anybody who was not asked before.
async fn escalate(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    request: &Request,
    (stage, open, rule): (&Stage, &Open, &StageRule),
    (who, over): (Who, Vec<PersonId>),
) -> anyhow::Result<bool> {
    let (Some(requester), Some(beneficiary), Some(product)) = (
        people::store::by_id(tx, request.requester_id).await?,
        people::store::by_id(tx, request.beneficiary_id).await?,
        catalog::store::by_sku(tx, request.sku_id).await?,
    ) else {
        return Ok(false);
    };
    // What was signed here counts on; only what is missing is asked of others.
    let here = replacement::store::signed(tx, stage.id).await?;
    let before: BTreeSet<_> = replacement::store::named(tx, stage.id)
        .await?
        .into_iter()
        .collect();
    let missing = stage.needed - i32::try_from(here.len())?;
    // Neither whose right was used nor whoever used it for them can sign again.
    let hands = replacement::store::hands(tx, stage.id).await?;
    let signed: Vec<_> = over
        .into_iter()
        .chain(here.iter().copied())
        .chain(hands)
        .collect();
    let parties = Parties {
        requester: &requester,
        beneficiary: &beneficiary,
        owner_upn: product.owner_upn.as_deref(),
        signed: &signed,
    };
    let mut candidates = vec![(who.clone(), open.escalations + 1)];
    if who != Who::Administrators && !stage.is_appeal() {
        candidates.push((Who::Administrators, MOST_ESCALATIONS));
    }
    for (who, escalations) in candidates {
        let asking = StageRule {
            who: who.clone(),
            signatures: missing.max(1),
            then: None,
            fallback: None,
            ..rule.clone()
        };
        let found = match stage.is_appeal() {
            // Whoever comes next: neither who denied it nor who let it lie.
            true => {
                let over: Vec<_> = signed.iter().chain(&before).copied().collect();
                appeal::who_decides(tx, request, stage.id, &over).await?
            }
            false => approvers::of_stage(tx, &asking, parties).await?,
        };
        let found_ids: Vec<_> = found.people.iter().map(|person| person.id).collect();
        if found_ids.iter().all(|person| before.contains(person)) {
            continue;
        }
        let people: Vec<_> = found_ids.iter().chain(&here).copied().collect();
        let why = format!("{}, since nobody signed in time", found.why);
        replacement::store::replace(tx, stage.id, &people, (&why, stage.needed)).await?;
        let due_at = times::due(rule, now);
        let remind_at = due_at.and_then(|due_at| times::remind(rule, now, due_at));
        store::escalated(tx, stage.id, now, (due_at, remind_at), escalations).await?;
        delegation::stage_opened(tx, now, stage.id).await?;
        let then = if stage.is_appeal() {
            json!(appeal::WHO)
        } else {
            json!(who)
        };
        let event = about(Kind::StageEscalated, request).saying(json!({
            "stage": stage.position, "rule": stage.rule, "then": then, "before": before, "approvers": people, "due_at": due_at,
        }));
        let event = audit::append(tx, now, event).await?;
        notices::drop_untold(tx, now, request.id, &[Notice::ToSign, Notice::Reminder]).await?;
        let asked = store::unsigned(tx, stage.id).await?;
        let news = News::of(Notice::Escalated, request.id).at_stage(stage.id);
        notices::tell(tx, now, event, &asked, news).await?;
        return Ok(true);
    }
    Ok(false)
}

async fn lapse(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    request: &Request,
    (stage, open): (&Stage, &Open),
    (why, sentence): (&str, &str),
) -> anyhow::Result<()> {
    let (from, to) = (RequestState::AwaitingApproval, RequestState::Denied);
    let moved = super::store::move_request(tx, request.id, (from, to), now).await?;
    anyhow::ensure!(moved, "the request left its state under a lock");
    super::store::set_close_reason(tx, request.id, sentence).await?;
    store::lapsed(tx, request.id, now).await?;
    super::store::drop_stages(tx, request.id, now).await?;
    let event = about(Kind::RequestLapsed, request).saying(json!({
        "stage": stage.position, "rule": stage.rule, "why": why, "opened_at": open.opened_at, "due_at": open.due_at,
    }));
    let event = audit::append(tx, now, event).await?;
    let waiting = [Notice::ToSign, Notice::Reminder, Notice::Escalated];
    notices::drop_untold(tx, now, request.id, &waiting).await?;
    let mut parties = vec![request.requester_id, request.beneficiary_id];
    parties.dedup();
    notices::tell(tx, now, event, &parties, News::of(Notice::Lapsed, request.id)).await?;
    Ok(())
}

/// A question is over that was asked at this moment: the stage that is open has as much of its time left as it had then.
pub(super) async fn resume(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    request: RequestId,
    asked_at: DateTime<Utc>,
) -> anyhow::Result<()> {
    let stages = super::store::stages_of(tx, request).await?;
    let Some(stage) = stages.iter().find(|stage| stage.state == StageState::Open) else {
        return Ok(());
    };
    let Some(open) = store::open(tx, stage.id).await? else {
        return Ok(());
    };
    let Some(due_at) = open.due_at else {
        return Ok(());
    };
    let first = replacement::store::staging_decision(tx, request).await?;
    let place = usize::try_from(stage.position - 1)?;
    let rule = first.as_ref().and_then(|first| first.stages.get(place));
    // A stage that began anew meanwhile has had its whole time since.
    let stopped = asked_at.max(open.opened_at);
    let resumed = |at| times::resumed(rule, (stopped, now), at);
    store::set_due(tx, stage.id, resumed(due_at), open.remind_at.map(resumed)).await?;
    Ok(())
}

fn about(kind: Kind, request: &Request) -> Event {
    Event::new(kind, Actor::Service)
        .on_request(request.id)
        .about(request.beneficiary_id)
        .with_product(request.sku_id)
}

#[cfg(test)]
mod tests;
