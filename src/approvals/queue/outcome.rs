//! What became of what was signed together: `GET /approvals/bulk`. Kept in the session, so that it can be looked at again.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tower_sessions::Session;

use super::view::View;
use super::views::{OutcomePage, OutcomeRow};
use crate::app::App;
use crate::approvals::card::Shown;
use crate::approvals::{answers, done};
use crate::ids::{PersonId, StageId};
use crate::people::signed_in::SignedIn;
use crate::refusal::{self, Refusal};
use crate::requests::frame::frame;
use crate::requests::review::Reviewed;
use crate::requests::{store, take_back};
use crate::web::page::{Badge, Moment, Place, Tone};
use crate::web::{Failure, flash};

/// Where the session keeps it.
const KEY: &str = "approvals.outcome";

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Outcome {
    pub at: DateTime<Utc>,
    pub denied: bool,
    /// The list from which it was chosen.
    pub list: String,
    pub items: Vec<ItemOutcome>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ItemOutcome {
    pub stage: StageId,
    /// "Visio Plan 2 for Mia Berg".
    pub title: String,
    pub became: Became,
    pub said: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Became {
    Signed,
    Approved,
    Denied,
    Changed,
    Quicker,
    /// By oneself, on another page.
    Before,
    /// Nothing was signed, and it can be tried again.
    NotSigned,
    /// The rules deny it, or nothing is left to sign.
    Over,
    NotTheirs,
}

impl Became {
    fn badge(self) -> Badge {
        let (tone, text) = match self {
            Self::Signed => (Tone::Good, t!("outcome-signed")),
            Self::Approved => (Tone::Good, t!("outcome-approved")),
            Self::Denied => (Tone::Good, t!("outcome-denied")),
            Self::Changed => (Tone::Waiting, t!("outcome-changed")),
            Self::Quicker => (Tone::Neutral, t!("outcome-quicker")),
            Self::Before => (Tone::Neutral, t!("outcome-before")),
            Self::NotSigned => (Tone::Waiting, t!("outcome-not-signed")),
            Self::Over => (Tone::Bad, t!("outcome-over")),
            Self::NotTheirs => (Tone::Bad, t!("outcome-not-theirs")),
        };
        Badge::new(tone, text)
    }

    fn is_done(self) -> bool {
        matches!(self, Self::Signed | Self::Approved | Self::Denied)
    }
}

/// What became of one, and the sentence for it.
pub(super) async fn said(
    app: &App,
    (person, stage): (PersonId, StageId),
    signed: Result<Reviewed, Failure>,
) -> (Became, String) {
    match became(app, (person, stage), signed).await {
        Ok(said) => said,
        Err(failure) => {
            tracing::error!("it could not be told what became of one of several: {failure:?}");
            (Became::NotSigned, t!("outcome-look").into())
        }
    }
}

async fn became(
    app: &App,
    (person, stage): (PersonId, StageId),
    signed: Result<Reviewed, Failure>,
) -> Result<(Became, String), Failure> {
    let reviewed = match signed {
        Ok(reviewed) => reviewed,
        Err(Failure::NotFound) => {
            refusal::say(Refusal::NotTheirs, None, serde_json::json!({ "attempt": "sign" }));
            return Ok((Became::NotTheirs, t!("outcome-not-there").into()));
        }
        Err(Failure::Unavailable(_)) => {
            return Ok((Became::NotSigned, t!("outcome-unavailable").into()));
        }
        Err(failure) => {
            tracing::error!("one of several could not be signed: {failure:?}");
            return Ok((Became::NotSigned, t!("outcome-try-again").into()));
        }
    };
    Ok(match reviewed {
        Reviewed::Signed => (Became::Signed, t!("outcome-more-needed").into()),
        Reviewed::Approved => (Became::Approved, String::new()),
        Reviewed::Denied => (Became::Denied, String::new()),
        Reviewed::Changed => (Became::Changed, t!("outcome-is-changed").into()),
        Reviewed::PolicyChanged => (Became::NotSigned, t!("outcome-policy-changes").into()),
        Reviewed::NoteWanted => (Became::NotSigned, t!("answer-say-why-yes").into()),
        Reviewed::TooLate => how_it_stands(app, (person, stage)).await?,
        Reviewed::DeniedByPolicy | Reviewed::Closed => {
            (Became::Over, how_it_stands(app, (person, stage)).await?.1)
        }
        Reviewed::NotYours => (Became::NotTheirs, answers::refusal_words(&reviewed).into()),
        Reviewed::OwnRequest
        | Reviewed::SignedBefore
        | Reviewed::SignedInTheirPlace
        | Reviewed::NotNarrower(_) => (Became::NotSigned, answers::refusal_words(&reviewed).into()),
    })
}

/// Who was quicker, or that it is over, as the card says it.
async fn how_it_stands(app: &App, (person, stage): (PersonId, StageId)) -> Result<(Became, String), Failure> {
    let mut conn = app.pool.acquire().await?;
    let stage = store::stage(&mut conn, stage).await?.ok_or(Failure::NotFound)?;
    let shown = Shown::read(&mut conn, stage, person, Vec::new()).await?;
    let state = shown.state(false, person, app.clock.now());
    let here = shown.signatures.iter().filter(|s| s.stage_id == shown.stage.id);
    let signers: Vec<_> = here.map(|signature| signature.person_id).collect();
    let became = match signers.is_empty() {
        false if signers.contains(&person) => Became::Before,
        false => Became::Quicker,
        true => Became::Over,
    };
    Ok((became, state.decided().unwrap_or_default().to_owned()))
}

pub(super) async fn keep(session: &Session, outcome: &Outcome) -> anyhow::Result<()> {
    session.insert(KEY, outcome).await?;
    session.save().await?;
    Ok(())
}

pub async fn page(State(app): State<App>, session: Session, person: SignedIn) -> Result<Response, Failure> {
    let kept = session.get::<Outcome>(KEY).await.map_err(anyhow::Error::from)?;
    let Some(outcome) = kept else {
        return Ok(Redirect::to("/approvals").into_response());
    };
    let now = app.clock.now();
    let view = View::parse(&outcome.list);
    let mut conn = app.pool.acquire().await?;
    let mut rows = Vec::new();
    for item in &outcome.items {
        let mut row = OutcomeRow {
            stage_id: item.stage.to_string(),
            href: view.card(item.stage),
            title: item.title.clone(),
            badge: item.became.badge(),
            said: item.said.clone(),
            can_undo: false,
            carried_out: None,
        };
        if item.became == Became::NotTheirs {
            row.href = String::new();
        }
        if item.became.is_done() {
            let answer = take_back::store::own_answer(&mut conn, item.stage, person.person).await?;
            match answer {
                Some(_) => {
                    let of_it = (&app, person.person);
                    (row.can_undo, row.carried_out) = done::undoing(&mut conn, of_it, item.stage).await?;
                }
                None => {
                    row.badge = Badge::new(Tone::Neutral, t!("outcome-taken-back"));
                    row.said = t!("outcome-waits-again").into();
                }
            }
        }
        rows.push(row);
    }
    let done = outcome.items.iter().filter(|item| item.became.is_done()).count();
    let count = outcome.items.len();
    let chrome = frame(&mut conn, &person, t!("outcome-title"), Place::Approvals).await?;
    let page = OutcomePage {
        chrome: flash::take(&session, chrome).await?,
        summary: match (outcome.denied, done == count) {
            (false, true) => t!("outcome-approved-all", count = count),
            (true, true) => t!("outcome-denied-all", count = count),
            (false, false) => t!("outcome-approved-some", done = done, count = count),
            (true, false) => t!("outcome-denied-some", done = done, count = count),
        },
        at: Moment::new(outcome.at, now),
        rows,
        back_href: view.href(),
    };
    Ok(page.into_response())
}
