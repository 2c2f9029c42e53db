//! Owns what stands in for a client secret: assertions signed with a registered certificate, and tokens of a registered
//! issuer. Checked for real: signature, thumbprint, audience, application, times, and that no assertion comes twice.

use std::collections::HashMap;
use std::path::Path;

use anyhow::Context;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use openidconnect::core::{CoreJsonWebKey, CoreJwsSigningAlgorithm};
use openidconnect::{JsonWebKey, JsonWebKeyId};
use rsa::pkcs1::DecodeRsaPublicKey;
use rsa::traits::PublicKeyParts;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use x509_cert::der::Decode;

use super::Shared;
use super::entra::{Failure, failure};

/// `client_assertion_type` of RFC 7523.
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// The audience of a federated token [M].
const EXCHANGE: &str = "api://AzureADTokenExchange";
/// How far the clocks of the two sides may differ, in seconds [M].
const SKEW_SECONDS: i64 = 5 * 60;
/// How long a token of the issuer in the box is good, in seconds.
const FEDERATED_SECONDS: i64 = 3_600;
const PS256: CoreJwsSigningAlgorithm = CoreJwsSigningAlgorithm::RsaSsaPssSha256;
/// The subject that the application trusts, if nobody registers another.
pub const SUBJECT: &str = "system:serviceaccount:countersign:countersign";

/// What the application has beside its secret.
#[derive(Default)]
pub struct Registered {
    certificates: Vec<Certificate>,
    /// Subjects of the issuer in the box.
    subjects: Vec<String>,
    /// `jti` of the assertions that came, and when they end.
    seen: HashMap<String, i64>,
}

struct Certificate {
    /// `x5t#S256`.
    thumbprint: String,
    key: CoreJsonWebKey,
    not_after: i64,
}

impl Registered {
    /// The certificates of these PEM files.
    pub fn with_files(files: &[impl AsRef<Path>]) -> anyhow::Result<Self> {
        let mut registered = Self {
            subjects: vec![SUBJECT.to_owned()],
            ..Self::default()
        };
        for file in files {
            let file = file.as_ref();
            let pem = std::fs::read(file)
                .with_context(|| format!("the certificate {} can not be read", file.display()))?;
            registered.add_certificate(&pem)?;
        }
        Ok(registered)
    }

    fn add_certificate(&mut self, pem: &[u8]) -> anyhow::Result<String> {
        let der = CertificateDer::from_pem_slice(pem)
            .ok()
            .context("no certificate in PEM")?;
        let parsed = x509_cert::Certificate::from_der(&der).context("no X.509 certificate")?;
        let parsed = parsed.tbs_certificate;
        let public = parsed.subject_public_key_info.subject_public_key;
        let public = rsa::RsaPublicKey::from_pkcs1_der(public.raw_bytes())
            .ok()
            .context("the certificate has no RSA key")?;
        let thumbprint = URL_SAFE_NO_PAD.encode(Sha256::digest(&der));
        self.certificates.push(Certificate {
            key: CoreJsonWebKey::new_rsa(
                public.n().to_bytes_be(),
                public.e().to_bytes_be(),
                Some(JsonWebKeyId::new(thumbprint.clone())),
            ),
            thumbprint: thumbprint.clone(),
            not_after: i64::try_from(parsed.validity.not_after.to_unix_duration().as_secs())?,
        });
        Ok(thumbprint)
    }
}

/// Checks the assertion of a token request.
pub fn check(
    shared: &Shared,
    kind: &str,
    assertion: &str,
    client_id: &str,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    if kind != JWT_BEARER {
        // The code is from memory [M].
        return Err(refused(
            50_027,
            format!("Invalid JWT token. The client_assertion_type '{kind}' is not supported."),
        ));
    }
    let (header, claims) = parts(assertion).ok_or_else(|| {
        refused(
            50_027,
            "Invalid JWT token. No token was found, or it is malformed.".to_owned(),
        )
    })?;
    if claims["iss"].as_str() == Some(&issuer(shared)) {
        federated(shared, assertion, &claims, now)
    } else {
        by_certificate(shared, assertion, (&header, &claims), client_id, now)
    }
}

/// Texts of the reasons as seen in other people's reports [T]; PS256 and the SHA-256 thumbprint are the only form taken, though
/// Entra still takes the older one [M].
fn by_certificate(
    shared: &Shared,
    assertion: &str,
    (header, claims): (&Value, &Value),
    client_id: &str,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let invalid = |reason: &str| {
        refused(
            700_027,
            format!("Client assertion contains an invalid signature. [Reason - {reason}]"),
        )
    };
    let mut sign_in = shared.sign_in();
    let registered = &mut sign_in.registered;
    let thumbprint = header["x5t#S256"].as_str().unwrap_or_default();
    let certificate = registered
        .certificates
        .iter()
        .find(|certificate| certificate.thumbprint == thumbprint)
        .ok_or_else(|| invalid("The key was not found."))?;
    if header["alg"] != "PS256" || !signed(&certificate.key, assertion) {
        return Err(invalid(
            "The provided signature value did not match the expected signature value.",
        ));
    }
    if certificate.not_after < now.timestamp() {
        return Err(invalid("The key used is expired."));
    }
    // The codes of these two are from memory [M].
    if claims["aud"].as_str() != Some(&shared.token_url()) {
        return Err(refused(
            700_023,
            "Client assertion audience claim does not match Realm issuer.".to_owned(),
        ));
    }
    let is_client = |claim: &Value| {
        claim
            .as_str()
            .is_some_and(|id| id.eq_ignore_ascii_case(client_id))
    };
    if !is_client(&claims["iss"]) || !is_client(&claims["sub"]) {
        return Err(refused(
            700_021,
            "Client assertion application identifier doesn't match 'client_id' parameter.".to_owned(),
        ));
    }
    let end = in_its_time(claims, now)?;
    // That an assertion is taken once is documented; which code a second one gets is from memory [M].
    let id = claims["jti"].as_str().filter(|id| !id.is_empty());
    let id = id.ok_or_else(|| refused(50_027, "Invalid JWT token. It has no jti.".to_owned()))?;
    registered
        .seen
        .retain(|_, end| *end + SKEW_SECONDS > now.timestamp());
    if registered.seen.insert(id.to_owned(), end).is_some() {
        return Err(invalid("The assertion was used before."));
    }
    Ok(())
}

fn federated(shared: &Shared, token: &str, claims: &Value, now: DateTime<Utc>) -> Result<(), Failure> {
    if shared.keys.verify(token).is_none() {
        return Err(refused(
            50_013,
            "Assertion failed signature validation. [Reason - The provided signature value did not match the expected signature value.]"
                .to_owned(),
        ));
    }
    let subject = claims["sub"].as_str().unwrap_or_default();
    let known = shared
        .sign_in()
        .registered
        .subjects
        .iter()
        .any(|known| known == subject);
    if !known || claims["aud"] != EXCHANGE {
        // [T]
        return Err(refused(
            70_021,
            format!(
                "No matching federated identity record found for presented assertion. Assertion Issuer: '{}'. Assertion Subject: '{subject}'. Assertion Audience: '{}'.",
                issuer(shared),
                claims["aud"].as_str().unwrap_or_default()
            ),
        ));
    }
    in_its_time(claims, now).map(|_| ())
}

/// Answers when the assertion ends, in seconds since 1970.
fn in_its_time(claims: &Value, now: DateTime<Utc>) -> Result<i64, Failure> {
    let second = |name: &str| claims[name].as_i64();
    let (from, end) = (second("nbf").unwrap_or(i64::MIN), second("exp").unwrap_or(0));
    let at = now.timestamp();
    if from.saturating_sub(SKEW_SECONDS) > at || end.saturating_add(SKEW_SECONDS) < at {
        return Err(refused(
            700_024,
            format!(
                "Client assertion is not within its valid time range. Current time: {}, expiry time of assertion {end}.",
                now.format("%Y-%m-%dT%H:%M:%SZ")
            ),
        ));
    }
    Ok(end)
}

fn signed(key: &CoreJsonWebKey, token: &str) -> bool {
    let Some((message, signature)) = token.rsplit_once('.') else {
        return false;
    };
    URL_SAFE_NO_PAD.decode(signature).is_ok_and(|signature| {
        key.verify_signature(&PS256, message.as_bytes(), &signature)
            .is_ok()
    })
}

/// Header and claims, unchecked.
fn parts(token: &str) -> Option<(Value, Value)> {
    let mut parts = token.split('.');
    let mut part = || serde_json::from_slice(&URL_SAFE_NO_PAD.decode(parts.next()?).ok()?).ok();
    Some((part()?, part()?))
}

fn refused(code: u32, text: String) -> Failure {
    failure(code, "invalid_client", 401, text)
}

/// An issuer of federated tokens that stands in the box itself.
fn issuer(shared: &Shared) -> String {
    format!("{}/federated", shared.base)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewCertificate {
    /// PEM.
    certificate: String,
}

/// Registers a certificate with the application.
pub async fn register(State(shared): State<Shared>, Json(asked): Json<NewCertificate>) -> Response {
    match shared
        .sign_in()
        .registered
        .add_certificate(asked.certificate.as_bytes())
    {
        Ok(thumbprint) => Json(json!({ "x5t#S256": thumbprint })).into_response(),
        Err(error) => (StatusCode::BAD_REQUEST, format!("{error:#}\n")).into_response(),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewFederated {
    /// Of whom the token speaks; the one that the application trusts if absent.
    subject: Option<String>,
    audience: Option<String>,
}

/// A token of the issuer in the box, as Kubernetes would put it into a file.
pub async fn issue(State(shared): State<Shared>, Json(asked): Json<NewFederated>) -> Response {
    let now = shared.clock.now().timestamp();
    let token = shared.keys.sign(&json!({
        "iss": issuer(&shared),
        "sub": asked.subject.as_deref().unwrap_or(SUBJECT),
        "aud": asked.audience.as_deref().unwrap_or(EXCHANGE),
        "iat": now,
        "nbf": now,
        "exp": now + FEDERATED_SECONDS,
    }));
    match token {
        Ok(token) => Json(json!({ "token": token })).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, format!("{error:#}\n")).into_response(),
    }
}
