//! What came, went and changed between two moments, and why.

use futures_util::TryStreamExt;
use sqlx::PgConnection;

use super::state::known;
use crate::reports::evidence::asked::Asked;
use crate::reports::evidence::cell;
use crate::reports::evidence::out::Out;

pub async fn rows(conn: &mut PgConnection, asked: &Asked, out: &mut Out) -> anyhow::Result<()> {
    let mut rows = sqlx::query_file!(
        "src/reports/evidence/store/difference.sql",
        known(asked.end_of_day, asked.now),
        known(asked.end_of_second_day, asked.now),
        asked.person.map(|id| id.0),
        asked.product.map(|id| id.0),
    )
    .fetch(conn);
    while let Some(row) = rows.try_next().await? {
        out.push([
            cell::text(row.verdict),
            cell::text(row.change),
            cell::text(row.why),
            cell::named(row.person_id, row.person),
            cell::named(row.sku_id, row.product),
            cell::moment(row.at),
            cell::text(row.switched_on),
            cell::text(row.switched_off),
            cell::moment(row.until_before),
            cell::moment(row.until_after),
            cell::named(row.actor_id, row.actor),
            cell::text(row.signers),
            cell::text(row.reason),
            cell::text(row.policy_version),
            cell::number(row.event),
            cell::id(row.request_id),
        ])
        .await?;
    }
    Ok(())
}
