//! Cancelling: by the requester, while nothing has been changed in Graph.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::PgConnection;

use super::{RequestState, store};
use crate::audit::{self, Actor, Event, Kind};
use crate::ids::{PersonId, RequestId};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cancelled {
    Done,
    /// It has gone too far, or is over already.
    TooLate,
    NotYours,
}

/// Takes the request back; its stages end with it.
pub async fn cancel(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    person: PersonId,
    id: RequestId,
) -> anyhow::Result<Cancelled> {
    let Some(request) = store::lock(tx, id).await? else {
        return Ok(Cancelled::NotYours);
    };
    if person != request.requester_id && person != request.beneficiary_id {
        return Ok(Cancelled::NotYours);
    }
    if !store::move_request(
        tx,
        id,
        (RequestState::AwaitingApproval, RequestState::Cancelled),
        now,
    )
    .await?
    {
        return Ok(Cancelled::TooLate);
    }
    store::drop_stages(tx, id, now).await?;
    let event = Event::new(Kind::RequestCancelled, Actor::Person(person))
        .on_request(id)
        .about(request.beneficiary_id)
        .with_product(request.sku_id)
        .saying(json!({}));
    audit::append(tx, now, event).await?;
    Ok(Cancelled::Done)
}
