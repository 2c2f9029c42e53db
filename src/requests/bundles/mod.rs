//! What is sent together: drafts of it, and the moment at which all of it becomes requests, or nothing. Each request stays one
//! product for one person, with a decision, stages and a grant of its own.

pub mod draft;
pub mod people_file;
pub mod store;

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::{Connection, PgConnection};

use super::ask::Ask;
use super::facts::Seen;
use super::submit::{Decided, NotTaken, submit};
use super::{Request, RequestState, store as requests};
use crate::audit::{self, Actor, Event, Kind};
use crate::ids::{BundleId, PersonId};
use crate::policy::Reason;

/// Requests that are sent in one go.
pub const MOST_ITEMS: usize = 100;

/// One product for one person.
#[derive(Clone, Copy)]
pub struct Item<'a> {
    pub seen: &'a Seen,
    pub ask: &'a Ask,
    pub decided: Decided<'a>,
}

/// Why one item keeps all of them from being sent.
#[derive(Clone, Debug, PartialEq)]
pub enum NotSent {
    NotTaken(NotTaken),
    Denied(Vec<Reason>),
}

/// Sends all of them, or says what is wrong with each that would not go: then the caller takes everything back. The caller
/// read what was seen from Graph before the transaction began, and has locked nothing in it.
pub async fn send(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    requester: PersonId,
    items: &[Item<'_>],
) -> anyhow::Result<Result<(BundleId, Vec<Request>), Vec<(usize, NotSent)>>> {
    // In one order everywhere, so that two who send at once do not wait for each other in a circle.
    let mut places: Vec<usize> = (0..items.len()).collect();
    places.sort_by_key(|place| {
        let Item { seen, .. } = items[*place];
        (
            &seen.product.cost_center,
            seen.product.sku_id,
            seen.beneficiary.id,
        )
    });
    let mut sent = Vec::new();
    let mut not_sent = Vec::new();
    for place in places {
        let Item { seen, ask, decided } = items[place];
        // What one item leaves behind does not keep the others from being looked at.
        let mut one = tx.begin().await?;
        let why = match submit(&mut one, now, seen, ask, decided).await? {
            Err(why) => NotSent::NotTaken(why),
            Ok(request) if request.state == RequestState::Denied => {
                let last = requests::last_decision(&mut one, request.id).await?;
                NotSent::Denied(last.map(|last| last.decision.reasons).unwrap_or_default())
            }
            Ok(request) => {
                one.commit().await?;
                sent.push(request);
                continue;
            }
        };
        one.rollback().await?;
        not_sent.push((place, why));
    }
    if !not_sent.is_empty() {
        return Ok(Err(not_sent));
    }
    let id = BundleId::mint(now);
    let ids: Vec<_> = sent.iter().map(|request| request.id).collect();
    store::insert(tx, now, id, requester).await?;
    store::put_into(tx, id, &ids).await?;
    let event = Event::new(Kind::RequestsSentTogether, Actor::Person(requester))
        .saying(json!({ "bundle": id, "requests": ids }));
    audit::append(tx, now, event).await?;
    Ok(Ok((id, sent)))
}
