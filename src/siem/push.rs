//! Sends what was sealed to the receiver of the configuration, batch after batch, in order.
//!
//! One process at a time, by a lease in the database. The bounds of a batch are committed before it leaves: after a refusal, a broken
//! line or the end of our process, the same batch goes again under the same `webhook-id`. So nothing is lost, and what comes
//! twice is noticed. Never the network while a transaction is open.

use std::time::Duration as StdDuration;

use anyhow::Context;
use chrono::{DateTime, Duration, Utc};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use reqwest::{Client, Response};
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};
use sqlx::PgPool;
use url::Url;

use super::signature;
use super::store::{self, Lines, Pushed, Room};
use crate::clock::Clock;
use crate::config::Siem;
use crate::ids::WorkerId;

/// From the connection to the last byte of the answer; a receiver takes a batch in well under a second.
pub const CALL_TIMEOUT: StdDuration = StdDuration::from_secs(30);
/// Longer than a call with what is around it, so that nobody else sends meanwhile.
const LEASE_S: i64 = 90;
/// Seconds before a batch that was not taken goes again: doubled with each attempt.
const FIRST_PAUSE_S: i64 = 5;
const LONGEST_PAUSE_S: i64 = 15 * 60;
/// Seconds that a receiver may ask us to wait.
const LONGEST_RETRY_AFTER_S: i64 = 6 * 60 * 60;
/// Bytes of an answer that are read, so that the connection can be used again; nothing in it counts.
const MOST_ANSWER_BYTES: usize = 64 * 1024;
/// For those bytes.
const ANSWER_TIMEOUT: StdDuration = StdDuration::from_secs(2);
/// Hexadecimal digits of the last event's hash in the id of a batch: enough that another log's batch has another id.
pub const HASH_DIGITS: usize = 16;
/// Failed attempts in a row after which somebody must look.
pub const MANY_ATTEMPTS: i32 = 8;

/// What pushing needs.
#[derive(Clone, Copy)]
pub struct Hands<'h> {
    pub pool: &'h PgPool,
    pub clock: &'h Clock,
    pub http: &'h Client,
    pub siem: &'h Siem,
    pub process: WorkerId,
}

/// What became of one look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Did {
    /// It is not time, or another process sends.
    NotNow,
    /// The receiver has everything.
    Nothing,
    /// A batch was taken, with so many events.
    Sent(i64),
    /// It goes again later.
    Failed,
}

/// Under which name we keep how far a receiver is: its host to read, and a hash of its address without what stands behind the
/// `?`, where keys may be.
pub fn target(url: &Url) -> String {
    let mut place = url.clone();
    place.set_query(None);
    place.set_fragment(None);
    let hash = hex::encode(Sha256::digest(place.as_str()));
    let host = host(url);
    format!("{host} {}", &hash[..HASH_DIGITS])
}

/// What people may read of its address: paths have keys in them, too.
pub fn host(url: &Url) -> String {
    match (url.host_str(), url.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (Some(host), None) => host.to_owned(),
        (None, _) => String::new(),
    }
}

/// Names the batch: by its first and last event, and by what was sealed of the last.
pub fn batch_id(first: i64, last: i64, hash: &[u8]) -> String {
    let hash = hex::encode(hash);
    format!("audit-{first}-{last}-{}", &hash[..HASH_DIGITS.min(hash.len())])
}

/// Sends one batch, if it is time and there is one.
pub async fn push_once(hands: Hands<'_>) -> anyhow::Result<Did> {
    let target = target(&hands.siem.url);
    let now = hands.clock.now();
    let mut conn = hands.pool.acquire().await?;
    store::know(&mut conn, &target, now).await?;
    let until = now + Duration::seconds(LEASE_S);
    let Some(at) = store::lease(&mut conn, &target, hands.process.0, (now, until)).await? else {
        return Ok(Did::NotNow);
    };
    let batch = match batch(&mut conn, hands, &target, &at).await? {
        Ok(Some(batch)) => batch,
        Ok(None) => {
            store::release(&mut conn, &target, hands.process.0).await?;
            return Ok(Did::Nothing);
        }
        Err(code) => {
            drop(conn);
            return failed(hands, &target, &at, &Refusal::of(code)).await;
        }
    };
    drop(conn);
    match send(hands, at.seq, &batch).await? {
        Ok(()) => {
            let mut conn = hands.pool.acquire().await?;
            let now = hands.clock.now();
            if !store::taken(&mut conn, &target, hands.process.0, now, &batch.hash).await? {
                tracing::warn!("the lease of the receiver ended while a batch was sent; it goes again");
                return Ok(Did::NotNow);
            }
            if at.attempts > 0 {
                tracing::info!(
                    push.attempts = at.attempts,
                    "the receiver of the audit log takes events again"
                );
            }
            Ok(Did::Sent(batch.events))
        }
        Err(refusal) => failed(hands, &target, &at, &refusal).await,
    }
}

/// What is to be sent: what was under way, else the next. A log that is not the one of which the receiver has a part is not sent.
async fn batch(
    conn: &mut sqlx::PgConnection,
    hands: Hands<'_>,
    target: &str,
    at: &Pushed,
) -> anyhow::Result<Result<Option<Lines>, &'static str>> {
    if at.seq > 0 && store::hash_at(conn, at.seq).await? != at.hash {
        return Ok(Err("log_differs"));
    }
    if let Some(last) = at.under_way {
        let lines = store::lines(conn, at.seq, Room::UpTo(last)).await?;
        return Ok(match lines.through == last {
            true => Ok(Some(lines)),
            false => Err("log_differs"),
        });
    }
    let room = Room::AtMost(hands.siem.batch_events.into());
    let lines = store::lines(conn, at.seq, room).await?;
    if lines.events == 0 {
        return Ok(Ok(None));
    }
    let ours = store::begin(conn, target, hands.process.0, lines.through).await?;
    Ok(Ok(ours.then_some(lines)))
}

/// Why a batch was not taken.
struct Refusal {
    code: String,
    /// As the receiver asks, seconds.
    after_s: Option<i64>,
}

impl Refusal {
    fn of(code: &str) -> Self {
        Self {
            code: code.to_owned(),
            after_s: None,
        }
    }
}

async fn failed(hands: Hands<'_>, target: &str, at: &Pushed, refusal: &Refusal) -> anyhow::Result<Did> {
    let now = hands.clock.now();
    let pause = refusal.after_s.unwrap_or(0).max(pause_s(at.attempts));
    let mut conn = hands.pool.acquire().await?;
    let times = (now, now + Duration::seconds(pause));
    store::failed(&mut conn, target, hands.process.0, &refusal.code, times).await?;
    let attempts = at.attempts + 1;
    // Once as news, and once more when it stays so.
    match attempts {
        1 => tracing::warn!(
            "the receiver of the audit log did not take a batch: {}",
            refusal.code
        ),
        MANY_ATTEMPTS => tracing::error!(
            push.attempts = attempts,
            "the receiver of the audit log does not take events: {}",
            refusal.code
        ),
        _ => {}
    }
    Ok(Did::Failed)
}

/// Seconds until a batch goes again that failed so often before.
fn pause_s(attempts: i32) -> i64 {
    let doublings = u32::try_from(attempts).unwrap_or(0).min(16);
    (FIRST_PAUSE_S << doublings).min(LONGEST_PAUSE_S)
}

/// Only 2xx counts; what the answer says besides is nobody's.
async fn send(hands: Hands<'_>, after: i64, batch: &Lines) -> anyhow::Result<Result<(), Refusal>> {
    let id = batch_id(after + 1, batch.through, &batch.hash);
    let now = hands.clock.now();
    let signature = signature::sign(&hands.siem.key, &id, now.timestamp(), &batch.bytes)?;
    let mut request = hands
        .http
        .post(hands.siem.url.clone())
        .header(CONTENT_TYPE, "application/x-ndjson")
        .header("webhook-id", &id)
        .header("webhook-timestamp", now.timestamp().to_string())
        .header("webhook-signature", signature)
        .body(batch.bytes.clone());
    if let Some(words) = &hands.siem.authorization {
        let mut value = HeaderValue::from_str(words.expose_secret())
            .ok()
            .context("audit.siem.authorization can not stand in a header")?;
        value.set_sensitive(true);
        request = request.header(AUTHORIZATION, value);
    }
    match request.send().await {
        Ok(answer) => Ok(heard(answer, now).await),
        Err(error) if error.is_timeout() => Ok(Err(Refusal::of("timed_out"))),
        Err(error) if error.is_connect() => Ok(Err(Refusal::of("unreachable"))),
        Err(_) => Ok(Err(Refusal::of("broke_off"))),
    }
}

async fn heard(mut answer: Response, now: DateTime<Utc>) -> Result<(), Refusal> {
    let status = answer.status();
    let retry_after = answer.headers().get(RETRY_AFTER);
    let after_s = retry_after
        .and_then(|value| value.to_str().ok())
        .and_then(|words| retry_after_s(words, now));
    let rest = async {
        let mut read = 0;
        while let Ok(Some(chunk)) = answer.chunk().await {
            read += chunk.len();
            if read > MOST_ANSWER_BYTES {
                return;
            }
        }
    };
    let _too_long = tokio::time::timeout(ANSWER_TIMEOUT, rest).await;
    if status.is_success() {
        Ok(())
    } else {
        Err(Refusal {
            code: format!("status_{}", status.as_u16()),
            after_s,
        })
    }
}

/// Seconds, or a date.
fn retry_after_s(words: &str, now: DateTime<Utc>) -> Option<i64> {
    let seconds = match words.trim().parse::<i64>() {
        Ok(seconds) => seconds,
        Err(_) => (DateTime::parse_from_rfc2822(words.trim()).ok()?.to_utc() - now).num_seconds(),
    };
    Some(seconds.clamp(0, LONGEST_RETRY_AFTER_S))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_end_somewhere() {
        let pauses: Vec<_> = [0, 1, 2, 7, 8, 30, i32::MAX].map(pause_s).to_vec();
        assert_eq!(pauses, [5, 10, 20, 640, 900, 900, 900]);
    }

    #[test]
    fn a_receiver_may_ask_for_time_but_not_for_ever() {
        let now = "2026-11-24T09:00:00Z".parse().unwrap();
        for (words, seconds) in [
            ("120", Some(120)),
            (" 0 ", Some(0)),
            ("-5", Some(0)),
            ("99999999", Some(LONGEST_RETRY_AFTER_S)),
            ("Tue, 24 Nov 2026 09:01:00 GMT", Some(60)),
            ("soon", None),
        ] {
            assert_eq!(retry_after_s(words, now), seconds, "{words}");
        }
    }

    #[test]
    fn the_name_of_a_receiver_has_no_key_in_it() {
        let name = |url: &str| target(&Url::parse(url).unwrap());
        let with_key = name("https://logic.example.com:8443/in/7f3a?sig=secret");
        assert!(with_key.starts_with("logic.example.com:8443 "), "{with_key}");
        assert!(!with_key.contains("7f3a") && !with_key.contains("secret"));
        assert_eq!(
            with_key,
            name("https://logic.example.com:8443/in/7f3a?sig=another")
        );
        assert_ne!(
            with_key,
            name("https://logic.example.com:8443/in/other?sig=secret")
        );
    }
}
