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
use crate::web::page::{Place, so_many};
use crate::web::{Failure, Form, flash};
use crate::words::format::grouped;

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
                return Err(Failure::Conflict(
                    "A reading of the directory waits for your answer: until then nothing more is read."
                        .into(),
                ));
            }
            jobs::enqueue(&mut tx, now, Job::SyncDirectory, now).await?;
            "The directory is being read."
        }
        "everybody" => {
            directory::read_anew(&mut tx, now, person.person).await?;
            "Everybody is being read anew."
        }
        "products" => {
            jobs::enqueue(&mut tx, now, Job::SyncCatalog, now).await?;
            "The tenant's products are being read."
        }
        "licences" => {
            jobs::enqueue(&mut tx, now, Job::ScanDrift, now).await?;
            "Everybody's licences are being compared."
        }
        _ => return Err(Failure::BadForm("Say what is to be read.".into())),
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
            "Everybody is being read anew.".to_owned()
        }
        "take" => match reason::required(&typed.reason) {
            Ok(reason) => {
                let taken = directory::take_as_it_is(&mut tx, now, person.person, &reason).await?;
                let refused = taken
                    .ok_or_else(|| Failure::Conflict("No reading waits for an answer any more.".into()))?;
                format!(
                    "It is being taken as it is: {} had an account before, {} will have one.",
                    so_many(refused.before, "person", "people"),
                    grouped(refused.after)
                )
            }
            Err(message) => {
                let page = show(&app, &person, Some((typed.reason, message))).await?;
                return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
            }
        },
        _ => return Err(Failure::BadForm("Say whether it is taken, or read again.".into())),
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
        chrome: frame(&mut conn, person, "Mirror", Place::Mirror).await?,
    })
}
