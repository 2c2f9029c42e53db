//! What the running service has at hand: one value, cloned.

use std::net::IpAddr;
use std::sync::{Arc, RwLock};

use anyhow::Context;
use chrono::{DateTime, Duration, Utc};
use secrecy::ExposeSecret;
use sqlx::PgPool;

use crate::audit::Keys;
use crate::clock::Clock;
use crate::config::{self, Config};
use crate::credential::Credential;
use crate::graph;
use crate::ids::{PersonId, WorkerId};
use crate::jobs::Bell;
use crate::jobs::workers::InHand;
use crate::live::Live;
use crate::mail::Mailer;
use crate::oidc::{Application, Oidc};
use crate::policy::Policy;
use crate::refusal::Tallies;
use crate::web::limits::Buckets;

mod readiness;
mod sparing;
mod store;

pub use readiness::{NEEDED_ROLES, Readiness, Roles, missing};
pub use sparing::Sparing;

/// Days before its end from which a secret or certificate is warned of: enough for a holiday.
pub const WARN_DAYS_AHEAD: i64 = 30;
/// Where people come back to from sign-in, below the public URL.
pub const CALLBACK_PATH: &str = "/sign-in/callback";

#[derive(Clone)]
pub struct App {
    pub config: Arc<Config>,
    /// Connections of the service role.
    pub pool: PgPool,
    pub clock: Clock,
    pub graph: graph::Client,
    /// `None` = no mail server is named, and nobody gets mail.
    pub mailer: Option<Mailer>,
    pub oidc: Arc<Oidc>,
    /// What the log is called, and the keys that sign its checkpoints.
    pub keys: Arc<Keys>,
    /// What proves that we are the application, in words, and when it ends, as far as that is known.
    pub credential_ends: Option<(&'static str, DateTime<Utc>)>,
    pub readiness: Arc<Readiness>,
    /// When this process last wrote to the log what anybody can bring about.
    pub sparing: Sparing,
    /// The policy in force, as this process last read it.
    pub policy: Arc<RwLock<Option<InForce>>>,
    /// Rung after a commit that put a job into the queue; losing a ring costs a poll, not a job.
    pub bell: Bell,
    /// What tells pages that are open that they changed.
    pub live: Live,
    /// This process among those that work.
    pub process: WorkerId,
    /// The jobs that this process works on.
    pub in_hand: InHand,
    /// The tenant's SKUs as the worker last read them.
    pub live_skus: graph::LiveSkus,
    /// Forms of each person.
    pub forms: Arc<Buckets<PersonId>>,
    /// Visits of each address by nobody who is signed in; `None` = an address that is not known.
    pub visits: Arc<Buckets<Option<IpAddr>>>,
    /// Refusals that come again and again, until they are written.
    pub refusals: Arc<Tallies>,
    /// People to try it as; only the demo has any.
    pub demo: Arc<[DemoHint]>,
}

/// A policy and since when it counts.
#[derive(Clone)]
pub struct InForce {
    pub policy: Arc<Policy>,
    pub since: DateTime<Utc>,
}

/// Somebody of the made-up company.
#[derive(Clone, Debug)]
pub struct DemoHint {
    pub upn: String,
    pub name: String,
    /// What to try as this person.
    pub what: String,
}

impl App {
    pub async fn new(config: Config, clock: Clock, demo: Vec<DemoHint>) -> anyhow::Result<Self> {
        let database = &config.database;
        let pool = store::connect(database.url.expose_secret(), database.max_connections).await?;
        let entra = &config.entra;
        let credential = Credential::load(&entra.credential)?;
        let graph = graph::Client::new(graph_settings(&config, credential.clone(), clock.clone()))?;
        let redirect_url = config.public_url.join(CALLBACK_PATH)?;
        let application = Application {
            login_url: &entra.login_url,
            tenant_id: &entra.tenant_id,
            client_id: &entra.client_id,
            credential,
            redirect_url: &redirect_url,
        };
        let credential_ends = credential_ends(&config, &application.credential);
        let oidc = Oidc::new(graph::http_client_within(config.graph.call_timeout)?, application)?;
        let skus_for = std::time::Duration::from_secs(config.worker.skus_for_seconds.into());
        let mailer = config.mail.clone().map(Mailer::new);
        let keys = Arc::new(Keys::load(&config.audit)?);
        let limits = config.limits;
        Ok(Self {
            forms: Arc::new(Buckets::new(limits.forms_per_minute)),
            visits: Arc::new(Buckets::new(limits.visits_per_minute)),
            refusals: Arc::default(),
            config: Arc::new(config),
            pool,
            process: WorkerId::mint(clock.now()),
            in_hand: InHand::default(),
            live_skus: graph::LiveSkus::new(skus_for),
            clock,
            graph,
            mailer,
            oidc: Arc::new(oidc),
            keys,
            credential_ends,
            readiness: Arc::default(),
            sparing: Sparing::default(),
            policy: Arc::default(),
            bell: Bell::default(),
            live: Live::default(),
            demo: demo.into(),
        })
    }

    /// What proves that we are the application, in words, and when it ends: only when that is soon, or past.
    pub fn credential_expiry(&self) -> Option<(&'static str, DateTime<Utc>)> {
        self.credential_ends
            .filter(|(_, end)| ends_soon(*end, self.clock.now()))
    }

    /// Says once a day in the log that the secret or certificate ends soon.
    pub fn warn_of_expiry(&self) {
        if let Some((what, end)) = self
            .credential_expiry()
            .filter(|_| self.readiness.is_news(self.clock.now()))
        {
            let day = end.format("%Y-%m-%d");
            tracing::error!(
                "{what} with which Countersign signs in to Entra ID ends on {day}: replace it before"
            );
        }
    }

    /// The app roles that the token lacks, asked at most once a minute.
    pub async fn roles(&self) -> Roles {
        self.readiness.roles(&self.graph).await
    }

    /// The policy in force; an error while there is none.
    pub fn in_force(&self) -> anyhow::Result<InForce> {
        let held = self
            .policy
            .read()
            .map_err(|_| anyhow::anyhow!("the policy lock is poisoned"))?;
        held.clone().context("no policy is in force")
    }

    pub fn put_in_force(&self, in_force: InForce) -> anyhow::Result<()> {
        *self
            .policy
            .write()
            .map_err(|_| anyhow::anyhow!("the policy lock is poisoned"))? = Some(in_force);
        Ok(())
    }
}

/// A client's settings, from the configuration.
pub fn graph_settings(config: &Config, credential: Credential, clock: Clock) -> graph::Settings {
    let (entra, limits) = (&config.entra, &config.graph);
    let proof = match &entra.managed_identity {
        None => graph::Proof::Own(credential),
        Some(identity) => graph::Proof::Machine(graph::Identity {
            client_id: identity.client_id.clone(),
            place: match &identity.place {
                config::IdentityPlace::Imds(url) => graph::Place::Imds(url.clone()),
                config::IdentityPlace::AppService { endpoint, header } => graph::Place::AppService {
                    endpoint: endpoint.clone(),
                    header: header.clone(),
                },
            },
        }),
    };
    graph::Settings {
        graph_url: entra.graph_url.clone(),
        login_url: entra.login_url.clone(),
        tenant_id: entra.tenant_id.clone(),
        client_id: entra.client_id.clone(),
        proof,
        limits: graph::Limits {
            resource_units_per_10s: limits.resource_units_per_10s,
            writes_per_150s: limits.writes_per_150s,
            concurrency: limits.concurrency,
            call_timeout: limits.call_timeout,
        },
        clock,
    }
}

/// What proves that we are the application, in words, and when it ends, as far as that is known.
pub fn credential_ends(config: &Config, credential: &Credential) -> Option<(&'static str, DateTime<Utc>)> {
    match &config.entra.credential {
        config::Credential::Secret { expires, .. } => expires.map(|end| ("the client secret", end)),
        _ => credential.not_after().map(|end| ("the certificate", end)),
    }
}

/// Whether something that ends then is to be warned of now.
pub fn ends_soon(end: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    end <= now + Duration::days(WARN_DAYS_AHEAD)
}
