//! One Postgres for the whole run, and one database for each test.
//!
//! With `DATABASE_URL` set that server is used. Otherwise a `countersign postgres` is started whose standard input this
//! process holds: however this process ends, the input closes, the cluster stops and removes its folder.

use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Command, Stdio};

use countersign::cli::{demo, migrate};
use countersign::postgres::SERVICE;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tokio::sync::{Mutex, OnceCell};
use url::Url;

/// A migrated database of its own. [`TestDatabase::remove`] drops it; a test that fails leaves it to be looked at,
/// until the cluster goes.
pub struct TestDatabase {
    pub name: String,
    /// Connects as the owner of the schema.
    pub owner_url: String,
    /// Connects as the role of the running service.
    pub service_url: String,
}

/// Makes a database for one test, as a copy of one that is migrated once for the run.
pub async fn database() -> TestDatabase {
    let server = server().await;
    copy(server, &server.template).await
}

/// A copy of a database that nobody uses now.
pub async fn copy_of(other: &TestDatabase) -> TestDatabase {
    copy(server().await, &other.name).await
}

async fn copy(server: &Server, template: &str) -> TestDatabase {
    // Postgres copies a template only while nobody else uses it, so one copy is made at a time.
    let _one_at_a_time = server.copying.lock().await;
    let name = format!("test_{}", uuid::Uuid::new_v4().simple());
    execute(&server.url, format!("create database {name} template {template}")).await;
    let owner_url = with_database(&server.url, &name);
    let service_url = server.as_service(&owner_url);
    TestDatabase {
        name,
        owner_url,
        service_url,
    }
}

impl TestDatabase {
    pub async fn remove(self) {
        execute(
            &server().await.url,
            format!("drop database {} with (force)", self.name),
        )
        .await;
    }
}

struct Server {
    /// Any database of the server, as a role that may make others.
    url: String,
    template: String,
    copying: Mutex<()>,
    is_ours: bool,
    /// Held for its standard input.
    _process: Option<Child>,
}

impl Server {
    fn as_service(&self, owner_url: &str) -> String {
        if !self.is_ours {
            return demo::as_service(owner_url).unwrap();
        }
        let mut url = Url::parse(owner_url).unwrap();
        let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        url.query_pairs_mut()
            .clear()
            .extend_pairs(pairs.iter().filter(|(key, _)| key != "user"))
            .append_pair("user", SERVICE);
        url.into()
    }
}

async fn server() -> &'static Server {
    static SERVER: OnceCell<Server> = OnceCell::const_new();
    SERVER
        .get_or_init(|| async {
            let (url, process) = match countersign::config::database_url() {
                Some(url) => (url, None),
                None => {
                    let (url, process) = start();
                    (url, Some(process))
                }
            };
            let template = format!("template_{}", uuid::Uuid::new_v4().simple());
            execute(&url, format!("create database {template}")).await;
            let template_url = with_database(&url, &template);
            demo::create_service_role(&template_url).await.unwrap();
            migrate::apply(&template_url).await.unwrap();
            Server {
                url,
                template,
                copying: Mutex::new(()),
                is_ours: process.is_some(),
                _process: process,
            }
        })
        .await
}

fn start() -> (String, Child) {
    // Root's Postgres runs as another user, who must be able to enter the folder. The child removes it.
    let folder = tempfile::Builder::new()
        .prefix("countersign-tests-")
        .permissions(std::fs::Permissions::from_mode(0o755))
        .tempdir()
        .unwrap()
        .keep();
    let mut process = Command::new(env!("CARGO_BIN_EXE_countersign"))
        .args([
            "postgres",
            "--fast",
            "--until-stdin-closes",
            "--remove-at-end",
            "--data-dir",
        ])
        .arg(&folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(process.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let url = line
        .trim()
        .strip_prefix("Postgres is ready: ")
        .expect("the tests' Postgres did not start");
    (url.to_owned(), process)
}

fn with_database(url: &str, database: &str) -> String {
    let mut url = Url::parse(url).unwrap();
    url.set_path(database);
    url.into()
}

async fn execute(url: &str, statement: String) {
    let mut connection = PgConnection::connect(url).await.unwrap();
    // Names in it are made here, of letters and digits.
    sqlx::raw_sql(AssertSqlSafe(statement))
        .execute(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
}
