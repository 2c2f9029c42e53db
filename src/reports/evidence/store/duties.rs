//! Who asked, who signed, and what was refused.

use futures_util::TryStreamExt;
use sqlx::PgConnection;

use crate::reports::evidence::asked::Asked;
use crate::reports::evidence::cell;
use crate::reports::evidence::out::Out;

pub async fn rows(conn: &mut PgConnection, asked: &Asked, out: &mut Out) -> anyhow::Result<()> {
    let mut rows =
        sqlx::query_file!("src/reports/evidence/store/duties.sql", asked.since, asked.until).fetch(conn);
    while let Some(row) = rows.try_next().await? {
        out.push([
            cell::text(row.verdict),
            cell::codes(row.codes),
            cell::moment(row.at),
            cell::text(row.act),
            cell::text(row.asked_as),
            cell::named(row.requester_id, row.requester),
            cell::named(row.beneficiary_id, row.beneficiary),
            cell::text(row.signed_as),
            cell::named(row.by_id, row.by_name),
            cell::named(row.for_id, row.for_name),
            cell::named(row.sku_id, row.product),
            cell::text(row.attempt),
            cell::id(row.request_id),
        ])
        .await?;
    }
    Ok(())
}
