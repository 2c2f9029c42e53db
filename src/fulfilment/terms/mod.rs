//! What begins, ends or is due by itself, in batches that each commit by themselves: killed in between, the next turn goes
//! on where the last one came to; run twice at once, each grant is still begun, reminded of and ended once.

pub mod store;

use anyhow::Context;
use chrono::{DateTime, Duration, Utc};
use serde_json::json;
use sqlx::{PgConnection, PgPool};

use super::ending::{self, ByItself};
use super::{EndCause, movers};
use crate::audit::{self, Actor, Event, Kind};
use crate::clock::Clock;
use crate::config::Living;
use crate::jobs::{self, Job, Leased};
use crate::policy::Policy;
use crate::requests::notices::{self, News, Notice};
use crate::requests::{rules, swap};
use store::Due;

/// Grants of one transaction; keeps locks short.
const BATCH: i64 = 500;
/// Endings of one transaction: each is some statements of its own.
const ENDINGS: i64 = 100;
/// Movements that one turn looks at; the rest follows in the next turn, at once.
const MOVEMENTS: usize = 500;
/// Seconds between two looks at what is due, where nothing is due before.
const LOOK_EVERY_S: i64 = 60;

/// What a turn of the clock needs.
#[derive(Clone, Copy)]
pub struct Hands<'a> {
    pub pool: &'a PgPool,
    pub clock: &'a Clock,
    pub living: &'a Living,
    pub policy: &'a Policy,
}

/// What there is to do, in this order.
#[derive(Clone, Copy, Debug)]
enum Step {
    Begin,
    EndWhatIsOver,
    EndWhatFollows,
    /// Days before the end: within, and above the next reminder.
    Remind(i32, i32),
}

/// Does everything that is due, then puts the next turn into the queue. What the directory said comes before what is due
/// because of it. A step that fails keeps none of the others from being done; the job has failed all the same.
pub async fn turn(hands: Hands<'_>, leased: &Leased) -> anyhow::Result<()> {
    let mut steps = vec![Step::Begin, Step::EndWhatIsOver, Step::EndWhatFollows];
    // The nearest first: of several that are due, because the clock stood still, only that one is told.
    let days: Vec<_> = hands
        .living
        .reminders
        .iter()
        .map(|days| i32::from(*days))
        .collect();
    for (at, within) in days.iter().enumerate().rev() {
        steps.push(Step::Remind(*within, days.get(at + 1).copied().unwrap_or(0)));
    }
    let movements = handle_movements(hands, leased).await;
    let mut failed = Vec::new();
    let more = unless_late(movements, &mut failed)?.unwrap_or(false);
    for step in steps {
        let done = in_batches(hands, leased, step).await;
        unless_late(
            done.with_context(|| format!("the step {step:?} of a turn of the clock failed")),
            &mut failed,
        )?;
    }
    if let Some(error) = failed.into_iter().next() {
        return Err(error);
    }
    let mut tx = hands.pool.begin().await?;
    let now = hands.clock.now();
    jobs::finish(&mut tx, leased).await?;
    let look = match more {
        true => now,
        false => now + Duration::seconds(LOOK_EVERY_S),
    };
    let next = store::next_due(&mut tx, now)
        .await?
        .map_or(look, |due| due.min(look));
    jobs::enqueue(&mut tx, now, Job::TurnClock, next).await?;
    tx.commit().await?;
    Ok(())
}

/// A failure is kept for the end of the turn, unless the job is somebody else's by now.
fn unless_late<T>(done: anyhow::Result<T>, failed: &mut Vec<anyhow::Error>) -> anyhow::Result<Option<T>> {
    match done {
        Ok(done) => Ok(Some(done)),
        Err(error) if error.is::<jobs::Late>() => Err(error),
        Err(error) => {
            if !failed.is_empty() {
                tracing::error!("{error:#}");
            }
            failed.push(error);
            Ok(None)
        }
    }
}

/// Looks at movements, each in a transaction of its own; answers whether there are more to be looked at without delay. One that
/// fails is passed over until the next turn, with what is written of the same person after it.
async fn handle_movements(hands: Hands<'_>, leased: &Leased) -> anyhow::Result<bool> {
    let began = hands.clock.now();
    let mut any_was_handled = false;
    for _ in 0..MOVEMENTS {
        let mut tx = hands.pool.begin().await?;
        if !rules::hold_in_force(&mut tx, hands.policy.version()).await? {
            // A later turn decides by the version that came in force, once this process has read it.
            return Ok(false);
        }
        jobs::hold(&mut tx, leased).await?;
        let now = hands.clock.now();
        let Some(movement) = movers::store::next(&mut tx, began).await? else {
            return Ok(false);
        };
        match movers::handle(&mut tx, now, hands, &movement).await {
            Ok(()) => {
                tx.commit().await?;
                any_was_handled = true;
            }
            Err(error) => {
                tx.rollback().await?;
                tracing::error!(movement.id = %movement.id, "a movement is passed over for now: {error:#}");
                let mut tx = hands.pool.begin().await?;
                jobs::hold(&mut tx, leased).await?;
                movers::store::tried(&mut tx, now, movement.id).await?;
                tx.commit().await?;
            }
        }
    }
    // Where all fail, there is no hurry to fail again.
    Ok(any_was_handled)
}

/// Repeats a step until there is nothing left for it. A worker that has lost the job is refused before each batch.
async fn in_batches(hands: Hands<'_>, leased: &Leased, step: Step) -> anyhow::Result<()> {
    loop {
        let mut tx = hands.pool.begin().await?;
        jobs::hold(&mut tx, leased).await?;
        let now = hands.clock.now();
        let done = match step {
            Step::Begin => begin(&mut tx, now).await?,
            Step::EndWhatIsOver => end_what_is_over(&mut tx, now, hands.living).await?,
            Step::EndWhatFollows => movers::end_what_is_due(&mut tx, now, hands.living).await?,
            Step::Remind(within, above) => remind(&mut tx, now, (within, above)).await?,
        };
        tx.commit().await?;
        if done == 0 {
            return Ok(());
        }
    }
}

async fn begin(tx: &mut PgConnection, now: DateTime<Utc>) -> anyhow::Result<usize> {
    let begun = store::begin_due(tx, now, BATCH).await?;
    let ids: Vec<_> = begun.iter().map(|due| due.id).collect();
    for new in swap::store::replacing(tx, &ids).await? {
        swap::carry_out(tx, now, &new).await?;
    }
    audit::append_all(
        tx,
        now,
        begun
            .iter()
            .map(|due| event(Kind::GrantBegun, due, json!({})))
            .collect(),
    )
    .await?;
    let people: Vec<_> = begun.iter().map(|due| due.person_id).collect();
    jobs::enqueue_people(tx, now, &people).await?;
    Ok(begun.len())
}

async fn end_what_is_over(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    living: &Living,
) -> anyhow::Result<usize> {
    let mut done = 0;
    for grant in store::over(tx, now, ENDINGS).await? {
        let ended = ending::end_by_itself(tx, now, living.fuse, grant, (EndCause::Expired, None)).await?;
        done += usize::from(ended != ByItself::TooLate);
    }
    Ok(done)
}

async fn remind(tx: &mut PgConnection, now: DateTime<Utc>, days: (i32, i32)) -> anyhow::Result<usize> {
    let told = store::remind_due(tx, now, days, BATCH).await?;
    let say = |due: &Due| {
        event(
            Kind::GrantReminded,
            due,
            json!({ "days": days.0, "until": due.at }),
        )
    };
    let events = audit::append_all(tx, now, told.iter().map(say).collect()).await?;
    for (event, due) in events.into_iter().zip(&told) {
        let news = News::of(Notice::EndsSoon, due.request_id);
        notices::tell(tx, now, event, &[due.person_id], news).await?;
    }
    Ok(told.len())
}

fn event(kind: Kind, due: &Due, mut detail: serde_json::Value) -> Event {
    detail["grant"] = json!(due.id);
    Event::new(kind, Actor::Service)
        .on_request(due.request_id)
        .about(due.person_id)
        .with_product(due.sku_id)
        .saying(detail)
}
