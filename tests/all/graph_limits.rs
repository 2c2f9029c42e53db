//! What Graph allows: its quotas, and the app roles and the end of the secret as `/readyz` and `doctor` tell of them.

use std::time::{Duration as StdDuration, Instant};

use chrono::Duration;
use countersign::app::graph_settings;
use countersign::clock::Clock;
use countersign::config::Settings;
use countersign::credential::Credential;
use countersign::graph::wire::AssignLicense;
use countersign::graph::{self, ErrorKind};
use countersign::ids::PersonId;
use countersign::simulator::{self, Quotas};
use reqwest::StatusCode;
use serde_json::json;
use uuid::Uuid;

use crate::cluster::database;
use crate::commands::{countersign, environment_for, said};
use crate::desk::Desk;
use crate::graph_proofs::{certificate, first_key, write_certificate};

/// Three processes that share 80 % of the box's quotas and want all they can get: none is ever told to slow down. One that
/// takes what it likes is.
#[tokio::test]
async fn those_who_share_the_quota_are_never_told_to_slow_down() {
    let tenant = simulator::start(simulator::Options {
        client_secret: Some("the-secret".into()),
        quotas: Quotas::Of {
            units_per_10_s: 500,
            writes_per_150_s: 750,
        },
        ..simulator::Options::default()
    })
    .await
    .unwrap();
    let client = |units: u32, writes: u32| {
        let words = format!(
            "[database]\nurl = 'postgres:///x'\n[entra]\nlogin_url = '{url}'\ngraph_url = '{url}'\ntenant_id = '{}'\n\
             client_id = '{}'\nclient_secret = 'the-secret'\n[graph]\nresource_units_per_10s = {units}\nwrites_per_150s = {writes}\n",
            tenant.tenant_id,
            tenant.client_id,
            url = tenant.url
        );
        let config = Settings::parse(&words, "c.toml").unwrap().config().unwrap();
        let credential = Credential::load(&config.entra.credential).unwrap();
        graph::Client::new(graph_settings(&config, credential, Clock::System)).unwrap()
    };
    let nobody = PersonId(Uuid::from_u128(1));
    let mut calls = tokio::task::JoinSet::new();
    let until = Instant::now() + StdDuration::from_secs(3);
    let sharing: Vec<_> = (0..3).map(|_| client(400, 600)).collect();
    for client in &sharing {
        client.share_quota(3);
        for turn in 0..6 {
            let client = client.clone();
            calls.spawn(async move {
                let mut made = 0;
                while Instant::now() < until {
                    if turn % 2 == 0 {
                        client.subscribed_skus().await.unwrap();
                    } else {
                        let change = AssignLicense::default();
                        let error = client.assign_license(nobody, &change, Uuid::from_u128(1)).await;
                        assert_ne!(error.unwrap_err().kind, ErrorKind::Throttled);
                    }
                    made += 1;
                }
                made
            });
        }
    }
    let made: u32 = calls.join_all().await.iter().sum();
    assert!(made > 40, "only {made} calls in 3 seconds");
    for client in &sharing {
        let seen = client.throttling();
        assert_eq!(
            (seen.paused_until, seen.limit_percentage, seen.scope),
            (None, None, None)
        );
    }

    let greedy = client(100_000, 100_000);
    let mut told = None;
    for _ in 0..400 {
        if let Err(error) = greedy.subscribed_skus().await {
            told = Some(error.kind);
            break;
        }
        if greedy.throttling().limit_percentage.is_some() {
            told = Some(ErrorKind::Throttled);
            break;
        }
    }
    assert_eq!(told, Some(ErrorKind::Throttled));
}

#[tokio::test]
async fn readyz_names_the_app_roles_that_are_missing_and_only_who_works_is_not_ready() {
    let desk = Desk::open().await;
    let nobody = desk.nobody("nobody");
    desk.control("app_roles", json!({ "roles": ["User.ReadWrite.All"] }))
        .await;
    // The token of before has the role; whoever starts now gets one without.
    let config = (*desk.app.config).clone();
    let fresh = countersign::app::App::new(config, desk.app.clock.clone(), Vec::new())
        .await
        .unwrap();
    countersign::requests::rules::at_start(&fresh).await.unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/readyz", listener.local_addr().unwrap());
    let serving = countersign::routes::router(fresh.clone());
    tokio::spawn(async move { axum::serve(listener, serving).await.unwrap() });
    let page = nobody.get_at(&url).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    assert!(
        page.text.contains("app roles: missing GroupMember.Read.All\n"),
        "{}",
        page.text
    );
    fresh.readiness.works();
    assert_eq!(nobody.get_at(&url).await.status, StatusCode::SERVICE_UNAVAILABLE);
    // Given back: it is not asked for again within the minute.
    desk.control(
        "app_roles",
        json!({ "roles": ["User.ReadWrite.All", "GroupMember.Read.All"] }),
    )
    .await;
    assert_eq!(nobody.get_at(&url).await.status, StatusCode::SERVICE_UNAVAILABLE);
    fresh.pool.close().await;
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_of_a_secret_or_certificate_is_warned_of_thirty_days_ahead() {
    let running = simulator::start(simulator::Options {
        client_secret: Some("the-secret".into()),
        ..simulator::Options::default()
    })
    .await
    .unwrap();
    let tenant = [
        running.url.clone(),
        running.tenant_id.to_string(),
        running.client_id.to_string(),
    ];
    let database = database().await;
    let now = Clock::System.now();
    let day = |days: i64| (now + Duration::days(days)).format("%Y-%m-%d").to_string();
    for (days, line, works) in [
        (60, "ok    credential     the client secret is good until", true),
        (20, "warn  credential     the client secret ends on", true),
        (-2, "BAD   credential     the client secret ended on", false),
    ] {
        let end = day(days);
        let mut environment = environment_for(&database, &tenant, "the-secret");
        environment.push(("COUNTERSIGN_ENTRA_CLIENT_SECRET_EXPIRES", &end));
        let doctor = countersign(&["doctor"], &environment);
        assert!(
            said(&doctor).contains(&format!("{line} {end}")),
            "{}",
            said(&doctor)
        );
        assert_eq!(doctor.status.success(), works, "{}", said(&doctor));
    }

    let folder = tempfile::tempdir().unwrap();
    let pem = certificate(first_key(), now + Duration::days(10));
    write_certificate(folder.path(), &pem, first_key());
    let http = graph::http_client().unwrap();
    let register = http.post(format!("{}/_control/client_certificates", running.url));
    let registered = register
        .json(&json!({ "certificate": pem }))
        .send()
        .await
        .unwrap();
    assert!(registered.status().is_success());
    let files = ["app.crt", "app.key"].map(|name| folder.path().join(name).display().to_string());
    let mut environment = environment_for(&database, &tenant, "the-secret");
    environment.retain(|(name, _)| *name != "COUNTERSIGN_ENTRA_CLIENT_SECRET");
    environment.push(("COUNTERSIGN_ENTRA_CERTIFICATE_FILE", &files[0]));
    environment.push(("COUNTERSIGN_ENTRA_CERTIFICATE_KEY_FILE", &files[1]));
    let doctor = countersign(&["doctor"], &environment);
    assert!(
        said(&doctor).contains(&format!(
            "warn  credential     the certificate ends on {}",
            day(10)
        )),
        "{}",
        said(&doctor)
    );
    assert!(said(&doctor).contains("ok    token"), "{}", said(&doctor));

    // A managed identity is asked directly, whatever proxy the rest of the calls would go through.
    let mut environment = environment_for(&database, &tenant, "the-secret");
    environment.extend([
        ("COUNTERSIGN_ENTRA_MANAGED_IDENTITY", "system"),
        ("COUNTERSIGN_ENTRA_IMDS_URL", running.url.as_str()),
        ("HTTP_PROXY", "http://127.0.0.1:9"),
        ("http_proxy", "http://127.0.0.1:9"),
    ]);
    let doctor = countersign(&["doctor"], &environment);
    assert!(said(&doctor).contains("ok    token"), "{}", said(&doctor));
    assert!(
        said(&doctor).contains("BAD   graph          Graph could not be reached"),
        "{}",
        said(&doctor)
    );
    database.remove().await;
}

#[tokio::test]
async fn the_administrators_notice_is_there_when_the_end_is_near() {
    let desk = Desk::open().await;
    assert_eq!(desk.app.credential_expiry(), None);
    let mut app = desk.app.clone();
    let end = desk.now() + Duration::days(31);
    app.credential_ends = Some(("the client secret", end));
    assert_eq!(app.credential_expiry(), None);
    desk.turn(Duration::days(1));
    assert_eq!(app.credential_expiry(), Some(("the client secret", end)));
    desk.turn(Duration::days(90));
    assert_eq!(
        app.credential_expiry(),
        Some(("the client secret", end)),
        "also when it is past"
    );
    desk.close().await;
}
