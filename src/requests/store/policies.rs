//! SQL of policy versions: which are kept, and which is in force.

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

/// Key of the advisory lock; any number, the same everywhere.
const POLICY_LOCK: i64 = 0x0C05_901C;

/// Keeps a policy version byte for byte.
pub async fn keep_policy(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    version: &str,
    bytes: &[u8],
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into policy_versions (version, bytes, first_seen_at) values ($1, $2, $3) on conflict do nothing",
        version,
        bytes,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// One process at a time decides which policy is in force. Comes before every other lock of its transaction.
pub async fn lock_policy(conn: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("select pg_advisory_xact_lock($1)", POLICY_LOCK)
        .execute(conn)
        .await?;
    Ok(())
}

/// No other version comes in force until the transaction ends. Comes before every other lock of it.
pub async fn hold_policy(conn: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("select pg_advisory_xact_lock_shared($1)", POLICY_LOCK)
        .execute(conn)
        .await?;
    Ok(())
}

/// The version in force and since when it is.
pub async fn policy_in_force(conn: &mut PgConnection) -> sqlx::Result<Option<(String, DateTime<Utc>)>> {
    let row = sqlx::query!("select version, from_at from policy_in_force order by id desc limit 1")
        .fetch_optional(conn)
        .await?;
    Ok(row.map(|row| (row.version, row.from_at)))
}

/// The bytes of a version are not those that were kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "The bytes of this version were altered after it was kept: they are not those that it is named after. Restore them from a backup."
)]
pub struct Altered;

/// A version, byte for byte, if its bytes are still those that it is named after.
pub async fn kept_policy(
    conn: &mut PgConnection,
    version: &str,
) -> sqlx::Result<Option<Result<Vec<u8>, Altered>>> {
    let bytes = policy_bytes(conn, version).await?;
    Ok(bytes.map(|bytes| match is_altered(version, &bytes) {
        true => Err(Altered),
        false => Ok(bytes),
    }))
}

/// Whether these are not the bytes that the version is named after.
pub fn is_altered(version: &str, bytes: &[u8]) -> bool {
    hex::encode(Sha256::digest(bytes)) != version
}

/// What is kept under a version, altered or not: for whoever shows it or judges that; rules are read from [`kept_policy`].
pub async fn policy_bytes(conn: &mut PgConnection, version: &str) -> sqlx::Result<Option<Vec<u8>>> {
    sqlx::query_scalar!("select bytes from policy_versions where version = $1", version)
        .fetch_optional(conn)
        .await
}
