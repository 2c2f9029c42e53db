//! The pure comparison: from the licences of one person and the grants that name them to the differences.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use super::{FindingKind, Observed};
use crate::fulfilment::GrantState;
use crate::fulfilment::doubt;
use crate::graph::wire::LicenseAssignmentState;
use crate::ids::{GrantId, GroupId, PersonId, PlanId, SkuId};

/// Characters of a word of Graph's that are kept; the longest known has 36.
const LONGEST_WORD_CHARS: usize = 100;

/// A grant as far as it explains what Graph shows; also one that ended a moment ago.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub grant: GrantId,
    pub person: PersonId,
    pub sku: SkuId,
    pub plans_on: Vec<PlanId>,
    pub kept_off: Vec<PlanId>,
    pub state: GrantState,
    pub asserted_at: Option<DateTime<Utc>>,
    pub ended_at: Option<DateTime<Utc>>,
}

/// The plans of each product that can be switched for a person, sorted.
pub type Switchable = BTreeMap<SkuId, Vec<PlanId>>;

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub kind: FindingKind,
    pub sku: SkuId,
    pub group: Option<GroupId>,
    /// The grant that says otherwise.
    pub grant: Option<GrantId>,
    pub observed: Observed,
}

/// What a comparison says of one person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// Each path at most once.
    pub differences: Vec<Difference>,
    /// Of these nothing can be said of the direct assignment now: something is on its way.
    pub undecided: BTreeSet<SkuId>,
}

impl Difference {
    /// The same as long as the same is observed.
    ///
    /// # Errors
    /// None that can happen: an observation is plain JSON.
    pub fn fingerprint(&self) -> anyhow::Result<String> {
        Ok(hex::encode(Sha256::digest(serde_json::to_vec(&self.observed)?)))
    }
}

/// Compares what Graph showed of one person at `read_at` with the grants that name them. SKUs that are not in `products` are
/// not looked at.
pub fn compare(
    states: &[LicenseAssignmentState],
    grants: &[&Named],
    products: &Switchable,
    read_at: DateTime<Utc>,
) -> Compared {
    let mut compared = Compared::default();
    let mut directly = BTreeMap::new();
    let mut by_group = BTreeMap::new();
    for state in states {
        let Some(switchable) = products.get(&state.sku_id) else {
            continue;
        };
        match state.assigned_by_group {
            None => {
                directly
                    .entry(state.sku_id)
                    .or_insert_with(|| observed(state, switchable));
            }
            Some(group) => {
                if let Some(error) = error_of(state) {
                    by_group.entry((state.sku_id, group)).or_insert(error);
                }
            }
        }
    }
    for ((sku, group), observed) in by_group {
        compared.differences.push(Difference {
            kind: FindingKind::GroupError,
            sku,
            group: Some(group),
            grant: None,
            observed,
        });
    }
    let skus: BTreeSet<_> = directly
        .keys()
        .copied()
        .chain(grants.iter().map(|g| g.sku))
        .collect();
    for sku in skus {
        let Some(switchable) = products.get(&sku) else {
            continue;
        };
        let of_sku: Vec<_> = grants.iter().copied().filter(|grant| grant.sku == sku).collect();
        if of_sku.iter().any(|grant| is_on_its_way(grant, read_at)) {
            compared.undecided.insert(sku);
            continue;
        }
        let active = of_sku.iter().find(|grant| grant.state == GrantState::Active);
        let seen = directly.remove(&sku);
        compared
            .differences
            .extend(difference(sku, active.copied(), seen, switchable));
    }
    compared
}

/// At most one: nothing is on its way.
fn difference(
    sku: SkuId,
    active: Option<&Named>,
    seen: Option<Observed>,
    switchable: &[PlanId],
) -> Option<Difference> {
    let about = |kind, grant: Option<&Named>, observed| {
        Some(Difference {
            kind,
            sku,
            group: None,
            grant: grant.map(|grant| grant.grant),
            observed,
        })
    };
    match (active, seen) {
        (None, Some(seen)) => about(FindingKind::UnknownLicence, None, seen),
        (Some(grant), None) => about(FindingKind::Missing, Some(grant), Observed::default()),
        (Some(grant), Some(seen)) if plans_differ(grant, &seen, switchable) => {
            about(FindingKind::PlansDiffer, Some(grant), seen)
        }
        _ => None,
    }
}

/// A plan that Microsoft added since our last call is not counted: it is on until it is kept off, which is on its way.
fn plans_differ(grant: &Named, seen: &Observed, switchable: &[PlanId]) -> bool {
    switchable.iter().any(|plan| {
        let is_off = seen.off.contains(plan);
        let allowed = grant.plans_on.contains(plan);
        if allowed {
            is_off
        } else {
            !is_off && grant.kept_off.contains(plan)
        }
    })
}

/// Whether what Graph showed may be from before, or from between, what we do ourselves. For a grant that begins later nothing
/// is done yet: it explains nothing.
fn is_on_its_way(grant: &Named, read_at: DateTime<Utc>) -> bool {
    match grant.state {
        GrantState::Active => doubt::may_lag_behind(grant.asserted_at, read_at),
        GrantState::Ended => doubt::may_lag_behind(grant.ended_at, read_at),
        GrantState::Scheduled => false,
        GrantState::Pending
        | GrantState::WaitingForSeat
        | GrantState::NeedsAttention
        | GrantState::Ending
        | GrantState::RemovalNeedsAttention => true,
    }
}

fn observed(state: &LicenseAssignmentState, switchable: &[PlanId]) -> Observed {
    let off = switchable
        .iter()
        .filter(|plan| state.disabled_plans.contains(plan));
    Observed {
        off: off.copied().collect(),
        error: None,
        state: Some(state.state.as_str())
            .filter(|word| *word != "Active")
            .map(shortened),
    }
}

fn error_of(state: &LicenseAssignmentState) -> Option<Observed> {
    let error = state
        .error
        .as_deref()
        .filter(|error| !error.is_empty() && *error != "None");
    let failed = matches!(state.state.as_str(), "Error" | "ActiveWithError");
    (error.is_some() || failed).then(|| Observed {
        off: Vec::new(),
        error: error.map(shortened),
        state: Some(shortened(&state.state)),
    })
}

/// Of what comes from outside, so much is kept.
fn shortened(word: &str) -> String {
    word.chars()
        .filter(|c| !c.is_control())
        .take(LONGEST_WORD_CHARS)
        .collect()
}

#[cfg(test)]
mod tests;
