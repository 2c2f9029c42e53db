//! Following the directory: everybody, then what changed; runs that are cut off; readings that are not believed; lies.

use chrono::Duration;
use countersign::people::directory::{self, Reader, Reading, store::Mirror};
use serde_json::json;
use std::collections::BTreeSet;

use crate::desk::{Desk, until};

fn reader(desk: &Desk) -> Reader<'_> {
    Reader {
        graph: &desk.app.graph,
        pool: &desk.app.pool,
        clock: &desk.app.clock,
    }
}

async fn reads(desk: &Desk) -> Reading {
    directory::sync(reader(desk), &BTreeSet::new()).await.unwrap()
}

async fn mirror(desk: &Desk) -> Mirror {
    let mut conn = desk.app.pool.acquire().await.unwrap();
    directory::store::mirror(&mut conn, "people")
        .await
        .unwrap()
        .unwrap()
}

/// (kind, what changed) of the movements of a person, in their order.
async fn movements(desk: &Desk, name: &str) -> Vec<(String, Vec<String>)> {
    let upn = format!("{name}@haldenroe.example");
    let rows = sqlx::query!(
        "select m.kind, m.changed from movements m join people p on p.id = m.person_id
          where p.upn = $1 order by m.written",
        upn
    );
    let rows = rows.fetch_all(&desk.app.pool).await.unwrap();
    rows.into_iter().map(|row| (row.kind, row.changed)).collect()
}

async fn people_who_are_there(desk: &Desk) -> i64 {
    let n = sqlx::query_scalar!(r#"select count(*) as "n!" from people where gone_at is null and enabled"#);
    n.fetch_one(&desk.app.pool).await.unwrap()
}

fn moved(changed: &[&str]) -> (String, Vec<String>) {
    (
        "moved".into(),
        changed.iter().map(|&word| word.to_owned()).collect(),
    )
}

fn plain(kind: &str) -> (String, Vec<String>) {
    (kind.into(), Vec::new())
}

#[tokio::test]
async fn after_everybody_only_what_changed_is_read_and_each_change_is_noticed_once() {
    let desk = Desk::open().await;
    assert_eq!(mirror(&desk).await.mode, Some(directory::store::Mode::Full));
    desk.control(
        "people/mia.berg@haldenroe.example",
        json!({ "department": "Sales", "country": "Norway" }),
    )
    .await;
    desk.control("people/mia.berg@haldenroe.example/disable", json!({}))
        .await;
    desk.control(
        "people/jonas.lind@haldenroe.example/leave",
        json!({ "soft": true }),
    )
    .await;
    desk.control(
        "people/emil.brandt@haldenroe.example/leave",
        json!({ "soft": false }),
    )
    .await;
    desk.turn(Duration::minutes(5));
    assert_eq!(reads(&desk).await, Reading::Done);
    let seen = mirror(&desk).await;
    assert_eq!(seen.mode, Some(directory::store::Mode::Delta));
    assert_eq!(seen.gone, 2);
    assert!(seen.seen < 60, "{seen:?}");
    let of_mia = movements(&desk, "mia.berg").await;
    assert!(of_mia.contains(&plain("disabled")), "{of_mia:?}");
    assert!(
        of_mia
            .iter()
            .any(|(kind, what)| kind == "moved" && what.contains(&"department".to_owned())),
        "{of_mia:?}"
    );
    for name in ["jonas.lind", "emil.brandt"] {
        assert_eq!(movements(&desk, name).await, [plain("deleted")], "{name}");
    }
    // Read again, also from the beginning, it is no news.
    let before = all_movements(&desk).await;
    assert_eq!(reads(&desk).await, Reading::Done);
    read_everybody(&desk).await;
    assert_eq!(all_movements(&desk).await, before);
    // And back.
    desk.control("people/mia.berg@haldenroe.example/enable", json!({}))
        .await;
    desk.control(
        &format!("people/{}/restore", desk.id_of("jonas.lind").await),
        json!({}),
    )
    .await;
    reads(&desk).await;
    // With Jonas comes back whom he led.
    let of_mia = movements(&desk, "mia.berg").await;
    assert!(of_mia.contains(&plain("enabled")), "{of_mia:?}");
    assert_eq!(of_mia.last(), Some(&moved(&["manager"])));
    assert!(movements(&desk, "jonas.lind").await.contains(&plain("returned")));
    desk.close().await;
}

async fn all_movements(desk: &Desk) -> i64 {
    let n = sqlx::query_scalar!(r#"select count(*) as "n!" from movements"#);
    n.fetch_one(&desk.app.pool).await.unwrap()
}

async fn read_everybody(desk: &Desk) {
    let mut conn = desk.app.pool.acquire().await.unwrap();
    directory::store::forget_delta(&mut conn).await.unwrap();
    drop(conn);
    assert_eq!(reads(desk).await, Reading::Done);
    assert_eq!(mirror(desk).await.mode, Some(directory::store::Mode::Full));
}

#[tokio::test]
async fn a_manager_who_changes_or_goes_is_noticed() {
    let desk = Desk::open().await;
    desk.control(
        "people/mia.berg@haldenroe.example",
        json!({ "manager": "viktor.sand@haldenroe.example" }),
    )
    .await;
    reads(&desk).await;
    assert_eq!(movements(&desk, "mia.berg").await, [moved(&["manager"])]);
    desk.control("people/mia.berg@haldenroe.example", json!({ "manager": null }))
        .await;
    reads(&desk).await;
    assert_eq!(
        movements(&desk, "mia.berg").await,
        [moved(&["manager"]), moved(&["manager"])]
    );
    desk.close().await;
}

#[tokio::test]
async fn what_is_read_of_one_person_before_a_decision_is_noticed_too_and_once() {
    let desk = Desk::open().await;
    desk.control(
        "people/mia.berg@haldenroe.example",
        json!({ "department": "Sales" }),
    )
    .await;
    // Signing in reads the one person.
    desk.sign_in("mia.berg").await;
    assert_eq!(movements(&desk, "mia.berg").await, [moved(&["department"])]);
    reads(&desk).await;
    assert_eq!(movements(&desk, "mia.berg").await, [moved(&["department"])]);
    desk.close().await;
}

#[tokio::test]
async fn a_link_that_graph_has_forgotten_means_everybody_anew() {
    let desk = Desk::open().await;
    for status in [410, 400] {
        desk.control("expire_delta_tokens", json!({ "status": status }))
            .await;
        desk.control(
            "people/mia.berg@haldenroe.example",
            json!({ "department": format!("Room {status}") }),
        )
        .await;
        assert_eq!(reads(&desk).await, Reading::Done);
        assert_eq!(
            mirror(&desk).await.mode,
            Some(directory::store::Mode::Full),
            "{status}"
        );
    }
    // A link that is older than Graph promises is not even tried, and once a week everybody is read in any case.
    reads(&desk).await;
    assert_eq!(mirror(&desk).await.mode, Some(directory::store::Mode::Delta));
    desk.turn(Duration::days(7));
    assert_eq!(reads(&desk).await, Reading::Done);
    assert_eq!(mirror(&desk).await.mode, Some(directory::store::Mode::Full));
    desk.close().await;
}

#[tokio::test]
async fn everybody_unchanged_is_read_without_a_row_being_written() {
    let desk = Desk::open().await;
    let versions = async || {
        let rows = sqlx::query_scalar!(r#"select xmin::text as "xmin!" from people order by id"#);
        rows.fetch_all(&desk.app.pool).await.unwrap()
    };
    let before = versions().await;
    read_everybody(&desk).await;
    assert_eq!(versions().await, before);
    assert_eq!(mirror(&desk).await.changed, 0);
    desk.close().await;
}

#[tokio::test]
async fn a_run_that_is_killed_between_pages_goes_on_where_it_was() {
    let desk = Desk::with_people(include_str!("../../policies/starter.toml"), "", 3_500).await;
    let mut conn = desk.app.pool.acquire().await.unwrap();
    directory::store::forget_delta(&mut conn).await.unwrap();
    drop(conn);
    // The second page does not come: whoever waits for it is killed.
    for hold in [false, true] {
        desk.control("faults", json!({ "path_contains": "/users/delta", "hold": hold }))
            .await;
    }
    let app = desk.app.clone();
    let run = tokio::spawn(async move {
        let reader = Reader {
            graph: &app.graph,
            pool: &app.pool,
            clock: &app.clock,
        };
        directory::sync(reader, &BTreeSet::new()).await
    });
    until("a page is written", async || mirror(&desk).await.pages == 1).await;
    run.abort();
    assert!(run.await.unwrap_err().is_cancelled());
    desk.control("release", json!({})).await;
    desk.no_more_faults().await;
    let stopped = mirror(&desk).await;
    assert!(
        stopped.started_at.is_some() && stopped.next_link.is_some(),
        "{stopped:?}"
    );

    assert_eq!(reads(&desk).await, Reading::Done);
    let done = mirror(&desk).await;
    assert_eq!(done.run, stopped.run, "it is the same run");
    assert_eq!((done.pages, done.seen), (4, 3_500));
    assert_eq!(done.read_at, stopped.started_at, "as true as when it began");
    desk.close().await;
}

#[tokio::test]
async fn a_reading_that_would_halve_the_mirror_is_not_taken_over_until_somebody_says_so() {
    let desk = Desk::open().await;
    let before = people_who_are_there(&desk).await;
    for kind in ["leave", "disable"] {
        desk.turn(Duration::minutes(5));
        desk.control("churn", json!({ "seed": 1, "share": 0.9, "kinds": [kind] }))
            .await;
        let Reading::Refused(refused) = reads(&desk).await else {
            panic!("{kind}: it was taken over");
        };
        // Accounts that were opened meanwhile are, in any case.
        assert!(refused.before >= before, "{kind}");
        assert!(refused.after * 2 < refused.before, "{refused:?}");
        assert_eq!(people_who_are_there(&desk).await, refused.before, "{kind}");
        // It stays so, however often it is tried.
        assert_eq!(reads(&desk).await, Reading::Refused(refused));
        let mut conn = desk.app.pool.acquire().await.unwrap();
        directory::read_anew(&mut conn, desk.now(), desk.id_of("ada.novak").await)
            .await
            .unwrap();
        drop(conn);
        // Read from the beginning it is the same.
        desk.turn(Duration::minutes(5));
        assert!(matches!(reads(&desk).await, Reading::Refused(_)), "{kind}");
        if kind == "disable" {
            break;
        }
        let people = desk.control_read("left").await;
        for person in people["left"].as_array().unwrap() {
            let id = person["id"].as_str().unwrap();
            desk.control(&format!("people/{id}/restore"), json!({})).await;
        }
        let mut conn = desk.app.pool.acquire().await.unwrap();
        directory::read_anew(&mut conn, desk.now(), desk.id_of("ada.novak").await)
            .await
            .unwrap();
        drop(conn);
        assert_eq!(reads(&desk).await, Reading::Done);
        assert_eq!(people_who_are_there(&desk).await, before);
    }
    let ada = desk.id_of("ada.novak").await;
    let taken = directory::take_as_it_is(reader(&desk), ada, "The company was sold.")
        .await
        .unwrap();
    assert!(taken.is_some());
    assert!(people_who_are_there(&desk).await * 2 < before);
    assert_eq!(
        directory::take_as_it_is(reader(&desk), ada, "Again.")
            .await
            .unwrap(),
        None
    );
    let refusals =
        sqlx::query_scalar!(r#"select count(*) as "n!" from audit_events where kind = 'directory.refused'"#);
    assert_eq!(refusals.fetch_one(&desk.app.pool).await.unwrap(), 4);
    desk.close().await;
}

#[tokio::test]
async fn pages_that_repeat_come_in_disorder_or_lie_lose_nothing_and_are_said() {
    let desk = Desk::open().await;
    let before = people_who_are_there(&desk).await;
    for fault in [
        json!({ "repeat": true }),
        json!({ "reorder": true }),
        json!({ "lie": true }),
        json!({ "repeat": true, "reorder": true, "lie": true }),
    ] {
        desk.control("delta", fault.clone()).await;
        desk.control(
            "people/mia.berg@haldenroe.example",
            json!({ "department": fault.to_string() }),
        )
        .await;
        read_everybody(&desk).await;
        assert_eq!(people_who_are_there(&desk).await, before, "{fault}");
        let department =
            sqlx::query_scalar!("select department from people where upn = 'mia.berg@haldenroe.example'");
        assert_eq!(
            department.fetch_one(&desk.app.pool).await.unwrap(),
            Some(fault.to_string())
        );
        let seen = mirror(&desk).await;
        assert_eq!(
            seen.bad > 0,
            fault["lie"] == json!(true),
            "{fault}: {:?}",
            seen.bad_items
        );
        assert!(
            seen.bad_items
                .iter()
                .all(|bad| bad.page > 0 && bad.position > 0 && !bad.why.is_empty())
        );
    }
    desk.close().await;
}

#[tokio::test]
async fn a_list_that_leads_round_in_a_circle_ends() {
    let desk = Desk::open().await;
    desk.control("delta", json!({ "repeat": true, "times": 50 }))
        .await;
    let mut conn = desk.app.pool.acquire().await.unwrap();
    directory::store::forget_delta(&mut conn).await.unwrap();
    drop(conn);
    let error = directory::sync(reader(&desk), &BTreeSet::new())
        .await
        .unwrap_err();
    assert!(error.to_string().contains("in a circle"), "{error:#}");
    assert!(mirror(&desk).await.error.unwrap().contains("in a circle"));
    desk.close().await;
}

#[tokio::test]
async fn people_of_all_kinds_are_kept_and_every_page_shows_them() {
    let desk = Desk::open().await;
    let emoji = "🦀".repeat(500);
    let two = [("Ring", "one"), ("Ring", "two")];
    for (given, surname) in two {
        desk.control(
            "people",
            json!({ "given_name": given, "surname": surname, "department": "" }),
        )
        .await;
    }
    desk.control(
        "people/ring.one@haldenroe.example",
        json!({ "manager": "ring.two@haldenroe.example" }),
    )
    .await;
    desk.control(
        "people/ring.two@haldenroe.example",
        json!({ "manager": "ring.one@haldenroe.example" }),
    )
    .await;
    desk.control(
        "people/ring.one@haldenroe.example/rename",
        json!({ "given_name": emoji, "surname": "" }),
    )
    .await;
    reads(&desk).await;
    let name = sqlx::query_scalar!("select name from people where upn = 'ring.one@haldenroe.example'");
    assert!(name.fetch_one(&desk.app.pool).await.unwrap().contains(&emoji));
    // Each is the other's manager, and the manager's manager is oneself: administrators sign then, and nothing turns for ever.
    desk.sign_in("ada.novak").await;
    let ring = desk.sign_in_upn("ring", "ring.two@haldenroe.example").await;
    let request = ring
        .asks_for(crate::desk::VISIO, "Charts of the ring.", &[])
        .await;
    assert!(ring.sees(&request).await.text.contains("🦀"));
    desk.close().await;
}
