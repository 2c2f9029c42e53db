//! `countersign simulator`: the tenant in a box on its own, until it is told to stop.

use std::net::SocketAddr;
use std::path::PathBuf;

use tokio::signal::unix::{SignalKind, signal};
use uuid::Uuid;

use crate::clock::Clock;
use crate::simulator::{self, DEFAULT_PEOPLE, MOST_PEOPLE, Options, Quotas};

/// Serve a made-up Microsoft 365 tenant: Microsoft Graph under /v1.0, Entra ID under /TENANT, a page to watch it at /.
#[derive(Clone, Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  countersign simulator
  countersign simulator --listen 127.0.0.1:0 --people 500000 --quotas off
  countersign simulator --lag-ms 2000 --group-delay-ms 60000 --state-file /tmp/tenant.json

When it accepts connections it prints one line:
  Simulator is ready: URL tenant=TENANT client_id=CLIENT client_secret=SECRET mail=ADDR

Get a token from URL/TENANT/oauth2/v2.0/token, call Graph at URL/v1.0, open URL in a browser.
Failures, time, seats and people are changed under URL/_control; README.md has the table.
It runs until SIGINT or SIGTERM.

Exit codes: 0 done, 1 failed, 2 the command line was wrong.")]
pub struct Args {
    /// Loopback address to listen on; port 0 takes a free one.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8081")]
    pub listen: SocketAddr,
    /// Loopback address on which mail is taken and kept, for the page /outbox; port 0 takes a free one.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:0")]
    pub mail_listen: SocketAddr,
    /// People in the company, at most 1,000,000; without it, the company that was written by hand (about 60).
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST_PEOPLE)))]
    pub people: Option<u32>,
    /// The same size and seed always give the same company.
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub seed: u64,
    /// Tenant id; always the same one if not given.
    #[arg(long, value_name = "ID")]
    pub tenant: Option<Uuid>,
    /// Client id of the application; always the same one if not given.
    #[arg(long, value_name = "ID")]
    pub client_id: Option<Uuid>,
    /// Client secret of the application; a new one at each start if not given.
    #[arg(long, value_name = "SECRET")]
    pub client_secret: Option<String>,
    /// PEM file of a certificate that is registered with the application.
    #[arg(long, value_name = "FILE")]
    pub client_certificate: Vec<PathBuf>,
    /// The only redirect URIs sign-in accepts; any on loopback if not given.
    #[arg(long, value_name = "URI")]
    pub redirect_uri: Vec<String>,
    /// File in which licences, changes of people and added plans survive a restart; who came or was deleted does not.
    #[arg(long, value_name = "FILE")]
    pub state_file: Option<PathBuf>,
    /// How much an application may ask: off, documented, or resource units in 10 s and writes in 150 s.
    #[arg(long, value_name = "off|documented|UNITS,WRITES", default_value_t = Quotas::Documented)]
    pub quotas: Quotas,
    /// How long the directory takes to show a new person or a changed licence, in milliseconds.
    #[arg(long, value_name = "MS", default_value_t = 0)]
    pub lag_ms: u32,
    /// How long the processing of group licences takes, in milliseconds.
    #[arg(long, value_name = "MS", default_value_t = 0)]
    pub group_delay_ms: u32,
}

/// Runs until SIGINT or SIGTERM.
pub async fn run(args: Args) -> anyhow::Result<()> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let running = simulator::start(Options {
        listen: args.listen,
        mail_listen: args.mail_listen,
        people: args.people.map_or(DEFAULT_PEOPLE, |people| people as usize),
        seed: args.seed,
        tenant_id: args.tenant,
        client_id: args.client_id,
        client_secret: args.client_secret,
        client_certificates: args.client_certificate,
        redirect_uris: args.redirect_uri,
        clock: Clock::System,
        state_file: args.state_file,
        quotas: args.quotas,
        lag_ms: args.lag_ms,
        group_delay_ms: args.group_delay_ms,
    })
    .await?;
    println!(
        "Simulator is ready: {} tenant={} client_id={} client_secret={} mail={}",
        running.url, running.tenant_id, running.client_id, running.client_secret, running.mail
    );
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    running.shutdown().await;
    Ok(())
}
