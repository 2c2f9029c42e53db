//! Runs the examples of a policy: at every load, and against each mutation of it.

use std::collections::BTreeSet;

use super::document::{Example, Expect};
use super::{Decision, Facts, Outcome, Policy, Problem, listed};

/// One problem for each example that comes out otherwise.
pub(super) fn failures(policy: &Policy, file: &str) -> Vec<Problem> {
    let examples = policy.examples.iter();
    let failed = examples.filter_map(|example| {
        let differences = example.differences(policy);
        (!differences.is_empty()).then_some((example, differences))
    });
    listed(failed, |(example, differences)| Problem {
        file: file.to_owned(),
        line: example.line,
        column: example.column,
        message: format!("example `{}` fails: {}", example.id, differences.join("; ")),
    })
}

impl Example {
    /// What comes out otherwise than it expects.
    pub fn differences(&self, policy: &Policy) -> Vec<String> {
        let facts = self.facts(policy);
        match self.movement {
            Some(movement) => {
                let answer = policy.on_movement(movement, &facts);
                let rule = self.expect.rule.as_deref();
                self.expect.follows.differences(&answer, rule)
            }
            None => self.expect.differences(&policy.decide(&facts)),
        }
    }

    pub fn facts(&self, policy: &Policy) -> Facts {
        let mut facts = self.facts.clone();
        if self.plans_from_rules {
            facts.product.plans = self.plans(policy);
        }
        facts
    }

    fn plans(&self, policy: &Policy) -> Vec<String> {
        let named = policy.index.plans.iter();
        let expected = self.expect.off.iter().flatten();
        let plans: BTreeSet<String> = named.chain(expected).cloned().collect();
        plans.into_iter().collect()
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

fn term_in_words(days: Option<i64>) -> String {
    days.map_or_else(|| "without end".to_owned(), |days| format!("{days}d"))
}
