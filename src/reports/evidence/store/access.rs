//! Who could do what here on a day.

use anyhow::Context;
use futures_util::TryStreamExt;
use sqlx::PgConnection;

use crate::reports::evidence::asked::Asked;
use crate::reports::evidence::cell;
use crate::reports::evidence::out::Out;

/// Hours that a session lives at most, however it is configured.
const LONGEST_SESSION_HOURS: i32 = 168;

pub async fn rows(conn: &mut PgConnection, asked: &Asked, out: &mut Out) -> anyhow::Result<()> {
    let mut rows = sqlx::query_file!(
        "src/reports/evidence/store/access.sql",
        asked.end_of_day,
        asked.day.context("of no day")?,
        asked.zone,
        LONGEST_SESSION_HOURS,
        asked.person.map(|id| id.0),
    )
    .fetch(conn);
    while let Some(row) = rows.try_next().await? {
        out.push([
            cell::text(row.verdict),
            cell::text(row.code),
            cell::text(row.what),
            cell::named(row.person_id, row.person),
            cell::text(row.right_to),
            cell::text(row.scope),
            cell::named(row.for_id, row.for_name),
            cell::number(row.times),
            cell::moment(row.at),
            cell::number(row.event),
        ])
        .await?;
    }
    Ok(())
}
