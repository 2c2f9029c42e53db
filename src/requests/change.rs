//! Changing what waits: whoever asked sends another request in its place, as long as nobody has signed the first.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::PgConnection;

use super::ask::Ask;
use super::facts::Seen;
use super::notices::{self, Notice};
use super::submit::{Decided, NotTaken, submit_as};
use super::{Request, RequestKind, RequestState, appeal, cancel, rules, store};
use crate::audit::{self, Actor, Event, Kind};
use crate::ids::{PersonId, RequestId};

/// What became of a change.
#[derive(Clone, Debug)]
pub enum Changed {
    /// The old one is cancelled, this one was taken.
    Sent(Box<Request>),
    /// The policy denies the new one: as when it is not taken.
    Denied,
    /// The new one would not be taken: the caller takes everything back, and the old one waits as before.
    NotTaken(NotTaken),
    /// Somebody signed the old one.
    Signed,
    /// The old one does not wait any more.
    TooLate,
    NotYours,
}

/// Why a request can not be changed by this person; `None` = it can. What an extension is about is not changed this way.
pub async fn obstacle(
    conn: &mut PgConnection,
    person: PersonId,
    request: &Request,
) -> sqlx::Result<Option<Changed>> {
    if request.requester_id != person || request.kind != RequestKind::Assign {
        return Ok(Some(Changed::NotYours));
    }
    if request.state != RequestState::AwaitingApproval {
        return Ok(Some(Changed::TooLate));
    }
    // What somebody denied and another decides has been answered, though the denial counts no more.
    let signed = !store::signatures_of(conn, request.id).await?.is_empty()
        || appeal::store::is_made(conn, request.id).await?;
    Ok(signed.then_some(Changed::Signed))
}

/// Cancels the old request and sends the new one. The caller read `seen` from Graph before the transaction began, and has locked
/// nothing in it; where it is refused, the caller commits all the same, for the log.
pub async fn change(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    old: RequestId,
    (seen, ask): (&Seen, &Ask),
    decided: Decided<'_>,
) -> anyhow::Result<Changed> {
    // In the order in which a signature locks: the policy, the cost centre, the request.
    if !rules::hold_in_force(tx, decided.policy.version()).await? {
        return Ok(Changed::NotTaken(NotTaken::PolicyChanged));
    }
    seen.count_again(tx, now, decided).await?;
    let Some(request) = store::lock(tx, old).await? else {
        return Ok(Changed::NotYours);
    };
    if let Some(refused) = obstacle(tx, ask.requester, &request).await? {
        let why = match refused {
            Changed::Signed => "signed_meanwhile",
            Changed::NotYours => "not_the_requester",
            _ => "not_waiting",
        };
        let event = Event::new(Kind::Refused, Actor::Person(ask.requester))
            .on_request(old)
            .about(request.beneficiary_id)
            .with_product(request.sku_id)
            .saying(json!({ "attempt": "change", "why": why }));
        audit::append(tx, now, event).await?;
        return Ok(refused);
    }
    let new = RequestId::mint(now);
    cancel::cancel_for(tx, now, ask.requester, (old, json!({ "changed_to": new }))).await?;
    notices::drop_untold(
        tx,
        now,
        old,
        &[Notice::ToSign, Notice::Reminder, Notice::Escalated],
    )
    .await?;
    Ok(
        match submit_as(tx, now, (new, Some(old)), (seen, ask), decided).await? {
            Ok(request) if request.state == RequestState::Denied => Changed::Denied,
            Ok(request) => Changed::Sent(Box::new(request)),
            Err(why) => Changed::NotTaken(why),
        },
    )
}
