//! What begins, ends or is due by itself, in batches that each commit by themselves: killed in between, the next turn goes
//! on where the last one came to; run twice at once, each grant is still begun, reminded of and ended once.

pub mod store;

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
use crate::requests::swap;
use store::Due;

/// Grants of one transaction; keeps locks short.
const BATCH: i64 = 500;
/// Endings of one transaction: each is some statements of its own.
const ENDINGS: i64 = 100;
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

/// What there is to do, in this order: what the directory said comes before what is due because of it.
#[derive(Clone, Copy)]
enum Step {
    HandleMovements,
    Begin,
    EndWhatIsOver,
    EndWhatFollows,
    /// Days before the end: within, and above the next reminder.
    Remind(i32, i32),
}

/// Does everything that is due, then puts the next turn into the queue.
pub async fn turn(hands: Hands<'_>, leased: &Leased) -> anyhow::Result<()> {
    let mut steps = vec![
        Step::HandleMovements,
        Step::Begin,
        Step::EndWhatIsOver,
        Step::EndWhatFollows,
    ];
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
    for step in steps {
        in_batches(hands, leased, step).await?;
    }
    let mut tx = hands.pool.begin().await?;
    let now = hands.clock.now();
    jobs::finish(&mut tx, leased).await?;
    let look = now + Duration::seconds(LOOK_EVERY_S);
    let next = store::next_due(&mut tx, now)
        .await?
        .map_or(look, |due| due.min(look));
    jobs::enqueue(&mut tx, now, Job::TurnClock, next).await?;
    tx.commit().await?;
    Ok(())
}

/// Repeats a step until there is nothing left for it. A worker that has lost the job is refused before each batch.
async fn in_batches(hands: Hands<'_>, leased: &Leased, step: Step) -> anyhow::Result<()> {
    loop {
        let mut tx = hands.pool.begin().await?;
        jobs::hold(&mut tx, leased).await?;
        let now = hands.clock.now();
        let done = match step {
            Step::HandleMovements => movers::handle(&mut tx, now, hands).await?,
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
    audit::append_all(tx, now, told.iter().map(say).collect()).await?;
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
