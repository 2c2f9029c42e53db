//! The private Postgres, through the binary, with the accidents that befall a demo.

use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tempfile::TempDir;

#[tokio::test]
async fn what_was_stored_is_there_after_a_stop_and_a_start() {
    let folder = open_folder();
    let first = Running::start(folder.path(), &[]);
    first
        .run("create table kept (word text); insert into kept values ('committed')")
        .await;
    assert!(first.stop_by("TERM").success());
    assert!(
        !folder.path().join("postgres/postmaster.pid").exists(),
        "the server still runs"
    );

    let second = Running::start(folder.path(), &[]);
    assert_eq!(second.kept().await, "committed");
    assert!(second.stop_by("INT").success());
}

#[tokio::test]
async fn a_killed_process_leaves_a_server_that_the_next_start_takes_over() {
    let folder = open_folder();
    let mut first = Running::start(folder.path(), &[]);
    first
        .run("create table kept (word text); insert into kept values ('committed')")
        .await;
    let orphan = first.postmaster();
    first.process.kill().unwrap();
    first.process.wait().unwrap();

    let second = Running::start(folder.path(), &[]);
    assert_ne!(second.postmaster(), orphan);
    assert_eq!(second.kept().await, "committed");
    assert!(second.stop_by("TERM").success());
}

#[tokio::test]
async fn a_committed_row_survives_the_kill_of_process_and_server() {
    let folder = open_folder();
    let mut first = Running::start(folder.path(), &[]);
    first
        .run("create table kept (word text); insert into kept values ('committed')")
        .await;
    first.process.kill().unwrap();
    first.process.wait().unwrap();
    signal("KILL", &first.postmaster());

    let second = Running::start(folder.path(), &[]);
    assert_eq!(second.kept().await, "committed");
    assert!(second.stop_by("TERM").success());
}

#[test]
fn a_second_start_on_the_same_folder_is_refused_and_the_first_goes_on() {
    let folder = open_folder();
    let first = Running::start(folder.path(), &["--fast"]);
    let second = refused(folder.path(), &[]);
    assert_eq!(second.status.code(), Some(1));
    assert_eq!(
        error_of(&second),
        format!(
            "countersign: the folder {} is in use by another Countersign; stop that one, or name another folder with \
             --data-dir\n",
            folder.path().canonicalize().unwrap().display()
        )
    );
    assert!(first.stop_by("TERM").success());
}

#[test]
fn the_server_never_runs_as_root() {
    let folder = open_folder();
    let running = Running::start(folder.path(), &["--fast"]);
    // The server wrote this file itself.
    let owner = std::fs::metadata(folder.path().join("postgres/postmaster.pid"))
        .unwrap()
        .uid();
    assert_ne!(owner, 0);
    assert!(running.stop_by("TERM").success());
}

#[test]
fn only_its_owner_can_reach_the_socket() {
    let folder = open_folder();
    let running = Running::start(folder.path(), &["--fast"]);
    let mode = |name: &str| {
        std::fs::metadata(folder.path().join(name))
            .unwrap()
            .permissions()
            .mode()
            & 0o777
    };
    assert_eq!((mode("socket"), mode("postgres")), (0o700, 0o700));
    assert!(running.stop_by("TERM").success());
}

#[tokio::test]
async fn a_half_made_cluster_is_made_again() {
    let folder = open_folder();
    let half_made = folder.path().join("postgres.making");
    std::fs::create_dir_all(half_made.join("base")).unwrap();
    std::fs::write(half_made.join("PG_VERSION"), "15\n").unwrap();

    let running = Running::start(folder.path(), &["--fast"]);
    running
        .run("create table kept (word text); insert into kept values ('whole')")
        .await;
    assert_eq!(running.kept().await, "whole");
    assert!(!half_made.exists());
    assert!(running.stop_by("TERM").success());
}

#[test]
fn a_folder_of_somebody_else_is_left_alone() {
    let folder = open_folder();
    let foreign = folder.path().join("postgres/letters.txt");
    std::fs::create_dir_all(foreign.parent().unwrap()).unwrap();
    std::fs::write(&foreign, "dear").unwrap();
    let output = refused(folder.path(), &[]);
    assert!(
        error_of(&output).contains("is not empty and not a Postgres cluster"),
        "{}",
        error_of(&output)
    );
    assert_eq!(std::fs::read_to_string(&foreign).unwrap(), "dear");
}

#[tokio::test]
async fn a_path_too_long_for_a_socket_does_not_matter() {
    let folder = open_folder();
    let deep = folder.path().join("a-rather-long-name-for-a-folder/".repeat(4));
    let running = Running::start(&deep, &["--fast"]);
    running
        .run("create table kept (word text); insert into kept values ('deep')")
        .await;
    assert_eq!(running.kept().await, "deep");
    let socket = running.socket_folder();
    assert!(!socket.starts_with(&deep) && socket.is_dir());
    assert_eq!(
        std::fs::metadata(&socket).unwrap().permissions().mode() & 0o777,
        0o700
    );
    assert!(running.stop_by("TERM").success());
    assert!(!socket.exists());
}

#[tokio::test]
async fn a_path_with_quotes_and_spaces_does_not_matter() {
    let folder = open_folder();
    let odd = folder.path().join("it's a \"folder\", you & I");
    let running = Running::start(&odd, &["--fast"]);
    running
        .run("create table kept (word text); insert into kept values ('odd')")
        .await;
    assert_eq!(running.kept().await, "odd");
    assert!(running.stop_by("TERM").success());
}

#[test]
fn a_folder_that_the_unprivileged_user_can_not_enter_is_replaced_and_a_line_says_so() {
    let folder = folder_with_mode(0o700);
    let we_are_root = std::fs::metadata(folder.path()).unwrap().uid() == 0;
    let mut running = Running::start(folder.path(), &["--fast", "--remove-at-end"]);
    let socket = running.socket_folder();
    assert_eq!(
        socket.starts_with("/var/lib/countersign"),
        we_are_root,
        "{}",
        socket.display()
    );
    let mut errors = running.process.stderr.take().unwrap();
    assert!(running.stop_by("TERM").success());
    let mut said = String::new();
    errors.read_to_string(&mut said).unwrap();
    assert_eq!(
        said.contains("the database is in /var/lib/countersign/"),
        we_are_root,
        "{said}"
    );
    assert!(!socket.exists());
}

#[test]
fn the_end_of_standard_input_is_the_end_of_the_server_and_of_its_folder() {
    let folder = open_folder();
    let data = folder.path().join("data");
    let mut running = Running::start(&data, &["--until-stdin-closes", "--remove-at-end", "--fast"]);
    drop(running.process.stdin.take());
    assert!(running.process.wait().unwrap().success());
    assert!(!data.exists());
}

#[test]
fn without_programs_the_sentence_names_what_to_install() {
    let folder = open_folder();
    let output = refused(folder.path(), &["--programs", "/nonexistent"]);
    let said = error_of(&output);
    assert!(
        said.starts_with("countersign: no Postgres programs of version 15 or newer were found"),
        "{said}"
    );
    assert!(said.contains("script/bootstrap"), "{said}");
}

#[test]
fn a_server_that_does_not_start_is_shown_with_its_own_last_words() {
    let folder = open_folder();
    assert!(
        Running::start(folder.path(), &["--fast"])
            .stop_by("TERM")
            .success()
    );
    let settings = folder.path().join("postgres/postgresql.conf");
    let mut words = std::fs::read_to_string(&settings).unwrap();
    words.push_str("\nno_such_setting = 1\n");
    std::fs::write(&settings, words).unwrap();
    let output = refused(folder.path(), &[]);
    let said = error_of(&output);
    assert!(
        said.contains("Postgres did not start") && said.contains("no_such_setting"),
        "{said}"
    );
}

struct Running {
    process: Child,
    url: String,
    folder: PathBuf,
}

impl Running {
    fn start(folder: &Path, more: &[&str]) -> Self {
        let mut process = command(folder, more).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let Some(url) = line.trim().strip_prefix("Postgres is ready: ") else {
            let mut said = String::new();
            process.stderr.take().unwrap().read_to_string(&mut said).unwrap();
            panic!("Postgres did not become ready: {said}");
        };
        Self {
            url: url.to_owned(),
            process,
            folder: folder.to_owned(),
        }
    }

    async fn run(&self, statements: &'static str) {
        let mut connection = PgConnection::connect(&self.url).await.unwrap();
        sqlx::raw_sql(statements).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }

    /// The word in the table `kept`. Unchecked SQL: the table is the test's own.
    async fn kept(&self) -> String {
        let mut connection = PgConnection::connect(&self.url).await.unwrap();
        let word = sqlx::query_scalar(AssertSqlSafe("select word from kept"))
            .fetch_one(&mut connection)
            .await
            .unwrap();
        connection.close().await.unwrap();
        word
    }

    fn postmaster(&self) -> String {
        let words = std::fs::read_to_string(self.folder.join("postgres/postmaster.pid")).unwrap();
        words.lines().next().unwrap().to_owned()
    }

    fn socket_folder(&self) -> PathBuf {
        let url = url::Url::parse(&self.url).unwrap();
        let (_, host) = url.query_pairs().find(|(key, _)| key == "host").unwrap();
        PathBuf::from(host.into_owned())
    }

    fn stop_by(mut self, name: &str) -> std::process::ExitStatus {
        signal(name, &self.process.id().to_string());
        self.process.wait().unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Only a test that failed comes here with a running process; its server must not stay.
        if let Ok(None) = self.process.try_wait() {
            signal("TERM", &self.process.id().to_string());
            self.process.wait().ok();
        }
    }
}

fn refused(folder: &Path, more: &[&str]) -> Output {
    let output = command(folder, more).output().unwrap();
    assert!(!output.status.success());
    output
}

fn command(folder: &Path, more: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_countersign"));
    command.args(["postgres", "--data-dir"]).arg(folder).args(more);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn error_of(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn signal(name: &str, process: &str) {
    let sent = Command::new("/bin/sh")
        .args(["-c", "kill -s \"$0\" \"$1\"", name, process])
        .status()
        .unwrap();
    assert!(sent.success());
}

/// A folder that the unprivileged user of root's Postgres can enter.
fn open_folder() -> TempDir {
    folder_with_mode(0o755)
}

fn folder_with_mode(mode: u32) -> TempDir {
    let permissions = std::fs::Permissions::from_mode(mode);
    tempfile::Builder::new()
        .prefix("countersign-test-")
        .permissions(permissions)
        .tempdir()
        .unwrap()
}
