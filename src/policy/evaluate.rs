//! From facts to a decision. All guards are heard and only ever restrict, so their order does not matter; routes are asked
//! in order and the first that applies says who signs.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::condition::Seen;
use super::document::{Guard, Route, Scope, Way, in_units};
use super::facts::OTHER;
use super::{Asked, Decision, Facts, HeldFacts, Outcome, PlanOff, Policy, Reason, Replaced, StageRule};

/// The code of the reason why somebody can not ask for another.
pub(super) const NOT_YOURS: &str = "not_yours";
const NOT_YOURS_WORDS: &str = "You can ask for yourself and for the people who report to you.";

pub(super) fn decide(policy: &Policy, facts: &Facts) -> Decision {
    // A panic would be a mistake of ours; it denies this request and takes nothing else along.
    let decided = catch_unwind(AssertUnwindSafe(|| hear_all(policy, facts)));
    decided.unwrap_or_else(|_| {
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
    match Seen::new(facts) {
        Ok(_) if policy.needs_spend_that_is_missing(facts) => said.refuse(
            "evaluation_failed",
            "",
            "A rule asks what the cost centre spends this month, which was not counted.".to_owned(),
        ),
        Ok(seen) => {
            for guard in policy.guards_about(&facts.product.sku) {
                if holds(&guard.scope, &seen) {
                    said.hear(guard, facts);
                }
            }
            said.limit_term(facts);
            let mut routes = policy
                .routes_about(&facts.product.sku)
                .filter(|route| takes(route, facts));
            let route = routes.find(|route| holds(&route.scope, &seen));
            // Said beside whatever else refuses: such a request is not even taken.
            if route.is_none() && facts.request.for_whom() == OTHER {
                said.refuse(NOT_YOURS, "", NOT_YOURS_WORDS.to_owned());
            }
            if said.refusals == 0 {
                match route {
                    Some(route) => said.go(route),
                    None => said.no_route(facts),
                }
            }
        }
        Err(name) => said.refuse(
            "evaluation_failed",
            "",
            format!("The facts of this request can not be judged: {name} is out of its bounds."),
        ),
    }
    said.decision(policy.version())
}

/// What the rules have said so far.
struct Said {
    refusals: usize,
    outcome: Outcome,
    stages: Vec<StageRule>,
    distinct_people: bool,
    /// Plan → the guard that keeps it off; of several the first by name, so that the order of guards does not show.
    plans_off: BTreeMap<String, String>,
    /// Caps with their guards.
    caps: Vec<(i64, String, Option<String>)>,
    term_days: Option<i64>,
    /// Question → who asks it, of several the first by name.
    questions: BTreeMap<String, Asked>,
    /// Part number → the guard.
    replaces: BTreeMap<String, String>,
    reasons: Vec<Reason>,
}

impl Said {
    fn new(facts: &Facts) -> Self {
        Self {
            refusals: 0,
            outcome: Outcome::Denied,
            stages: Vec::new(),
            distinct_people: false,
            plans_off: BTreeMap::new(),
            caps: Vec::new(),
            term_days: Some(facts.request.term_days).filter(|days| *days > 0),
            questions: BTreeMap::new(),
            replaces: BTreeMap::new(),
            reasons: Vec::new(),
        }
    }

    fn hear(&mut self, guard: &Guard, facts: &Facts) {
        if let Some(text) = &guard.deny {
            self.object("denied", guard, text);
        }
        if let Some(least) = guard.justification_at_least {
            let written = facts.request.justification.trim().chars().count();
            if written < least {
                let text =
                    format!("The justification has {written} characters; at least {least} are needed.");
                self.object("justification_too_short", guard, &text);
            }
        }
        self.keep_off(guard, facts);
        // Other plans do not move the end.
        if let Some(days) = guard.longest_term_days.filter(|_| facts.request.kind != "change") {
            self.caps
                .push((days, guard.scope.id.clone(), guard.reason.clone()));
        }
        self.ask(guard, facts);
        // What is there already takes no seat, costs nothing more this month, and stands beside what it stood beside.
        if !facts.request.is_about_a_grant() {
            self.exclude(guard, facts);
            self.replace(guard, facts);
            self.count_seats(guard, facts);
            self.count_spend(guard, facts);
        }
    }

    fn keep_off(&mut self, guard: &Guard, facts: &Facts) {
        if guard.keep_off.is_empty() && guard.allow_only.is_none() {
            return;
        }
        let is_off = |plan: &&String| {
            let not_allowed = guard
                .allow_only
                .as_ref()
                .is_some_and(|allowed| !allowed.contains(plan));
            not_allowed || guard.keep_off.contains(plan)
        };
        let mut off: Vec<&String> = facts.product.plans.iter().filter(is_off).collect();
        off.sort_unstable();
        off.dedup();
        if off.is_empty() {
            return;
        }
        let rule = &guard.scope.id;
        let verb = if off.len() == 1 { "stays" } else { "stay" };
        let text = format!("{} {verb} off.", listed(&off));
        self.say("kept_off", guard, &text);
        for plan in off {
            let by = self.plans_off.entry(plan.clone()).or_insert_with(|| rule.clone());
            if rule < by {
                by.clone_from(rule);
            }
        }
    }

    fn ask(&mut self, guard: &Guard, facts: &Facts) {
        for question in &guard.questions {
            let answer = facts.request.answers.get(&question.id);
            let wrong = match answer {
                None => Some("it is not answered".to_owned()),
                Some(answer) => question.kind.complaint(answer),
            };
            if let Some(wrong) = wrong {
                let text = format!("“{}”: {wrong}.", question.text);
                self.object("answer_missing", guard, &text);
            }
            let asked = Asked {
                rule: guard.scope.id.clone(),
                question: question.clone(),
            };
            let first = self
                .questions
                .entry(question.id.clone())
                .or_insert_with(|| asked.clone());
            if asked.rule < first.rule {
                *first = asked;
            }
        }
    }

    fn exclude(&mut self, guard: &Guard, facts: &Facts) {
        let mut names: Vec<&String> = facts
            .held
            .iter()
            .filter(|held| guard.excludes.contains(&held.sku))
            .map(HeldFacts::title)
            .collect();
        names.sort_unstable();
        names.dedup();
        if !names.is_empty() {
            let text = format!(
                "{} can not be held together with {}.",
                facts.product.name,
                listed(&names)
            );
            self.object("excluded", guard, &text);
        }
    }

    fn replace(&mut self, guard: &Guard, facts: &Facts) {
        let rule = &guard.scope.id;
        for held in facts
            .held
            .iter()
            .filter(|held| guard.replaces.contains(&held.sku))
        {
            let name = held.title();
            if !held.granted {
                let text = format!("{name} stays: it was not given by a grant of Countersign.");
                self.say("replaces", guard, &text);
                continue;
            }
            let by = self
                .replaces
                .entry(held.sku.clone())
                .or_insert_with(|| rule.clone());
            if rule < by {
                by.clone_from(rule);
            }
            self.say("replaces", guard, &format!("It takes the place of {name}."));
        }
    }

    fn count_seats(&mut self, guard: &Guard, facts: &Facts) {
        if let Some(seats) = guard.hold_back_seats
            && facts.seats.free <= seats
        {
            let text = match seats {
                1 => "The last seat is held back.".to_owned(),
                _ => format!("The last {seats} seats are held back."),
            };
            self.object("seats_held_back", guard, &text);
        }
    }

    fn count_spend(&mut self, guard: &Guard, facts: &Facts) {
        let Some(most) = guard.monthly_spend_at_most_cents else {
            return;
        };
        // Where it was not counted, nothing is heard at all.
        let spent = facts.spend.month_cents.unwrap_or_default();
        let then = spent.saturating_add(facts.product.price_cents);
        if then > most {
            let centre = match facts.product.cost_center.as_str() {
                "" => "what has no cost centre".to_owned(),
                name => format!("cost centre {name}"),
            };
            let text = format!(
                "With it, {centre} would cost {} this month; at most {} are allowed.",
                in_units(then),
                in_units(most)
            );
            self.object("spend_exceeded", guard, &text);
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
        self.reason("term_capped", &rule, text, None);
    }

    fn no_route(&mut self, facts: &Facts) {
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
                    None,
                );
            }
            Way::Stages(stages) => {
                self.outcome = Outcome::Stages;
                let words: Vec<String> = stages.iter().map(StageRule::in_words).collect();
                self.reason(
                    "routed",
                    rule,
                    format!("To be signed by {}.", words.join("; after that by ")),
                    None,
                );
                self.stages.clone_from(stages);
                self.distinct_people = route.distinct_people;
            }
        }
    }

    /// Denies, for what the guard says.
    fn object(&mut self, code: &str, guard: &Guard, text: &str) {
        self.refusals += 1;
        self.say(code, guard, text);
    }

    fn say(&mut self, code: &str, guard: &Guard, text: &str) {
        let text = match &guard.reason {
            Some(reason) => format!("{text} {reason}"),
            None => text.to_owned(),
        };
        self.reason(code, &guard.scope.id, text, guard.link.clone());
    }

    fn refuse(&mut self, code: &str, rule: &str, text: String) {
        self.refusals += 1;
        self.reason(code, rule, text, None);
    }

    fn reason(&mut self, code: &str, rule: &str, text: String, link: Option<String>) {
        self.reasons.push(Reason {
            code: code.to_owned(),
            rule: rule.to_owned(),
            text,
            link,
        });
    }

    fn decision(mut self, version: &str) -> Decision {
        let rank = |reason: &Reason| Reason::CODES.iter().position(|code| *code == reason.code);
        self.reasons.sort_by(|one, other| {
            (rank(one), &one.rule, &one.text).cmp(&(rank(other), &other.rule, &other.text))
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
            questions: self.questions.into_values().collect(),
            replaces: self
                .replaces
                .into_iter()
                .map(|(sku, rule)| Replaced { sku, rule })
                .collect(),
            distinct_people: self.distinct_people,
            reasons: self.reasons,
            policy_version: version.to_owned(),
        }
    }
}

/// Whether the route takes what is asked for such a beneficiary.
pub(super) fn takes(route: &Route, facts: &Facts) -> bool {
    route.for_anybody || facts.request.for_whom() != OTHER
}

/// Whether the rule applies to these facts.
pub(super) fn applies(scope: &Scope, seen: &Seen<'_>, facts: &Facts) -> bool {
    scope.is_about(&facts.product.sku) && holds(scope, seen)
}

/// Whether a rule that is about the product applies.
pub(super) fn holds(scope: &Scope, seen: &Seen<'_>) -> bool {
    scope.when.as_ref().is_none_or(|when| when.holds(seen))
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
