//! `GET /admin/policy/reperform`: whether every stored decision comes out the same, and which does not; `POST` runs them again,
//! `POST /admin/policy/reperform/cancel` stops that, `GET /admin/policy/reperform.csv` has everything that was named.

use axum::extract::State;
use axum::response::{Redirect, Response};
use chrono::SecondsFormat;
use serde::Deserialize;
use tower_sessions::Session;

use super::download::{self, PAGE_LINES};
use super::lines::side_by_side;
use super::views::{PastRun, ReperformPage};
use super::{MOST_RUNS, PAGE_ROWS, card, choices, days_ago, past, run_of, short};
use crate::app::App;
use crate::people::signed_in::{Overseer, Role, SignedIn};
use crate::requests::frame::frame;
use crate::requests::replay::reperform::{Fault, Tally};
use crate::requests::replay::runs::{self, MOST_ROWS, NewRun, RowNamed, Run, RunKind, RunState};
use crate::requests::replay::{PolicyTrouble, store};
use crate::web::page::{Badge, Choice, Place, Tone};
use crate::web::{Failure, Form, Query, flash};
use crate::words::format::{day_of, grouped};

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
    let chrome = frame(&mut conn, &person, t!("reperform-title"), place(&person)).await?;
    let past: Vec<_> = latest.iter().map(|run| line(run, now)).collect();
    let everything = Choice {
        value: String::new(),
        label: t!("reperform-everything").into(),
        chosen: true,
    };
    let mut page = ReperformPage {
        chrome: flash::take(&session, chrome).await?,
        days: std::iter::once(everything).chain(choices("")).collect(),
        run: None,
        verdict: None,
        remarks: Vec::new(),
        policies: Vec::new(),
        register: Vec::new(),
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
    let versions = |troubles: &[PolicyTrouble]| -> Vec<_> {
        let lines = troubles.iter();
        lines
            .map(|trouble| (short(&trouble.version), trouble.why.clone()))
            .collect()
    };
    page.policies = versions(&tally.policies);
    page.register = versions(&tally.register);
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
    page.rows = rows
        .iter()
        .map(|row| side_by_side(row, words(&row.codes)))
        .collect();
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
            flash::leave(&session, t!("reperform-under-way")).await?;
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
        true => t!("reperform-cancelled"),
        false => t!("run-over-already"),
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
    drop(conn);
    Ok(download::file("re-performance.csv", async move |lines| {
        let head = ["decision_id", "request_id", "made_at", "codes", "what_is_wrong"];
        let mut reads_on = lines.send([head]).await?;
        let mut after = 0;
        while reads_on {
            let mut conn = app.pool.acquire().await?;
            let rows = store::named(&mut conn, run.id, after, PAGE_LINES).await?;
            drop(conn);
            let Some(last) = rows.last() else { break };
            after = last.place;
            let record = |row: &RowNamed| {
                [
                    row.decision.to_string(),
                    row.request.to_string(),
                    row.made_at.to_rfc3339_opts(SecondsFormat::Secs, true),
                    row.codes.join(" "),
                    words(&row.codes).join("; "),
                ]
            };
            reads_on = lines.send(rows.iter().map(record)).await?;
        }
        Ok(())
    }))
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

fn figures(tally: &Tally) -> String {
    t!(
        "reperform-figures",
        reproduced = tally.reproduced,
        decisions = tally.decisions
    )
}

fn verdict(run: &Run, tally: &Tally) -> Option<(Tone, String)> {
    let figures = figures(tally);
    match (run.state, tally.is_whole()) {
        (RunState::Running | RunState::Failed, true) => None,
        (RunState::Cancelled, true) => Some((Tone::Neutral, t!("reperform-as-far", figures = figures))),
        (RunState::Done, true) if tally.decisions == 0 => {
            Some((Tone::Neutral, t!("reperform-nothing").to_owned()))
        }
        (RunState::Done, true) => Some((Tone::Good, figures)),
        (RunState::Done, false) => Some((Tone::Bad, figures)),
        (_, false) => Some((Tone::Bad, t!("reperform-so-far", figures = figures))),
    }
}

fn remarks(tally: &Tally) -> Vec<String> {
    let mut remarks = Vec::new();
    if tally.without_fingerprint > 0 {
        remarks.push(t!(
            "reperform-without-fingerprint",
            count = tally.without_fingerprint
        ));
    }
    if tally.erased > 0 {
        remarks.push(t!("reperform-erased", count = tally.erased));
    }
    let named = tally.decisions - tally.reproduced - tally.erased;
    if named > MOST_ROWS {
        remarks.push(t!("reperform-first-kept", count = MOST_ROWS));
    }
    remarks
}

fn words(codes: &[String]) -> Vec<&'static str> {
    codes
        .iter()
        .filter_map(|code| Fault::from_code(code))
        .map(Fault::words)
        .collect()
}

fn line(run: &Run, now: chrono::DateTime<chrono::Utc>) -> PastRun {
    let tally = tally(run);
    let figures = match (run.state, tally.decisions) {
        (RunState::Done, 0) => t!("reperform-nothing").to_owned(),
        (_, _) => figures(&tally),
    };
    let name = match run.since {
        None => t!("reperform-every").to_owned(),
        Some(since) => t!("reperform-since-day", day = day_of(since)),
    };
    let address = format!("/admin/policy/reperform?run={}", run.id);
    let mut line = past(run, (name, address), figures, now);
    if tally.reproduced + tally.erased < tally.decisions || !tally.policies.is_empty() {
        line.state = Badge::new(Tone::Bad, t!("reperform-not-all"));
    } else if !tally.register.is_empty() {
        line.state = Badge::new(Tone::Bad, t!("reperform-not-as-logged"));
    } else if tally.decisions == 0 && run.state == RunState::Done {
        line.state = Badge::new(Tone::Neutral, t!("run-done"));
    }
    line
}
