//! What people are told of a change: one row for each whom it concerns, written in the transaction of the change. Mails are
//! made of them later; whoever was told once of an event is never told again.

pub mod store;

use chrono::{DateTime, Duration, Utc};
use sqlx::PgConnection;

use super::{Request, RequestKind};
use crate::ids::{EventId, PersonId, RequestId, StageId};

/// What there is to tell. The words stand in the database: add, never rename.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Notice {
    /// To those who may sign: something waits.
    ToSign,
    /// To those who may sign: the time is nearly over, or is over, or the requester asks them to.
    Reminder,
    /// To those who are asked now, because nobody signed in time.
    Escalated,
    /// To requester and beneficiary: somebody who may sign asks something.
    Question,
    /// To who asked it.
    Answered,
    /// To requester and beneficiary: a stage was signed, and another follows.
    Signed,
    /// To requester and beneficiary: less than was asked.
    Narrowed,
    Approved,
    Denied,
    /// To requester and beneficiary: it ended without an answer.
    Lapsed,
    /// To requester and beneficiary: it was ended by itself or by an administrator.
    Closed,
    /// To requester and beneficiary: a signature or a denial was taken back.
    TakenBack,
    /// To requester and beneficiary: approved, and there is no seat.
    WaitsForSeat,
    /// To requester and beneficiary: approved, and it could not be given.
    CouldNotBeGiven,
    /// To requester and beneficiary: Graph's read-back says so.
    Active,
    /// To the holder: it ends soon.
    EndsSoon,
    /// To the holder: it has ended.
    Ended,
    /// To the delegate, and to who is signed for.
    Delegation,
    /// To other administrators: something was given past the rules.
    GivenAtOnce,
    /// To a reviewer: what somebody who left or moved has.
    ToReview,
}

/// What is told, of what.
#[derive(Clone, Copy, Debug)]
pub struct News {
    pub notice: Notice,
    pub request: Option<RequestId>,
    pub stage: Option<StageId>,
    /// What can be undone is not told before.
    pub after: Duration,
}

impl News {
    pub fn of(notice: Notice, request: RequestId) -> Self {
        Self {
            notice,
            request: Some(request),
            stage: None,
            after: Duration::zero(),
        }
    }

    #[must_use]
    pub fn at_stage(mut self, stage: StageId) -> Self {
        self.stage = Some(stage);
        self
    }

    #[must_use]
    pub fn after(mut self, after: Duration) -> Self {
        self.after = after;
        self
    }
}

/// Has these people told of the event, each at most once.
pub async fn tell(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    event: EventId,
    people: &[PersonId],
    news: News,
) -> sqlx::Result<()> {
    if people.is_empty() {
        return Ok(());
    }
    // No job: many transactions would wait for each other to put the same one into the queue. Who makes mails looks by itself.
    store::insert(tx, now, event, people, news).await
}

/// Has those told whose request it is: who asked, and for whom; but not who did it.
pub async fn tell_parties(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    event: EventId,
    (request, by): (&Request, Option<PersonId>),
    news: News,
) -> sqlx::Result<()> {
    let mut people = vec![request.requester_id, request.beneficiary_id];
    people.dedup();
    people.retain(|person| Some(*person) != by);
    tell(tx, now, event, &people, news).await
}

/// As [`tell_parties`], by the request's id. What an administrator adopted is told to nobody: it was there before.
pub async fn tell_parties_of(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    event: EventId,
    (request, by): (RequestId, Option<PersonId>),
    news: News,
) -> sqlx::Result<()> {
    match super::store::by_id(tx, request).await? {
        Some(request) if request.kind != RequestKind::Adopt => {
            tell_parties(tx, now, event, (&request, by), news).await
        }
        _ => Ok(()),
    }
}

/// What was not told yet of this request at this stage is not told any more: it was undone, or nothing waits any more.
pub async fn drop_untold(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    request: RequestId,
    notices: &[Notice],
) -> sqlx::Result<()> {
    store::drop_untold(tx, now, request, notices).await
}
