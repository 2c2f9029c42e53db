//! How long it takes, step by step.

use futures_util::TryStreamExt;
use sqlx::PgConnection;

use crate::reports::evidence::asked::Asked;
use crate::reports::evidence::cell;
use crate::reports::evidence::out::Out;

pub async fn rows(conn: &mut PgConnection, asked: &Asked, out: &mut Out) -> anyhow::Result<()> {
    let mut rows = sqlx::query_file!(
        "src/reports/evidence/time_and_money/store/lead_time.sql",
        asked.since,
        asked.until,
        asked.zone,
        asked.product.map(|sku| sku.0),
    )
    .fetch(conn);
    while let Some(row) = rows.try_next().await? {
        out.push([
            cell::text(Some(row.part)),
            cell::text(Some(row.step)),
            cell::text(row.who),
            cell::named(row.sku_id, row.product),
            cell::text(row.weekday),
            cell::text(row.week),
            cell::number(row.done),
            cell::number(row.waiting),
            cell::number(row.half_seconds),
            cell::number(row.nine_seconds),
            cell::number(row.most_seconds),
        ])
        .await?;
    }
    Ok(())
}
