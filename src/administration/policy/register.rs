//! `GET /admin/policy/versions`: every version that was ever kept; `GET …/{version}`: one of them; `GET …/{version}/file`:
//! its bytes; `POST …/{version}/roll-back`: it is submitted to come in force again.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use tower_sessions::Session;

use super::views::{PeriodLine, ReasonForm, RegisterPage, VersionPage, VersionRow};
use super::{answer, diff, draft_row, reason, reject, short, told, version_href};
use crate::app::App;
use crate::people::signed_in::{Administrator, SignedIn};
use crate::requests::frame::frame;
use crate::requests::rules::drafts::{self, Draft, DraftKind, DraftState, NewDraft};
use crate::requests::rules::register::{self, Period, Version};
use crate::requests::{rules, store};
use crate::web::page::{Badge, Moment, Pager, Place, Tone};
use crate::web::{Failure, Form, Query};

/// A SHA-256 in hex.
const VERSION_CHARS: usize = 64;
/// Versions on a page of the register.
const PAGE_ROWS: i64 = 25;
/// Drafts of the versions of a page that are looked at: a version is seldom submitted twice.
const MOST_DRAFTS: i64 = 200;
/// Drafts that are listed at a version.
const DRAFTS_OF_ONE: i64 = 20;

#[derive(Debug, Deserialize)]
pub struct Before {
    /// Microseconds since 1970, a dot, and a version: the list begins after it.
    before: Option<String>,
}

impl Before {
    fn place(&self) -> Option<(DateTime<Utc>, String)> {
        let (at, version) = self.before.as_deref()?.split_once('.')?;
        let at = DateTime::from_timestamp_micros(at.parse().ok()?)?;
        Some((at, known_form(version).ok()?.to_owned()))
    }
}

pub async fn list(
    State(app): State<App>,
    Administrator(person): Administrator,
    Query(query): Query<Before>,
) -> Result<RegisterPage, Failure> {
    let now = app.clock.now();
    let mut conn = app.pool.acquire().await?;
    let before = query.place();
    let mut versions = register::versions(&mut conn, before.as_ref(), PAGE_ROWS + 1).await?;
    let rows = usize::try_from(PAGE_ROWS).unwrap_or(usize::MAX);
    let more = versions.len() > rows;
    versions.truncate(rows);
    let older = versions.last().filter(|_| more).map(|last| {
        let (at, version) = (last.kept_at.timestamp_micros(), &last.version);
        format!("/admin/policy/versions?before={at}.{version}")
    });
    let ids: Vec<_> = versions.iter().map(|version| version.version.clone()).collect();
    let periods = register::periods(&mut conn, &ids).await?;
    let drafts = register::drafts(&mut conn, &ids, MOST_DRAFTS).await?;
    Ok(RegisterPage {
        chrome: frame(&mut conn, &person, t!("register-title"), Place::Policy).await?,
        rows: versions
            .iter()
            .map(|version| row(version, &periods, &drafts, now))
            .collect(),
        pager: Pager {
            newer: before.map(|_| "/admin/policy/versions".into()),
            older,
        },
    })
}

/// A version as one is written; anything else is none.
fn known_form(version: &str) -> Result<&str, Failure> {
    let is_hex = version
        .bytes()
        .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    match is_hex && version.len() == VERSION_CHARS {
        true => Ok(version),
        false => Err(Failure::NotFound),
    }
}

pub async fn page(
    State(app): State<App>,
    Administrator(person): Administrator,
    Path(version): Path<String>,
) -> Result<VersionPage, Failure> {
    show(&app, &person, known_form(&version)?).await
}

/// The bytes, as they are.
pub async fn file(
    State(app): State<App>,
    Administrator(_): Administrator,
    Path(version): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let mut conn = app.pool.acquire().await?;
    let bytes = store::kept_policy(&mut conn, known_form(&version)?)
        .await?
        .ok_or(Failure::NotFound)?
        .map_err(altered)?;
    let tag = format!("\"{version}\"");
    let known = headers
        .get(IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|tags| tags.contains(&tag));
    if known {
        return Ok((StatusCode::NOT_MODIFIED, [(ETAG, tag)]).into_response());
    }
    let headers = [
        (CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()),
        (
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"policy-{}.toml\"", short(&version)),
        ),
        (ETAG, tag),
    ];
    Ok((headers, bytes).into_response())
}

fn altered(_: store::Altered) -> Failure {
    Failure::Conflict(t!("version-altered").into())
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    why: String,
}

/// Submits an older version: a draft like any other, which another administrator puts in force.
pub async fn roll_back(
    State(app): State<App>,
    session: Session,
    Administrator(person): Administrator,
    Path(version): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let mut conn = app.pool.acquire().await?;
    let bytes = store::kept_policy(&mut conn, known_form(&version)?)
        .await?
        .ok_or(Failure::NotFound)?
        .map_err(altered)?;
    let was_in_force = !register::periods(&mut conn, std::slice::from_ref(&version))
        .await?
        .is_empty();
    drop(conn);
    if !was_in_force {
        return Err(Failure::Conflict(t!("version-never-in-force").into()));
    }
    let why = match reason::required(&typed.why) {
        Ok(why) => why,
        Err(message) => {
            let mut page = show(&app, &person, &version).await?;
            page.form = ReasonForm {
                why: typed.why,
                error: Some(message),
            };
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let (parsed, bytes) = rules::parse("policy.toml".into(), bytes).await?;
    let policy = match parsed {
        Ok(policy) => policy,
        Err(problems) => {
            reject(&app, &person, &problems).await?;
            let mut page = show(&app, &person, &version).await?;
            page.form.why = typed.why;
            page.problems = told(&problems, &bytes);
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let new = NewDraft {
        kind: DraftKind::Rollback,
        policy: &policy,
        bytes: &bytes,
        file_name: None,
        by: person.person,
        why: &why,
    };
    let mut tx = app.pool.begin().await?;
    let submitted = drafts::submit(&mut tx, app.clock.now(), new).await?;
    tx.commit().await?;
    answer(&session, submitted).await
}

async fn show(app: &App, person: &SignedIn, version: &str) -> Result<VersionPage, Failure> {
    let now = app.clock.now();
    let mut conn = app.pool.acquire().await?;
    let kept = register::version(&mut conn, version)
        .await?
        .ok_or(Failure::NotFound)?;
    let bytes = store::policy_bytes(&mut conn, version)
        .await?
        .ok_or(Failure::NotFound)?;
    let only = [kept.version.clone()];
    let periods = register::periods(&mut conn, &only).await?;
    let drafts = register::drafts(&mut conn, &only, DRAFTS_OF_ONE).await?;
    let is_over = periods.first().is_some_and(|last| last.until.is_some());
    let waits = drafts.iter().any(|draft| draft.state == DraftState::Waiting);
    let (lines, left_out) = diff::numbered(&bytes);
    let title = t!("version-title", version = short(version));
    let mut chrome = frame(&mut conn, person, &title, Place::Policy).await?;
    let is_altered = store::is_altered(version, &bytes);
    if is_altered {
        chrome = chrome.with_notice(Tone::Bad, t!("version-altered"));
    }
    Ok(VersionPage {
        chrome,
        version: kept.version.clone(),
        row: row(&kept, &periods, &drafts, now),
        size: t!("version-size", count = bytes.len()),
        drafts: drafts.iter().map(|draft| draft_row(draft, now)).collect(),
        lines,
        left_out,
        roll_back: (is_over && !waits && !is_altered).then(|| format!("{}/roll-back", version_href(version))),
        form: ReasonForm::default(),
        problems: Vec::new(),
    })
}

fn row(version: &Version, periods: &[Period], drafts: &[Draft], now: DateTime<Utc>) -> VersionRow {
    let mine: Vec<_> = periods
        .iter()
        .filter(|period| period.version == version.version)
        .collect();
    let waits = drafts
        .iter()
        .any(|draft| draft.version == version.version && draft.state == DraftState::Waiting);
    let state = match mine.first() {
        Some(last) if last.until.is_none() => Badge::new(Tone::Good, t!("version-state-in-force")),
        _ if waits => Badge::new(Tone::Waiting, t!("policy-state-waits")),
        Some(_) => Badge::new(Tone::Neutral, t!("version-state-was")),
        None => Badge::new(Tone::Neutral, t!("version-state-never")),
    };
    let href = version_href(&version.version);
    VersionRow {
        file_href: format!("{href}/file"),
        href,
        short: short(&version.version),
        kept: Moment::new(version.kept_at, now),
        state,
        periods: mine.into_iter().map(period_line).collect(),
    }
}

fn period_line(period: &Period) -> PeriodLine {
    let (by, why, put_why) = match &period.by {
        None => (t!("period-first").to_owned(), String::new(), String::new()),
        Some(by) => {
            let (submitter, put) = (&by.submitter, &by.put_in_force_by);
            (
                match by.kind {
                    DraftKind::Change => t!("period-change", submitter = submitter, put = put),
                    DraftKind::Rollback => t!("period-rollback", submitter = submitter, put = put),
                },
                by.why.clone(),
                by.put_in_force_why.clone(),
            )
        }
    };
    PeriodLine {
        from: Moment::exact(period.from),
        until: period.until.map(Moment::exact),
        by,
        why,
        put_why,
    }
}
