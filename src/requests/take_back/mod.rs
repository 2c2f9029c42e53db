//! Taking back one's own answer: until the next stage was signed, or what was signed last is carried out. Nothing that
//! somebody else did after it is undone.

pub mod store;

use chrono::{DateTime, Duration, Utc};
use serde_json::json;
use sqlx::PgConnection;

use super::notices::{self, News, Notice};
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
    CloseNext(StageId),
    /// It was the last signature, and nothing was carried out.
    NotCarriedOut,
    /// It was a denial.
    Denied,
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
    let Some(answer) = store::own_answer(tx, stage.id, person).await? else {
        refused(tx, now, (&request, &stage), person, "no_answer_of_theirs").await?;
        return Ok(TakenBack::NotYours);
    };
    let Some(way) = way_back(tx, now, &request, &stage, (answer, undo_for)).await? else {
        refused(tx, now, (&request, &stage), person, "too_late").await?;
        return Ok(TakenBack::TooLate);
    };
    match way {
        Way::StillOpen => {}
        Way::CloseNext(next) => {
            store::close_again(tx, next).await?;
            store::open_again(tx, stage.id).await?;
        }
        Way::NotCarriedOut => {
            requests::set_signed(tx, request.id, None).await?;
            let back = (RequestState::Approved, RequestState::AwaitingApproval);
            let moved = requests::move_request(tx, request.id, back, now).await?;
            anyhow::ensure!(moved, "the request left its state under a lock");
            store::open_again(tx, stage.id).await?;
        }
        Way::Denied => {
            let back = (RequestState::Denied, RequestState::AwaitingApproval);
            let moved = requests::move_request(tx, request.id, back, now).await?;
            anyhow::ensure!(moved, "the request left its state under a lock");
            store::open_again(tx, stage.id).await?;
            store::take_up_after(tx, request.id, stage.position).await?;
        }
    }
    store::mark(tx, now, stage.id, person).await?;
    let word = match answer {
        Answer::Approve => "approve",
        Answer::Deny => "deny",
    };
    let event = about(&request, Kind::SignatureTakenBack, person).saying(json!({
        "stage": stage.position, "answer": word, "change_hash": request.change_hash,
    }));
    let event = audit::append(tx, now, event).await?;
    let told = [Notice::Signed, Notice::Approved, Notice::Denied];
    notices::drop_untold(tx, now, request.id, &told).await?;
    if store::was_told(tx, request.id, &told).await? {
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
    let Some(answer) = store::own_answer(conn, stage.id, person).await? else {
        return Ok(false);
    };
    let way = way_back(conn, now, request, stage, (answer, undo_for)).await?;
    Ok(way.is_some())
}

async fn way_back(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    request: &Request,
    stage: &Stage,
    (answer, undo_for): (Answer, Duration),
) -> anyhow::Result<Option<Way>> {
    let way = match (request.state, stage.state, answer) {
        (RequestState::AwaitingApproval, StageState::Open, Answer::Approve) => Some(Way::StillOpen),
        (RequestState::AwaitingApproval, StageState::Signed, Answer::Approve) => {
            let stages = requests::stages_of(tx, request.id).await?;
            let open = stages
                .iter()
                .find(|next| next.state == StageState::Open && next.position > stage.position);
            let follows = store::is_signed_after(tx, request.id, stage.position).await?;
            open.filter(|_| !follows).map(|next| Way::CloseNext(next.id))
        }
        (RequestState::Approved, StageState::Signed, Answer::Approve) => {
            let waits = requests::signed(tx, request.id).await?.is_some();
            let follows = store::is_signed_after(tx, request.id, stage.position).await?;
            (waits && !follows).then_some(Way::NotCarriedOut)
        }
        (RequestState::Denied, StageState::Denied, Answer::Deny) => {
            let in_time = request.settled_at.is_some_and(|at| now < at + undo_for);
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
