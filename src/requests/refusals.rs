//! What somebody tried with a request and may not, or not any more: said in the log, in the transaction that refuses it.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::PgConnection;

use super::Request;
use crate::audit::{self, Actor, Event, Kind};
use crate::ids::PersonId;

pub async fn note(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    request: &Request,
    (person, attempt, why): (PersonId, &str, &str),
) -> sqlx::Result<()> {
    let event = Event::new(Kind::Refused, Actor::Person(person))
        .on_request(request.id)
        .about(request.beneficiary_id)
        .with_product(request.sku_id)
        .saying(json!({ "attempt": attempt, "why": why }));
    audit::append(tx, now, event).await?;
    Ok(())
}
