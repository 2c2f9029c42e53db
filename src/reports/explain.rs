//! `GET /requests/{id}/explain`: every rule of the policy that decided, applied or not, with the values that made it so.

use axum::extract::{Path, State};
use serde::Deserialize;
use sqlx::PgConnection;

use super::explain_views::{ExplainPage, RuleRow, StageRow};
use crate::app::App;
use crate::ids::RequestId;
use crate::people::signed_in::{Overseer, Role};
use crate::policy::{Decision, Heard, Outcome, Policy, RuleHeard, RuleKind};
use crate::requests::frame::{frame, one_of, reason_lines};
use crate::requests::{StagePeople, store};
use crate::web::page::{Badge, Moment, Place, Tone, so_many};
use crate::web::{Failure, Query};
use crate::{catalog, people};

#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    /// `applied`; anything else = all.
    #[serde(default)]
    show: String,
}

pub async fn page(
    State(app): State<App>,
    Overseer(person): Overseer,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<ExplainPage, Failure> {
    let id: RequestId = id.parse().map_err(|_| Failure::NotFound)?;
    let mut conn = app.pool.acquire().await?;
    let request = store::by_id(&mut conn, id).await?.ok_or(Failure::NotFound)?;
    let stored = store::last_decision(&mut conn, id)
        .await?
        .ok_or(Failure::NotFound)?;
    let people = store::people_of_decision(&mut conn, stored.id).await?;
    let plans = catalog::store::plans_of(&mut conn, &[request.sku_id]).await?;
    let version = &stored.decision.policy_version;
    let bytes = store::policy_bytes(&mut conn, version).await?;
    let policy = match bytes.map(|bytes| Policy::parse("policy", &bytes)) {
        Some(Ok(policy)) => Ok(policy),
        Some(Err(problems)) => Err(problems
            .first()
            .map_or_else(|| "it is not good".to_owned(), ToString::to_string)),
        // What is adopted was decided by nobody's rules.
        None => Err("this version is not kept".to_owned()),
    };
    let explained = policy.map(|policy| policy.explain(&stored.facts));
    let rules = explained.as_ref().map_or(&[][..], |explained| &explained.rules);
    let only_applied = asked.show == "applied";
    let rows = |kind| {
        let of_kind = rules.iter().filter(|rule| rule.kind == kind);
        of_kind
            .map(row)
            .filter(|row| row.applied || !only_applied)
            .collect()
    };
    let failed = store::is_unseen_failure(&mut conn, stored.id).await? && person.has(Role::Administrator);
    let facts = &stored.facts;
    let title = format!("Why: {} for {}", facts.product.name, facts.beneficiary.name);
    Ok(ExplainPage {
        chrome: frame(&mut conn, &person, &title, Place::Elsewhere).await?,
        request_href: format!("/requests/{id}"),
        product: facts.product.name.clone(),
        beneficiary: facts.beneficiary.name.clone(),
        outcome: outcome(&stored.decision),
        decided: Moment::new(stored.made_at, app.clock.now()),
        version: version.clone(),
        reasons: reason_lines(&stored.decision.reasons, &plans),
        differs: explained
            .as_ref()
            .is_ok_and(|explained| explained.decision != stored.decision),
        unreadable: explained.as_ref().err().cloned(),
        only_applied,
        applied: rules.iter().filter(|rule| rule.heard == Heard::Applied).count(),
        all: rules.len(),
        guards: rows(RuleKind::Guard),
        routes: rows(RuleKind::Route),
        people: stages(&mut conn, &people).await?,
        looked_action: failed.then(|| format!("/requests/{id}/explain/looked")),
    })
}

async fn stages(conn: &mut PgConnection, stages: &[StagePeople]) -> sqlx::Result<Vec<StageRow>> {
    let ids: Vec<_> = stages.iter().flat_map(|stage| stage.people.clone()).collect();
    let names = people::store::names_of(conn, &ids).await?;
    let row = |stage: &StagePeople| {
        let of_stage = stage.people.iter().filter_map(|id| names.get(id).cloned());
        let people = one_of(&of_stage.collect::<Vec<_>>());
        StageRow {
            position: stage.stage,
            people: match stage.needed {
                1 => people,
                needed => format!("{needed} of {people}"),
            },
            why: stage.why.clone(),
        }
    };
    Ok(stages.iter().map(row).collect())
}

fn outcome(decision: &Decision) -> Badge {
    match decision.outcome {
        Outcome::Denied => Badge::new(Tone::Bad, "Denied"),
        Outcome::Automatic => Badge::new(Tone::Good, "Approved at once"),
        Outcome::Stages => {
            let stages = i64::try_from(decision.stages.len()).unwrap_or(i64::MAX);
            Badge::new(Tone::Waiting, &so_many(stages, "stage", "stages"))
        }
    }
}

fn row(rule: &RuleHeard) -> RuleRow {
    RuleRow {
        id: rule.id.clone(),
        applied: rule.heard == Heard::Applied,
        heard: match rule.heard {
            Heard::Applied => "Applied",
            Heard::ConditionFalse => "Its condition is not true",
            Heard::OtherProduct => "About other products",
            Heard::TooLate => "An earlier route was taken",
            Heard::NotAsked => "Not asked: it was refused before",
            Heard::OtherMatter => "Says nothing about requests",
        },
        products: rule.products.join(", "),
        when: rule.when.clone().unwrap_or_default(),
        saw: rule.saw.clone(),
        does: rule.does.clone(),
    }
}
