//! Makes one person right: read → plan → one call → read back, with a transaction before the call and one after it, and
//! none open during it. A crash at any point is repaired by running again.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use serde_json::json;
use sqlx::{PgConnection, PgPool};

use super::attention::{Attention, Cause};
use super::doubt::{self, Doubt};
use super::outcome::{Outcome, Verdict};
use super::plan::{self, Aim, Live, Observed, Plan, Right};
use super::seats;
use super::settle;
use super::store::{self, NewRun, RunResult};
use super::{EndCause, Grant, GrantState, movers};
use crate::audit::{self, Actor, Event, Kind};
use crate::catalog;
use crate::clock::Clock;
use crate::config::{SeatsInWarning, Zones};
use crate::graph;
use crate::graph::wire::{LicenseAssignmentState, SubscribedSku};
use crate::graph::{ErrorKind, LiveSkus, Skus};
use crate::ids::{GrantId, PersonId, RunId};
use crate::jobs::{self, Leased};
use crate::people;

/// What the worker needs for the work.
#[derive(Clone, Copy)]
pub struct Hands<'a> {
    pub pool: &'a PgPool,
    pub graph: &'a graph::Client,
    pub clock: &'a Clock,
    pub live: &'a LiveSkus,
    pub in_warning: SeatsInWarning,
    /// In which time zone the days of a person are.
    pub zones: &'a Zones,
    /// How long a lease lasts; nothing is sent with less than that before us.
    pub lease: Duration,
}

/// What Graph says of the person and of the tenant now.
struct Seen {
    states: Vec<LicenseAssignmentState>,
    has_usage_location: bool,
    /// The account is not closed, Graph says.
    is_open: bool,
    tenant: Skus,
}

/// What stands in the database before anything is sent.
pub(super) struct Prepared {
    pub run: RunId,
    pub grants: Vec<Grant>,
    pub plan: Plan,
    /// When it was prepared.
    pub at: DateTime<Utc>,
    /// It is about this grant alone, after a call for several was refused.
    pub alone: Option<GrantId>,
    /// When the person is to be looked at again, because what Graph shows now may be too old.
    pub later: Option<DateTime<Utc>>,
    /// What Graph shows of these may be from before our own last change.
    pub in_doubt: bool,
}

/// Makes the person of the job right. Everything foreseen is handled inside; an error is for the caller to put back.
pub async fn reconcile(hands: Hands<'_>, leased: &Leased, person: PersonId) -> anyhow::Result<()> {
    let seen = match observe(hands, person).await {
        Ok(seen) => seen,
        Err(error) => return after_failed_read(hands, leased, person, &error).await,
    };
    let mut conn = hands.pool.acquire().await?;
    let mut grants = store::of_person(&mut conn, person).await?;
    drop(conn);
    if seen.is_open && grants.iter().any(is_removal_for_leaver) {
        let user = match hands.graph.user(person).await {
            Ok(user) => user,
            Err(error) => return after_failed_read(hands, leased, person, &error).await,
        };
        call_off_if_open(hands, leased, person, &user).await?;
        let mut conn = hands.pool.acquire().await?;
        grants = store::of_person(&mut conn, person).await?;
    }
    set_seats_aside(hands, &grants, &seen).await?;
    let ended = grants
        .into_iter()
        .filter(|grant| grant.state == GrantState::Ended);
    let prepared = prepare(hands, leased, person, &seen, ended.collect()).await?;
    let Some(call) = &prepared.plan.call else {
        return Ok(());
    };
    let answered = hands.graph.assign_license(person, call, prepared.run.0).await;
    let read_back = hands.graph.licences(person).await;
    let after = read_back.map(|user| user.license_assignment_states.unwrap_or_default());
    let outcome = Outcome::of(call, &seen.tenant.skus, answered, after, prepared.in_doubt);
    settle::settle(hands, leased, (person, &seen.tenant), &prepared, outcome).await
}

async fn observe(hands: Hands<'_>, person: PersonId) -> Result<Seen, graph::Error> {
    let user = hands.graph.licences(person).await?;
    let tenant = hands.live.read(hands.graph, hands.clock).await?;
    let has_usage_location = user
        .usage_location
        .as_deref()
        .is_some_and(|place| !place.trim().is_empty());
    Ok(Seen {
        is_open: user.account_enabled == Some(true),
        states: user.license_assignment_states.unwrap_or_default(),
        has_usage_location,
        tenant,
    })
}

/// To be removed because the person left.
fn is_removal_for_leaver(grant: &Grant) -> bool {
    grant.state == GrantState::Ending && grant.end_cause == Some(EndCause::Left)
}

/// The mirror may be some hours old: somebody who is back is read anew, and keeps what was to be removed because they left.
async fn call_off_if_open(
    hands: Hands<'_>,
    leased: &Leased,
    person: PersonId,
    user: &graph::wire::User,
) -> anyhow::Result<()> {
    if user.account_enabled != Some(true) {
        return Ok(());
    }
    let now = hands.clock.now();
    let mut tx = hands.pool.begin().await?;
    jobs::hold(&mut tx, leased).await?;
    if movers::is_open_after_all(&mut tx, now, person).await? {
        people::directory::remember(&mut tx, now, user).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Asks for a seat for what needs one, in a transaction of its own: the order of those who wait is under one lock, and
/// whoever holds that must not hold anything else.
async fn set_seats_aside(hands: Hands<'_>, grants: &[Grant], seen: &Seen) -> anyhow::Result<()> {
    let believed = Doubt::of(grants, hands.clock.now()).believed(&seen.states);
    let needs_seat = |grant: &&Grant| {
        grant.seat_at.is_none()
            && matches!(grant.state, GrantState::Pending | GrantState::WaitingForSeat)
            && !plan::holds_a_seat(&believed, grant.sku_id)
    };
    for grant in grants.iter().filter(needs_seat) {
        if let Some(sku) = seen.tenant.skus.iter().find(|sku| sku.sku_id == grant.sku_id) {
            let mut tx = hands.pool.begin().await?;
            seats::allot(
                &mut tx,
                hands.clock.now(),
                hands.in_warning,
                sku,
                seen.tenant.read_at,
            )
            .await?;
            tx.commit().await?;
        }
    }
    Ok(())
}

/// The transaction before the call: what was seen and what will be sent stand before anything is sent. When nothing differs
/// it is also the last one.
async fn prepare(
    hands: Hands<'_>,
    leased: &Leased,
    person: PersonId,
    seen: &Seen,
    ended: Vec<Grant>,
) -> anyhow::Result<Prepared> {
    let now = hands.clock.now();
    let mut tx = hands.pool.begin().await?;
    jobs::hold_until(&mut tx, leased, now + hands.lease).await?;
    let grants = store::lock_of_person(&mut tx, person).await?;
    let doubt = Doubt::of(&[ended, grants.clone()].concat(), now);
    let mut believed = doubt.believed(&seen.states);
    let mut alone = grants.iter().find(|grant| is_alone(grant));
    if let Some((hidden, state)) = doubt.hidden(&seen.states, alone.map(|grant| grant.id)) {
        alone = grants.iter().find(|grant| grant.id == hidden);
        believed.push(state);
    }
    let is_in_time = |grant: &&Grant| !waits_for_its_place(grant, &grants, alone.is_some());
    let mut rights: Vec<_> = match alone {
        Some(alone) => Some(alone)
            .filter(is_in_time)
            .and_then(right)
            .into_iter()
            .collect(),
        None => {
            let may_be_judged = |grant: &&Grant| grant.state != GrantState::Active || !may_lag(grant, now);
            let judged = grants.iter().filter(may_be_judged);
            judged.filter(is_in_time).filter_map(right).collect()
        }
    };
    let observed = Observed {
        states: &believed,
        has_usage_location: seen.has_usage_location,
    };
    let live = live(&mut tx, &rights, &seen.tenant).await?;
    let mut plan = plan::plan(&rights, &observed, &live);
    // What takes a place can not be there yet: what it replaces stays until it is.
    let place = |id: GrantId| grants.iter().find(|grant| grant.id == id)?.replaced_by;
    let is_blocked = |right: &Right| {
        let by = place(right.grant);
        plan.blocked.iter().any(|(blocked, _)| by == Some(*blocked))
    };
    if rights.iter().any(is_blocked) {
        rights.retain(|right| !is_blocked(right));
        plan = plan::plan(&rights, &observed, &live);
    }
    let run = RunId::mint(now);
    let touched = touched(&plan);
    let about: Vec<_> = grants
        .iter()
        .filter(|grant| touched.contains(&grant.id))
        .collect();
    let prepared = Prepared {
        run,
        at: now,
        alone: alone.map(|grant| grant.id),
        later: look_again_at(&grants, &seen.tenant, now),
        in_doubt: doubt.is_about(&about),
        grants,
        plan,
    };
    let (grants, plan) = (&prepared.grants, &prepared.plan);
    let new = NewRun {
        id: run,
        person,
        leased,
        observed: &seen.states,
        call: plan.call.as_ref(),
    };
    let lost = store::begin_run(&mut tx, now, &new).await?;
    answers_were_lost(&mut tx, now, person, (&lost, &seen.states), grants).await?;
    set_blocked_aside(&mut tx, now, grants, plan).await?;
    settle::satisfied(
        &mut tx,
        now,
        (run, &seen.tenant, hands.zones),
        grants,
        &plan.satisfied,
    )
    .await?;
    settle::gone(&mut tx, now, run, grants, &plan.gone).await?;
    if let Some(call) = &plan.call {
        store::about_to_send(&mut tx, now, &plan.served).await?;
        let event = Event::new(Kind::CallPlanned, Actor::Worker)
            .about(person)
            .saying(json!({ "run": run, "attempt": leased.attempt, "body": call, "grants": touched, "before": seen.states }));
        audit::append(&mut tx, now, on_request(event, grants, &touched)).await?;
    } else {
        let nothing = RunResult::NothingToDo;
        store::end_run(&mut tx, now, run, nothing, (None, None), Some(&seen.states)).await?;
        settle::finish(&mut tx, now, leased, &prepared).await?;
    }
    tx.commit().await?;
    Ok(prepared)
}

/// The worker before this one did not come back: what Graph answered is not known, what Graph shows now is.
async fn answers_were_lost(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    person: PersonId,
    (lost, states): (&[RunId], &[LicenseAssignmentState]),
    grants: &[Grant],
) -> anyhow::Result<()> {
    let open: Vec<_> = grants
        .iter()
        .filter(|g| is_open(g))
        .map(|grant| grant.id)
        .collect();
    for run in lost {
        let event = Event::new(Kind::CallAnswered, Actor::Worker)
            .about(person)
            .saying(json!({ "run": run, "result": "answer_lost", "after": states }));
        audit::append(tx, now, on_request(event, grants, &open)).await?;
    }
    Ok(())
}

/// What can not be in the call waits for what it lacks: a seat, or a person.
async fn set_blocked_aside(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    grants: &[Grant],
    plan: &Plan,
) -> anyhow::Result<()> {
    for (grant, why) in &plan.blocked {
        let cause = Cause::from(*why);
        let state = match cause {
            Cause::NoFreeSeat => GrantState::WaitingForSeat,
            _ => GrantState::NeedsAttention,
        };
        let attention = Attention { cause, answer: None };
        settle::wait(tx, now, grants, &[*grant], state, &attention).await?;
    }
    Ok(())
}

/// What a grant means for Graph; nothing while a person is needed for it.
fn right(grant: &Grant) -> Option<Right> {
    let aim = match grant.state {
        GrantState::Pending | GrantState::WaitingForSeat => Aim::Assign {
            seat: grant.seat_at.is_some(),
        },
        GrantState::Active => Aim::Keep,
        GrantState::Ending => Aim::Remove,
        GrantState::Scheduled
        | GrantState::NeedsAttention
        | GrantState::RemovalNeedsAttention
        | GrantState::Ended => return None,
    };
    Some(Right {
        grant: grant.id,
        sku: grant.sku_id,
        plans_on: grant.plans_on.clone(),
        kept_off: grant.kept_off.clone(),
        aim,
    })
}

/// Another grant takes its place and can not do so now: it waits for a person or a later day, or, where each grant is tried
/// by itself, has not been served yet.
fn waits_for_its_place(grant: &Grant, grants: &[Grant], by_itself: bool) -> bool {
    let Some(by) = grant.replaced_by else {
        return false;
    };
    let by = grants.iter().find(|other| other.id == by);
    by.is_some_and(|by| {
        by.active_at.is_none()
            && (by_itself || matches!(by.state, GrantState::NeedsAttention | GrantState::Scheduled))
    })
}

/// Tried by itself, after a call for several was refused.
fn is_alone(grant: &Grant) -> bool {
    grant.alone && (is_open(grant) || grant.state == GrantState::Active)
}

/// What Graph shows of an active grant may be from before our last call for it.
fn may_lag(grant: &Grant, now: DateTime<Utc>) -> bool {
    doubt::may_lag_behind(grant.asserted_at, now)
}

/// When the person is to be looked at again for an active grant: what could not be changed is tried once more, and where the
/// product has plans that were not there at our last call, readings must first be believed.
fn look_again_at(grants: &[Grant], tenant: &Skus, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let has_new_plan = |grant: &Grant| {
        let sku = tenant.skus.iter().find(|sku| sku.sku_id == grant.sku_id);
        let plans = sku.map_or_else(Vec::new, plan::switchable);
        plans
            .iter()
            .any(|plan| !grant.plans_on.contains(plan) && !grant.kept_off.contains(plan))
    };
    let of_grant = |grant: &Grant| {
        let asserted_at = grant.asserted_at?;
        if grant.attention.is_some() {
            Some(asserted_at + Duration::seconds(settle::KEEP_OFF_AGAIN_S))
        } else if has_new_plan(grant) {
            Some(doubt::believed_from(asserted_at))
        } else {
            None
        }
    };
    let active = grants.iter().filter(|grant| grant.state == GrantState::Active);
    active.filter_map(of_grant).filter(|at| *at > now).min()
}

/// Under way to Graph.
fn is_open(grant: &Grant) -> bool {
    matches!(grant.state, GrantState::Pending | GrantState::Ending)
}

/// The SKUs that the rights name, with what is known of their plans.
async fn live<'a>(
    conn: &mut PgConnection,
    rights: &[Right],
    tenant: &'a Skus,
) -> sqlx::Result<Vec<Live<'a>>> {
    let named = |sku: &&SubscribedSku| rights.iter().any(|right| right.sku == sku.sku_id);
    let skus: Vec<_> = tenant.skus.iter().filter(named).collect();
    let kept: Vec<_> = rights
        .iter()
        .filter(|r| r.aim == Aim::Keep)
        .map(|r| r.sku)
        .collect();
    let offered = if kept.is_empty() {
        Vec::new()
    } else {
        catalog::store::offered_plans(conn, &kept).await?
    };
    let live = skus.into_iter().map(|sku| {
        let plans = offered.iter().filter(|(of, _)| *of == sku.sku_id);
        Live {
            sku,
            offered: plans.map(|(_, plan)| *plan).collect::<BTreeSet<_>>(),
        }
    });
    Ok(live.collect())
}

/// Graph could not even be read: it is tried again, or a person is asked.
async fn after_failed_read(
    hands: Hands<'_>,
    leased: &Leased,
    person: PersonId,
    error: &graph::Error,
) -> anyhow::Result<()> {
    let now = hands.clock.now();
    let mut tx = hands.pool.begin().await?;
    jobs::hold(&mut tx, leased).await?;
    let grants = store::lock_of_person(&mut tx, person).await?;
    if error.kind == ErrorKind::PersonNotFound && people::store::is_gone(&mut tx, person).await? {
        settle::gone_with_the_account(&mut tx, now, &grants).await?;
        jobs::finish(&mut tx, leased).await?;
        tx.commit().await?;
        return Ok(());
    }
    // Whoever waits for a seat keeps the place.
    let ids: Vec<_> = grants
        .iter()
        .filter(|grant| is_open(grant))
        .map(|grant| grant.id)
        .collect();
    match Verdict::of_error(error).after_attempt(leased.attempt) {
        Verdict::Again { after, attention, .. } => {
            settle::again(&mut tx, now, leased, &ids, (after, &attention)).await?;
        }
        Verdict::Person(attention) | Verdict::Seat(attention) => {
            settle::wait(
                &mut tx,
                now,
                &grants,
                &ids,
                GrantState::NeedsAttention,
                &attention,
            )
            .await?;
            jobs::finish(&mut tx, leased).await?;
        }
        Verdict::Done => jobs::finish(&mut tx, leased).await?,
    }
    tx.commit().await?;
    Ok(())
}

/// Grants that the call is about.
pub(super) fn touched(plan: &Plan) -> Vec<GrantId> {
    [&plan.served, &plan.reasserted, &plan.removed]
        .into_iter()
        .flatten()
        .copied()
        .collect()
}

/// An event about one grant alone also names its request.
pub(super) fn on_request(event: Event, grants: &[Grant], ids: &[GrantId]) -> Event {
    let mut of_these = grants.iter().filter(|grant| ids.contains(&grant.id));
    match (of_these.next(), of_these.next()) {
        (Some(grant), None) => event.on_request(grant.works_for()).with_product(grant.sku_id),
        _ => event,
    }
}
