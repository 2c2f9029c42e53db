//! `GET` and `POST /ask/{draft}/people`: people from a file. Each line is looked at; nothing is taken from a file with bad lines
//! before the person says so.

use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use sqlx::PgConnection;
use tower_sessions::Session;

use super::among::Among;
use super::views::{BadLine, PeopleFilePage, ReadFile};
use super::{draft_id, is_ones_own, too_many_people};
use crate::app::App;
use crate::ids::{PersonId, RequestDraftId};
use crate::people;
use crate::people::signed_in::SignedIn;
use crate::requests::bundles::draft::{self, Content};
use crate::requests::bundles::people_file::{self, LARGEST_BYTES};
use crate::requests::frame::frame;
use crate::requests::store as requests;
use crate::web::page::Place;
use crate::web::upload::{NoFile, Upload};
use crate::web::{Failure, Form, flash};

pub async fn page(
    State(app): State<App>,
    person: SignedIn,
    Path(id): Path<String>,
) -> Result<PeopleFilePage, Failure> {
    let id = draft_id(&id)?;
    content(&app, &person, id).await?;
    show(&app, &person, id, (None, None)).await
}

async fn content(app: &App, person: &SignedIn, id: RequestDraftId) -> Result<Content, Failure> {
    let mut conn = app.pool.acquire().await?;
    super::read(&mut conn, person, id).await
}

pub async fn read(
    State(app): State<App>,
    session: Session,
    person: SignedIn,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Failure> {
    let id = draft_id(&id)?;
    let content = content(&app, &person, id).await?;
    let wrong = async |sentence: String| -> Result<Response, Failure> {
        let page = show(&app, &person, id, (Some(sentence), None)).await?;
        Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
    };
    let upload = match Upload::read_at_most(LARGEST_BYTES, request).await {
        Ok(upload) if upload.bytes.is_empty() => return wrong(t!("file-choose").into()).await,
        Ok(upload) => upload,
        Err(NoFile::TooLarge) => return wrong(t!("file-too-large").into()).await,
        Err(NoFile::Failure(failure)) => return Err(failure),
    };
    let lines = match people_file::lines(&upload.bytes) {
        Ok(lines) => lines,
        Err(why) => return wrong(why.sentence()).await,
    };
    let mut conn = app.pool.acquire().await?;
    let mut read = ReadFile {
        good: Vec::new(),
        bad: Vec::new(),
    };
    let mut good = Vec::new();
    let among = Among::of(&app, &mut conn, person.person).await?;
    let called = among.called(&mut conn, &people_file::texts(&lines)).await?;
    for checked in people_file::check(lines, &called, among.nobody()) {
        let why = match &checked.person {
            Err(why) => Some(why.clone()),
            // Of others the preview tells it, where the policy says that they can be asked for.
            Ok(found) if !is_ones_own(person.person, found) => None,
            Ok(found) => nothing_to_ask(&mut conn, &content, found).await?,
        };
        match (why, checked.person) {
            (None, Ok(found)) => {
                good.push(found.id);
                read.good.push((found.id.to_string(), found.name));
            }
            (why, _) => read.bad.push(BadLine {
                number: checked.line.number,
                text: checked.line.text,
                why: why.unwrap_or_default(),
            }),
        }
    }
    drop(conn);
    if read.bad.is_empty() {
        return take(&app, &session, &person, id, &good).await;
    }
    let page = show(&app, &person, id, (None, Some(read))).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Why none of the products of the draft can be asked for this person: each is held or asked for already. `None` = some can,
/// or none is chosen yet.
async fn nothing_to_ask(
    conn: &mut PgConnection,
    content: &Content,
    person: &people::Person,
) -> Result<Option<String>, Failure> {
    let (mut held, mut asked) = (0, 0);
    for sku in &content.products {
        if requests::is_granted(conn, person.id, *sku).await? {
            held += 1;
        } else if requests::open_for(conn, person.id, *sku).await?.is_some() {
            asked += 1;
        }
    }
    if content.products.is_empty() || held + asked < content.products.len() {
        return Ok(None);
    }
    let name = &person.name;
    Ok(Some(match (held, asked) {
        (_, 0) => t!("file-has-it", name = name),
        (0, _) => t!("file-asked", name = name),
        _ => t!("file-has-or-asked", name = name),
    }))
}

/// The people of the good lines.
#[derive(Deserialize)]
pub struct Good {
    #[serde(default)]
    person: Vec<String>,
}

/// Takes those of the good lines, as the person said.
pub async fn take_good(
    State(app): State<App>,
    session: Session,
    person: SignedIn,
    Path(id): Path<String>,
    Form(good): Form<Good>,
) -> Result<Response, Failure> {
    let good: Vec<PersonId> = good.person.iter().filter_map(|id| id.parse().ok()).collect();
    take(&app, &session, &person, draft_id(&id)?, &good).await
}

async fn take(
    app: &App,
    session: &Session,
    person: &SignedIn,
    id: RequestDraftId,
    good: &[PersonId],
) -> Result<Response, Failure> {
    let mut tx = app.pool.begin().await?;
    let mut content = super::read(&mut tx, person, id).await?;
    let among = Among::of(app, &mut tx, person.person).await?;
    // Who was closed since the file was read, or is none of theirs any more, is passed over.
    let mut taken = people::store::these(&mut tx, good).await?;
    taken.retain(|one| one.enabled && among.has(one));
    let mut is_full = false;
    for one in &taken {
        is_full |= !content.add_person(one.id);
    }
    if is_full {
        drop(tx);
        let page = show(app, person, id, (Some(too_many_people()), None)).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    draft::save(&mut tx, app.clock.now(), person.person, (Some(id), &content)).await?;
    tx.commit().await?;
    let sentence = t!("file-taken", count = taken.len());
    flash::leave(session, &sentence).await?;
    Ok(Redirect::to(&format!("/ask/{id}")).into_response())
}

async fn show(
    app: &App,
    person: &SignedIn,
    id: RequestDraftId,
    (error, read): (Option<String>, Option<ReadFile>),
) -> Result<PeopleFilePage, Failure> {
    let mut conn = app.pool.acquire().await?;
    Ok(PeopleFilePage {
        chrome: frame(&mut conn, person, t!("file-title"), Place::Catalogue).await?,
        id: id.to_string(),
        error,
        read,
    })
}
