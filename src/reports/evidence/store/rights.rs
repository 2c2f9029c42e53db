//! Which role of the database may do what with the log, and what stops it.

use futures_util::TryStreamExt;
use sqlx::PgConnection;

use crate::reports::evidence::asked::Asked;
use crate::reports::evidence::cell;
use crate::reports::evidence::out::Out;

/// Tables that are called like the log and only say how far it was sent.
const NONE_OF_THE_LOG: [&str; 1] = ["audit_pushed"];
/// What people wrote stands beside the log, so that the owner can erase it and every proof holds.
const NOTHING_TO_STOP: [&str; 1] = ["audit_words.delete"];

pub async fn rows(conn: &mut PgConnection, _asked: &Asked, out: &mut Out) -> anyhow::Result<()> {
    let mut rows = sqlx::query_file!(
        "src/reports/evidence/store/rights.sql",
        &NONE_OF_THE_LOG.map(str::to_owned),
        &NOTHING_TO_STOP.map(str::to_owned),
    )
    .fetch(conn);
    while let Some(row) = rows.try_next().await? {
        out.push([
            cell::text(row.verdict),
            cell::text(row.code),
            cell::text(row.what),
            cell::text(row.role),
            cell::text(row.tables),
            cell::codes(row.rights),
            cell::text(row.evidence),
        ])
        .await?;
    }
    Ok(())
}
