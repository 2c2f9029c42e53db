//! The audit feed: who did what to whom.

use serde_json::{Value, json};

use super::super::{Options, Quotas};
use super::{ADA, Bench, MIA, sku_id};

async fn quick() -> Bench {
    Bench::with(Options {
        quotas: Quotas::Off,
        ..Options::default()
    })
    .await
}

impl Bench {
    async fn feed(&self, query: &str) -> Vec<Value> {
        let got = self.graph(&format!("/auditLogs/directoryAudits{query}")).await;
        assert_eq!(got.status, 200, "{query}: {}", got.body);
        got.body["value"].as_array().unwrap().clone()
    }
}

fn names(rows: &[Value]) -> Vec<&str> {
    rows.iter()
        .map(|row| row["activityDisplayName"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn a_licence_is_two_records_of_which_the_second_says_what_changed() {
    let it = quick().await;
    it.control(
        "assign",
        json!({ "person": MIA, "sku": "VISIOCLIENT", "actor": ADA }),
    )
    .await;
    let id = it.id(MIA).await;
    let rows = it
        .feed(&format!(
            "?$filter=targetResources/any(t:t/id eq '{id}')&$orderby=activityDateTime asc"
        ))
        .await;
    assert_eq!(names(&rows), ["Change user license", "Update user"]);
    assert_eq!(rows[0]["correlationId"], rows[1]["correlationId"]);
    assert_eq!(rows[0]["initiatedBy"]["user"]["userPrincipalName"], ADA);
    assert!(rows[0]["initiatedBy"]["app"].is_null());
    let target = &rows[0]["targetResources"][0];
    assert_eq!(
        (&target["id"], &target["modifiedProperties"]),
        (&json!(id), &json!([]))
    );
    let licence = &rows[1]["targetResources"][0]["modifiedProperties"][0];
    assert_eq!(licence["displayName"], "AssignedLicense");
    let has = |value: &Value| value.as_str().unwrap().contains(&sku_id("VISIOCLIENT"));
    assert!(!has(&licence["oldValue"]) && has(&licence["newValue"]));
}

#[tokio::test]
async fn the_feed_says_who_it_was() {
    let it = quick().await;
    it.add(MIA, "VISIOCLIENT", &[]).await;
    it.control(
        "assign",
        json!({ "person": MIA, "sku": "VISIOCLIENT", "remove": true, "actor": "Licence Robot" }),
    )
    .await;
    it.control("groups/Licence: Microsoft 365 E3", json!({ "remove": [MIA] }))
        .await;
    let rows = it
        .feed("?$filter=activityDisplayName eq 'Change user license'&$orderby=activityDateTime")
        .await;
    let by: Vec<&str> = rows
        .iter()
        .map(|row| row["initiatedBy"]["app"]["displayName"].as_str().unwrap())
        .collect();
    assert_eq!(
        by,
        [
            "Countersign",
            "Licence Robot",
            "Microsoft Entra ID Group-Based Licensing"
        ]
    );
    let ours = it.simulator.client_id;
    let rows = it
        .feed(&format!("?$filter=initiatedBy/app/appId eq '{ours}'"))
        .await;
    assert_eq!(names(&rows), ["Update user", "Change user license"]);
}

#[tokio::test]
async fn comings_and_goings_are_in_it() {
    let it = quick().await;
    let made = it
        .try_control(
            "people",
            json!({ "given_name": "Nora", "surname": "Wik", "actor": "HR" }),
        )
        .await;
    let id = made.body["id"].as_str().unwrap();
    it.control(&format!("people/{id}/move"), json!({ "department": "Sales" }))
        .await;
    it.control(&format!("people/{id}/disable"), json!({})).await;
    it.control(&format!("people/{id}/leave"), json!({})).await;
    it.control(&format!("people/{id}/restore"), json!({})).await;
    it.control(&format!("people/{id}/leave"), json!({ "soft": false }))
        .await;
    let rows = it.feed("?$orderby=activityDateTime asc").await;
    assert_eq!(
        names(&rows),
        [
            "Add user",
            "Update user",
            "Disable account",
            "Delete user",
            "Restore user",
            "Delete user",
            "Hard Delete user"
        ]
    );
    let moved = &rows[1]["targetResources"][0]["modifiedProperties"][0];
    assert_eq!(
        *moved,
        json!({ "displayName": "Department", "oldValue": "[\"Operations\"]", "newValue": "[\"Sales\"]" })
    );
    assert_eq!(rows[1]["initiatedBy"]["user"]["userPrincipalName"], ADA);
    // Also of who is gone.
    assert_eq!(
        rows[6]["targetResources"][0]["userPrincipalName"],
        "nora.wik@haldenroe.example"
    );
}

#[tokio::test]
async fn a_group_that_can_not_give_is_a_failure() {
    let it = quick().await;
    it.control("seats", json!({ "sku": "SPE_E5", "enabled": 0 }))
        .await;
    it.control("groups/Design Team", json!({ "gives": [{ "sku": "SPE_E5" }] }))
        .await;
    let rows = it.feed("?$filter=startswith(activityDisplayName,'Change')").await;
    assert!(!rows.is_empty());
    let refused = rows.iter().find(|row| row["result"] == "failure").unwrap();
    assert!(refused["resultReason"].as_str().unwrap().ends_with("Violation"));
    assert_eq!(
        refused["initiatedBy"]["app"]["displayName"],
        "Microsoft Entra ID Group-Based Licensing"
    );
}

#[tokio::test]
async fn pages_times_and_what_is_not_understood() {
    let it = quick().await;
    let begin = it.look("clock").await["now"].as_str().unwrap().to_owned();
    it.control("churn", json!({ "seed": 1, "share": 0.5, "kinds": ["move"] }))
        .await;
    let mut seen = Vec::new();
    let mut path = format!("/auditLogs/directoryAudits?$top=7&$filter=activityDateTime ge {begin}");
    loop {
        let got = it.graph(&path).await;
        seen.extend(
            got.body["value"]
                .as_array()
                .unwrap()
                .iter()
                .map(|row| row["id"].to_string()),
        );
        let Some(next) = got.body["@odata.nextLink"].as_str() else {
            break;
        };
        path = next.split_once("/v1.0").unwrap().1.to_owned();
    }
    assert_eq!(seen.len(), 30);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 30);
    it.control("clock", json!({ "advance_seconds": 3_000 })).await;
    assert_eq!(
        it.feed(&format!("?$filter=activityDateTime le {begin}"))
            .await
            .len(),
        0
    );
    for wrong in [
        "$filter=activityDateTime gt 2026-01-01T00:00:00Z",
        "$filter=activityDisplayName eq 'a' or activityDisplayName eq 'b'",
        "$filter=result eq 'success'",
        "$filter=activityDateTime ge yesterday",
        "$orderby=activityDisplayName",
        "$skiptoken=nonsense",
        "$filter=activityDateTime ge 2020-01-01T00:00:00Z",
    ] {
        let got = it.graph(&format!("/auditLogs/directoryAudits?{wrong}")).await;
        assert_eq!(got.status, 400, "{wrong}");
    }
}

#[tokio::test]
async fn records_are_kept_for_thirty_days() {
    let it = quick().await;
    it.control(&format!("people/{MIA}"), json!({ "department": "Sales" }))
        .await;
    for (days, records) in [(29, 1), (2, 0)] {
        it.control("clock", json!({ "advance_seconds": days * 86_400 }))
            .await;
        let token = it.application_token().await;
        let url = format!("{}/v1.0/auditLogs/directoryAudits", it.simulator.url);
        let got = super::read(it.http.get(url).bearer_auth(token)).await;
        assert_eq!(got.body["value"].as_array().unwrap().len(), records);
    }
}

#[tokio::test]
async fn the_feed_needs_its_permission_and_has_its_own_quota() {
    let it = Bench::open().await;
    let mut statuses = Vec::new();
    for _ in 0..6 {
        statuses.push(it.graph("/auditLogs/directoryAudits").await.status);
    }
    assert_eq!(statuses, [200, 200, 200, 200, 200, 429]);
    assert_eq!(it.graph("/users").await.status, 200);

    let it = quick().await;
    it.control("app_roles", json!({ "roles": ["User.Read.All"] }))
        .await;
    let it = Bench {
        token: it.application_token().await,
        ..it
    };
    let got = it.graph("/auditLogs/directoryAudits").await;
    assert_eq!((got.status, got.code()), (403, "Authorization_RequestDenied"));
}
