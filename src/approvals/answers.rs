//! What an approver can do beside signing: `POST /approvals/{stage}/ask`, `…/ask/take-back` and `…/undo`.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use tower_sessions::Session;

use super::pages::{Typed, WrongField, parse, show};
use crate::app::App;
use crate::people::signed_in::SignedIn;
use crate::requests::ask::Justification;
use crate::requests::inquiry::{self, Asked};
use crate::requests::review::Reviewed;
use crate::requests::store;
use crate::requests::take_back::{self, TakenBack};
use crate::web::{Failure, Form, Nothing, flash};

pub async fn ask(
    State(app): State<App>,
    session: Session,
    person: SignedIn,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let id = parse(&id)?;
    let question = match Justification::parse(&typed.question) {
        Ok(question) if question.as_str().is_empty() => Err("Write what you want to know.".to_owned()),
        other => other,
    };
    let question = match question {
        Ok(question) => question,
        Err(message) => {
            let wrong = Some((WrongField::Question, message));
            let page = show(&app, &person, id, typed, wrong, false).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let mut tx = app.pool.begin().await?;
    let asked = inquiry::ask(&mut tx, app.clock.now(), person.person, id, question.as_str()).await?;
    tx.commit().await?;
    app.bell.ring();
    match asked {
        Asked::Done => flash::leave(&session, "Your question was sent. The time stands still until it is answered.").await?,
        Asked::OneIsOpen => {
            let sentence = "A question waits for an answer already, and there is one at a time: yours was not sent.";
            flash::leave_not_done(&session, sentence).await?;
        }
        Asked::TooLate => {
            flash::leave_not_done(&session, "Nothing is to be signed here any more: your question was not sent.").await?;
        }
        Asked::Refused(why) => return Err(refusal(&why)),
    }
    Ok(back(id))
}

pub async fn take_question_back(
    State(app): State<App>,
    session: Session,
    person: SignedIn,
    Path(id): Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, Failure> {
    let id = parse(&id)?;
    let mut tx = app.pool.begin().await?;
    let stage = store::stage(&mut tx, id).await?.ok_or(Failure::NotFound)?;
    let asked = inquiry::take_back(&mut tx, app.clock.now(), person.person, stage.request_id).await?;
    tx.commit().await?;
    app.bell.ring();
    match asked {
        Asked::Done => flash::leave(&session, "Your question is taken back.").await?,
        Asked::TooLate | Asked::OneIsOpen => {
            flash::leave_not_done(&session, "It was answered already.").await?;
        }
        Asked::Refused(_) => return Err(Failure::NotFound),
    }
    Ok(back(id))
}

pub async fn undo(
    State(app): State<App>,
    session: Session,
    person: SignedIn,
    Path(id): Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, Failure> {
    let id = parse(&id)?;
    let mut tx = app.pool.begin().await?;
    let taken = take_back::take_back(&mut tx, app.clock.now(), person.person, id, app.config.undo_for).await?;
    tx.commit().await?;
    app.bell.ring();
    match taken {
        TakenBack::Done => flash::leave(&session, "Your answer is taken back: nothing happened.").await?,
        TakenBack::TooLate => {
            let sentence = "Your answer stays: somebody signed after you, or it is carried out already.";
            flash::leave_not_done(&session, sentence).await?;
        }
        TakenBack::NotYours => return Err(Failure::NotFound),
    }
    Ok(back(id))
}

/// Why somebody may not answer, as a page.
pub(super) fn refusal(why: &Reviewed) -> Failure {
    Failure::Forbidden(
        match why {
            Reviewed::OwnRequest => "Nobody signs their own request, or one that was made for them.",
            Reviewed::SignedBefore => {
                "You signed another stage of this request. The rule wants somebody else here."
            }
            _ => "Somebody else has to sign this request.",
        }
        .into(),
    )
}

fn back(id: crate::ids::StageId) -> Response {
    Redirect::to(&format!("/approvals/{id}")).into_response()
}
