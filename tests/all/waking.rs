//! Workers begin at once when there is work, in whatever process it was made; one that dies is replaced, and one that is
//! told to stop finishes what it has begun.

use std::time::Duration as StdDuration;

use chrono::Duration;
use countersign::app::App;
use countersign::jobs::workers;
use countersign::jobs::{self, Job};
use countersign::worker;
use serde_json::json;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::desk::{Desk, VISIO, until};

const NOBODY_SIGNS: &str = "[[route]]\nid = \"all\"\napprove = \"automatic\"\n";

/// A worker as a process of its own would be one: with its own connections and its own bell. It looks at the queue by
/// itself only every five minutes.
struct Process {
    app: App,
    stop: oneshot::Sender<()>,
    runs: JoinHandle<anyhow::Result<()>>,
}

async fn process(desk: &Desk) -> Process {
    let mut config = (*desk.app.config).clone();
    config.worker.poll_seconds = 300;
    let app = App::new(config, desk.app.clock.clone(), Vec::new())
        .await
        .unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let its = app.clone();
    let runs = tokio::spawn(async move {
        worker::run(its, async {
            let _told = stopped.await;
        })
        .await
    });
    let process = Process { app, stop, runs };
    until("the worker has said that it lives", async || {
        let seen = workers::seen(&desk.app.pool).await.unwrap();
        seen.iter().any(|worker| worker.id == process.app.process)
    })
    .await;
    until("it listens", async || {
        let listening = sqlx::query_scalar!(
            r#"select count(*) as "n!" from pg_stat_activity where datname = current_database() and query ilike 'listen %'"#
        );
        listening.fetch_one(&desk.app.pool).await.unwrap() > 0
    })
    .await;
    process
}

impl Process {
    async fn ends(self) {
        self.stop.send(()).unwrap();
        self.runs.await.unwrap().unwrap();
        self.app.pool.close().await;
    }
}

async fn is_active(desk: &Desk, request: &str) -> bool {
    let mia = desk.sign_in("mia.berg").await;
    mia.sees(request).await.words(".badge") == "State: Active"
}

#[tokio::test]
async fn a_commit_in_one_process_wakes_the_worker_of_another() {
    let desk = Desk::with_policy(NOBODY_SIGNS).await;
    // Pages, and what every process has that serves them: somebody who tells the others.
    let tells = tokio::spawn(worker::carry_out(desk.app.clone()));
    let worker = process(&desk).await;
    let mia = desk.sign_in("mia.berg").await;
    for turn in 0..3 {
        let request = mia
            .asks_for([VISIO, crate::desk::PHONE, crate::desk::E5][turn], "", &[])
            .await;
        if turn == 0 {
            until("the licence is active long before the next look", async || {
                is_active(&desk, &request).await
            })
            .await;
        }
    }
    until("nothing is left to do", async || {
        let left = sqlx::query_scalar!(r#"select count(*) as "n!" from jobs where kind = 'reconcile'"#);
        left.fetch_one(&desk.app.pool).await.unwrap() == 0
    })
    .await;
    worker.ends().await;
    tells.abort();
    desk.close().await;
}

#[tokio::test]
async fn a_ring_while_nobody_listens_is_not_lost() {
    let desk = Desk::open().await;
    let bell = desk.app.bell.clone();
    for _ in 0..3 {
        bell.ring();
    }
    tokio::time::timeout(StdDuration::from_secs(5), bell.rung())
        .await
        .expect("the ring was remembered");
    desk.close().await;
}

#[tokio::test]
async fn one_ring_sets_every_hand_of_a_process_to_work() {
    let desk = Desk::with_policy(NOBODY_SIGNS).await;
    let worker = process(&desk).await;
    // Every call is held: only many hands can have many people at once.
    let names = ["mia.berg", "jonas.lind", "clara.roe"];
    let mut hold = json!({ "path_contains": "/assignLicense", "when": "before", "hold": true, "times": 3 });
    hold["method"] = json!("POST");
    desk.control("faults", hold).await;
    for name in names {
        desk.sign_in(name).await.asks_for(VISIO, "", &[]).await;
    }
    worker.app.bell.ring();
    until("three people are held at once", async || {
        desk.control_read("faults").await["held"] == 3
    })
    .await;
    desk.control("release", json!({})).await;
    worker.ends().await;
    desk.works().await;
    assert_eq!(desk.calls().await.len(), 3);
    desk.close().await;
}

#[tokio::test]
async fn a_worker_that_is_told_to_stop_finishes_the_call_under_way_and_begins_no_other() {
    let desk = Desk::with_policy(NOBODY_SIGNS).await;
    desk.control(
        "faults",
        json!({ "path_contains": "/assignLicense", "when": "after", "hold": true }),
    )
    .await;
    let request = desk.sign_in("mia.berg").await.asks_for(VISIO, "", &[]).await;
    let worker = process(&desk).await;
    worker.app.bell.ring();
    until("Graph holds its answer", async || {
        desk.control_read("faults").await["held"] == 1
    })
    .await;
    worker.stop.send(()).unwrap();
    desk.control("release", json!({})).await;
    worker.runs.await.unwrap().unwrap();
    worker.app.pool.close().await;
    assert!(is_active(&desk, &request).await);
    let seen = workers::seen(&desk.app.pool).await.unwrap();
    assert!(
        seen.iter()
            .all(|worker_seen| worker_seen.id != worker.app.process)
    );
    desk.close().await;
}

#[tokio::test]
async fn a_sign_of_life_keeps_a_lease_and_without_one_it_runs_out() {
    let desk = Desk::with_policy(NOBODY_SIGNS).await;
    desk.sign_in("mia.berg").await.asks_for(VISIO, "", &[]).await;
    let pool = &desk.app.pool;
    let lease = Duration::seconds(60);
    let leased = jobs::lease(pool, desk.now(), desk.app.process, lease)
        .await
        .unwrap()
        .unwrap();
    assert!(matches!(leased.job, Job::Reconcile(_)));
    let (me, in_hand) = ((desk.app.process, "here"), &desk.app.in_hand);
    let held = in_hand.hold(leased.id);
    for _ in 0..10 {
        desk.turn(Duration::seconds(50));
        let living = workers::beat(pool, desk.now(), me, in_hand, desk.now() + lease)
            .await
            .unwrap();
        assert_eq!(living, 1);
        assert_eq!(jobs::release_expired(pool, desk.now()).await.unwrap(), 0);
    }
    // The process lives, and has given this job up.
    drop(held);
    desk.turn(Duration::seconds(50));
    workers::beat(pool, desk.now(), me, in_hand, desk.now() + lease)
        .await
        .unwrap();
    desk.turn(Duration::seconds(11));
    assert_eq!(jobs::release_expired(pool, desk.now()).await.unwrap(), 1);
    let seen = workers::seen(pool).await.unwrap();
    assert!(seen[0].is_silent(desk.now()));
    desk.works().await;
    assert_eq!(desk.calls().await.len(), 1);
    desk.close().await;
}

#[tokio::test]
async fn whoever_goes_away_while_a_transaction_begins_takes_no_words_of_others_along() {
    let desk = Desk::with_policy(NOBODY_SIGNS).await;
    let mut config = (*desk.app.config).clone();
    config.database.max_connections = 1;
    let app = App::new(config, desk.app.clock.clone(), Vec::new())
        .await
        .unwrap();
    // After how many steps the word to begin is on its way depends on the machine.
    for steps in (0..40).cycle().take(200) {
        let goes_away = async {
            for _ in 0..steps {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            _ = app.pool.begin() => {}
            () = goes_away => {}
        }
        // What the next one writes, without a transaction of their own, is there for others.
        let word = format!("after {steps} steps");
        sqlx::query!("update mirrors set error = $1 where name = 'catalog'", word)
            .execute(&app.pool)
            .await
            .unwrap();
        let seen = sqlx::query_scalar!("select error from mirrors where name = 'catalog'");
        assert_eq!(seen.fetch_one(&desk.app.pool).await.unwrap(), Some(word));
    }
    app.pool.close().await;
    desk.close().await;
}
