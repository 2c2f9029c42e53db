//! `countersign demo`: a database with both roles, migrated; a made-up tenant; the service and the worker on top.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use chrono::{DateTime, Utc};
use sqlx::{Connection, PgConnection};
use tokio::net::TcpListener;
use tokio::sync::watch;
use url::Url;

use super::history::{self, Told};
use super::serve::{address, pages, start_logging, told};
use super::{DemoArgs, Shutdown, audit, migrate, seeding};
use crate::app::{App, DemoHint};
use crate::clock::Clock;
use crate::config::{self, Config, LogFormat, Settings};
use crate::postgres::{Cluster, OWNER, Options, SERVICE};
use crate::requests::{self, rules};
use crate::{simulator, worker};

/// Licences that may end by themselves within an hour: so few that the fuse is seen.
const FUSE_AT_LEAST: u32 = 2;
/// Of the countries in which the made-up company has its people.
const TIME_ZONES: &str = "NO: Europe/Oslo, DE: Europe/Berlin, FR: Europe/Paris, NL: Europe/Amsterdam, \
                          PL: Europe/Warsaw, US: America/New_York, IN: Asia/Kolkata";
/// What the demo begins with; copies in the data folder can be edited.
const STARTER_POLICY: &str = include_str!("../../policies/starter.toml");
const STARTER_CATALOG: &str = include_str!("../../config/catalog.example.toml");

/// What the demo's audit log is called.
const LOG: &str = "countersign.demo/audit";
/// The demo's database in the private cluster.
const DATABASE: &str = "countersign";

/// A database to run on. At the end: first whoever uses it, then `cluster`.
#[derive(Debug)]
pub struct Prepared {
    /// `None` when `DATABASE_URL` named a database.
    pub cluster: Option<Cluster>,
    pub owner_url: String,
    pub service_url: String,
}

/// Starts the private cluster below `data_dir`, or takes the database of `DATABASE_URL`, and migrates it.
pub async fn prepare(data_dir: &Path, options: Options) -> anyhow::Result<Prepared> {
    let prepared = match crate::config::database_url() {
        Some(_) if options.fresh => {
            bail!(
                "--fresh does not empty the database that DATABASE_URL names; empty it yourself, or unset DATABASE_URL"
            )
        }
        Some(owner_url) => Prepared {
            cluster: None,
            service_url: as_service(&owner_url)?,
            owner_url,
        },
        None => {
            let cluster = Cluster::start(data_dir, options).await?;
            cluster.create_database(DATABASE).await?;
            let (owner_url, service_url) = (cluster.url(DATABASE, OWNER), cluster.url(DATABASE, SERVICE));
            Prepared {
                cluster: Some(cluster),
                owner_url,
                service_url,
            }
        }
    };
    create_service_role(&prepared.owner_url).await?;
    migrate::apply(&prepared.owner_url).await?;
    Ok(prepared)
}

/// Makes the role that the service runs as, able to log in, and lets the owner act as it.
pub async fn create_service_role(owner_url: &str) -> anyhow::Result<()> {
    let mut connection = PgConnection::connect(owner_url)
        .await
        .context("the database does not accept a connection")?;
    sqlx::raw_sql(
        "do $$ begin
             create role countersign_service login;
         exception when duplicate_object or unique_violation then
             alter role countersign_service login;
         end $$;
         grant countersign_service to current_user;",
    )
    .execute(&mut connection)
    .await
    .context("the role countersign_service can not be made")?;
    connection.close().await?;
    Ok(())
}

/// The same server, acting as the service role from the first statement on. Needs no password of that role.
pub fn as_service(owner_url: &str) -> anyhow::Result<String> {
    let mut url = Url::parse(owner_url).context("DATABASE_URL is not an address")?;
    url.query_pairs_mut()
        .append_pair("options", &format!("-c role={SERVICE}"));
    // A space written as + is understood by sqlx but not by psql.
    Ok(String::from(url).replace("-c+role", "-c%20role"))
}

/// The made-up tenant's secret; it is listened to on loopback only, and stays the same over restarts.
const DEMO_SECRET: &str = "demo-secret";

/// Stands in the data folder while the half-year is made: what was begun and not finished is begun anew.
const UNFINISHED: &str = "history.unfinished";

/// The whole product on a private Postgres and a made-up tenant, until SIGINT or SIGTERM.
pub async fn run(args: &DemoArgs) -> anyhow::Result<()> {
    let mut shutdown = Shutdown::listen()?;
    start_logging(LogFormat::default());
    let fresh = args.fresh || args.data_dir.join(UNFINISHED).exists();
    let prepared = prepare(
        &args.data_dir,
        Options {
            fresh,
            ..Options::default()
        },
    )
    .await?;
    if let Some(notice) = prepared.cluster.as_ref().and_then(Cluster::notice) {
        println!("{notice}");
    }
    let ended = with_tenant(args, fresh, &prepared, &mut shutdown).await;
    if let Some(cluster) = prepared.cluster {
        cluster.stop().await?;
    }
    ended
}

/// Where the parts of the demo are.
struct Parts<'a> {
    listen: SocketAddr,
    policy_file: PathBuf,
    catalog_file: PathBuf,
    key_file: PathBuf,
    prepared: &'a Prepared,
    tenant: &'a simulator::Running,
}

impl Parts<'_> {
    /// The configuration, with more of it at its end.
    fn config(&self, more: &str) -> anyhow::Result<Config> {
        let (tenant, listen) = (self.tenant, self.listen);
        let words = format!(
            "public_url = 'http://{listen}/'\nlisten = \"{listen}\"\npolicy_file = '{}'\ncatalog_file = '{}'\n\
             [database]\nurl = '{}'\nowner_url = '{}'\n\
             [entra]\nlogin_url = '{url}'\ngraph_url = '{url}'\ntenant_id = '{}'\nclient_id = '{}'\nclient_secret = '{}'\n\
             [people]\ntime_zones = \"{TIME_ZONES}\"\n\
             [mail]\nhost = '{}'\nport = {}\ntls = \"none\"\nfrom = 'Countersign <countersign@{}>'\n\
             [audit]\nkey_files = ['{}']\n{more}",
            self.policy_file.display(),
            self.catalog_file.display(),
            self.prepared.service_url,
            self.prepared.owner_url,
            tenant.tenant_id,
            tenant.client_id,
            tenant.client_secret,
            tenant.mail.ip(),
            tenant.mail.port(),
            simulator::DOMAIN,
            self.key_file.display(),
            url = tenant.url,
        );
        let mut config = Settings::of_demo(&words)?.config()?;
        config.listen = listen;
        Ok(config)
    }
}

async fn with_tenant(
    args: &DemoArgs,
    fresh: bool,
    prepared: &Prepared,
    shutdown: &mut Shutdown,
) -> anyhow::Result<()> {
    let wished = Settings::of_demo("")?.listen();
    let listener = TcpListener::bind(wished)
        .await
        .with_context(|| format!("{wished} is not free to listen on"))?;
    std::fs::create_dir_all(&args.data_dir)?;
    let tenant_state = args.data_dir.join("tenant.json");
    if fresh && tenant_state.exists() {
        std::fs::remove_file(&tenant_state)?;
    }
    let is_new = !tenant_state.exists() && is_empty(&prepared.service_url).await?;
    let has_history = is_new && !args.without_history;
    let ready_by = Clock::System.now();
    let clock = match has_history {
        true => Clock::frozen_at(history::begins_at(ready_by)),
        false => Clock::System,
    };
    let tenant = simulator::start(simulator::Options {
        people: args
            .people
            .map_or(simulator::DEFAULT_PEOPLE, |people| people as usize),
        client_secret: Some(DEMO_SECRET.into()),
        state_file: Some(tenant_state),
        clock: clock.clone(),
        // Half a year in half a minute is more than Graph's quotas are made for.
        quotas: match has_history {
            true => simulator::Quotas::Off,
            false => simulator::Quotas::default(),
        },
        ..simulator::Options::default()
    })
    .await?;
    let key_file = args.data_dir.join("audit.key");
    if !key_file.exists() {
        audit::write_key(LOG, &key_file)?;
    }
    let parts = Parts {
        key_file,
        listen: listener.local_addr()?,
        policy_file: keep(&args.data_dir.join("policy.toml"), STARTER_POLICY)?,
        catalog_file: keep(&args.data_dir.join("catalog.toml"), STARTER_CATALOG)?,
        prepared,
        tenant: &tenant,
    };
    let mut history = None;
    if has_history {
        let unfinished = args.data_dir.join(UNFINISHED);
        std::fs::write(&unfinished, "")?;
        let told = tokio::select! {
            told = tell_history(&parts, &clock, ready_by) => told,
            () = shutdown.wished() => bail!("stopped before the half-year was made; the next start begins anew"),
        };
        // With whatever there is of it: the demo is for today.
        clock.let_go();
        match told {
            Ok(told) => history = Some(told),
            Err(error) => println!("The half-year is not whole: {error:#}"),
        }
        std::fs::remove_file(&unfinished)?;
    }
    let config = parts.config(&format!("[fuse]\nat_least = {FUSE_AT_LEAST}\n"))?;
    let app = App::new(config, clock, people_to_try()).await?;
    rules::at_start(&app).await?;
    worker::begin_syncs(&app).await?;
    while worker::work_once(&app).await? {}
    if is_new {
        for missed in seeding::fill(&app, &tenant.url).await {
            println!("Not in the demo: {missed}");
        }
    }

    println!("Countersign is ready: {}", address(&app.config));
    if let Some(history) = history {
        println!(
            "Half a year is there to look back on: {} requests, {} events in the log (--without-history begins without).",
            history.requests, history.events
        );
    }
    println!("Sign in as");
    for person in app.demo.iter() {
        println!("  {:<30} {}", person.upn, person.what);
    }
    println!(
        "To check the audit log: COUNTERSIGN_DATABASE_URL='{}' {} audit verify",
        prepared.service_url,
        config::program().display()
    );
    println!("What people are told by mail: {}/outbox", tenant.url);
    println!(
        "The tenant in the box: {}  (Ctrl-C stops everything; the data stays in {})",
        tenant.url,
        args.data_dir.display()
    );

    let (stopping, stopped) = watch::channel(());
    let stop = async {
        shutdown.wished().await;
        println!("Stopping …");
        drop(stopping);
        Ok(())
    };
    let serving = pages(app.clone(), listener, told(stopped.clone()));
    let served = tokio::try_join!(serving, worker::run(app.clone(), told(stopped)), stop).map(|_| ());
    app.pool.close().await;
    tenant.shutdown().await;
    served
}

/// Whether nobody has asked for anything there yet.
async fn is_empty(service_url: &str) -> anyhow::Result<bool> {
    let mut conn = PgConnection::connect(service_url).await?;
    let any = requests::store::any(&mut conn).await?;
    conn.close().await?;
    Ok(!any)
}

/// Half a year by a clock that is turned, which goes with the machine's in the end.
async fn tell_history(parts: &Parts<'_>, clock: &Clock, ends_at: DateTime<Utc>) -> anyhow::Result<Told> {
    println!("Half a year of history is made first; that takes a minute or two.");
    let mut config = parts.config("")?;
    history::suits(&mut config);
    // Nothing waits for the disk: what a fall of the server would lose is begun anew.
    let url = format!("{}&options[synchronous_commit]=off", parts.prepared.service_url);
    config.database.url = url.into();
    let app = App::new(config, clock.clone(), Vec::new()).await?;
    rules::at_start(&app).await?;
    worker::begin_syncs(&app).await?;
    let mut last = 0;
    let said = |percent: i64| {
        if percent / 10 > last {
            last = percent / 10;
            println!("  {percent} %");
        }
    };
    let told = history::tell(&app, &parts.tenant.url, (history::SEED, ends_at), said).await?;
    for missed in &told.missed {
        tracing::warn!("not as told: {missed}");
    }
    app.pool.close().await;
    Ok(told)
}

/// Writes the file unless it is there: what was edited stays.
fn keep(path: &Path, words: &str) -> anyhow::Result<PathBuf> {
    if !path.exists() {
        std::fs::write(path, words).with_context(|| format!("{} can not be written", path.display()))?;
    }
    Ok(path.to_owned())
}

fn people_to_try() -> Vec<DemoHint> {
    let hint = |local: &str, name: &str, what: &str| DemoHint {
        upn: format!("{local}@{}", simulator::DOMAIN),
        name: name.into(),
        what: what.into(),
    };
    vec![
        hint(
            "mia.berg",
            "Mia Berg",
            "an employee: asks for products, gives one back",
        ),
        hint(
            "jonas.lind",
            "Jonas Lind",
            "Mia's manager: signs, and waits for a seat",
        ),
        hint(
            "emil.brandt",
            "Emil Brandt",
            "has a licence that ends in two days, and can ask for more time",
        ),
        hint(
            "julie.perrin",
            "Julie Perrin",
            "leads a team that asks for much: a queue of all kinds waits for her",
        ),
        hint("otto.keller", "Otto Keller", "the auditor: reads the log"),
        hint(
            "ada.novak",
            "Ada Novak",
            "the administrator: drift, a blown fuse, leavers, stuck work, seats, a new plan, policy",
        ),
        hint(
            "viktor.sand",
            "Viktor Sand",
            "second administrator: has submitted a draft of the policy, which Ada may put in force",
        ),
    ]
}
