//! Group licences: processed with a delay, with what can go wrong.

use serde_json::json;

use super::super::{E3_BY_GROUP, Options};
use super::{ADA, Bench, JONAS, LENA, MIA, plan_id, read, sku_id};
use crate::clock::Clock;

const TOM: &str = "tom.hale@haldenroe.example";
const RAVI: &str = "ravi.menon@haldenroe.example";
const DESIGN: &str = "groups/Design%20Team";

async fn reprocess(it: &Bench, person: &str) -> super::Got {
    let url = format!(
        "{}/v1.0/users/{person}/reprocessLicenseAssignment",
        it.simulator.url
    );
    read(it.http.post(url).bearer_auth(&it.token)).await
}

/// A bench whose application may reprocess.
async fn privileged(options: Options) -> Bench {
    let mut it = Bench::with(options).await;
    let roles = json!({ "roles": ["User.ReadWrite.All", "LicenseAssignment.ReadWrite.All"] });
    it.control("app_roles", roles).await;
    it.token = it.application_token().await;
    it
}

#[tokio::test]
async fn what_a_group_gives_comes_after_the_delay_and_goes_after_it() {
    let it = Bench::with(Options {
        group_delay_ms: 60_000,
        clock: Clock::frozen_at("2026-11-24T09:00:00Z".parse().unwrap()),
        ..Options::default()
    })
    .await;
    let taken = it.consumed("VISIOCLIENT").await;
    let members = it.look("groups").await["groups"].clone();
    let design = members
        .as_array()
        .unwrap()
        .iter()
        .find(|g| g["name"] == "Design Team");
    let members = design.unwrap()["members"].as_i64().unwrap();
    let gives = json!([{ "sku": "VISIOCLIENT", "disabled_plans": ["VISIOONLINE"] }]);
    it.control(DESIGN, json!({ "gives": gives })).await;
    assert!(it.share(MIA, "VISIOCLIENT").await.is_none());
    assert_eq!(it.look("group_delay").await["unprocessed"], members);

    it.control("clock", json!({ "advance_seconds": 60 })).await;
    let share = it.share(MIA, "VISIOCLIENT").await.unwrap();
    assert_eq!(
        (&share["state"], &share["error"]),
        (&json!("Active"), &json!(null))
    );
    assert_eq!(
        it.off(MIA, "VISIOCLIENT").await,
        Some(vec![plan_id("VISIOCLIENT", "VISIOONLINE")])
    );
    assert_eq!(it.consumed("VISIOCLIENT").await, taken + members);
    let last = it.look("history").await["changes"]
        .as_array()
        .unwrap()
        .last()
        .unwrap()
        .clone();
    assert_eq!(last["by"], "group");
    assert!(last["group"].is_string());

    it.control(DESIGN, json!({ "remove": [MIA] })).await;
    assert!(it.share(MIA, "VISIOCLIENT").await.is_some());
    it.control("clock", json!({ "advance_seconds": 60 })).await;
    assert!(it.share(MIA, "VISIOCLIENT").await.is_none());
    assert_eq!(it.consumed("VISIOCLIENT").await, taken + members - 1);
}

#[tokio::test]
async fn without_a_free_seat_the_group_gives_nothing_until_it_is_processed_again() {
    let it = privileged(Options::default()).await;
    let taken = it.consumed("VISIOCLIENT").await;
    it.control("seats", json!({ "sku": "VISIOCLIENT", "enabled": taken }))
        .await;
    let gives = json!([{ "sku": "SPE_E3" }, { "sku": "VISIOCLIENT" }]);
    it.control(&format!("groups/{E3_BY_GROUP}"), json!({ "gives": gives }))
        .await;
    let share = it.share(MIA, "VISIOCLIENT").await.unwrap();
    assert_eq!(
        (&share["state"], &share["error"]),
        (&json!("Error"), &json!("CountViolation"))
    );
    assert_eq!(it.off(MIA, "VISIOCLIENT").await, None);
    let details = it.graph(&format!("/users/{MIA}/licenseDetails")).await;
    assert!(!details.body.to_string().contains("VISIOCLIENT"));
    assert_eq!(it.consumed("VISIOCLIENT").await, taken);

    let got = reprocess(&it, MIA).await;
    assert_eq!(got.status, 400);
    assert!(got.message().ends_with("does not have any available licenses."));
    it.control("seats", json!({ "sku": "VISIOCLIENT", "enabled": taken + 1 }))
        .await;
    // More seats alone change nothing.
    assert_eq!(it.share(MIA, "VISIOCLIENT").await.unwrap()["state"], "Error");
    let got = reprocess(&it, MIA).await;
    assert_eq!(
        (got.status, got.body["userPrincipalName"].as_str()),
        (200, Some(MIA))
    );
    assert_eq!(it.share(MIA, "VISIOCLIENT").await.unwrap()["state"], "Active");
    assert_eq!(it.consumed("VISIOCLIENT").await, taken + 1);
}

#[tokio::test]
async fn each_way_in_which_a_group_can_fail_has_its_word() {
    let it = privileged(Options::default()).await;
    it.control("seats", json!({ "sku": "PROJECTPROFESSIONAL", "enabled": 50 }))
        .await;
    it.control("seats", json!({ "sku": "MCOEV", "enabled": 50 }))
        .await;
    it.control(&format!("people/{LENA}"), json!({ "proxy_clash": true }))
        .await;
    let project = json!({ "sku": "PROJECTPROFESSIONAL", "disabled_plans": ["SHAREPOINTENTERPRISE"] });
    for (group, person, gives, error, message) in [
        (
            "Finance Team",
            MIA,
            json!({ "sku": "STANDARDPACK" }),
            "MutuallyExclusiveViolation",
            "mutually exclusive",
        ),
        (
            "Engineering Team",
            TOM,
            project,
            "DependencyViolation",
            "depends on the service plan",
        ),
        (
            "Guests",
            RAVI,
            json!({ "sku": "MCOEV" }),
            "ProhibitedInUsageLocationViolation",
            "prohibited in the usage location",
        ),
        (
            "License Approvers",
            LENA,
            json!({ "sku": "SPE_E3" }),
            "UniquenessViolation",
            "proxyAddresses already exists",
        ),
    ] {
        let sku = gives["sku"].as_str().unwrap().to_owned();
        it.control(
            &format!("groups/{group}"),
            json!({ "add": [person], "gives": [gives] }),
        )
        .await;
        let share = it.share(person, &sku).await.unwrap();
        assert_eq!(
            (&share["state"], &share["error"]),
            (&json!("Error"), &json!(error)),
            "{group}"
        );
        assert_eq!(
            it.off(person, &sku).await.is_some(),
            sku == "SPE_E3" && person == MIA,
            "{group}"
        );
        let got = reprocess(&it, person).await;
        assert_eq!((got.status, got.code()), (400, "Request_BadRequest"), "{group}");
        assert!(got.message().contains(message), "{}", got.message());
        it.control(
            &format!("groups/{group}"),
            json!({ "remove": [person], "gives": [] }),
        )
        .await;
        assert!(it.share(person, &sku).await.is_none(), "{group}");
        assert_eq!(reprocess(&it, person).await.status, 200, "{group}");
    }
}

#[tokio::test]
async fn who_has_no_usage_location_gets_what_a_group_gives() {
    let it = Bench::open().await;
    it.control(
        DESIGN,
        json!({ "add": [LENA], "gives": [{ "sku": "VISIOCLIENT" }] }),
    )
    .await;
    assert_eq!(it.share(LENA, "VISIOCLIENT").await.unwrap()["state"], "Active");
}

#[tokio::test]
async fn a_direct_licence_and_one_by_group_cost_one_seat() {
    let it = Bench::open().await;
    it.add(ADA, "VISIOCLIENT", &["VISIOONLINE"]).await;
    let taken = it.consumed("VISIOCLIENT").await;
    it.control("seats", json!({ "sku": "VISIOCLIENT", "enabled": taken }))
        .await;
    it.control(
        "groups/Guests",
        json!({ "add": [ADA], "gives": [{ "sku": "VISIOCLIENT" }] }),
    )
    .await;
    assert_eq!(it.share(ADA, "VISIOCLIENT").await.unwrap()["state"], "Active");
    assert_eq!(it.off(ADA, "VISIOCLIENT").await, Some(vec![]));
    assert_eq!(it.remove(ADA, "VISIOCLIENT").await.status, 200);
    assert_eq!(it.remove(ADA, "VISIOCLIENT").await.status, 400);
    assert_eq!(it.consumed("VISIOCLIENT").await, taken);
}

#[tokio::test]
async fn to_reprocess_needs_a_permission_that_assigning_does_not() {
    let it = Bench::open().await;
    assert_eq!(reprocess(&it, MIA).await.status, 403);
    let it = privileged(Options::default()).await;
    let got = reprocess(&it, JONAS).await;
    assert_eq!(got.status, 200);
    assert!(
        got.body["@odata.context"]
            .as_str()
            .unwrap()
            .ends_with("/v1.0/$metadata#users/$entity")
    );
    assert_eq!(reprocess(&it, "nobody@haldenroe.example").await.status, 404);
    assert!(it.share(JONAS, "SPE_E3").await.unwrap()["skuId"] == sku_id("SPE_E3"));
}
