//! Owns failures on demand: answer with an error, or not at all, instead of working or after having worked; or answer
//! late. Failures by chance are chaos.rs.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Json;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::watch;

use super::errors::GraphError;
use super::{Shared, lock};

/// When the fault strikes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum When {
    /// Instead of the work.
    #[default]
    Before,
    /// The work is done and committed; only its answer is lost.
    After,
}

/// A failure on demand.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Any method if absent.
    pub method: Option<String>,
    /// Part of the path as it was sent.
    pub path_contains: String,
    #[serde(default)]
    pub when: When,
    /// The answer's status; without it the true answer is given (of use with `hold`).
    pub status: Option<u16>,
    #[serde(default = "internal_error")]
    pub code: String,
    #[serde(default)]
    pub message: String,
    /// The whole body instead of Graph's envelope, e.g. one of Entra's errors.
    pub body: Option<Value>,
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// How many requests it strikes.
    #[serde(default = "once")]
    pub times: u32,
    /// Keep the answer back until `POST /_control/release`.
    #[serde(default)]
    pub hold: bool,
    /// Keep the answer back for this long.
    #[serde(default)]
    pub delay_ms: u32,
    /// Close the connection without an answer.
    #[serde(default)]
    pub drop: bool,
}

impl Fault {
    /// The true answer is not given.
    fn loses_answer(&self) -> bool {
        self.drop || self.status.is_some()
    }

    async fn wait(&self, shared: &Shared) {
        if self.delay_ms > 0 {
            tokio::time::sleep(Duration::from_millis(self.delay_ms.into())).await;
        }
        if self.hold {
            shared.faults.hold().await;
        }
    }

    /// The failure that stands in for the answer.
    pub fn error(&self) -> GraphError {
        let status = self.status.and_then(|status| StatusCode::from_u16(status).ok());
        let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut error = GraphError::new(status, &self.code, self.message.as_str());
        for (name, value) in &self.headers {
            if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(value)) {
                error.headers.insert(name, value);
            }
        }
        error
    }
}

#[derive(Default)]
pub struct Faults {
    waiting: Mutex<Vec<Fault>>,
    held: AtomicUsize,
    releases: watch::Sender<u64>,
}

impl Faults {
    pub fn add(&self, fault: Fault) {
        lock(&self.waiting).push(fault);
    }

    pub fn clear(&self) {
        lock(&self.waiting).clear();
    }

    pub fn waiting(&self) -> Vec<Fault> {
        lock(&self.waiting).clone()
    }

    /// Answers that are held back at this moment.
    pub fn held(&self) -> usize {
        self.held.load(Ordering::SeqCst)
    }

    /// Lets every held answer go.
    pub fn release(&self) {
        self.releases.send_modify(|releases| *releases += 1);
    }

    /// A fault for a call inside a batch: only one that is an answer of its own.
    pub fn take_inside_batch(&self, method: &str, path: &str) -> Option<Fault> {
        self.take(method, path, |fault| {
            fault.status.is_some() && !fault.hold && !fault.drop && fault.delay_ms == 0
        })
    }

    fn take(&self, method: &str, path: &str, fits: impl Fn(&Fault) -> bool) -> Option<Fault> {
        let mut waiting = lock(&self.waiting);
        let strikes = |fault: &Fault| {
            fits(fault)
                && fault
                    .method
                    .as_deref()
                    .is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
                && path.contains(&fault.path_contains)
        };
        let index = waiting.iter().position(strikes)?;
        let fault = waiting[index].clone();
        waiting[index].times = fault.times.saturating_sub(1);
        if waiting[index].times == 0 {
            waiting.remove(index);
        }
        Some(fault)
    }

    async fn hold(&self) {
        let mut releases = self.releases.subscribe();
        let _holding = Holding::new(&self.held);
        // The sender lives as long as `self`; there is no other way out than a release.
        let _ = releases.changed().await;
    }
}

/// The middleware around Graph and Entra.
pub async fn inject(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let Some(fault) = shared
        .faults
        .take(request.method().as_str(), request.uri().path(), |_| true)
    else {
        return next.run(request).await;
    };
    let client_request_id = request.headers().get("client-request-id").cloned();
    let answer = match fault.when {
        // A call that waits before its work must not have worked if the caller goes away.
        When::Before if !fault.loses_answer() => {
            fault.wait(&shared).await;
            return next.run(request).await;
        }
        When::Before => None,
        When::After => Some(next.run(request).await),
    };
    fault.wait(&shared).await;
    match answer {
        Some(answer) if !fault.loses_answer() => answer,
        _ => faulty_answer(&shared, fault, client_request_id),
    }
}

fn faulty_answer(shared: &Shared, fault: Fault, client_request_id: Option<HeaderValue>) -> Response {
    if fault.drop {
        return dropped();
    }
    let error = fault.error();
    match fault.body {
        Some(body) => (error.status, *error.headers, Json(body)).into_response(),
        None => {
            let sent = client_request_id.as_ref().and_then(|value| value.to_str().ok());
            super::graph::failure(&error, shared.clock.now(), sent)
        }
    }
}

/// An answer that is none: the server closes the connection before a byte of it is sent, because its body breaks at
/// once.
pub fn dropped() -> Response {
    Response::new(Body::new(Broken))
}

struct Broken;

impl HttpBody for Broken {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, std::io::Error>>> {
        Poll::Ready(Some(Err(std::io::ErrorKind::ConnectionAborted.into())))
    }
}

/// Counts while it lives, so that a caller who went away is not counted for ever.
struct Holding<'a>(&'a AtomicUsize);

impl<'a> Holding<'a> {
    fn new(held: &'a AtomicUsize) -> Self {
        held.fetch_add(1, Ordering::SeqCst);
        Self(held)
    }
}

impl Drop for Holding<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

fn internal_error() -> String {
    "Service_InternalServerError".to_owned()
}

fn once() -> u32 {
    1
}
