//! The configuration: a TOML file, and over it the environment.
//!
//! The only module that reads the environment. It says what was written and refuses what it does not understand, by
//! name; whether a database or a tenant answers is `doctor`'s question.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use secrecy::SecretString;
use serde::Deserialize;
use url::Url;

mod audit;
mod entra;
mod limits;
mod living;
mod mail;
mod siem;

pub use audit::Audit;
use audit::AuditSettings;
pub use entra::{Cloud, Credential, Entra, Graph, IdentityPlace, ManagedIdentity};
use entra::{EntraSettings, GraphSettings};
use limits::LimitSettings;
pub use limits::{AddressFrom, Limits};
pub use living::{Fuse, Living, Zones};
use living::{FuseSettings, MirrorSettings, PeopleSettings, TermsSettings};
use mail::MailSettings;
pub use mail::{Mail, MailTls};
pub use siem::Siem;

/// The file that is read when none is named and it is there.
pub const USUAL_FILE: &str = "countersign.toml";

const PREFIX: &str = "COUNTERSIGN_";

/// Names the configuration file; the only variable with our prefix that is not a key.
const FILE_VARIABLE: &str = "COUNTERSIGN_CONFIG";

/// Every key: its section, its name, and what the environment's text is.
pub const KEYS: [(&str, &str, Kind); 65] = [
    ("", "public_url", Kind::Text),
    ("", "listen", Kind::Text),
    ("", "policy_file", Kind::Text),
    ("", "catalog_file", Kind::Text),
    ("policy", "single_administrator", Kind::YesOrNo),
    ("database", "url", Kind::Text),
    ("database", "owner_url", Kind::Text),
    ("database", "max_connections", Kind::Number),
    ("entra", "cloud", Kind::Text),
    ("entra", "login_url", Kind::Text),
    ("entra", "graph_url", Kind::Text),
    ("entra", "imds_url", Kind::Text),
    ("entra", "tenant_id", Kind::Text),
    ("entra", "client_id", Kind::Text),
    ("entra", "client_secret", Kind::Text),
    ("entra", "client_secret_file", Kind::Text),
    ("entra", "client_secret_expires", Kind::Text),
    ("entra", "certificate_file", Kind::Text),
    ("entra", "certificate_key_file", Kind::Text),
    ("entra", "federated_token_file", Kind::Text),
    ("entra", "managed_identity", Kind::Text),
    ("graph", "resource_units_per_10s", Kind::Number),
    ("graph", "writes_per_150s", Kind::Number),
    ("graph", "concurrency", Kind::Number),
    ("graph", "call_timeout_seconds", Kind::Number),
    ("session", "idle_minutes", Kind::Number),
    ("session", "absolute_hours", Kind::Number),
    ("limits", "forms_per_minute", Kind::Number),
    ("limits", "visits_per_minute", Kind::Number),
    ("limits", "address_from", Kind::Text),
    ("worker", "concurrency", Kind::Number),
    ("worker", "poll_seconds", Kind::Number),
    ("worker", "lease_seconds", Kind::Number),
    ("worker", "skus_for_seconds", Kind::Number),
    ("seats", "in_warning", Kind::Text),
    ("people", "time_zone", Kind::Text),
    ("people", "time_zones", Kind::Text),
    ("people", "language", Kind::Text),
    ("terms", "reminders", Kind::Text),
    ("fuse", "percent", Kind::Number),
    ("fuse", "at_least", Kind::Number),
    ("mirror", "fresh_hours", Kind::Number),
    ("mirror", "scan_every_hours", Kind::Number),
    ("approvals", "undo_seconds", Kind::Number),
    ("approvals", "longest_wait_days", Kind::Number),
    ("reports", "at_once_milliseconds", Kind::Number),
    ("mail", "host", Kind::Text),
    ("mail", "tls", Kind::Text),
    ("mail", "port", Kind::Number),
    ("mail", "username", Kind::Text),
    ("mail", "password", Kind::Text),
    ("mail", "password_file", Kind::Text),
    ("mail", "from", Kind::Text),
    ("audit", "origin", Kind::Text),
    ("audit", "key_files", Kind::Text),
    ("audit", "sign_command", Kind::Text),
    ("audit", "public_key", Kind::Text),
    ("audit", "keep_months", Kind::Number),
    ("audit.siem", "url", Kind::Text),
    ("audit.siem", "secret", Kind::Text),
    ("audit.siem", "secret_file", Kind::Text),
    ("audit.siem", "authorization", Kind::Text),
    ("audit.siem", "authorization_file", Kind::Text),
    ("audit.siem", "batch_events", Kind::Number),
    ("log", "format", Kind::Text),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Number,
    /// `true` or `false`.
    YesOrNo,
}

/// Everything the service needs to run.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where browsers reach Countersign; the redirect address of sign-in is below it.
    pub public_url: Url,
    pub listen: SocketAddr,
    pub policy_file: PathBuf,
    pub change_control: ChangeControl,
    pub catalog_file: Option<PathBuf>,
    pub database: Database,
    pub entra: Entra,
    pub graph: Graph,
    pub session: Session,
    pub limits: Limits,
    pub worker: Worker,
    pub seats_in_warning: SeatsInWarning,
    pub living: Living,
    /// How long the last signature can be undone before it is carried out; zero = it is carried out at once.
    pub undo_for: chrono::Duration,
    /// How long a stage waits at most where its rule does not say what follows; then the request lapses.
    pub longest_wait: chrono::Duration,
    /// How long a report may take while one waits for its page; what takes longer is done by a worker. Zero = always.
    pub reports_at_once: std::time::Duration,
    /// `None` = nobody gets mail.
    pub mail: Option<Mail>,
    pub audit: Audit,
    /// `None` = the audit log is pushed to nobody.
    pub siem: Option<Siem>,
    pub log: LogFormat,
}

#[derive(Clone, Debug)]
pub struct Database {
    /// Connects as the service role.
    pub url: SecretString,
    /// Connects as the owner of the schema; only `migrate` uses it.
    pub owner_url: SecretString,
    pub max_connections: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session {
    pub idle_minutes: u32,
    pub absolute_hours: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Worker {
    /// People made right at the same time.
    pub concurrency: u32,
    pub poll_seconds: u32,
    pub lease_seconds: u32,
    /// A reading of the SKUs is used for so long; 0 reads them for every person.
    pub skus_for_seconds: u32,
}

/// Whether seats of an expired subscription in its grace period (`warning`) can be given out. Microsoft's pages disagree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SeatsInWarning {
    Count,
    #[default]
    Ignore,
}

impl SeatsInWarning {
    /// Seats that can be given out at all, free or not.
    pub fn assignable(self, enabled: i32, warning: i32) -> i32 {
        match self {
            Self::Count => enabled + warning,
            Self::Ignore => enabled,
        }
    }
}

/// How many it takes to change the policy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ChangeControl {
    /// One submits a draft, another puts it in force.
    #[default]
    TwoAdministrators,
    /// Whoever submits a draft may put it in force. Every page of the administration says so.
    SingleAdministrator,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    #[default]
    Text,
    Json,
}

/// What was written, checked key by key; [`Settings::config`] asks for what is missing.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    public_url: Option<WebAddress>,
    listen: Option<SocketAddr>,
    policy_file: Option<PathBuf>,
    catalog_file: Option<PathBuf>,
    policy: PolicySettings,
    database: DatabaseSettings,
    entra: EntraSettings,
    graph: GraphSettings,
    session: SessionSettings,
    limits: LimitSettings,
    worker: WorkerSettings,
    seats: SeatsSettings,
    people: PeopleSettings,
    terms: TermsSettings,
    fuse: FuseSettings,
    mirror: MirrorSettings,
    approvals: ApprovalSettings,
    reports: ReportSettings,
    mail: MailSettings,
    audit: AuditSettings,
    log: LogSettings,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct PolicySettings {
    single_administrator: Option<bool>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct DatabaseSettings {
    url: Option<Secret>,
    owner_url: Option<Secret>,
    max_connections: Option<Within<1, 500>>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct SessionSettings {
    idle_minutes: Option<Within<1, 1440>>,
    absolute_hours: Option<Within<1, 168>>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct WorkerSettings {
    concurrency: Option<Within<1, 64>>,
    poll_seconds: Option<Within<1, 300>>,
    lease_seconds: Option<Within<10, 3600>>,
    skus_for_seconds: Option<Within<0, 60>>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct SeatsSettings {
    in_warning: Option<SeatsInWarning>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ApprovalSettings {
    undo_seconds: Option<Within<0, 300>>,
    longest_wait_days: Option<Within<1, 365>>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ReportSettings {
    at_once_milliseconds: Option<Within<0, 10_000>>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct LogSettings {
    format: Option<LogFormat>,
}

impl Settings {
    /// Reads the file that `named`, else `COUNTERSIGN_CONFIG`, else [`USUAL_FILE`] says, and lays the environment over.
    pub fn load(named: Option<&Path>) -> anyhow::Result<Self> {
        Self::from_parts(named, environment())
    }

    /// [`Settings::load`] with another environment.
    pub fn from_parts(named: Option<&Path>, environment: Vec<(String, String)>) -> anyhow::Result<Self> {
        let by_variable = environment
            .iter()
            .find(|(name, _)| name == FILE_VARIABLE)
            .map(|(_, value)| Path::new(value));
        let usual = Path::new(USUAL_FILE);
        let mut settings = match named.or(by_variable).or_else(|| usual.exists().then_some(usual)) {
            Some(path) => {
                let words = std::fs::read_to_string(path)
                    .with_context(|| format!("the configuration {} can not be read", path.display()))?;
                Self::parse(&words, &path.display().to_string())?
            }
            None => Self::default(),
        };
        for (name, value) in environment {
            if let Some(i) = entra::APP_SERVICE.iter().position(|known| *known == name) {
                settings.entra.app_service[i] = Some(value);
            } else if name.starts_with(PREFIX) && name != FILE_VARIABLE {
                settings.overlay(Self::from_variable(&name, value)?);
            }
        }
        Ok(settings)
    }

    /// The demo's own words with the environment laid over; no file is read.
    pub fn of_demo(words: &str) -> anyhow::Result<Self> {
        let mut settings = Self::parse(words, "the demo's settings")?;
        for (name, value) in environment() {
            if name.starts_with(PREFIX) && name != FILE_VARIABLE {
                settings.overlay(Self::from_variable(&name, value)?);
            }
        }
        Ok(settings)
    }

    /// Where to listen.
    pub fn listen(&self) -> SocketAddr {
        self.listen
            .unwrap_or_else(|| SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)))
    }

    /// # Errors
    /// Names `file`, the line, and what is wrong there.
    pub fn parse(words: &str, file: &str) -> anyhow::Result<Self> {
        toml::from_str(words).map_err(|error| {
            let line = error
                .span()
                .map_or(1, |span| words[..span.start].matches('\n').count() + 1);
            // A value may be a secret: its line and key are named, the value is not shown.
            let key = words
                .lines()
                .nth(line - 1)
                .and_then(|text| text.split_once('='))
                .map(|(key, _)| format!("{}: ", key.trim()))
                .unwrap_or_default();
            anyhow::anyhow!(
                "{file}, line {line}: {key}{}",
                error.message().trim().replace('\n', "; ")
            )
        })
    }

    /// The whole configuration, or the first key that is missing.
    pub fn config(&self) -> anyhow::Result<Config> {
        let listen = self.listen();
        let public_url = match &self.public_url {
            Some(address) => address.0.clone(),
            None => Url::parse(&format!("http://{listen}/")).context("public_url is not set")?,
        };
        encrypted_or_loopback("public_url", &public_url)?;
        let usual_origin = format!("{}/audit", public_url.host_str().unwrap_or("countersign"));
        let (idle, absolute) = (&self.session.idle_minutes, &self.session.absolute_hours);
        let worker = &self.worker;
        Ok(Config {
            public_url,
            listen,
            policy_file: self
                .policy_file
                .clone()
                .unwrap_or_else(|| PathBuf::from("policies/starter.toml")),
            change_control: match self.policy.single_administrator {
                Some(true) => ChangeControl::SingleAdministrator,
                Some(false) | None => ChangeControl::TwoAdministrators,
            },
            catalog_file: self.catalog_file.clone(),
            database: self.database()?,
            entra: self.entra()?,
            graph: self.graph.graph(),
            session: Session {
                idle_minutes: idle.map_or(60, |n| n.0),
                absolute_hours: absolute.map_or(12, |n| n.0),
            },
            limits: self.limits.limits(),
            worker: Worker {
                concurrency: worker.concurrency.map_or(4, |n| n.0),
                poll_seconds: worker.poll_seconds.map_or(1, |n| n.0),
                lease_seconds: worker.lease_seconds.map_or(60, |n| n.0),
                skus_for_seconds: worker.skus_for_seconds.map_or(2, |n| n.0),
            },
            seats_in_warning: self.seats.in_warning.unwrap_or_default(),
            living: living::read(&self.people, &self.terms, &self.fuse, &self.mirror),
            undo_for: chrono::Duration::seconds(self.approvals.undo_seconds.map_or(30, |n| n.0).into()),
            longest_wait: chrono::Duration::days(self.approvals.longest_wait_days.map_or(60, |n| n.0).into()),
            reports_at_once: std::time::Duration::from_millis(
                self.reports.at_once_milliseconds.map_or(1_500, |n| n.0).into(),
            ),
            mail: self.mail.mail()?,
            audit: self.audit.audit(&usual_origin)?,
            siem: self.audit.siem.siem()?,
            log: self.log.format.unwrap_or_default(),
        })
    }

    pub fn database(&self) -> anyhow::Result<Database> {
        let url = required(&self.database.url, "database", "url")?.0;
        Ok(Database {
            owner_url: self
                .database
                .owner_url
                .clone()
                .map_or_else(|| url.clone(), |owner| owner.0),
            url,
            max_connections: self.database.max_connections.map_or(10, |n| n.0),
        })
    }

    pub fn entra(&self) -> anyhow::Result<Entra> {
        self.entra.entra()
    }

    /// The settings that one variable makes.
    fn from_variable(name: &str, value: String) -> anyhow::Result<Self> {
        let Some((section, key, kind)) = KEYS
            .iter()
            .find(|(section, key, _)| variable(section, key) == name)
        else {
            let nearest = KEYS
                .iter()
                .map(|(section, key, _)| variable(section, key))
                .min_by_key(|known| distance(known, name))
                .unwrap_or_default();
            bail!("{name} in the environment is not a setting of Countersign; did you mean {nearest}?");
        };
        let value = match kind {
            Kind::Text => toml::Value::String(value),
            Kind::Number => toml::Value::Integer(
                value
                    .trim()
                    .parse()
                    .ok()
                    .with_context(|| format!("{name} in the environment: a whole number is expected"))?,
            ),
            Kind::YesOrNo => toml::Value::Boolean(
                value
                    .trim()
                    .parse()
                    .ok()
                    .with_context(|| format!("{name} in the environment: true or false is expected"))?,
            ),
        };
        let entry = toml::Table::from_iter([((*key).to_owned(), value)]);
        // A section in a section is written with a dot: the innermost first.
        let sections = section.rsplit('.').filter(|name| !name.is_empty());
        let table = sections.fold(entry, |inner, name| {
            toml::Table::from_iter([(name.to_owned(), inner.into())])
        });
        table.try_into().map_err(|error: toml::de::Error| {
            anyhow::anyhow!("{name} in the environment: {}", error.message().trim())
        })
    }

    fn overlay(&mut self, over: Self) {
        set(&mut self.public_url, over.public_url);
        set(&mut self.listen, over.listen);
        set(&mut self.policy_file, over.policy_file);
        set(&mut self.catalog_file, over.catalog_file);
        set(
            &mut self.policy.single_administrator,
            over.policy.single_administrator,
        );
        set(&mut self.database.url, over.database.url);
        set(&mut self.database.owner_url, over.database.owner_url);
        set(&mut self.database.max_connections, over.database.max_connections);
        self.entra.overlay(over.entra);
        self.graph.overlay(over.graph);
        set(&mut self.session.idle_minutes, over.session.idle_minutes);
        set(&mut self.session.absolute_hours, over.session.absolute_hours);
        self.limits.overlay(over.limits);
        set(&mut self.worker.concurrency, over.worker.concurrency);
        set(&mut self.worker.poll_seconds, over.worker.poll_seconds);
        set(&mut self.worker.lease_seconds, over.worker.lease_seconds);
        set(&mut self.worker.skus_for_seconds, over.worker.skus_for_seconds);
        set(&mut self.seats.in_warning, over.seats.in_warning);
        self.people.overlay(over.people);
        set(&mut self.terms.reminders, over.terms.reminders);
        set(&mut self.fuse.percent, over.fuse.percent);
        set(&mut self.fuse.at_least, over.fuse.at_least);
        self.mirror.overlay(over.mirror);
        set(&mut self.approvals.undo_seconds, over.approvals.undo_seconds);
        set(
            &mut self.approvals.longest_wait_days,
            over.approvals.longest_wait_days,
        );
        set(
            &mut self.reports.at_once_milliseconds,
            over.reports.at_once_milliseconds,
        );
        self.mail.overlay(over.mail);
        self.audit.overlay(over.audit);
        set(&mut self.log.format, over.log.format);
    }
}

/// What is written above wins over what is below it.
fn set<T>(under: &mut Option<T>, over: Option<T>) {
    if over.is_some() {
        *under = over;
    }
}

/// Cookies and secrets go over https; plain http is for loopback alone.
fn encrypted_or_loopback(key: &str, address: &Url) -> anyhow::Result<()> {
    let loopback = match address.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    };
    if address.scheme() == "https" || loopback {
        Ok(())
    } else {
        bail!("{key} must begin with https://; http:// is taken for loopback addresses only")
    }
}

/// The address in `DATABASE_URL`: with it, the demo and the tests start no Postgres of their own.
pub fn database_url() -> Option<String> {
    read("DATABASE_URL").filter(|url| !url.is_empty())
}

/// The filter of log lines in `RUST_LOG`.
pub fn log_filter() -> Option<String> {
    read("RUST_LOG").filter(|filter| !filter.is_empty())
}

/// The folders of `PATH`.
pub fn search_path() -> Vec<PathBuf> {
    read("PATH")
        .map(|path| std::env::split_paths(&path).collect())
        .unwrap_or_default()
}

/// Where this program is, as somebody would call it.
pub fn program() -> PathBuf {
    std::env::current_exe().unwrap_or_else(|_| "countersign".into())
}

/// The variable that sets a key.
pub fn variable(section: &str, key: &str) -> String {
    let joined = if section.is_empty() {
        key.to_owned()
    } else {
        format!("{}_{key}", section.replace('.', "_"))
    };
    format!("{PREFIX}{}", joined.to_uppercase())
}

fn environment() -> Vec<(String, String)> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .filter(|(name, _)| name.starts_with(PREFIX) || entra::APP_SERVICE.contains(&name.as_str()))
        .collect()
}

#[expect(
    clippy::disallowed_methods,
    reason = "this module is the one that reads the environment"
)]
fn read(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn required<T: Clone>(value: &Option<T>, section: &str, key: &str) -> anyhow::Result<T> {
    value.clone().with_context(|| {
        let variable = variable(section, key);
        format!("{section}.{key} is not set; write it into the configuration file or set {variable}")
    })
}

/// An address of a web service, http or https.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
struct WebAddress(Url);

impl TryFrom<String> for WebAddress {
    type Error = String;

    fn try_from(words: String) -> Result<Self, String> {
        match Url::parse(&words) {
            Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => Ok(Self(url)),
            Ok(_) => Err(format!(
                "\"{words}\" is not an address that begins with https:// or http://"
            )),
            Err(error) => Err(format!("\"{words}\" is not an address: {error}")),
        }
    }
}

/// A password, or an address with a password in it; never shown.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "toml::Value")]
struct Secret(SecretString);

impl TryFrom<toml::Value> for Secret {
    type Error = &'static str;

    fn try_from(value: toml::Value) -> Result<Self, Self::Error> {
        // serde's own words would repeat the value.
        match value {
            toml::Value::String(words) => Ok(Self(words.into())),
            _ => Err("text in quotes is expected"),
        }
    }
}

/// A whole number between two bounds, both allowed.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "i64")]
struct Within<const LEAST: u32, const MOST: u32>(u32);

impl<const LEAST: u32, const MOST: u32> TryFrom<i64> for Within<LEAST, MOST> {
    type Error = String;

    fn try_from(number: i64) -> Result<Self, String> {
        match u32::try_from(number) {
            Ok(fit) if (LEAST..=MOST).contains(&fit) => Ok(Self(fit)),
            _ => Err(format!("{number} is not between {LEAST} and {MOST}")),
        }
    }
}

/// How many letters must change to make one word the other (Levenshtein).
fn distance(left: &str, right: &str) -> usize {
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, l) in left.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, r) in right.bytes().enumerate() {
            let substituted = diagonal + usize::from(l != r);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[right.len()]
}
