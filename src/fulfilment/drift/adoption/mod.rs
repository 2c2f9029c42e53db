//! First contact: everything that was found without a grant gets one, as one administrator wished after a preview. Done in
//! chunks by a job: killed half-way it goes on, and it can be stopped.

pub mod store;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;
use sqlx::{PgConnection, PgPool};

use super::decide::{self, Act, Wish};
use crate::audit::{self, Actor, Event, Kind};
use crate::clock::Clock;
use crate::config::Zones;
use crate::ids::{AdoptionId, PersonId, SkuId};
use crate::jobs::{self, Job, Leased};

/// Findings that are adopted in one transaction: long enough to be quick, short enough to be stopped.
const CHUNK: i64 = 500;

/// One act, as far as it is.
#[derive(Clone, Debug)]
pub struct Adoption {
    pub id: AdoptionId,
    pub by: PersonId,
    pub reason: String,
    /// `None` = of every product.
    pub sku: Option<SkuId>,
    pub ends_on: Option<NaiveDate>,
    pub up_to: i64,
    pub changed_to: DateTime<Utc>,
    pub total: i64,
    pub done: i64,
    pub passed_over: i64,
    pub after: i64,
    pub started_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
    pub stopped_at: Option<DateTime<Utc>>,
}

/// What is found without a grant: what a preview shows, and what the act is bound to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    pub count: i64,
    /// The newest finding, by the order in which they were written.
    pub up_to: i64,
    /// When one of them last changed.
    pub changed_to: DateTime<Utc>,
}

/// An [`Extent`] as the preview's form sends it back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    pub count: i64,
    pub up_to: i64,
    pub changed_to_us: i64,
}

impl From<Extent> for Shown {
    fn from(extent: Extent) -> Self {
        Self {
            count: extent.count,
            up_to: extent.up_to,
            changed_to_us: extent.changed_to.timestamp_micros(),
        }
    }
}

/// What somebody wants to be adopted.
#[derive(Clone, Copy, Debug)]
pub struct NewAdoption<'a> {
    pub by: PersonId,
    pub reason: &'a str,
    pub sku: Option<SkuId>,
    pub ends_on: Option<NaiveDate>,
    pub shown: Shown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begun {
    Begun(AdoptionId),
    /// It is not what was shown any more.
    Changed,
    /// Another one is under way.
    OneAtATime,
}

/// Writes down what is to be adopted, and puts the job into the queue.
pub async fn begin(tx: &mut PgConnection, now: DateTime<Utc>, new: NewAdoption<'_>) -> anyhow::Result<Begun> {
    let extent = store::extent(tx, new.sku).await?;
    let Some(extent) = extent.filter(|extent| Shown::from(*extent) == new.shown) else {
        return Ok(Begun::Changed);
    };
    let id = AdoptionId::mint(now);
    if !store::insert(tx, now, id, &new, extent).await? {
        return Ok(Begun::OneAtATime);
    }
    let detail =
        json!({ "adoption": id, "count": extent.count, "ends_on": new.ends_on, "reason": new.reason });
    let event = Event::new(Kind::AdoptionBegun, Actor::Person(new.by)).saying(detail);
    audit::append(tx, now, of_product(event, new.sku)).await?;
    jobs::enqueue(tx, now, Job::AdoptFound(id), now).await?;
    Ok(Begun::Begun(id))
}

/// Stops it; answers whether it was under way. What was adopted stays adopted.
pub async fn stop(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    by: PersonId,
    id: AdoptionId,
) -> anyhow::Result<bool> {
    let adoption = store::lock(tx, id).await?;
    let Some(adoption) = adoption.filter(|one| one.finished_at.is_none() && one.stopped_at.is_none()) else {
        return Ok(false);
    };
    store::stop(tx, now, id, by).await?;
    let detail = json!({ "adoption": id, "done": adoption.done, "passed_over": adoption.passed_over, "count": adoption.total });
    let event = Event::new(Kind::AdoptionStopped, Actor::Person(by)).saying(detail);
    audit::append(tx, now, of_product(event, adoption.sku)).await?;
    Ok(true)
}

fn of_product(event: Event, sku: Option<SkuId>) -> Event {
    match sku {
        Some(sku) => event.with_product(sku),
        None => event,
    }
}

/// Adopts chunk by chunk until nothing is left or somebody stops it, and ends the job.
pub async fn carry_out(
    pool: &PgPool,
    clock: &Clock,
    zones: &Zones,
    leased: &Leased,
    id: AdoptionId,
) -> anyhow::Result<()> {
    loop {
        let now = clock.now();
        let mut tx = pool.begin().await?;
        jobs::hold(&mut tx, leased).await?;
        let adoption = store::lock(&mut tx, id).await?;
        let under_way = adoption.filter(|one| one.finished_at.is_none() && one.stopped_at.is_none());
        let Some(adoption) = under_way else {
            jobs::finish(&mut tx, leased).await?;
            tx.commit().await?;
            return Ok(());
        };
        let chunk = store::next(&mut tx, &adoption, CHUNK).await?;
        let Some((_, last)) = chunk.last().copied() else {
            store::finish(&mut tx, now, id).await?;
            jobs::finish(&mut tx, leased).await?;
            tx.commit().await?;
            return Ok(());
        };
        let wish = Wish {
            by: adoption.by,
            act: Act::Adopt,
            reason: &adoption.reason,
            ends_on: adoption.ends_on,
            zones,
        };
        let ids: Vec<_> = chunk.iter().map(|(finding, _)| *finding).collect();
        let decided = decide::decide(&mut tx, now, &wish, &ids).await?;
        let (done, passed_over) = (decided.done.len(), decided.passed_over.len());
        store::advance(
            &mut tx,
            id,
            last,
            (i64::try_from(done)?, i64::try_from(passed_over)?),
        )
        .await?;
        tx.commit().await?;
    }
}
