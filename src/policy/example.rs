//! Examples: facts and what the policy must say to them, written in the policy file and run at every load.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::check::{FACTS, Shape};
use super::document::{self, term_days};

use super::movement::{self, Movement};
use super::reader::{Empty, Source, TableReader, suggestion};
use super::{Decision, Facts, Outcome, Policy, Problem};

/// When examples happen, unless they say otherwise: a Monday morning.
const EXAMPLE_NOW: &str = "2026-01-05T09:00:00Z";

#[derive(Debug)]
pub(super) struct Example {
    id: String,
    /// Where `expect` stands, in bytes and as line and column.
    line: usize,
    column: usize,
    facts: Facts,
    /// The example names the product alone: it has every plan that the file's guards and the example name.
    plans_from_rules: bool,
    /// It is about somebody who left or moved, not about a request.
    movement: Option<Movement>,
    expect: Expect,
}

#[derive(Debug, Default)]
struct Expect {
    outcome: Option<String>,
    stages: Option<i64>,
    off: Option<BTreeSet<String>>,
    /// `Some(None)` = without end.
    term_days: Option<Option<i64>>,
    rule: Option<String>,
    follows: movement::Expected,
}

/// Facts with every list filled, of an ordinary employee who asks for something without end.
pub(super) fn sample_facts() -> Facts {
    serde_json::from_value(sample()).unwrap_or_else(|error| unreachable!("the sample is facts: {error}"))
}

fn sample() -> Value {
    let person = json!({
        "id": "00000000-0000-0000-0000-000000000001",
        "upn": "employee@example.com",
        "name": "An Employee",
        "department": "",
        "job_title": "",
        "employee_type": "Employee",
        "user_type": "Member",
        "country": "",
        "usage_location": "US",
        "enabled": true,
        "has_manager": true,
        "groups": [],
    });
    json!({
        "requester": person,
        "beneficiary": person,
        "product": { "sku": "", "name": "", "price_cents": 0, "plans": [] },
        "request": {
            "kind": "assign", "justification": "", "term_days": 0, "plans_off": [], "for_self": true, "changed": [],
        },
        "held": [{ "sku": "", "plans": [], "inherited": false }],
        "seats": { "enabled": 0, "consumed": 0, "free": 0 },
        "now": EXAMPLE_NOW,
    })
}

pub(super) fn read(
    source: &mut Source<'_>,
    mut reader: TableReader<'_, '_>,
    ids: &mut BTreeMap<String, usize>,
) -> Option<Example> {
    let id = document::unique_id(source, &mut reader, ids);
    let start = reader.start();
    let given = reader.value("given");
    let expected = reader.value("expect");
    reader.finish(source);

    let facts = match given {
        None => {
            source.problem(start, "this example has no `given`");
            None
        }
        Some(value) => match value.get_ref().as_table() {
            None => {
                source.wrong_type("given", "a table", value);
                None
            }
            Some(table) => facts(source, TableReader::new(table, "given", value.span())),
        },
    };
    let expect = match expected {
        None => {
            source.problem(start, "this example has no `expect`");
            None
        }
        Some(value) => match value.get_ref().as_table() {
            None => {
                source.wrong_type("expect", "a table", value);
                None
            }
            Some(table) => expect(source, TableReader::new(table, "expect", value.span())),
        },
    };
    let (line, column) = source.place(expected.map_or(start, |value| value.span().start));
    let (facts, plans_from_rules, movement) = facts?;
    let expect = expect?;
    if movement != expect.follows.about() && (movement.is_some() || expect.follows.about().is_some()) {
        source.problem(
            start,
            "`event` and what is expected of it belong together: leave and on_leave, move and on_move",
        );
        return None;
    }
    Some(Example {
        id: id?,
        line,
        column,
        facts,
        plans_from_rules,
        movement,
        expect,
    })
}

/// Runs the examples; one problem for each that comes out otherwise.
pub(super) fn failures(policy: &Policy, file: &str, examples: &[Example]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for example in examples {
        let mut facts = example.facts.clone();
        if example.plans_from_rules {
            facts.product.plans = example.plans(policy);
        }
        let differences = match example.movement {
            Some(movement) => {
                let answer = policy.on_movement(movement, &facts);
                example
                    .expect
                    .follows
                    .differences(&answer, example.expect.rule.as_deref())
            }
            None => example.expect.differences(&policy.decide(&facts)),
        };
        if !differences.is_empty() {
            problems.push(Problem {
                file: file.to_owned(),
                line: example.line,
                column: example.column,
                message: format!("example `{}` fails: {}", example.id, differences.join("; ")),
            });
        }
    }
    problems
}

impl Example {
    fn plans(&self, policy: &Policy) -> Vec<String> {
        let guards = policy.guards.iter();
        let named = guards.flat_map(|guard| guard.keep_off.iter().chain(guard.allow_only.iter().flatten()));
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
    !matches!(code, "kept_off" | "term_capped")
}

fn braced(names: &BTreeSet<String>) -> String {
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    format!("[{}]", names.join(", "))
}

fn term_in_words(days: Option<i64>) -> String {
    days.map_or_else(|| "without end".to_owned(), |days| format!("{days}d"))
}

fn facts(source: &mut Source<'_>, mut given: TableReader<'_, '_>) -> Option<(Facts, bool, Option<Movement>)> {
    let before = source.problems.len();
    let start = given.start();
    let mut facts = sample();
    facts["held"] = json!([]);
    let mut plans_from_rules = false;

    if let Some(value) = given.value("beneficiary") {
        overlay(
            source,
            "beneficiary",
            value,
            &FACTS["beneficiary"],
            &mut facts["beneficiary"],
        );
    }
    facts["requester"] = facts["beneficiary"].clone();
    if let Some(value) = given.value("requester") {
        facts["request"]["for_self"] = json!(false);
        facts["requester"]["id"] = json!("00000000-0000-0000-0000-000000000002");
        overlay(
            source,
            "requester",
            value,
            &FACTS["requester"],
            &mut facts["requester"],
        );
    }
    match given.value("product") {
        None => source.problem(start, "`given` names no `product`"),
        Some(value) if value.get_ref().is_str() => {
            plans_from_rules = true;
            if let Some(sku) = source.text_of("product", value) {
                facts["product"]["sku"] = json!(sku.value);
                facts["product"]["name"] = json!(sku.value);
            }
        }
        Some(value) => {
            plans_from_rules = value
                .get_ref()
                .as_table()
                .is_some_and(|table| !table.contains_key("plans"));
            overlay(source, "product", value, &FACTS["product"], &mut facts["product"]);
            if facts["product"]["name"] == "" {
                facts["product"]["name"] = facts["product"]["sku"].clone();
            }
        }
    }
    for key in ["request", "held", "seats"] {
        if let Some(value) = given.value(key) {
            overlay(source, key, value, &FACTS[key], &mut facts[key]);
        }
    }
    // What examples ask for most may be written without `request`.
    if let Some(term) = given.text(source, "term") {
        facts["request"]["term_days"] = match term.value.as_str() {
            "none" => json!(0),
            _ => json!(term_days(source, "term", &term)),
        };
    }
    if let Some(value) = given.value("justification") {
        overlay(
            source,
            "justification",
            value,
            &Shape::Text,
            &mut facts["request"]["justification"],
        );
    }
    if let Some(plans) = given.names(source, "plans_off", Empty::Allowed) {
        facts["request"]["plans_off"] = json!(plans.value);
    }
    if let Some(now) = given.text(source, "now") {
        if chrono::DateTime::parse_from_rfc3339(&now.value).is_err() {
            source.problem(
                now.span.start,
                format!("`now` is `{}`; write a time like \"{EXAMPLE_NOW}\"", now.value),
            );
        }
        facts["now"] = json!(now.value);
    }
    let movement = movement::given(source, &mut given, &mut facts);
    given.finish(source);
    if source.problems.len() > before {
        return None;
    }
    match serde_json::from_value(facts) {
        Ok(facts) => Some((facts, plans_from_rules, movement)),
        Err(error) => {
            source.problem(start, format!("`given` is not a request: {error}"));
            None
        }
    }
}

fn expect(source: &mut Source<'_>, mut reader: TableReader<'_, '_>) -> Option<Expect> {
    let before = source.problems.len();
    let outcome = reader.text(source, "outcome");
    if let Some(outcome) = &outcome
        && !["denied", "automatic", "stages"].contains(&outcome.value.as_str())
    {
        source.problem(
            outcome.span.start,
            format!(
                "`outcome` is `{}`; it must be denied, automatic or stages",
                outcome.value
            ),
        );
    }
    let stages = reader.number(source, "stages", 0..=100);
    let off = reader.names(source, "off", Empty::Allowed);
    let term = reader.text(source, "term");
    let rule = reader.text(source, "rule");
    let follows = movement::expected(source, &mut reader);
    let start = reader.start();
    let nothing = outcome.is_none()
        && stages.is_none()
        && off.is_none()
        && term.is_none()
        && rule.is_none()
        && follows.about().is_none();
    reader.finish(source);
    let expect = Expect {
        outcome: outcome.map(|at| at.value),
        stages: stages.map(|at| at.value),
        off: off.map(|at| at.value.into_iter().collect()),
        term_days: term.map(|at| match at.value.as_str() {
            "none" => None,
            _ => term_days(source, "term", &at),
        }),
        rule: rule.map(|at| at.value),
        follows,
    };
    if nothing && source.problems.len() == before {
        source.problem(start, "`expect` expects nothing");
    }
    (source.problems.len() == before).then_some(expect)
}

/// Lays a value of the file over the default, if it has the shape that facts have there.
fn overlay(
    source: &mut Source<'_>,
    key: &str,
    value: &Spanned<DeValue<'_>>,
    shape: &Shape,
    target: &mut Value,
) {
    match (value.get_ref(), shape) {
        (DeValue::Table(table), Shape::Record(members)) => {
            if !target.is_object() {
                *target = Value::Object(Map::new());
            }
            overlay_members(source, key, table, members, target);
        }
        (DeValue::Array(items), Shape::List(element)) => {
            let mut list = Vec::new();
            for item in items.iter() {
                let mut made = Value::Null;
                overlay(source, key, item, element, &mut made);
                list.push(made);
            }
            *target = Value::Array(list);
        }
        (DeValue::String(text), Shape::Text) => *target = json!(text),
        (DeValue::Boolean(truth), Shape::Truth) => *target = json!(truth),
        (DeValue::Integer(number), Shape::Number) => {
            match i64::from_str_radix(number.as_str(), number.radix()) {
                Ok(number) => *target = json!(number),
                Err(_) => source.problem(value.span().start, format!("`{key}` is too large")),
            }
        }
        (_, Shape::Record(_)) => source.wrong_type(key, "a table", value),
        (_, Shape::List(_)) => source.wrong_type(key, "a list", value),
        (_, Shape::Number) => source.wrong_type(key, "a whole number", value),
        (_, Shape::Truth) => source.wrong_type(key, "true or false", value),
        (_, Shape::Text | Shape::Time | Shape::Bytes | Shape::Unknown) => {
            source.wrong_type(key, "a text", value)
        }
    }
}

fn overlay_members(
    source: &mut Source<'_>,
    key: &str,
    table: &DeTable<'_>,
    members: &BTreeMap<String, Shape>,
    target: &mut Value,
) {
    for (name, value) in table {
        let member: &str = name.get_ref();
        match members.get(member) {
            Some(shape) => overlay(source, member, value, shape, &mut target[member]),
            None => {
                let hint = suggestion(member, members.keys().map(String::as_str));
                source.problem(
                    name.span().start,
                    format!("unknown key `{member}` in `{key}`{hint}"),
                );
            }
        }
    }
}
