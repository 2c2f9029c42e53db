//! The long form of the mad hour: `script/chaos`.

use std::process::ExitCode;
use std::time::Duration;

use crate::mad_hour::{Plan, play};

/// A company of people asks, signs and changes its mind, while everything fails; then it is checked that nothing is wrong
#[derive(clap::Args)]
pub struct Args {
    /// The same seed gives the same people, wishes and failures; a new one at each start if not given
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
    /// People of the tenant
    #[arg(long, value_name = "N", default_value_t = 2_000)]
    people: usize,
    /// How long people come and trouble is made, in seconds
    #[arg(long, value_name = "S", default_value_t = 240)]
    seconds: u64,
    /// Processes that work
    #[arg(long, value_name = "N", default_value_t = 3)]
    workers: usize,
    /// Seconds between two kills of a worker, on average
    #[arg(long, value_name = "S", default_value_t = 8)]
    kill_every: u64,
    /// Restarts of Postgres; every second one is a crash
    #[arg(long, value_name = "N", default_value_t = 6)]
    postgres_restarts: u32,
    /// Seconds that it may take afterwards until everything is right
    #[arg(long, value_name = "S", default_value_t = 180)]
    converges_within: u64,
}

pub async fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let seed = args.seed.unwrap_or_else(|| rand::random_range(1..1_000_000));
    // Said first, so that an hour that ends badly can be played again.
    eprintln!("seed {seed}");
    let outcome = play(&Plan {
        seed,
        people: args.people,
        lasts: Duration::from_secs(args.seconds),
        converges_within: Duration::from_secs(args.converges_within),
        workers: args.workers,
        kill_every: Duration::from_secs(args.kill_every),
        postgres_restarts: args.postgres_restarts,
    })
    .await?;
    outcome.print();
    Ok(if outcome.findings.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
