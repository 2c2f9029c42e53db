//! Seats that are used, free and idle, as it is now.

use futures_util::TryStreamExt;
use sqlx::PgConnection;

use crate::reports::evidence::asked::Asked;
use crate::reports::evidence::cell;
use crate::reports::evidence::out::Out;

pub async fn rows(conn: &mut PgConnection, asked: &Asked, out: &mut Out) -> anyhow::Result<()> {
    let mut rows = sqlx::query_file!(
        "src/reports/evidence/time_and_money/store/seats.sql",
        asked.product.map(|sku| sku.0),
    )
    .fetch(conn);
    while let Some(row) = rows.try_next().await? {
        out.push([
            cell::text(row.verdict),
            cell::text(row.code),
            cell::named(Some(row.sku_id), row.product),
            cell::number(row.bought),
            cell::number(row.used),
            cell::number(row.free),
            cell::number(row.held_back),
            cell::number(row.held),
            cell::number(row.closed_accounts),
            cell::number(row.outside),
            cell::number(row.waiting),
            cell::number(row.coming),
            cell::money(row.price_cents, row.currency.clone()),
            cell::money(row.idle_cents, row.currency),
            cell::moment(Some(row.seen_at)),
        ])
        .await?;
    }
    Ok(())
}
