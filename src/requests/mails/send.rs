//! One attempt to send a mail. Two transactions with the network between them: the first says that an attempt begins, the
//! second what became of it. Whoever finds a mail whose attempt has no end does not know whether it arrived.

use anyhow::Context;
use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};
use sqlx::{PgConnection, PgPool};

use super::{MailState, store};
use crate::audit::{self, Actor, Event, Kind};
use crate::clock::Clock;
use crate::ids::MailId;
use crate::jobs::{self, Leased};
use crate::mail::{Mail, Mailer, Outcome};

/// Minutes before a mail is tried again; the last one counts for all that follow.
const AGAIN_AFTER_MIN: [i64; 9] = [1, 2, 4, 8, 15, 30, 60, 120, 240];
/// With the pauses above that is two days: a mail of the day before yesterday tells nobody anything.
const MOST_ATTEMPTS: i32 = 20;

#[derive(Clone, Copy)]
pub struct Hands<'a> {
    pub pool: &'a PgPool,
    pub clock: &'a Clock,
    /// `None` = no server is named any more.
    pub mailer: Option<&'a Mailer>,
}

/// Sends the mail, unless it was sent, or may have been.
pub async fn send(hands: Hands<'_>, leased: &Leased, id: MailId) -> anyhow::Result<()> {
    let now = hands.clock.now();
    let mut tx = hands.pool.begin().await?;
    // While this process lives it lengthens its lease. Whoever takes the job when it is over finds the attempt begun, and
    // does not make it again.
    jobs::hold(&mut tx, leased).await?;
    let written = store::lock(&mut tx, id).await?.context("the mail is not there")?;
    let mailer = match (written.state, hands.mailer) {
        (MailState::Waiting, Some(mailer)) => mailer,
        (MailState::Waiting, None) => {
            let why = "no mail server is configured";
            settle(&mut tx, now, &written, (MailState::Refused, Some(why))).await?;
            jobs::finish(&mut tx, leased).await?;
            tx.commit().await?;
            return Ok(());
        }
        (MailState::Sending, _) => {
            let why = "the process ended while it was sent";
            settle(&mut tx, now, &written, (MailState::Unknown, Some(why))).await?;
            jobs::finish(&mut tx, leased).await?;
            tx.commit().await?;
            return Ok(());
        }
        (MailState::Sent | MailState::Refused | MailState::Unknown | MailState::Dropped, _) => {
            jobs::finish(&mut tx, leased).await?;
            tx.commit().await?;
            return Ok(());
        }
    };
    let attempt = store::begin(&mut tx, id).await?;
    tx.commit().await?;

    let outcome = mailer
        .send(&Mail {
            id: id.0,
            at: written.made_at,
            name: &written.name,
            address: &written.address,
            subject: &written.subject,
            text: &written.body_text,
            html: &written.body_html,
        })
        .await;

    let now = hands.clock.now();
    let mut tx = hands.pool.begin().await?;
    jobs::hold(&mut tx, leased).await?;
    match &outcome {
        Outcome::Sent => settle(&mut tx, now, &written, (MailState::Sent, None)).await?,
        Outcome::Refused(why) => settle(&mut tx, now, &written, (MailState::Refused, Some(why))).await?,
        Outcome::Unknown(why) => settle(&mut tx, now, &written, (MailState::Unknown, Some(why))).await?,
        Outcome::Later(why) if attempt >= MOST_ATTEMPTS => {
            settle(&mut tx, now, &written, (MailState::Refused, Some(why))).await?;
        }
        Outcome::Later(why) => {
            let moved = store::wait(&mut tx, id, why).await?;
            anyhow::ensure!(moved, "mail {id} left its state while it was sent");
            tracing::warn!(mail.id = %id, mail.attempt = attempt, "a mail is tried again later: {why}");
            jobs::put_back(&mut tx, leased, now + pause(attempt), why).await?;
            tx.commit().await?;
            return Ok(());
        }
    }
    jobs::finish(&mut tx, leased).await?;
    tx.commit().await?;
    Ok(())
}

fn pause(attempt: i32) -> Duration {
    let place = usize::try_from(attempt.saturating_sub(1)).unwrap_or_default();
    let last = AGAIN_AFTER_MIN.len() - 1;
    Duration::minutes(AGAIN_AFTER_MIN[place.min(last)])
}

/// It is over with this mail, as far as we can do something.
async fn settle(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    mail: &store::Written,
    (state, why): (MailState, Option<&str>),
) -> anyhow::Result<()> {
    let moved = store::settle(tx, now, mail.id, state, why).await?;
    anyhow::ensure!(moved, "mail {} was settled already", mail.id);
    let (kind, detail) = match state {
        MailState::Sent => (Kind::MailSent, json!({ "mail": mail.id })),
        MailState::Unknown => (Kind::MailNotSent, json!({ "mail": mail.id, "why": "unknown" })),
        _ => (Kind::MailNotSent, refusal(mail.id, why)),
    };
    if let Some(why) = why {
        tracing::error!(mail.id = %mail.id, "a mail needs an administrator: {why}");
    }
    let event = Event::new(kind, Actor::Worker)
        .about(mail.person_id)
        .saying(detail);
    audit::append(tx, now, event).await?;
    Ok(())
}

/// The server's code alone: its words may name somebody, and the log is for ever.
fn refusal(id: MailId, why: Option<&str>) -> Value {
    let code = why.and_then(|why| why.get(..3)?.parse::<u16>().ok());
    json!({ "mail": id, "why": "refused", "code": code })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_is_tried_for_two_days() {
        let pauses: i64 = (1..MOST_ATTEMPTS)
            .map(|attempt| pause(attempt).num_minutes())
            .sum();
        assert_eq!(pauses, 48 * 60);
        assert_eq!(pause(1), Duration::minutes(1));
        assert_eq!(pause(40), Duration::hours(4));
    }
}
