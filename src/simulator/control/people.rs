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
use super::{Refused, unknown};
use crate::ids::{GroupId, PersonId};

/// A property that is absent stays; one that is null is emptied.
pub async fn change_person(
    State(shared): State<Shared>,
    Path(key): Path<String>,
    Json(asked): Json<BTreeMap<String, Value>>,
) -> Result<StatusCode, Refused> {
    let mut tenant = shared.tenant();
    let manager = match asked.get("manager").and_then(Value::as_str) {
        Some(manager) => Some(
            tenant
                .person(manager)
                .ok_or_else(|| unknown("person", manager))?
                .id,
        ),
        None => None,
    };
    let person = tenant.person_mut(&key).ok_or_else(|| unknown("person", &key))?;
    let mut changed = person.clone();
    for (name, value) in &asked {
        let text = value.as_str().map(str::to_owned);
        let words = || {
            value
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect()
        };
        match name.as_str() {
            "manager" => changed.manager = manager,
            "usage_location" => changed.usage_location = text,
            "country" => changed.country = text,
            "employee_type" => changed.employee_type = text,
            "department" => changed.department = text.unwrap_or_default(),
            "job_title" => changed.job_title = text.unwrap_or_default(),
            "account_enabled" => changed.account_enabled = value.as_bool().unwrap_or(true),
            "proxy_clash" => changed.proxy_clash = value.as_bool().unwrap_or(false),
            "app_roles" => changed.app_roles = words(),
            "directory_roles" => changed.directory_roles = words(),
            _ => {
                return Err((
                    StatusCode::UNPROCESSABLE_ENTITY,
                    format!("A person has no property {name:?}.\n"),
                ));
            }
        }
    }
    *person = changed;
    Ok(StatusCode::NO_CONTENT)
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
        id: asked
            .id
            .unwrap_or_else(|| PersonId(company::id_of("person", &upn))),
        mail: upn.clone(),
        upn: upn.clone(),
        given_name: asked.given_name,
        surname: asked.surname,
        job_title: asked.job_title,
        department: asked.department,
        employee_type: asked.employee_type,
        is_guest: false,
        country: asked.country,
        usage_location: asked.usage_location,
        account_enabled: true,
        created: now,
        manager,
        app_roles: Vec::new(),
        directory_roles: Vec::new(),
        proxy_clash: false,
    };
    match tenant.welcome(person, now) {
        Some(id) => Ok((StatusCode::CREATED, Json(json!({ "id": id, "upn": upn })))),
        None => Err((
            StatusCode::CONFLICT,
            format!("There is somebody {upn:?} already.\n"),
        )),
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
