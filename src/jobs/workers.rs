//! Processes that work: each says every few seconds that it lives, which lengthens the leases it holds. The leases of one
//! that stopped saying so run out, and its work goes to the others.

use chrono::{DateTime, Duration, Utc};
use sqlx::PgPool;

use crate::ids::WorkerId;

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

impl Worker {
    pub fn is_silent(&self, now: DateTime<Utc>) -> bool {
        now - self.seen_at > Duration::seconds(SILENT_AFTER_S)
    }
}

/// Says that this worker lives and lengthens its leases; answers how many workers live.
pub async fn beat(
    pool: &PgPool,
    now: DateTime<Utc>,
    worker: WorkerId,
    name: &str,
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
    // Not in that transaction: a job that is being finished is locked for a moment, and who lives must not wait for it.
    sqlx::query!(
        "update jobs set leased_until = greatest(leased_until, $2)
          where id in (select id from jobs where leased_by = $1 and state = 'leased' for update skip locked)",
        worker.0,
        leased_until,
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
