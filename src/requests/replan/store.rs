//! SQL of grants that are to have other plans.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::Changeable;
use crate::ids::{GrantId, PersonId, PlanId, RequestId, SkuId};

/// The grant, locked until the transaction ends, if its plans can change: it is there and is not ending.
pub async fn lock(conn: &mut PgConnection, id: GrantId) -> sqlx::Result<Option<Changeable>> {
    sqlx::query_as!(
        Changeable,
        r#"select id as "id: GrantId", person_id as "person_id: PersonId", sku_id as "sku_id: SkuId",
                  plans_on as "plans_on: Vec<PlanId>", until_at, state = 'active' as "is_settled!"
             from grants
            where id = $1 and active_at is not null
              and state in ('active', 'pending', 'waiting_for_seat', 'needs_attention')
              for update"#,
        id.0,
    )
    .fetch_optional(conn)
    .await
}

/// As [`lock`], only to look; by person and product.
pub async fn of_person(
    conn: &mut PgConnection,
    person: PersonId,
    sku: SkuId,
) -> sqlx::Result<Option<Changeable>> {
    sqlx::query_as!(
        Changeable,
        r#"select id as "id: GrantId", person_id as "person_id: PersonId", sku_id as "sku_id: SkuId",
                  plans_on as "plans_on: Vec<PlanId>", until_at, state = 'active' as "is_settled!"
             from grants
            where person_id = $1 and sku_id = $2 and active_at is not null
              and state in ('active', 'pending', 'waiting_for_seat', 'needs_attention')"#,
        person.0,
        sku.0,
    )
    .fetch_optional(conn)
    .await
}

/// Other plans for this request. A grant that waits for a seat keeps its place; any other is made right at once.
pub async fn set_plans(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    id: GrantId,
    (by, plans_on): (RequestId, &[PlanId]),
) -> sqlx::Result<bool> {
    let plans: Vec<_> = plans_on.iter().map(|plan| plan.0).collect();
    let moved = sqlx::query!(
        "update grants set plans_before = coalesce(plans_before, plans_on), plans_on = $4, changed_by = $3,
                           state = case when state = 'waiting_for_seat' then state else 'pending' end,
                           state_since = case when state in ('waiting_for_seat', 'pending') then state_since else $2 end,
                           attention = case when state = 'waiting_for_seat' then attention end, alone = false
          where id = $1 and active_at is not null
            and state in ('active', 'pending', 'waiting_for_seat', 'needs_attention')",
        id.0,
        now,
        by.0,
        &plans,
    )
    .execute(conn)
    .await?;
    Ok(moved.rows_affected() == 1)
}

/// The request whose plans were being set; from now on none is.
pub async fn take_under_way(conn: &mut PgConnection, id: GrantId) -> sqlx::Result<Option<RequestId>> {
    sqlx::query_scalar!(
        r#"with before as (select id, changed_by from grants where id = $1 and changed_by is not null for update)
           update grants g set changed_by = null from before where g.id = before.id
           returning before.changed_by as "request!: RequestId""#,
        id.0
    )
    .fetch_optional(conn)
    .await
}

/// The grant has the plans again that it had before those that were being set.
pub async fn set_back(conn: &mut PgConnection, id: GrantId) -> sqlx::Result<()> {
    sqlx::query!(
        "update grants set plans_on = coalesce(plans_before, plans_on), plans_before = null
          where id = $1 and changed_by is not null",
        id.0
    )
    .execute(conn)
    .await?;
    Ok(())
}
