//! `GET /admin/drift/adopt`: first contact with a tenant that has licences already: what adopting all as found would do, and how
//! far it is; `POST` begins it, `POST /admin/drift/adopt/stop` stops it.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use sqlx::PgConnection;
use tower_sessions::Session;

use super::drift_decide::last_day;
use super::drift_views::{AdoptPage, AdoptPreview, AdoptRun};
use super::reason;
use crate::app::App;
use crate::catalog;
use crate::fulfilment::drift::adoption::{self, Adoption, Begun, NewAdoption, Shown, store};
use crate::fulfilment::drift::decide::Act;
use crate::ids::{AdoptionId, SkuId};
use crate::people::signed_in::{Administrator, SignedIn};
use crate::requests::frame::frame;
use crate::web::page::{Moment, Place};
use crate::web::{Failure, Form, Query, flash};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// Empty = of every product.
    product: String,
    /// What the preview showed.
    count: i64,
    up_to: i64,
    changed_to_us: i64,
    reason: String,
    ends_on: String,
}

impl Typed {
    fn sku(&self) -> Result<Option<SkuId>, Failure> {
        match self.product.as_str() {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| Failure::NotFound),
        }
    }
}

pub async fn page(
    State(app): State<App>,
    session: Session,
    Administrator(person): Administrator,
    Query(typed): Query<Typed>,
) -> Result<AdoptPage, Failure> {
    let page = show(&app, &person, &typed, Vec::new()).await?;
    Ok(AdoptPage {
        chrome: flash::take(&session, page.chrome).await?,
        ..page
    })
}

pub async fn begin(
    State(app): State<App>,
    session: Session,
    Administrator(person): Administrator,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let sku = typed.sku()?;
    let now = app.clock.now();
    let mut errors = Vec::new();
    let reason = match reason::required(&typed.reason) {
        Ok(reason) => reason,
        Err(message) => {
            errors.push(("reason", message));
            String::new()
        }
    };
    let ends_on = match last_day(Act::Adopt, &typed.ends_on, now) {
        Ok(day) => day,
        Err(message) => {
            errors.push(("ends_on", message));
            None
        }
    };
    if !errors.is_empty() {
        let page = show(&app, &person, &typed, errors).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let new = NewAdoption {
        by: person.person,
        reason: &reason,
        sku,
        ends_on,
        shown: Shown {
            count: typed.count,
            up_to: typed.up_to,
            changed_to_us: typed.changed_to_us,
        },
    };
    let mut tx = app.pool.begin().await?;
    let begun = adoption::begin(&mut tx, now, new).await?;
    tx.commit().await?;
    match begun {
        Begun::Begun(_) => {
            app.bell.ring();
            Ok(Redirect::to("/admin/drift/adopt").into_response())
        }
        Begun::Changed => {
            let changed = t!("adopt-changed").to_owned();
            let page = show(&app, &person, &typed, vec![("page", changed)]).await?;
            if page.preview.is_some() {
                return Ok((StatusCode::CONFLICT, page).into_response());
            }
            let sentence = match page.run.as_ref().is_some_and(|run| run.is_running) {
                true => t!("adopt-one-at-a-time"),
                false => t!("adopt-nothing-left"),
            };
            flash::leave_not_done(&session, sentence).await?;
            Ok(Redirect::to("/admin/drift/adopt").into_response())
        }
        Begun::OneAtATime => {
            flash::leave_not_done(&session, t!("adopt-one-at-a-time")).await?;
            Ok(Redirect::to("/admin/drift/adopt").into_response())
        }
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Which {
    adoption: String,
}

pub async fn stop(
    State(app): State<App>,
    session: Session,
    Administrator(person): Administrator,
    Form(which): Form<Which>,
) -> Result<Redirect, Failure> {
    let id: AdoptionId = which.adoption.parse().map_err(|_| Failure::NotFound)?;
    let now = app.clock.now();
    let mut tx = app.pool.begin().await?;
    let stopped = adoption::stop(&mut tx, now, person.person, id).await?;
    tx.commit().await?;
    let sentence = match stopped {
        true => t!("adopt-stopped"),
        false => t!("adopt-over"),
    };
    flash::leave(&session, sentence).await?;
    Ok(Redirect::to("/admin/drift/adopt"))
}

async fn show(
    app: &App,
    person: &SignedIn,
    typed: &Typed,
    errors: Vec<(&'static str, String)>,
) -> Result<AdoptPage, Failure> {
    let now = app.clock.now();
    let mut conn = app.pool.acquire().await?;
    let last = store::last(&mut conn).await?;
    let run = last.map(|adoption| AdoptRun {
        begun: Moment::new(adoption.started_at, now),
        ..run(&adoption)
    });
    let is_running = run.as_ref().is_some_and(|run| run.is_running);
    let preview = match is_running {
        true => None,
        false => preview(&mut conn, typed, errors).await?,
    };
    Ok(AdoptPage {
        chrome: frame(&mut conn, person, t!("adopt-title"), Place::Drift).await?,
        preview,
        run,
    })
}

async fn preview(
    conn: &mut PgConnection,
    typed: &Typed,
    errors: Vec<(&'static str, String)>,
) -> Result<Option<AdoptPreview>, Failure> {
    let sku = typed.sku()?;
    let Some(extent) = store::extent(conn, sku).await? else {
        return Ok(None);
    };
    let shown = Shown::from(extent);
    let titles: BTreeMap<_, _> = catalog::store::all(conn)
        .await?
        .into_iter()
        .map(|product| (product.sku_id, product.title().to_owned()))
        .collect();
    let of = store::by_product(conn, sku).await?;
    let switched_off = store::switched_off(conn, sku).await?;
    let switched = |(sku, plan, n): (SkuId, String, i64)| {
        let title = titles.get(&sku).cloned().unwrap_or_else(|| sku.to_string());
        (plan, title, n.to_string())
    };
    let products = of.iter().map(|(sku, n, with_plans_off)| {
        let title = titles.get(sku).cloned().unwrap_or_else(|| sku.to_string());
        (title, n.to_string(), with_plans_off.to_string())
    });
    Ok(Some(AdoptPreview {
        what: t!("adopt-what", count = shown.count, products = of.len()),
        products: products.collect(),
        switched_off: switched_off.into_iter().map(switched).collect(),
        conflicts: store::conflicts(conn, sku).await?,
        of_closed: store::of_closed(conn, sku).await?,
        sku: sku.map(|sku| sku.to_string()).unwrap_or_default(),
        count: shown.count,
        up_to: shown.up_to,
        changed_to_us: shown.changed_to_us,
        reason: typed.reason.clone(),
        ends_on: typed.ends_on.clone(),
        errors,
    }))
}

fn run(adoption: &Adoption) -> AdoptRun {
    let looked_at = adoption.done + adoption.passed_over;
    let (done, total) = (adoption.done, adoption.total);
    let (heading, mut sentence) = match (adoption.finished_at, adoption.stopped_at) {
        (Some(_), _) => (
            t!("adopt-run-done"),
            t!("adopt-run-done-figures", done = done, total = total),
        ),
        (None, Some(_)) => (
            t!("adopt-run-stopped"),
            t!("adopt-run-stopped-figures", done = done, total = total),
        ),
        (None, None) => (
            t!("adopt-run-running"),
            t!("adopt-run-running-figures", done = looked_at, total = total),
        ),
    };
    if adoption.passed_over > 0 {
        sentence.push(' ');
        sentence.push_str(&t!("adopt-run-passed", count = adoption.passed_over));
    }
    AdoptRun {
        id: adoption.id.to_string(),
        is_running: adoption.finished_at.is_none() && adoption.stopped_at.is_none(),
        heading: heading.into(),
        sentence,
        done: looked_at,
        total: adoption.total.max(1),
        begun: Moment::exact(adoption.started_at),
        reason: adoption.reason.clone(),
    }
}
