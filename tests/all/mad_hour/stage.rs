//! The processes of the hour, all of the real program: a private Postgres, the tenant in a box, the pages, the workers.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, bail, ensure};
use countersign::cli::{demo, migrate};
use countersign::postgres::SERVICE;
use reqwest::Client;
use serde_json::Value;
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;
use tempfile::TempDir;
use url::Url;

const SECRET: &str = "mad-hour-secret";
/// In which Linux counts processor time, whatever the machine.
const TICKS_PER_S: f64 = 100.0;

/// What is to run.
pub struct Cast<'a> {
    pub people: usize,
    pub seed: u64,
    pub policy: &'a str,
    /// More sections of the configuration.
    pub settings: &'a str,
}

/// Everything that runs; dropped, it ends.
pub struct Stage {
    pub http: Client,
    /// Connects as the owner of the schema.
    pub pool: PgPool,
    pub url: String,
    pub tenant: Tenant,
    postgres: Postgres,
    /// The process that answers browsers.
    pub serve: Option<Process>,
    pub workers: Vec<Process>,
    pub folder: TempDir,
    worker_number: usize,
    simulator: Process,
}

#[derive(Clone)]
pub struct Tenant {
    pub url: String,
    pub tenant_id: String,
    pub client_id: String,
    pub secret: &'static str,
    pub http: Client,
}

/// A process of ours, killed when it is dropped.
pub struct Process {
    pub name: String,
    child: Child,
}

struct Postgres {
    process: Process,
    folder: PathBuf,
    url: String,
}

impl Stage {
    /// Everything but the workers.
    pub async fn open(cast: &Cast<'_>) -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("countersign-hour-")
            // Root's Postgres runs as another user, who must be able to enter.
            .permissions(std::fs::Permissions::from_mode(0o755))
            .tempdir()?;
        let http = super::browser::connections()?;
        let postgres = Postgres::start(folder.path())?;
        demo::create_service_role(&postgres.url).await?;
        migrate::apply(&postgres.url).await?;
        let pool = PgPoolOptions::new()
            .max_connections(12)
            .connect(&postgres.url)
            .await?;
        let (simulator, tenant) = tenant(folder.path(), cast, &http)?;
        let url = format!("http://{}", free_address()?);
        write_config(folder.path(), cast, &url, &tenant, &as_service(&postgres.url)?)?;
        let mut stage = Self {
            http,
            pool,
            url,
            tenant,
            postgres,
            serve: None,
            workers: Vec::new(),
            folder,
            worker_number: 0,
            simulator,
        };
        let mut serve = stage.start("serve", &["serve", "--without-worker"])?;
        serve.wait_for_line("Countersign is ready")?;
        stage.serve = Some(serve);
        Ok(stage)
    }

    pub fn start_worker(&mut self) -> anyhow::Result<()> {
        self.worker_number += 1;
        let worker = self.start(&format!("worker-{}", self.worker_number), &["work"])?;
        self.workers.push(worker);
        Ok(())
    }

    /// SIGKILL to the worker at this place; it is gone when this returns.
    pub fn kill_worker(&mut self, at: usize) -> anyhow::Result<()> {
        let mut worker = self.workers.swap_remove(at);
        worker.child.kill()?;
        worker.child.wait()?;
        Ok(())
    }

    /// Names of workers that ended by themselves; they are off the list.
    pub fn workers_that_ended(&mut self) -> Vec<String> {
        let mut ended = Vec::new();
        self.workers.retain_mut(|worker| match worker.child.try_wait() {
            Ok(None) => true,
            _ => {
                ended.push(worker.name.clone());
                false
            }
        });
        ended
    }

    /// Process ids of the workers.
    pub fn worker_ids(&self) -> Vec<u32> {
        self.workers.iter().map(|worker| worker.child.id()).collect()
    }

    pub fn serves(&mut self) -> bool {
        self.serve
            .as_mut()
            .is_some_and(|serve| matches!(serve.child.try_wait(), Ok(None)))
    }

    /// Stops Postgres in good order and starts it again; everybody's connection breaks.
    pub fn restart_postgres(&mut self) -> anyhow::Result<()> {
        signal("TERM", self.postgres.process.child.id())?;
        self.postgres.process.child.wait()?;
        self.postgres.start_again()
    }

    /// Kills Postgres, as a machine that loses power does; what was committed comes back.
    pub fn crash_postgres(&mut self) -> anyhow::Result<()> {
        let postmaster = self.postgres.postmaster()?;
        self.postgres.process.child.kill()?;
        self.postgres.process.child.wait()?;
        signal("KILL", postmaster)?;
        self.postgres.start_again()
    }

    /// Seconds of processor time that the workers, Postgres, the tenant and the pages have had; zero where no `/proc` tells it.
    pub fn processor_seconds(&self) -> anyhow::Result<[(&'static str, f64); 4]> {
        let postmaster = self.postgres.postmaster()?.to_string();
        let mut of = [
            ("workers", 0.0),
            ("postgres", 0.0),
            ("tenant", 0.0),
            ("pages", 0.0),
        ];
        let workers: Vec<_> = self.worker_ids().iter().map(u32::to_string).collect();
        let tenant = self.simulator.child.id().to_string();
        let pages = self.serve.as_ref().map(|serve| serve.child.id().to_string());
        for entry in std::fs::read_dir("/proc").into_iter().flatten() {
            let path = entry?.path();
            // What ended in this moment has no file any more.
            let Ok(words) = std::fs::read_to_string(path.join("stat")) else {
                continue;
            };
            let Some((id, rest)) = words.split_once(' ') else {
                continue;
            };
            // After the name in brackets: state, parent, …, and as 12th and 13th the ticks in user and system mode.
            let rest: Vec<&str> = rest.rsplit(") ").next().unwrap_or_default().split(' ').collect();
            let ticks: f64 = rest[11].parse::<f64>()? + rest[12].parse::<f64>()?;
            let place = match id {
                id if workers.iter().any(|worker| worker == id) => 0,
                _ if rest[1] == postmaster => 1,
                id if id == tenant => 2,
                id if pages.as_deref() == Some(id) => 3,
                _ => continue,
            };
            of[place].1 += ticks / TICKS_PER_S;
        }
        Ok(of)
    }

    /// `countersign audit verify`: whether it is content, and what it said.
    pub fn verify(&self) -> anyhow::Result<(bool, String)> {
        let output = self.command(&["audit", "verify"]).output()?;
        Ok((
            output.status.success(),
            String::from_utf8_lossy(&output.stdout).into_owned(),
        ))
    }

    /// Lines of all logs that no process should ever write.
    pub fn accidents(&self) -> anyhow::Result<Vec<String>> {
        let mut found = Vec::new();
        for entry in std::fs::read_dir(self.folder.path())? {
            let path = entry?.path();
            if path.extension().is_some_and(|ending| ending == "log") {
                let name = path
                    .file_stem()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned();
                let words = std::fs::read_to_string(&path)?;
                let bad = words.lines().filter(|line| line.contains("panicked"));
                found.extend(bad.map(|line| format!("{name}: {line}")));
            }
        }
        Ok(found)
    }

    fn start(&self, name: &str, arguments: &[&str]) -> anyhow::Result<Process> {
        Process::start(name, self.command(arguments), self.folder.path())
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program();
        command
            .arg("--config")
            .arg(self.folder.path().join("countersign.toml"))
            .args(arguments);
        command
    }
}

impl Tenant {
    /// A string behind the stage is pulled.
    /// Answers what the tenant says, if anything.
    pub async fn control(&self, path: &str, body: Value) -> anyhow::Result<Value> {
        let reply = self
            .http
            .post(format!("{}/_control/{path}", self.url))
            .json(&body)
            .send()
            .await?;
        let status = reply.status();
        ensure!(status.is_success(), "{path}: {status} {}", reply.text().await?);
        Ok(reply.json().await.unwrap_or_default())
    }

    pub async fn control_read(&self, path: &str) -> anyhow::Result<Value> {
        let reply = self
            .http
            .get(format!("{}/_control/{path}", self.url))
            .send()
            .await?;
        Ok(reply.error_for_status()?.json().await?)
    }

    pub async fn no_more_chaos(&self) -> anyhow::Result<()> {
        let reply = self
            .http
            .delete(format!("{}/_control/chaos", self.url))
            .send()
            .await?;
        reply.error_for_status()?;
        Ok(())
    }

    /// A token as any application gets it, without our client.
    pub async fn token(&self) -> anyhow::Result<String> {
        let token = format!("{}/{}/oauth2/v2.0/token", self.url, self.tenant_id);
        let scope = format!("{}/.default", self.url);
        let fields = [
            ("grant_type", "client_credentials"),
            ("client_id", &self.client_id),
            ("client_secret", self.secret),
            ("scope", &scope),
        ];
        let token: Value = self.http.post(token).form(&fields).send().await?.json().await?;
        Ok(token["access_token"].as_str().context("no token")?.to_owned())
    }
}

impl Process {
    fn start(name: &str, mut command: Command, folder: &Path) -> anyhow::Result<Self> {
        let log = File::create(folder.join(format!("{name}.log")))?;
        let child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .with_context(|| format!("{name} can not be started"))?;
        Ok(Self {
            name: name.to_owned(),
            child,
        })
    }

    /// The most memory that it ever had (VmHWM), in MiB; zero where no `/proc` tells it.
    pub fn peak_memory_mib(&self) -> anyhow::Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib: f64 = peak.unwrap_or("0").trim().trim_end_matches(" kB").parse()?;
        Ok(kib / 1024.0)
    }

    /// The first line, if it begins so.
    fn wait_for_line(&mut self, start: &str) -> anyhow::Result<String> {
        let mut line = String::new();
        let stdout = self.child.stdout.take().context("read already")?;
        BufReader::new(stdout).read_line(&mut line)?;
        match line.trim().strip_prefix(start) {
            Some(rest) => Ok(rest.to_owned()),
            None => bail!("{} is not ready: {line}", self.name),
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Who has ended already can not be killed, and nobody is left to be told.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

impl Postgres {
    /// Durable, unlike that of other tests: what was promised must survive a crash. It ends with its standard input.
    fn start(folder: &Path) -> anyhow::Result<Self> {
        let folder = folder.join("database");
        let (process, url) = Self::launch(&folder)?;
        Ok(Self { process, folder, url })
    }

    fn postmaster(&self) -> anyhow::Result<u32> {
        let words = std::fs::read_to_string(self.folder.join("postgres/postmaster.pid"))?;
        Ok(words.lines().next().context("no process number")?.parse()?)
    }

    fn start_again(&mut self) -> anyhow::Result<()> {
        let (process, url) = Self::launch(&self.folder)?;
        ensure!(url == self.url, "Postgres came back elsewhere");
        self.process = process;
        Ok(())
    }

    fn launch(folder: &Path) -> anyhow::Result<(Process, String)> {
        let mut command = program();
        command
            .args(["postgres", "--until-stdin-closes", "--data-dir"])
            .arg(folder);
        let logs = folder.parent().context("no folder")?;
        let mut process = Process::start("postgres", command, logs)?;
        let url = process.wait_for_line("Postgres is ready: ")?;
        Ok((process, url))
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // Killed, it would leave its server behind.
        drop(self.process.child.stdin.take());
        self.process.child.wait().ok();
    }
}

fn tenant(folder: &Path, cast: &Cast<'_>, http: &Client) -> anyhow::Result<(Process, Tenant)> {
    let mut command = program();
    let (people, seed) = (cast.people.to_string(), cast.seed.to_string());
    command.args(["simulator", "--listen", "127.0.0.1:0", "--quotas", "off"]);
    command.args(["--people", &people, "--seed", &seed, "--client-secret", SECRET]);
    let mut process = Process::start("simulator", command, folder)?;
    let line = process.wait_for_line("Simulator is ready: ")?;
    let word = |key: &str| {
        let found = line.split(' ').find_map(|word| word.strip_prefix(key));
        found
            .map(str::to_owned)
            .with_context(|| format!("no {key} in: {line}"))
    };
    let tenant = Tenant {
        url: line.split(' ').next().unwrap_or_default().to_owned(),
        tenant_id: word("tenant=")?,
        client_id: word("client_id=")?,
        secret: SECRET,
        http: http.clone(),
    };
    Ok((process, tenant))
}

fn write_config(
    folder: &Path,
    cast: &Cast<'_>,
    url: &str,
    tenant: &Tenant,
    database: &str,
) -> anyhow::Result<()> {
    let policy = folder.join("policy.toml");
    std::fs::write(&policy, cast.policy)?;
    let words = format!(
        "public_url = '{url}'\nlisten = '{}'\npolicy_file = '{}'\n\
         [database]\nurl = '{database}'\n\
         [entra]\nlogin_url = '{tenant_url}'\ngraph_url = '{tenant_url}'\ntenant_id = '{}'\nclient_id = '{}'\n\
         client_secret = '{SECRET}'\n{}\n",
        url.trim_start_matches("http://"),
        policy.display(),
        tenant.tenant_id,
        tenant.client_id,
        cast.settings,
        tenant_url = tenant.url,
    );
    std::fs::write(folder.join("countersign.toml"), words)?;
    Ok(())
}

fn as_service(owner_url: &str) -> anyhow::Result<String> {
    let mut url = Url::parse(owner_url)?;
    let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    url.query_pairs_mut()
        .clear()
        .extend_pairs(pairs.iter().filter(|(key, _)| key != "user"))
        .append_pair("user", SERVICE);
    Ok(url.into())
}

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_countersign"))
}

/// Free at this moment; whoever takes it before us makes the start fail, and says so.
fn free_address() -> anyhow::Result<std::net::SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

fn signal(name: &str, process: u32) -> anyhow::Result<()> {
    let process = process.to_string();
    let sent = Command::new("/bin/sh")
        .args(["-c", "kill -s \"$0\" \"$1\"", name, &process])
        .status()?;
    ensure!(sent.success(), "process {process} could not be sent {name}");
    Ok(())
}
