//! Drift at its edges: what is on its way, groups that can not give, audit records that lie, two who are faster than one
//! another, and adoptions of one product or stopped ones.

use chrono::Duration;
use countersign::jobs::{self, Job};
use countersign::simulator::DOMAIN;
use reqwest::StatusCode;
use serde_json::{Value, json};
use sqlx::Connection;

use crate::desk::{Desk, FLOW_FREE, Person, VISIO, fault, until};
use crate::drift::{
    NOBODY_SIGNS, WHY, adopts_all, by_hand, clean_desk, compares, decides, events, has, preview, rows, sends,
    three_edits,
};

/// As [`compares`], without the minutes after which our own last change is believed.
async fn compares_at_once(desk: &Desk) {
    let mut conn = desk.app.pool.acquire().await.unwrap();
    let scans =
        sqlx::query_scalar!(r#"select count(*) as "n!" from drift_scans where finished_at is not null"#);
    let before = scans.fetch_one(&mut *conn).await.unwrap();
    jobs::enqueue(&mut conn, desk.now(), Job::ScanDrift, desk.now())
        .await
        .unwrap();
    desk.works().await;
    let scans =
        sqlx::query_scalar!(r#"select count(*) as "n!" from drift_scans where finished_at is not null"#);
    let after = scans.fetch_one(&mut *conn).await.unwrap();
    assert_eq!(after, before + 1, "everybody was compared");
}

#[tokio::test]
async fn what_is_on_its_way_is_no_drift() {
    let (desk, ada) = clean_desk().await;
    // Graph refuses for a while: the grant is there, and the licence is not.
    let mut busy = fault("/assignLicense", 503, "serviceNotAvailable", "Busy.");
    busy["times"] = json!(50);
    desk.control("faults", busy).await;
    let mia = desk.sign_in("mia.berg").await;
    mia.asks_for(VISIO, "To draw.", &[]).await;
    desk.works().await;
    assert!(!has(&desk, "mia.berg", VISIO).await);
    compares_at_once(&desk).await;
    assert_eq!(rows(&ada, "").await, Vec::<String>::new(), "not there yet");
    // Somebody gives it by hand meanwhile: the grant explains it.
    by_hand(&desk, "mia.berg", VISIO, json!({})).await;
    compares_at_once(&desk).await;
    assert_eq!(rows(&ada, "").await, Vec::<String>::new(), "there before us");
    desk.no_more_faults().await;
    desk.works_until_idle().await;
    // A reading right after may be from before: it is compared, and says nothing of this.
    desk.sign_in("jonas.lind")
        .await
        .asks_for(VISIO, "To draw.", &[])
        .await;
    desk.works_until_idle().await;
    by_hand(&desk, "jonas.lind", VISIO, json!({ "remove": true })).await;
    compares_at_once(&desk).await;
    assert_eq!(rows(&ada, "").await, Vec::<String>::new(), "too early to tell");
    compares(&desk, &ada).await;
    let found = rows(&ada, "").await;
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].contains("Jonas Lind") && found[0].contains("Granted, and not there"));
    desk.close().await;
}

#[tokio::test]
async fn what_a_group_can_not_give_is_listed_and_can_only_be_accepted() {
    let (desk, ada) = clean_desk().await;
    desk.control("seats", json!({ "sku": "VISIOCLIENT", "enabled": 0 }))
        .await;
    desk.control(
        "groups/Finance Team",
        json!({ "gives": [{ "sku": "VISIOCLIENT" }] }),
    )
    .await;
    compares(&desk, &ada).await;
    let found = rows(&ada, "?kind=group_error").await;
    assert!(!found.is_empty());
    for row in &found {
        assert!(
            row.contains("is to give it, and Microsoft can not:")
                && row.contains("there are not enough seats"),
            "{row}"
        );
        assert!(row.contains("Accept …") && !row.contains("Restore …"), "{row}");
    }
    for act in ["adopt", "restore"] {
        let address = preview(&ada, act, &["A group can not give it"]).await;
        let page = ada.get(&address).await;
        assert_eq!(page.location.as_deref(), Some("/admin/drift"), "{act}");
        let told = ada.get("/admin/drift").await.words(".notice[role=status]");
        assert!(told.contains("this can not be done to what was chosen"), "{told}");
    }
    let address = preview(&ada, "accept", &["A group can not give it"]).await;
    assert_eq!(decides(&ada, &address, WHY).await.status, StatusCode::SEE_OTHER);
    compares(&desk, &ada).await;
    assert_eq!(rows(&ada, "").await, Vec::<String>::new());
    assert_eq!(rows(&ada, "?which=accepted").await.len(), found.len());
    // Seats have come: there is nothing to be accepted any more.
    desk.control("seats", json!({ "sku": "VISIOCLIENT", "enabled": 100 }))
        .await;
    desk.control("groups/Finance Team", json!({ "gives": [] })).await;
    compares(&desk, &ada).await;
    assert_eq!(rows(&ada, "?which=accepted").await, Vec::<String>::new());
    assert_eq!(rows(&ada, "?which=gone").await.len(), found.len());
    desk.close().await;
}

/// A record of the audit feed, as it may stand there.
fn record(desk: &Desk, correlation: Value, by: Value, target: Value) -> Value {
    json!({ "correlationId": correlation, "activityDateTime": desk.now(), "result": "success", "initiatedBy": by,
            "targetResources": [target] })
}

fn licence(sku: &str) -> Value {
    let row =
        format!("[SkuName=X, AccountId=11111111-0000-4000-8000-000000000000, SkuId={sku}, DisabledPlans=[]]");
    json!([{ "displayName": "AssignedLicense", "oldValue": "[]", "newValue": json!([row]).to_string() }])
}

#[tokio::test]
async fn audit_records_that_lie_or_share_an_id_credit_nobody_with_what_others_did() {
    let (desk, ada) = clean_desk().await;
    for (name, sku) in [
        ("hanna.moe", FLOW_FREE),
        ("emil.brandt", VISIO),
        ("mia.berg", VISIO),
        ("jonas.lind", VISIO),
    ] {
        by_hand(&desk, name, sku, json!({})).await;
    }
    let id = async |name: &str| json!(desk.id_of(name).await);
    let (hanna, emil) = (id("hanna.moe").await, id("emil.brandt").await);
    let (mia, jonas) = (id("mia.berg").await, id("jonas.lind").await);
    let by = |id: &Value| json!({ "user": { "id": id } });
    let partner = json!({ "user": { "id": "77777777-0000-4000-8000-000000000000", "userPrincipalName": "admin@partner.example" } });
    let script =
        json!({ "app": { "appId": "x", "displayName": format!("<b>Script</b>\u{7}{}", "x".repeat(5_000)) } });
    let (viktor, otto) = (id("viktor.sand").await, id("otto.keller").await);
    desk.turn(Duration::minutes(10));
    // One act on several people has one id; others have none, and do not belong together for that.
    let changes = [
        record(&desk, json!("one act"), by(&viktor), json!({ "id": hanna })),
        record(&desk, json!("one act"), by(&otto), json!({ "id": emil })),
        record(&desk, Value::Null, partner, json!({ "id": mia })),
        record(&desk, Value::Null, script, json!({ "id": jonas })),
        record(&desk, json!("x"), by(&viktor), json!({ "id": "no id" })),
        record(&desk, json!("x"), json!({}), json!({ "id": hanna })),
        json!({}),
        json!({ "targetResources": [] }),
    ];
    // Otto is said to have changed Hanna's product by a record of Emil's, and the other way round.
    let updates = [
        record(
            &desk,
            json!("one act"),
            json!(null),
            json!({ "id": hanna, "modifiedProperties": licence(FLOW_FREE) }),
        ),
        record(
            &desk,
            json!("one act"),
            json!(null),
            json!({ "id": emil, "modifiedProperties": licence(VISIO) }),
        ),
        record(
            &desk,
            Value::Null,
            json!(null),
            json!({ "id": hanna, "modifiedProperties": licence(VISIO) }),
        ),
        record(
            &desk,
            json!("x"),
            json!(null),
            json!({ "modifiedProperties": licence(FLOW_FREE) }),
        ),
    ];
    for records in [&changes[..], &updates[..]] {
        let lie = json!({ "path_contains": "directoryAudits", "status": 200, "body": { "value": records } });
        desk.control("faults", lie).await;
    }
    compares(&desk, &ada).await;
    let all = rows(&ada, "").await;
    assert_eq!(all.len(), 4, "{all:#?}");
    let row = |name: &str| all.iter().find(|row| row.contains(name)).cloned().unwrap();
    assert!(
        row("Hanna Moe").contains("Done by Viktor Sand,"),
        "{}",
        row("Hanna Moe")
    );
    assert!(
        row("Emil Brandt").contains("Done by Otto Keller,"),
        "{}",
        row("Emil Brandt")
    );
    let theirs = row("Mia Berg");
    assert!(theirs.contains("Done by admin@partner.example,"), "{theirs}");
    let its = row("Jonas Lind");
    assert!(
        its.contains("Done by <b>Script</b>xxx") && its.len() < 1_000,
        "{its}"
    );
    desk.close().await;
}

#[tokio::test]
async fn nothing_is_decided_that_a_reading_changes_at_that_moment() {
    let (desk, ada, hanna) = three_edits().await;
    let page = ada.get(&preview(&ada, "restore", &[&hanna]).await).await;
    // A reading has found it to be another, and has not written it to the end when the button is pressed.
    let mut reading = sqlx::PgConnection::connect(&desk.database.owner_url)
        .await
        .unwrap();
    sqlx::raw_sql(
        "begin; update findings set changed_at = changed_at + interval '1 second', fingerprint = 'other'",
    )
    .execute(&mut reading)
    .await
    .unwrap();
    let (answer, ()) = tokio::join!(sends(&ada, &page, WHY), async {
        until("the button waits for the reading", async || {
            let waits = sqlx::query_scalar!(
                r#"select count(*) as "n!" from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"#
            );
            waits.fetch_one(&desk.app.pool).await.unwrap() == 1
        })
        .await;
        sqlx::raw_sql("commit").execute(&mut reading).await.unwrap();
    });
    assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.words("main"));
    assert!(answer.text.contains("The list has changed since you looked"));
    assert_eq!(events(&desk, "drift.restored").await, 0);
    assert!(has(&desk, "hanna.moe", FLOW_FREE).await);
    drop(reading);
    desk.close().await;
}

/// What the form of the page "Adopt all as found" sends.
async fn adoption(ada: &Person, product: &str) -> Vec<(&'static str, String)> {
    let page = ada.get(&format!("/admin/drift/adopt?product={product}")).await;
    let shown = ["csrf", "product", "count", "up_to", "changed_to_us"];
    let mut fields: Vec<_> = shown.map(|name| (name, page.field(name))).to_vec();
    fields.push(("reason", WHY.to_owned()));
    fields
}

async fn begins(ada: &Person, fields: &[(&'static str, String)]) -> crate::desk::Page {
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    ada.post_bare("/admin/drift/adopt", &fields).await
}

#[tokio::test]
async fn adopting_all_of_one_product_leaves_the_others_and_is_bound_to_what_was_shown() {
    let (desk, ada) = clean_desk().await;
    for (name, sku) in [
        ("hanna.moe", FLOW_FREE),
        ("emil.brandt", VISIO),
        ("mia.berg", VISIO),
    ] {
        by_hand(&desk, name, sku, json!({})).await;
    }
    compares(&desk, &ada).await;
    let shown = adoption(&ada, VISIO).await;
    // As many, and none is new: but a plan of one of them is off now.
    by_hand(
        &desk,
        "mia.berg",
        VISIO,
        json!({ "disabled_plans": ["VISIOONLINE"] }),
    )
    .await;
    compares(&desk, &ada).await;
    let old = begins(&ada, &shown).await;
    assert_eq!(old.status, StatusCode::CONFLICT, "{}", old.words("main"));
    assert!(old.text.contains("The list has changed since you looked"));
    assert!(old.text.contains(WHY), "the reason is kept");
    adopts_all(&desk, &ada, VISIO).await;
    let left = rows(&ada, "").await;
    assert_eq!(left.len(), 1, "{left:#?}");
    assert!(left[0].contains("Hanna Moe"));
    let hers = desk.sign_in("mia.berg").await.get("/licences").await;
    assert!(hers.text.contains(VISIO), "{}", hers.words("main"));
    desk.close().await;
}

#[tokio::test]
async fn an_adoption_can_be_stopped_and_only_one_runs_at_a_time() {
    let desk = Desk::with_policy(NOBODY_SIGNS).await;
    let ada = desk.sign_in("ada.novak").await;
    by_hand(&desk, "mia.berg", VISIO, json!({})).await;
    compares(&desk, &ada).await;
    let found = rows(&ada, "?kind=unknown_licence").await.len();
    assert!(found > 1);
    let fields = adoption(&ada, "").await;
    let begun = begins(&ada, &fields).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.words("main"));
    // A second one, by somebody who saw the same.
    assert_eq!(begins(&ada, &fields).await.status, StatusCode::SEE_OTHER);
    let running = ada.get("/admin/drift/adopt").await;
    assert!(running.words(".notice").contains("Another adoption is under way"));
    let which = running.field("adoption");
    for said in ["Stopped. What was adopted stays adopted", "It was over already."] {
        let stopped = ada
            .post("/admin/drift/adopt/stop", "/admin/drift", &[("adoption", &which)])
            .await;
        assert_eq!(stopped.status, StatusCode::SEE_OTHER);
        let page = ada.get("/admin/drift/adopt").await;
        assert!(page.words(".notice").contains(said), "{}", page.words("main"));
    }
    desk.works().await;
    assert_eq!(events(&desk, "drift.adopted").await, 0);
    for kind in ["drift.adoption_begun", "drift.adoption_stopped"] {
        assert_eq!(events(&desk, kind).await, 1, "{kind}");
    }
    assert_eq!(rows(&ada, "?kind=unknown_licence").await.len(), found);
    let page = ada.get("/admin/drift/adopt").await;
    assert!(page.words("main").contains("The last adoption was stopped"));
    // What is left can be adopted after all.
    adopts_all(&desk, &ada, "").await;
    assert_eq!(rows(&ada, "").await, Vec::<String>::new());
    let upn = format!("mia.berg@{DOMAIN}");
    let grants = sqlx::query_scalar!(
        r#"select count(*) as "n!" from grants g join people p on p.id = g.person_id where p.upn = $1 and g.state = 'active'"#,
        upn
    );
    assert!(grants.fetch_one(&desk.app.pool).await.unwrap() >= 1);
    desk.close().await;
}

async fn scan_begins(desk: &Desk) {
    let mut conn = desk.app.pool.acquire().await.unwrap();
    jobs::enqueue(&mut conn, desk.now(), Job::ScanDrift, desk.now())
        .await
        .unwrap();
    drop(conn);
    desk.works().await;
}

/// Pages of the scan under way; `None` = none is.
async fn pages_under_way(desk: &Desk) -> Option<i32> {
    sqlx::query_scalar!("select pages from drift_scans where finished_at is null")
        .fetch_optional(&desk.app.pool)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_list_without_a_last_page_is_left_and_the_next_scan_comes_to_its_end() {
    let desk = Desk::with_policy(NOBODY_SIGNS).await;
    desk.turn(Duration::minutes(10));
    desk.works().await;
    assert_eq!(pages_under_way(&desk).await, None);
    // Its pages lead round in a circle.
    let link = format!("{}/v1.0/users?$skiptoken=round", desk.tenant.url);
    let round = json!({ "path_contains": "/v1.0/users", "status": 200, "times": 1_000,
                        "body": { "value": [], "@odata.nextLink": link } });
    desk.control("faults", round).await;
    scan_begins(&desk).await;
    assert_eq!(pages_under_way(&desk).await, Some(0), "from the first page");
    desk.no_more_faults().await;
    desk.turn(Duration::minutes(1));
    desk.works().await;
    assert_eq!(pages_under_way(&desk).await, None);
    // Where one stands at the limit already, it does not stand there for ever.
    sqlx::query!(
        "insert into drift_scans (id, started_at, pages, next_link) values (gen_random_uuid(), $1, 10000, $2)",
        desk.now(),
        format!("{}/v1.0/users?$select=id,licenseAssignmentStates&$top=999", desk.tenant.url),
    )
    .execute(&desk.app.pool)
    .await
    .unwrap();
    scan_begins(&desk).await;
    assert_eq!(pages_under_way(&desk).await, Some(0));
    desk.turn(Duration::minutes(1));
    desk.works().await;
    assert_eq!(pages_under_way(&desk).await, None);
    desk.close().await;
}

#[tokio::test]
async fn of_whom_graph_does_not_say_what_they_have_nothing_is_missing() {
    let (desk, ada) = clean_desk().await;
    let mia = desk.sign_in("mia.berg").await;
    mia.asks_for(VISIO, "To draw.", &[]).await;
    desk.works_until_idle().await;
    by_hand(&desk, "jonas.lind", VISIO, json!({})).await;
    compares(&desk, &ada).await;
    assert_eq!(rows(&ada, "").await.len(), 1);
    desk.turn(Duration::minutes(10));
    desk.works().await;
    let silent: Vec<_> = [desk.id_of("mia.berg").await, desk.id_of("jonas.lind").await]
        .iter()
        .map(|id| json!({ "id": id }))
        .collect();
    let silent = json!({ "path_contains": "/v1.0/users", "status": 200, "body": { "value": silent } });
    desk.control("faults", silent).await;
    scan_begins(&desk).await;
    assert_eq!(pages_under_way(&desk).await, None);
    let found = rows(&ada, "").await;
    assert!(found.len() == 1 && found[0].contains("Jonas Lind"), "{found:#?}");
    let page = ada.get("/admin/mirror").await;
    let said = page.words(".of-licences");
    assert!(
        said.contains("0 people in 0 s: 0 found anew, 0 gone; 2 passed over"),
        "{said}"
    );
    compares(&desk, &ada).await;
    let page = ada.get("/admin/mirror").await;
    assert!(!page.words(".of-licences").contains("passed over"));
    desk.close().await;
}
