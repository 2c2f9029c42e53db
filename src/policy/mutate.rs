//! What the examples of a policy do not notice: rules that none of them exercises, and changes of the file that leave all
//! of them passing.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::document::{Guard, Route, Scope, Way};
use super::index::Index;
use super::{Policy, Who};

/// How well the examples hold the rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Ids of the rules that apply in no example, guards first.
    pub unexercised: Vec<String>,
    /// Changes that no example notices.
    pub unnoticed: Vec<Mutation>,
    /// Changes that were tried.
    pub tried: usize,
    /// Changes that were not tried, because there are too many.
    pub left_out: usize,
}

/// A change of one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mutation {
    /// Id of the rule.
    pub rule: String,
    /// Line of the file.
    pub line: usize,
    pub change: Change,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The rule is gone.
    Dropped,
    /// The rule applies where it did not, and the other way round.
    Flipped,
    /// The rule is about every product.
    ForEveryProduct,
    /// A part of what the guard does is gone: the key.
    Without(&'static str),
    /// The route is asked one place earlier, before this one.
    Before(String),
    /// One stage less.
    WithoutStage(usize),
    /// Approved at once instead.
    Automatic,
    /// Signed by the manager alone instead.
    ManagerAlone,
}

impl std::fmt::Display for Mutation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let rule = &self.rule;
        match &self.change {
            Change::Dropped => write!(f, "{rule} could be left out"),
            Change::Flipped => write!(f, "the condition of {rule} could be the opposite"),
            Change::ForEveryProduct => write!(f, "{rule} could be about every product"),
            Change::Without(key) => write!(f, "{rule} could be without `{key}`"),
            Change::Before(other) => write!(f, "{rule} could stand before {other}"),
            Change::WithoutStage(number) => write!(f, "{rule} could be without stage {number}"),
            Change::Automatic => write!(f, "{rule} could approve at once"),
            Change::ManagerAlone => write!(f, "{rule} could ask the manager alone"),
        }
    }
}

impl Policy {
    /// Tries each change of each rule against the examples, as long as no more than `runs_max` of them are run: 2,000 rules
    /// with 2,000 examples would be some ten million. Keeps a thread busy.
    pub fn coverage(&self, runs_max: usize) -> Coverage {
        let mut coverage = Coverage {
            unexercised: self.unexercised(),
            ..Coverage::default()
        };
        let per_change = self.examples.len().max(1);
        for mutant in self.mutants() {
            if (coverage.tried + 1) * per_change > runs_max {
                coverage.left_out += 1;
                continue;
            }
            coverage.tried += 1;
            let noticed = |example: &super::Example| !example.differences(&mutant.policy).is_empty();
            if !self.examples.iter().any(noticed) {
                coverage.unnoticed.push(mutant.mutation);
            }
        }
        coverage
    }

    fn unexercised(&self) -> Vec<String> {
        let mut exercised = BTreeSet::new();
        for example in self.examples.iter() {
            let facts = example.facts(self);
            exercised.extend(self.applying(&facts).into_iter().map(str::to_owned));
        }
        let guards = self.guards.iter().map(|guard| &guard.scope.id);
        let ids = guards.chain(self.routes.iter().map(|route| &route.scope.id));
        ids.filter(|id| !exercised.contains(*id)).cloned().collect()
    }

    fn mutants(&self) -> impl Iterator<Item = Mutant> {
        let guards = (0..self.guards.len()).flat_map(|place| self.guard_mutants(place));
        let routes = (0..self.routes.len()).flat_map(|place| self.route_mutants(place));
        guards.chain(routes)
    }

    fn guard_mutants(&self, place: usize) -> Vec<Mutant> {
        let guard = &self.guards[place];
        let mut mutants = vec![self.with_guards(place, Change::Dropped, |guards| {
            guards.remove(place);
        })];
        let changed = |change, changed: Guard| {
            self.with_guards(place, change, |guards| guards[place] = Arc::new(changed))
        };
        for (change, scope) in scopes(&guard.scope) {
            mutants.push(changed(
                change,
                Guard {
                    scope,
                    ..Guard::clone(guard)
                },
            ));
        }
        // A guard with one effect only is the same as one that is dropped.
        let effects = guard.effects();
        if effects.len() > 1 {
            for key in effects {
                mutants.push(changed(Change::Without(key), guard.without(key)));
            }
        }
        mutants
    }

    fn route_mutants(&self, place: usize) -> Vec<Mutant> {
        let route = &self.routes[place];
        let mut mutants = vec![self.with_routes(place, Change::Dropped, |routes| {
            routes.remove(place);
        })];
        let changed = |change, changed: Route| {
            self.with_routes(place, change, |routes| routes[place] = Arc::new(changed))
        };
        for (change, scope) in scopes(&route.scope) {
            mutants.push(changed(
                change,
                Route {
                    scope,
                    ..Route::clone(route)
                },
            ));
        }
        if let Some(before) = place.checked_sub(1)
            && overlap(&self.routes[before].scope, &route.scope)
        {
            let change = Change::Before(self.routes[before].scope.id.clone());
            mutants.push(self.with_routes(place, change, |routes| routes.swap(before, place)));
        }
        match &route.way {
            Way::Automatic => {
                let way = Way::Stages(vec![super::StageRule::of(&route.scope.id, Who::Manager)]);
                mutants.push(changed(
                    Change::ManagerAlone,
                    Route {
                        way,
                        ..Route::clone(route)
                    },
                ));
            }
            Way::Stages(stages) => {
                let way = Way::Automatic;
                mutants.push(changed(
                    Change::Automatic,
                    Route {
                        way,
                        ..Route::clone(route)
                    },
                ));
                for number in (0..stages.len()).filter(|_| stages.len() > 1) {
                    let mut fewer = stages.clone();
                    fewer.remove(number);
                    let way = Way::Stages(fewer);
                    mutants.push(changed(
                        Change::WithoutStage(number + 1),
                        Route {
                            way,
                            ..Route::clone(route)
                        },
                    ));
                }
            }
        }
        mutants
    }

    fn with_guards(&self, place: usize, change: Change, alter: impl FnOnce(&mut Vec<Arc<Guard>>)) -> Mutant {
        let mut guards = self.guards.clone();
        alter(&mut guards);
        self.mutant(&self.guards[place].scope, change, guards, self.routes.clone())
    }

    fn with_routes(&self, place: usize, change: Change, alter: impl FnOnce(&mut Vec<Arc<Route>>)) -> Mutant {
        let mut routes = self.routes.clone();
        alter(&mut routes);
        self.mutant(&self.routes[place].scope, change, self.guards.clone(), routes)
    }

    fn mutant(
        &self,
        scope: &Scope,
        change: Change,
        guards: Vec<Arc<Guard>>,
        routes: Vec<Arc<Route>>,
    ) -> Mutant {
        Mutant {
            mutation: Mutation {
                rule: scope.id.clone(),
                line: scope.line,
                change,
            },
            policy: Policy {
                version: self.version.clone(),
                index: Index::new(&guards, &routes),
                guards,
                routes,
                examples: Arc::clone(&self.examples),
                mentions: Vec::new(),
            },
        }
    }
}

struct Mutant {
    mutation: Mutation,
    policy: Policy,
}

/// Whether any product is of both; the order of two routes about different products is of no matter.
fn overlap(one: &Scope, other: &Scope) -> bool {
    one.products.is_empty() || other.products.is_empty() || one.products.iter().any(|sku| other.is_about(sku))
}

/// The scope with another reach.
fn scopes(scope: &Scope) -> Vec<(Change, Scope)> {
    let mut scopes = Vec::new();
    if let Some(when) = &scope.when {
        let when = Some(Arc::new(super::condition::Condition::opposite(when)));
        scopes.push((
            Change::Flipped,
            Scope {
                when,
                ..scope.clone()
            },
        ));
    }
    if !scope.products.is_empty() {
        let products = Vec::new();
        scopes.push((
            Change::ForEveryProduct,
            Scope {
                products,
                ..scope.clone()
            },
        ));
    }
    scopes
}
