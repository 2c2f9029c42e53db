//! SQL of adoptions.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{Adoption, Extent, NewAdoption};
use crate::ids::{AdoptionId, FindingId, PersonId, SkuId};

// One column list for every question that answers adoptions.
macro_rules! adoptions {
    ($rest:literal $(, $arg:expr)* $(,)?) => {
        sqlx::query_as!(
            Adoption,
            r#"select a.id as "id: AdoptionId", a.by_id as "by: PersonId", a.reason, a.sku_id as "sku: SkuId", a.ends_on,
                      a.up_to, a.changed_to, a.total, a.done, a.passed_over, a.after, a.started_at, a.finished_at,
                      a.stopped_at
                 from adoptions a "# + $rest
            $(, $arg)*
        )
    };
}

/// What is on the list without a grant; nothing if nothing is.
pub async fn extent(conn: &mut PgConnection, sku: Option<SkuId>) -> sqlx::Result<Option<Extent>> {
    let row = sqlx::query!(
        r#"select count(*) as "n!", max(written) as up_to, max(changed_at) as changed_to
             from findings where state = 'open' and kind = 'unknown_licence' and ($1::uuid is null or sku_id = $1)"#,
        sku.map(|id| id.0),
    )
    .fetch_one(conn)
    .await?;
    Ok(row.up_to.zip(row.changed_to).map(|(up_to, changed_to)| Extent {
        count: row.n,
        up_to,
        changed_to,
    }))
}

/// What is on the list without a grant, by product: how many, and for how many of them plans are off.
pub async fn by_product(conn: &mut PgConnection, sku: Option<SkuId>) -> sqlx::Result<Vec<(SkuId, i64, i64)>> {
    let rows = sqlx::query!(
        r#"select sku_id as "sku: SkuId", count(*) as "n!", count(*) filter (where observed ? 'off') as "with_plans_off!"
             from findings where state = 'open' and kind = 'unknown_licence' and ($1::uuid is null or sku_id = $1)
            group by sku_id order by count(*) desc, sku_id"#,
        sku.map(|id| id.0),
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.sku, row.n, row.with_plans_off))
        .collect())
}

/// Plans that are not offered to anybody, and that adopting would switch off: with the product and for how many people.
pub async fn switched_off(
    conn: &mut PgConnection,
    sku: Option<SkuId>,
) -> sqlx::Result<Vec<(SkuId, String, i64)>> {
    let rows = sqlx::query!(
        r#"select f.sku_id as "sku: SkuId", coalesce(s.title, s.name) as "plan!", count(*) as "n!"
             from findings f join service_plans s on s.sku_id = f.sku_id
            where f.state = 'open' and f.kind = 'unknown_licence' and ($1::uuid is null or f.sku_id = $1)
              and s.class <> 'offered' and s.applies_to = 'User' and s.gone_at is null
              and not coalesce(f.observed->'off' ? s.plan_id::text, false)
            group by f.sku_id, s.plan_id, coalesce(s.title, s.name) order by 3 desc, 2, 1"#,
        sku.map(|id| id.0),
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.sku, row.plan, row.n)).collect())
}

/// How many of those can not be adopted, because a grant has come since.
pub async fn conflicts(conn: &mut PgConnection, sku: Option<SkuId>) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "n!" from findings f
            where f.state = 'open' and f.kind = 'unknown_licence' and ($1::uuid is null or f.sku_id = $1)
              and exists (select from grants g
                           where g.person_id = f.person_id and g.sku_id = f.sku_id and g.state <> 'ended')"#,
        sku.map(|id| id.0),
    )
    .fetch_one(conn)
    .await
}

/// How many of those belong to people whose account is closed.
pub async fn of_closed(conn: &mut PgConnection, sku: Option<SkuId>) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "n!" from findings f join people p on p.id = f.person_id
            where f.state = 'open' and f.kind = 'unknown_licence' and ($1::uuid is null or f.sku_id = $1)
              and (not p.enabled or p.gone_at is not null)"#,
        sku.map(|id| id.0),
    )
    .fetch_one(conn)
    .await
}

/// Writes it; answers whether no other is under way.
pub async fn insert(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    id: AdoptionId,
    new: &NewAdoption<'_>,
    extent: Extent,
) -> sqlx::Result<bool> {
    let written = sqlx::query!(
        "insert into adoptions (id, by_id, reason, sku_id, ends_on, up_to, changed_to, total, started_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict ((true)) where finished_at is null and stopped_at is null do nothing",
        id.0,
        new.by.0,
        new.reason,
        new.sku.map(|id| id.0),
        new.ends_on,
        extent.up_to,
        extent.changed_to,
        extent.count,
        now,
    )
    .execute(conn)
    .await?;
    Ok(written.rows_affected() == 1)
}

/// The adoption, locked until the transaction ends.
pub async fn lock(conn: &mut PgConnection, id: AdoptionId) -> sqlx::Result<Option<Adoption>> {
    adoptions!("where a.id = $1 for update", id.0)
        .fetch_optional(conn)
        .await
}

/// The one under way, or the last one.
pub async fn last(conn: &mut PgConnection) -> sqlx::Result<Option<Adoption>> {
    adoptions!("order by a.started_at desc, a.id desc limit 1")
        .fetch_optional(conn)
        .await
}

/// The next findings of an adoption, in the order in which they were written, with their places in it; locked, so that none
/// of them becomes another before it is adopted.
pub async fn next(
    conn: &mut PgConnection,
    adoption: &Adoption,
    limit: i64,
) -> sqlx::Result<Vec<(FindingId, i64)>> {
    let rows = sqlx::query!(
        r#"select id as "id: FindingId", written from findings
            where state = 'open' and kind = 'unknown_licence' and ($1::uuid is null or sku_id = $1)
              and written > $2 and written <= $3 and changed_at <= $4
            order by written limit $5 for update"#,
        adoption.sku.map(|id| id.0),
        adoption.after,
        adoption.up_to,
        adoption.changed_to,
        limit,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.written)).collect())
}

pub async fn advance(
    conn: &mut PgConnection,
    id: AdoptionId,
    after: i64,
    (done, passed_over): (i64, i64),
) -> sqlx::Result<()> {
    sqlx::query!(
        "update adoptions set after = $2, done = done + $3, passed_over = passed_over + $4 where id = $1",
        id.0,
        after,
        done,
        passed_over,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn finish(conn: &mut PgConnection, now: DateTime<Utc>, id: AdoptionId) -> sqlx::Result<()> {
    sqlx::query!("update adoptions set finished_at = $2 where id = $1", id.0, now)
        .execute(conn)
        .await?;
    Ok(())
}

pub async fn stop(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    id: AdoptionId,
    by: PersonId,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update adoptions set stopped_at = $2, stopped_by = $3 where id = $1 and finished_at is null and stopped_at is null",
        id.0,
        now,
        by.0,
    )
    .execute(conn)
    .await?;
    Ok(())
}
