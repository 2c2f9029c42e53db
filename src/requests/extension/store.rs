//! SQL of grants whose end is asked to move.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;
use sqlx::types::Json;

use super::Extendable;
use crate::ids::{GrantId, PersonId, RequestId, SkuId};
use crate::requests::questions::Answers;

/// The grant, locked until the transaction ends, if it can be extended: it is there, has an end and is not ending.
pub async fn lock(conn: &mut PgConnection, id: GrantId) -> sqlx::Result<Option<Extendable>> {
    sqlx::query_as!(
        Extendable,
        r#"select id as "id: GrantId", person_id as "person_id: PersonId", sku_id as "sku_id: SkuId",
                  until_at as "until_at!", held_at is not null as "is_held!"
             from grants
            where id = $1 and active_at is not null and until_at is not null
              and state in ('active', 'pending', 'needs_attention')
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
) -> sqlx::Result<Option<Extendable>> {
    sqlx::query_as!(
        Extendable,
        r#"select id as "id: GrantId", person_id as "person_id: PersonId", sku_id as "sku_id: SkuId",
                  until_at as "until_at!", held_at is not null as "is_held!"
             from grants
            where person_id = $1 and sku_id = $2 and active_at is not null and until_at is not null
              and state in ('active', 'pending', 'needs_attention')"#,
        person.0,
        sku.0,
    )
    .fetch_optional(conn)
    .await
}

/// Moves the end. What the fuse held because the term was over goes on: it is not over any more, and nobody need let it end.
pub async fn move_end(
    conn: &mut PgConnection,
    id: GrantId,
    (until, last_day): (Option<DateTime<Utc>>, Option<NaiveDate>),
) -> sqlx::Result<bool> {
    let moved = sqlx::query!(
        "update grants set until_at = $2, ends_on = $3,
                           held_at = case when held_cause = 'expired' then null else held_at end,
                           let_end_at = case when held_cause = 'expired' then null else let_end_at end,
                           let_end_by = case when held_cause = 'expired' then null else let_end_by end,
                           held_cause = nullif(held_cause, 'expired')
          where id = $1 and active_at is not null and state in ('active', 'pending', 'needs_attention')",
        id.0,
        until,
        last_day,
    )
    .execute(conn)
    .await?;
    Ok(moved.rows_affected() == 1)
}

/// The request that waits for signatures to extend this grant, or to have other plans of it.
pub async fn open_for(conn: &mut PgConnection, id: GrantId) -> sqlx::Result<Option<RequestId>> {
    sqlx::query_scalar!(
        r#"select id as "id: RequestId" from requests where (extends = $1 or changes = $1) and state = 'awaiting_approval'"#,
        id.0
    )
    .fetch_optional(conn)
    .await
}

/// What was answered when this grant was asked for, or extended or changed last.
pub async fn answers_of(conn: &mut PgConnection, id: GrantId) -> sqlx::Result<Answers> {
    let answers = sqlx::query_scalar!(
        r#"select r.answers as "answers: Json<Answers>" from requests r
            where r.id = (select request_id from grants where id = $1) or (r.extends = $1 and r.state = 'active')
               or (r.changes = $1 and r.state = 'active')
            order by r.created_at desc limit 1"#,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(answers.map(|json| json.0).unwrap_or_default())
}
