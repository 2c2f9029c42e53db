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
        MailState::Unknown => (
            "The line broke after the whole mail was sent and before the server answered: it may have arrived.",
            "Ask whether it arrived. Sent again it may arrive twice; left alone it may not arrive at all.",
        ),
        _ => (
            "The mail server does not take it.",
            "Mend the address in the directory, or what the server says. A mail that is sent again goes to the address it was written to.",
        ),
    };
    MailRow {
        id: mail.id.to_string(),
        title: format!("{} to {}", mail.subject, mail.name),
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
    after(&session, wished, "The mail is being sent again.").await
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
    after(&session, wished, "The mail is left as it is.").await
}

async fn after(session: &Session, wished: Wished, done: &str) -> Result<Redirect, Failure> {
    match wished {
        Wished::Done => {
            flash::leave(session, done).await?;
            Ok(Redirect::to("/admin/attention"))
        }
        Wished::TooLate => Err(Failure::Conflict("This has been taken care of already.".into())),
    }
}
