//! SQL of how long requests took.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::Times;
use crate::ids::SkuId;

/// Times of the latest requests for the product by the rule, and of the latest by the rule whatever the product. However many
/// there are, only so many of each are looked at.
pub(super) async fn times(
    conn: &mut PgConnection,
    (sku, rule): (SkuId, &str),
    since: DateTime<Utc>,
    latest: i64,
) -> sqlx::Result<(Times, Times)> {
    let row = sqlx::query!(
        r#"with latest as (
                select id, true as of_product from (
                    select id from requests where sku_id = $1 and created_at >= $3 order by created_at desc limit $4) p
                union all
                select distinct request_id, false from (
                    select request_id from stages
                     where rule = $2 and state in ('signed', 'denied') and closed_at >= $3
                     order by closed_at desc limit $4) s),
             took as (
                select l.of_product, extract(epoch from s.closed_at - r.created_at)::float8 as s
                  from latest l join requests r on r.id = l.id and r.state in ('approved', 'active', 'denied')
                  -- One look for each of the latest: as a join, all stages of the rule would be read.
                 cross join lateral (select max(closed_at) as closed_at from stages
                                      where request_id = l.id and rule = $2 and state in ('signed', 'denied')) s
                 where s.closed_at is not null)
           select count(*) filter (where of_product) as "of_product!",
                  count(*) filter (where not of_product) as "of_rule!",
                  percentile_cont(0.5) within group (order by s) filter (where of_product) as product_half,
                  percentile_cont(0.9) within group (order by s) filter (where of_product) as product_most,
                  percentile_cont(0.5) within group (order by s) filter (where not of_product) as rule_half,
                  percentile_cont(0.9) within group (order by s) filter (where not of_product) as rule_most
             from took"#,
        sku.0,
        rule,
        since,
        latest,
    )
    .fetch_one(conn)
    .await?;
    let times = |requests, half: Option<f64>, most: Option<f64>| Times {
        requests,
        half_s: half.unwrap_or_default(),
        most_s: most.unwrap_or_default(),
    };
    Ok((
        times(row.of_product, row.product_half, row.product_most),
        times(row.of_rule, row.rule_half, row.rule_most),
    ))
}
