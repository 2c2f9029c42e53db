//! Turns of the clock with many movements, and with one that fails.

use chrono::Duration;
use countersign::jobs::{self, Job};
use countersign::simulator::DOMAIN;
use countersign::worker;
use serde_json::json;
use sqlx::{Connection, PgConnection};

use crate::desk::{Desk, FLOW_FREE};
use crate::movers::{RULES, comes_back, happens, has, leaves, mia_has_two, states, turns};

/// (handled, looked at in vain) of all movements.
async fn movements(desk: &Desk) -> (i64, i64) {
    let row = sqlx::query!(
        r#"select count(*) filter (where handled_at is not null) as "handled!",
                  count(*) filter (where handled_at is null and tried_at is not null) as "tried!" from movements"#
    );
    let row = row.fetch_one(&desk.app.pool).await.unwrap();
    (row.handled, row.tried)
}

/// Mia moves this often, as the mirror would write it.
async fn mia_moves(desk: &Desk, times: i32) {
    sqlx::query!(
        "insert into movements (id, person_id, kind, changed, before, after, noticed_at)
         select gen_random_uuid(), $1, 'moved', '{department}', '{}', '{}', $2 from generate_series(1, $3)",
        desk.id_of("mia.berg").await.0,
        desk.now(),
        times,
    )
    .execute(&desk.app.pool)
    .await
    .unwrap();
}

#[tokio::test]
async fn a_movement_that_fails_is_passed_over_and_holds_up_nobody_else() {
    let desk = Desk::with_policy(RULES).await;
    mia_has_two(&desk).await;
    let ravi = desk.sign_in("ravi.menon").await;
    ravi.asks_for(FLOW_FREE, "", &[]).await;
    desk.works_until_idle().await;
    // What follows for Visio, which Mia has, can not be written.
    let mut owner = PgConnection::connect(&desk.database.owner_url).await.unwrap();
    sqlx::raw_sql(
        "create function fails() returns trigger language plpgsql as $$ begin raise exception 'not now'; end $$;
         create trigger fails before insert on departures for each row
             when (new.sku_id = 'c5928f49-12ba-48f7-ada3-0d743a3601d5') execute function fails();",
    )
    .execute(&mut owner)
    .await
    .unwrap();
    leaves(&desk, "mia.berg").await;
    leaves(&desk, "ravi.menon").await;
    assert_eq!(movements(&desk).await, (1, 1));
    assert_eq!(states(&desk).await, ["waiting"], "Ravi's");
    // Mia is back: that is looked at after what failed, not before.
    comes_back(&desk, "mia.berg").await;
    assert_eq!(movements(&desk).await, (1, 1));
    let failures = sqlx::query_scalar!(r#"select sum(failures) as "n!" from jobs where kind = 'turn_clock'"#);
    assert_eq!(
        failures.fetch_one(&desk.app.pool).await.unwrap(),
        0,
        "the clock turns"
    );
    sqlx::raw_sql("drop trigger fails on departures")
        .execute(&mut owner)
        .await
        .unwrap();
    owner.close().await.unwrap();
    desk.turn(Duration::minutes(1));
    turns(&desk).await;
    assert_eq!(movements(&desk).await, (3, 0));
    let mut after = states(&desk).await;
    after.sort();
    assert_eq!(after, ["called_off", "waiting"]);
    desk.close().await;
}

#[tokio::test]
async fn many_movements_take_several_turns_and_nothing_ends_before_they_are_looked_at() {
    let desk = Desk::with_policy(RULES).await;
    let ravi = desk.sign_in("ravi.menon").await;
    ravi.asks_for(FLOW_FREE, "", &[]).await;
    desk.works_until_idle().await;
    happens(&desk, &format!("people/ravi.menon@{DOMAIN}/disable"), json!({})).await;
    assert_eq!(states(&desk).await, ["waiting"]);
    desk.turn(Duration::days(7) - Duration::minutes(1));
    turns(&desk).await;
    assert_eq!(states(&desk).await, ["waiting"]);
    let (before, _) = movements(&desk).await;
    // After many others Ravi is back, in the minute in which the grace ends.
    mia_moves(&desk, 600).await;
    sqlx::query!(
        "insert into movements (id, person_id, kind, before, after, noticed_at)
         values (gen_random_uuid(), $1, 'enabled', '{}', '{}', $2)",
        desk.id_of("ravi.menon").await.0,
        desk.now(),
    )
    .execute(&desk.app.pool)
    .await
    .unwrap();
    desk.turn(Duration::minutes(2));
    let turn = async || {
        let mut conn = desk.app.pool.acquire().await.unwrap();
        jobs::enqueue(
            &mut conn,
            desk.now() - Duration::hours(1),
            Job::TurnClock,
            desk.now() - Duration::hours(1),
        )
        .await
        .unwrap();
        drop(conn);
        assert!(worker::work_once(&desk.app).await.unwrap());
        movements(&desk).await.0 - before
    };
    assert_eq!(turn().await, 500);
    assert_eq!(states(&desk).await, ["waiting"], "Ravi may be back");
    let soon = sqlx::query_scalar!("select run_at from jobs where kind = 'turn_clock' and state = 'ready'");
    assert_eq!(
        soon.fetch_one(&desk.app.pool).await.unwrap(),
        desk.now(),
        "at once"
    );
    assert_eq!(turn().await, 601);
    assert_eq!(states(&desk).await, ["called_off"]);
    assert!(has(&desk, "ravi.menon", FLOW_FREE).await);
    desk.close().await;
}
