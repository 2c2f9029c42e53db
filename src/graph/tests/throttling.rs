//! Turns, pauses, repeats and limits.

use std::time::{Duration, Instant};

use super::*;
use crate::graph::error::Error;

fn with_headers(status: u16, headers: &[(&'static str, &str)]) -> Response {
    let mut response = (StatusCode::from_u16(status).unwrap(), "{\"value\":[]}").into_response();
    for (name, value) in headers {
        response.headers_mut().insert(*name, value.parse().unwrap());
    }
    response
}

#[tokio::test]
async fn a_read_that_meets_a_passing_fault_is_repeated_at_most_twice() {
    for (status, headers, calls) in [
        (429, &[("retry-after", "0.01")][..], 3),
        (503, &[], 3),
        (503, &[("retry-after", "0.01")], 3),
        (504, &[], 3),
        // A longer wait is not for a read to sit through.
        (429, &[("retry-after", "6")], 1),
        (503, &[("retry-after", "6")], 1),
        // These do not pass by themselves, or nobody knows.
        (500, &[], 1),
        (502, &[], 1),
        (409, &[], 1),
        (404, &[], 1),
        (400, &[], 1),
    ] {
        let it = Bench::open(move |_| with_headers(status, headers)).await;
        let error = it.client.subscribed_skus().await.unwrap_err();
        assert_eq!(error.status, Some(status));
        assert_eq!(it.calls(), calls, "{status} {headers:?}");
    }
}

#[tokio::test]
async fn a_read_whose_fault_has_passed_succeeds() {
    let it = Bench::open(|seen| match seen.number {
        0 => with_headers(503, &[]),
        1 => with_headers(429, &[("retry-after", "0.02")]),
        _ => nothing(),
    })
    .await;
    it.client.subscribed_skus().await.unwrap();
    assert_eq!(it.calls(), 3);
}

/// A server that closes the connection instead of answering.
#[tokio::test]
async fn a_dropped_connection_is_tried_again_for_reads_and_never_for_writes() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    let dropped = Arc::new(AtomicUsize::new(0));
    let count = dropped.clone();
    tokio::spawn(async move {
        use tokio::io::AsyncReadExt;
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut buffer = [0; 16];
            let _read = stream.read(&mut buffer).await;
            count.fetch_add(1, Ordering::SeqCst);
        }
    });
    let tokens = Bench::open(|_| nothing()).await;
    let client = Client::new(Settings {
        login_url: tokens.url.clone(),
        ..settings_at(&url)
    })
    .unwrap();
    let error = client.subscribed_skus().await.unwrap_err();
    assert_eq!(
        (error.kind, dropped.load(Ordering::SeqCst)),
        (ErrorKind::Unreachable, 3)
    );
    let change = AssignLicense::default();
    let error = client
        .assign_license(MIA, &change, Uuid::from_u128(1))
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind, dropped.load(Ordering::SeqCst)),
        (ErrorKind::Unreachable, 4)
    );
}

#[tokio::test]
async fn a_write_goes_again_only_after_a_refused_token_and_keeps_its_id() {
    let id = Uuid::from_u128(9);
    let it = Bench::open(move |seen| {
        assert_eq!(
            seen.headers["client-request-id"].to_str().unwrap(),
            id.to_string()
        );
        match seen.number {
            0 => refused(401, "InvalidAuthenticationToken"),
            _ => with_headers(200, &[]),
        }
    })
    .await;
    it.client
        .assign_license(MIA, &AssignLicense::default(), id)
        .await
        .unwrap();
    assert_eq!((it.tokens(), it.calls()), (2, 2));
}

#[tokio::test]
async fn every_attempt_of_a_read_has_an_id_of_its_own_which_the_failure_names() {
    let ids = Arc::new(Mutex::new(Vec::new()));
    let seen_ids = ids.clone();
    let it = Bench::open(move |seen| {
        let id = seen.headers["client-request-id"].to_str().unwrap().to_owned();
        seen_ids.lock().unwrap().push(id);
        with_headers(
            503,
            &[
                ("date", "Tue, 24 Nov 2026 10:00:00 GMT"),
                ("x-ms-ags-diagnostic", "machine 7"),
            ],
        )
    })
    .await;
    let error = it.client.subscribed_skus().await.unwrap_err();
    let mut ids = ids.lock().unwrap().clone();
    assert_eq!(error.client_request_id.unwrap().to_string(), *ids.last().unwrap());
    assert_eq!(error.diagnostic.as_deref(), Some("machine 7"));
    assert_eq!(error.date.as_deref(), Some("Tue, 24 Nov 2026 10:00:00 GMT"));
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 3);
}

/// Graph asks to wait longer than a page can: nobody sends anything until then, and everybody is told how long.
#[tokio::test]
async fn a_long_pause_holds_the_whole_process_and_nothing_is_sent() {
    let clock = Clock::frozen_at("2026-11-24T09:00:00Z".parse().unwrap());
    let its = clock.clone();
    let it = Bench::with(
        move |settings| settings.clock = its,
        |seen| match seen.number {
            0 => with_headers(
                429,
                &[
                    ("retry-after", "17"),
                    ("x-ms-throttle-scope", "Tenant_Application/ReadWrite/app/tenant"),
                    ("x-ms-throttle-information", "WriteLimitExceeded"),
                    ("x-ms-throttle-limit-percentage", "1.3"),
                ],
            ),
            _ => nothing(),
        },
    )
    .await;
    let change = AssignLicense::default();
    let write = || it.client.assign_license(MIA, &change, Uuid::from_u128(1));
    let error = write().await.unwrap_err();
    assert_eq!(
        (error.kind, error.status, error.retry_after),
        (ErrorKind::Throttled, Some(429), Some(Duration::from_secs(17)))
    );
    clock.turn(chrono::Duration::seconds(5));
    let twelve = Some(Duration::from_secs(12));
    let of = |error: Error| (error.kind, error.status, error.retry_after);
    assert_eq!(
        of(write().await.unwrap_err()),
        (ErrorKind::Throttled, None, twelve)
    );
    let read = it.client.clone().subscribed_skus().await.unwrap_err();
    assert_eq!(of(read), (ErrorKind::Throttled, None, twelve));
    assert_eq!(it.calls(), 1);

    let seen = it.client.throttling();
    assert_eq!(
        seen.scope.as_deref(),
        Some("Tenant_Application/ReadWrite/app/tenant")
    );
    assert_eq!(seen.information.as_deref(), Some("WriteLimitExceeded"));
    assert_eq!(seen.limit_percentage.map(|(percent, _)| percent), Some(130.0));
    assert_eq!(seen.paused_until, Some("2026-11-24T09:00:17Z".parse().unwrap()));
    assert_eq!((seen.waiting, seen.shared_by), (0, 1));

    clock.turn(chrono::Duration::seconds(12));
    assert_eq!(it.client.throttling().paused_until, None);
    it.client.subscribed_skus().await.unwrap();
}

#[tokio::test]
async fn a_pause_is_read_from_a_date_as_well() {
    let clock = Clock::frozen_at("2026-11-24T09:00:00Z".parse().unwrap());
    let its = clock.clone();
    let it = Bench::with(
        move |settings| settings.clock = its,
        |_| {
            with_headers(
                429,
                &[
                    ("date", "Tue, 24 Nov 2026 10:00:00 GMT"),
                    ("retry-after", "Tue, 24 Nov 2026 10:00:30 GMT"),
                ],
            )
        },
    )
    .await;
    let error = it.client.subscribed_skus().await.unwrap_err();
    assert_eq!(error.retry_after, Some(Duration::from_secs(30)));
    assert_eq!(
        it.client.throttling().paused_until,
        Some("2026-11-24T09:00:30Z".parse().unwrap())
    );
}

/// Without a Retry-After the pauses grow, with jitter, until one is too long to wait for.
#[tokio::test]
async fn without_a_time_to_wait_the_pauses_grow() {
    let clock = Clock::frozen_at("2026-11-24T09:00:00Z".parse().unwrap());
    let its = clock.clone();
    let it = Bench::with(move |settings| settings.clock = its, |_| with_headers(429, &[])).await;
    let change = AssignLicense::default();
    let mut pauses = Vec::new();
    for _ in 0..9 {
        let error = it
            .client
            .assign_license(MIA, &change, Uuid::from_u128(1))
            .await
            .unwrap_err();
        assert_eq!(error.status, Some(429));
        let until = it.client.throttling().paused_until.unwrap();
        let pause = until - clock.now();
        pauses.push(pause.as_seconds_f64());
        clock.turn(pause);
    }
    for (i, pause) in pauses.iter().enumerate() {
        let middle = f64::from(1 << i.min(6));
        assert!((middle * 0.5..=middle * 1.5).contains(pause), "{pauses:?}");
    }
}

#[tokio::test]
async fn what_runs_in_the_background_says_so_and_nothing_else_does() {
    let it = Bench::open(|seen| {
        let low = seen
            .headers
            .get("x-ms-throttle-priority")
            .is_some_and(|it| it == "low");
        let background =
            seen.path.starts_with("/v1.0/users/delta") || seen.path.contains("/transitiveMembers");
        assert_eq!(low, background, "{}", seen.path);
        nothing()
    })
    .await;
    let group = crate::ids::GroupId(Uuid::from_u128(3));
    it.client.users_delta(None).await.unwrap();
    it.client.group_members(group, None).await.unwrap();
    it.client.groups_of(MIA).await.unwrap();
    it.client.groups_named("x").await.unwrap();
    it.client.subscribed_skus().await.unwrap();
    assert_eq!(it.calls(), 5);
}

#[tokio::test]
async fn no_more_calls_are_under_way_than_allowed() {
    let under_way = Arc::new((AtomicUsize::new(0), AtomicUsize::new(0)));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    let count = under_way.clone();
    let routes = Router::new().fallback(move || {
        let count = count.clone();
        async move {
            let now = count.0.fetch_add(1, Ordering::SeqCst) + 1;
            count.1.fetch_max(now, Ordering::SeqCst);
            // Long enough for the others to come in if anything let them.
            tokio::time::sleep(Duration::from_millis(5)).await;
            count.0.fetch_sub(1, Ordering::SeqCst);
            nothing()
        }
    });
    tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
    let tokens = Bench::open(|_| nothing()).await;
    let mut settings = settings_at(&url);
    settings.login_url = tokens.url.clone();
    settings.limits.concurrency = 3;
    let client = Client::new(settings).unwrap();
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..30 {
        let client = client.clone();
        calls.spawn(async move { client.subscribed_skus().await.map(|_| ()) });
    }
    while let Some(done) = calls.join_next().await {
        done.unwrap().unwrap();
    }
    assert_eq!(under_way.1.load(Ordering::SeqCst), 3);
}

/// Graph says what a call truly cost; what is left of the quota follows.
#[tokio::test]
async fn what_graph_says_a_call_cost_counts() {
    let it = Bench::with(
        // 200 at once, a quarter of that at the start.
        |settings| settings.limits.resource_units_per_10s = 1_000,
        |_| with_headers(200, &[("x-ms-resource-unit", "68")]),
    )
    .await;
    let began = Instant::now();
    it.client.subscribed_skus().await.unwrap();
    it.client.subscribed_skus().await.unwrap();
    // 50 − 68, then 3 more: 21 units at 100 a second.
    assert!(
        began.elapsed() >= Duration::from_millis(200),
        "{:?}",
        began.elapsed()
    );
}

/// Reads are not held up by writes that wait for their own quota; and a share that grows wakes those who wait.
#[tokio::test]
async fn writes_wait_for_their_quota_and_reads_go_past_them() {
    let it = Bench::with(
        |settings| {
            settings.limits.writes_per_150s = 60_000;
            // Enough for the reads, however many share it.
            settings.limits.resource_units_per_10s = u32::MAX;
        },
        |_| nothing(),
    )
    .await;
    it.client.share_quota(1_000_000);
    assert_eq!(it.client.throttling().shared_by, 1_000_000);
    let writer = it.client.clone();
    let waiting = tokio::spawn(async move {
        let change = AssignLicense::default();
        for _ in 0..3 {
            writer
                .assign_license(MIA, &change, Uuid::from_u128(1))
                .await
                .unwrap();
        }
    });
    // The first goes at once and leaves a debt; the second stands in line.
    while it.calls() == 0 || it.client.throttling().waiting == 0 {
        assert!(!waiting.is_finished());
        tokio::task::yield_now().await;
    }
    for _ in 0..20 {
        it.client.subscribed_skus().await.unwrap();
    }
    assert!(!waiting.is_finished());
    it.client.share_quota(1);
    waiting.await.unwrap();
    assert_eq!(it.calls(), 23);
}

/// Three processes under one quota: together they stay below Graph's buckets, which are a quarter larger.
#[tokio::test]
async fn three_who_share_a_quota_stay_below_graphs_own() {
    let taken = Arc::new(Mutex::new(Vec::new()));
    let seen = taken.clone();
    let count = move |call: &Seen| {
        let units = if call.method == Method::POST {
            (1, 1)
        } else {
            (3, 0)
        };
        seen.lock().unwrap().push((Instant::now(), units));
        nothing()
    };
    let limits = |settings: &mut Settings| {
        settings.limits.resource_units_per_10s = 400;
        settings.limits.writes_per_150s = 600;
    };
    let it = Bench::with(limits, count).await;
    let mut calls = tokio::task::JoinSet::new();
    let until = Instant::now() + Duration::from_secs(2);
    for _ in 0..3 {
        let mut settings = settings_at(&it.url);
        limits(&mut settings);
        let client = Client::new(settings).unwrap();
        client.share_quota(3);
        for turn in 0..6 {
            let client = client.clone();
            calls.spawn(async move {
                let change = AssignLicense::default();
                while Instant::now() < until {
                    if turn % 2 == 0 {
                        client.subscribed_skus().await.unwrap();
                    } else {
                        client
                            .assign_license(MIA, &change, Uuid::from_u128(1))
                            .await
                            .unwrap();
                    }
                }
            });
        }
    }
    while let Some(done) = calls.join_next().await {
        done.unwrap();
    }
    // Graph's own buckets, full at the start, with its quota a quarter above ours.
    let taken = taken.lock().unwrap();
    let began = taken[0].0;
    let (mut units, mut writes, mut at) = (500.0_f64, 750.0_f64, began);
    for (when, (unit, write)) in taken.iter() {
        let passed = when.duration_since(at).as_secs_f64();
        (units, writes, at) = (
            (units + passed * 50.0).min(500.0),
            (writes + passed * 5.0).min(750.0),
            *when,
        );
        units -= f64::from(*unit);
        writes -= f64::from(*write);
        assert!(units >= 0.0 && writes >= 0.0, "throttled after {passed} seconds");
    }
    let all: i32 = taken.iter().map(|(_, (unit, _))| unit).sum();
    // 20 at the start, 40 a second; and they did use what they had.
    assert!((60..=180).contains(&all), "{all} units in 2 seconds");
}

#[tokio::test]
async fn a_call_that_takes_too_long_is_given_up() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    let routes = Router::new().fallback(|| async { std::future::pending::<String>().await });
    tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
    let tokens = Bench::open(|_| nothing()).await;
    let mut settings = settings_at(&url);
    settings.login_url = tokens.url.clone();
    settings.limits.call_timeout = Duration::from_millis(100);
    let error = Client::new(settings)
        .unwrap()
        .subscribed_skus()
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind.clone(), error.kind.outcome_unknown()),
        (ErrorKind::Timeout, true)
    );
}

#[tokio::test]
async fn fifty_who_come_together_share_one_token_and_one_refusal() {
    let it = Bench::open(|_| nothing()).await;
    let ask_all = async || {
        let mut calls = tokio::task::JoinSet::new();
        for _ in 0..50 {
            let client = it.client.clone();
            calls.spawn(async move { client.token_roles().await.map(|_| ()).map_err(|error| error.kind) });
        }
        calls.join_all().await
    };
    it.refuses_tokens(
        401,
        json!({ "error": "invalid_client", "error_codes": [7_000_222] }),
    );
    let refused = ask_all().await;
    let expired = Err(ErrorKind::SignIn(EntraError::ExpiredSecret));
    assert!(refused.iter().all(|answer| *answer == expired), "{refused:?}");
    let tokens = it.tokens();
    assert!(
        (1..=2).contains(&tokens),
        "{tokens} token requests for one refusal"
    );
    it.gives_tokens_again();
    // The stub's tokens are no JWTs.
    let given = ask_all().await;
    assert!(
        given.iter().all(|answer| *answer == Err(ErrorKind::Unreadable)),
        "{given:?}"
    );
    assert_eq!(it.tokens(), tokens + 1);
}

/// A process that stops does not wait for those who stand in line.
#[test]
fn callers_in_line_do_not_hold_up_the_end() {
    let (ended, end) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let it = Bench::with(|settings| settings.limits.writes_per_150s = 60_000, |_| nothing()).await;
            it.client.share_quota(1_000_000);
            for _ in 0..3 {
                let client = it.client.clone();
                tokio::spawn(async move {
                    for _ in 0..3 {
                        let change = AssignLicense::default();
                        let _ = client.assign_license(MIA, &change, Uuid::from_u128(1)).await;
                    }
                });
            }
            while it.calls() == 0 || it.client.throttling().waiting < 3 {
                tokio::task::yield_now().await;
            }
        });
        drop(runtime);
        ended.send(()).unwrap();
    });
    end.recv_timeout(Duration::from_secs(10)).unwrap();
}
