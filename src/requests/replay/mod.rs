//! Decisions run again: with their own policy, to see that each comes out the same (`reperform`), or with a draft, to see what
//! it would change (`draft`); as work with progress (`runs`). Reads page by page, so that memory is flat however many there are.
//! Writes no decision and puts nothing in force.

pub mod csv;
pub mod draft;
pub mod register;
pub mod reperform;
pub mod runs;
pub mod store;
mod versions;

pub use versions::{PolicyTrouble, Versions};

use chrono::{DateTime, Duration, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use tokio::task::JoinHandle;

use crate::ids::{DecisionId, RequestId};
use crate::policy::Decision;

/// Decisions that are read and looked at together.
const PAGE: i64 = 1_000;
/// Days that anybody looks back.
const MOST_DAYS: i64 = 36_500;

/// Which decisions are run again.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    /// Made then or later; `None` = from the first on.
    pub since: Option<DateTime<Utc>>,
    /// Those before are done, in the order in which they were written, or are not in the span.
    pub after: i64,
    /// Later ones are not looked at.
    pub up_to: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Every decision, with what the log says of it.
    All,
    /// Of each request the last one, which counts.
    Last,
}

/// A decision as it stands in the database; nothing of it is believed yet.
#[derive(Clone, Debug)]
pub struct Stored {
    pub written: i64,
    pub id: DecisionId,
    pub request: RequestId,
    pub made_at: DateTime<Utc>,
    pub policy_version: String,
    /// JSON.
    pub facts: String,
    /// JSON.
    pub decision: String,
    /// JSON: the people of its stages; empty where nobody asked.
    pub people: String,
    /// Somebody's data were erased in it, as the log says at that time: it can not be run again.
    pub erased: bool,
    /// How many events say that it was made; the first one counts.
    pub logged_times: i64,
    /// When it was made, as the log says; `None` = no event says that it was, or nobody asked.
    pub logged_at: Option<DateTime<Utc>>,
    /// Fingerprints in the log; `None` = it was logged by a version that wrote none.
    pub logged_facts: Option<String>,
    pub logged_decision: Option<String>,
    pub logged_people: Option<String>,
}

/// What is named of a decision or a request.
#[derive(Clone, Debug)]
pub struct Named {
    pub request: RequestId,
    pub decision: DecisionId,
    pub made_at: DateTime<Utc>,
    /// Codes of what is wrong, or of what changes.
    pub codes: Vec<&'static str>,
    /// As it comes out now; `None` = it could not be made.
    pub again: Option<Decision>,
}

/// What a month costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// Hundredths of the currency unit.
    pub before: i64,
    pub draft: i64,
}

/// Reads `2026-01-31`, or `90d` counted from `now`.
pub fn since(text: &str, now: DateTime<Utc>) -> Result<DateTime<Utc>, String> {
    let text = text.trim();
    let days = text
        .strip_suffix('d')
        .and_then(|days| days.parse::<i64>().ok())
        .filter(|days| (1..=MOST_DAYS).contains(days));
    if let Some(days) = days {
        return Ok(now - Duration::days(days));
    }
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .map(|day| day.and_time(chrono::NaiveTime::MIN).and_utc())
        .map_err(|_| format!("“{text}” is neither a day like 2026-01-31 nor a number of days like 90d"))
}

/// Decisions page by page; the next page is read while the last one is looked at.
pub struct Pages {
    pool: PgPool,
    span: Span,
    which: Which,
    ahead: JoinHandle<sqlx::Result<Vec<Stored>>>,
}

impl Pages {
    pub fn begin(pool: &PgPool, span: Span, which: Which) -> Self {
        Self {
            pool: pool.clone(),
            span,
            which,
            ahead: tokio::spawn(read(pool.clone(), span, which)),
        }
    }

    /// `None` = that was all.
    pub async fn next(&mut self) -> anyhow::Result<Option<Vec<Stored>>> {
        let page = (&mut self.ahead).await??;
        let Some(last) = page.last() else {
            self.ahead = tokio::spawn(std::future::ready(Ok(Vec::new())));
            return Ok(None);
        };
        self.span.after = last.written;
        self.ahead = tokio::spawn(read(self.pool.clone(), self.span, self.which));
        Ok(Some(page))
    }
}

impl Drop for Pages {
    fn drop(&mut self) {
        self.ahead.abort();
    }
}

async fn read(pool: PgPool, span: Span, which: Which) -> sqlx::Result<Vec<Stored>> {
    let mut conn = pool.acquire().await?;
    match which {
        Which::All => store::decisions(&mut conn, span, PAGE).await,
        Which::Last => store::last_decisions(&mut conn, span, PAGE).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_beginning_is_a_day_or_so_many_days_ago() {
        let now = "2026-11-24T09:00:00Z".parse().unwrap();
        let read = |text: &str| {
            since(text, now)
                .map(|at| at.to_rfc3339())
                .unwrap_or_else(|why| why)
        };
        assert_eq!(read("90d"), "2026-08-26T09:00:00+00:00");
        assert_eq!(read(" 2026-01-01 "), "2026-01-01T00:00:00+00:00");
        for wrong in ["", "d", "0d", "-3d", "36501d", "90", "2026-13-01", "yesterday"] {
            assert!(read(wrong).starts_with('“'), "{wrong}: {}", read(wrong));
        }
    }
}
