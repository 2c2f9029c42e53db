//! The section `[audit.siem]`: who gets the audit log pushed, and how it is signed.

use std::path::PathBuf;

use anyhow::{Context, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::Url;

use super::{Secret, WebAddress, Within, encrypted_or_loopback, set};

/// What stands before the base64 of a secret (Standard Webhooks).
const SECRET_PREFIX: &str = "whsec_";
/// Bytes of a secret, fewest and most (Standard Webhooks).
const SECRET_BYTES: std::ops::RangeInclusive<usize> = 24..=64;
/// Events of one batch, where nothing else is said.
const BATCH_EVENTS: u32 = 500;

/// Who gets what was sealed.
#[derive(Clone, Debug)]
pub struct Siem {
    pub url: Url,
    /// Key of the signatures, at least 24 bytes, in base64.
    pub key: SecretString,
    /// The whole header `Authorization`, where the receiver wants one.
    pub authorization: Option<SecretString>,
    /// Events of one batch, at most.
    pub batch_events: u32,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct SiemSettings {
    url: Option<WebAddress>,
    secret: Option<Secret>,
    secret_file: Option<PathBuf>,
    authorization: Option<Secret>,
    authorization_file: Option<PathBuf>,
    batch_events: Option<Within<1, 5_000>>,
}

impl SiemSettings {
    pub(super) fn overlay(&mut self, over: Self) {
        set(&mut self.url, over.url);
        set(&mut self.secret, over.secret);
        set(&mut self.secret_file, over.secret_file);
        set(&mut self.authorization, over.authorization);
        set(&mut self.authorization_file, over.authorization_file);
        set(&mut self.batch_events, over.batch_events);
    }

    /// `None` = nothing is pushed.
    pub(super) fn siem(&self) -> anyhow::Result<Option<Siem>> {
        let Some(url) = &self.url else {
            return Ok(None);
        };
        encrypted_or_loopback("audit.siem.url", &url.0)?;
        if !url.0.username().is_empty() || url.0.password().is_some() {
            bail!("audit.siem.url must have no name and password in it; use audit.siem.authorization");
        }
        let secret = one_of("secret", &self.secret, &self.secret_file)?
            .context("audit.siem.secret is not set; it is needed when audit.siem.url is")?;
        let authorization = one_of("authorization", &self.authorization, &self.authorization_file)?;
        if let Some(words) = &authorization
            && !words
                .expose_secret()
                .bytes()
                .all(|byte| (0x20..0x7f).contains(&byte))
        {
            bail!("audit.siem.authorization has characters that can not stand in a header");
        }
        Ok(Some(Siem {
            url: url.0.clone(),
            key: key(&secret)?,
            authorization,
            batch_events: self.batch_events.map_or(BATCH_EVENTS, |n| n.0),
        }))
    }
}

/// The key of a secret as the standard writes it. The value is never said.
fn key(secret: &SecretString) -> anyhow::Result<SecretString> {
    let encoded = secret.expose_secret().strip_prefix(SECRET_PREFIX);
    let bytes = encoded.and_then(|encoded| STANDARD.decode(encoded).ok());
    match (encoded, bytes) {
        (Some(encoded), Some(bytes)) if SECRET_BYTES.contains(&bytes.len()) => Ok(encoded.into()),
        _ => bail!(
            "audit.siem.secret must be \"{SECRET_PREFIX}\" and the base64 of {} to {} random bytes",
            SECRET_BYTES.start(),
            SECRET_BYTES.end()
        ),
    }
}

/// What is written in the configuration, or in the file that it names.
fn one_of(
    name: &str,
    value: &Option<Secret>,
    file: &Option<PathBuf>,
) -> anyhow::Result<Option<SecretString>> {
    match (value, file) {
        (Some(_), Some(_)) => {
            bail!("audit.siem.{name} and audit.siem.{name}_file are both set; one is enough")
        }
        (Some(value), None) => Ok(Some(value.0.clone())),
        (None, Some(path)) => {
            let words = std::fs::read_to_string(path)
                .with_context(|| format!("audit.siem.{name}_file {} can not be read", path.display()))?;
            Ok(Some(words.trim_end_matches(['\r', '\n']).into()))
        }
        (None, None) => Ok(None),
    }
}
