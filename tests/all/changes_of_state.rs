//! Each change of state has its event: what people choose, who is asked instead of whom, what the fuse holds no more.

use chrono::Duration;
use countersign::jobs::{self, Job};
use countersign::simulator::DOMAIN;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::desk::{Desk, VISIO};

const RULES: &str = r#"
[[guard]]
id = "leavers"
on_leave = "end"
grace = "7d"

[[guard]]
id = "movers"
on_move = "review"
grace = "14d"

[[route]]
id = "all"
approve = "automatic"
"#;

/// Somebody does it in the tenant, the directory is read, and what follows is done.
async fn happens(desk: &Desk, name: &str, what: &str, body: Value) {
    desk.control(&format!("people/{name}@{DOMAIN}/{what}"), body)
        .await;
    works_on(desk, Job::SyncDirectory).await;
}

async fn works_on(desk: &Desk, job: Job) {
    let mut conn = desk.app.pool.acquire().await.unwrap();
    jobs::enqueue(&mut conn, desk.now(), job, desk.now())
        .await
        .unwrap();
    drop(conn);
    desk.works_until_idle().await;
}

async fn details(desk: &Desk, kind: &str) -> Vec<Value> {
    sqlx::query_scalar!(
        r#"select audit_said(id, detail) as "detail!" from audit_events where kind = $1 order by written"#,
        kind
    )
    .fetch_all(&desk.app.pool)
    .await
    .unwrap()
}

#[tokio::test]
async fn who_is_asked_instead_of_whom_and_that_nobody_need_be_asked_any_more() {
    let desk = Desk::with_policy(RULES).await;
    desk.sign_in("mia.berg")
        .await
        .asks_for(VISIO, "To draw.", &[])
        .await;
    desk.works_until_idle().await;
    happens(&desk, "mia.berg", "move", json!({ "department": "Sales" })).await;
    assert_eq!(
        details(&desk, "review.reviewer_replaced").await,
        Vec::<Value>::new()
    );
    let manager = json!({ "manager": format!("otto.keller@{DOMAIN}") });
    happens(&desk, "mia.berg", "move", manager).await;
    let otto = desk.id_of("otto.keller").await;
    // A new manager is a move of its own: what was asked before is called off, and the new one is asked.
    let called_off = details(&desk, "departure.called_off").await;
    assert_eq!(called_off.len(), 1);
    happens(&desk, "otto.keller", "disable", json!({})).await;
    let replaced = details(&desk, "review.reviewer_replaced").await;
    let last = replaced.last().expect("somebody else, or nobody, is asked");
    assert_eq!((&last["before"], &last["after"]), (&json!(otto), &Value::Null));
    happens(&desk, "mia.berg", "disable", json!({})).await;
    let called_off = details(&desk, "departure.called_off").await;
    assert_eq!(called_off.len(), 2);
    assert_eq!(called_off[1]["departure"], last["departure"]);
    desk.close().await;
}

#[tokio::test]
async fn what_the_fuse_held_for_somebody_who_is_back_is_said_to_be_held_no_more() {
    let desk = Desk::configured(RULES, "[fuse]\nat_least = 1\n").await;
    for name in ["mia.berg", "emil.brandt"] {
        desk.sign_in(name).await.asks_for(VISIO, "To draw.", &[]).await;
    }
    desk.works_until_idle().await;
    for name in ["mia.berg", "emil.brandt"] {
        happens(&desk, name, "disable", json!({})).await;
    }
    desk.turn(Duration::days(8));
    works_on(&desk, Job::SyncDirectory).await;
    works_on(&desk, Job::TurnClock).await;
    let held = sqlx::query!(
        "select g.id, p.upn from grants g join people p on p.id = g.person_id where g.held_at is not null"
    );
    let held = held.fetch_all(&desk.app.pool).await.unwrap();
    assert_eq!(held.len(), 1, "one may end, the other one is held");
    let name = held[0].upn.split('@').next().unwrap();
    happens(&desk, name, "enable", json!({})).await;
    let let_go = details(&desk, "grant.let_go").await;
    assert_eq!(let_go.len(), 1);
    assert_eq!(let_go[0]["grant"], json!(held[0].id));
    let still = sqlx::query_scalar!(r#"select count(*) as "n!" from grants where held_at is not null"#);
    assert_eq!(still.fetch_one(&desk.app.pool).await.unwrap(), 0);
    let log = desk
        .sign_in("otto.keller")
        .await
        .get("/audit?kind=grant.let_go")
        .await;
    assert!(
        log.text.contains("The fuse does not hold"),
        "{}",
        log.words("main")
    );
    desk.close().await;
}

#[tokio::test]
async fn a_time_zone_that_is_chosen_and_a_reading_anew_stand_in_the_log() {
    let desk = Desk::with_policy(RULES).await;
    let mia = desk.sign_in("mia.berg").await;
    for zone in ["Pacific/Kiritimati", "Pacific/Kiritimati", ""] {
        let saved = mia.post("/settings", "/settings", &[("time_zone", zone)]).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER);
    }
    let chosen = [
        json!({ "time_zone": "Pacific/Kiritimati" }),
        json!({ "time_zone": null }),
    ];
    assert_eq!(
        details(&desk, "person.time_zone_chosen").await,
        chosen,
        "only what changed"
    );
    let ada = desk.sign_in("ada.novak").await;
    let read = ada
        .post("/admin/mirror/read", "/admin/mirror", &[("what", "everybody")])
        .await;
    assert_eq!(read.status, StatusCode::SEE_OTHER);
    assert_eq!(
        details(&desk, "directory.read_anew").await,
        [json!({ "refused": null })]
    );
    // A reading that waits for an answer is thrown away: what it said stands in the event.
    desk.works_until_idle().await;
    desk.control("churn", json!({ "seed": 1, "share": 0.9, "kinds": ["leave"] }))
        .await;
    desk.turn(Duration::minutes(10));
    works_on(&desk, Job::SyncDirectory).await;
    let refused = details(&desk, "directory.refused").await;
    assert_eq!(refused.len(), 1);
    let by = desk.id_of("ada.novak").await;
    let mut tx = desk.app.pool.begin().await.unwrap();
    countersign::people::directory::read_anew(&mut tx, desk.now(), by)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let anew = details(&desk, "directory.read_anew").await;
    assert_eq!(anew[1]["refused"]["after"], refused[0]["after"]);
    desk.close().await;
}
