//! The end of a right: given back, withdrawn before it was active, closed or retried by an administrator. Removes nothing by
//! itself: the worker does, and only what a call of ours may have brought.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::PgConnection;

use super::{EndCause, Grant, GrantState, fuse, store};
use crate::audit::{self, Actor, Event, Kind};
use crate::config;
use crate::ids::{GrantId, PersonId, RequestId};
use crate::jobs::{self, Job};
use crate::requests::notices::{self, News, Notice};
use crate::requests::{self, RequestState};

/// What became of the wish to end a right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    Done,
    /// It is over, or was not in a state in which this can be done.
    TooLate,
    NotYours,
}

/// The person who has the product gives it back.
pub async fn give_back(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    person: PersonId,
    id: GrantId,
) -> anyhow::Result<Ended> {
    let Some(grant) = store::lock(tx, id)
        .await?
        .filter(|grant| grant.person_id == person)
    else {
        return Ok(Ended::NotYours);
    };
    if !grant.can_be_given_back() {
        return Ok(Ended::TooLate);
    }
    end(
        tx,
        now,
        &grant,
        Actor::Person(person),
        (EndCause::GivenBack, None),
    )
    .await?;
    Ok(Ended::Done)
}

/// The requester or the beneficiary takes an approved request back while it is not active: it waits for a seat, for an
/// administrator or for Graph. The caller commits also where it is refused: each refused attempt is an event.
pub async fn withdraw(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    person: PersonId,
    id: RequestId,
) -> anyhow::Result<Ended> {
    // The grant first, then the request: in the order in which the worker takes them.
    let grant = match store::of_request(tx, id).await? {
        Some(grant) => store::lock(tx, grant.id).await?,
        None => None,
    };
    let Some(request) = requests::store::lock(tx, id).await? else {
        return Ok(Ended::NotYours);
    };
    if person != request.requester_id && person != request.beneficiary_id {
        requests::refusals::note(tx, now, &request, (person, "cancel", "not_theirs")).await?;
        return Ok(Ended::NotYours);
    }
    let to_come = |grant: &Grant| grant.state == GrantState::Scheduled || is_on_its_way(grant);
    let Some(grant) = grant.filter(to_come) else {
        requests::refusals::note(tx, now, &request, (person, "cancel", "too_late")).await?;
        return Ok(Ended::TooLate);
    };
    let moved = (RequestState::Approved, RequestState::Cancelled);
    if !requests::store::move_request(tx, id, moved, now).await? {
        requests::refusals::note(tx, now, &request, (person, "cancel", "too_late")).await?;
        return Ok(Ended::TooLate);
    }
    let by = Actor::Person(person);
    let event = about(Kind::RequestCancelled, by, &grant)
        .saying(json!({ "grant": grant.id, "while": grant.state.as_str() }));
    audit::append(tx, now, event).await?;
    end(tx, now, &grant, by, (EndCause::Withdrawn, None)).await?;
    Ok(Ended::Done)
}

/// An administrator gives up on a grant that is stuck. One that is not active yet ends, with its request, and so does one that
/// could not be set up again; a removal that can not be done is left as Graph shows it.
pub async fn close(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    administrator: PersonId,
    id: GrantId,
    reason: &str,
) -> anyhow::Result<Ended> {
    let Some(grant) = store::lock(tx, id).await? else {
        return Ok(Ended::NotYours);
    };
    let by = Actor::Person(administrator);
    if grant.state == GrantState::RemovalNeedsAttention {
        store::give_up_removal(tx, now, grant.id, reason).await?;
        let event = about(Kind::GrantEnded, by, &grant)
            .saying(json!({ "grant": grant.id, "cause": "closed", "reason": reason, "left_in_graph": true }));
        audit::append(tx, now, event).await?;
        return Ok(Ended::Done);
    }
    if grant.state == GrantState::Active && grant.attention.is_some() {
        store::clear_attention(tx, grant.id).await?;
        let event = about(Kind::AttentionClosed, by, &grant)
            .saying(json!({ "grant": grant.id, "attention": grant.attention, "reason": reason }));
        audit::append(tx, now, event).await?;
        return Ok(Ended::Done);
    }
    if grant.is_stuck_again() {
        end(tx, now, &grant, by, (EndCause::Closed, Some(reason))).await?;
        return Ok(Ended::Done);
    }
    if !is_on_its_way(&grant) || grant.active_at.is_some() {
        return Ok(Ended::TooLate);
    }
    let moved = (RequestState::Approved, RequestState::Closed);
    if !requests::store::move_request(tx, grant.request_id, moved, now).await? {
        return Ok(Ended::TooLate);
    }
    let event = about(Kind::RequestClosed, by, &grant).saying(json!({ "grant": grant.id, "reason": reason }));
    let event = audit::append(tx, now, event).await?;
    let news = News::of(Notice::Closed, grant.request_id);
    notices::tell_parties_of(tx, now, event, (grant.request_id, Some(administrator)), news).await?;
    end(tx, now, &grant, by, (EndCause::Closed, Some(reason))).await?;
    Ok(Ended::Done)
}

/// An administrator has the work tried again at once, without a new approval.
pub async fn retry(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    administrator: PersonId,
    id: GrantId,
) -> anyhow::Result<Ended> {
    let Some(grant) = store::lock(tx, id).await? else {
        return Ok(Ended::NotYours);
    };
    let (from, to) = match grant.state {
        GrantState::NeedsAttention => (GrantState::NeedsAttention, GrantState::Pending),
        GrantState::RemovalNeedsAttention => (GrantState::RemovalNeedsAttention, GrantState::Ending),
        // It is being tried by itself: only sooner now.
        GrantState::Pending | GrantState::Ending | GrantState::Active if grant.attention.is_some() => {
            (grant.state, grant.state)
        }
        _ => return Ok(Ended::TooLate),
    };
    if from != to {
        store::move_grant(tx, now, id, (&[from], to), None).await?;
    } else {
        store::note_trouble(tx, &[id], None).await?;
        store::clear_attention(tx, id).await?;
    }
    let event =
        about(Kind::GrantRetried, Actor::Person(administrator), &grant).saying(json!({ "grant": id }));
    audit::append(tx, now, event).await?;
    jobs::enqueue(tx, now, Job::Reconcile(grant.person_id), now).await?;
    Ok(Ended::Done)
}

/// Somebody who may say so ended it: whoever reviewed it, or an administrator. It does not go through the fuse.
pub(super) async fn end_as_wished(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    by: PersonId,
    id: GrantId,
    (cause, reason): (EndCause, &str),
) -> anyhow::Result<Ended> {
    let Some(grant) = store::lock(tx, id).await? else {
        return Ok(Ended::TooLate);
    };
    if is_ending(&grant) {
        return Ok(Ended::TooLate);
    }
    close_what_never_began(tx, now, Actor::Person(by), &grant, cause).await?;
    end(tx, now, &grant, Actor::Person(by), (cause, Some(reason))).await?;
    Ok(Ended::Done)
}

/// The request of a grant that ends before it was active is closed with it.
async fn close_what_never_began(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    by: Actor,
    grant: &Grant,
    cause: EndCause,
) -> anyhow::Result<()> {
    let on_its_way = grant.state == GrantState::Scheduled || is_on_its_way(grant);
    if on_its_way && grant.active_at.is_none() {
        let moved = (RequestState::Approved, RequestState::Closed);
        if requests::store::move_request(tx, grant.request_id, moved, now).await? {
            let event =
                about(Kind::RequestClosed, by, grant).saying(json!({ "grant": grant.id, "cause": cause }));
            let event = audit::append(tx, now, event).await?;
            let news = News::of(Notice::Closed, grant.request_id);
            notices::tell_parties_of(tx, now, event, (grant.request_id, None), news).await?;
        }
    }
    Ok(())
}

/// What became of a grant that should end by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ByItself {
    Ended,
    /// The fuse holds it: it stays until an administrator says that it may end.
    Held,
    TooLate,
}

/// A grant ends without anybody's wish: its term is over, or its person left or moved. All such endings come through here,
/// and through the fuse.
pub async fn end_by_itself(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    limits: config::Fuse,
    id: GrantId,
    (cause, reason): (EndCause, Option<&str>),
) -> anyhow::Result<ByItself> {
    // Before the grant: whoever ends many takes both in this order.
    fuse::store::lock(tx).await?;
    let Some(grant) = store::lock(tx, id).await? else {
        return Ok(ByItself::TooLate);
    };
    if is_ending(&grant) {
        return Ok(ByItself::TooLate);
    }
    if cause == EndCause::Expired && grant.until_at.is_none_or(|until| until > now) {
        // Extended while this was on its way.
        return Ok(ByItself::TooLate);
    }
    if grant.held_at.is_some() {
        return Ok(ByItself::Held);
    }
    if !fuse::allows(tx, now, limits, &grant).await? {
        store::hold(tx, now, grant.id, cause).await?;
        let event = about(Kind::GrantHeld, Actor::Service, &grant)
            .saying(json!({ "grant": grant.id, "cause": cause, "reason": reason }));
        audit::append(tx, now, event).await?;
        return Ok(ByItself::Held);
    }
    close_what_never_began(tx, now, Actor::Service, &grant, cause).await?;
    end(tx, now, &grant, Actor::Service, (cause, reason)).await?;
    Ok(ByItself::Ended)
}

/// What the fuse had held may end now, as an administrator said with that reason. Where its term was made longer meanwhile,
/// it stays; answers whether it ends.
pub(super) async fn end_held(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    grant: &Grant,
    reason: &str,
) -> anyhow::Result<bool> {
    let Some(cause) = grant.held_cause else {
        return Ok(false);
    };
    let is_longer = cause == EndCause::Expired && grant.until_at.is_none_or(|until| until > now);
    if is_longer || is_ending(grant) {
        fuse::store::let_go(tx, &[grant.id]).await?;
        let event = about(Kind::GrantLetGo, Actor::Service, grant)
            .saying(json!({ "grant": grant.id, "cause": cause, "until": grant.until_at }));
        audit::append(tx, now, event).await?;
        return Ok(false);
    }
    end(tx, now, grant, Actor::Service, (cause, Some(reason))).await?;
    Ok(true)
}

/// The right is over already.
fn is_ending(grant: &Grant) -> bool {
    matches!(
        grant.state,
        GrantState::Ending | GrantState::RemovalNeedsAttention | GrantState::Ended
    )
}

fn is_on_its_way(grant: &Grant) -> bool {
    matches!(
        grant.state,
        GrantState::Pending | GrantState::WaitingForSeat | GrantState::NeedsAttention
    )
}

/// The right is over. What no call of ours can have brought to Graph is over at once; the rest is for the worker.
async fn end(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    grant: &Grant,
    by: Actor,
    (cause, reason): (EndCause, Option<&str>),
) -> anyhow::Result<()> {
    let ours = grant.sent_at.is_some() || grant.active_at.is_some();
    let (to, kind) = if ours {
        (GrantState::Ending, Kind::GrantEnding)
    } else {
        (GrantState::Ended, Kind::GrantEnded)
    };
    let moved = store::wish_end(tx, now, grant.id, to, (cause, reason)).await?;
    anyhow::ensure!(moved, "grant {} left its state under a lock", grant.id);
    let event = about(kind, by, grant).saying(json!({ "grant": grant.id, "cause": cause, "reason": reason }));
    audit::append(tx, now, event).await?;
    requests::extension::grant_ended(tx, now, grant.id).await?;
    if !ours {
        requests::swap::called_off(tx, now, grant.id).await?;
    }
    if ours {
        jobs::enqueue(tx, now, Job::Reconcile(grant.person_id), now).await?;
    } else {
        // A seat that was set aside is free for the next.
        jobs::enqueue(tx, now, Job::SyncCatalog, now).await?;
    }
    Ok(())
}

fn about(kind: Kind, by: Actor, grant: &Grant) -> Event {
    Event::new(kind, by)
        .on_request(grant.request_id)
        .about(grant.person_id)
        .with_product(grant.sku_id)
}
