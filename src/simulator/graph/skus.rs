//! Owns subscribed SKUs and the licence details of a person.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::super::errors::GraphError;
use super::super::skus::{Plan, Sku};
use super::caller::READ_SKUS;
use super::written::{View, assigned_licenses};
use super::{Answer, Body, Call, users};
use crate::graph::wire::{LicenseUnitsDetail, ServicePlanInfo, SubscribedSku};

/// All at once; there is no paging and no `$filter` [V].
pub fn subscribed(call: &Call<'_>) -> Result<Body, GraphError> {
    call.caller.may(&READ_SKUS)?;
    for option in ["$filter", "$top", "$expand", "$orderby"] {
        if call.query.value(option).is_some() {
            // The text is from memory [M].
            return Err(GraphError::bad_request(format!(
                "Query option '{option}' is not supported."
            )));
        }
    }
    let tenant = call.shared.tenant();
    let row = |sku: &Sku| SubscribedSku {
        id: format!("{}_{}", tenant.id, sku.id),
        sku_id: sku.id,
        sku_part_number: sku.part_number.clone(),
        applies_to: sku.applies_to.clone(),
        capability_status: sku.capability_status.clone(),
        consumed_units: tenant.consumed(sku.id),
        prepaid_units: LicenseUnitsDetail {
            enabled: sku.enabled,
            suspended: sku.suspended,
            warning: sku.warning,
            locked_out: sku.locked_out,
        },
        service_plans: sku
            .plans
            .iter()
            .map(|plan| info(plan, &plan.provisioning_status))
            .collect(),
    };
    let rows: Vec<SubscribedSku> = tenant.skus().iter().map(row).collect();
    drop(tenant);
    let context = call.context("subscribedSkus");
    let Some(select) = call.query.select() else {
        #[derive(serde::Serialize)]
        struct Whole<'a> {
            #[serde(rename = "@odata.context")]
            context: &'a Value,
            value: &'a [SubscribedSku],
        }
        let whole = Whole {
            context: &context,
            value: &rows,
        };
        // Rows of strings and numbers can always be written.
        return Ok(Body::Written(
            serde_json::to_vec(&whole).unwrap_or_default().into(),
        ));
    };
    let value = selected(&rows, &select)?;
    Ok(Body::Tree(json!({ "@odata.context": context, "value": value })))
}

fn selected(rows: &[SubscribedSku], select: &[String]) -> Result<Vec<Value>, GraphError> {
    let mut value = Vec::new();
    for row in rows {
        let row = serde_json::to_value(row).unwrap_or_default();
        let mut selected = serde_json::Map::new();
        for name in select {
            let property = row.get(name).cloned().ok_or_else(|| {
                // The text is from memory [M].
                GraphError::bad_request(format!(
                    "Parsing OData Select and Expand failed: Could not find a property named '{name}' on type 'microsoft.graph.subscribedSku'."
                ))
            })?;
            selected.insert(name.clone(), property);
        }
        value.push(Value::Object(selected));
    }
    Ok(value)
}

/// What a person has in effect: a plan that is off on every path is `Disabled` [V].
pub fn license_details(call: &Call<'_>, key: &str) -> Answer {
    let tenant = call.shared.tenant();
    let person = users::readable(call, &tenant, key)?;
    let mut rows: Vec<Value> = Vec::new();
    let view = View {
        tenant: &tenant,
        now: call.now,
        as_of: call.as_of,
    };
    for licence in assigned_licenses(view, person) {
        let Some(sku) = tenant.sku(licence.sku_id) else {
            continue;
        };
        let plan = |plan: &Plan| {
            let off = licence.disabled_plans.contains(&plan.id);
            info(
                plan,
                if off {
                    "Disabled"
                } else {
                    &plan.provisioning_status
                },
            )
        };
        let id = [person.id.0.as_bytes().as_slice(), sku.id.0.as_bytes()].concat();
        rows.push(json!({
            "id": URL_SAFE_NO_PAD.encode(id),
            "skuId": sku.id,
            "skuPartNumber": sku.part_number,
            "servicePlans": sku.plans.iter().map(plan).collect::<Vec<_>>(),
        }));
    }
    Ok(json!({ "@odata.context": call.context("users('')/licenseDetails"), "value": rows }))
}

fn info(plan: &Plan, status: &str) -> ServicePlanInfo {
    ServicePlanInfo {
        service_plan_id: plan.id,
        service_plan_name: plan.name.clone(),
        provisioning_status: status.to_owned(),
        applies_to: plan.applies_to.clone(),
    }
}
