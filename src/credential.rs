//! What proves to Entra ID that we are the application: a secret, a certificate, or the token of a trusted issuer in a file.
//! Makes the form fields of a token request from it, for sign-in and for Graph alike. Knows nothing of either, and makes
//! no call.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use ring::rand::SystemRandom;
use ring::signature::{KeyPair, RSA_PSS_SHA256, RsaKeyPair};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;
use x509_cert::der::Decode;

use crate::config;

/// Minutes that an assertion is good; Entra ID takes 5 to 10.
/// Source: Microsoft's page "Microsoft identity platform application authentication certificate credentials".
const ASSERTION_MINUTES: i64 = 8;
/// How far our clock may be ahead of Entra's; an assertion is not good before its `nbf`.
const CLOCK_AHEAD_MINUTES: i64 = 1;
/// Bytes of a federated token that are read; they have one or two thousand.
const LARGEST_TOKEN_BYTES: u64 = 64 * 1024;
/// `client_assertion_type` of RFC 7523.
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Cheap to clone.
#[derive(Clone, Debug)]
pub enum Credential {
    Secret(SecretString),
    Certificate(Arc<Certificate>),
    /// A file that somebody else keeps fresh; read for every request.
    Federated(PathBuf),
}

/// A certificate that was uploaded to the application, with its key.
pub struct Certificate {
    key: RsaKeyPair,
    /// `x5t#S256`: SHA-256 of the certificate, base64url.
    thumbprint: String,
    not_after: DateTime<Utc>,
}

impl std::fmt::Debug for Certificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Certificate")
            .field("thumbprint", &self.thumbprint)
            .field("not_after", &self.not_after)
            .finish_non_exhaustive()
    }
}

impl Credential {
    /// Reads the files that the configuration names.
    pub fn load(configured: &config::Credential) -> anyhow::Result<Self> {
        Ok(match configured {
            config::Credential::Secret { secret, .. } => Self::Secret(secret.clone()),
            config::Credential::Certificate { certificate, key } => {
                Self::Certificate(Arc::new(Certificate::load(certificate, key)?))
            }
            config::Credential::FederatedToken(path) => Self::Federated(path.clone()),
        })
    }

    /// The fields that go into a token request beside `client_id`.
    ///
    /// # Errors
    /// When the file of a federated token can not be read. The error names the key and the file, never what is in it.
    pub async fn form(
        &self,
        now: DateTime<Utc>,
        client_id: &str,
        token_endpoint: &str,
    ) -> anyhow::Result<Vec<(&'static str, SecretString)>> {
        let assertion = match self {
            Self::Secret(secret) => return Ok(vec![("client_secret", secret.clone())]),
            Self::Certificate(certificate) => certificate.assertion(now, client_id, token_endpoint)?,
            Self::Federated(path) => federated_token(path).await?,
        };
        Ok(vec![
            ("client_assertion_type", JWT_BEARER.into()),
            ("client_assertion", assertion),
        ])
    }

    /// When it ends, as far as it says so itself.
    pub fn not_after(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Certificate(certificate) => Some(certificate.not_after),
            Self::Secret(_) | Self::Federated(_) => None,
        }
    }
}

impl Certificate {
    fn load(certificate: &Path, key: &Path) -> anyhow::Result<Self> {
        let read = |name: &str, path: &Path| {
            std::fs::read(path).with_context(|| format!("{name}: {} can not be read", path.display()))
        };
        let pem = read("entra.certificate_file", certificate)?;
        let key_pem = read("entra.certificate_key_file", key)?;
        Self::from_pem(&pem, &key_pem)
    }

    fn from_pem(certificate: &[u8], key: &[u8]) -> anyhow::Result<Self> {
        let der = CertificateDer::from_pem_slice(certificate)
            .ok()
            .context("entra.certificate_file holds no certificate in PEM (BEGIN CERTIFICATE)")?;
        let parsed = x509_cert::Certificate::from_der(&der)
            .context("entra.certificate_file holds a certificate that can not be read")?;
        // The parser's words could repeat parts of the key: they are dropped.
        let key = match PrivateKeyDer::from_pem_slice(key).ok() {
            Some(PrivateKeyDer::Pkcs8(der)) => RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()).ok(),
            Some(PrivateKeyDer::Pkcs1(der)) => RsaKeyPair::from_der(der.secret_pkcs1_der()).ok(),
            _ => None,
        }
        .context(
            "entra.certificate_key_file holds no RSA key of 2048 bits or more in PEM \
             (BEGIN PRIVATE KEY or BEGIN RSA PRIVATE KEY, without a password)",
        )?;
        let public = &parsed.tbs_certificate.subject_public_key_info.subject_public_key;
        if public.raw_bytes() != key.public_key().as_ref() {
            bail!("entra.certificate_key_file is not the key of the certificate in entra.certificate_file");
        }
        let seconds = parsed
            .tbs_certificate
            .validity
            .not_after
            .to_unix_duration()
            .as_secs();
        let not_after = i64::try_from(seconds)
            .ok()
            .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
            .context("entra.certificate_file holds a certificate without an end")?;
        Ok(Self {
            key,
            thumbprint: URL_SAFE_NO_PAD.encode(Sha256::digest(&der)),
            not_after,
        })
    }

    /// A new one each time: Entra ID takes a `jti` once.
    fn assertion(
        &self,
        now: DateTime<Utc>,
        client_id: &str,
        token_endpoint: &str,
    ) -> anyhow::Result<SecretString> {
        let header = json!({ "alg": "PS256", "typ": "JWT", "x5t#S256": self.thumbprint });
        let claims = json!({
            "aud": token_endpoint,
            "iss": client_id,
            "sub": client_id,
            "jti": Uuid::new_v4(),
            "nbf": (now - Duration::minutes(CLOCK_AHEAD_MINUTES)).timestamp(),
            "iat": now.timestamp(),
            "exp": (now + Duration::minutes(ASSERTION_MINUTES)).timestamp(),
        });
        let message = format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(header.to_string()),
            URL_SAFE_NO_PAD.encode(claims.to_string())
        );
        let mut signature = vec![0; self.key.public().modulus_len()];
        self.key
            .sign(
                &RSA_PSS_SHA256,
                &SystemRandom::new(),
                message.as_bytes(),
                &mut signature,
            )
            .map_err(|_| anyhow::anyhow!("the key of the certificate does not sign"))?;
        Ok(format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature)).into())
    }
}

async fn federated_token(path: &Path) -> anyhow::Result<SecretString> {
    use tokio::io::AsyncReadExt;
    let shown = path.display();
    let file = tokio::fs::File::open(path)
        .await
        .with_context(|| format!("entra.federated_token_file: {shown} can not be opened"))?;
    let mut token = String::new();
    file.take(LARGEST_TOKEN_BYTES)
        .read_to_string(&mut token)
        .await
        .with_context(|| format!("entra.federated_token_file: {shown} can not be read"))?;
    let token = token.trim();
    if token.split('.').count() != 3 {
        bail!("entra.federated_token_file: {shown} holds no token");
    }
    Ok(token.into())
}

/// The fields for an HTTP client to write.
pub fn exposed<'a>(
    form: &'a [(&'static str, SecretString)],
) -> impl Iterator<Item = (&'static str, &'a str)> {
    form.iter().map(|(name, value)| (*name, value.expose_secret()))
}
