//! Already covered: what the beneficiary has on by other products, against the plans that are asked for. Pure.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::{Seen, Wish};
use super::paths;
use crate::ids::{PlanId, SkuId};
use crate::policy::Decision;

/// What a request would add.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Covered {
    /// Titles of the wanted plans that are on by other products.
    pub already: Vec<String>,
    /// Titles of the wanted plans that are not.
    pub adds: Vec<String>,
    /// Titles of the products by which they are on, those that have most of them first.
    pub by: Vec<String>,
}

impl Covered {
    /// Everything that is wanted is there.
    pub fn is_all(&self) -> bool {
        self.adds.is_empty() && !self.already.is_empty()
    }

    /// "Microsoft 365 E5 already contains all of Power BI Pro: nothing to ask for."; `None` = nothing is covered.
    pub fn sentence(&self, product: &str) -> Option<String> {
        if self.already.is_empty() {
            return None;
        }
        let by = listed(&self.by);
        let verb = if self.by.len() == 1 { "contains" } else { "contain" };
        Some(if self.adds.is_empty() {
            format!("{by} already {verb} all of {product}: nothing to ask for.")
        } else {
            let plans = match self.adds.len() {
                1 => "adds only this plan".to_owned(),
                2 => "adds only these two plans".to_owned(),
                many => format!("adds only these {many} plans"),
            };
            format!(
                "{by} already {verb} {} of what is asked for. {product} {plans}: {}.",
                match self.already.len() {
                    1 => "one plan".to_owned(),
                    many => format!("{many} plans"),
                },
                listed(&self.adds)
            )
        })
    }
}

impl Seen {
    /// What of this wish is there already. Products whose place it takes do not count: they go.
    pub fn covered(&self, decision: &Decision, wish: &Wish<'_>) -> Covered {
        if wish.term.extends.is_some() {
            return Covered::default();
        }
        let replaced = self.replaced(decision);
        let off = |plan: &PlanId, name: &str| {
            wish.plans_off.contains(plan) || decision.plans_off.iter().any(|off| off.plan == name)
        };
        let wanted: Vec<_> = self
            .switchable()
            .filter(|plan| !off(&plan.plan_id, &plan.name))
            .map(|plan| (plan.plan_id, plan.title().to_owned()))
            .collect();
        let mut on: BTreeMap<SkuId, (String, BTreeSet<PlanId>)> = BTreeMap::new();
        let others = self.held.iter().filter(|state| {
            state.sku_id != self.product.sku_id
                && paths::is_in_effect(state)
                && !(state.assigned_by_group.is_none() && replaced.contains(&state.sku_id))
        });
        for state in others {
            if let Some((title, plans)) = self.held_product(state.sku_id) {
                let entry = on.entry(state.sku_id).or_insert_with(|| (title, BTreeSet::new()));
                let is_on = plans.iter().filter(|plan| !state.disabled_plans.contains(plan));
                entry.1.extend(is_on);
            }
        }
        compare(&wanted, on.into_values().collect())
    }
}

/// `wanted`: plans and their titles; `on`: products by title, with the plans that are on by them.
fn compare(wanted: &[(PlanId, String)], mut on: Vec<(String, BTreeSet<PlanId>)>) -> Covered {
    let mut covered = Covered::default();
    let mut open = BTreeSet::new();
    for (plan, title) in wanted {
        if on.iter().any(|(_, plans)| plans.contains(plan)) {
            covered.already.push(title.clone());
            open.insert(*plan);
        } else {
            covered.adds.push(title.clone());
        }
    }
    // As few products as name them all.
    while !open.is_empty() {
        on.sort_by_key(|(title, plans)| {
            (
                std::cmp::Reverse(plans.intersection(&open).count()),
                title.clone(),
            )
        });
        let Some((title, plans)) = on.first() else { break };
        covered.by.push(title.clone());
        open.retain(|plan| !plans.contains(plan));
    }
    covered
}

/// "A, B and C".
fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(number: u128) -> PlanId {
        PlanId(uuid::Uuid::from_u128(number))
    }

    fn wanted(numbers: &[u128]) -> Vec<(PlanId, String)> {
        numbers
            .iter()
            .map(|number| (plan(*number), format!("plan {number}")))
            .collect()
    }

    fn on(products: &[(&str, &[u128])]) -> Vec<(String, BTreeSet<PlanId>)> {
        let product = |(title, plans): &(&str, &[u128])| {
            ((*title).to_owned(), plans.iter().copied().map(plan).collect())
        };
        products.iter().map(product).collect()
    }

    #[test]
    fn what_is_there_already_is_said_by_as_few_products_as_have_it() {
        /// Plans that are wanted, products that are held with their plans, and what is said.
        type Row<'a> = (&'a [u128], &'a [(&'a str, &'a [u128])], Option<&'a str>);
        let table: [Row<'_>; 7] = [
            (&[1, 2], &[], None),
            (&[], &[("E5", &[1, 2])], None),
            (&[1, 2], &[("E5", &[3])], None),
            (
                &[1, 2],
                &[("E5", &[1, 2, 3])],
                Some("E5 already contains all of Visio: nothing to ask for."),
            ),
            (
                &[1, 2],
                &[("Apps", &[2]), ("E3", &[1])],
                Some("Apps and E3 already contain all of Visio: nothing to ask for."),
            ),
            (
                &[1, 2],
                &[("Apps", &[2]), ("E5", &[1, 2])],
                Some("E5 already contains all of Visio: nothing to ask for."),
            ),
            (
                &[1, 2, 3],
                &[("E3", &[1])],
                Some(
                    "E3 already contains one plan of what is asked for. Visio adds only these two plans: plan 2 and plan 3.",
                ),
            ),
        ];
        for (want, have, sentence) in table {
            let covered = compare(&wanted(want), on(have));
            assert_eq!(
                covered.sentence("Visio").as_deref(),
                sentence,
                "{want:?} of {have:?}"
            );
        }
    }
}
