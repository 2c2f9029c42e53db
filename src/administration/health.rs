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
        sentences.push(format!(
            "Graph asked us to wait: no call goes out for another {} seconds.",
            (until - now).num_seconds() + 1
        ));
    }
    if let Some((share, at)) = seen.limit_percentage {
        sentences.push(format!(
            "{share:.0} % of Graph's own limit were used, {}.",
            Moment::new(at, now).words
        ));
    }
    if let Some(scope) = &seen.scope {
        let reason = seen
            .information
            .as_ref()
            .map(|reason| format!(", because of {reason}"))
            .unwrap_or_default();
        sentences.push(format!(
            "The last refusal for too many calls was about {scope}{reason}."
        ));
    }
    if seen.waiting > 0 {
        sentences.push(match seen.waiting {
            1 => "1 call waits for its turn.".into(),
            n => format!("{n} calls wait for their turn."),
        });
    }
    if seen.shared_by > 1 {
        sentences.push(format!("{} processes share Graph's quota.", seen.shared_by));
    }
    sentences
}
