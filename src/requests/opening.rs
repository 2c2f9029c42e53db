//! A stage opens: its time begins to run. Whoever denied the request before an appeal is asked no more, and where nobody signs at
//! two stages, neither is whoever signed before.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::PgConnection;

use super::approvers::{self, Approvers, Parties};
use super::deadlines::{self, times};
use super::notices::{self, News, Notice};
use super::{Answer, Request, Stage, StageState, appeal, delegation, replacement, store};
use crate::audit::{self, Actor, Event, Kind};
use crate::ids::PersonId;
use crate::policy::StageRule;
use crate::{catalog, people};

/// The change is another one now, that of `request`: what was signed of the one before does not count, and it is signed from
/// the first stage on; a stage whose signatures of this very change are there already is signed still. Answers whether
/// anybody is left who could sign.
pub(super) async fn begin_again(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    request: &Request,
) -> anyhow::Result<bool> {
    store::start_over(tx, request.id, &request.change_hash, now).await?;
    let signatures = store::signatures_of(tx, request.id).await?;
    let stages = store::stages_of(tx, request.id).await?;
    let mut stages = stages.iter().peekable();
    while let Some(stage) = stages.next() {
        let here = signatures
            .iter()
            .filter(|signature| signature.stage_id == stage.id && signature.answer == Answer::Approve)
            .count();
        let Some(next) = stages
            .peek()
            .filter(|_| here >= stage.needed.try_into().unwrap_or(usize::MAX))
        else {
            return stage_opened(tx, now, request, stage).await;
        };
        store::move_stage(tx, stage.id, (StageState::Open, StageState::Signed), now).await?;
        store::move_stage(tx, next.id, (StageState::Coming, StageState::Open), now).await?;
    }
    Ok(false)
}

/// Notes that a stage is open; answers whether anybody is there who may sign it.
pub(super) async fn stage_opened(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    request: &Request,
    stage: &Stage,
) -> anyhow::Result<bool> {
    let first = replacement::store::staging_decision(tx, request.id).await?;
    let rule = first.as_ref().and_then(|first| {
        let place = usize::try_from(stage.position - 1).ok()?;
        first.stages.get(place)
    });
    if let (Some(first), Some(rule)) = (&first, rule)
        && !without_passed_over(tx, request, stage, (rule, first.distinct_people)).await?
    {
        return Ok(false);
    }
    let due_at = rule.and_then(|rule| times::due(rule, now));
    if let (Some(rule), Some(due_at)) = (rule, due_at) {
        let remind_at = times::remind(rule, now, due_at);
        deadlines::store::set_due(tx, stage.id, due_at, remind_at).await?;
    }
    delegation::stage_opened(tx, now, stage.id).await?;
    let approvers: Vec<_> = store::approvers_of(tx, stage.id)
        .await?
        .into_iter()
        .map(|(id, _)| id)
        .collect();
    let mut detail = json!({
        "stage": stage.position, "who": stage.who, "rule": stage.rule, "needed": stage.needed, "approvers": approvers,
    });
    if let Some(due_at) = due_at {
        detail["due_at"] = json!(due_at);
    }
    let event = Event::new(Kind::StageOpened, Actor::Service)
        .on_request(request.id)
        .about(request.beneficiary_id)
        .with_product(request.sku_id)
        .saying(detail);
    let event = audit::append(tx, now, event).await?;
    let news = News::of(Notice::ToSign, request.id).at_stage(stage.id);
    notices::tell(tx, now, event, &approvers, news).await?;
    Ok(true)
}

/// Who approved another stage of the change that counts now, and for whom they did.
pub(super) async fn signed_elsewhere(
    tx: &mut PgConnection,
    request: &Request,
    stage: &Stage,
) -> sqlx::Result<Vec<PersonId>> {
    let signatures = store::signatures_of(tx, request.id).await?;
    let elsewhere = signatures
        .into_iter()
        .filter(|signature| signature.stage_id != stage.id && signature.answer == Answer::Approve);
    let people = elsewhere.flat_map(|signature| {
        std::iter::once(signature.person_id).chain(signature.on_behalf_of.map(|(person, _)| person))
    });
    Ok(people.collect())
}

/// Who is not asked at a stage: whoever denied the request before an appeal and, where nobody signs at two stages, whoever
/// signed another.
pub(super) async fn passed_over(
    tx: &mut PgConnection,
    request: &Request,
    stage: &Stage,
    distinct: bool,
) -> sqlx::Result<Vec<PersonId>> {
    let mut people = appeal::store::deniers(tx, request.id, stage.id).await?;
    if distinct {
        people.extend(signed_elsewhere(tx, request, stage).await?);
    }
    Ok(people)
}

/// Who signs a stage as people stand now; `None` = somebody or something that it is about is gone.
pub(super) async fn who_signs(
    tx: &mut PgConnection,
    request: &Request,
    stage: &Stage,
    (rule, passed_over): (&StageRule, &[PersonId]),
) -> anyhow::Result<Option<Approvers>> {
    if stage.is_appeal() {
        let found = appeal::who_decides(tx, request, stage.id, passed_over).await?;
        return Ok(Some(found));
    }
    let (Some(requester), Some(beneficiary), Some(product)) = (
        people::store::by_id(tx, request.requester_id).await?,
        people::store::by_id(tx, request.beneficiary_id).await?,
        catalog::store::by_sku(tx, request.sku_id).await?,
    ) else {
        return Ok(None);
    };
    let parties = Parties {
        requester: &requester,
        beneficiary: &beneficiary,
        owner_upn: product.owner_upn.as_deref(),
        signed: passed_over,
    };
    Ok(Some(approvers::of_stage(tx, rule, parties).await?))
}

/// Leaves only those who are not passed over; where too few are left, others are asked as the rule says.
async fn without_passed_over(
    tx: &mut PgConnection,
    request: &Request,
    stage: &Stage,
    (rule, distinct): (&StageRule, bool),
) -> anyhow::Result<bool> {
    let over = passed_over(tx, request, stage, distinct).await?;
    let named = replacement::store::named(tx, stage.id).await?;
    if !named.iter().any(|id| over.contains(id)) {
        return Ok(true);
    }
    let needed = if stage.is_appeal() { 1 } else { rule.signatures };
    let left: Vec<_> = named.into_iter().filter(|id| !over.contains(id)).collect();
    if left.len() >= usize::try_from(needed)? {
        replacement::store::replace(tx, stage.id, &left, (&stage.why, stage.needed)).await?;
        return Ok(true);
    }
    let Some(found) = who_signs(tx, request, stage, (rule, &over)).await? else {
        return Ok(false);
    };
    let people: Vec<_> = found.people.iter().map(|person| person.id).collect();
    if people.is_empty() {
        return Ok(false);
    }
    replacement::store::replace(tx, stage.id, &people, (&found.why, found.needed)).await?;
    Ok(true)
}
