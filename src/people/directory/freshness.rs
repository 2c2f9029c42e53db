//! How old the mirror is, and whether it is young enough to decide by.

use chrono::{DateTime, Duration, Utc};
use sqlx::PgConnection;

use super::store;
use crate::web::page::Moment;

/// Of the mirror of people, at one moment.
#[derive(Clone, Copy, Debug)]
pub struct Freshness {
    /// As of when it is true; `None` = it was never read.
    pub read_at: Option<DateTime<Utc>>,
    /// When the seats were counted; `None` = never.
    pub seats_read_at: Option<DateTime<Utc>>,
    pub is_fresh: bool,
    now: DateTime<Utc>,
}

pub async fn freshness(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    fresh_hours: u32,
) -> anyhow::Result<Freshness> {
    let store::ReadAt {
        people: read_at,
        catalog: seats_read_at,
    } = store::read_at(conn).await?;
    Ok(Freshness {
        read_at,
        seats_read_at,
        is_fresh: read_at.is_some_and(|at| now - at <= Duration::hours(fresh_hours.into())),
        now,
    })
}

impl Freshness {
    pub fn as_of(&self) -> Option<Moment> {
        self.read_at.map(|at| Moment::new(at, self.now))
    }

    /// Why decisions wait, in a sentence; `None` = they do not.
    pub fn waits(&self) -> Option<String> {
        if self.is_fresh {
            return None;
        }
        Some(match self.as_of() {
            None => t!("directory-unread").into(),
            Some(at) => t!("directory-old", when = at.words),
        })
    }
}
