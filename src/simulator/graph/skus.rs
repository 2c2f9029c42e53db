//! Owns subscribed SKUs and the licence details of a person.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::super::skus::{Plan, Sku};
use super::caller::READ_SKUS;
use super::{Answer, Call, users};
use crate::graph::wire::{LicenseUnitsDetail, ServicePlanInfo, SubscribedSku};

/// All at once; there is no paging and no `$filter` [V].
pub fn subscribed(call: &Call<'_>) -> Answer {
    call.caller.may(&READ_SKUS)?;
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
            suspended: 0,
            warning: sku.warning,
            locked_out: 0,
        },
        service_plans: sku
            .plans
            .iter()
            .map(|plan| info(plan, &plan.provisioning_status))
            .collect(),
    };
    let rows: Vec<SubscribedSku> = tenant.skus().iter().map(row).collect();
    Ok(json!({ "@odata.context": call.context("subscribedSkus"), "value": rows }))
}

/// What a person has in effect: a plan that is off on every path is `Disabled` [V].
pub fn license_details(call: &Call<'_>, key: &str) -> Answer {
    let tenant = call.shared.tenant();
    let person = users::readable(call, &tenant, key)?;
    let mut rows: Vec<Value> = Vec::new();
    for licence in users::assigned_licenses(&tenant, person, call.as_of) {
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
