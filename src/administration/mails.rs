//! Mails under `/admin/attention`: what a mail server refused, or may have without our knowing; send it again, or leave it.

use axum::extract::{Path, State};
use axum::response::Redirect;
use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use tower_sessions::Session;

use super::attention_views::MailRow;
use crate::app::App;
use crate::ids::MailId;
use crate::people::signed_in::Administrator;
use crate::requests::mails::{self, MailState, Wished, store};
use crate::web::page::Moment;
use crate::web::{Failure, Form, Nothing, flash};

/// Mails that are shown, the oldest.
const MOST_MAILS: i64 = 50;

/// The mails in trouble, and how many there are in all.
pub(super) async fn in_trouble(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    query: &str,
) -> sqlx::Result<(Vec<MailRow>, i64)> {
    let (found, all) = (
        store::in_trouble(conn, query, MOST_MAILS).await?,
        store::count_in_trouble(conn, query).await?,
    );
    Ok((found.into_iter().map(|mail| row(mail, now)).collect(), all))
}

fn row(mail: store::InTrouble, now: DateTime<Utc>) -> MailRow {
    let (problem, way_out) = match mail.state {
        MailState::Unknown => (t!("attention-mail-unknown"), t!("attention-mail-unknown-way")),
        _ => (t!("attention-mail-refused"), t!("attention-mail-refused-way")),
    };
    MailRow {
        id: mail.id.to_string(),
        title: t!("attention-mail-title", subject = mail.subject, name = mail.name),
        since: Moment::since(mail.since, now),
        problem,
        said: mail.error,
        way_out,
        address: mail.address,
        attempts: mail.attempts,
    }
}

/// Sends it again, once.
pub async fn send_again(
    State(app): State<App>,
    session: Session,
    Administrator(person): Administrator,
    Path(id): Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Redirect, Failure> {
    let id: MailId = id.parse().map_err(|_| Failure::NotFound)?;
    let mut tx = app.pool.begin().await?;
    let wished = mails::send_again(&mut tx, app.clock.now(), person.person, id).await?;
    tx.commit().await?;
    app.bell.ring();
    after(&session, wished, t!("attention-mail-sent")).await
}

/// Leaves it as it is.
pub async fn leave(
    State(app): State<App>,
    session: Session,
    Administrator(person): Administrator,
    Path(id): Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Redirect, Failure> {
    let id: MailId = id.parse().map_err(|_| Failure::NotFound)?;
    let mut tx = app.pool.begin().await?;
    let wished = mails::leave(&mut tx, app.clock.now(), person.person, id).await?;
    tx.commit().await?;
    after(&session, wished, t!("attention-mail-left")).await
}

async fn after(session: &Session, wished: Wished, done: &str) -> Result<Redirect, Failure> {
    match wished {
        Wished::Done => {
            flash::leave(session, done).await?;
            Ok(Redirect::to("/admin/attention"))
        }
        Wished::TooLate => Err(Failure::Conflict(t!("room-too-late").into())),
    }
}
