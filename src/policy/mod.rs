//! The rules: a document of guards and routes, and a pure function from facts to a decision.
//! No async, no SQL, no clock, no network.
//!
//! A policy is one TOML file. [`Policy::parse`] refuses it whole, with every problem it can name, or takes it whole;
//! [`Policy::decide`] never fails open: what can not be evaluated is denied. docs/policy.md is the manual.

mod check;
mod compare;
mod decision;
mod document;
mod evaluate;
mod example;
mod expression;
mod facts;
mod movement;
mod reader;
mod stack;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

pub use compare::{Change, InWords, Part};
pub use decision::{Decision, Outcome, PlanOff, Reason, StageRule, Who};
use document::{Guard, Route, Way};
pub use facts::{Facts, HeldFacts, PersonFacts, ProductFacts, RequestFacts, SeatFacts};
pub use movement::{Follows, Movement, MovementAnswer};

/// A policy that was read, checked and has passed its own examples.
#[derive(Debug)]
pub struct Policy {
    version: String,
    guards: Vec<Guard>,
    routes: Vec<Route>,
    examples: usize,
}

/// Why a file is refused, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}:{column}: {message}")]
pub struct Problem {
    pub file: String,
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    pub message: String,
}

/// A guard or a route as a page lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleSummary {
    pub kind: RuleKind,
    pub id: String,
    /// Source of the condition; `None` = it always applies.
    pub when: Option<String>,
    /// Part numbers; empty = every product.
    pub products: Vec<String>,
    /// What the rule does, one phrase for each effect or stage.
    pub does: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleKind {
    Guard,
    Route,
}

impl Policy {
    /// Reads a policy file and runs its examples. `file_name` only names the file in problems, which come in file order.
    pub fn parse(file_name: &str, bytes: &[u8]) -> Result<Self, Vec<Problem>> {
        let document = document::read(file_name, bytes)?;
        let policy = Self {
            version: hex::encode(Sha256::digest(bytes)),
            guards: document.guards,
            routes: document.routes,
            examples: document.examples.len(),
        };
        let failures = example::failures(&policy, file_name, &document.examples);
        if failures.is_empty() {
            Ok(policy)
        } else {
            Err(failures)
        }
    }

    /// SHA-256 of the file's bytes, lower-case hex.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// What the rules say to these facts; the same facts always get the same decision.
    pub fn decide(&self, facts: &Facts) -> Decision {
        evaluate::decide(self, facts)
    }

    /// What follows for a grant when its person leaves or moves; the product is that of the grant.
    pub fn on_movement(&self, movement: Movement, facts: &Facts) -> MovementAnswer {
        movement::answer(self, movement, facts)
    }

    /// Display names of the groups that stages name.
    pub fn groups(&self) -> BTreeSet<String> {
        let stages = self.routes.iter().flat_map(|route| match &route.way {
            Way::Automatic => &[][..],
            Way::Stages(stages) => stages,
        });
        stages
            .flat_map(|stage| [Some(&stage.who), stage.then.as_ref()])
            .filter_map(|who| match who {
                Some(Who::Group(name)) => Some(name.clone()),
                _ => None,
            })
            .collect()
    }

    /// Guards, then routes, each in file order.
    pub fn rules(&self) -> Vec<RuleSummary> {
        let guards = self.guards.iter().map(Guard::summary);
        guards.chain(self.routes.iter().map(Route::summary)).collect()
    }

    /// How many examples stand in the file; all of them passed.
    pub fn examples(&self) -> usize {
        self.examples
    }
}

/// The policy in force is shared by all requests.
const _: fn() = || {
    fn shared<T: Send + Sync>() {}
    shared::<Policy>();
};
