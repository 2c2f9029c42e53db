//! A report, run: at once where it is quick, else by a worker, with its progress. What a run found stays as it is.

use std::time::Duration as StdDuration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::{PgConnection, PgPool};
use tokio::sync::mpsc;

use super::asked::Asked;
use super::out::{Chunk, Out, TooMany, Total, Whole};
use super::store::runs as store;
use super::{Kind as ColumnKind, Report};
use crate::app::App;
use crate::audit::{self, Actor, Event, Kind};
use crate::clock::Clock;
use crate::ids::{PersonId, ReportRunId};
use crate::jobs::{self, Job, Leased};

/// Chunks that are kept in memory while one waits for the page: what has more goes to a worker.
const MOST_CHUNKS_AT_ONCE: usize = 40;
/// Chunks that are read ahead of those that are written.
const CHUNKS_AHEAD: usize = 4;
/// What a worker gets for one report.
const LONGEST: StdDuration = StdDuration::from_secs(15 * 60);
/// Reports that workers have to do at a time.
pub const MOST_UNDER_WAY: i64 = 10;
/// Failures in a row after which a run is given up.
const MOST_FAILURES: i32 = 3;

/// Why a run failed; its words are in the reader's language.
const TOOK_TOO_LONG: &str = "took_too_long";
const TOO_MANY_ROWS: &str = "too_many_rows";
const BROKE: &str = "broke";
const NOT_THERE: &str = "not_there";

#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum RunState {
    Running,
    Done,
    Failed,
}

/// A column as it was when the report ran.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptColumn {
    pub key: String,
    pub kind: ColumnKind,
}

/// A run, as far as it is.
#[derive(Clone, Debug)]
pub struct Run {
    pub id: ReportRunId,
    pub report: String,
    pub asked: Asked,
    pub columns: Vec<KeptColumn>,
    pub sql: String,
    pub asked_by: PersonId,
    pub asker: String,
    pub asked_at: DateTime<Utc>,
    pub state: RunState,
    pub finished_at: Option<DateTime<Utc>>,
    /// When somebody was taken out of its rows who was erased; its hash is that of the rows before.
    pub erased_at: Option<DateTime<Utc>>,
    pub rows: i64,
    pub bad: i64,
    pub open: i64,
    pub totals: Vec<Total>,
    /// What it is over; `None` = it is not read yet, or nothing was sealed.
    pub over: Option<Over>,
    pub sha256: Option<String>,
    pub why: Option<String>,
}

/// How much of the log was sealed when the rows were read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Over {
    /// Events.
    pub size: i64,
    /// What stands for all of them, lower-case hex.
    pub head: String,
}

/// What is to be run, and for whom.
#[derive(Clone, Copy)]
pub struct New<'a> {
    pub report: &'static Report,
    pub asked: &'a Asked,
    pub by: PersonId,
}

/// What was read, all of one moment.
struct Read {
    over: Option<Over>,
    whole: Whole,
}

/// Runs it at once, or puts it into the queue if that takes too long; `None` = too many are under way.
pub async fn ask(app: &App, new: New<'_>) -> anyhow::Result<Option<ReportRunId>> {
    let id = ReportRunId::mint(new.asked.now);
    if let Some((read, chunks)) = at_once(app, new).await? {
        let mut tx = app.pool.begin().await?;
        store::insert(&mut tx, id, new).await?;
        for chunk in &chunks {
            store::insert_chunk(&mut tx, id, chunk).await?;
        }
        end(&mut tx, app.clock.now(), (id, new.by, new.report.id), &read).await?;
        tx.commit().await?;
        return Ok(Some(id));
    }
    let mut tx = app.pool.begin().await?;
    if store::under_way(&mut tx).await? >= MOST_UNDER_WAY {
        return Ok(None);
    }
    store::insert(&mut tx, id, new).await?;
    let now = app.clock.now();
    let event = Event::new(Kind::ReportRun, Actor::Person(new.by));
    let event =
        event.saying(json!({ "run": id, "report": new.report.id, "state": RunState::Running.word() }));
    audit::append(&mut tx, now, event).await?;
    jobs::enqueue(&mut tx, now, Job::Report(id), now).await?;
    tx.commit().await?;
    app.bell.ring();
    Ok(Some(id))
}

/// The whole report, if it is quick and not long.
async fn at_once(app: &App, new: New<'_>) -> anyhow::Result<Option<(Read, Vec<Chunk>)>> {
    let within = app.config.reports_at_once;
    if within.is_zero() {
        return Ok(None);
    }
    let (sender, mut receiver) = mpsc::channel(CHUNKS_AHEAD);
    let keep = async {
        let mut chunks = Vec::new();
        while let Some(chunk) = receiver.recv().await {
            if chunks.len() == MOST_CHUNKS_AT_ONCE {
                // Whoever reads ends too: nobody takes the rows.
                receiver.close();
                return None;
            }
            chunks.push(chunk);
        }
        Some(chunks)
    };
    let reading = read(&app.pool, new.report, new.asked, (within, sender));
    let (read, chunks) = tokio::join!(reading, keep);
    match (read, chunks) {
        (Ok(read), Some(chunks)) => Ok(Some((read, chunks))),
        (_, None) => Ok(None),
        (Err(error), Some(_)) if is_over_time(&error) => Ok(None),
        (Err(error), Some(_)) => Err(error),
    }
}

/// Reads everything in one snapshot: counts and rows are of the same moment, and of the same log.
async fn read(
    pool: &PgPool,
    report: &'static Report,
    asked: &Asked,
    (within, sender): (StdDuration, mpsc::Sender<Chunk>),
) -> anyhow::Result<Read> {
    let mut out = Out::new(report, sender);
    let mut snapshot = store::snapshot(pool, within).await?;
    let over = store::over(&mut snapshot).await?;
    (report.rows)(&mut snapshot, asked, &mut out).await?;
    snapshot.rollback().await?;
    Ok(Read {
        over,
        whole: out.end().await?,
    })
}

fn is_over_time(error: &anyhow::Error) -> bool {
    let database = error
        .downcast_ref::<sqlx::Error>()
        .and_then(sqlx::Error::as_database_error);
    // query_canceled: the statement took longer than it may.
    database.and_then(|error| error.code()).as_deref() == Some("57014")
}

/// Does the run from its beginning, and ends the job.
pub async fn carry_out(pool: &PgPool, clock: &Clock, leased: &Leased, id: ReportRunId) -> anyhow::Result<()> {
    let mut tx = pool.begin().await?;
    jobs::hold(&mut tx, leased).await?;
    let Some(run) = store::lock(&mut tx, id).await? else {
        jobs::finish(&mut tx, leased).await?;
        tx.commit().await?;
        return Ok(());
    };
    // What another worker has left behind.
    store::begin_anew(&mut tx, id).await?;
    tx.commit().await?;
    let Some(report) = Report::of_id(&run.report) else {
        return give_up(pool, clock, leased, (&run, NOT_THERE)).await;
    };
    let (sender, receiver) = mpsc::channel(CHUNKS_AHEAD);
    let reading = read(pool, report, &run.asked, (LONGEST, sender));
    let (read, written) = tokio::join!(reading, write(pool, leased, id, receiver));
    // Who lost the lease says so; that nobody took the rows follows from it.
    written?;
    let read = match read {
        Ok(read) => read,
        Err(error) if is_over_time(&error) => {
            return give_up(pool, clock, leased, (&run, TOOK_TOO_LONG)).await;
        }
        Err(error) if error.is::<TooMany>() => {
            return give_up(pool, clock, leased, (&run, TOO_MANY_ROWS)).await;
        }
        Err(error) if leased.failures + 1 >= MOST_FAILURES => {
            tracing::error!(report = run.report, report.run = %id, "a report failed: {error:#}");
            return give_up(pool, clock, leased, (&run, BROKE)).await;
        }
        Err(error) => return Err(error),
    };
    let mut tx = pool.begin().await?;
    jobs::hold(&mut tx, leased).await?;
    end(&mut tx, clock.now(), (id, run.asked_by, report.id), &read).await?;
    jobs::finish(&mut tx, leased).await?;
    tx.commit().await?;
    Ok(())
}

/// Keeps chunks as they come, each by itself: a long transaction that writes would hold the sealer back.
async fn write(
    pool: &PgPool,
    leased: &Leased,
    id: ReportRunId,
    mut chunks: mpsc::Receiver<Chunk>,
) -> anyhow::Result<()> {
    while let Some(chunk) = chunks.recv().await {
        let mut tx = pool.begin().await?;
        jobs::hold(&mut tx, leased).await?;
        store::insert_chunk(&mut tx, id, &chunk).await?;
        store::advance(&mut tx, id, chunk.rows.into()).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn end(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    (id, by, report): (ReportRunId, PersonId, &str),
    read: &Read,
) -> anyhow::Result<()> {
    store::end(tx, now, id, (read.over.as_ref(), &read.whole)).await?;
    let event = Event::new(Kind::ReportRun, Actor::Person(by)).saying(json!({
        "run": id, "report": report, "state": RunState::Done.word(), "rows": read.whole.rows, "bad": read.whole.bad,
        "sha256": read.whole.sha256, "log_size": read.over.as_ref().map(|over| over.size),
    }));
    audit::append(tx, now, event).await?;
    Ok(())
}

async fn give_up(
    pool: &PgPool,
    clock: &Clock,
    leased: &Leased,
    (run, why): (&Run, &str),
) -> anyhow::Result<()> {
    let now = clock.now();
    let mut tx = pool.begin().await?;
    jobs::hold(&mut tx, leased).await?;
    // Half a report is none.
    store::begin_anew(&mut tx, run.id).await?;
    store::fail(&mut tx, now, run.id, why).await?;
    let event = Event::new(Kind::ReportRun, Actor::Person(run.asked_by))
        .saying(json!({ "run": run.id, "report": run.report, "state": RunState::Failed.word(), "why": why }));
    audit::append(&mut tx, now, event).await?;
    jobs::finish(&mut tx, leased).await?;
    tx.commit().await?;
    Ok(())
}

impl RunState {
    pub fn word(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }
}

impl Run {
    /// Why it failed, to read.
    pub fn trouble(&self) -> Option<&'static str> {
        Some(match self.why.as_deref()? {
            TOOK_TOO_LONG => t!("evidence-took-too-long"),
            TOO_MANY_ROWS => t!("evidence-too-many-rows"),
            NOT_THERE => t!("evidence-not-there"),
            _ => t!("evidence-broke"),
        })
    }
}
