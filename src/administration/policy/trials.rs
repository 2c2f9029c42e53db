//! What a draft was tried on: what its examples notice, which of its names the tenant has, and what it would have decided.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::told;
use super::views::Trials;
use crate::administration::policy_runs::replay;
use crate::catalog;
use crate::policy::{Coverage, Policy};
use crate::web::page::so_many;

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
        examples: match policy.examples() {
            0 => "No example stands in the file: nothing shows that its rules do what they are meant to."
                .into(),
            1 => "1 example stands in the file, and passes.".into(),
            n => format!("{n} examples stand in the file, and all of them pass."),
        },
        tried: tried(&coverage),
        left_out: left_out(&coverage),
        unexercised: coverage.unexercised.into_iter().take(LISTED).collect(),
        unnoticed: coverage
            .unnoticed
            .iter()
            .take(LISTED)
            .map(|mutation| (format!("line {}", mutation.line), mutation.to_string()))
            .collect(),
        unknown: told(&unknown, bytes),
        replay: replay::last_of(conn, policy.version(), now).await?,
    })
}

fn tried(coverage: &Coverage) -> String {
    let tried = format!(
        "{} of single rules tried",
        so_many(number(coverage.tried), "change", "changes")
    );
    match coverage.unnoticed.len() {
        0 => format!("{tried}; the examples notice each."),
        n => format!("{tried}; no example notices {n} of them:"),
    }
}

fn left_out(coverage: &Coverage) -> Vec<String> {
    let more = |found: usize, (one, many): (&str, &str)| {
        let more = found.checked_sub(LISTED).filter(|more| *more > 0)?;
        Some(format!("{} not listed.", so_many(number(more), one, many)))
    };
    let too_many = (coverage.left_out > 0).then(|| {
        let changes = so_many(number(coverage.left_out), "change was", "changes were");
        format!("{changes} not tried here: they are too many. `countersign policy check` tries more.")
    });
    [
        more(
            coverage.unexercised.len(),
            (
                "rule that no example exercises is",
                "rules that no example exercises are",
            ),
        ),
        more(
            coverage.unnoticed.len(),
            (
                "change that no example notices is",
                "changes that no example notices are",
            ),
        ),
        too_many,
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
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
