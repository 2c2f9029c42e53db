//! SQL of the time of stages.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::Open;
use crate::ids::{PersonId, RequestId, StageId};

/// Notes until when a stage is to be signed, and when those who may are reminded.
pub async fn set_due(
    conn: &mut PgConnection,
    stage: StageId,
    due_at: DateTime<Utc>,
    remind_at: Option<DateTime<Utc>>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update stages set due_at = $2, remind_at = $3 where id = $1",
        stage.0,
        due_at,
        remind_at
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Open stages for which the time has something to do, longest due first: that are to be reminded of, that are over, or that
/// have waited since `long_ago`. While a question is open the time stands still, and that is not waited.
pub async fn due(
    conn: &mut PgConnection,
    (now, long_ago): (DateTime<Utc>, DateTime<Utc>),
    limit: i64,
) -> sqlx::Result<Vec<StageId>> {
    sqlx::query_scalar!(
        r#"select s.id as "id: StageId" from stages s
             left join inquiries q on q.request_id = s.request_id and q.answered_at is null
            where s.state = 'open'
              and ((q.id is null and coalesce(s.remind_at, s.due_at) <= $1)
                or (greatest(s.opened_at, q.asked_at) <= $2 and (s.due_at is null or s.due_at <= $1 or q.id is not null)
                    and s.opened_at + coalesce((select sum(i.answered_at - greatest(i.asked_at, s.opened_at)) from inquiries i
                                                 where i.request_id = s.request_id and i.answered_at > s.opened_at),
                                               interval '0') <= $2))
            order by coalesce(s.remind_at, s.due_at, s.opened_at), s.id limit $3"#,
        now,
        long_ago,
        limit,
    )
    .fetch_all(conn)
    .await
}

/// The time of a stage, if it is open.
pub async fn open(conn: &mut PgConnection, stage: StageId) -> sqlx::Result<Option<Open>> {
    sqlx::query_as!(
        Open,
        r#"select s.opened_at as "opened_at!",
                  s.opened_at + coalesce((select sum(i.answered_at - greatest(i.asked_at, s.opened_at)) from inquiries i
                                           where i.request_id = s.request_id and i.answered_at > s.opened_at),
                                         interval '0') as "waits_since!",
                  s.due_at, s.remind_at, s.reminders, s.escalations,
                  (select asked_at from inquiries q
                    where q.request_id = s.request_id and q.answered_at is null) as asked_at
             from stages s where s.id = $1 and s.state = 'open' and s.opened_at is not null"#,
        stage.0,
    )
    .fetch_optional(conn)
    .await
}

/// Those who may sign a stage now and by whose right nobody has.
pub async fn unsigned(conn: &mut PgConnection, stage: StageId) -> sqlx::Result<Vec<PersonId>> {
    sqlx::query_scalar!(
        r#"select person_id as "id!: PersonId" from may_sign where stage_id = $1 order by 1"#,
        stage.0,
    )
    .fetch_all(conn)
    .await
}

/// They were reminded; `again_at` = when they are next, `None` = before it is due no more.
pub async fn reminded(
    conn: &mut PgConnection,
    stage: StageId,
    again_at: Option<DateTime<Utc>>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update stages set remind_at = $2, reminders = reminders + 1 where id = $1",
        stage.0,
        again_at
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Others are asked, for so long; `escalations` = how often others were.
pub async fn escalated(
    conn: &mut PgConnection,
    stage: StageId,
    now: DateTime<Utc>,
    (due_at, remind_at): (Option<DateTime<Utc>>, Option<DateTime<Utc>>),
    escalations: i32,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update stages set escalated_at = $2, due_at = $3, remind_at = $4, escalations = $5 where id = $1",
        stage.0,
        now,
        due_at,
        remind_at,
        escalations
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// There was nobody else to ask: it is not tried again.
pub async fn nobody_else(conn: &mut PgConnection, stage: StageId, escalations: i32) -> sqlx::Result<()> {
    sqlx::query!(
        "update stages set escalations = $2 where id = $1",
        stage.0,
        escalations
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn lapsed(conn: &mut PgConnection, request: RequestId, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!("update requests set lapsed_at = $2 where id = $1", request.0, now)
        .execute(conn)
        .await?;
    Ok(())
}

/// Whether it was denied since nobody signed in time.
pub async fn is_lapsed(conn: &mut PgConnection, request: RequestId) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select lapsed_at is not null as "is!" from requests where id = $1"#,
        request.0
    )
    .fetch_one(conn)
    .await
}
