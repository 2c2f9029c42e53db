//! `countersign postgres`: only the private cluster, for tests and for a look at the data.

use tokio::io::AsyncReadExt;

use super::{PostgresArgs, Shutdown};
use crate::postgres::{Cluster, OWNER, Options};

pub async fn run(args: PostgresArgs) -> anyhow::Result<()> {
    let mut shutdown = Shutdown::listen()?;
    let search = (!args.programs.is_empty()).then_some(args.programs);
    let options = Options {
        durable: !args.fast,
        search,
        ..Options::default()
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
    if args.remove_at_end {
        cluster.stop_and_remove(&args.data_dir).await
    } else {
        cluster.stop().await
    }
}

async fn standard_input_closes() {
    let mut input = tokio::io::stdin();
    let mut unread = [0; 64];
    // What is written there is of no interest; its end is.
    while matches!(input.read(&mut unread).await, Ok(read) if read > 0) {}
}
