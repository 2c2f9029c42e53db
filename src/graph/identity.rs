//! Tokens of a managed identity: Azure vouches for the machine. Two forms: the instance metadata service of virtual
//! machines and Kubernetes nodes, and the endpoint of App Service and Container Apps.
//! Source: Microsoft's pages "How to use managed identities … to acquire an access token" and "… for App Service".

use reqwest::header::HeaderMap;
use secrecy::ExposeSecret;
use serde::{Deserialize, Deserializer};

use super::error::{EntraError, Error, ErrorKind, wait_asked};
use super::limits::{Identity, Place};
use super::send::limited_body;
use super::token::Granted;

const IMDS_VERSION: &str = "2018-02-01";
const APP_SERVICE_VERSION: &str = "2019-08-01";

/// Numbers come as numbers or in quotation marks.
#[derive(Deserialize)]
struct Reply {
    access_token: String,
    #[serde(default, deserialize_with = "number")]
    expires_in: Option<i64>,
    /// Seconds since 1970.
    #[serde(default, deserialize_with = "number")]
    expires_on: Option<i64>,
}

fn number<'de, D: Deserializer<'de>>(from: D) -> Result<Option<i64>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        Number(i64),
        Text(String),
    }
    Ok(match Option::<Either>::deserialize(from)? {
        Some(Either::Number(number)) => Some(number),
        Some(Either::Text(text)) => text.trim().parse().ok(),
        None => None,
    })
}

/// Asks for a token for Graph. `resource` is Graph's address without a slash at its end; `now` in seconds since 1970.
pub(super) async fn token(
    http: &reqwest::Client,
    identity: &Identity,
    resource: &str,
    now: i64,
) -> Result<Granted, Error> {
    let mut url = match &identity.place {
        Place::Imds(base) => base
            .join("metadata/identity/oauth2/token")
            .map_err(|_| Error::of(ErrorKind::Unreachable))?,
        Place::AppService { endpoint, .. } => endpoint.clone(),
    };
    let version = match &identity.place {
        Place::Imds(_) => IMDS_VERSION,
        Place::AppService { .. } => APP_SERVICE_VERSION,
    };
    url.query_pairs_mut()
        .append_pair("api-version", version)
        .append_pair("resource", resource);
    if let Some(client_id) = &identity.client_id {
        url.query_pairs_mut().append_pair("client_id", client_id);
    }
    let request = match &identity.place {
        Place::Imds(_) => http.get(url).header("Metadata", "true"),
        Place::AppService { header, .. } => http.get(url).header("X-IDENTITY-HEADER", header.expose_secret()),
    };
    let reply = request
        .send()
        .await
        .map_err(|error| Error::from_transport(&error))?;
    let (status, headers) = (reply.status(), reply.headers().clone());
    let body = limited_body(reply).await?;
    if !status.is_success() {
        return Err(refused(status.as_u16(), &headers));
    }
    let reply: Reply = serde_json::from_slice(&body).map_err(|_| Error::of(ErrorKind::Unreadable))?;
    let lifetime = reply
        .expires_in
        .or_else(|| reply.expires_on.map(|end| end - now))
        .and_then(|seconds| u64::try_from(seconds).ok())
        .ok_or_else(|| Error::of(ErrorKind::Unreadable))?;
    Ok(Granted {
        access_token: reply.access_token.into(),
        expires_in: lifetime,
    })
}

/// Neither form uses Entra's numbers: 429, 404, 410 and 5xx pass, the rest is a wrong identity.
fn refused(status: u16, headers: &HeaderMap) -> Error {
    let kind = match status {
        429 => ErrorKind::Throttled,
        404 | 410 | 500.. => ErrorKind::ServerFault,
        _ => ErrorKind::SignIn(EntraError::NoIdentity(status)),
    };
    Error {
        status: Some(status),
        retry_after: wait_asked(headers),
        ..Error::of(kind)
    }
}
