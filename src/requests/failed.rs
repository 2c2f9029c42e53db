//! What went wrong keeps the frame of somebody who is signed in, and leads back to where they were.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{Extensions, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tower_sessions::Session;

use super::frame::frame;
use crate::app::App;
use crate::people::signed_in::SignedIn;
use crate::refusal::Refusal;
use crate::web::Failure;
use crate::web::csrf::CameFrom;
use crate::web::page::{Chrome, ErrorPage, Place};

/// The frame is a comfort: when the database is what is wrong, the page comes without it.
const FRAME_TIMEOUT: Duration = Duration::from_secs(2);

/// A layer inside of the sessions.
pub async fn keep_frame(State(app): State<App>, request: Request, next: Next) -> Response {
    let session = request.extensions().get::<Session>().cloned();
    let came_from = request
        .extensions()
        .get::<CameFrom>()
        .cloned()
        .unwrap_or_default();
    let here = request
        .uri()
        .path_and_query()
        .map(|here| here.as_str().to_owned());
    let is_page = request.method() == Method::GET;
    let mut response = next.run(request).await;
    let Some(mut page) = response.extensions_mut().remove::<ErrorPage>() else {
        return response;
    };
    let framed = tokio::time::timeout(FRAME_TIMEOUT, chrome(&app, session.as_ref(), &page.heading)).await;
    let Ok(Ok(Some(chrome))) = framed else {
        return response;
    };
    page.chrome = chrome;
    // Back to the page that just failed is no way out.
    page.way_back = came_from.0.filter(|page| !is_page || Some(page) != here.as_ref());
    let refusal = response.extensions_mut().remove::<Refusal>();
    let mut framed = (response.status(), page).into_response();
    // For the log, at the edge.
    if let Some(refusal) = refusal {
        framed.extensions_mut().insert(refusal);
    }
    framed
}

/// Where nothing is. Said to whom the session is of, in their language.
pub async fn not_found(State(app): State<App>, extensions: Extensions) -> Failure {
    known(&app, extensions.get()).await;
    Failure::NotFound
}

/// Where something else is to be done, as [`not_found`].
pub async fn wrong_method(State(app): State<App>, extensions: Extensions) -> Failure {
    known(&app, extensions.get()).await;
    Failure::WrongMethod
}

/// Finds out who reads; without a database they are told in their browser's language.
async fn known(app: &App, session: Option<&Session>) {
    if let Err(error) = SignedIn::of_session(session, app).await {
        tracing::warn!("who asks for a page that is not there could not be read: {error:#}");
    }
}

async fn chrome(app: &App, session: Option<&Session>, heading: &str) -> Result<Option<Chrome>, Failure> {
    let Some(person) = SignedIn::of_session(session, app).await? else {
        return Ok(None);
    };
    let mut conn = app.pool.acquire().await?;
    Ok(Some(frame(&mut conn, &person, heading, Place::Elsewhere).await?))
}
