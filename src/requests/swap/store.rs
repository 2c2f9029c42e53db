//! SQL of grants whose place is taken.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{Replaced, Replacing};
use crate::ids::{GrantId, PersonId, PlanId, RequestId, SkuId};

/// A product that a person has by a grant of ours that lives.
#[derive(Clone, Debug)]
pub struct Granted {
    pub sku_id: SkuId,
    pub part_number: String,
    pub until_at: Option<DateTime<Utc>>,
    pub plans_on: Vec<PlanId>,
}

/// What the person has by grants that live.
pub async fn granted_to(conn: &mut PgConnection, person: PersonId) -> sqlx::Result<Vec<Granted>> {
    sqlx::query_as!(
        Granted,
        r#"select g.sku_id as "sku_id: SkuId", p.part_number, g.until_at,
                  g.plans_on as "plans_on: Vec<PlanId>"
             from grants g join products p on p.sku_id = g.sku_id
            where g.person_id = $1 and g.state in ('pending', 'waiting_for_seat', 'needs_attention', 'active')"#,
        person.0
    )
    .fetch_all(conn)
    .await
}

/// Grants of these products that live, locked until the transaction ends.
pub async fn lock_live(
    conn: &mut PgConnection,
    person: PersonId,
    skus: &[SkuId],
) -> sqlx::Result<Vec<Replaced>> {
    let skus: Vec<_> = skus.iter().map(|sku| sku.0).collect();
    sqlx::query_as!(
        Replaced,
        r#"select id as "id: GrantId", request_id as "request_id: RequestId", sku_id as "sku_id: SkuId",
                  (sent_at is not null or active_at is not null) as "is_ours!", active_at is not null as "was_active!"
             from grants
            where person_id = $1 and sku_id = any ($2)
              and state in ('pending', 'waiting_for_seat', 'needs_attention', 'active')
            order by approved_at, id for update"#,
        person.0,
        &skus,
    )
    .fetch_all(conn)
    .await
}

/// Ends one because the other takes its place.
pub async fn end(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    old: &Replaced,
    (by, reason): (GrantId, &str),
) -> sqlx::Result<()> {
    sqlx::query!(
        "update grants set state = case when $3 then 'ending' else 'ended' end, state_since = $2, attention = null,
                           seat_at = null, end_cause = 'replaced', end_reason = $5, replaced_by = $4, end_wished_at = $2,
                           ended_at = case when $3 then null else $2::timestamptz end, held_at = null, held_cause = null
          where id = $1",
        old.id.0,
        now,
        old.is_ours,
        by.0,
        reason,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Brings back what this grant was to replace and what was active; answers it with its person.
pub async fn revive(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    new: GrantId,
) -> sqlx::Result<Vec<(Replaced, PersonId)>> {
    let rows = sqlx::query!(
        r#"update grants set state = 'active', state_since = $2, end_cause = null, end_reason = null, end_wished_at = null,
                             replaced_by = null, attention = null
            where replaced_by = $1 and state = 'ending' and active_at is not null
           returning id as "id: GrantId", request_id as "request_id: RequestId", sku_id as "sku_id: SkuId",
                     person_id as "person_id: PersonId""#,
        new.0,
        now,
    )
    .fetch_all(conn)
    .await?;
    let revived = rows.into_iter().map(|row| {
        let old = Replaced {
            id: row.id,
            request_id: row.request_id,
            sku_id: row.sku_id,
            is_ours: true,
            was_active: true,
        };
        (old, row.person_id)
    });
    Ok(revived.collect())
}

/// Of these grants, those that take the place of others.
pub async fn replacing(conn: &mut PgConnection, grants: &[GrantId]) -> sqlx::Result<Vec<Replacing>> {
    let ids: Vec<_> = grants.iter().map(|grant| grant.0).collect();
    sqlx::query_as!(
        Replacing,
        r#"select id as "grant: GrantId", person_id as "person: PersonId", sku_id as "sku: SkuId",
                  replaces as "replaces: Vec<SkuId>"
             from grants where id = any ($1) and cardinality(replaces) > 0 order by id"#,
        &ids
    )
    .fetch_all(conn)
    .await
}
