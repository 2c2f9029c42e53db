//! `GET /admin/attention`: stuck work by step and age, who works, and how Graph holds us back; and what an administrator
//! does about it: try again, or close with a reason.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::json;
use tower_sessions::Session;

use super::attention_views::{AttentionPage, FailedRow, StepFilter};
use super::stuck_items::{self, Wrong};
use super::{health, mails, reason};
use crate::app::App;
use crate::audit::{self, Actor, Event, Kind};
use crate::fulfilment::ending::{self, Ended};
use crate::fulfilment::stuck::{self, Step};
use crate::ids::{GrantId, JobId};
use crate::jobs::{self};
use crate::people::signed_in::{Administrator, SignedIn};
use crate::requests::frame::frame;
use crate::requests::store;
use crate::web::page::{Chrome, Moment, Place, Tone};
use crate::web::{Failure, Form, Nothing, Query, flash};
use crate::words::format;

/// Items of a step that are shown; the oldest first.
const MOST_ITEMS: i64 = 100;
/// Characters of a search that are looked at.
const LONGEST_QUERY_CHARS: usize = 100;

#[derive(Clone, Debug, Default, Deserialize)]
pub struct Search {
    #[serde(default)]
    q: String,
    /// A word of [`step_word`] or `jobs`; anything else = all.
    #[serde(default)]
    step: String,
}

pub async fn page(
    State(app): State<App>,
    session: Session,
    Administrator(person): Administrator,
    Query(search): Query<Search>,
) -> Result<AttentionPage, Failure> {
    let page = show(&app, &person, &search, None).await?;
    Ok(AttentionPage {
        chrome: flash::take(&session, page.chrome).await?,
        ..page
    })
}

/// How a step is called in an address.
pub fn step_word(step: Step) -> &'static str {
    match step {
        Step::Reading => "reading",
        Step::Assigning => "assigning",
        Step::Removing => "removing",
        Step::Changing => "changing",
        Step::WaitingForSeat => "waiting",
        Step::StillTrying => "trying",
    }
}

async fn show(
    app: &App,
    person: &SignedIn,
    search: &Search,
    wrong: Option<&Wrong>,
) -> Result<AttentionPage, Failure> {
    let now = app.clock.now();
    let query: String = search
        .q
        .trim()
        .chars()
        .filter(|c| !c.is_control())
        .take(LONGEST_QUERY_CHARS)
        .collect();
    let mut conn = app.pool.acquire().await?;
    let failed = store::failed_decisions(&mut conn, MOST_ITEMS).await?;
    let failed = failed.into_iter().map(|failed| FailedRow {
        title: t!(
            "room-product-for",
            product = failed.product,
            person = failed.beneficiary
        ),
        at: Moment::new(failed.at, now),
        href: format!("/requests/{}/explain", failed.request),
    });
    let (mails, mails_count) = mails::in_trouble(&mut conn, now, &query).await?;
    let (stuck, counts) = stuck::store::by_step(&mut conn, &query, MOST_ITEMS).await?;
    let stopped = stuck_items::stopped(&mut conn, now, &query).await?;
    let mut groups = stuck_items::groups(&mut conn, now, &stuck, &counts, wrong).await?;
    groups.extend(stopped);
    let all: i64 = groups.iter().map(|group| group.count).sum();
    let is_known = groups.iter().any(|group| group.word == search.step);
    let chosen = if is_known { search.step.as_str() } else { "" };
    let filter = |word: &str, label: &str, count| StepFilter {
        href: address(&query, word),
        label: label.to_owned(),
        count,
        chosen: word == chosen,
    };
    let mut filters = vec![filter("", t!("room-all"), all)];
    filters.extend(
        groups
            .iter()
            .map(|group| filter(group.word, group.step, group.count)),
    );
    if !chosen.is_empty() {
        groups.retain(|group| group.word == chosen);
    }
    let chrome = frame(&mut conn, person, t!("nav-attention"), Place::Attention).await?;
    drop(conn);
    Ok(AttentionPage {
        chrome: with_expiry(app, chrome, now),
        query,
        step: chosen.to_owned(),
        filters,
        failed: failed.collect(),
        // A step is looked at: mails are none.
        mails: if chosen.is_empty() { mails } else { Vec::new() },
        mails_count,
        groups,
        workers: health::workers(app, now).await?,
        graph: health::graph(app, now),
    })
}

fn address(query: &str, step: &str) -> String {
    let text = |text: &str| {
        percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
    };
    match (query, step) {
        ("", "") => "/admin/attention".into(),
        ("", step) => format!("/admin/attention?step={step}"),
        (query, "") => format!("/admin/attention?q={}", text(query)),
        (query, step) => format!("/admin/attention?q={}&step={step}", text(query)),
    }
}

/// The frame with a notice when what proves that we are the application runs out soon, or has run out.
fn with_expiry(app: &App, chrome: Chrome, now: DateTime<Utc>) -> Chrome {
    let Some((what, end)) = app.credential_expiry() else {
        return chrome;
    };
    let day = format::day_of(end);
    if end <= now {
        let sentence = t!(
            "attention-credential-over",
            what = credential_words(what),
            day = day
        );
        return chrome.with_notice(Tone::Bad, &sentence);
    }
    let sentence = t!(
        "attention-credential-ends",
        days = (end - now).num_days(),
        what = credential_words(what),
        day = day
    );
    chrome.with_notice(Tone::Waiting, &sentence)
}

fn credential_words(what: &'static str) -> &'static str {
    match what {
        "the client secret" => t!("attention-client-secret"),
        "the certificate" => t!("attention-certificate"),
        other => other,
    }
}

/// Tries again without a new approval.
pub async fn retry(
    State(app): State<App>,
    session: Session,
    Administrator(person): Administrator,
    Path(id): Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Redirect, Failure> {
    let id: GrantId = id.parse().map_err(|_| Failure::NotFound)?;
    let now = app.clock.now();
    let mut tx = app.pool.begin().await?;
    let tried = ending::retry(&mut tx, now, person.person, id).await?;
    tx.commit().await?;
    app.bell.ring();
    after(&session, tried, t!("attention-tried")).await
}

/// What an administrator writes when they give something up.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    reason: String,
}

/// Gives up, with a reason that the requester reads.
pub async fn close(
    State(app): State<App>,
    session: Session,
    Administrator(person): Administrator,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let id: GrantId = id.parse().map_err(|_| Failure::NotFound)?;
    let reason = match reason::required(&typed.reason) {
        Ok(reason) => reason,
        Err(message) => {
            let wrong = Wrong {
                grant: id,
                reason: typed.reason,
                message,
            };
            let page = show(&app, &person, &Search::default(), Some(&wrong)).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let now = app.clock.now();
    let mut tx = app.pool.begin().await?;
    let closed = ending::close(&mut tx, now, person.person, id, &reason).await?;
    tx.commit().await?;
    app.bell.ring();
    Ok(after(&session, closed, t!("attention-closed"))
        .await?
        .into_response())
}

async fn after(session: &Session, ended: Ended, done: &str) -> Result<Redirect, Failure> {
    match ended {
        Ended::Done => {
            flash::leave(session, done).await?;
            Ok(Redirect::to("/admin/attention"))
        }
        Ended::TooLate => Err(Failure::Conflict(t!("room-too-late").into())),
        Ended::NotYours => Err(Failure::NotFound),
    }
}

/// Takes a stopped job up again.
pub async fn take_up(
    State(app): State<App>,
    session: Session,
    Administrator(person): Administrator,
    Path(id): Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Redirect, Failure> {
    let id: JobId = id.parse().map_err(|_| Failure::NotFound)?;
    let now = app.clock.now();
    let mut tx = app.pool.begin().await?;
    let Some(job) = jobs::take_up(&mut tx, now, id).await? else {
        return Err(Failure::Conflict(t!("room-too-late").into()));
    };
    let event = Event::new(Kind::JobRetried, Actor::Person(person.person));
    let event = match job.person() {
        Some(whom) => event.about(whom),
        None => event,
    };
    audit::append(&mut tx, now, event.saying(json!({ "job": id }))).await?;
    tx.commit().await?;
    app.bell.ring();
    flash::leave(&session, t!("attention-job-taken-up")).await?;
    Ok(Redirect::to("/admin/attention"))
}
