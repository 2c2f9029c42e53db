//! The fuse: what ends by itself (terms that are over, people who left or moved) stops when it would end too many grants
//! within an hour, and goes on only when an administrator says so.
//!
//! Counted are the grants that ended by themselves within the last hour, since the last resumption, without those that an
//! administrator let end. The limit is a share of what was active when that hour began, not of what is left of it: a share
//! of a shrinking number would let fewer through with each ending, and never settle.

pub mod held;
pub mod resume;
pub mod store;

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::PgConnection;

use super::Grant;
use crate::audit::{self, Actor, Event, Kind};
use crate::config;
use crate::ids::{FuseId, PersonId, SkuId};

/// Minutes over which endings are counted.
const WINDOW_MIN: i64 = 60;

/// A fuse that has blown.
#[derive(Clone, Debug)]
pub struct Fuse {
    pub id: FuseId,
    /// `None` = of all products together.
    pub sku: Option<SkuId>,
    pub blown_at: DateTime<Utc>,
    /// Grants that had ended by themselves within the hour.
    pub counted: i64,
    /// As many as may.
    pub most: i64,
    /// Active grants at the start of that hour.
    pub active_before: i64,
    pub resumed_at: Option<DateTime<Utc>>,
    pub resumed_by: Option<PersonId>,
    pub reason: Option<String>,
}

/// What is known of one scope. Counted once in a transaction, under a lock that nobody else can have until it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Count {
    blown: bool,
    counted: i64,
    /// As far as it was needed: below the smallest limit nobody asks for it.
    most: Option<i64>,
}

/// The scopes that this transaction has counted: a product, or all of them together.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Counts(BTreeMap<String, Count>);

/// Whether this grant may end by itself now. One that was never active takes nothing from anybody and always may.
pub async fn allows(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    limits: config::Fuse,
    grant: &Grant,
) -> anyhow::Result<bool> {
    if grant.active_at.is_none() {
        return Ok(true);
    }
    store::lock(tx).await?;
    let mut counts = counts(tx).await?;
    let scopes = [Some(grant.sku_id), None];
    let mut allowed = true;
    for scope in scopes {
        let key = key(scope);
        let mut count = match counts.0.get(&key) {
            Some(count) => *count,
            None => count_of(tx, now, scope).await?,
        };
        let one_more = count.counted + 1;
        if !count.blown && one_more > i64::from(limits.at_least) {
            let (most, active_before) = match count.most {
                Some(most) => (most, 0),
                None => most(tx, now, limits, scope).await?,
            };
            count.most = Some(most);
            if one_more > most {
                let active_before = match active_before {
                    0 => store::active_at(tx, now - Duration::minutes(WINDOW_MIN), scope).await?,
                    n => n,
                };
                blow(tx, now, scope, (count.counted, most, active_before)).await?;
                count.blown = true;
            }
        }
        allowed &= !count.blown;
        counts.0.insert(key, count);
    }
    if allowed {
        for scope in scopes {
            if let Some(count) = counts.0.get_mut(&key(scope)) {
                count.counted += 1;
            }
        }
    }
    store::remember(tx, &serde_json::to_string(&counts)?).await?;
    Ok(allowed)
}

async fn counts(tx: &mut PgConnection) -> anyhow::Result<Counts> {
    let remembered = store::remembered(tx).await?;
    Ok(match remembered.as_deref() {
        None | Some("") => Counts::default(),
        Some(text) => serde_json::from_str(text)?,
    })
}

fn key(scope: Option<SkuId>) -> String {
    scope.map_or_else(|| "all".to_owned(), |sku| sku.to_string())
}

async fn count_of(tx: &mut PgConnection, now: DateTime<Utc>, scope: Option<SkuId>) -> sqlx::Result<Count> {
    if store::is_blown(tx, scope).await? {
        return Ok(Count {
            blown: true,
            counted: 0,
            most: None,
        });
    }
    let hour_ago = now - Duration::minutes(WINDOW_MIN);
    let since = match store::last_resumed(tx, scope).await? {
        Some(at) => at.max(hour_ago),
        None => hour_ago,
    };
    Ok(Count {
        blown: false,
        counted: store::ended_since(tx, since, scope).await?,
        most: None,
    })
}

/// The limit, and the active grants at the start of the hour that it is a share of.
async fn most(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    limits: config::Fuse,
    scope: Option<SkuId>,
) -> sqlx::Result<(i64, i64)> {
    let active = store::active_at(tx, now - Duration::minutes(WINDOW_MIN), scope).await?;
    let share = active * i64::from(limits.percent) / 100;
    Ok((share.max(limits.at_least.into()), active))
}

async fn blow(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    sku: Option<SkuId>,
    (counted, most, active_before): (i64, i64, i64),
) -> anyhow::Result<()> {
    let fuse = Fuse {
        id: FuseId::mint(now),
        sku,
        blown_at: now,
        counted,
        most,
        active_before,
        resumed_at: None,
        resumed_by: None,
        reason: None,
    };
    store::insert(tx, &fuse).await?;
    let event = Event::new(Kind::FuseBlown, Actor::Service).saying(json!({
        "fuse": fuse.id, "counted": counted, "most": most, "active_before": active_before, "of": key(sku),
    }));
    let event = match sku {
        Some(sku) => event.with_product(sku),
        None => event,
    };
    audit::append(tx, now, event).await?;
    tracing::error!(
        fuse.counted = counted,
        fuse.most = most,
        "the fuse has blown: too many grants end by themselves"
    );
    Ok(())
}
