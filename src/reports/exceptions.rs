//! `GET /audit/exceptions`: what was given at once, past the rules, and who looked at it; `POST /audit/exceptions/{request}`:
//! somebody else did.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use tower_sessions::Session;

use crate::app::App;
use crate::ids::RequestId;
use crate::people::signed_in::{Overseer, SignedIn};
use crate::requests::break_glass::{self, Exception, Reviewed, store};
use crate::requests::calendar::last_day;
use crate::requests::frame::frame;
use crate::requests::reason;
use crate::web::page::{Badge, Chrome, Moment, Pager, Place, Tone};
use crate::web::{Failure, Form, Query, flash};
use crate::words::format::day;

/// Open exceptions that are shown; who has more reviews some first.
const MOST_OPEN: i64 = 200;
/// Reviewed ones on a page.
const PAGE_ROWS: i64 = 25;

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "exceptions.html")]
pub struct ExceptionsPage {
    pub chrome: Chrome,
    /// Nobody has reviewed them, oldest first.
    pub open: Vec<ExceptionRow>,
    pub reviewed: Vec<ExceptionRow>,
    pub pager: Pager,
}

#[derive(Clone, Debug)]
pub struct ExceptionRow {
    pub id: String,
    pub href: String,
    pub product: String,
    pub beneficiary: String,
    pub by: String,
    pub at: Moment,
    pub reason: String,
    /// "until 24 December 2026", "for 14 days".
    pub until: String,
    pub state: Badge,
    /// "Reviewed by Otto Keller 2 hours ago: “Agreed with the board.”"; empty while it is open.
    pub reviewed: String,
    /// Why whoever looks can not review it; empty where they can.
    pub not_yours: &'static str,
    /// As typed, and what is wrong with it.
    pub note: String,
    pub error: Option<String>,
}

#[derive(Deserialize)]
pub struct Before {
    /// Microseconds since 1970; reviewed before that.
    before: Option<i64>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    note: String,
}

pub async fn page(
    State(app): State<App>,
    session: Session,
    Overseer(person): Overseer,
    Query(query): Query<Before>,
) -> Result<ExceptionsPage, Failure> {
    let before = query.before.and_then(DateTime::from_timestamp_micros);
    let page = show(&app, &person, before, None).await?;
    Ok(ExceptionsPage {
        chrome: flash::take(&session, page.chrome).await?,
        ..page
    })
}

pub async fn review(
    State(app): State<App>,
    session: Session,
    Overseer(person): Overseer,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let id: RequestId = id.parse().map_err(|_| Failure::NotFound)?;
    let note = match reason::required(&typed.note) {
        Ok(note) => note,
        Err(message) => {
            let wrong = Some((id, typed.note.as_str(), message.as_str()));
            let page = show(&app, &person, None, wrong).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let now = app.clock.now();
    let mut tx = app.pool.begin().await?;
    let reviewed = break_glass::review(&mut tx, now, id, (person.person, &note)).await?;
    tx.commit().await?;
    match reviewed {
        Reviewed::Done => {
            flash::leave(&session, t!("exceptions-done")).await?;
            Ok(Redirect::to("/audit/exceptions").into_response())
        }
        Reviewed::Already => {
            flash::leave_not_done(&session, t!("exceptions-done-already")).await?;
            Ok(Redirect::to("/audit/exceptions").into_response())
        }
        Reviewed::OwnDoing => Err(Failure::Forbidden(t!("exceptions-own-doing").into())),
        Reviewed::OwnLicence => Err(Failure::Forbidden(t!("exceptions-own-licence").into())),
        Reviewed::NotThere => Err(Failure::NotFound),
    }
}

async fn show(
    app: &App,
    person: &SignedIn,
    before: Option<DateTime<Utc>>,
    wrong: Option<(RequestId, &str, &str)>,
) -> Result<ExceptionsPage, Failure> {
    let now = app.clock.now();
    let mut conn = app.pool.acquire().await?;
    let open = match before {
        None => store::open(&mut conn, MOST_OPEN).await?,
        Some(_) => Vec::new(),
    };
    let mut reviewed = store::reviewed(&mut conn, before, PAGE_ROWS + 1).await?;
    let most = usize::try_from(PAGE_ROWS).unwrap_or(usize::MAX);
    let more = reviewed.len() > most;
    reviewed.truncate(most);
    let older = reviewed
        .last()
        .filter(|_| more)
        .and_then(|last| last.reviewed_at)
        .map(|at| format!("/audit/exceptions?before={}", at.timestamp_micros()));
    let zone = app.config.living.zones.usual;
    let row = |exception: &Exception| {
        let wrong = wrong.filter(|(id, _, _)| *id == exception.request);
        ExceptionRow {
            id: exception.request.to_string(),
            href: format!("/requests/{}", exception.request),
            product: exception.product.clone(),
            beneficiary: exception.beneficiary_name.clone(),
            by: exception.made_by_name.clone(),
            at: Moment::new(exception.made_at, now),
            reason: exception.reason.clone(),
            until: match (exception.until_at, exception.term_days) {
                (Some(at), _) => t!("exceptions-until", day = day(last_day(at, zone))),
                (None, Some(days)) => t!("exceptions-for-days", days = days),
                (None, None) => t!("exceptions-endless").into(),
            },
            state: state(exception),
            reviewed: reviewed_words(exception, now),
            not_yours: if exception.made_by == person.person {
                t!("exceptions-not-yours-given")
            } else if exception.beneficiary == person.person {
                t!("exceptions-not-yours-held")
            } else {
                ""
            },
            note: wrong.map_or_else(String::new, |(_, note, _)| note.to_owned()),
            error: wrong.map(|(_, _, message)| message.to_owned()),
        }
    };
    Ok(ExceptionsPage {
        chrome: frame(&mut conn, person, t!("exceptions-title"), Place::Exceptions).await?,
        open: open.iter().map(row).collect(),
        reviewed: reviewed.iter().map(row).collect(),
        pager: Pager {
            newer: before.map(|_| "/audit/exceptions".to_owned()),
            older,
        },
    })
}

fn state(exception: &Exception) -> Badge {
    match exception.grant_state.as_deref() {
        Some("active") => Badge::new(Tone::Good, t!("exceptions-state-active")),
        Some("ended") | None => Badge::new(Tone::Neutral, t!("exceptions-state-ended")),
        Some("ending" | "removal_needs_attention") => {
            Badge::new(Tone::Waiting, t!("exceptions-state-ending"))
        }
        Some("waiting_for_seat") => Badge::new(Tone::Waiting, t!("exceptions-state-waiting")),
        Some("needs_attention") => Badge::new(Tone::Bad, t!("exceptions-state-attention")),
        Some(_) => Badge::new(Tone::Waiting, t!("exceptions-state-coming")),
    }
}

fn reviewed_words(exception: &Exception, now: DateTime<Utc>) -> String {
    let (Some(name), Some(at)) = (&exception.reviewed_by_name, exception.reviewed_at) else {
        return String::new();
    };
    let note = exception.review_note.as_deref().unwrap_or_default();
    t!(
        "exceptions-reviewed-by",
        name = name,
        when = Moment::new(at, now).words,
        note = note
    )
}
