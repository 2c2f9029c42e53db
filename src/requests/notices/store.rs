//! SQL of what people are told.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{News, Notice};
use crate::ids::{EventId, NoticeId, PersonId, RequestId};

pub async fn insert(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    event: EventId,
    people: &[PersonId],
    news: News,
) -> sqlx::Result<()> {
    let people: Vec<_> = people.iter().map(|person| person.0).collect();
    let ids: Vec<_> = people.iter().map(|_| NoticeId::mint(now).0).collect();
    sqlx::query!(
        "insert into notices (id, event_id, person_id, kind, request_id, stage_id, at, not_before)
         select id, $3, person, $4, $5, $6, $7, $8 from unnest($1::uuid[], $2::uuid[]) as t (id, person)
         on conflict on constraint told_once do nothing",
        &ids,
        &people,
        event.0,
        news.notice as Notice,
        news.request.map(|request| request.0),
        news.stage.map(|stage| stage.0),
        now,
        now + news.after,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn drop_untold(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    request: RequestId,
    notices: &[Notice],
) -> sqlx::Result<()> {
    sqlx::query!(
        "update notices set dropped_at = $2
          where request_id = $1 and mail_id is null and dropped_at is null and kind = any ($3)",
        request.0,
        now,
        notices as &[Notice],
    )
    .execute(conn)
    .await?;
    Ok(())
}
