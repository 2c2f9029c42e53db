//! `GET /requests/{id}/explain`: every rule of the policy that decided, applied or not, with the values that made it so; of the
//! last decision, or of the one that `?decision=` names.

use axum::extract::{Path, State};
use serde::Deserialize;
use sqlx::PgConnection;

use super::explain_views::{DecisionRow, ExplainPage, RuleRow, StageRow};
use crate::app::App;
use crate::ids::{DecisionId, RequestId};
use crate::people::signed_in::{Overseer, Role};
use crate::policy::{Decision, Heard, Outcome, RuleHeard, RuleKind};
use crate::requests::frame::{frame, one_of, reason_lines};
use crate::requests::store::DecisionMade;
use crate::requests::{Answer, StagePeople, rules, store};
use crate::web::page::{Badge, Moment, Place, Tone};
use crate::web::{Failure, Query};
use crate::words;
use crate::{catalog, people};

/// Decisions of one request that are listed.
const MOST_DECISIONS: i64 = 50;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// `applied`; anything else = all.
    show: String,
    /// Empty = the last one, which counts.
    decision: String,
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
    let stored = match asked.decision.as_str() {
        "" => store::last_decision(&mut conn, id).await?,
        decision => {
            let decision: DecisionId = decision.parse().map_err(|_| Failure::NotFound)?;
            store::decision_of(&mut conn, id, decision).await?
        }
    };
    let stored = stored.ok_or(Failure::NotFound)?;
    let made = store::decisions_of(&mut conn, id, MOST_DECISIONS).await?;
    let people = store::people_of_decision(&mut conn, stored.id).await?;
    let plans = catalog::store::plans_of(&mut conn, &[request.sku_id]).await?;
    let version = &stored.decision.policy_version;
    let kept = store::kept_policy(&mut conn, version).await?;
    drop(conn);
    let policy = match kept {
        Some(Ok(bytes)) => rules::parse("policy".into(), bytes).await?.0.map_err(|problems| {
            problems
                .first()
                .map_or_else(|| t!("explain-unreadable-bad").to_owned(), ToString::to_string)
        }),
        Some(Err(store::Altered)) => Err(t!("explain-unreadable-altered").to_owned()),
        // What is adopted was decided by nobody's rules.
        None => Err(t!("explain-unreadable-not-kept").to_owned()),
    };
    let mut conn = app.pool.acquire().await?;
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
    let path = format!("/requests/{id}/explain");
    let of_decision = match asked.decision.as_str() {
        "" => String::new(),
        _ => format!("decision={}", stored.id),
    };
    let now = app.clock.now();
    let title = t!(
        "explain-title",
        product = facts.product.name,
        person = facts.beneficiary.name
    );
    Ok(ExplainPage {
        chrome: frame(&mut conn, &person, &title, Place::Elsewhere).await?,
        request_href: format!("/requests/{id}"),
        request_id: id.to_string(),
        product: facts.product.name.clone(),
        beneficiary: facts.beneficiary.name.clone(),
        outcome: outcome(&stored.decision),
        decided: Moment::new(stored.made_at, now),
        version: version.clone(),
        reasons: reason_lines(&stored.decision.reasons, &plans),
        differs: explained
            .as_ref()
            .is_ok_and(|explained| explained.decision != stored.decision),
        unreadable: explained.as_ref().err().cloned(),
        is_last: made.first().is_none_or(|last| last.id == stored.id),
        decisions: match made.len() {
            ..=1 => Vec::new(),
            _ => made
                .iter()
                .map(|made| DecisionRow {
                    href: format!("{path}?decision={}", made.id),
                    is_shown: made.id == stored.id,
                    at: Moment::new(made.made_at, now),
                    why: why(made, &facts.beneficiary.name),
                    outcome: match &made.decision {
                        Some(decision) => outcome(decision),
                        None => Badge::new(Tone::Bad, t!("explain-cannot-read")),
                    },
                })
                .collect(),
        },
        all_href: match of_decision.as_str() {
            "" => path.clone(),
            of => format!("{path}?{of}"),
        },
        applied_href: match of_decision.as_str() {
            "" => format!("{path}?show=applied"),
            of => format!("{path}?{of}&show=applied"),
        },
        last_href: path,
        only_applied,
        applied: rules.iter().filter(|rule| rule.heard == Heard::Applied).count(),
        all: rules.len(),
        guards: rows(RuleKind::Guard),
        routes: rows(RuleKind::Route),
        people: match stored.decision.outcome {
            Outcome::Denied => Vec::new(),
            Outcome::Automatic | Outcome::Stages => stages(&mut conn, &people).await?,
        },
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
                needed => t!("explain-some-of", needed = needed, people = people),
            },
            why: words::kept(&stage.why),
        }
    };
    Ok(stages.iter().map(row).collect())
}

/// Why it was decided then, as far as it is known.
fn why(made: &DecisionMade, beneficiary: &str) -> String {
    match &made.signed {
        _ if made.is_first => t!("explain-why-asked").to_owned(),
        Some((name, Answer::Approve)) => t!("explain-why-signed", name = name),
        Some((name, Answer::Deny)) => t!("explain-why-denied", name = name),
        None if made.made_stages => t!("explain-why-moved", name = beneficiary),
        None if made.by_new_policy => t!("explain-why-policy").to_owned(),
        None => t!("explain-why-again").to_owned(),
    }
}

fn outcome(decision: &Decision) -> Badge {
    match decision.outcome {
        Outcome::Denied => Badge::new(Tone::Bad, t!("explain-denied")),
        Outcome::Automatic => Badge::new(Tone::Good, t!("explain-at-once")),
        Outcome::Stages => Badge::new(
            Tone::Waiting,
            &t!("explain-stages", count = decision.stages.len()),
        ),
    }
}

pub(super) fn row(rule: &RuleHeard) -> RuleRow {
    RuleRow {
        id: rule.id.clone(),
        applied: rule.heard == Heard::Applied,
        heard: match rule.heard {
            Heard::Applied => t!("explain-heard-applied"),
            Heard::ConditionFalse => t!("explain-heard-not-true"),
            Heard::OtherProduct => t!("explain-heard-other-product"),
            Heard::NotForAnybody => t!("explain-heard-not-for-anybody"),
            Heard::TooLate => t!("explain-heard-too-late"),
            Heard::NotAsked => t!("explain-heard-not-asked"),
            Heard::OtherMatter => t!("explain-heard-other-matter"),
        },
        products: rule.products.join(", "),
        when: rule.when.clone().unwrap_or_default(),
        saw: rule.saw.clone(),
        does: rule.does.clone(),
    }
}
