//! `GET /admin/policy/reperform`: whether every stored decision comes out the same, and which does not; `POST` runs them again,
//! `POST /admin/policy/reperform/cancel` stops that, `GET /admin/policy/reperform.csv` has everything that was named.

use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::SecondsFormat;
use serde::Deserialize;
use tower_sessions::Session;

use super::lines::side_by_side;
use super::views::{PastRun, ReperformPage};
use super::{DAYS, MOST_RUNS, PAGE_ROWS, card, choices, days_ago, past, run_of, short};
use crate::app::App;
use crate::people::signed_in::{Overseer, Role, SignedIn};
use crate::requests::frame::frame;
use crate::requests::replay::reperform::{Fault, Tally};
use crate::requests::replay::runs::{self, MOST_ROWS, NewRun, Row, Run, RunKind, RunState};
use crate::requests::replay::store;
use crate::web::page::{Badge, Place, Tone, grouped, so_many};
use crate::web::{Failure, Form, Query, flash};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// An earlier run; empty = the last one.
    run: String,
    /// The last row of the page before.
    after: i64,
}

pub async fn page(
    State(app): State<App>,
    session: Session,
    Overseer(person): Overseer,
    Query(asked): Query<Asked>,
) -> Result<ReperformPage, Failure> {
    let now = app.clock.now();
    let mut conn = app.pool.acquire().await?;
    let latest = store::latest(&mut conn, RunKind::Reperform, MOST_RUNS).await?;
    let run = match asked.run.as_str() {
        "" => latest.first().cloned(),
        id => Some(run_of(&mut conn, RunKind::Reperform, id).await?),
    };
    let chrome = frame(&mut conn, &person, "Re-performance", place(&person)).await?;
    let past: Vec<_> = latest.iter().map(|run| line(run, now)).collect();
    let all = ("", "Everything");
    let days: Vec<_> = std::iter::once(all).chain(DAYS).collect();
    let mut page = ReperformPage {
        chrome: flash::take(&session, chrome).await?,
        days: choices(&days, ""),
        run: None,
        verdict: None,
        remarks: Vec::new(),
        policies: Vec::new(),
        faults: Vec::new(),
        rows: Vec::new(),
        next_href: None,
        first_href: None,
        csv_href: String::new(),
        past,
    };
    let Some(run) = run else { return Ok(page) };
    let tally = tally(&run);
    page.run = Some(card(&mut conn, &run, now).await?);
    page.verdict = verdict(&run, &tally);
    page.remarks = remarks(&tally);
    page.policies = tally
        .policies
        .iter()
        .map(|trouble| (short(&trouble.version), trouble.why.clone()))
        .collect();
    page.faults = Fault::ALL
        .into_iter()
        .filter_map(|fault| {
            Some((
                fault.words().to_owned(),
                grouped(*tally.faults.get(fault.code())?),
            ))
        })
        .collect();
    let mut rows = store::rows(&mut conn, run.id, None, asked.after, PAGE_ROWS + 1).await?;
    let address = format!("/admin/policy/reperform?run={}", run.id);
    if rows.len() > usize::try_from(PAGE_ROWS).unwrap_or(usize::MAX) {
        rows.pop();
        page.next_href = rows.last().map(|row| format!("{address}&after={}", row.place));
    }
    page.first_href = (asked.after > 0).then_some(address);
    page.csv_href = format!("/admin/policy/reperform.csv?run={}", run.id);
    page.rows = rows.iter().map(|row| side_by_side(row, words(row))).collect();
    Ok(page)
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// Empty = everything.
    days: String,
    run: String,
}

pub async fn begin(
    State(app): State<App>,
    session: Session,
    Overseer(person): Overseer,
    Form(typed): Form<Typed>,
) -> Result<Redirect, Failure> {
    let now = app.clock.now();
    let since = match typed.days.as_str() {
        "" => None,
        days => Some(days_ago(days, now)?),
    };
    let new = NewRun {
        by: person.person,
        since,
        draft: None,
    };
    let mut tx = app.pool.begin().await?;
    let begun = runs::begin(&mut tx, now, new).await?;
    tx.commit().await?;
    match begun {
        Some(_) => app.bell.ring(),
        None => {
            flash::leave(
                &session,
                "Decisions are being run again already: wait for it, or cancel it.",
            )
            .await?
        }
    }
    Ok(Redirect::to("/admin/policy/reperform"))
}

pub async fn cancel(
    State(app): State<App>,
    session: Session,
    Overseer(_): Overseer,
    Form(typed): Form<Typed>,
) -> Result<Redirect, Failure> {
    let mut tx = app.pool.begin().await?;
    let run = run_of(&mut tx, RunKind::Reperform, &typed.run).await?;
    let cancelled = runs::cancel(&mut tx, app.clock.now(), run.id).await?;
    tx.commit().await?;
    let sentence = match cancelled {
        true => "Cancelled. What was found until then stays to be read.",
        false => "It was over already.",
    };
    flash::leave(&session, sentence).await?;
    Ok(Redirect::to("/admin/policy/reperform"))
}

pub async fn csv(
    State(app): State<App>,
    Overseer(_): Overseer,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let mut conn = app.pool.acquire().await?;
    let run = run_of(&mut conn, RunKind::Reperform, &asked.run).await?;
    let rows = store::rows(&mut conn, run.id, None, 0, MOST_ROWS).await?;
    let mut writer = csv::Writer::from_writer(Vec::new());
    let head = ["decision_id", "request_id", "made_at", "codes", "what_is_wrong"];
    writer.write_record(head).map_err(anyhow::Error::from)?;
    for row in &rows {
        let record = [
            row.decision.to_string(),
            row.request.to_string(),
            row.made_at.to_rfc3339_opts(SecondsFormat::Secs, true),
            row.codes.join(" "),
            words(row).join("; "),
        ];
        writer.write_record(record).map_err(anyhow::Error::from)?;
    }
    let bytes = writer
        .into_inner()
        .map_err(|error| anyhow::anyhow!("the CSV could not be written: {error}"))?;
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"re-performance.csv\""),
    ];
    Ok((headers, bytes).into_response())
}

/// An auditor has no administration in the navigation.
fn place(person: &SignedIn) -> Place {
    match person.has(Role::Administrator) {
        true => Place::Policy,
        false => Place::Audit,
    }
}

fn tally(run: &Run) -> Tally {
    serde_json::from_value(run.result.clone()).unwrap_or_default()
}

fn verdict(run: &Run, tally: &Tally) -> Option<(Tone, String)> {
    let figures = format!(
        "{} of {} reproduce",
        grouped(tally.reproduced),
        grouped(tally.decisions)
    );
    match (run.state, tally.is_whole()) {
        (RunState::Running | RunState::Failed, true) => None,
        (RunState::Cancelled, true) => Some((Tone::Neutral, format!("{figures}, as far as it came"))),
        (RunState::Done, true) => Some((Tone::Good, figures)),
        (RunState::Done, false) => Some((Tone::Bad, figures)),
        (_, false) => Some((Tone::Bad, format!("{figures} so far"))),
    }
}

fn remarks(tally: &Tally) -> Vec<String> {
    let mut remarks = Vec::new();
    if tally.without_fingerprint > 0 {
        remarks.push(format!(
            "{} logged by an older version, without fingerprints: of those, an altered fact that changes no decision is not found.",
            so_many(tally.without_fingerprint, "decision was", "decisions were")
        ));
    }
    let named = tally.decisions - tally.reproduced;
    if named > MOST_ROWS {
        remarks.push(format!("The first {} are kept.", grouped(MOST_ROWS)));
    }
    remarks
}

fn words(row: &Row) -> Vec<&'static str> {
    row.codes
        .iter()
        .filter_map(|code| Fault::from_code(code))
        .map(Fault::words)
        .collect()
}

fn line(run: &Run, now: chrono::DateTime<chrono::Utc>) -> PastRun {
    let tally = tally(run);
    let figures = format!(
        "{} of {} reproduce",
        grouped(tally.reproduced),
        grouped(tally.decisions)
    );
    let name = match run.since {
        None => "Every decision".to_owned(),
        Some(since) => format!("Since {}", since.format("%-d %B %Y")),
    };
    let address = format!("/admin/policy/reperform?run={}", run.id);
    let mut line = past(run, (name, address), figures, now);
    if !tally.is_whole() {
        line.state = Badge::new(Tone::Bad, "Not all reproduce");
    }
    line
}
