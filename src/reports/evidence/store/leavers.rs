//! From the day somebody left or moved to the day the licence was gone.

use futures_util::TryStreamExt;
use sqlx::PgConnection;

use crate::fulfilment::movers::PROMISE_HOURS;
use crate::reports::evidence::asked::Asked;
use crate::reports::evidence::cell;
use crate::reports::evidence::out::Out;

pub async fn rows(conn: &mut PgConnection, asked: &Asked, out: &mut Out) -> anyhow::Result<()> {
    let mut rows = sqlx::query_file!(
        "src/reports/evidence/store/leavers.sql",
        asked.since,
        asked.until,
        asked.now,
        asked.zone,
        i32::try_from(PROMISE_HOURS)?,
    )
    .fetch(conn);
    while let Some(row) = rows.try_next().await? {
        out.push([
            cell::text(row.verdict),
            cell::text(row.code),
            cell::text(row.event),
            cell::moment(row.noticed_at),
            cell::text(row.weekday),
            cell::named(row.person_id, row.person),
            cell::named(row.sku_id, row.product),
            cell::text(row.action),
            cell::text(row.rule),
            cell::number(row.grace_days),
            cell::moment(row.promised_at),
            cell::moment(row.removed_at),
            cell::number(row.removed_after_seconds),
            cell::number(row.late_seconds),
            cell::named(row.settled_by, row.settler),
            cell::text(row.reason),
            cell::id(row.request_id),
        ])
        .await?;
    }
    Ok(())
}
