//! A directory that takes a while to show what has changed, and a clock that can be turned.

use serde_json::json;

use super::super::Options;
use super::{Bench, JONAS, MIA};
use crate::clock::Clock;

async fn slow() -> Bench {
    Bench::with(Options {
        lag_ms: 30_000,
        clock: Clock::frozen_at("2026-11-24T09:00:00Z".parse().unwrap()),
        ..Options::default()
    })
    .await
}

async fn later(it: &Bench, seconds: u32) {
    it.control("clock", json!({ "advance_seconds": seconds })).await;
}

#[tokio::test]
async fn somebody_new_is_not_found_for_a_while() {
    let it = slow().await;
    let name = json!({ "given_name": "Nora", "surname": "Wik", "manager": JONAS });
    let made = it.try_control("people", name.clone()).await;
    assert_eq!(made.status, 201);
    let upn = made.body["upn"].as_str().unwrap();
    assert_eq!(upn, "nora.wik@haldenroe.example");
    let id = made.body["id"].as_str().unwrap();
    for key in [upn, id] {
        let got = it.graph(&format!("/users/{key}")).await;
        assert_eq!((got.status, got.code()), (404, "Request_ResourceNotFound"));
    }
    assert_eq!(it.add(id, "VISIOCLIENT", &[]).await.status, 404);
    assert!(!it.graph("/users?$top=999").await.body.to_string().contains(id));
    let filter = format!("/users?$filter=userPrincipalName eq '{upn}'");
    assert_eq!(it.graph(&filter).await.body["value"], json!([]));

    later(&it, 30).await;
    assert_eq!(it.graph(&format!("/users/{id}")).await.status, 200);
    assert_eq!(it.graph(&filter).await.body["value"][0]["id"], id);
    assert!(it.graph("/users?$top=999").await.body.to_string().contains(id));
    assert_eq!(it.add(id, "VISIOCLIENT", &[]).await.status, 200);
    assert_eq!(it.try_control("people", name).await.status, 409);
}

#[tokio::test]
async fn licences_are_read_as_they_were_before() {
    let it = slow().await;
    it.add(MIA, "VISIOCLIENT", &["VISIOONLINE"]).await;
    assert_eq!(it.off(MIA, "VISIOCLIENT").await, None);
    later(&it, 20).await;
    it.add(MIA, "VISIOCLIENT", &[]).await;
    later(&it, 10).await;
    assert_eq!(it.off(MIA, "VISIOCLIENT").await.unwrap().len(), 1);
    later(&it, 20).await;
    assert_eq!(it.off(MIA, "VISIOCLIENT").await, Some(vec![]));
    it.remove(MIA, "VISIOCLIENT").await;
    assert_eq!(it.off(MIA, "VISIOCLIENT").await, Some(vec![]));
    // The call itself is judged by what is, not by what is shown.
    assert_eq!(it.remove(MIA, "VISIOCLIENT").await.status, 400);
    it.control("lag", json!({ "ms": 0 })).await;
    assert_eq!(it.look("lag").await["ms"], 0);
    assert_eq!(it.off(MIA, "VISIOCLIENT").await, None);
}

#[tokio::test]
async fn a_token_ends_when_the_clock_is_turned_past_it() {
    let it = Bench::open().await;
    let before = it.look("clock").await["now"].as_str().unwrap().to_owned();
    later(&it, 3_600).await;
    assert!(it.look("clock").await["now"].as_str().unwrap() > before.as_str());
    let got = it.graph(&format!("/users/{MIA}")).await;
    assert_eq!(got.status, 401);
    assert_eq!(got.message(), "Lifetime validation failed, the token is expired.");
}
