//! Owns the strings behind the stage, under `/_control`: failures on demand and by chance, what was called and what became
//! of it, time, and the hand of an administrator who changes things without us. JSON, loopback only, for tests and the
//! demo. The table of all of it is in README.md.

mod calls;
mod licences;
mod moves;
mod people;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Shared;
use super::chaos::Plan;
use super::delta_faults::DeltaFault;
use super::faults::Fault;
use super::outbox;

pub use calls::{Assigning, CallLog, Watched, record};

pub fn routes() -> Router<Shared> {
    Router::new()
        .route("/faults", get(faults).post(add_fault).delete(clear_faults))
        .route("/release", post(release))
        .route("/chaos", get(chaos).post(begin_chaos).delete(end_chaos))
        .route("/calls", get(calls).delete(forget_calls))
        .route("/recent", get(recent))
        .route("/overlaps", get(overlaps))
        .route("/history", get(history))
        .route("/clock", get(clock).post(advance))
        .route("/lag", get(lag).post(set_lag))
        .route("/group_delay", get(group_delay).post(set_group_delay))
        .route("/app_roles", post(app_roles))
        .route("/client", post(client))
        .route("/people", post(people::add))
        .route("/people/{key}", post(people::change_person))
        .route("/people/{key}/move", post(people::change_person))
        .route("/people/{key}/rename", post(people::change_person))
        .route("/people/{key}/leave", post(moves::leave))
        .route("/people/{key}/restore", post(moves::restore))
        .route("/people/{key}/disable", post(moves::disable))
        .route("/people/{key}/enable", post(moves::enable))
        .route("/left", get(moves::left))
        .route("/churn", post(moves::churn))
        .route("/give", post(moves::give))
        .route(
            "/delta",
            get(delta).post(add_delta_fault).delete(clear_delta_faults),
        )
        .route("/expire_delta_tokens", post(expire_delta_tokens))
        .route("/tenant", get(tenant).post(change_tenant))
        .route("/groups", get(people::groups))
        .route("/groups/{key}", post(people::change_group))
        .route("/seats", post(licences::seats))
        .route("/assign", post(licences::assign))
        .route("/skus", get(licences::skus))
        .route("/sku_plans", post(licences::add_plan))
        .merge(outbox::control())
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

async fn delta(State(shared): State<Shared>) -> Json<Value> {
    Json(json!({ "faults": shared.delta_faults.waiting() }))
}

async fn add_delta_fault(State(shared): State<Shared>, Json(fault): Json<DeltaFault>) -> StatusCode {
    shared.delta_faults.add(fault);
    StatusCode::NO_CONTENT
}

async fn clear_delta_faults(State(shared): State<Shared>) -> StatusCode {
    shared.delta_faults.clear();
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expire {
    /// How such a token is answered from now on: 410, or 400.
    #[serde(default = "gone")]
    status: u16,
}

fn gone() -> u16 {
    410
}

async fn expire_delta_tokens(
    State(shared): State<Shared>,
    Json(asked): Json<Expire>,
) -> Result<StatusCode, Refused> {
    if ![400, 410].contains(&asked.status) {
        let text = "An expired token is answered with 410 or 400.\n";
        return Err((StatusCode::UNPROCESSABLE_ENTITY, text.to_owned()));
    }
    shared.delta_faults.expire(asked.status);
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TenantChange {
    premium: bool,
}

async fn tenant(State(shared): State<Shared>) -> Json<Value> {
    let tenant = shared.tenant();
    Json(json!({ "id": tenant.id, "people": tenant.headcount(), "premium": tenant.premium }))
}

async fn change_tenant(State(shared): State<Shared>, Json(asked): Json<TenantChange>) -> StatusCode {
    shared.tenant().premium = asked.premium;
    StatusCode::NO_CONTENT
}

async fn chaos(State(shared): State<Shared>) -> Json<Value> {
    Json(shared.chaos.shown())
}

async fn begin_chaos(State(shared): State<Shared>, Json(plan): Json<Plan>) -> Result<StatusCode, Refused> {
    if let Some(fault) = plan.fault() {
        return Err((StatusCode::UNPROCESSABLE_ENTITY, format!("{fault}\n")));
    }
    shared.chaos.begin(plan);
    Ok(StatusCode::NO_CONTENT)
}

async fn end_chaos(State(shared): State<Shared>) -> StatusCode {
    shared.chaos.end();
    StatusCode::NO_CONTENT
}

async fn calls(State(shared): State<Shared>) -> Json<Value> {
    Json(json!({ "calls": shared.calls.all() }))
}

async fn forget_calls(State(shared): State<Shared>) -> StatusCode {
    shared.calls.forget();
    StatusCode::NO_CONTENT
}

async fn recent(State(shared): State<Shared>) -> Json<Value> {
    let (calls, total) = shared.calls.watched();
    Json(json!({ "calls": calls, "total": total }))
}

async fn overlaps(State(shared): State<Shared>) -> Json<Value> {
    Json(shared.overlaps.shown())
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct After {
    /// Number of the last change that is known already.
    after: usize,
}

async fn history(State(shared): State<Shared>, Query(asked): Query<After>) -> Json<Value> {
    let page = shared.tenant().history().page(asked.after);
    Json(page.shown())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    advance_seconds: u32,
}

async fn clock(State(shared): State<Shared>) -> Json<Value> {
    Json(json!({ "now": shared.clock.now() }))
}

/// Forward only. What is due by then, like group licences, is done.
async fn advance(State(shared): State<Shared>, Json(asked): Json<Advance>) -> Json<Value> {
    shared.clock.advance(asked.advance_seconds);
    clock(State(shared)).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ms {
    ms: u32,
}

async fn lag(State(shared): State<Shared>) -> Json<Value> {
    Json(json!({ "ms": shared.tenant().lag_ms }))
}

async fn set_lag(State(shared): State<Shared>, Json(asked): Json<Ms>) -> StatusCode {
    shared.tenant().lag_ms = asked.ms;
    StatusCode::NO_CONTENT
}

async fn group_delay(State(shared): State<Shared>) -> Json<Value> {
    let tenant = shared.tenant();
    Json(json!({ "ms": tenant.group_delay_ms, "unprocessed": tenant.unprocessed() }))
}

/// Counts for changes from now on.
async fn set_group_delay(State(shared): State<Shared>, Json(asked): Json<Ms>) -> StatusCode {
    shared.tenant().group_delay_ms = asked.ms;
    StatusCode::NO_CONTENT
}

/// What a request did not find, or why it was refused, as text.
type Refused = (StatusCode, String);

fn unknown(what: &str, key: &str) -> Refused {
    (StatusCode::NOT_FOUND, format!("There is no {what} {key:?}.\n"))
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
