//! SQL of reminders that whoever asked wishes.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::ids::{PersonId, StageId};

/// How often those of a stage were reminded, and when last.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nudges {
    pub count: i32,
    pub at: Option<DateTime<Utc>>,
}

pub async fn of_stage(conn: &mut PgConnection, stage: StageId) -> sqlx::Result<Nudges> {
    sqlx::query_as!(
        Nudges,
        "select nudges as count, nudged_at as at from stages where id = $1",
        stage.0
    )
    .fetch_one(conn)
    .await
}

pub async fn count(conn: &mut PgConnection, now: DateTime<Utc>, stage: StageId) -> sqlx::Result<()> {
    sqlx::query!(
        "update stages set nudges = nudges + 1, nudged_at = $2 where id = $1",
        stage.0,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Those who may sign the stage and have not signed the change that counts.
pub async fn unsigned(conn: &mut PgConnection, stage: StageId) -> sqlx::Result<Vec<PersonId>> {
    sqlx::query_scalar!(
        r#"select a.person_id as "id: PersonId" from stage_approvers a
            where a.stage_id = $1
              and not exists (select from signatures g join requests r on r.id = g.request_id and r.change_hash = g.change_hash
                               where g.stage_id = a.stage_id and g.person_id = a.person_id and g.taken_back_at is null)
            order by a.person_id"#,
        stage.0
    )
    .fetch_all(conn)
    .await
}
