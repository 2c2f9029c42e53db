//! SQL of reminders that whoever asked wishes.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::ids::StageId;

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
