//! The register: every version that was ever kept, byte for byte, when it was in force, and by whom.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::drafts::{Draft, DraftKind};
use super::store;

/// A version that is kept.
#[derive(Clone, Debug)]
pub struct Version {
    pub version: String,
    pub kept_at: DateTime<Utc>,
}

/// A time in which a version was in force.
#[derive(Clone, Debug)]
pub struct Period {
    pub version: String,
    pub from: DateTime<Utc>,
    /// `None` = still in force.
    pub until: Option<DateTime<Utc>>,
    /// How it came in force; `None` = at the first start, or before there were drafts.
    pub by: Option<By>,
}

/// Who brought a version in force.
#[derive(Clone, Debug)]
pub struct By {
    pub kind: DraftKind,
    pub submitter: String,
    pub why: String,
    pub put_in_force_by: String,
    pub put_in_force_why: String,
}

/// Versions, the newest first, beginning after `before`, as many as `limit`.
pub async fn versions(
    conn: &mut PgConnection,
    before: Option<&(DateTime<Utc>, String)>,
    limit: i64,
) -> sqlx::Result<Vec<Version>> {
    store::versions(conn, before, limit).await
}

pub async fn version(conn: &mut PgConnection, version: &str) -> sqlx::Result<Option<Version>> {
    store::version(conn, version).await
}

/// When these versions were in force, latest first.
pub async fn periods(conn: &mut PgConnection, versions: &[String]) -> sqlx::Result<Vec<Period>> {
    store::periods(conn, versions).await
}

/// The drafts by which these versions were to come in force, latest first, as many as `limit`.
pub async fn drafts(conn: &mut PgConnection, versions: &[String], limit: i64) -> sqlx::Result<Vec<Draft>> {
    store::drafts_of(conn, versions, limit).await
}
