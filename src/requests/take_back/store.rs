//! SQL of answers that are taken back.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::ids::{PersonId, RequestId, StageId};
use crate::requests::Answer;
use crate::requests::notices::Notice;

/// The answer of this person at this stage that counts now.
pub async fn own_answer(
    conn: &mut PgConnection,
    stage: StageId,
    person: PersonId,
) -> sqlx::Result<Option<Answer>> {
    sqlx::query_scalar!(
        r#"select g.answer as "answer: Answer" from signatures g
             join requests r on r.id = g.request_id and r.change_hash = g.change_hash
            where g.stage_id = $1 and g.person_id = $2 and g.taken_back_at is null"#,
        stage.0,
        person.0,
    )
    .fetch_optional(conn)
    .await
}

/// Whether a later stage has a signature that counts.
pub async fn is_signed_after(
    conn: &mut PgConnection,
    request: RequestId,
    position: i32,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from signatures g join stages s on s.id = g.stage_id
                            join requests r on r.id = g.request_id and r.change_hash = g.change_hash
                           where g.request_id = $1 and g.taken_back_at is null and s.replaced_at is null
                             and s.position > $2) as "is!""#,
        request.0,
        position,
    )
    .fetch_one(conn)
    .await
}

/// The answer does not count any more.
pub async fn mark(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    stage: StageId,
    person: PersonId,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update signatures set taken_back_at = $3
          where stage_id = $1 and person_id = $2 and taken_back_at is null
            and change_hash = (select r.change_hash from requests r where r.id = signatures.request_id)",
        stage.0,
        person.0,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The stage is open again, since when it was.
pub async fn open_again(conn: &mut PgConnection, stage: StageId) -> sqlx::Result<()> {
    sqlx::query!(
        "update stages set state = 'open', closed_at = null where id = $1 and state in ('signed', 'denied')",
        stage.0
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A stage that had just opened is to come again.
pub async fn close_again(conn: &mut PgConnection, stage: StageId) -> sqlx::Result<()> {
    sqlx::query!(
        "update stages set state = 'coming', opened_at = null, due_at = null, remind_at = null
          where id = $1 and state = 'open'",
        stage.0
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The stages after a denial that was taken back are to come again.
pub async fn take_up_after(conn: &mut PgConnection, request: RequestId, position: i32) -> sqlx::Result<()> {
    sqlx::query!(
        "update stages set state = 'coming', closed_at = null, opened_at = null, due_at = null, remind_at = null
          where request_id = $1 and position > $2 and state = 'dropped' and replaced_at is null",
        request.0,
        position,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether anybody was told one of these of the request.
pub async fn was_told(conn: &mut PgConnection, request: RequestId, notices: &[Notice]) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from notices where request_id = $1 and mail_id is not null and kind = any ($2)) as "was!""#,
        request.0,
        notices as &[Notice],
    )
    .fetch_one(conn)
    .await
}
