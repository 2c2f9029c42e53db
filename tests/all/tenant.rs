//! `countersign simulator` as somebody meets it who wants the tenant in the box and nothing else: its words, its one line,
//! its exit codes.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Output, Stdio};

fn simulator(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_countersign"));
    command
        .arg("simulator")
        .args(arguments)
        .env_clear()
        .env("COLUMNS", "100")
        .current_dir(env!("CARGO_TARGET_TMPDIR"));
    command
}

fn ends(arguments: &[&str]) -> (Option<i32>, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = simulator(arguments).output().unwrap();
    let said = String::from_utf8(stdout).unwrap() + &String::from_utf8(stderr).unwrap();
    (status.code(), said)
}

/// Started, with its first line.
fn started(arguments: &[&str]) -> (Child, String) {
    let mut child = simulator(arguments).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    (child, line)
}

fn signal(child: &Child, name: &str) {
    let id = child.id().to_string();
    assert!(Command::new("kill").args([name, &id]).status().unwrap().success());
}

#[test]
fn help_names_every_option_with_examples_and_exit_codes() {
    let (code, help) = ends(&["--help"]);
    assert_eq!(code, Some(0));
    let options: Vec<&str> = help
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with("--"))
        .collect();
    insta::assert_snapshot!(options.join("\n"), @r"
    --config <FILE>
    --listen <ADDR>
    --mail-listen <ADDR>
    --people <N>
    --seed <NUMBER>
    --tenant <ID>
    --client-id <ID>
    --client-secret <SECRET>
    --client-certificate <FILE>
    --redirect-uri <URI>
    --state-file <FILE>
    --quotas <off|documented|UNITS,WRITES>
    --lag-ms <MS>
    --group-delay-ms <MS>
    ");
    let (_, rest) = help.split_once("Examples:\n").unwrap();
    insta::assert_snapshot!(rest, @r"
      countersign simulator
      countersign simulator --listen 127.0.0.1:0 --people 500000 --quotas off
      countersign simulator --lag-ms 2000 --group-delay-ms 60000 --state-file /tmp/tenant.json

    When it accepts connections it prints one line:
      Simulator is ready: URL tenant=TENANT client_id=CLIENT client_secret=SECRET mail=ADDR

    Get a token from URL/TENANT/oauth2/v2.0/token, call Graph at URL/v1.0, open URL in a browser.
    Failures, time, seats and people are changed under URL/_control; README.md has the table.
    It runs until SIGINT or SIGTERM.

    Exit codes: 0 done, 1 failed, 2 the command line was wrong.
    ");
}

#[test]
fn it_says_one_line_when_it_is_ready_and_ends_well_when_it_is_told_to() {
    for name in ["-INT", "-TERM"] {
        let (mut child, line) = started(&[
            "--listen",
            "127.0.0.1:0",
            "--client-secret",
            "the-secret",
            "--tenant",
            "11111111-1111-4111-8111-111111111111",
            "--client-id",
            "22222222-2222-4222-8222-222222222222",
        ]);
        let address = line
            .strip_prefix("Simulator is ready: http://127.0.0.1:")
            .unwrap();
        let (port, rest) = address.split_once(' ').unwrap();
        assert!(port.parse::<u16>().unwrap() > 0);
        let (rest, mail) = rest.split_once(" mail=127.0.0.1:").unwrap();
        assert!(mail.trim_end().parse::<u16>().unwrap() > 0);
        assert_eq!(
            rest,
            "tenant=11111111-1111-4111-8111-111111111111 client_id=22222222-2222-4222-8222-222222222222 \
             client_secret=the-secret"
        );
        // Ready means that the first call is answered.
        std::net::TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
        signal(&child, name);
        assert_eq!(child.wait().unwrap().code(), Some(0), "{name}");
    }
}

#[test]
fn wrong_arguments_and_failures_have_their_own_exit_codes() {
    for wrong in [
        &["--quotas", "lots"][..],
        &["--people", "many"],
        &["--people", "1000001"],
        &["--people", "99999999999"],
        &["--listen", "here"],
        &["--no-such-option"],
    ] {
        let (code, said) = ends(wrong);
        assert_eq!(code, Some(2), "{wrong:?}");
        assert!(said.starts_with("error: "), "{said}");
    }
    let (code, said) = ends(&["--listen", "0.0.0.0:0"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("listens on loopback only"), "{said}");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let (code, said) = ends(&["--listen", &taken.local_addr().unwrap().to_string()]);
    assert_eq!(code, Some(1));
    assert!(said.contains("can not listen on"), "{said}");
}
