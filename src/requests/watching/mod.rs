//! Pages that wait are told that they changed: `GET /live`. One watcher for each process reads what is new in the log and says
//! whom and what it is about; it wakes no page that shows something else.

pub mod store;

use std::collections::HashSet;
use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use tokio::time::Instant;

use crate::app::App;
use crate::audit::Tail;
use crate::ids::RequestId;
use crate::live::{Listener, Topic};
use crate::people::signed_in::{Role, SignedIn};
use crate::web::{Failure, Query};

/// Milliseconds in which changes are gathered, so that one act is told once.
const GATHER_MS: u64 = 100;
/// Seconds until it is looked again where nothing rang: a ring may be lost.
const LOOK_EVERY_S: u64 = 2;
/// Milliseconds between two looks at how far work is, while a page shows it.
const WORK_EVERY_MS: u64 = 1_000;
/// Seconds between two signs of life on a line that is still: less than what a proxy takes for dead.
const ALIVE_EVERY_S: u64 = 20;

/// What an event carries. A browser passes over one without data.
const NOTHING_MORE: &str = "-";

/// Tells the pages of this process what changed, until dropped.
pub async fn watch(app: App) {
    let mut tail = Tail::default();
    let mut rung = app.bell.rings();
    let mut work = String::new();
    // The first look says where to begin.
    if let Err(error) = tail.look(&app.pool).await {
        tracing::warn!("the log could not be read for pages that are open: {error}");
    }
    loop {
        let wait = match app.live.is_work_watched() {
            true => Duration::from_millis(WORK_EVERY_MS),
            false => Duration::from_secs(LOOK_EVERY_S),
        };
        tokio::select! {
            _ = rung.changed() => tokio::time::sleep(Duration::from_millis(GATHER_MS)).await,
            () = tokio::time::sleep(wait) => {}
        }
        rung.mark_unchanged();
        match news(&app, &mut tail, &mut work).await {
            Ok(topics) => app.live.tell(topics),
            Err(error) => tracing::warn!("pages that are open could not be told what changed: {error:#}"),
        }
    }
}

async fn news(app: &App, tail: &mut Tail, work: &mut String) -> anyhow::Result<HashSet<Topic>> {
    let fresh = tail.look(&app.pool).await?;
    let mut topics = HashSet::new();
    let mut requests = Vec::new();
    for event in fresh {
        topics.extend(event.person.map(Topic::Person));
        topics.extend(event.signed_before.into_iter().map(Topic::Person));
        if let Some(request) = event.request
            && topics.insert(Topic::Request(request))
        {
            requests.push(request);
        }
    }
    if !requests.is_empty() {
        let mut conn = app.pool.acquire().await?;
        let people = store::concerned(&mut conn, &requests).await?;
        topics.extend(people.into_iter().map(Topic::Person));
        let in_line = store::in_line(&mut conn, &requests).await?;
        topics.extend(in_line.into_iter().map(Topic::Request));
    }
    if app.live.is_work_watched() {
        let mut conn = app.pool.acquire().await?;
        let now = store::work(&mut conn).await?;
        if now != *work {
            *work = now;
            topics.insert(Topic::Work);
        }
    }
    Ok(topics)
}

/// What a page shows: one of its own requests, what concerns whoever looks, or how far work is.
#[derive(Debug, Deserialize)]
pub struct Shown {
    request: Option<String>,
    #[serde(default)]
    work: bool,
}

/// Server-sent events: `changed`, as often as what the page shows has changed; `end` when nobody is to call again. Lasts as long
/// as a session may be idle, for a page that only stands open is idle. When the process ends it breaks off, and the browser calls
/// the next one.
pub async fn stream(
    State(app): State<App>,
    person: SignedIn,
    Query(shown): Query<Shown>,
) -> Result<Response, Failure> {
    let mut topics = vec![Topic::Person(person.person)];
    if let Some(id) = shown.request {
        let id: RequestId = id.parse().map_err(|_| Failure::NotFound)?;
        let mut conn = app.pool.acquire().await?;
        let reads_all = person.has(Role::Auditor) || person.has(Role::Administrator);
        let beneficiary = store::beneficiary_if_shown(&mut conn, id, (person.person, reads_all)).await?;
        topics = vec![
            Topic::Request(id),
            Topic::Person(beneficiary.ok_or(Failure::NotFound)?),
        ];
    }
    if shown.work {
        topics.push(Topic::Work);
    }
    let lasts = Duration::from_secs(u64::from(app.config.session.idle_minutes) * 60);
    let Some(listener) = app.live.listen(person.person, topics) else {
        return Ok(StatusCode::TOO_MANY_REQUESTS.into_response());
    };
    let state = Some((listener, Instant::now() + lasts));
    let events = futures_util::stream::unfold(state, next);
    let alive = KeepAlive::new().interval(Duration::from_secs(ALIVE_EVERY_S));
    Ok(Sse::new(events).keep_alive(alive).into_response())
}

async fn next(
    state: Option<(Listener, Instant)>,
) -> Option<(Result<Event, Infallible>, Option<(Listener, Instant)>)> {
    let (mut listener, until) = state?;
    let changed = tokio::time::timeout_at(until, listener.changed()).await;
    Some(match changed {
        Ok(true) => (
            Ok(Event::default().event("changed").data(NOTHING_MORE)),
            Some((listener, until)),
        ),
        Ok(false) => return None,
        Err(_) => (Ok(Event::default().event("end").data(NOTHING_MORE)), None),
    })
}
