//! Whoever asked has those reminded who are to sign: now and then, so that it stays worth reading.

pub mod store;

use chrono::{DateTime, Duration, Utc};
use serde_json::json;
use sqlx::PgConnection;

use super::notices::{self, News, Notice};
use super::{RequestState, Stage, StageState, deadlines, inquiry, refusals, store as requests};
use crate::audit::{self, Actor, Event, Kind};
use crate::ids::{PersonId, RequestId};

/// Hours since the stage opened, and since the last reminder, before which nobody is reminded.
const PAUSE_HOURS: i64 = 24;
/// Reminders of one stage: who does not answer to these does not answer to more.
const MOST_NUDGES: i32 = 3;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Nudged {
    Done,
    /// Not before then.
    NotYet(DateTime<Utc>),
    /// They were reminded often enough, or nothing waits for them.
    NoMore,
    NotYours,
}

/// When those who are to sign may be reminded next; `None` = not any more.
pub fn next(stage: &Stage, nudged: store::Nudges) -> Option<DateTime<Utc>> {
    let since = nudged.at.or(stage.opened_at)?;
    (nudged.count < MOST_NUDGES && stage.state == StageState::Open)
        .then(|| since + Duration::hours(PAUSE_HOURS))
}

/// Reminds those who are to sign and have not.
pub async fn nudge(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    person: PersonId,
    id: RequestId,
) -> anyhow::Result<Nudged> {
    let Some(request) = requests::lock(tx, id).await? else {
        return Ok(Nudged::NotYours);
    };
    if person != request.requester_id && person != request.beneficiary_id {
        refusals::note(tx, now, &request, (person, "remind", "not_theirs")).await?;
        return Ok(Nudged::NotYours);
    }
    let stages = requests::stages_of(tx, id).await?;
    let open = stages.iter().find(|stage| stage.state == StageState::Open);
    let waits =
        request.state == RequestState::AwaitingApproval && inquiry::store::open_of(tx, id).await?.is_none();
    let (Some(stage), true) = (open, waits) else {
        refusals::note(tx, now, &request, (person, "remind", "not_waiting")).await?;
        return Ok(Nudged::NoMore);
    };
    match next(stage, store::of_stage(tx, stage.id).await?) {
        None => {
            refusals::note(tx, now, &request, (person, "remind", "often_enough")).await?;
            return Ok(Nudged::NoMore);
        }
        Some(at) if at > now => {
            refusals::note(tx, now, &request, (person, "remind", "too_soon")).await?;
            return Ok(Nudged::NotYet(at));
        }
        Some(_) => {}
    }
    store::count(tx, now, stage.id).await?;
    let event = Event::new(Kind::StageReminded, Actor::Person(person))
        .on_request(id)
        .about(request.beneficiary_id)
        .with_product(request.sku_id)
        .saying(json!({ "stage": stage.position, "by": "requester" }));
    let event = audit::append(tx, now, event).await?;
    let people = deadlines::store::unsigned(tx, stage.id).await?;
    let news = News::of(Notice::Reminder, id).at_stage(stage.id);
    notices::tell(tx, now, event, &people, news).await?;
    Ok(Nudged::Done)
}
