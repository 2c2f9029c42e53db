//! The transaction after the call: what became of the grants, and whether the job ends or comes again.

use chrono::{DateTime, Duration, Utc};
use serde_json::json;
use sqlx::PgConnection;

use super::attention::Attention;
use super::outcome::{Outcome, Verdict};
use super::plan;
use super::reconcile::{Hands, Prepared, on_request, touched};
use super::seats::{self, SEATS_EVERY_S};
use super::{EndCause, Grant, GrantState, conflicts, store};
use crate::audit::{self, Actor, Event, Kind};
use crate::config::Zones;
use crate::graph::Skus;
use crate::ids::{GrantId, PersonId, RunId};
use crate::jobs::{self, Job, Leased};
use crate::people;
use crate::requests::notices::{self, News, Notice};
use crate::requests::{self, RequestState, calendar};
use crate::words::{Reader, read_by};

/// Seconds; doubled with each attempt, Graph's own Retry-After goes before it. Writes that collide want at least this.
const FIRST_BACK_OFF_S: i64 = 4;
/// Seconds; longer waits help nobody.
const LONGEST_BACK_OFF_S: i64 = 300;
/// Attempt from which a person sees that Graph is still being tried.
const TROUBLE_FROM_ATTEMPT: i32 = 3;
/// Seconds before it is tried again to keep a new plan off for somebody.
pub(super) const KEEP_OFF_AGAIN_S: i64 = 60 * 60;
/// Seconds in which changes of seats gather before the SKUs are read again for them.
const SEATS_SETTLE_S: i64 = 2;

/// Writes down what became of the call.
pub(super) async fn settle(
    hands: Hands<'_>,
    leased: &Leased,
    (person, tenant): (PersonId, &Skus),
    prepared: &Prepared,
    outcome: Outcome,
) -> anyhow::Result<()> {
    let Prepared {
        run,
        at,
        grants,
        plan,
        ..
    } = prepared;
    let now = hands.clock.now();
    let about = touched(plan);
    let mut tx = hands.pool.begin().await?;
    jobs::hold(&mut tx, leased).await?;
    let answered = Event::new(Kind::CallAnswered, Actor::Worker).about(person);
    outcome
        .record(&mut tx, now, *run, on_request(answered, grants, &about))
        .await?;
    if let Some(conflict) = &outcome.conflict {
        conflicts::store::remember_conflict(&mut tx, now, *run, conflict).await?;
    }
    if outcome.refused() {
        store::nothing_was_sent(&mut tx, *at, &plan.served).await?;
    }
    match outcome.verdict.after_attempt(leased.attempt) {
        Verdict::Done => {
            satisfied(&mut tx, now, (*run, tenant, hands.zones), grants, &plan.served).await?;
            gone(&mut tx, now, *run, grants, &plan.removed).await?;
            kept_off(&mut tx, now, *run, prepared).await?;
            // Seats have changed: the catalogue reads them again, once for all that change together.
            let soon = now + Duration::seconds(SEATS_SETTLE_S);
            jobs::enqueue_soon(&mut tx, now, Job::SyncCatalog, soon).await?;
            finish(&mut tx, now, leased, prepared).await?;
        }
        Verdict::Seat(_) | Verdict::Person(_) if about.len() > 1 => {
            // One of them is the reason, and the others must not suffer for it.
            store::set_apart(&mut tx, &about).await?;
            jobs::finish(&mut tx, leased).await?;
            jobs::enqueue(&mut tx, now, leased.job, now).await?;
        }
        Verdict::Seat(attention) => {
            for grant in grants.iter().filter(|grant| plan.served.contains(&grant.id)) {
                if let Some(sku) = tenant.skus.iter().find(|sku| sku.sku_id == grant.sku_id) {
                    seats::refused(&mut tx, now, hands.in_warning, sku, grant).await?;
                }
            }
            wait(
                &mut tx,
                now,
                grants,
                &plan.served,
                GrantState::WaitingForSeat,
                &attention,
            )
            .await?;
            finish(&mut tx, now, leased, prepared).await?;
        }
        Verdict::Person(attention) => {
            wait(
                &mut tx,
                now,
                grants,
                &about,
                GrantState::NeedsAttention,
                &attention,
            )
            .await?;
            finish(&mut tx, now, leased, prepared).await?;
        }
        Verdict::Again { after, attention, .. } => {
            again(&mut tx, now, leased, &about, (after, &attention)).await?
        }
    }
    tx.commit().await?;
    Ok(())
}

/// The job comes again by itself; from the third attempt on people see why.
pub(super) async fn again(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    leased: &Leased,
    ids: &[GrantId],
    (after, attention): (Option<Duration>, &Attention),
) -> anyhow::Result<()> {
    let wait = after.unwrap_or_else(|| back_off(leased.attempt));
    if leased.attempt >= TROUBLE_FROM_ATTEMPT {
        store::note_trouble(tx, ids, Some(attention)).await?;
    }
    jobs::put_back(tx, leased, now + wait, "Graph could not do it yet").await
}

fn back_off(attempt: i32) -> Duration {
    let doubled = FIRST_BACK_OFF_S.saturating_mul(1 << attempt.clamp(1, 10).saturating_sub(1));
    let jitter = rand::random_range(0..=FIRST_BACK_OFF_S / 2);
    Duration::seconds(doubled.min(LONGEST_BACK_OFF_S) + jitter)
}

/// Ends the job; where a grant was tried by itself, the others come next.
pub(super) async fn finish(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    leased: &Leased,
    prepared: &Prepared,
) -> anyhow::Result<()> {
    jobs::finish(tx, leased).await?;
    if let Some(alone) = prepared.alone {
        store::no_longer_alone(tx, alone).await?;
        jobs::enqueue(tx, now, leased.job, now).await?;
    }
    if let Some(later) = prepared.later {
        jobs::enqueue(tx, now, leased.job, later).await?;
    }
    Ok(())
}

/// Graph agrees with these grants: they and their requests become active, once.
pub(super) async fn satisfied(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    (run, tenant, zones): (RunId, &Skus, &Zones),
    grants: &[Grant],
    ids: &[GrantId],
) -> anyhow::Result<()> {
    for grant in grants.iter().filter(|grant| ids.contains(&grant.id)) {
        let until = match grant.until_at {
            Some(until) => Some(until),
            None => end_of_term(tx, now, grant, zones).await?,
        };
        let sku = tenant.skus.iter().find(|sku| sku.sku_id == grant.sku_id);
        let off = sku.map_or_else(Vec::new, |sku| plan::disabled_plans(sku, &grant.plans_on));
        if !store::activate(tx, now, grant, until, &off).await? {
            continue;
        }
        if grant.active_at.is_none() {
            let moved = (RequestState::Approved, RequestState::Active);
            anyhow::ensure!(
                requests::store::move_request(tx, grant.request_id, moved, now).await?,
                "request {} was not approved when its grant became active",
                grant.request_id
            );
        }
        let replanned = match grant.active_at {
            Some(_) => requests::replan::is_set(tx, now, grant.id).await?,
            None => None,
        };
        let event = about(Kind::GrantActive, grant)
            .on_request(replanned.unwrap_or(grant.request_id))
            .saying(json!({ "grant": grant.id, "run": run, "plans_on": grant.plans_on, "until": until }));
        let event = audit::append(tx, now, event).await?;
        if grant.active_at.is_none() {
            let news = News::of(Notice::Active, grant.request_id);
            notices::tell_parties_of(tx, now, event, (grant.request_id, None), news).await?;
        }
    }
    Ok(())
}

/// When the term of a grant is over that becomes active now: after whole days where its person is.
async fn end_of_term(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    grant: &Grant,
    zones: &Zones,
) -> anyhow::Result<Option<DateTime<Utc>>> {
    let Some(days) = grant.term_days else {
        return Ok(None);
    };
    let person = people::store::by_id(tx, grant.person_id).await?;
    let zone = person.map_or(zones.usual, |person| person.zone(zones));
    Ok(Some(calendar::end_of_term(now, days.into(), zone)))
}

/// Graph shows nothing of these any more: they have ended.
pub(super) async fn gone(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    run: RunId,
    grants: &[Grant],
    ids: &[GrantId],
) -> anyhow::Result<()> {
    for grant in grants.iter().filter(|grant| ids.contains(&grant.id)) {
        if store::end(tx, now, grant.id).await? {
            let event = about(Kind::GrantEnded, grant)
                .saying(json!({ "grant": grant.id, "run": run, "cause": grant.end_cause }));
            let event = audit::append(tx, now, event).await?;
            // What another grant took the place of was asked for; what was never theirs to use is told when it is closed.
            if grant.active_at.is_some() && grant.end_cause != Some(EndCause::Replaced) {
                let news = News::of(Notice::Ended, grant.request_id);
                notices::tell(tx, now, event, &[grant.person_id], news).await?;
            }
        }
    }
    Ok(())
}

/// The directory has the person no more, and Graph does not find them: what was still to be removed went with the account.
pub(super) async fn gone_with_the_account(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    grants: &[Grant],
) -> anyhow::Result<()> {
    for grant in grants {
        if store::end(tx, now, grant.id).await? {
            let event = about(Kind::GrantEnded, grant)
                .saying(json!({ "grant": grant.id, "cause": grant.end_cause, "with_the_account": true }));
            audit::append(tx, now, event).await?;
        }
    }
    Ok(())
}

/// New plans are off again for the active grants of the call.
async fn kept_off(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    run: RunId,
    prepared: &Prepared,
) -> anyhow::Result<()> {
    let Prepared { grants, plan, .. } = prepared;
    let sent = plan.call.iter().flat_map(|call| &call.add_licenses);
    let sent: Vec<_> = sent.collect();
    for grant in grants.iter().filter(|grant| plan.reasserted.contains(&grant.id)) {
        if let Some(license) = sent.iter().find(|license| license.sku_id == grant.sku_id) {
            store::kept_off(tx, now, grant.id, &license.disabled_plans).await?;
        }
        let event = about(Kind::GrantPlansKeptOff, grant).saying(json!({ "grant": grant.id, "run": run }));
        audit::append(tx, now, event).await?;
    }
    Ok(())
}

/// These grants wait: for a seat or for a person. Said in the log only when it is news.
pub(super) async fn wait(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    grants: &[Grant],
    ids: &[GrantId],
    state: GrantState,
    attention: &Attention,
) -> anyhow::Result<()> {
    for grant in grants.iter().filter(|grant| ids.contains(&grant.id)) {
        let to = match grant.state {
            GrantState::Ending => GrantState::RemovalNeedsAttention,
            // It is set up again, and its seat is not there any more.
            GrantState::Pending if state == GrantState::WaitingForSeat => state,
            // What it has it keeps: only a change of it could not be done.
            GrantState::Active | GrantState::Pending if grant.active_at.is_some() => GrantState::Active,
            _ => state,
        };
        if to == GrantState::Active {
            let later = now + Duration::seconds(KEEP_OFF_AGAIN_S);
            jobs::enqueue(tx, now, Job::Reconcile(grant.person_id), later).await?;
        }
        let same_cause = grant.attention.as_ref().map(|attention| attention.cause) == Some(attention.cause);
        let is_news = grant.state != to || !same_cause;
        let moved = match to {
            // Also when it is no news: it was asked for again, and is not asked for at once once more.
            GrantState::Active => store::back_to_active(tx, now, grant, attention).await?,
            _ if is_news => {
                store::move_grant(tx, now, grant.id, (&[grant.state], to), Some(attention)).await?
            }
            _ => false,
        };
        if moved && to == GrantState::Active && grant.changed_by.is_some() {
            // It is kept, and what is kept is English.
            let why = read_by(Reader::default(), || attention.cause.words().requester);
            requests::replan::could_not_be_set(tx, now, grant.id, why).await?;
        }
        if !moved || !is_news {
            continue;
        }
        let kind = if to == GrantState::WaitingForSeat {
            jobs::enqueue(tx, now, Job::SyncCatalog, now + Duration::seconds(SEATS_EVERY_S)).await?;
            Kind::GrantWaitsForSeat
        } else {
            Kind::GrantNeedsAttention
        };
        let event = about(kind, grant)
            .saying(json!({ "grant": grant.id, "cause": attention.cause, "answer": attention.answer }));
        let event = audit::append(tx, now, event).await?;
        let notice = match to {
            GrantState::WaitingForSeat => Notice::WaitsForSeat,
            GrantState::NeedsAttention => Notice::CouldNotBeGiven,
            _ => continue,
        };
        if grant.state != to {
            let news = News::of(notice, grant.request_id);
            notices::tell_parties_of(tx, now, event, (grant.request_id, None), news).await?;
        }
    }
    Ok(())
}

fn about(kind: Kind, grant: &Grant) -> Event {
    Event::new(kind, Actor::Worker)
        .on_request(grant.works_for())
        .about(grant.person_id)
        .with_product(grant.sku_id)
}
