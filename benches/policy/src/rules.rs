//! The same rules twice, in our words and in Cedar's, and cases with their facts for both.

use anyhow::{Context as _, anyhow};
use cedar_policy::{Context, Entities, EntityUid, Policy as Statement, PolicyId, PolicySet, Request};
use countersign::policy::{Facts, Policy};
use serde_json::{Value, json};

/// Cases that are decided one after the other.
const CASES: usize = 64;
/// Departments, countries and teams.
const PARTS: usize = 50;
/// The route, and the permit.
pub const ROUTE: &str = "all";

#[derive(Clone, Copy)]
pub enum Kind {
    /// Every rule is about every product.
    General,
    /// Every rule names a product of its own.
    NamingProducts,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Self::General => "general",
            Self::NamingProducts => "named",
        }
    }

    pub fn note(self) -> &'static str {
        match self {
            Self::General => "every rule is about every product",
            Self::NamingProducts => "every rule names a product of its own",
        }
    }
}

pub struct Case {
    pub facts: Facts,
    pub request: Request,
}

pub struct Rules {
    pub policy: Policy,
    pub cedar: PolicySet,
    pub entities: Entities,
    pub cases: Vec<Case>,
}

impl Rules {
    /// So many guards that deny, and a route (for Cedar: forbids and a permit). Ids are the same on both sides.
    pub fn new(kind: Kind, size: usize) -> anyhow::Result<Self> {
        let mut cedar = PolicySet::new();
        add(&mut cedar, ROUTE, "permit(principal, action, resource);")?;
        for n in 0..size {
            let (_, condition) = conditions(n);
            let resource = match kind {
                Kind::General => "resource".to_owned(),
                Kind::NamingProducts => format!("resource == Product::\"{}\"", sku(n)),
            };
            let statement = format!("forbid(principal, action, {resource}) when {{ {condition} }};");
            add(&mut cedar, &format!("g{n}"), &statement)?;
        }
        let (cases, entities) = cases(size)?;
        Ok(Self {
            policy: policy(kind, size)?,
            cedar,
            entities,
            cases,
        })
    }
}

/// Our side alone.
pub fn policy(kind: Kind, size: usize) -> anyhow::Result<Policy> {
    let mut text = format!("[[route]]\nid = \"{ROUTE}\"\nstages = [{{ who = \"manager\" }}]\n");
    for n in 0..size {
        let (condition, _) = conditions(n);
        text.push_str(&format!(
            "[[guard]]\nid = \"g{n}\"\nwhen = '{condition}'\ndeny = \"Not for this person.\"\n"
        ));
        if matches!(kind, Kind::NamingProducts) {
            text.push_str(&format!("products = [\"{}\"]\n", sku(n)));
        }
    }
    Policy::parse("bench.toml", text.as_bytes())
        .map_err(|problems| anyhow!("our rules are refused: {}", problems[0]))
}

/// The condition of a rule in both languages: the same questions in the same order.
fn conditions(n: usize) -> (String, String) {
    let (part, next, cents) = (n % PARTS, (n + 1) % PARTS, cents(n));
    match n % 4 {
        0 => (
            format!(
                "beneficiary.department == \"D{part}\" && product.price_cents == {cents} && !(\"Exempt\" in beneficiary.groups)"
            ),
            format!(
                "principal.department == \"D{part}\" && resource.price_cents == {cents} && !principal.groups.contains(\"Exempt\")"
            ),
        ),
        1 => (
            format!(
                "beneficiary.country in [\"C{part}\", \"C{next}\"] && request.term_days > 365 && product.price_cents == {cents}"
            ),
            format!(
                "[\"C{part}\", \"C{next}\"].contains(principal.country) && context.term_days > 365 && resource.price_cents == {cents}"
            ),
        ),
        2 => (
            format!(
                "\"Team {part}\" in beneficiary.groups && seats.free < 10 && product.price_cents == {cents}"
            ),
            format!(
                "principal.groups.contains(\"Team {part}\") && context.seats_free < 10 && resource.price_cents == {cents}"
            ),
        ),
        _ => (
            format!(
                "beneficiary.employee_type == \"Contractor\" && beneficiary.department.startsWith(\"D{part}\") && product.price_cents == {cents}"
            ),
            format!(
                "principal.employee_type == \"Contractor\" && principal.department like \"D{part}*\" && resource.price_cents == {cents}"
            ),
        ),
    }
}

fn add(set: &mut PolicySet, id: &str, statement: &str) -> anyhow::Result<()> {
    let statement =
        Statement::parse(Some(PolicyId::new(id)), statement).context("Cedar refuses a statement")?;
    Ok(set.add(statement)?)
}

fn sku(n: usize) -> String {
    format!("SKU_{n}")
}

fn cents(n: usize) -> usize {
    100 + n
}

/// Each case is near one rule: every other one is of another part of the company, and some of the rest are exempt.
fn cases(size: usize) -> anyhow::Result<(Vec<Case>, Entities)> {
    let mut entities = Vec::new();
    let mut cases = Vec::new();
    let action: EntityUid = "Action::\"ask\"".parse()?;
    for n in 0..CASES {
        let rule = n * 7 % size;
        let part = if n % 2 == 0 {
            rule % PARTS
        } else {
            (rule + 7) % PARTS
        };
        let facts = facts_of(n, rule, part)?;
        entities.push(json!({
            "uid": { "type": "Person", "id": format!("p{n}") },
            "attrs": {
                "department": facts.beneficiary.department,
                "country": facts.beneficiary.country,
                "employee_type": facts.beneficiary.employee_type,
                "groups": facts.beneficiary.groups,
            },
            "parents": [],
        }));
        // Two cases may be about one product.
        let product = json!({
            "uid": { "type": "Product", "id": facts.product.sku },
            "attrs": { "price_cents": facts.product.price_cents },
            "parents": [],
        });
        if !entities.contains(&product) {
            entities.push(product);
        }
        let context = json!({ "term_days": facts.request.term_days, "seats_free": facts.seats.free });
        let request = Request::new(
            format!("Person::\"p{n}\"").parse()?,
            action.clone(),
            format!("Product::\"{}\"", facts.product.sku).parse()?,
            Context::from_json_value(context, None)?,
            None,
        )?;
        cases.push(Case { facts, request });
    }
    let entities = Entities::from_json_value(Value::Array(entities), None)?;
    Ok((cases, entities))
}

fn facts_of(n: usize, rule: usize, part: usize) -> anyhow::Result<Facts> {
    let mut groups: Vec<String> = (0..20).map(|group| format!("Group {group} of {n}")).collect();
    groups.push(format!("Team {part}"));
    if n % 8 == 0 {
        groups.push("Exempt".to_owned());
    }
    let mut facts = facts();
    let person = &mut facts["beneficiary"];
    person["department"] = json!(format!("D{part}"));
    person["country"] = json!(format!("C{part}"));
    person["employee_type"] = json!("Contractor");
    person["groups"] = json!(groups);
    facts["product"]["sku"] = json!(sku(rule));
    facts["product"]["price_cents"] = json!(cents(rule));
    facts["request"]["term_days"] = json!(400);
    facts["seats"]["free"] = json!(5);
    Ok(serde_json::from_value(facts)?)
}

/// An ordinary request.
pub fn facts() -> Value {
    let person = json!({
        "id": "00000000-0000-0000-0000-000000000001", "upn": "employee@example.com", "name": "An Employee",
        "department": "", "job_title": "Engineer", "employee_type": "Employee", "user_type": "Member",
        "country": "NO", "usage_location": "NO", "enabled": true, "has_manager": true, "groups": [],
    });
    json!({
        "requester": person,
        "beneficiary": person,
        "product": { "sku": "", "name": "A product", "price_cents": 0, "cost_center": "4711", "plans": ["A", "B", "C"] },
        "request": { "kind": "assign", "justification": "For work", "term_days": 90, "plans_off": [], "for_self": true },
        "held": [],
        "seats": { "enabled": 100, "consumed": 50, "free": 50 },
        "spend": { "month_cents": 0 },
        "now": "2026-11-28T09:00:00Z",
    })
}
