//! Questions of somebody who may sign, to whoever asked: while one is open the time of the stage stands still.

pub mod store;

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::PgConnection;

use super::notices::{self, News, Notice};
use super::{Request, RequestState, StageState, deadlines, refusals, review, store as requests};
use crate::audit::{self, Actor, Event, Kind};
use crate::ids::{InquiryId, PersonId, RequestId, StageId};

/// A question, and what was answered.
#[derive(Clone, Debug)]
pub struct Inquiry {
    pub id: InquiryId,
    pub request_id: RequestId,
    pub stage_id: StageId,
    pub asked_by: PersonId,
    /// Who asked.
    pub asker: String,
    pub question: String,
    pub asked_at: DateTime<Utc>,
    pub answer: Option<String>,
    /// Who answered, or who took it back where there is no answer.
    pub answerer: Option<String>,
    pub answered_at: Option<DateTime<Utc>>,
}

/// What became of a question or an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    Done,
    /// A question is open already, and there is one at a time.
    OneIsOpen,
    /// The stage is over, or the request is.
    TooLate,
    /// Whoever may not sign may not ask: why not, as at a signature.
    Refused(review::Reviewed),
}

/// Asks the requester, who may be the beneficiary, too. `question` is what a form's field holds after parsing.
pub async fn ask(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    approver: PersonId,
    stage: StageId,
    question: &str,
) -> anyhow::Result<Asked> {
    let Some(stage) = requests::stage(tx, stage).await? else {
        return Ok(Asked::TooLate);
    };
    let Some(request) = requests::lock(tx, stage.request_id).await? else {
        return Ok(Asked::TooLate);
    };
    // As it is under the lock.
    let Some(stage) = requests::stage(tx, stage.id).await? else {
        return Ok(Asked::TooLate);
    };
    if let Err(refused) = review::right_at(tx, now, (&request, &stage), (approver, "ask")).await? {
        return Ok(Asked::Refused(refused));
    }
    if stage.state != StageState::Open || request.state != RequestState::AwaitingApproval {
        review::refused(tx, now, (&request, &stage), (approver, "ask", "too_late")).await?;
        return Ok(Asked::TooLate);
    }
    if store::open_of(tx, request.id).await?.is_some() {
        review::refused(tx, now, (&request, &stage), (approver, "ask", "one_is_open")).await?;
        return Ok(Asked::OneIsOpen);
    }
    let id = InquiryId::mint(now);
    store::insert(tx, now, id, (request.id, stage.id), (approver, question)).await?;
    let event = about(&request, Kind::InquiryAsked, approver)
        .saying(json!({ "inquiry": id, "stage": stage.position }));
    let event = audit::append(tx, now, event).await?;
    let news = News::of(Notice::Question, request.id).at_stage(stage.id);
    notices::tell_parties(tx, now, event, (&request, None), news).await?;
    Ok(Asked::Done)
}

/// Answers the question that is open; the time of the stage goes on.
pub async fn answer(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    person: PersonId,
    request: RequestId,
    text: &str,
) -> anyhow::Result<Asked> {
    let Some(request) = requests::lock(tx, request).await? else {
        return Ok(Asked::TooLate);
    };
    if person != request.requester_id && person != request.beneficiary_id {
        refusals::note(tx, now, &request, (person, "answer", "not_asked")).await?;
        return Ok(Asked::Refused(review::Reviewed::NotYours));
    }
    let Some(inquiry) = open(tx, &request).await? else {
        refusals::note(tx, now, &request, (person, "answer", "too_late")).await?;
        return Ok(Asked::TooLate);
    };
    let event = about(&request, Kind::InquiryAnswered, person).saying(json!({ "inquiry": inquiry.id }));
    close(tx, now, &inquiry, (person, Some(text))).await?;
    let event = audit::append(tx, now, event).await?;
    let news = News::of(Notice::Answered, request.id).at_stage(inquiry.stage_id);
    notices::tell(tx, now, event, &[inquiry.asked_by], news).await?;
    Ok(Asked::Done)
}

/// Whoever asked does not want to know any more.
pub async fn take_back(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    person: PersonId,
    request: RequestId,
) -> anyhow::Result<Asked> {
    let Some(request) = requests::lock(tx, request).await? else {
        return Ok(Asked::TooLate);
    };
    let Some(inquiry) = open(tx, &request).await? else {
        refusals::note(tx, now, &request, (person, "take_question_back", "too_late")).await?;
        return Ok(Asked::TooLate);
    };
    if person != inquiry.asked_by {
        refusals::note(tx, now, &request, (person, "take_question_back", "not_theirs")).await?;
        return Ok(Asked::Refused(review::Reviewed::NotYours));
    }
    close(tx, now, &inquiry, (person, None)).await?;
    let event = about(&request, Kind::InquiryTakenBack, person).saying(json!({ "inquiry": inquiry.id }));
    audit::append(tx, now, event).await?;
    notices::drop_untold(tx, now, request.id, &[Notice::Question]).await?;
    Ok(Asked::Done)
}

/// The question that is open while the request waits.
async fn open(conn: &mut PgConnection, request: &Request) -> sqlx::Result<Option<Inquiry>> {
    match request.state {
        RequestState::AwaitingApproval => store::open_of(conn, request.id).await,
        _ => Ok(None),
    }
}

/// The question is over; the stage gets the time that it stood still.
async fn close(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    inquiry: &Inquiry,
    (by, answer): (PersonId, Option<&str>),
) -> anyhow::Result<()> {
    store::answer(tx, now, inquiry.id, (by, answer)).await?;
    deadlines::resume(tx, now, inquiry.request_id, inquiry.asked_at).await
}

fn about(request: &Request, kind: Kind, person: PersonId) -> Event {
    Event::new(kind, Actor::Person(person))
        .on_request(request.id)
        .about(request.beneficiary_id)
        .with_product(request.sku_id)
}
