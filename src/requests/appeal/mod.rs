//! Once for each request that somebody denied: somebody else decides in their place, and then it goes on as it would have.

pub mod store;

use chrono::{DateTime, Duration, Utc};
use serde_json::json;
use sqlx::PgConnection;

use super::approvers::{self, Parties};
use super::opening::stage_opened;
use super::{Request, RequestState, Stage, StageState, refusals, store as requests};
use crate::audit::{self, Actor, Event, Kind};
use crate::ids::{PersonId, RequestId, StageId};
use crate::{catalog, people};

/// Days after a denial in which it can be appealed against.
const APPEAL_WITHIN_DAYS: i64 = 30;
/// Who signs a stage that decides an appeal, in the place of the words of a rule.
pub(super) const WHO: &str = "appeal";

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Appealed {
    Done,
    /// Nobody denied it (but a rule), it was too long ago, or there was an appeal already.
    NotPossible,
    /// The same is asked for again meanwhile.
    AskedAgain,
    /// Nobody is there who could decide, not even an administrator: the caller takes everything back and says so in the log
    /// ([`note_nobody_decides`]).
    NobodyToDecide,
    NotYours,
}

/// The stage at which somebody denied this request, if an appeal is possible.
pub async fn denied_stage(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    request: &Request,
) -> anyhow::Result<Option<Stage>> {
    let settled = request
        .settled_at
        .filter(|_| request.state == RequestState::Denied);
    if settled.is_none_or(|at| now > at + Duration::days(APPEAL_WITHIN_DAYS))
        || store::is_made(conn, request.id).await?
    {
        return Ok(None);
    }
    let stages = requests::stages_of(conn, request.id).await?;
    Ok(stages.into_iter().find(|stage| stage.state == StageState::Denied))
}

/// Asks somebody other than who denied it. `text` is what a form's field holds after parsing.
pub async fn appeal(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    person: PersonId,
    request: RequestId,
    text: &str,
) -> anyhow::Result<Appealed> {
    let Some(request) = requests::lock(tx, request).await? else {
        return Ok(Appealed::NotYours);
    };
    let about = |kind, actor| {
        Event::new(kind, actor)
            .on_request(request.id)
            .about(request.beneficiary_id)
            .with_product(request.sku_id)
    };
    let by = Actor::Person(person);
    if person != request.requester_id && person != request.beneficiary_id {
        refusals::note(tx, now, &request, (person, "appeal", "not_theirs")).await?;
        return Ok(Appealed::NotYours);
    }
    let Some(denied) = denied_stage(tx, now, &request).await? else {
        refusals::note(tx, now, &request, (person, "appeal", "not_possible")).await?;
        return Ok(Appealed::NotPossible);
    };
    if requests::open_for(tx, request.beneficiary_id, request.sku_id)
        .await?
        .is_some()
    {
        refusals::note(tx, now, &request, (person, "appeal", "already_asked")).await?;
        return Ok(Appealed::AskedAgain);
    }
    let id = StageId::mint(now);
    let found = who_decides(tx, &request, id, &[]).await?;
    if found.people.is_empty() {
        return Ok(Appealed::NobodyToDecide);
    }
    let stage = Stage {
        id,
        state: StageState::Open,
        who: WHO.into(),
        why: found.why,
        needed: 1,
        opened_at: Some(now),
        closed_at: None,
        due_at: None,
        ..denied.clone()
    };
    let approvers: Vec<_> = found.people.iter().map(|person| person.id).collect();
    store::set_aside(tx, now, denied.id).await?;
    requests::insert_stage(tx, &stage, &approvers).await?;
    store::is_appeal(tx, stage.id).await?;
    super::take_back::store::take_up_after(tx, request.id, stage.position).await?;
    let back = (RequestState::Denied, RequestState::AwaitingApproval);
    let moved = requests::move_request(tx, request.id, back, now).await?;
    anyhow::ensure!(moved, "the request left its state under a lock");
    store::insert(tx, now, (request.id, stage.id), (person, text)).await?;
    let event =
        about(Kind::RequestAppealed, by).saying(json!({ "stage": stage.position, "approvers": approvers }));
    audit::append(tx, now, event).await?;
    if !stage_opened(tx, now, &request, &stage).await? {
        return Ok(Appealed::NobodyToDecide);
    }
    Ok(Appealed::Done)
}

/// Says in the log that somebody appealed where nobody is there who could decide. In a transaction of its own: what was
/// written of the appeal was taken back.
pub async fn note_nobody_decides(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    person: PersonId,
    request: RequestId,
) -> anyhow::Result<()> {
    if let Some(request) = requests::by_id(tx, request).await? {
        refusals::note(tx, now, &request, (person, "appeal", "nobody_to_decide")).await?;
    }
    Ok(())
}

/// The manager of who denied it, else the owner of the product, else an administrator: somebody else, not a party, and none of
/// `passed_over`.
pub(super) async fn who_decides(
    tx: &mut PgConnection,
    request: &Request,
    stage: StageId,
    passed_over: &[PersonId],
) -> anyhow::Result<approvers::Approvers> {
    let mut signed = store::deniers(tx, request.id, stage).await?;
    let nobody = || approvers::Approvers {
        people: Vec::new(),
        why: String::new(),
        needed: 1,
    };
    let (Some(requester), Some(beneficiary), Some(product), Some(denier)) = (
        people::store::by_id(tx, request.requester_id).await?,
        people::store::by_id(tx, request.beneficiary_id).await?,
        catalog::store::by_sku(tx, request.sku_id).await?,
        match signed.first() {
            Some(denier) => people::store::by_id(tx, *denier).await?,
            None => None,
        },
    ) else {
        return Ok(nobody());
    };
    signed.extend(passed_over);
    let parties = Parties {
        requester: &requester,
        beneficiary: &beneficiary,
        owner_upn: product.owner_upn.as_deref(),
        signed: &signed,
    };
    approvers::of_appeal(tx, &denier, parties).await
}
