//! `countersign audit`: the log verified, keys made, old events dropped.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, ensure};
use chrono::NaiveDate;
use clap::Args;
use secrecy::{ExposeSecret, SecretString};
use sqlx::PgPool;
use tokio::time::Instant;

use super::migrate;
use crate::audit::note::{MOST_NOTE_BYTES, Note, PublicKey, SigningKey};
use crate::audit::{self, Against, Progress, months};
use crate::clock::Clock;
use crate::config::Database;

/// Between two words of how far it is, and two times that it is kept.
const TELL_EVERY: Duration = Duration::from_secs(3);
/// Bytes of a state that is taken up: one with a finding for each of some million events.
const MOST_STATE_BYTES: u64 = 1 << 30;

#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  countersign audit verify
  countersign audit verify --key \"$(cat auditor/key.pub)\" --checkpoint auditor/checkpoint-2026-11.txt
  countersign audit verify --state verified.json     # goes on where it ended the last time

Exit codes: 0 all fits, 1 something does not, and it is named.")]
pub struct Verify {
    /// Trust this public key (NAME+ID+KEY), and no others; without one, those that the log itself says came in use
    #[arg(long = "key", value_name = "VKEY")]
    keys: Vec<PublicKey>,
    /// Compare with a checkpoint that was kept elsewhere
    #[arg(long = "checkpoint", value_name = "FILE")]
    checkpoints: Vec<PathBuf>,
    /// Keep in this file how far it is, and go on from there
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct MakeKey {
    /// What the log is called, as licences.example.com/audit
    name: String,
    /// The file to write; it must not be there yet
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Debug, Args)]
pub struct DropPayloads {
    /// The first month that stays, as 2026-05
    #[arg(long, value_name = "YYYY-MM", value_parser = month)]
    before: NaiveDate,
    /// Do it; without, only say what would be dropped
    #[arg(long)]
    yes: bool,
}

fn month(words: &str) -> Result<NaiveDate, String> {
    NaiveDate::parse_from_str(&format!("{words}-01"), "%Y-%m-%d")
        .map_err(|_| "a month is written as 2026-05".to_owned())
}

/// From the rows to the checkpoints; exit code 1 when anything does not fit.
pub async fn verify(database: &Database, args: &Verify) -> anyhow::Result<ExitCode> {
    let pool = connect(&database.url).await?;
    let against = Against {
        keys: args.keys.clone(),
        checkpoints: args
            .checkpoints
            .iter()
            .map(|path| checkpoint(path))
            .collect::<anyhow::Result<_>>()?,
    };
    let progress = match &args.state {
        Some(path) if path.exists() => taken_up(path)?,
        _ => Progress::default(),
    };
    let mut told = Instant::now();
    let report = audit::verify_from(&pool, &against, progress, |progress, of| {
        let is_end = progress.sealed() >= of;
        if is_end || told.elapsed() >= TELL_EVERY {
            told = Instant::now();
            eprintln!("{} of {of} events", progress.sealed());
            if let Some(path) = &args.state {
                keep(path, progress)?;
            }
        }
        Ok(())
    })
    .await?;
    for finding in &report.findings {
        println!("BAD   {}: {finding}", finding.kind());
    }
    println!(
        "{} events sealed, {} not sealed yet; {} of them are covered by a checkpoint that fits, of {} checkpoints",
        report.sealed, report.unsealed, report.covered, report.checkpoints
    );
    if report.dropped > 0 {
        println!(
            "Of {} of them the payload was dropped by retention, and only the hash was compared.",
            report.dropped
        );
    }
    if !report.head.is_empty() {
        println!("head  {} {}", report.sealed, report.head);
    }
    if report.findings.is_empty() {
        println!("Every row fits its seal, and every checkpoint the tree.");
        if args.checkpoints.is_empty() {
            println!(
                "To know that none was cut off at the end, compare with a checkpoint you kept (--checkpoint FILE)."
            );
        }
        Ok(ExitCode::SUCCESS)
    } else {
        println!("The audit log does not fit in {} places.", report.findings.len());
        Ok(ExitCode::FAILURE)
    }
}

/// Writes a new key and prints its public part.
pub fn make_key(args: &MakeKey) -> anyhow::Result<()> {
    let public = write_key(&args.name, &args.out)?;
    println!("{public}");
    Ok(())
}

/// Makes a key for `name` in a file of its own, which only its owner reads.
pub fn write_key(name: &str, path: &Path) -> anyhow::Result<PublicKey> {
    let (words, public) = SigningKey::make(name)?;
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .with_context(|| format!("{} can not be written anew", path.display()))?;
    file.write_all(words.expose_secret().as_bytes())?;
    file.sync_all()?;
    Ok(public)
}

/// Drops month after month, each in a transaction of its own.
pub async fn drop_payloads(database: &Database, args: &DropPayloads) -> anyhow::Result<()> {
    let pool = connect(&database.owner_url).await?;
    let mut conn = pool.acquire().await?;
    let mut old = months::kept(&mut conn).await?;
    drop(conn);
    old.retain(|month| *month < args.before);
    if old.is_empty() {
        println!("There is no month before {}.", args.before.format("%Y-%m"));
    }
    for month in old {
        let name = month.format("%Y-%m");
        if args.yes {
            let done = months::drop_payloads(&pool, Clock::System.now(), month)
                .await
                .with_context(|| format!("the events of {name} were not dropped"))?;
            println!("{name}: {} events were dropped; their hashes stay", done.events);
        } else {
            println!("{name} would be dropped (with --yes)");
        }
    }
    Ok(())
}

async fn connect(url: &SecretString) -> anyhow::Result<PgPool> {
    let pool = PgPool::connect(url.expose_secret())
        .await
        .context("the database does not accept a connection")?;
    let pending = migrate::pending(&pool).await?;
    ensure!(
        pending.is_empty(),
        "the database lacks migrations ({}); run: countersign migrate",
        pending.join(", ")
    );
    Ok(pool)
}

fn checkpoint(path: &Path) -> anyhow::Result<Note> {
    let read = || -> anyhow::Result<Note> {
        let size = fs::metadata(path)?.len();
        ensure!(size <= MOST_NOTE_BYTES as u64, "it is too large");
        fs::read_to_string(path)?.parse()
    };
    read().with_context(|| format!("the checkpoint {} can not be read", path.display()))
}

fn taken_up(path: &Path) -> anyhow::Result<Progress> {
    let read = || -> anyhow::Result<Progress> {
        let file = File::open(path)?;
        ensure!(file.metadata()?.len() <= MOST_STATE_BYTES, "it is too large");
        Ok(serde_json::from_reader(std::io::BufReader::new(file))?)
    };
    read().with_context(|| format!("the state {} can not be taken up", path.display()))
}

/// Whole or not at all: it may be ended at any moment.
fn keep(path: &Path, progress: &Progress) -> anyhow::Result<()> {
    let write = || -> anyhow::Result<()> {
        let beside = path.with_extension("new");
        fs::write(&beside, serde_json::to_vec(progress)?)?;
        fs::rename(&beside, path)?;
        Ok(())
    };
    write().with_context(|| format!("the state {} can not be kept", path.display()))
}
