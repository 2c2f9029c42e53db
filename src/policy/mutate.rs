//! What the examples of a policy do not notice: rules that none of them exercises, and changes of single rules that leave all
//! of them passing. What is tried stands in docs/policy.md, "What examples do not notice".

use std::collections::BTreeSet;
use std::sync::Arc;

use super::document::{Guard, Route, Scope, Way};
use super::examples::Plans;
use super::index::Index;
use super::{Policy, StageRule, Who};

/// How well the examples hold the rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Ids of the rules that apply in no example, guards first.
    pub unexercised: Vec<String>,
    /// Changes that no example notices, in the order of the file.
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
    pub change: RuleChange,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleChange {
    /// The rule is gone.
    Dropped,
    /// The rule applies where it did not, and the other way round.
    Flipped,
    /// The rule is about every product.
    ForEveryProduct,
    /// A part of what the rule does is gone: the key.
    Without(&'static str),
    /// One plan of a list is gone: the key and the plan.
    WithoutPlan(&'static str, String),
    /// One question is gone: its id.
    WithoutQuestion(String),
    /// Another number stands behind the key.
    Number(&'static str, i64),
    /// The route is asked one place earlier, before this one.
    Before(String),
    /// One stage less.
    WithoutStage(usize),
    /// One signature is enough at this stage.
    OneSignature(usize),
    /// The manager signs at this stage.
    ManagerAt(usize),
    /// Approved at once instead.
    Automatic,
    /// Signed by the manager alone instead.
    ManagerAlone,
}

impl std::fmt::Display for Mutation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let rule = &self.rule;
        let words = match &self.change {
            RuleChange::Dropped => t!("mutation-dropped", rule = rule),
            RuleChange::Flipped => t!("mutation-flipped", rule = rule),
            RuleChange::ForEveryProduct => t!("mutation-every-product", rule = rule),
            RuleChange::Without(key) => t!("mutation-without", rule = rule, key = key),
            RuleChange::WithoutPlan(key, plan) => {
                t!("mutation-without-plan", rule = rule, key = key, plan = plan)
            }
            RuleChange::WithoutQuestion(id) => t!("mutation-without-question", rule = rule, id = id),
            // As the file writes it.
            RuleChange::Number(key, number) => {
                t!(
                    "mutation-number",
                    rule = rule,
                    key = key,
                    number = number.to_string()
                )
            }
            RuleChange::Before(other) => t!("mutation-before", rule = rule, other = other),
            RuleChange::WithoutStage(number) => t!("mutation-without-stage", rule = rule, number = number),
            RuleChange::OneSignature(number) => t!("mutation-one-signature", rule = rule, number = number),
            RuleChange::ManagerAt(number) => t!("mutation-manager-at", rule = rule, number = number),
            RuleChange::Automatic => t!("mutation-automatic", rule = rule),
            RuleChange::ManagerAlone => t!("mutation-manager-alone", rule = rule),
        };
        f.write_str(&words)
    }
}

/// A rule by its place among the guards or the routes.
#[derive(Clone, Copy, Debug)]
enum Place {
    Guard(usize),
    Route(usize),
}

impl Policy {
    /// Tries changes of single rules against the examples until `steps_max` rules were asked about examples; what is left then
    /// is counted. Rules take turns, so that none is left out because of where it stands. Keeps a thread busy.
    pub fn coverage(&self, steps_max: usize) -> Coverage {
        let changes = self.changes();
        let mut coverage = Coverage {
            unexercised: self.unexercised(),
            left_out: changes.iter().map(|(_, of_rule)| of_rule.len()).sum(),
            ..Coverage::default()
        };
        let mut unnoticed = Vec::new();
        let mut steps = 0;
        let rounds = changes.iter().map(|(_, of_rule)| of_rule.len()).max();
        'all: for round in 0..rounds.unwrap_or(0) {
            for rule in spread(changes.len()) {
                let (place, of_rule) = &changes[rule];
                let Some(change) = of_rule.get(round) else {
                    continue;
                };
                if steps >= steps_max {
                    break 'all;
                }
                let (noticed, examples) = self.is_noticed(*place, change);
                // Making the changed policy looks at each rule as well.
                steps += (examples + 1) * changes.len();
                coverage.tried += 1;
                coverage.left_out -= 1;
                if !noticed {
                    unnoticed.push((rule, round));
                }
            }
        }
        unnoticed.sort_unstable();
        let mutation = |(rule, round): (usize, usize)| {
            let (place, of_rule) = &changes[rule];
            let scope = self.scope_at(*place);
            Mutation {
                rule: scope.id.clone(),
                line: scope.line,
                change: of_rule[round].clone(),
            }
        };
        coverage.unnoticed = unnoticed.into_iter().map(mutation).collect();
        coverage
    }

    /// Whether an example fails with the change, and how many were run to know it.
    fn is_noticed(&self, place: Place, change: &RuleChange) -> (bool, usize) {
        let mutant = self.changed(place, change);
        let mut plans = Plans::of(&mutant);
        let fails =
            |example: &super::Example| !example.differences(&mutant, &plans.facts(example)).is_empty();
        match self.examples.iter().position(fails) {
            Some(place) => (true, place + 1),
            None => (false, self.examples.len()),
        }
    }

    fn unexercised(&self) -> Vec<String> {
        let mut exercised = BTreeSet::new();
        let mut plans = Plans::of(self);
        for example in self.examples.iter() {
            let facts = plans.facts(example);
            exercised.extend(self.exercised(example.movement, &facts));
        }
        let guards = self.guards.iter().map(|guard| &guard.scope.id);
        let ids = guards.chain(self.routes.iter().map(|route| &route.scope.id));
        ids.filter(|id| !exercised.contains(id.as_str()))
            .cloned()
            .collect()
    }

    fn scope_at(&self, place: Place) -> &Scope {
        match place {
            Place::Guard(place) => &self.guards[place].scope,
            Place::Route(place) => &self.routes[place].scope,
        }
    }

    /// What can be tried with each rule; nothing is made of it yet.
    fn changes(&self) -> Vec<(Place, Vec<RuleChange>)> {
        let guards = self.guards.iter().enumerate();
        let guards = guards.map(|(place, guard)| (Place::Guard(place), of_guard(guard)));
        let routes = self.routes.iter().enumerate();
        let routes = routes.map(|(place, route)| {
            let before = place.checked_sub(1).map(|before| &self.routes[before].scope);
            (Place::Route(place), of_route(route, before))
        });
        guards.chain(routes).collect()
    }

    fn changed(&self, place: Place, change: &RuleChange) -> Self {
        let (mut guards, mut routes) = (self.guards.clone(), self.routes.clone());
        match (place, change) {
            (Place::Guard(place), RuleChange::Dropped) => drop(guards.remove(place)),
            (Place::Guard(place), change) => guards[place] = Arc::new(changed_guard(&guards[place], change)),
            (Place::Route(place), RuleChange::Dropped) => drop(routes.remove(place)),
            (Place::Route(place), RuleChange::Before(_)) => routes.swap(place - 1, place),
            (Place::Route(place), change) => routes[place] = Arc::new(changed_route(&routes[place], change)),
        }
        Self {
            version: self.version.clone(),
            index: Index::new(&guards, &routes),
            guards,
            routes,
            examples: Arc::clone(&self.examples),
            mentions: Vec::new(),
        }
    }
}

/// Every number below `count` once, in an order of which each beginning lies scattered over all of them.
fn spread(count: usize) -> impl Iterator<Item = usize> {
    fn divisor(one: usize, other: usize) -> usize {
        if other == 0 {
            one
        } else {
            divisor(other, one % other)
        }
    }
    // About the golden section of them.
    let step = (count * 618 / 1_000..).find(|step| *step > 0 && divisor(*step, count) == 1);
    (0..count).map(move |turn| turn * step.unwrap_or(1) % count)
}

fn of_scope(scope: &Scope) -> Vec<RuleChange> {
    let mut changes = vec![RuleChange::Dropped];
    if scope.when.is_some() {
        changes.push(RuleChange::Flipped);
    }
    if !scope.products.is_empty() {
        changes.push(RuleChange::ForEveryProduct);
    }
    changes
}

fn of_guard(guard: &Guard) -> Vec<RuleChange> {
    let mut changes = of_scope(&guard.scope);
    // A guard with one effect only is the same as one that is dropped, and so is a list of one.
    let effects = guard.effects();
    if effects.len() > 1 {
        changes.extend(effects.into_iter().map(RuleChange::Without));
    }
    for (key, plans) in guard.plans() {
        let plans: BTreeSet<&String> = plans.iter().collect();
        if plans.len() > 1 {
            let without = |plan: &String| RuleChange::WithoutPlan(key, plan.clone());
            changes.extend(plans.into_iter().map(without));
        }
    }
    if guard.questions.len() > 1 {
        let ids = guard.questions.iter().map(|question| question.id.clone());
        changes.extend(ids.map(RuleChange::WithoutQuestion));
    }
    for (key, number, range) in guard.numbers() {
        let others = [number / 2, number.saturating_mul(2)].into_iter();
        let others = others.filter(|other| *other != number && range.contains(other));
        changes.extend(others.map(|other| RuleChange::Number(key, other)));
    }
    changes
}

fn of_route(route: &Route, before: Option<&Scope>) -> Vec<RuleChange> {
    let mut changes = of_scope(&route.scope);
    if let Some(before) = before
        && overlap(before, &route.scope)
    {
        changes.push(RuleChange::Before(before.id.clone()));
    }
    if route.distinct_people {
        changes.push(RuleChange::Without("distinct_people"));
    }
    if route.for_anybody {
        changes.push(RuleChange::Without("for_anybody"));
    }
    match &route.way {
        Way::Automatic => changes.push(RuleChange::ManagerAlone),
        Way::Stages(stages) => {
            changes.push(RuleChange::Automatic);
            for (number, stage) in (1..).zip(stages) {
                if stages.len() > 1 {
                    changes.push(RuleChange::WithoutStage(number));
                }
                if stage.signatures > 1 {
                    changes.push(RuleChange::OneSignature(number));
                }
                if stage.who != Who::Manager {
                    changes.push(RuleChange::ManagerAt(number));
                }
            }
        }
    }
    changes
}

/// Whether any product is of both; the order of two routes about different products is of no matter.
fn overlap(one: &Scope, other: &Scope) -> bool {
    one.products.is_empty() || other.products.is_empty() || one.products.iter().any(|sku| other.is_about(sku))
}

fn changed_scope(scope: &Scope, change: &RuleChange) -> Scope {
    let mut scope = scope.clone();
    match change {
        RuleChange::Flipped => scope.when = scope.when.map(|when| Arc::new(when.opposite())),
        RuleChange::ForEveryProduct => scope.products.clear(),
        _ => {}
    }
    scope
}

fn changed_guard(guard: &Guard, change: &RuleChange) -> Guard {
    let guard = Guard {
        scope: changed_scope(&guard.scope, change),
        ..guard.clone()
    };
    match change {
        RuleChange::Without(key) => guard.without(key),
        RuleChange::WithoutPlan(key, plan) => guard.without_plan(key, plan),
        RuleChange::WithoutQuestion(id) => guard.without_question(id),
        RuleChange::Number(key, number) => guard.with_number(key, *number),
        _ => guard,
    }
}

fn changed_route(route: &Route, change: &RuleChange) -> Route {
    let mut route = Route {
        scope: changed_scope(&route.scope, change),
        ..route.clone()
    };
    match (change, &mut route.way) {
        (RuleChange::Without("for_anybody"), _) => route.for_anybody = false,
        (RuleChange::Without(_), _) => route.distinct_people = false,
        (RuleChange::Automatic, way) => *way = Way::Automatic,
        (RuleChange::ManagerAlone, way) => {
            *way = Way::Stages(vec![StageRule::of(&route.scope.id, Who::Manager)]);
        }
        (RuleChange::WithoutStage(number), Way::Stages(stages)) => drop(stages.remove(number - 1)),
        (RuleChange::OneSignature(number), Way::Stages(stages)) => stages[number - 1].signatures = 1,
        (RuleChange::ManagerAt(number), Way::Stages(stages)) => stages[number - 1].who = Who::Manager,
        _ => {}
    }
    route
}

#[cfg(test)]
mod tests {
    use super::spread;

    #[test]
    fn every_rule_has_its_turn_and_the_first_of_them_are_scattered() {
        for count in [0, 1, 2, 3, 7, 60, 1_000, 2_000] {
            let mut turns: Vec<_> = spread(count).collect();
            let first = turns.iter().take(10).filter(|rule| **rule < count / 2).count();
            assert!(count < 60 || (3..=7).contains(&first), "{turns:?}");
            turns.sort_unstable();
            assert_eq!(turns, (0..count).collect::<Vec<_>>());
        }
    }
}
