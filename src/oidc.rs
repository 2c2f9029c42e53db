//! Sign-in by OpenID Connect: authorization code with PKCE against one tenant of Entra ID. Knows the protocol and no
//! feature. A person is (`tid`, `oid`); names in a token are for showing only.

use anyhow::Context;
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreErrorResponseType, CoreGenderClaim,
    CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreProviderMetadata,
    CoreRevocableToken, CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AdditionalClaims, AuthType, AuthorizationCode, Client, ClientId, CsrfToken, EmptyExtraTokenFields,
    HttpRequest, HttpResponse, IdTokenFields, IssuerUrl, Nonce, PkceCodeChallenge, PkceCodeVerifier,
    RedirectUrl, Scope, StandardErrorResponse, StandardTokenResponse, TokenResponse,
};
use serde::{Deserialize, Serialize};
use std::time::{Duration, Instant};
use tokio::sync::Mutex;
use url::Url;

use crate::clock::Clock;
use crate::credential::{Credential, exposed};
use crate::ids::PersonId;

/// Where the keys and addresses come from is asked again at most this often when a token does not verify.
const REDISCOVER_AFTER: Duration = Duration::from_secs(60);
/// Bytes of a reply from the provider that are read.
const LARGEST_REPLY_BYTES: usize = 1024 * 1024;

/// Sign-in for one application of one tenant.
pub struct Oidc {
    http: reqwest::Client,
    issuer: IssuerUrl,
    redirect: RedirectUrl,
    tenant_id: String,
    client_id: String,
    /// The audience of an assertion.
    token_endpoint: String,
    credential: Credential,
    discovered: Mutex<Option<(CoreProviderMetadata, Instant)>>,
}

/// What must be there again when the person comes back; kept in the session.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Attempt {
    state: String,
    nonce: String,
    verifier: String,
}

/// Who came, as the verified id token says.
#[derive(Clone, Debug)]
pub struct Arrival {
    pub person: PersonId,
    pub name: String,
    pub upn: String,
    pub roles: Vec<String>,
}

/// Why nobody came.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// Not the answer to the question that this browser asked.
    #[error("the answer does not belong to a sign-in of this browser")]
    NotOurs,
    #[error("the token is for another tenant, application or moment: {0}")]
    BadToken(String),
    #[error("Entra ID could not be asked")]
    Unavailable(#[source] anyhow::Error),
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct EntraClaims {
    oid: Option<PersonId>,
    tid: Option<String>,
    #[serde(default)]
    roles: Vec<String>,
}

impl AdditionalClaims for EntraClaims {}

type EntraTokenReply = StandardTokenResponse<
    IdTokenFields<
        EntraClaims,
        EmptyExtraTokenFields,
        CoreGenderClaim,
        CoreJweContentEncryptionAlgorithm,
        CoreJwsSigningAlgorithm,
    >,
    CoreTokenType,
>;

type EntraClient = Client<
    EntraClaims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    EntraTokenReply,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    openidconnect::EndpointSet,
    openidconnect::EndpointNotSet,
    openidconnect::EndpointNotSet,
    openidconnect::EndpointNotSet,
    openidconnect::EndpointMaybeSet,
    openidconnect::EndpointMaybeSet,
>;

/// The application as the tenant knows it.
pub struct Application<'a> {
    pub login_url: &'a Url,
    pub tenant_id: &'a str,
    pub client_id: &'a str,
    pub credential: Credential,
    /// Where people come back to.
    pub redirect_url: &'a Url,
}

impl Oidc {
    pub fn new(http: reqwest::Client, application: Application<'_>) -> anyhow::Result<Self> {
        let login = application.login_url.as_str().trim_end_matches('/');
        Ok(Self {
            http,
            issuer: IssuerUrl::new(format!("{login}/{}/v2.0", application.tenant_id))?,
            redirect: RedirectUrl::from_url(application.redirect_url.clone()),
            tenant_id: application.tenant_id.to_owned(),
            client_id: application.client_id.to_owned(),
            token_endpoint: format!("{login}/{}/oauth2/v2.0/token", application.tenant_id),
            credential: application.credential,
            discovered: Mutex::default(),
        })
    }

    /// Where to send the person, and what to remember until they come back.
    pub async fn start(&self, login_hint: Option<&str>) -> anyhow::Result<(Url, Attempt)> {
        let client = self.client(Freshness::AnyAge).await?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let mut request = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                CsrfToken::new_random,
                Nonce::new_random,
            )
            .add_scope(Scope::new("profile".into()))
            .set_pkce_challenge(challenge);
        if let Some(hint) = login_hint {
            request = request.add_extra_param("login_hint", hint);
        }
        let (url, state, nonce) = request.url();
        let attempt = Attempt {
            state: state.secret().clone(),
            nonce: nonce.secret().clone(),
            verifier: verifier.secret().clone(),
        };
        Ok((url, attempt))
    }

    /// Exchanges the code and verifies the id token: signature (RS256), issuer, audience, nonce, times, tenant.
    pub async fn finish(
        &self,
        attempt: Attempt,
        state: &str,
        code: &str,
        clock: &Clock,
    ) -> Result<Arrival, Refused> {
        if attempt.state != state {
            return Err(Refused::NotOurs);
        }
        let client = self
            .client(Freshness::AnyAge)
            .await
            .map_err(Refused::Unavailable)?;
        let http = |request| call(self.http.clone(), request);
        let proof = self
            .credential
            .form(clock.now(), &self.client_id, &self.token_endpoint)
            .await
            .map_err(Refused::Unavailable)?;
        let mut exchange = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .context("the provider has no token endpoint")
            .map_err(Refused::Unavailable)?
            .set_pkce_verifier(PkceCodeVerifier::new(attempt.verifier));
        for (name, value) in exposed(&proof) {
            exchange = exchange.add_extra_param(name, value);
        }
        let reply = exchange.request_async(&http).await;
        let reply = match reply {
            Ok(reply) => reply,
            // The code was used, is too old, or was made for another attempt.
            Err(openidconnect::RequestTokenError::ServerResponse(answer)) => {
                return Err(Refused::BadToken(format!(
                    "Entra ID answered {}",
                    answer.error().as_ref()
                )));
            }
            // It answered, with what is no token reply.
            Err(openidconnect::RequestTokenError::Parse(error, _)) => {
                return Err(Refused::BadToken(format!(
                    "the reply could not be read at {}",
                    error.path()
                )));
            }
            Err(error) => return Err(Refused::Unavailable(error.into())),
        };
        let token = reply
            .id_token()
            .ok_or_else(|| Refused::BadToken("there is no id token".into()))?;
        let nonce = Nonce::new(attempt.nonce);
        let verify = |client: &EntraClient| {
            let clock = clock.clone();
            let verifier = client
                .id_token_verifier()
                .set_allowed_algs([CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256])
                .set_time_fn(move || clock.now());
            token.claims(&verifier, &nonce).cloned()
        };
        let claims = match verify(&client) {
            Ok(claims) => claims,
            // A key that was rolled since discovery: ask once more for the keys.
            Err(_) => {
                let fresh = self
                    .client(Freshness::AtMost(REDISCOVER_AFTER))
                    .await
                    .map_err(Refused::Unavailable)?;
                verify(&fresh).map_err(|error| Refused::BadToken(error.to_string()))?
            }
        };
        let entra = claims.additional_claims();
        if entra.tid.as_deref() != Some(&self.tenant_id) {
            return Err(Refused::BadToken("it was issued by another tenant".into()));
        }
        let person = entra
            .oid
            .ok_or_else(|| Refused::BadToken("it has no oid".into()))?;
        let upn = claims
            .preferred_username()
            .map(|upn| upn.to_string())
            .unwrap_or_default();
        let name = claims
            .name()
            .and_then(|name| name.get(None))
            .map(|name| name.to_string());
        Ok(Arrival {
            person,
            name: name.unwrap_or_else(|| upn.clone()),
            upn,
            roles: entra.roles.clone(),
        })
    }

    async fn client(&self, freshness: Freshness) -> anyhow::Result<EntraClient> {
        let mut discovered = self.discovered.lock().await;
        let usable = discovered.as_ref().filter(|(_, at)| match freshness {
            Freshness::AnyAge => true,
            Freshness::AtMost(age) => at.elapsed() < age,
        });
        let metadata = match usable {
            Some((metadata, _)) => metadata.clone(),
            None => {
                let http = |request| call(self.http.clone(), request);
                let metadata = CoreProviderMetadata::discover_async(self.issuer.clone(), &http)
                    .await
                    .context("the sign-in service could not be discovered")?;
                *discovered = Some((metadata.clone(), Instant::now()));
                metadata
            }
        };
        // What proves that we are the application goes along as fields of its own, whichever it is.
        Ok(
            Client::from_provider_metadata(metadata, ClientId::new(self.client_id.clone()), None)
                .set_auth_type(AuthType::RequestBody)
                .set_redirect_uri(self.redirect.clone()),
        )
    }
}

enum Freshness {
    AnyAge,
    AtMost(Duration),
}

/// What goes wrong on the way to the provider.
#[derive(Debug, thiserror::Error)]
enum CallError {
    #[error("the sign-in service could not be reached")]
    Unreachable(#[from] reqwest::Error),
    #[error("the sign-in service answered too much")]
    TooLarge,
    #[error("the sign-in service answered nonsense")]
    Nonsense(#[from] openidconnect::http::Error),
}

async fn call(http: reqwest::Client, request: HttpRequest) -> Result<HttpResponse, CallError> {
    let mut reply = http.execute(reqwest::Request::try_from(request)?).await?;
    let mut builder = openidconnect::http::Response::builder().status(reply.status());
    for (name, value) in reply.headers() {
        builder = builder.header(name, value);
    }
    let mut body = Vec::new();
    while let Some(chunk) = reply.chunk().await? {
        if body.len() + chunk.len() > LARGEST_REPLY_BYTES {
            return Err(CallError::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(builder.body(body)?)
}

#[cfg(test)]
mod tests;
