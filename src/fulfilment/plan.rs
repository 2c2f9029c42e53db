//! The pure heart of fulfilment: from the rights of one person, what Graph says, and the live SKUs to at most one call.
//! Level-triggered: it does not know what happened, only what is and what is to be.

use std::collections::BTreeSet;

use crate::graph::wire::{AssignLicense, AssignedLicense, LicenseAssignmentState, SubscribedSku};
use crate::ids::{GrantId, PlanId, SkuId};

/// One grant, as far as Graph is concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Right {
    pub grant: GrantId,
    pub sku: SkuId,
    /// The allowed plans.
    pub plans_on: Vec<PlanId>,
    /// Plans that a call of ours has had off once: whether they stay off is then for people to say.
    pub kept_off: Vec<PlanId>,
    pub aim: Aim,
}

/// What is to become of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    /// Assigned with exactly the allowed plans on. `seat`: one is set aside.
    Assign { seat: bool },
    /// Left as it is, but for plans that are not allowed and not classified as offered, or that came after our last call:
    /// they are switched off. What a hand changed is drift, and stays.
    Keep,
    /// The right is over: the direct assignment goes.
    Remove,
}

/// Why a grant can not be in the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blocked {
    /// The tenant has no such SKU (any more).
    UnknownSku,
    /// `appliesTo` is not `User`.
    NotAssignable,
    /// Graph assigns nothing directly to a person without one.
    NoUsageLocation,
    /// It takes a seat, and none is set aside for it.
    NoFreeSeat,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The body of the one call; `None` = nothing differs.
    pub call: Option<AssignLicense>,
    /// Grants that Graph already agrees with.
    pub satisfied: Vec<GrantId>,
    /// Grants that the call assigns.
    pub served: Vec<GrantId>,
    /// Active grants for which the call keeps new plans off.
    pub reasserted: Vec<GrantId>,
    /// Ending grants of which nothing is left to remove.
    pub gone: Vec<GrantId>,
    /// Ending grants that the call removes.
    pub removed: Vec<GrantId>,
    pub blocked: Vec<(GrantId, Blocked)>,
}

/// What is known of the person.
pub struct Observed<'a> {
    pub states: &'a [LicenseAssignmentState],
    pub has_usage_location: bool,
}

/// A SKU of the tenant as it is now.
pub struct Live<'a> {
    pub sku: &'a SubscribedSku,
    /// Its plans that somebody has classified as offered; any other is kept off.
    pub offered: BTreeSet<PlanId>,
}

/// Computes the plan. Assignments that no right names are not looked at.
pub fn plan(rights: &[Right], observed: &Observed<'_>, live: &[Live<'_>]) -> Plan {
    let mut plan = Plan::default();
    let mut call = AssignLicense::default();
    for right in rights {
        let sku = live.iter().find(|live| live.sku.sku_id == right.sku);
        match right.aim {
            Aim::Assign { seat } => assign(&mut plan, &mut call, right, seat, observed, sku),
            Aim::Keep => keep(&mut plan, &mut call, right, observed, sku),
            Aim::Remove => remove(&mut plan, &mut call, right, rights, observed),
        }
    }
    call.add_licenses.sort_by_key(|license| license.sku_id);
    call.remove_licenses.sort();
    if call != AssignLicense::default() {
        plan.call = Some(call);
    }
    plan
}

fn assign(
    plan: &mut Plan,
    call: &mut AssignLicense,
    right: &Right,
    seat: bool,
    observed: &Observed<'_>,
    live: Option<&Live<'_>>,
) {
    let Some(live) = live else {
        plan.blocked.push((right.grant, Blocked::UnknownSku));
        return;
    };
    let off = disabled_plans(live.sku, &right.plans_on);
    if is_set(observed.states, live.sku, &off) {
        plan.satisfied.push(right.grant);
    } else if let Some(why) = blocked(live.sku, seat, observed) {
        plan.blocked.push((right.grant, why));
    } else {
        call.add_licenses.push(AssignedLicense {
            sku_id: right.sku,
            disabled_plans: off,
        });
        plan.served.push(right.grant);
    }
}

fn keep(
    plan: &mut Plan,
    call: &mut AssignLicense,
    right: &Right,
    observed: &Observed<'_>,
    live: Option<&Live<'_>>,
) {
    let (Some(live), Some(state)) = (live, direct(observed.states, right.sku)) else {
        return;
    };
    let is_off = off(state, live.sku);
    let new = switchable(live.sku)
        .into_iter()
        .filter(|plan| !right.plans_on.contains(plan))
        .filter(|plan| !live.offered.contains(plan) || !right.kept_off.contains(plan));
    let mut disabled_plans: Vec<_> = is_off.iter().copied().chain(new).collect();
    disabled_plans.sort();
    disabled_plans.dedup();
    if disabled_plans == is_off {
        return;
    }
    if observed.has_usage_location {
        call.add_licenses.push(AssignedLicense {
            sku_id: right.sku,
            disabled_plans,
        });
        plan.reasserted.push(right.grant);
    } else {
        plan.blocked.push((right.grant, Blocked::NoUsageLocation));
    }
}

fn remove(
    plan: &mut Plan,
    call: &mut AssignLicense,
    right: &Right,
    rights: &[Right],
    observed: &Observed<'_>,
) {
    let lives_on = rights
        .iter()
        .any(|other| other.sku == right.sku && other.aim != Aim::Remove);
    if lives_on || direct(observed.states, right.sku).is_none() {
        plan.gone.push(right.grant);
        return;
    }
    if !call.remove_licenses.contains(&right.sku) {
        call.remove_licenses.push(right.sku);
    }
    plan.removed.push(right.grant);
}

/// The full set that is sent: every plan of the live SKU that can be switched and is not allowed, sorted.
pub fn disabled_plans(sku: &SubscribedSku, plans_on: &[PlanId]) -> Vec<PlanId> {
    let mut off = switchable(sku);
    off.retain(|plan| !plans_on.contains(plan));
    off
}

/// Whether the SKU is assigned directly, without an error, with exactly these plans off. Plans that the live SKU does not
/// have, or that nobody can switch, do not count.
pub fn is_set(states: &[LicenseAssignmentState], sku: &SubscribedSku, disabled: &[PlanId]) -> bool {
    direct(states, sku.sku_id).is_some_and(|state| state.state == "Active" && off(state, sku) == disabled)
}

/// The direct assignment of a SKU, if any.
pub fn direct(states: &[LicenseAssignmentState], sku: SkuId) -> Option<&LicenseAssignmentState> {
    states
        .iter()
        .find(|state| state.sku_id == sku && state.assigned_by_group.is_none())
}

/// Whether the person has a seat of the SKU by any path. A group's assignment that failed has none.
pub fn holds_a_seat(states: &[LicenseAssignmentState], sku: SkuId) -> bool {
    states
        .iter()
        .any(|state| state.sku_id == sku && state.state != "Error")
}

/// Plans that can be switched off for a person, sorted.
pub fn switchable(sku: &SubscribedSku) -> Vec<PlanId> {
    let of_users = sku.service_plans.iter().filter(|plan| plan.applies_to == "User");
    let mut plans: Vec<_> = of_users.map(|plan| plan.service_plan_id).collect();
    plans.sort();
    plans.dedup();
    plans
}

/// Plans of the live SKU that an assignment has off, sorted.
fn off(state: &LicenseAssignmentState, sku: &SubscribedSku) -> Vec<PlanId> {
    let mut off = switchable(sku);
    off.retain(|plan| state.disabled_plans.contains(plan));
    off
}

fn blocked(sku: &SubscribedSku, seat: bool, observed: &Observed<'_>) -> Option<Blocked> {
    if sku.applies_to != "User" {
        Some(Blocked::NotAssignable)
    } else if !observed.has_usage_location {
        Some(Blocked::NoUsageLocation)
    } else if !seat && !holds_a_seat(observed.states, sku.sku_id) {
        Some(Blocked::NoFreeSeat)
    } else {
        None
    }
}

#[cfg(test)]
mod tests;
