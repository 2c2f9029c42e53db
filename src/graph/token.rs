//! App-only tokens: cached, minted by one caller at a time.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use tokio::sync::Mutex;

use super::error::{EntraError, Error, ErrorKind, wait_asked};
use super::identity;
use super::limits::{Proof, Settings};
use super::send::limited_body;
use crate::credential::{Credential, exposed};

/// A token is replaced this long before it ends, so that none ends on the way.
const RENEW_BEFORE_END: Duration = Duration::from_secs(5 * 60);
/// How long Entra ID wants to be left alone when it says that the same token was asked for too often.
const AFTER_LOOP: Duration = Duration::from_secs(120);

pub(super) struct Tokens {
    http: reqwest::Client,
    /// For what is on this machine's own link: never through a proxy.
    direct: reqwest::Client,
    settings: Settings,
    cached: RwLock<Option<Arc<Token>>>,
    /// Held by whoever mints; the last failure, and when it came.
    minting: Mutex<Option<(Error, Instant)>>,
}

pub(super) struct Token {
    /// `Bearer …`, marked as sensitive.
    header: HeaderValue,
    roles: Option<Vec<String>>,
    renew_at: Instant,
}

impl Token {
    pub(super) fn header(&self) -> &HeaderValue {
        &self.header
    }

    /// The app roles that it names; `None` when it is no JWT. For a health report only: it is not verified.
    pub(super) fn roles(&self) -> Option<&[String]> {
        self.roles.as_deref()
    }
}

/// A token as it was given.
#[derive(Deserialize)]
pub(super) struct Granted {
    pub(super) access_token: SecretString,
    /// Seconds.
    pub(super) expires_in: u64,
}

#[derive(Default, Deserialize)]
struct Refusal {
    #[serde(default)]
    error_codes: Vec<u32>,
    #[serde(default)]
    error: String,
}

impl Tokens {
    pub(super) fn new(http: reqwest::Client, direct: reqwest::Client, settings: Settings) -> Self {
        Self {
            http,
            direct,
            settings,
            cached: RwLock::default(),
            minting: Mutex::default(),
        }
    }

    /// A token that is good for some minutes more. Callers that come together wait for the one that mints, and share its failure.
    pub(super) async fn current(&self) -> Result<Arc<Token>, Error> {
        if let Some(token) = self.good() {
            return Ok(token);
        }
        let asked = Instant::now();
        let mut last_failure = self.minting.lock().await;
        if let Some(token) = self.good() {
            return Ok(token);
        }
        if let Some((error, at)) = last_failure.as_ref().filter(|(_, at)| *at > asked) {
            tracing::trace!(
                waited_ms = at.elapsed().as_millis(),
                "no token for those who waited either"
            );
            return Err(error.clone());
        }
        match self.mint().await {
            Ok(token) => {
                let token = Arc::new(token);
                *self.cached.write().unwrap_or_else(PoisonError::into_inner) = Some(token.clone());
                Ok(token)
            }
            Err(error) => {
                *last_failure = Some((error.clone(), Instant::now()));
                Err(error)
            }
        }
    }

    fn good(&self) -> Option<Arc<Token>> {
        let cached = self.cached.read().unwrap_or_else(PoisonError::into_inner);
        cached
            .as_ref()
            .filter(|token| Instant::now() < token.renew_at)
            .cloned()
    }

    /// Graph refused this token: the next caller mints a new one. A token minted since then stays.
    pub(super) fn forget(&self, refused: &Arc<Token>) {
        let mut cached = self.cached.write().unwrap_or_else(PoisonError::into_inner);
        if cached.as_ref().is_some_and(|token| Arc::ptr_eq(token, refused)) {
            *cached = None;
        }
    }

    /// The next caller mints a new one, whatever is cached.
    pub(super) fn forget_any(&self) {
        *self.cached.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    async fn mint(&self) -> Result<Token, Error> {
        let graph = self.settings.graph_url.as_str().trim_end_matches('/');
        let granted = match &self.settings.proof {
            Proof::Own(credential) => self.ask_entra(credential, graph).await?,
            Proof::Machine(it) => {
                let now = self.settings.clock.now().timestamp();
                identity::token(&self.direct, it, graph, now).await?
            }
        };
        let lifetime = Duration::from_secs(granted.expires_in);
        let token = granted.access_token.expose_secret();
        let mut header = HeaderValue::from_str(&format!("Bearer {token}"))
            .map_err(|_| Error::of(ErrorKind::Unreadable))?;
        header.set_sensitive(true);
        Ok(Token {
            header,
            roles: roles_of(token),
            renew_at: Instant::now() + lifetime.saturating_sub(RENEW_BEFORE_END).max(lifetime / 2),
        })
    }

    async fn ask_entra(&self, credential: &Credential, graph: &str) -> Result<Granted, Error> {
        let settings = &self.settings;
        let endpoint = settings.token_endpoint();
        let proof = credential
            .form(settings.clock.now(), &settings.client_id, &endpoint)
            .await
            .map_err(|error| {
                tracing::error!("nothing proves that we are the application: {error:#}");
                Error::of(ErrorKind::SignIn(EntraError::NoProof))
            })?;
        let scope = format!("{graph}/.default");
        let mut form = vec![
            ("grant_type", "client_credentials"),
            ("client_id", &settings.client_id),
            ("scope", &scope),
        ];
        form.extend(exposed(&proof));
        let reply = self
            .http
            .post(&endpoint)
            .form(&form)
            .send()
            .await
            .map_err(|error| Error::from_transport(&error))?;
        let status = reply.status();
        let retry_after = wait_asked(reply.headers());
        let body = limited_body(reply).await?;
        if status.is_success() {
            return serde_json::from_slice(&body).map_err(|_| Error::of(ErrorKind::Unreadable));
        }
        let refusal = serde_json::from_slice::<Refusal>(&body).unwrap_or_default();
        let code = refusal.error_codes.first().copied();
        let kind = match (code, status.as_u16()) {
            (None, 500..) => ErrorKind::ServerFault,
            (None, 429) => ErrorKind::Throttled,
            (code, _) => ErrorKind::SignIn(EntraError::from_code(code)),
        };
        let alone = (kind == ErrorKind::SignIn(EntraError::Loop)).then_some(AFTER_LOOP);
        Err(Error {
            status: Some(status.as_u16()),
            code: refusal.error,
            message: code.map(|code| format!("AADSTS{code}")).unwrap_or_default(),
            retry_after: retry_after.or(alone),
            ..Error::of(kind)
        })
    }
}

impl Settings {
    /// Where Entra ID gives tokens; also the audience of an assertion.
    pub(super) fn token_endpoint(&self) -> String {
        let login = self.login_url.as_str().trim_end_matches('/');
        format!("{login}/{}/oauth2/v2.0/token", self.tenant_id)
    }
}

fn roles_of(token: &str) -> Option<Vec<String>> {
    #[derive(Deserialize)]
    struct Claims {
        #[serde(default)]
        roles: Vec<String>,
    }
    let payload = token.split('.').nth(1)?;
    let bytes = URL_SAFE_NO_PAD.decode(payload).ok()?;
    serde_json::from_slice::<Claims>(&bytes)
        .ok()
        .map(|claims| claims.roles)
}
