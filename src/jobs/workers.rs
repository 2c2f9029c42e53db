//! Processes that work: each says every few seconds that it lives, which lengthens the leases of what it has in hand. Other
//! leases run out, and their work goes to whoever is free: those of a process that stopped saying so, and those of a job
//! that its process no longer works on because the database was away when it wanted to say so.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Duration, Utc};
use sqlx::PgPool;

use crate::ids::{JobId, WorkerId};

/// Seconds between two signs of life.
pub const BEAT_EVERY_S: u32 = 3;
/// Seconds without a sign of life after which a worker no longer counts.
pub const SILENT_AFTER_S: i64 = 10;
/// Minutes after which a silent worker is forgotten.
const FORGOTTEN_AFTER_MIN: i64 = 5;

/// A process that works, or did until lately.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worker {
    pub id: WorkerId,
    /// Host and process, for people.
    pub name: String,
    pub started_at: DateTime<Utc>,
    pub seen_at: DateTime<Utc>,
}

/// The jobs that this process works on at this moment; clones share it.
#[derive(Clone, Debug, Default)]
pub struct InHand(Arc<Mutex<BTreeSet<JobId>>>);

/// A job is in hand until this is dropped, however its work ends.
#[derive(Debug)]
pub struct Held {
    job: JobId,
    by: InHand,
}

impl InHand {
    pub fn hold(&self, job: JobId) -> Held {
        self.jobs().insert(job);
        Held {
            job,
            by: self.clone(),
        }
    }

    fn jobs(&self) -> MutexGuard<'_, BTreeSet<JobId>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.by.jobs().remove(&self.job);
    }
}

impl Worker {
    pub fn is_silent(&self, now: DateTime<Utc>) -> bool {
        now - self.seen_at > Duration::seconds(SILENT_AFTER_S)
    }
}

/// Says that this worker lives and lengthens the leases of what it has in hand; answers how many workers live.
pub async fn beat(
    pool: &PgPool,
    now: DateTime<Utc>,
    (worker, name): (WorkerId, &str),
    in_hand: &InHand,
    leased_until: DateTime<Utc>,
) -> sqlx::Result<u32> {
    let mut tx = pool.begin().await?;
    sqlx::query!(
        "insert into workers (id, name, started_at, seen_at) values ($1, $2, $3, $3)
         on conflict (id) do update set seen_at = excluded.seen_at",
        worker.0,
        name,
        now,
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "delete from workers where seen_at < $1",
        now - Duration::minutes(FORGOTTEN_AFTER_MIN)
    )
    .execute(&mut *tx)
    .await?;
    let living = sqlx::query_scalar!(
        r#"select count(*) as "n!" from workers where seen_at >= $1"#,
        now - Duration::seconds(SILENT_AFTER_S)
    )
    .fetch_one(&mut *tx)
    .await?;
    tx.commit().await?;
    let jobs: Vec<_> = in_hand.jobs().iter().map(|job| job.0).collect();
    // Not in that transaction: a job that is being finished is locked for a moment, and who lives must not wait for it.
    sqlx::query!(
        "update jobs set leased_until = greatest(leased_until, $2)
          where id in (select id from jobs where leased_by = $1 and id = any ($3) and state = 'leased' for update skip locked)",
        worker.0,
        leased_until,
        &jobs,
    )
    .execute(pool)
    .await?;
    Ok(u32::try_from(living).unwrap_or(u32::MAX))
}

/// The worker ends in good order. What it could not finish in time is left to its lease: a call may still be on its way.
pub async fn leave(pool: &PgPool, worker: WorkerId) -> sqlx::Result<()> {
    sqlx::query!("delete from workers where id = $1", worker.0)
        .execute(pool)
        .await?;
    Ok(())
}

/// Workers that were seen lately, longest running first.
pub async fn seen(pool: &PgPool) -> sqlx::Result<Vec<Worker>> {
    sqlx::query_as!(
        Worker,
        r#"select id as "id: WorkerId", name, started_at, seen_at from workers order by started_at, id limit 100"#
    )
    .fetch_all(pool)
    .await
}
