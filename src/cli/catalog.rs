//! `countersign catalog import-names FILE`: takes in Microsoft's published list of product names.

use std::fs::File;
use std::io::{IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Context;
use clap::Args;
use secrecy::ExposeSecret;
use sqlx::PgPool;

use super::migrate;
use crate::catalog::names::{self, Counts, Ended, Problem};
use crate::clock::Clock;
use crate::config::Database;

/// Bad lines that are printed; the report has them all.
const SHOWN: usize = 50;
/// It was done, and some lines were bad.
const SOME_WERE_BAD: u8 = 3;

#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  countersign catalog import-names product-names.csv
  countersign catalog import-names product-names.csv --report bad-lines.csv
  curl -sL \"$ADDRESS\" | countersign catalog import-names -

The list is Microsoft's “Product names and service plan identifiers for licensing” as CSV. UTF-8, UTF-16 and \
Windows-1252 are read. Every line that is bad is reported by number, and the others go in. What is known already \
is not written again: a run that was stopped half-way is simply run again.

Exit codes: 0 every line is in, 1 failed or nothing could be read, 2 the command line was wrong, 3 done, but some \
lines were bad.")]
pub struct ImportNames {
    /// The CSV file; - reads standard input
    file: PathBuf,
    /// Where to write all bad lines, as CSV
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

pub async fn import_names(database: &Database, args: &ImportNames) -> anyhow::Result<ExitCode> {
    let (name, file) = open(&args.file)?;
    let pool = PgPool::connect(database.url.expose_secret())
        .await
        .context("the database does not accept a connection")?;
    let pending = migrate::pending(&pool).await?;
    anyhow::ensure!(
        pending.is_empty(),
        "the database lacks migrations ({}); run: countersign migrate",
        pending.join(", ")
    );
    let mut telling = Telling::new(args.report.as_deref())?;
    let clock = Clock::default();
    let mut tx = pool.begin().await?;
    let import = names::begin(&mut tx, clock.now(), &name, None).await?;
    tx.commit().await?;
    let ended = names::run(&pool, &clock, &import, file, |counts, problems| {
        telling.hear(counts, problems)
    })
    .await;
    telling.clear()?;
    match ended? {
        Ended::Refused(why) => {
            let so_far = telling.counts;
            if so_far.read > 0 {
                telling.summary(so_far, "")?;
            }
            eprintln!("countersign: {name}: {why}");
            Ok(ExitCode::FAILURE)
        }
        Ended::Done(counts, encoding) => {
            telling.summary(counts, &encoding)?;
            Ok(if counts.bad > 0 {
                ExitCode::from(SOME_WERE_BAD)
            } else {
                ExitCode::SUCCESS
            })
        }
    }
}

fn open(path: &Path) -> anyhow::Result<(String, Box<dyn Read + Send>)> {
    if path == Path::new("-") {
        return Ok(("standard input".into(), Box::new(std::io::stdin())));
    }
    let file = File::open(path).with_context(|| format!("{} can not be read", path.display()))?;
    anyhow::ensure!(
        !file.metadata()?.is_dir(),
        "{} is a folder; name the CSV file",
        path.display()
    );
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    Ok((name.into_owned(), Box::new(file)))
}

/// What is told while it runs and at the end.
struct Telling {
    began: Instant,
    /// Only a person at a terminal wants to see it count.
    shows_progress: bool,
    report: Option<csv::Writer<File>>,
    report_path: Option<PathBuf>,
    first: Vec<Problem>,
    counts: Counts,
}

impl Telling {
    fn new(report: Option<&Path>) -> anyhow::Result<Self> {
        let writer = match report {
            None => None,
            Some(path) => {
                let file = File::create(path)
                    .with_context(|| format!("the report {} can not be written", path.display()))?;
                let mut writer = csv::Writer::from_writer(file);
                writer.write_record(names::REPORT_HEAD)?;
                Some(writer)
            }
        };
        Ok(Self {
            began: Instant::now(),
            shows_progress: std::io::stderr().is_terminal(),
            report: writer,
            report_path: report.map(Path::to_owned),
            first: Vec::new(),
            counts: Counts::default(),
        })
    }

    fn hear(&mut self, counts: &Counts, problems: &[Problem]) -> anyhow::Result<()> {
        self.counts = *counts;
        let room = SHOWN.saturating_sub(self.first.len());
        self.first.extend(problems.iter().take(room).cloned());
        if let Some(report) = &mut self.report {
            for problem in problems {
                report
                    .write_record(problem.cells())
                    .context("the report can not be written")?;
            }
            report.flush()?;
        }
        if self.shows_progress {
            let mut stderr = std::io::stderr().lock();
            write!(
                stderr,
                "\r\x1b[K{} lines read, {} taken, {} bad; {} a second",
                counts.read,
                counts.taken,
                counts.bad,
                self.rate()
            )?;
            stderr.flush()?;
        }
        Ok(())
    }

    /// Takes the line of progress away.
    fn clear(&self) -> std::io::Result<()> {
        if self.shows_progress {
            std::io::stderr().write_all(b"\r\x1b[K")?;
        }
        Ok(())
    }

    /// Lines a second.
    fn rate(&self) -> u64 {
        let millis = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.counts.read.saturating_mul(1000) / millis.max(1)
    }

    fn summary(&self, counts: Counts, encoding: &str) -> anyhow::Result<()> {
        let mut stdout = std::io::stdout().lock();
        for problem in &self.first {
            writeln!(stdout, "line {}: {}", problem.line, problem.what)?;
        }
        let shown = u64::try_from(self.first.len()).unwrap_or(u64::MAX);
        if counts.bad > shown {
            let where_to = match &self.report_path {
                Some(path) => format!("all are in {}", path.display()),
                None => "write them all to a file with --report FILE".to_owned(),
            };
            writeln!(stdout, "… and {} more bad lines; {where_to}", counts.bad - shown)?;
        }
        let of = match encoding {
            "" => String::new(),
            encoding => format!(" of {encoding}"),
        };
        writeln!(
            stdout,
            "{} {}{of} read: {} taken, {} unchanged, {} bad ({}.{} s, {} a second)",
            counts.read,
            if counts.read == 1 { "line" } else { "lines" },
            counts.taken,
            counts.unchanged,
            counts.bad,
            self.began.elapsed().as_secs(),
            self.began.elapsed().subsec_millis() / 100,
            self.rate()
        )?;
        Ok(())
    }
}
