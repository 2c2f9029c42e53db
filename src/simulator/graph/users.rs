//! Owns users as Graph shows them: which properties, the licence ones only when selected, and the manager.

use serde_json::{Map, Value, json};

use super::super::company::Person;
use super::super::errors::GraphError;
use super::super::licensing::effective_off;
use super::super::tenant::Tenant;
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
    let matches = |person: &&Person| match &filter {
        None => true,
        Some(wanted) => match wanted.property.as_str() {
            "userPrincipalName" => person.upn.eq_ignore_ascii_case(&wanted.value),
            "displayName" => person.display_name().eq_ignore_ascii_case(&wanted.value),
            "department" => person.department.eq_ignore_ascii_case(&wanted.value),
            "accountEnabled" => person.account_enabled.to_string() == wanted.value,
            _ => person.id.to_string() == wanted.value,
        },
    };
    let people: Vec<&Person> = tenant.people().iter().filter(matches).collect();
    let select = call.query.select();
    let expand = call.query.expand_manager()?;
    call.page("users", &people, |person| {
        shown(&tenant, person, select.as_deref(), expand.as_ref()).map(Value::Object)
    })
}

pub fn one(call: &Call<'_>, key: &str) -> Answer {
    let tenant = call.shared.tenant();
    let person = readable(call, &tenant, key)?;
    let select = call.query.select();
    let expand = call.query.expand_manager()?;
    entity(call, shown(&tenant, person, select.as_deref(), expand.as_ref())?)
}

/// 404 when there is none [M].
pub fn manager(call: &Call<'_>, key: &str) -> Answer {
    let tenant = call.shared.tenant();
    let person = readable(call, &tenant, key)?;
    let manager = person.manager.and_then(|id| tenant.person(&id.to_string()));
    let manager = manager.ok_or_else(|| GraphError::not_found("manager"))?;
    let mut body = shown(&tenant, manager, call.query.select().as_deref(), None)?;
    body.insert("@odata.type".to_owned(), "#microsoft.graph.user".into());
    body.insert(
        "@odata.context".to_owned(),
        call.context("directoryObjects/$entity"),
    );
    Ok(Value::Object(body))
}

/// The person, if the caller may read them; who may not read anybody is not told who exists.
pub fn readable<'t>(call: &Call<'_>, tenant: &'t Tenant, key: &str) -> Result<&'t Person, GraphError> {
    match tenant.person(key) {
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
    entity(call, shown(&tenant, person, None, None)?)
}

pub fn shown(
    tenant: &Tenant,
    person: &Person,
    select: Option<&[String]>,
    expand: Option<&ExpandManager>,
) -> Result<Map<String, Value>, GraphError> {
    let mut body = Map::new();
    match select {
        None => body.extend(
            DEFAULT
                .iter()
                .map(|name| ((*name).to_owned(), property(tenant, person, name))),
        ),
        Some(names) => {
            for name in names {
                let value = known(tenant, person, name).ok_or_else(|| {
                    // The text is from memory [M].
                    GraphError::bad_request(format!(
                        "Parsing OData Select and Expand failed: Could not find a property named '{name}' on type 'microsoft.graph.user'."
                    ))
                })?;
                body.insert(name.clone(), value);
            }
        }
    }
    let manager = expand.filter(|expand| expand.levels > 0).and(person.manager);
    if let (Some(expand), Some(manager)) = (expand, manager.and_then(|id| tenant.person(&id.to_string()))) {
        let above = ExpandManager {
            levels: expand.levels - 1,
            select: expand.select.clone(),
        };
        let mut manager = shown(tenant, manager, expand.select.as_deref(), Some(&above))?;
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
    known(tenant, person, name).unwrap_or_default()
}

fn known(tenant: &Tenant, person: &Person, name: &str) -> Option<Value> {
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
        "assignedLicenses" => json!(assigned_licenses(tenant, person)),
        "licenseAssignmentStates" => json!(assignment_states(tenant, person)),
        _ => return None,
    })
}

/// One row for each SKU, inherited ones included; off is what is off on every path [V].
pub fn assigned_licenses(tenant: &Tenant, person: &Person) -> Vec<AssignedLicense> {
    let mut paths: std::collections::BTreeMap<_, Vec<_>> = std::collections::BTreeMap::new();
    for (sku, off) in tenant.direct(person.id) {
        paths.entry(sku).or_default().push(off);
    }
    for (_, sku, off) in tenant.inherited(person.id) {
        paths.entry(sku).or_default().push(off);
    }
    let rows = paths.into_iter().map(|(sku_id, paths)| AssignedLicense {
        sku_id,
        disabled_plans: effective_off(&paths).into_iter().collect(),
    });
    rows.collect()
}

/// One row for each SKU and path [V].
fn assignment_states(tenant: &Tenant, person: &Person) -> Vec<LicenseAssignmentState> {
    let direct = tenant
        .direct(person.id)
        .into_iter()
        .map(|(sku_id, off)| LicenseAssignmentState {
            sku_id,
            assigned_by_group: None,
            disabled_plans: off.into_iter().collect(),
            error: None,
            state: "Active".to_owned(),
            last_updated_date_time: Some(tenant.since(person.id, sku_id)),
        });
    let inherited = tenant
        .inherited(person.id)
        .into_iter()
        .map(|(group, sku_id, off)| LicenseAssignmentState {
            sku_id,
            assigned_by_group: Some(group),
            disabled_plans: off.into_iter().collect(),
            error: None,
            state: "Active".to_owned(),
            last_updated_date_time: Some(person.created),
        });
    direct.chain(inherited).collect()
}
