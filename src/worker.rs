//! The worker: takes jobs from the queue and does them; seals the audit log; keeps the mirror fresh. Wired to the queue by
//! a bell that is rung after commits, and by a poll in case no ring came.

use std::time::Duration as StdDuration;

use chrono::Duration;
use tokio::task::JoinSet;

use crate::app::App;
use crate::audit;
use crate::catalog;
use crate::fulfilment::reconcile::{self, Hands};
use crate::jobs::{self, Job, Leased};
use crate::people;
use crate::people::sessions::PgSessions;
use crate::requests;

/// Seconds between two readings of the SKUs: seats change all day.
const CATALOG_EVERY_S: i64 = 5 * 60;
/// Seconds between two readings of the directory.
const DIRECTORY_EVERY_S: i64 = 60 * 60;
/// Milliseconds between two rounds of the sealer.
const SEAL_EVERY_MS: u64 = 250;
/// Seconds between two sweeps of old sessions and leases, and looks for a new policy.
const TIDY_EVERY_S: u64 = 5;
/// Hours that a reading of the directory may take.
const LONGEST_SYNC_H: i64 = 2;
/// Seconds before a failed job is tried again.
const FAILED_AGAIN_AFTER_S: i64 = 15;

/// Works until the task is dropped, or until a part of it ends, which none should: then whoever called must not go on as if
/// it worked. A job that is cut off is done again by whoever runs next.
pub async fn run(app: App) {
    let mut tasks = JoinSet::new();
    for _ in 0..app.config.worker.concurrency {
        tasks.spawn(work(app.clone()));
    }
    tasks.spawn(seal(app.clone()));
    tasks.spawn(tidy(app));
    if let Some(Err(error)) = tasks.join_next().await {
        tracing::error!("a part of the worker broke: {error}");
    }
}

/// Puts the readings of the tenant into the queue, so that they begin at once.
pub async fn begin_syncs(app: &App) -> anyhow::Result<()> {
    let now = app.clock.now();
    let mut conn = app.pool.acquire().await?;
    jobs::enqueue(&mut conn, now, Job::SyncCatalog, now).await?;
    jobs::enqueue(&mut conn, now, Job::SyncDirectory, now).await?;
    Ok(())
}

async fn work(app: App) {
    let poll = StdDuration::from_secs(app.config.worker.poll_seconds.into());
    loop {
        match work_once(&app).await {
            Ok(true) => {}
            Ok(false) => {
                tokio::select! {
                    () = app.bell.notified() => {}
                    () = tokio::time::sleep(poll) => {}
                }
            }
            Err(error) => {
                tracing::error!("the queue could not be read: {error:#}");
                tokio::time::sleep(poll).await;
            }
        }
    }
}

/// Does the next job that is due; answers whether there was one.
pub async fn work_once(app: &App) -> anyhow::Result<bool> {
    let lease = Duration::seconds(app.config.worker.lease_seconds.into());
    let Some(leased) = jobs::lease(&app.pool, app.clock.now(), lease).await? else {
        return Ok(false);
    };
    if let Err(error) = act(app, &leased).await {
        if error.is::<jobs::Late>() {
            // Something may have been sent on the way: whoever has the person now may have read before it arrived.
            let now = app.clock.now();
            let mut conn = app.pool.acquire().await?;
            jobs::enqueue(&mut conn, now, leased.job, now).await?;
            tracing::warn!(job.id = %leased.id, job.attempt = leased.attempt, "came too late: {error:#}");
        } else {
            tracing::error!(job.id = %leased.id, job.attempt = leased.attempt, "a job failed: {error:#}");
            let now = app.clock.now();
            let mut tx = app.pool.begin().await?;
            let again = now + Duration::seconds(FAILED_AGAIN_AFTER_S);
            match jobs::put_back(&mut tx, &leased, again, "it failed; the log has the causes").await {
                Ok(()) => tx.commit().await?,
                Err(error) => tracing::warn!(job.id = %leased.id, "could not be put back: {error:#}"),
            }
        }
    }
    Ok(true)
}

async fn act(app: &App, leased: &Leased) -> anyhow::Result<()> {
    let now = app.clock.now();
    match leased.job {
        Job::Reconcile(person) => {
            let hands = Hands {
                pool: &app.pool,
                graph: &app.graph,
                clock: &app.clock,
            };
            reconcile::reconcile(hands, leased, person).await
        }
        Job::SyncCatalog => {
            catalog::sync::sync(&app.graph, &app.pool, now).await?;
            let descriptions = match &app.config.catalog_file {
                Some(path) => catalog::sync::read_file(path).map(Some).unwrap_or_else(|error| {
                    tracing::error!("{error:#}");
                    None
                }),
                None => None,
            };
            let mut tx = app.pool.begin().await?;
            if let Some(descriptions) = &descriptions {
                catalog::sync::describe(&mut tx, now, descriptions).await?;
            }
            again(&mut tx, app, leased, CATALOG_EVERY_S).await?;
            tx.commit().await?;
            Ok(())
        }
        Job::SyncDirectory => {
            let groups = app
                .in_force()
                .map(|in_force| in_force.policy.groups())
                .unwrap_or_default();
            jobs::extend(&app.pool, leased, now + Duration::hours(LONGEST_SYNC_H)).await?;
            people::directory::sync(&app.graph, &app.pool, now, &groups).await?;
            let mut tx = app.pool.begin().await?;
            again(&mut tx, app, leased, DIRECTORY_EVERY_S).await?;
            tx.commit().await?;
            Ok(())
        }
    }
}

async fn again(tx: &mut sqlx::PgConnection, app: &App, leased: &Leased, after_s: i64) -> anyhow::Result<()> {
    let now = app.clock.now();
    jobs::finish(tx, leased).await?;
    jobs::enqueue(tx, now, leased.job, now + Duration::seconds(after_s)).await?;
    Ok(())
}

async fn seal(app: App) {
    let mut tick = tokio::time::interval(StdDuration::from_millis(SEAL_EVERY_MS));
    loop {
        tick.tick().await;
        if let Err(error) = audit::seal(&app.pool, app.clock.now()).await {
            tracing::error!("{error:#}");
        }
    }
}

/// Sweeps what is over and takes over a new policy, until it is dropped. Every process needs it, pages or not.
pub async fn tidy(app: App) {
    let sessions = PgSessions {
        pool: app.pool.clone(),
        clock: app.clock.clone(),
        absolute_age: Duration::hours(app.config.session.absolute_hours.into()),
    };
    let mut tick = tokio::time::interval(StdDuration::from_secs(TIDY_EVERY_S));
    loop {
        tick.tick().await;
        let tidied = async {
            sessions.sweep().await?;
            if jobs::release_expired(&app.pool, app.clock.now()).await? > 0 {
                app.bell.notify_waiters();
            }
            requests::rules::refresh(&app).await
        };
        if let Err(error) = tidied.await {
            tracing::error!("tidying failed: {error:#}");
        }
    }
}
