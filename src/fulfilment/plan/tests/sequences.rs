//! Any sequence of requests, expiries, failures, edits by hand and plans added by Microsoft ends in exactly the wanted set.
//! The tenant here is a few lines of its own; it shares no code with what it checks.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use uuid::Uuid;

use super::super::*;
use super::{inherited_state, service_plan, sku};
use crate::ids::GrantId;

const SKUS: u128 = 3;
const FIRST_PLANS: u128 = 4;

type Off = BTreeSet<PlanId>;

fn sku_id(index: u128) -> SkuId {
    SkuId(Uuid::from_u128(100 + index))
}

/// The n-th plan of a SKU. Two SKUs share no plan.
fn plan_id(sku: u128, n: u128) -> PlanId {
    PlanId(Uuid::from_u128(1_000 * (sku + 1) + n))
}

#[derive(Clone, Debug)]
enum Act {
    /// Approved: these plans, by bits.
    Approve(u128, u8),
    /// The right is over: given back, or its term.
    End(u128),
    /// An administrator has an active grant made right again.
    Restore(u128),
    /// A hand assigns or changes, with these plans off.
    Hand(u128, u8),
    HandRemoves(u128),
    GroupGives(u128),
    GroupTakes(u128),
    /// Microsoft adds a plan; it is on for everybody.
    PlanAdded(u128),
    /// Every plan of the SKU is classified as offered.
    Classify(u128),
    Run(Fate),
}

/// What becomes of the call of a run.
#[derive(Clone, Copy, Debug)]
enum Fate {
    Done,
    /// It never arrived.
    Lost,
    /// It was done, and nobody heard of it.
    DoneUnheard,
    /// Graph said that it did not do it.
    Refused,
}

fn act() -> impl Strategy<Value = Act> {
    let sku = 0..SKUS;
    let fate = prop_oneof![
        Just(Fate::Done),
        Just(Fate::Lost),
        Just(Fate::DoneUnheard),
        Just(Fate::Refused)
    ];
    prop_oneof![
        4 => (sku.clone(), any::<u8>()).prop_map(|(sku, bits)| Act::Approve(sku, bits)),
        3 => sku.clone().prop_map(Act::End),
        1 => sku.clone().prop_map(Act::Restore),
        2 => (sku.clone(), any::<u8>()).prop_map(|(sku, bits)| Act::Hand(sku, bits)),
        1 => sku.clone().prop_map(Act::HandRemoves),
        1 => sku.clone().prop_map(Act::GroupGives),
        1 => sku.clone().prop_map(Act::GroupTakes),
        2 => sku.clone().prop_map(Act::PlanAdded),
        1 => sku.prop_map(Act::Classify),
        6 => fate.prop_map(Act::Run),
    ]
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Pending { sent: bool },
    Active,
    Ending,
}

struct Grant {
    id: GrantId,
    plans_on: BTreeSet<PlanId>,
    /// Off by a call of ours.
    kept_off: BTreeSet<PlanId>,
    /// Every plan that the SKU had at our last call.
    known: BTreeSet<PlanId>,
    state: State,
}

#[derive(Default)]
struct World {
    live: Vec<SubscribedSku>,
    offered: BTreeSet<PlanId>,
    direct: BTreeMap<SkuId, Off>,
    inherited: BTreeSet<SkuId>,
    /// At most one that has not ended for each SKU.
    grants: BTreeMap<SkuId, Grant>,
    /// What is to be there directly, kept by the events alone.
    wanted: BTreeMap<SkuId, Off>,
    minted: u128,
    calls: usize,
}

impl World {
    fn new() -> Self {
        let mut world = Self::default();
        for index in 0..SKUS {
            let mut sku = sku(sku_id(index));
            sku.service_plans = (0..FIRST_PLANS)
                .map(|n| service_plan(plan_id(index, n), if n == 0 { "Company" } else { "User" }))
                .collect();
            world
                .offered
                .extend(sku.service_plans.iter().map(|plan| plan.service_plan_id));
            world.live.push(sku);
        }
        world
    }

    fn users_plans(&self, sku: SkuId) -> BTreeSet<PlanId> {
        let live = self.live.iter().find(|live| live.sku_id == sku).unwrap();
        let plans = live.service_plans.iter().filter(|plan| plan.applies_to == "User");
        plans.map(|plan| plan.service_plan_id).collect()
    }

    fn some_of(&self, sku: SkuId, bits: u8) -> BTreeSet<PlanId> {
        let plans = self.users_plans(sku).into_iter().enumerate();
        plans
            .filter(|(n, _)| bits & (1 << (n % 8)) != 0)
            .map(|(_, plan)| plan)
            .collect()
    }

    fn happens(&mut self, act: &Act) {
        match *act {
            Act::Approve(index, bits) => self.approve(sku_id(index), bits),
            Act::End(index) => {
                let sku = sku_id(index);
                match self.grants.get_mut(&sku).map(|grant| (grant.state, grant)) {
                    // Nothing was ever sent for it: what is there is somebody else's.
                    Some((State::Pending { sent: false }, _)) => drop(self.grants.remove(&sku)),
                    Some((_, grant)) => grant.state = State::Ending,
                    None => {}
                }
            }
            Act::Restore(index) => {
                if let Some(grant) = self
                    .grants
                    .get_mut(&sku_id(index))
                    .filter(|g| g.state == State::Active)
                {
                    grant.state = State::Pending { sent: true };
                }
            }
            Act::Hand(index, bits) => {
                let (sku, off) = (sku_id(index), self.some_of(sku_id(index), bits));
                self.direct.insert(sku, off.clone());
                self.wanted.insert(sku, off);
            }
            Act::HandRemoves(index) => {
                self.direct.remove(&sku_id(index));
                self.wanted.remove(&sku_id(index));
            }
            Act::GroupGives(index) => drop(self.inherited.insert(sku_id(index))),
            Act::GroupTakes(index) => drop(self.inherited.remove(&sku_id(index))),
            Act::PlanAdded(index) => {
                let live = self
                    .live
                    .iter_mut()
                    .find(|live| live.sku_id == sku_id(index))
                    .unwrap();
                let n = u128::try_from(live.service_plans.len()).unwrap();
                if n < 9 {
                    live.service_plans.push(service_plan(plan_id(index, n), "User"));
                }
            }
            Act::Classify(index) => self.offered.extend(self.users_plans(sku_id(index))),
            Act::Run(fate) => drop(self.run(fate)),
        }
    }

    fn approve(&mut self, sku: SkuId, bits: u8) {
        if self.grants.contains_key(&sku) {
            return;
        }
        self.minted += 1;
        // Only what is offered can be approved.
        let plans_on = self
            .some_of(sku, bits)
            .intersection(&self.offered)
            .copied()
            .collect();
        let grant = Grant {
            id: GrantId(Uuid::from_u128(self.minted)),
            plans_on,
            kept_off: BTreeSet::new(),
            known: BTreeSet::new(),
            state: State::Pending { sent: false },
        };
        self.grants.insert(sku, grant);
    }

    fn states(&self) -> Vec<LicenseAssignmentState> {
        let direct = self
            .direct
            .iter()
            .map(|(sku, off)| super::direct_state(*sku, off.iter().copied().collect()));
        let inherited = self.inherited.iter().map(|sku| inherited_state(*sku, "Active"));
        direct.chain(inherited).collect()
    }

    fn plan(&self) -> Plan {
        let rights = self.grants.iter().map(|(sku, grant)| Right {
            grant: grant.id,
            sku: *sku,
            plans_on: grant.plans_on.iter().copied().collect(),
            kept_off: grant.kept_off.iter().copied().collect(),
            aim: match grant.state {
                State::Pending { .. } => Aim::Assign { seat: true },
                State::Active => Aim::Keep,
                State::Ending => Aim::Remove,
            },
        });
        let rights: Vec<_> = rights.collect();
        let live = self.live.iter().map(|sku| Live {
            sku,
            offered: self.offered.clone(),
        });
        let live: Vec<_> = live.collect();
        let states = self.states();
        let observed = Observed {
            states: &states,
            has_usage_location: true,
        };
        plan(&rights, &observed, &live)
    }

    /// One run; answers whether there was a call.
    fn run(&mut self, fate: Fate) -> bool {
        let plan = self.plan();
        let Some(call) = &plan.call else {
            self.settle(&plan);
            return false;
        };
        self.calls += 1;
        self.is_in_order(call);
        if matches!(fate, Fate::Refused) {
            return true;
        }
        for grant in self
            .grants
            .values_mut()
            .filter(|grant| plan.served.contains(&grant.id))
        {
            grant.state = State::Pending { sent: true };
        }
        if !matches!(fate, Fate::Lost) {
            for sku in &call.remove_licenses {
                assert!(self.direct.remove(sku).is_some(), "removes what is not there");
            }
            for license in &call.add_licenses {
                let off = license.disabled_plans.iter().copied().collect();
                self.direct.insert(license.sku_id, off);
            }
            self.follow(call);
        }
        if matches!(fate, Fate::Done) {
            self.settle(&plan);
        }
        true
    }

    /// What is wanted after a call that was done, by the states of the grants alone.
    fn follow(&mut self, call: &AssignLicense) {
        for (sku, grant) in &self.grants {
            let all = self.users_plans(*sku);
            match grant.state {
                State::Pending { sent: true } if call.add_licenses.iter().any(|add| add.sku_id == *sku) => {
                    self.wanted
                        .insert(*sku, all.difference(&grant.plans_on).copied().collect());
                }
                State::Ending => drop(self.wanted.remove(sku)),
                State::Active => {
                    let new = all
                        .difference(&grant.plans_on)
                        .filter(|plan| !self.offered.contains(plan) || !grant.known.contains(plan));
                    if let Some(off) = self.wanted.get_mut(sku) {
                        off.extend(new);
                    }
                }
                State::Pending { .. } => {}
            }
        }
    }

    fn settle(&mut self, plan: &Plan) {
        let all: BTreeMap<_, _> = self
            .grants
            .keys()
            .map(|sku| (*sku, self.users_plans(*sku)))
            .collect();
        for (sku, grant) in &mut self.grants {
            let all = &all[sku];
            let assigned = plan.served.contains(&grant.id) || plan.satisfied.contains(&grant.id);
            if assigned || plan.reasserted.contains(&grant.id) {
                grant.state = State::Active;
                grant.known.clone_from(all);
            }
            let sent = plan.call.iter().flat_map(|call| &call.add_licenses);
            let sent = sent.filter(|license| license.sku_id == *sku);
            if assigned {
                grant.kept_off = all.difference(&grant.plans_on).copied().collect();
            } else {
                grant
                    .kept_off
                    .extend(sent.flat_map(|license| &license.disabled_plans));
            }
        }
        self.grants
            .retain(|_, grant| !plan.removed.contains(&grant.id) && !plan.gone.contains(&grant.id));
    }

    /// Only our own SKUs, only ids of the live SKU, nothing twice.
    fn is_in_order(&self, call: &AssignLicense) {
        let mut skus = BTreeSet::new();
        for license in &call.add_licenses {
            let grant = self
                .grants
                .get(&license.sku_id)
                .expect("touches what nobody granted");
            assert_ne!(grant.state, State::Ending);
            assert!(skus.insert(license.sku_id));
            let live = self.users_plans(license.sku_id);
            let sent: BTreeSet<_> = license.disabled_plans.iter().copied().collect();
            assert!(
                sent.is_subset(&live),
                "a plan of another SKU, or one that can not be switched"
            );
            assert_eq!(sent.len(), license.disabled_plans.len());
        }
        for sku in &call.remove_licenses {
            assert_eq!(self.grants.get(sku).map(|grant| grant.state), Some(State::Ending));
            assert!(skus.insert(*sku));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_sequence_ends_in_exactly_the_wanted_set(acts in prop::collection::vec(act(), 1..40)) {
        let mut world = World::new();
        for act in &acts {
            let others: Vec<_> = world.direct.iter()
                .filter(|(sku, _)| !world.grants.contains_key(sku))
                .map(|(sku, off)| (*sku, off.clone())).collect();
            world.happens(act);
            if matches!(act, Act::Run(_)) {
                for (sku, off) in others {
                    prop_assert_eq!(world.direct.get(&sku), Some(&off), "an assignment that nobody granted was touched");
                }
            }
        }
        // One run settles everything; a second finds nothing to do.
        world.run(Fate::Done);
        world.run(Fate::Done);
        let calls = world.calls;
        prop_assert!(!world.run(Fate::Done));
        prop_assert_eq!(world.calls, calls);
        prop_assert_eq!(&world.direct, &world.wanted);
        for (sku, grant) in &world.grants {
            prop_assert_eq!(grant.state, State::Active, "{:?}", sku);
        }
    }

    #[test]
    fn what_was_approved_is_what_is_on_and_stays_so_whatever_microsoft_adds(
        bits in any::<u8>(), added in 0_usize..4, fates in prop::collection::vec(prop_oneof![Just(Fate::Lost), Just(Fate::DoneUnheard), Just(Fate::Refused)], 0..4)
    ) {
        let mut world = World::new();
        world.happens(&Act::Approve(0, bits));
        let approved = world.grants[&sku_id(0)].plans_on.clone();
        for fate in fates {
            world.run(fate);
        }
        world.run(Fate::Done);
        for _ in 0..added {
            world.happens(&Act::PlanAdded(0));
        }
        world.run(Fate::Done);
        let on: BTreeSet<_> = world.users_plans(sku_id(0)).difference(&world.direct[&sku_id(0)]).copied().collect();
        prop_assert_eq!(on, approved);
    }
}
