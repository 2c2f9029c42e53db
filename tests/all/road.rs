//! The road from wish to proof, and what must hold on it whatever happens.

use chrono::Duration;
use countersign::{jobs, worker};
use reqwest::StatusCode;
use serde_json::json;

use crate::desk::{Desk, E5, FLOW_FREE, PROJECT, VISIO, until};

/// ONEDRIVE_BASIC, kept off by policy for people who have E3.
const ONEDRIVE_BASIC: &str = "da792a53-cbc0-4184-a10d-e544dd34b3c1";
/// VISIOONLINE.
const VISIO_WEB: &str = "2bdbaf8f-738f-4ac7-9234-3c3ee2ce7d0f";

#[tokio::test]
async fn an_employee_asks_a_manager_signs_graph_assigns_and_the_log_shows_it() {
    let desk = Desk::open().await;
    let mia = desk.sign_in("mia.berg").await;
    let request = mia
        .asks_for(VISIO, "Charts for the packaging line.", &[VISIO_WEB])
        .await;
    assert!(mia.sees(&request).await.text.contains("Waiting for Jonas Lind"));

    let jonas = desk.sign_in("jonas.lind").await;
    assert_eq!(jonas.approves().await.status, StatusCode::SEE_OTHER);
    assert!(mia.sees(&request).await.text.contains("Queued for Microsoft"));
    desk.works().await;

    let page = mia.sees(&request).await;
    assert_eq!(page.words(".badge"), "State: Active");
    let mut off = vec![ONEDRIVE_BASIC.to_owned(), VISIO_WEB.to_owned()];
    off.sort();
    assert_eq!(desk.plans_off_at_graph("mia.berg", VISIO).await, Some(off));
    assert_eq!(
        desk.kinds(&request).await,
        [
            "request.submitted",
            "request.decided",
            "stage.opened",
            "request.decided",
            "signature.given",
            "grant.approved",
            "grant.seat_allotted",
            "graph.call_planned",
            "graph.call_answered",
            "grant.active",
        ]
    );
    desk.close().await;
}

#[tokio::test]
async fn a_free_product_needs_no_signature() {
    let desk = Desk::open().await;
    let lena = desk.sign_in("jonas.lind").await;
    let request = lena.asks_for(FLOW_FREE, "", &[]).await;
    desk.works().await;
    assert_eq!(lena.sees(&request).await.words(".badge"), "State: Active");
    desk.close().await;
}

#[tokio::test]
async fn a_denial_ends_the_request_and_the_requester_reads_why() {
    let desk = Desk::open().await;
    let mia = desk.sign_in("mia.berg").await;
    let request = mia.asks_for(VISIO, "", &[]).await;
    let jonas = desk.sign_in("jonas.lind").await;
    assert_eq!(jonas.denies("").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        jonas.denies("Use the whiteboard app.").await.status,
        StatusCode::SEE_OTHER
    );
    desk.works().await;
    let page = mia.sees(&request).await;
    assert_eq!(page.words(".badge"), "State: Denied");
    assert!(page.text.contains("Use the whiteboard app."));
    assert_eq!(desk.calls().await.len(), 0);
    desk.close().await;
}

#[tokio::test]
async fn a_cancelled_request_leaves_the_queue() {
    let desk = Desk::open().await;
    let mia = desk.sign_in("mia.berg").await;
    let request = mia.asks_for(VISIO, "", &[]).await;
    let jonas = desk.sign_in("jonas.lind").await;
    let card = jonas.card().await;
    let change = jonas.get(&card).await.field("change");
    let page = format!("/requests/{request}");
    assert_eq!(
        mia.post(&format!("{page}/cancel"), &page, &[]).await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(mia.sees(&request).await.words(".badge"), "State: Cancelled");
    let late = jonas
        .post(&format!("{card}/approve"), "/approvals", &[("change", &change)])
        .await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.text.contains("The request was cancelled"));
    let again = mia.post(&format!("{page}/cancel"), "/requests", &[]).await;
    assert_eq!(again.location.as_deref(), Some(page.as_str()));
    let told = mia.sees(&request).await.words(".notice[role=status]");
    assert!(told.starts_with("It was not cancelled"), "{told}");
    assert_eq!(desk.kinds(&request).await.last().unwrap(), "access.refused");
    let tried = desk.last_said("access.refused").await;
    assert_eq!(
        tried,
        serde_json::json!({ "attempt": "cancel", "code": "too-late", "why": "too_late" })
    );
    desk.close().await;
}

#[tokio::test]
async fn nobody_signs_a_request_of_their_own_or_one_made_for_them() {
    let desk = Desk::open().await;
    let jonas = desk.sign_in("jonas.lind").await;
    let mia_id = desk.id_of("mia.berg").await.to_string();
    let fields = [
        ("justification", ""),
        ("term", "30"),
        ("beneficiary", mia_id.as_str()),
    ];
    let asked = jonas.asks_with(VISIO, &fields, &[]).await;
    let request = asked
        .location
        .unwrap()
        .strip_prefix("/requests/")
        .unwrap()
        .to_owned();
    // He is her manager, but he asked: his own manager signs.
    assert!(jonas.sees(&request).await.text.contains("Waiting for Clara Roe"));
    assert!(jonas.get("/approvals").await.hrefs("/approvals/").is_empty());
    let clara = desk.sign_in("clara.roe").await;
    let card = clara.card().await;
    let change = clara.get(&card).await.field("change");
    for (person, page) in [
        (&jonas, "/approvals"),
        (&desk.sign_in("mia.berg").await, "/approvals"),
    ] {
        let refused = person
            .post(&format!("{card}/approve"), page, &[("change", &change)])
            .await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert!(
            refused.text.contains("Nobody signs their own request"),
            "{}",
            refused.text
        );
    }
    assert_eq!(
        desk.kinds(&request)
            .await
            .iter()
            .filter(|kind| *kind == "access.refused")
            .count(),
        2
    );
    desk.close().await;
}

#[tokio::test]
async fn two_stages_want_two_signatures_of_distinct_people() {
    let desk = Desk::open().await;
    let mia = desk.sign_in("mia.berg").await;
    let request = mia.asks_for(E5, "Analytics for the supply chain.", &[]).await;
    desk.sign_in("jonas.lind").await.approves().await;
    let henrik = desk.sign_in("henrik.falk").await;
    let card = henrik.card().await;
    henrik.approves().await;
    let again = henrik
        .post(&format!("{card}/approve"), "/approvals", &[("change", "x")])
        .await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert!(mia.sees(&request).await.text.contains("1 of 2 signatures given"));
    desk.sign_in("marta.quist").await.approves().await;
    desk.works().await;
    assert_eq!(mia.sees(&request).await.words(".badge"), "State: Active");
    desk.close().await;
}

#[tokio::test]
async fn another_product_leaves_the_plans_of_the_first_as_they_are() {
    let desk = Desk::open().await;
    let before = desk
        .plans_off_at_graph("mia.berg", FLOW_FREE)
        .await
        .expect("Mia has it with a plan off");
    assert!(!before.is_empty());
    let mia = desk.sign_in("mia.berg").await;
    mia.asks_for(VISIO, "", &[]).await;
    desk.sign_in("jonas.lind").await.approves().await;
    desk.works().await;
    assert_eq!(desk.plans_off_at_graph("mia.berg", FLOW_FREE).await, Some(before));
    let calls = desk.calls().await;
    assert_eq!(calls.len(), 1);
    assert_eq!(calls[0]["body"]["addLicenses"].as_array().unwrap().len(), 1);
    desk.close().await;
}

const EITHER_SIGNS: &str = r#"
[[route]]
id = "either"
stages = [{ who = "group:License Approvers" }]
"#;

#[tokio::test]
async fn two_approvers_who_sign_at_once_cause_one_assignment() {
    let desk = Desk::with_policy(EITHER_SIGNS).await;
    let mia = desk.sign_in("mia.berg").await;
    let request = mia.asks_for(VISIO, "", &[]).await;
    let (henrik, marta) = (
        desk.sign_in("henrik.falk").await,
        desk.sign_in("marta.quist").await,
    );
    let (his, hers) = (henrik.takes_the_pen().await, marta.takes_the_pen().await);
    let (a, b) = tokio::join!(henrik.signs(&his), marta.signs(&hers));
    let mut statuses = [a.status.as_u16(), b.status.as_u16()];
    statuses.sort();
    assert_eq!(statuses, [303, 409]);
    let slower = if a.status == StatusCode::CONFLICT { a } else { b };
    assert!(
        slower.text.contains("was quicker and approved this"),
        "{}",
        slower.text
    );
    desk.works().await;
    assert_eq!(desk.calls().await.len(), 1);
    assert_eq!(mia.sees(&request).await.words(".badge"), "State: Active");
    assert_eq!(
        desk.kinds(&request)
            .await
            .iter()
            .filter(|kind| *kind == "grant.approved")
            .count(),
        1
    );
    desk.close().await;
}

#[tokio::test]
async fn a_worker_killed_between_graphs_answer_and_its_own_commit_leaves_one_assignment_and_a_full_log() {
    let desk = Desk::open().await;
    let mia = desk.sign_in("mia.berg").await;
    let request = mia.asks_for(VISIO, "", &[]).await;
    desk.sign_in("jonas.lind").await.approves().await;

    // Graph's answer is held until the table that the worker must write next is locked: it has the answer and can not
    // commit.
    desk.control(
        "faults",
        json!({ "path_contains": "/assignLicense", "when": "after", "hold": true }),
    )
    .await;
    let app = desk.app.clone();
    let worker = tokio::spawn(async move { worker::work_once(&app).await });
    until("Graph holds its answer", async || {
        desk.control_read("faults").await["held"] == 1
    })
    .await;
    let mut owner = <sqlx::PgConnection as sqlx::Connection>::connect(&desk.database.owner_url)
        .await
        .unwrap();
    sqlx::raw_sql("begin; lock table fulfilment_runs in exclusive mode")
        .execute(&mut owner)
        .await
        .unwrap();
    desk.control("release", json!({})).await;
    until("the worker waits to commit", async || {
        let waits = sqlx::query_scalar!(
            r#"select count(*) as "n!" from pg_locks l join pg_database d on d.oid = l.database
                where d.datname = current_database() and not l.granted and l.relation = 'fulfilment_runs'::regclass"#
        );
        waits.fetch_one(&desk.app.pool).await.unwrap() == 1
    })
    .await;
    worker.abort();
    assert!(worker.await.unwrap_err().is_cancelled());
    sqlx::raw_sql("rollback").execute(&mut owner).await.unwrap();

    assert_eq!(
        mia.sees(&request).await.words(".badge"),
        "State: Approved, being set up"
    );
    desk.turn(Duration::minutes(10));
    assert_eq!(
        jobs::release_expired(&desk.app.pool, desk.now()).await.unwrap(),
        1
    );
    desk.works().await;

    assert_eq!(mia.sees(&request).await.words(".badge"), "State: Active");
    assert_eq!(desk.calls().await.len(), 1, "the change was sent once");
    assert!(desk.plans_off_at_graph("mia.berg", VISIO).await.is_some());
    let kinds = desk.kinds(&request).await;
    assert_eq!(
        kinds[kinds.len() - 3..],
        ["graph.call_planned", "graph.call_answered", "grant.active"]
    );
    desk.close().await;
}

#[tokio::test]
async fn a_late_worker_is_refused() {
    let desk = Desk::open().await;
    let mia = desk.sign_in("mia.berg").await;
    mia.asks_for(VISIO, "", &[]).await;
    desk.sign_in("jonas.lind").await.approves().await;
    let first = desk.lease().await.unwrap();
    assert!(
        desk.lease().await.is_none(),
        "nobody else may have the same person"
    );
    desk.turn(Duration::minutes(10));
    jobs::release_expired(&desk.app.pool, desk.now()).await.unwrap();
    let mut conn = desk.app.pool.acquire().await.unwrap();
    let late = jobs::finish(&mut conn, &first).await.unwrap_err();
    assert!(late.is::<jobs::Late>());
    drop(conn);
    desk.close().await;
}

#[tokio::test]
async fn without_a_free_seat_the_request_waits_and_goes_on_by_itself() {
    let desk = Desk::open().await;
    let mia = desk.sign_in("mia.berg").await;
    let request = mia.asks_for(PROJECT, "Plan of the new plant.", &[]).await;
    desk.sign_in("jonas.lind").await.approves().await;
    desk.works().await;
    let page = mia.sees(&request).await;
    assert_eq!(page.words(".badge"), "State: Waiting for a seat");
    assert!(page.text.contains("goes on by itself as soon as a seat is free"));
    assert_eq!(desk.calls().await.len(), 0, "nothing is sent that must fail");
    desk.control("seats", json!({ "sku": "PROJECTPROFESSIONAL", "enabled": 50 }))
        .await;
    desk.turn(Duration::minutes(2));
    desk.works().await;
    assert_eq!(mia.sees(&request).await.words(".badge"), "State: Active");
    desk.close().await;
}

const TWO_STAGES: &str = r#"
[[route]]
id = "both"
stages = [{ who = "manager" }, { who = "group:License Approvers" }]
"#;

#[tokio::test]
async fn what_was_signed_is_what_is_executed_or_it_is_signed_again() {
    let desk = Desk::with_policy(TWO_STAGES).await;
    let mia = desk.sign_in("mia.berg").await;
    let jonas = desk.sign_in("jonas.lind").await;
    let henrik = desk.sign_in("henrik.falk").await;
    let request = mia.asks_for(VISIO, "", &[]).await;
    jonas.approves().await;
    let card = henrik.card().await;

    // Between the two signatures a rule comes in that keeps a plan off.
    let stricter = format!("{TWO_STAGES}\n[[guard]]\nid = \"no-web\"\nkeep_off = [\"VISIOONLINE\"]\n");
    desk.policy_becomes(&stricter).await;

    desk.turn(Duration::seconds(1));
    let late = henrik.approves_card(&card).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.text);
    desk.works().await;
    assert_eq!(desk.calls().await.len(), 0);
    assert!(mia.sees(&request).await.text.contains("Waiting for Jonas Lind"));
    assert!(
        jonas
            .get(&jonas.card().await)
            .await
            .text
            .contains("Rule no-web keeps it off")
    );
    assert_eq!(jonas.approves().await.status, StatusCode::SEE_OTHER);
    assert_eq!(henrik.approves().await.status, StatusCode::SEE_OTHER);
    desk.works().await;
    assert_eq!(
        desk.plans_off_at_graph("mia.berg", VISIO).await,
        Some(vec![VISIO_WEB.to_owned()])
    );
    assert_eq!(mia.sees(&request).await.words(".badge"), "State: Active");
    desk.close().await;
}
