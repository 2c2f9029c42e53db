//! Following the directory at its edges: readings that overtake one another, items that can not be read, links that are no good,
//! groups that are gone, and names that were given twice.

use std::collections::BTreeSet;

use chrono::Duration;
use countersign::ids::PersonId;
use countersign::people::directory::{self, Reader, Reading};
use countersign::people::store;
use serde_json::json;

use crate::desk::{Desk, fault, until};
use crate::directory::{
    mirror, movements, people_who_are_there, plain, read_everybody, reader, reads, takes,
};

#[tokio::test]
async fn a_reading_that_is_taken_stops_when_another_one_begins() {
    let desk = Desk::with_people(include_str!("../../policies/starter.toml"), "", 2_400).await;
    desk.turn(Duration::minutes(5));
    desk.control("churn", json!({ "seed": 1, "share": 0.6, "kinds": ["leave"] }))
        .await;
    assert!(matches!(reads(&desk).await, Reading::Refused(_)));
    assert!(takes(&desk).await);
    // Somebody of the second thousand is held: there the taking waits.
    let mut holder = desk.app.pool.begin().await.unwrap();
    let held = sqlx::query_scalar!(
        "select id from people where id = (select person_id from directory_run where what = 'gone'
                                            order by person_id offset 1200 limit 1) for update"
    );
    held.fetch_one(&mut *holder).await.unwrap();
    let app = desk.app.clone();
    let taking = tokio::spawn(async move {
        let reader = Reader {
            graph: &app.graph,
            pool: &app.pool,
            clock: &app.clock,
        };
        directory::sync(reader, &BTreeSet::new()).await
    });
    let gone = async || {
        let n = sqlx::query_scalar!(r#"select count(*) as "n!" from people where gone_at is not null"#);
        n.fetch_one(&desk.app.pool).await.unwrap()
    };
    until("the first thousand is gone", async || gone().await == 1_000).await;
    until_waiting(&desk, 1).await;
    // Everybody is to be read again, and a worker begins at once.
    let anybody = sqlx::query_scalar!(r#"select id as "id: PersonId" from people limit 1"#);
    let anybody = anybody.fetch_one(&desk.app.pool).await.unwrap();
    let app = desk.app.clone();
    let again = tokio::spawn(async move {
        let now = app.clock.now() + Duration::minutes(1);
        let mut tx = app.pool.begin().await.unwrap();
        directory::read_anew(&mut tx, now, anybody).await.unwrap();
        directory::store::begin(&mut tx, now, directory::store::Mode::Full)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    });
    until_waiting(&desk, 2).await;
    holder.rollback().await.unwrap();
    again.await.unwrap();
    let error = taking.await.unwrap().unwrap_err();
    assert!(error.is::<directory::Overtaken>(), "{error:#}");
    let left = desk.control_read("left").await["left"].as_array().unwrap().len();
    assert!(
        gone().await <= i64::try_from(left).unwrap(),
        "{} are gone, {left} left",
        gone().await
    );
    assert_eq!(mirror(&desk).await.taken, None);
    desk.close().await;
}

/// Until so many transactions of this desk wait for another.
async fn until_waiting(desk: &Desk, many: i64) {
    until("a transaction waits", async || {
        let n = sqlx::query_scalar!(
            r#"select count(*) as "n!" from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"#
        );
        n.fetch_one(&desk.app.pool).await.unwrap() >= many
    })
    .await;
}

#[tokio::test]
async fn whoever_is_there_and_can_not_be_read_is_not_gone_and_keeps_the_account() {
    let desk = Desk::open().await;
    let mia = desk.id_of("mia.berg").await;
    let people = people_who_are_there(&desk).await;
    for what in ["text", "account", "id"] {
        desk.turn(Duration::minutes(5));
        let spoil = json!({ "spoil": { "person": mia, "what": what } });
        desk.control("delta", spoil).await;
        if what == "id" {
            let left = json!({ "soft": false });
            desk.control("people/emil.brandt@haldenroe.example/leave", left)
                .await;
        }
        read_everybody(&desk).await;
        let seen = mirror(&desk).await;
        assert_eq!((seen.bad, seen.gone), (1, 0), "{what}: {:?}", seen.bad_items);
        assert_eq!(seen.nameless, i64::from(what == "id"));
        assert_eq!(people_who_are_there(&desk).await, people, "{what}");
        assert_eq!(movements(&desk, "mia.berg").await, [], "{what}");
    }
    // The item without an id may have been Emil's: that he was not seen says nothing, and the page says that.
    let ada = desk.sign_in("ada.novak").await;
    let page = ada.get("/admin/mirror").await;
    let said = page.words(".of-people");
    assert!(
        said.contains("1 entry that could not be read names nobody"),
        "{said}"
    );
    desk.turn(Duration::minutes(5));
    read_everybody(&desk).await;
    assert_eq!(movements(&desk, "emil.brandt").await, [plain("deleted")]);
    assert_eq!(people_who_are_there(&desk).await, people - 1);
    let page = ada.get("/admin/mirror").await;
    assert!(!page.words(".of-people").contains("names nobody"));
    desk.close().await;
}

#[tokio::test]
async fn a_link_that_graph_does_not_take_or_that_leads_elsewhere_means_everybody_anew_once() {
    use directory::store::Mode;
    let desk = Desk::open().await;
    let link = async || mirror(&desk).await.delta_link;
    // Who asks, how often and when is no fault of the link.
    let before = link().await;
    let mut denied = fault("/users/delta", 403, "Authorization_RequestDenied", "Not for you.");
    denied["times"] = json!(10);
    desk.control("faults", denied).await;
    let sync = directory::sync(reader(&desk), &BTreeSet::new()).await;
    sync.unwrap_err();
    desk.no_more_faults().await;
    assert!(before.is_some() && link().await == before);
    assert_eq!(reads(&desk).await, Reading::Done);
    assert_eq!(mirror(&desk).await.mode, Some(Mode::Delta));
    let expired = fault("/users/delta", 400, "Directory_ExpiredPageToken", "Too old.");
    desk.control("faults", expired).await;
    assert_eq!(reads(&desk).await, Reading::Done);
    assert_eq!(mirror(&desk).await.mode, Some(Mode::Full));
    // A run that was cut off goes on at a link of another Graph.
    let elsewhere = sqlx::query!(
        "update mirrors set started_at = $1, mode = 'delta', pages = 1,
                            next_link = 'https://graph.elsewhere.example/v1.0/users/delta?$skiptoken=x' where name = 'people'",
        desk.now()
    );
    elsewhere.execute(&desk.app.pool).await.unwrap();
    assert_eq!(reads(&desk).await, Reading::Done);
    assert_eq!(mirror(&desk).await.mode, Some(Mode::Full));
    // A refusal of the first page of everybody is one: it is not tried for ever.
    let mut wrong = fault("/users/delta", 400, "Request_BadRequest", "No.");
    wrong["times"] = json!(2);
    desk.control("faults", wrong).await;
    let sync = directory::sync(reader(&desk), &BTreeSet::new()).await;
    assert!(sync.unwrap_err().to_string().contains("400"));
    assert_eq!(desk.control_read("faults").await["faults"], json!([]));
    desk.close().await;
}

#[tokio::test]
async fn a_group_that_graph_does_not_list_any_more_has_no_members_and_no_name() {
    let desk = Desk::open().await;
    let mia = desk.id_of("mia.berg").await;
    // As if there had been another group of the name, and one that is gone.
    for name in ["License Approvers", "Old Approvers"] {
        sqlx::query!(
            "with made as (insert into groups (id, name, seen_at) values (gen_random_uuid(), $1, $2) returning id)
             insert into group_members (group_id, person_id) select id, $3 from made",
            name,
            desk.now(),
            mia.0,
        )
        .execute(&desk.app.pool)
        .await
        .unwrap();
    }
    let names: BTreeSet<_> = ["License Approvers", "Old Approvers"].map(str::to_owned).into();
    directory::sync(reader(&desk), &names).await.unwrap();
    let mut conn = desk.app.pool.acquire().await.unwrap();
    for (name, groups) in [("License Approvers", 1), ("Old Approvers", 0)] {
        let called = store::groups_called(&mut conn, name).await.unwrap();
        assert_eq!(called, groups, "{name}");
        let members = store::members_of(&mut conn, name).await.unwrap();
        assert_eq!(members.is_empty(), groups == 0, "{name}");
        assert!(members.iter().all(|person| person.id != mia), "{name}");
    }
    let said = sqlx::query_scalar!(
        r#"select count(*) as "n!" from audit_events where kind = 'directory.read' and detail ->> 'forgotten' = 'true'"#
    );
    assert_eq!(said.fetch_one(&mut *conn).await.unwrap(), 2);
    drop(conn);
    desk.close().await;
}

#[tokio::test]
async fn the_name_of_somebody_who_is_gone_is_whoever_has_it_now() {
    let desk = Desk::open().await;
    let (mia, now) = (desk.id_of("mia.berg").await, desk.now());
    let upn = "Mia.Berg@haldenroe.example";
    for (id, seen) in [(1, now + Duration::hours(1)), (2, now - Duration::hours(1))] {
        sqlx::query!(
            "insert into people (id, upn, name, user_type, enabled, seen_at, gone_at)
             values ($1, $2, 'Mia Before', 'Member', true, $3, $4)",
            uuid::Uuid::from_u128(id),
            upn,
            seen,
            now,
        )
        .execute(&desk.app.pool)
        .await
        .unwrap();
    }
    assert_eq!(desk.id_of("mia.berg").await, mia);
    // With nobody left who has it: whoever was seen last.
    let gone = sqlx::query!("update people set gone_at = $2 where id = $1", mia.0, now);
    gone.execute(&desk.app.pool).await.unwrap();
    assert_eq!(desk.id_of("mia.berg").await.0, uuid::Uuid::from_u128(1));
    desk.close().await;
}
