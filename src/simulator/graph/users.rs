//! Owns users as Graph shows them: which properties, the licence ones only when selected, and the manager.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::super::company::Person;
use super::super::errors::GraphError;
use super::super::licensing::effective_off;
use super::super::tenant::{Licence, Tenant};
use super::caller::READ_USERS;
use super::query::ExpandManager;
use super::{Answer, Call};
use crate::graph::wire::{AssignedLicense, LicenseAssignmentState};
use crate::ids::PersonId;

/// What a user has when nothing is selected [V].
const DEFAULT: [&str; 11] = [
    "businessPhones",
    "displayName",
    "givenName",
    "jobTitle",
    "mail",
    "mobilePhone",
    "officeLocation",
    "preferredLanguage",
    "surname",
    "userPrincipalName",
    "id",
];

pub fn list(call: &Call<'_>) -> Answer {
    call.caller.may(&READ_USERS)?;
    let filter = call.query.filter(&[
        "userPrincipalName",
        "displayName",
        "id",
        "department",
        "accountEnabled",
    ])?;
    let tenant = call.shared.tenant();
    let select = call.query.select();
    let expand = call.query.expand_manager()?;
    let wanted = Wanted {
        select: select.as_deref(),
        expand: expand.as_ref(),
        as_of: call.as_of,
    };
    let Some(filter) = filter else {
        return call.page("users", tenant.people_seen(call.now), |person| {
            shown(&tenant, person, wanted).map(Value::Object)
        });
    };
    let people: Vec<&Person> = match filter.property.as_str() {
        // One of these is looked up; everything else is looked for.
        "id" | "userPrincipalName" => tenant
            .seen(&filter.value, call.now)
            .into_iter()
            .filter(|p| (filter.property == "id") == (p.id.to_string() == filter.value.to_lowercase()))
            .collect(),
        property => {
            let matches = |person: &&Person| match property {
                "displayName" => person.display_name().eq_ignore_ascii_case(&filter.value),
                "department" => person.department.eq_ignore_ascii_case(&filter.value),
                _ => person.account_enabled.to_string() == filter.value,
            };
            tenant.people_seen(call.now).iter().filter(matches).collect()
        }
    };
    call.page("users", &people, |person| {
        shown(&tenant, person, wanted).map(Value::Object)
    })
}

pub fn one(call: &Call<'_>, key: &str) -> Answer {
    let tenant = call.shared.tenant();
    let person = readable(call, &tenant, key)?;
    let select = call.query.select();
    let expand = call.query.expand_manager()?;
    let wanted = Wanted {
        select: select.as_deref(),
        expand: expand.as_ref(),
        as_of: call.as_of,
    };
    entity(call, shown(&tenant, person, wanted)?)
}

/// 404 when there is none [M].
pub fn manager(call: &Call<'_>, key: &str) -> Answer {
    let tenant = call.shared.tenant();
    let person = readable(call, &tenant, key)?;
    let manager = person.manager.and_then(|id| tenant.person(&id.to_string()));
    let manager = manager.ok_or_else(|| GraphError::not_found("manager"))?;
    let mut body = shown(
        &tenant,
        manager,
        Wanted {
            select: call.query.select().as_deref(),
            expand: None,
            as_of: call.as_of,
        },
    )?;
    body.insert("@odata.type".to_owned(), "#microsoft.graph.user".into());
    body.insert(
        "@odata.context".to_owned(),
        call.context("directoryObjects/$entity"),
    );
    Ok(Value::Object(body))
}

/// The person, if the caller may read them; who may not read anybody is not told who exists.
pub fn readable<'t>(call: &Call<'_>, tenant: &'t Tenant, key: &str) -> Result<&'t Person, GraphError> {
    match tenant.seen(key, call.now) {
        Some(person) => call.caller.may_read(person.id).map(|()| person),
        None => {
            call.caller.may(&READ_USERS)?;
            Err(GraphError::not_found(key))
        }
    }
}

/// A user with the default properties, as `assignLicense` answers [T].
pub fn default_entity(call: &Call<'_>, person: PersonId) -> Answer {
    let tenant = call.shared.tenant();
    let person = tenant
        .person(&person.to_string())
        .ok_or_else(|| GraphError::not_found(&person.to_string()))?;
    entity(call, shown(&tenant, person, Wanted::default())?)
}

/// What somebody wants to see of a person.
#[derive(Clone, Copy, Default)]
pub struct Wanted<'a> {
    pub select: Option<&'a [String]>,
    pub expand: Option<&'a ExpandManager>,
    pub as_of: Option<DateTime<Utc>>,
}

pub fn shown(tenant: &Tenant, person: &Person, wanted: Wanted<'_>) -> Result<Map<String, Value>, GraphError> {
    let mut body = Map::new();
    match wanted.select {
        None => body.extend(
            DEFAULT
                .iter()
                .map(|name| ((*name).to_owned(), property(tenant, person, name))),
        ),
        Some(names) => {
            for name in names {
                let value = known(tenant, person, name, wanted.as_of).ok_or_else(|| {
                    // The text is from memory [M].
                    GraphError::bad_request(format!(
                        "Parsing OData Select and Expand failed: Could not find a property named '{name}' on type 'microsoft.graph.user'."
                    ))
                })?;
                body.insert(name.clone(), value);
            }
        }
    }
    let expand = wanted.expand.filter(|expand| expand.levels > 0);
    let manager = expand.and(person.manager);
    if let (Some(expand), Some(manager)) = (expand, manager.and_then(|id| tenant.person(&id.to_string()))) {
        let above = ExpandManager {
            levels: expand.levels - 1,
            select: expand.select.clone(),
        };
        let wanted = Wanted {
            select: expand.select.as_deref(),
            expand: Some(&above),
            as_of: wanted.as_of,
        };
        let mut manager = shown(tenant, manager, wanted)?;
        manager.insert("@odata.type".to_owned(), "#microsoft.graph.user".into());
        body.insert("manager".to_owned(), Value::Object(manager));
    }
    Ok(body)
}

fn entity(call: &Call<'_>, mut body: Map<String, Value>) -> Answer {
    body.insert("@odata.context".to_owned(), call.context("users/$entity"));
    Ok(Value::Object(body))
}

fn property(tenant: &Tenant, person: &Person, name: &str) -> Value {
    known(tenant, person, name, None).unwrap_or_default()
}

fn known(tenant: &Tenant, person: &Person, name: &str, as_of: Option<DateTime<Utc>>) -> Option<Value> {
    Some(match name {
        "id" => json!(person.id),
        "userPrincipalName" => json!(person.upn),
        "displayName" => json!(person.display_name()),
        "givenName" => json!(person.given_name),
        "surname" => json!(person.surname),
        "mail" => json!(person.mail),
        "jobTitle" => json!(person.job_title),
        "department" => json!(person.department),
        "employeeType" => json!(person.employee_type),
        "userType" => json!(if person.is_guest { "Guest" } else { "Member" }),
        "companyName" => json!(super::super::company::COMPANY),
        "country" => json!(person.country),
        "usageLocation" => json!(person.usage_location),
        "accountEnabled" => json!(person.account_enabled),
        "createdDateTime" => json!(person.created),
        "businessPhones" => json!([]),
        "mobilePhone" | "officeLocation" | "preferredLanguage" => Value::Null,
        "assignedLicenses" => json!(assigned_licenses(tenant, person, as_of)),
        "licenseAssignmentStates" => json!(assignment_states(tenant, person, as_of)),
        _ => return None,
    })
}

/// One row for each SKU, inherited ones included; off is what is off on every path [V].
pub fn assigned_licenses(
    tenant: &Tenant,
    person: &Person,
    as_of: Option<DateTime<Utc>>,
) -> Vec<AssignedLicense> {
    let mut paths: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for licence in tenant.licences(person.id, as_of) {
        if licence.error.is_none() {
            paths.entry(licence.sku).or_default().push(licence.off);
        }
    }
    let rows = paths.into_iter().map(|(sku_id, paths)| AssignedLicense {
        sku_id,
        disabled_plans: effective_off(&paths).into_iter().collect(),
    });
    rows.collect()
}

/// One row for each SKU and path, also for what a group can not give [V].
fn assignment_states(
    tenant: &Tenant,
    person: &Person,
    as_of: Option<DateTime<Utc>>,
) -> Vec<LicenseAssignmentState> {
    let row = |licence: Licence| LicenseAssignmentState {
        sku_id: licence.sku,
        assigned_by_group: licence.group,
        disabled_plans: licence.off.into_iter().collect(),
        error: licence.error.map(str::to_owned),
        state: if licence.error.is_some() {
            "Error"
        } else {
            "Active"
        }
        .to_owned(),
        last_updated_date_time: Some(licence.since),
    };
    tenant.licences(person.id, as_of).into_iter().map(row).collect()
}
