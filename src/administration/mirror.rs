//! `GET /admin/mirror`: how old what we know of the tenant is, and how a reading goes; `POST /admin/mirror/read` reads now,
//! `POST /admin/mirror/refused` says what becomes of a reading that would empty or halve the mirror.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use tower_sessions::Session;

use super::drift::scan_line;
use super::mirror_parts;
use super::mirror_views::MirrorPage;
use super::reason;
use crate::app::App;
use crate::jobs::{self, Job};
use crate::people::directory;
use crate::people::signed_in::{Administrator, SignedIn};
use crate::requests::frame::frame;
use crate::web::page::Place;
use crate::web::{Failure, Form, flash};

pub async fn page(
    State(app): State<App>,
    session: Session,
    Administrator(person): Administrator,
) -> Result<MirrorPage, Failure> {
    let page = show(&app, &person, None).await?;
    Ok(MirrorPage {
        chrome: flash::take(&session, page.chrome).await?,
        ..page
    })
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// `news`, `everybody`, `products` or `licences`.
    what: String,
    /// `take` or `again`.
    answer: String,
    reason: String,
}

pub async fn read(
    State(app): State<App>,
    session: Session,
    Administrator(person): Administrator,
    Form(typed): Form<Typed>,
) -> Result<Redirect, Failure> {
    let now = app.clock.now();
    let mut tx = app.pool.begin().await?;
    let sentence = match typed.what.as_str() {
        "news" => {
            let mirror = mirror_parts::mirror(&mut tx, "people").await?;
            if mirror.refused.is_some() && mirror.taken.is_none() {
                return Err(Failure::Conflict(t!("mirror-waits").into()));
            }
            jobs::enqueue(&mut tx, now, Job::SyncDirectory, now).await?;
            t!("mirror-reading-news")
        }
        "everybody" => {
            directory::read_anew(&mut tx, now, person.person).await?;
            t!("mirror-reading-everybody")
        }
        "products" => {
            jobs::enqueue(&mut tx, now, Job::SyncCatalog, now).await?;
            t!("mirror-reading-products")
        }
        "licences" => {
            jobs::enqueue(&mut tx, now, Job::ScanDrift, now).await?;
            t!("drift-being-compared")
        }
        _ => return Err(Failure::BadForm(t!("mirror-say-what").into())),
    };
    tx.commit().await?;
    app.bell.ring();
    flash::leave(&session, sentence).await?;
    Ok(Redirect::to("/admin/mirror"))
}

pub async fn refused(
    State(app): State<App>,
    session: Session,
    Administrator(person): Administrator,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let now = app.clock.now();
    let mut tx = app.pool.begin().await?;
    let sentence = match typed.answer.as_str() {
        "again" => {
            directory::read_anew(&mut tx, now, person.person).await?;
            t!("mirror-reading-everybody").to_owned()
        }
        "take" => match reason::required(&typed.reason) {
            Ok(reason) => {
                let taken = directory::take_as_it_is(&mut tx, now, person.person, &reason).await?;
                let refused = taken.ok_or_else(|| Failure::Conflict(t!("mirror-too-late").into()))?;
                t!("mirror-taking", before = refused.before, after = refused.after)
            }
            Err(message) => {
                let page = show(&app, &person, Some((typed.reason, message))).await?;
                return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
            }
        },
        _ => return Err(Failure::BadForm(t!("mirror-say-which").into())),
    };
    tx.commit().await?;
    app.bell.ring();
    flash::leave(&session, &sentence).await?;
    Ok(Redirect::to("/admin/mirror").into_response())
}

async fn show(app: &App, person: &SignedIn, wrong: Option<(String, String)>) -> Result<MirrorPage, Failure> {
    let now = app.clock.now();
    let mut conn = app.pool.acquire().await?;
    let scan = scan_line(app, &mut conn).await?;
    Ok(MirrorPage {
        people: mirror_parts::people(&mut conn, now, app.config.living.fresh_hours, wrong).await?,
        products: mirror_parts::products(&mut conn, now).await?,
        licences: mirror_parts::licences(&mut conn, now, scan).await?,
        chrome: frame(&mut conn, person, t!("nav-mirror"), Place::Mirror).await?,
    })
}
