//! SQL of answers that are taken back.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use sqlx::types::Json;

use crate::ids::{PersonId, RequestId, StageId};
use crate::requests::narrowing::Asked;
use crate::requests::notices::Notice;
use crate::requests::{Answer, Stage};

/// The answer of this person at this stage that counts now, and what was asked before where it is for less.
pub async fn own_answer(
    conn: &mut PgConnection,
    stage: StageId,
    person: PersonId,
) -> sqlx::Result<Option<(Answer, Option<Asked>)>> {
    let row = sqlx::query!(
        r#"select g.answer as "answer: Answer", g.narrowed_from as "narrowed_from: Json<Asked>" from signatures g
             join requests r on r.id = g.request_id and r.change_hash = g.change_hash
            where g.stage_id = $1 and g.person_id = $2 and g.taken_back_at is null"#,
        stage.0,
        person.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (row.answer, row.narrowed_from.map(|asked| asked.0))))
}

/// Whether anybody else has signed what is asked now.
pub async fn is_signed_by_others(
    conn: &mut PgConnection,
    request: RequestId,
    person: PersonId,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from signatures g join requests r on r.id = g.request_id and r.change_hash = g.change_hash
                            join stages s on s.id = g.stage_id and s.replaced_at is null
                           where g.request_id = $1 and g.person_id <> $2 and g.taken_back_at is null) as "is!""#,
        request.0,
        person.0,
    )
    .fetch_one(conn)
    .await
}

/// The stages stand where they stood when this one was open: those before it are signed, those after it are to come.
pub async fn stand_at(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    stage: &Stage,
    asked: &Asked,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update stages s
            set state = case when s.position < $2 then 'signed' when s.position = $2 then 'open' else 'coming' end,
                closed_at = case when s.position < $2
                                 then coalesce((select max(g.signed_at) from signatures g
                                                 where g.stage_id = s.id and g.change_hash = $3 and g.taken_back_at is null), $4) end,
                opened_at = case when s.position < $2 then coalesce(s.opened_at, $4)
                                 when s.position = $2 then coalesce($5::timestamptz, $4) end,
                due_at = case when s.position = $2 then $6::timestamptz end,
                remind_at = case when s.position = $2 then $7::timestamptz end
          where s.request_id = $1 and s.state in ('coming', 'open', 'signed') and s.replaced_at is null",
        stage.request_id.0,
        stage.position,
        asked.change_hash,
        now,
        asked.opened_at,
        asked.due_at,
        asked.remind_at,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether a later stage has a signature that counts and was not given before this one.
pub async fn is_signed_after(conn: &mut PgConnection, stage: &Stage, person: PersonId) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from signatures g join stages s on s.id = g.stage_id
                            join requests r on r.id = g.request_id and r.change_hash = g.change_hash
                            join signatures m on m.stage_id = $3 and m.person_id = $4 and m.change_hash = r.change_hash
                                             and m.taken_back_at is null
                           where g.request_id = $1 and g.taken_back_at is null and s.replaced_at is null
                             and s.position > $2 and g.signed_at >= m.signed_at) as "is!""#,
        stage.request_id.0,
        stage.position,
        stage.id.0,
        person.0,
    )
    .fetch_one(conn)
    .await
}

/// Whether every stage before this one has the signatures that it needs, of this change.
pub async fn is_signed_before(
    conn: &mut PgConnection,
    stage: &Stage,
    change_hash: &str,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select not exists (select from stages s
                               where s.request_id = $1 and s.replaced_at is null and s.position < $2
                                 and s.needed > (select count(*) from signatures g
                                                  where g.stage_id = s.id and g.change_hash = $3 and g.answer = 'approve'
                                                    and g.taken_back_at is null)) as "is!""#,
        stage.request_id.0,
        stage.position,
        change_hash,
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

/// What this person signed of what is asked now does not count any more, at no stage.
pub async fn mark_all(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    request: RequestId,
    person: PersonId,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update signatures g set taken_back_at = $3 from requests r
          where r.id = g.request_id and g.request_id = $1 and g.person_id = $2 and g.taken_back_at is null
            and g.change_hash = r.change_hash",
        request.0,
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

/// The stages after this one are to come again; what was signed there of this change still counts when they do.
pub async fn come_again_after(conn: &mut PgConnection, stage: &Stage) -> sqlx::Result<()> {
    sqlx::query!(
        "update stages set state = 'coming', opened_at = null, closed_at = null, due_at = null, remind_at = null
          where request_id = $1 and position > $2 and state in ('open', 'signed') and replaced_at is null",
        stage.request_id.0,
        stage.position,
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

/// The stage waits again for those who had not been told yet that it does when it was over: they are. Not for `by`, who took the
/// answer back and knows.
pub async fn tell_again(conn: &mut PgConnection, stage: &Stage, by: PersonId) -> sqlx::Result<()> {
    sqlx::query!(
        "with asked as (
             select n.id, row_number() over (partition by n.person_id order by n.at desc, n.id desc) as place,
                    bool_or(n.mail_id is not null or n.dropped_at is null) over (partition by n.person_id) as is_told
               from audit_events e join notices n on n.event_id = e.id
              where e.request_id = $1 and n.stage_id = $2 and n.kind in ('to_sign', 'escalated'))
         update notices n set dropped_at = null from asked a
          where n.id = a.id and a.place = 1 and not a.is_told and n.person_id <> $3
            and exists (select from may_sign m where m.stage_id = n.stage_id and m.person_id = n.person_id)",
        stage.request_id.0,
        stage.id.0,
        by.0,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether anybody was told one of these of what was answered at this stage.
pub async fn was_told(conn: &mut PgConnection, stage: &Stage, notices: &[Notice]) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from notices
                           where request_id = $1 and mail_id is not null and kind = any ($2) and stage_id = $3) as "was!""#,
        stage.request_id.0,
        notices as &[Notice],
        stage.id.0,
    )
    .fetch_one(conn)
    .await
}

/// What was not told yet of what was answered at this stage is not told any more.
pub async fn drop_untold(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    stage: &Stage,
    notices: &[Notice],
) -> sqlx::Result<()> {
    sqlx::query!(
        "update notices set dropped_at = $4
          where request_id = $1 and mail_id is null and dropped_at is null and kind = any ($2) and stage_id = $3",
        stage.request_id.0,
        notices as &[Notice],
        stage.id.0,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}
