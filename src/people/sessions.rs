//! Sessions in Postgres. How long one lives is decided by our clock alone: idle and absolute age are checked at each
//! request (`people::signed_in`), the row goes when the absolute age is over.

use async_trait::async_trait;
use chrono::{DateTime, Duration, Utc};
use sqlx::PgPool;
use tower_sessions::SessionStore;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};

use crate::clock::Clock;

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
        let (data, expires_at) = self.row(record)?;
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
        let (data, expires_at) = self.row(record)?;
        sqlx::query!(
            "insert into sessions (id, data, expires_at) values ($1, $2, $3)
             on conflict (id) do update set data = excluded.data",
            record.id.to_string(),
            data,
            expires_at
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
    fn row(&self, record: &Record) -> Result<(serde_json::Value, DateTime<Utc>)> {
        let data = serde_json::to_value(&record.data).map_err(|error| Error::Encode(error.to_string()))?;
        Ok((data, self.clock.now() + self.absolute_age))
    }

    /// Removes what is over; answers how many.
    pub async fn sweep(&self) -> sqlx::Result<u64> {
        let gone = sqlx::query!("delete from sessions where expires_at <= $1", self.clock.now());
        Ok(gone.execute(&self.pool).await?.rows_affected())
    }
}
