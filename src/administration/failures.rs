//! `POST /requests/{id}/explain/looked`: an administrator has looked at a request that the rules could not judge.

use axum::extract::{Path, State};
use axum::response::Redirect;
use serde_json::json;
use tower_sessions::Session;

use crate::app::App;
use crate::audit::{self, Actor, Event, Kind};
use crate::ids::RequestId;
use crate::people::signed_in::Administrator;
use crate::requests::store;
use crate::web::{Failure, Form, Nothing, flash};

pub async fn looked(
    State(app): State<App>,
    session: Session,
    Administrator(person): Administrator,
    Path(id): Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Redirect, Failure> {
    let id: RequestId = id.parse().map_err(|_| Failure::NotFound)?;
    let now = app.clock.now();
    let mut tx = app.pool.begin().await?;
    let decisions = store::looked_at(&mut tx, now, person.person, id).await?;
    if decisions.is_empty() {
        return Err(Failure::Conflict(t!("attention-looked-already").into()));
    }
    let event = Event::new(Kind::FailureSeen, Actor::Person(person.person))
        .on_request(id)
        .saying(json!({ "decisions": decisions }));
    audit::append(&mut tx, now, event).await?;
    tx.commit().await?;
    flash::leave(&session, t!("attention-looked")).await?;
    Ok(Redirect::to("/admin/attention"))
}
