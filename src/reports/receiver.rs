//! The card of the receiver: how far the SIEM is to which the log is pushed.

use sqlx::PgConnection;

use crate::app::App;
use crate::siem::push::{self, MANY_ATTEMPTS};
use crate::siem::store;
use crate::web::page::{Badge, Moment, Tone};

/// How far the receiver is, in words.
#[derive(Clone, Debug)]
pub struct Receiver {
    /// Its host; the rest of the address may have keys in it.
    pub host: String,
    pub state: Badge,
    /// What it has not.
    pub waiting: String,
    /// When the first that it has not was sealed.
    pub oldest: Option<Moment>,
    /// When it last took something.
    pub taken: Option<Moment>,
    /// Why it did not take what was sent last, when that was, and when that is sent again.
    pub trouble: Option<(String, Moment, Moment)>,
}

/// `None` = the log is pushed to nobody.
pub async fn receiver(conn: &mut PgConnection, app: &App) -> sqlx::Result<Option<Receiver>> {
    let Some(siem) = &app.config.siem else {
        return Ok(None);
    };
    let now = app.clock.now();
    let host = push::host(&siem.url);
    let Some(lag) = store::lag(conn, &push::target(&siem.url)).await? else {
        return Ok(Some(Receiver {
            host,
            state: Badge::new(Tone::Waiting, t!("receiver-new")),
            waiting: t!("receiver-waiting", count = store::head(conn).await?),
            oldest: None,
            taken: None,
            trouble: None,
        }));
    };
    let pushed = lag.pushed;
    let state = match (pushed.attempts, lag.waiting) {
        (0, 0) => Badge::new(Tone::Good, t!("receiver-has-all")),
        (0, _) => Badge::new(Tone::Waiting, t!("receiver-is-sent")),
        (1..MANY_ATTEMPTS, _) => Badge::new(Tone::Waiting, t!("receiver-again")),
        _ => Badge::new(Tone::Bad, t!("receiver-down")),
    };
    let trouble = match (pushed.error.as_deref(), pushed.failed_at) {
        (Some(code), Some(at)) => Some((why(code), Moment::new(at, now), Moment::new(pushed.next_at, now))),
        _ => None,
    };
    Ok(Some(Receiver {
        host,
        state,
        waiting: match lag.waiting {
            0 => t!("receiver-waiting-none").to_owned(),
            count => t!("receiver-waiting", count = count),
        },
        oldest: lag.oldest.map(|at| Moment::new(at, now)),
        taken: pushed.taken_at.map(|at| Moment::new(at, now)),
        trouble,
    }))
}

fn why(code: &str) -> String {
    match code.strip_prefix("status_") {
        Some(status) => t!("receiver-answered", status = status),
        None => t!("receiver-why", code = code),
    }
}
