//! Owns the HTTP side of `assignLicense` and `reprocessLicenseAssignment`: the permission, the shape of the body, and the answer. What the change means
//! is licensing.rs.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use serde_json::Value;
use uuid::Uuid;

use super::super::errors::GraphError;
use super::super::history::Author;
use super::super::licensing::Change;
use super::super::tenant::{Tenant, Unchanged};
use super::caller::{ASSIGN, ASSIGNING_ROLES, REPROCESS};
use super::{Answer, Call, users};
use crate::ids::{PersonId, PlanId, SkuId};

pub fn assign_license(call: &Call<'_>, key: &str) -> Answer {
    call.caller.may(&ASSIGN)?;
    let changed = {
        let mut tenant = call.shared.tenant();
        check_directory_role(call, &tenant)?;
        let change = parse(&call.body)?;
        let person = seen(call, &tenant, key)?;
        let author = Author {
            by: call.caller.by(),
            client_request_id: super::client_request_id(&call.headers).map(Into::into),
        };
        tenant.assign(&person.to_string(), &change, &author, call.now)
    };
    match changed {
        Ok(person) => users::default_entity(call, person),
        Err(Unchanged::NoSuchPerson) => Err(GraphError::not_found(key)),
        Err(Unchanged::Refused(refusal)) => Err(refusal.into()),
        Err(Unchanged::NotSaved(error)) => {
            tracing::error!(
                error = format!("{error:#}"),
                "the simulator can not write its state file"
            );
            Err(GraphError::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "Service_InternalServerError",
                "The simulator can not write its state file.",
            ))
        }
    }
}

/// `reprocessLicenseAssignment`: processes what groups give now, and tells at once what otherwise stands in
/// `licenseAssignmentStates` only [V].
pub fn reprocess(call: &Call<'_>, key: &str) -> Answer {
    call.caller.may(&REPROCESS)?;
    let person = {
        let mut tenant = call.shared.tenant();
        check_directory_role(call, &tenant)?;
        let person = seen(call, &tenant, key)?;
        tenant.reprocess(person, call.now)?;
        person
    };
    users::default_entity(call, person)
}

/// A signed-in person needs a role in the directory, beside the scope of the application.
fn check_directory_role(call: &Call<'_>, tenant: &Tenant) -> Result<(), GraphError> {
    let Some(caller) = call.caller.person() else {
        return Ok(());
    };
    let caller = tenant.person(&caller.to_string());
    let may = caller.is_some_and(|person| {
        let mut roles = person.directory_roles.iter();
        roles.any(|role| ASSIGNING_ROLES.contains(&role.as_str()))
    });
    may.then_some(()).ok_or_else(GraphError::denied)
}

fn seen(call: &Call<'_>, tenant: &Tenant, key: &str) -> Result<PersonId, GraphError> {
    let person = tenant.seen(key, call.now);
    person
        .map(|person| person.id)
        .ok_or_else(|| GraphError::not_found(key))
}

fn parse(body: &[u8]) -> Result<Change, GraphError> {
    // The text for what is no JSON is from memory [M].
    let body: Value = serde_json::from_slice(body).map_err(|_| {
        GraphError::new(
            StatusCode::BAD_REQUEST,
            "BadRequest",
            "Unable to read JSON request payload.",
        )
    })?;
    let list = |name: &str| {
        body.get(name)
            .and_then(Value::as_array)
            .ok_or_else(|| GraphError::missing_parameter(name))
    };
    let mut change = Change::default();
    for licence in list("addLicenses")? {
        let sku = guid(licence.get("skuId").unwrap_or(&Value::Null))?;
        let off = licence
            .get("disabledPlans")
            .and_then(Value::as_array)
            .map_or(&[][..], Vec::as_slice);
        let off: BTreeSet<PlanId> = off
            .iter()
            .map(|plan| guid(plan).map(PlanId))
            .collect::<Result<_, _>>()?;
        change.add.push((SkuId(sku), off));
    }
    for sku in list("removeLicenses")? {
        change.remove.push(SkuId(guid(sku)?));
    }
    Ok(change)
}

fn guid(value: &Value) -> Result<Uuid, GraphError> {
    let text = value.as_str().ok_or_else(|| {
        GraphError::bad_request(
            "Cannot convert a primitive value to the expected type 'Edm.Guid'. See the inner exception for more details",
        )
    })?;
    Uuid::parse_str(text).map_err(|_| GraphError::not_a_guid(text))
}
