//! `countersign policy reperform`: runs stored decisions again and names each that does not come out the same.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Context;
use chrono::{DateTime, Utc};
use clap::Args;
use secrecy::ExposeSecret;
use sqlx::PgPool;

use super::migrate;
use crate::audit::{self, Actor};
use crate::clock::Clock;
use crate::config::Database;
use crate::requests::replay::reperform::{self, Fault, Tally};
use crate::requests::replay::runs::{LOG_PAGE, reperformed};
use crate::requests::replay::{self, Named, Pages, PolicyTrouble, Span, Versions, Which, register, store};
use crate::web::page::so_many;
use crate::words::format::grouped;

#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  countersign policy reperform
  countersign policy reperform --since 2026-01-01
  countersign policy reperform --since 90d

Each decision is run with the version of the policy and the facts that are stored with it, and what is stored is compared
with what the audit log says of it; so is the register of the policy's versions and drafts. That the log itself is whole is proved by: countersign audit verify

Exit codes: 0 all reproduce, 1 not all, or it failed, 2 the command line was wrong.")]
pub struct Reperform {
    /// Only decisions made since this day, or in so many days
    #[arg(long, value_name = "DAY|DAYSd")]
    since: Option<String>,
}

pub async fn reperform(database: &Database, args: &Reperform) -> anyhow::Result<ExitCode> {
    let clock = Clock::default();
    let since = since(args.since.as_deref(), clock.now())?;
    let pool = connect(database).await?;
    let (span, total) = extent(&pool, since, Which::All).await?;
    let (versions, troubles) = Versions::read(&pool).await?;
    for trouble in &troubles {
        println!("BAD   policy {} {}", trouble.version, trouble.why.join("; "));
    }
    let register = register::compare(&pool).await?;
    for trouble in &register {
        println!("BAD   register {} {}", trouble.version, trouble.why.join("; "));
    }
    let mut tally = Tally {
        policies: troubles,
        register,
        ..Tally::default()
    };
    let telling = Telling::new(total);
    let mut pages = Pages::begin(&pool, span, Which::All);
    while let Some(page) = pages.next().await? {
        let with = versions.clone();
        let looked = move || (reperform::look(&with, &page, &mut tally), tally);
        let (named, counted) = tokio::task::spawn_blocking(looked).await?;
        tally = counted;
        telling.clear()?;
        name(&named)?;
        telling.tell(tally.decisions)?;
    }
    telling.clear()?;
    let mut conn = pool.acquire().await?;
    let mut after = 0;
    while let Some(page) = store::missing(&mut conn, (since, span.up_to), after, LOG_PAGE).await? {
        after = page.last;
        tally.count_missing(&page.named);
        name(&page.named)?;
    }
    audit::append(
        &mut conn,
        clock.now(),
        reperformed(Actor::Operator, since, &tally),
    )
    .await?;
    summary(&tally);
    Ok(if tally.is_whole() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn name(named: &[Named]) -> std::io::Result<()> {
    let mut stdout = std::io::stdout().lock();
    for one in named {
        let words: Vec<_> = one
            .codes
            .iter()
            .filter_map(|code| Fault::from_code(code))
            .map(Fault::words)
            .collect();
        writeln!(
            stdout,
            "BAD   decision {} of request {}, made {}: {}",
            one.decision,
            one.request,
            one.made_at.format("%Y-%m-%d %H:%M:%S UTC"),
            words.join("; ")
        )?;
    }
    Ok(())
}

fn summary(tally: &Tally) {
    if tally.without_fingerprint > 0 {
        println!(
            "{} logged before fingerprints were: an altered fact that changes no decision is not found there",
            so_many(tally.without_fingerprint, "decision was", "decisions were")
        );
    }
    if tally.erased > 0 {
        println!(
            "{} erased with the data of somebody who is gone, and not run again",
            so_many(tally.erased, "decision was", "decisions were")
        );
    }
    println!(
        "{} of {} reproduce",
        grouped(tally.reproduced),
        grouped(tally.decisions)
    );
    let versions = |troubles: &[PolicyTrouble]| {
        so_many(
            i64::try_from(troubles.len()).unwrap_or(i64::MAX),
            "version of the policy",
            "versions of the policy",
        )
    };
    if !tally.policies.is_empty() {
        println!("{} can not be used", versions(&tally.policies));
    }
    if !tally.register.is_empty() {
        println!("{} not in the register as in the log", versions(&tally.register));
    }
}

pub(super) fn since(text: Option<&str>, now: DateTime<Utc>) -> anyhow::Result<Option<DateTime<Utc>>> {
    text.map(|text| replay::since(text, now))
        .transpose()
        .map_err(|why| anyhow::anyhow!("--since {why}"))
}

pub(super) async fn connect(database: &Database) -> anyhow::Result<PgPool> {
    let pool = PgPool::connect(database.url.expose_secret())
        .await
        .context("the database does not accept a connection")?;
    let pending = migrate::pending(&pool).await?;
    anyhow::ensure!(
        pending.is_empty(),
        "the database lacks migrations ({}); run: countersign migrate",
        pending.join(", ")
    );
    Ok(pool)
}

/// The span from `since` to what is there now, and how many it has.
pub(super) async fn extent(
    pool: &PgPool,
    since: Option<DateTime<Utc>>,
    which: Which,
) -> anyhow::Result<(Span, i64)> {
    let mut conn = pool.acquire().await?;
    let span = store::extent(&mut conn, since).await?;
    let total = match which {
        Which::All => store::count_decisions(&mut conn, span).await?,
        Which::Last => store::count_requests(&mut conn, span).await?,
    };
    Ok((span, total))
}

/// How far it is, for a person at a terminal.
pub(super) struct Telling {
    began: Instant,
    shows: bool,
    total: i64,
}

impl Telling {
    pub(super) fn new(total: i64) -> Self {
        Self {
            began: Instant::now(),
            shows: std::io::stderr().is_terminal(),
            total,
        }
    }

    pub(super) fn tell(&self, done: i64) -> std::io::Result<()> {
        if !self.shows {
            return Ok(());
        }
        let millis = i64::try_from(self.began.elapsed().as_millis()).unwrap_or(i64::MAX);
        let rate = done.saturating_mul(1_000) / millis.max(1);
        let mut stderr = std::io::stderr().lock();
        write!(
            stderr,
            "\r\x1b[K{} of {} so far, {} a second",
            grouped(done),
            grouped(self.total),
            grouped(rate)
        )?;
        stderr.flush()
    }

    /// Takes the line away.
    pub(super) fn clear(&self) -> std::io::Result<()> {
        if self.shows {
            std::io::stderr().write_all(b"\r\x1b[K")?;
        }
        Ok(())
    }
}
