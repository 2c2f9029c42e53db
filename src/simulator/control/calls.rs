//! Owns what was called: every `assignLicense` call as tests want to see it, and the last calls of any kind as people
//! want to watch them.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Mutex;
use std::time::Instant;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;

use super::super::graph::{self, CallNumber, Caller, Said};
use super::super::overlaps::Handling;
use super::super::{BODY_LIMIT_BYTES, Inner, Shared, lock};
use crate::ids::PersonId;

/// `assignLicense` calls remembered; the oldest are forgotten first.
const CALLS_KEPT: usize = 10_000;
/// Calls of any kind remembered for the page.
const WATCHED: usize = 200;
/// What is remembered of a body, in bytes.
const BODY_SHOWN_BYTES: usize = 4 * 1024;

/// One `assignLicense` call that reached the simulator, by itself or inside a batch.
#[derive(Clone, Debug, Serialize)]
pub struct AssignCall {
    pub number: u64,
    pub at: DateTime<Utc>,
    pub path: String,
    /// `application:ID` or `person:ID`; nothing if the token was not ours.
    pub by: Option<String>,
    pub body: Value,
    pub client_request_id: Option<String>,
    /// What was answered; nothing while the answer is held back or if the caller went away.
    pub status: Option<u16>,
}

/// Any call to Graph that was answered, or whose answer was lost.
#[derive(Clone, Debug, Serialize)]
pub struct Watched {
    pub number: u64,
    pub at: DateTime<Utc>,
    pub took_us: u64,
    pub method: String,
    /// With its query, decoded no further than it came.
    pub path: String,
    pub by: Option<String>,
    pub asked: String,
    /// `None` if the connection was closed without an answer.
    pub status: Option<u16>,
    pub answered: String,
}

#[derive(Default)]
struct Logs {
    assign: BTreeMap<u64, AssignCall>,
    assigned: u64,
    watched: VecDeque<Watched>,
    seen: u64,
}

#[derive(Default)]
pub struct CallLog(Mutex<Logs>);

impl CallLog {
    pub fn all(&self) -> Vec<AssignCall> {
        lock(&self.0).assign.values().cloned().collect()
    }

    pub fn forget(&self) {
        lock(&self.0).assign.clear();
    }

    /// The last calls, newest first, and how many there were in all.
    pub fn watched(&self) -> (Vec<Watched>, u64) {
        let logs = lock(&self.0);
        (logs.watched.iter().rev().cloned().collect(), logs.seen)
    }

    fn begin(&self, call: impl FnOnce(u64) -> AssignCall) -> u64 {
        let mut logs = lock(&self.0);
        logs.assigned += 1;
        let number = logs.assigned;
        logs.assign.insert(number, call(number));
        while logs.assign.len() > CALLS_KEPT {
            logs.assign.pop_first();
        }
        number
    }

    fn end(&self, number: u64, status: u16) {
        if let Some(call) = lock(&self.0).assign.get_mut(&number) {
            call.status = Some(status);
        }
    }

    fn watch(&self, call: impl FnOnce(u64) -> Watched) {
        let mut logs = lock(&self.0);
        logs.seen += 1;
        let number = logs.seen;
        if logs.watched.len() == WATCHED {
            logs.watched.pop_front();
        }
        logs.watched.push_back(call(number));
    }
}

/// An `assignLicense` call from its arrival to its answer, or until the caller goes away.
pub struct Assigning<'a> {
    shared: &'a Inner,
    number: u64,
    handling: Option<Handling<'a>>,
}

impl<'a> Assigning<'a> {
    /// `None` if it is another call. `path` is the whole one.
    pub fn begin(
        shared: &'a Inner,
        (method, path): (&Method, &str),
        caller: Option<&Caller>,
        (headers, body): (&HeaderMap, &[u8]),
    ) -> Option<Self> {
        if *method != Method::POST || !path.ends_with("assignLicense") {
            return None;
        }
        let number = shared.calls.begin(|number| AssignCall {
            number,
            at: shared.clock.now(),
            path: path.to_owned(),
            by: caller.map(|caller| caller.by().to_string()),
            body: serde_json::from_slice(body).unwrap_or_default(),
            client_request_id: text(headers, "client-request-id"),
            status: None,
        });
        let me = caller.and_then(Caller::person);
        let handling = person_of(shared, path, me).map(|person| shared.overlaps.begin(person, number));
        Some(Self {
            shared,
            number,
            handling,
        })
    }

    /// For the handler, so that it can say when the effect is done.
    pub fn call_number(&self) -> Option<CallNumber> {
        let handling = self.handling.as_ref()?;
        Some(CallNumber {
            person: handling.person,
            number: handling.number,
        })
    }

    pub fn answered(self, status: StatusCode) {
        self.shared.calls.end(self.number, status.as_u16());
    }
}

/// Whom a path `…/users/KEY/assignLicense` or `…/me/assignLicense` is about.
fn person_of(shared: &Inner, path: &str, me: Option<PersonId>) -> Option<PersonId> {
    let mut parts = path.rsplit('/').skip(1);
    let key = parts.next()?;
    if key == "me" {
        return me;
    }
    let key = percent_encoding::percent_decode_str(key).decode_utf8_lossy();
    shared.tenant().person(&key).map(|person| person.id)
}

/// The middleware around Graph that writes every call down, with what was answered in the end.
pub async fn record(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let (began, at) = (Instant::now(), shared.clock.now());
    let (parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, BODY_LIMIT_BYTES).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let (method, uri, headers) = (parts.method.clone(), parts.uri.clone(), parts.headers.clone());
    let mut request = Request::from_parts(parts, Body::from(bytes.clone()));
    let caller = graph::known_caller(&shared, &headers);
    let assigning = Assigning::begin(
        &shared,
        (&method, uri.path()),
        caller.as_ref(),
        (&headers, &bytes),
    );
    if let Some(number) = assigning.as_ref().and_then(Assigning::call_number) {
        request.extensions_mut().insert(number);
    }
    let mut answer = next.run(request).await;
    if let Some(assigning) = assigning {
        assigning.answered(answer.status());
    }
    let said = answer.extensions_mut().remove::<Said>();
    shared.calls.watch(|number| Watched {
        number,
        at,
        took_us: u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX),
        method: method.to_string(),
        path: uri.path_and_query().map_or_else(String::new, ToString::to_string),
        by: caller.as_ref().map(|caller| caller.by().to_string()),
        asked: shown(&bytes),
        status: said.is_some().then(|| answer.status().as_u16()),
        answered: said.map(|said| shown(&said.0)).unwrap_or_default(),
    });
    answer
}

fn shown(bytes: &Bytes) -> String {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(BODY_SHOWN_BYTES)]);
    match bytes.len() > BODY_SHOWN_BYTES {
        true => format!("{text}…"),
        false => text.into_owned(),
    }
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    Some(headers.get(name)?.to_str().ok()?.to_owned())
}
