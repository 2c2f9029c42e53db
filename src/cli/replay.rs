//! `countersign policy replay FILE`: what a policy file would have said to past requests. Puts nothing in force.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use clap::Args;

use super::reperform::{Telling, connect, extent, since};
use crate::clock::Clock;
use crate::config::Database;
use crate::policy::{Change, Decision, Facts, InWords, Policy};
use crate::requests::replay::draft::{self, Tally};
use crate::requests::replay::{Named, Pages, Stored, Which, csv, store};
use crate::web::page::so_many;
use crate::words::format::grouped;

/// More than any policy may have, so that a file that is too large is refused by name but not read to its end.
const READ_MAX_BYTES: u64 = 1024 * 1024;

#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  countersign policy replay draft.toml --since 90d
  countersign policy replay draft.toml --since 2026-01-01 --csv changes.csv

The file decides each past request again, over the facts that were stored with the decision that counts. Nothing is put in
force and nothing is written to the database.

Exit codes: 0 done, whatever changes, 1 the file is refused or it failed, 2 the command line was wrong.")]
pub struct Replay {
    /// The policy file
    file: PathBuf,
    /// Only requests that were decided last since this day, or in so many days; without it, all
    #[arg(long, value_name = "DAY|DAYSd")]
    since: Option<String>,
    /// Where to write every request that changes, as CSV
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// How many requests of each change are listed
    #[arg(long, value_name = "N", default_value_t = 10)]
    list: usize,
}

pub async fn replay(database: &Database, args: &Replay) -> anyhow::Result<ExitCode> {
    let mut bytes = Vec::new();
    File::open(&args.file)
        .and_then(|opened| opened.take(READ_MAX_BYTES).read_to_end(&mut bytes))
        .with_context(|| format!("{} can not be read", args.file.display()))?;
    let policy = match Policy::parse(&args.file.display().to_string(), &bytes) {
        Ok(policy) => Arc::new(policy),
        Err(problems) => {
            for problem in &problems {
                eprintln!("{problem}");
            }
            let many = i64::try_from(problems.len()).unwrap_or(i64::MAX);
            eprintln!(
                "{} is refused: {}",
                args.file.display(),
                so_many(many, "problem", "problems")
            );
            return Ok(ExitCode::FAILURE);
        }
    };
    let since = since(args.since.as_deref(), Clock::default().now())?;
    let mut writer = args.csv.as_deref().map(file_for).transpose()?;
    let pool = connect(database).await?;
    let (span, total) = extent(&pool, since, Which::Last).await?;
    let mut tally = Tally::default();
    let mut listed = BTreeMap::<Change, Vec<String>>::new();
    let telling = Telling::new(total);
    let mut pages = Pages::begin(&pool, span, Which::Last);
    while let Some(page) = pages.next().await? {
        let draft = policy.clone();
        let looked = move || (draft::look(&draft, &page, &mut tally), tally, page);
        let (named, counted, page) = tokio::task::spawn_blocking(looked).await?;
        tally = counted;
        let stored: BTreeMap<_, _> = page.iter().map(|stored| (stored.id, stored)).collect();
        for one in &named {
            let Some(stored) = stored.get(&one.decision) else {
                continue;
            };
            list(&mut listed, args.list, one, stored)?;
            if let Some(writer) = &mut writer {
                writer.write_record(record(one, stored)?)?;
            }
        }
        telling.tell(tally.requests)?;
    }
    telling.clear()?;
    if let Some(writer) = &mut writer {
        writer.flush().context("the CSV file can not be written")?;
    }
    let mut conn = pool.acquire().await?;
    let currencies = store::currencies(&mut conn).await?.into_iter().collect();
    summary(&tally, &listed, &currencies, args.csv.as_deref())?;
    Ok(ExitCode::SUCCESS)
}

fn file_for(path: &Path) -> anyhow::Result<::csv::Writer<File>> {
    let file =
        File::create(path).with_context(|| format!("the CSV file {} can not be written", path.display()))?;
    let mut writer = ::csv::Writer::from_writer(file);
    writer.write_record(csv::HEAD)?;
    Ok(writer)
}

fn record(one: &Named, stored: &Stored) -> anyhow::Result<csv::Record> {
    let facts: Facts = serde_json::from_str(&stored.facts)?;
    let before: Decision = serde_json::from_str(&stored.decision)?;
    let line = csv::Line {
        request: one.request,
        decision: one.decision,
        made_at: one.made_at,
        codes: &one.codes,
        facts: Some(&facts),
        before: Some(&before),
        draft: one.again.as_ref(),
    };
    Ok(csv::record(&line))
}

/// Keeps a request for the list of each of its changes, as far as there is room.
fn list(
    listed: &mut BTreeMap<Change, Vec<String>>,
    most: usize,
    one: &Named,
    stored: &Stored,
) -> anyhow::Result<()> {
    let changes: Vec<_> = one
        .codes
        .iter()
        .filter_map(|code| Change::from_code(code))
        .collect();
    let has_room = |change: &Change| listed.get(change).is_none_or(|lines| lines.len() < most);
    if !changes.iter().any(has_room) {
        return Ok(());
    }
    let facts: Facts = serde_json::from_str(&stored.facts)?;
    let before: Decision = serde_json::from_str(&stored.decision)?;
    let mut words = format!(
        "  {} of {}, {} for {}\n",
        one.request,
        one.made_at.format("%Y-%m-%d"),
        facts.product.sku,
        facts.beneficiary.upn
    );
    for (who, decision) in [("before", Some(&before)), ("draft ", one.again.as_ref())] {
        let Some(decision) = decision else { continue };
        let said = InWords::of(decision);
        words.push_str(&format!("    {who}  {}\n", said.line()));
        for reason in said.reasons {
            words.push_str(&format!("            {reason}\n"));
        }
    }
    for change in changes {
        let lines = listed.entry(change).or_default();
        if lines.len() < most {
            lines.push(words.clone());
        }
    }
    Ok(())
}

fn summary(
    tally: &Tally,
    listed: &BTreeMap<Change, Vec<String>>,
    currencies: &BTreeMap<String, String>,
    file: Option<&Path>,
) -> std::io::Result<()> {
    let mut stdout = std::io::stdout().lock();
    let many = |change: &Change| tally.changes.get(change.code()).copied().unwrap_or_default();
    for change in Change::ALL.iter().filter(|change| many(change) > 0) {
        writeln!(stdout, "{}: {}", change.words(), grouped(many(change)))?;
        let lines = listed.get(change).map_or(&[][..], Vec::as_slice);
        for line in lines {
            write!(stdout, "{line}")?;
        }
        let left = many(change) - i64::try_from(lines.len()).unwrap_or(i64::MAX);
        if left > 0 {
            let way = match file {
                Some(path) => format!("all are in {}", path.display()),
                None => "write them all to a file with --csv FILE".to_owned(),
            };
            writeln!(stdout, "  … and {} more; {way}", grouped(left))?;
        }
        writeln!(stdout)?;
    }
    for (currency, cost) in tally.cost_by_currency(currencies) {
        writeln!(
            stdout,
            "A month, if everybody signs: {} before, {} with the draft, in {currency}",
            crate::words::format::amount(cost.before),
            crate::words::format::amount(cost.draft)
        )?;
    }
    if tally.unreadable > 0 {
        writeln!(
            stdout,
            "{} not be read any more and were left out",
            so_many(tally.unreadable, "decision can", "decisions can")
        )?;
    }
    if tally.not_counted > 0 {
        writeln!(
            stdout,
            "{} be judged: the draft asks what a cost centre spent, and that was not counted then",
            so_many(tally.not_counted, "request can not", "requests can not")
        )?;
    }
    writeln!(
        stdout,
        "{}: {} as before, {} otherwise",
        so_many(tally.requests, "request", "requests"),
        grouped(tally.same),
        grouped(tally.changed())
    )
}
