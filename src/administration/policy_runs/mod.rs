//! The pages on which decisions are run again: re-performance, for administrators and auditors, and replay of a draft. What both
//! show of a run stands here. Nothing on them puts anything in force.

mod download;
mod lines;
pub mod reperform;
pub mod replay;
pub mod views;

use chrono::{DateTime, Duration, Utc};
use sqlx::PgConnection;

use crate::administration::policy::short;
use crate::ids::PolicyRunId;
use crate::jobs::{self, Job};
use crate::requests::replay::runs::{Run, RunKind, RunState};
use crate::requests::replay::store;
use crate::web::Failure;
use crate::web::page::{Badge, Choice, Moment, Tone};
use views::{PastRun, RunCard};

/// Runs that are listed.
const MOST_RUNS: i64 = 20;
/// Rows of one page.
const PAGE_ROWS: i64 = 20;
/// Days that may be chosen.
const DAYS: [i64; 3] = [30, 90, 365];
const USUAL_DAYS: &str = "90";

fn choices(chosen: &str) -> Vec<Choice> {
    let choice = |days: i64| {
        let value = days.to_string();
        Choice {
            chosen: value == chosen,
            label: t!("run-days", count = days),
            value,
        }
    };
    DAYS.map(choice).into()
}

/// The moment so many days ago, if it is one of those that may be chosen.
fn days_ago(days: &str, now: DateTime<Utc>) -> Result<DateTime<Utc>, Failure> {
    DAYS.iter()
        .find(|choice| choice.to_string() == days)
        .map(|days| now - Duration::days(*days))
        .ok_or_else(|| Failure::BadForm(t!("run-choose-days").into()))
}

/// The run of this kind; anything else is not found.
async fn run_of(conn: &mut PgConnection, kind: RunKind, id: &str) -> Result<Run, Failure> {
    let id: PolicyRunId = id.parse().map_err(|_| Failure::NotFound)?;
    let run = store::by_id(conn, id).await?;
    run.filter(|run| run.kind == kind).ok_or(Failure::NotFound)
}

async fn card(conn: &mut PgConnection, run: &Run, now: DateTime<Utc>) -> Result<RunCard, Failure> {
    let is_running = run.state == RunState::Running;
    let standing = match is_running {
        true => Some(jobs::standing(conn, Job::PolicyRun(run.id)).await?),
        false => None,
    };
    let mut notes = Vec::new();
    if let Some(standing) = standing {
        if standing.error.is_some() {
            notes.push(t!("run-tried-again").to_owned());
        } else if !standing.is_in_hand {
            notes.push(t!("run-waits").to_owned());
        }
    }
    match (run.taken_up, is_running) {
        (..=1, _) => {}
        (_, true) => notes.push(t!("run-taken-up").into()),
        (n, false) => notes.push(t!("run-interrupted", count = n - 1)),
    }
    if let Some(trouble) = &run.trouble {
        notes.push(t!("run-trouble", trouble = trouble));
    }
    Ok(RunCard {
        id: run.id.to_string(),
        is_running,
        state: badge(run),
        progress: t!("run-progress", done = run.done, total = run.total),
        done: run.done.min(run.total),
        total: run.total.max(1),
        by: run.starter.clone(),
        begun: Moment::new(run.started_at, now),
        since: run.since.map(|since| Moment::new(since, now)),
        notes,
    })
}

fn badge(run: &Run) -> Badge {
    match run.state {
        RunState::Running => Badge::new(Tone::Waiting, t!("run-running")),
        RunState::Done => Badge::new(Tone::Good, t!("run-done")),
        RunState::Cancelled => Badge::new(Tone::Neutral, t!("run-cancelled")),
        RunState::Failed => Badge::new(Tone::Bad, t!("run-failed")),
    }
}

/// A line of the list of runs; `figures` says what came of it.
fn past(run: &Run, (name, href): (String, String), figures: String, now: DateTime<Utc>) -> PastRun {
    PastRun {
        name,
        href,
        state: badge(run),
        figures,
        by: run.starter.clone(),
        begun: Moment::new(run.started_at, now),
    }
}
