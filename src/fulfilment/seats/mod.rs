//! The waiting room: approved grants of a product without a free seat, first approved first served. A seat is set aside for
//! a grant before anything is sent, in one order, under a lock of the product; Graph has the last word.

pub mod store;

use chrono::{DateTime, Duration, Utc};
use serde_json::json;
use sqlx::PgConnection;

use super::{Grant, GrantState};
use crate::audit::{self, Actor, Event, Kind};
use crate::catalog;
use crate::config::SeatsInWarning;
use crate::graph::wire::SubscribedSku;
use crate::ids::PersonId;
use crate::jobs;

/// Seats set aside in one transaction; keeps the lock short.
const MOST_AT_ONCE: i64 = 500;
/// Seconds between two readings of the SKUs while somebody waits for a seat.
pub const SEATS_EVERY_S: i64 = 60;
/// Seconds after which counts are believed again although Graph refused the seat that they promised.
const REFUSAL_FORGOTTEN_AFTER_S: i64 = 60;

/// Seats of a SKU that nobody has and that are not held back; below zero where more are used than there are.
fn free(sku: &SubscribedSku, in_warning: SeatsInWarning, held_back: i32) -> i32 {
    let units = sku.prepaid_units;
    in_warning.assignable(units.enabled, units.warning) - sku.consumed_units - held_back
}

/// Sets free seats aside for those who wait, first approved first, and wakes them; answers how many. Those who are under
/// way count as waiting until they have one.
pub async fn allot(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    in_warning: SeatsInWarning,
    sku: &SubscribedSku,
    read_at: DateTime<Utc>,
) -> anyhow::Result<usize> {
    let Some(pool) = catalog::store::lock_seats(tx, sku.sku_id).await? else {
        return Ok(0);
    };
    let free = free(sku, in_warning, pool.held_back);
    let refused_lately = pool
        .refused_at
        .is_some_and(|at| now - at < Duration::seconds(REFUSAL_FORGOTTEN_AFTER_S));
    if refused_lately && pool.refused_free == Some(free) {
        return Ok(0);
    }
    let set_aside = store::seats_set_aside(tx, sku.sku_id, read_at).await?;
    let left = i64::from(free) - set_aside;
    if left <= 0 {
        return Ok(0);
    }
    let next = store::next_for_a_seat(tx, sku.sku_id, left.min(MOST_AT_ONCE)).await?;
    let ids: Vec<_> = next.iter().map(|grant| grant.id).collect();
    store::set_seats_aside(tx, now, &ids).await?;
    let mut events = Vec::new();
    let mut woken: Vec<PersonId> = Vec::new();
    for (grant, left) in next.iter().zip((1..=left).rev()) {
        events.push(
            Event::new(Kind::GrantSeatAllotted, Actor::Worker)
                .on_request(grant.request_id)
                .about(grant.person_id)
                .with_product(grant.sku_id)
                .saying(json!({ "grant": grant.id, "approved_at": grant.approved_at, "free": left })),
        );
        if grant.state == GrantState::WaitingForSeat {
            woken.push(grant.person_id);
        }
    }
    audit::append_all(tx, now, events).await?;
    jobs::enqueue_people(tx, now, &woken).await?;
    Ok(next.len())
}

/// Graph refused a seat that was set aside: the counts that promised it are not believed again for a while.
pub async fn refused(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    in_warning: SeatsInWarning,
    sku: &SubscribedSku,
    grant: &Grant,
) -> anyhow::Result<()> {
    if let Some(pool) = catalog::store::lock_seats(tx, sku.sku_id).await? {
        // Nobody who was approved later goes before the one who was refused.
        store::take_back_later_seats(tx, grant).await?;
        let free = free(sku, in_warning, pool.held_back);
        catalog::store::seat_refused(tx, now, sku.sku_id, free).await?;
    }
    Ok(())
}

/// Where somebody stands in the waiting room of a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// From 1.
    pub place: i64,
    pub of: i64,
}

/// The place of a grant that waits for a seat; `None` when it does not.
pub async fn place(conn: &mut PgConnection, grant: &Grant) -> sqlx::Result<Option<Place>> {
    if grant.state != GrantState::WaitingForSeat {
        return Ok(None);
    }
    let (before, all) = store::waiting_before(conn, grant).await?;
    Ok(Some(Place {
        place: before + 1,
        of: all.max(before + 1),
    }))
}
