//! Erasing what is kept of somebody who is gone: their row of the mirror, what they wrote, what was written about them, and every
//! mention by name. The log stays whole: its events hold ids and commitments, and the texts stand beside it
//! (docs/decisions/0024). Done as the owner of the database: the service can not take anything away from beside the log.

mod store;

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::PgConnection;

use super::Person;
use crate::audit::{self, Actor, Event, Kind};
use crate::ids::PersonId;

/// What stands where something was erased.
pub const ERASED: &str = "(erased)";

/// Why somebody's data stay.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Stays {
    #[error("their account is open: whoever works here is not erased")]
    WorksHere,
    #[error("{0} of their licences have not ended yet")]
    HasGrants(i64),
    #[error("{0} requests by or for them are still open")]
    HasRequests(i64),
}

/// What was erased, or would be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Erased {
    /// Rows by what they are; those without any are left out.
    pub rows: Vec<(&'static str, u64)>,
    /// Texts beside the log.
    pub texts: u64,
    /// Decisions that can not be run again.
    pub decisions: u64,
    /// Places elsewhere that named them.
    pub mentions: u64,
    /// Older events that hold in the clear what was written: they stay.
    pub left_in_log: i64,
}

impl Erased {
    pub fn is_nothing(&self) -> bool {
        self.rows_in_all() + self.texts == 0
    }

    pub fn rows_in_all(&self) -> u64 {
        let rows: u64 = self.rows.iter().map(|(_, count)| count).sum();
        rows + self.decisions + self.mentions
    }
}

/// Erases in the caller's transaction; who only wants to know what it would be rolls that back. A second time there is nothing,
/// and no event.
pub async fn erase(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    person: &Person,
) -> anyhow::Result<Result<Erased, Stays>> {
    if let Some(why) = stays(tx, person.id).await? {
        return Ok(Err(why));
    }
    let pattern = pattern(&store::names(tx, person.id).await?);
    let texts = store::texts_of_the_log(tx, person.id, pattern.as_deref()).await?;
    let decisions = store::decisions(tx, now, person.id, pattern.as_deref()).await?;
    let mut rows = Vec::new();
    for (what, count) in [
        ("requests", store::requests(tx, person.id).await?),
        ("signatures", store::signatures(tx, person.id).await?),
        ("questions", store::inquiries(tx, person.id).await?),
        ("appeals", store::appeals(tx, person.id).await?),
        ("exceptions", store::exceptions(tx, person.id).await?),
        ("grants", store::grants(tx, person.id).await?),
        ("departures", store::departures(tx, person.id).await?),
        ("movements", store::movements(tx, person.id).await?),
        ("findings", store::findings(tx, person.id).await?),
        ("reasons", store::reasons(tx, person.id).await?),
        ("mails", store::mails(tx, now, person.id).await?),
        ("drafts", store::drafts(tx, person.id).await?),
        ("sessions", store::sessions(tx, person.id).await?),
        ("group members", store::memberships(tx, person.id).await?),
        ("people", store::person(tx, now, person.id).await?),
    ] {
        if count > 0 {
            rows.push((what, count));
        }
    }
    let mentions = match &pattern {
        Some(pattern) => store::mentions(tx, now, pattern).await?,
        None => 0,
    };
    let left_in_log = store::left_in_log(tx, person.id).await?;
    let erased = Erased {
        rows,
        left_in_log,
        texts,
        decisions,
        mentions,
    };
    if !erased.is_nothing() {
        let event = Event::new(Kind::PersonErased, Actor::Operator)
            .about(person.id)
            .saying(json!({
                "texts": erased.texts, "rows": erased.rows_in_all(), "decisions": erased.decisions,
                "left_in_log": erased.left_in_log,
            }));
        audit::append(tx, now, event).await?;
    }
    Ok(Ok(erased))
}

async fn stays(tx: &mut PgConnection, person: PersonId) -> sqlx::Result<Option<Stays>> {
    let standing = store::standing(tx, person).await?;
    Ok(if standing.works_here {
        Some(Stays::WorksHere)
    } else if standing.grants > 0 {
        Some(Stays::HasGrants(standing.grants))
    } else if standing.requests > 0 {
        Some(Stays::HasRequests(standing.requests))
    } else {
        None
    })
}

/// A regular expression of Postgres for these names where they stand as words; also as JSON writes them. `None` = nothing names
/// them any more.
fn pattern(names: &[String]) -> Option<String> {
    let mut all: Vec<String> = Vec::new();
    for name in names
        .iter()
        .map(|name| name.trim())
        .filter(|name| !name.is_empty())
    {
        let as_json = json!(name).to_string();
        all.push(literal(name));
        all.push(literal(as_json.trim_matches('"')));
    }
    // The longest first: a mail address may begin with a name.
    all.sort_by_key(|name| std::cmp::Reverse(name.len()));
    all.dedup();
    (!all.is_empty()).then(|| format!(r"(?<![\w.+-])(?:{})(?![\w-])", all.join("|")))
}

fn literal(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        if c.is_ascii() && !c.is_ascii_alphanumeric() {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_as_they_are() {
        assert_eq!(pattern(&[]), None);
        assert_eq!(pattern(&[String::new(), " ".into()]), None);
        let names = ["Zoë (Z.) Ünal".to_owned(), "z.u@x.example".to_owned()];
        assert_eq!(
            pattern(&names).unwrap(),
            r"(?<![\w.+-])(?:Zoë\ \(Z\.\)\ Ünal|z\.u\@x\.example)(?![\w-])"
        );
    }
}
