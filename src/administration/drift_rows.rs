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

/// How an act is called in an address and on its button.
pub const ACTS: [(Act, &str, &str); 3] = [
    (Act::Adopt, "adopt", "Adopt"),
    (Act::Restore, "restore", "Restore"),
    (Act::Accept, "accept", "Accept"),
];

pub fn kind_words(kind: FindingKind) -> &'static str {
    match kind {
        FindingKind::UnknownLicence => "A licence nobody granted",
        FindingKind::Missing => "Granted, and not there",
        FindingKind::PlansDiffer => "Other plans than granted",
        FindingKind::GroupError => "A group can not give it",
    }
}

/// What an act means for a kind of finding.
pub fn act_words(act: Act, kind: FindingKind) -> &'static str {
    match (act, kind) {
        (Act::Adopt, FindingKind::UnknownLicence) => "It becomes a grant, as it is at Microsoft",
        (Act::Adopt, _) => "The grant takes the plans that are on at Microsoft",
        (Act::Restore, FindingKind::UnknownLicence) => "The licence is taken away at Microsoft",
        (Act::Restore, FindingKind::Missing) => "The licence is assigned again",
        (Act::Restore, _) => "The plans become what was granted",
        (Act::Accept, FindingKind::Missing) => "The grant ends, as there is nothing left of it",
        (Act::Accept, _) => "It stays as it is, and comes back to this list when it changes",
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
    let acts = ACTS.into_iter().filter(|(act, ..)| possible(*act));
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
        acts: acts.map(|(_, word, label)| ActButton { word, label }).collect(),
    }
}

fn badge(state: FindingState) -> Badge {
    match state {
        FindingState::Open => Badge::new(Tone::Waiting, "Open"),
        FindingState::Accepted => Badge::new(Tone::Neutral, "Accepted"),
        FindingState::Adopted => Badge::new(Tone::Good, "Adopted"),
        FindingState::Restored => Badge::new(Tone::Good, "Restored"),
        FindingState::Gone => Badge::new(Tone::Neutral, "Gone"),
    }
}

fn decided(line: &Line) -> Option<String> {
    let what = match line.state {
        FindingState::Open => return None,
        FindingState::Gone => return Some("A later reading did not find it any more".into()),
        FindingState::Accepted => "Accepted",
        FindingState::Adopted => "Adopted",
        FindingState::Restored => "Restored",
    };
    let by = line.decided_by.as_deref().unwrap_or("an administrator");
    let reason = line.reason.as_deref().filter(|reason| !reason.is_empty());
    Some(match reason {
        Some(reason) => format!("{what} by {by}: “{reason}”"),
        None => format!("{what} by {by}"),
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
            true => "Assigned directly at Microsoft, with every plan on. No grant says so.".into(),
            false => format!(
                "Assigned directly at Microsoft, without {}. No grant says so.",
                named(observed.off.clone())
            ),
        }),
        FindingKind::Missing => says.push("Granted here, and not assigned at Microsoft.".into()),
        FindingKind::PlansDiffer => {
            let granted: BTreeSet<PlanId> = line.plans_on.iter().flatten().copied().collect();
            let of_product = plans.keys().filter(|(sku, _)| *sku == line.sku);
            let on = of_product
                .map(|(_, plan)| *plan)
                .filter(|plan| !off.contains(plan));
            let lacking: Vec<_> = granted.intersection(&off).copied().collect();
            let beyond: Vec<_> = on.filter(|plan| !granted.contains(plan)).collect();
            if !lacking.is_empty() {
                says.push(format!("Granted, and off at Microsoft: {}.", named(lacking)));
            }
            if !beyond.is_empty() {
                says.push(format!("On at Microsoft, and not granted: {}.", named(beyond)));
            }
            if says.is_empty() {
                says.push("The grant has changed since this was found.".into());
            }
        }
        FindingKind::GroupError => {
            let group = match (&line.group_name, line.group) {
                (Some(name), _) => format!("The group {name}"),
                (None, Some(id)) => format!("The group {id}"),
                (None, None) => "A group".into(),
            };
            let why = observed.error.as_deref().map_or("without a reason", group_error);
            says.push(format!("{group} is to give it, and Microsoft can not: {why}."));
        }
    }
    if let Some(state) = &observed.state {
        says.push(format!("Microsoft calls the assignment {state}."));
    }
    says
}

/// Graph's words for what keeps a group's licence from being given.
fn group_error(word: &str) -> &str {
    match word {
        "CountViolation" => "there are not enough seats",
        "MutuallyExclusiveViolation" => "the person has a plan that can not stand beside it",
        "DependencyViolation" => "a plan that it needs is not on",
        "ProhibitedInUsageLocationViolation" => "it is not offered where the person is",
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
        names.push(format!("{more} more"));
    }
    match names.split_last() {
        None => "no plan".into(),
        Some((one, [])) => one.clone(),
        Some((last, first)) => format!("{} and {last}", first.join(", ")),
    }
}
