//! One product takes the place of another: when a grant is made that replaces others, those end in the same transaction.
//! The worker takes the old licence away in the call that gives the new one, and not before.

pub mod store;

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::PgConnection;

use super::{RequestState, extension};
use crate::audit::{self, Actor, Event, Kind};
use crate::catalog;
use crate::ids::{GrantId, PersonId, RequestId, SkuId};
use crate::jobs::{self, Job};

/// A grant whose place is taken.
#[derive(Clone, Debug)]
pub struct Replaced {
    pub id: GrantId,
    pub request_id: RequestId,
    pub sku_id: SkuId,
    /// A call for it may have reached Graph.
    pub is_ours: bool,
    pub was_active: bool,
}

/// A grant that takes the place of others.
#[derive(Clone, Debug)]
pub struct Replacing {
    pub grant: GrantId,
    pub person: PersonId,
    /// Its own product.
    pub sku: SkuId,
    /// The products whose place it takes.
    pub replaces: Vec<SkuId>,
}

/// Ends what the grant replaces.
pub async fn carry_out(tx: &mut PgConnection, now: DateTime<Utc>, new: &Replacing) -> anyhow::Result<()> {
    if new.replaces.is_empty() {
        return Ok(());
    }
    let product = catalog::store::by_sku(tx, new.sku).await?;
    let title = product
        .as_ref()
        .map_or("another product", |product| product.title());
    let reason = format!("Replaced by {title}.");
    for old in store::lock_live(tx, new.person, &new.replaces).await? {
        store::end(tx, now, &old, (new.grant, &reason)).await?;
        let about = |kind| {
            Event::new(kind, Actor::Service)
                .on_request(old.request_id)
                .about(new.person)
                .with_product(old.sku_id)
        };
        let approved = (RequestState::Approved, RequestState::Closed);
        if !old.was_active && super::store::move_request(tx, old.request_id, approved, now).await? {
            super::store::set_close_reason(tx, old.request_id, &reason).await?;
            let event = about(Kind::RequestClosed)
                .saying(json!({ "grant": old.id, "cause": "replaced", "by": new.grant }));
            audit::append(tx, now, event).await?;
        }
        let kind = if old.is_ours {
            Kind::GrantEnding
        } else {
            Kind::GrantEnded
        };
        let event = about(kind).saying(json!({ "grant": old.id, "cause": "replaced", "by": new.grant }));
        audit::append(tx, now, event).await?;
        extension::grant_ended(tx, now, old.id).await?;
        let job = if old.is_ours {
            Job::Reconcile(new.person)
        } else {
            // A seat that was set aside is free for the next.
            Job::SyncCatalog
        };
        jobs::enqueue(tx, now, job, now).await?;
    }
    Ok(())
}

/// A grant ends that was never sent to Graph: what it was to replace is still there, and goes on.
pub async fn called_off(tx: &mut PgConnection, now: DateTime<Utc>, new: GrantId) -> anyhow::Result<()> {
    for (old, person) in store::revive(tx, now, new).await? {
        let event = Event::new(Kind::GrantCameBack, Actor::Service)
            .on_request(old.request_id)
            .about(person)
            .with_product(old.sku_id)
            .saying(json!({ "grant": old.id, "was_replaced_by": new }));
        audit::append(tx, now, event).await?;
    }
    Ok(())
}
