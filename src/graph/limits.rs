//! What a client is told when it is made: where Microsoft is, who we are there, and how much we may ask for.

use std::time::Duration;

use secrecy::SecretString;
use url::Url;

use crate::clock::Clock;
use crate::credential::Credential;

/// Where Microsoft is and who we are there.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `https://graph.microsoft.com`; `/v1.0` is appended.
    pub graph_url: Url,
    /// `https://login.microsoftonline.com`.
    pub login_url: Url,
    pub tenant_id: String,
    pub client_id: String,
    pub proof: Proof,
    pub limits: Limits,
    pub clock: Clock,
}

/// Who vouches for us.
#[derive(Clone, Debug)]
pub enum Proof {
    /// We do, with something that was registered with the application.
    Own(Credential),
    /// The machine does: Azure gives the token, and Entra ID is not asked.
    Machine(Identity),
}

/// An Azure managed identity.
#[derive(Clone, Debug)]
pub struct Identity {
    /// Of a user-assigned identity; without it, the machine's own.
    pub client_id: Option<String>,
    pub place: Place,
}

/// Where the machine's token comes from.
#[derive(Clone, Debug)]
pub enum Place {
    /// The instance metadata service, like `http://169.254.169.254/`.
    Imds(Url),
    /// App Service and Container Apps: the whole address, and what proves that we run there.
    AppService { endpoint: Url, header: SecretString },
}

/// How much may be asked for. Graph's quotas of the smallest class of tenants are 3,500 resource units in 10 seconds and 3,000
/// writes in 150 seconds. Source: Microsoft's page "Microsoft Graph service-specific throttling limits", identity and access.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Of all worker processes together.
    pub resource_units_per_10s: u32,
    /// Of all worker processes together.
    pub writes_per_150s: u32,
    /// Calls of this process under way at the same time.
    pub concurrency: usize,
    /// Of each call, from the connection to the last byte.
    pub call_timeout: Duration,
}

impl Default for Limits {
    /// 80 % of the quotas.
    fn default() -> Self {
        Self {
            resource_units_per_10s: 2_800,
            writes_per_150s: 2_400,
            concurrency: 16,
            call_timeout: Duration::from_secs(20),
        }
    }
}
