//! What anybody went through, and which calls met.

use serde_json::json;

use super::{ADA, Bench, JONAS, MIA, plan_id, read, sku_id};

#[tokio::test]
async fn every_state_is_kept_with_who_made_it() {
    let it = Bench::open().await;
    assert_eq!(it.look("history").await, json!({ "changes": [], "next": 0 }));
    let body = json!({ "addLicenses": [{ "skuId": sku_id("VISIOCLIENT") }], "removeLicenses": [] });
    read(it.call(MIA, &body).header("client-request-id", "first")).await;
    // The same again changes nothing.
    it.add(MIA, "VISIOCLIENT", &[]).await;
    it.add(MIA, "VISIOCLIENT", &["VISIOONLINE"]).await;
    it.control(
        "assign",
        json!({ "person": MIA, "sku": "VISIOCLIENT", "remove": true }),
    )
    .await;
    let history = it.look("history").await;
    let changes = history["changes"].as_array().unwrap();
    assert_eq!(changes.len(), 3);
    assert_eq!(history["next"], 3);
    let (mia, application) = (
        it.id(MIA).await,
        format!("application:{}", it.simulator.client_id),
    );
    let off = json!([plan_id("VISIOCLIENT", "VISIOONLINE")]);
    for (index, (before, after, by)) in [
        (json!(null), json!([]), application.as_str()),
        (json!([]), off.clone(), application.as_str()),
        (off, json!(null), "hand"),
    ]
    .into_iter()
    .enumerate()
    {
        let change = &changes[index];
        assert_eq!(change["number"], index + 1);
        assert_eq!((&change["before"], &change["after"]), (&before, &after));
        assert_eq!(change["by"], by);
        assert_eq!(change["person"], mia);
        assert_eq!(change["sku"], sku_id("VISIOCLIENT"));
        assert!(change["at"].is_string() && change["group"].is_null());
    }
    assert_eq!(changes[0]["client_request_id"], "first");
    assert!(changes[1]["client_request_id"].is_null());
    let rest = it.look("history?after=2").await;
    assert_eq!(rest["changes"].as_array().unwrap().len(), 1);
    assert_eq!(rest["changes"][0]["number"], 3);
    assert_eq!(
        it.look("history?after=99").await,
        json!({ "changes": [], "next": 99 })
    );
}

#[tokio::test]
async fn a_refused_call_leaves_no_trace_in_the_history() {
    let it = Bench::open().await;
    assert_eq!(it.remove(MIA, "VISIOCLIENT").await.status, 400);
    assert_eq!(it.look("history").await["next"], 0);
}

#[tokio::test]
async fn calls_for_one_person_that_meet_are_told() {
    let it = Bench::open().await;
    it.add(MIA, "VISIOCLIENT", &[]).await;
    it.add(MIA, "VISIOCLIENT", &["VISIOONLINE"]).await;
    let none = json!({ "overlaps": [], "count": 0, "calls": 2 });
    assert_eq!(it.look("overlaps").await, none);

    for (when, during) in [("before", "work"), ("after", "answer")] {
        it.control(
            "faults",
            json!({ "path_contains": "/assignLicense", "when": when, "hold": true }),
        )
        .await;
        let body = json!({ "addLicenses": [{ "skuId": sku_id("EMS") }], "removeLicenses": [] });
        let first = tokio::spawn(read(it.call(MIA, &body)));
        while it.look("faults").await["held"] != 1 {
            tokio::task::yield_now().await;
        }
        // By object id or UPN it is the same person; somebody else does not meet her.
        it.add(&it.id(MIA).await, "EMS", &[]).await;
        it.add(ADA, "VISIOCLIENT", &[]).await;
        it.control("release", json!({})).await;
        first.await.unwrap();
        let met = it.look("overlaps").await;
        let last = met["overlaps"].as_array().unwrap().last().unwrap().clone();
        assert_eq!(last["during"], during);
        assert_eq!(last["person"], it.id(MIA).await);
        assert_eq!(
            last["second"].as_u64().unwrap(),
            last["first"].as_u64().unwrap() + 1
        );
    }
    assert_eq!(it.look("overlaps").await["count"], 2);
    assert_eq!(it.add(MIA, "EMS", &[]).await.status, 200);
    assert_eq!(it.look("overlaps").await["count"], 2);
}

#[tokio::test]
async fn a_caller_who_went_away_is_not_in_anybodys_way() {
    let it = Bench::open().await;
    it.control(
        "faults",
        json!({ "path_contains": "/assignLicense", "when": "after", "hold": true }),
    )
    .await;
    let body = json!({ "addLicenses": [{ "skuId": sku_id("EMS") }], "removeLicenses": [] });
    let first = tokio::spawn(read(it.call(JONAS, &body)));
    while it.look("faults").await["held"] != 1 {
        tokio::task::yield_now().await;
    }
    first.abort();
    while it.look("faults").await["held"] != 0 {
        tokio::task::yield_now().await;
    }
    it.add(JONAS, "EMS", &[]).await;
    assert_eq!(it.look("overlaps").await["count"], 0);
}

#[tokio::test]
async fn the_last_calls_are_kept_with_what_was_said() {
    let it = Bench::open().await;
    it.graph(&format!("/users/{MIA}?$select=id")).await;
    it.add(MIA, "VISIOCLIENT", &[]).await;
    let recent = it.look("recent").await;
    assert_eq!(recent["total"], 2);
    let (newest, oldest) = (&recent["calls"][0], &recent["calls"][1]);
    assert_eq!(
        (&newest["method"], &newest["status"]),
        (&json!("POST"), &json!(200))
    );
    assert!(newest["asked"].as_str().unwrap().contains("addLicenses"));
    assert!(newest["answered"].as_str().unwrap().contains(MIA));
    assert_eq!(oldest["path"], format!("/v1.0/users/{MIA}?$select=id"));
    assert!(oldest["took_us"].as_u64().is_some());
}
