//! Owns the token endpoint: who may have which token, and what stands in it.

use axum::Json;
use axum::extract::{Form, Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::Shared;
use super::assertion;
use super::company::Person;
use super::entra::{Failure, check_application, check_tenant, failure};

/// The audience of every access token.
pub const GRAPH: &str = "https://graph.microsoft.com";
/// How long an access or id token is good, in seconds.
const TOKEN_SECONDS: i64 = 3_599;

pub async fn answer(
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
        .and_then(|()| check_client(&shared, &asked, now))
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

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct TokenRequest {
    grant_type: String,
    client_id: String,
    client_secret: String,
    client_assertion_type: String,
    client_assertion: String,
    scope: String,
    code: String,
    redirect_uri: String,
    code_verifier: String,
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
    Ok(json!({
        "token_type": "Bearer",
        "expires_in": TOKEN_SECONDS,
        "ext_expires_in": TOKEN_SECONDS,
        "access_token": application_token(shared, &asked.client_id, now, TOKEN_SECONDS)?,
    }))
}

/// A token of an application or a managed identity, with the app roles that there are.
pub fn application_token(
    shared: &Shared,
    client_id: &str,
    now: DateTime<Utc>,
    seconds: i64,
) -> Result<String, Failure> {
    let roles = shared.sign_in().app_roles.clone();
    let mut claims = common_claims(shared, GRAPH, now);
    claims["exp"] = json!(now.timestamp() + seconds);
    claims["appid"] = json!(client_id);
    claims["azp"] = json!(client_id);
    claims["idtyp"] = json!("app");
    claims["oid"] = json!(super::company::id_of("service principal", client_id));
    claims["sub"] = claims["oid"].clone();
    if !roles.is_empty() {
        claims["roles"] = json!(roles);
    }
    sign(shared, &claims)
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
    let mut tenant = shared.tenant();
    tenant.signed_in(person, Some(now));
    let person = tenant
        .person_of(person)
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

fn check_client(shared: &Shared, asked: &TokenRequest, now: DateTime<Utc>) -> Result<(), Failure> {
    check_application(shared, &asked.client_id)?;
    if !asked.client_assertion.is_empty() {
        let (kind, assertion) = (&asked.client_assertion_type, &asked.client_assertion);
        return assertion::check(shared, kind, assertion, &asked.client_id, now);
    }
    if asked.client_secret.is_empty() {
        // [T]
        return Err(failure(
            7_000_218,
            "invalid_client",
            401,
            "The request body must contain the following parameter: 'client_assertion' or 'client_secret'."
                .to_owned(),
        ));
    }
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
