//! The connections to Postgres.

use std::time::Duration;

use anyhow::Context;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Executor, PgConnection, PgPool, Row};

/// Seconds to wait for a free connection before a page fails.
const ACQUIRE_TIMEOUT_S: u64 = 10;

/// Statements that each connection keeps prepared: more than there are. Of fewer, the pages by turns would throw out each
/// other's, and Postgres would plan them again each time.
const PREPARED_STATEMENTS: usize = 1_000;

pub async fn connect(url: &str, max_connections: u32) -> anyhow::Result<PgPool> {
    let options: PgConnectOptions = url.parse().context("database.url is not an address")?;
    PgPoolOptions::new()
        .max_connections(max_connections)
        .acquire_timeout(Duration::from_secs(ACQUIRE_TIMEOUT_S))
        // Statements here are short and many: Postgres would spend more time on machine code for one than on running it.
        .after_connect(|conn, _| Box::pin(async move { conn.execute("set jit = off").await.map(drop) }))
        .after_release(|conn, _| Box::pin(is_outside_of_transactions(conn)))
        .connect_with(options.statement_cache_capacity(PREPARED_STATEMENTS))
        .await
        .context("the database does not accept a connection")
}

/// Whether a connection may be used again. A caller who goes away while `BEGIN` is on its way leaves a transaction that sqlx
/// 0.9.0 does not know of (https://github.com/transact-rs/sqlx/issues/4393): what the next caller writes without one of its
/// own would never be committed.
async fn is_outside_of_transactions(conn: &mut PgConnection) -> sqlx::Result<bool> {
    // Only in the first statement of a transaction are the two times the same, if it comes as one message: a prepared one
    // comes as several.
    let row = sqlx::raw_sql("select transaction_timestamp() = statement_timestamp()")
        .fetch_one(conn)
        .await?;
    row.try_get(0)
}
