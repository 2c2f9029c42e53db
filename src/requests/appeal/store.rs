//! SQL of appeals.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::ids::{PersonId, RequestId, StageId};
use crate::requests::{Stage, StageState};

/// An appeal as pages tell it.
#[derive(Clone, Debug)]
pub struct Appeal {
    pub by: String,
    pub at: DateTime<Utc>,
    pub text: String,
    pub stage_id: StageId,
}

pub async fn is_made(conn: &mut PgConnection, request: RequestId) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from appeals where request_id = $1) as "is!""#,
        request.0
    )
    .fetch_one(conn)
    .await
}

pub async fn of_request(conn: &mut PgConnection, request: RequestId) -> sqlx::Result<Option<Appeal>> {
    sqlx::query_as!(
        Appeal,
        r#"select p.name as by, a.made_at as at, a.text, a.stage_id as "stage_id: StageId"
             from appeals a join people p on p.id = a.made_by where a.request_id = $1"#,
        request.0
    )
    .fetch_optional(conn)
    .await
}

pub async fn insert(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    (request, stage): (RequestId, StageId),
    (by, text): (PersonId, &str),
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into appeals (request_id, stage_id, made_by, made_at, text) values ($1, $2, $3, $4, $5)",
        request.0,
        stage.0,
        by.0,
        now,
        text,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Another stage stands in the place of the one that was denied.
pub async fn set_aside(conn: &mut PgConnection, now: DateTime<Utc>, stage: StageId) -> sqlx::Result<()> {
    sqlx::query!(
        "update stages set replaced_at = $2 where id = $1 and state = 'denied'",
        stage.0,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn is_appeal(conn: &mut PgConnection, stage: StageId) -> sqlx::Result<()> {
    sqlx::query!("update stages set is_appeal = true where id = $1", stage.0)
        .execute(conn)
        .await?;
    Ok(())
}

/// Who denied a request at another stage than this one, and for whom they did; last first. Another change since counts for
/// nothing: whoever denied it decides about it no more.
pub async fn deniers(
    conn: &mut PgConnection,
    request: RequestId,
    stage: StageId,
) -> sqlx::Result<Vec<PersonId>> {
    let rows = sqlx::query!(
        r#"select person_id as "person: PersonId", on_behalf_of as "other: PersonId" from signatures
            where request_id = $1 and stage_id <> $2 and answer = 'deny' and taken_back_at is null
            order by signed_at desc, id desc"#,
        request.0,
        stage.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .flat_map(|row| std::iter::once(row.person).chain(row.other))
        .collect())
}

/// The stage that was denied and in whose place another decides the appeal.
pub async fn denied_before(conn: &mut PgConnection, request: RequestId) -> sqlx::Result<Option<Stage>> {
    sqlx::query_as!(
        Stage,
        r#"select s.id as "id: StageId", s.request_id as "request_id: RequestId", s.position, s.who, s.rule, s.why,
                  s.needed, s.state as "state: StageState", s.opened_at, s.closed_at, s.due_at
             from stages s where s.request_id = $1 and s.state = 'denied' and s.replaced_at is not null
            order by s.replaced_at desc limit 1"#,
        request.0
    )
    .fetch_optional(conn)
    .await
}
