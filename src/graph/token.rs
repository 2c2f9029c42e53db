//! App-only tokens by the client-credentials grant: cached, minted by one caller at a time.

use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use tokio::sync::Mutex;
use url::Url;

use super::client::limited_body;
use super::error::{EntraError, Error, ErrorKind, wait_asked};

/// A token is replaced this long before it ends, so that none ends on the way.
const RENEW_BEFORE_END: Duration = Duration::from_secs(5 * 60);

/// Where Microsoft is and who we are there.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `https://graph.microsoft.com`; `/v1.0` is appended.
    pub graph_url: Url,
    /// `https://login.microsoftonline.com`.
    pub login_url: Url,
    pub tenant_id: String,
    pub client_id: String,
    pub client_secret: SecretString,
}

#[derive(Clone)]
pub(super) struct Tokens {
    http: reqwest::Client,
    settings: Arc<Settings>,
    cached: Arc<Mutex<Option<Token>>>,
}

#[derive(Clone)]
struct Token {
    value: SecretString,
    renew_at: Instant,
}

#[derive(Deserialize)]
struct TokenReply {
    access_token: String,
    expires_in: u64,
}

#[derive(Deserialize)]
struct ErrorReply {
    #[serde(default)]
    error_codes: Vec<u32>,
    #[serde(default)]
    error: String,
}

impl Tokens {
    pub(super) fn new(http: reqwest::Client, settings: Arc<Settings>) -> Self {
        Self {
            http,
            settings,
            cached: Arc::default(),
        }
    }

    /// A token that is good for some minutes more. Callers that come together wait for the one that mints.
    pub(super) async fn current(&self) -> Result<SecretString, Error> {
        let mut cached = self.cached.lock().await;
        if let Some(token) = cached.as_ref().filter(|token| Instant::now() < token.renew_at) {
            return Ok(token.value.clone());
        }
        let token = self.mint().await?;
        let value = token.value.clone();
        *cached = Some(token);
        Ok(value)
    }

    /// Graph refused this token: the next caller mints a new one. A token minted since then stays.
    pub(super) async fn forget(&self, refused: &SecretString) {
        let mut cached = self.cached.lock().await;
        if cached
            .as_ref()
            .is_some_and(|token| token.value.expose_secret() == refused.expose_secret())
        {
            *cached = None;
        }
    }

    async fn mint(&self) -> Result<Token, Error> {
        let settings = &self.settings;
        let login = settings.login_url.as_str().trim_end_matches('/');
        let graph = settings.graph_url.as_str().trim_end_matches('/');
        let reply = self
            .http
            .post(format!("{login}/{}/oauth2/v2.0/token", settings.tenant_id))
            .form(&[
                ("grant_type", "client_credentials"),
                ("client_id", &settings.client_id),
                ("client_secret", settings.client_secret.expose_secret()),
                ("scope", &format!("{graph}/.default")),
            ])
            .send()
            .await
            .map_err(|error| Error::from_transport(&error))?;
        let status = reply.status();
        let retry_after = wait_asked(reply.headers());
        let body = limited_body(reply).await?;
        if !status.is_success() {
            let error = serde_json::from_slice::<ErrorReply>(&body).ok();
            let code = error
                .as_ref()
                .and_then(|error| error.error_codes.first().copied());
            let kind = match (code, status.is_server_error()) {
                (None, true) => ErrorKind::ServerFault,
                (None, false) if status.as_u16() == 429 => ErrorKind::Throttled,
                (code, _) => ErrorKind::SignIn(EntraError::from_code(code)),
            };
            return Err(Error {
                status: Some(status.as_u16()),
                code: error.map(|error| error.error).unwrap_or_default(),
                message: code.map(|code| format!("AADSTS{code}")).unwrap_or_default(),
                retry_after,
                ..Error::of(kind)
            });
        }
        let reply: TokenReply =
            serde_json::from_slice(&body).map_err(|_| Error::of(ErrorKind::Unreadable))?;
        let lifetime = Duration::from_secs(reply.expires_in);
        let renew_at = Instant::now() + lifetime.saturating_sub(RENEW_BEFORE_END).max(lifetime / 2);
        Ok(Token {
            value: reply.access_token.into(),
            renew_at,
        })
    }
}

/// The app roles that a token names. For a health report only: nothing is decided on an unverified token.
pub(super) fn roles_of(token: &SecretString) -> Option<Vec<String>> {
    #[derive(Deserialize)]
    struct Claims {
        #[serde(default)]
        roles: Vec<String>,
    }
    let payload = token.expose_secret().split('.').nth(1)?;
    let bytes = URL_SAFE_NO_PAD.decode(payload).ok()?;
    serde_json::from_slice::<Claims>(&bytes)
        .ok()
        .map(|claims| claims.roles)
}
