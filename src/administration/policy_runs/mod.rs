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
use crate::words::format::grouped;
use views::{PastRun, RunCard};

/// Runs that are listed.
const MOST_RUNS: i64 = 20;
/// Rows of one page.
const PAGE_ROWS: i64 = 20;
/// Days that may be chosen, and the words for them.
const DAYS: [(&str, &str); 3] = [("30", "30 days"), ("90", "90 days"), ("365", "365 days")];
const USUAL_DAYS: &str = "90";

fn choices(days: &[(&str, &str)], chosen: &str) -> Vec<Choice> {
    days.iter()
        .map(|(value, label)| Choice {
            value: (*value).to_owned(),
            label: (*label).to_owned(),
            chosen: *value == chosen,
        })
        .collect()
}

/// The moment so many days ago, if it is one of those that may be chosen.
fn days_ago(days: &str, now: DateTime<Utc>) -> Result<DateTime<Utc>, Failure> {
    DAYS.iter()
        .find(|(value, _)| *value == days)
        .and_then(|(value, _)| value.parse().ok())
        .map(|days| now - Duration::days(days))
        .ok_or_else(|| Failure::BadForm("Choose how far to look back.".into()))
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
            notes.push("The last attempt failed; it is tried again.".to_owned());
        } else if !standing.is_in_hand {
            notes.push("It waits for a worker.".to_owned());
        }
    }
    match (run.taken_up, is_running) {
        (..=1, _) => {}
        (_, true) => notes.push("Its worker stopped in the middle; another one went on where it was.".into()),
        (2, false) => notes.push("It was interrupted once, and went on where it was.".into()),
        (n, false) => notes.push(format!(
            "It was interrupted {} times, and went on where it was.",
            n - 1
        )),
    }
    if let Some(trouble) = &run.trouble {
        notes.push(format!(
            "This version of Countersign can not read the draft: {trouble}"
        ));
    }
    Ok(RunCard {
        id: run.id.to_string(),
        is_running,
        state: badge(run),
        progress: format!("{} of {} so far.", grouped(run.done), grouped(run.total)),
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
        RunState::Running => Badge::new(Tone::Waiting, "Running"),
        RunState::Done => Badge::new(Tone::Good, "Done"),
        RunState::Cancelled => Badge::new(Tone::Neutral, "Cancelled"),
        RunState::Failed => Badge::new(Tone::Bad, "Failed"),
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
