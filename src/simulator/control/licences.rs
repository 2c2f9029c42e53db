//! Owns the hand of an administrator, and of Microsoft: seats, plans, and licences that change without us.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::Shared;
use super::super::licensing::Change;
use super::super::skus::{Plan, Sku};
use super::super::tenant::{self, Unchanged};
use super::moves::author;
use super::{Refused, unknown};
use crate::ids::{PlanId, SkuId};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seats {
    /// Part number or id.
    sku: String,
    enabled: Option<i32>,
    warning: Option<i32>,
    suspended: Option<i32>,
    locked_out: Option<i32>,
    applies_to: Option<String>,
    capability_status: Option<String>,
}

pub async fn seats(State(shared): State<Shared>, Json(asked): Json<Seats>) -> Result<StatusCode, Refused> {
    let mut tenant = shared.tenant();
    let sku = tenant
        .sku_mut(&asked.sku)
        .ok_or_else(|| unknown("SKU", &asked.sku))?;
    if let Some(applies_to) = asked.applies_to {
        sku.applies_to = applies_to;
    }
    if let Some(status) = asked.capability_status {
        sku.capability_status = status;
    }
    let (id, had) = (sku.id, sku.seats());
    let seats = tenant::Seats {
        enabled: asked.enabled.unwrap_or(had.enabled),
        warning: asked.warning.unwrap_or(had.warning),
        suspended: asked.suspended.unwrap_or(had.suspended),
        locked_out: asked.locked_out.unwrap_or(had.locked_out),
    };
    match tenant.change_seats(id, seats) {
        Ok(()) => Ok(StatusCode::NO_CONTENT),
        Err(error) => Err((StatusCode::INTERNAL_SERVER_ERROR, format!("{error:#}\n"))),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assign {
    /// Object id or UPN.
    person: String,
    /// Part number or id.
    sku: String,
    /// Names or ids of the plans that are off.
    #[serde(default)]
    disabled_plans: Vec<String>,
    /// Take it away instead.
    #[serde(default)]
    remove: bool,
    /// Who does it.
    actor: Option<String>,
}

pub async fn assign(State(shared): State<Shared>, Json(asked): Json<Assign>) -> Result<StatusCode, Refused> {
    let mut tenant = shared.tenant();
    let sku = tenant
        .sku_mut(&asked.sku)
        .ok_or_else(|| unknown("SKU", &asked.sku))?;
    let off = plans_of(sku, &asked.disabled_plans)?;
    let sku: SkuId = sku.id;
    let change = match asked.remove {
        true => Change {
            add: Vec::new(),
            remove: vec![sku],
        },
        false => Change {
            add: vec![(sku, off)],
            remove: Vec::new(),
        },
    };
    let author = author(&mut tenant, asked.actor.as_deref());
    match tenant.assign(&asked.person, &change, &author, shared.clock.now()) {
        Ok(_) => Ok(StatusCode::NO_CONTENT),
        Err(Unchanged::NoSuchPerson) => Err(unknown("person", &asked.person)),
        Err(error) => Err((StatusCode::CONFLICT, format!("{error}\n"))),
    }
}

/// Plans of a SKU by name or id.
pub fn plans_of(sku: &Sku, plans: &[String]) -> Result<BTreeSet<PlanId>, Refused> {
    let id = |plan: &String| sku.plan(plan).or_else(|| plan.parse().ok());
    plans
        .iter()
        .map(|plan| id(plan).ok_or_else(|| unknown("plan", plan)))
        .collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddPlan {
    sku: String,
    plan: Plan,
}

/// Microsoft adds a plan to a SKU: it is on for everybody who has the SKU, until somebody says otherwise.
pub async fn add_plan(
    State(shared): State<Shared>,
    Json(asked): Json<AddPlan>,
) -> Result<StatusCode, Refused> {
    let mut tenant = shared.tenant();
    let sku = tenant
        .sku_mut(&asked.sku)
        .ok_or_else(|| unknown("SKU", &asked.sku))?
        .id;
    match tenant.add_plan(sku, asked.plan) {
        Ok(()) => Ok(StatusCode::NO_CONTENT),
        Err(error) => Err((StatusCode::INTERNAL_SERVER_ERROR, format!("{error:#}\n"))),
    }
}

/// SKUs with the names people know, which Graph does not tell.
pub async fn skus(State(shared): State<Shared>) -> Json<Value> {
    let tenant = shared.tenant();
    let rows: Vec<Value> = tenant
        .skus()
        .iter()
        .map(|sku| {
            let plans: Vec<Value> = sku
                .plans
                .iter()
                .map(|plan| json!({ "id": plan.id, "name": plan.name, "title": plan.title }))
                .collect();
            json!({
                "id": sku.id,
                "part_number": sku.part_number,
                "name": sku.name,
                "enabled": sku.enabled,
                "warning": sku.warning,
                "suspended": sku.suspended,
                "locked_out": sku.locked_out,
                "consumed": tenant.consumed(sku.id),
                "plans": plans,
            })
        })
        .collect();
    Json(json!({ "skus": rows }))
}
