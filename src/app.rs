//! What the running service has at hand: one value, cloned.

use std::sync::{Arc, RwLock};

use anyhow::Context;
use chrono::{DateTime, Utc};
use secrecy::ExposeSecret;
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;

use crate::clock::Clock;
use crate::config::Config;
use crate::graph;
use crate::ids::WorkerId;
use crate::jobs::Bell;
use crate::jobs::workers::InHand;
use crate::oidc::{Application, Oidc};
use crate::policy::Policy;

/// Seconds to wait for a free connection before a page fails.
const ACQUIRE_TIMEOUT_S: u64 = 10;
/// Where people come back to from sign-in, below the public URL.
pub const CALLBACK_PATH: &str = "/sign-in/callback";

#[derive(Clone)]
pub struct App {
    pub config: Arc<Config>,
    /// Connections of the service role.
    pub pool: PgPool,
    pub clock: Clock,
    pub graph: graph::Client,
    pub oidc: Arc<Oidc>,
    /// The policy in force, as this process last read it.
    pub policy: Arc<RwLock<Option<InForce>>>,
    /// Rung after a commit that put a job into the queue; losing a ring costs a poll, not a job.
    pub bell: Bell,
    /// This process among those that work.
    pub process: WorkerId,
    /// The jobs that this process works on.
    pub in_hand: InHand,
    /// The tenant's SKUs as the worker last read them.
    pub live_skus: graph::LiveSkus,
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
        let pool = PgPoolOptions::new()
            .max_connections(config.database.max_connections)
            .acquire_timeout(std::time::Duration::from_secs(ACQUIRE_TIMEOUT_S))
            .connect(config.database.url.expose_secret())
            .await
            .context("the database does not accept a connection")?;
        let entra = &config.entra;
        let graph = graph::Client::new(graph::Settings {
            graph_url: entra.graph_url.clone(),
            login_url: entra.login_url.clone(),
            tenant_id: entra.tenant_id.clone(),
            client_id: entra.client_id.clone(),
            client_secret: entra.client_secret.clone(),
        })?;
        let redirect_url = config.public_url.join(CALLBACK_PATH)?;
        let application = Application {
            login_url: &entra.login_url,
            tenant_id: &entra.tenant_id,
            client_id: &entra.client_id,
            client_secret: &entra.client_secret,
            redirect_url: &redirect_url,
        };
        let oidc = Oidc::new(graph::http_client()?, &application)?;
        let skus_for = std::time::Duration::from_secs(config.worker.skus_for_seconds.into());
        Ok(Self {
            config: Arc::new(config),
            pool,
            process: WorkerId::mint(clock.now()),
            in_hand: InHand::default(),
            live_skus: graph::LiveSkus::new(skus_for),
            clock,
            graph,
            oidc: Arc::new(oidc),
            policy: Arc::default(),
            bell: Bell::default(),
            demo: demo.into(),
        })
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
