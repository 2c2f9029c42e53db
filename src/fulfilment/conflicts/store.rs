//! SQL of plans that Graph refused to combine.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{Conflict, ConflictKind};
use crate::ids::{PlanId, RunId};

/// Remembers plans that Graph refused to combine, once.
pub async fn remember_conflict(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    run: RunId,
    conflict: &Conflict,
) -> sqlx::Result<()> {
    let others: Vec<_> = conflict.others.iter().map(|plan| plan.0).collect();
    sqlx::query!(
        "insert into plan_conflicts (kind, plan_id, others, learned_at, run_id) values ($1, $2, $3, $4, $5)
         on conflict do nothing",
        conflict.kind as ConflictKind,
        conflict.plan.0,
        &others,
        now,
        run.0,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What was learned about these plans.
pub async fn conflicts_of(conn: &mut PgConnection, plans: &[PlanId]) -> sqlx::Result<Vec<Conflict>> {
    let plans: Vec<_> = plans.iter().map(|plan| plan.0).collect();
    sqlx::query_as!(
        Conflict,
        r#"select kind as "kind: ConflictKind", plan_id as "plan: PlanId", others as "others: Vec<PlanId>"
             from plan_conflicts where plan_id = any ($1) order by learned_at limit 500"#,
        &plans
    )
    .fetch_all(conn)
    .await
}
