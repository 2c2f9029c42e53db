//! `[[example]]`: facts, and what the policy must say to them. [`crate::policy::examples`] runs them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::reader::{At, Empty, Source, TableReader, not_one_of, whole_number};
use super::{term_days, unique_id};
use crate::policy::condition::schema::{SHAPES, Shape, out_of_bounds};
use crate::policy::facts::REPORT;
use crate::policy::movement::{self, Movement};
use crate::policy::{Facts, StageRule, Who};

/// When examples happen, unless they say otherwise: a Monday morning.
const EXAMPLE_NOW: &str = "2026-01-05T09:00:00Z";

const OUTCOMES: [&str; 3] = ["denied", "automatic", "stages"];

#[derive(Debug)]
pub(in crate::policy) struct Example {
    pub id: String,
    /// Where `expect` stands, in bytes and as line and column.
    pub line: usize,
    pub column: usize,
    pub facts: Facts,
    /// The example names the product alone: it has every plan that guards about it and the example name.
    pub plans_from_rules: bool,
    /// It is about somebody who left or moved, not about a request.
    pub movement: Option<Movement>,
    pub expect: Expect,
}

#[derive(Debug, Default)]
pub(in crate::policy) struct Expect {
    pub outcome: Option<String>,
    pub stages: Option<i64>,
    /// One for each stage.
    pub signers: Option<Vec<Signers>>,
    pub distinct_people: Option<bool>,
    pub off: Option<BTreeSet<String>>,
    /// `Some(None)` = without end.
    pub term_days: Option<Option<i64>>,
    pub rule: Option<String>,
    /// Part numbers of what it takes the place of.
    pub replaces: Option<BTreeSet<String>>,
    /// Ids of the questions.
    pub asks: Option<BTreeSet<String>>,
    pub follows: movement::Expected,
}

/// Keys of `expect` that say something about a request; `rule` is of every example.
const OF_REQUESTS: [&str; 8] = [
    "outcome",
    "stages",
    "signers",
    "distinct_people",
    "off",
    "term",
    "replaces",
    "asks",
];

/// Who signs at a stage, and how many of them: `manager`, `2 of group:License Approvers`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::policy) struct Signers {
    signatures: i32,
    who: Who,
}

impl Signers {
    pub fn of(stage: &StageRule) -> Self {
        Self {
            signatures: stage.signatures,
            who: stage.who.clone(),
        }
    }

    fn read(text: &str) -> Result<Self, String> {
        let count = text.split_once(" of ").and_then(|(count, who)| {
            let signatures = i32::try_from(whole_number(count)?).ok()?;
            Some((signatures, who))
        });
        let (signatures, who) = count.unwrap_or((1, text));
        let who = Who::try_from(who.to_owned())?;
        Ok(Self { signatures, who })
    }
}

impl std::fmt::Display for Signers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.signatures {
            1 => write!(f, "{}", self.who),
            many => write!(f, "{many} of {}", self.who),
        }
    }
}

/// Facts with every list filled, of an ordinary employee who asks for something without end.
#[cfg(test)]
pub(in crate::policy) fn sample_facts() -> Facts {
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
        "product": { "sku": "", "name": "", "price_cents": 0, "cost_center": "", "plans": [] },
        "request": {
            "kind": "assign", "justification": "", "term_days": 0, "plans_off": [], "for_self": true, "for_whom": "self", "changed": [],
            "answers": {},
        },
        "held": [],
        "seats": { "enabled": 0, "consumed": 0, "free": 0 },
        "spend": { "month_cents": 0 },
        "now": EXAMPLE_NOW,
    })
}

pub(super) fn read(
    source: &mut Source<'_>,
    mut reader: TableReader<'_, '_>,
    ids: &mut BTreeMap<String, usize>,
) -> Option<Example> {
    let id = unique_id(source, &mut reader, ids);
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
    let foreign = expected.and_then(|value| foreign_key(value, movement));
    if let Some((at, message)) = foreign {
        source.problem(at, message);
        return None;
    }
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

/// A key of `expect` that an example of this kind says nothing about, and what is wrong with it.
fn foreign_key(expect: &Spanned<DeValue<'_>>, movement: Option<Movement>) -> Option<(usize, String)> {
    let of_leave = ["on_leave", "grace"];
    let of_move = ["on_move", "grace"];
    let (foreign, what): (Vec<&str>, _) = match movement {
        None => ([of_leave, of_move].concat(), "a request"),
        Some(Movement::Leave) => ([&OF_REQUESTS[..], &["on_move"]].concat(), "somebody who leaves"),
        Some(Movement::Move) => ([&OF_REQUESTS[..], &["on_leave"]].concat(), "somebody who moves"),
    };
    let keys = expect.get_ref().as_table()?.keys();
    let mut keys = keys.filter(|key| foreign.contains(&key.get_ref().as_ref()));
    let key = keys.next()?;
    let message = format!(
        "`{}` can not be expected here: the example is about {what}",
        key.get_ref()
    );
    Some((key.span().start, message))
}

fn facts(source: &mut Source<'_>, mut given: TableReader<'_, '_>) -> Option<(Facts, bool, Option<Movement>)> {
    let before = source.found();
    let start = given.start();
    let mut facts = sample();
    let mut plans_from_rules = false;

    if let Some(value) = given.value("beneficiary") {
        overlay(
            source,
            "beneficiary",
            value,
            &SHAPES["beneficiary"],
            &mut facts["beneficiary"],
        );
    }
    facts["requester"] = facts["beneficiary"].clone();
    if let Some(value) = given.value("requester") {
        facts["request"]["for_self"] = json!(false);
        facts["request"]["for_whom"] = json!(REPORT);
        facts["requester"]["id"] = json!("00000000-0000-0000-0000-000000000002");
        overlay(
            source,
            "requester",
            value,
            &SHAPES["requester"],
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
            overlay(
                source,
                "product",
                value,
                &SHAPES["product"],
                &mut facts["product"],
            );
            if facts["product"]["name"] == "" {
                facts["product"]["name"] = facts["product"]["sku"].clone();
            }
        }
    }
    for key in ["request", "held", "seats", "spend"] {
        if let Some(value) = given.value(key) {
            overlay(source, key, value, &SHAPES[key], &mut facts[key]);
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
        facts["request"]["plans_off"] = json!(values(plans));
    }
    if let Some(value) = given.value("answers") {
        overlay(
            source,
            "answers",
            value,
            &Shape::Answers,
            &mut facts["request"]["answers"],
        );
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
    if source.found() > before {
        return None;
    }
    match serde_json::from_value(facts) {
        Ok(facts) => match out_of_bounds(&facts) {
            None => Some((facts, plans_from_rules, movement)),
            Some(name) => {
                source.problem(
                    start,
                    format!("{name} of this example is out of its bounds, so that no rule can be asked"),
                );
                None
            }
        },
        Err(error) => {
            source.problem(start, format!("`given` is not a request: {error}"));
            None
        }
    }
}

fn expect(source: &mut Source<'_>, mut reader: TableReader<'_, '_>) -> Option<Expect> {
    let before = source.found();
    let outcome = reader.text(source, "outcome");
    if let Some(outcome) = &outcome
        && !OUTCOMES.contains(&outcome.value.as_str())
    {
        let message = not_one_of("outcome", &outcome.value, &OUTCOMES);
        source.problem(outcome.span.start, message);
    }
    let stages = reader.number(source, "stages", 0..=100);
    let signers = reader.names(source, "signers", Empty::Allowed);
    let distinct_people = reader.truth(source, "distinct_people");
    let off = reader.names(source, "off", Empty::Allowed);
    let term = reader.text(source, "term");
    let rule = reader.text(source, "rule");
    let replaces = reader.names(source, "replaces", Empty::Allowed);
    let asks = reader.names(source, "asks", Empty::Allowed);
    let follows = movement::expected(source, &mut reader);
    let start = reader.start();
    let nothing = outcome.is_none()
        && stages.is_none()
        && signers.is_none()
        && distinct_people.is_none()
        && off.is_none()
        && term.is_none()
        && rule.is_none()
        && replaces.is_none()
        && asks.is_none()
        && follows.about().is_none();
    reader.finish(source);
    let mut read_signers = |at: At<String>| match Signers::read(&at.value) {
        Ok(signers) => Some(signers),
        Err(message) => {
            source.problem(at.span.start, message);
            None
        }
    };
    let signers = signers.map(|names| names.into_iter().filter_map(&mut read_signers).collect());
    let expect = Expect {
        outcome: outcome.map(|at| at.value),
        stages: stages.map(|at| at.value),
        signers,
        distinct_people,
        off: off.map(|names| values(names).into_iter().collect()),
        term_days: term.map(|at| match at.value.as_str() {
            "none" => None,
            _ => term_days(source, "term", &at),
        }),
        rule: rule.map(|at| at.value),
        replaces: replaces.map(|names| values(names).into_iter().collect()),
        asks: asks.map(|names| values(names).into_iter().collect()),
        follows,
    };
    if nothing && source.found() == before {
        source.problem(start, "`expect` expects nothing");
    }
    (source.found() == before).then_some(expect)
}

fn values(names: Vec<At<String>>) -> Vec<String> {
    names.into_iter().map(|at| at.value).collect()
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
        (DeValue::Table(table), Shape::Answers) => {
            for (name, answer) in table {
                let id: &str = name.get_ref();
                overlay(source, id, answer, &Shape::Text, &mut target[id]);
            }
        }
        (DeValue::String(text), Shape::Text) => *target = json!(text),
        (DeValue::Boolean(truth), Shape::Truth) => *target = json!(truth),
        (DeValue::Integer(number), Shape::Number) => {
            match i64::from_str_radix(number.as_str(), number.radix()) {
                Ok(number) => *target = json!(number),
                Err(_) => source.problem(value.span().start, format!("`{key}` is too large")),
            }
        }
        (_, Shape::Record(_) | Shape::Answers) => source.wrong_type(key, "a table", value),
        (_, Shape::List(_)) => source.wrong_type(key, "a list", value),
        (_, Shape::Number) => source.wrong_type(key, "a whole number", value),
        (_, Shape::Truth) => source.wrong_type(key, "true or false", value),
        (_, Shape::Text | Shape::Time) => source.wrong_type(key, "a text", value),
    }
}

fn overlay_members(
    source: &mut Source<'_>,
    key: &str,
    table: &DeTable<'_>,
    members: &BTreeMap<&'static str, Shape>,
    target: &mut Value,
) {
    for (name, value) in table {
        let member: &str = name.get_ref();
        match members.get(member) {
            Some(shape) => overlay(source, member, value, shape, &mut target[member]),
            None => {
                let hint = source.suggestion(member, members.keys().copied());
                source.problem(
                    name.span().start,
                    format!("unknown key `{member}` in `{key}`{hint}"),
                );
            }
        }
    }
}
