//! `countersign serve` and `countersign work`.

use std::io::IsTerminal;
use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, bail};
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::{ServeArgs, Shutdown, migrate};
use crate::app::App;
use crate::clock::Clock;
use crate::config::{ChangeControl, Config, LogFormat, log_filter};
use crate::people::refusals;
use crate::requests::{rules, watching};
use crate::{audit, routes, worker};

/// What answers under way get at the end.
const LAST_ANSWERS: Duration = Duration::from_secs(5);

/// Serves the pages and, unless told otherwise, works.
pub async fn serve(config: Config, args: &ServeArgs) -> anyhow::Result<()> {
    start_logging(config.log);
    let mut shutdown = Shutdown::listen()?;
    let app = open(config).await?;
    let listener = listen(&app.config).await?;
    println!("Countersign is ready: {}", address(&app.config));
    let (stopping, stopped) = watch::channel(());
    let stop = async move {
        shutdown.wished().await;
        drop(stopping);
    };
    tokio::try_join!(
        pages(app.clone(), listener, stop),
        background(app, args, told(stopped))
    )?;
    Ok(())
}

/// What runs beside the pages: the worker, or what every process needs.
async fn background(app: App, args: &ServeArgs, stop: impl Future<Output = ()>) -> anyhow::Result<()> {
    if args.without_worker {
        tokio::select! {
            () = worker::tidy(app.clone()) => bail!("the sweeping ended"),
            () = worker::carry_out(app.clone()) => bail!("the bell broke"),
            () = worker::listen(app) => bail!("the listening ended"),
            () = stop => Ok(()),
        }
    } else {
        worker::begin_syncs(&app).await?;
        worker::run(app, stop).await
    }
}

/// Until the sender is dropped.
pub(super) async fn told(mut stopped: watch::Receiver<()>) {
    while stopped.changed().await.is_ok() {}
}

/// Works without pages.
pub async fn work(config: Config) -> anyhow::Result<()> {
    start_logging(config.log);
    let mut shutdown = Shutdown::listen()?;
    let app = open(config).await?;
    worker::begin_syncs(&app).await?;
    println!("The worker is ready.");
    worker::run(app, shutdown.wished()).await
}

/// Connects, and refuses a database whose schema is not this version's.
async fn open(config: Config) -> anyhow::Result<App> {
    let app = App::new(config, Clock::System, Vec::new()).await?;
    let pending = migrate::pending(&app.pool).await?;
    if !pending.is_empty() {
        bail!(
            "the database lacks migrations ({}); run: countersign migrate",
            pending.join(", ")
        );
    }
    if !audit::may_only_append(&app.pool).await? {
        bail!(
            "this login could change the audit log; use one that is a member of countersign_service and does not own the tables"
        );
    }
    rules::at_start(&app).await?;
    if app.config.change_control == ChangeControl::SingleAdministrator {
        tracing::warn!(
            "single-administrator mode is on (policy.single_administrator): one person alone can change the policy"
        );
    }
    Ok(app)
}

pub(super) async fn listen(config: &Config) -> anyhow::Result<TcpListener> {
    TcpListener::bind(config.listen)
        .await
        .with_context(|| format!("{} is not free to listen on", config.listen))
}

pub(super) fn address(config: &Config) -> String {
    config.public_url.as_str().trim_end_matches('/').to_owned()
}

/// Answers until it is time to stop; answers under way are finished, within limits: a browser that keeps its connection
/// open must not keep the process.
pub async fn pages(
    app: App,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> anyhow::Result<()> {
    let (stopping, stopped) = tokio::sync::oneshot::channel::<()>();
    let live = app.live.clone();
    let stop = async move {
        stop.await;
        // Pages that stand open would keep the process.
        live.close();
        drop(stopping);
    };
    let watching = watching::watch(app.clone());
    let serving = axum::serve(
        listener,
        routes::router(app.clone()).into_make_service_with_connect_info::<SocketAddr>(),
    )
    .with_graceful_shutdown(stop);
    let ended = tokio::select! {
        served = async { serving.await } => served.context("serving ended"),
        () = watching => bail!("the watching ended"),
        () = async {
            let _closed = stopped.await;
            tokio::time::sleep(LAST_ANSWERS).await;
        } => Ok(()),
    };
    refusals::write_the_rest(&app).await;
    ended
}

/// Log lines to standard error, as text or JSON.
pub(super) fn start_logging(format: LogFormat) {
    let filter = log_filter().unwrap_or_else(|| "info,sqlx=warn,tower_sessions=warn".into());
    let builder = tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::new(filter))
        .with_writer(std::io::stderr);
    // Colours are for eyes: in a file they are noise.
    let builder = match std::io::stderr().is_terminal() {
        true => builder,
        false => builder.with_ansi(false),
    };
    // A second subscriber in one process is refused; the first stays.
    let _first_stays = match format {
        LogFormat::Text => builder.try_init(),
        LogFormat::Json => builder.json().try_init(),
    };
}
