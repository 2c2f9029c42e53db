//! SQL of the API tokens.

use chrono::{DateTime, Duration, Utc};
use sqlx::PgConnection;

use super::{New, Token};
use crate::ids::{PersonId, TokenId};

/// Seconds between two notes that a token is in use; each note is a write.
const USED_STEP_S: i64 = 60;
/// Minutes between two events that the feed is read with a token: an event for each reading would never let the feed come to its end.
const FED_STEP_MIN: i64 = 60;

/// `false` = there is one with this id.
pub async fn insert(
    conn: &mut PgConnection,
    new: &New,
    hash: &[u8],
    by: PersonId,
    (now, expires_at): (DateTime<Utc>, DateTime<Utc>),
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into api_tokens (id, name, hash, may_feed, may_report, made_by, made_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (id) do nothing",
        new.id.0,
        new.name,
        hash,
        new.may_feed,
        new.may_report,
        by.0,
        now,
        expires_at,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// How many are good now.
pub async fn living(conn: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "n!" from api_tokens where revoked_at is null and expires_at > $1"#,
        now
    )
    .fetch_one(conn)
    .await
}

pub async fn by_hash(conn: &mut PgConnection, hash: &[u8]) -> sqlx::Result<Option<Token>> {
    sqlx::query_as!(
        Token,
        r#"select id as "id: TokenId", name, may_feed, may_report, made_by as "made_by: PersonId", expires_at, revoked_at
             from api_tokens where hash = $1"#,
        hash
    )
    .fetch_optional(conn)
    .await
}

/// Its name; `None` = there is none that could be revoked.
pub async fn revoke(
    conn: &mut PgConnection,
    id: TokenId,
    by: PersonId,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        "update api_tokens set revoked_by = $2, revoked_at = $3 where id = $1 and revoked_at is null returning name",
        id.0,
        by.0,
        now
    )
    .fetch_optional(conn)
    .await
}

/// It is in use, to the minute.
pub async fn used(conn: &mut PgConnection, id: TokenId, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "update api_tokens set last_used_at = $2 where id = $1 and (last_used_at is null or last_used_at <= $3)",
        id.0,
        now,
        now - Duration::seconds(USED_STEP_S),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether the log is to say now that the feed is read with it.
pub async fn is_to_be_noted(conn: &mut PgConnection, id: TokenId, now: DateTime<Utc>) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update api_tokens set fed_noted_at = $2 where id = $1 and (fed_noted_at is null or fed_noted_at <= $3)",
        id.0,
        now,
        now - Duration::minutes(FED_STEP_MIN),
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A token as the administrator's page shows it.
#[derive(Clone, Debug)]
pub struct Listed {
    pub id: TokenId,
    pub name: String,
    pub may_feed: bool,
    pub may_report: bool,
    pub made_by: String,
    /// Whoever made it has left.
    pub maker_left: bool,
    pub made_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub revoked_by: Option<String>,
    pub revoked_at: Option<DateTime<Utc>>,
    pub last_used_at: Option<DateTime<Utc>>,
}

/// Those that are good first, then the latest.
pub async fn all(conn: &mut PgConnection, now: DateTime<Utc>, limit: i64) -> sqlx::Result<Vec<Listed>> {
    sqlx::query_as!(
        Listed,
        r#"select t.id as "id: TokenId", t.name, t.may_feed, t.may_report, m.name as made_by,
                  (not m.enabled or m.gone_at is not null) as "maker_left!", t.made_at, t.expires_at,
                  r.name as "revoked_by?", t.revoked_at, t.last_used_at
             from api_tokens t
             join people m on m.id = t.made_by
             left join people r on r.id = t.revoked_by
            order by (t.revoked_at is null and t.expires_at > $1) desc, t.made_at desc, t.id desc
            limit $2"#,
        now,
        limit
    )
    .fetch_all(conn)
    .await
}
