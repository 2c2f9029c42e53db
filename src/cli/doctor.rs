//! `countersign doctor`: line by line, whether the parts that Countersign stands on are right, with the way out.

use std::path::Path;
use std::process::ExitCode;

use chrono::DateTime;
use secrecy::ExposeSecret;
use sqlx::PgPool;

use super::migrate;
use crate::app;
use crate::clock::Clock;
use crate::config::{Config, Settings};
use crate::credential::Credential;
use crate::graph::Client;
use crate::requests::rules::{self, OnDisk};

/// App roles that Countersign cannot do without, and what for.
const NEEDED_ROLES: [(&str, &[&str], &str); 3] = [
    (
        "LicenseAssignment.ReadWrite.All",
        &["Directory.ReadWrite.All", "User.ReadWrite.All"],
        "assigning licences",
    ),
    (
        "User.Read.All",
        &[
            "User.ReadWrite.All",
            "Directory.Read.All",
            "Directory.ReadWrite.All",
        ],
        "reading people and managers",
    ),
    (
        "GroupMember.Read.All",
        &["Group.Read.All", "Directory.Read.All", "Directory.ReadWrite.All"],
        "reading the groups that the policy names",
    ),
];
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
    database(&mut findings, &config).await;
    microsoft(&mut findings, &config).await;
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
            findings.good("database", "it answers and its schema is up to date")
        }
        Ok(pending) => findings.bad(
            "database",
            &format!("migrations are pending: {}", pending.join(", ")),
            "Run countersign migrate.",
        ),
        Err(error) => findings.bad("database", &format!("{error:#}"), "Run countersign migrate."),
    }
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

async fn microsoft(findings: &mut Findings, config: &Config) {
    let credential = match Credential::load(&config.entra.credential) {
        Ok(credential) => credential,
        Err(error) => {
            let way_out = "Mend the file or key that is named.";
            return findings.bad("credential", &format!("{error:#}"), way_out);
        }
    };
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
            let way_out = "Check entra.tenant_id, client_id and client_secret, and that entra.login_url can be reached.";
            return findings.bad("token", &error.to_string(), way_out);
        }
    };
    for (role, or, what_for) in NEEDED_ROLES {
        if roles
            .iter()
            .any(|held| held == role || or.contains(&held.as_str()))
        {
            findings.good("app role", &format!("{role}: {what_for}"));
        } else {
            let way_out = "Add the application permission in the app registration and grant admin consent.";
            findings.bad("app role", &format!("{role} is missing: {what_for}"), way_out);
        }
    }
    match client.server_date().await {
        Ok(date) => {
            findings.good("graph", "it answers");
            clock(findings, date.as_deref());
        }
        Err(error) => findings.bad(
            "graph",
            &error.to_string(),
            "Check entra.graph_url, the network and the app roles.",
        ),
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
