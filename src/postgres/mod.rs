//! The private Postgres of the demo and of the tests: made from the machine's own Postgres programs, reachable
//! through a Unix socket in a folder nobody else can enter, and never run as root.
//!
//! Owns the life of that server: make, start, recover, stop. Knows nothing of what is stored in it, and is never
//! used in production, where an administrator names a database in the configuration.
//! Why this is our own: docs/decisions/0001-embedded-postgres-without-a-crate.md.

mod home;
mod programs;

use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use anyhow::{Context, bail, ensure};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use home::Home;
use programs::Programs;

/// The role that owns every database of a private cluster; its superuser.
pub const OWNER: &str = "countersign_owner";

/// The role the running service connects as. It has no right to change the schema.
pub const SERVICE: &str = "countersign_service";

/// With a private socket folder the number only names the socket file, so every cluster can have the same.
const PORT: u16 = 5432;

/// How long `pg_ctl` waits for a start or a stop, in seconds: crash recovery of a demo takes a few.
const WAIT_SECONDS: &str = "60";

/// After a `kill -9` of the server its children need a moment to notice. So many starts are tried, [`RETRY_AFTER`] apart.
const START_ATTEMPTS: u32 = 20;
const RETRY_AFTER: std::time::Duration = std::time::Duration::from_millis(250);

/// What Postgres says until the last process of a killed server is gone.
const KILLED_SERVER_STILL_LEAVING: [&str; 2] =
    ["is still in use", "lock file \"postmaster.pid\" already exists"];

/// Lines of the server's log that a failed start shows.
const LOG_LINES_SHOWN: usize = 12;

/// How a private cluster is to run.
#[derive(Clone, Debug)]
pub struct Options {
    /// `false` lets Postgres answer before the disk has it: right for tests only.
    pub durable: bool,
    /// `true` forgets a cluster that is there and makes a new one.
    pub fresh: bool,
    /// Look for the programs in these folders instead of in PATH and the usual ones.
    pub search: Option<Vec<PathBuf>>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            durable: true,
            fresh: false,
            search: None,
        }
    }
}

/// A running private cluster. [`Cluster::stop`] shuts it down; dropped, it is asked to stop without waiting.
#[derive(Debug)]
pub struct Cluster {
    home: Home,
    programs: Programs,
    /// Held, not read: a second cluster on the same folder is refused while this file is locked.
    _lock: File,
    running: bool,
}

impl Cluster {
    /// Makes the cluster below `dir` if it is not there, and starts it. A server that a killed process left behind
    /// is stopped first; what had been committed is there again.
    ///
    /// # Errors
    /// A sentence for the person at the terminal: no programs, folder in use, or the server's own last words.
    pub async fn start(dir: &Path, options: Options) -> anyhow::Result<Self> {
        std::fs::create_dir_all(dir)
            .with_context(|| format!("the folder {} can not be made", dir.display()))?;
        let dir = dir
            .canonicalize()
            .with_context(|| format!("the folder {} can not be read", dir.display()))?;
        let lock = lock(&dir)?;
        let home = Home::below(&dir)?;
        let programs = Programs::find(options.search.as_deref(), home.version_in_use()?)?;
        let mut cluster = Self {
            home,
            programs,
            _lock: lock,
            running: false,
        };
        cluster.stop_what_was_left_behind().await?;
        if options.fresh {
            cluster.home.forget_data()?;
        }
        cluster.make_if_missing(&options).await?;
        cluster.home.choose_socket_folder()?;
        cluster.home.write_settings(PORT, options.durable)?;
        cluster.launch().await?;
        Ok(cluster)
    }

    /// Where to connect, in the form sqlx and psql read.
    pub fn url(&self, database: &str, role: &str) -> String {
        let socket = self.home.socket.to_string_lossy();
        let socket = utf8_percent_encode(&socket, NON_ALPHANUMERIC);
        format!("postgres:///{database}?host={socket}&port={PORT}&user={role}")
    }

    /// A line for the terminal when the cluster is not where it was asked for.
    pub fn notice(&self) -> Option<&str> {
        self.home.notice.as_deref()
    }

    /// Makes the database unless it is there.
    pub async fn create_database(&self, name: &str) -> anyhow::Result<()> {
        ensure!(
            !name.is_empty()
                && name
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'),
            "\"{name}\" is not a name for a database: small letters, digits and _ only"
        );
        let mut connection = PgConnection::connect(&self.url("postgres", OWNER))
            .await
            .context("the private Postgres does not accept a connection")?;
        let there = sqlx::query_scalar!(
            r#"select exists (select from pg_database where datname = $1) as "there!""#,
            name
        )
        .fetch_one(&mut connection)
        .await?;
        if !there {
            // The name was checked above, and "create database" takes no parameters.
            sqlx::raw_sql(AssertSqlSafe(format!("create database {name}")))
                .execute(&mut connection)
                .await?;
        }
        connection.close().await?;
        Ok(())
    }

    /// Stops the server: open transactions are rolled back, everything committed is on the disk.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        self.running = false;
        self.pg_ctl_stop().await?;
        self.home.forget_socket_folder();
        Ok(())
    }

    /// Stops the server and removes everything that was made for it, `dir` included.
    pub async fn stop_and_remove(self, dir: &Path) -> anyhow::Result<()> {
        let home = self.home.folder.clone();
        self.stop().await?;
        for folder in [home.as_path(), dir] {
            if folder.exists() {
                std::fs::remove_dir_all(folder)
                    .with_context(|| format!("the folder {} can not be removed", folder.display()))?;
            }
        }
        Ok(())
    }

    async fn make_if_missing(&self, options: &Options) -> anyhow::Result<()> {
        if self.home.version_in_use()?.is_some() {
            return Ok(());
        }
        // Made under another name and renamed when whole: a killed initdb leaves nothing that looks like a cluster.
        let making = self.home.begin_making()?;
        let mut initdb = self.command("initdb");
        initdb
            .args(["--pgdata", home::MAKING])
            .args(["--username", OWNER, "--encoding", "UTF8", "--no-locale"])
            .args(["--auth-local", "trust", "--auth-host", "reject"])
            .args(["--no-instructions"]);
        if !options.durable {
            initdb.arg("--no-sync");
        }
        let output = run(initdb).await?;
        ensure!(
            output.status.success(),
            "Postgres could not make its folder {}:\n{}",
            making.display(),
            words(&output)
        );
        self.home.finish_making(&making)
    }

    /// With the lock ours, a server that still answers belongs to a process that was killed.
    async fn stop_what_was_left_behind(&self) -> anyhow::Result<()> {
        // Asked through its socket, not by its process number, which may belong to somebody else by now.
        if self.home.a_server_answers() {
            self.pg_ctl_stop().await
        } else {
            Ok(())
        }
    }

    async fn launch(&mut self) -> anyhow::Result<()> {
        for attempt in 1..=START_ATTEMPTS {
            let written_before = self.home.prepare_log()?;
            let mut start = self.command("pg_ctl");
            start.args(["--pgdata", home::DATA]);
            start.args(["--log", home::LOG]);
            start.args(["--wait", "--timeout", WAIT_SECONDS, "start"]);
            let output = run(start).await?;
            if output.status.success() {
                self.running = true;
                return Ok(());
            }
            let log = self.home.log_since(written_before);
            if KILLED_SERVER_STILL_LEAVING
                .iter()
                .any(|words| log.contains(words))
                && attempt < START_ATTEMPTS
            {
                tokio::time::sleep(RETRY_AFTER).await;
                continue;
            }
            let lines: Vec<&str> = log.lines().collect();
            let last = lines[lines.len().saturating_sub(LOG_LINES_SHOWN)..].join("\n");
            bail!(
                "Postgres did not start. The end of {}:\n{}",
                self.home.log().display(),
                if last.is_empty() { words(&output) } else { last }
            );
        }
        bail!("Postgres did not start")
    }

    async fn pg_ctl_stop(&self) -> anyhow::Result<()> {
        let mut stop = self.command("pg_ctl");
        stop.args(["--pgdata", home::DATA]);
        stop.args(["--mode", "fast", "--wait", "--timeout", WAIT_SECONDS, "stop"]);
        let output = run(stop).await?;
        ensure!(
            output.status.success() || !self.home.a_server_answers(),
            "Postgres did not stop: {}",
            words(&output)
        );
        Ok(())
    }

    fn command(&self, program: &str) -> std::process::Command {
        self.home.command(&self.programs.folder.join(program))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if self.running {
            let mut stop = self.command("pg_ctl");
            stop.args(["--pgdata", home::DATA, "--mode", "fast", "--no-wait", "stop"]);
            // Nobody is left to be told; the next start finds a server that is still there and stops it.
            stop.stdout(Stdio::null()).stderr(Stdio::null()).status().ok();
        }
    }
}

fn lock(dir: &Path) -> anyhow::Result<File> {
    let path = dir.join("lock");
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .mode(0o600)
        .open(&path)
        .with_context(|| format!("the file {} can not be written", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => bail!(
            "the folder {} is in use by another Countersign; stop that one, or name another folder with --data-dir",
            dir.display()
        ),
        Err(TryLockError::Error(error)) => {
            Err(error).with_context(|| format!("the file {} can not be locked", path.display()))
        }
    }
}

async fn run(command: std::process::Command) -> anyhow::Result<Output> {
    let program = PathBuf::from(command.get_program());
    tokio::process::Command::from(command)
        .stdin(Stdio::null())
        .output()
        .await
        .with_context(|| format!("{} can not be run", program.display()))
}

/// What a program said, for a sentence about its failure.
fn words(output: &Output) -> String {
    let said = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).trim().to_owned());
    said.into_iter()
        .filter(|words| !words.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}
