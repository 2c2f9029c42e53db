//! SQL of questions to whoever asked.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::Inquiry;
use crate::ids::{InquiryId, PersonId, RequestId, StageId};

// One column list for every question that answers inquiries.
macro_rules! inquiries {
    ($rest:literal $(, $arg:expr)* $(,)?) => {
        sqlx::query_as!(
            Inquiry,
            r#"select i.id as "id: InquiryId", i.request_id as "request_id: RequestId", i.stage_id as "stage_id: StageId",
                      i.asked_by as "asked_by: PersonId", p.name as asker, i.question, i.asked_at, i.answer,
                      a.name as "answerer?", i.answered_at
                 from inquiries i join people p on p.id = i.asked_by left join people a on a.id = i.answered_by "# + $rest
            $(, $arg)*
        )
    };
}

pub async fn insert(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    id: InquiryId,
    (request, stage): (RequestId, StageId),
    (by, question): (PersonId, &str),
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into inquiries (id, request_id, stage_id, asked_by, question, asked_at) values ($1, $2, $3, $4, $5, $6)",
        id.0,
        request.0,
        stage.0,
        by.0,
        question,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The question of this request that nobody has answered yet.
pub async fn open_of(conn: &mut PgConnection, request: RequestId) -> sqlx::Result<Option<Inquiry>> {
    inquiries!("where i.request_id = $1 and i.answered_at is null", request.0)
        .fetch_optional(conn)
        .await
}

/// The questions of this request, in their order.
pub async fn of_request(conn: &mut PgConnection, request: RequestId) -> sqlx::Result<Vec<Inquiry>> {
    inquiries!("where i.request_id = $1 order by i.asked_at, i.id", request.0)
        .fetch_all(conn)
        .await
}

/// The question is over, with or without an answer.
pub async fn answer(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    id: InquiryId,
    (by, answer): (PersonId, Option<&str>),
) -> sqlx::Result<()> {
    sqlx::query!(
        "update inquiries set answer = $3, answered_by = $2, answered_at = $4 where id = $1 and answered_at is null",
        id.0,
        by.0,
        answer,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Somebody answered at the stage of the question: it is not asked any more.
pub async fn drop_open(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    request: RequestId,
    by: PersonId,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update inquiries set answered_by = $3, answered_at = $2 where request_id = $1 and answered_at is null",
        request.0,
        now,
        by.0,
    )
    .execute(conn)
    .await?;
    Ok(())
}
