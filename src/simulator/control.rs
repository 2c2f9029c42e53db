//! Owns the strings behind the stage, under `/_control`: failures on demand, what was called, and the hand of an
//! administrator who changes things without us. JSON, loopback only, for tests and the demo.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use axum::body::{Body, to_bytes};
use axum::extract::{Path, Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::faults::Fault;
use super::licensing::Change;
use super::skus::Plan;
use super::tenant::Unchanged;
use super::{BODY_LIMIT_BYTES, Shared, lock};
use crate::ids::{PlanId, SkuId};

/// Calls remembered; the oldest are forgotten first.
const CALLS_KEPT: usize = 10_000;

pub fn routes() -> Router<Shared> {
    Router::new()
        .route("/faults", get(faults).post(add_fault).delete(clear_faults))
        .route("/release", post(release))
        .route("/calls", get(calls).delete(forget_calls))
        .route("/seats", post(seats))
        .route("/people/{key}", post(change_person))
        .route("/app_roles", post(app_roles))
        .route("/client", post(client))
        .route("/assign", post(assign))
        .route("/skus", get(skus))
        .route("/sku_plans", post(add_plan))
}

/// One `assignLicense` call that reached the simulator.
#[derive(Clone, Debug, Serialize)]
pub struct AssignCall {
    pub number: u64,
    pub at: DateTime<Utc>,
    pub path: String,
    /// `application:ID` or `person:ID`; nothing if the token was not ours.
    pub by: Option<String>,
    pub body: Value,
    pub client_request_id: Option<String>,
    /// What was answered; nothing while the answer is held back or if the caller went away.
    pub status: Option<u16>,
}

#[derive(Default)]
pub struct CallLog(Mutex<(u64, BTreeMap<u64, AssignCall>)>);

impl CallLog {
    fn begin(&self, call: impl FnOnce(u64) -> AssignCall) -> u64 {
        let mut log = lock(&self.0);
        log.0 += 1;
        let number = log.0;
        log.1.insert(number, call(number));
        while log.1.len() > CALLS_KEPT {
            log.1.pop_first();
        }
        number
    }

    fn end(&self, number: u64, status: u16) {
        if let Some(call) = lock(&self.0).1.get_mut(&number) {
            call.status = Some(status);
        }
    }
}

/// The middleware that writes every `assignLicense` call down, with what was answered in the end.
pub async fn record(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    if request.method() != Method::POST || !path.ends_with("assignLicense") {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, BODY_LIMIT_BYTES).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let text = |name: &str| {
        parts
            .headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned)
    };
    let claims = text("authorization").and_then(|header| shared.keys.verify(header.split_once(' ')?.1));
    let by = claims.map(|claims| match claims["scp"].is_string() {
        true => format!("person:{}", claims["oid"].as_str().unwrap_or_default()),
        false => format!("application:{}", claims["appid"].as_str().unwrap_or_default()),
    });
    let number = shared.calls.begin(|number| AssignCall {
        number,
        at: shared.clock.now(),
        path,
        by,
        body: serde_json::from_slice(&bytes).unwrap_or_default(),
        client_request_id: text("client-request-id"),
        status: None,
    });
    let answer = next.run(Request::from_parts(parts, Body::from(bytes))).await;
    shared.calls.end(number, answer.status().as_u16());
    answer
}

async fn faults(State(shared): State<Shared>) -> Json<Value> {
    Json(json!({ "faults": shared.faults.waiting(), "held": shared.faults.held() }))
}

async fn add_fault(State(shared): State<Shared>, Json(fault): Json<Fault>) -> StatusCode {
    shared.faults.add(fault);
    StatusCode::NO_CONTENT
}

async fn clear_faults(State(shared): State<Shared>) -> StatusCode {
    shared.faults.clear();
    StatusCode::NO_CONTENT
}

async fn release(State(shared): State<Shared>) -> StatusCode {
    shared.faults.release();
    StatusCode::NO_CONTENT
}

async fn calls(State(shared): State<Shared>) -> Json<Value> {
    let calls: Vec<AssignCall> = lock(&shared.calls.0).1.values().cloned().collect();
    Json(json!({ "calls": calls }))
}

async fn forget_calls(State(shared): State<Shared>) -> StatusCode {
    lock(&shared.calls.0).1.clear();
    StatusCode::NO_CONTENT
}

/// What a request did not find, or why it was refused, as text.
type Refused = (StatusCode, String);

fn unknown(what: &str, key: &str) -> Refused {
    (StatusCode::NOT_FOUND, format!("There is no {what} {key:?}.\n"))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Seats {
    /// Part number or id.
    sku: String,
    enabled: Option<i32>,
    warning: Option<i32>,
    applies_to: Option<String>,
    capability_status: Option<String>,
}

async fn seats(State(shared): State<Shared>, Json(asked): Json<Seats>) -> Result<StatusCode, Refused> {
    let mut tenant = shared.tenant();
    let sku = tenant
        .sku_mut(&asked.sku)
        .ok_or_else(|| unknown("SKU", &asked.sku))?;
    sku.enabled = asked.enabled.unwrap_or(sku.enabled);
    sku.warning = asked.warning.unwrap_or(sku.warning);
    if let Some(applies_to) = asked.applies_to {
        sku.applies_to = applies_to;
    }
    if let Some(status) = asked.capability_status {
        sku.capability_status = status;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// A property that is absent stays; one that is null is emptied.
async fn change_person(
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AppRoles {
    roles: Vec<String>,
}

/// Counts from the next token on, as with Entra.
async fn app_roles(State(shared): State<Shared>, Json(asked): Json<AppRoles>) -> StatusCode {
    shared.sign_in().app_roles = asked.roles;
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Client {
    secret_expired: bool,
}

async fn client(State(shared): State<Shared>, Json(asked): Json<Client>) -> StatusCode {
    shared.sign_in().secret_expired = asked.secret_expired;
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Assign {
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
}

async fn assign(State(shared): State<Shared>, Json(asked): Json<Assign>) -> Result<StatusCode, Refused> {
    let mut tenant = shared.tenant();
    let sku = tenant
        .sku_mut(&asked.sku)
        .ok_or_else(|| unknown("SKU", &asked.sku))?;
    let mut off = BTreeSet::new();
    for plan in &asked.disabled_plans {
        let id: Option<PlanId> = sku.plan(plan).or_else(|| plan.parse().ok());
        off.insert(id.ok_or_else(|| unknown("plan", plan))?);
    }
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
    match tenant.assign(&asked.person, &change, shared.clock.now()) {
        Ok(_) => Ok(StatusCode::NO_CONTENT),
        Err(Unchanged::NoSuchPerson) => Err(unknown("person", &asked.person)),
        Err(error) => Err((StatusCode::CONFLICT, format!("{error}\n"))),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AddPlan {
    sku: String,
    plan: Plan,
}

/// Microsoft adds a plan to a SKU: it is on for everybody who has the SKU, until somebody says otherwise.
async fn add_plan(State(shared): State<Shared>, Json(asked): Json<AddPlan>) -> Result<StatusCode, Refused> {
    let mut tenant = shared.tenant();
    let sku = tenant
        .sku_mut(&asked.sku)
        .ok_or_else(|| unknown("SKU", &asked.sku))?;
    sku.plans.retain(|plan| plan.id != asked.plan.id);
    sku.plans.push(asked.plan);
    Ok(StatusCode::NO_CONTENT)
}

/// SKUs with the names people know, which Graph does not tell.
async fn skus(State(shared): State<Shared>) -> Json<Value> {
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
                "consumed": tenant.consumed(sku.id),
                "plans": plans,
            })
        })
        .collect();
    Json(json!({ "skus": rows }))
}
