//! SQL of seats that are set aside, and of those who wait for one.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use sqlx::types::Json;

use crate::fulfilment::attention::Attention;
use crate::fulfilment::store::grants;
use crate::fulfilment::{EndCause, Grant, GrantState};
use crate::ids::{GrantId, PersonId, PlanId, RequestId, SkuId};

/// Seats of a product that are set aside and that a reading of the counts at `read_at` may not show yet.
pub async fn seats_set_aside(
    conn: &mut PgConnection,
    sku: SkuId,
    read_at: DateTime<Utc>,
) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "n!" from grants
            where sku_id = $1 and seat_at is not null
              and ((state = 'pending' and (active_at is null or seat_at > active_at)) or (state = 'active' and active_at > $2))"#,
        sku.0,
        read_at,
    )
    .fetch_one(conn)
    .await
}

/// As [`seats_set_aside`], for each product that has any, beside what was last read of it.
pub async fn set_aside_in_all(conn: &mut PgConnection) -> sqlx::Result<BTreeMap<SkuId, i64>> {
    let rows = sqlx::query!(
        r#"select g.sku_id as "sku: SkuId", count(*) as "n!"
             from grants g join products p on p.sku_id = g.sku_id
            where g.seat_at is not null
              and ((g.state = 'pending' and (g.active_at is null or g.seat_at > g.active_at))
                   or (g.state = 'active' and g.active_at > p.seen_at))
            group by g.sku_id"#
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.sku, row.n)).collect())
}

/// Grants of a product without a seat, first approved first, locked until the transaction ends.
pub async fn next_for_a_seat(conn: &mut PgConnection, sku: SkuId, limit: i64) -> sqlx::Result<Vec<Grant>> {
    let rows = grants!(
        "where g.sku_id = $1 and g.seat_at is null
           and (g.state = 'waiting_for_seat' or (g.state = 'pending' and g.active_at is null))
         order by g.approved_at, g.id limit $2 for update",
        sku.0,
        limit
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(Grant::from).collect())
}

pub async fn set_seats_aside(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    ids: &[GrantId],
) -> sqlx::Result<()> {
    let ids: Vec<_> = ids.iter().map(|id| id.0).collect();
    sqlx::query!(
        "update grants set seat_at = $2, attention = null, state = 'pending',
                           state_since = case when state = 'pending' then state_since else $2 end
          where id = any ($1)",
        &ids,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes back seats that were set aside for later approvals and for which nothing was sent yet.
pub async fn take_back_later_seats(conn: &mut PgConnection, grant: &Grant) -> sqlx::Result<()> {
    sqlx::query!(
        "update grants set seat_at = null
          where sku_id = $1 and state = 'pending' and seat_at is not null and sent_at is null and active_at is null
            and (approved_at, id) > ($2, $3)",
        grant.sku_id.0,
        grant.approved_at,
        grant.id.0,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Grants of a product that wait for a seat, next first.
pub async fn waiting_for_seat(conn: &mut PgConnection, sku: SkuId, limit: i64) -> sqlx::Result<Vec<Grant>> {
    let rows = grants!(
        "where g.sku_id = $1 and g.state = 'waiting_for_seat' order by g.approved_at, g.id limit $2",
        sku.0,
        limit
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(Grant::from).collect())
}

/// How many wait for a seat of the same product before this one, and how many in all.
pub async fn waiting_before(conn: &mut PgConnection, grant: &Grant) -> sqlx::Result<(i64, i64)> {
    let row = sqlx::query!(
        r#"select count(*) filter (where (approved_at, id) < ($2, $3)) as "before!", count(*) as "all!"
             from grants where sku_id = $1 and state = 'waiting_for_seat'"#,
        grant.sku_id.0,
        grant.approved_at,
        grant.id.0,
    )
    .fetch_one(conn)
    .await?;
    Ok((row.before, row.all))
}

/// Products for which somebody waits for a seat, with how many.
pub async fn waiting_rooms(conn: &mut PgConnection) -> sqlx::Result<Vec<(SkuId, i64)>> {
    let rows = sqlx::query!(
        r#"select sku_id as "sku: SkuId", count(*) as "n!" from grants where state = 'waiting_for_seat' group by sku_id"#
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.sku, row.n)).collect())
}
