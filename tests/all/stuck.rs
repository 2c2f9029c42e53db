//! Stuck work: seen by step and age, tried again without a new approval, closed with a reason that people read.

use reqwest::StatusCode;
use serde_json::json;

use countersign::jobs::{self, Job};

use crate::desk::{Desk, Page, Person, VISIO, fault};

const NOBODY_SIGNS: &str = "[[route]]\nid = \"all\"\napprove = \"automatic\"\n";

/// Lena has no usage location: her request stands still.
async fn house() -> (Desk, Person, String, Person) {
    let desk = Desk::with_policy(NOBODY_SIGNS).await;
    let lena = desk.sign_in("lena.frost").await;
    let request = lena.asks_for(VISIO, "", &[]).await;
    desk.works().await;
    assert_eq!(
        lena.sees(&request).await.words(".badge"),
        "State: Needs attention"
    );
    let ada = desk.sign_in("ada.novak").await;
    (desk, lena, request, ada)
}

async fn the_one(ada: &Person, end: &str) -> String {
    let actions = ada.get("/admin/attention").await.actions(end);
    assert_eq!(actions.len(), 1, "{actions:?}");
    actions[0].clone()
}

async fn closes(ada: &Person, reason: &str) -> Page {
    let action = the_one(ada, "/close").await;
    ada.post(&action, "/admin/attention", &[("reason", reason)]).await
}

#[tokio::test]
async fn trying_again_needs_no_new_approval() {
    let (desk, lena, request, ada) = house().await;
    let page = ada.get("/admin/attention").await;
    let item = page.words(".troubles");
    assert!(item.contains("Visio Plan 2 for Lena Frost"), "{item}");
    assert!(item.contains("Set the usage location of this person in Entra ID"));
    assert!(
        page.words(".nav")
            .contains("Needs attention 1 1 thing stands still")
    );
    desk.control(
        "people/lena.frost@haldenroe.example",
        json!({ "usage_location": "NO" }),
    )
    .await;
    desk.tries_again(&ada).await;
    assert!(
        ada.get("/admin/attention")
            .await
            .text
            .contains("It is being tried again.")
    );
    desk.works().await;
    assert_eq!(lena.sees(&request).await.words(".badge"), "State: Active");
    assert!(
        ada.get("/admin/attention")
            .await
            .text
            .contains("Nothing needs you")
    );
    let kinds = desk.kinds(&request).await;
    let of = |kind: &str| kinds.iter().filter(|other| *other == kind).count();
    assert_eq!((of("grant.approved"), of("grant.retried")), (1, 1));
    desk.close().await;
}

#[tokio::test]
async fn closing_needs_a_reason_which_the_requester_reads() {
    let (desk, lena, request, ada) = house().await;
    for (reason, words) in [
        ("", "Say why, in 3 to 500 characters"),
        ("  no ", "Say why, in 3 to 500 characters"),
        (
            &"x".repeat(501),
            "Please keep the reason to 500 characters; this has 501.",
        ),
    ] {
        let page = closes(&ada, reason).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.text.contains(words), "{}", page.text);
    }
    let action = the_one(&ada, "/close").await;
    let page = closes(&ada, "She uses the whiteboard app.").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    let told = lena.sees(&request).await;
    assert_eq!(told.words(".badge"), "State: Closed");
    assert!(told.text.contains("She uses the whiteboard app."));
    let again = ada
        .post(&action, "/admin/attention", &[("reason", "Once more.")])
        .await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    let kinds = desk.kinds(&request).await;
    assert_eq!(kinds[kinds.len() - 2..], ["request.closed", "grant.ended"]);
    desk.works().await;
    assert_eq!(desk.calls().await.len(), 0);
    desk.close().await;
}

#[tokio::test]
async fn only_an_administrator_tries_again_or_closes() {
    let (desk, lena, request, ada) = house().await;
    for (end, fields) in [("/retry", vec![]), ("/close", vec![("reason", "I say so.")])] {
        let action = the_one(&ada, end).await;
        let page = lena.post(&action, "/requests", &fields).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{end}");
    }
    assert_eq!(lena.get("/admin/attention").await.status, StatusCode::FORBIDDEN);
    desk.works().await;
    assert_eq!(
        lena.sees(&request).await.words(".badge"),
        "State: Needs attention"
    );
    // The requester may withdraw it.
    let page = format!("/requests/{request}");
    lena.post(&format!("{page}/cancel"), &page, &[]).await;
    assert_eq!(lena.sees(&request).await.words(".badge"), "State: Cancelled");
    desk.close().await;
}

#[tokio::test]
async fn it_stands_by_step_and_is_found_by_person_and_product_with_names_for_ids() {
    let (desk, .., ada) = house().await;
    let mia = desk.sign_in("mia.berg").await;
    let plan = "663a804f-1c30-4ff0-9915-9db84f0d1cea"; // VISIO_CLIENT_SUBSCRIPTION
    let message = format!(
        "License assignment failed because service plan {plan} depends on the service plan(s) {plan}"
    );
    let refusal = fault("/assignLicense", 400, "Request_BadRequest", &message);
    desk.control("faults", refusal).await;
    desk.turn(chrono::Duration::seconds(1));
    mia.asks_for(VISIO, "", &[]).await;
    desk.works().await;
    let page = ada.get("/admin/attention").await;
    let said = page.words(".said");
    assert!(
        said.contains("“Visio Desktop app”") && !said.contains(plan),
        "{said}"
    );
    assert_eq!(page.words(".group:first-of-type h2"), "Assigning 2");
    let people = page.words(".trouble-head h3");
    assert!(
        people.find("Lena").unwrap() < people.find("Mia").unwrap(),
        "oldest first: {people}"
    );
    for (query, count) in [
        ("?q=lena", 1),
        ("?q=VISIOCLIENT", 2),
        ("?q=visio&step=assigning", 2),
        ("?step=nonsense", 2),
        ("?q=100%25", 0),
        ("?q=nobody", 0),
    ] {
        let page = ada.get(&format!("/admin/attention{query}")).await;
        assert_eq!(page.status, StatusCode::OK);
        assert_eq!(page.actions("/retry").len(), count, "{query}");
    }
    desk.close().await;
}

#[tokio::test]
async fn a_removal_that_cannot_be_done_is_closed_and_says_what_stays() {
    let desk = Desk::with_policy(NOBODY_SIGNS).await;
    let mia = desk.sign_in("mia.berg").await;
    let ada = desk.sign_in("ada.novak").await;
    let request = mia.asks_for(VISIO, "", &[]).await;
    desk.works().await;
    let give_back = format!("/licences/{VISIO}/give-back");
    mia.post(&give_back, &give_back, &[("understood", "yes")]).await;
    let refusal = fault(
        "/assignLicense",
        400,
        "Request_BadRequest",
        "Something that nobody knows.",
    );
    desk.control("faults", refusal).await;
    desk.works().await;
    assert_eq!(
        mia.sees(&request).await.words(".badge"),
        "State: Removal needs attention"
    );
    let page = ada.get("/admin/attention").await;
    assert_eq!(page.words(".group:first-of-type h2"), "Removing 1");
    assert!(page.text.contains("The licence stays as Graph shows it"));
    closes(&ada, "It is paid for until June.").await;
    let page = mia.sees(&request).await;
    assert_eq!(page.words(".badge"), "State: Ended");
    assert!(page.text.contains("It is paid for until June."));
    desk.works().await;
    assert!(desk.plans_off_at_graph("mia.berg", VISIO).await.is_some());
    let left = mia.get("/licences").await.words("main");
    assert!(left.contains("Given directly, not by Countersign"), "{left}");
    desk.close().await;
}

#[tokio::test]
async fn a_job_that_stopped_is_taken_up_again_and_those_who_work_are_named() {
    let desk = Desk::with_policy(NOBODY_SIGNS).await;
    let mia = desk.sign_in("mia.berg").await;
    let ada = desk.sign_in("ada.novak").await;
    let request = mia.asks_for(VISIO, "", &[]).await;
    let leased = desk.lease().await.unwrap();
    assert!(matches!(leased.job, Job::Reconcile(_)));
    let mut conn = desk.app.pool.acquire().await.unwrap();
    jobs::stop(&mut conn, &leased, "it failed").await.unwrap();
    drop(conn);
    let page = ada.get("/admin/attention").await;
    let words = page.words("main");
    assert!(words.contains("Background jobs that stopped 1"), "{words}");
    assert!(words.contains("Making the licences of Mia Berg right"), "{words}");
    assert!(words.contains("No worker lives"), "{words}");
    let until = desk.now() + chrono::Duration::seconds(60);
    jobs::workers::beat(
        &desk.app.pool,
        desk.now(),
        (desk.app.process, "desk, process 7"),
        &desk.app.in_hand,
        until,
    )
    .await
    .unwrap();
    let words = ada.get("/admin/attention").await.words("main");
    assert!(
        words.contains("desk, process 7 Works") && !words.contains("No worker lives"),
        "{words}"
    );
    desk.turn(chrono::Duration::seconds(30));
    assert!(
        ada.get("/admin/attention")
            .await
            .words("main")
            .contains("desk, process 7 Silent")
    );

    let action = the_one(&ada, "/retry").await;
    let refused = mia.post(&action, "/requests", &[]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let taken = ada.post(&action, "/admin/attention", &[]).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text);
    let again = ada.post(&action, "/admin/attention", &[]).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    desk.works().await;
    assert_eq!(mia.sees(&request).await.words(".badge"), "State: Active");
    desk.close().await;
}

#[tokio::test]
async fn what_is_tried_by_itself_stands_apart_and_graphs_limits_are_told() {
    let desk = Desk::with_policy(NOBODY_SIGNS).await;
    let mia = desk.sign_in("mia.berg").await;
    let ada = desk.sign_in("ada.novak").await;
    let request = mia.asks_for(VISIO, "", &[]).await;
    let mut busy = fault("/assignLicense", 429, "TooManyRequests", "Too many requests.");
    busy["times"] = json!(100);
    busy["headers"] = json!({ "Retry-After": "30" });
    desk.control("faults", busy).await;
    for _ in 0..3 {
        desk.turn(chrono::Duration::minutes(1));
        desk.works().await;
    }
    let page = ada.get("/admin/attention").await;
    assert_eq!(page.words(".group:first-of-type h2"), "Still trying by itself 1");
    let words = page.words("main");
    assert!(words.contains("Graph asked us to wait"), "{words}");
    assert!(
        !page.words(".nav").contains("Needs attention 1"),
        "nobody has to act"
    );
    desk.no_more_faults().await;
    desk.works_until_idle().await;
    assert_eq!(mia.sees(&request).await.words(".badge"), "State: Active");
    desk.close().await;
}

#[tokio::test]
async fn a_secret_that_ends_within_thirty_days_is_said_on_top() {
    for (day, words) in [
        ("2026-12-05", "days are left of the client secret, which ends on"),
        ("2026-11-20", "Microsoft refuses us"),
        ("2027-11-20", ""),
    ] {
        let entra = format!("client_secret_expires = \"{day}\"");
        let desk = Desk::configured(NOBODY_SIGNS, &entra).await;
        let ada = desk.sign_in("ada.novak").await;
        let notice = ada.get("/admin/attention").await.words("main > .notice");
        if words.is_empty() {
            assert_eq!(notice, "");
        } else {
            assert!(notice.contains(words), "{day}: {notice}");
        }
        desk.close().await;
    }
}
