//! `GET /audit/reports`: the auditor's questions; `GET /audit/reports/{report}`: one of them, `POST` runs it. Each visit is an
//! event.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::{Value, json};
use sqlx::PgConnection;

use super::asked::{Asked, Typed};
use super::runs::{self, MOST_UNDER_WAY, New};
use super::store::runs as store;
use super::views::{ReportForm, ReportGroup, ReportLine, ReportPage, ReportsPage};
use super::{ALL, Group, Parameter, Report, shown};
use crate::app::App;
use crate::audit::{self, Event, Kind};
use crate::people;
use crate::people::signed_in::{Auditor, SignedIn};
use crate::requests::frame::frame;
use crate::web::page::{Choice, Place};
use crate::web::{Failure, Form};
use crate::words::reader;

/// Runs that are listed.
const MOST_RUNS: i64 = 20;
/// Products to choose from; a tenant has some dozen.
const MOST_PRODUCTS: i64 = 500;

pub async fn list(State(app): State<App>, Auditor(person): Auditor) -> Result<ReportsPage, Failure> {
    let now = app.clock.now();
    let mut conn = app.pool.acquire().await?;
    viewed(&mut conn, &person, json!({})).await?;
    let latest = store::latest(&mut conn, None, MOST_RUNS).await?;
    let line = |report: &Report| ReportLine {
        href: address(report),
        title: (report.title)(),
        question: (report.question)(),
    };
    let group = |(place, group): (usize, Group)| ReportGroup {
        id: format!("group-{place}"),
        title: group.title(),
        reports: ALL
            .into_iter()
            .filter(|report| report.group == group)
            .map(line)
            .collect(),
    };
    Ok(ReportsPage {
        chrome: frame(&mut conn, &person, t!("evidence-title"), Place::Audit).await?,
        groups: Group::ALL.into_iter().enumerate().map(group).collect(),
        latest: latest.iter().map(|run| shown::line(run, now)).collect(),
    })
}

pub async fn page(
    State(app): State<App>,
    Auditor(person): Auditor,
    Path(report): Path<String>,
) -> Result<ReportPage, Failure> {
    let report = Report::of_id(&report).ok_or(Failure::NotFound)?;
    let mut conn = app.pool.acquire().await?;
    viewed(&mut conn, &person, json!({ "report": report.id })).await?;
    show(&mut conn, &person, report, (Typed::usual(app.clock.now()), None)).await
}

pub async fn ask(
    State(app): State<App>,
    Auditor(person): Auditor,
    Path(report): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let report = Report::of_id(&report).ok_or(Failure::NotFound)?;
    let mut conn = app.pool.acquire().await?;
    let asked = match read(&mut conn, &app, report, &typed).await? {
        Ok(asked) => asked,
        Err(sentence) => {
            let page = show(&mut conn, &person, report, (typed, Some(sentence))).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    // The run takes connections of its own.
    drop(conn);
    let new = New {
        report,
        asked: &asked,
        by: person.person,
    };
    match runs::ask(&app, new).await? {
        Some(run) => Ok(Redirect::to(&format!("/audit/runs/{run}")).into_response()),
        None => Err(Failure::Conflict(t!("evidence-too-many", most = MOST_UNDER_WAY))),
    }
}

/// What the form means, or what is wrong with it.
async fn read(
    conn: &mut PgConnection,
    app: &App,
    report: &Report,
    typed: &Typed,
) -> Result<Result<Asked, String>, Failure> {
    let mut asked = match typed.read(report, app.clock.now()) {
        Ok(asked) => asked,
        Err(sentence) => return Ok(Err(sentence)),
    };
    if report.takes(Parameter::Person) {
        match typed.called() {
            Err(sentence) => return Ok(Err(sentence)),
            Ok(None) => {}
            Ok(Some(name)) => match people::store::by_upn(conn, name).await? {
                Some(person) => asked.person = Some(person.id),
                None => return Ok(Err(t!("evidence-no-person").into())),
            },
        }
    }
    Ok(Ok(asked))
}

async fn show(
    conn: &mut PgConnection,
    person: &SignedIn,
    report: &'static Report,
    (typed, error): (Typed, Option<String>),
) -> Result<ReportPage, Failure> {
    let products = match report.takes(Parameter::Product) {
        true => Some(products(conn, &typed.product).await?),
        false => None,
    };
    let taken = |parameter, text: String| report.takes(parameter).then_some(text);
    let form = ReportForm {
        period: report.takes(Parameter::Period).then_some((typed.from, typed.to)),
        day: taken(Parameter::Day, typed.day),
        second_day: taken(Parameter::SecondDay, typed.second_day),
        renewal: taken(Parameter::Renewal, typed.renewal),
        person: taken(Parameter::Person, typed.person),
        products,
        zone: reader().zone.name(),
        error,
    };
    let latest = store::latest(conn, Some(report.id), MOST_RUNS).await?;
    Ok(ReportPage {
        chrome: frame(conn, person, (report.title)(), Place::Audit).await?,
        title: (report.title)(),
        question: (report.question)(),
        address: address(report),
        sql: report.sql,
        form,
        latest: latest.iter().map(|run| shown::line(run, person.now)).collect(),
    })
}

async fn products(conn: &mut PgConnection, chosen: &str) -> Result<Vec<Choice>, Failure> {
    let all = Choice {
        value: String::new(),
        label: t!("evidence-all-products").into(),
        chosen: chosen.is_empty(),
    };
    let products = store::products(conn, MOST_PRODUCTS).await?;
    let choice = |(id, label): (crate::ids::SkuId, String)| {
        let value = id.to_string();
        Choice {
            chosen: value == chosen,
            value,
            label,
        }
    };
    Ok(std::iter::once(all)
        .chain(products.into_iter().map(choice))
        .collect())
}

/// That somebody looked.
pub async fn viewed(conn: &mut PgConnection, person: &SignedIn, what: Value) -> Result<(), Failure> {
    let event = Event::new(Kind::ReportViewed, person.actor()).saying(what);
    audit::append(conn, person.now, event).await?;
    Ok(())
}

pub fn address(report: &Report) -> String {
    format!("/audit/reports/{}", report.id)
}
