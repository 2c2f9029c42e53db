//! The bell: wakes workers after a commit. A ring never costs the writer: NOTIFY inside the transaction that writes would
//! take one lock of the whole server, so the ring goes out afterwards, by one task, any number of rings as one. A ring that is
//! lost costs a poll, not a job.

use std::sync::Arc;

use sqlx::PgPool;
use sqlx::postgres::PgListener;
use tokio::sync::{Notify, watch};

/// The channel of LISTEN and NOTIFY.
const CHANNEL: &str = "countersign_jobs";

/// Rung after a commit that put a job into the queue; clones ring the same bell.
#[derive(Clone, Debug, Default)]
pub struct Bell(Arc<Rope>);

#[derive(Debug, Default)]
struct Rope {
    /// Wakes a worker of this process; remembers one ring while nobody waits.
    here: Notify,
    /// Wakes the task that tells the other processes.
    outward: Notify,
    /// Counts what rang here and elsewhere, for whoever wants to know that something happened at all.
    rings: watch::Sender<u64>,
}

impl Bell {
    /// There may be work, here and elsewhere.
    pub fn ring(&self) {
        self.0.here.notify_one();
        self.0.outward.notify_one();
        self.0.rings.send_modify(|rings| *rings = rings.wrapping_add(1));
    }

    /// Every ring, here and elsewhere; several may be seen as one.
    pub fn rings(&self) -> watch::Receiver<u64> {
        self.0.rings.subscribe()
    }

    /// Another process rang, or may have.
    fn heard(&self) {
        self.pass_on();
        self.0.rings.send_modify(|rings| *rings = rings.wrapping_add(1));
    }

    /// There may be more work: the next worker of this process looks too.
    pub fn pass_on(&self) {
        self.0.here.notify_one();
    }

    pub async fn rung(&self) {
        self.0.here.notified().await;
    }

    /// Tells other processes that it rang here, until dropped. Rings that come while one is on its way go as one.
    pub async fn carry_out(&self, pool: &PgPool) {
        loop {
            self.0.outward.notified().await;
            if let Err(error) = sqlx::query!("select pg_notify($1, '')", CHANNEL)
                .execute(pool)
                .await
            {
                tracing::warn!(
                    "other workers could not be woken and will find the work by themselves: {error}"
                );
            }
        }
    }

    /// Rings here when another process rang, or when the connection was away for a while; until it can not be made.
    pub async fn listen(&self, pool: &PgPool) -> sqlx::Result<()> {
        let mut listener = PgListener::connect_with(pool).await?;
        listener.listen(CHANNEL).await?;
        // What was rung before we listened is looked for.
        self.heard();
        // Nothing comes when the connection is gone and made anew: something may have been rung meanwhile.
        loop {
            listener.try_recv().await?;
            self.heard();
        }
    }
}
