//! Failures by chance, and connections that end without an answer.

use serde_json::{Value, json};

use super::{Bench, MIA, read, sku_id};

/// Everything of this kind, and nothing else.
async fn only(it: &Bench, kind: &str) {
    it.control(
        "chaos",
        json!({ "seed": 1, "rates": { kind: 1.0 }, "stale_ms": 60_000 }),
    )
    .await;
}

async fn over(it: &Bench) -> Value {
    let url = format!("{}/_control/chaos", it.simulator.url);
    it.http.delete(url).send().await.unwrap();
    it.look("chaos").await
}

fn visio() -> Value {
    json!({ "addLicenses": [{ "skuId": sku_id("VISIOCLIENT") }], "removeLicenses": [] })
}

#[tokio::test]
async fn each_kind_fails_in_its_own_way_and_only_the_late_ones_have_an_effect() {
    let it = Bench::open().await;
    for (kind, status, code, effect) in [
        ("throttled", 429, "TooManyRequests", false),
        ("unavailable", 503, "ServiceNotAvailable", false),
        ("conflict", 409, "Directory_ConcurrencyViolation", false),
        ("unauthorized", 401, "InvalidAuthenticationToken", false),
        ("timeout_after", 504, "UnknownError", true),
    ] {
        only(&it, kind).await;
        let got = it.assign(MIA, visio()).await;
        assert_eq!((got.status, got.code()), (status, code), "{kind}");
        if kind == "throttled" {
            assert_eq!(got.headers["retry-after"], "1.000");
            assert_eq!(got.body["error"]["innerError"]["status"], "429");
        }
        let counts = over(&it).await;
        assert_eq!(counts["counts"][kind], 1, "{counts}");
        assert_eq!(it.off(MIA, "VISIOCLIENT").await.is_some(), effect, "{kind}");
    }
    let counts = over(&it).await;
    assert_eq!(counts["active"], false);
    assert_eq!(counts["calls"], 5);
    assert!(counts["last_fault_at"].is_string());
}

#[tokio::test]
async fn a_dropped_connection_has_no_answer_but_may_have_had_an_effect() {
    let it = Bench::open().await;
    only(&it, "dropped_before").await;
    assert!(it.call(MIA, &visio()).send().await.is_err());
    over(&it).await;
    assert_eq!(it.off(MIA, "VISIOCLIENT").await, None);
    only(&it, "dropped_after").await;
    assert!(it.call(MIA, &visio()).send().await.is_err());
    over(&it).await;
    assert!(it.off(MIA, "VISIOCLIENT").await.is_some());
    // The same on demand.
    let drop = json!({ "path_contains": "/subscribedSkus", "drop": true });
    it.control("faults", drop).await;
    let url = format!("{}/v1.0/subscribedSkus", it.simulator.url);
    assert!(it.http.get(&url).bearer_auth(&it.token).send().await.is_err());
    assert_eq!(read(it.http.get(&url).bearer_auth(&it.token)).await.status, 200);
}

#[tokio::test]
async fn a_stale_read_answers_what_was() {
    let it = Bench::open().await;
    assert_eq!(it.assign(MIA, visio()).await.status, 200);
    only(&it, "stale_read").await;
    assert_eq!(it.off(MIA, "VISIOCLIENT").await, None);
    let details = it.graph(&format!("/users/{MIA}/licenseDetails")).await;
    assert!(!details.body.to_string().contains("VISIOCLIENT"));
    // Only reads of somebody's licences can be stale.
    it.graph("/subscribedSkus").await;
    let counts = over(&it).await;
    assert_eq!(counts["counts"]["stale_read"], 2);
    assert!(it.off(MIA, "VISIOCLIENT").await.is_some());
}

#[tokio::test]
async fn the_same_seed_gives_the_same_failures() {
    let mut runs = Vec::new();
    for _ in 0..2 {
        let it = Bench::open().await;
        let rates = json!({ "throttled": 0.2, "unavailable": 0.2, "unauthorized": 0.1 });
        it.control("chaos", json!({ "seed": 7, "rates": rates })).await;
        let mut statuses = Vec::new();
        for _ in 0..40 {
            statuses.push(it.graph(&format!("/users/{MIA}")).await.status);
        }
        runs.push(statuses);
    }
    assert_eq!(runs[0], runs[1]);
    for status in [200, 401, 429, 503] {
        assert!(runs[0].contains(&status), "{status} is not in {:?}", runs[0]);
    }
}

#[tokio::test]
async fn sign_in_and_control_are_left_alone_and_nonsense_is_refused() {
    let it = Bench::open().await;
    only(&it, "unavailable").await;
    it.application_token().await;
    assert_eq!(it.look("chaos").await["calls"], 0);
    for bad in [
        json!({ "seed": 1, "rates": { "throttled": 0.6, "unavailable": 0.6 } }),
        json!({ "seed": 1, "rates": { "throttled": -0.1 } }),
        json!({ "seed": 1, "rates": { "fire": 0.1 } }),
        json!({ "seed": 1, "delay_ms": [2, 1] }),
        json!({ "seed": 1, "retry_after_s": -1 }),
    ] {
        assert_eq!(it.try_control("chaos", bad).await.status, 422);
    }
}

#[tokio::test]
async fn a_delayed_answer_comes_later() {
    let it = Bench::open().await;
    let delay = json!({ "path_contains": "/users", "when": "after", "delay_ms": 300 });
    it.control("faults", delay).await;
    let began = std::time::Instant::now();
    assert_eq!(it.graph(&format!("/users/{MIA}")).await.status, 200);
    assert!(began.elapsed().as_millis() >= 300);
}
