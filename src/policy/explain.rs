//! Every rule, whether it applied or not, and what the facts were that made it so: for whoever keeps the rules.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::condition::Seen;
use super::document::{JUSTIFICATION_SIZE, Scope};
use super::evaluate::{holds, takes};
use super::movement::{self, Movement};
use super::{Decision, Facts, Policy, RuleKind};

/// A decision and what each rule had to do with it.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    pub decision: Decision,
    /// Guards, then routes, each in file order.
    pub rules: Vec<RuleHeard>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct RuleHeard {
    pub kind: RuleKind,
    pub id: String,
    pub heard: Heard,
    /// Part numbers; empty = every product.
    pub products: Vec<String>,
    /// Source of the condition.
    pub when: Option<String>,
    /// What the condition and the effects asked, and what the facts said: `beneficiary.department`, `Sales`.
    pub saw: Vec<(String, String)>,
    /// What the rule does where it applies.
    pub does: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// It applied.
    Applied,
    /// Its condition is not true of these facts.
    ConditionFalse,
    /// It is about other products.
    OtherProduct,
    /// A route that is not for anybody, and it was asked for somebody who is neither the requester nor a report.
    NotForAnybody,
    /// A route that would have applied, behind the one that was taken.
    TooLate,
    /// A route, and a guard had refused before any was asked; or facts that can not be judged.
    NotAsked,
    /// A guard that says nothing about requests.
    OtherMatter,
}

impl Policy {
    /// The decision, and why: the same facts get the same decision as from [`Policy::decide`].
    pub fn explain(&self, facts: &Facts) -> Explanation {
        let decision = self.decide(facts);
        let (guards, routes) = self.heard(facts, &decision);
        let rule = |kind, scope: &Scope, heard, reads: Vec<String>, does| RuleHeard {
            kind,
            id: scope.id.clone(),
            heard,
            products: scope.products.clone(),
            when: scope.when.as_ref().map(|when| when.text().to_owned()),
            saw: saw(scope, reads, facts),
            does,
        };
        let guards = self.guards.iter().zip(guards);
        let guards = guards.map(|(guard, heard)| {
            rule(
                RuleKind::Guard,
                &guard.scope,
                heard,
                guard.reads(),
                guard.in_words(),
            )
        });
        let routes = self.routes.iter().zip(routes);
        let routes = routes
            .map(|(route, heard)| rule(RuleKind::Route, &route.scope, heard, Vec::new(), route.in_words()));
        let rules = guards.chain(routes).collect();
        Explanation { decision, rules }
    }

    /// What each guard and each route had to do with the decision about these facts.
    fn heard(&self, facts: &Facts, decision: &Decision) -> (Vec<Heard>, Vec<Heard>) {
        let seen = Seen::new(facts).ok();
        let seen = seen.filter(|_| !self.needs_spend_that_is_missing(facts));
        let of_scope = |scope: &Scope| match &seen {
            None => Heard::NotAsked,
            Some(_) if !scope.is_about(&facts.product.sku) => Heard::OtherProduct,
            // A panic would be a mistake of ours.
            Some(seen) => match catch_unwind(AssertUnwindSafe(|| holds(scope, seen))) {
                Ok(true) => Heard::Applied,
                Ok(false) => Heard::ConditionFalse,
                Err(_) => Heard::NotAsked,
            },
        };
        let guards = self.guards.iter().map(|guard| match guard.restricts() {
            true => of_scope(&guard.scope),
            false => Heard::OtherMatter,
        });
        let refused = !decision
            .reasons
            .iter()
            .any(|reason| ["routed", "automatic", "no_route"].contains(&reason.code.as_str()));
        let mut taken = false;
        let routes = self.routes.iter().map(|route| {
            let heard = match of_scope(&route.scope) {
                Heard::Applied if !takes(route, facts) => Heard::NotForAnybody,
                Heard::Applied if refused => Heard::NotAsked,
                Heard::Applied if taken => Heard::TooLate,
                other => other,
            };
            taken |= heard == Heard::Applied;
            heard
        });
        (guards.collect(), routes.collect())
    }

    /// Ids of the rules that have a say in these facts: about a request those that applied, about somebody who leaves or moves
    /// the guards that say what follows.
    pub(super) fn exercised(&self, movement: Option<Movement>, facts: &Facts) -> Vec<&str> {
        let Some(movement) = movement else {
            let (guards, routes) = self.heard(facts, &self.decide(facts));
            let scopes = self.guards.iter().map(|guard| &guard.scope);
            let scopes = scopes.chain(self.routes.iter().map(|route| &route.scope));
            let heard = scopes.zip(guards.into_iter().chain(routes));
            let applied = heard.filter(|(_, heard)| *heard == Heard::Applied);
            return applied.map(|(scope, _)| scope.id.as_str()).collect();
        };
        let Ok(seen) = Seen::new(facts) else {
            return Vec::new();
        };
        let ids = || {
            let speaking = movement::speaking(self, movement, &seen, facts);
            speaking.map(|(_, guard)| guard.scope.id.as_str()).collect()
        };
        catch_unwind(AssertUnwindSafe(ids)).unwrap_or_default()
    }
}

/// What the condition and the effects of a rule ask, and what they found, as a person reads it.
fn saw(scope: &Scope, reads: Vec<String>, facts: &Facts) -> Vec<(String, String)> {
    let written = facts.request.justification.trim().chars().count();
    let whom = facts.request.for_whom().to_owned();
    let facts = serde_json::to_value(facts).unwrap_or_default();
    let found = |name: String| {
        let value = name
            .split('.')
            .try_fold(&facts, |value, member| value.get(member));
        let words = match value {
            Some(value) => in_words(value),
            None if name == JUSTIFICATION_SIZE => written.to_string(),
            None if name == "request.for_whom" => whom.clone(),
            None if name.starts_with("spend.") => t!("fact-not-counted").to_owned(),
            None => t!("fact-not-answered").to_owned(),
        };
        (name, words)
    };
    let mut names: BTreeSet<String> = reads.into_iter().collect();
    names.extend(scope.when.iter().flat_map(|when| when.names()).cloned());
    names.into_iter().map(found).collect()
}

fn in_words(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) if text.is_empty() => t!("fact-empty").to_owned(),
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Bool(true) => t!("fact-yes").to_owned(),
        serde_json::Value::Bool(false) => t!("fact-no").to_owned(),
        serde_json::Value::Array(items) if items.is_empty() => t!("fact-none").to_owned(),
        serde_json::Value::Array(items) => {
            // Of what is held, the part number says which it is.
            let names = items.iter().map(|item| in_words(item.get("sku").unwrap_or(item)));
            names.collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}
