//! The hour in a minute.

use std::time::Duration;

use crate::mad_hour::{Plan, play};

/// Any number does; this one is for everybody, so that a failure can be played again.
const SEED: u64 = 20_261_125;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_mad_hour_in_a_minute_ends_as_if_nothing_had_happened() {
    let plan = Plan {
        seed: SEED,
        people: 120,
        lasts: Duration::from_secs(25),
        converges_within: Duration::from_secs(120),
        workers: 3,
        kill_every: Duration::from_secs(4),
        postgres_restarts: 2,
    };
    let outcome = play(&plan).await.unwrap();
    outcome.print();
    assert_eq!(outcome.findings, []);
}
