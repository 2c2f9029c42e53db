//! Owns what Entra ID's v2.0 endpoints share: discovery, keys, sign-out, codes, the form of an error. The page that people
//! see is authorize.rs, the token endpoint token.rs.

use std::collections::HashMap;

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use chrono::{DateTime, Duration, Utc};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::assertion::Registered;
use super::{Shared, assertion, authorize, identity, token};
use crate::ids::PersonId;

/// How long a code can be redeemed, in minutes [M].
const CODE_MINUTES: i64 = 10;
/// App roles that the application has, if nobody takes one away.
const APP_ROLES: [&str; 5] = [
    "AuditLog.Read.All",
    "LicenseAssignment.ReadWrite.All",
    "User.Read.All",
    "GroupMember.Read.All",
    "Organization.Read.All",
];

/// What sign-in remembers.
pub struct SignIn {
    pub codes: HashMap<String, Code>,
    pub app_roles: Vec<String>,
    /// Every token request with the secret then fails with 7000222.
    pub secret_expired: bool,
    /// What the application has beside its secret.
    pub registered: Registered,
}

impl Default for SignIn {
    fn default() -> Self {
        Self {
            codes: HashMap::new(),
            app_roles: APP_ROLES.iter().map(|role| (*role).to_owned()).collect(),
            secret_expired: false,
            registered: Registered::default(),
        }
    }
}

impl SignIn {
    pub fn issue(&mut self, code: Code) -> String {
        self.codes
            .retain(|_, old| old.expires > code.expires - Duration::minutes(2 * CODE_MINUTES));
        let key = format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
        self.codes.insert(key.clone(), code);
        key
    }
}

/// What a code is bound to.
pub struct Code {
    pub person: PersonId,
    pub redirect_uri: String,
    pub nonce: Option<String>,
    /// SHA-256 of the verifier, base64url; `None` if sign-in did not use PKCE.
    pub challenge: Option<String>,
    pub scope: String,
    pub expires: DateTime<Utc>,
    pub used: bool,
}

impl Code {
    pub fn expiry(now: DateTime<Utc>) -> DateTime<Utc> {
        now + Duration::minutes(CODE_MINUTES)
    }
}

pub fn routes() -> Router<Shared> {
    Router::new()
        .route("/{tenant}/v2.0/.well-known/openid-configuration", get(discovery))
        .route("/{tenant}/discovery/v2.0/keys", get(keys))
        .route(
            "/{tenant}/oauth2/v2.0/authorize",
            get(authorize::page).post(authorize::pick),
        )
        .route("/{tenant}/oauth2/v2.0/token", post(token::answer))
        .route("/{tenant}/oauth2/v2.0/logout", get(logout))
        .route("/metadata/identity/oauth2/token", get(identity::imds))
        .route("/msi/token", get(identity::app_service))
        .route("/_control/client_certificates", post(assertion::register))
        .route("/_control/federated_token", post(assertion::issue))
        .route(authorize::STYLE_PATH, get(authorize::style))
}

async fn discovery(State(shared): State<Shared>, Path(tenant): Path<String>) -> Response {
    if let Err(refused) = check_tenant(&shared, &tenant) {
        return refused.at(shared.clock.now());
    }
    let base = format!("{}/{}", shared.base, shared.tenant_id);
    Json(json!({
        "issuer": format!("{base}/v2.0"),
        "authorization_endpoint": format!("{base}/oauth2/v2.0/authorize"),
        "token_endpoint": format!("{base}/oauth2/v2.0/token"),
        "end_session_endpoint": format!("{base}/oauth2/v2.0/logout"),
        "jwks_uri": format!("{base}/discovery/v2.0/keys"),
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic", "private_key_jwt"],
        "response_modes_supported": ["query"],
        "response_types_supported": ["code"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "code_challenge_methods_supported": ["S256"],
        "claims_supported": ["sub", "iss", "aud", "exp", "iat", "nbf", "nonce", "name", "preferred_username", "oid", "tid", "roles"],
    }))
    .into_response()
}

async fn keys(State(shared): State<Shared>, Path(tenant): Path<String>) -> Response {
    match check_tenant(&shared, &tenant) {
        Ok(()) => Json(shared.keys.jwks()).into_response(),
        Err(refused) => refused.at(shared.clock.now()),
    }
}

#[derive(Deserialize)]
struct Logout {
    post_logout_redirect_uri: Option<String>,
}

async fn logout(axum::extract::Query(asked): axum::extract::Query<Logout>) -> Response {
    match asked.post_logout_redirect_uri {
        Some(uri) if authorize::is_loopback(&uri) => Redirect::to(&uri).into_response(),
        _ => "You are signed out.\n".into_response(),
    }
}

/// By id, or by the company's domain.
pub fn check_tenant(shared: &Shared, tenant: &str) -> Result<(), Failure> {
    if tenant.eq_ignore_ascii_case(&shared.tenant_id.to_string())
        || tenant.eq_ignore_ascii_case(super::DOMAIN)
    {
        return Ok(());
    }
    Err(failure(
        90002,
        "invalid_request",
        400,
        format!(
            "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant."
        ),
    ))
}

pub fn check_application(shared: &Shared, client_id: &str) -> Result<(), Failure> {
    if client_id.eq_ignore_ascii_case(&shared.client_id) {
        return Ok(());
    }
    // The text is [V], the status [M].
    Err(failure(
        700_016,
        "unauthorized_client",
        400,
        format!(
            "Application with identifier '{client_id}' was not found in the directory '{}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.",
            shared.tenant_id
        ),
    ))
}

/// One of Entra's errors.
pub struct Failure {
    pub code: u32,
    pub error: &'static str,
    pub status: StatusCode,
    pub text: String,
}

pub fn failure(code: u32, error: &'static str, status: u16, text: String) -> Failure {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
    Failure {
        code,
        error,
        status,
        text,
    }
}

impl Failure {
    /// The body [V].
    pub fn at(&self, now: DateTime<Utc>) -> Response {
        let (trace, correlation) = (Uuid::new_v4(), Uuid::new_v4());
        let timestamp = now.format("%Y-%m-%d %H:%M:%SZ").to_string();
        let body = json!({
            "error": self.error,
            "error_description": format!(
                "AADSTS{}: {}\r\nTrace ID: {trace}\r\nCorrelation ID: {correlation}\r\nTimestamp: {timestamp}",
                self.code, self.text
            ),
            "error_codes": [self.code],
            "timestamp": timestamp,
            "trace_id": trace,
            "correlation_id": correlation,
            "error_uri": format!("https://login.microsoftonline.com/error?code={}", self.code),
        });
        (
            self.status,
            [(header::CACHE_CONTROL, "no-store, no-cache")],
            Json(body),
        )
            .into_response()
    }
}
