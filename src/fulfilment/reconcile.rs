//! Makes one person right: read → plan → one call → read back, with a transaction before the call and one after it, and
//! none open during it. A crash at any point is repaired by running again.

use chrono::{DateTime, Duration, Utc};
use serde_json::json;
use sqlx::{PgConnection, PgPool};

use super::attention::{Attention, Cause};
use super::outcome::{Outcome, Verdict};
use super::plan::{self, Observed, Plan, Wanted};
use super::store::{self, NewRun, RunResult};
use super::{Grant, GrantState};
use crate::audit::{self, Actor, Event, Kind};
use crate::clock::Clock;
use crate::graph;
use crate::graph::wire::{LicenseAssignmentState, SubscribedSku};
use crate::ids::{GrantId, PersonId, RunId};
use crate::jobs::{self, Job, Leased};
use crate::requests::{self, RequestState};

/// Seconds; doubled with each attempt, Graph's own Retry-After goes before it. Writes that collide want at least this.
const FIRST_BACK_OFF_S: i64 = 4;
/// Seconds; longer waits help nobody.
const LONGEST_BACK_OFF_S: i64 = 300;
/// Seconds between looks at a product without a free seat.
const SEAT_POLL_S: i64 = 60;

/// What the worker needs for the work.
#[derive(Clone, Copy)]
pub struct Hands<'a> {
    pub pool: &'a PgPool,
    pub graph: &'a graph::Client,
    pub clock: &'a Clock,
}

/// Makes the person of the job right. An error leaves the lease to run out; everything foreseen is handled inside.
pub async fn reconcile(hands: Hands<'_>, leased: &Leased, person: PersonId) -> anyhow::Result<()> {
    let mut conn = hands.pool.acquire().await?;
    let grants = store::of_person(&mut conn, person).await?;
    drop(conn);
    let (before, skus) = match observe(hands, person).await {
        Ok(observed) => observed,
        Err(error) => return after_failed_read(hands, leased, &grants, &error).await,
    };
    let wanted: Vec<_> = grants
        .iter()
        .filter(|grant| is_wanted(grant))
        .map(wanted)
        .collect();
    let ended: Vec<_> = grants
        .iter()
        .filter(|grant| {
            grant.state == GrantState::Ended && !grants.iter().any(|other| lives_beside(other, grant))
        })
        .map(|grant| grant.sku_id)
        .collect();
    let observed = Observed {
        states: &before.states,
        has_usage_location: before.has_usage_location,
    };
    let plan = plan::plan(&wanted, &ended, &observed, &skus);
    let run = RunId::mint(hands.clock.now());
    before_call(hands, leased, run, &grants, &before.states, &plan).await?;
    let Some(call) = &plan.call else {
        return nothing_to_call(hands, leased, run, &grants, &plan, &before.states).await;
    };

    let answered = hands.graph.assign_license(person, call, run.0).await;
    let read_back = hands.graph.licences(person).await;

    let now = hands.clock.now();
    let after = read_back.map(|user| user.license_assignment_states.unwrap_or_default());
    let outcome = Outcome::of(call, &skus, &wanted, answered, after);
    let mut tx = hands.pool.begin().await?;
    jobs::hold(&mut tx, leased).await?;
    let answered = Event::new(Kind::CallAnswered, Actor::Worker).about(person);
    outcome
        .record(&mut tx, now, run, on_request(answered, &grants, &plan.served))
        .await?;
    satisfied(&mut tx, now, run, &grants, &plan.satisfied).await?;
    match outcome.verdict.after_attempt(leased.attempt) {
        Verdict::Done => {
            satisfied(&mut tx, now, run, &grants, &plan.served).await?;
            // Seats have changed: the catalogue reads them again.
            jobs::enqueue(&mut tx, now, Job::SyncCatalog, now).await?;
            finish(&mut tx, now, leased, person, &plan).await?;
        }
        Verdict::Seat(attention) => {
            wait(
                &mut tx,
                now,
                &grants,
                &plan.served,
                GrantState::WaitingForSeat,
                &attention,
            )
            .await?;
            // A new job, so that waiting does not use up the attempts.
            jobs::finish(&mut tx, leased).await?;
            jobs::enqueue(&mut tx, now, leased.job, now + Duration::seconds(SEAT_POLL_S)).await?;
        }
        Verdict::Person(attention) => {
            wait(
                &mut tx,
                now,
                &grants,
                &plan.served,
                GrantState::NeedsAttention,
                &attention,
            )
            .await?;
            finish(&mut tx, now, leased, person, &plan).await?;
        }
        Verdict::Again { after, .. } => {
            let wait = after.unwrap_or_else(|| back_off(leased.attempt));
            jobs::put_back(&mut tx, leased, now + wait, "Graph could not do it yet").await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

/// What Graph says of the person now.
struct Before {
    states: Vec<LicenseAssignmentState>,
    has_usage_location: bool,
}

async fn observe(hands: Hands<'_>, person: PersonId) -> Result<(Before, Vec<SubscribedSku>), graph::Error> {
    let user = hands.graph.licences(person).await?;
    let skus = hands.graph.subscribed_skus().await?;
    let has_usage_location = user
        .usage_location
        .as_deref()
        .is_some_and(|place| !place.trim().is_empty());
    Ok((
        Before {
            states: user.license_assignment_states.unwrap_or_default(),
            has_usage_location,
        },
        skus,
    ))
}

/// On its way to being active. An active grant that Graph shows otherwise is drift: not for this job to change.
fn is_wanted(grant: &Grant) -> bool {
    matches!(grant.state, GrantState::Pending | GrantState::WaitingForSeat)
}

/// Another right to the same product that has not ended: nothing is taken away then.
fn lives_beside(other: &Grant, ended: &Grant) -> bool {
    other.sku_id == ended.sku_id && other.state != GrantState::Ended
}

fn wanted(grant: &Grant) -> Wanted {
    Wanted {
        grant: grant.id,
        sku: grant.sku_id,
        plans_on: grant.plans_on.clone(),
    }
}

fn back_off(attempt: i32) -> Duration {
    let doubled = FIRST_BACK_OFF_S.saturating_mul(1 << attempt.clamp(1, 10).saturating_sub(1));
    let jitter = rand::random_range(0..=FIRST_BACK_OFF_S / 2);
    Duration::seconds(doubled.min(LONGEST_BACK_OFF_S) + jitter)
}

/// The transaction before the call: what was seen and what will be sent stand before anything is sent.
async fn before_call(
    hands: Hands<'_>,
    leased: &Leased,
    run: RunId,
    grants: &[Grant],
    observed: &[LicenseAssignmentState],
    plan: &Plan,
) -> anyhow::Result<()> {
    let now = hands.clock.now();
    let Job::Reconcile(person) = leased.job else {
        anyhow::bail!("not a job about a person")
    };
    let mut tx = hands.pool.begin().await?;
    jobs::hold(&mut tx, leased).await?;
    let new = NewRun {
        id: run,
        person,
        leased,
        observed,
        call: plan.call.as_ref(),
    };
    for lost in store::begin_run(&mut tx, now, &new).await? {
        // The worker before this one did not come back: what Graph answered is not known, what Graph shows now is.
        let event = Event::new(Kind::CallAnswered, Actor::Worker)
            .about(person)
            .saying(json!({ "run": lost, "result": "answer_lost", "after": observed }));
        let open: Vec<_> = grants
            .iter()
            .filter(|grant| is_wanted(grant))
            .map(|grant| grant.id)
            .collect();
        audit::append(&mut tx, now, on_request(event, grants, &open)).await?;
    }
    for (grant, why) in &plan.blocked {
        let cause = Cause::from(*why);
        let state = if cause == Cause::NoFreeSeat {
            GrantState::WaitingForSeat
        } else {
            GrantState::NeedsAttention
        };
        wait(
            &mut tx,
            now,
            grants,
            &[*grant],
            state,
            &Attention { cause, answer: None },
        )
        .await?;
    }
    if let Some(call) = &plan.call {
        let event = Event::new(Kind::CallPlanned, Actor::Worker).about(person).saying(
            json!({ "run": run, "attempt": leased.attempt, "body": call, "grants": plan.served, "before": observed }),
        );
        audit::append(&mut tx, now, on_request(event, grants, &plan.served)).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Nothing differs: what Graph shows is what is granted, whoever sent it.
async fn nothing_to_call(
    hands: Hands<'_>,
    leased: &Leased,
    run: RunId,
    grants: &[Grant],
    plan: &Plan,
    states: &[LicenseAssignmentState],
) -> anyhow::Result<()> {
    let Job::Reconcile(person) = leased.job else {
        anyhow::bail!("not a job about a person")
    };
    let now = hands.clock.now();
    let mut tx = hands.pool.begin().await?;
    jobs::hold(&mut tx, leased).await?;
    store::end_run(
        &mut tx,
        now,
        run,
        RunResult::NothingToDo,
        (None, None),
        Some(states),
    )
    .await?;
    satisfied(&mut tx, now, run, grants, &plan.satisfied).await?;
    finish(&mut tx, now, leased, person, plan).await?;
    tx.commit().await?;
    Ok(())
}

/// Graph could not even be read: try again, or ask a person when the attempts are used up.
async fn after_failed_read(
    hands: Hands<'_>,
    leased: &Leased,
    grants: &[Grant],
    error: &graph::Error,
) -> anyhow::Result<()> {
    let now = hands.clock.now();
    let verdict = Verdict::of_error(error).after_attempt(leased.attempt);
    let mut tx = hands.pool.begin().await?;
    jobs::hold(&mut tx, leased).await?;
    match verdict {
        Verdict::Again { after, .. } => {
            let wait = after.unwrap_or_else(|| back_off(leased.attempt));
            jobs::put_back(&mut tx, leased, now + wait, "Graph could not be read").await?;
        }
        Verdict::Person(attention) | Verdict::Seat(attention) => {
            // Whoever waits for a seat keeps the place and is looked at again.
            let in_state = |state| {
                grants
                    .iter()
                    .filter(move |grant| grant.state == state)
                    .map(|grant| grant.id)
            };
            let pending: Vec<_> = in_state(GrantState::Pending).collect();
            wait(
                &mut tx,
                now,
                grants,
                &pending,
                GrantState::NeedsAttention,
                &attention,
            )
            .await?;
            jobs::finish(&mut tx, leased).await?;
            if let (Job::Reconcile(_), Some(_)) = (leased.job, in_state(GrantState::WaitingForSeat).next()) {
                jobs::enqueue(&mut tx, now, leased.job, now + Duration::seconds(SEAT_POLL_S)).await?;
            }
        }
        Verdict::Done => jobs::finish(&mut tx, leased).await?,
    }
    tx.commit().await?;
    Ok(())
}

/// Ends the job; where somebody waits for a seat, looks again later.
async fn finish(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    leased: &Leased,
    person: PersonId,
    plan: &Plan,
) -> anyhow::Result<()> {
    jobs::finish(tx, leased).await?;
    if plan
        .blocked
        .iter()
        .any(|(_, why)| *why == plan::Blocked::NoFreeSeat)
    {
        jobs::enqueue(
            tx,
            now,
            Job::Reconcile(person),
            now + Duration::seconds(SEAT_POLL_S),
        )
        .await?;
    }
    Ok(())
}

/// Graph agrees with these grants: they and their requests become active, once.
async fn satisfied(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    run: RunId,
    grants: &[Grant],
    ids: &[GrantId],
) -> anyhow::Result<()> {
    for grant in grants.iter().filter(|grant| ids.contains(&grant.id)) {
        let until = grant.term_days.map(|days| now + Duration::days(days.into()));
        if !store::activate(tx, now, grant.id, until).await? {
            continue;
        }
        let moved = requests::store::move_request(
            tx,
            grant.request_id,
            (RequestState::Approved, RequestState::Active),
            now,
        )
        .await?;
        anyhow::ensure!(
            moved,
            "request {} was not approved when its grant became active",
            grant.request_id
        );
        let event = Event::new(Kind::GrantActive, Actor::Worker)
            .on_request(grant.request_id)
            .about(grant.person_id)
            .with_product(grant.sku_id)
            .saying(json!({ "grant": grant.id, "run": run, "plans_on": grant.plans_on, "until": until }));
        audit::append(tx, now, event).await?;
    }
    Ok(())
}

/// These grants wait: for a seat or for a person. Said in the log only when it is news.
async fn wait(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    grants: &[Grant],
    ids: &[GrantId],
    state: GrantState,
    attention: &Attention,
) -> anyhow::Result<()> {
    for grant in grants.iter().filter(|grant| ids.contains(&grant.id)) {
        let same_cause = grant.attention.as_ref().map(|attention| attention.cause) == Some(attention.cause);
        if grant.state == state && same_cause {
            continue;
        }
        if !store::move_grant(tx, now, grant.id, state, Some(attention)).await? {
            continue;
        }
        let kind = match state {
            GrantState::WaitingForSeat => Kind::GrantWaitsForSeat,
            _ => Kind::GrantNeedsAttention,
        };
        let event = Event::new(kind, Actor::Worker)
            .on_request(grant.request_id)
            .about(grant.person_id)
            .with_product(grant.sku_id)
            .saying(json!({ "grant": grant.id, "cause": attention.cause, "answer": attention.answer }));
        audit::append(tx, now, event).await?;
    }
    Ok(())
}

/// An event about one grant alone also names its request.
fn on_request(event: Event, grants: &[Grant], ids: &[GrantId]) -> Event {
    let mut of_these = grants.iter().filter(|grant| ids.contains(&grant.id));
    match (of_these.next(), of_these.next()) {
        (Some(grant), None) => event.on_request(grant.request_id).with_product(grant.sku_id),
        _ => event,
    }
}
