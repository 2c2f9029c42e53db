//! Runs the examples of a policy: at every load, and against each mutation of it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::condition::schema::out_of_bounds;
use super::document::{Example, Expect, Guard, Signers};
use super::{Decision, Facts, Outcome, Policy, Problem, listed};

/// One problem for each example that comes out otherwise.
pub(super) fn failures(policy: &Policy, file: &str) -> Vec<Problem> {
    let mut plans = Plans::of(policy);
    let examples = policy.examples.iter();
    let failed = examples.filter_map(|example| {
        let differences = example.differences(policy, &plans.facts(example));
        (!differences.is_empty()).then_some((example, differences))
    });
    listed(failed, |(example, differences)| Problem {
        file: file.to_owned(),
        line: example.line,
        column: example.column,
        message: format!("example `{}` fails: {}", example.id, differences.join("; ")),
    })
}

/// The plans of products that examples give by their part numbers alone.
pub(super) struct Plans<'p> {
    policy: &'p Policy,
    /// Named by guards that are about every product.
    of_all: BTreeSet<&'p str>,
    /// Part number → what guards about it name, made when an example first asks.
    of_one: BTreeMap<String, BTreeSet<&'p str>>,
}

impl<'p> Plans<'p> {
    pub fn of(policy: &'p Policy) -> Self {
        let guards = policy.guards.iter().map(AsRef::as_ref);
        Self {
            policy,
            of_all: named(guards.filter(|guard: &&Guard| guard.scope.products.is_empty())),
            of_one: BTreeMap::new(),
        }
    }

    /// The facts of an example, with the plans that its product has under these rules.
    pub fn facts<'e>(&mut self, example: &'e Example) -> Cow<'e, Facts> {
        if !example.plans_from_rules {
            return Cow::Borrowed(&example.facts);
        }
        let mut facts = example.facts.clone();
        let sku = &facts.product.sku;
        if !self.of_one.contains_key(sku) {
            let guards = self.policy.guards_about(sku);
            let mut plans = named(guards.filter(|guard| !guard.scope.products.is_empty()));
            plans.extend(&self.of_all);
            self.of_one.insert(sku.clone(), plans);
        }
        let mut plans: BTreeSet<&str> = self.of_one.get(sku).cloned().unwrap_or_default();
        plans.extend(example.expect.off.iter().flatten().map(String::as_str));
        plans.extend(facts.request.plans_off.iter().map(String::as_str));
        facts.product.plans = plans.into_iter().map(str::to_owned).collect();
        Cow::Owned(facts)
    }
}

fn named<'g>(guards: impl Iterator<Item = &'g Guard>) -> BTreeSet<&'g str> {
    let plans = guards.flat_map(|guard| guard.plans().into_iter().flat_map(|(_, plans)| plans));
    plans.map(String::as_str).collect()
}

impl Example {
    /// What comes out otherwise than it expects; the facts are those of [`Plans::facts`].
    pub fn differences(&self, policy: &Policy, facts: &Facts) -> Vec<String> {
        // Such facts are denied whatever the rules say, which is not what an example is for.
        if let Some(name) = out_of_bounds(facts) {
            return vec![format!(
                "{name} is out of its bounds, so that no rule can be asked"
            )];
        }
        match self.movement {
            Some(movement) => {
                let answer = policy.on_movement(movement, facts);
                let rule = self.expect.rule.as_deref();
                self.expect.follows.differences(&answer, rule)
            }
            None => self.expect.differences(&policy.decide(facts)),
        }
    }
}

impl Expect {
    fn differences(&self, decision: &Decision) -> Vec<String> {
        let mut differences = Vec::new();
        let mut compare = |what: &str, expected: String, found: String| {
            if expected != found {
                differences.push(format!("expected {what} {expected}, found {found}"));
            }
        };
        if let Some(outcome) = &self.outcome {
            let found = match decision.outcome {
                Outcome::Denied => {
                    let codes: BTreeSet<&str> = decision
                        .reasons
                        .iter()
                        .filter(|reason| is_deciding(&reason.code))
                        .map(|reason| reason.code.as_str())
                        .collect();
                    let codes: Vec<&str> = codes.into_iter().collect();
                    // The code only helps to mend the example; it is not part of what is compared.
                    if outcome == "denied" {
                        outcome.clone()
                    } else {
                        format!("denied ({})", codes.join(", "))
                    }
                }
                Outcome::Automatic => "automatic".to_owned(),
                Outcome::Stages => "stages".to_owned(),
            };
            compare("outcome", outcome.clone(), found);
        }
        if let Some(stages) = self.stages {
            compare("stages", stages.to_string(), decision.stages.len().to_string());
        }
        if let Some(signers) = &self.signers {
            let found: Vec<_> = decision.stages.iter().map(Signers::of).collect();
            compare("signers", in_order(signers), in_order(&found));
        }
        if let Some(distinct) = self.distinct_people {
            compare(
                "distinct_people",
                distinct.to_string(),
                decision.distinct_people.to_string(),
            );
        }
        if let Some(off) = &self.off {
            let found = decision.plans_off.iter().map(|off| off.plan.clone()).collect();
            compare("off", braced(off), braced(&found));
        }
        if let Some(term) = self.term_days {
            compare("term", term_in_words(term), term_in_words(decision.term_days));
        }
        if let Some(replaces) = &self.replaces {
            let found = decision
                .replaces
                .iter()
                .map(|replaced| replaced.sku.clone())
                .collect();
            compare("replaces", braced(replaces), braced(&found));
        }
        if let Some(asks) = &self.asks {
            let found = decision
                .questions
                .iter()
                .map(|asked| asked.question.id.clone())
                .collect();
            compare("asks", braced(asks), braced(&found));
        }
        if let Some(rule) = &self.rule {
            let rules: BTreeSet<String> = decision
                .reasons
                .iter()
                .filter(|reason| is_deciding(&reason.code))
                .map(|reason| reason.rule.clone())
                .collect();
            let found = if rules.contains(rule) {
                rule.clone()
            } else {
                braced(&rules)
            };
            compare("rule", rule.clone(), found);
        }
        differences
    }
}

/// Reasons that settle the outcome, as against those that only narrow it.
fn is_deciding(code: &str) -> bool {
    !matches!(code, "kept_off" | "term_capped" | "replaces")
}

fn braced(names: &BTreeSet<String>) -> String {
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    format!("[{}]", names.join(", "))
}

fn in_order(signers: &[Signers]) -> String {
    let signers: Vec<String> = signers.iter().map(Signers::to_string).collect();
    format!("[{}]", signers.join(", "))
}

fn term_in_words(days: Option<i64>) -> String {
    days.map_or_else(|| "without end".to_owned(), |days| format!("{days}d"))
}
