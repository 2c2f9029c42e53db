//! Workers that die: whatever they were doing, whoever comes next ends with one assignment and a whole log.

use chrono::Duration;
use countersign::app::App;
use countersign::{audit, jobs, worker};
use serde_json::json;
use tokio::task::JoinHandle;

use crate::desk::{Desk, VISIO, until};

const NOBODY_SIGNS: &str = "[[route]]\nid = \"all\"\napprove = \"automatic\"\n";

/// A worker in a process of its own, as far as the database can tell: with its own connections.
async fn another_worker(desk: &Desk) -> (App, JoinHandle<anyhow::Result<bool>>) {
    let app = App::new((*desk.app.config).clone(), desk.app.clock.clone(), Vec::new())
        .await
        .unwrap();
    let its = app.clone();
    (app, tokio::spawn(async move { worker::work_once(&its).await }))
}

/// As `kill -9` does it: the task is gone, and so are its connections.
async fn killed((app, task): (App, JoinHandle<anyhow::Result<bool>>)) {
    task.abort();
    assert!(task.await.unwrap_err().is_cancelled());
    app.pool.close().await;
}

async fn next_worker_comes(desk: &Desk) {
    // Until the lease is over, nobody touches the job.
    desk.works().await;
    desk.turn(Duration::seconds(
        i64::from(desk.app.config.worker.lease_seconds) + 1,
    ));
    assert_eq!(
        jobs::release_expired(&desk.app.pool, desk.now()).await.unwrap(),
        1
    );
    desk.works_until_idle().await;
}

async fn one_assignment_and_a_full_log(desk: &Desk, request: &str, calls: usize) {
    assert_eq!(
        desk.sign_in("mia.berg").await.sees(request).await.words(".badge"),
        "State: Active"
    );
    assert!(desk.plans_off_at_graph("mia.berg", VISIO).await.is_some());
    assert_eq!(
        desk.calls()
            .await
            .iter()
            .filter(|call| call["status"] == 200)
            .count(),
        1
    );
    assert_eq!(desk.calls().await.len(), calls);
    let kinds = desk.kinds(request).await;
    for once in ["request.submitted", "grant.approved", "grant.active"] {
        assert_eq!(
            kinds.iter().filter(|kind| *kind == once).count(),
            1,
            "{once}: {kinds:?}"
        );
    }
    assert_eq!(
        kinds.iter().filter(|kind| *kind == "graph.call_planned").count(),
        calls,
        "{kinds:?}"
    );
    let grants = sqlx::query_scalar!(r#"select count(*) as "n!" from grants where state = 'active'"#);
    assert_eq!(grants.fetch_one(&desk.app.pool).await.unwrap(), 1);
}

async fn graph_holds_one(desk: &Desk) {
    until("Graph holds its answer", async || {
        desk.control_read("faults").await["held"] == 1
    })
    .await;
}

#[tokio::test]
async fn killed_while_graph_has_done_the_work_and_not_answered_yet() {
    let desk = Desk::with_policy(NOBODY_SIGNS).await;
    let request = desk.sign_in("mia.berg").await.asks_for(VISIO, "", &[]).await;
    desk.control(
        "faults",
        json!({ "path_contains": "/assignLicense", "when": "after", "hold": true }),
    )
    .await;
    let worker = another_worker(&desk).await;
    graph_holds_one(&desk).await;
    assert!(
        desk.plans_off_at_graph("mia.berg", VISIO).await.is_some(),
        "Graph has done it"
    );
    killed(worker).await;
    desk.control("release", json!({})).await;
    next_worker_comes(&desk).await;
    // The answer went nowhere, so its status was never written down; the change was still made once.
    let calls = desk.calls().await;
    assert_eq!(calls.len(), 1, "it is not sent again: {calls:?}");
    let kinds = desk.kinds(&request).await;
    assert_eq!(kinds[kinds.len() - 2..], ["graph.call_planned", "grant.active"]);
    assert_eq!(
        desk.sign_in("mia.berg")
            .await
            .sees(&request)
            .await
            .words(".badge"),
        "State: Active"
    );
    desk.close().await;
}

#[tokio::test]
async fn killed_before_graph_had_begun() {
    let desk = Desk::with_policy(NOBODY_SIGNS).await;
    let request = desk.sign_in("mia.berg").await.asks_for(VISIO, "", &[]).await;
    desk.control(
        "faults",
        json!({ "path_contains": "/assignLicense", "when": "before", "hold": true }),
    )
    .await;
    let worker = another_worker(&desk).await;
    graph_holds_one(&desk).await;
    assert_eq!(desk.plans_off_at_graph("mia.berg", VISIO).await, None);
    killed(worker).await;
    until("Graph noticed that the caller went away", async || {
        desk.control_read("faults").await["held"] == 0
    })
    .await;
    next_worker_comes(&desk).await;
    one_assignment_and_a_full_log(&desk, &request, 2).await;
    desk.close().await;
}

#[tokio::test]
async fn killed_while_it_was_still_reading() {
    let desk = Desk::with_policy(NOBODY_SIGNS).await;
    let request = desk.sign_in("mia.berg").await.asks_for(VISIO, "", &[]).await;
    desk.control(
        "faults",
        json!({ "path_contains": "/subscribedSkus", "hold": true }),
    )
    .await;
    let worker = another_worker(&desk).await;
    graph_holds_one(&desk).await;
    killed(worker).await;
    desk.control("release", json!({})).await;
    next_worker_comes(&desk).await;
    one_assignment_and_a_full_log(&desk, &request, 1).await;
    desk.close().await;
}

#[tokio::test]
async fn a_worker_that_was_only_slow_writes_nothing_when_another_has_taken_over() {
    let desk = Desk::with_policy(NOBODY_SIGNS).await;
    let request = desk.sign_in("mia.berg").await.asks_for(VISIO, "", &[]).await;
    desk.control(
        "faults",
        json!({ "path_contains": "/assignLicense", "when": "after", "hold": true }),
    )
    .await;
    let (_, slow) = another_worker(&desk).await;
    graph_holds_one(&desk).await;
    next_worker_comes(&desk).await;
    desk.control("release", json!({})).await;
    assert!(
        slow.await.unwrap().unwrap(),
        "the late worker ends without a fault"
    );
    one_assignment_and_a_full_log(&desk, &request, 1).await;
    desk.close().await;
}

#[tokio::test]
async fn many_sealers_and_workers_at_once_leave_one_chain() {
    let desk = Desk::with_policy(NOBODY_SIGNS).await;
    let mia = desk.sign_in("mia.berg").await;
    mia.asks_for(VISIO, "", &[]).await;
    let (app, now) = (&desk.app, desk.now());
    let sealers = async || {
        for _ in 0..10 {
            audit::seal(&app.pool, now).await.unwrap();
        }
    };
    let workers = async || while worker::work_once(app).await.unwrap() {};
    tokio::join!(sealers(), workers(), sealers(), workers(), sealers());
    desk.seals().await;
    let report = audit::verify(&desk.app.pool).await.unwrap();
    let events = sqlx::query_scalar!(r#"select count(*) as "n!" from audit_events"#);
    assert_eq!(report.sealed, events.fetch_one(&desk.app.pool).await.unwrap());
    assert_eq!(desk.calls().await.len(), 1);
    desk.close().await;
}
