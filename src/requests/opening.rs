//! A stage opens: its time begins to run, and where nobody signs at two stages, whoever signed before is asked no more.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::PgConnection;

use super::approvers::{self, Parties};
use super::deadlines::{self, times};
use super::notices::{self, News, Notice};
use super::{Answer, Request, Stage, delegation, replacement, store};
use crate::audit::{self, Actor, Event, Kind};
use crate::ids::PersonId;
use crate::policy::StageRule;
use crate::{catalog, people};

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
        && first.distinct_people
        && !without_those_who_signed(tx, request, stage, rule).await?
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

/// Leaves only those who have not signed another stage; where too few are left, others are asked as the rule says.
async fn without_those_who_signed(
    tx: &mut PgConnection,
    request: &Request,
    stage: &Stage,
    rule: &StageRule,
) -> anyhow::Result<bool> {
    let signed = signed_elsewhere(tx, request, stage).await?;
    let named = replacement::store::named(tx, stage.id).await?;
    if !named.iter().any(|id| signed.contains(id)) {
        return Ok(true);
    }
    let left: Vec<_> = named.into_iter().filter(|id| !signed.contains(id)).collect();
    if left.len() >= usize::try_from(rule.signatures)? {
        replacement::store::replace(tx, stage.id, &left, (&stage.why, stage.needed)).await?;
        return Ok(true);
    }
    let (Some(requester), Some(beneficiary), Some(product)) = (
        people::store::by_id(tx, request.requester_id).await?,
        people::store::by_id(tx, request.beneficiary_id).await?,
        catalog::store::by_sku(tx, request.sku_id).await?,
    ) else {
        return Ok(false);
    };
    let parties = Parties {
        requester: &requester,
        beneficiary: &beneficiary,
        owner_upn: product.owner_upn.as_deref(),
        signed: &signed,
    };
    let found = approvers::of_stage(tx, rule, parties).await?;
    let people: Vec<_> = found.people.iter().map(|person| person.id).collect();
    if people.is_empty() {
        return Ok(false);
    }
    replacement::store::replace(tx, stage.id, &people, (&found.why, found.needed)).await?;
    Ok(true)
}
