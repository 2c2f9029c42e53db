//! What would pass in place of what is denied: found by trying, never by reading the rules. Pure.
//!
//! The order, nearest first: a shorter term, the longest of them first; without one plan; another product that has all the
//! plans that are wanted, the cheapest first; another that has at least half of them, those with most first; the same in the
//! next month. The first that the policy does not deny is the answer.

use chrono::{DateTime, Utc};

use super::ask::TERMS;
use super::questions::foretell;
use crate::ids::SkuId;
use crate::policy::{Decision, Facts, Outcome, Policy};

/// Tries; a policy is asked no oftener, however many plans and products there are.
const MOST_TRIES: usize = 40;
/// Plans of which one is left out, in the order of the product.
const MOST_PLANS: usize = 20;

/// Another product, as if it were asked for with all its plans.
#[derive(Clone, Debug)]
pub struct Other {
    pub sku: SkuId,
    pub facts: Facts,
}

/// How what would pass differs from what was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Instead {
    /// So many days.
    Term(i64),
    /// Without the plan of this name.
    Without(String),
    Product(SkuId),
    /// The same, from this moment on.
    Later(DateTime<Utc>),
}

/// The nearest that would pass; `next_month`: its first moment, and what the cost centre spends in it already.
pub fn nearest(
    policy: &Policy,
    facts: &Facts,
    others: &[Other],
    next_month: Option<(DateTime<Utc>, i64)>,
) -> Option<Instead> {
    let denied = foretell(policy, facts).decision;
    // Nothing can be asked for this person: not something else either.
    if denied.is_not_yours() {
        return None;
    }
    let tries = shorter(facts)
        .chain(without(facts, &denied))
        .chain(elsewhere(facts, &denied, others))
        .chain(later(facts, next_month));
    let mut tries = tries.take(MOST_TRIES);
    tries
        .find(|(_, facts)| passes(policy, facts))
        .map(|(instead, _)| instead)
}

fn passes(policy: &Policy, facts: &Facts) -> bool {
    let foretold = foretell(policy, facts);
    foretold.decision.outcome != Outcome::Denied && foretold.refusals.is_empty()
}

fn shorter(facts: &Facts) -> impl Iterator<Item = (Instead, Facts)> {
    let asked = match facts.request.term_days {
        0 => i64::MAX,
        days => days,
    };
    let mut days: Vec<i64> = TERMS.iter().flatten().map(|days| i64::from(*days)).collect();
    days.retain(|days| *days < asked);
    days.sort_unstable_by(|one, other| other.cmp(one));
    days.into_iter().map(|days| {
        let mut facts = facts.clone();
        facts.request.term_days = days;
        (Instead::Term(days), facts)
    })
}

/// Plans that the request would bring.
fn wanted<'f>(facts: &'f Facts, decision: &Decision) -> Vec<&'f String> {
    let is_off = |plan: &String| {
        facts.request.plans_off.contains(plan) || decision.plans_off.iter().any(|off| off.plan == *plan)
    };
    facts.product.plans.iter().filter(|plan| !is_off(plan)).collect()
}

fn without(facts: &Facts, decision: &Decision) -> impl Iterator<Item = (Instead, Facts)> {
    let wanted = wanted(facts, decision);
    // With all of them off there would be nothing to ask for.
    let some = if wanted.len() > 1 { MOST_PLANS } else { 0 };
    wanted.into_iter().take(some).map(|plan| {
        let mut facts = facts.clone();
        facts.request.plans_off.push(plan.clone());
        (Instead::Without(plan.clone()), facts)
    })
}

fn elsewhere(facts: &Facts, decision: &Decision, others: &[Other]) -> impl Iterator<Item = (Instead, Facts)> {
    let wanted = wanted(facts, decision);
    let mut ranked: Vec<_> = others
        .iter()
        .filter_map(|other| {
            let has = |plan: &&&String| other.facts.product.plans.contains(plan);
            let lacks = wanted.len() - wanted.iter().filter(has).count();
            (!wanted.is_empty() && lacks * 2 <= wanted.len()).then_some((lacks, other))
        })
        .collect();
    ranked.sort_by_key(|(lacks, other)| {
        let product = &other.facts.product;
        (*lacks, product.price_cents, product.name.clone())
    });
    ranked
        .into_iter()
        .map(|(_, other)| (Instead::Product(other.sku), other.facts.clone()))
}

fn later(facts: &Facts, next_month: Option<(DateTime<Utc>, i64)>) -> impl Iterator<Item = (Instead, Facts)> {
    next_month.into_iter().map(|(at, cents)| {
        let mut facts = facts.clone();
        facts.now = at;
        facts.spend.month_cents = Some(cents);
        (Instead::Later(at), facts)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(guard: &str) -> Policy {
        let text = format!(
            "[[guard]]\nid = \"g\"\n{guard}\n[[route]]\nid = \"r\"\nstages = [{{ who = \"manager\" }}]\n"
        );
        Policy::parse("test.toml", text.as_bytes()).unwrap_or_else(|problems| panic!("{problems:?}"))
    }

    fn facts(sku: &str, price_cents: i64, plans: &[&str]) -> Facts {
        serde_json::from_value(serde_json::json!({
            "requester": { "has_manager": true }, "beneficiary": { "has_manager": true },
            "product": { "sku": sku, "name": sku, "price_cents": price_cents, "plans": plans },
            "request": { "kind": "assign", "for_self": true },
            "held": [], "seats": {}, "now": "2026-11-24T09:00:00Z",
        }))
        .unwrap()
    }

    fn other(number: u128, price_cents: i64, plans: &[&str]) -> Other {
        Other {
            sku: sku(number),
            facts: facts(&format!("P{number}"), price_cents, plans),
        }
    }

    fn sku(number: u128) -> SkuId {
        SkuId(uuid::Uuid::from_u128(number))
    }

    fn next_month() -> Option<(DateTime<Utc>, i64)> {
        Some(("2026-12-01T00:00:00Z".parse().unwrap(), 0))
    }

    #[test]
    fn the_nearest_is_found_in_the_order_that_is_said() {
        let asked = facts("A", 9_000, &["TEAMS1", "SWAY"]);
        let others = [
            other(1, 500, &["TEAMS1"]),
            other(2, 800, &["TEAMS1", "SWAY", "OTHER"]),
            other(3, 700, &["TEAMS1", "SWAY"]),
            other(4, 100, &["NOTHING"]),
        ];
        let table = [
            // A shorter term before anything else, and the longest of them.
            (
                "when = 'request.term_days == 0 || request.term_days > 100'\ndeny = \"Too long.\"",
                Some(Instead::Term(90)),
            ),
            (
                "when = '!(\"SWAY\" in request.plans_off) && product.sku == \"A\"'\ndeny = \"Not with Sway.\"",
                Some(Instead::Without("SWAY".to_owned())),
            ),
            (
                "products = [\"A\"]\ndeny = \"Not this.\"",
                Some(Instead::Product(sku(3))),
            ),
            (
                "products = [\"A\", \"P3\", \"P2\"]\ndeny = \"Not these.\"",
                Some(Instead::Product(sku(1))),
            ),
            (
                "when = 'spend.month_cents > 100'\ndeny = \"Not this month.\"",
                Some(Instead::Later("2026-12-01T00:00:00Z".parse().unwrap())),
            ),
            ("deny = \"Never.\"", None),
        ];
        for (guard, found) in table {
            let policy = policy(guard);
            let mut asked = asked.clone();
            asked.spend.month_cents = Some(5_000);
            let mut others = others.to_vec();
            for other in &mut others {
                other.facts.spend.month_cents = Some(5_000);
            }
            assert_eq!(nearest(&policy, &asked, &others, next_month()), found, "{guard}");
        }
    }

    #[test]
    fn what_is_denied_for_the_person_has_no_nearest() {
        let mut asked = facts("A", 0, &["TEAMS1"]);
        asked.request.for_self = false;
        asked.request.for_whom = crate::policy::OTHER.to_owned();
        let policy = policy("longest_term = \"30d\"");
        assert_eq!(
            nearest(&policy, &asked, &[other(3, 1, &["TEAMS1"])], next_month()),
            None
        );
    }

    #[test]
    fn the_last_plan_is_not_left_out() {
        let asked = facts("A", 0, &["TEAMS1"]);
        let policy = policy("when = '!(\"TEAMS1\" in request.plans_off)'\ndeny = \"No.\"");
        assert_eq!(nearest(&policy, &asked, &[], None), None);
    }
}
