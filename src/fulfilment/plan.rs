//! The pure heart of fulfilment: from grants, what Graph says, and the live SKUs to at most one call.

use crate::graph::wire::{AssignLicense, AssignedLicense, LicenseAssignmentState, SubscribedSku};
use crate::ids::{GrantId, PlanId, SkuId};

/// What one grant wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub grant: GrantId,
    pub sku: SkuId,
    /// The allowed plans.
    pub plans_on: Vec<PlanId>,
}

/// Why a grant cannot be in the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blocked {
    /// The tenant has no such SKU (any more).
    UnknownSku,
    /// `appliesTo` is not `User`.
    NotAssignable,
    /// Graph assigns nothing directly to a person without one.
    NoUsageLocation,
    NoFreeSeat,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The body of the one call; `None` = nothing differs.
    pub call: Option<AssignLicense>,
    /// Grants that Graph already agrees with.
    pub satisfied: Vec<GrantId>,
    /// Grants that the call serves.
    pub served: Vec<GrantId>,
    pub blocked: Vec<(GrantId, Blocked)>,
}

/// What is known of the person.
pub struct Observed<'a> {
    pub states: &'a [LicenseAssignmentState],
    pub has_usage_location: bool,
}

/// Computes the plan. `ended` are SKUs that we granted and whose right is over; a SKU that is wanted as well stays.
/// Assignments that no grant names are not looked at.
pub fn plan(wanted: &[Wanted], ended: &[SkuId], observed: &Observed<'_>, skus: &[SubscribedSku]) -> Plan {
    let mut plan = Plan::default();
    let mut call = AssignLicense::default();
    for want in wanted {
        let Some(sku) = skus.iter().find(|sku| sku.sku_id == want.sku) else {
            plan.blocked.push((want.grant, Blocked::UnknownSku));
            continue;
        };
        if is_assigned(observed.states, sku, &want.plans_on) {
            plan.satisfied.push(want.grant);
        } else if let Some(why) = blocked(sku, observed) {
            plan.blocked.push((want.grant, why));
        } else {
            call.add_licenses.push(AssignedLicense {
                sku_id: want.sku,
                disabled_plans: disabled_plans(sku, &want.plans_on),
            });
            plan.served.push(want.grant);
        }
    }
    for sku in ended {
        let still_wanted = wanted.iter().any(|want| want.sku == *sku);
        if !still_wanted && direct(observed.states, *sku).is_some() && !call.remove_licenses.contains(sku) {
            call.remove_licenses.push(*sku);
        }
    }
    call.add_licenses.sort_by_key(|license| license.sku_id);
    call.remove_licenses.sort();
    if call != AssignLicense::default() {
        plan.call = Some(call);
    }
    plan
}

/// The full set that is sent: every plan of the live SKU that can be switched and is not allowed, sorted.
pub fn disabled_plans(sku: &SubscribedSku, plans_on: &[PlanId]) -> Vec<PlanId> {
    let mut off: Vec<_> = sku
        .service_plans
        .iter()
        .filter(|plan| plan.applies_to == "User" && !plans_on.contains(&plan.service_plan_id))
        .map(|plan| plan.service_plan_id)
        .collect();
    off.sort();
    off.dedup();
    off
}

/// Whether the SKU is assigned directly, without an error, with exactly the allowed plans on. Plans that the live SKU does
/// not have, or that nobody can switch, do not count.
pub fn is_assigned(states: &[LicenseAssignmentState], sku: &SubscribedSku, plans_on: &[PlanId]) -> bool {
    direct(states, sku.sku_id).is_some_and(|state| {
        let live = disabled_plans(sku, &[]);
        let mut off: Vec<_> = state
            .disabled_plans
            .iter()
            .copied()
            .filter(|plan| live.contains(plan))
            .collect();
        off.sort();
        off.dedup();
        state.state == "Active" && off == disabled_plans(sku, plans_on)
    })
}

fn direct(states: &[LicenseAssignmentState], sku: SkuId) -> Option<&LicenseAssignmentState> {
    states
        .iter()
        .find(|state| state.sku_id == sku && state.assigned_by_group.is_none())
}

fn blocked(sku: &SubscribedSku, observed: &Observed<'_>) -> Option<Blocked> {
    let holds_a_seat = observed.states.iter().any(|state| state.sku_id == sku.sku_id);
    if sku.applies_to != "User" {
        Some(Blocked::NotAssignable)
    } else if !observed.has_usage_location {
        Some(Blocked::NoUsageLocation)
    } else if !holds_a_seat && sku.prepaid_units.enabled <= sku.consumed_units {
        Some(Blocked::NoFreeSeat)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::graph::wire::{LicenseUnitsDetail, ServicePlanInfo};

    const A: PlanId = PlanId(Uuid::from_u128(0xa));
    const B: PlanId = PlanId(Uuid::from_u128(0xb));
    const COMPANY: PlanId = PlanId(Uuid::from_u128(0xc));
    const VISIO: SkuId = SkuId(Uuid::from_u128(1));
    const PROJECT: SkuId = SkuId(Uuid::from_u128(2));
    const GRANT: GrantId = GrantId(Uuid::from_u128(9));

    fn sku(id: SkuId, free: i32) -> SubscribedSku {
        let plan = |id, applies_to: &str| ServicePlanInfo {
            service_plan_id: id,
            service_plan_name: String::new(),
            provisioning_status: "Success".into(),
            applies_to: applies_to.into(),
        };
        SubscribedSku {
            id: String::new(),
            sku_id: id,
            sku_part_number: String::new(),
            applies_to: "User".into(),
            capability_status: "Enabled".into(),
            consumed_units: 10,
            prepaid_units: LicenseUnitsDetail {
                enabled: 10 + free,
                ..Default::default()
            },
            service_plans: vec![plan(B, "User"), plan(A, "User"), plan(COMPANY, "Company")],
        }
    }

    fn direct(sku_id: SkuId, disabled_plans: Vec<PlanId>) -> LicenseAssignmentState {
        LicenseAssignmentState {
            sku_id,
            assigned_by_group: None,
            disabled_plans,
            error: None,
            state: "Active".into(),
            last_updated_date_time: None,
        }
    }

    fn wants(plans_on: &[PlanId]) -> [Wanted; 1] {
        [Wanted {
            grant: GRANT,
            sku: VISIO,
            plans_on: plans_on.to_vec(),
        }]
    }

    fn planned(wanted: &[Wanted], ended: &[SkuId], states: &[LicenseAssignmentState], free: i32) -> Plan {
        plan(
            wanted,
            ended,
            &Observed {
                states,
                has_usage_location: true,
            },
            &[sku(VISIO, free), sku(PROJECT, free)],
        )
    }

    #[test]
    fn every_plan_that_is_not_allowed_is_sent_as_off_and_company_plans_never_are() {
        let call = planned(&wants(&[A]), &[], &[], 1).call.unwrap();
        assert_eq!(
            call.add_licenses,
            [AssignedLicense {
                sku_id: VISIO,
                disabled_plans: vec![B]
            }]
        );
        assert!(call.remove_licenses.is_empty());
    }

    #[test]
    fn nothing_is_called_when_nothing_differs() {
        let plan = planned(&wants(&[A]), &[], &[direct(VISIO, vec![B])], 0);
        assert_eq!((plan.call, plan.satisfied), (None, vec![GRANT]));
    }

    #[test]
    fn a_plan_switched_on_by_hand_is_switched_off_again_without_a_free_seat() {
        let plan = planned(&wants(&[A]), &[], &[direct(VISIO, vec![])], 0);
        assert_eq!(plan.call.unwrap().add_licenses[0].disabled_plans, [B]);
    }

    #[test]
    fn a_licence_by_group_gets_a_direct_one_beside_it_without_a_free_seat() {
        let inherited = LicenseAssignmentState {
            assigned_by_group: Some(crate::ids::GroupId(Uuid::from_u128(7))),
            ..direct(VISIO, vec![])
        };
        assert_eq!(planned(&wants(&[A]), &[], &[inherited], 0).served, [GRANT]);
    }

    #[test]
    fn without_a_free_seat_a_usage_location_or_the_sku_the_grant_is_blocked() {
        assert_eq!(
            planned(&wants(&[A]), &[], &[], 0).blocked,
            [(GRANT, Blocked::NoFreeSeat)]
        );
        let nowhere = Observed {
            states: &[],
            has_usage_location: false,
        };
        assert_eq!(
            plan(&wants(&[A]), &[], &nowhere, &[sku(VISIO, 1)]).blocked,
            [(GRANT, Blocked::NoUsageLocation)]
        );
        assert_eq!(
            plan(&wants(&[A]), &[], &nowhere, &[]).blocked,
            [(GRANT, Blocked::UnknownSku)]
        );
    }

    #[test]
    fn what_ended_is_removed_in_the_same_call_and_what_nobody_granted_is_left_alone() {
        let states = [direct(PROJECT, vec![])];
        let swap = planned(&wants(&[A, B]), &[PROJECT], &states, 1).call.unwrap();
        assert_eq!(
            (swap.add_licenses.len(), swap.remove_licenses),
            (1, vec![PROJECT])
        );
        assert_eq!(planned(&[], &[], &states, 1).call, None);
        assert_eq!(planned(&[], &[VISIO], &states, 1).call, None);
    }
}
