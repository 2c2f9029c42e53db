//! What licences cost, month by month.

use futures_util::TryStreamExt;
use sqlx::PgConnection;

use crate::reports::evidence::asked::Asked;
use crate::reports::evidence::cell;
use crate::reports::evidence::out::Out;

pub async fn rows(conn: &mut PgConnection, asked: &Asked, out: &mut Out) -> anyhow::Result<()> {
    let mut rows = sqlx::query_file!(
        "src/reports/evidence/time_and_money/store/cost.sql",
        asked.since,
        asked.until,
        asked.now,
        asked.zone,
        asked.product.map(|sku| sku.0),
    )
    .fetch(conn);
    while let Some(row) = rows.try_next().await? {
        out.push([
            cell::text(row.month),
            cell::named(row.sku_id, row.product),
            cell::text(row.department),
            cell::text(row.cost_center),
            cell::number(row.seats),
            cell::money(row.price_cents, row.currency.clone()),
            cell::money(row.cost_cents, row.currency),
            cell::text(row.price_is),
        ])
        .await?;
    }
    Ok(())
}
