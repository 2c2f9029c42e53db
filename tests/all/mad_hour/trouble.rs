//! The hand that breaks things: workers are killed, the database is restarted and crashes, Graph fails.

use std::time::Duration;

use anyhow::ensure;
use serde_json::json;
use tokio::time::{Instant, sleep};

use super::dice::Dice;
use super::stage::Stage;

/// How often Graph fails, as probabilities of one call. A 429 stops all calls of a process for a second, so it is rarer.
const RATES: [(&str, f64); 8] = [
    ("throttled", 0.005),
    ("unavailable", 0.02),
    ("timeout_after", 0.02),
    ("dropped_before", 0.01),
    ("dropped_after", 0.01),
    ("conflict", 0.02),
    ("unauthorized", 0.01),
    ("stale_read", 0.02),
];
/// How long workers may take to come up when nothing is in their way any more.
const ALL_WORK_WITHIN: Duration = Duration::from_secs(60);
/// Milliseconds between two looks at the workers.
const WATCH_EVERY_MS: u64 = 200;

/// When what is to break.
pub struct Plan {
    pub seed: u64,
    pub lasts: Duration,
    /// However many are still to come.
    pub at_most: Duration,
    pub workers: usize,
    /// Between two kills of a worker, on average.
    pub kill_every: Duration,
    /// Restarts and crashes of Postgres, in turns.
    pub postgres_restarts: u32,
}

#[derive(Clone, Copy, Debug, Default)]
pub struct Done {
    pub kills: u64,
    pub restarts: u64,
    pub crashes: u64,
    /// Workers that ended by themselves: the database was away when they started.
    pub given_up: u64,
    pub last: Option<Instant>,
}

/// Makes trouble until the time is over and everybody has come, and leaves all workers running.
pub async fn make(stage: &mut Stage, plan: &Plan, all_came: impl Fn() -> bool) -> anyhow::Result<Done> {
    let rates: serde_json::Map<_, _> = RATES
        .iter()
        .map(|(kind, rate)| ((*kind).to_owned(), json!(rate)))
        .collect();
    let chaos = json!({
        "seed": plan.seed, "rates": rates, "stale_ms": 1500, "delay_ms": [0, 40], "retry_after_s": 1,
    });
    stage.tenant.control("chaos", chaos).await?;
    let (mut done, mut dice) = (Done::default(), Dice::new(plan.seed, 77));
    let begun = Instant::now();
    let pause = |dice: &mut Dice| {
        let ms = u64::try_from(plan.kill_every.as_millis()).unwrap_or(u64::MAX);
        Duration::from_millis(ms / 2 + dice.below(ms))
    };
    let mut next_kill = begun + pause(&mut dice);
    let restarts = plan.postgres_restarts;
    let between = plan.lasts / (restarts + 1);
    let mut next_restart = 1;
    while begun.elapsed() < plan.lasts || (!all_came() && begun.elapsed() < plan.at_most) {
        for name in stage.workers_that_ended() {
            ensure!(stage.serves(), "the pages ended");
            // One that can not reach the database at its start says so and ends, as a service manager expects it to.
            let database_was_away = done
                .last
                .is_some_and(|last| last.elapsed() < Duration::from_secs(30));
            ensure!(database_was_away, "{name} ended by itself");
            done.given_up += 1;
        }
        while stage.workers.len() < plan.workers {
            stage.start_worker()?;
        }
        if Instant::now() >= next_kill {
            stage.kill_worker(dice.index(stage.workers.len()))?;
            done.kills += 1;
            done.last = Some(Instant::now());
            next_kill = Instant::now() + pause(&mut dice);
        }
        if next_restart <= restarts && Instant::now() >= begun + between * next_restart {
            if next_restart % 2 == 1 {
                stage.restart_postgres()?;
                done.restarts += 1;
            } else {
                stage.crash_postgres()?;
                done.crashes += 1;
            }
            done.last = Some(Instant::now());
            next_restart += 1;
        }
        sleep(Duration::from_millis(WATCH_EVERY_MS)).await;
    }
    stage.tenant.no_more_chaos().await?;
    all_work(stage, plan.workers).await?;
    Ok(done)
}

/// Until as many workers as are wanted have said that they live: one of the last moment may still have found that the database
/// was away, and has ended.
async fn all_work(stage: &mut Stage, wanted: usize) -> anyhow::Result<()> {
    let deadline = Instant::now() + ALL_WORK_WITHIN;
    loop {
        stage.workers_that_ended();
        while stage.workers.len() < wanted {
            stage.start_worker()?;
        }
        let living: Vec<String> = sqlx::query_scalar!("select name from workers")
            .fetch_all(&stage.pool)
            .await?;
        let lives = |id: u32| living.iter().any(|name| name.ends_with(&format!("process {id}")));
        if stage.worker_ids().into_iter().all(lives) {
            return Ok(());
        }
        ensure!(Instant::now() < deadline, "the workers do not come up");
        sleep(Duration::from_millis(WATCH_EVERY_MS)).await;
    }
}
