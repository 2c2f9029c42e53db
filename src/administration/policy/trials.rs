//! What a draft was tried on: what its examples notice, which of its names the tenant has, and what it would have decided.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::told;
use super::views::Trials;
use crate::administration::policy_runs::replay;
use crate::catalog;
use crate::policy::{Coverage, Policy};

/// Rules that are asked about examples for one look at a draft; far more than a usual policy needs.
pub(super) const STEPS_MAX: usize = 1_000_000;
/// Rules and changes that are listed.
const LISTED: usize = 30;

pub(super) async fn of(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    (name, policy, bytes): (&str, &Policy, &[u8]),
    coverage: Coverage,
) -> anyhow::Result<Trials> {
    let unknown = policy.unknown_names(name, &catalogue(conn).await?);
    Ok(Trials {
        examples: t!("draft-examples", count = policy.examples()),
        tried: tried(&coverage),
        left_out: left_out(&coverage),
        unexercised: coverage.unexercised.into_iter().take(LISTED).collect(),
        unnoticed: coverage
            .unnoticed
            .iter()
            .take(LISTED)
            .map(|mutation| {
                (
                    t!("draft-line", number = mutation.line.to_string()),
                    mutation.to_string(),
                )
            })
            .collect(),
        unknown: told(&unknown, bytes),
        replay: replay::last_of(conn, policy.version(), now).await?,
    })
}

fn tried(coverage: &Coverage) -> String {
    t!(
        "draft-tried",
        tried = coverage.tried,
        unnoticed = coverage.unnoticed.len()
    )
}

fn left_out(coverage: &Coverage) -> Vec<String> {
    let more = |found: usize| found.checked_sub(LISTED).filter(|more| *more > 0);
    let rules = more(coverage.unexercised.len());
    let changes = more(coverage.unnoticed.len());
    let untried = Some(coverage.left_out).filter(|untried| *untried > 0);
    [
        rules.map(|count| t!("draft-more-unexercised", count = count)),
        changes.map(|count| t!("draft-more-unnoticed", count = count)),
        untried.map(|count| t!("draft-untried", count = count)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Part number → names of its plans, as the tenant has them.
async fn catalogue(conn: &mut PgConnection) -> anyhow::Result<BTreeMap<String, BTreeSet<String>>> {
    let products = catalog::store::all(conn).await?;
    let skus: Vec<_> = products.iter().map(|product| product.sku_id).collect();
    let plans = catalog::store::plans_of(conn, &skus).await?;
    let mut catalogue = BTreeMap::new();
    for product in products {
        let of_it = plans.iter().filter(|plan| plan.sku_id == product.sku_id);
        let names: BTreeSet<_> = of_it.map(|plan| plan.name.clone()).collect();
        catalogue.insert(product.part_number, names);
    }
    Ok(catalogue)
}
