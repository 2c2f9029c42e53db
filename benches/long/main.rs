//! What takes too long for a test: the mad hour in full, and how fast fulfilment is. A program of its own, built for
//! release, with the house of the tests around it.

mod fulfilment;
mod hour;
#[path = "../../tests/all/mad_hour/mod.rs"]
mod mad_hour;

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
    Fulfilment(fulfilment::Args),
}

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    match Arguments::parse().what {
        What::Chaos(args) => hour::run(&args).await,
        What::Fulfilment(args) => fulfilment::run(&args).await,
    }
}
