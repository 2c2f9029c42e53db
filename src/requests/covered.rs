//! Already covered: what the beneficiary has on by other products, against the plans that are asked for. Pure.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use super::calendar::{day_of, day_words, end_of, last_day, plus};
use super::facts::{Seen, Wish};
use super::paths;
use crate::ids::{PlanId, SkuId};
use crate::policy::Decision;

/// Plans that the sentence names; more of them stand in a list beside it.
const MOST_NAMED: usize = 4;

/// What a request would add.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Covered {
    /// Titles of the wanted plans that are on by other products.
    pub already: Vec<String>,
    /// Titles of the wanted plans that are not.
    pub adds: Vec<String>,
    /// Titles of the products by which they are on, those that have most of them first.
    pub by: Vec<String>,
    /// The last day on which all of that is so, where it is before the end of what is wished.
    pub until: Option<NaiveDate>,
    /// All plans that the product has are wanted.
    pub is_whole: bool,
}

impl Covered {
    /// Everything that is wanted is there, for as long as it is wanted.
    pub fn is_all(&self) -> bool {
        self.adds.is_empty() && !self.already.is_empty() && self.until.is_none()
    }

    /// More than a sentence can name.
    pub fn adds_many(&self) -> bool {
        self.adds.len() > MOST_NAMED
    }

    /// "Microsoft 365 E5 already contains all of Power BI Pro: nothing to ask for."; `None` = nothing is covered.
    pub fn sentence(&self, product: &str) -> Option<String> {
        if self.already.is_empty() {
            return None;
        }
        let by = listed(&self.by);
        let count = self.by.len();
        if self.adds.is_empty() {
            let part = if self.is_whole { "whole" } else { "asked" };
            return Some(match self.until.map(day_words) {
                Some(day) => {
                    t!(
                        "covered-all-until",
                        by = by,
                        count = count,
                        part = part,
                        product = product,
                        day = day
                    )
                }
                None => t!(
                    "covered-all",
                    by = by,
                    count = count,
                    part = part,
                    product = product
                ),
            });
        }
        let already = self.already.len();
        let some = match self.until.map(day_words) {
            Some(day) => t!(
                "covered-some-until",
                by = by,
                count = count,
                already = already,
                day = day
            ),
            None => t!("covered-some", by = by, count = count, already = already),
        };
        let adds = match self.adds_many() {
            true => t!("covered-adds-many", product = product, count = self.adds.len()),
            false => {
                let names = listed(&self.adds);
                t!(
                    "covered-adds",
                    product = product,
                    count = self.adds.len(),
                    names = names
                )
            }
        };
        Some(format!("{some} {adds}"))
    }
}

impl Seen {
    /// What of this wish is there already. Products whose place it takes do not count: they go. Where something of it ends
    /// before the wish does, the last day of it is said.
    pub fn covered(&self, decision: &Decision, wish: &Wish<'_>, (now, zone): (DateTime<Utc>, Tz)) -> Covered {
        if wish.term.extends.is_some() || wish.changes.is_some() {
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
        let wish_ends = ends_at(decision, wish, (now, zone));
        let mut lasting: BTreeMap<SkuId, OnBy> = BTreeMap::new();
        let mut ending: BTreeMap<SkuId, OnBy> = BTreeMap::new();
        let others = self.held.iter().filter(|state| {
            state.sku_id != self.product.sku_id
                && paths::is_in_effect(state)
                && !(state.assigned_by_group.is_none() && replaced.contains(&state.sku_id))
        });
        for state in others {
            let until = match state.assigned_by_group {
                Some(_) => None,
                None => self.granted_until(state.sku_id),
            };
            let ends_first = until.is_some_and(|until| wish_ends.is_none_or(|wish_ends| until < wish_ends));
            let on = if ends_first { &mut ending } else { &mut lasting };
            if let Some((title, plans)) = self.held_product(state.sku_id) {
                let by = on.entry(state.sku_id).or_insert_with(|| OnBy {
                    title,
                    plans: BTreeSet::new(),
                    until: until.filter(|_| ends_first).map(|until| last_day(until, zone)),
                });
                let is_on = plans.iter().filter(|plan| !state.disabled_plans.contains(plan));
                by.plans.extend(is_on);
            }
        }
        let lasting: Vec<_> = lasting.into_values().collect();
        let mut covered = compare(&wanted, lasting.clone());
        if !covered.adds.is_empty() && !ending.is_empty() {
            covered = compare(&wanted, lasting.into_iter().chain(ending.into_values()).collect());
        }
        covered.is_whole = wanted.len() == self.switchable().count();
        covered
    }
}

/// When what is wished would end, if it began as soon as it may.
fn ends_at(decision: &Decision, wish: &Wish<'_>, (now, zone): (DateTime<Utc>, Tz)) -> Option<DateTime<Utc>> {
    let first = wish.term.begins_on.unwrap_or_else(|| day_of(now, zone));
    let last = match wish.term.granted(decision.term_days) {
        (_, Some(last)) => last,
        (Some(days), None) => plus(first, days),
        (None, None) => return None,
    };
    Some(end_of(last, zone))
}

/// A product that has plans on.
#[derive(Clone)]
struct OnBy {
    title: String,
    plans: BTreeSet<PlanId>,
    /// Its last day, where that is before the end of what is wished.
    until: Option<NaiveDate>,
}

/// `wanted`: plans and their titles.
fn compare(wanted: &[(PlanId, String)], mut on: Vec<OnBy>) -> Covered {
    let mut covered = Covered::default();
    let mut open = BTreeSet::new();
    for (plan, title) in wanted {
        if on.iter().any(|by| by.plans.contains(plan)) {
            covered.already.push(title.clone());
            open.insert(*plan);
        } else {
            covered.adds.push(title.clone());
        }
    }
    // As few products as name them all.
    while !open.is_empty() {
        on.sort_by_key(|by| {
            let has = by.plans.intersection(&open).count();
            (std::cmp::Reverse(has), by.until.is_some(), by.title.clone())
        });
        let Some(by) = on.first() else { break };
        covered.by.push(by.title.clone());
        covered.until = [covered.until, by.until].into_iter().flatten().min();
        open.retain(|plan| !by.plans.contains(plan));
    }
    covered
}

/// "A, B and C".
pub fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => t!("list-and", first = first.join(", "), last = last),
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

    fn on(products: &[(&str, &[u128])]) -> Vec<OnBy> {
        let product = |(title, plans): &(&str, &[u128])| OnBy {
            title: (*title).to_owned(),
            plans: plans.iter().copied().map(plan).collect(),
            until: None,
        };
        products.iter().map(product).collect()
    }

    #[test]
    fn what_is_there_already_is_said_by_as_few_products_as_have_it() {
        /// Plans that are wanted, products that are held with their plans, and what is said.
        type Row<'a> = (&'a [u128], &'a [(&'a str, &'a [u128])], Option<&'a str>);
        let table: [Row<'_>; 8] = [
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
            (
                &[1, 2, 3, 4, 5, 6],
                &[("E3", &[1])],
                Some("E3 already contains one plan of what is asked for. Visio adds only these 5 plans."),
            ),
        ];
        for (want, have, sentence) in table {
            let covered = Covered {
                is_whole: true,
                ..compare(&wanted(want), on(have))
            };
            assert_eq!(
                covered.sentence("Visio").as_deref(),
                sentence,
                "{want:?} of {have:?}"
            );
        }
    }
    #[test]
    fn what_ends_before_the_wish_is_said_and_is_no_reason_not_to_ask() {
        let day: NaiveDate = "2026-11-30".parse().unwrap();
        let ends = |mut by: Vec<OnBy>| {
            by.iter_mut().for_each(|by| by.until = Some(day));
            by
        };
        let covered = compare(&wanted(&[1, 2]), ends(on(&[("E5", &[1, 2])])));
        assert!(!covered.is_all());
        assert_eq!(
            covered.sentence("Visio").as_deref(),
            Some("E5 already contains all that is asked for of Visio, until 30 November 2026.")
        );
        // What lasts is named before what ends.
        let mut both = ends(on(&[("E5", &[1, 2])]));
        both.extend(on(&[("Z1", &[1, 2])]));
        let covered = compare(&wanted(&[1, 2]), both);
        assert!(covered.is_all(), "{covered:?}");
        assert_eq!(covered.by, ["Z1"]);
    }
}
