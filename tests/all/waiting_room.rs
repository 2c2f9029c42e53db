//! Six people, three seats: first approved first served, provable from the log, and nobody has to act for it to go on.

use chrono::Duration;
use reqwest::StatusCode;
use serde_json::json;

use crate::desk::{Desk, PROJECT, Person};

const NOBODY_SIGNS: &str = "[[route]]\nid = \"all\"\napprove = \"automatic\"\n";
const SIX: [&str; 6] = [
    "mia.berg",
    "jonas.lind",
    "emil.brandt",
    "grace.adeyemi",
    "hanna.moe",
    "peter.holm",
];

/// A house where nobody has the product and there are so many seats of it.
pub async fn house(seats: i32) -> Desk {
    let desk = Desk::with_policy(NOBODY_SIGNS).await;
    for name in ["viktor.sand", "nadia.rahal", "henrik.falk"] {
        let person = format!("{name}@haldenroe.example");
        let body = json!({ "person": person, "sku": "PROJECTPROFESSIONAL", "remove": true });
        desk.control("assign", body).await;
    }
    enabled(&desk, seats).await;
    desk
}

pub async fn enabled(desk: &Desk, seats: i32) {
    let body = json!({ "sku": "PROJECTPROFESSIONAL", "enabled": seats });
    desk.control("seats", body).await;
}

/// Everybody asks, one after the other, before anything is carried out.
pub async fn six_ask(desk: &Desk) -> Vec<(Person, String)> {
    let mut asked = Vec::new();
    for name in SIX {
        let person = desk.sign_in(name).await;
        let request = person.asks_for(PROJECT, "", &[]).await;
        desk.turn(Duration::seconds(1));
        asked.push((person, request));
    }
    asked
}

async fn badges(asked: &[(Person, String)]) -> Vec<String> {
    let mut badges = Vec::new();
    for (person, request) in asked {
        badges.push(person.sees(request).await.words(".badge").replace("State: ", ""));
    }
    badges
}

/// Requests in the order in which the log has an event of this kind for them, each once.
async fn in_the_log(desk: &Desk, kind: &str) -> Vec<String> {
    let all = sqlx::query_scalar!(
        r#"select request_id::text as "request!" from audit_events where kind = $1 order by written"#,
        kind
    )
    .fetch_all(&desk.app.pool)
    .await
    .unwrap();
    let mut once: Vec<String> = Vec::new();
    for request in all {
        if !once.contains(&request) {
            once.push(request);
        }
    }
    once
}

async fn holds_back(ada: &Person, seats: &str, reason: &str) -> crate::desk::Page {
    let fields = [("seats", seats), ("reason", reason)];
    ada.post(&format!("/admin/seats/{PROJECT}"), "/admin/seats", &fields)
        .await
}

#[tokio::test]
async fn six_people_get_three_seats_in_the_order_of_approval_and_the_others_as_seats_come() {
    let desk = house(3).await;
    let asked = six_ask(&desk).await;
    desk.works().await;
    let (active, waits) = ("Active", "Waiting for a seat");
    assert_eq!(
        badges(&asked).await,
        [active, active, active, waits, waits, waits]
    );
    let (hanna, hers) = &asked[4];
    let page = hanna.sees(hers).await;
    assert!(
        page.text.contains("Waiting for a seat: 2nd of 3"),
        "{}",
        page.text
    );
    assert!(
        page.text
            .contains("All 3 seats of Planner and Project Plan 3 are taken")
    );
    assert!(page.text.contains("Who was approved first gets the next one"));

    // One is bought, and one is given back.
    enabled(&desk, 4).await;
    desk.turn(Duration::minutes(2));
    desk.works().await;
    assert_eq!(
        badges(&asked).await,
        [active, active, active, active, waits, waits]
    );
    let (mia, _) = &asked[0];
    let page = format!("/licences/{PROJECT}/give-back");
    let given = mia.post(&page, &page, &[("understood", "yes")]).await;
    assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.text);
    desk.works().await;
    desk.turn(Duration::minutes(2));
    desk.works().await;
    assert_eq!(
        badges(&asked).await,
        ["Ended", active, active, active, active, waits]
    );
    enabled(&desk, 5).await;
    desk.turn(Duration::minutes(2));
    desk.works().await;
    assert_eq!(badges(&asked).await[5], active);

    let approved = in_the_log(&desk, "grant.approved").await;
    let requests: Vec<_> = asked.iter().map(|(_, request)| request.clone()).collect();
    assert_eq!(approved, requests);
    assert_eq!(in_the_log(&desk, "grant.seat_allotted").await, approved);
    desk.close().await;
}

#[tokio::test]
async fn seats_that_are_held_back_are_not_given_out_and_those_let_go_are_at_once() {
    let desk = house(3).await;
    let ada = desk.sign_in("ada.novak").await;
    let held = holds_back(&ada, "2", "Kept for the new office.").await;
    assert_eq!(held.status, StatusCode::SEE_OTHER, "{}", held.text);
    desk.works().await;
    let asked = six_ask(&desk).await;
    desk.works().await;
    let active = async || {
        let badges = badges(&asked).await;
        badges.iter().filter(|badge| *badge == "Active").count()
    };
    assert_eq!(active().await, 1);
    let (jonas, his) = &asked[1];
    assert!(
        jonas
            .sees(his)
            .await
            .text
            .contains("No seat of Planner and Project Plan 3 is free: 2 of 3 are held back")
    );
    // A minute later the seats are counted anew.
    desk.turn(Duration::minutes(2));
    desk.works().await;
    let page = jonas.sees(his).await.text;
    assert!(page.contains("1 of 3 seats of Planner and Project Plan 3 are taken and 2 held back"));
    let seats = ada.get("/admin/seats").await;
    assert_eq!(seats.hrefs("/requests/").len(), 5, "the waiting list has links");
    let first = seats.words(".line li:first-child");
    assert!(first.starts_with("Jonas Lind approved"), "{first}");

    for wrong in ["", "-1", "many", "1.5", "1000001"] {
        let page = holds_back(&ada, wrong, "").await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(page.text.contains("Write a whole number"));
    }
    let long = "x".repeat(501);
    assert_eq!(
        holds_back(&ada, "1", &long).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let missing = ada
        .post(
            "/admin/seats/00000000-0000-4000-8000-000000000000",
            "/admin/seats",
            &[("seats", "1")],
        )
        .await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    assert_eq!(active().await, 1);

    holds_back(&ada, "1", "").await;
    let said = ada.get("/admin/seats").await;
    assert!(
        said.text.contains("1 seat held back now; it was 2."),
        "{}",
        said.text
    );
    // No clock is turned: it goes on at once.
    desk.works().await;
    assert_eq!(active().await, 2);
    // The same number again is no news.
    holds_back(&ada, "1", "").await;
    let details = sqlx::query_scalar!(
        r#"select audit_said(id, detail) as "detail!" from audit_events where kind = 'catalog.seats_held_back' order by written"#
    );
    assert_eq!(
        details.fetch_all(&desk.app.pool).await.unwrap(),
        [
            json!({ "before": 0, "after": 2, "reason": "Kept for the new office." }),
            json!({ "before": 2, "after": 1, "reason": null }),
        ]
    );
    desk.close().await;
}

#[tokio::test]
async fn whoever_cancels_while_waiting_leaves_the_line_and_the_others_move_up() {
    let desk = house(1).await;
    let asked = six_ask(&desk).await;
    desk.works().await;
    let place = async |n: usize| {
        let (person, request) = &asked[n];
        let page = person.sees(request).await;
        let steps = page.words(".steps [aria-current] h3");
        steps.replace("Now: Waiting for a seat: ", "")
    };
    assert_eq!(place(1).await, "1st of 5");
    assert_eq!(place(4).await, "4th of 5");
    let (emil, his) = &asked[2];
    let page = format!("/requests/{his}");
    let cancelled = emil.post(&format!("{page}/cancel"), &page, &[]).await;
    assert_eq!(cancelled.status, StatusCode::SEE_OTHER, "{}", cancelled.text);
    assert_eq!(emil.sees(his).await.words(".badge"), "State: Cancelled");
    assert_eq!(place(1).await, "1st of 4");
    assert_eq!(place(4).await, "3rd of 4");
    let kinds = desk.kinds(his).await;
    assert_eq!(kinds[kinds.len() - 2..], ["request.cancelled", "grant.ended"]);
    // Somebody else's place is not theirs to give up.
    let (grace, hers) = &asked[3];
    let other = emil
        .post(&format!("/requests/{hers}/cancel"), "/requests", &[])
        .await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
    assert_eq!(
        grace.sees(hers).await.words(".badge"),
        "State: Waiting for a seat"
    );

    enabled(&desk, 3).await;
    desk.turn(Duration::minutes(2));
    desk.works().await;
    let calls = desk.calls().await;
    assert_eq!(calls.len(), 3, "the one who cancelled got nothing: {calls:?}");
    assert_eq!(grace.sees(hers).await.words(".badge"), "State: Active");
    desk.close().await;
}

#[tokio::test]
async fn counters_that_are_not_as_one_expects_are_said_in_words() {
    let desk = Desk::with_policy(NOBODY_SIGNS).await;
    let body =
        json!({ "sku": "PROJECTPROFESSIONAL", "enabled": 2, "warning": 1, "capability_status": "Warning" });
    desk.control("seats", body).await;
    desk.turn(Duration::minutes(6));
    desk.works().await;
    let ada = desk.sign_in("ada.novak").await;
    let page = ada.get("/admin/seats").await.text;
    for words in [
        "3 people have it, but only 2 seats are bought: 1 too many.",
        "1 seat is in the grace period",
        "Microsoft warns: the subscription has run out",
        "5 seats are in the grace period",
    ] {
        assert!(page.contains(words), "{words} is not on: {page}");
    }
    let mia = desk.sign_in("mia.berg").await;
    for page in ["/admin/seats", "/admin/plans", "/admin/attention"] {
        assert_eq!(mia.get(page).await.status, StatusCode::FORBIDDEN, "{page}");
    }
    let refused = mia
        .post(&format!("/admin/seats/{PROJECT}"), "/requests", &[("seats", "3")])
        .await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    desk.close().await;
}

#[tokio::test]
async fn seats_in_warning_are_given_out_and_counted_everywhere_when_the_configuration_says_so() {
    let policy = "[[route]]\nid = \"all\"\napprove = \"automatic\"\n";
    let desk = Desk::configured(policy, "[seats]\nin_warning = \"count\"\n").await;
    desk.control(
        "seats",
        json!({ "sku": "PROJECTPROFESSIONAL", "enabled": 1, "warning": 3 }),
    )
    .await;
    desk.turn(Duration::minutes(6));
    desk.works().await;
    let mia = desk.sign_in("mia.berg").await;
    let form = mia.get(&format!("/products/{PROJECT}/request")).await;
    assert!(
        form.words("aside").contains("1 free of 4"),
        "{}",
        form.words("aside")
    );
    let hers = mia.asks_for(PROJECT, "", &[]).await;
    desk.works().await;
    assert_eq!(mia.sees(&hers).await.words(".badge"), "State: Active");
    let jonas = desk.sign_in("jonas.lind").await;
    let his = jonas.asks_for(PROJECT, "", &[]).await;
    desk.works().await;
    let page = jonas.sees(&his).await;
    assert_eq!(page.words(".badge"), "State: Waiting for a seat");
    assert!(page.text.contains("All 4 seats of"), "{}", page.words("main"));
    desk.close().await;
}
