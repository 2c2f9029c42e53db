//! The tenant in a box: Microsoft Graph and Entra ID for one made-up company, to try the service on and to test it.
//!
//! Owns a company, its licences, sign-in without passwords and the ways in which all this fails. Built to published
//! facts; where one is only seen in other people's code or remembered, a comment says [T] or [M]. Listens on loopback
//! only: whoever reaches it may be anybody. Imports nothing of ours but the wire types, the ids and the clock.

mod assertion;
mod audits;
mod authorize;
mod chaos;
mod company;
mod control;
mod delta_faults;
mod dice;
mod entra;
mod errors;
mod faults;
mod generated;
mod graph;
mod history;
mod html;
mod identity;
mod keys;
mod licensing;
mod outbox;
mod overlaps;
mod page;
mod properties;
mod quotas;
mod sign_ins;
mod skus;
mod tenant;
#[cfg(test)]
mod tests;
mod time;
mod token;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::Context;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::clock::Clock;
use assertion::Registered;
use chaos::Chaos;
use control::CallLog;
use delta_faults::DeltaFaults;
use entra::SignIn;
use faults::Faults;
use graph::KnownTokens;
use keys::Keys;
use outbox::Outbox;
use overlaps::Overlaps;
use quotas::Meter;
use tenant::Tenant;
use time::Time;

pub use company::{COMPANY, DOMAIN, E3_BY_GROUP, LICENSE_APPROVERS};
pub use identity::{app_service_header, user_assigned};
pub use quotas::Quotas;

/// The most people of a company: about a KiB each, and twice as many as anybody has tried.
pub const MOST_PEOPLE: u32 = 1_000_000;
/// People in the company if nobody says otherwise.
pub const DEFAULT_PEOPLE: usize = 60;
/// Largest request body, in bytes: an assignLicense call with every plan of every SKU is far smaller.
const BODY_LIMIT_BYTES: usize = 256 * 1024;

/// How to start the simulator. What is `None` is chosen.
#[derive(Clone, Debug)]
pub struct Options {
    /// A loopback address; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The same, for the mail server.
    pub mail_listen: SocketAddr,
    pub people: usize,
    pub seed: u64,
    pub tenant_id: Option<Uuid>,
    pub client_id: Option<Uuid>,
    pub client_secret: Option<String>,
    /// PEM files of certificates that are registered with the application.
    pub client_certificates: Vec<PathBuf>,
    /// If not empty, the only redirect URIs that sign-in accepts; otherwise any on loopback.
    pub redirect_uris: Vec<String>,
    pub clock: Clock,
    /// Where licences survive a restart; without it they do not.
    pub state_file: Option<PathBuf>,
    pub quotas: Quotas,
    /// How long the directory takes to show a change, in milliseconds.
    pub lag_ms: u32,
    /// How long the processing of group licences takes, in milliseconds.
    pub group_delay_ms: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            mail_listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            people: DEFAULT_PEOPLE,
            seed: 1,
            tenant_id: None,
            client_id: None,
            client_secret: None,
            client_certificates: Vec::new(),
            redirect_uris: Vec::new(),
            clock: Clock::System,
            state_file: None,
            quotas: Quotas::Documented,
            lag_ms: 0,
            group_delay_ms: 0,
        }
    }
}

/// A simulator that runs until this is dropped.
#[derive(Debug)]
pub struct Running {
    /// Base of Graph (`{url}/v1.0`) and of Entra (`{url}/{tenant}`), without a slash at its end.
    pub url: String,
    /// Where the mail server listens; what it is handed stands at `{url}/outbox`.
    pub mail: SocketAddr,
    pub tenant_id: Uuid,
    pub client_id: Uuid,
    pub client_secret: String,
    stop: Option<oneshot::Sender<()>>,
    server: JoinHandle<()>,
    mail_server: JoinHandle<()>,
}

impl Running {
    /// Stops and waits until the port is free.
    pub async fn shutdown(mut self) {
        drop(self.stop.take());
        self.server.abort();
        self.mail_server.abort();
        // The server was told to stop; that it was cancelled is no news.
        let _ = (&mut self.server).await;
        let _ = (&mut self.mail_server).await;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.server.abort();
        self.mail_server.abort();
    }
}

/// Starts a simulator in the background. Ready when this returns.
pub async fn start(options: Options) -> anyhow::Result<Running> {
    for listen in [options.listen, options.mail_listen] {
        anyhow::ensure!(
            listen.ip().is_loopback(),
            "the simulator listens on loopback only, not on {listen}: whoever reaches it can sign in as anybody"
        );
    }
    let listener = TcpListener::bind(options.listen)
        .await
        .with_context(|| format!("the simulator can not listen on {}", options.listen))?;
    let url = format!("http://{}", listener.local_addr()?);
    let mail_listener = TcpListener::bind(options.mail_listen).await.with_context(|| {
        format!(
            "the mail server of the simulator can not listen on {}",
            options.mail_listen
        )
    })?;
    let mail = mail_listener.local_addr()?;
    let tenant_id = options.tenant_id.unwrap_or_else(company::tenant_id);
    let client_id = options
        .client_id
        .unwrap_or_else(|| company::id_of("application", "Countersign"));
    let client_secret = options
        .client_secret
        .unwrap_or_else(|| Uuid::new_v4().simple().to_string());
    let (people, seed, now, state_file) = (
        options.people,
        options.seed,
        options.clock.now(),
        options.state_file,
    );
    let (mut tenant, keys) = tokio::task::spawn_blocking(move || {
        anyhow::Ok((
            Tenant::found(tenant_id, people, seed, now, state_file)?,
            Keys::make()?,
        ))
    })
    .await??;
    tenant.lag_ms = options.lag_ms;
    tenant.group_delay_ms = options.group_delay_ms;
    tenant.name_app(client_id, "Countersign");

    let shared = Shared(Arc::new(Inner {
        base: url.clone(),
        tenant_id,
        client_id: client_id.to_string(),
        client_secret: client_secret.clone(),
        redirect_uris: options.redirect_uris,
        clock: Time::new(options.clock),
        keys,
        known_tokens: KnownTokens::default(),
        meter: Meter::new(options.quotas, tenant.headcount()),
        tenant: Mutex::new(tenant),
        sign_in: Mutex::new(SignIn {
            registered: Registered::with_files(&options.client_certificates)?,
            ..SignIn::default()
        }),
        faults: Faults::default(),
        chaos: Chaos::default(),
        delta_faults: DeltaFaults::default(),
        calls: CallLog::default(),
        overlaps: Overlaps::default(),
        outbox: Outbox::at(mail),
    }));
    let mail_server = tokio::spawn(outbox::serve(mail_listener, shared.clone()));
    let router = router(shared);
    let (stop, stopped) = oneshot::channel::<()>();
    let server = tokio::spawn(async move {
        let serve = axum::serve(listener, router).with_graceful_shutdown(async move {
            let _ = stopped.await;
        });
        if let Err(error) = serve.await {
            tracing::error!(error = %error, "the simulator stopped");
        }
    });
    Ok(Running {
        url,
        mail,
        tenant_id,
        client_id,
        client_secret,
        stop: Some(stop),
        server,
        mail_server,
    })
}

fn router(shared: Shared) -> Router {
    let faults = from_fn_with_state(shared.clone(), faults::inject);
    let graph = Router::new()
        .nest("/v1.0", graph::routes())
        .layer(faults.clone())
        .layer(from_fn_with_state(shared.clone(), chaos::strike))
        .layer(from_fn_with_state(shared.clone(), control::record));
    Router::new()
        .merge(entra::routes().layer(faults))
        .merge(graph)
        .merge(page::routes())
        .merge(outbox::routes())
        .nest("/_control", control::routes())
        .layer(DefaultBodyLimit::max(BODY_LIMIT_BYTES))
        .with_state(shared)
}

/// What every handler works with.
#[derive(Clone)]
struct Shared(Arc<Inner>);

struct Inner {
    base: String,
    tenant_id: Uuid,
    client_id: String,
    client_secret: String,
    redirect_uris: Vec<String>,
    clock: Time,
    keys: Keys,
    known_tokens: KnownTokens,
    meter: Meter,
    /// Never held across an await.
    tenant: Mutex<Tenant>,
    sign_in: Mutex<SignIn>,
    faults: Faults,
    chaos: Chaos,
    delta_faults: DeltaFaults,
    calls: CallLog,
    overlaps: Overlaps,
    outbox: Outbox,
}

impl std::ops::Deref for Shared {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Inner {
    /// The tenant as it is now: what is due is done before anybody looks.
    fn tenant(&self) -> MutexGuard<'_, Tenant> {
        let mut tenant = lock(&self.tenant);
        tenant.settle(self.clock.now());
        tenant
    }

    fn sign_in(&self) -> MutexGuard<'_, SignIn> {
        lock(&self.sign_in)
    }

    fn token_url(&self) -> String {
        format!("{}/{}/oauth2/v2.0/token", self.base, self.tenant_id)
    }

    fn authorize_url(&self) -> String {
        format!("{}/{}/oauth2/v2.0/authorize", self.base, self.tenant_id)
    }
}

/// A handler that panicked leaves the data as it was before or after a change, never between.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
