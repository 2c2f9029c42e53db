//! The strings behind the stage.

use serde_json::json;

use super::{ADA, Bench, MIA, plan_id, read, sku_id};

async fn until_held(it: &Bench) {
    while it.look("faults").await["held"] != 1 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_fault_after_the_work_hides_that_it_was_done() {
    let it = Bench::open().await;
    it.control(
        "faults",
        json!({ "path_contains": "/assignLicense", "when": "after", "status": 504 }),
    )
    .await;
    assert_eq!(it.add(MIA, "VISIOCLIENT", &[]).await.status, 504);
    assert_eq!(it.off(MIA, "VISIOCLIENT").await, Some(vec![]));
    let calls = it.look("calls").await;
    assert_eq!(calls["calls"][0]["status"], 504);
    assert_eq!(
        calls["calls"][0]["by"],
        format!("application:{}", it.simulator.client_id)
    );
    assert_eq!(
        calls["calls"][0]["body"]["addLicenses"][0]["skuId"],
        sku_id("VISIOCLIENT")
    );
}

#[tokio::test]
async fn a_held_answer_waits_for_the_release() {
    let it = Bench::open().await;
    it.control(
        "faults",
        json!({ "path_contains": "/assignLicense", "when": "after", "hold": true }),
    )
    .await;
    let body = json!({ "addLicenses": [{ "skuId": sku_id("VISIOCLIENT") }], "removeLicenses": [] });
    let call = tokio::spawn(read(it.call(MIA, &body)));
    until_held(&it).await;
    assert_eq!(it.off(MIA, "VISIOCLIENT").await, Some(vec![]));
    assert!(it.look("calls").await["calls"][0]["status"].is_null());
    it.control("release", json!({})).await;
    assert_eq!(call.await.unwrap().status, 200);
    assert_eq!(it.look("faults").await["held"], 0);
}

#[tokio::test]
async fn a_caller_who_goes_away_while_held_before_the_work_changes_nothing() {
    let it = Bench::open().await;
    it.control(
        "faults",
        json!({ "path_contains": "/assignLicense", "when": "before", "hold": true }),
    )
    .await;
    let body = json!({ "addLicenses": [{ "skuId": sku_id("VISIOCLIENT") }], "removeLicenses": [] });
    let call = tokio::spawn(read(it.call(MIA, &body)));
    until_held(&it).await;
    call.abort();
    while it.look("faults").await["held"] != 0 {
        tokio::task::yield_now().await;
    }
    it.control("release", json!({})).await;
    assert_eq!(it.off(MIA, "VISIOCLIENT").await, None);
}

#[tokio::test]
async fn an_administrator_acts_without_us() {
    let it = Bench::open().await;
    it.control(
        "assign",
        json!({ "person": MIA, "sku": "VISIOCLIENT", "disabled_plans": ["VISIOONLINE"] }),
    )
    .await;
    assert_eq!(
        it.off(MIA, "VISIOCLIENT").await,
        Some(vec![plan_id("VISIOCLIENT", "VISIOONLINE")])
    );
    it.control(
        "assign",
        json!({ "person": MIA, "sku": "VISIOCLIENT", "remove": true }),
    )
    .await;
    assert_eq!(it.off(MIA, "VISIOCLIENT").await, None);
    it.control(
        &format!("people/{MIA}"),
        json!({ "manager": ADA, "department": "Sales" }),
    )
    .await;
    let got = it
        .graph(&format!("/users/{MIA}?$select=department&$expand=manager"))
        .await;
    assert_eq!(got.body["department"], "Sales");
    assert_eq!(got.body["manager"]["userPrincipalName"], ADA);
    it.control(&format!("people/{MIA}"), json!({ "manager": null }))
        .await;
    assert_eq!(it.graph(&format!("/users/{MIA}/manager")).await.status, 404);
}

#[tokio::test]
async fn a_plan_that_microsoft_adds_is_on() {
    let it = Bench::open().await;
    let plan = json!({
        "id": "11111111-2222-4333-8444-555555555555", "name": "NEW_PLAN", "title": "A new plan",
        "applies_to": "User", "provisioning_status": "PendingProvisioning",
    });
    it.control("sku_plans", json!({ "sku": "SPE_E3", "plan": plan }))
        .await;
    let got = it.graph(&format!("/users/{MIA}/licenseDetails")).await;
    let rows = got.body["value"].as_array().unwrap();
    let e3 = rows.iter().find(|row| row["skuPartNumber"] == "SPE_E3").unwrap();
    let new = e3["servicePlans"]
        .as_array()
        .unwrap()
        .iter()
        .find(|plan| plan["servicePlanName"] == "NEW_PLAN");
    assert_eq!(new.unwrap()["provisioningStatus"], "PendingProvisioning");
}

#[tokio::test]
async fn two_who_lead_each_other_do_not_make_an_endless_answer() {
    let it = Bench::open().await;
    it.control(&format!("people/{ADA}"), json!({ "manager": MIA }))
        .await;
    it.control(&format!("people/{MIA}"), json!({ "manager": ADA }))
        .await;
    let got = it
        .graph(&format!(
            "/users/{MIA}?$select=id&$expand=manager($levels=max;$select=id)"
        ))
        .await;
    assert_eq!(got.status, 200);
    assert_eq!(got.body["id"], got.body["manager"]["manager"]["id"]);
}

#[tokio::test]
async fn of_many_at_once_only_one_gets_the_last_seat() {
    let it = Bench::open().await;
    let taken = it.consumed("VISIOCLIENT").await;
    it.control("seats", json!({ "sku": "VISIOCLIENT", "enabled": taken + 1 }))
        .await;
    let body = json!({ "addLicenses": [{ "skuId": sku_id("VISIOCLIENT") }], "removeLicenses": [] });
    let people = [
        MIA,
        ADA,
        "jonas.lind@haldenroe.example",
        "otto.keller@haldenroe.example",
    ];
    let calls: Vec<_> = people
        .iter()
        .map(|person| tokio::spawn(read(it.call(person, &body))))
        .collect();
    let mut given = 0;
    for call in calls {
        given += u32::from(call.await.unwrap().status == 200);
    }
    assert_eq!(given, 1);
    assert_eq!(it.consumed("VISIOCLIENT").await, taken + 1);
}
