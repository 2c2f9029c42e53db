//! Writing down the SKUs of the tenant, and what the catalogue file says about them.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Context;
use chrono::{DateTime, Utc};
use serde_json::json;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

use super::described::Descriptions;
use super::{Plan, Product, store};
use crate::audit::{self, Actor, Event, Kind};
use crate::graph::wire::SubscribedSku;
use crate::ids::SkuId;
use crate::jobs::{self, Job};

/// Writes what Graph said of all SKUs. An event is written when there is one that we did not know.
pub async fn write(tx: &mut PgConnection, now: DateTime<Utc>, skus: &[SubscribedSku]) -> anyhow::Result<()> {
    let known = store::all(tx).await?;
    // Rows are written in one order everywhere, so that two transactions never wait for each other.
    let mut skus: Vec<_> = skus.iter().collect();
    skus.sort_by_key(|sku| sku.sku_id);
    for sku in &skus {
        remember(tx, now, sku).await?;
    }
    let new: Vec<_> = skus
        .iter()
        .filter(|sku| !known.iter().any(|product| product.sku_id == sku.sku_id))
        .map(|sku| &sku.sku_part_number)
        .collect();
    if !new.is_empty() {
        let event = Event::new(Kind::CatalogRead, Actor::Service)
            .saying(json!({ "products": skus.len(), "new": new }));
        audit::append(tx, now, event).await?;
    }
    store::settle_words(tx, now, None).await?;
    Ok(())
}

/// Writes what Graph said of one SKU; plans that came or went are events, and the catalogue is read again for what follows
/// from them.
pub async fn remember(tx: &mut PgConnection, now: DateTime<Utc>, sku: &SubscribedSku) -> anyhow::Result<()> {
    let news = store::remember(tx, now, sku).await?;
    let events = [(Kind::PlanFound, &news.found), (Kind::PlanGone, &news.gone)];
    for (kind, plans) in events {
        for id in plans {
            let plan = sku.service_plans.iter().find(|plan| plan.service_plan_id == *id);
            let event = Event::new(kind, Actor::Service)
                .with_product(sku.sku_id)
                .saying(json!({
                    "plan": id,
                    "name": plan.map(|plan| &plan.service_plan_name),
                    "provisioning": plan.map(|plan| &plan.provisioning_status),
                }));
            audit::append(tx, now, event).await?;
        }
    }
    if !news.found.is_empty() {
        jobs::enqueue(tx, now, Job::SyncCatalog, now).await?;
    }
    Ok(())
}

/// As [`remember`] for all SKUs, but only where there is news: the rows are everybody's, and a page that locks them all
/// keeps every other page waiting. How many seats are taken is news for the SKU that the page is about.
pub async fn remember_news(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    skus: &[SubscribedSku],
    about: SkuId,
) -> anyhow::Result<()> {
    let products = store::all(tx).await?;
    let plans = store::plans_of(tx, &skus.iter().map(|sku| sku.sku_id).collect::<Vec<_>>()).await?;
    for sku in skus {
        let product = products.iter().find(|product| product.sku_id == sku.sku_id);
        let of_sku = plans.iter().filter(|plan| plan.sku_id == sku.sku_id);
        if !product.is_some_and(|product| is_known(sku, product, of_sku, about)) {
            remember(tx, now, sku).await?;
        }
    }
    Ok(())
}

fn is_known<'a>(
    sku: &SubscribedSku,
    product: &Product,
    plans: impl Iterator<Item = &'a Plan>,
    about: SkuId,
) -> bool {
    let units = sku.prepaid_units;
    let words = |applies_to: &str, name: &str, id| (id, applies_to.to_owned(), name.to_owned());
    let known: BTreeSet<_> = plans
        .map(|plan| words(&plan.applies_to, &plan.name, plan.plan_id))
        .collect();
    let live: BTreeSet<_> = sku
        .service_plans
        .iter()
        .map(|plan| words(&plan.applies_to, &plan.service_plan_name, plan.service_plan_id))
        .collect();
    product.part_number == sku.sku_part_number
        && product.applies_to == sku.applies_to
        && product.capability == sku.capability_status
        && product.enabled_seats == units.enabled
        && product.warning_seats == units.warning
        && product.suspended_seats == units.suspended
        && product.locked_out_seats == units.locked_out
        && (product.consumed_seats == sku.consumed_units || sku.sku_id != about)
        && known == live
}

/// Reads the catalogue file.
pub fn read_file(path: &Path) -> anyhow::Result<Descriptions> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("the catalogue file {} could not be read", path.display()))?;
    Descriptions::parse(&text).with_context(|| format!("the catalogue file {} has a mistake", path.display()))
}

/// Writes what the file says about the tenant's products.
/// Owner and price decide who signs: a change of them is an event. The owner stands there as the SHA-256 of the UPN.
pub async fn describe(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    descriptions: &Descriptions,
) -> anyhow::Result<()> {
    for product in &descriptions.products {
        if store::describe(tx, product).await? {
            let event = Event::new(Kind::CatalogDescribed, Actor::Service).saying(json!({
                "product": product.sku, "price_cents": product.price_cents, "currency": product.currency,
                "owner_sha256": product.owner.as_deref().map(owner_hash),
            }));
            audit::append(tx, now, event).await?;
        }
    }
    for part_number in store::described_no_more(tx, &descriptions.products).await? {
        let event = Event::new(Kind::CatalogDescribed, Actor::Service).saying(json!({
            "product": part_number, "price_cents": null, "currency": null, "owner_sha256": null,
        }));
        audit::append(tx, now, event).await?;
    }
    store::title_plans(tx, &descriptions.plans).await?;
    store::settle_words(tx, now, None).await?;
    Ok(())
}

/// How an owner stands in the log, which knows no mail addresses: the SHA-256 of the UPN in small letters.
pub fn owner_hash(upn: &str) -> String {
    hex::encode(Sha256::digest(upn.to_lowercase()))
}
