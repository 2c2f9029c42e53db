use chrono::Duration;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;

const SKU: SkuId = SkuId(Uuid::from_u128(1));
const OTHER: SkuId = SkuId(Uuid::from_u128(2));
const ME: PersonId = PersonId(Uuid::from_u128(9));
const GRANT: GrantId = GrantId(Uuid::from_u128(7));
const GROUP: GroupId = GroupId(Uuid::from_u128(8));

fn plan(n: u128) -> PlanId {
    PlanId(Uuid::from_u128(100 + n))
}

fn plans(numbers: &[u128]) -> Vec<PlanId> {
    numbers.iter().copied().map(plan).collect()
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_550_000, 0).unwrap()
}

/// Of three plans of which the first can not be switched.
fn products() -> Switchable {
    BTreeMap::from([(SKU, plans(&[1, 2, 3]))])
}

fn state(off: &[u128]) -> LicenseAssignmentState {
    LicenseAssignmentState {
        sku_id: SKU,
        assigned_by_group: None,
        disabled_plans: plans(off),
        error: None,
        state: "Active".into(),
        last_updated_date_time: None,
    }
}

fn by_group(error: Option<&str>, word: &str) -> LicenseAssignmentState {
    LicenseAssignmentState {
        assigned_by_group: Some(GROUP),
        error: error.map(str::to_owned),
        state: word.into(),
        ..state(&[])
    }
}

fn grant(state: GrantState, on: &[u128], kept_off: &[u128]) -> Named {
    Named {
        grant: GRANT,
        person: ME,
        sku: SKU,
        plans_on: plans(on),
        kept_off: plans(kept_off),
        state,
        asserted_at: Some(now() - Duration::hours(1)),
        ended_at: (state == GrantState::Ended).then(|| now() - Duration::hours(1)),
    }
}

fn kinds(states: &[LicenseAssignmentState], grants: &[Named]) -> (Vec<FindingKind>, usize) {
    let grants: Vec<_> = grants.iter().collect();
    let compared = compare(states, &grants, &products(), now());
    let kinds = compared.differences.iter().map(|one| one.kind).collect();
    (kinds, compared.undecided.len())
}

#[test]
fn what_the_grants_do_not_explain_is_found_and_nothing_else() {
    use FindingKind::{GroupError, Missing, PlansDiffer, UnknownLicence};
    use GrantState::{
        Active, Ended, Ending, NeedsAttention, Pending, RemovalNeedsAttention, Scheduled, WaitingForSeat,
    };
    let active = |on: &[u128], off: &[u128]| vec![grant(Active, on, off)];
    let nothing: Vec<FindingKind> = Vec::new();
    let cases = [
        ("nothing at all", vec![], vec![], nothing.clone()),
        (
            "a licence nobody granted",
            vec![state(&[])],
            vec![],
            vec![UnknownLicence],
        ),
        (
            "as granted",
            vec![state(&[3])],
            active(&[1, 2], &[3]),
            nothing.clone(),
        ),
        (
            "granted and not there",
            vec![],
            active(&[1, 2], &[3]),
            vec![Missing],
        ),
        (
            "only by a group",
            vec![by_group(None, "Active")],
            active(&[1, 2], &[3]),
            vec![Missing],
        ),
        (
            "one more is off",
            vec![state(&[2, 3])],
            active(&[1, 2], &[3]),
            vec![PlansDiffer],
        ),
        (
            "one that was off is on",
            vec![state(&[])],
            active(&[1, 2], &[3]),
            vec![PlansDiffer],
        ),
        (
            "a new plan is on, which is kept off elsewhere",
            vec![state(&[])],
            active(&[1, 2], &[]),
            nothing.clone(),
        ),
        (
            "an ended grant explains nothing",
            vec![state(&[])],
            vec![grant(Ended, &[1], &[])],
            vec![UnknownLicence],
        ),
        (
            "by a group only",
            vec![by_group(None, "Active")],
            vec![],
            nothing.clone(),
        ),
        (
            "a group that says None",
            vec![by_group(Some("None"), "Active")],
            vec![],
            nothing.clone(),
        ),
        (
            "a group without a seat",
            vec![by_group(Some("CountViolation"), "Error")],
            vec![],
            vec![GroupError],
        ),
        (
            "a group's error beside a direct licence",
            vec![by_group(Some("CountViolation"), "Error"), state(&[])],
            vec![],
            vec![GroupError, UnknownLicence],
        ),
        (
            "the same path twice",
            vec![state(&[]), state(&[3])],
            vec![],
            vec![UnknownLicence],
        ),
    ];
    for (what, states, grants, expected) in cases {
        assert_eq!(kinds(&states, &grants), (expected, 0), "{what}");
    }
    // What begins later explains nothing yet, and lacks nothing.
    let later = [grant(Scheduled, &[1], &[])];
    assert_eq!(
        kinds(&[], &later),
        (nothing.clone(), 0),
        "begins later, not there"
    );
    assert_eq!(
        kinds(&[state(&[])], &later),
        (vec![UnknownLicence], 0),
        "begins later, given by hand"
    );
    for on_its_way in [
        Pending,
        WaitingForSeat,
        NeedsAttention,
        Ending,
        RemovalNeedsAttention,
    ] {
        let grants = [grant(on_its_way, &[1], &[])];
        assert_eq!(
            kinds(&[], &grants),
            (nothing.clone(), 1),
            "{on_its_way:?}, not there"
        );
        assert_eq!(
            kinds(&[state(&[])], &grants),
            (nothing.clone(), 1),
            "{on_its_way:?}, there"
        );
    }
}

#[test]
fn what_we_did_a_moment_ago_is_no_drift_and_what_is_not_ours_to_know_is_passed_over() {
    let lately = Some(now() - Duration::seconds(60));
    let active = Named {
        asserted_at: lately,
        ..grant(GrantState::Active, &[1], &[2, 3])
    };
    assert_eq!(kinds(&[], &[active]), (vec![], 1));
    let ended = Named {
        ended_at: lately,
        ..grant(GrantState::Ended, &[1], &[2, 3])
    };
    assert_eq!(kinds(&[state(&[])], &[ended]), (vec![], 1));
    let unknown = LicenseAssignmentState {
        sku_id: OTHER,
        ..state(&[])
    };
    assert_eq!(kinds(&[unknown], &[]), (vec![], 0), "a SKU that the mirror lacks");
}

#[test]
fn the_fingerprint_changes_with_what_is_observed() {
    let of = |states: &[LicenseAssignmentState]| {
        compare(states, &[], &products(), now()).differences[0]
            .fingerprint()
            .unwrap()
    };
    assert_eq!(
        of(&[state(&[3])]),
        of(&[state(&[3, 99])]),
        "a plan of another product says nothing"
    );
    assert_ne!(of(&[state(&[3])]), of(&[state(&[2])]));
    assert_ne!(
        of(&[by_group(Some("CountViolation"), "Error")]),
        of(&[by_group(Some("Other"), "Error")])
    );
}

fn any_plans() -> impl Strategy<Value = Vec<u128>> {
    proptest::collection::vec(1_u128..4, 0..4)
}

fn any_state() -> impl Strategy<Value = LicenseAssignmentState> {
    let word = proptest::sample::select(vec!["Active", "Error", "Disabled", "ActiveWithError", ""]);
    let error = proptest::option::of(proptest::sample::select(vec![
        "None",
        "",
        "CountViolation",
        "\u{1F600}\u{7}",
    ]));
    (any_plans(), any::<bool>(), any::<bool>(), word, error).prop_map(|(off, group, other, word, error)| {
        LicenseAssignmentState {
            sku_id: if other { OTHER } else { SKU },
            assigned_by_group: group.then_some(GROUP),
            error: error.map(str::to_owned),
            state: word.into(),
            ..state(&off)
        }
    })
}

fn any_grant() -> impl Strategy<Value = Named> {
    let state = proptest::sample::select(vec![
        GrantState::Pending,
        GrantState::Active,
        GrantState::Ending,
        GrantState::Ended,
    ]);
    (state, any_plans(), any_plans(), 0_i64..400).prop_map(|(state, on, off, seconds)| Named {
        asserted_at: Some(now() - Duration::seconds(seconds)),
        ended_at: (state == GrantState::Ended).then(|| now() - Duration::seconds(seconds)),
        ..grant(state, &on, &off)
    })
}

proptest! {
    #[test]
    fn each_path_is_found_at_most_once_and_the_order_of_the_states_of_different_paths_says_nothing(
        states in proptest::collection::vec(any_state(), 0..6), grant in proptest::option::of(any_grant()),
    ) {
        let grants: Vec<_> = grant.iter().collect();
        let compared = compare(&states, &grants, &products(), now());
        let mut paths: Vec<_> = compared.differences.iter().map(|one| (one.sku, one.group)).collect();
        let all = paths.len();
        paths.sort();
        paths.dedup();
        prop_assert_eq!(paths.len(), all, "at most one for each path");
        for one in &compared.differences {
            prop_assert_eq!(one.sku, SKU, "only products that are known");
            prop_assert!(one.group.is_some() || !compared.undecided.contains(&one.sku));
            prop_assert_eq!(one.grant.is_some(), matches!(one.kind, FindingKind::Missing | FindingKind::PlansDiffer));
        }
        let mut turned: Vec<_> = states.clone();
        turned.sort_by_key(|state| std::cmp::Reverse(state.assigned_by_group));
        prop_assert_eq!(compare(&turned, &grants, &products(), now()), compared);
    }

    #[test]
    fn a_person_who_has_exactly_what_a_grant_says_is_never_on_the_list(on in any_plans(), more in any_plans()) {
        let off: Vec<u128> = (1..4).filter(|n| !on.contains(n)).collect();
        let kept: Vec<u128> = off.iter().copied().filter(|n| more.contains(n)).collect();
        let (found, undecided) = kinds(&[state(&off)], &[grant(GrantState::Active, &on, &kept)]);
        prop_assert_eq!((found, undecided), (vec![], 0));
    }
}
