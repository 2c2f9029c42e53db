//! Owns the HTTP side of `assignLicense`: the permission, the shape of the body, and the answer. What the change means
//! is licensing.rs.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use serde_json::Value;
use uuid::Uuid;

use super::super::errors::GraphError;
use super::super::licensing::Change;
use super::super::tenant::Unchanged;
use super::caller::{ASSIGN, ASSIGNING_ROLES};
use super::{Answer, Call, users};
use crate::ids::{PlanId, SkuId};

pub fn assign_license(call: &Call<'_>, key: &str) -> Answer {
    call.caller.may(&ASSIGN)?;
    let changed = {
        let mut tenant = call.shared.tenant();
        if let Some(caller) = call.caller.person() {
            let caller = tenant
                .person(&caller.to_string())
                .ok_or_else(GraphError::denied)?;
            if !caller
                .directory_roles
                .iter()
                .any(|role| ASSIGNING_ROLES.contains(&role.as_str()))
            {
                return Err(GraphError::denied());
            }
        }
        let change = parse(&call.body)?;
        tenant.assign(key, &change, call.now)
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
