//! People who leave and move: what was granted to them ends or is reviewed as the policy says, what they wait for is closed or
//! decided anew, and whoever was to sign is replaced.

use chrono::{DateTime, Duration, Utc};
use countersign::fulfilment::movers::store as departures;
use countersign::jobs::{self, Job};
use countersign::simulator::DOMAIN;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::desk::{Desk, FLOW_FREE, Page, Person, VISIO, fault};

const RULES: &str = r#"
[[guard]]
id = "leavers"
on_leave = "end"
grace = "7d"

[[guard]]
id = "movers"
products = ["VISIOCLIENT"]
on_move = "review"
grace = "14d"

[[guard]]
id = "sales-get-no-project"
products = ["PROJECTPROFESSIONAL"]
when = 'beneficiary.department == "Sales"'
deny = "Sales plans elsewhere."

[[route]]
id = "visio"
products = ["VISIOCLIENT", "FLOW_FREE"]
approve = "automatic"

[[route]]
id = "manager"
stages = [{ who = "manager" }]
"#;
const PROJECT: &str = crate::desk::PROJECT;

/// Somebody does it in the tenant, the directory is read, and what follows is done.
async fn happens(desk: &Desk, path: &str, body: Value) {
    desk.control(path, body).await;
    let mut conn = desk.app.pool.acquire().await.unwrap();
    jobs::enqueue(&mut conn, desk.now(), Job::SyncDirectory, desk.now())
        .await
        .unwrap();
    drop(conn);
    desk.works_until_idle().await;
}

/// The clock looks at once.
async fn turns(desk: &Desk) {
    let mut conn = desk.app.pool.acquire().await.unwrap();
    jobs::enqueue(&mut conn, desk.now(), Job::TurnClock, desk.now())
        .await
        .unwrap();
    drop(conn);
    desk.works_until_idle().await;
}

async fn leaves(desk: &Desk, name: &str) {
    happens(desk, &format!("people/{name}@{DOMAIN}/disable"), json!({})).await;
}

async fn comes_back(desk: &Desk, name: &str) {
    happens(desk, &format!("people/{name}@{DOMAIN}/enable"), json!({})).await;
}

async fn moves_to(desk: &Desk, name: &str, department: &str) {
    let path = format!("people/{name}@{DOMAIN}/move");
    happens(desk, &path, json!({ "department": department })).await;
}

async fn has(desk: &Desk, name: &str, sku: &str) -> bool {
    desk.plans_off_at_graph(name, sku).await.is_some()
}

async fn states(desk: &Desk) -> Vec<String> {
    sqlx::query_scalar!("select state from departures order by noticed_at, id")
        .fetch_all(&desk.app.pool)
        .await
        .unwrap()
}

async fn events(desk: &Desk, like: &str) -> Vec<String> {
    sqlx::query_scalar!(
        "select kind from audit_events where kind like $1 order by written",
        like
    )
    .fetch_all(&desk.app.pool)
    .await
    .unwrap()
}

/// Turns the clock by days, and works.
async fn later(desk: &Desk, days: i64) {
    desk.turn(Duration::days(days));
    turns(desk).await;
}

/// Mia has Visio and Power Automate by grants.
async fn mia_has_two(desk: &Desk) -> Person {
    let mia = desk.sign_in("mia.berg").await;
    mia.asks_for(VISIO, "", &[]).await;
    desk.works_until_idle().await;
    mia
}

async fn decides(person: &Person, path: &str, page: &str, fields: &[(&str, &str)]) -> Page {
    person.post(path, page, fields).await
}

#[tokio::test]
async fn who_leaves_keeps_it_for_the_grace_and_then_it_is_removed_and_measured() {
    let desk = Desk::with_policy(RULES).await;
    mia_has_two(&desk).await;
    leaves(&desk, "mia.berg").await;
    assert_eq!(states(&desk).await, ["waiting"]);
    assert_eq!(events(&desk, "person.left").await.len(), 1);
    later(&desk, 6).await;
    assert!(has(&desk, "mia.berg", VISIO).await, "a week is seven days");
    later(&desk, 1).await;
    assert!(!has(&desk, "mia.berg", VISIO).await);
    assert_eq!(states(&desk).await, ["done"]);
    let cause = sqlx::query_scalar!("select end_cause from grants")
        .fetch_one(&desk.app.pool)
        .await
        .unwrap();
    assert_eq!(cause.as_deref(), Some("left"));
    let ada = desk.sign_in("ada.novak").await;
    let page = ada.get("/admin/leavers").await;
    assert!(
        page.words(".troubles").contains("The account was disabled"),
        "{}",
        page.text
    );
    assert!(
        page.words(".troubles")
            .contains("Ends after 7 days (rule leavers)")
    );
    assert!(
        page.words(".troubles").contains("Removed 7 days"),
        "{}",
        page.words(".troubles")
    );
    let promise = page.words("[role=note]");
    assert!(
        promise.contains("1 licence was removed in the last 30 days, 7 days"),
        "{promise}"
    );
    assert!(
        promise.contains("None came later than promised: the grace and 24 hours."),
        "{promise}"
    );
    desk.close().await;
}

#[tokio::test]
async fn who_comes_back_before_the_grace_is_over_keeps_everything() {
    let desk = Desk::with_policy(RULES).await;
    mia_has_two(&desk).await;
    leaves(&desk, "mia.berg").await;
    later(&desk, 3).await;
    comes_back(&desk, "mia.berg").await;
    assert_eq!(states(&desk).await, ["called_off"]);
    assert_eq!(
        events(&desk, "person.%ed")
            .await
            .iter()
            .filter(|kind| *kind == "person.returned")
            .count(),
        1
    );
    later(&desk, 10).await;
    assert!(has(&desk, "mia.berg", VISIO).await);
    // Gone again: it begins anew.
    leaves(&desk, "mia.berg").await;
    assert_eq!(states(&desk).await, ["called_off", "waiting"]);
    desk.close().await;
}

#[tokio::test]
async fn each_movement_is_handled_once_and_a_deletion_after_a_switch_off_begins_nothing_new() {
    let desk = Desk::with_policy(RULES).await;
    mia_has_two(&desk).await;
    leaves(&desk, "mia.berg").await;
    happens(&desk, &format!("people/mia.berg@{DOMAIN}/leave"), json!({})).await;
    turns(&desk).await;
    assert_eq!(states(&desk).await, ["waiting"]);
    assert_eq!(events(&desk, "person.left").await.len(), 2, "each is said, once");
    desk.close().await;
}

#[tokio::test]
async fn who_leaves_waits_for_nothing_any_more_but_what_they_asked_for_others_stays() {
    let desk = Desk::with_policy(RULES).await;
    // Hers is signed by an administrator: its requester is her manager.
    desk.sign_in("ada.novak").await.get("/").await;
    let jonas = desk.sign_in("jonas.lind").await;
    let own = jonas.asks_for(PROJECT, "The move.", &[]).await;
    let mia = desk.id_of("mia.berg").await;
    let page = jonas
        .asks_with(
            PROJECT,
            &[
                ("beneficiary", &mia.to_string()),
                ("justification", "Hers."),
                ("term", "30"),
            ],
            &[],
        )
        .await;
    let hers = page
        .location
        .clone()
        .unwrap_or_else(|| panic!("{}", page.text))
        .replace("/requests/", "");
    leaves(&desk, "jonas.lind").await;
    let state = async |id: &str| {
        sqlx::query_scalar!("select state from requests where id = $1::text::uuid", id)
            .fetch_one(&desk.app.pool)
            .await
            .unwrap()
    };
    assert_eq!(state(&own).await, "closed");
    assert_eq!(state(&hers).await, "awaiting_approval");
    assert_eq!(desk.kinds(&own).await.last().unwrap(), "request.closed");
    let page = jonas.sees(&own).await;
    assert!(
        page.words(".steps")
            .contains("The account for which it was asked was closed."),
        "{}",
        page.text
    );
    desk.close().await;
}

#[tokio::test]
async fn an_approver_who_leaves_is_replaced_by_the_fallback() {
    let desk = Desk::with_policy(RULES).await;
    let ada = desk.sign_in("ada.novak").await;
    let mia = desk.sign_in("mia.berg").await;
    let request = mia.asks_for(PROJECT, "The move.", &[]).await;
    assert!(ada.get("/approvals").await.hrefs("/approvals/").is_empty());
    leaves(&desk, "jonas.lind").await;
    assert_eq!(
        desk.kinds(&request).await.last().unwrap(),
        "stage.approvers_replaced"
    );
    let card = ada.card().await;
    assert!(
        ada.get(&card)
            .await
            .text
            .contains("because no manager of Mia Berg can sign")
    );
    let jonas = desk.sign_in("otto.keller").await;
    assert!(jonas.get("/approvals").await.hrefs("/approvals/").is_empty());
    assert_eq!(ada.approves().await.status, StatusCode::SEE_OTHER);
    assert!(desk.kinds(&request).await.contains(&"grant.approved".to_owned()));
    desk.close().await;
}

#[tokio::test]
async fn a_new_manager_signs_what_waits_and_a_rule_that_now_denies_closes_it() {
    let desk = Desk::with_policy(RULES).await;
    let mia = desk.sign_in("mia.berg").await;
    let request = mia.asks_for(PROJECT, "The move.", &[]).await;
    let path = format!("people/mia.berg@{DOMAIN}/move");
    let otto = json!({ "manager": format!("otto.keller@{DOMAIN}") });
    happens(&desk, &path, otto).await;
    let old = desk.sign_in("jonas.lind").await;
    assert!(old.get("/approvals").await.hrefs("/approvals/").is_empty());
    let new = desk.sign_in("otto.keller").await;
    assert_eq!(new.get("/approvals").await.hrefs("/approvals/").len(), 1);
    moves_to(&desk, "mia.berg", "Sales").await;
    assert!(new.get("/approvals").await.hrefs("/approvals/").is_empty());
    let page = mia.sees(&request).await;
    assert_eq!(page.words(".badge"), "State: Closed");
    assert!(
        page.words(".steps")
            .contains("the policy now says no. Sales plans elsewhere."),
        "{}",
        page.text
    );
    desk.close().await;
}

#[tokio::test]
async fn who_moves_is_reviewed_and_the_manager_keeps_or_ends() {
    let desk = Desk::with_policy(RULES).await;
    mia_has_two(&desk).await;
    let jonas = desk.sign_in("jonas.lind").await;
    assert!(
        !jonas.get("/").await.text.contains("/reviews"),
        "who has none is not bothered"
    );
    moves_to(&desk, "mia.berg", "Sales").await;
    assert_eq!(states(&desk).await, ["reviewing"]);
    desk.turn(Duration::minutes(1));
    let page = jonas.get("/reviews").await;
    let words = page.words("main");
    assert!(words.contains("Ends by itself in 14 days"), "{words}");
    assert!(words.contains("→ Sales"), "{words}");
    assert!(
        words.contains("€15.00 a month") || words.contains("a month"),
        "{words}"
    );
    assert!(
        jonas.get("/").await.words("nav").contains("Reviews 1"),
        "counted in the navigation"
    );
    // Nobody else sees or answers it.
    let otto = desk.sign_in("otto.keller").await;
    assert!(otto.get("/reviews").await.text.contains("Nothing waits for you"));
    let path = page
        .actions("")
        .into_iter()
        .find(|action| action.starts_with("/reviews/"))
        .unwrap();
    let foreign = decides(&otto, &path, "/requests", &[("answer", "end")]).await;
    assert_eq!(foreign.status, StatusCode::CONFLICT);
    let silent = decides(&jonas, &path, "/reviews", &[("answer", "keep"), ("reason", " ")]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(silent.text.contains("Say why it is still needed"));
    for answer in ["keep", "end"] {
        let short = decides(&jonas, &path, "/reviews", &[("answer", answer), ("reason", "x")]).await;
        assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
        assert!(
            short.words(".message").contains("3 to 500 characters"),
            "{answer}"
        );
    }
    let kept = decides(
        &jonas,
        &path,
        "/reviews",
        &[("answer", "keep"), ("reason", "Maps for Sales.")],
    )
    .await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text);
    assert_eq!(states(&desk).await, ["kept"]);
    let ada = desk.sign_in("ada.novak").await;
    let line = ada.get("/admin/leavers").await.words(".leaver-row");
    assert!(
        line.contains("Kept") && !line.contains("due"),
        "nothing is due: {line}"
    );
    later(&desk, 20).await;
    assert!(has(&desk, "mia.berg", VISIO).await);
    assert_eq!(
        events(&desk, "review.%").await,
        ["review.opened", "review.answered"]
    );
    // Again, and now it ends, by the answer for all that are chosen.
    moves_to(&desk, "mia.berg", "Design").await;
    let jonas = desk.sign_in("jonas.lind").await;
    let id = sqlx::query_scalar!("select id from departures where state = 'reviewing'")
        .fetch_one(&desk.app.pool)
        .await
        .unwrap()
        .to_string();
    let ended = decides(
        &jonas,
        "/reviews",
        "/reviews",
        &[("answer", "end"), ("review", &id)],
    )
    .await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER, "{}", ended.text);
    desk.works_until_idle().await;
    assert!(!has(&desk, "mia.berg", VISIO).await);
    desk.close().await;
}

#[tokio::test]
async fn a_review_that_nobody_answers_ends_at_its_deadline() {
    let desk = Desk::with_policy(RULES).await;
    mia_has_two(&desk).await;
    moves_to(&desk, "mia.berg", "Sales").await;
    later(&desk, 13).await;
    assert!(has(&desk, "mia.berg", VISIO).await);
    later(&desk, 1).await;
    assert!(!has(&desk, "mia.berg", VISIO).await);
    let end = sqlx::query!("select end_cause, end_reason from grants")
        .fetch_one(&desk.app.pool)
        .await
        .unwrap();
    assert_eq!(
        (end.end_cause.as_deref(), end.end_reason.as_deref()),
        (Some("moved"), Some("nobody said that it stays"))
    );
    desk.close().await;
}

#[tokio::test]
async fn without_a_manager_the_administrators_review() {
    let desk = Desk::with_policy(RULES).await;
    mia_has_two(&desk).await;
    leaves(&desk, "jonas.lind").await;
    moves_to(&desk, "mia.berg", "Sales").await;
    let ada = desk.sign_in("ada.novak").await;
    assert!(ada.get("/reviews").await.words("main").contains("Mia Berg"));
    desk.close().await;
}

#[tokio::test]
async fn where_no_rule_says_anything_nothing_happens_and_it_is_listed() {
    let desk = Desk::with_policy(RULES).await;
    let ravi = desk.sign_in("ravi.menon").await;
    ravi.asks_for(FLOW_FREE, "", &[]).await;
    desk.works_until_idle().await;
    moves_to(&desk, "ravi.menon", "Sales").await;
    assert_eq!(states(&desk).await, ["no_rule"]);
    let ada = desk.sign_in("ada.novak").await;
    for (which, rows) in [
        ("no_rule", 1),
        ("waiting", 0),
        ("late", 0),
        ("", 1),
        ("nonsense", 1),
    ] {
        let page = ada.get(&format!("/admin/leavers?which={which}")).await;
        assert_eq!(
            page.actions("")
                .iter()
                .filter(|action| action.starts_with("/admin/leavers/"))
                .count(),
            rows,
            "{which}"
        );
    }
    assert!(
        ada.get("/admin/leavers?q=lotus")
            .await
            .text
            .contains("Nothing found")
    );
    assert!(
        ada.get("/admin/leavers?q=RAVI")
            .await
            .text
            .contains("No rule: nothing happens by itself")
    );
    later(&desk, 30).await;
    assert!(has(&desk, "ravi.menon", FLOW_FREE).await);
    desk.close().await;
}

#[tokio::test]
async fn an_administrator_calls_one_off_or_ends_it_at_once_with_a_reason() {
    let desk = Desk::with_policy(RULES).await;
    mia_has_two(&desk).await;
    let ravi = desk.sign_in("ravi.menon").await;
    ravi.asks_for(VISIO, "", &[]).await;
    desk.works_until_idle().await;
    leaves(&desk, "mia.berg").await;
    desk.turn(Duration::minutes(1));
    leaves(&desk, "ravi.menon").await;
    let ada = desk.sign_in("ada.novak").await;
    let page = ada.get("/admin/leavers").await;
    let actions: Vec<_> = page
        .actions("")
        .into_iter()
        .filter(|a| a.starts_with("/admin/leavers/"))
        .collect();
    assert_eq!(actions.len(), 2, "the latest first");
    let words = page.words(".troubles");
    assert!(
        words.contains("Ends after 7 days (rule leavers), due in 7 days"),
        "{words}"
    );
    assert!(
        words.contains("ends by itself then unless somebody calls it off"),
        "{words}"
    );
    let refused = decides(
        &ada,
        &actions[0],
        "/admin/leavers",
        &[("answer", "end"), ("reason", " ")],
    )
    .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let ended = decides(
        &ada,
        &actions[0],
        "/admin/leavers",
        &[("answer", "end"), ("reason", "A seat is needed.")],
    )
    .await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER, "{}", ended.text);
    let kept = decides(
        &ada,
        &actions[1],
        "/admin/leavers",
        &[("answer", "keep"), ("reason", "Only on leave.")],
    )
    .await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text);
    let again = decides(
        &ada,
        &actions[1],
        "/admin/leavers",
        &[("answer", "end"), ("reason", "Twice.")],
    )
    .await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    desk.works_until_idle().await;
    later(&desk, 20).await;
    assert!(has(&desk, "mia.berg", VISIO).await);
    assert!(!has(&desk, "ravi.menon", VISIO).await);
    assert_eq!(states(&desk).await, ["called_off", "done"]);
    desk.close().await;
}

#[tokio::test]
async fn what_a_leaver_gives_back_or_what_is_over_before_needs_nothing_more() {
    let desk = Desk::with_policy(RULES).await;
    let mia = mia_has_two(&desk).await;
    leaves(&desk, "mia.berg").await;
    let form = format!("/licences/{VISIO}/give-back");
    assert_eq!(
        mia.post(&form, &form, &[("understood", "yes")]).await.status,
        StatusCode::SEE_OTHER
    );
    turns(&desk).await;
    assert_eq!(states(&desk).await, ["done"]);
    let ends: Vec<_> = events(&desk, "grant.end%").await;
    assert_eq!(ends, ["grant.ending", "grant.ended"]);
    desk.close().await;
}

#[tokio::test]
async fn people_choose_their_time_zone() {
    let desk = Desk::configured(
        RULES,
        "[people]\ntime_zone = 'Europe/Oslo'\ntime_zones = 'DE: Europe/Berlin'\n",
    )
    .await;
    let mia = desk.sign_in("mia.berg").await;
    let page = mia.get("/settings").await;
    assert!(page.words(".lead").contains("Europe/"), "{}", page.text);
    let wrong = mia
        .post("/settings", "/settings", &[("time_zone", "Mars/Olympus")])
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.field("time_zone"), "Mars/Olympus");
    let saved = mia
        .post("/settings", "/settings", &[("time_zone", "Pacific/Kiritimati")])
        .await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    let page = mia.get("/settings").await;
    assert!(
        page.words(".lead")
            .contains("Pacific/Kiritimati, because you chose it"),
        "{}",
        page.text
    );
    mia.asks_for(VISIO, "", &[]).await;
    desk.works_until_idle().await;
    let until = sqlx::query_scalar!("select until_at from grants")
        .fetch_one(&desk.app.pool)
        .await
        .unwrap();
    // There it is 24 November until ten in the morning, our time.
    let there: DateTime<Utc> = "2027-02-22T10:00:00Z".parse().unwrap();
    assert_eq!(until, Some(there));
    desk.close().await;
}

#[tokio::test]
async fn the_list_pages_through_many() {
    let desk = Desk::with_policy(RULES).await;
    mia_has_two(&desk).await;
    for _ in 0..60 {
        leaves(&desk, "mia.berg").await;
        desk.turn(Duration::seconds(1));
        comes_back(&desk, "mia.berg").await;
    }
    let ada = desk.sign_in("ada.novak").await;
    let first = ada.get("/admin/leavers").await;
    let older = first.attributes(".pager a[rel=next]", "href").remove(0);
    let second = ada.get(&older).await;
    assert_eq!(second.status, StatusCode::OK);
    // She stands there once, with everything that happened.
    assert_eq!(first.attributes(".troubles > li h2 .name", "title"), ["Mia Berg"]);
    let ids = |page: &Page| page.attributes(".leaver-row", "id");
    assert_eq!((ids(&first).len(), ids(&second).len()), (50, 10));
    assert!(ids(&first).iter().all(|id| !ids(&second).contains(id)));
    let mut conn = desk.app.pool.acquire().await.unwrap();
    let all = departures::list(&mut conn, desk.now(), &departures::Sought::default(), 100)
        .await
        .unwrap();
    assert_eq!(all.len(), 60);
    drop(conn);
    desk.close().await;
}

#[tokio::test]
async fn while_the_directory_is_too_old_nothing_ends_because_of_it() {
    let desk = Desk::with_policy(RULES).await;
    mia_has_two(&desk).await;
    leaves(&desk, "mia.berg").await;
    let mut away = fault("/users/delta", 503, "serviceUnavailable", "Try later.");
    away["times"] = json!(1_000);
    desk.control("faults", away).await;
    later(&desk, 8).await;
    assert!(has(&desk, "mia.berg", VISIO).await);
    assert_eq!(states(&desk).await, ["waiting"]);
    desk.no_more_faults().await;
    comes_back(&desk, "mia.berg").await;
    assert_eq!(states(&desk).await, ["called_off"], "she was back all the time");
    assert!(has(&desk, "mia.berg", VISIO).await);
    desk.close().await;
}

#[tokio::test]
async fn who_is_restored_and_still_switched_off_is_not_back() {
    let desk = Desk::with_policy(RULES).await;
    mia_has_two(&desk).await;
    leaves(&desk, "mia.berg").await;
    happens(&desk, &format!("people/mia.berg@{DOMAIN}/leave"), json!({})).await;
    happens(&desk, &format!("people/mia.berg@{DOMAIN}/restore"), json!({})).await;
    assert_eq!(states(&desk).await, ["waiting"]);
    comes_back(&desk, "mia.berg").await;
    assert_eq!(states(&desk).await, ["called_off"]);
    desk.close().await;
}
