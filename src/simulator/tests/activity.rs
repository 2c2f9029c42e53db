//! `signInActivity`, and what keeps a caller from it.

use serde_json::json;

use super::super::Options;
use super::{Bench, MIA};

#[tokio::test]
async fn it_comes_only_when_selected_and_not_for_who_never_signed_in() {
    let it = Bench::with(Options {
        people: 1_200,
        ..Options::default()
    })
    .await;
    let got = it.graph("/users?$select=id,signInActivity&$top=999").await;
    let rows = got.body["value"].as_array().unwrap();
    assert_eq!(rows.len(), 500, "a page is smaller with it");
    assert!(got.body["@odata.nextLink"].is_string());
    let never = rows
        .iter()
        .filter(|row| row.get("signInActivity").is_none())
        .count();
    assert!((5..100).contains(&never), "{never}");
    let some = rows.iter().find_map(|row| row.get("signInActivity")).unwrap();
    assert!(some["lastSignInDateTime"].is_string() && some["lastSuccessfulSignInRequestId"].is_string());
    let all = it.graph("/users?$select=id&$top=999").await;
    assert_eq!(all.body["value"].as_array().unwrap().len(), 999);
}

#[tokio::test]
async fn a_hand_sets_it_and_a_person_is_asked_for_by_id() {
    let it = Bench::open().await;
    let id = it.id(MIA).await;
    let path = format!("/users/{id}?$select=id,signInActivity");
    it.control(
        &format!("people/{MIA}"),
        json!({ "last_sign_in": "2026-01-02T03:04:05Z" }),
    )
    .await;
    let got = it.graph(&path).await;
    assert_eq!(
        got.body["signInActivity"]["lastSignInDateTime"],
        "2026-01-02T03:04:05Z"
    );
    it.control(&format!("people/{MIA}"), json!({ "last_sign_in": null }))
        .await;
    assert!(it.graph(&path).await.body.get("signInActivity").is_none());
    assert_eq!(
        it.graph(&format!("/users/{MIA}?$select=id,signInActivity"))
            .await
            .status,
        400
    );
    let got = it
        .try_control(&format!("people/{MIA}"), json!({ "last_sign_in": "yesterday" }))
        .await;
    assert_eq!(got.status, 422);
}

#[tokio::test]
async fn a_tenant_without_premium_fails_the_whole_list() {
    let it = Bench::open().await;
    it.control("tenant", json!({ "premium": false })).await;
    for path in [
        "/users?$select=id,signInActivity".to_owned(),
        format!("/users/{}?$select=signInActivity", it.id(MIA).await),
    ] {
        let got = it.graph(&path).await;
        assert_eq!(
            (got.status, got.code()),
            (403, "Authentication_RequestFromNonPremiumTenantOrB2CTenant")
        );
    }
    assert_eq!(it.graph("/users?$select=id").await.status, 200);
    it.control("tenant", json!({ "premium": true })).await;
    it.control("app_roles", json!({ "roles": ["User.Read.All"] }))
        .await;
    let it = Bench {
        token: it.application_token().await,
        ..it
    };
    let got = it.graph("/users?$select=id,signInActivity").await;
    assert_eq!((got.status, got.code()), (403, "Authorization_RequestDenied"));
}
