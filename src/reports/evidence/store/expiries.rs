//! What was due to end, and when it was gone.

use futures_util::TryStreamExt;
use sqlx::PgConnection;

use crate::fulfilment::movers::PROMISE_HOURS;
use crate::reports::evidence::asked::Asked;
use crate::reports::evidence::cell;
use crate::reports::evidence::out::Out;

/// Days of a term from which on its end without a reminder is worth a look. Reminders are some days before it at most.
const REMINDED_FROM_DAYS: i32 = 30;

pub async fn rows(conn: &mut PgConnection, asked: &Asked, out: &mut Out) -> anyhow::Result<()> {
    let mut rows = sqlx::query_file!(
        "src/reports/evidence/store/expiries.sql",
        asked.since,
        asked.until,
        asked.now,
        i32::try_from(PROMISE_HOURS)?,
        REMINDED_FROM_DAYS,
    )
    .fetch(conn);
    while let Some(row) = rows.try_next().await? {
        out.push([
            cell::text(row.verdict),
            cell::text(row.code),
            cell::moment(row.due_at),
            cell::named(row.person_id, row.person),
            cell::named(row.sku_id, row.product),
            cell::moment(row.promised_at),
            cell::moment(row.removed_at),
            cell::number(row.lag_seconds),
            cell::text(row.end_cause),
            cell::text(row.told),
            cell::number(row.reminders),
            cell::moment(row.reminded_at),
            cell::number(row.extensions),
            cell::moment(row.moved_at),
            cell::moment(row.moved_to),
            cell::id(row.request_id),
            cell::id(row.extended_by),
        ])
        .await?;
    }
    Ok(())
}
