//! What takes too long for a test: the mad hour in full, how fast fulfilment is, how fast pages are, how fast decisions are run
//! again, and what following the directory costs. A program of its own, built for release, with the house of the tests around it.

mod desk;
mod fulfilment;
mod hour;
#[path = "../../tests/all/mad_hour/mod.rs"]
mod mad_hour;
mod replay;
mod sync;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "script", max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    what: What,
    /// Cargo says this to every bench.
    #[arg(long, hide = true, global = true)]
    bench: bool,
}

#[derive(Subcommand)]
enum What {
    Chaos(hour::Args),
    Desk(desk::Args),
    Fulfilment(fulfilment::Args),
    Replay(replay::Args),
    Sync(sync::Args),
}

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    match Arguments::parse().what {
        What::Chaos(args) => hour::run(&args).await,
        What::Desk(args) => desk::run(&args).await,
        What::Fulfilment(args) => fulfilment::run(&args).await,
        What::Replay(args) => replay::run(&args).await,
        What::Sync(args) => sync::run(&args).await,
    }
}
