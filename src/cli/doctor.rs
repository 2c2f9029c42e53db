//! `countersign doctor`: line by line, whether the parts that Countersign stands on are right, with the way out.

use std::path::Path;
use std::process::ExitCode;

use chrono::{DateTime, Months};
use secrecy::ExposeSecret;
use sqlx::PgPool;

use super::migrate;
use crate::app;
use crate::audit::{Keys, months};
use crate::clock::Clock;
use crate::config::{ChangeControl, Config, Settings};
use crate::credential::Credential;
use crate::graph::{self, Client};
use crate::mail::Mailer;
use crate::requests::rules::{self, OnDisk};
use crate::requests::store;
use crate::siem::push;
use crate::siem::store as siem_store;

/// Seconds by which the clocks may differ before tokens begin to be refused.
const MOST_SKEW_S: i64 = 60;

/// Prints what it finds; exit code 1 when anything is wrong.
pub async fn run(file: Option<&Path>) -> anyhow::Result<ExitCode> {
    let mut findings = Findings::default();
    let config = match Settings::load(file).and_then(|settings| settings.config()) {
        Ok(config) => {
            findings.good("configuration", "every key is known and has a value");
            config
        }
        Err(error) => {
            findings.bad(
                "configuration",
                &format!("{error:#}"),
                "Mend the file or variable that is named.",
            );
            return Ok(findings.exit_code());
        }
    };
    policy(&mut findings, &config);
    change_control(&mut findings, &config);
    log_keys(&mut findings, &config);
    database(&mut findings, &config).await;
    microsoft(&mut findings, &config).await;
    mail(&mut findings, &config).await;
    siem(&mut findings, &config).await;
    Ok(findings.exit_code())
}

#[derive(Default)]
struct Findings {
    bad: usize,
}

impl Findings {
    fn good(&mut self, what: &str, why: &str) {
        println!("ok    {what:<14} {why}");
    }

    fn bad(&mut self, what: &str, why: &str, way_out: &str) {
        self.bad += 1;
        println!("BAD   {what:<14} {why}\n      {:<14} → {way_out}", "");
    }

    /// Nothing is wrong yet.
    fn warn(&mut self, what: &str, why: &str, way_out: &str) {
        println!("warn  {what:<14} {why}\n      {:<14} → {way_out}", "");
    }

    fn exit_code(&self) -> ExitCode {
        if self.bad == 0 {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}

fn policy(findings: &mut Findings, config: &Config) {
    let path = config.policy_file.display();
    match rules::read_file(&config.policy_file) {
        OnDisk::Good(policy, _) => {
            findings.good(
                "policy",
                &format!("{path} is good; {} examples pass", policy.examples()),
            );
        }
        OnDisk::Broken(problems) => {
            let first = problems.first().map(ToString::to_string).unwrap_or_default();
            findings.bad(
                "policy",
                &first,
                "Run countersign policy check FILE for the whole list.",
            );
        }
    }
}

async fn mail(findings: &mut Findings, config: &Config) {
    let Some(server) = &config.mail else {
        findings.warn(
            "mail",
            "no mail server is named: nobody is told by mail",
            "Set mail.host and mail.from, if people are to be told.",
        );
        return;
    };
    let place = format!("{}:{}", server.host, server.port);
    match Mailer::new(server.clone()).check().await {
        Ok(()) => findings.good("mail", &format!("{place} answers and takes our login")),
        Err(why) => findings.bad(
            "mail",
            &format!("{place}: {why}"),
            "Check the section [mail]: host, port, tls, and the login.",
        ),
    }
}

/// Whether the receiver of the audit log takes what it is sent.
async fn siem(findings: &mut Findings, config: &Config) {
    let Some(siem) = &config.siem else {
        return findings.good(
            "siem",
            "the audit log is pushed to nobody; it can be pulled with an API token",
        );
    };
    let host = push::host(&siem.url);
    let look = async {
        let mut conn = PgPool::connect(config.database.url.expose_secret())
            .await?
            .acquire()
            .await?;
        siem_store::lag(&mut conn, &push::target(&siem.url)).await
    };
    match look.await {
        Err(error) => findings.bad(
            "siem",
            &format!("how far {host} is could not be read: {error}"),
            "Run countersign migrate; check the rights of this login.",
        ),
        Ok(None) => findings.warn(
            "siem",
            &format!("nothing was sent to {host} yet"),
            "Start a worker: countersign serve or countersign work.",
        ),
        Ok(Some(lag)) => {
            let waiting = lag.waiting;
            let since = lag
                .oldest
                .map(|at| format!(", the oldest sealed at {}", at.format("%Y-%m-%d %H:%M UTC")));
            let since = since.unwrap_or_default();
            match lag.pushed.error {
                None => findings.good(
                    "siem",
                    &format!("{host} takes what it is sent; {waiting} events wait{since}"),
                ),
                Some(code) => {
                    let next = lag.pushed.next_at.format("%Y-%m-%d %H:%M:%S UTC");
                    let attempts = lag.pushed.attempts;
                    findings.bad(
                        "siem",
                        &format!("{host} did not take a batch {attempts} times ({code}); {waiting} events wait{since}; next try {next}"),
                        "Check the receiver, audit.siem.url and audit.siem.authorization; see docs/siem.md.",
                    );
                }
            }
        }
    }
}

fn change_control(findings: &mut Findings, config: &Config) {
    match config.change_control {
        ChangeControl::TwoAdministrators => {
            findings.good("change control", "a second administrator puts a policy in force");
        }
        ChangeControl::SingleAdministrator => findings.warn(
            "change control",
            "single-administrator mode is on: one person alone can change the policy",
            "Give a second person the role Administrator, and take policy.single_administrator away.",
        ),
    }
}

/// Whether checkpoints of the log are signed.
fn log_keys(findings: &mut Findings, config: &Config) {
    match Keys::load(&config.audit) {
        Err(error) => findings.bad(
            "audit keys",
            &format!("{error:#}"),
            "Mend the section [audit], or the file that is named.",
        ),
        Ok(keys) => match keys.signing() {
            Some(key) => findings.good("audit keys", &format!("checkpoints are signed by {key}")),
            None => findings.warn(
                "audit keys",
                "there is no key: no checkpoint of the audit log is signed",
                "Run countersign audit key NAME --out FILE, and name the file in audit.key_files.",
            ),
        },
    }
}

/// Months that are older than events must be kept.
async fn old_months(findings: &mut Findings, config: &Config, pool: &PgPool) {
    let Some(keep) = config.audit.keep_months else {
        return;
    };
    let look = async {
        let mut conn = pool.acquire().await?;
        months::kept(&mut conn).await
    };
    let first = months::of(Clock::System.now()).checked_sub_months(Months::new(keep));
    if let (Ok(kept), Some(first)) = (look.await, first) {
        let old = kept.iter().filter(|month| **month < first).count();
        if old > 0 {
            findings.warn(
                "audit log",
                &format!("{old} months of events are older than audit.keep_months"),
                &format!(
                    "Run countersign audit drop-payloads --before {}; hashes and proofs stay.",
                    first.format("%Y-%m")
                ),
            );
        }
    }
}

async fn database(findings: &mut Findings, config: &Config) {
    let pool = match PgPool::connect(config.database.url.expose_secret()).await {
        Ok(pool) => pool,
        Err(error) => {
            let way_out = "Check database.url, and that the server runs and lets this login in.";
            findings.bad("database", &format!("no connection: {error}"), way_out);
            return;
        }
    };
    match migrate::pending(&pool).await {
        Ok(pending) if pending.is_empty() => {
            findings.good("database", "it answers and its schema is up to date");
            policy_in_force(findings, &pool).await;
        }
        Ok(pending) => findings.bad(
            "database",
            &format!("migrations are pending: {}", pending.join(", ")),
            "Run countersign migrate.",
        ),
        Err(error) => findings.bad("database", &format!("{error:#}"), "Run countersign migrate."),
    }
    old_months(findings, config, &pool).await;
    match crate::audit::may_only_append(&pool).await {
        Ok(true) => findings.good("audit log", "this login can only add to it and read it"),
        Ok(false) => findings.bad(
            "audit log",
            "this login could change or remove rows of it",
            "Use a login that is a member of countersign_service and does not own the tables.",
        ),
        Err(_) => findings.bad(
            "audit log",
            "its tables are not there",
            "Run countersign migrate.",
        ),
    }
}

/// Whether the version in force can be used as it is kept.
async fn policy_in_force(findings: &mut Findings, pool: &PgPool) {
    let look = async {
        let mut conn = pool.acquire().await?;
        match store::policy_in_force(&mut conn).await? {
            Some((version, _)) => store::kept_policy(&mut conn, &version).await,
            None => Ok(None),
        }
    };
    match look.await {
        Ok(None) => {}
        Ok(Some(Ok(_))) => findings.good("in force", "the policy in force is kept as it was put in force"),
        Ok(Some(Err(altered))) => findings.bad(
            "in force",
            &altered.to_string(),
            "Find out who wrote to the table policy_versions; a process that starts now refuses.",
        ),
        Err(error) => findings.bad(
            "in force",
            &format!("the policy in force could not be read: {error}"),
            "Check the rights of this login.",
        ),
    }
}

async fn microsoft(findings: &mut Findings, config: &Config) {
    let credential = match Credential::load(&config.entra.credential) {
        Ok(credential) => credential,
        Err(error) => {
            let way_out = "Mend the file or key that is named.";
            return findings.bad("credential", &format!("{error:#}"), way_out);
        }
    };
    expiry(findings, config, &credential);
    let client = Client::new(app::graph_settings(config, credential, Clock::System));
    let client = match client {
        Ok(client) => client,
        Err(error) => {
            return findings.bad(
                "https",
                &format!("{error:#}"),
                "Check the machine's certificates.",
            );
        }
    };
    let roles = match client.token_roles().await {
        Ok(roles) => {
            findings.good("token", "Entra ID gives the app a token");
            roles
        }
        Err(error) => {
            let way_out = if config.entra.managed_identity.is_some() {
                "Check that this machine has the identity of entra.managed_identity, and that entra.imds_url can be reached."
            } else {
                "Check entra.tenant_id, client_id and client_secret (or certificate_file or federated_token_file), and that entra.login_url can be reached."
            };
            return findings.bad("token", &error.to_string(), way_out);
        }
    };
    let missing = app::missing(&roles);
    for (role, what_for) in app::NEEDED_ROLES.map(|needed| (needed.role, needed.what_for)) {
        if missing.contains(&role) {
            findings.bad(
                "app role",
                &format!("{role} is missing: {what_for}"),
                role_way_out(config),
            );
        } else {
            findings.good("app role", &format!("{role}: {what_for}"));
        }
    }
    match client.server_date().await {
        Ok(date) => {
            let edition = graph::MESSAGES_VERSION;
            findings.good(
                "graph",
                &format!("it answers; its errors are told apart by the table of {edition}"),
            );
            clock(findings, date.as_deref());
            throttling(findings, &client);
        }
        Err(error) => findings.bad(
            "graph",
            &error.to_string(),
            "Check entra.graph_url, the network and the app roles.",
        ),
    }
}

fn role_way_out(config: &Config) -> &'static str {
    if config.entra.managed_identity.is_some() {
        "Give the app role to the managed identity (its token is kept by Azure for up to a day), see docs/runbook.md."
    } else {
        "Add the application permission in the app registration and grant admin consent."
    }
}

/// What proves that we are the application, and how long it is good.
fn expiry(findings: &mut Findings, config: &Config, credential: &Credential) {
    let Some((what, end)) = app::credential_ends(config, credential) else {
        let words = match credential {
            Credential::Secret(_) => {
                "a client secret; when it ends is not known (write it into entra.client_secret_expires)"
            }
            Credential::Certificate(_) => "a certificate",
            Credential::Federated(_) => "a federated token, which somebody else keeps fresh",
        };
        return findings.good("credential", words);
    };
    let (now, day) = (Clock::System.now(), end.format("%Y-%m-%d"));
    let way_out = "Make a new one and put it in place, see docs/runbook.md.";
    if end <= now {
        findings.bad("credential", &format!("{what} ended on {day}"), way_out);
    } else if app::ends_soon(end, now) {
        findings.warn("credential", &format!("{what} ends on {day}"), way_out);
    } else {
        findings.good("credential", &format!("{what} is good until {day}"));
    }
}

/// What Graph said of its quotas while doctor asked.
fn throttling(findings: &mut Findings, client: &Client) {
    let seen = client.throttling();
    match (seen.paused_until, seen.limit_percentage) {
        (None, None) => findings.good("quota", "Graph does not say that its limits are near"),
        (paused, percentage) => {
            let used = percentage.map(|(used, _)| format!("{used:.0} % of Graph's limit is used"));
            let paused = paused.map(|_| "Graph asks to slow down".to_owned());
            let words: Vec<_> = used.into_iter().chain(paused).chain(seen.scope).collect();
            let way_out = "Wait; if it stays, lower graph.resource_units_per_10s and graph.writes_per_150s.";
            findings.warn("quota", &words.join("; "), way_out);
        }
    }
}

fn clock(findings: &mut Findings, date: Option<&str>) {
    let now = Clock::System.now();
    match date.and_then(|date| DateTime::parse_from_rfc2822(date).ok()) {
        Some(theirs) => {
            let skew = (now - theirs.to_utc()).num_seconds();
            if skew.abs() <= MOST_SKEW_S {
                findings.good("clock", &format!("within {MOST_SKEW_S} seconds of Graph's"));
            } else {
                let way_out = "Set the machine's clock, best by NTP: tokens depend on it.";
                findings.bad("clock", &format!("{} seconds off Graph's", skew.abs()), way_out);
            }
        }
        None => findings.bad("clock", "Graph did not say what time it is", "Try again."),
    }
}
