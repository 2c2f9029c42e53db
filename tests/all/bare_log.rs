//! An audit log without a service around it: events, seals, checkpoints, and what a superuser can do to them.

use chrono::{DateTime, Duration, Utc};
use countersign::audit::note::PublicKey;
use countersign::audit::{self, Actor, Event, Keys, Kind, Report};
use countersign::cli::audit::write_key;
use countersign::config;
use serde_json::json;
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool};
use uuid::Uuid;

use crate::cluster::{self, TestDatabase};
use crate::desk::{LOG, until};

pub struct BareLog {
    pub database: TestDatabase,
    pub pool: PgPool,
    pub keys: Keys,
    pub key: PublicKey,
    pub folder: tempfile::TempDir,
    pub now: DateTime<Utc>,
    /// Events written so far, by [`BareLog::writes`] and signing.
    pub written: i64,
}

impl BareLog {
    pub async fn empty() -> Self {
        let database = cluster::database().await;
        let pool = PgPool::connect(&database.service_url).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let key = write_key(LOG, &path).unwrap();
        Self {
            keys: Keys::load(&config::Audit {
                key_files: vec![path],
                ..Self::config()
            })
            .unwrap(),
            database,
            pool,
            key,
            folder,
            now: "2026-11-24T09:00:00Z".parse().unwrap(),
            written: 0,
        }
    }

    /// So many events, with a checkpoint after each share of them.
    pub async fn of(events: usize, share: usize) -> Self {
        let mut log = Self::empty().await;
        while usize::try_from(log.written).unwrap() < events {
            let missing = events - usize::try_from(log.written).unwrap();
            log.writes(missing.min(share)).await;
            log.seals().await;
        }
        log.seals().await;
        log
    }

    /// A section without a key.
    pub fn config() -> config::Audit {
        config::Audit {
            origin: Some(LOG.into()),
            usual_origin: LOG.into(),
            key_files: Vec::new(),
            sign_command: None,
            keep_months: None,
        }
    }

    pub async fn writes(&mut self, count: usize) {
        let mut tx = self.pool.begin().await.unwrap();
        let events = (0..count)
            .map(|n| {
                Event::new(Kind::SignedIn, Actor::Service).saying(
                    json!({ "number": self.written + i64::try_from(n).unwrap(), "x": 1.5, "ä": "\u{1}" }),
                )
            })
            .collect();
        audit::append_all(&mut tx, self.now, events).await.unwrap();
        tx.commit().await.unwrap();
        self.written += i64::try_from(count).unwrap();
        self.now += Duration::seconds(1);
    }

    /// Until all is sealed and signed for; a key's first use is an event more.
    pub async fn seals(&mut self) {
        until("all is sealed", async || {
            audit::seal(&self.pool, self.now).await.unwrap();
            audit::sign(&self.pool, &self.keys, self.now).await.unwrap();
            audit::verify(&self.pool).await.unwrap().unsealed == 0
        })
        .await;
        self.written = self.verified().await.sealed;
    }

    pub async fn verified(&self) -> Report {
        audit::verify(&self.pool).await.unwrap()
    }

    /// What a superuser can do who switches the triggers off.
    pub async fn tampers(&self, statements: &str) {
        let mut owner = PgConnection::connect(&self.database.owner_url).await.unwrap();
        let statements = format!("set session_replication_role = replica; {statements}");
        sqlx::raw_sql(AssertSqlSafe(statements))
            .execute(&mut owner)
            .await
            .unwrap();
    }

    /// The event that was sealed at this place.
    pub async fn event(&self, seq: i64) -> Uuid {
        sqlx::query_scalar!("select event_id from audit_seals where seq = $1", seq)
            .fetch_one(&self.pool)
            .await
            .unwrap()
    }

    pub async fn leaves(&self) -> Vec<audit::Hash> {
        sqlx::query_scalar!("select hash from audit_seals order by seq")
            .fetch_all(&self.pool)
            .await
            .unwrap()
            .into_iter()
            .map(|hash| hash.try_into().unwrap())
            .collect()
    }

    pub async fn close(self) {
        self.pool.close().await;
        self.database.remove().await;
    }
}
