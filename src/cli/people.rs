//! `countersign people erase PERSON`: erases what is kept of somebody who is gone, as the owner of the database.

use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Subcommand};
use secrecy::ExposeSecret;
use sqlx::{Connection, PgConnection, PgPool};

use super::migrate;
use crate::clock::Clock;
use crate::config::Database;
use crate::people::erase::{self, Erased};
use crate::people::{Person, store};

#[derive(Debug, Subcommand)]
pub enum PeopleCommand {
    /// Erase what is kept of somebody who is gone; without --yes, say what it would be
    Erase(Erase),
}

#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  countersign people erase mia.berg@example.com
  countersign people erase 4f9c1a6e-0c1d-4e4e-9b1a-2f0d8c7b6a51 --yes

Their row of the mirror, what they wrote, what was written about them, and every mention by name, UPN or mail address. What \
proves what was done stays: ids, decisions, times, and the audit log with all its hashes. Whoever works here, has a \
licence that has not ended, or is part of an open request is not erased.

Exit codes: 0 erased, or there is nothing to erase; 1 failed or not to be erased; 2 the command line was wrong.")]
pub struct Erase {
    /// UPN or object id
    person: String,
    /// Erase it, in one transaction
    #[arg(long)]
    yes: bool,
}

pub async fn erase(database: &Database, args: &Erase) -> anyhow::Result<ExitCode> {
    let owner = database.owner_url.expose_secret();
    let pool = PgPool::connect(owner)
        .await
        .context("the database does not accept a connection as its owner")?;
    let pending = migrate::pending(&pool).await?;
    anyhow::ensure!(
        pending.is_empty(),
        "the database lacks migrations ({}); run: countersign migrate",
        pending.join(", ")
    );
    let mut conn = pool.acquire().await?;
    let person = find(&mut conn, args.person.trim())
        .await?
        .with_context(|| format!("nobody in the mirror is {}", args.person))?;
    let mut tx = conn.begin().await?;
    let erased = match erase::erase(&mut tx, Clock::default().now(), &person).await? {
        Ok(erased) => erased,
        Err(why) => {
            eprintln!("countersign: {} is not erased: {why}", person.id);
            return Ok(ExitCode::FAILURE);
        }
    };
    if erased.is_nothing() {
        println!("Nothing is left to erase of {}.", person.id);
        return Ok(ExitCode::SUCCESS);
    }
    if args.yes {
        tx.commit().await?;
        println!("Erased what was kept of {}:", person.id);
    } else {
        tx.rollback().await?;
        println!("Would erase what is kept of {}:", person.id);
    }
    tell(&erased);
    if !args.yes {
        println!("Nothing was changed. Say --yes to erase it; it can not be brought back.");
    }
    Ok(ExitCode::SUCCESS)
}

async fn find(conn: &mut PgConnection, named: &str) -> anyhow::Result<Option<Person>> {
    Ok(match named.parse() {
        Ok(id) => store::by_id(conn, id).await?,
        Err(_) => store::by_upn(conn, named).await?,
    })
}

fn tell(erased: &Erased) {
    for (what, count) in &erased.rows {
        println!("{count:>8}  rows: {what}");
    }
    for (count, what) in [
        (
            erased.texts,
            "texts beside the audit log; its events and hashes stay",
        ),
        (
            erased.decisions,
            "decisions, which can not be run again; what they decided stays",
        ),
        (erased.mentions, "other places that named them"),
    ] {
        if count > 0 {
            println!("{count:>8}  {what}");
        }
    }
    if erased.left_in_log > 0 {
        println!(
            "{:>8}  older events of the audit log hold what was written in the clear, and stay",
            erased.left_in_log
        );
    }
}
