//! One product takes the place of another: in one call, never before it is there, and never what was given by hand.

use chrono::Duration;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::desk::{Desk, E5, PROJECT, VISIO};

const INSTEAD: &str = r#"
[[guard]]
id = "instead-of-visio"
products = ["SPE_E5", "PROJECTPROFESSIONAL"]
replaces = ["VISIOCLIENT"]
reason = "One of them is enough."

[[route]]
id = "e5"
products = ["SPE_E5"]
stages = [{ who = "manager" }]

[[route]]
id = "others"
approve = "automatic"
"#;

/// The state of the grant for a product, and why it ended.
async fn grant(desk: &Desk, name: &str, sku: &str) -> (String, Option<String>) {
    let person = desk.id_of(name).await;
    let row = sqlx::query!(
        "select state, end_cause from grants where person_id = $1 and sku_id = $2::text::uuid order by approved_at desc limit 1",
        person.0,
        sku
    )
    .fetch_one(&desk.app.pool)
    .await
    .unwrap();
    (row.state, row.end_cause)
}

async fn last_call(desk: &Desk) -> Value {
    desk.calls().await.last().unwrap()["body"].clone()
}

#[tokio::test]
async fn the_new_licence_comes_and_the_old_one_goes_in_one_call() {
    let desk = Desk::with_policy(INSTEAD).await;
    let mia = desk.sign_in("mia.berg").await;
    let first = mia.asks_for(VISIO, "Charts.", &[]).await;
    desk.works().await;
    assert_eq!(mia.sees(&first).await.words(".badge"), "State: Active");
    desk.turn(Duration::minutes(10));
    let form = mia.get(&format!("/products/{E5}/request")).await;
    let words = "It takes the place of Visio Plan 2. One of them is enough.";
    assert!(
        form.words("#live-before").contains(words),
        "{}",
        form.words("#live-before")
    );

    let second = mia.asks_for(E5, "Analytics.", &[]).await;
    let jonas = desk.sign_in("jonas.lind").await;
    let card = jonas.get(&jonas.card().await).await;
    assert!(card.words(".replaces").contains(words), "{}", card.words("main"));
    assert!(
        card.words("pre")
            .contains(&format!(r#""removeLicenses": [ "{VISIO}" ]"#)),
        "{}",
        card.words("pre")
    );
    let calls = desk.calls().await.len();
    assert_eq!(jonas.approves().await.status, StatusCode::SEE_OTHER);
    desk.works().await;
    assert_eq!(desk.calls().await.len(), calls + 1, "one call for both");
    let call = last_call(&desk).await;
    assert_eq!(call["removeLicenses"], json!([VISIO]));
    assert_eq!(call["addLicenses"][0]["skuId"], json!(E5));
    assert_eq!(
        grant(&desk, "mia.berg", VISIO).await,
        ("ended".into(), Some("replaced".into()))
    );
    assert_eq!(mia.sees(&second).await.words(".badge"), "State: Active");
    let page = mia.sees(&first).await;
    assert_eq!(page.words(".badge"), "State: Ended");
    assert!(
        page.words(".steps").contains("Replaced by Microsoft 365 E5."),
        "{}",
        page.words(".steps")
    );
    assert!(desk.kinds(&first).await.contains(&"grant.ending".to_owned()));
    desk.close().await;
}

#[tokio::test]
async fn what_was_given_by_hand_stays() {
    let desk = Desk::with_policy(INSTEAD).await;
    let nadia = desk.sign_in("nadia.rahal").await;
    let form = nadia.get(&format!("/products/{E5}/request")).await;
    assert!(
        form.words("#live-before")
            .contains("Visio Plan 2 stays: it was not given by a grant of Countersign."),
        "{}",
        form.words("#live-before")
    );
    nadia.asks_for(E5, "Analytics.", &[]).await;
    desk.sign_in("viktor.sand").await.approves().await;
    desk.works().await;
    assert_eq!(last_call(&desk).await["removeLicenses"], json!([]));
    assert!(desk.plans_off_at_graph("nadia.rahal", VISIO).await.is_some());
    desk.close().await;
}

#[tokio::test]
async fn the_old_licence_stays_until_a_seat_is_there_for_the_new_one_and_goes_on_when_nothing_comes_of_it() {
    let desk = Desk::with_policy(INSTEAD).await;
    let mia = desk.sign_in("mia.berg").await;
    mia.asks_for(VISIO, "Charts.", &[]).await;
    desk.works().await;
    desk.turn(Duration::minutes(10));
    // All seats of Project are taken.
    let waits = mia.asks_for(PROJECT, "Plans.", &[]).await;
    desk.works().await;
    assert_eq!(
        mia.sees(&waits).await.words(".badge"),
        "State: Waiting for a seat"
    );
    assert_eq!(grant(&desk, "mia.berg", VISIO).await.0, "ending");
    assert!(
        desk.plans_off_at_graph("mia.berg", VISIO).await.is_some(),
        "it is not taken away before"
    );
    let page = format!("/requests/{waits}");
    mia.post(&format!("{page}/cancel"), &page, &[]).await;
    desk.works().await;
    assert_eq!(grant(&desk, "mia.berg", VISIO).await, ("active".into(), None));

    let again = mia.asks_for(PROJECT, "Plans.", &[]).await;
    desk.works().await;
    desk.control(
        "seats",
        json!({ "sku": "PROJECTPROFESSIONAL", "enabled": 4, "warning": 0 }),
    )
    .await;
    desk.turn(Duration::minutes(2));
    let mia = desk.sign_in("mia.berg").await;
    desk.works().await;
    desk.works_until_idle().await;
    assert_eq!(mia.sees(&again).await.words(".badge"), "State: Active");
    assert_eq!(last_call(&desk).await["removeLicenses"], json!([VISIO]));
    assert_eq!(grant(&desk, "mia.berg", VISIO).await.0, "ended");
    desk.close().await;
}
