//! What the list says is true: who did it, what a grant explains, and what can stay as it is.

use chrono::Duration;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::desk::{Desk, NEW_PLAN, PROJECT, Person, VISIO};
use crate::drift::{WHY, by_hand, clean_desk, compares, decides, preview, rows};

/// The two records of the audit feed about one change of somebody's Visio.
async fn records(desk: &Desk, by: &str, name: &str) -> [Value; 2] {
    let (by, person) = (desk.id_of(by).await, desk.id_of(name).await);
    let row = format!(
        "[SkuName=X, AccountId=11111111-0000-4000-8000-000000000000, SkuId={VISIO}, DisabledPlans=[]]"
    );
    let old = json!([row]).to_string();
    let modified = json!([{ "displayName": "AssignedLicense", "oldValue": old, "newValue": "[]" }]);
    let record = |modified: Value| {
        json!({ "correlationId": "that edit", "activityDateTime": desk.now(), "result": "success",
                "initiatedBy": { "user": { "id": by } },
                "targetResources": [{ "id": person, "modifiedProperties": modified }] })
    };
    [record(json!([])), record(modified)]
}

async fn the_only_row(ada: &Person, query: &str) -> String {
    let mut all = rows(ada, query).await;
    assert_eq!(all.len(), 1, "{all:#?}");
    all.remove(0)
}

#[tokio::test]
async fn an_edit_from_before_the_last_reading_did_not_bring_what_is_found_now() {
    let (desk, _) = clean_desk().await;
    desk.sign_in("mia.berg")
        .await
        .asks_for(VISIO, "To draw.", &[])
        .await;
    desk.works_until_idle().await;
    // Otto took it away once, and it was given back before anybody looked.
    desk.turn(Duration::hours(1));
    let old = records(&desk, "otto.keller", "mia.berg").await;
    desk.turn(Duration::days(14));
    let ada = desk.sign_in("ada.novak").await;
    compares(&desk, &ada).await;
    assert_eq!(rows(&ada, "").await, Vec::<String>::new());
    // Today it goes, and the feed does not tell of that yet.
    by_hand(&desk, "mia.berg", VISIO, json!({ "remove": true })).await;
    for record in &old {
        let feed = json!({ "path_contains": "directoryAudits", "status": 200, "body": { "value": [record] }, "times": 1 });
        desk.control("faults", feed).await;
    }
    compares(&desk, &ada).await;
    let row = the_only_row(&ada, "").await;
    assert!(row.contains("Granted, and not there"), "{row}");
    assert!(row.contains("Who did it is not known"), "{row}");
    // With the next reading it does.
    compares(&desk, &ada).await;
    let row = the_only_row(&ada, "").await;
    assert!(row.contains("Done by Viktor Sand"), "{row}");
    desk.close().await;
}

#[tokio::test]
async fn a_licence_given_by_hand_is_listed_although_a_grant_begins_later() {
    let (desk, ada) = clean_desk().await;
    let later = [
        ("justification", "To draw."),
        ("begin", "date"),
        ("begins_on", "2026-12-10"),
        ("term", "30"),
    ];
    let asked = desk.sign_in("mia.berg").await.asks_with(VISIO, &later, &[]).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.words("main"));
    desk.works_until_idle().await;
    compares(&desk, &ada).await;
    assert_eq!(
        rows(&ada, "").await,
        Vec::<String>::new(),
        "nothing is lacking yet"
    );
    by_hand(&desk, "mia.berg", VISIO, json!({})).await;
    compares(&desk, &ada).await;
    let row = the_only_row(&ada, "").await;
    assert!(
        row.contains("Mia Berg") && row.contains("A licence nobody granted"),
        "{row}"
    );
    // There is a grant for it already: another one can not be, and that is said.
    let address = preview(&ada, "adopt", &["Mia Berg"]).await;
    assert_eq!(decides(&ada, &address, WHY).await.status, StatusCode::SEE_OTHER);
    let said = ada.get("/admin/drift").await.words(".notice");
    assert!(said.contains("or begins later"), "{said}");
    // When it begins, it is the grant's.
    desk.turn(Duration::days(20));
    desk.works_until_idle().await;
    let ada = desk.sign_in("ada.novak").await;
    compares(&desk, &ada).await;
    assert_eq!(rows(&ada, "").await, Vec::<String>::new());
    desk.close().await;
}

#[tokio::test]
async fn a_plan_that_is_not_offered_can_not_be_accepted_and_one_that_is_stays() {
    let (desk, ada) = clean_desk().await;
    let mia = desk.sign_in("mia.berg").await;
    mia.asks_for(VISIO, "To draw.", &[]).await;
    desk.works_until_idle().await;
    desk.microsoft_adds_to_visio("Success").await;
    desk.turn(Duration::minutes(6));
    desk.works_until_idle().await;
    let is_on = async || {
        let off = desk.plans_off_at_graph("mia.berg", VISIO).await.unwrap();
        !off.contains(&NEW_PLAN.to_owned())
    };
    assert!(!is_on().await, "nobody has said what it is");
    by_hand(&desk, "mia.berg", VISIO, json!({ "disabled_plans": [] })).await;
    compares(&desk, &ada).await;
    let row = the_only_row(&ada, "?kind=plans_differ").await;
    assert!(row.contains("On at Microsoft, and not granted"), "{row}");
    let address = preview(&ada, "accept", &["Other plans than granted"]).await;
    assert_eq!(decides(&ada, &address, WHY).await.status, StatusCode::SEE_OTHER);
    let said = ada.get("/admin/drift").await.words(".notice");
    assert!(
        said.contains("Nothing was done") && said.contains("a plan is on that is not offered"),
        "{said}"
    );
    assert!(is_on().await, "and nothing was done");
    // Somebody says that it is offered: now it can stay, whatever else is done for her.
    let offer = [("verdict", "offer"), ("reason", "For whoever asks.")];
    let offered = ada
        .post(
            &format!("/admin/plans/{VISIO}/{NEW_PLAN}"),
            "/admin/plans",
            &offer,
        )
        .await;
    assert_eq!(offered.status, StatusCode::SEE_OTHER, "{}", offered.words("main"));
    assert_eq!(decides(&ada, &address, WHY).await.status, StatusCode::SEE_OTHER);
    assert_eq!(rows(&ada, "?which=accepted").await.len(), 1);
    mia.asks_for(PROJECT, "To plan.", &[]).await;
    desk.works_until_idle().await;
    assert!(is_on().await, "accepted");
    desk.close().await;
}
