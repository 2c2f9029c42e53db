//! SQL of the fuse and of what it holds.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;
use sqlx::types::Json;

use super::Fuse;
use super::resume::Shown;
use crate::fulfilment::attention::Attention;
use crate::fulfilment::store::grants;
use crate::fulfilment::{EndCause, Grant, GrantState};
use crate::ids::{FuseId, GrantId, PersonId, PlanId, RequestId, SkuId};

/// Key of the advisory lock; any number, the same everywhere.
const FUSE_LOCK: i64 = 0x0F05_E000;

/// One transaction at a time counts what ends by itself: two at once would both slip under the limit.
pub async fn lock(conn: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("select pg_advisory_xact_lock($1)", FUSE_LOCK)
        .execute(conn)
        .await?;
    Ok(())
}

/// What this transaction has counted so far: it is gone with the transaction.
pub async fn remembered(conn: &mut PgConnection) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!("select current_setting('countersign.fuse', true)")
        .fetch_one(conn)
        .await
}

pub async fn remember(conn: &mut PgConnection, counts: &str) -> sqlx::Result<()> {
    sqlx::query_scalar!("select set_config('countersign.fuse', $1, true)", counts)
        .fetch_one(conn)
        .await?;
    Ok(())
}

pub async fn is_blown(conn: &mut PgConnection, sku: Option<SkuId>) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from fuses where resumed_at is null and sku_id is not distinct from $1) as "is!""#,
        sku.map(|id| id.0),
    )
    .fetch_one(conn)
    .await
}

/// When the fuse of this scope was last resumed; that of all products counts for each.
pub async fn last_resumed(
    conn: &mut PgConnection,
    sku: Option<SkuId>,
) -> sqlx::Result<Option<DateTime<Utc>>> {
    sqlx::query_scalar!(
        "select max(resumed_at) from fuses where resumed_at is not null and (sku_id is null or sku_id = $1)",
        sku.map(|id| id.0),
    )
    .fetch_one(conn)
    .await
}

/// Active grants that have ended by themselves since then, without those that an administrator let end.
pub async fn ended_since(
    conn: &mut PgConnection,
    since: DateTime<Utc>,
    sku: Option<SkuId>,
) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "n!" from grants
            where end_cause in ('expired', 'left', 'moved') and end_wished_at > $1 and active_at is not null
              and let_end_at is null and ($2::uuid is null or sku_id = $2)"#,
        since,
        sku.map(|id| id.0),
    )
    .fetch_one(conn)
    .await
}

/// Grants that were active at that moment.
pub async fn active_at(conn: &mut PgConnection, at: DateTime<Utc>, sku: Option<SkuId>) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select (select count(*) from grants where state <> 'ended' and active_at <= $1 and end_wished_at is null
                      and ($2::uuid is null or sku_id = $2))
                + (select count(*) from grants where end_wished_at > $1 and active_at <= $1
                      and ($2::uuid is null or sku_id = $2)) as "n!""#,
        at,
        sku.map(|id| id.0),
    )
    .fetch_one(conn)
    .await
}

pub async fn insert(conn: &mut PgConnection, fuse: &Fuse) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into fuses (id, sku_id, blown_at, counted, most, active_before) values ($1, $2, $3, $4, $5, $6)",
        fuse.id.0,
        fuse.sku.map(|id| id.0),
        fuse.blown_at,
        fuse.counted,
        fuse.most,
        fuse.active_before,
    )
    .execute(conn)
    .await?;
    Ok(())
}

// One column list for every question that answers fuses.
macro_rules! fuses {
    ($rest:literal $(, $arg:expr)* $(,)?) => {
        sqlx::query_as!(
            Fuse,
            r#"select u.id as "id: FuseId", u.sku_id as "sku: SkuId", u.blown_at, u.counted, u.most, u.active_before,
                      u.resumed_at, u.resumed_by as "resumed_by: PersonId", u.reason
                 from fuses u "# + $rest
            $(, $arg)*
        )
    };
}

/// The fuses that have blown and are not resumed, that of all products first.
pub async fn blown(conn: &mut PgConnection) -> sqlx::Result<Vec<Fuse>> {
    fuses!("where u.resumed_at is null order by u.sku_id nulls first")
        .fetch_all(conn)
        .await
}

pub async fn blown_by_id(conn: &mut PgConnection, id: FuseId) -> sqlx::Result<Option<Fuse>> {
    fuses!("where u.id = $1 and u.resumed_at is null", id.0)
        .fetch_optional(conn)
        .await
}

/// Those that were resumed lately, latest first.
pub async fn resumed(conn: &mut PgConnection, limit: i64) -> sqlx::Result<Vec<Fuse>> {
    fuses!(
        "where u.resumed_at is not null order by u.resumed_at desc limit $1",
        limit
    )
    .fetch_all(conn)
    .await
}

/// What is held of a product, or of all of them, and not let go yet.
pub async fn shown(conn: &mut PgConnection, sku: Option<SkuId>) -> sqlx::Result<Shown> {
    let row = sqlx::query!(
        r#"select count(*) as "n!", max(held_at) as last from grants
            where held_at is not null and let_end_at is null and ($1::uuid is null or sku_id = $1)"#,
        sku.map(|id| id.0),
    )
    .fetch_one(conn)
    .await?;
    Ok(Shown {
        held: row.n,
        last_held_us: row.last.map_or(0, |at| at.timestamp_micros()),
    })
}

/// Everything that the fuse holds may end; answers how much that is.
pub async fn let_end(conn: &mut PgConnection, now: DateTime<Utc>, fuse: &Fuse) -> anyhow::Result<i64> {
    let done = sqlx::query!(
        "update grants set let_end_at = $2, let_end_by = $3
          where held_at is not null and let_end_at is null and ($1::uuid is null or sku_id = $1)",
        fuse.sku.map(|id| id.0),
        now,
        fuse.id.0,
    )
    .execute(conn)
    .await?;
    Ok(i64::try_from(done.rows_affected())?)
}

/// The fuse is whole again; with that of all products, those of single products too.
pub async fn reset(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    (by, reason): (PersonId, &str),
    fuse: &Fuse,
) -> sqlx::Result<Vec<Fuse>> {
    sqlx::query_as!(
        Fuse,
        r#"update fuses set resumed_at = $2, resumed_by = $3, reason = $4
            where resumed_at is null and (id = $1 or $5)
           returning id as "id: FuseId", sku_id as "sku: SkuId", blown_at, counted, most, active_before, resumed_at,
                     resumed_by as "resumed_by: PersonId", reason"#,
        fuse.id.0,
        now,
        by.0,
        reason,
        fuse.sku.is_none(),
    )
    .fetch_all(conn)
    .await
}

/// Some grants that may end although the fuse held them, locked, with the reason.
pub async fn lock_let_end(conn: &mut PgConnection, limit: i64) -> sqlx::Result<Vec<(Grant, String)>> {
    let rows = grants!(
        "where g.let_end_at is not null and g.held_at is not null order by g.id limit $1 for update",
        limit
    )
    .fetch_all(&mut *conn)
    .await?;
    let ids: Vec<_> = rows.iter().map(|row| row.id.0).collect();
    let reasons = sqlx::query!(
        r#"select u.reason from grants g join fuses u on u.id = g.let_end_by where g.id = any ($1) order by g.id"#,
        &ids
    )
    .fetch_all(conn)
    .await?;
    let reasons = reasons.into_iter().map(|row| row.reason.unwrap_or_default());
    Ok(rows.into_iter().map(Grant::from).zip(reasons).collect())
}

/// These are not held any more.
pub async fn let_go(conn: &mut PgConnection, ids: &[GrantId]) -> sqlx::Result<()> {
    let ids: Vec<_> = ids.iter().map(|id| id.0).collect();
    sqlx::query!(
        "update grants set held_at = null, held_cause = null, let_end_at = null, let_end_by = null where id = any ($1)",
        &ids
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A grant that does not end after all.
pub struct Kept {
    pub id: GrantId,
    pub request: RequestId,
    pub person: PersonId,
    pub sku: SkuId,
    pub cause: Option<EndCause>,
    pub until: Option<DateTime<Utc>>,
    pub ends_on: Option<NaiveDate>,
    /// Where the person lives, as far as it is known.
    pub time_zone: Option<String>,
    pub usage_location: Option<String>,
    pub country: Option<String>,
}

/// What is held of these, or of all of a scope, locked.
pub async fn lock_held(
    conn: &mut PgConnection,
    sku: Option<SkuId>,
    only: Option<&[GrantId]>,
) -> sqlx::Result<Vec<Kept>> {
    let only: Option<Vec<_>> = only.map(|ids| ids.iter().map(|id| id.0).collect());
    sqlx::query_as!(
        Kept,
        r#"select g.id as "id: GrantId", g.request_id as "request: RequestId", g.person_id as "person: PersonId",
                  g.sku_id as "sku: SkuId", g.held_cause as "cause: EndCause", g.until_at as until, g.ends_on,
                  p.time_zone, p.usage_location, p.country
             from grants g join people p on p.id = g.person_id
            where g.held_at is not null and g.let_end_at is null and ($1::uuid is null or g.sku_id = $1)
              and ($2::uuid[] is null or g.id = any ($2))
            order by g.id for update of g"#,
        sku.map(|id| id.0),
        only.as_deref(),
    )
    .fetch_all(conn)
    .await
}

/// Takes the hold away from these; each ends when it is said here, and it is remembered who kept it and why.
pub async fn keep(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    (by, reason): (PersonId, &str),
    kept: &[Kept],
) -> sqlx::Result<()> {
    let ids: Vec<_> = kept.iter().map(|grant| grant.id.0).collect();
    let until: Vec<_> = kept.iter().map(|grant| grant.until).collect();
    let ends_on: Vec<_> = kept.iter().map(|grant| grant.ends_on).collect();
    sqlx::query!(
        "update grants g set held_at = null, held_cause = null, until_at = t.until_at, ends_on = t.ends_on,
                             kept_at = $4, kept_by = $5, kept_reason = $6
           from unnest($1::uuid[], $2::timestamptz[], $3::date[]) as t (id, until_at, ends_on) where g.id = t.id",
        &ids,
        &until as &[Option<DateTime<Utc>>],
        &ends_on as &[Option<NaiveDate>],
        now,
        by.0,
        reason,
    )
    .execute(conn)
    .await?;
    Ok(())
}
