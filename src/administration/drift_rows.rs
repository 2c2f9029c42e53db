//! Findings in words: what Microsoft shows, what the grant says, who did it, and what can be done.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::drift_views::{ActButton, DriftRow};
use crate::catalog::{self, Plan};
use crate::fulfilment::drift::decide::Act;
use crate::fulfilment::drift::list::Line;
use crate::fulfilment::drift::{FindingKind, FindingState};
use crate::ids::{PlanId, SkuId};
use crate::web::page::{Badge, Moment, Tone};

/// Plans that are named in one sentence; the others are counted.
const MOST_PLANS_NAMED: usize = 6;

/// How an act is called in an address.
pub const ACTS: [(Act, &str); 3] = [
    (Act::Adopt, "adopt"),
    (Act::Restore, "restore"),
    (Act::Accept, "accept"),
];

/// How an act is called on its button.
fn label(act: Act) -> &'static str {
    match act {
        Act::Adopt => t!("drift-adopt"),
        Act::Restore => t!("drift-restore"),
        Act::Accept => t!("drift-accept"),
    }
}

pub fn kind_words(kind: FindingKind) -> &'static str {
    match kind {
        FindingKind::UnknownLicence => t!("drift-kind-unknown"),
        FindingKind::Missing => t!("drift-kind-missing"),
        FindingKind::PlansDiffer => t!("drift-kind-plans"),
        FindingKind::GroupError => t!("drift-kind-group"),
    }
}

/// What an act means for a kind of finding.
pub fn act_words(act: Act, kind: FindingKind) -> &'static str {
    match (act, kind) {
        (Act::Adopt, FindingKind::UnknownLicence) => t!("drift-adopt-unknown"),
        (Act::Adopt, _) => t!("drift-adopt-plans"),
        (Act::Restore, FindingKind::UnknownLicence) => t!("drift-restore-unknown"),
        (Act::Restore, FindingKind::Missing) => t!("drift-restore-missing"),
        (Act::Restore, _) => t!("drift-restore-plans"),
        (Act::Accept, FindingKind::Missing) => t!("drift-accept-missing"),
        (Act::Accept, _) => t!("drift-accept-other"),
    }
}

/// The plans that the rows name.
pub async fn plans(
    conn: &mut PgConnection,
    lines: &[Line],
) -> sqlx::Result<BTreeMap<(SkuId, PlanId), String>> {
    let skus: BTreeSet<_> = lines.iter().map(|line| line.sku).collect();
    let skus: Vec<_> = skus.into_iter().collect();
    let plans = catalog::store::plans_of(conn, &skus).await?;
    let titled = |plan: &Plan| ((plan.sku_id, plan.plan_id), plan.title().to_owned());
    Ok(plans.iter().map(titled).collect())
}

pub fn row(line: &Line, now: DateTime<Utc>, plans: &BTreeMap<(SkuId, PlanId), String>) -> DriftRow {
    let is_undecided = matches!(line.state, FindingState::Open | FindingState::Accepted);
    let possible = |act: Act| {
        is_undecided && act.is_for(line.kind) && !(act == Act::Accept && line.state == FindingState::Accepted)
    };
    let acts = ACTS.into_iter().filter(|(act, _)| possible(*act));
    DriftRow {
        id: line.id.to_string(),
        person: line.person.clone(),
        upn: line.upn.clone(),
        product: line.product.clone(),
        state: badge(line.state),
        kind: kind_words(line.kind),
        says: says(line, plans),
        since: Moment::since(line.changed_at, now),
        by: line.actor.clone().or_else(|| line.actor_app.clone()),
        done: line.done_at.map(|at| Moment::new(at, now)),
        request_href: line.request.map(|request| format!("/requests/{request}")),
        decided: decided(line),
        decided_at: line.gone_at.or(line.decided_at).map(|at| Moment::new(at, now)),
        acts: acts
            .map(|(act, word)| ActButton {
                word,
                label: label(act),
            })
            .collect(),
    }
}

fn badge(state: FindingState) -> Badge {
    match state {
        FindingState::Open => Badge::new(Tone::Waiting, t!("drift-open")),
        FindingState::Accepted => Badge::new(Tone::Neutral, t!("drift-accepted")),
        FindingState::Adopted => Badge::new(Tone::Good, t!("drift-adopted")),
        FindingState::Restored => Badge::new(Tone::Good, t!("drift-restored")),
        FindingState::Gone => Badge::new(Tone::Neutral, t!("drift-gone")),
    }
}

fn decided(line: &Line) -> Option<String> {
    let what = match line.state {
        FindingState::Open => return None,
        FindingState::Gone => return Some(t!("drift-later-gone").into()),
        FindingState::Accepted => "accepted",
        FindingState::Adopted => "adopted",
        FindingState::Restored => "restored",
    };
    let by = line.decided_by.as_deref().unwrap_or(t!("room-an-administrator"));
    let reason = line.reason.as_deref().filter(|reason| !reason.is_empty());
    Some(match reason {
        Some(reason) => t!("drift-decided-because", what = what, by = by, reason = reason),
        None => t!("drift-decided-by", what = what, by = by),
    })
}

/// What Microsoft shows against what the grant says, a sentence each.
fn says(line: &Line, plans: &BTreeMap<(SkuId, PlanId), String>) -> Vec<String> {
    let observed = &line.observed;
    let off: BTreeSet<PlanId> = observed.off.iter().copied().collect();
    let named = |ids: Vec<PlanId>| list(ids.iter().map(|id| title(plans, line.sku, *id)).collect());
    let mut says = Vec::new();
    match line.kind {
        FindingKind::UnknownLicence => says.push(match off.is_empty() {
            true => t!("drift-says-unknown").into(),
            false => t!("drift-says-unknown-without", plans = named(observed.off.clone())),
        }),
        FindingKind::Missing => says.push(t!("drift-says-missing").into()),
        FindingKind::PlansDiffer => {
            let granted: BTreeSet<PlanId> = line.plans_on.iter().flatten().copied().collect();
            let of_product = plans.keys().filter(|(sku, _)| *sku == line.sku);
            let on = of_product
                .map(|(_, plan)| *plan)
                .filter(|plan| !off.contains(plan));
            let lacking: Vec<_> = granted.intersection(&off).copied().collect();
            let beyond: Vec<_> = on.filter(|plan| !granted.contains(plan)).collect();
            if !lacking.is_empty() {
                says.push(t!("drift-says-lacking", plans = named(lacking)));
            }
            if !beyond.is_empty() {
                says.push(t!("drift-says-beyond", plans = named(beyond)));
            }
            if says.is_empty() {
                says.push(t!("drift-says-changed").into());
            }
        }
        FindingKind::GroupError => {
            let error = observed.error.as_deref();
            let why = error.map_or(t!("drift-group-no-reason"), group_error);
            says.push(match (&line.group_name, line.group) {
                (Some(name), _) => t!("drift-says-the-group", group = name, why = why),
                (None, Some(id)) => t!("drift-says-the-group", group = id.to_string(), why = why),
                (None, None) => t!("drift-says-a-group", why = why),
            });
        }
    }
    if let Some(state) = &observed.state {
        says.push(t!("drift-says-state", state = state));
    }
    says
}

/// Graph's words for what keeps a group's licence from being given.
fn group_error(word: &str) -> &str {
    match word {
        "CountViolation" => t!("drift-group-seats"),
        "MutuallyExclusiveViolation" => t!("drift-group-exclusive"),
        "DependencyViolation" => t!("drift-group-dependency"),
        "ProhibitedInUsageLocationViolation" => t!("drift-group-location"),
        other => other,
    }
}

fn title(plans: &BTreeMap<(SkuId, PlanId), String>, sku: SkuId, plan: PlanId) -> String {
    let known = plans.get(&(sku, plan));
    known.cloned().unwrap_or_else(|| plan.to_string())
}

/// "A, B and 3 more".
fn list(mut names: Vec<String>) -> String {
    names.sort();
    let more = names.len().saturating_sub(MOST_PLANS_NAMED);
    names.truncate(MOST_PLANS_NAMED);
    if more > 0 {
        names.push(t!("drift-more-plans", count = more));
    }
    match names.split_last() {
        None => t!("drift-no-plan").into(),
        Some((one, [])) => one.clone(),
        Some((last, first)) => t!("room-and", first = first.join(", "), last = last),
    }
}
