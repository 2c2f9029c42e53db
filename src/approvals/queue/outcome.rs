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
use crate::requests::frame::frame;
use crate::requests::review::Reviewed;
use crate::requests::{store, take_back};
use crate::web::page::{Badge, Moment, Place, Tone, so_many};
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
            Self::Signed => (Tone::Good, "signed"),
            Self::Approved => (Tone::Good, "approved"),
            Self::Denied => (Tone::Good, "denied"),
            Self::Changed => (Tone::Waiting, "changed: look again"),
            Self::Quicker => (Tone::Neutral, "somebody was quicker"),
            Self::Before => (Tone::Neutral, "answered before"),
            Self::NotSigned => (Tone::Waiting, "not signed"),
            Self::Over => (Tone::Bad, "not possible any more"),
            Self::NotTheirs => (Tone::Bad, "refused"),
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
            let why = "Something went wrong with this one. Open it and look.";
            (Became::NotSigned, why.into())
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
        Err(Failure::NotFound) => return Ok((Became::NotTheirs, "It is not there.".into())),
        Err(Failure::Unavailable(_)) => {
            let why = "What is true now could not be read. Try again in a minute.";
            return Ok((Became::NotSigned, why.into()));
        }
        Err(failure) => {
            tracing::error!("one of several could not be signed: {failure:?}");
            let why = "Something went wrong with this one. Open it and try again.";
            return Ok((Became::NotSigned, why.into()));
        }
    };
    Ok(match reviewed {
        Reviewed::Signed => (Became::Signed, "More signatures are needed.".into()),
        Reviewed::Approved => (Became::Approved, String::new()),
        Reviewed::Denied => (Became::Denied, String::new()),
        Reviewed::Changed => {
            let why = "What would be done is not what was shown. Nothing was signed.";
            (Became::Changed, why.into())
        }
        Reviewed::PolicyChanged => {
            let why = "The policy changes in this moment. Try again in a minute.";
            (Became::NotSigned, why.into())
        }
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
                    row.badge = Badge::new(Tone::Neutral, "taken back");
                    row.said = "It waits again.".into();
                }
            }
        }
        rows.push(row);
    }
    let done = outcome.items.iter().filter(|item| item.became.is_done()).count();
    let did = if outcome.denied { "denied" } else { "approved" };
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let all = so_many(number(outcome.items.len()), "request", "requests");
    let chrome = frame(&mut conn, &person, "What became of it", Place::Approvals).await?;
    let page = OutcomePage {
        chrome: flash::take(&session, chrome).await?,
        summary: match done == outcome.items.len() {
            true => format!("You {did} {all}."),
            false => format!("You {did} {done} of {all}; what was refused undoes nothing of the rest."),
        },
        at: Moment::new(outcome.at, now),
        rows,
        back_href: view.href(),
    };
    Ok(page.into_response())
}
