//! Owns managed identities: what Azure's machines and App Service answer to a process that asks for a token without any
//! secret. The system-assigned identity and one user-assigned have the application's app roles.

use axum::Json;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::Shared;
use super::company::id_of;
use super::token::application_token;

/// How long such a token is good, in seconds: Azure keeps them for most of a day.
const TOKEN_SECONDS: i64 = 86_399;

/// The client id of the user-assigned identity; the same in every box.
pub fn user_assigned() -> Uuid {
    id_of("managed identity", "Countersign")
}

/// What `IDENTITY_HEADER` would say in App Service; the same in every box.
pub fn app_service_header() -> String {
    id_of("identity header", "Countersign").simple().to_string()
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(rename = "api-version")]
    version: Option<String>,
    resource: Option<String>,
    client_id: Option<String>,
}

/// The instance metadata service. Numbers come in quotation marks [V].
pub async fn imds(State(shared): State<Shared>, headers: HeaderMap, Query(asked): Query<Asked>) -> Response {
    if headers.get("metadata").is_none_or(|value| value != "true") {
        return refused("invalid_request", "Required metadata header not specified");
    }
    // A request that came through a proxy is refused, so that nobody can be made to ask for somebody else [M].
    if headers.contains_key("x-forwarded-for") {
        return refused("invalid_request", "X-Forwarded-For is not allowed");
    }
    answer(&shared, &asked, "2018-02-01")
}

/// The endpoint of App Service and Container Apps.
pub async fn app_service(
    State(shared): State<Shared>,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Response {
    let header = app_service_header();
    if headers
        .get("x-identity-header")
        .is_none_or(|value| *value != *header)
    {
        return (
            StatusCode::UNAUTHORIZED,
            Json(json!({ "statusCode": 401, "message": "Unauthorized" })),
        )
            .into_response();
    }
    answer(&shared, &asked, "2019-08-01")
}

fn answer(shared: &Shared, asked: &Asked, version: &str) -> Response {
    if asked.version.as_deref() != Some(version) {
        return refused("invalid_request", "The api-version is missing or not supported");
    }
    let Some(resource) = &asked.resource else {
        return refused("invalid_request", "Required query variable 'resource' is missing");
    };
    let user_assigned = user_assigned().to_string();
    let client_id = match &asked.client_id {
        None => id_of("system-assigned identity", "Countersign").to_string(),
        Some(id) if id.eq_ignore_ascii_case(&user_assigned) => user_assigned,
        Some(_) => return refused("invalid_request", "Identity not found"),
    };
    let now = shared.clock.now();
    let token = match application_token(shared, &client_id, now, TOKEN_SECONDS) {
        Ok(token) => token,
        Err(failure) => return failure.at(now),
    };
    let text = |number: i64| Value::String(number.to_string());
    Json(json!({
        "access_token": token,
        "client_id": client_id,
        "expires_in": text(TOKEN_SECONDS),
        "expires_on": text(now.timestamp() + TOKEN_SECONDS),
        "ext_expires_in": text(TOKEN_SECONDS),
        "not_before": text(now.timestamp()),
        "resource": resource,
        "token_type": "Bearer",
    }))
    .into_response()
}

/// Without Entra's numbers [V].
fn refused(error: &str, description: &str) -> Response {
    let body = json!({ "error": error, "error_description": description });
    (StatusCode::BAD_REQUEST, Json(body)).into_response()
}
