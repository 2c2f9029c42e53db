//! Every key of a policy file and every name of a condition, described once: the manual's tables (docs/policy.md) and the
//! JSON Schema for editors are made of it, and a test holds both and the reader together.

use serde_json::{Map, Value, json};

use super::condition::schema::{ROOTS, SHAPES, Shape, members_of};

/// What a key may hold.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Text,
    Condition,
    /// Part numbers, plan names, …
    Names,
    Number(i64, i64),
    Truth,
    /// One of these words.
    Word(&'static [&'static str]),
    /// `90d`.
    Days,
    /// `3d` or `12h`.
    Time,
    Table(&'static [Key]),
    Tables(&'static [Key]),
    /// The facts of an example.
    Facts(&'static str),
}

pub(super) struct Key {
    pub name: &'static str,
    pub kind: Kind,
    /// How it is written.
    pub sample: &'static str,
    pub about: &'static str,
    pub required: bool,
}

const fn key(name: &'static str, kind: Kind, sample: &'static str, about: &'static str) -> Key {
    Key {
        name,
        kind,
        sample,
        about,
        required: false,
    }
}

const fn must(name: &'static str, kind: Kind, sample: &'static str, about: &'static str) -> Key {
    Key {
        name,
        kind,
        sample,
        about,
        required: true,
    }
}

const ID: Key = must(
    "id",
    Kind::Text,
    "\"contractors\"",
    "no other guard or route has it",
);
const WHEN: Key = key(
    "when",
    Kind::Condition,
    "'product.price_cents > 0'",
    "a condition; left out, the rule always applies",
);
const PRODUCTS: Key = key(
    "products",
    Kind::Names,
    "[\"SPE_E5\"]",
    "part numbers (`skuPartNumber`); left out, every product",
);
const FOLLOWS: Kind = Kind::Word(&["end", "review"]);

pub(super) const QUESTION: [Key; 5] = [
    must(
        "id",
        Kind::Text,
        "\"purpose\"",
        "small letters, digits and `_`: conditions name it as `request.answers.ID`. The same id is the same question everywhere",
    ),
    must(
        "text",
        Kind::Text,
        "\"What will you use it for?\"",
        "as the requester reads it",
    ),
    key(
        "kind",
        Kind::Word(&["text", "choice", "date", "yes_no", "person"]),
        "\"text\"",
        "`text` if left out. In conditions a date is `\"2027-01-31\"`, yes and no are `\"yes\"` and `\"no\"`, a person is the UPN",
    ),
    key(
        "choices",
        Kind::Names,
        "[\"A project\", \"Always\"]",
        "of a `choice`",
    ),
    key(
        "at_least",
        Kind::Number(1, 2_000),
        "20",
        "characters of a `text`; 1 if left out",
    ),
];

pub(super) const GUARD: [Key; 19] = [
    ID,
    WHEN,
    PRODUCTS,
    key(
        "reason",
        Kind::Text,
        "\"They have their own.\"",
        "a sentence for the person, said after each thing the guard did",
    ),
    key(
        "link",
        Kind::Text,
        "\"https://intranet.example.com/licences\"",
        "where the person reads more; begins with `https://`",
    ),
    key(
        "deny",
        Kind::Text,
        "\"Not for contractors.\"",
        "the request is denied, with this text",
    ),
    key(
        "keep_off",
        Kind::Names,
        "[\"SWAY\"]",
        "these service plans stay off",
    ),
    key(
        "allow_only",
        Kind::Names,
        "[\"TEAMS1\"]",
        "every other service plan of the product stays off",
    ),
    key(
        "longest_term",
        Kind::Days,
        "\"90d\"",
        "a longer term, and one without end, is cut to this; of several the shortest counts",
    ),
    key(
        "justification_at_least",
        Kind::Number(1, 2_000),
        "20",
        "a justification with fewer characters is denied",
    ),
    key(
        "ask",
        Kind::Tables(&QUESTION),
        "[{ id = \"purpose\", text = \"What for?\" }]",
        "questions that the form asks; a request that does not answer them is denied",
    ),
    key(
        "excludes",
        Kind::Names,
        "[\"SPE_E3\"]",
        "denied for whoever has one of these products, by whatever path",
    ),
    key(
        "replaces",
        Kind::Names,
        "[\"SPE_F3\"]",
        "a grant of one of these products ends when this one is given, in one change. What was not given by a grant stays, and the person is told",
    ),
    key(
        "monthly_spend_at_most_cents",
        Kind::Number(0, 1_000_000_000_000),
        "500000",
        "in hundredths: denied if the grants of all products of its cost centre would cost more this month",
    ),
    key(
        "hold_back_seats",
        Kind::Number(1, 1_000_000),
        "5",
        "denied while so many seats or fewer are free",
    ),
    key(
        "on_leave",
        FOLLOWS,
        "\"end\"",
        "when the account is disabled or deleted, the grant ends, or the manager is asked",
    ),
    key(
        "on_move",
        FOLLOWS,
        "\"review\"",
        "when department, employee type, manager or country change, the grant ends, or the manager is asked",
    ),
    key(
        "grace",
        Kind::Days,
        "\"7d\"",
        "days from then until the end, 0d to 90d; 0d if left out. Who comes back before keeps everything",
    ),
    key(
        "note",
        Kind::Text,
        "\"Agreed with the works council.\"",
        "for whoever keeps the file; said to nobody",
    ),
];

pub(super) const STAGE: [Key; 9] = [
    must(
        "who",
        Kind::Text,
        "\"manager\"",
        "`manager`, `manager's manager`, `owner` (of the product), `group:NAME`, `person:UPN`, `role:Administrator`",
    ),
    key(
        "signatures",
        Kind::Number(1, 20),
        "2",
        "how many of them must sign, never fewer: of a group or the administrators; 1 if left out",
    ),
    key(
        "within",
        Kind::Time,
        "\"3d\"",
        "`3d` or `12h`: how long the stage may take",
    ),
    key(
        "calendar",
        Kind::Text,
        "\"office\"",
        "the `[[calendar]]` in whose working hours `within` and `remind` count; a day is then a working day",
    ),
    key(
        "remind",
        Kind::Time,
        "\"1d\"",
        "so long before the time is over, those who may sign are reminded",
    ),
    key(
        "then",
        Kind::Text,
        "\"manager's manager\"",
        "when the time is over: who is asked instead, or `remind` (again and again), or `lapse` (the request ends, denied). Silence never approves",
    ),
    key(
        "fallback",
        Kind::Text,
        "\"group:License Approvers\"",
        "who is asked when too few of `who` may sign; left out, whoever `then` names; after them, the administrators",
    ),
    key(
        "may_change",
        Kind::Names,
        "[\"term\", \"plans\"]",
        "what an approver may change while signing: `term` (shorter), `plans` (fewer)",
    ),
    key(
        "wants_note",
        Kind::Truth,
        "true",
        "whoever approves has to write why; `false` if left out. Whoever denies always has to",
    ),
];

pub(super) const ROUTE: [Key; 8] = [
    ID,
    WHEN,
    PRODUCTS,
    key(
        "approve",
        Kind::Word(&["automatic"]),
        "\"automatic\"",
        "approved at once, nobody signs",
    ),
    key(
        "stages",
        Kind::Tables(&STAGE),
        "[{ who = \"manager\" }]",
        "who signs, one stage after the other, 1 to 10",
    ),
    key(
        "distinct_people",
        Kind::Truth,
        "true",
        "nobody signs at two stages; `false` if left out",
    ),
    key(
        "for_anybody",
        Kind::Truth,
        "true",
        "also takes what is asked for people who are neither the requester nor their reports; `false` if left out",
    ),
    key(
        "note",
        Kind::Text,
        "\"As agreed in May.\"",
        "for whoever keeps the file; said to nobody",
    ),
];

pub(super) const CALENDAR: [Key; 6] = [
    must("id", Kind::Text, "\"office\"", "stages name it"),
    must(
        "zone",
        Kind::Text,
        "\"Europe/Oslo\"",
        "a time zone of the IANA database",
    ),
    must("from", Kind::Text, "\"08:00\"", "when work begins"),
    must("to", Kind::Text, "\"16:00\"", "when work ends"),
    key(
        "days",
        Kind::Names,
        "[\"Mon\", \"Tue\"]",
        "`Mon` to `Sun`; Monday to Friday if left out",
    ),
    key(
        "holidays",
        Kind::Names,
        "[\"2026-12-25\"]",
        "days on which nobody works",
    ),
];

pub(super) const GIVEN: [Key; 14] = [
    key(
        "product",
        Kind::Facts("product"),
        "\"SPE_E5\"",
        "the part number, or a table of the product's facts",
    ),
    key(
        "beneficiary",
        Kind::Facts("beneficiary"),
        "{ country = \"NO\" }",
        "facts of the person who gets it",
    ),
    key(
        "requester",
        Kind::Facts("requester"),
        "{ upn = \"a@example.com\" }",
        "left out, the beneficiary asks",
    ),
    key(
        "request",
        Kind::Facts("request"),
        "{ kind = \"extend\" }",
        "facts of the request",
    ),
    key(
        "held",
        Kind::Facts("held"),
        "[{ sku = \"SPE_E3\" }]",
        "what the beneficiary has",
    ),
    key("seats", Kind::Facts("seats"), "{ free = 3 }", "of the product"),
    key(
        "spend",
        Kind::Facts("spend"),
        "{ month_cents = 100 }",
        "of the cost centre",
    ),
    key("now", Kind::Text, "\"2026-01-05T09:00:00Z\"", "when it happens"),
    key("term", Kind::Text, "\"90d\"", "`90d`, or `none` for without end"),
    key(
        "justification",
        Kind::Text,
        "\"For drawings.\"",
        "as the requester writes it",
    ),
    key(
        "answers",
        Kind::Facts("answers"),
        "{ purpose = \"Drawings\" }",
        "to the questions, by their ids",
    ),
    key(
        "plans_off",
        Kind::Names,
        "[\"SWAY\"]",
        "plans that the requester wants off",
    ),
    key(
        "event",
        Kind::Word(&["leave", "move"]),
        "\"leave\"",
        "somebody leaves or moves, instead of a request",
    ),
    key(
        "changed",
        Kind::Names,
        "[\"department\"]",
        "of a move, what changed",
    ),
];

pub(super) const EXPECT: [Key; 12] = [
    key(
        "outcome",
        Kind::Word(&["denied", "automatic", "stages"]),
        "\"stages\"",
        "what the policy says",
    ),
    key("stages", Kind::Number(0, 100), "2", "how many"),
    key(
        "signers",
        Kind::Names,
        "[\"manager\", \"2 of group:License Approvers\"]",
        "who signs, and how many of them: one text for each stage, with the words of the route",
    ),
    key(
        "distinct_people",
        Kind::Truth,
        "true",
        "whether nobody signs at two stages",
    ),
    key("off", Kind::Names, "[\"SWAY\"]", "exactly these plans stay off"),
    key("term", Kind::Text, "\"90d\"", "`90d`, or `none` for without end"),
    key(
        "rule",
        Kind::Text,
        "\"contractors\"",
        "the route that was taken, or a guard that denied",
    ),
    key("asks", Kind::Names, "[\"purpose\"]", "exactly these questions"),
    key("replaces", Kind::Names, "[\"SPE_F3\"]", "exactly these products"),
    key(
        "on_leave",
        Kind::Word(&["end", "review", "nothing"]),
        "\"end\"",
        "what follows when somebody leaves",
    ),
    key(
        "on_move",
        Kind::Word(&["end", "review", "nothing"]),
        "\"review\"",
        "what follows when somebody moves",
    ),
    key("grace", Kind::Days, "\"7d\"", "of those two: days until then"),
];

pub(super) const EXAMPLE: [Key; 3] = [
    must("id", Kind::Text, "\"an employee\"", "no other example has it"),
    must(
        "given",
        Kind::Table(&GIVEN),
        "{ product = \"SPE_E5\" }",
        "what differs from an ordinary request",
    ),
    must(
        "expect",
        Kind::Table(&EXPECT),
        "{ outcome = \"stages\" }",
        "what the policy must say",
    ),
];

const FILE: [Key; 4] = [
    key("calendar", Kind::Tables(&CALENDAR), "", "working hours"),
    key("guard", Kind::Tables(&GUARD), "", "what restricts"),
    key("route", Kind::Tables(&ROUTE), "", "who signs"),
    key("example", Kind::Tables(&EXAMPLE), "", "what must come out"),
];

/// JSON Schema (2020-12) of a policy file, for editors that complete and check TOML with one.
pub fn json_schema() -> Value {
    let mut schema = object(&FILE);
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!("Countersign policy");
    schema
}

fn object(keys: &[Key]) -> Value {
    let mut properties = Map::new();
    for key in keys {
        let mut value = of_kind(key.kind);
        value["description"] = json!(key.about.replace('`', ""));
        properties.insert(key.name.to_owned(), value);
    }
    let required: Vec<&str> = keys
        .iter()
        .filter(|key| key.required)
        .map(|key| key.name)
        .collect();
    json!({ "type": "object", "additionalProperties": false, "properties": properties, "required": required })
}

fn of_kind(kind: Kind) -> Value {
    match kind {
        Kind::Text | Kind::Condition => json!({ "type": "string", "minLength": 1 }),
        Kind::Names => json!({ "type": "array", "items": { "type": "string", "minLength": 1 } }),
        Kind::Number(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
        Kind::Truth => json!({ "type": "boolean" }),
        Kind::Word(words) => json!({ "enum": words }),
        Kind::Days => json!({ "type": "string", "pattern": "^[0-9]+d$" }),
        Kind::Time => json!({ "type": "string", "pattern": "^[0-9]+[dh]$" }),
        Kind::Table(keys) => object(keys),
        Kind::Tables(keys) => json!({ "type": "array", "items": object(keys) }),
        Kind::Facts("answers") => of_shape(&Shape::Answers),
        Kind::Facts("product") => json!({ "anyOf": [{ "type": "string" }, of_shape(&SHAPES["product"])] }),
        Kind::Facts(root) => of_shape(&SHAPES[root]),
    }
}

fn of_shape(shape: &Shape) -> Value {
    match shape {
        Shape::Record(members) => {
            let properties: Map<String, Value> = members
                .iter()
                .map(|(name, shape)| ((*name).to_owned(), of_shape(shape)))
                .collect();
            json!({ "type": "object", "additionalProperties": false, "properties": properties })
        }
        Shape::List(item) => json!({ "type": "array", "items": of_shape(item) }),
        Shape::Answers => json!({ "type": "object", "additionalProperties": { "type": "string" } }),
        Shape::Text | Shape::Time => json!({ "type": "string" }),
        Shape::Number => json!({ "type": "integer" }),
        Shape::Truth => json!({ "type": "boolean" }),
    }
}

/// The tables of docs/policy.md, each by the name of its place there.
pub fn tables() -> Vec<(&'static str, String)> {
    vec![
        ("guard", keys_table(&GUARD)),
        ("question", keys_table(&QUESTION)),
        ("route", keys_table(&ROUTE)),
        ("stage", keys_table(&STAGE)),
        ("calendar", keys_table(&CALENDAR)),
        ("given", keys_table(&GIVEN)),
        ("expect", keys_table(&EXPECT)),
        ("facts", facts_table()),
    ]
}

fn keys_table(keys: &[Key]) -> String {
    let mut table = "| key | like | meaning |\n|---|---|---|\n".to_owned();
    for key in keys {
        let needed = if key.required { "required; " } else { "" };
        let sample = key.sample.replace('|', "\\|");
        table.push_str(&format!(
            "| `{}` | `{sample}` | {needed}{} |\n",
            key.name, key.about
        ));
    }
    table
}

fn facts_table() -> String {
    let mut table = "| name | type | meaning |\n|---|---|---|\n".to_owned();
    for (name, root, about) in &ROOTS {
        table.push_str(&format!("| `{name}` | {} | {about} |\n", type_of(&SHAPES[name])));
        // Both people have the same members.
        if *name != "requester" {
            let item = if *name == "held" { "h" } else { name };
            for member in members_of(*root) {
                let row = format!(
                    "| `{item}.{}` | {} | {} |\n",
                    member.name,
                    type_of(&member.shape),
                    member.about
                );
                table.push_str(&row);
            }
        }
    }
    table
}

fn type_of(shape: &Shape) -> &'static str {
    match shape {
        Shape::Record(_) => "record",
        Shape::List(item) if matches!(**item, Shape::Text) => "list of texts",
        Shape::List(_) => "list of records",
        Shape::Answers => "record of texts",
        Shape::Text => "text",
        Shape::Number => "whole number",
        Shape::Truth => "true or false",
        Shape::Time => "time",
    }
}
