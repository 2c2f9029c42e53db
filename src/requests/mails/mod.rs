//! Mails: made of what people are told, one for each new item or one a day; sent by the worker, tried again where nothing
//! arrived, and never sent twice: what may have arrived waits for an administrator.
//!
//! `words` has every word that stands in a mail.

pub mod compose;
pub mod send;
pub mod store;
mod words;

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::PgConnection;

use crate::audit::{self, Actor, Event, Kind};
use crate::ids::{MailId, PersonId};
use crate::jobs::{self, Job};

pub use words::Letter;

/// Where a mail is. Moves are in `send` and here; the database agrees by a CHECK.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum MailState {
    Waiting,
    /// An attempt is under way. Written before the network is used: whoever finds it later knows that it may have arrived.
    Sending,
    Sent,
    /// The server does not take it, or did not for two days.
    Refused,
    /// It may have arrived.
    Unknown,
    /// An administrator left it.
    Dropped,
}

/// What became of an administrator's wish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wished {
    Done,
    /// Somebody else was quicker.
    TooLate,
}

/// Sends a mail again that was not sent, or of which that is not known.
pub async fn send_again(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    by: PersonId,
    id: MailId,
) -> anyhow::Result<Wished> {
    let Some(person) = store::wake(tx, id).await? else {
        return Ok(Wished::TooLate);
    };
    let event = Event::new(Kind::MailSentAgain, Actor::Person(by)).about(person);
    audit::append(tx, now, event.saying(json!({ "mail": id }))).await?;
    jobs::enqueue(tx, now, Job::SendMail(id), now).await?;
    Ok(Wished::Done)
}

/// Leaves a mail as it is.
pub async fn leave(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    by: PersonId,
    id: MailId,
) -> anyhow::Result<Wished> {
    let Some(person) = store::leave(tx, id).await? else {
        return Ok(Wished::TooLate);
    };
    let event = Event::new(Kind::MailNotSent, Actor::Person(by)).about(person);
    audit::append(tx, now, event.saying(json!({ "mail": id, "why": "left" }))).await?;
    Ok(Wished::Done)
}
