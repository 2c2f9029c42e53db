//! The worker: takes jobs from the queue and does them; seals the audit log; keeps the mirror fresh. Wired to the queue by
//! a bell that is rung after commits, and by a poll in case no ring came.

use std::time::Duration as StdDuration;

use anyhow::{Context, bail};
use chrono::Duration;
use serde_json::json;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::app::App;
use crate::audit::{self, Actor, Event, Kind};
use crate::catalog;
use crate::fulfilment::drift::adoption;
use crate::fulfilment::drift::scan::{self, Scanned};
use crate::fulfilment::fuse;
use crate::fulfilment::newplans;
use crate::fulfilment::reconcile::{self, Hands};
use crate::fulfilment::seats::{self, SEATS_EVERY_S};
use crate::fulfilment::terms;
use crate::graph::{self, Skus};
use crate::jobs::workers::BEAT_EVERY_S;
use crate::jobs::{self, Job, Leased};
use crate::people;
use crate::people::sessions::PgSessions;
use crate::reports::evidence;
use crate::requests::mails::{compose, send};
use crate::requests::rules::passes;
use crate::requests::{self, deadlines, replay};
use crate::siem;
use crate::siem::push::{CALL_TIMEOUT, Did};

/// Seconds between two readings of the SKUs: seats change all day.
const CATALOG_EVERY_S: i64 = 5 * 60;
/// Seconds between two readings of what is new in the directory.
const DIRECTORY_EVERY_S: i64 = 5 * 60;
/// Milliseconds between two rounds of the sealer.
const SEAL_EVERY_MS: u64 = 250;
/// Seconds before a checkpoint is tried again that could not be signed: a person must act, and is told again and again.
const SIGN_AGAIN_AFTER_S: u64 = 15;
/// Seconds between two looks for what the receiver of the log does not have.
const PUSH_EVERY_S: u64 = 1;
/// Seconds between two sweeps of old sessions and leases, and looks for a new policy.
const TIDY_EVERY_S: u64 = 5;
/// Failures in a row after which a job that only fails is left to an administrator.
const MOST_FAILURES: i32 = 20;
/// Seconds before this process listens again after the database went away.
const LISTEN_AGAIN_AFTER_S: u64 = 2;
/// What jobs under way get at the end: longer than a call to Graph with its read-back.
const LAST_JOBS: StdDuration = StdDuration::from_secs(45);
/// Seconds before a failed job is tried again.
const FAILED_AGAIN_AFTER_S: i64 = 15;

/// Works until it is told to stop, then finishes what it has begun, within limits; or until a part of it ends, which none
/// should: then whoever called must not go on as if it worked. A job that is cut off is done again by whoever runs next.
pub async fn run(app: App, stop: impl Future<Output = ()>) -> anyhow::Result<()> {
    app.readiness.works();
    let (stopping, stopped) = watch::channel(());
    let mut others = JoinSet::new();
    others.spawn(seal(app.clone()));
    others.spawn(sign(app.clone()));
    others.spawn(push(app.clone()));
    others.spawn(tidy(app.clone()));
    others.spawn(live(app.clone()));
    others.spawn(listen(app.clone()));
    others.spawn(carry_out(app.clone()));
    let mut works = JoinSet::new();
    for _ in 0..app.config.worker.concurrency {
        works.spawn(work(app.clone(), stopped.clone()));
    }
    let ended = tokio::select! {
        ended = others.join_next() => ended,
        ended = works.join_next() => ended,
        () = stop => None,
    };
    match ended {
        Some(Err(error)) => bail!("a part of the worker broke: {error}"),
        Some(Ok(())) => bail!("a part of the worker ended"),
        None => {}
    }
    drop(stopping);
    let last_jobs = async { while works.join_next().await.is_some() {} };
    if tokio::time::timeout(LAST_JOBS, last_jobs).await.is_err() {
        tracing::warn!("a job under way was left to its lease");
    }
    jobs::workers::leave(&app.pool, app.process).await?;
    Ok(())
}

/// Says that this process lives, which lengthens its leases, and shares Graph's quotas with the others.
async fn live(app: App) {
    let name = workers_name();
    let mut tick = tokio::time::interval(StdDuration::from_secs(BEAT_EVERY_S.into()));
    loop {
        tick.tick().await;
        let now = app.clock.now();
        let me = (app.process, name.as_str());
        match jobs::workers::beat(&app.pool, now, me, &app.in_hand, now + lease_for(&app)).await {
            Ok(living) => app.graph.share_quota(living),
            Err(error) => tracing::warn!("could not say that this worker lives: {error}"),
        }
    }
}

/// What people see of this process.
fn workers_name() -> String {
    let host = std::fs::read_to_string("/etc/hostname").unwrap_or_default();
    let host = match host.trim() {
        "" => "worker",
        host => host,
    };
    format!("{host}, process {}", std::process::id())
}

/// Hears when another process rang. A process without a worker needs it too, for pages that are open.
pub async fn listen(app: App) {
    loop {
        if let Err(error) = app.bell.listen(&app.pool).await {
            tracing::warn!("other processes can not wake this one until the database is back: {error}");
        }
        tokio::time::sleep(StdDuration::from_secs(LISTEN_AGAIN_AFTER_S)).await;
    }
}

/// Tells other processes when the bell rings here. A process without a worker needs it too.
pub async fn carry_out(app: App) {
    app.bell.carry_out(&app.pool).await;
}

/// Puts the readings of the tenant into the queue, so that they begin at once.
pub async fn begin_syncs(app: &App) -> anyhow::Result<()> {
    let now = app.clock.now();
    let mut conn = app.pool.acquire().await?;
    jobs::enqueue(&mut conn, now, Job::SyncCatalog, now).await?;
    jobs::enqueue(&mut conn, now, Job::SyncDirectory, now).await?;
    jobs::enqueue(&mut conn, now, Job::TurnClock, now).await?;
    jobs::enqueue(&mut conn, now, Job::ScanDrift, now).await?;
    jobs::enqueue(&mut conn, now, Job::Tell, now).await?;
    Ok(())
}

async fn work(app: App, mut stopped: watch::Receiver<()>) {
    let poll = StdDuration::from_secs(app.config.worker.poll_seconds.into());
    // The sender is dropped when it is time to stop.
    while stopped.has_changed().is_ok() {
        match work_once(&app).await {
            Ok(true) => {}
            Ok(false) => {
                tokio::select! {
                    () = app.bell.rung() => {}
                    () = tokio::time::sleep(poll) => {}
                    _ = stopped.changed() => {}
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
    let now = app.clock.now();
    let Some(leased) = jobs::lease(&app.pool, now, app.process, lease_for(app)).await? else {
        return Ok(false);
    };
    let _in_hand = app.in_hand.hold(leased.id);
    // Where there was one job there may be more: the next one looks too.
    app.bell.pass_on();
    if let Err(error) = act(app, &leased).await {
        if error.is::<jobs::Late>() {
            // Something may have been sent on the way: whoever has the person now may have read before it arrived.
            let now = app.clock.now();
            let mut conn = app.pool.acquire().await?;
            jobs::enqueue(&mut conn, now, leased.job, now).await?;
            tracing::warn!(job.id = %leased.id, job.attempt = leased.attempt, "came too late: {error:#}");
        } else {
            tracing::error!(job.id = %leased.id, job.attempt = leased.attempt, "a job failed: {error:#}");
            if let Err(error) = failed(app, &leased, &error).await {
                tracing::warn!(job.id = %leased.id, "could not be put back: {error:#}");
            }
        }
    }
    Ok(true)
}

/// Puts a job back that failed; one that always fails stops and is shown to an administrator.
async fn failed(app: &App, leased: &Leased, error: &anyhow::Error) -> anyhow::Result<()> {
    const WHY: &str = "it failed; the log has the causes";
    // Why the tenant could not be read stands on the page of the mirror.
    let why = match leased.job {
        Job::SyncDirectory | Job::SyncCatalog | Job::ScanDrift => format!("{error:#}"),
        Job::Reconcile(_)
        | Job::TurnClock
        | Job::AdoptFound(_)
        | Job::ApplyPolicy(_)
        | Job::PolicyRun(_)
        | Job::CarryOut(_)
        | Job::Tell
        | Job::SendMail(_)
        | Job::Report(_) => WHY.to_owned(),
    };
    // What is done again and again must not end by itself.
    let ends = match leased.job {
        Job::Reconcile(_)
        | Job::ApplyPolicy(_)
        | Job::PolicyRun(_)
        | Job::CarryOut(_)
        | Job::SendMail(_)
        | Job::Report(_) => true,
        Job::SyncDirectory
        | Job::SyncCatalog
        | Job::TurnClock
        | Job::ScanDrift
        | Job::AdoptFound(_)
        | Job::Tell => false,
    };
    let now = app.clock.now();
    let mut tx = app.pool.begin().await?;
    if ends && leased.failures + 1 >= MOST_FAILURES {
        jobs::stop(&mut tx, leased, &why).await?;
        let event = Event::new(Kind::JobStopped, Actor::Worker);
        let event = match leased.job.person() {
            Some(person) => event.about(person),
            None => event,
        };
        let event = event.saying(json!({ "job": leased.id, "failures": leased.failures + 1 }));
        audit::append(&mut tx, now, event).await?;
    } else {
        jobs::put_back_failed(
            &mut tx,
            leased,
            now + Duration::seconds(FAILED_AGAIN_AFTER_S),
            &why,
        )
        .await?;
    }
    tx.commit().await?;
    Ok(())
}

async fn act(app: &App, leased: &Leased) -> anyhow::Result<()> {
    let now = app.clock.now();
    match leased.job {
        Job::Reconcile(person) => {
            let hands = Hands {
                pool: &app.pool,
                graph: &app.graph,
                clock: &app.clock,
                live: &app.live_skus,
                in_warning: app.config.seats_in_warning,
                zones: &app.config.living.zones,
                lease: lease_for(app),
            };
            reconcile::reconcile(hands, leased, person).await
        }
        Job::SyncCatalog => {
            app.live_skus.forget().await;
            let tenant = app
                .live_skus
                .read(&app.graph, &app.clock)
                .await
                .context("the products could not be read")?;
            let descriptions = match &app.config.catalog_file {
                Some(path) => catalog::sync::read_file(path).map(Some).unwrap_or_else(|error| {
                    tracing::error!("{error:#}");
                    None
                }),
                None => None,
            };
            let mut tx = app.pool.begin().await?;
            jobs::hold(&mut tx, leased).await?;
            catalog::sync::write(&mut tx, now, &tenant.skus).await?;
            if let Some(descriptions) = &descriptions {
                catalog::sync::describe(&mut tx, now, descriptions).await?;
            }
            newplans::keep_off(&mut tx, now).await?;
            let (began, products) = (tenant.read_at, i64::try_from(tenant.skus.len())?);
            people::directory::store::read_whole(&mut tx, "catalog", (began, app.clock.now()), products)
                .await?;
            tx.commit().await?;
            let somebody_waits = open_waiting_rooms(app, &tenant).await?;
            let mut tx = app.pool.begin().await?;
            let after_s = if somebody_waits {
                SEATS_EVERY_S
            } else {
                CATALOG_EVERY_S
            };
            again(&mut tx, app, leased, after_s).await?;
            tx.commit().await?;
            app.bell.ring();
            Ok(())
        }
        Job::TurnClock => {
            // What begins and ends by itself does so whether or not the version in force can be read.
            if let Err(error) = requests::rules::refresh(app).await {
                tracing::error!("nothing is decided about movements: {error:#}");
            }
            let policy = app.in_force()?.policy;
            let hands = terms::Hands {
                pool: &app.pool,
                clock: &app.clock,
                living: &app.config.living,
                policy: &policy,
            };
            fuse::resume::carry_out(&app.pool, &app.clock, leased).await?;
            // Those who stand in first: who is reminded or asked next may be one of them.
            let time = deadlines::Hands {
                pool: &app.pool,
                clock: &app.clock,
                longest_wait: app.config.longest_wait,
            };
            requests::delegation::turn(&app.pool, &app.clock, leased).await?;
            deadlines::turn(time, leased).await?;
            terms::turn(hands, leased).await?;
            app.bell.ring();
            Ok(())
        }
        Job::ScanDrift => {
            let entra = &app.config.entra;
            let machine = entra.managed_identity.as_ref();
            let machine = machine.and_then(|identity| identity.client_id.as_deref());
            let client_ids: Vec<_> = std::iter::once(entra.client_id.as_str()).chain(machine).collect();
            let hands = scan::Hands {
                pool: &app.pool,
                graph: &app.graph,
                clock: &app.clock,
                client_ids: &client_ids,
            };
            if scan::scan(hands, leased).await? == Scanned::Later {
                return Ok(());
            }
            let after_s = i64::from(app.config.living.scan_every_hours) * 3_600;
            let mut tx = app.pool.begin().await?;
            again(&mut tx, app, leased, after_s).await?;
            tx.commit().await?;
            Ok(())
        }
        Job::AdoptFound(adoption) => {
            let zones = &app.config.living.zones;
            adoption::carry_out(&app.pool, &app.clock, zones, leased, adoption).await?;
            app.bell.ring();
            Ok(())
        }
        Job::ApplyPolicy(pass) => {
            requests::rules::refresh(app).await?;
            let hands = passes::Hands {
                pool: &app.pool,
                clock: &app.clock,
                policy: &app.in_force()?.policy,
                fresh_hours: app.config.living.fresh_hours,
            };
            passes::carry_out(hands, leased, pass).await
        }
        Job::PolicyRun(run) => replay::runs::carry_out(&app.pool, &app.clock, leased, run).await,
        Job::Report(run) => evidence::runs::carry_out(&app.pool, &app.clock, leased, run).await,
        Job::CarryOut(request) => {
            let zones = &app.config.living.zones;
            requests::carry_out::carry_out(&app.pool, &app.clock, zones, leased, request).await?;
            app.bell.ring();
            Ok(())
        }
        Job::Tell => {
            let hands = compose::Hands {
                pool: &app.pool,
                clock: &app.clock,
                zones: &app.config.living.zones,
                language: app.config.living.language,
                public_url: &app.config.public_url,
                sends: app.mailer.is_some(),
            };
            let any = compose::tell(hands, leased).await?;
            let mut tx = app.pool.begin().await?;
            again(&mut tx, app, leased, compose::TELL_EVERY_S).await?;
            tx.commit().await?;
            if any {
                app.bell.ring();
            }
            Ok(())
        }
        Job::SendMail(mail) => {
            let hands = send::Hands {
                pool: &app.pool,
                clock: &app.clock,
                mailer: app.mailer.as_ref(),
            };
            send::send(hands, leased, mail).await
        }
        Job::SyncDirectory => {
            let groups = app
                .in_force()
                .map(|in_force| in_force.policy.groups())
                .unwrap_or_default();
            // It may take an hour; while this worker lives, its sign of life lengthens the lease.
            let reader = people::directory::Reader {
                graph: &app.graph,
                pool: &app.pool,
                clock: &app.clock,
            };
            people::directory::sync(reader, &groups).await?;
            let mut tx = app.pool.begin().await?;
            again(&mut tx, app, leased, DIRECTORY_EVERY_S).await?;
            tx.commit().await?;
            Ok(())
        }
    }
}

/// Gives seats that are free now to those who wait for one; answers whether anybody waits.
async fn open_waiting_rooms(app: &App, tenant: &Skus) -> anyhow::Result<bool> {
    let mut conn = app.pool.acquire().await?;
    let rooms = seats::store::waiting_rooms(&mut conn).await?;
    drop(conn);
    for (sku, _) in &rooms {
        if let Some(sku) = tenant.skus.iter().find(|live| live.sku_id == *sku) {
            let mut tx = app.pool.begin().await?;
            let now = app.clock.now();
            seats::allot(&mut tx, now, app.config.seats_in_warning, sku, tenant.read_at).await?;
            tx.commit().await?;
        }
    }
    Ok(!rooms.is_empty())
}

fn lease_for(app: &App) -> Duration {
    Duration::seconds(app.config.worker.lease_seconds.into())
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

/// Signs what is sealed. Beside the sealer, which does not wait for whatever holds the key.
async fn sign(app: App) {
    if app.keys.signing().is_none() {
        tracing::warn!("there is no key (audit.key_files): no checkpoint of the audit log is signed");
    }
    let mut tick = tokio::time::interval(StdDuration::from_millis(SEAL_EVERY_MS));
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        if let Err(error) = audit::sign(&app.pool, &app.keys, app.clock.now()).await {
            tracing::error!("{error:#}");
            tokio::time::sleep(StdDuration::from_secs(SIGN_AGAIN_AFTER_S)).await;
        }
    }
}

/// Sends what was sealed to the receiver, where there is one.
async fn push(app: App) {
    let (Some(_), Ok(http)) = (&app.config.siem, graph::http_client_within(CALL_TIMEOUT)) else {
        return std::future::pending().await;
    };
    loop {
        let did = match push_once(&app, &http).await {
            Ok(did) => did,
            Err(error) => {
                tracing::error!("the audit log could not be pushed: {error:#}");
                Did::Failed
            }
        };
        // Where one batch was taken there may be more.
        if !matches!(did, Did::Sent(_)) {
            tokio::time::sleep(StdDuration::from_secs(PUSH_EVERY_S)).await;
        }
    }
}

/// Sends the next batch of the audit log, if it is time and there is one.
pub async fn push_once(app: &App, http: &reqwest::Client) -> anyhow::Result<Did> {
    let Some(siem) = &app.config.siem else {
        return Ok(Did::Nothing);
    };
    let hands = siem::push::Hands {
        pool: &app.pool,
        clock: &app.clock,
        http,
        siem,
        process: app.process,
    };
    siem::push::push_once(hands).await
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
        app.warn_of_expiry();
        let tidied = async {
            sessions.sweep().await?;
            people::refusals::write_what_is_due(&app).await?;
            if jobs::release_expired(&app.pool, app.clock.now()).await? > 0 {
                app.bell.ring();
            }
            audit::months::prepare(&app.pool, app.clock.now()).await?;
            requests::rules::refresh(&app).await
        };
        if let Err(error) = tidied.await {
            tracing::error!("tidying failed: {error:#}");
        }
    }
}
