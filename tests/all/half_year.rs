//! The half-year that the demo begins with: made once for all tests here, each of which has a copy of it. It is whole, it is the
//! same for the same seed, it has every kind of event; and defects can be planted in it, for the reports that must find them.

mod plant;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use chrono::{DateTime, Datelike, Duration, Utc};
use countersign::app::App;
use countersign::audit::{self, Kind};
use countersign::cli::history::{self, Told};
use countersign::clock::Clock;
use countersign::config::Settings;
use countersign::jobs::{self, Job};
use countersign::requests::rules;
use countersign::simulator::{self, Quotas, Running};
use countersign::worker;
use sqlx::AssertSqlSafe;
use tempfile::TempDir;

use crate::cluster::{self, TestDatabase};

/// When it ends: what the clocks of the other tests show.
const ENDS_AT: &str = "2026-11-24T09:00:00Z";
const SECRET: &str = "half-year-secret";

/// Steps of thousands that may go otherwise than told.
const MOST_MISSED: usize = 5;

const REPORTS: &str = "the auditor has not come to the reports yet";
const OWNER: &str = "only the owner of the database does it, at the command line";
const PROGRAMS: &str = "no program reads the log yet";

/// What did not happen in it, and why it does not.
const NEVER: [(Kind, &str); 18] = [
    (Kind::ReportRun, REPORTS),
    (Kind::ReportViewed, REPORTS),
    (Kind::ReportExported, REPORTS),
    (Kind::DossierViewed, REPORTS),
    (Kind::KeyInUse, "what is sealed is signed when the demo begins"),
    (Kind::PayloadsDropped, OWNER),
    (Kind::PersonErased, OWNER),
    (Kind::TokenMade, PROGRAMS),
    (Kind::TokenRevoked, PROGRAMS),
    (Kind::FeedRead, PROGRAMS),
    (
        Kind::PlanGone,
        "Microsoft takes no plan away in the tenant in a box",
    ),
    (
        Kind::JobStopped,
        "twenty failures in a row are a fault of ours, not of anybody's day",
    ),
    (Kind::JobRetried, "no job has stopped"),
    (
        Kind::DirectoryRefused,
        "no reading of the directory lacks half of the people",
    ),
    (Kind::DirectoryTaken, "no reading was refused"),
    (Kind::FailureSeen, "no condition can fail"),
    (
        Kind::GrantCameBack,
        "nobody calls off what takes the place of something else",
    ),
    (
        Kind::AttentionClosed,
        "what is there could always be set up again as it should be",
    ),
];

/// The half-year as it was made: a database and the tenant's file to make copies of.
pub struct Made {
    database: TestDatabase,
    folder: TempDir,
    told: Told,
    /// Events by kind.
    kinds: BTreeMap<String, i64>,
    took: std::time::Duration,
}

/// A house with its tenant, at the end of the half-year or before it.
pub struct House {
    pub app: App,
    pub tenant: Running,
    pub database: TestDatabase,
    pub folder: TempDir,
}

pub fn ends_at() -> DateTime<Utc> {
    ENDS_AT.parse().unwrap()
}

async fn house(database: TestDatabase, folder: TempDir, clock: Clock) -> House {
    let tenant = simulator::start(simulator::Options {
        client_secret: Some(SECRET.into()),
        clock: clock.clone(),
        state_file: Some(folder.path().join("tenant.json")),
        quotas: Quotas::Off,
        ..simulator::Options::default()
    })
    .await
    .unwrap();
    let policy = folder.path().join("policy.toml");
    std::fs::write(&policy, include_str!("../../policies/starter.toml")).unwrap();
    let catalog = concat!(env!("CARGO_MANIFEST_DIR"), "/config/catalog.example.toml");
    let words = format!(
        "listen = \"127.0.0.1:8080\"\npolicy_file = '{}'\ncatalog_file = '{catalog}'\n\
         [database]\nurl = '{}'\nowner_url = '{}'\n\
         [entra]\nlogin_url = '{url}'\ngraph_url = '{url}'\ntenant_id = '{}'\nclient_id = '{}'\nclient_secret = '{SECRET}'\n\
         [mail]\nhost = \"127.0.0.1\"\nport = {}\ntls = \"none\"\nfrom = \"Licences <licences@haldenroe.example>\"\n",
        policy.display(),
        database.service_url,
        database.owner_url,
        tenant.tenant_id,
        tenant.client_id,
        tenant.mail.port(),
        url = tenant.url,
    );
    let mut config = Settings::parse(&words, "half-year").unwrap().config().unwrap();
    history::suits(&mut config);
    let app = App::new(config, clock, Vec::new()).await.unwrap();
    rules::at_start(&app).await.unwrap();
    House {
        app,
        tenant,
        database,
        folder,
    }
}

async fn make(seed: u64) -> Made {
    let clock = Clock::frozen_at(history::begins_at(ends_at()));
    let house = house(cluster::database().await, tempfile::tempdir().unwrap(), clock).await;
    worker::begin_syncs(&house.app).await.unwrap();
    let began = std::time::Instant::now();
    let told = history::tell(&house.app, &house.tenant.url, (seed, ends_at()), |_| ())
        .await
        .unwrap();
    let took = began.elapsed();
    let kinds = house.kinds().await;
    house.app.pool.close().await;
    house.tenant.shutdown().await;
    Made {
        database: house.database,
        folder: house.folder,
        told,
        kinds,
        took,
    }
}

/// Made by whoever comes first; the others wait.
fn made() -> &'static Made {
    static MADE: OnceLock<Made> = OnceLock::new();
    MADE.get_or_init(|| in_a_runtime_of_its_own(history::SEED))
}

fn in_a_runtime_of_its_own(seed: u64) -> Made {
    let making = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(make(seed))
    });
    making.join().unwrap()
}

impl House {
    /// A copy of the half-year, which a test may spoil.
    pub async fn copy() -> Self {
        let made = tokio::task::spawn_blocking(made).await.unwrap();
        let database = cluster::copy_of(&made.database).await;
        let folder = tempfile::tempdir().unwrap();
        std::fs::copy(
            made.folder.path().join("tenant.json"),
            folder.path().join("tenant.json"),
        )
        .unwrap();
        house(database, folder, Clock::frozen_at(ends_at())).await
    }

    pub async fn kinds(&self) -> BTreeMap<String, i64> {
        let rows = sqlx::query!(r#"select kind, count(*) as "n!" from audit_events group by kind"#);
        let rows = rows.fetch_all(&self.app.pool).await.unwrap();
        rows.into_iter().map(|row| (row.kind, row.n)).collect()
    }

    /// Everybody is compared with what the grants say, and the worker does what follows.
    pub async fn compares(&self) {
        self.app.clock.turn(Duration::minutes(10));
        let now = self.app.clock.now();
        let mut conn = self.app.pool.acquire().await.unwrap();
        for job in [Job::SyncDirectory, Job::ScanDrift] {
            jobs::enqueue_soon(&mut conn, now, job, now).await.unwrap();
        }
        drop(conn);
        for _ in 0..2 {
            while worker::work_once(&self.app).await.unwrap() {}
            self.app.clock.turn(Duration::minutes(1));
        }
    }

    /// What somebody can do who owns the database and switches the triggers off.
    pub async fn as_superuser(&self, statement: &str) {
        use sqlx::Connection;
        let mut owner = sqlx::PgConnection::connect(&self.database.owner_url)
            .await
            .unwrap();
        let words = format!("set session_replication_role = replica; {statement}");
        sqlx::raw_sql(AssertSqlSafe(words))
            .execute(&mut owner)
            .await
            .unwrap();
        owner.close().await.unwrap();
    }

    pub async fn tells(&self, path: &str, body: serde_json::Value) {
        let http = countersign::graph::http_client().unwrap();
        let reply = http
            .post(format!("{}/_control/{path}", self.tenant.url))
            .json(&body)
            .send()
            .await
            .unwrap();
        assert!(reply.status().is_success(), "{path}: {}", reply.status());
    }

    pub async fn close(self) {
        self.app.pool.close().await;
        self.tenant.shutdown().await;
        self.database.remove().await;
    }
}

#[tokio::test]
async fn it_is_whole_and_everything_happens_in_it() {
    let house = House::copy().await;
    let made = made();
    println!(
        "{} requests, {} events in {:?}",
        made.told.requests, made.told.events, made.took
    );
    // How long retries wait is chance, and so who comes first to the last seat: now and then somebody finds a page otherwise.
    println!("not as told: {:#?}", made.told.missed);
    assert!(made.told.missed.len() <= MOST_MISSED, "{:#?}", made.told.missed);
    let report = audit::verify(&house.app.pool).await.unwrap();
    assert_eq!(report.findings, []);
    assert_eq!(report.unsealed, 0);
    assert!(made.told.requests >= 200, "only {} requests", made.told.requests);
    let absent: BTreeSet<_> = Kind::ALL
        .iter()
        .map(|kind| kind.as_str())
        .filter(|kind| !made.kinds.contains_key(*kind))
        .collect();
    let excused: BTreeSet<_> = NEVER.iter().map(|(kind, _)| kind.as_str()).collect();
    println!("never: {absent:?}");
    let missing: Vec<_> = absent.difference(&excused).collect();
    assert_eq!(missing, Vec::<&&str>::new(), "{:?}", made.kinds);
    house.close().await;
}

#[tokio::test]
async fn it_has_every_week_and_every_day_of_the_week_and_ends_now() {
    let house = House::copy().await;
    let days = sqlx::query_scalar!(
        r#"select distinct (at at time zone 'UTC')::date as "day!" from audit_events order by 1"#
    );
    let days = days.fetch_all(&house.app.pool).await.unwrap();
    let first = history::begins_at(ends_at()).date_naive();
    let weeks: BTreeSet<i64> = days.iter().map(|day| (*day - first).num_days() / 7).collect();
    assert_eq!(weeks.len() as i64, history::WEEKS + 1, "{weeks:?}");
    let weekdays: BTreeSet<_> = days
        .iter()
        .map(|day| day.weekday().number_from_monday())
        .collect();
    assert_eq!(weekdays.len(), 7);
    let last = sqlx::query_scalar!(r#"select max(at) as "at!" from audit_events"#);
    let last = last.fetch_one(&house.app.pool).await.unwrap();
    assert!(
        last <= ends_at() && last > ends_at() - Duration::days(1),
        "{last}"
    );
    house.close().await;
}

#[tokio::test]
async fn the_same_seed_tells_the_same_story() {
    let (one, other) = tokio::task::spawn_blocking(|| (made(), in_a_runtime_of_its_own(history::SEED)))
        .await
        .unwrap();
    // Ids and the waits of retries are chance: who gets the last seat first may differ, and what follows from that. What has
    // its day does not; that every kind is there is asked above, of one story.
    let of_its_day = |made: &Made| -> BTreeMap<String, i64> {
        let begins = ["policy.", "catalog.", "audit.", "exception.", "bundle."];
        let kinds = made.kinds.iter();
        kinds
            .filter(|(kind, _)| begins.iter().any(|begin| kind.starts_with(begin)))
            .map(|(kind, n)| (kind.clone(), *n))
            .collect()
    };
    assert_eq!(of_its_day(&other), of_its_day(one));
    other.database.remove().await;
}
