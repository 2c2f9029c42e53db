//! The rules: a document of guards and routes, and a pure function from facts to a decision.
//! No async, no SQL, no clock, no network.
//!
//! A policy is one TOML file. [`Policy::parse`] refuses it whole, with every problem it can name, or takes it whole;
//! [`Policy::decide`] never fails open: what can not be evaluated is denied. docs/policy.md is the manual.

mod calendar;
mod compare;
mod condition;
mod decision;
mod document;
mod evaluate;
mod examples;
mod explain;
mod facts;
mod index;
mod movement;
mod mutate;
mod phrases;
pub mod reference;
mod stack;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sha2::{Digest, Sha256};

pub use calendar::Calendar;
pub use compare::{Change, InWords, Part};
pub use decision::{
    Asked, Decision, MayChange, Outcome, Overdue, PlanOff, Question, QuestionKind, Reason, Replaced,
    StageRule, Who,
};
use document::{Example, Guard, Mention, Route};
pub use explain::{Explanation, Heard, RuleHeard};
pub use facts::{
    Facts, HeldFacts, OTHER, PersonFacts, ProductFacts, REPORT, RequestFacts, SELF, SeatFacts, SpendFacts,
};
use index::Index;
pub use movement::{Follows, Movement, MovementAnswer};
pub use mutate::{Coverage, Mutation, RuleChange};

/// A policy that was read, checked and has passed its own examples.
#[derive(Debug)]
pub struct Policy {
    version: String,
    /// Shared with the mutations of the policy.
    guards: Vec<Arc<Guard>>,
    routes: Vec<Arc<Route>>,
    examples: Arc<Vec<Example>>,
    mentions: Vec<Mention>,
    index: Index,
}

/// Problems that are listed of one file; of the rest it is only said how many there are.
const PROBLEMS_MAX: usize = 100;

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
        let guards: Vec<_> = document.guards.into_iter().map(Arc::new).collect();
        let routes: Vec<_> = document.routes.into_iter().map(Arc::new).collect();
        let policy = Self {
            version: hex::encode(Sha256::digest(bytes)),
            index: Index::new(&guards, &routes),
            guards,
            routes,
            examples: Arc::new(document.examples),
            mentions: document.mentions,
        };
        let failures = examples::failures(&policy, file_name);
        if failures.is_empty() {
            Ok(policy)
        } else {
            Err(failures)
        }
    }

    /// Products and plans that the file names and the catalogue (part number → plan names) does not have. Such a policy is
    /// good all the same: a product that a tenant loses must not take its rules along.
    pub fn unknown_names(
        &self,
        file_name: &str,
        catalogue: &BTreeMap<String, BTreeSet<String>>,
    ) -> Vec<Problem> {
        document::unknown(file_name, &self.mentions, catalogue)
    }

    /// The problem of a file that is not read because it has so many bytes.
    pub fn too_large(file_name: &str, bytes: u64) -> Option<Problem> {
        let bytes = usize::try_from(bytes).unwrap_or(usize::MAX);
        (bytes > document::FILE_MAX_BYTES).then(|| Problem {
            file: file_name.to_owned(),
            line: 1,
            column: 1,
            message: document::too_large(bytes),
        })
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
        let stages = self.routes.iter().flat_map(|route| route.stages());
        stages
            .flat_map(|stage| [Some(&stage.who), stage.then.as_ref(), stage.fallback.as_ref()])
            .filter_map(|who| match who {
                Some(Who::Group(name)) => Some(name.clone()),
                _ => None,
            })
            .collect()
    }

    /// Whether any route takes what is asked for people who are neither the requester nor their reports.
    pub fn is_ever_for_anybody(&self) -> bool {
        self.routes.iter().any(|route| route.for_anybody)
    }

    /// Whether any rule asks what a cost centre spends, which takes a while to count.
    pub fn asks_for_spend(&self) -> bool {
        let mut guards = self.guards.iter();
        let mut routes = self.routes.iter();
        guards.any(|guard| guard.asks_for_spend()) || routes.any(|route| route.scope.asks_for_spend())
    }

    /// Whether a rule that these facts meet asks what their cost centre spends, and they do not say it: it was not counted
    /// when they were stored, because no rule of that time asked. Nothing can be said about them.
    pub fn needs_spend_that_is_missing(&self, facts: &Facts) -> bool {
        let sku = &facts.product.sku;
        // A cap says nothing about what is there already.
        let asks = |guard: &Guard| match facts.request.is_about_a_grant() {
            true => guard.scope.asks_for_spend(),
            false => guard.asks_for_spend(),
        };
        facts.spend.month_cents.is_none()
            && (self.guards_about(sku).any(asks)
                || self.routes_about(sku).any(|route| route.scope.asks_for_spend()))
    }

    /// Questions of a decision, which come sorted by their ids, as they stand in the file; what is not asked there stands last.
    pub fn questions_in_order(&self, mut asked: Vec<Asked>) -> Vec<Asked> {
        let questions = self.guards.iter().flat_map(|guard| &guard.questions);
        let ids: Vec<&str> = questions.map(|question| question.id.as_str()).collect();
        let place = |asked: &Asked| ids.iter().position(|id| *id == asked.question.id);
        asked.sort_by_key(|asked| place(asked).unwrap_or(ids.len()));
        asked
    }

    /// Guards, then routes, each in file order.
    pub fn rules(&self) -> Vec<RuleSummary> {
        let guards = self.guards.iter().map(|guard| guard.summary());
        guards
            .chain(self.routes.iter().map(|route| route.summary()))
            .collect()
    }

    /// How many examples stand in the file; all of them passed.
    pub fn examples(&self) -> usize {
        self.examples.len()
    }
}

/// A problem for each of these, up to the limit.
fn listed<T>(mut wrong: impl Iterator<Item = T>, problem: impl FnMut(T) -> Problem) -> Vec<Problem> {
    let mut problems: Vec<Problem> = wrong.by_ref().take(PROBLEMS_MAX).map(problem).collect();
    and_more(&mut problems, wrong.count());
    problems
}

/// Says at the end of a list how many problems are not in it.
fn and_more(problems: &mut Vec<Problem>, more: usize) {
    let Some(last) = problems.last().filter(|_| more > 0) else {
        return;
    };
    let plural = if more == 1 { "" } else { "s" };
    let message = format!("and {more} more problem{plural}");
    problems.push(Problem {
        message,
        ..last.clone()
    });
}

/// The policy in force is shared by all requests.
const _: fn() = || {
    fn shared<T: Send + Sync>() {}
    shared::<Policy>();
};
