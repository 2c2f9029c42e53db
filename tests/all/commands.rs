//! The commands as a person at a terminal meets them.

use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Output};

use countersign::cli::demo::prepare;
use countersign::postgres::Options;
use sqlx::{Connection, PgConnection};

use crate::cluster::database;

#[tokio::test]
async fn migrate_names_what_it_applied_and_the_second_time_nothing() {
    let database = database().await;
    let mut connection = PgConnection::connect(&database.owner_url).await.unwrap();
    sqlx::raw_sql("drop schema public cascade; create schema public")
        .execute(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();

    let first = countersign(
        &["migrate"],
        &[
            ("COUNTERSIGN_DATABASE_OWNER_URL", &database.owner_url),
            ("COUNTERSIGN_DATABASE_URL", &database.service_url),
        ],
    );
    assert!(first.status.success(), "{}", said(&first));
    assert!(said(&first).contains("Applied 0001 "), "{}", said(&first));

    let second = countersign(
        &["migrate"],
        &[
            ("COUNTERSIGN_DATABASE_OWNER_URL", &database.owner_url),
            ("COUNTERSIGN_DATABASE_URL", &database.service_url),
        ],
    );
    assert_eq!(said(&second), "The database is up to date.\n");

    let pool = sqlx::PgPool::connect(&database.service_url).await.unwrap();
    assert_eq!(
        countersign::cli::migrate::pending(&pool).await.unwrap(),
        Vec::<String>::new()
    );
    pool.close().await;
    database.remove().await;
}

#[tokio::test]
async fn a_database_that_was_never_migrated_has_everything_pending() {
    let database = database().await;
    let mut connection = PgConnection::connect(&database.owner_url).await.unwrap();
    sqlx::raw_sql("drop schema public cascade; create schema public")
        .execute(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();

    let pool = sqlx::PgPool::connect(&database.owner_url).await.unwrap();
    let pending = countersign::cli::migrate::pending(&pool).await.unwrap();
    assert_eq!(
        pending.len(),
        countersign::cli::migrate::MIGRATIONS.iter().count()
    );
    assert!(pending[0].starts_with("0001 "), "{pending:?}");
    pool.close().await;
    database.remove().await;
}

#[tokio::test]
async fn the_service_role_of_a_test_database_may_not_change_the_schema() {
    let database = database().await;
    let mut connection = PgConnection::connect(&database.service_url).await.unwrap();
    let refused = sqlx::raw_sql("create table surprise (id int)")
        .execute(&mut connection)
        .await
        .unwrap_err();
    assert_eq!(
        refused.as_database_error().unwrap().code().unwrap(),
        "42501",
        "{refused}"
    );
    connection.close().await.unwrap();
    database.remove().await;
}

#[tokio::test]
async fn an_address_can_be_made_to_act_as_the_service_without_its_password() {
    let database = database().await;
    let url = countersign::cli::demo::as_service(&database.owner_url).unwrap();
    let mut connection = PgConnection::connect(&url).await.unwrap();
    let refused = sqlx::raw_sql("create table surprise (id int)")
        .execute(&mut connection)
        .await
        .unwrap_err();
    assert_eq!(
        refused.as_database_error().unwrap().code().unwrap(),
        "42501",
        "{refused}"
    );
    connection.close().await.unwrap();
    database.remove().await;
}

#[test]
fn help_breaks_a_paragraph_only_where_its_line_is_full() {
    for command in [
        "",
        "simulator",
        "demo",
        "catalog import-names",
        "sync directory",
        "postgres",
    ] {
        let mut arguments: Vec<_> = command.split_whitespace().collect();
        arguments.push("--help");
        let help = said(&countersign(&arguments, &[]));
        let lines: Vec<_> = help.lines().collect();
        for pair in lines.windows(2) {
            let (line, next) = (pair[0], pair[1]);
            let is_prose = |line: &str| line.starts_with(|c: char| c.is_alphabetic());
            if !is_prose(line) || !is_prose(next) || line.ends_with(['.', ':']) {
                continue;
            }
            let word = next.split(' ').next().unwrap_or_default();
            let whole = line.chars().count() + 1 + word.chars().count();
            assert!(whole > 100, "{command}: {line}\n{next}");
        }
    }
}

/// With `DATABASE_URL` set, whose database the demo may not empty, only that refusal is asserted.
#[tokio::test]
async fn the_ground_of_the_demo_is_kept_until_it_is_asked_to_be_fresh() {
    let folder = tempfile::Builder::new()
        .permissions(std::fs::Permissions::from_mode(0o755))
        .tempdir()
        .unwrap();
    let kept = Options {
        durable: false,
        ..Options::default()
    };
    let fresh = Options {
        fresh: true,
        ..kept.clone()
    };
    if countersign::config::database_url().is_some() {
        let refused = prepare(folder.path(), fresh).await.unwrap_err().to_string();
        assert!(
            refused.starts_with("--fresh does not empty the database that DATABASE_URL names"),
            "{refused}"
        );
        return;
    }
    let first = prepare(folder.path(), kept.clone()).await.unwrap();
    let mut connection = PgConnection::connect(&first.owner_url).await.unwrap();
    sqlx::raw_sql("create table kept ()")
        .execute(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
    first.cluster.unwrap().stop().await.unwrap();

    let second = prepare(folder.path(), kept).await.unwrap();
    let mut connection = PgConnection::connect(&second.owner_url).await.unwrap();
    sqlx::raw_sql("table kept")
        .execute(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
    second.cluster.unwrap().stop().await.unwrap();

    let third = prepare(folder.path(), fresh).await.unwrap();
    let mut connection = PgConnection::connect(&third.owner_url).await.unwrap();
    let gone = sqlx::raw_sql("table kept")
        .execute(&mut connection)
        .await
        .unwrap_err();
    assert_eq!(
        gone.as_database_error().unwrap().code().unwrap(),
        "42P01",
        "{gone}"
    );
    connection.close().await.unwrap();
    let mut service = PgConnection::connect(&third.service_url).await.unwrap();
    let refused = sqlx::raw_sql("create table surprise ()")
        .execute(&mut service)
        .await
        .unwrap_err();
    assert_eq!(
        refused.as_database_error().unwrap().code().unwrap(),
        "42501",
        "{refused}"
    );
    service.close().await.unwrap();
    third.cluster.unwrap().stop().await.unwrap();
}

#[test]
fn a_command_that_does_not_exist_is_refused_with_exit_code_two() {
    let output = countersign(&["sreve"], &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("serve"), "{}", said(&output));
}

#[test]
fn migrate_without_a_database_says_which_key_and_which_variable_are_missing() {
    let output = countersign(&["migrate"], &[]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        said(&output),
        "countersign: database.url is not set; write it into the configuration file or set COUNTERSIGN_DATABASE_URL\n"
    );
}

#[test]
fn a_misspelt_variable_is_refused_by_name() {
    let output = countersign(&["migrate"], &[("COUNTERSIGN_DATABSE_URL", "postgres:///x")]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        said(&output),
        "countersign: COUNTERSIGN_DATABSE_URL in the environment is not a setting of Countersign; \
         did you mean COUNTERSIGN_DATABASE_URL?\n"
    );
}

#[test]
fn a_database_that_does_not_answer_is_a_sentence_without_its_address() {
    let url = "postgres://somebody:hunter2@127.0.0.1:9/nowhere";
    let output = countersign(&["migrate"], &[("COUNTERSIGN_DATABASE_URL", url)]);
    assert_eq!(output.status.code(), Some(1));
    let said = said(&output);
    assert!(
        said.starts_with("countersign: the database does not accept a connection as its owner: "),
        "{said}"
    );
    assert!(!said.contains("hunter2"), "{said}");
}

/// Runs the binary in an environment of its own, away from a configuration in the working directory.
pub fn countersign(arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_countersign"))
        .args(arguments)
        .env_clear()
        .envs(environment.iter().copied())
        .current_dir(env!("CARGO_TARGET_TMPDIR"))
        .output()
        .unwrap()
}

pub fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// Settings for the tenant in the box and this database, as the environment.
pub fn environment_for<'a>(
    database: &'a crate::cluster::TestDatabase,
    tenant: &'a [String; 3],
    secret: &'a str,
) -> Vec<(&'a str, &'a str)> {
    let [url, tenant_id, client_id] = tenant;
    vec![
        ("COUNTERSIGN_DATABASE_URL", &database.service_url),
        ("COUNTERSIGN_ENTRA_LOGIN_URL", url),
        ("COUNTERSIGN_ENTRA_GRAPH_URL", url),
        ("COUNTERSIGN_ENTRA_TENANT_ID", tenant_id),
        ("COUNTERSIGN_ENTRA_CLIENT_ID", client_id),
        ("COUNTERSIGN_ENTRA_CLIENT_SECRET", secret),
        (
            "COUNTERSIGN_POLICY_FILE",
            concat!(env!("CARGO_MANIFEST_DIR"), "/policies/starter.toml"),
        ),
        ("COUNTERSIGN_LISTEN", "127.0.0.1:0"),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn doctor_says_line_by_line_what_is_right_and_what_to_do_about_the_rest() {
    let running = countersign::simulator::start(countersign::simulator::Options {
        client_secret: Some("the-secret".into()),
        ..countersign::simulator::Options::default()
    })
    .await
    .unwrap();
    let tenant = [
        running.url.clone(),
        running.tenant_id.to_string(),
        running.client_id.to_string(),
    ];
    let database = database().await;

    let healthy = countersign(&["doctor"], &environment_for(&database, &tenant, "the-secret"));
    assert!(healthy.status.success(), "{}", said(&healthy));
    assert_eq!(said(&healthy).matches("ok    ").count(), 14, "{}", said(&healthy));

    // One administrator is enough: doctor and the log of serve say so.
    let in_use = running.url.trim_start_matches("http://").to_owned();
    let mut alone = environment_for(&database, &tenant, "the-secret");
    alone.extend([
        ("COUNTERSIGN_POLICY_SINGLE_ADMINISTRATOR", "true"),
        ("COUNTERSIGN_LISTEN", in_use.as_str()),
    ]);
    let warned = countersign(&["doctor"], &alone);
    assert!(warned.status.success(), "{}", said(&warned));
    assert!(
        said(&warned).contains("warn  change control single-administrator mode is on"),
        "{}",
        said(&warned)
    );
    let served = countersign(&["serve"], &alone);
    assert!(
        said(&served).contains("single-administrator mode is on (policy.single_administrator)"),
        "{}",
        said(&served)
    );

    let wrong = countersign(&["doctor"], &environment_for(&database, &tenant, "another"));
    assert_eq!(wrong.status.code(), Some(1));
    assert!(
        said(&wrong).contains("BAD   token          Entra ID refused the app: the client secret is wrong")
    );
    assert!(said(&wrong).contains("→ Check entra.tenant_id, client_id and client_secret"));

    let http = countersign::graph::http_client().unwrap();
    let roles = serde_json::json!({ "roles": ["User.Read.All", "GroupMember.Read.All"] });
    let control = format!("{}/_control/app_roles", running.url);
    assert!(
        http.post(control)
            .json(&roles)
            .send()
            .await
            .unwrap()
            .status()
            .is_success()
    );
    let unable = countersign(&["doctor"], &environment_for(&database, &tenant, "the-secret"));
    assert_eq!(unable.status.code(), Some(1));
    assert!(
        said(&unable).contains("LicenseAssignment.ReadWrite.All is missing"),
        "{}",
        said(&unable)
    );
    assert!(said(&unable).contains("grant admin consent"));

    let mut owner = environment_for(&database, &tenant, "the-secret");
    owner[0].1 = &database.owner_url;
    let careless = countersign(&["doctor"], &owner);
    assert!(
        said(&careless).contains("this login could change or remove rows of it"),
        "{}",
        said(&careless)
    );
    let refused = countersign(&["serve"], &owner);
    assert_eq!(refused.status.code(), Some(1));
    assert!(
        said(&refused).contains("this login could change the audit log"),
        "{}",
        said(&refused)
    );
    database.remove().await;
}

#[tokio::test]
async fn serve_work_and_verify_refuse_a_database_that_lacks_migrations() {
    let database = database().await;
    let mut connection = PgConnection::connect(&database.owner_url).await.unwrap();
    sqlx::raw_sql("drop schema public cascade; create schema public")
        .execute(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
    let nowhere = [
        "http://127.0.0.1:9".to_owned(),
        "8f3c1d52-6a0e-4b7e-9a51-0c2d4e6f8a10".to_owned(),
        "app".to_owned(),
    ];
    for command in [&["serve"][..], &["work"], &["audit", "verify"]] {
        let refused = countersign(command, &environment_for(&database, &nowhere, "x"));
        assert_eq!(refused.status.code(), Some(1), "{command:?}");
        assert!(
            said(&refused).contains("run: countersign migrate"),
            "{command:?}: {}",
            said(&refused)
        );
    }
    database.remove().await;
}
