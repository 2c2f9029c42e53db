//! What `assignLicense` does when it works.

use serde_json::json;

use super::super::Options;
use super::{ADA, Bench, JONAS, MIA, plan_id, sku_id};

#[tokio::test]
async fn disabled_plans_are_replaced_never_merged_and_cost_no_second_seat() {
    let it = Bench::open().await;
    let before = it.consumed("VISIOCLIENT").await;
    let got = it.add(MIA, "VISIOCLIENT", &["ONEDRIVE_BASIC"]).await;
    assert_eq!(got.status, 200);
    assert_eq!(got.body["userPrincipalName"], MIA);
    assert!(got.body.get("assignedLicenses").is_none());
    assert_eq!(
        it.off(MIA, "VISIOCLIENT").await,
        Some(vec![plan_id("VISIOCLIENT", "ONEDRIVE_BASIC")])
    );
    it.add(MIA, "VISIOCLIENT", &["VISIOONLINE"]).await;
    assert_eq!(
        it.off(MIA, "VISIOCLIENT").await,
        Some(vec![plan_id("VISIOCLIENT", "VISIOONLINE")])
    );
    it.add(MIA, "VISIOCLIENT", &[]).await;
    assert_eq!(it.off(MIA, "VISIOCLIENT").await, Some(vec![]));
    assert_eq!(it.consumed("VISIOCLIENT").await, before + 1);
    it.remove(MIA, "VISIOCLIENT").await;
    assert_eq!(it.off(MIA, "VISIOCLIENT").await, None);
    assert_eq!(it.consumed("VISIOCLIENT").await, before);
}

#[tokio::test]
async fn a_direct_licence_stands_beside_the_inherited_one() {
    let it = Bench::open().await;
    // By group, Kaizala is off; directly, Yammer and Sway. What is on by either path is on.
    assert_eq!(it.off(JONAS, "SPE_E3").await, Some(vec![]));
    assert_eq!(
        it.off(MIA, "SPE_E3").await,
        Some(vec![plan_id("SPE_E3", "KAIZALA_O365_P3")])
    );
    let before = it.consumed("SPE_E3").await;
    assert_eq!(
        it.add(MIA, "SPE_E3", &["KAIZALA_O365_P3", "SWAY"]).await.status,
        200
    );
    assert_eq!(
        it.off(MIA, "SPE_E3").await,
        Some(vec![plan_id("SPE_E3", "KAIZALA_O365_P3")])
    );
    assert_eq!(it.consumed("SPE_E3").await, before);
    let got = it
        .graph(&format!("/users/{MIA}?$select=licenseAssignmentStates"))
        .await;
    let rows = got.body["licenseAssignmentStates"].as_array().unwrap();
    assert_eq!(
        rows.iter().filter(|row| row["skuId"] == sku_id("SPE_E3")).count(),
        2
    );
    // The direct part goes, the inherited one stays.
    assert_eq!(it.remove(MIA, "SPE_E3").await.status, 200);
    assert_eq!(
        it.off(MIA, "SPE_E3").await,
        Some(vec![plan_id("SPE_E3", "KAIZALA_O365_P3")])
    );
    assert_eq!(it.remove(MIA, "SPE_E3").await.status, 400);
}

#[tokio::test]
async fn one_bad_item_spoils_the_whole_call() {
    let it = Bench::open().await;
    let add = json!([{ "skuId": sku_id("VISIOCLIENT") }, { "skuId": sku_id("STANDARDPACK") }]);
    let got = it
        .assign(
            MIA,
            json!({ "addLicenses": add, "removeLicenses": [sku_id("FLOW_FREE")] }),
        )
        .await;
    assert_eq!(got.status, 400);
    assert_eq!(it.off(MIA, "VISIOCLIENT").await, None);
    assert!(it.off(MIA, "FLOW_FREE").await.is_some());
}

#[tokio::test]
async fn products_can_be_swapped_in_one_call() {
    let it = Bench::open().await;
    let otto = "otto.keller@haldenroe.example";
    let add = json!([{ "skuId": sku_id("EMS") }]);
    let got = it
        .assign(
            otto,
            json!({ "addLicenses": add, "removeLicenses": [sku_id("POWER_BI_PRO")] }),
        )
        .await;
    assert_eq!(got.status, 200);
    assert!(it.off(otto, "EMS").await.is_some());
    assert_eq!(it.off(otto, "POWER_BI_PRO").await, None);
}

#[tokio::test]
async fn ordinary_requests_of_an_e3_holder_work() {
    let it = Bench::open().await;
    for sku in [
        "VISIOCLIENT",
        "Microsoft_365_Copilot",
        "PROJECTPROFESSIONAL",
        "POWER_BI_PRO",
        "MCOEV",
        "EMS",
    ] {
        let taken = it.consumed(sku).await;
        it.control("seats", json!({ "sku": sku, "enabled": taken + 1 }))
            .await;
        let got = it.add(MIA, sku, &[]).await;
        assert_eq!(got.status, 200, "{sku}: {}", got.message());
    }
}

#[tokio::test]
async fn licence_details_show_what_is_off() {
    let it = Bench::open().await;
    it.add(MIA, "VISIOCLIENT", &["VISIOONLINE"]).await;
    let got = it.graph(&format!("/users/{MIA}/licenseDetails")).await;
    let rows = got.body["value"].as_array().unwrap();
    let visio = rows
        .iter()
        .find(|row| row["skuPartNumber"] == "VISIOCLIENT")
        .unwrap();
    let off: Vec<_> = visio["servicePlans"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|plan| plan["provisioningStatus"] == "Disabled")
        .map(|plan| plan["servicePlanName"].as_str().unwrap())
        .collect();
    assert_eq!(off, ["VISIOONLINE"]);
}

#[tokio::test]
async fn the_company_starts_with_free_seats_except_where_it_should_not() {
    let it = Bench::open().await;
    for row in it.graph("/subscribedSkus").await.body["value"]
        .as_array()
        .unwrap()
    {
        let sku = row["skuPartNumber"].as_str().unwrap();
        let units = &row["prepaidUnits"];
        let free = units["enabled"].as_i64().unwrap() - row["consumedUnits"].as_i64().unwrap();
        match sku {
            "PROJECTPROFESSIONAL" => assert_eq!(free, 0, "{sku}"),
            "POWER_BI_PRO" => assert_eq!(free, 1, "{sku}"),
            _ => assert!(free > 1, "{sku}: {free}"),
        }
    }
}

#[tokio::test]
async fn who_moved_was_renamed_or_disabled_and_what_was_added_survive_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options {
        state_file: Some(folder.path().join("tenant.json")),
        ..Options::default()
    };
    let it = Bench::with(options.clone()).await;
    let plan = json!({ "id": "c948ea65-2053-4a5a-8a62-9eaaaf11b522", "name": "LATER", "title": "Later", "applies_to": "User" });
    it.control("sku_plans", json!({ "sku": "POWER_BI_PRO", "plan": plan }))
        .await;
    it.control(
        &format!("people/{MIA}"),
        json!({ "department": "Sales", "upn": "mia.new@haldenroe.example" }),
    )
    .await;
    it.control(&format!("people/{ADA}/disable"), json!({})).await;
    it.simulator.shutdown().await;

    let it = Bench::with(options).await;
    let skus = it.graph("/subscribedSkus").await.body.to_string();
    assert!(skus.contains("\"LATER\""), "{skus}");
    let select = "?$select=department,accountEnabled";
    assert_eq!(it.graph(&format!("/users/{MIA}{select}")).await.status, 404);
    let mia = it
        .graph(&format!("/users/mia.new@haldenroe.example{select}"))
        .await;
    assert_eq!(mia.body["department"], "Sales");
    let ada = it.graph(&format!("/users/{ADA}{select}")).await;
    assert_eq!(ada.body["accountEnabled"], false);
}

#[tokio::test]
async fn licences_survive_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options {
        state_file: Some(folder.path().join("new/tenant.json")),
        ..Options::default()
    };
    let it = Bench::with(options.clone()).await;
    it.add(MIA, "VISIOCLIENT", &["VISIOONLINE"]).await;
    it.remove(ADA, "EMS").await;
    let (visio, ems) = (it.consumed("VISIOCLIENT").await, it.consumed("EMS").await);
    it.simulator.shutdown().await;

    let it = Bench::with(options).await;
    assert_eq!(
        it.off(MIA, "VISIOCLIENT").await,
        Some(vec![plan_id("VISIOCLIENT", "VISIOONLINE")])
    );
    assert_eq!(it.off(ADA, "EMS").await, None);
    assert_eq!(
        (it.consumed("VISIOCLIENT").await, it.consumed("EMS").await),
        (visio, ems)
    );
}
