//! Every rule, whether it applied or not, and what the facts were that made it so: for whoever keeps the rules.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::condition::{Condition, Seen};
use super::document::Scope;
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
    /// Source of the condition.
    pub when: Option<String>,
    /// What the condition asked, and what the facts said: `beneficiary.department`, `Sales`.
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
        let seen = Seen::new(facts).ok();
        // `None` = nobody can say: facts out of their bounds, or a panic, which would be a mistake of ours.
        let is_true = |scope: &Scope| {
            let seen = seen.as_ref()?;
            let asked = AssertUnwindSafe(|| scope.when.as_ref().is_none_or(|when| when.holds(seen)));
            catch_unwind(asked).ok()
        };
        let heard = |scope: &Scope| match (scope.is_about(&facts.product.sku), is_true(scope)) {
            (_, None) => Heard::NotAsked,
            (false, _) => Heard::OtherProduct,
            (true, Some(false)) => Heard::ConditionFalse,
            (true, Some(true)) => Heard::Applied,
        };
        let mut rules = Vec::new();
        for guard in &self.guards {
            let heard = if guard.restricts() {
                heard(&guard.scope)
            } else {
                Heard::OtherMatter
            };
            rules.push(rule(
                RuleKind::Guard,
                &guard.scope,
                heard,
                facts,
                guard.in_words(),
            ));
        }
        let refused = !decision
            .reasons
            .iter()
            .any(|reason| ["routed", "automatic", "no_route"].contains(&reason.code.as_str()));
        let mut taken = false;
        for route in &self.routes {
            let heard = match heard(&route.scope) {
                Heard::Applied if refused => Heard::NotAsked,
                Heard::Applied if taken => Heard::TooLate,
                other => other,
            };
            taken |= heard == Heard::Applied;
            rules.push(rule(
                RuleKind::Route,
                &route.scope,
                heard,
                facts,
                route.in_words(),
            ));
        }
        Explanation { decision, rules }
    }

    /// Ids of the rules that apply to these facts, whatever comes of it.
    pub(super) fn applying(&self, facts: &Facts) -> BTreeSet<&str> {
        catch_unwind(AssertUnwindSafe(|| self.applying_of(facts))).unwrap_or_default()
    }

    fn applying_of(&self, facts: &Facts) -> BTreeSet<&str> {
        let Ok(seen) = Seen::new(facts) else {
            return BTreeSet::new();
        };
        let guards = self.guards.iter().map(|guard| &guard.scope);
        let applying = |scope: &&Scope| super::evaluate::applies(scope, &seen, facts);
        let mut ids: BTreeSet<&str> = guards.filter(applying).map(|scope| scope.id.as_str()).collect();
        let first = self.routes.iter().map(|route| &route.scope).find(applying);
        ids.extend(first.map(|scope| scope.id.as_str()));
        ids
    }
}

fn rule(kind: RuleKind, scope: &Scope, heard: Heard, facts: &Facts, does: Vec<String>) -> RuleHeard {
    RuleHeard {
        kind,
        id: scope.id.clone(),
        heard,
        when: scope.when.as_ref().map(|when| when.text().to_owned()),
        saw: scope.when.as_ref().map_or_else(Vec::new, |when| saw(when, facts)),
        does,
    }
}

/// What a condition asked and what it found, as a person reads it.
fn saw(when: &Condition, facts: &Facts) -> Vec<(String, String)> {
    let facts = serde_json::to_value(facts).unwrap_or_default();
    let found = |name: &String| {
        let value = name
            .split('.')
            .try_fold(&facts, |value, member| value.get(member));
        (
            name.clone(),
            value.map_or_else(|| "not answered".to_owned(), in_words),
        )
    };
    when.names().iter().map(found).collect()
}

fn in_words(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) if text.is_empty() => "empty".to_owned(),
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Bool(true) => "yes".to_owned(),
        serde_json::Value::Bool(false) => "no".to_owned(),
        serde_json::Value::Array(items) if items.is_empty() => "none".to_owned(),
        serde_json::Value::Array(items) => {
            // Of what is held, the part number says which it is.
            let names = items.iter().map(|item| in_words(item.get("sku").unwrap_or(item)));
            names.collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}
