//! `GET /admin/policy/replay`: choose a draft, a file or a version that is kept; `POST` replays the file and
//! `POST /admin/policy/replay/version` the version. `GET /admin/policy/replay/{run}`: what the draft would change, with a file of
//! it at `…/requests.csv`; `POST …/cancel` stops the run.

use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use sqlx::PgConnection;
use tower_sessions::Session;

use super::download::{self, PAGE_LINES};
use super::lines::side_by_side;
use super::views::{ChangeLine, CostLine, PastRun, ReplayPage, ReplayResultPage};
use super::{MOST_RUNS, PAGE_ROWS, USUAL_DAYS, card, choices, days_ago, past, run_of, short};
use crate::administration::policy::{FILE_NAME_CHARS, draft};
use crate::app::App;
use crate::people::signed_in::{Administrator, SignedIn};
use crate::policy::{Change, Policy, Problem};
use crate::requests;
use crate::requests::frame::frame;
use crate::requests::replay::draft::Tally;
use crate::requests::replay::runs::{self, Draft, MOST_ROWS, NewRun, Row, Run, RunKind};
use crate::requests::replay::{csv, store};
use crate::requests::rules::drafts;
use crate::web::page::Place;
use crate::web::upload::{NoFile, Upload};
use crate::web::{Failure, Form, Query, flash};
use crate::words::format::{amount, grouped};

/// Problems of a file that are shown.
const MOST_PROBLEMS: usize = 50;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    days: String,
    version: String,
}

/// What is wrong with what was sent.
#[derive(Default)]
struct Wrong {
    error: Option<String>,
    problems: Vec<Problem>,
}

pub async fn page(
    State(app): State<App>,
    session: Session,
    Administrator(person): Administrator,
    Query(typed): Query<Typed>,
) -> Result<ReplayPage, Failure> {
    let page = show(&app, &person, &typed, Wrong::default()).await?;
    Ok(ReplayPage {
        chrome: flash::take(&session, page.chrome).await?,
        ..page
    })
}

pub async fn upload(
    State(app): State<App>,
    session: Session,
    Administrator(person): Administrator,
    request: Request,
) -> Result<Response, Failure> {
    let refuse = async |status, typed: &Typed, wrong| {
        let page = show(&app, &person, typed, wrong).await?;
        Ok((status, page).into_response())
    };
    let upload = match Upload::read(request).await {
        Ok(upload) => upload,
        Err(NoFile::Failure(failure)) => return Err(failure),
        Err(NoFile::TooLarge) => {
            let wrong = Wrong {
                error: Some(t!("replay-file-too-large").into()),
                ..Wrong::default()
            };
            return refuse(StatusCode::PAYLOAD_TOO_LARGE, &Typed::default(), wrong).await;
        }
    };
    let typed = Typed {
        days: upload.text("days").to_owned(),
        version: String::new(),
    };
    let since = days_ago(&typed.days, app.clock.now())?;
    let name = match upload.file_name.trim() {
        "" => t!("replay-file-nameless").to_owned(),
        name => name.chars().take(FILE_NAME_CHARS).collect(),
    };
    if upload.bytes.is_empty() {
        let wrong = Wrong {
            error: Some(match upload.file_name.is_empty() {
                true => t!("policy-file-none").into(),
                false => t!("policy-file-empty", name = name),
            }),
            ..Wrong::default()
        };
        return refuse(StatusCode::UNPROCESSABLE_ENTITY, &typed, wrong).await;
    }
    match begin(&app, &session, &person, (upload.bytes, Some(name.clone())), since).await? {
        Ok(redirect) => Ok(redirect.into_response()),
        Err(problems) => {
            let wrong = Wrong {
                error: Some(t!("replay-file-bad", name = name)),
                problems,
            };
            refuse(StatusCode::UNPROCESSABLE_ENTITY, &typed, wrong).await
        }
    }
}

/// A version that is kept: in force now, before, or waiting to be.
pub async fn version(
    State(app): State<App>,
    session: Session,
    Administrator(person): Administrator,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let since = days_ago(&typed.days, app.clock.now())?;
    let mut conn = app.pool.acquire().await?;
    let bytes = requests::store::policy_bytes(&mut conn, &typed.version)
        .await?
        .ok_or(Failure::NotFound)?;
    drop(conn);
    match begin(&app, &session, &person, (bytes, None), since).await? {
        Ok(redirect) => Ok(redirect.into_response()),
        Err(problems) => {
            let wrong = Wrong {
                error: Some(t!("replay-version-bad").into()),
                problems,
            };
            let page = show(&app, &person, &typed, wrong).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// Begins the run, and answers where it is shown; or what is wrong with the draft.
async fn begin(
    app: &App,
    session: &Session,
    person: &SignedIn,
    (bytes, file_name): (Vec<u8>, Option<String>),
    since: DateTime<Utc>,
) -> Result<Result<Redirect, Vec<Problem>>, Failure> {
    let called = file_name.clone().unwrap_or_else(|| "policy".into());
    let read = move || {
        (
            Policy::parse(&called, &bytes).map(|policy| policy.version().to_owned()),
            bytes,
        )
    };
    let (version, bytes) = tokio::task::spawn_blocking(read)
        .await
        .map_err(anyhow::Error::from)?;
    let version = match version {
        Ok(version) => version,
        Err(problems) => return Ok(Err(problems)),
    };
    let new = NewRun {
        by: person.person,
        since: Some(since),
        draft: Some(Draft {
            bytes: &bytes,
            version: &version,
            file_name: file_name.as_deref(),
        }),
    };
    let mut tx = app.pool.begin().await?;
    let begun = runs::begin(&mut tx, app.clock.now(), new).await?;
    tx.commit().await?;
    let address = match begun {
        Some(run) => {
            app.bell.ring();
            format!("/admin/policy/replay/{run}")
        }
        None => {
            flash::leave(session, t!("replay-under-way")).await?;
            let mut conn = app.pool.acquire().await?;
            match store::running(&mut conn, RunKind::Replay).await? {
                Some(running) => format!("/admin/policy/replay/{running}"),
                None => "/admin/policy/replay".to_owned(),
            }
        }
    };
    Ok(Ok(Redirect::to(&address)))
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Code of a change; empty = all.
    change: String,
    /// The last row of the page before.
    after: i64,
}

impl Asked {
    fn change(&self) -> Result<Option<Change>, Failure> {
        match self.change.as_str() {
            "" => Ok(None),
            code => Change::from_code(code).map(Some).ok_or(Failure::NotFound),
        }
    }
}

pub async fn result(
    State(app): State<App>,
    session: Session,
    Administrator(person): Administrator,
    Path(run): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<ReplayResultPage, Failure> {
    let now = app.clock.now();
    let chosen = asked.change()?;
    let mut conn = app.pool.acquire().await?;
    let run = run_of(&mut conn, RunKind::Replay, &run).await?;
    let tally = tally(&run);
    let address = format!("/admin/policy/replay/{}", run.id);
    let mut rows = store::rows(
        &mut conn,
        run.id,
        chosen.map(Change::code),
        asked.after,
        PAGE_ROWS + 1,
    )
    .await?;
    let is_more = rows.len() > usize::try_from(PAGE_ROWS).unwrap_or(usize::MAX);
    if is_more {
        rows.pop();
    }
    let of_change = match chosen {
        Some(change) => format!("change={}&", change.code()),
        None => String::new(),
    };
    let next_href = rows
        .last()
        .filter(|_| is_more)
        .map(|row| format!("{address}?{of_change}after={}#requests", row.place));
    let currencies = store::currencies(&mut conn).await?.into_iter().collect();
    let chrome = frame(&mut conn, &person, t!("replay-page"), Place::Policy).await?;
    Ok(ReplayResultPage {
        chrome: flash::take(&session, chrome).await?,
        name: name(&run),
        draft_href: match &run.version {
            Some(version) => drafts::waiting_of(&mut conn, version).await?.map(draft::href),
            None => None,
        },
        version: short(run.version.as_deref().unwrap_or_default()),
        run: card(&mut conn, &run, now).await?,
        sentence: sentence(&tally),
        remarks: remarks(&tally),
        changes: changes(&tally, &address, chosen),
        costs: tally
            .cost_by_currency(&currencies)
            .into_iter()
            .map(|(currency, cost)| CostLine {
                currency,
                before: amount(cost.before),
                draft: amount(cost.draft),
                difference: signed(cost.draft.saturating_sub(cost.before)),
            })
            .collect(),
        list: (tally.changed() > 0).then(|| match chosen {
            Some(change) => change.words().to_owned(),
            None => t!("replay-every").to_owned(),
        }),
        rows: rows
            .iter()
            .map(|row| side_by_side(row, words(&row.codes)))
            .collect(),
        next_href,
        first_href: (asked.after > 0).then(|| format!("{address}?{of_change}#requests")),
        csv_href: match chosen {
            Some(change) => format!("{address}/requests.csv?change={}", change.code()),
            None => format!("{address}/requests.csv"),
        },
    })
}

pub async fn requests_csv(
    State(app): State<App>,
    Administrator(_): Administrator,
    Path(run): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let chosen = asked.change()?;
    let mut conn = app.pool.acquire().await?;
    let run = run_of(&mut conn, RunKind::Replay, &run).await?;
    drop(conn);
    Ok(download::file("replay.csv", async move |lines| {
        let mut reads_on = lines.send([csv::HEAD]).await?;
        let mut after = 0;
        while reads_on {
            let mut conn = app.pool.acquire().await?;
            let code = chosen.map(Change::code);
            let rows = store::rows(&mut conn, run.id, code, after, PAGE_LINES).await?;
            drop(conn);
            let Some(last) = rows.last() else { break };
            after = last.place;
            let record = |row: &Row| {
                csv::record(&csv::Line {
                    request: row.request,
                    decision: row.decision,
                    made_at: row.made_at,
                    codes: &row.codes,
                    facts: row.facts.as_ref(),
                    before: row.stored.as_ref(),
                    draft: row.again.as_ref(),
                })
            };
            reads_on = lines.send(rows.iter().map(record)).await?;
        }
        Ok(())
    }))
}

pub async fn cancel(
    State(app): State<App>,
    session: Session,
    Administrator(_): Administrator,
    Path(run): Path<String>,
    Form(_): Form<Typed>,
) -> Result<Redirect, Failure> {
    let mut tx = app.pool.begin().await?;
    let run = run_of(&mut tx, RunKind::Replay, &run).await?;
    let cancelled = runs::cancel(&mut tx, app.clock.now(), run.id).await?;
    tx.commit().await?;
    let sentence = match cancelled {
        true => t!("replay-cancelled"),
        false => t!("run-over-already"),
    };
    flash::leave(&session, sentence).await?;
    Ok(Redirect::to(&format!("/admin/policy/replay/{}", run.id)))
}

async fn show(app: &App, person: &SignedIn, typed: &Typed, wrong: Wrong) -> Result<ReplayPage, Failure> {
    let now = app.clock.now();
    let mut conn = app.pool.acquire().await?;
    let version = match typed.version.as_str() {
        "" => None,
        version => {
            let kept = requests::store::policy_bytes(&mut conn, version).await?;
            kept.ok_or(Failure::NotFound)?;
            Some(version.to_owned())
        }
    };
    let latest = store::latest(&mut conn, RunKind::Replay, MOST_RUNS).await?;
    let days = match typed.days.as_str() {
        "" => USUAL_DAYS,
        days => days,
    };
    Ok(ReplayPage {
        chrome: frame(&mut conn, person, t!("replay-title"), Place::Policy).await?,
        days: choices(days),
        version,
        error: wrong.error,
        problems: wrong
            .problems
            .into_iter()
            .take(MOST_PROBLEMS)
            .map(|problem| {
                let at = format!("{}:{}:{}", problem.file, problem.line, problem.column);
                (at, problem.message)
            })
            .collect(),
        past: latest.iter().map(|run| line(run, now)).collect(),
    })
}

/// The last replay of a version.
pub(in crate::administration) async fn last_of(
    conn: &mut PgConnection,
    version: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<PastRun>> {
    let last = store::last_of(conn, version).await?;
    Ok(last.map(|run| line(&run, now)))
}

fn tally(run: &Run) -> Tally {
    serde_json::from_value(run.result.clone()).unwrap_or_default()
}

fn name(run: &Run) -> String {
    match (&run.file_name, &run.drafter) {
        (Some(file_name), _) => file_name.clone(),
        (None, Some(drafter)) => t!("replay-draft-of", name = drafter),
        (None, None) => {
            let version = short(run.version.as_deref().unwrap_or_default());
            t!("replay-version", version = version)
        }
    }
}

fn sentence(tally: &Tally) -> String {
    t!(
        "replay-sentence",
        requests = tally.requests,
        same = tally.same,
        changed = tally.changed()
    )
}

fn remarks(tally: &Tally) -> Vec<String> {
    let mut remarks = Vec::new();
    if tally.unreadable > 0 {
        remarks.push(t!("replay-unreadable", count = tally.unreadable));
    }
    if tally.not_counted > 0 {
        remarks.push(t!("replay-not-counted", count = tally.not_counted));
    }
    if tally.changed() > MOST_ROWS {
        remarks.push(t!("replay-first-kept", count = MOST_ROWS));
    }
    remarks
}

fn changes(tally: &Tally, address: &str, chosen: Option<Change>) -> Vec<ChangeLine> {
    Change::ALL
        .into_iter()
        .filter_map(|change| {
            let count = tally.changes.get(change.code()).filter(|count| **count > 0)?;
            Some(ChangeLine {
                words: change.words(),
                count: grouped(*count),
                href: format!("{address}?change={}#requests", change.code()),
                chosen: chosen == Some(change),
            })
        })
        .collect()
}

fn words(codes: &[String]) -> Vec<&'static str> {
    codes
        .iter()
        .filter_map(|code| Change::from_code(code))
        .map(Change::words)
        .collect()
}

fn signed(cents: i64) -> String {
    match cents {
        0 => t!("replay-no-difference").to_owned(),
        1.. => format!("+{}", amount(cents)),
        _ => amount(cents),
    }
}

fn line(run: &Run, now: DateTime<Utc>) -> PastRun {
    past(
        run,
        (name(run), format!("/admin/policy/replay/{}", run.id)),
        sentence(&tally(run)),
        now,
    )
}
