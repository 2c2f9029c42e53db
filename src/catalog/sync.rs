//! Reading the SKUs of the tenant, and what the catalogue file says about them.

use std::path::Path;

use anyhow::Context;
use chrono::{DateTime, Utc};
use serde_json::json;
use sha2::{Digest, Sha256};
use sqlx::{PgConnection, PgPool};

use super::described::Descriptions;
use super::store;
use crate::audit::{self, Actor, Event, Kind};
use crate::graph;

/// Reads all SKUs. An event is written when there is one that we did not know.
pub async fn sync(graph: &graph::Client, pool: &PgPool, now: DateTime<Utc>) -> anyhow::Result<()> {
    let mut skus = graph
        .subscribed_skus()
        .await
        .context("the products could not be read")?;
    // Rows are written in one order everywhere, so that two transactions never wait for each other.
    skus.sort_by_key(|sku| sku.sku_id);
    let mut tx = pool.begin().await?;
    let known = store::all(&mut tx).await?;
    for sku in &skus {
        store::remember(&mut tx, now, sku).await?;
    }
    let new: Vec<_> = skus
        .iter()
        .filter(|sku| !known.iter().any(|product| product.sku_id == sku.sku_id))
        .map(|sku| &sku.sku_part_number)
        .collect();
    if !new.is_empty() {
        let event = Event::new(Kind::CatalogRead, Actor::Service)
            .saying(json!({ "products": skus.len(), "new": new }));
        audit::append(&mut tx, now, event).await?;
    }
    tx.commit().await?;
    Ok(())
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
            let owner = product
                .owner
                .as_ref()
                .map(|upn| hex::encode(Sha256::digest(upn.to_lowercase())));
            let event = Event::new(Kind::CatalogDescribed, Actor::Service).saying(json!({
                "product": product.sku, "price_cents": product.price_cents, "currency": product.currency,
                "owner_sha256": owner,
            }));
            audit::append(tx, now, event).await?;
        }
    }
    store::title_plans(tx, &descriptions.plans).await?;
    Ok(())
}
