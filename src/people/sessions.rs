//! Sessions in Postgres. How long one lives is decided by our clock alone: idle and absolute age are checked at each
//! request (`people::signed_in`), the row goes when the absolute age is over.

use async_trait::async_trait;
use chrono::Duration;
use sqlx::PgPool;
use tower_sessions::cookie::SameSite;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};
use tower_sessions::{Expiry, SessionManagerLayer, SessionStore};
use url::Url;

use super::signed_in::PERSON_KEY;
use crate::clock::Clock;

/// Minutes that a session of nobody lives. It only carries a sign-in that was begun, and anybody can begin one.
const VISITOR_AGE_MIN: i64 = 30;
/// The library wants an end; ours is `expires_at`. 2100-01-01.
const NEVER_BY_THE_LIBRARY: i64 = 4_102_444_800;

#[derive(Clone, Debug)]
pub struct PgSessions {
    pub pool: PgPool,
    pub clock: Clock,
    pub absolute_age: Duration,
}

fn backend(error: sqlx::Error) -> Error {
    Error::Backend(error.to_string())
}

#[async_trait]
impl SessionStore for PgSessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        // 128 random bits: an id that exists already is a fault, and the primary key refuses it.
        let expires_at = self.clock.now() + self.age(record);
        let data = data(record)?;
        sqlx::query!(
            "insert into sessions (id, data, expires_at) values ($1, $2, $3)",
            record.id.to_string(),
            data,
            expires_at
        )
        .execute(&self.pool)
        .await
        .map_err(backend)?;
        Ok(())
    }

    async fn save(&self, record: &Record) -> Result<()> {
        // Only what is still there: a request that was under way while somebody signed out must not bring the session
        // back. And a person's session ends when it was to end from the beginning.
        let longer = (!is_of_a_person(record)).then(|| self.clock.now() + self.age(record));
        sqlx::query!(
            // Nothing is lost that anybody would miss when the server of the database falls within a second: no wait for the disk.
            "with relaxed as materialized (select set_config('synchronous_commit', 'off', true))
             update sessions set data = $2, expires_at = coalesce($3, expires_at) from relaxed where id = $1",
            record.id.to_string(),
            data(record)?,
            longer
        )
        .execute(&self.pool)
        .await
        .map_err(backend)?;
        Ok(())
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let now = self.clock.now();
        let data = sqlx::query_scalar!(
            "select data from sessions where id = $1 and expires_at > $2",
            id.to_string(),
            now
        )
        .fetch_optional(&self.pool)
        .await
        .map_err(backend)?;
        let Some(data) = data else { return Ok(None) };
        let expiry_date = time::OffsetDateTime::from_unix_timestamp(NEVER_BY_THE_LIBRARY)
            .map_err(|error| Error::Decode(error.to_string()))?;
        let data = serde_json::from_value(data).map_err(|error| Error::Decode(error.to_string()))?;
        Ok(Some(Record {
            id: *id,
            data,
            expiry_date,
        }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        sqlx::query!("delete from sessions where id = $1", id.to_string())
            .execute(&self.pool)
            .await
            .map_err(backend)?;
        Ok(())
    }
}

impl PgSessions {
    fn age(&self, record: &Record) -> Duration {
        if is_of_a_person(record) {
            self.absolute_age
        } else {
            Duration::minutes(VISITOR_AGE_MIN)
        }
    }

    /// Removes what is over; answers how many.
    pub async fn sweep(&self) -> sqlx::Result<u64> {
        let gone = sqlx::query!("delete from sessions where expires_at <= $1", self.clock.now());
        Ok(gone.execute(&self.pool).await?.rows_affected())
    }
}

/// The layer that gives each request its session, and the browser its cookie.
pub fn layer(sessions: PgSessions, public_url: &Url) -> SessionManagerLayer<PgSessions> {
    let https = public_url.scheme() == "https";
    // Browsers take a `__Host-` cookie only over https; on http loopback it has its plain name.
    let name = if https {
        "__Host-countersign"
    } else {
        "countersign"
    };
    SessionManagerLayer::new(sessions)
        .with_name(name)
        .with_secure(https)
        .with_http_only(true)
        // Lax, not Strict: people come back from the sign-in service by a link of another site.
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnSessionEnd)
}

fn is_of_a_person(record: &Record) -> bool {
    record.data.contains_key(PERSON_KEY)
}

fn data(record: &Record) -> Result<serde_json::Value> {
    serde_json::to_value(&record.data).map_err(|error| Error::Encode(error.to_string()))
}
