//! SQL of grants whose product has a new plan.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use sqlx::types::Json;

use crate::fulfilment::attention::Attention;
use crate::fulfilment::store::grants;
use crate::fulfilment::{EndCause, Grant, GrantState};
use crate::ids::{GrantId, PersonId, PlanId, RequestId, SkuId};

/// How many people have each product by a grant of ours.
pub async fn holders(conn: &mut PgConnection) -> sqlx::Result<BTreeMap<SkuId, i64>> {
    let rows = sqlx::query!(
        r#"select sku_id as "sku: SkuId", count(*) as "n!" from grants
            where active_at is not null and state <> 'ended' group by sku_id"#
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.sku, row.n)).collect())
}

/// People whose grant of a product does not allow the plan, those under way too: what is sent now may not know the plan.
pub async fn people_without_plan(
    conn: &mut PgConnection,
    sku: SkuId,
    plan: PlanId,
) -> sqlx::Result<Vec<PersonId>> {
    sqlx::query_scalar!(
        r#"select person_id as "person: PersonId" from grants
            where sku_id = $1 and state <> 'ended' and not ($2 = any (plans_on)) order by person_id"#,
        sku.0,
        plan.0,
    )
    .fetch_all(conn)
    .await
}

/// How many people have a product by an active grant that does not allow the plan.
pub async fn count_without_plan(conn: &mut PgConnection, sku: SkuId, plan: PlanId) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "n!" from grants where sku_id = $1 and state = 'active' and not ($2 = any (plans_on))"#,
        sku.0,
        plan.0,
    )
    .fetch_one(conn)
    .await
}

/// Active grants of a product that do not allow the plan, locked, in the order of approval.
pub async fn lock_without_plan(
    conn: &mut PgConnection,
    sku: SkuId,
    plan: PlanId,
) -> sqlx::Result<Vec<Grant>> {
    let rows = grants!(
        "where g.sku_id = $1 and g.state = 'active' and not ($2 = any (g.plans_on)) order by g.approved_at, g.id for update",
        sku.0,
        plan.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(Grant::from).collect())
}

/// The allowed plans of an active grant change: it is made right again.
pub async fn change_plans(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    id: GrantId,
    plans_on: &[PlanId],
) -> sqlx::Result<bool> {
    let plans: Vec<_> = plans_on.iter().map(|plan| plan.0).collect();
    let moved = sqlx::query!(
        "update grants set plans_before = plans_on, plans_on = $2, state = 'pending', state_since = $3, attention = null
          where id = $1 and state = 'active'",
        id.0,
        &plans,
        now
    )
    .execute(conn)
    .await?;
    Ok(moved.rows_affected() == 1)
}
