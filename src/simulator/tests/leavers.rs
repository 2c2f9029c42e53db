//! People who go and come back, are renamed and moved.

use serde_json::json;

use super::{ADA, Bench, JONAS, MIA, sku_id};

#[tokio::test]
async fn who_leaves_is_gone_everywhere_and_their_seats_are_free() {
    let it = Bench::open().await;
    it.add(MIA, "VISIOCLIENT", &[]).await;
    let id = it.id(MIA).await;
    let seats = [it.consumed("VISIOCLIENT").await, it.consumed("SPE_E3").await];
    it.control(&format!("people/{MIA}/leave"), json!({ "actor": ADA }))
        .await;
    for key in [MIA, &id] {
        assert_eq!(it.graph(&format!("/users/{key}")).await.status, 404);
    }
    let got = it.graph("/users?$count=true&$top=999").await;
    assert_eq!(got.body["@odata.count"], 59);
    assert_eq!(got.body["value"].as_array().unwrap().len(), 59);
    let filter = format!("/users?$filter=userPrincipalName eq '{MIA}'");
    assert_eq!(it.graph(&filter).await.body["value"], json!([]));
    let groups = it.graph("/groups?$filter=displayName eq 'Design Team'").await;
    let group = groups.body["value"][0]["id"].as_str().unwrap().to_owned();
    let members = it.graph(&format!("/groups/{group}/transitiveMembers")).await;
    assert!(!members.body.to_string().contains(&id));
    assert_eq!(
        [it.consumed("VISIOCLIENT").await, it.consumed("SPE_E3").await],
        [seats[0] - 1, seats[1] - 1]
    );
    assert_eq!(it.add(&id, "VISIOCLIENT", &[]).await.status, 404);
    assert_eq!(
        it.try_control(&format!("people/{MIA}/leave"), json!({ "soft": false }))
            .await
            .status,
        204
    );
    assert_eq!(
        it.try_control(&format!("people/{MIA}/restore"), json!({}))
            .await
            .status,
        409
    );
    let left = it.look("left").await;
    assert_eq!(
        (&left["left"][0]["upn"], &left["left"][0]["soft"]),
        (&json!(MIA), &json!(false))
    );
}

#[tokio::test]
async fn who_is_brought_back_has_groups_licences_and_reports_again() {
    let it = Bench::open().await;
    let id = it.id(JONAS).await;
    let path = format!("/users/{id}?$select=licenseAssignmentStates,assignedLicenses");
    let licences = |body: serde_json::Value| {
        let rows = body["licenseAssignmentStates"].as_array().unwrap().clone();
        let mut rows: Vec<String> = rows
            .iter()
            .map(|row| {
                format!(
                    "{} {} {}",
                    row["skuId"], row["assignedByGroup"], row["disabledPlans"]
                )
            })
            .collect();
        rows.sort();
        rows
    };
    let before = licences(it.graph(&path).await.body);
    let seats = it.consumed("SPE_E3").await;
    it.control(&format!("people/{JONAS}/leave"), json!({})).await;
    assert_eq!(it.graph(&format!("/users/{MIA}/manager")).await.status, 404);
    it.control(&format!("people/{JONAS}/restore"), json!({})).await;
    assert_eq!(licences(it.graph(&path).await.body), before);
    assert_eq!(it.consumed("SPE_E3").await, seats);
    let manager = it.graph(&format!("/users/{MIA}/manager")).await;
    assert_eq!(manager.body["id"], id.as_str());
}

#[tokio::test]
async fn a_licence_without_a_seat_does_not_come_back() {
    let it = Bench::open().await;
    it.add(MIA, "VISIOCLIENT", &[]).await;
    it.control(&format!("people/{MIA}/leave"), json!({})).await;
    let taken = it.consumed("VISIOCLIENT").await;
    it.control("seats", json!({ "sku": "VISIOCLIENT", "enabled": taken }))
        .await;
    it.control(&format!("people/{MIA}/restore"), json!({})).await;
    assert_eq!(it.off(MIA, "VISIOCLIENT").await, None);
    assert!(it.off(MIA, "SPE_E3").await.is_some());
}

#[tokio::test]
async fn a_new_name_is_found_and_the_old_one_is_free() {
    let it = Bench::open().await;
    let id = it.id(MIA).await;
    let new = "mia.dahl@haldenroe.example";
    it.control(
        &format!("people/{MIA}/rename"),
        json!({ "surname": "Dahl", "upn": new, "mail": new }),
    )
    .await;
    assert_eq!(it.id(new).await, id);
    assert_eq!(it.graph(&format!("/users/{MIA}")).await.status, 404);
    let got = it
        .try_control(&format!("people/{new}/rename"), json!({ "upn": JONAS }))
        .await;
    assert_eq!(got.status, 409);
    let made = it
        .try_control("people", json!({ "given_name": "Mia", "surname": "Berg" }))
        .await;
    assert_eq!(
        (made.status, &made.body["upn"]),
        (409, &serde_json::Value::Null),
        "her id is hers"
    );
}

#[tokio::test]
async fn somebody_of_the_same_name_as_a_leaver_is_somebody_else() {
    let it = Bench::open().await;
    let id = it.id(MIA).await;
    it.control(&format!("people/{MIA}/leave"), json!({})).await;
    let made = it
        .try_control("people", json!({ "given_name": "Mia", "surname": "Berg" }))
        .await;
    assert_eq!((made.status, &made.body["upn"]), (201, &json!(MIA)));
    assert_ne!(made.body["id"], id.as_str());
    assert_eq!(it.off(MIA, "SPE_E3").await, None);
    // The name is taken.
    assert_eq!(
        it.try_control(&format!("people/{id}/restore"), json!({}))
            .await
            .status,
        409
    );
}

#[tokio::test]
async fn many_change_at_once_and_the_same_seed_does_the_same() {
    let asked = json!({ "seed": 7, "share": 0.5, "kinds": ["rename", "move", "disable", "leave", "join"] });
    let mut told = Vec::new();
    for _ in 0..2 {
        let it = Bench::open().await;
        let got = it.try_control("churn", asked.clone()).await;
        assert_eq!(got.body, json!({ "people": 30 }));
        let got = it
            .try_control("give", json!({ "seed": 1, "share": 1.0, "sku": "VISIOCLIENT" }))
            .await;
        let given = got.body["people"].as_u64().unwrap();
        let all = it
            .graph("/users?$top=999&$select=id,userPrincipalName,department,accountEnabled,assignedLicenses")
            .await;
        let rows = all.body["value"].as_array().unwrap();
        let has = rows.iter().filter(|row| {
            row["assignedLicenses"]
                .to_string()
                .contains(&sku_id("VISIOCLIENT"))
        });
        assert!(given > 20 && given <= has.count() as u64);
        told.push(all.body["value"].clone());
    }
    assert_eq!(told[0], told[1]);
    let it = Bench::open().await;
    for wrong in [
        json!({ "seed": 7, "share": 1.5, "kinds": [] }),
        json!({ "seed": 7, "share": 0.5, "kinds": ["vanish"] }),
    ] {
        assert_eq!(it.try_control("churn", wrong).await.status, 422);
    }
}
