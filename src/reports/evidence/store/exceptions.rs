//! What went past the rules.

use futures_util::TryStreamExt;
use sqlx::PgConnection;

use crate::reports::evidence::asked::Asked;
use crate::reports::evidence::cell;
use crate::reports::evidence::out::Out;

/// Days within which somebody else is to have reviewed what was given at once.
const REVIEW_WITHIN_DAYS: i32 = 7;

pub async fn rows(conn: &mut PgConnection, asked: &Asked, out: &mut Out) -> anyhow::Result<()> {
    let mut rows = sqlx::query_file!(
        "src/reports/evidence/store/exceptions.sql",
        asked.since,
        asked.until,
        asked.now,
        REVIEW_WITHIN_DAYS,
    )
    .fetch(conn);
    while let Some(row) = rows.try_next().await? {
        out.push([
            cell::text(row.verdict),
            cell::text(row.code),
            cell::text(row.what),
            cell::moment(row.at),
            cell::named(row.by_id, row.by_name),
            cell::named(row.person_id, row.person),
            cell::named(row.sku_id, row.product),
            cell::text(row.reason),
            cell::named(row.reviewed_by, row.reviewer),
            cell::moment(row.reviewed_at),
            cell::text(row.review_note),
            cell::id(row.request_id),
        ])
        .await?;
    }
    Ok(())
}
