//! `countersign migrate`: brings the schema up to date, as the owner. `serve` only asks what is [`pending`].

use anyhow::Context;
use secrecy::ExposeSecret;
use sqlx::migrate::{Migrate, Migrator};
use sqlx::{Connection, PgConnection, PgPool};

use crate::config::Database;

/// The schema's history, built in.
pub static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

pub async fn run(database: &Database) -> anyhow::Result<()> {
    let applied = apply(database.owner_url.expose_secret()).await?;
    if applied.is_empty() {
        println!("The database is up to date.");
    }
    for name in applied {
        println!("Applied {name}");
    }
    Ok(())
}

/// Applies what is missing and names it.
pub async fn apply(owner_url: &str) -> anyhow::Result<Vec<String>> {
    let mut connection = PgConnection::connect(owner_url)
        .await
        .context("the database does not accept a connection as its owner")?;
    let missing = missing_in(&mut connection).await?;
    MIGRATIONS
        .run(&mut connection)
        .await
        .context("the schema could not be brought up to date")?;
    connection.close().await?;
    Ok(missing)
}

/// The migrations that this binary brings and the database has not; `serve` refuses to start while there are any.
pub async fn pending(pool: &PgPool) -> anyhow::Result<Vec<String>> {
    missing_in(&mut *pool.acquire().await?).await
}

async fn missing_in(connection: &mut PgConnection) -> anyhow::Result<Vec<String>> {
    // A database that was never migrated has no such table.
    let migrated_before =
        sqlx::query_scalar!(r#"select to_regclass('_sqlx_migrations') is not null as "there!""#)
            .fetch_one(&mut *connection)
            .await?;
    let applied = if migrated_before {
        connection
            .list_applied_migrations(&MIGRATIONS.table_name)
            .await
            .context("the list of applied migrations can not be read")?
    } else {
        Vec::new()
    };
    let is_applied = |version| applied.iter().any(|migration| migration.version == version);
    Ok(MIGRATIONS
        .iter()
        .filter(|migration| migration.migration_type.is_up_migration() && !is_applied(migration.version))
        .map(|migration| format!("{:04} {}", migration.version, migration.description))
        .collect())
}
