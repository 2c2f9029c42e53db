//! What people say to what follows: a reviewer keeps or ends, an administrator calls off or ends at once. Each is somebody's
//! wish, with a reason, and does not go through the fuse.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::PgConnection;

use super::{Departure, DepartureState, about, call_off, store};
use crate::audit::{self, Actor, Kind};
use crate::fulfilment::ending;
use crate::ids::{DepartureId, PersonId};

/// Who answers, and whether administrators' reviews are theirs too.
#[derive(Clone, Copy)]
pub struct Reviewer {
    pub person: PersonId,
    pub administers: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Keep,
    End,
}

/// What became of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answered {
    Done,
    /// Somebody was quicker, the time was over, or it was never theirs.
    TooLate,
}

/// A reviewer says whether a grant stays.
pub async fn answer(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    reviewer: Reviewer,
    id: DepartureId,
    (answer, reason): (Answer, &str),
) -> anyhow::Result<Answered> {
    let by = reviewer.person;
    let Some(review) = store::lock_review(tx, id, by, reviewer.administers).await? else {
        return Ok(Answered::TooLate);
    };
    let (to, word) = match answer {
        Answer::Keep => (DepartureState::Kept, "keep"),
        Answer::End => (DepartureState::Done, "end"),
    };
    store::move_to(tx, now, id, to, (Some(by), Some(reason))).await?;
    let detail = json!({ "departure": id, "grant": review.grant_id, "answer": word, "reason": reason });
    audit::append(
        tx,
        now,
        about(Kind::ReviewAnswered, Actor::Person(by), &review).saying(detail),
    )
    .await?;
    if answer == Answer::End {
        ending::end_as_wished(tx, now, by, review.grant_id, (review.cause.end(), reason)).await?;
    }
    Ok(Answered::Done)
}

/// An administrator says that nothing follows, or that it ends now.
pub async fn overrule(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    administrator: PersonId,
    id: DepartureId,
    (answer, reason): (Answer, &str),
) -> anyhow::Result<Answered> {
    let open = |departure: &Departure| {
        matches!(
            departure.state,
            DepartureState::Waiting | DepartureState::Reviewing | DepartureState::Held
        )
    };
    let may_end = |departure: &Departure| {
        open(departure) || (answer == Answer::End && departure.state == DepartureState::NoRule)
    };
    let Some(departure) = store::lock(tx, id)
        .await?
        .filter(|departure| departure.person_id != administrator && may_end(departure))
    else {
        return Ok(Answered::TooLate);
    };
    let word = match answer {
        Answer::Keep => "keep",
        Answer::End => "end",
    };
    if answer == Answer::End {
        store::move_to(
            tx,
            now,
            id,
            DepartureState::Done,
            (Some(administrator), Some(reason)),
        )
        .await?;
        let cause = (departure.cause.end(), reason);
        ending::end_as_wished(tx, now, administrator, departure.grant_id, cause).await?;
    } else {
        call_off(tx, now, &departure, (Some(administrator), reason)).await?;
    }
    let detail = json!({
        "departure": id, "grant": departure.grant_id, "answer": word, "by": "administrator",
        "reason": reason,
    });
    let by = Actor::Person(administrator);
    audit::append(
        tx,
        now,
        about(Kind::ReviewAnswered, by, &departure).saying(detail),
    )
    .await?;
    Ok(Answered::Done)
}
