//! `countersign audit verify`.

use std::process::ExitCode;

use anyhow::Context;
use secrecy::ExposeSecret;
use sqlx::PgPool;

use super::migrate;
use crate::audit;
use crate::config::Database;

/// Recomputes the whole chain from the rows; exit code 1 when anything does not fit.
pub async fn verify(database: &Database) -> anyhow::Result<ExitCode> {
    let pool = PgPool::connect(database.url.expose_secret())
        .await
        .context("the database does not accept a connection")?;
    let pending = migrate::pending(&pool).await?;
    anyhow::ensure!(
        pending.is_empty(),
        "the database lacks migrations ({}); run: countersign migrate",
        pending.join(", ")
    );
    let report = audit::verify(&pool).await?;
    for finding in &report.findings {
        println!("BAD   {finding}");
    }
    println!(
        "{} events sealed, {} not sealed yet",
        report.sealed, report.unsealed
    );
    if !report.head.is_empty() {
        println!("head  {} {}", report.sealed, report.head);
    }
    if report.findings.is_empty() {
        println!(
            "Every row fits its seal. To know that none was cut off at the end, compare the head with one you kept."
        );
        Ok(ExitCode::SUCCESS)
    } else {
        println!(
            "The audit log does not fit its seals in {} places.",
            report.findings.len()
        );
        Ok(ExitCode::FAILURE)
    }
}
