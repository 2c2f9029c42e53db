//! Owns people and groups as an administrator changes them.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::Shared;
use super::super::company;
use super::super::licensing::Direct;
use super::super::tenant::{Regroup, Tenant};
use super::licences::plans_of;
use super::moves::{author, unmoved};
use super::{Refused, unknown};
use crate::ids::{GroupId, PersonId};

/// A property that is absent stays; one that is null is emptied.
pub async fn change_person(
    State(shared): State<Shared>,
    Path(key): Path<String>,
    Json(asked): Json<BTreeMap<String, Value>>,
) -> Result<StatusCode, Refused> {
    let now = shared.clock.now();
    let mut tenant = shared.tenant();
    let manager = match asked.get("manager").and_then(Value::as_str) {
        Some(manager) => Some(person_id(&tenant, manager)?),
        None => None,
    };
    if let Some(name) = asked.keys().find(|name| !PROPERTIES.contains(&name.as_str())) {
        return Err((
            StatusCode::UNPROCESSABLE_ENTITY,
            format!("A person has no property {name:?}.\n"),
        ));
    }
    if let Some(at) = asked.get("last_sign_in") {
        let at = serde_json::from_value(at.clone()).map_err(|_| {
            let text = "last_sign_in is a time like 2026-11-24T09:00:00Z, or null for never.\n";
            (StatusCode::UNPROCESSABLE_ENTITY, text.to_owned())
        })?;
        let id = person_id(&tenant, &key)?;
        tenant.signed_in(id, at);
    }
    let author = author(&mut tenant, asked.get("actor").and_then(Value::as_str));
    let edit = |person: &mut company::Person| {
        for (name, value) in &asked {
            set(person, name, value, manager);
        }
    };
    let changed = tenant.change(&key, edit, &author, now);
    changed
        .map(|()| StatusCode::NO_CONTENT)
        .map_err(|refused| unmoved(refused, &key))
}

/// What can be changed of a person.
const PROPERTIES: [&str; 17] = [
    "actor",
    "manager",
    "usage_location",
    "country",
    "employee_type",
    "department",
    "job_title",
    "given_name",
    "surname",
    "upn",
    "mail",
    "account_enabled",
    "proxy_clash",
    "app_roles",
    "directory_roles",
    "last_sign_in",
    "is_guest",
];

fn set(person: &mut company::Person, name: &str, value: &Value, manager: Option<PersonId>) {
    let text = || value.as_str().map(|text| company::Text::from(text.to_owned()));
    let words = || {
        let words = value.as_array().into_iter().flatten().filter_map(Value::as_str);
        words.map(str::to_owned).collect()
    };
    match name {
        "manager" => person.manager = manager,
        "usage_location" => person.usage_location = text(),
        "country" => person.country = text(),
        "employee_type" => person.employee_type = text(),
        "department" => person.department = text().unwrap_or_default(),
        "job_title" => person.job_title = text().unwrap_or_default(),
        "given_name" => person.given_name = text().unwrap_or_default(),
        "surname" => person.surname = text().unwrap_or_default(),
        "upn" => {
            if let Some(upn) = value.as_str().filter(|upn| !upn.is_empty()) {
                person.upn = upn.into();
            }
        }
        "mail" => person.mail = value.as_str().unwrap_or_default().into(),
        "account_enabled" => person.account_enabled = value.as_bool().unwrap_or(true),
        "is_guest" => person.is_guest = value.as_bool().unwrap_or(false),
        "proxy_clash" => person.proxy_clash = value.as_bool().unwrap_or(false),
        "app_roles" => person.app_roles = words(),
        "directory_roles" => person.directory_roles = words(),
        _ => {}
    }
}

/// Somebody new, who can be read when the directory has caught up.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Newcomer {
    given_name: String,
    surname: String,
    /// Made from the name if absent.
    upn: Option<String>,
    /// Object id; made from the UPN if absent.
    id: Option<PersonId>,
    #[serde(default = "operations")]
    department: String,
    #[serde(default)]
    job_title: String,
    #[serde(default = "employee")]
    employee_type: Option<String>,
    country: Option<String>,
    #[serde(default = "norway")]
    usage_location: Option<String>,
    /// Object id or UPN.
    manager: Option<String>,
    actor: Option<String>,
}

fn operations() -> String {
    "Operations".to_owned()
}

#[expect(clippy::unnecessary_wraps, reason = "serde wants the type of the field")]
fn employee() -> Option<String> {
    Some("Employee".to_owned())
}

#[expect(clippy::unnecessary_wraps, reason = "serde wants the type of the field")]
fn norway() -> Option<String> {
    Some("NO".to_owned())
}

pub async fn add(
    State(shared): State<Shared>,
    Json(asked): Json<Newcomer>,
) -> Result<(StatusCode, Json<Value>), Refused> {
    let now = shared.clock.now();
    let mut tenant = shared.tenant();
    let manager = match &asked.manager {
        Some(key) => Some(person_id(&tenant, key)?),
        None => None,
    };
    let upn = asked.upn.unwrap_or_else(|| {
        let name = format!("{}.{}", asked.given_name, asked.surname);
        format!("{}@{}", name.to_lowercase().replace(' ', "-"), company::DOMAIN)
    });
    let person = company::Person {
        id: asked.id.unwrap_or_else(|| tenant.id_for(&upn)),
        mail: upn.as_str().into(),
        upn: upn.as_str().into(),
        given_name: asked.given_name.into(),
        surname: asked.surname.into(),
        job_title: asked.job_title.into(),
        department: asked.department.into(),
        employee_type: asked.employee_type.map(company::Text::from),
        is_guest: false,
        country: asked.country.map(company::Text::from),
        usage_location: asked.usage_location.map(company::Text::from),
        account_enabled: true,
        created: now,
        manager,
        app_roles: Vec::new(),
        directory_roles: Vec::new(),
        proxy_clash: false,
    };
    let author = author(&mut tenant, asked.actor.as_deref());
    match tenant.welcome(person, &author, now) {
        Ok(id) => Ok((StatusCode::CREATED, Json(json!({ "id": id, "upn": upn })))),
        Err(refused) => Err(unmoved(refused, &upn)),
    }
}

/// Every group with its size and what it gives.
pub async fn groups(State(shared): State<Shared>) -> Json<Value> {
    let tenant = shared.tenant();
    let row = |group: &company::Group| {
        let gives: Vec<Value> = group
            .gives
            .iter()
            .map(|(sku, off)| json!({ "sku": sku, "disabled_plans": off }))
            .collect();
        json!({ "id": group.id, "name": group.name, "members": group.members.len(), "gives": gives })
    };
    let rows: Vec<Value> = tenant.groups().iter().map(row).collect();
    Json(json!({ "groups": rows }))
}

/// What changes in a group. What is absent stays.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupChange {
    /// Object ids or UPNs.
    #[serde(default)]
    add: Vec<String>,
    #[serde(default)]
    remove: Vec<String>,
    /// In place of all that it gives now.
    gives: Option<Vec<Given>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    /// Part number or id.
    sku: String,
    /// Names or ids.
    #[serde(default)]
    disabled_plans: Vec<String>,
}

/// Members change at once; their licences when the group has been processed.
pub async fn change_group(
    State(shared): State<Shared>,
    Path(key): Path<String>,
    Json(asked): Json<GroupChange>,
) -> Result<StatusCode, Refused> {
    let now = shared.clock.now();
    let mut tenant = shared.tenant();
    let by_id: Option<GroupId> = key.parse().ok();
    let group = tenant
        .groups()
        .iter()
        .find(|group| Some(group.id) == by_id || group.name == key)
        .map(|group| group.id);
    let group = group.ok_or_else(|| unknown("group", &key))?;
    let people = |keys: &[String]| -> Result<Vec<PersonId>, Refused> {
        keys.iter().map(|key| person_id(&tenant, key)).collect()
    };
    let (add, remove) = (people(&asked.add)?, people(&asked.remove)?);
    let gives = match asked.gives {
        None => None,
        Some(given) => {
            let mut gives = Direct::new();
            for given in given {
                let sku = tenant
                    .sku_mut(&given.sku)
                    .ok_or_else(|| unknown("SKU", &given.sku))?;
                gives.insert(sku.id, plans_of(sku, &given.disabled_plans)?);
            }
            Some(gives)
        }
    };
    tenant.regroup(group, Regroup { add, remove, gives }, now);
    Ok(StatusCode::NO_CONTENT)
}

fn person_id(tenant: &Tenant, key: &str) -> Result<PersonId, Refused> {
    let person = tenant.person(key).ok_or_else(|| unknown("person", key))?;
    Ok(person.id)
}
