//! The sections `[entra]` and `[graph]`: the cloud, the application, what proves that we are it, and Graph's quotas.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use secrecy::SecretString;
use serde::Deserialize;
use url::Url;

use super::{Secret, WebAddress, Within, encrypted_or_loopback, required};

/// Where Azure's machines find the instance metadata service.
const IMDS: &str = "http://169.254.169.254/";
/// The variables in which App Service tells where its managed identity is asked for, and how.
pub(super) const APP_SERVICE: [&str; 2] = ["IDENTITY_ENDPOINT", "IDENTITY_HEADER"];

/// The tenant and what we are in it.
#[derive(Clone, Debug)]
pub struct Entra {
    /// Without a path, like `https://login.microsoftonline.com/`.
    pub login_url: Url,
    /// Without a version, like `https://graph.microsoft.com/`.
    pub graph_url: Url,
    pub tenant_id: String,
    pub client_id: String,
    /// Proves that we are the application: to sign-in, and to Graph unless `managed_identity` does.
    pub credential: Credential,
    /// Calls Graph instead of the application.
    pub managed_identity: Option<ManagedIdentity>,
}

/// What proves that we are the application.
#[derive(Clone, Debug)]
pub enum Credential {
    Secret {
        secret: SecretString,
        /// As the administrator wrote it down; Entra ID does not tell.
        expires: Option<DateTime<Utc>>,
    },
    /// PEM files.
    Certificate { certificate: PathBuf, key: PathBuf },
    /// A file with a token of a trusted issuer.
    FederatedToken(PathBuf),
}

#[derive(Clone, Debug)]
pub struct ManagedIdentity {
    /// Of a user-assigned identity; without it, the machine's own.
    pub client_id: Option<String>,
    pub place: IdentityPlace,
}

/// Where a managed identity's token comes from.
#[derive(Clone, Debug)]
pub enum IdentityPlace {
    Imds(Url),
    AppService { endpoint: Url, header: SecretString },
}

/// How much may be asked of Graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Graph {
    pub resource_units_per_10s: u32,
    pub writes_per_150s: u32,
    pub concurrency: usize,
    pub call_timeout: Duration,
}

/// Which of Microsoft's clouds the tenant is in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cloud {
    #[default]
    Global,
    UsGovL4,
    UsGovL5,
    China,
}

impl Cloud {
    /// The hosts of sign-in and of Graph.
    /// Source: Microsoft's pages "National cloud deployments" (Graph) and "National clouds" (Entra). The two
    /// disagree about sign-in in China; this is Entra's word, and `entra.login_url` overrides it.
    fn hosts(self) -> (&'static str, &'static str) {
        match self {
            Self::Global => ("login.microsoftonline.com", "graph.microsoft.com"),
            Self::UsGovL4 => ("login.microsoftonline.us", "graph.microsoft.us"),
            Self::UsGovL5 => ("login.microsoftonline.us", "dod-graph.microsoft.us"),
            Self::China => (
                "login.partner.microsoftonline.cn",
                "microsoftgraph.chinacloudapi.cn",
            ),
        }
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct EntraSettings {
    cloud: Option<Cloud>,
    login_url: Option<WebAddress>,
    graph_url: Option<WebAddress>,
    imds_url: Option<WebAddress>,
    tenant_id: Option<String>,
    client_id: Option<String>,
    client_secret: Option<Secret>,
    client_secret_file: Option<PathBuf>,
    client_secret_expires: Option<Day>,
    certificate_file: Option<PathBuf>,
    certificate_key_file: Option<PathBuf>,
    federated_token_file: Option<PathBuf>,
    managed_identity: Option<String>,
    /// What App Service says in the environment: the endpoint and the header.
    #[serde(skip)]
    pub(super) app_service: [Option<String>; 2],
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct GraphSettings {
    resource_units_per_10s: Option<Within<10, 1_000_000>>,
    writes_per_150s: Option<Within<10, 1_000_000>>,
    concurrency: Option<Within<1, 256>>,
    call_timeout_seconds: Option<Within<1, 120>>,
}

impl EntraSettings {
    pub(super) fn entra(&self) -> anyhow::Result<Entra> {
        let (login, graph) = self.cloud.unwrap_or_default().hosts();
        let address = |given: &Option<WebAddress>, host: &str| match given {
            Some(address) => Ok(address.0.clone()),
            None => Url::parse(&format!("https://{host}/")),
        };
        let credential = self.credential()?;
        let managed_identity = self.managed_identity(&credential)?;
        let login_url = address(&self.login_url, login)?;
        let graph_url = address(&self.graph_url, graph)?;
        encrypted_or_loopback("entra.login_url", &login_url)?;
        encrypted_or_loopback("entra.graph_url", &graph_url)?;
        Ok(Entra {
            login_url,
            graph_url,
            tenant_id: tenant_id(&required(&self.tenant_id, "entra", "tenant_id")?)?,
            client_id: required(&self.client_id, "entra", "client_id")?,
            credential,
            managed_identity,
        })
    }

    /// The one way that is configured.
    fn credential(&self) -> anyhow::Result<Credential> {
        if self.client_secret.is_some() && self.client_secret_file.is_some() {
            bail!("entra.client_secret and entra.client_secret_file are both set; keep one of them");
        }
        let secret = self.client_secret.is_some() || self.client_secret_file.is_some();
        let certificate = self.certificate_file.is_some() || self.certificate_key_file.is_some();
        let ways = [
            ("entra.client_secret (or client_secret_file)", secret),
            ("entra.certificate_file", certificate),
            ("entra.federated_token_file", self.federated_token_file.is_some()),
        ];
        let set: Vec<_> = ways
            .iter()
            .filter(|(_, set)| *set)
            .map(|(name, _)| *name)
            .collect();
        if set.len() > 1 {
            bail!("{} are set; keep one of them", set.join(" and "));
        }
        if !secret && self.client_secret_expires.is_some() {
            bail!("entra.client_secret_expires is set, but no entra.client_secret or client_secret_file");
        }
        match (
            &self.certificate_file,
            &self.certificate_key_file,
            &self.federated_token_file,
        ) {
            (Some(certificate), Some(key), _) => Ok(Credential::Certificate {
                certificate: certificate.clone(),
                key: key.clone(),
            }),
            (Some(_), None, _) => {
                bail!("entra.certificate_key_file is not set; entra.certificate_file needs its key")
            }
            (None, Some(_), _) => {
                bail!("entra.certificate_file is not set; entra.certificate_key_file is its key")
            }
            (None, None, Some(path)) => Ok(Credential::FederatedToken(path.clone())),
            (None, None, None) => Ok(Credential::Secret {
                secret: self.secret()?,
                expires: self.client_secret_expires.map(|day| day.0),
            }),
        }
    }

    fn secret(&self) -> anyhow::Result<SecretString> {
        match (&self.client_secret, &self.client_secret_file) {
            (Some(secret), _) => Ok(secret.0.clone()),
            (None, Some(path)) => read_secret(path),
            (None, None) if self.managed_identity.is_some() => bail!(
                "entra.managed_identity calls Graph, but people can not sign in with it: set entra.client_secret \
                 or entra.client_secret_file as well"
            ),
            (None, None) => required(&None, "entra", "client_secret"),
        }
    }

    fn managed_identity(&self, credential: &Credential) -> anyhow::Result<Option<ManagedIdentity>> {
        let Some(named) = &self.managed_identity else {
            return Ok(None);
        };
        if !matches!(credential, Credential::Secret { .. }) {
            bail!(
                "entra.managed_identity is set beside a certificate or a federated token; keep one of them \
                 (only a client secret, for sign-in, goes with it)"
            );
        }
        let client_id = match named.trim() {
            "system" => None,
            id => Some(
                uuid::Uuid::parse_str(id)
                    .ok()
                    .context(
                        "entra.managed_identity must be \"system\" or the client id of the identity, a GUID",
                    )?
                    .to_string(),
            ),
        };
        let place = match (&self.imds_url, &self.app_service) {
            (Some(address), _) => IdentityPlace::Imds(address.0.clone()),
            (None, [Some(endpoint), Some(header)]) => IdentityPlace::AppService {
                endpoint: Url::parse(endpoint)
                    .context("IDENTITY_ENDPOINT in the environment is no address")?,
                header: header.as_str().into(),
            },
            (None, _) => IdentityPlace::Imds(Url::parse(IMDS)?),
        };
        let (key, address) = match &place {
            IdentityPlace::Imds(address) => ("entra.imds_url", address),
            IdentityPlace::AppService { endpoint, .. } => ("IDENTITY_ENDPOINT", endpoint),
        };
        // Azure offers both on this machine's own link only, without TLS.
        let on_this_machine =
            matches!(address.host(), Some(url::Host::Ipv4(ip)) if ip.is_link_local() || ip.is_loopback());
        if !on_this_machine {
            encrypted_or_loopback(key, address)?;
        }
        Ok(Some(ManagedIdentity { client_id, place }))
    }

    pub(super) fn overlay(&mut self, over: Self) {
        use super::set;
        set(&mut self.cloud, over.cloud);
        set(&mut self.login_url, over.login_url);
        set(&mut self.graph_url, over.graph_url);
        set(&mut self.imds_url, over.imds_url);
        set(&mut self.tenant_id, over.tenant_id);
        set(&mut self.client_id, over.client_id);
        // One way of giving the secret replaces the other.
        if over.client_secret.is_some() || over.client_secret_file.is_some() {
            self.client_secret = over.client_secret;
            self.client_secret_file = over.client_secret_file;
        }
        set(&mut self.client_secret_expires, over.client_secret_expires);
        set(&mut self.certificate_file, over.certificate_file);
        set(&mut self.certificate_key_file, over.certificate_key_file);
        set(&mut self.federated_token_file, over.federated_token_file);
        set(&mut self.managed_identity, over.managed_identity);
    }
}

impl GraphSettings {
    pub(super) fn graph(&self) -> Graph {
        Graph {
            resource_units_per_10s: self.resource_units_per_10s.map_or(2_800, |n| n.0),
            writes_per_150s: self.writes_per_150s.map_or(2_400, |n| n.0),
            concurrency: self.concurrency.map_or(16, |n| n.0 as usize),
            call_timeout: Duration::from_secs(self.call_timeout_seconds.map_or(20, |n| n.0).into()),
        }
    }

    pub(super) fn overlay(&mut self, over: Self) {
        use super::set;
        set(&mut self.resource_units_per_10s, over.resource_units_per_10s);
        set(&mut self.writes_per_150s, over.writes_per_150s);
        set(&mut self.concurrency, over.concurrency);
        set(&mut self.call_timeout_seconds, over.call_timeout_seconds);
    }
}

/// A day like 2027-03-01; the first moment of it, UTC, counts.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "String")]
struct Day(DateTime<Utc>);

impl TryFrom<String> for Day {
    type Error = String;

    fn try_from(words: String) -> Result<Self, String> {
        NaiveDate::parse_from_str(words.trim(), "%Y-%m-%d")
            .map(|day| Self(day.and_time(NaiveTime::MIN).and_utc()))
            .map_err(|_| format!("\"{words}\" is not a day like 2027-03-01"))
    }
}

fn read_secret(path: &Path) -> anyhow::Result<SecretString> {
    let secret = std::fs::read_to_string(path)
        .with_context(|| format!("entra.client_secret_file: {} can not be read", path.display()))?;
    Ok(SecretString::from(secret.trim()))
}

/// The tenant's id as tokens have it: a GUID in lower case. A domain name would do for signing in and fail at each check.
fn tenant_id(written: &str) -> anyhow::Result<String> {
    let id = uuid::Uuid::parse_str(written.trim()).map_err(|_| {
        anyhow::anyhow!("entra.tenant_id must be the directory (tenant) id, a GUID, not a domain name")
    })?;
    Ok(id.to_string())
}
