//! People and groups: projections, paging, filters, managers, and the same company every time.

use super::super::Options;
use super::super::company;
use super::{Bench, JONAS, MIA, read};

#[tokio::test]
async fn licences_are_shown_only_when_selected() {
    let it = Bench::open().await;
    let got = it.graph(&format!("/users/{MIA}")).await;
    assert_eq!(got.body["displayName"], "Mia Berg");
    assert!(got.body.get("assignedLicenses").is_none() && got.body.get("usageLocation").is_none());
    let got = it
        .graph(&format!(
            "/users/{MIA}?$select=id,usageLocation,licenseAssignmentStates"
        ))
        .await;
    assert_eq!(got.body["usageLocation"], "NO");
    assert!(got.body.get("displayName").is_none());
    let states = got.body["licenseAssignmentStates"].as_array().unwrap();
    assert!(states.iter().any(|state| state["assignedByGroup"].is_string()));
    assert!(states.iter().any(|state| state["assignedByGroup"].is_null()));
    assert_eq!(
        it.graph(&format!("/users/{MIA}?$select=shoeSize")).await.status,
        400
    );
}

#[tokio::test]
async fn pages_follow_each_other_and_show_everybody_once() {
    let it = Bench::open().await;
    let mut link = format!(
        "{}/v1.0/users?$select=id,userPrincipalName&$top=7",
        it.simulator.url
    );
    let mut seen = Vec::new();
    loop {
        let got = read(it.http.get(&link).bearer_auth(&it.token)).await;
        let page = got.body["value"].as_array().unwrap();
        assert!(page.len() <= 7 && page.iter().all(|user| user.as_object().unwrap().len() == 2));
        seen.extend(page.iter().map(|user| user["id"].to_string()));
        match got.body["@odata.nextLink"].as_str() {
            Some(next) => next.clone_into(&mut link),
            None => break,
        }
    }
    assert_eq!(seen.len(), 60);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 60);
    assert_eq!(it.graph("/users?$top=1000").await.status, 400);
}

#[tokio::test]
async fn a_filter_that_is_not_understood_is_refused() {
    let it = Bench::open().await;
    let got = it
        .graph(&format!("/users?$filter=userPrincipalName eq '{MIA}'"))
        .await;
    assert_eq!(got.body["value"].as_array().unwrap().len(), 1);
    for wrong in [
        "city eq 'Oslo'",
        "department ne 'Sales'",
        "not accountEnabled eq true",
        "accountEnabled eq 'true'",
        "startswith(id,'a')",
        "id in 'a'",
        "assignedLicenses/any(x:x/skuId eq visio)",
        "assignedLicenses/any(x:x/disabledPlans eq 'a')",
    ] {
        let got = it.graph(&format!("/users?$filter={wrong}")).await;
        assert_eq!(got.status, 400, "{wrong}");
    }
}

#[tokio::test]
async fn what_a_sync_asks_for_is_found() {
    let it = Bench::open().await;
    let (mia, jonas) = (it.id(MIA).await, it.id(JONAS).await);
    it.control(
        "assign",
        serde_json::json!({ "person": MIA, "sku": "VISIOCLIENT" }),
    )
    .await;
    it.control(&format!("people/{JONAS}/disable"), serde_json::json!({}))
        .await;
    let visio = super::sku_id("VISIOCLIENT");
    for (filter, has_mia, has_jonas) in [
        (format!("id eq '{mia}'"), true, false),
        (format!("id in ('{mia}', '{jonas}')"), true, true),
        (
            format!("id eq '{mia}' or userPrincipalName eq '{JONAS}'"),
            true,
            true,
        ),
        (format!("id eq '{mia}' and accountEnabled eq false"), false, false),
        ("department eq 'Design'".to_owned(), true, true),
        (
            "department in ('Design','Sales') and accountEnabled eq true".to_owned(),
            true,
            false,
        ),
        ("accountEnabled eq false".to_owned(), false, true),
        ("startswith(displayName,'Mi')".to_owned(), true, false),
        (format!("assignedLicenses/any(x:x/skuId eq {visio})"), true, false),
    ] {
        let got = it
            .graph(&format!("/users?$select=id&$top=999&$filter={filter}"))
            .await;
        let text = got.body["value"].to_string();
        assert_eq!(
            (text.contains(&mia), text.contains(&jonas)),
            (has_mia, has_jonas),
            "{filter}"
        );
    }
}

#[tokio::test]
async fn managers_stand_three_levels_deep() {
    let it = Bench::open().await;
    let got = it.graph(&format!("/users/{MIA}/manager")).await;
    assert_eq!(got.body["userPrincipalName"], JONAS);
    let got = it
        .graph(&format!(
            "/users/{MIA}?$expand=manager($levels=max;$select=id,displayName)&$select=id"
        ))
        .await;
    assert_eq!(got.body["manager"]["displayName"], "Jonas Lind");
    assert_eq!(got.body["manager"]["manager"]["displayName"], "Clara Roe");
    assert_eq!(
        got.body["manager"]["manager"]["manager"]["displayName"],
        "Astrid Halden"
    );
    let got = it.graph("/users/tom.hale@haldenroe.example/manager").await;
    assert_eq!((got.status, got.code()), (404, "Request_ResourceNotFound"));
    let list = it.graph("/users?$expand=manager($select=id)&$top=3").await;
    assert!(
        list.body["value"][0].get("manager").is_none() && list.body["value"][1]["manager"]["id"].is_string()
    );
}

#[tokio::test]
async fn a_guest_is_found_by_an_encoded_name() {
    let it = Bench::open().await;
    let got = it
        .graph("/users/priya.shah_lumenworks.example%23EXT%23@haldenroe.example?$select=userType,mail")
        .await;
    assert_eq!(got.body["userType"], "Guest");
    assert_eq!(got.body["mail"], "priya.shah@lumenworks.example");
}

#[tokio::test]
async fn groups_and_who_is_in_them() {
    let it = Bench::open().await;
    let got = it
        .graph("/groups?$filter=displayName eq 'License Approvers'&$select=id,displayName")
        .await;
    let id = got.body["value"][0]["id"].as_str().unwrap().to_owned();
    let members = it
        .graph(&format!("/groups/{id}/transitiveMembers?$select=id"))
        .await;
    assert_eq!(members.body["value"].as_array().unwrap().len(), 3);

    // Through the Design Team, Mia is in the Product Teams.
    let got = it
        .graph(&format!("/users/{MIA}/transitiveMemberOf?$select=id,displayName"))
        .await;
    let names: Vec<_> = got.body["value"]
        .as_array()
        .unwrap()
        .iter()
        .map(|g| g["displayName"].as_str().unwrap())
        .collect();
    assert!(
        names.contains(&"Design Team")
            && names.contains(&"Product Teams")
            && !names.contains(&"License Approvers")
    );

    let path = format!("/users/{MIA}/transitiveMemberOf/microsoft.graph.group?$select=id&$count=true");
    assert_eq!(it.graph(&path).await.status, 400);
    let url = format!("{}/v1.0{path}", it.simulator.url);
    let got = read(
        it.http
            .get(url)
            .bearer_auth(&it.token)
            .header("ConsistencyLevel", "eventual"),
    )
    .await;
    assert_eq!(got.body["@odata.count"], names.len());
}

#[tokio::test]
async fn answers_carry_the_headers_that_support_asks_for() {
    let it = Bench::open().await;
    let url = format!("{}/v1.0/subscribedSkus", it.simulator.url);
    let got = read(
        it.http
            .get(url)
            .bearer_auth(&it.token)
            .header("client-request-id", "the-callers-own"),
    )
    .await;
    assert_eq!(got.headers["client-request-id"], "the-callers-own");
    assert_eq!(got.headers["x-ms-resource-unit"], "3");
    for name in ["request-id", "x-ms-ags-diagnostic", "date", "cache-control"] {
        assert!(got.headers.contains_key(name), "{name}");
    }
}

#[test]
fn the_same_seed_gives_the_same_company_and_another_gives_another() {
    let skus = super::super::skus::subscribed().unwrap();
    let print = |size, seed| format!("{:?}", company::found(size, seed, &skus));
    assert_eq!(print(300, 7), print(300, 7));
    assert_ne!(print(300, 7), print(300, 8));
    // A larger company has the smaller one in it.
    let (small, large) = (company::found(80, 7, &skus), company::found(300, 7, &skus));
    assert!(
        small
            .people
            .iter()
            .zip(&large.people)
            .all(|(a, b)| a.id == b.id && a.manager == b.manager)
    );
}

#[tokio::test]
async fn a_large_company_opens() {
    let it = Bench::with(Options {
        people: 50_000,
        ..Options::default()
    })
    .await;
    let got = it.graph("/users?$top=999&$count=true").await;
    assert_eq!(got.body["@odata.count"], 50_000);
    assert_eq!(got.body["value"].as_array().unwrap().len(), 999);
}

#[tokio::test]
async fn skus_are_all_there_or_as_selected_and_can_not_be_filtered() {
    let it = Bench::open().await;
    let whole = it.graph("/subscribedSkus").await;
    let context = format!("{}/v1.0/$metadata#subscribedSkus", it.simulator.url);
    assert_eq!(whole.body["@odata.context"], context);
    let row = whole.body["value"][0].as_object().unwrap();
    assert!(row.contains_key("servicePlans") && row["prepaidUnits"]["lockedOut"] == 0);
    assert_eq!(whole.headers["x-ms-resource-unit"], "3");

    let some = it.graph("/subscribedSkus?$select=skuId,consumedUnits").await;
    let row = some.body["value"][0].as_object().unwrap();
    assert_eq!(row.keys().collect::<Vec<_>>(), ["consumedUnits", "skuId"]);
    assert_eq!(some.headers["x-ms-resource-unit"], "2");
    for refused in ["?$select=price", "?$filter=skuId eq 'x'", "?$top=1"] {
        let got = it.graph(&format!("/subscribedSkus{refused}")).await;
        assert_eq!((got.status, got.code()), (400, "Request_BadRequest"), "{refused}");
    }
}
