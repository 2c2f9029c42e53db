//! Taking back one's own answer: until the next stage was signed, or what was signed last is carried out. Nothing that
//! somebody else did after it is undone.

pub mod store;

use anyhow::Context;
use chrono::{DateTime, Duration, Utc};
use serde_json::json;
use sqlx::PgConnection;

use super::inquiry;
use super::narrowing::Asked;
use super::notices::{self, News, Notice};
use super::submit::record_decision;
use super::{Answer, Request, RequestState, Stage, StageState, store as requests};
use crate::audit::{self, Actor, Event, Kind};
use crate::ids::{PersonId, StageId};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TakenBack {
    Done,
    /// Somebody signed after it, it was carried out, or the time is over.
    TooLate,
    /// This person gave no answer that counts here.
    NotYours,
}

/// What is needed to go back to where it was.
enum Way {
    /// The stage is still open: only the signature goes.
    StillOpen,
    /// The next stage opened, and nobody has signed it.
    CloseNext,
    /// It was the last signature, and nothing was carried out.
    NotCarriedOut,
    /// It was a denial.
    Denied,
    /// It was for less than was asked, and nobody else has signed that: what was asked is asked again.
    AskedAgain(Asked),
}

/// Takes the answer of this person at this stage back.
pub async fn take_back(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    person: PersonId,
    stage: StageId,
    undo_for: Duration,
) -> anyhow::Result<TakenBack> {
    let Some(stage) = requests::stage(tx, stage).await? else {
        return Ok(TakenBack::NotYours);
    };
    let Some(request) = requests::lock(tx, stage.request_id).await? else {
        return Ok(TakenBack::NotYours);
    };
    let Some(stage) = requests::stage(tx, stage.id).await? else {
        return Ok(TakenBack::NotYours);
    };
    let Some((answer, asked)) = store::own_answer(tx, stage.id, person).await? else {
        refused(tx, now, (&request, &stage), person, "no_answer_of_theirs").await?;
        return Ok(TakenBack::NotYours);
    };
    let mine = Mine {
        person,
        answer,
        asked,
        undo_for,
    };
    let Some(way) = way_back(tx, now, (&request, &stage), mine).await? else {
        refused(tx, now, (&request, &stage), person, "too_late").await?;
        return Ok(TakenBack::TooLate);
    };
    // Before the change is another: what is taken back is the signature of this one.
    store::mark(tx, now, stage.id, person).await?;
    match way {
        Way::StillOpen => {}
        Way::CloseNext => {
            no_question(tx, now, (&request, person)).await?;
            store::come_again_after(tx, &stage).await?;
            store::open_again(tx, stage.id).await?;
        }
        Way::NotCarriedOut => {
            requests::set_signed(tx, request.id, None).await?;
            let back = (RequestState::Approved, RequestState::AwaitingApproval);
            let moved = requests::move_request(tx, request.id, back, now).await?;
            anyhow::ensure!(moved, "the request left its state under a lock");
            store::come_again_after(tx, &stage).await?;
            store::open_again(tx, stage.id).await?;
        }
        Way::Denied => {
            let back = (RequestState::Denied, RequestState::AwaitingApproval);
            let moved = requests::move_request(tx, request.id, back, now).await?;
            anyhow::ensure!(moved, "the request left its state under a lock");
            store::open_again(tx, stage.id).await?;
            store::take_up_after(tx, request.id, stage.position).await?;
        }
        Way::AskedAgain(asked) => {
            no_question(tx, now, (&request, person)).await?;
            store::mark_all(tx, now, request.id, person).await?;
            ask_again(tx, now, (&request, &stage), asked).await?;
        }
    }
    store::tell_again(tx, &stage, person).await?;
    let word = match answer {
        Answer::Approve => "approve",
        Answer::Deny => "deny",
    };
    let event = about(&request, Kind::SignatureTakenBack, person).saying(json!({
        "stage": stage.position, "answer": word, "change_hash": request.change_hash,
    }));
    let event = audit::append(tx, now, event).await?;
    let told = [Notice::Signed, Notice::Approved, Notice::Denied, Notice::Narrowed];
    store::drop_untold(tx, now, &stage, &told).await?;
    if store::was_told(tx, &stage, &told).await? {
        let news = News::of(Notice::TakenBack, request.id).at_stage(stage.id);
        notices::tell_parties(tx, now, event, (&request, Some(person)), news).await?;
    }
    Ok(TakenBack::Done)
}

/// Whether this person's answer at this stage could be taken back now; takes no lock.
pub async fn is_possible(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    person: PersonId,
    (request, stage): (&Request, &Stage),
    undo_for: Duration,
) -> anyhow::Result<bool> {
    let Some((answer, asked)) = store::own_answer(conn, stage.id, person).await? else {
        return Ok(false);
    };
    let mine = Mine {
        person,
        answer,
        asked,
        undo_for,
    };
    let way = way_back(conn, now, (request, stage), mine).await?;
    Ok(way.is_some())
}

/// What was asked at a stage that is to come again waits for no answer.
async fn no_question(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    (request, person): (&Request, PersonId),
) -> sqlx::Result<()> {
    inquiry::store::drop_open(tx, now, request.id, person).await?;
    notices::drop_untold(tx, now, request.id, &[Notice::Question]).await
}

/// What somebody would take back.
struct Mine {
    person: PersonId,
    answer: Answer,
    /// Before it was for less.
    asked: Option<Asked>,
    undo_for: Duration,
}

/// What was asked is asked again, by the decision by which it was, and the signatures of it count again.
async fn ask_again(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    (request, stage): (&Request, &Stage),
    asked: Asked,
) -> anyhow::Result<()> {
    if request.state == RequestState::Approved {
        requests::set_signed(tx, request.id, None).await?;
        let back = (RequestState::Approved, RequestState::AwaitingApproval);
        let moved = requests::move_request(tx, request.id, back, now).await?;
        anyhow::ensure!(moved, "the request left its state under a lock");
    }
    store::stand_at(tx, now, stage, &asked).await?;
    let made = requests::decision_of(tx, request.id, asked.decision).await?;
    let made = made.with_context(|| format!("request {} lacks its decision", request.id))?;
    let people = requests::people_of_stages(tx, request.id).await?;
    let request = asked.again(request);
    requests::narrow(tx, &request, &request.change_hash).await?;
    record_decision(tx, now, &request, (&made.facts, &made.decision), &people).await?;
    Ok(())
}

async fn way_back(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    (request, stage): (&Request, &Stage),
    mine: Mine,
) -> anyhow::Result<Option<Way>> {
    // What was answered at a stage that was set aside counts for nothing any more.
    let stages = requests::stages_of(tx, request.id).await?;
    if !stages.iter().any(|current| current.id == stage.id) {
        return Ok(None);
    }
    let waits = match request.state {
        RequestState::AwaitingApproval => true,
        RequestState::Approved => requests::signed(tx, request.id).await?.is_some(),
        _ => false,
    };
    if let Some(asked) = mine.asked
        && waits
        && !store::is_signed_by_others(tx, request.id, mine.person).await?
        && store::is_signed_before(tx, stage, &asked.change_hash).await?
    {
        return Ok(Some(Way::AskedAgain(asked)));
    }
    let way = match (request.state, stage.state, mine.answer) {
        (RequestState::AwaitingApproval, StageState::Open, Answer::Approve) => Some(Way::StillOpen),
        (RequestState::AwaitingApproval, StageState::Signed, Answer::Approve) => {
            let open = stages
                .iter()
                .any(|next| next.state == StageState::Open && next.position > stage.position);
            let follows = store::is_signed_after(tx, stage, mine.person).await?;
            (open && !follows).then_some(Way::CloseNext)
        }
        (RequestState::Approved, StageState::Signed, Answer::Approve) => {
            let follows = store::is_signed_after(tx, stage, mine.person).await?;
            (waits && !follows).then_some(Way::NotCarriedOut)
        }
        (RequestState::Denied, StageState::Denied, Answer::Deny) => {
            let in_time = request.settled_at.is_some_and(|at| now < at + mine.undo_for);
            let open = requests::open_for(tx, request.beneficiary_id, request.sku_id).await?;
            (in_time && open.is_none()).then_some(Way::Denied)
        }
        _ => None,
    };
    Ok(way)
}

async fn refused(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    (request, stage): (&Request, &Stage),
    person: PersonId,
    why: &str,
) -> sqlx::Result<()> {
    let event = about(request, Kind::Refused, person)
        .saying(json!({ "attempt": "take_back", "stage": stage.position, "why": why }));
    audit::append(tx, now, event).await?;
    Ok(())
}

fn about(request: &Request, kind: Kind, person: PersonId) -> Event {
    Event::new(kind, Actor::Person(person))
        .on_request(request.id)
        .about(request.beneficiary_id)
        .with_product(request.sku_id)
}
