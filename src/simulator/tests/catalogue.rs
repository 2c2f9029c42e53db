//! Each row of the error catalogue, by the condition that makes it where there is one.

use serde_json::json;

use super::super::Options;
use super::{ADA, Bench, JONAS, LENA, MIA, plan_id, read, sku_id};
use crate::clock::Clock;

const NOBODY: &str = "00000000-0000-4000-8000-000000000000";

#[tokio::test]
async fn row_1_a_person_without_usage_location_gets_nothing() {
    let it = Bench::open().await;
    let got = it.add(LENA, "VISIOCLIENT", &[]).await;
    assert_eq!((got.status, got.code()), (400, "Request_BadRequest"));
    assert_eq!(
        got.message(),
        "License assignment cannot be done for user with invalid usage location."
    );
    let inner = &got.body["error"]["innerError"];
    assert!(!inner["date"].as_str().unwrap().ends_with('Z'));
    assert_eq!(inner["request-id"], inner["client-request-id"]);
    assert_eq!(got.headers["request-id"], inner["request-id"].as_str().unwrap());
}

#[tokio::test]
async fn row_2_the_last_seat_is_given_once() {
    let it = Bench::open().await;
    let taken = it.consumed("VISIOCLIENT").await;
    it.control("seats", json!({ "sku": "VISIOCLIENT", "enabled": taken + 1 }))
        .await;
    assert_eq!(it.add(MIA, "VISIOCLIENT", &[]).await.status, 200);
    let got = it.add(JONAS, "VISIOCLIENT", &[]).await;
    let expected = format!(
        "Subscription with SKU {} does not have any available licenses.",
        sku_id("VISIOCLIENT")
    );
    assert_eq!((got.status, got.message()), (400, expected.as_str()));
    assert_eq!(it.off(JONAS, "VISIOCLIENT").await, None);
}

#[tokio::test]
async fn row_3_what_is_not_held_can_not_be_removed() {
    let it = Bench::open().await;
    let got = it.remove(MIA, "VISIOCLIENT").await;
    assert_eq!(
        (got.status, got.message()),
        (400, "User does not have a corresponding license.")
    );
}

#[tokio::test]
async fn row_4_a_sku_that_the_tenant_has_not() {
    let it = Bench::open().await;
    for body in [
        json!({ "addLicenses": [{ "skuId": NOBODY }], "removeLicenses": [] }),
        json!({ "addLicenses": [], "removeLicenses": [NOBODY] }),
    ] {
        let got = it.assign(MIA, body).await;
        let expected = format!("License {NOBODY} does not correspond to a valid company License.");
        assert_eq!((got.status, got.message()), (400, expected.as_str()));
    }
}

#[tokio::test]
async fn row_5_an_inherited_licence_can_not_be_removed() {
    let it = Bench::open().await;
    let got = it.remove(MIA, "SPE_E3").await;
    assert_eq!(got.status, 400);
    assert_eq!(
        got.message(),
        "User license is inherited from a group membership and it cannot be removed directly from the user."
    );
}

#[tokio::test]
async fn row_6_a_plan_that_needs_another() {
    let it = Bench::open().await;
    it.control("seats", json!({ "sku": "PROJECTPROFESSIONAL", "enabled": 50 }))
        .await;
    // Tom has Office 365 E1, whose SharePoint is the smaller plan: nothing else gives him the one that Project needs.
    let got = it
        .add(
            "tom.hale@haldenroe.example",
            "PROJECTPROFESSIONAL",
            &["SHAREPOINTENTERPRISE"],
        )
        .await;
    assert_eq!(got.status, 400);
    let expected = format!(
        "License assignment failed because service plan {} depends on the service plan(s) {}",
        plan_id("PROJECTPROFESSIONAL", "SHAREPOINT_PROJECT"),
        plan_id("PROJECTPROFESSIONAL", "SHAREPOINTENTERPRISE")
    );
    assert_eq!(got.message(), expected);
}

#[tokio::test]
async fn row_7_two_exchange_plans_exclude_each_other() {
    let it = Bench::open().await;
    let got = it.add(MIA, "STANDARDPACK", &[]).await;
    let expected = format!(
        "License assignment failed because service plans {}, {} are mutually exclusive.",
        plan_id("STANDARDPACK", "EXCHANGE_S_STANDARD"),
        plan_id("SPE_E3", "EXCHANGE_S_ENTERPRISE")
    );
    assert_eq!((got.status, got.message()), (400, expected.as_str()));
}

#[tokio::test]
async fn row_8_nothing_to_do() {
    let it = Bench::open().await;
    let got = it
        .assign(MIA, json!({ "addLicenses": [], "removeLicenses": [] }))
        .await;
    assert_eq!(got.status, 400);
    assert_eq!(
        got.message(),
        "No license changes provided. At least one license to add or remove must be specified."
    );
}

#[tokio::test]
async fn row_9_a_list_is_missing() {
    let it = Bench::open().await;
    for (body, missing) in [
        (json!({ "removeLicenses": [] }), "addLicenses"),
        (json!({ "addLicenses": [] }), "removeLicenses"),
    ] {
        let got = it.assign(MIA, body).await;
        let expected = format!(
            "One or more parameters of the operation 'assignLicense' are missing from the request payload. The missing parameters are: {missing}."
        );
        assert_eq!((got.status, got.message()), (400, expected.as_str()));
    }
}

#[tokio::test]
async fn row_10_not_a_guid() {
    let it = Bench::open().await;
    let got = it
        .assign(
            MIA,
            json!({ "addLicenses": [{ "skuId": "visio" }], "removeLicenses": [] }),
        )
        .await;
    assert_eq!(
        (got.status, got.message()),
        (
            400,
            "Cannot convert the literal 'visio' to the expected type 'Edm.Guid'."
        )
    );
    let got = it
        .assign(MIA, json!({ "addLicenses": [], "removeLicenses": [7] }))
        .await;
    assert!(
        got.message()
            .starts_with("Cannot convert a primitive value to the expected type 'Edm.Guid'.")
    );
}

#[tokio::test]
async fn row_11_a_plan_of_another_sku() {
    let it = Bench::open().await;
    let plan = plan_id("SPE_E3", "SWAY");
    let add = json!([{ "skuId": sku_id("VISIOCLIENT"), "disabledPlans": [plan] }]);
    let got = it
        .assign(MIA, json!({ "addLicenses": add, "removeLicenses": [] }))
        .await;
    assert_eq!((got.status, got.code()), (400, "Request_BadRequest"));
    assert!(got.message().contains("does not belong to the subscription"));
}

#[tokio::test]
async fn row_12_a_sku_for_the_company() {
    let it = Bench::open().await;
    it.control("seats", json!({ "sku": "VISIOCLIENT", "applies_to": "Company" }))
        .await;
    let got = it.add(MIA, "VISIOCLIENT", &[]).await;
    let expected = format!("License {} cannot be assigned to a user.", sku_id("VISIOCLIENT"));
    assert_eq!((got.status, got.message()), (400, expected.as_str()));
}

#[tokio::test]
async fn row_13_a_place_where_the_plan_is_prohibited() {
    let it = Bench::open().await;
    let got = it.add("ravi.menon@haldenroe.example", "MCOEV", &[]).await;
    assert_eq!((got.status, got.code()), (400, "Request_BadRequest"));
    assert!(got.message().contains("is prohibited in the usage location"));
}

#[tokio::test]
async fn row_14_an_address_that_somebody_else_has() {
    let it = Bench::open().await;
    it.control(
        &format!("people/{LENA}"),
        json!({ "usage_location": "NO", "proxy_clash": true }),
    )
    .await;
    let got = it.add(LENA, "STANDARDPACK", &[]).await;
    assert_eq!(
        (got.status, got.message()),
        (
            400,
            "Another object with the same value for property proxyAddresses already exists."
        )
    );
}

#[tokio::test]
async fn row_15_nobody_there() {
    let it = Bench::open().await;
    let got = it.add(NOBODY, "VISIOCLIENT", &[]).await;
    let expected = format!(
        "Resource '{NOBODY}' does not exist or one of its queried reference-property objects are not present."
    );
    assert_eq!((got.status, got.code()), (404, "Request_ResourceNotFound"));
    assert_eq!(got.message(), expected);
}

#[tokio::test]
async fn row_16_the_app_role_is_missing() {
    let mut it = Bench::open().await;
    it.control("app_roles", json!({ "roles": ["User.Read.All"] }))
        .await;
    it.token = it.application_token().await;
    let got = it.add(MIA, "VISIOCLIENT", &[]).await;
    assert_eq!((got.status, got.code()), (403, "Authorization_RequestDenied"));
    assert_eq!(
        got.message(),
        "Insufficient privileges to complete the operation."
    );
    assert_eq!(it.graph("/users").await.status, 200);
    assert_eq!(it.graph("/groups").await.status, 403);
    assert_eq!(it.graph("/subscribedSkus").await.status, 403);
}

#[tokio::test]
async fn row_17_a_token_that_is_empty_forged_or_expired() {
    let clock = Clock::frozen_at("2026-11-24T08:00:00Z".parse().unwrap());
    let mut it = Bench::with(Options {
        clock: clock.clone(),
        ..Options::default()
    })
    .await;
    let good = it.token.clone();

    it.token = String::new();
    let got = it.graph("/users").await;
    assert_eq!(
        (got.status, got.code(), got.message()),
        (401, "InvalidAuthenticationToken", "Access token is empty.")
    );
    let challenge = got.headers["www-authenticate"].to_str().unwrap();
    assert!(
        challenge.contains("client_id=\"00000003-0000-0000-c000-000000000000\""),
        "{challenge}"
    );

    let (message, _) = good.rsplit_once('.').unwrap();
    it.token = format!("{message}.AAAA");
    assert_eq!(it.graph("/users").await.status, 401);

    it.token = good;
    assert_eq!(it.graph("/users").await.status, 200);
    clock.turn(chrono::Duration::minutes(61));
    let got = it.graph("/users").await;
    assert_eq!(
        (got.status, got.message()),
        (401, "Lifetime validation failed, the token is expired.")
    );
}

#[tokio::test]
async fn rows_18_19_20_and_22_on_demand() {
    let it = Bench::open().await;
    let faults = [
        (409, "Directory_ConcurrencyViolation"),
        (429, "TooManyRequests"),
        (403, "Directory_QuotaExceeded"),
        (503, "Service_Unavailable"),
    ];
    for (status, code) in faults {
        let fault = json!({
            "method": "POST", "path_contains": "/assignLicense", "status": status, "code": code,
            "message": "On demand.", "headers": { "Retry-After": "2.128" },
        });
        it.control("faults", fault).await;
        let got = it.add(MIA, "VISIOCLIENT", &[]).await;
        assert_eq!(
            (got.status, got.code(), got.message()),
            (status, code, "On demand.")
        );
        assert_eq!(got.headers["retry-after"], "2.128");
        assert_eq!(it.off(MIA, "VISIOCLIENT").await, None);
    }
    assert_eq!(it.add(MIA, "VISIOCLIENT", &[]).await.status, 200);
}

#[tokio::test]
async fn row_21_the_wrong_method() {
    let it = Bench::open().await;
    let url = format!("{}/v1.0/users/{MIA}", it.simulator.url);
    let got = read(it.http.delete(url).bearer_auth(&it.token)).await;
    assert_eq!((got.status, got.code()), (405, "Request_BadRequest"));
    assert_eq!(
        got.message(),
        "Specified HTTP method is not allowed for the request target."
    );
    assert_eq!(it.graph(&format!("/users/{ADA}/assignLicense")).await.status, 405);
}
