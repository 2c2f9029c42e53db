//! What a person has, by which way, and giving back: only what was granted, and ended only when Graph says so.

use reqwest::StatusCode;
use serde_json::json;

use crate::desk::{Desk, E5, FLOW_FREE, Person, VISIO, fault};

const NOBODY_SIGNS: &str = "[[route]]\nid = \"all\"\napprove = \"automatic\"\n";
const E3: &str = "05e9a617-0261-4cee-bb44-138d3ef5d965";
const BY_GROUP: &str = "Through the group “Licence: Microsoft 365 E3”";

async fn desk() -> Desk {
    Desk::with_policy(NOBODY_SIGNS).await
}

fn give_back(sku: &str) -> String {
    format!("/licences/{sku}/give-back")
}

/// Sends the form as somebody would who knows the address; the token comes from another page.
async fn gives_back(person: &Person, sku: &str, fields: &[(&str, &str)]) -> crate::desk::Page {
    person.post(&give_back(sku), "/requests", fields).await
}

async fn refusals(desk: &Desk) -> Vec<serde_json::Value> {
    sqlx::query_scalar!(r#"select audit_said(id, detail) as "detail!" from audit_events where kind = 'access.refused' and detail ? 'attempt' order by written"#)
        .fetch_all(&desk.app.pool)
        .await
        .unwrap()
}

#[tokio::test]
async fn each_licence_stands_there_by_each_of_its_ways() {
    let desk = desk().await;
    let mia = desk.sign_in("mia.berg").await;
    let request = mia.asks_for(VISIO, "", &[]).await;
    desk.works().await;
    let page = mia.get("/licences").await;
    assert_eq!(page.status, StatusCode::OK);
    let words = page.words("main");
    assert!(words.contains(BY_GROUP), "{words}");
    assert!(words.contains("Given directly, not by Countersign"), "{words}");
    assert!(words.contains("By grant State: Active"), "{words}");
    assert_eq!(
        page.hrefs("/licences/"),
        [
            format!("/licences/{VISIO}/extend"),
            format!("/licences/{VISIO}/plans"),
            give_back(VISIO)
        ],
        "only the grant is hers to extend, to change and to give back"
    );
    assert_eq!(page.hrefs("/requests/"), [format!("/requests/{request}")]);
    assert!(words.contains("until 22 February 2027"), "{words}");
    desk.close().await;
}

#[tokio::test]
async fn direct_beside_inherited_is_the_union_and_says_where_switching_off_has_no_effect() {
    let desk = desk().await;
    let jonas = desk.sign_in("jonas.lind").await;
    let page = jonas.get("/licences").await;
    let card = page.words(".licences > li:first-child");
    assert!(
        card.contains(BY_GROUP) && card.contains("Given directly"),
        "{card}"
    );
    assert!(
        card.contains(
            "Sway is off directly. That has no effect: it is still on through the group “Licence: Microsoft 365 E3”."
        ),
        "{card}"
    );
    assert!(
        card.contains("Off: Microsoft Kaizala Pro."),
        "the group's own: {card}"
    );
    assert!(
        card.contains("plans on, 0 off"),
        "each is on by one of the two: {card}"
    );
    desk.close().await;
}

#[tokio::test]
async fn giving_back_is_over_when_graph_shows_nothing_of_it() {
    let desk = desk().await;
    let mia = desk.sign_in("mia.berg").await;
    let request = mia.asks_for(VISIO, "", &[]).await;
    desk.works().await;
    let confirm = mia.get(&give_back(VISIO)).await;
    assert_eq!(confirm.status, StatusCode::OK, "{}", confirm.text);
    assert!(confirm.words(".loss").contains("Your files"), "{}", confirm.text);
    assert!(confirm.words(".loss").contains("30 days"));

    let unread = gives_back(&mia, VISIO, &[]).await;
    assert_eq!(unread.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unread.text.contains("Tick the box"));
    desk.works().await;
    assert!(desk.plans_off_at_graph("mia.berg", VISIO).await.is_some());

    let given = gives_back(&mia, VISIO, &[("understood", "yes")]).await;
    assert_eq!(
        given.location.as_deref(),
        Some(format!("/requests/{request}").as_str())
    );
    assert_eq!(mia.sees(&request).await.words(".badge"), "State: Being removed");
    let list = mia.get("/licences").await;
    assert!(list.words("main").contains("By grant State: Being removed"));
    assert!(list.hrefs("/licences/").is_empty(), "not a second time");
    desk.works().await;
    assert_eq!(desk.plans_off_at_graph("mia.berg", VISIO).await, None);
    let page = mia.sees(&request).await;
    assert_eq!(page.words(".badge"), "State: Ended");
    assert!(
        page.text.contains("records show nothing of it any more"),
        "{}",
        page.text
    );
    assert!(mia.get("/licences").await.text.contains("given back, removed"));
    let kinds = desk.kinds(&request).await;
    let end: Vec<_> = kinds.iter().skip_while(|kind| *kind != "grant.ending").collect();
    assert_eq!(
        end,
        [
            "grant.ending",
            "graph.call_planned",
            "graph.call_answered",
            "grant.ended"
        ]
    );
    // Asked for anew, it is a request like the first.
    mia.asks_for(VISIO, "", &[]).await;
    desk.works().await;
    assert!(desk.plans_off_at_graph("mia.berg", VISIO).await.is_some());
    desk.close().await;
}

#[tokio::test]
async fn what_a_second_window_gives_back_or_extends_is_answered_beside_what_one_has() {
    let desk = desk().await;
    let mia = desk.sign_in("mia.berg").await;
    mia.asks_for(VISIO, "", &[]).await;
    desk.works().await;
    let csrf = mia.get(&give_back(VISIO)).await.field("csrf");
    gives_back(&mia, VISIO, &[("understood", "yes")]).await;
    desk.works().await;
    for (path, sentence) in [
        (
            give_back(VISIO),
            "Visio Plan 2 is gone already: given back. Nothing more was done.",
        ),
        (
            format!("/licences/{VISIO}/extend"),
            "Visio Plan 2 was not extended: it has no end, has not begun, or is over.",
        ),
    ] {
        let again = mia
            .post_bare(&path, &[("csrf", &csrf), ("understood", "yes")])
            .await;
        assert_eq!(again.location.as_deref(), Some("/licences"), "{}", again.text);
        assert_eq!(mia.get("/licences").await.words(".notice[role=status]"), sentence);
    }
    desk.close().await;
}

#[tokio::test]
async fn what_is_inherited_or_was_given_by_hand_is_not_taken_away() {
    let desk = desk().await;
    let ada = desk.sign_in("ada.novak").await;
    ada.get("/requests").await;
    let mia = desk.sign_in("mia.berg").await;
    for (sku, words) in [
        (E3, "through the group “Licence: Microsoft 365 E3”"),
        (FLOW_FREE, "was given to you directly, not by Countersign"),
    ] {
        let looked = mia.get(&give_back(sku)).await;
        assert_eq!(looked.status, StatusCode::FORBIDDEN);
        assert!(looked.text.contains(words), "{}", looked.text);
        let tried = gives_back(&mia, sku, &[("understood", "yes")]).await;
        assert_eq!(tried.status, StatusCode::FORBIDDEN);
        assert!(tried.text.contains("Ask Ada Novak"), "{}", tried.text);
    }
    assert_eq!(gives_back(&mia, VISIO, &[]).await.status, StatusCode::NOT_FOUND);
    let refused = refusals(&desk).await;
    assert_eq!(refused.len(), 2);
    assert_eq!(refused[0]["attempt"], "remove_inherited");
    assert_eq!(refused[0]["groups"].as_array().unwrap().len(), 1);
    assert_eq!(refused[1]["attempt"], "remove_not_ours");
    desk.works().await;
    assert_eq!(desk.calls().await.len(), 0);
    let otto = desk.sign_in("otto.keller").await;
    assert!(otto.get("/audit").await.text.contains("it comes through a group"));
    desk.close().await;
}

#[tokio::test]
async fn somebody_elses_licence_is_not_theirs_to_give_back() {
    let desk = desk().await;
    let mia = desk.sign_in("mia.berg").await;
    mia.asks_for(VISIO, "", &[]).await;
    desk.works().await;
    let jonas = desk.sign_in("jonas.lind").await;
    let tried = gives_back(&jonas, VISIO, &[("understood", "yes")]).await;
    assert_eq!(tried.status, StatusCode::NOT_FOUND);
    let nobody = desk.nobody("nobody");
    assert_eq!(nobody.get("/licences").await.status, StatusCode::SEE_OTHER);
    desk.works().await;
    assert!(desk.plans_off_at_graph("mia.berg", VISIO).await.is_some());
    desk.close().await;
}

#[tokio::test]
async fn when_graph_is_out_of_reach_the_page_says_so_and_nothing_is_given_back() {
    let desk = desk().await;
    let mia = desk.sign_in("mia.berg").await;
    mia.asks_for(VISIO, "", &[]).await;
    desk.works().await;
    let mut away = fault("/users/", 500, "generalException", "Try later.");
    away["times"] = json!(100);
    desk.control("faults", away).await;
    let page = mia.get("/licences").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("Microsoft does not answer"), "{}", page.text);
    assert!(
        page.words("main").contains("Visio Plan 2"),
        "what was granted is known"
    );
    assert!(!page.text.contains("Give back"));
    let tried = gives_back(&mia, VISIO, &[("understood", "yes")]).await;
    assert_eq!(tried.status, StatusCode::SERVICE_UNAVAILABLE);
    let missing = "licences through groups are missing";
    let catalogue = mia.get("/").await.words(".notice");
    assert!(catalogue.contains(missing), "{catalogue}");
    desk.no_more_faults().await;
    assert!(!mia.get("/").await.text.contains(missing));
    desk.works().await;
    assert!(desk.plans_off_at_graph("mia.berg", VISIO).await.is_some());
    desk.close().await;
}

const KEEPS_SWAY_OFF: &str = r#"
[[guard]]
id = "no-sway"
keep_off = ["SWAY"]

[[route]]
id = "manager"
stages = [{ who = "manager" }]
"#;

#[tokio::test]
async fn requester_and_approver_are_told_when_a_plan_stays_on_through_a_group() {
    let desk = Desk::with_policy(KEEPS_SWAY_OFF).await;
    let mia = desk.sign_in("mia.berg").await;
    let words =
        "Switching it off has no effect: it is still on through the group “Licence: Microsoft 365 E3”.";
    let form = mia.get(&format!("/products/{E5}/request")).await;
    assert!(form.words(".ticks").contains(words), "{}", form.text);
    mia.asks_for(E5, "The whole of it.", &[]).await;
    let jonas = desk.sign_in("jonas.lind").await;
    let card = jonas.get(&jonas.card().await).await;
    assert_eq!(
        card.words(".diff .still-on"),
        words,
        "once, at the plan that is off"
    );
    desk.close().await;
}
