//! The configuration says what it does not understand, by name and place.

use std::path::PathBuf;

use countersign::config::{
    ChangeControl, Credential, Entra, KEYS, LogFormat, SeatsInWarning, Settings, variable,
};
use secrecy::ExposeSecret;

const EXAMPLE: &str = include_str!("../../config/countersign.example.toml");

/// The least that makes a whole configuration.
const LEAST: &str = r#"
[database]
url = "postgres:///countersign"
[entra]
tenant_id = "8f3c1d52-6a0e-4b7e-9a51-0c2d4e6f8a10"
client_id = "app"
client_secret = "from the file"
"#;

fn secret(entra: &Entra) -> &str {
    match &entra.credential {
        Credential::Secret { secret, .. } => secret.expose_secret(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_example_is_understood_and_mentions_every_key() {
    let settings = Settings::parse(EXAMPLE, "example").unwrap();
    assert_eq!(settings.database().unwrap().max_connections, 10);
    let mut section = "";
    let mut mentioned = Vec::new();
    for line in EXAMPLE.lines() {
        if let Some(name) = line.strip_prefix('[') {
            section = name.trim_end_matches(']');
        } else if let Some((key, _)) = line.trim_start_matches("# ").split_once(" = ") {
            mentioned.push((section, key));
        }
    }
    let known: Vec<(&str, &str)> = KEYS.iter().map(|(section, key, _)| (*section, *key)).collect();
    assert_eq!(mentioned, known);
}

#[test]
fn a_key_in_a_comment_of_the_example_is_understood_when_the_comment_is_taken_away() {
    let keys: Vec<&str> = KEYS.iter().map(|(_, key, _)| *key).collect();
    let without_comments: String = EXAMPLE
        .lines()
        .map(|line| match line.strip_prefix("# ") {
            Some(rest) if rest.split_once(" = ").is_some_and(|(key, _)| keys.contains(&key)) => {
                format!("{rest}\n")
            }
            _ => format!("{line}\n"),
        })
        .collect();
    let settings = Settings::parse(&without_comments, "example").unwrap();
    let error = settings.config().unwrap_err().to_string();
    assert_eq!(
        error,
        "entra.client_secret and entra.client_secret_file are both set; keep one of them"
    );
}

#[test]
fn what_is_not_written_has_a_default() {
    let config = Settings::parse(LEAST, "least").unwrap().config().unwrap();
    assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.public_url.as_str(), "http://127.0.0.1:8080/");
    assert_eq!(config.policy_file, PathBuf::from("policies/starter.toml"));
    assert_eq!(
        config.database.owner_url.expose_secret(),
        config.database.url.expose_secret()
    );
    assert_eq!(
        (config.session.idle_minutes, config.session.absolute_hours),
        (60, 12)
    );
    assert_eq!(
        (
            config.worker.concurrency,
            config.worker.poll_seconds,
            config.worker.lease_seconds,
            config.worker.skus_for_seconds
        ),
        (4, 1, 60, 2)
    );
    assert_eq!(config.seats_in_warning, SeatsInWarning::Ignore);
    assert_eq!(config.log, LogFormat::Text);
    assert_eq!(config.change_control, ChangeControl::TwoAdministrators);
}

#[test]
fn each_cloud_has_its_hosts_and_an_address_of_ones_own_wins() {
    for (cloud, login, graph) in [
        (
            "global",
            "https://login.microsoftonline.com/",
            "https://graph.microsoft.com/",
        ),
        (
            "us_gov_l4",
            "https://login.microsoftonline.us/",
            "https://graph.microsoft.us/",
        ),
        (
            "us_gov_l5",
            "https://login.microsoftonline.us/",
            "https://dod-graph.microsoft.us/",
        ),
        (
            "china",
            "https://login.partner.microsoftonline.cn/",
            "https://microsoftgraph.chinacloudapi.cn/",
        ),
    ] {
        let words = format!("{LEAST}cloud = \"{cloud}\"\n");
        let entra = Settings::parse(&words, "cloud").unwrap().entra().unwrap();
        assert_eq!(
            (entra.login_url.as_str(), entra.graph_url.as_str()),
            (login, graph),
            "{cloud}"
        );
    }
    let words = format!("{LEAST}cloud = \"china\"\nlogin_url = \"http://127.0.0.1:8090\"\n");
    let entra = Settings::parse(&words, "cloud").unwrap().entra().unwrap();
    assert_eq!(entra.login_url.as_str(), "http://127.0.0.1:8090/");
    assert_eq!(
        entra.graph_url.as_str(),
        "https://microsoftgraph.chinacloudapi.cn/"
    );
}

#[test]
fn the_environment_wins_over_the_file() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), LEAST).unwrap();
    let path = file.path().to_str().unwrap();
    let config = Settings::from_parts(
        None,
        environment(&[
            ("COUNTERSIGN_CONFIG", path),
            ("COUNTERSIGN_LISTEN", "127.0.0.1:9000"),
            ("COUNTERSIGN_ENTRA_CLIENT_SECRET", "12345"),
            ("COUNTERSIGN_WORKER_CONCURRENCY", "8"),
            ("COUNTERSIGN_LOG_FORMAT", "json"),
        ]),
    )
    .unwrap()
    .config()
    .unwrap();
    assert_eq!(config.listen.port(), 9000);
    assert_eq!(secret(&config.entra), "12345");
    assert_eq!(config.entra.tenant_id, "8f3c1d52-6a0e-4b7e-9a51-0c2d4e6f8a10");
    assert_eq!(config.worker.concurrency, 8);
    assert_eq!(config.log, LogFormat::Json);
}

#[test]
fn every_key_can_be_set_in_the_environment() {
    for (section, key, _) in KEYS {
        let value = match key {
            "public_url" | "url" | "login_url" | "graph_url" | "imds_url" => "https://example.com",
            "call_timeout_seconds" => "100",
            "client_secret_expires" => "2027-03-01",
            "listen" => "127.0.0.1:9000",
            "cloud" => "china",
            "format" => "json",
            "concurrency" => "8",
            "skus_for_seconds" => "30",
            "in_warning" => "count",
            "time_zone" => "Europe/Oslo",
            "language" => "de",
            "time_zones" => "NO: Europe/Oslo, de: Europe/Berlin",
            "reminders" => "1, 30",
            "percent" => "7",
            "single_administrator" => "true",
            "address_from" => "x-forwarded-for",
            "tls" => "tls",
            "from" => "Licences <licences@example.com>",
            "key_files" => "/one, /two",
            _ => "150",
        };
        let name = variable(section, key);
        let with = Settings::from_parts(None, environment(&[(&name, value)])).unwrap();
        let without = Settings::from_parts(None, Vec::new()).unwrap();
        assert_ne!(
            format!("{with:?}"),
            format!("{without:?}"),
            "{name} changed nothing"
        );
    }
}

#[test]
fn a_mistake_in_the_file_is_named_with_its_line() {
    for (words, expected) in [
        (
            "listen = \"127.0.0.1:8080\"\npublic_ulr = \"https://a\"\n",
            "c.toml, line 2: public_ulr: unknown field `public_ulr`",
        ),
        (
            "\n[worker]\nconcurrency = 65\n",
            "c.toml, line 3: concurrency: 65 is not between 1 and 64",
        ),
        (
            "[worker]\nconcurrency = \"4\"\n",
            "c.toml, line 2: concurrency: invalid type: string \"4\"",
        ),
        (
            "[people]\ntime_zone = \"Oslo\"\n",
            "c.toml, line 2: time_zone: \"Oslo\" is not a time zone like \"Europe/Oslo\"",
        ),
        (
            "[people]\ntime_zones = \"NO Europe/Oslo\"\n",
            "c.toml, line 2: time_zones: \"NO Europe/Oslo\" is not written like \"NO: Europe/Oslo\"",
        ),
        (
            "[terms]\nreminders = \"14, 0\"\n",
            "c.toml, line 2: reminders: \"0\" is not a number of days from 1 to 365",
        ),
        (
            "listen = \"localhost\"\n",
            "c.toml, line 1: listen: invalid socket address syntax",
        ),
        (
            "public_url = \"licences.example.com\"\n",
            "c.toml, line 1: public_url: \"licences.example.com\" is not an address",
        ),
        (
            "public_url = \"ftp://example.com\"\n",
            "c.toml, line 1: public_url: \"ftp://example.com\" is not an address that begins",
        ),
        (
            "[entra]\ncloud = \"moon\"\n",
            "c.toml, line 2: cloud: unknown variant `moon`",
        ),
        (
            "[entra]\nclient_secret = 12345\n",
            "c.toml, line 2: client_secret: text in quotes is expected",
        ),
        (
            "[smtp]\nhost = \"mail\"\n",
            "c.toml, line 1: unknown field `smtp`",
        ),
        ("listen = \n", "c.toml, line 1: "),
    ] {
        let error = Settings::parse(words, "c.toml").unwrap_err().to_string();
        assert!(error.starts_with(expected), "{words:?} gave: {error}");
    }
}

#[test]
fn a_mistake_in_the_environment_is_named_with_its_variable() {
    for (name, value, expected) in [
        (
            "COUNTERSIGN_ENTRA_CLIENT_SECERT",
            "x",
            "COUNTERSIGN_ENTRA_CLIENT_SECERT in the environment is not a setting of Countersign; \
             did you mean COUNTERSIGN_ENTRA_CLIENT_SECRET?",
        ),
        (
            "COUNTERSIGN_WORKER_CONCURRENCY",
            "many",
            "COUNTERSIGN_WORKER_CONCURRENCY in the environment: a whole number is expected",
        ),
        (
            "COUNTERSIGN_WORKER_CONCURRENCY",
            "0",
            "COUNTERSIGN_WORKER_CONCURRENCY in the environment: 0 is not between 1 and 64",
        ),
        (
            "COUNTERSIGN_POLICY_SINGLE_ADMINISTRATOR",
            "perhaps",
            "COUNTERSIGN_POLICY_SINGLE_ADMINISTRATOR in the environment: true or false is expected",
        ),
        (
            "COUNTERSIGN_PUBLIC_URL",
            "here",
            "COUNTERSIGN_PUBLIC_URL in the environment: \"here\" is not an address",
        ),
    ] {
        let error = Settings::from_parts(None, environment(&[(name, value)]))
            .unwrap_err()
            .to_string();
        assert!(error.starts_with(expected), "{error}");
    }
}

#[test]
fn a_missing_key_is_named() {
    let without_tenant = LEAST.replace("tenant_id = \"8f3c1d52-6a0e-4b7e-9a51-0c2d4e6f8a10\"\n", "");
    let error = Settings::parse(&without_tenant, "c.toml")
        .unwrap()
        .config()
        .unwrap_err()
        .to_string();
    assert!(error.starts_with("entra.tenant_id is not set"), "{error}");
}

#[test]
fn secrets_do_not_show() {
    let settings = Settings::parse(LEAST, "c.toml").unwrap();
    let shown = format!("{settings:?} {:?}", settings.config().unwrap());
    assert!(
        !shown.contains("from the file") && !shown.contains("postgres:///"),
        "{shown}"
    );
}

#[test]
fn a_secret_can_stand_in_a_file_of_its_own() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "s3cret\n").unwrap();
    let words = LEAST.replace(
        "client_secret = \"from the file\"",
        &format!("client_secret_file = {:?}", file.path()),
    );
    let entra = Settings::parse(&words, "c.toml").unwrap().entra().unwrap();
    assert_eq!(secret(&entra), "s3cret");
}

fn environment(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

#[test]
fn plain_http_is_for_loopback_alone_and_the_tenant_is_named_by_its_id() {
    let with = |old: &str, new: &str| {
        Settings::parse(&LEAST.replace(old, new), "c.toml")
            .unwrap()
            .config()
    };
    for (key, line) in [
        ("public_url", "public_url = \"http://countersign.corp\"\n"),
        ("public_url", "public_url = \"http://192.0.2.1:8080\"\n"),
    ] {
        let error = Settings::parse(&format!("{line}{LEAST}"), "c.toml")
            .unwrap()
            .config()
            .unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with(&format!("{key} must begin with https://")),
            "{error}"
        );
    }
    for line in [
        "http://127.0.0.1:8080",
        "http://localhost:8080",
        "http://[::1]:8080",
        "https://countersign.corp",
    ] {
        let words = format!("public_url = \"{line}\"\n{LEAST}");
        assert!(
            Settings::parse(&words, "c.toml").unwrap().config().is_ok(),
            "{line}"
        );
    }
    let error = with("8f3c1d52-6a0e-4b7e-9a51-0c2d4e6f8a10", "contoso.example").unwrap_err();
    assert!(error.to_string().contains("a GUID, not a domain name"), "{error}");
    let config = with("8f3c1d52-6a0e", "8F3C1D52-6A0E").unwrap();
    assert_eq!(config.entra.tenant_id, "8f3c1d52-6a0e-4b7e-9a51-0c2d4e6f8a10");
}
