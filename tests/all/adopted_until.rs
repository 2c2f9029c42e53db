//! What is adopted until a day ends with that day where each person lives, and that day is one that a right may have.

use chrono::{DateTime, Duration, Utc};
use countersign::simulator::DOMAIN;
use reqwest::StatusCode;
use serde_json::json;

use crate::desk::{Desk, FLOW_FREE, Page, Person};

const NOBODY_SIGNS: &str = "[[route]]\nid = \"all\"\napprove = \"automatic\"\n";
/// In the night after this day the clock is set forward in Santiago, from midnight to one.
const LAST_DAY: &str = "2027-09-04";

async fn lives_in(desk: &Desk, name: &'static str, zone: &str) {
    let person = desk.sign_in(name).await;
    let saved = person
        .post("/settings", "/settings", &[("time_zone", zone)])
        .await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.words("main"));
    let edit = json!({ "person": format!("{name}@{DOMAIN}"), "sku": FLOW_FREE, "actor": format!("viktor.sand@{DOMAIN}") });
    desk.control("assign", edit).await;
}

async fn compares(desk: &Desk, ada: &Person) {
    desk.turn(Duration::minutes(10));
    let page = ada.post("/admin/drift/scan", "/admin/drift", &[]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    desk.works().await;
    // The directory is read first; then it is its turn.
    desk.turn(Duration::minutes(1));
    desk.works().await;
}

/// What the form sends with this last day.
async fn adopts_until(ada: &Person, day: &str) -> Page {
    let address = format!("/admin/drift/adopt?product={FLOW_FREE}");
    let page = ada.get(&address).await;
    let hidden = "main form[action='/admin/drift/adopt'] input[type=hidden]";
    let names = page.attributes(hidden, "name");
    let values = page.values(hidden);
    let mut fields: Vec<_> = names
        .iter()
        .map(String::as_str)
        .zip(values.iter().map(String::as_str))
        .collect();
    fields.extend([("ends_on", day), ("reason", "Until the project is over.")]);
    ada.post_bare("/admin/drift/adopt", &fields).await
}

async fn ends(desk: &Desk, name: &str) -> Option<DateTime<Utc>> {
    let upn = format!("{name}@{DOMAIN}");
    sqlx::query_scalar!(
        "select g.until_at from grants g join people p on p.id = g.person_id where p.upn = $1 and g.ends_on is not null",
        upn
    )
    .fetch_one(&desk.app.pool)
    .await
    .unwrap()
}

#[tokio::test]
async fn what_is_adopted_until_a_day_ends_with_that_day_where_each_person_lives() {
    let desk = Desk::with_policy(NOBODY_SIGNS).await;
    lives_in(&desk, "mia.berg", "America/Santiago").await;
    lives_in(&desk, "hanna.moe", "Europe/Oslo").await;
    let ada = desk.sign_in("ada.novak").await;
    compares(&desk, &ada).await;
    for (day, says) in [
        ("2026-11-24", "Choose a day after today"),
        ("2036-12-01", "Choose a day until 24 November 2036"),
        ("+262142-12-31", "Choose a day until 24 November 2036"),
        ("tomorrow", "Write a day like"),
    ] {
        let refused = adopts_until(&ada, day).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{day}");
        assert!(
            refused.words(".message").contains(says),
            "{day}: {}",
            refused.words("main")
        );
    }
    let begun = adopts_until(&ada, LAST_DAY).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.words("main"));
    desk.works().await;
    let at = |text: &str| Some(text.parse::<DateTime<Utc>>().unwrap());
    assert_eq!(ends(&desk, "mia.berg").await, at("2027-09-05T04:00:00Z"));
    assert_eq!(ends(&desk, "hanna.moe").await, at("2027-09-04T22:00:00Z"));
    desk.close().await;
}
