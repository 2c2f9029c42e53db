//! Graph's directory has many copies: a reading may be older than our own last change. What says then that nothing is to
//! be done is not believed.

use chrono::Duration;
use serde_json::json;

use crate::desk::{Desk, Person, VISIO, fault};

const NOBODY_SIGNS: &str = "[[route]]\nid = \"all\"\napprove = \"automatic\"\n";

/// Mia has Visio since ten seconds ago.
async fn mia_has_visio() -> (Desk, Person, String) {
    let desk = Desk::with_policy(NOBODY_SIGNS).await;
    let mia = desk.sign_in("mia.berg").await;
    let request = mia.asks_for(VISIO, "", &[]).await;
    desk.works().await;
    assert!(desk.plans_off_at_graph("mia.berg", VISIO).await.is_some());
    desk.turn(Duration::seconds(10));
    (desk, mia, request)
}

async fn gives_back(mia: &Person) {
    let page = format!("/licences/{VISIO}/give-back");
    let answer = mia.post(&page, &page, &[("understood", "yes")]).await;
    assert!(answer.location.is_some(), "{}", answer.text);
}

/// Every reading of somebody's licences shows what was so many seconds ago.
async fn readings_are_old(desk: &Desk, seconds: u32) {
    let chaos = json!({ "seed": 1, "rates": { "stale_read": 1.0 }, "stale_ms": seconds * 1_000 });
    desk.control("chaos", chaos).await;
}

async fn readings_are_fresh(desk: &Desk) {
    let http = desk.nobody("the hand behind the stage").http;
    let ended = http.delete(format!("{}/_control/chaos", desk.tenant.url)).send();
    assert!(ended.await.unwrap().status().is_success());
}

#[tokio::test]
async fn what_was_assigned_lately_is_removed_although_a_reading_does_not_show_it() {
    let (desk, mia, request) = mia_has_visio().await;
    gives_back(&mia).await;
    readings_are_old(&desk, 60).await;
    desk.works().await;
    readings_are_fresh(&desk).await;
    assert_eq!(desk.plans_off_at_graph("mia.berg", VISIO).await, None);
    assert!(desk.kinds(&request).await.contains(&"grant.ended".to_owned()));
    desk.close().await;
}

#[tokio::test]
async fn what_was_removed_lately_is_assigned_anew_although_a_reading_still_shows_it() {
    let (desk, mia, _) = mia_has_visio().await;
    gives_back(&mia).await;
    desk.works().await;
    desk.turn(Duration::seconds(5));
    let again = mia.asks_for(VISIO, "", &[]).await;
    readings_are_old(&desk, 8).await;
    desk.works().await;
    readings_are_fresh(&desk).await;
    assert!(desk.plans_off_at_graph("mia.berg", VISIO).await.is_some());
    assert!(desk.kinds(&again).await.contains(&"grant.active".to_owned()));
    desk.close().await;
}

#[tokio::test]
async fn a_removal_that_failed_is_not_proved_by_a_reading_from_before_the_licence_was_there() {
    let (desk, mia, request) = mia_has_visio().await;
    gives_back(&mia).await;
    let down = fault("/assignLicense", 503, "ServiceNotAvailable", "Please try again.");
    desk.control("faults", down).await;
    readings_are_old(&desk, 60).await;
    desk.works().await;
    readings_are_fresh(&desk).await;
    assert!(desk.plans_off_at_graph("mia.berg", VISIO).await.is_some());
    assert!(!desk.kinds(&request).await.contains(&"grant.ended".to_owned()));
    desk.works_until_idle().await;
    assert_eq!(desk.plans_off_at_graph("mia.berg", VISIO).await, None);
    assert!(desk.kinds(&request).await.contains(&"grant.ended".to_owned()));
    desk.close().await;
}

#[tokio::test]
async fn after_a_while_readings_are_believed_and_nothing_is_sent_for_what_is_gone_by_hand() {
    let (desk, mia, request) = mia_has_visio().await;
    desk.turn(Duration::minutes(5));
    gives_back(&mia).await;
    let by_hand = json!({ "person": "mia.berg@haldenroe.example", "sku": VISIO, "remove": true });
    desk.control("assign", by_hand).await;
    let before = desk.calls().await.len();
    desk.works().await;
    assert_eq!(desk.calls().await.len(), before);
    assert!(desk.kinds(&request).await.contains(&"grant.ended".to_owned()));
    desk.close().await;
}

#[tokio::test]
async fn a_page_that_reads_the_tenant_does_not_wait_for_another_one() {
    let desk = Desk::with_policy(NOBODY_SIGNS).await;
    let mia = desk.sign_in("mia.berg").await;
    let form = format!("/products/{VISIO}/request");
    mia.get(&form).await;
    // Another page, about another person and product, that has noted what it read and is not done.
    let mut other = desk.app.pool.begin().await.unwrap();
    sqlx::query!("select id from groups for no key update")
        .fetch_all(&mut *other)
        .await
        .unwrap();
    sqlx::query!("select sku_id from products for no key update")
        .fetch_all(&mut *other)
        .await
        .unwrap();
    let page = tokio::time::timeout(std::time::Duration::from_secs(10), mia.get(&form)).await;
    assert!(page.expect("it waits").status.is_success());
    other.rollback().await.unwrap();
    desk.close().await;
}
