//! What whoever asked can do on the page of a request: answer a question, have those reminded who are to sign, appeal.
//! `POST /requests/{id}/answer`, `…/remind` and `…/appeal`.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use sqlx::PgConnection;
use tower_sessions::Session;

use super::mine;
use super::told::Told;
use crate::app::App;
use crate::ids::{PersonId, RequestId};
use crate::people::signed_in::SignedIn;
use crate::requests::appeal::{self, Appealed};
use crate::requests::ask::Justification;
use crate::requests::inquiry::{self, Asked};
use crate::requests::nudge::{self, Nudged};
use crate::requests::{RequestState, StageState};
use crate::web::page::Moment;
use crate::web::{Failure, Form, Nothing, flash};

/// What one can do, as the page shows it.
#[derive(Clone, Debug, Default)]
pub struct InHand {
    pub question: Option<OpenQuestion>,
    pub reminding: Option<Reminding>,
    pub appealing: Option<Appealing>,
}

/// A question that waits for an answer.
#[derive(Clone, Debug)]
pub struct OpenQuestion {
    pub asker: String,
    pub text: String,
    pub at: Moment,
    /// As typed, and what is wrong with it.
    pub typed: String,
    pub error: Option<String>,
}

#[derive(Clone, Debug)]
pub struct Reminding {
    /// `None` = now.
    pub not_before: Option<Moment>,
}

#[derive(Clone, Debug, Default)]
pub struct Appealing {
    /// As typed, and what is wrong with it.
    pub typed: String,
    pub error: Option<String>,
}

/// What came in by one of the forms and could not be taken.
#[derive(Clone, Debug)]
pub enum NotTaken {
    Answer(String, String),
    Appeal(String, String),
}

impl InHand {
    pub(super) async fn of(
        conn: &mut PgConnection,
        told: &Told,
        (person, now): (PersonId, DateTime<Utc>),
        wrong: Option<NotTaken>,
    ) -> Result<Self, Failure> {
        let request = &told.request;
        if person != request.requester_id && person != request.beneficiary_id {
            return Ok(Self::default());
        }
        let waits = request.state == RequestState::AwaitingApproval;
        let open = told
            .inquiries
            .iter()
            .find(|inquiry| waits && inquiry.answered_at.is_none());
        let (typed, error) = match &wrong {
            Some(NotTaken::Answer(typed, error)) => (typed.clone(), Some(error.clone())),
            _ => Default::default(),
        };
        let question = open.map(|inquiry| OpenQuestion {
            asker: inquiry.asker.clone(),
            text: inquiry.question.clone(),
            at: Moment::new(inquiry.asked_at, now),
            typed,
            error,
        });
        let stage = told
            .stages
            .iter()
            .find(|(stage, _)| waits && stage.state == StageState::Open);
        let mut reminding = None;
        if let (Some((stage, _)), None) = (stage, &question) {
            let nudges = nudge::store::of_stage(conn, stage.id).await?;
            reminding = nudge::next(stage, nudges).map(|at| Reminding {
                not_before: (at > now).then(|| Moment::new(at, now)),
            });
        }
        let may_appeal = appeal::denied_stage(conn, now, request).await?.is_some();
        let appealing = may_appeal.then(|| match wrong {
            Some(NotTaken::Appeal(typed, error)) => Appealing {
                typed,
                error: Some(error),
            },
            _ => Appealing::default(),
        });
        Ok(Self {
            question,
            reminding,
            appealing,
        })
    }

    pub fn is_empty(&self) -> bool {
        self.question.is_none() && self.reminding.is_none() && self.appealing.is_none()
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    text: String,
}

pub async fn answer(
    State(app): State<App>,
    session: Session,
    person: SignedIn,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let id = parse(&id)?;
    let text = match written(&typed.text, t!("question-write")) {
        Ok(text) => text,
        Err(wrong) => return again(&app, &session, &person, id, NotTaken::Answer(typed.text, wrong)).await,
    };
    let mut tx = app.pool.begin().await?;
    let asked = inquiry::answer(&mut tx, app.clock.now(), person.person, id, text.as_str()).await?;
    tx.commit().await?;
    app.bell.ring();
    match asked {
        Asked::Done => flash::leave(&session, t!("in-hand-sent")).await?,
        Asked::TooLate | Asked::OneIsOpen => {
            flash::leave_not_done(&session, t!("in-hand-not-asked")).await?;
        }
        Asked::Refused(_) => return Err(Failure::NotFound),
    }
    Ok(back(id))
}

pub async fn remind(
    State(app): State<App>,
    session: Session,
    person: SignedIn,
    Path(id): Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, Failure> {
    let id = parse(&id)?;
    let now = app.clock.now();
    let mut tx = app.pool.begin().await?;
    let nudged = nudge::nudge(&mut tx, now, person.person, id).await?;
    tx.commit().await?;
    app.bell.ring();
    match nudged {
        Nudged::Done => flash::leave(&session, t!("in-hand-reminded")).await?,
        Nudged::NotYet(at) => {
            let words = Moment::new(at, now).words;
            flash::leave_not_done(&session, &t!("in-hand-remind-later", when = words)).await?;
        }
        Nudged::NoMore => {
            let sentence = t!("in-hand-remind-no-more");
            flash::leave_not_done(&session, sentence).await?;
        }
        Nudged::NotYours => return Err(Failure::NotFound),
    }
    Ok(back(id))
}

pub async fn appeal(
    State(app): State<App>,
    session: Session,
    person: SignedIn,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let id = parse(&id)?;
    let text = match written(&typed.text, t!("in-hand-say-why")) {
        Ok(text) => text,
        Err(wrong) => return again(&app, &session, &person, id, NotTaken::Appeal(typed.text, wrong)).await,
    };
    let now = app.clock.now();
    let mut tx = app.pool.begin().await?;
    let appealed = appeal::appeal(&mut tx, now, person.person, id, text.as_str()).await?;
    let not_done = match appealed {
        Appealed::Done => None,
        Appealed::NotPossible => Some(t!("in-hand-no-appeal")),
        Appealed::AskedAgain => Some(t!("in-hand-asked-again")),
        Appealed::NobodyToDecide => Some(t!("in-hand-nobody-decides")),
        Appealed::NotYours => Some(""),
    };
    match appealed {
        // Nothing of what was written stays but that it was tried.
        Appealed::NobodyToDecide => {
            tx.rollback().await?;
            let mut tx = app.pool.begin().await?;
            appeal::note_nobody_decides(&mut tx, now, person.person, id).await?;
            tx.commit().await?;
        }
        _ => tx.commit().await?,
    }
    app.bell.ring();
    match not_done {
        None => flash::leave(&session, t!("in-hand-appealed")).await?,
        Some("") => return Err(Failure::NotFound),
        Some(sentence) => flash::leave_not_done(&session, sentence).await?,
    }
    Ok(back(id))
}

/// A text that is needed.
fn written(text: &str, missing: &str) -> Result<Justification, String> {
    let text = Justification::parse(text)?;
    match text.as_str().is_empty() {
        true => Err(missing.to_owned()),
        false => Ok(text),
    }
}

async fn again(
    app: &App,
    session: &Session,
    person: &SignedIn,
    id: RequestId,
    wrong: NotTaken,
) -> Result<Response, Failure> {
    let page = mine::show(app, session, person, id, Some(wrong)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

fn parse(id: &str) -> Result<RequestId, Failure> {
    id.parse().map_err(|_| Failure::NotFound)
}

fn back(id: RequestId) -> Response {
    Redirect::to(&format!("/requests/{id}")).into_response()
}
