use uuid::Uuid;

use super::*;
use crate::graph::wire::{LicenseUnitsDetail, ServicePlanInfo};
use crate::ids::GroupId;

mod sequences;

const A: PlanId = PlanId(Uuid::from_u128(0xa));
const B: PlanId = PlanId(Uuid::from_u128(0xb));
const COMPANY: PlanId = PlanId(Uuid::from_u128(0xc));
const NEW: PlanId = PlanId(Uuid::from_u128(0xd));
const VISIO: SkuId = SkuId(Uuid::from_u128(1));
const PROJECT: SkuId = SkuId(Uuid::from_u128(2));
const GRANT: GrantId = GrantId(Uuid::from_u128(9));
const OTHER: GrantId = GrantId(Uuid::from_u128(8));

fn service_plan(id: PlanId, applies_to: &str) -> ServicePlanInfo {
    ServicePlanInfo {
        service_plan_id: id,
        service_plan_name: String::new(),
        provisioning_status: "Success".into(),
        applies_to: applies_to.into(),
    }
}

fn sku(id: SkuId) -> SubscribedSku {
    SubscribedSku {
        id: String::new(),
        sku_id: id,
        sku_part_number: String::new(),
        applies_to: "User".into(),
        capability_status: "Enabled".into(),
        consumed_units: 10,
        prepaid_units: LicenseUnitsDetail {
            enabled: 10,
            ..Default::default()
        },
        service_plans: vec![
            service_plan(B, "User"),
            service_plan(A, "User"),
            service_plan(COMPANY, "Company"),
        ],
    }
}

fn direct_state(sku_id: SkuId, disabled_plans: Vec<PlanId>) -> LicenseAssignmentState {
    LicenseAssignmentState {
        sku_id,
        assigned_by_group: None,
        disabled_plans,
        error: None,
        state: "Active".into(),
        last_updated_date_time: None,
    }
}

fn inherited_state(sku_id: SkuId, state: &str) -> LicenseAssignmentState {
    LicenseAssignmentState {
        assigned_by_group: Some(GroupId(Uuid::from_u128(7))),
        state: state.into(),
        ..direct_state(sku_id, vec![])
    }
}

fn right(grant: GrantId, sku: SkuId, aim: Aim) -> Right {
    Right {
        grant,
        sku,
        plans_on: vec![A],
        kept_off: vec![B],
        aim,
    }
}

const ASSIGN: Aim = Aim::Assign { seat: true };
const ASSIGN_WITHOUT_SEAT: Aim = Aim::Assign { seat: false };

fn planned(rights: &[Right], states: &[LicenseAssignmentState]) -> Plan {
    let (visio, project) = (sku(VISIO), sku(PROJECT));
    let live = [&visio, &project].map(|sku| Live {
        sku,
        offered: [A, B].into(),
    });
    let observed = Observed {
        states,
        has_usage_location: true,
    };
    plan(rights, &observed, &live)
}

#[test]
fn every_plan_that_is_not_allowed_is_sent_as_off_and_company_plans_never_are() {
    let call = planned(&[right(GRANT, VISIO, ASSIGN)], &[]).call.unwrap();
    let expected = AssignedLicense {
        sku_id: VISIO,
        disabled_plans: vec![B],
    };
    assert_eq!(
        (call.add_licenses, call.remove_licenses),
        (vec![expected], vec![])
    );
}

#[test]
fn nothing_is_called_when_nothing_differs() {
    let plan = planned(
        &[right(GRANT, VISIO, ASSIGN_WITHOUT_SEAT)],
        &[direct_state(VISIO, vec![B])],
    );
    assert_eq!((plan.call, plan.satisfied), (None, vec![GRANT]));
}

#[test]
fn what_a_hand_changed_on_the_way_is_set_as_approved_without_another_seat() {
    let plan = planned(
        &[right(GRANT, VISIO, ASSIGN_WITHOUT_SEAT)],
        &[direct_state(VISIO, vec![])],
    );
    assert_eq!(plan.call.unwrap().add_licenses[0].disabled_plans, [B]);
}

#[test]
fn an_active_grant_that_a_hand_changed_is_left_alone() {
    for states in [
        vec![],
        vec![direct_state(VISIO, vec![])],
        vec![direct_state(VISIO, vec![A, B])],
    ] {
        assert_eq!(
            planned(&[right(GRANT, VISIO, Aim::Keep)], &states),
            Plan::default()
        );
    }
}

#[test]
fn a_plan_that_nobody_classified_is_switched_off_again_and_nothing_else_is_changed() {
    let mut visio = sku(VISIO);
    visio.service_plans.push(service_plan(NEW, "User"));
    let live = [Live {
        sku: &visio,
        offered: [A, B].into(),
    }];
    let seen = |off| {
        let states = [direct_state(VISIO, off)];
        let observed = Observed {
            states: &states,
            has_usage_location: true,
        };
        plan(&[right(GRANT, VISIO, Aim::Keep)], &observed, &live)
    };
    // A hand switched B on and A off: that stays.
    let plan = seen(vec![A]);
    assert_eq!(plan.reasserted, [GRANT]);
    assert_eq!(plan.call.unwrap().add_licenses[0].disabled_plans, [A, NEW]);
    assert_eq!(seen(vec![A, NEW]), Plan::default());
}

#[test]
fn a_licence_by_group_gets_a_direct_one_beside_it_without_a_seat_but_a_failed_one_has_none() {
    let rights = [right(GRANT, VISIO, ASSIGN_WITHOUT_SEAT)];
    assert_eq!(
        planned(&rights, &[inherited_state(VISIO, "Active")]).served,
        [GRANT]
    );
    assert_eq!(
        planned(&rights, &[inherited_state(VISIO, "Error")]).blocked,
        [(GRANT, Blocked::NoFreeSeat)]
    );
}

#[test]
fn without_a_seat_a_usage_location_or_the_sku_the_grant_is_blocked() {
    assert_eq!(
        planned(&[right(GRANT, VISIO, ASSIGN_WITHOUT_SEAT)], &[]).blocked,
        [(GRANT, Blocked::NoFreeSeat)]
    );
    let nowhere = Observed {
        states: &[],
        has_usage_location: false,
    };
    let visio = sku(VISIO);
    let live = [Live {
        sku: &visio,
        offered: BTreeSet::new(),
    }];
    let rights = [right(GRANT, VISIO, ASSIGN)];
    assert_eq!(
        plan(&rights, &nowhere, &live).blocked,
        [(GRANT, Blocked::NoUsageLocation)]
    );
    assert_eq!(
        plan(&rights, &nowhere, &[]).blocked,
        [(GRANT, Blocked::UnknownSku)]
    );
}

#[test]
fn a_swap_is_one_call_and_what_nobody_granted_is_left_alone() {
    let states = [direct_state(PROJECT, vec![])];
    let swap = planned(
        &[right(OTHER, PROJECT, Aim::Remove), right(GRANT, VISIO, ASSIGN)],
        &states,
    );
    let call = swap.call.unwrap();
    assert_eq!(
        (call.add_licenses.len(), call.remove_licenses),
        (1, vec![PROJECT])
    );
    assert_eq!((swap.served, swap.removed), (vec![GRANT], vec![OTHER]));
    assert_eq!(planned(&[], &states), Plan::default());
    assert_eq!(
        planned(&[right(GRANT, VISIO, Aim::Remove)], &states).gone,
        [GRANT]
    );
}

#[test]
fn what_is_inherited_only_is_not_removed_and_a_direct_one_beside_it_is() {
    let rights = [right(GRANT, VISIO, Aim::Remove)];
    let inherited = inherited_state(VISIO, "Active");
    assert_eq!(planned(&rights, std::slice::from_ref(&inherited)).call, None);
    let both = [inherited, direct_state(VISIO, vec![])];
    assert_eq!(planned(&rights, &both).call.unwrap().remove_licenses, [VISIO]);
}
