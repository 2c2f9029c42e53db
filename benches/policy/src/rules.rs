//! The same rules twice, in our words and in Cedar's, and cases with their facts for both.

use anyhow::{Context as _, anyhow};
use cedar_policy::{Context, Entities, EntityUid, PolicySet, Request};
use countersign::policy::{Facts, Policy};
use serde_json::{Value, json};

/// Cases that are decided one after the other.
const CASES: usize = 64;

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
    /// So many guards that deny, and a route (for Cedar: forbids and a permit).
    pub fn new(kind: Kind, size: usize) -> anyhow::Result<Self> {
        let mut ours = "[[route]]\nid = \"all\"\nstages = [{ who = \"manager\" }]\n".to_owned();
        let mut cedar = "permit(principal, action, resource);\n".to_owned();
        for n in 0..size {
            let (department, cents) = (n % 50, 100 + n);
            ours.push_str(&format!(
                "[[guard]]\nid = \"g{n}\"\nwhen = 'beneficiary.department == \"D{department}\" && product.price_cents == {cents} && !(\"Exempt\" in beneficiary.groups)'\ndeny = \"Not for this department.\"\n"
            ));
            let resource = match kind {
                Kind::General => "resource".to_owned(),
                Kind::NamingProducts => {
                    ours.push_str(&format!("products = [\"SKU_{n}\"]\n"));
                    format!("resource == Product::\"SKU_{n}\"")
                }
            };
            cedar.push_str(&format!(
                "forbid(principal, action, {resource}) when {{ principal.department == \"D{department}\" && resource.price_cents == {cents} && !principal.groups.contains(\"Exempt\") }};\n"
            ));
        }
        let policy = Policy::parse("bench.toml", ours.as_bytes())
            .map_err(|problems| anyhow!("our rules are refused: {}", problems[0]))?;
        let (cases, entities) = cases(size)?;
        Ok(Self {
            policy,
            cedar: cedar.parse().context("Cedar refuses its rules")?,
            entities,
            cases,
        })
    }
}

/// Half of the cases are denied by one rule. What Cedar needs of a request is made beforehand and not measured.
fn cases(size: usize) -> anyhow::Result<(Vec<Case>, Entities)> {
    let mut entities = Vec::new();
    let mut cases = Vec::new();
    let action: EntityUid = "Action::\"ask\"".parse()?;
    for n in 0..CASES {
        let rule = n * 7 % size;
        let department = if n % 2 == 0 { rule % 50 } else { (rule + 1) % 50 };
        let groups: Vec<String> = (0..20).map(|group| format!("Group {group} of {n}")).collect();
        let mut facts = facts();
        facts["beneficiary"]["department"] = json!(format!("D{department}"));
        facts["beneficiary"]["groups"] = json!(groups);
        facts["product"]["sku"] = json!(format!("SKU_{rule}"));
        facts["product"]["price_cents"] = json!(100 + rule);
        let facts: Facts = serde_json::from_value(facts)?;
        entities.push(json!({
            "uid": { "type": "Person", "id": format!("p{n}") },
            "attrs": { "department": facts.beneficiary.department, "groups": groups },
            "parents": [],
        }));
        // Two cases may be about one product.
        let product = json!({
            "uid": { "type": "Product", "id": format!("SKU_{rule}") },
            "attrs": { "price_cents": 100 + rule },
            "parents": [],
        });
        if !entities.contains(&product) {
            entities.push(product);
        }
        let request = Request::new(
            format!("Person::\"p{n}\"").parse()?,
            action.clone(),
            format!("Product::\"SKU_{rule}\"").parse()?,
            Context::empty(),
            None,
        )?;
        cases.push(Case { facts, request });
    }
    let entities = Entities::from_json_value(Value::Array(entities), None)?;
    Ok((cases, entities))
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
