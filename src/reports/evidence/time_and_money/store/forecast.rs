//! Seats in use at the end of each week.

use sqlx::PgConnection;

use crate::ids::SkuId;
use crate::reports::evidence::asked::Asked;
use crate::reports::evidence::time_and_money::forecast::Week;

pub async fn weeks(conn: &mut PgConnection, asked: &Asked) -> sqlx::Result<Vec<Week>> {
    let rows = sqlx::query_file!(
        "src/reports/evidence/time_and_money/store/forecast.sql",
        asked.since,
        asked.until,
        asked.now,
        asked.zone,
        asked.product.map(|sku| sku.0),
    )
    .fetch_all(conn)
    .await?;
    let week = rows.into_iter().map(|row| Week {
        sku: SkuId(row.sku_id),
        product: row.product,
        day: row.day,
        ours: row.ours,
        outside: row.outside,
        bought: row.bought,
    });
    Ok(week.collect())
}
