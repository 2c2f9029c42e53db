//! One call: its turn, its token, its attempts.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Method, StatusCode};
use uuid::Uuid;

use super::cost::Cost;
use super::error::{Error, ErrorKind};
use super::throttle::{Gate, LONGEST_PAUSE_WAITED, jittered};
use super::token::Tokens;

/// Bytes of a reply that are read; a page of 999 users is about half a megabyte.
const LARGEST_REPLY_BYTES: usize = 8 * 1024 * 1024;
/// How often a GET that met a passing fault is sent again.
pub(super) const MOST_REPEATS: u32 = 2;
/// The wait before the first repeat; doubled for the next, jittered.
const FIRST_REPEAT_AFTER: Duration = Duration::from_millis(250);

/// What every call goes through.
pub(super) struct Road {
    pub(super) http: reqwest::Client,
    pub(super) tokens: Tokens,
    pub(super) gate: Gate,
}

/// A call that can be sent more than once.
pub(super) struct Call<'a> {
    pub(super) method: Method,
    pub(super) url: &'a str,
    /// JSON.
    pub(super) body: Option<Vec<u8>>,
    pub(super) cost: Cost,
    /// The `client-request-id` of every attempt; without it, each attempt has a fresh one.
    pub(super) id: Option<Uuid>,
    pub(super) urgency: Urgency,
    pub(super) repeats: Repeats,
    /// A status beside 2xx whose body is read like a success.
    pub(super) also_takes: Option<u16>,
    /// The header `Prefer`.
    pub(super) prefer: Option<&'static str>,
}

/// `Background` is throttled by Graph before the rest of our calls.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Urgency {
    Normal,
    Background,
}

/// Whether the call may be sent again after a passing fault. With a fresh token after a 401 it always is, once.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Repeats {
    Never,
    WhenPassing,
}

impl<'a> Call<'a> {
    pub(super) fn get(url: &'a str, cost: Cost) -> Self {
        Self {
            method: Method::GET,
            url,
            body: None,
            cost,
            id: None,
            urgency: Urgency::Normal,
            repeats: Repeats::WhenPassing,
            also_takes: None,
            prefer: None,
        }
    }
}

/// A success.
pub(super) struct Reply {
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
    /// The `client-request-id` of the attempt that succeeded.
    pub(super) id: Uuid,
}

impl Road {
    /// Sends; a refused token is replaced once, since Graph also refuses good ones for a moment.
    pub(super) async fn send(&self, call: &Call<'_>) -> Result<Reply, Error> {
        let mut repeats = 0;
        let mut token_was_replaced = false;
        loop {
            let token = self.tokens.current().await?;
            let error = match self.attempt(call, token.header()).await {
                Ok(reply) => return Ok(reply),
                Err(error) => error,
            };
            if error.status == Some(StatusCode::UNAUTHORIZED.as_u16()) && !token_was_replaced {
                self.tokens.forget(&token);
                token_was_replaced = true;
                continue;
            }
            match repeat_after(&error, repeats) {
                Some(wait) if call.repeats == Repeats::WhenPassing => {
                    tracing::debug!(
                        graph.status = error.status,
                        graph.repeat = repeats + 1,
                        "a read is repeated"
                    );
                    repeats += 1;
                    tokio::time::sleep(wait).await;
                }
                _ => return Err(error),
            }
        }
    }

    async fn attempt(&self, call: &Call<'_>, token: &HeaderValue) -> Result<Reply, Error> {
        let id = call.id.unwrap_or_else(Uuid::new_v4);
        let _under_way = self.gate.pass(call.cost).await?;
        let mut request = self
            .http
            .request(call.method.clone(), call.url)
            .header(AUTHORIZATION, token.clone())
            .header("client-request-id", id.to_string());
        if call.urgency == Urgency::Background {
            request = request.header("x-ms-throttle-priority", "low");
        }
        if let Some(prefer) = call.prefer {
            request = request.header("Prefer", HeaderValue::from_static(prefer));
        }
        if let Some(body) = &call.body {
            request = request
                .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
                .body(body.clone());
        }
        let with_id = |error: Error| Error {
            client_request_id: Some(id),
            ..error
        };
        let mut reply = request
            .send()
            .await
            .map_err(|error| with_id(Error::from_transport(&error)))?;
        let status = reply.status();
        self.gate.answered(call.cost, status.as_u16(), reply.headers());
        let headers = std::mem::take(reply.headers_mut());
        let body = limited_body(reply).await;
        if !status.is_success() && call.also_takes != Some(status.as_u16()) {
            let body = body.unwrap_or_default();
            return Err(with_id(Error::from_reply(status.as_u16(), &headers, &body)));
        }
        let body = match body {
            // What was written is written; its body says nothing that is needed.
            Err(_) if call.cost.writes > 0 => Vec::new(),
            body => body.map_err(with_id)?,
        };
        Ok(Reply { headers, body, id })
    }
}

/// How long to wait before a read that failed like this is sent again; nothing if it is not. A throttled one waits at the
/// gate, which knows for how long.
pub(super) fn repeat_after(error: &Error, repeats: u32) -> Option<Duration> {
    if repeats >= MOST_REPEATS {
        return None;
    }
    match (&error.kind, error.status) {
        (ErrorKind::Throttled, Some(_)) => {
            let wait = error.retry_after.unwrap_or_default();
            (wait <= LONGEST_PAUSE_WAITED).then_some(Duration::ZERO)
        }
        (ErrorKind::ServerFault, Some(503 | 504)) => match error.retry_after {
            Some(wait) if wait > LONGEST_PAUSE_WAITED => None,
            Some(wait) => Some(wait),
            None => Some(jittered(FIRST_REPEAT_AFTER * 2_u32.pow(repeats))),
        },
        (ErrorKind::Unreachable, None) => Some(jittered(FIRST_REPEAT_AFTER * 2_u32.pow(repeats))),
        _ => None,
    }
}

/// The body, unless it is larger than anything we ask for.
pub(super) async fn limited_body(mut reply: reqwest::Response) -> Result<Vec<u8>, Error> {
    let announced = usize::try_from(reply.content_length().unwrap_or(0)).unwrap_or(usize::MAX);
    if announced > LARGEST_REPLY_BYTES {
        return Err(Error::of(ErrorKind::Unreadable));
    }
    let mut body = Vec::with_capacity(announced);
    while let Some(chunk) = reply
        .chunk()
        .await
        .map_err(|error| Error::from_transport(&error))?
    {
        if body.len() + chunk.len() > LARGEST_REPLY_BYTES {
            return Err(Error::of(ErrorKind::Unreadable));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// Shared by the clones of a client.
pub(super) type SharedRoad = Arc<Road>;
