//! Drift: what somebody does by hand at Microsoft is listed with who and when, nothing is reverted silently, and an
//! administrator adopts, restores or accepts it, one by one, many at once, or all as found.

use chrono::Duration;
use countersign::jobs::{self, Job};
use countersign::simulator::DOMAIN;
use countersign::worker;
use reqwest::StatusCode;
use serde_json::json;

use crate::desk::{Desk, FLOW_FREE, PROJECT, Page, Person, VISIO, until};

pub const NOBODY_SIGNS: &str = "[[route]]\nid = \"all\"\napprove = \"automatic\"\n";
pub const WHY: &str = "Looked at with the team.";

/// Somebody of the company changes a licence at Microsoft, beside us.
pub async fn by_hand(desk: &Desk, name: &str, sku: &str, more: serde_json::Value) {
    let mut edit =
        json!({ "person": format!("{name}@{DOMAIN}"), "sku": sku, "actor": format!("viktor.sand@{DOMAIN}") });
    edit.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    desk.control("assign", edit).await;
}

/// Everybody is compared, as the button says; a reading may be older than our own last change.
pub async fn compares(desk: &Desk, ada: &Person) {
    desk.turn(Duration::minutes(10));
    let page = ada.post("/admin/drift/scan", "/admin/drift", &[]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    desk.works().await;
    // The directory is read first; then it is its turn.
    desk.turn(Duration::minutes(1));
    desk.works().await;
}

/// A desk at which what the company had before is granted, so that only what the test does is found.
pub async fn clean_desk() -> (Desk, Person) {
    let desk = Desk::with_policy(NOBODY_SIGNS).await;
    let ada = desk.sign_in("ada.novak").await;
    compares(&desk, &ada).await;
    adopts_all(&desk, &ada, "").await;
    assert_eq!(rows(&ada, "").await, Vec::<String>::new());
    (desk, ada)
}

pub async fn adopts_all(desk: &Desk, ada: &Person, product: &str) {
    let page = ada.get(&format!("/admin/drift/adopt?product={product}")).await;
    let (count, up_to) = (page.field("count"), page.field("up_to"));
    let changed_to = page.field("changed_to_us");
    let fields = [
        ("product", product),
        ("count", &count),
        ("up_to", &up_to),
        ("changed_to_us", &changed_to),
        ("reason", "As it was before Countersign came."),
    ];
    let page = ada.post("/admin/drift/adopt", "/admin/drift", &fields).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.words("main"));
    desk.works().await;
}

/// What the list says of each, newest first: person, product, kind and sentences, who.
pub async fn rows(ada: &Person, query: &str) -> Vec<String> {
    let page = ada.get(&format!("/admin/drift{query}")).await;
    assert_eq!(page.status, StatusCode::OK);
    let ids = page.attributes(".troubles > li", "id");
    ids.iter().map(|id| page.words(&format!("[id='{id}']"))).collect()
}

/// The address of the preview for the first row that says these words.
pub async fn preview(ada: &Person, act: &str, words: &[&str]) -> String {
    let page = ada.get("/admin/drift").await;
    let mut address = format!("/admin/drift/decide?act={act}");
    for id in page.attributes(".troubles > li", "id") {
        let row = page.words(&format!("[id='{id}']"));
        if words.iter().any(|word| row.contains(word)) {
            address.push_str(&format!("&finding={}", id.trim_start_matches("row-")));
        }
    }
    assert!(address.contains("finding"), "no row says {words:?}");
    address
}

/// What the preview's own form sends, with this reason.
pub async fn decides(ada: &Person, address: &str, reason: &str) -> Page {
    let page = ada.get(address).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.words("main"));
    sends(ada, &page, reason).await
}

pub async fn sends(ada: &Person, preview: &Page, reason: &str) -> Page {
    let (act, mark, csrf) = (preview.field("act"), preview.field("mark"), preview.field("csrf"));
    let ids = preview.values("input[name=finding]");
    let mut fields = vec![
        ("csrf", csrf.as_str()),
        ("act", &act),
        ("mark", &mark),
        ("reason", reason),
    ];
    fields.extend(ids.iter().map(|id| ("finding", id.as_str())));
    ada.post_bare("/admin/drift/decide", &fields).await
}

pub async fn has(desk: &Desk, name: &str, sku: &str) -> bool {
    desk.plans_off_at_graph(name, sku).await.is_some()
}

pub async fn events(desk: &Desk, kind: &str) -> i64 {
    sqlx::query_scalar!(
        r#"select count(*) as "n!" from audit_events where kind = $1"#,
        kind
    )
    .fetch_one(&desk.app.pool)
    .await
    .unwrap()
}

/// Mia and Jonas have Visio by a grant, Emil has Project; then somebody takes Mia's away, switches a plan of Jonas' off, and
/// gives Power Automate to Hanna.
pub async fn three_edits() -> (Desk, Person, String) {
    let (desk, ada) = clean_desk().await;
    for name in ["mia.berg", "jonas.lind"] {
        desk.sign_in(name).await.asks_for(VISIO, "To draw.", &[]).await;
    }
    desk.works_until_idle().await;
    by_hand(&desk, "mia.berg", VISIO, json!({ "remove": true })).await;
    by_hand(
        &desk,
        "jonas.lind",
        VISIO,
        json!({ "disabled_plans": ["VISIOONLINE"] }),
    )
    .await;
    by_hand(&desk, "hanna.moe", FLOW_FREE, json!({})).await;
    compares(&desk, &ada).await;
    let flow = "Hanna Moe".to_owned();
    (desk, ada, flow)
}

#[tokio::test]
async fn what_is_done_by_hand_is_listed_with_who_and_when_and_stays_as_it_is() {
    let (desk, ada, hanna) = three_edits().await;
    let all = rows(&ada, "").await;
    assert_eq!(all.len(), 3, "{all:#?}");
    let row = |words: &str| all.iter().find(|row| row.contains(words)).cloned().unwrap();
    assert!(row("Mia Berg").contains("Granted, and not there"), "{all:#?}");
    let jonas = row("Jonas Lind");
    assert!(jonas.contains("Other plans than granted"), "{jonas}");
    assert!(jonas.contains("Granted, and off at Microsoft: "), "{jonas}");
    assert!(row(&hanna).contains("A licence nobody granted"), "{all:#?}");
    for row in &all {
        assert!(row.contains("Done by Viktor Sand"), "{row}");
    }
    // The filters of the address, and the search.
    assert_eq!(rows(&ada, "?kind=missing").await.len(), 1);
    assert_eq!(rows(&ada, &format!("?product={VISIO}")).await.len(), 2);
    assert_eq!(rows(&ada, "?q=hanna").await.len(), 1);
    assert_eq!(rows(&ada, "?q=nobody+like+this").await.len(), 0);
    // Days go by, everybody is compared again and again: nothing is touched.
    let calls = desk.calls().await.len();
    for _ in 0..3 {
        desk.turn(Duration::days(1));
        desk.works().await;
    }
    let ada = desk.sign_in("ada.novak").await;
    assert_eq!(desk.calls().await.len(), calls, "nothing was sent");
    assert!(!has(&desk, "mia.berg", VISIO).await);
    assert!(has(&desk, "hanna.moe", FLOW_FREE).await);
    assert_eq!(rows(&ada, "").await.len(), 3, "a finding never doubles");
    // Whoever puts it right by hand ends it.
    by_hand(&desk, "hanna.moe", FLOW_FREE, json!({ "remove": true })).await;
    compares(&desk, &ada).await;
    assert_eq!(rows(&ada, "").await.len(), 2);
    let gone = rows(&ada, "?which=gone").await;
    assert!(
        gone[0].contains("A later reading did not find it any more"),
        "{gone:?}"
    );
    desk.close().await;
}

#[tokio::test]
async fn restoring_makes_it_as_granted_and_takes_away_what_nobody_granted() {
    let (desk, ada, _) = three_edits().await;
    let address = preview(&ada, "restore", &["Mia Berg", "Jonas Lind", "Hanna Moe"]).await;
    let page = ada.get(&address).await;
    assert!(page.words("h1").contains("Restore 3 findings"), "{}", page.text);
    assert!(
        page.words("main")
            .contains("The licence is taken away at Microsoft")
    );
    // Without a reason it is not done, and says so.
    let refused = sends(&ada, &page, "").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.words(".message").contains("Say why"));
    let done = sends(&ada, &page, WHY).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    desk.works_until_idle().await;
    assert!(has(&desk, "mia.berg", VISIO).await, "assigned again");
    assert!(!has(&desk, "hanna.moe", FLOW_FREE).await, "taken away");
    let visio_plans_off = desk.plans_off_at_graph("mia.berg", VISIO).await;
    assert_eq!(
        desk.plans_off_at_graph("jonas.lind", VISIO).await,
        visio_plans_off
    );
    compares(&desk, &ada).await;
    assert_eq!(rows(&ada, "").await, Vec::<String>::new());
    let decided = rows(&ada, "?which=decided").await;
    let said = format!("Restored by Ada Novak: “{WHY}”");
    assert_eq!(
        decided.iter().filter(|row| row.contains(&said)).count(),
        3,
        "{decided:#?}"
    );
    assert_eq!(events(&desk, "drift.restored").await, 3);
    // It can not be done twice.
    let again = sends(&ada, &page, WHY).await;
    assert_eq!(again.location.as_deref(), Some("/admin/drift"));
    desk.seals().await;
    desk.close().await;
}

#[tokio::test]
async fn adopting_makes_grants_and_accepting_leaves_it_until_it_changes() {
    let (desk, ada, hanna) = three_edits().await;
    let calls = desk.calls().await.len();
    let address = preview(&ada, "adopt", &[&hanna, "Jonas Lind"]).await;
    assert_eq!(decides(&ada, &address, WHY).await.status, StatusCode::SEE_OTHER);
    let address = preview(&ada, "accept", &["Mia Berg"]).await;
    assert_eq!(decides(&ada, &address, WHY).await.status, StatusCode::SEE_OTHER);
    desk.works_until_idle().await;
    assert_eq!(desk.calls().await.len(), calls, "nothing was to be sent");
    compares(&desk, &ada).await;
    assert_eq!(rows(&ada, "").await, Vec::<String>::new());
    let licences = desk.sign_in("hanna.moe").await.get("/licences").await;
    assert!(licences.text.contains(FLOW_FREE), "{}", licences.words("main"));
    let hers = desk.sign_in("mia.berg").await.get("/licences").await;
    assert!(!hers.text.contains(VISIO), "the grant of what is gone has ended");
    // A licence that is accepted stays on the other list until it changes.
    by_hand(&desk, "emil.brandt", VISIO, json!({})).await;
    compares(&desk, &ada).await;
    let address = preview(&ada, "accept", &["Emil Brandt"]).await;
    assert_eq!(decides(&ada, &address, WHY).await.status, StatusCode::SEE_OTHER);
    compares(&desk, &ada).await;
    assert_eq!(rows(&ada, "").await, Vec::<String>::new());
    assert_eq!(rows(&ada, "?which=accepted").await.len(), 1);
    by_hand(
        &desk,
        "emil.brandt",
        VISIO,
        json!({ "disabled_plans": ["VISIOONLINE"] }),
    )
    .await;
    compares(&desk, &ada).await;
    assert_eq!(rows(&ada, "").await.len(), 1, "it is another difference now");
    desk.seals().await;
    desk.close().await;
}

#[tokio::test]
async fn what_changed_since_it_was_shown_is_shown_again() {
    let (desk, ada, hanna) = three_edits().await;
    let address = preview(&ada, "restore", &[&hanna, "Jonas Lind"]).await;
    let page = ada.get(&address).await;
    // Somebody switches the plan on again and another thing off, before the button is pressed.
    by_hand(&desk, "jonas.lind", VISIO, json!({ "disabled_plans": [] })).await;
    compares(&desk, &ada).await;
    let answer = sends(&ada, &page, WHY).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(
        answer
            .words("main")
            .contains("The list has changed since you looked"),
        "{}",
        answer.text
    );
    assert!(answer.text.contains(WHY), "the reason is kept");
    assert!(has(&desk, "hanna.moe", FLOW_FREE).await, "nothing was done");
    for (path, status) in [
        ("/admin/drift/decide?act=destroy&finding=x", StatusCode::SEE_OTHER),
        ("/admin/drift/decide?act=adopt", StatusCode::SEE_OTHER),
        ("/admin/drift?before=x&kind=y&product=z&which=w", StatusCode::OK),
    ] {
        assert_eq!(ada.get(path).await.status, status, "{path}");
    }
    desk.close().await;
}

#[tokio::test]
async fn where_the_audit_log_of_the_directory_may_not_be_read_the_page_says_so() {
    let (desk, _) = clean_desk().await;
    let few = [
        "User.Read.All",
        "LicenseAssignment.ReadWrite.All",
        "GroupMember.Read.All",
    ];
    desk.control("app_roles", json!({ "roles": few })).await;
    // Tokens are good for an hour or so.
    desk.turn(Duration::hours(2));
    let ada = desk.sign_in("ada.novak").await;
    by_hand(&desk, "hanna.moe", FLOW_FREE, json!({})).await;
    compares(&desk, &ada).await;
    let page = ada.get("/admin/drift").await;
    assert!(
        page.words(".notice").contains("AuditLog.Read.All"),
        "{}",
        page.words("main")
    );
    assert!(page.words(".troubles").contains("Who did it is not known"));
    desk.close().await;
}

#[tokio::test]
async fn readings_and_adoptions_that_are_killed_half_way_go_on_and_do_nothing_twice() {
    let desk = Desk::with_people(NOBODY_SIGNS, "", 1_500).await;
    let ada = desk.sign_in("ada.novak").await;
    desk.control("give", json!({ "seed": 1, "share": 0.9, "sku": PROJECT }))
        .await;
    desk.turn(Duration::minutes(10));
    let mut conn = desk.app.pool.acquire().await.unwrap();
    jobs::enqueue(&mut conn, desk.now(), Job::ScanDrift, desk.now())
        .await
        .unwrap();
    drop(conn);
    // The directory first, so that the next reading is that of the licences.
    while worker::work_once(&desk.app).await.unwrap() {}
    desk.turn(Duration::minutes(1));
    let scans = sqlx::query_scalar!(r#"select count(*) as "n!" from drift_scans"#);
    let before = scans.fetch_one(&desk.app.pool).await.unwrap();
    let mut conn = desk.app.pool.acquire().await.unwrap();
    jobs::enqueue(&mut conn, desk.now(), Job::ScanDrift, desk.now())
        .await
        .unwrap();
    drop(conn);
    // The first page comes, the second is held.
    let second =
        json!({ "path_contains": "skiptoken", "hold": true, "times": 1, "when": "before", "status": 200 });
    desk.control("faults", second).await;
    killed_when(
        &desk,
        async || {
            let pages = sqlx::query_scalar!(
                r#"select coalesce(max(pages), 0) as "n!" from drift_scans where finished_at is null"#
            );
            pages.fetch_one(&desk.app.pool).await.unwrap() >= 1
        },
        async || {
            desk.control("release", json!({})).await;
        },
    )
    .await;
    desk.works().await;
    let scans = sqlx::query!(
        r#"select count(*) as "n!", count(*) filter (where finished_at is null) as "open!", max(people) as "people!" from drift_scans"#
    );
    let scans = scans.fetch_one(&desk.app.pool).await.unwrap();
    assert_eq!((scans.n, scans.open), (before + 1, 0), "the same scan went on");
    assert!(scans.people >= 1_500, "{}", scans.people);
    let found = sqlx::query_scalar!(
        r#"select count(*) as "n!" from findings where state = 'open' and kind = 'unknown_licence'"#
    );
    let found = found.fetch_one(&desk.app.pool).await.unwrap();
    assert!(found > 1_000, "{found}");

    // All of it is adopted; the worker dies after the first chunk.
    let page = ada.get("/admin/drift/adopt").await;
    let (count, up_to) = (page.field("count"), page.field("up_to"));
    assert_eq!(count, found.to_string());
    let changed_to = page.field("changed_to_us");
    let fields = [
        ("count", count.as_str()),
        ("up_to", &up_to),
        ("changed_to_us", &changed_to),
        ("reason", WHY),
    ];
    let begun = ada.post("/admin/drift/adopt", "/admin/drift", &fields).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text);
    // The chunk after the first one is held: its last finding is somebody else's for a while.
    let mut held = desk.app.pool.begin().await.unwrap();
    sqlx::query!(
        "select id from findings where id = (select id from findings where state = 'open' and kind = 'unknown_licence'
                                             order by written offset 999 limit 1) for update"
    )
    .fetch_one(&mut *held)
    .await
    .unwrap();
    killed_when(
        &desk,
        async || {
            let done = sqlx::query_scalar!(r#"select max(done) as "n!" from adoptions"#);
            done.fetch_one(&desk.app.pool).await.unwrap() >= 500
        },
        async || held.rollback().await.unwrap(),
    )
    .await;
    let page = ada.get("/admin/drift/adopt").await;
    assert!(page.words("main").contains("Adopting"), "{}", page.words("main"));
    desk.works().await;
    let page = ada.get("/admin/drift/adopt").await;
    let many = countersign::words::format::grouped(found);
    let said = format!("{many} of {many} were adopted.");
    assert!(page.words("main").contains(&said), "{}", page.words("main"));
    assert_eq!(
        events(&desk, "drift.adopted").await,
        found,
        "an event for each, and one only"
    );
    let grants = sqlx::query_scalar!(r#"select count(*) as "n!" from grants where state = 'active'"#);
    assert_eq!(grants.fetch_one(&desk.app.pool).await.unwrap(), found);
    desk.close().await;
}

/// A worker begins, and its process dies when this has come, before what holds it is taken away; its lease runs out.
async fn killed_when(desk: &Desk, fact: impl AsyncFn() -> bool, lets_go: impl AsyncFnOnce()) {
    let app = desk.app.clone();
    let working = tokio::spawn(async move { while worker::work_once(&app).await.unwrap() {} });
    until("the work is half done", || fact()).await;
    working.abort();
    assert!(
        working.await.is_err(),
        "the work was done before it could be cut off"
    );
    lets_go().await;
    desk.no_more_faults().await;
    desk.turn(Duration::minutes(10));
    jobs::release_expired(&desk.app.pool, desk.now()).await.unwrap();
}
