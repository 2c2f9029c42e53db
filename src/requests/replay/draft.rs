//! Replay: what a draft would have said to requests that were decided before.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Cost, Named, Stored};
use crate::policy::{Change, Decision, Facts, Outcome, Policy};
use crate::requests::questions;

/// What was counted so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tally {
    pub requests: i64,
    /// The draft decides them as they were decided.
    pub same: i64,
    /// What was stored can not be read.
    pub unreadable: i64,
    /// The draft asks what a cost centre spent, and nobody counted it then.
    pub not_counted: i64,
    /// How many of each code. One request may change in several ways.
    pub changes: BTreeMap<String, i64>,
    /// By part number: a month of what is not denied, as if everybody signed. Only new licences, not extensions.
    pub cost: BTreeMap<String, Cost>,
}

impl Tally {
    /// Requests that the draft decides otherwise.
    pub fn changed(&self) -> i64 {
        self.requests - self.same - self.unreadable - self.not_counted
    }

    /// Totals by currency; a product that has none by now counts under "no currency".
    pub fn cost_by_currency(&self, currencies: &BTreeMap<String, String>) -> BTreeMap<String, Cost> {
        let mut totals = BTreeMap::<String, Cost>::new();
        for (product, cost) in &self.cost {
            let currency = currencies
                .get(product)
                .map_or(t!("replay-no-currency"), String::as_str);
            let total = totals.entry(currency.to_owned()).or_default();
            total.before = total.before.saturating_add(cost.before);
            total.draft = total.draft.saturating_add(cost.draft);
        }
        totals
    }
}

/// Lets the draft decide a page of requests; answers those that change. Keeps a thread busy.
pub fn look(draft: &Policy, page: &[Stored], tally: &mut Tally) -> Vec<Named> {
    let mut named = Vec::new();
    for stored in page {
        tally.requests += 1;
        let read = (
            serde_json::from_str::<Facts>(&stored.facts),
            serde_json::from_str::<Decision>(&stored.decision),
        );
        let (Ok(facts), Ok(mut before)) = read else {
            tally.unreadable += 1;
            continue;
        };
        if draft.needs_spend_that_is_missing(&facts) {
            tally.not_counted += 1;
            continue;
        }
        let (again, says_more) = decide_again(draft, &facts);
        // That it is another version is no change.
        before.policy_version.clone_from(&again.policy_version);
        count_cost(tally, &facts, &before, &again);
        let mut changes = Change::between(&before, &again);
        if says_more {
            changes.retain(|change| *change != Change::Other);
            changes.push(Change::Asked);
        }
        if changes.is_empty() {
            tally.same += 1;
            continue;
        }
        let codes: Vec<_> = changes.into_iter().map(Change::code).collect();
        for code in &codes {
            *tally.changes.entry((*code).to_owned()).or_default() += 1;
        }
        named.push(Named {
            request: stored.request,
            decision: stored.id,
            made_at: stored.made_at,
            codes,
            again: Some(again),
        });
    }
    named
}

/// What the draft says, and whether that is only so if more had been said than was: nobody is denied here for the want of an
/// answer that was not asked for.
fn decide_again(draft: &Policy, facts: &Facts) -> (Decision, bool) {
    let decision = draft.decide(facts);
    if decision.outcome != Outcome::Denied {
        return (decision, false);
    }
    let (_, with_more) = questions::decide_waiting(draft, facts.clone());
    match with_more.outcome {
        Outcome::Denied => (decision, false),
        Outcome::Automatic | Outcome::Stages => (with_more, true),
    }
}

/// What a month of it costs where this is the decision; what is there already costs nothing more.
pub(super) fn cents(facts: &Facts, decision: &Decision) -> i64 {
    match decision.outcome {
        Outcome::Automatic | Outcome::Stages if !facts.request.is_about_a_grant() => {
            facts.product.price_cents
        }
        Outcome::Denied | Outcome::Automatic | Outcome::Stages => 0,
    }
}

fn count_cost(tally: &mut Tally, facts: &Facts, before: &Decision, again: &Decision) {
    let (before, again) = (cents(facts, before), cents(facts, again));
    if before == 0 && again == 0 {
        return;
    }
    if !tally.cost.contains_key(&facts.product.sku) {
        tally.cost.insert(facts.product.sku.clone(), Cost::default());
    }
    if let Some(cost) = tally.cost.get_mut(&facts.product.sku) {
        cost.before = cost.before.saturating_add(before);
        cost.draft = cost.draft.saturating_add(again);
    }
}
