//! `GET /audit/feed`: the audit log as JSON Lines in OCSF classes, for a program with an API token, from a cursor on.
//!
//! Only what is sealed is given, in its order: nothing is ever inserted before a cursor, and the same cursor gives the same lines
//! for ever. A cursor carries what was sealed at its place, so that a log that was cut off or made anew is noticed.

use std::time::Duration;

use axum::extract::State;
use axum::http::header::{CONTENT_TYPE, HeaderName, LINK};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;
use sqlx::PgConnection;

use crate::app::App;
use crate::audit::{self, Actor, Event, Kind};
use crate::people::tokens::{Feeder, store as tokens};
use crate::siem::push::HASH_DIGITS;
use crate::siem::store::{self, Lines, Room};
use crate::web::{Failure, Query};

/// Events of an answer, where nothing else is asked.
const USUAL_EVENTS: i64 = 1_000;
const MOST_EVENTS: i64 = 5_000;
/// Seconds that an answer may wait for the first event; less than a page may take.
const LONGEST_WAIT_S: u64 = 30;
/// Looks per second while it waits.
const LOOKS_A_SECOND: u64 = 2;
const NEXT_CURSOR: HeaderName = HeaderName::from_static("x-next-cursor");

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    after: String,
    limit: String,
    wait: String,
}

/// A place in the log; what it looks like is nobody's but ours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Cursor {
    seq: i64,
    /// First digits of what was sealed there; empty before the first event.
    hash: String,
}

impl Cursor {
    fn at(seq: i64, hash: &[u8]) -> Self {
        let digits = hex::encode(hash);
        Self {
            seq,
            hash: digits.chars().take(HASH_DIGITS).collect(),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        if text.is_empty() {
            return Some(Self::default());
        }
        let (seq, hash) = text.strip_prefix("v1.")?.split_once('.')?;
        let is_number = !seq.is_empty() && seq.bytes().all(|byte| byte.is_ascii_digit());
        let is_hash = hash.len() == HASH_DIGITS && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        (is_number && is_hash).then_some(())?;
        Some(Self {
            seq: seq.parse().ok().filter(|seq| *seq > 0)?,
            hash: hash.to_owned(),
        })
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.seq {
            0 => Ok(()),
            seq => write!(f, "v1.{seq}.{}", self.hash),
        }
    }
}

pub async fn read(
    State(app): State<App>,
    Feeder(token): Feeder,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let Some(after) = Cursor::parse(&asked.after) else {
        return Ok(plain(StatusCode::BAD_REQUEST, t!("feed-cursor")));
    };
    let limit = match asked.limit.as_str() {
        "" => Some(USUAL_EVENTS),
        text => text
            .parse()
            .ok()
            .filter(|limit| (1..=MOST_EVENTS).contains(limit)),
    };
    let wait = match asked.wait.as_str() {
        "" => Some(0),
        text => text.parse().ok().filter(|wait| *wait <= LONGEST_WAIT_S),
    };
    let (Some(limit), Some(wait)) = (limit, wait) else {
        let words = t!("feed-limits", most = MOST_EVENTS, longest = LONGEST_WAIT_S);
        return Ok(plain(StatusCode::BAD_REQUEST, &words));
    };
    let mut looks = 1 + wait * LOOKS_A_SECOND;
    let lines = loop {
        // No connection is held while it waits.
        let mut conn = app.pool.acquire().await?;
        if !is_of_this_log(&mut conn, &after).await? {
            return Ok(plain(StatusCode::CONFLICT, t!("feed-another-log")));
        }
        let lines = store::lines(&mut conn, after.seq, Room::AtMost(limit)).await?;
        drop(conn);
        looks -= 1;
        if lines.events > 0 || looks == 0 {
            break lines;
        }
        tokio::time::sleep(Duration::from_millis(1_000 / LOOKS_A_SECOND)).await;
    };
    let mut tx = app.pool.begin().await?;
    let now = app.clock.now();
    if tokens::is_to_be_noted(&mut tx, token.id, now).await? {
        let event = Event::new(Kind::FeedRead, Actor::Token(token.id))
            .saying(json!({ "after": after.seq, "through": lines.through }));
        audit::append(&mut tx, now, event).await?;
    }
    tx.commit().await?;
    let next = match lines.events {
        0 => after,
        _ => Cursor::at(lines.through, &lines.hash),
    };
    given(&app, lines, &next, limit)
}

/// Whether what the cursor has seen last stands where it stood.
async fn is_of_this_log(conn: &mut PgConnection, after: &Cursor) -> sqlx::Result<bool> {
    if after.seq == 0 {
        return Ok(true);
    }
    let hash = store::hash_at(conn, after.seq).await?;
    Ok(hash.is_some_and(|hash| Cursor::at(after.seq, &hash) == *after))
}

fn given(app: &App, lines: Lines, next: &Cursor, limit: i64) -> Result<Response, Failure> {
    let mut address = app
        .config
        .public_url
        .join("/audit/feed")
        .map_err(anyhow::Error::from)?;
    address
        .query_pairs_mut()
        .append_pair("after", &next.to_string())
        .append_pair("limit", &limit.to_string());
    let text = |words: String| HeaderValue::from_str(&words).map_err(anyhow::Error::from);
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-ndjson"));
    headers.insert(NEXT_CURSOR, text(next.to_string())?);
    headers.insert(LINK, text(format!("<{address}>; rel=\"next\""))?);
    Ok((headers, lines.bytes).into_response())
}

/// For a program: a sentence, and no page around it.
fn plain(status: StatusCode, sentence: &str) -> Response {
    (status, format!("{sentence}\n")).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_as_it_was_given_and_nothing_else_is_one() {
        let cursor = Cursor::at(42, &[0xab; 32]);
        assert_eq!(cursor.to_string(), "v1.42.abababababababab");
        assert_eq!(Cursor::parse("v1.42.abababababababab"), Some(cursor));
        assert_eq!(Cursor::parse(""), Some(Cursor::default()));
        for bad in [
            "0",
            "42",
            "v1.0.abababababababab",
            "v1.-1.abababababababab",
            "v1.+1.abababababababab",
            "v1.42.ab",
            "v1.99999999999999999999.abababababababab",
            "v2.42.abababababababab",
            "v1.42.abababababababaz",
        ] {
            assert_eq!(Cursor::parse(bad), None, "{bad}");
        }
    }
}
