//! From facts to a decision. All guards are evaluated and only ever restrict, so their order does not matter;
//! routes are asked in order and the first that applies says who signs.

use std::collections::BTreeMap;

use super::document::{Guard, Route, Scope, Way};
use super::expression::Bindings;
use super::stack::with_room;
use super::{Decision, Facts, Outcome, PlanOff, Policy, Reason, StageRule};

/// Order of reasons: what refuses stands first.
const CODES: [&str; 8] = [
    "evaluation_failed",
    "denied",
    "justification_too_short",
    "no_route",
    "kept_off",
    "term_capped",
    "routed",
    "automatic",
];

pub(super) fn decide(policy: &Policy, facts: &Facts) -> Decision {
    // A panic in the evaluator is a failed evaluation like any other: denied, not a service that is down.
    with_room(|| hear_all(policy, facts)).unwrap_or_else(|| {
        let mut said = Said::new(facts);
        said.refuse(
            "evaluation_failed",
            "",
            "The rules could not be evaluated, so nothing is approved.".to_owned(),
        );
        said.decision(policy.version())
    })
}

fn hear_all(policy: &Policy, facts: &Facts) -> Decision {
    let mut said = Said::new(facts);
    match Bindings::new(facts) {
        Ok(bindings) => {
            for guard in policy.guards.iter().filter(|guard| guard.restricts()) {
                said.hear(guard, &bindings, facts);
            }
            said.limit_term(facts);
            if said.refusals == 0 {
                said.take_route(&policy.routes, &bindings, facts);
            }
        }
        Err(why) => {
            said.refuse(
                "evaluation_failed",
                "",
                format!("The facts of this request can not be read: {why}."),
            );
        }
    }
    said.decision(policy.version())
}

/// What the rules have said so far.
struct Said {
    refusals: usize,
    outcome: Outcome,
    stages: Vec<StageRule>,
    /// Plan → the guard that keeps it off; of several the first by name, so that the order of guards does not show.
    plans_off: BTreeMap<String, String>,
    /// Caps with their guards.
    caps: Vec<(i64, String, Option<String>)>,
    term_days: Option<i64>,
    reasons: Vec<Reason>,
}

impl Said {
    fn new(facts: &Facts) -> Self {
        Self {
            refusals: 0,
            outcome: Outcome::Denied,
            stages: Vec::new(),
            plans_off: BTreeMap::new(),
            caps: Vec::new(),
            term_days: Some(facts.request.term_days).filter(|days| *days > 0),
            reasons: Vec::new(),
        }
    }

    fn hear(&mut self, guard: &Guard, bindings: &Bindings, facts: &Facts) {
        match applies(&guard.scope, bindings, facts) {
            Ok(false) => return,
            Ok(true) => {}
            Err(why) => return self.evaluation_failed(&guard.scope.id, &why),
        }
        let rule = &guard.scope.id;
        if let Some(text) = &guard.deny {
            self.refuse("denied", rule, with_reason(text, guard));
        }
        if let Some(least) = guard.justification_at_least {
            let written = facts.request.justification.trim().chars().count();
            if written < least {
                let text =
                    format!("The justification has {written} characters; at least {least} are needed.");
                self.refuse("justification_too_short", rule, with_reason(&text, guard));
            }
        }
        self.keep_off(guard, facts);
        if let Some(days) = guard.longest_term_days {
            self.caps.push((days, rule.clone(), guard.reason.clone()));
        }
    }

    fn keep_off(&mut self, guard: &Guard, facts: &Facts) {
        let mut off: Vec<&String> = facts
            .product
            .plans
            .iter()
            .filter(|plan| {
                let kept_off = guard.keep_off.contains(plan);
                let not_allowed = guard
                    .allow_only
                    .as_ref()
                    .is_some_and(|allowed| !allowed.contains(plan));
                kept_off || not_allowed
            })
            .collect();
        off.sort_unstable();
        off.dedup();
        if off.is_empty() {
            return;
        }
        let rule = &guard.scope.id;
        let verb = if off.len() == 1 { "stays" } else { "stay" };
        let text = format!("{} {verb} off.", listed(&off));
        self.reason("kept_off", rule, with_reason(&text, guard));
        for plan in off {
            let by = self.plans_off.entry(plan.clone()).or_insert_with(|| rule.clone());
            if rule < by {
                by.clone_from(rule);
            }
        }
    }

    /// The shortest cap counts; a request without end gets it.
    fn limit_term(&mut self, facts: &Facts) {
        self.caps.sort();
        let Some((cap, rule, reason)) = self.caps.first().cloned() else {
            return;
        };
        let asked = Some(facts.request.term_days).filter(|days| *days > 0);
        if asked.is_some_and(|asked| asked <= cap) {
            return;
        }
        self.term_days = Some(cap);
        let unit = if cap == 1 { "day" } else { "days" };
        let mut text = format!("The term is {cap} {unit}, the longest that is allowed.");
        if let Some(reason) = reason {
            text = format!("{text} {reason}");
        }
        self.reason("term_capped", &rule, text);
    }

    fn take_route(&mut self, routes: &[Route], bindings: &Bindings, facts: &Facts) {
        for route in routes {
            match applies(&route.scope, bindings, facts) {
                Ok(false) => {}
                Ok(true) => return self.go(route),
                // A later route could ask for less than this one would have.
                Err(why) => return self.evaluation_failed(&route.scope.id, &why),
            }
        }
        let product = &facts.product.name;
        self.refuse(
            "no_route",
            "",
            format!("No rule says who could approve {product} for this person."),
        );
    }

    fn go(&mut self, route: &Route) {
        let rule = &route.scope.id;
        match &route.way {
            Way::Automatic => {
                self.outcome = Outcome::Automatic;
                self.reason(
                    "automatic",
                    rule,
                    "Approved at once: nobody has to sign.".to_owned(),
                );
            }
            Way::Stages(stages) => {
                self.outcome = Outcome::Stages;
                let words: Vec<String> = stages.iter().map(|stage| stage.in_words()).collect();
                self.reason(
                    "routed",
                    rule,
                    format!("To be signed by {}.", words.join("; after that by ")),
                );
                self.stages = stages
                    .iter()
                    .map(|stage| StageRule {
                        rule: rule.clone(),
                        who: stage.who.clone(),
                        signatures: stage.signatures,
                        within_hours: stage.within_hours,
                        then: stage.then.clone(),
                    })
                    .collect();
            }
        }
    }

    fn evaluation_failed(&mut self, rule: &str, why: &str) {
        self.refuse(
            "evaluation_failed",
            rule,
            format!("The rule {rule} could not be evaluated ({why}), so nothing is approved."),
        );
    }

    fn refuse(&mut self, code: &str, rule: &str, text: String) {
        self.refusals += 1;
        self.reason(code, rule, text);
    }

    fn reason(&mut self, code: &str, rule: &str, text: String) {
        self.reasons.push(Reason {
            code: code.to_owned(),
            rule: rule.to_owned(),
            text,
        });
    }

    fn decision(mut self, version: &str) -> Decision {
        self.reasons.sort_by_cached_key(|reason| {
            let rank = CODES.iter().position(|code| *code == reason.code);
            (rank, reason.rule.clone())
        });
        Decision {
            outcome: self.outcome,
            stages: self.stages,
            plans_off: self
                .plans_off
                .into_iter()
                .map(|(plan, rule)| PlanOff { plan, rule })
                .collect(),
            term_days: self.term_days,
            reasons: self.reasons,
            policy_version: version.to_owned(),
        }
    }
}

pub(super) fn applies(scope: &Scope, bindings: &Bindings, facts: &Facts) -> Result<bool, String> {
    let named = scope.products.is_empty() || scope.products.contains(&facts.product.sku);
    match &scope.when {
        Some(when) if named => when.holds(bindings),
        _ => Ok(named),
    }
}

fn with_reason(text: &str, guard: &Guard) -> String {
    match &guard.reason {
        Some(reason) => format!("{text} {reason}"),
        None => text.to_owned(),
    }
}

/// "A, B and C".
fn listed(names: &[&String]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).clone(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(|name| name.as_str()).collect();
            format!("{} and {last}", first.join(", "))
        }
    }
}
