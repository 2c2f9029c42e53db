//! Who works, and how Graph holds us back, in words.

use chrono::{DateTime, Utc};

use super::attention_views::WorkerLine;
use crate::app::App;
use crate::jobs;
use crate::web::Failure;
use crate::web::page::Moment;

/// Processes that work, or did until lately.
pub async fn workers(app: &App, now: DateTime<Utc>) -> Result<Vec<WorkerLine>, Failure> {
    let seen = jobs::workers::seen(&app.pool).await?;
    let line = |worker: &jobs::workers::Worker| WorkerLine {
        name: worker.name.clone(),
        silent: worker.is_silent(now),
        since: Moment::new(worker.started_at, now),
        seen: Moment::new(worker.seen_at, now),
    };
    Ok(seen.iter().map(line).collect())
}

/// What Graph said of its limits to this process; each a sentence, empty when it said nothing.
pub fn graph(app: &App, now: DateTime<Utc>) -> Vec<String> {
    let seen = app.graph.throttling();
    let mut sentences = Vec::new();
    if let Some(until) = seen.paused_until.filter(|until| *until > now) {
        let seconds = (until - now).num_seconds() + 1;
        sentences.push(t!("health-paused", count = seconds));
    }
    if let Some((share, at)) = seen.limit_percentage {
        sentences.push(t!(
            "health-limit",
            share = format!("{share:.0}"),
            moment = Moment::new(at, now).words
        ));
    }
    if let Some(scope) = &seen.scope {
        sentences.push(match &seen.information {
            Some(reason) => t!("health-refusal-because", scope = scope, reason = reason),
            None => t!("health-refusal", scope = scope),
        });
    }
    if seen.waiting > 0 {
        sentences.push(t!("health-waiting", count = seen.waiting));
    }
    if seen.shared_by > 1 {
        sentences.push(t!("health-shared", count = seen.shared_by));
    }
    sentences
}
