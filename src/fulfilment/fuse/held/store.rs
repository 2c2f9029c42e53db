//! SQL of what the fuse holds.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{Held, Past};
use crate::fulfilment::EndCause;
use crate::ids::{FuseId, GrantId, RequestId, SkuId};

/// What is held and not let go yet, of one product or of all, the longest held first; after this one, if any.
pub async fn page(
    conn: &mut PgConnection,
    sku: Option<SkuId>,
    words: &str,
    after: Option<(DateTime<Utc>, GrantId)>,
    limit: i64,
) -> sqlx::Result<Vec<Held>> {
    let like = format!("%{}%", words.replace(['%', '_', '\\'], ""));
    sqlx::query_as!(
        Held,
        r#"select g.id as "grant: GrantId", g.request_id as "request: RequestId", p.name as person, p.upn,
                  g.sku_id as "sku: SkuId", coalesce(s.name, s.part_number) as "product!", g.held_cause as "cause: EndCause", g.held_at as "held_at!",
                  g.until_at as until,
                  case when g.held_cause = 'expired' then g.until_at
                       else (select max(d.due_at) from departures d where d.grant_id = g.id and d.state = 'held') end as due
             from grants g join people p on p.id = g.person_id join products s on s.sku_id = g.sku_id
            where g.held_at is not null and g.let_end_at is null and ($1::uuid is null or g.sku_id = $1)
              and ($2 = '%%' or p.name ilike $2 or p.upn ilike $2)
              and ($3::timestamptz is null or (g.held_at, g.id) > ($3, $4))
            order by g.held_at, g.id limit $5"#,
        sku.map(|id| id.0),
        like,
        after.map(|(at, _)| at),
        after.map(|(_, id)| id.0),
        limit,
    )
    .fetch_all(conn)
    .await
}

/// How many of them there are, by product, the most first.
pub async fn by_product(conn: &mut PgConnection) -> sqlx::Result<Vec<(SkuId, String, i64)>> {
    let rows = sqlx::query!(
        r#"select g.sku_id as "sku: SkuId", coalesce(s.name, s.part_number) as "product!", count(*) as "n!"
             from grants g join products s on s.sku_id = g.sku_id
            where g.held_at is not null and g.let_end_at is null group by 1, 2 order by 3 desc, 2"#
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.sku, row.product, row.n))
        .collect())
}

/// The last fuses that were resumed.
pub async fn past(conn: &mut PgConnection, limit: i64) -> sqlx::Result<Vec<Past>> {
    sqlx::query_as!(
        Past,
        r#"select u.id as "id: FuseId", case when u.sku_id is not null then coalesce(s.name, s.part_number) end as product,
                  u.blown_at, u.counted, u.most, u.resumed_at as "resumed_at!", p.name as by, u.reason as "reason!"
             from fuses u join people p on p.id = u.resumed_by left join products s on s.sku_id = u.sku_id
            where u.resumed_at is not null order by u.resumed_at desc limit $1"#,
        limit
    )
    .fetch_all(conn)
    .await
}
