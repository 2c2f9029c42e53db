//! `countersign postgres`: only the private cluster, for tests and for a look at the data.

use anyhow::Context;
use tokio::io::AsyncReadExt;

use super::{PostgresArgs, Shutdown};
use crate::postgres::{Cluster, OWNER, Options};

pub async fn run(args: PostgresArgs) -> anyhow::Result<()> {
    let mut shutdown = Shutdown::listen()?;
    let options = Options {
        durable: !args.fast,
        search: (!args.programs.is_empty()).then_some(args.programs),
    };
    let cluster = Cluster::start(&args.data_dir, options).await?;
    if let Some(notice) = cluster.notice() {
        eprintln!("{notice}");
    }
    println!("Postgres is ready: {}", cluster.url("postgres", OWNER));
    tokio::select! {
        () = shutdown.wished() => {}
        () = standard_input_closes(), if args.until_stdin_closes => {}
    }
    cluster.stop().await?;
    if args.remove_at_end {
        std::fs::remove_dir_all(&args.data_dir)
            .with_context(|| format!("the folder {} can not be removed", args.data_dir.display()))?;
    }
    Ok(())
}

async fn standard_input_closes() {
    let mut input = tokio::io::stdin();
    let mut unread = [0; 64];
    // What is written there is of no interest; its end is.
    while matches!(input.read(&mut unread).await, Ok(read) if read > 0) {}
}
