//! Re-performance and replay as work with progress: begun on a page, done by a worker page by page. Killed half-way it goes on,
//! and it can be stopped.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use sqlx::{PgConnection, PgPool};

use super::{Named, Pages, PolicyTrouble, Span, Versions, Which, draft, register, reperform, store};
use crate::audit::{self, Actor, Event, Kind};
use crate::clock::Clock;
use crate::ids::{DecisionId, PersonId, PolicyRunId, RequestId};
use crate::jobs::{self, Job, Leased};
use crate::policy::{Decision, Facts, Policy};

/// Runs of a kind that are kept.
const RUNS_KEPT: i64 = 20;
/// What one run names at most; all of it is counted.
pub const MOST_ROWS: i64 = 100_000;
/// Events of the log that are read together.
pub const LOG_PAGE: i64 = 5_000;
/// Rows that are written in one statement.
const MOST_KEPT_AT_ONCE: usize = 1_000;
/// Problems of a draft that are told.
const MOST_PROBLEMS: usize = 5;

#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum RunKind {
    Reperform,
    Replay,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum RunState {
    Running,
    Done,
    Cancelled,
    Failed,
}

/// A run, as far as it is.
#[derive(Clone, Debug)]
pub struct Run {
    pub id: PolicyRunId,
    pub kind: RunKind,
    /// Of a replay: SHA-256 of the draft.
    pub version: Option<String>,
    pub file_name: Option<String>,
    /// Who submitted the last draft of this version.
    pub drafter: Option<String>,
    pub since: Option<DateTime<Utc>>,
    pub up_to: i64,
    pub started_by: PersonId,
    pub starter: String,
    pub started_at: DateTime<Utc>,
    pub state: RunState,
    pub ended_at: Option<DateTime<Utc>>,
    /// How often a worker began or went on.
    pub taken_up: i32,
    pub after: i64,
    pub done: i64,
    pub total: i64,
    pub result: Value,
    pub trouble: Option<String>,
}

/// What was named, with what stands there now.
#[derive(Clone, Debug)]
pub struct Row {
    pub place: i64,
    pub request: RequestId,
    pub decision: DecisionId,
    pub made_at: DateTime<Utc>,
    pub codes: Vec<String>,
    pub again: Option<Decision>,
    /// `None` = it is gone or can not be read.
    pub stored: Option<Decision>,
    pub facts: Option<Facts>,
    pub beneficiary: Option<String>,
    pub product: Option<String>,
    /// The request can be looked at.
    pub is_there: bool,
}

/// What was named, by itself.
#[derive(Clone, Debug)]
pub struct RowNamed {
    pub place: i64,
    pub request: RequestId,
    pub decision: DecisionId,
    pub made_at: DateTime<Utc>,
    pub codes: Vec<String>,
}

/// What somebody wants to be run.
#[derive(Clone, Copy, Debug)]
pub struct NewRun<'a> {
    pub by: PersonId,
    pub since: Option<DateTime<Utc>>,
    /// `None` = every decision with its own policy.
    pub draft: Option<Draft<'a>>,
}

#[derive(Clone, Copy, Debug)]
pub struct Draft<'a> {
    pub bytes: &'a [u8],
    pub version: &'a str,
    /// As it was called where it came from.
    pub file_name: Option<&'a str>,
}

impl NewRun<'_> {
    pub(super) fn kind(&self) -> RunKind {
        match self.draft {
            None => RunKind::Reperform,
            Some(_) => RunKind::Replay,
        }
    }
}

/// Writes down what is to be run, and puts the job into the queue; `None` = another run of this kind is under way.
pub async fn begin(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    new: NewRun<'_>,
) -> anyhow::Result<Option<PolicyRunId>> {
    let span = store::extent(tx, new.since).await?;
    let total = match new.kind() {
        RunKind::Reperform => store::count_decisions(tx, span).await?,
        RunKind::Replay => store::count_requests(tx, span).await?,
    };
    let id = PolicyRunId::mint(now);
    if !store::insert(tx, now, id, &new, (span, total)).await? {
        return Ok(None);
    }
    store::forget_old(tx, new.kind(), RUNS_KEPT).await?;
    jobs::enqueue(tx, now, Job::PolicyRun(id), now).await?;
    Ok(Some(id))
}

/// Stops it; answers whether it was under way. What was counted until then stays to be read.
pub async fn cancel(tx: &mut PgConnection, now: DateTime<Utc>, id: PolicyRunId) -> anyhow::Result<bool> {
    Ok(store::end(tx, now, id, (RunState::Cancelled, None)).await?)
}

/// Does the run from where it is, until nothing is left or somebody stops it, and ends the job.
pub async fn carry_out(pool: &PgPool, clock: &Clock, leased: &Leased, id: PolicyRunId) -> anyhow::Result<()> {
    let mut tx = pool.begin().await?;
    let Some(run) = still_running(&mut tx, leased, id).await? else {
        tx.commit().await?;
        return Ok(());
    };
    store::take_up(&mut tx, id).await?;
    tx.commit().await?;
    let work = Work {
        pool,
        clock,
        leased,
        run,
    };
    match work.run.kind {
        RunKind::Reperform => work.reperform().await,
        RunKind::Replay => work.replay().await,
    }
}

/// The run, locked, if it is under way; else the job is over.
async fn still_running(
    tx: &mut PgConnection,
    leased: &Leased,
    id: PolicyRunId,
) -> anyhow::Result<Option<Run>> {
    jobs::hold(tx, leased).await?;
    let run = store::lock(tx, id).await?;
    let running = run.filter(|run| run.state == RunState::Running);
    if running.is_none() {
        jobs::finish(tx, leased).await?;
    }
    Ok(running)
}

/// A run that a worker has in hand.
struct Work<'a> {
    pool: &'a PgPool,
    clock: &'a Clock,
    leased: &'a Leased,
    run: Run,
}

impl Work<'_> {
    fn pages(&self, which: Which) -> Pages {
        let span = Span {
            since: self.run.since,
            after: self.run.after,
            up_to: self.run.up_to,
        };
        Pages::begin(self.pool, span, which)
    }

    async fn reperform(&self) -> anyhow::Result<()> {
        let (versions, troubles) = Versions::read(self.pool).await?;
        let mut tally = reperform::Tally {
            policies: troubles,
            register: register::compare(self.pool).await?,
            ..serde_json::from_value(self.run.result.clone())?
        };
        let mut pages = self.pages(Which::All);
        while let Some(page) = pages.next().await? {
            let place = place(&page)?;
            let with = versions.clone();
            let looked = move || (reperform::look(&with, &page, &mut tally), tally);
            let (named, counted) = tokio::task::spawn_blocking(looked).await?;
            tally = counted;
            if !self.write(place, &serde_json::to_value(&tally)?, &named).await? {
                return Ok(());
            }
        }
        let Some(missing) = self.missing(&mut tally).await? else {
            return Ok(());
        };
        let now = self.clock.now();
        let mut tx = self.pool.begin().await?;
        if still_running(&mut tx, self.leased, self.run.id).await?.is_some() {
            for page in missing.chunks(MOST_KEPT_AT_ONCE) {
                store::keep_rows(&mut tx, self.run.id, page, MOST_ROWS).await?;
            }
            let result = serde_json::to_value(&tally)?;
            store::advance(&mut tx, self.run.id, (self.run.up_to, 0), &result).await?;
            store::end(&mut tx, now, self.run.id, (RunState::Done, None)).await?;
            let by = Actor::Person(self.run.started_by);
            audit::append(&mut tx, now, reperformed(by, self.run.since, &tally)).await?;
            jobs::finish(&mut tx, self.leased).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// What the log has and no page brought, as much of it as is kept; `None` = somebody stopped the run. Written down only with
    /// the end: cut off, the log is read again.
    async fn missing(&self, tally: &mut reperform::Tally) -> anyhow::Result<Option<Vec<Named>>> {
        let span = (self.run.since, self.run.up_to);
        let most = usize::try_from(MOST_ROWS)?;
        let mut kept = Vec::new();
        let mut after = 0;
        loop {
            let mut tx = self.pool.begin().await?;
            let goes_on = still_running(&mut tx, self.leased, self.run.id).await?.is_some();
            tx.commit().await?;
            if !goes_on {
                return Ok(None);
            }
            let mut conn = self.pool.acquire().await?;
            let Some(page) = store::missing(&mut conn, span, after, LOG_PAGE).await? else {
                return Ok(Some(kept));
            };
            after = page.last;
            tally.count_missing(&page.named);
            kept.extend(page.named.into_iter().take(most.saturating_sub(kept.len())));
        }
    }

    async fn replay(&self) -> anyhow::Result<()> {
        let mut conn = self.pool.acquire().await?;
        let bytes = store::draft(&mut conn, self.run.id).await?.unwrap_or_default();
        drop(conn);
        let read = move || Policy::parse("draft", &bytes);
        let policy = match tokio::task::spawn_blocking(read).await? {
            Ok(policy) => std::sync::Arc::new(policy),
            Err(problems) => {
                let lines: Vec<_> = problems
                    .iter()
                    .take(MOST_PROBLEMS)
                    .map(ToString::to_string)
                    .collect();
                return self.end((RunState::Failed, Some(&lines.join("; ")))).await;
            }
        };
        let mut tally: draft::Tally = serde_json::from_value(self.run.result.clone())?;
        let mut pages = self.pages(Which::Last);
        while let Some(page) = pages.next().await? {
            let place = place(&page)?;
            let draft = policy.clone();
            let looked = move || (draft::look(&draft, &page, &mut tally), tally);
            let (named, counted) = tokio::task::spawn_blocking(looked).await?;
            tally = counted;
            if !self.write(place, &serde_json::to_value(&tally)?, &named).await? {
                return Ok(());
            }
        }
        self.end((RunState::Done, None)).await
    }

    /// Writes what a page brought; answers whether the run goes on.
    async fn write(&self, place: (i64, i64), result: &Value, named: &[Named]) -> anyhow::Result<bool> {
        let mut tx = self.pool.begin().await?;
        let goes_on = still_running(&mut tx, self.leased, self.run.id).await?.is_some();
        if goes_on {
            store::keep_rows(&mut tx, self.run.id, named, MOST_ROWS).await?;
            store::advance(&mut tx, self.run.id, place, result).await?;
        }
        tx.commit().await?;
        Ok(goes_on)
    }

    async fn end(&self, how: (RunState, Option<&str>)) -> anyhow::Result<()> {
        let mut tx = self.pool.begin().await?;
        if still_running(&mut tx, self.leased, self.run.id).await?.is_some() {
            store::end(&mut tx, self.clock.now(), self.run.id, how).await?;
            jobs::finish(&mut tx, self.leased).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}

/// The last decision of a page, and how many it has.
fn place(page: &[super::Stored]) -> anyhow::Result<(i64, i64)> {
    let last = page.last().map_or(0, |stored| stored.written);
    Ok((last, i64::try_from(page.len())?))
}

/// That decisions were run again, and what came of it.
pub fn reperformed(by: Actor, since: Option<DateTime<Utc>>, tally: &reperform::Tally) -> Event {
    let versions = |troubles: &[PolicyTrouble]| -> Vec<_> {
        let named = troubles.iter().map(|trouble| trouble.version.clone());
        named.collect()
    };
    Event::new(Kind::PolicyReperformed, by).saying(json!({
        "since": since,
        "decisions": tally.decisions,
        "reproduced": tally.reproduced,
        "without_fingerprint": tally.without_fingerprint,
        "erased": tally.erased,
        "faults": tally.faults,
        "policies": versions(&tally.policies),
        "register": versions(&tally.register),
    }))
}
