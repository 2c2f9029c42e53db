//! Owns Entra ID's v2.0 endpoints that programs call: discovery, keys, token. The page that people see is authorize.rs.

use std::collections::HashMap;

use axum::extract::{Form, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chrono::{DateTime, Duration, Utc};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::company::Person;
use super::{Shared, authorize};
use crate::ids::PersonId;

/// How long an access or id token is good, in seconds.
const TOKEN_SECONDS: i64 = 3_599;
/// How long a code can be redeemed, in minutes [M].
const CODE_MINUTES: i64 = 10;
/// App roles that the application has, if nobody takes one away.
const APP_ROLES: [&str; 4] = [
    "LicenseAssignment.ReadWrite.All",
    "User.Read.All",
    "GroupMember.Read.All",
    "Organization.Read.All",
];
const GRAPH: &str = "https://graph.microsoft.com";

/// What sign-in remembers.
pub struct SignIn {
    codes: HashMap<String, Code>,
    pub app_roles: Vec<String>,
    /// Every token request then fails with 7000222.
    pub secret_expired: bool,
}

impl Default for SignIn {
    fn default() -> Self {
        Self {
            codes: HashMap::new(),
            app_roles: APP_ROLES.iter().map(|role| (*role).to_owned()).collect(),
            secret_expired: false,
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
        .route("/{tenant}/oauth2/v2.0/token", axum::routing::post(token))
        .route("/{tenant}/oauth2/v2.0/logout", get(logout))
        .route(authorize::STYLE_PATH, get(authorize::style))
}

async fn discovery(State(shared): State<Shared>, Path(tenant): Path<String>) -> Result<Json<Value>, Failure> {
    check_tenant(&shared, &tenant)?;
    let base = format!("{}/{}", shared.base, shared.tenant_id);
    Ok(Json(json!({
        "issuer": format!("{base}/v2.0"),
        "authorization_endpoint": format!("{base}/oauth2/v2.0/authorize"),
        "token_endpoint": format!("{base}/oauth2/v2.0/token"),
        "end_session_endpoint": format!("{base}/oauth2/v2.0/logout"),
        "jwks_uri": format!("{base}/discovery/v2.0/keys"),
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "response_modes_supported": ["query"],
        "response_types_supported": ["code"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "code_challenge_methods_supported": ["S256"],
        "claims_supported": ["sub", "iss", "aud", "exp", "iat", "nbf", "nonce", "name", "preferred_username", "oid", "tid", "roles"],
    })))
}

async fn keys(State(shared): State<Shared>, Path(tenant): Path<String>) -> Result<Json<Value>, Failure> {
    check_tenant(&shared, &tenant)?;
    Ok(Json(shared.keys.jwks()))
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

#[derive(Default, Deserialize)]
#[serde(default)]
struct TokenRequest {
    grant_type: String,
    client_id: String,
    client_secret: String,
    scope: String,
    code: String,
    redirect_uri: String,
    code_verifier: String,
}

async fn token(
    State(shared): State<Shared>,
    Path(tenant): Path<String>,
    headers: HeaderMap,
    Form(mut asked): Form<TokenRequest>,
) -> Response {
    if let Some((id, secret)) = basic_credentials(&headers) {
        (asked.client_id, asked.client_secret) = (id, secret);
    }
    let now = shared.clock.now();
    let answer = check_tenant(&shared, &tenant)
        .and_then(|()| check_client(&shared, &asked))
        .and_then(|()| match asked.grant_type.as_str() {
            "client_credentials" => for_application(&shared, &asked, now),
            "authorization_code" => for_person(&shared, &asked, now),
            // The code is [V]; the text is from memory [M].
            other => Err(failure(
                70003,
                "unsupported_grant_type",
                400,
                format!("The app requested an unsupported grant type '{other}'."),
            )),
        });
    match answer {
        Ok(body) => ([(header::CACHE_CONTROL, "no-store, no-cache")], Json(body)).into_response(),
        Err(failure) => failure.at(now),
    }
}

fn for_application(shared: &Shared, asked: &TokenRequest, now: DateTime<Utc>) -> Result<Value, Failure> {
    // Which code a wrong scope gets is from memory [M]. Any resource's `/.default` is taken for Graph's.
    if !asked.scope.ends_with("/.default") {
        return Err(failure(
            1_002_012,
            "invalid_scope",
            400,
            format!(
                "The provided value for scope {} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).",
                asked.scope
            ),
        ));
    }
    let roles = shared.sign_in().app_roles.clone();
    let mut claims = common_claims(shared, GRAPH, now);
    claims["appid"] = json!(asked.client_id);
    claims["azp"] = json!(asked.client_id);
    claims["idtyp"] = json!("app");
    claims["oid"] = json!(super::company::id_of("service principal", &asked.client_id));
    claims["sub"] = claims["oid"].clone();
    if !roles.is_empty() {
        claims["roles"] = json!(roles);
    }
    Ok(json!({
        "token_type": "Bearer",
        "expires_in": TOKEN_SECONDS,
        "ext_expires_in": TOKEN_SECONDS,
        "access_token": sign(shared, &claims)?,
    }))
}

fn for_person(shared: &Shared, asked: &TokenRequest, now: DateTime<Utc>) -> Result<Value, Failure> {
    let invalid_grant = |code: u32, text: &str| failure(code, "invalid_grant", 400, text.to_owned());
    let (person, nonce, scope) = {
        let mut sign_in = shared.sign_in();
        // Texts of 70008 and 54005 as documented; that an unknown code is 70008 too is from memory [M].
        let expired = "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.";
        let code = sign_in
            .codes
            .get_mut(&asked.code)
            .ok_or_else(|| invalid_grant(70008, expired))?;
        if code.used {
            return Err(invalid_grant(
                54005,
                "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.",
            ));
        }
        if code.expires <= now {
            return Err(invalid_grant(70008, expired));
        }
        // The codes of these two are from memory [M].
        if code.redirect_uri != asked.redirect_uri {
            return Err(invalid_grant(
                500_112,
                "The reply address does not match the reply address provided when requesting Authorization code.",
            ));
        }
        if !proves(code.challenge.as_deref(), &asked.code_verifier) {
            return Err(invalid_grant(
                501_481,
                "The Code_Verifier does not match the code_challenge supplied in the authorization request.",
            ));
        }
        code.used = true;
        (code.person, code.nonce.clone(), code.scope.clone())
    };
    let tenant = shared.tenant();
    let person = tenant
        .person(&person.to_string())
        .ok_or_else(|| invalid_grant(50034, "The user account does not exist in the directory."))?;
    let mut access = common_claims(shared, GRAPH, now);
    access["appid"] = json!(asked.client_id);
    access["oid"] = json!(person.id);
    access["sub"] = json!(subject(shared, person));
    access["scp"] = json!(graph_scopes(&scope));
    access["upn"] = json!(person.upn);
    let mut body = json!({
        "token_type": "Bearer",
        "scope": scope,
        "expires_in": TOKEN_SECONDS,
        "ext_expires_in": TOKEN_SECONDS,
        "access_token": sign(shared, &access)?,
    });
    if scope.split(' ').any(|scope| scope == "openid") {
        body["id_token"] = json!(sign(shared, &id_claims(shared, person, nonce, now))?);
    }
    Ok(body)
}

/// `roles` is absent when there are none, as with Entra.
fn id_claims(shared: &Shared, person: &Person, nonce: Option<String>, now: DateTime<Utc>) -> Value {
    let mut claims = common_claims(shared, &shared.client_id, now);
    claims["oid"] = json!(person.id);
    claims["sub"] = json!(subject(shared, person));
    claims["name"] = json!(person.display_name());
    claims["preferred_username"] = json!(person.upn);
    if let Some(nonce) = nonce {
        claims["nonce"] = json!(nonce);
    }
    if !person.app_roles.is_empty() {
        claims["roles"] = json!(person.app_roles);
    }
    claims
}

fn common_claims(shared: &Shared, audience: &str, now: DateTime<Utc>) -> Value {
    let now = now.timestamp();
    json!({
        "aud": audience,
        "iss": format!("{}/{}/v2.0", shared.base, shared.tenant_id),
        "iat": now,
        "nbf": now,
        "exp": now + TOKEN_SECONDS,
        "tid": shared.tenant_id,
        "ver": "2.0",
    })
}

/// Pairwise, as Entra's: another application sees another subject.
fn subject(shared: &Shared, person: &Person) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(format!("{}:{}", shared.client_id, person.id)))
}

/// Scopes for Graph, without their resource; OpenID's own are not among them. Nobody has to consent here.
fn graph_scopes(scope: &str) -> String {
    let mut scopes: Vec<&str> = scope
        .split(' ')
        .map(|scope| {
            scope
                .strip_prefix("https://graph.microsoft.com/")
                .unwrap_or(scope)
        })
        .filter(|scope| !["", "openid", "profile", "email", "offline_access", ".default"].contains(scope))
        .collect();
    if !scopes.contains(&"User.Read") {
        scopes.push("User.Read");
    }
    scopes.join(" ")
}

fn proves(challenge: Option<&str>, verifier: &str) -> bool {
    match challenge {
        Some(challenge) => challenge == URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)),
        None => verifier.is_empty(),
    }
}

fn sign(shared: &Shared, claims: &Value) -> Result<String, Failure> {
    shared.keys.sign(claims).map_err(|error| {
        tracing::error!(error = format!("{error:#}"), "the simulator can not sign a token");
        failure(
            90033,
            "temporarily_unavailable",
            503,
            "A transient error has occurred. Please try again.".to_owned(),
        )
    })
}

fn basic_credentials(headers: &HeaderMap) -> Option<(String, String)> {
    let text = headers
        .get(header::AUTHORIZATION)?
        .to_str()
        .ok()?
        .strip_prefix("Basic ")?;
    let text = String::from_utf8(STANDARD.decode(text).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    let decoded = |text: &str| {
        let text = text.replace('+', " ");
        percent_encoding::percent_decode_str(&text)
            .decode_utf8_lossy()
            .into_owned()
    };
    Some((decoded(id), decoded(secret)))
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

fn check_client(shared: &Shared, asked: &TokenRequest) -> Result<(), Failure> {
    check_application(shared, &asked.client_id)?;
    if shared.sign_in().secret_expired {
        return Err(failure(
            7_000_222,
            "invalid_client",
            401,
            format!(
                "The provided client secret keys for app '{}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.",
                asked.client_id
            ),
        ));
    }
    if asked.client_secret != shared.client_secret {
        return Err(failure(
            7_000_215,
            "invalid_client",
            401,
            format!(
                "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{}'.",
                asked.client_id
            ),
        ));
    }
    Ok(())
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

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        self.at(crate::clock::Clock::System.now())
    }
}
