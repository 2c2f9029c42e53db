//! The audit log: who may write it, and what the verifier finds.

use countersign::audit::{self, Actor, Event, Finding, Kind};
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool};

use crate::cluster::{TestDatabase, database};

async fn with_events(count: usize) -> (TestDatabase, PgPool) {
    let database = database().await;
    let pool = PgPool::connect(&database.service_url).await.unwrap();
    let now = "2026-11-24T09:00:00Z".parse().unwrap();
    for number in 0..count {
        let mut tx = pool.begin().await.unwrap();
        let event = Event::new(Kind::SignedIn, Actor::Service)
            .saying(serde_json::json!({ "number": number, "x": 1.5 }));
        audit::append(&mut tx, now, event).await.unwrap();
        tx.commit().await.unwrap();
    }
    let mut sealed = 0;
    // Other tests' open transactions on the same server may hold the sealer back for a moment.
    while sealed < count {
        sealed += audit::seal(&pool, now).await.unwrap();
        tokio::task::yield_now().await;
    }
    (database, pool)
}

async fn as_owner(database: &TestDatabase, statement: &str) -> Result<(), String> {
    let mut owner = PgConnection::connect(&database.owner_url).await.unwrap();
    let done = sqlx::raw_sql(AssertSqlSafe(statement.to_owned()))
        .execute(&mut owner)
        .await;
    done.map(|_| ()).map_err(|error| error.to_string())
}

#[tokio::test]
async fn the_service_can_only_add_and_read_and_even_the_owners_careless_hand_is_stopped() {
    let (database, pool) = with_events(1).await;
    for (table, column) in [
        ("audit_events", "kind"),
        ("audit_events_other", "kind"),
        ("audit_seals", "hash"),
        ("audit_tree", "hash"),
        ("audit_checkpoints", "note"),
        ("audit_keys", "name"),
        ("audit_dropped", "events"),
    ] {
        for statement in [
            format!("update {table} set {column} = {column}"),
            format!("delete from {table}"),
            format!("truncate {table} cascade"),
        ] {
            let error = sqlx::raw_sql(AssertSqlSafe(statement.clone()))
                .execute(&pool)
                .await
                .unwrap_err();
            assert_eq!(
                error.as_database_error().unwrap().code().as_deref(),
                Some("42501"),
                "{statement}: {error}"
            );
            assert!(
                error.to_string().contains("permission denied"),
                "{statement}: {error}"
            );
            let error = as_owner(&database, &statement).await.unwrap_err();
            assert!(
                error.contains("the audit log is append-only"),
                "{statement}: {error}"
            );
        }
    }
    assert!(audit::may_only_append(&pool).await.unwrap());
    let report = audit::verify(&pool).await.unwrap();
    assert_eq!((report.sealed, report.findings.len()), (1, 0));
    pool.close().await;
    database.remove().await;
}

#[tokio::test]
async fn every_row_that_was_tampered_with_is_named() {
    let (database, pool) = with_events(6).await;
    let ids = sqlx::query_scalar!("select event_id from audit_seals order by seq")
        .fetch_all(&pool)
        .await
        .unwrap();
    // What a superuser can do who switches the triggers off.
    let hand = "set session_replication_role = replica;";
    as_owner(
        &database,
        &format!(
            "{hand} update audit_events set detail = '{{}}' where id = '{}'",
            ids[1]
        ),
    )
    .await
    .unwrap();
    as_owner(
        &database,
        &format!("{hand} delete from audit_events where id = '{}'", ids[2]),
    )
    .await
    .unwrap();
    as_owner(
        &database,
        &format!("{hand} delete from audit_seals where seq = 5"),
    )
    .await
    .unwrap();
    as_owner(
        &database,
        &format!("{hand} insert into audit_events (id, at, kind, actor, detail, xid) values ('{}', now(), 'x', 'service', '{{}}', '1')", uuid::Uuid::nil()),
    )
    .await
    .unwrap();
    let report = audit::verify(&pool).await.unwrap();
    assert!(
        report.findings.contains(&Finding::Changed {
            seq: 2,
            event: ids[1]
        }),
        "{:?}",
        report.findings
    );
    assert!(
        report.findings.contains(&Finding::Missing {
            seq: 3,
            event: ids[2]
        }),
        "{:?}",
        report.findings
    );
    assert!(
        report.findings.contains(&Finding::Gap { from: 5, to: 5 }),
        "{:?}",
        report.findings
    );
    assert!(
        report.findings.contains(&Finding::Inserted {
            event: uuid::Uuid::nil(),
            before: 1
        }),
        "{:?}",
        report.findings
    );
    pool.close().await;
    database.remove().await;
}

#[tokio::test]
async fn the_sealer_never_runs_ahead_of_an_open_transaction() {
    let (database, pool) = with_events(1).await;
    let now = "2026-11-24T09:00:00Z".parse().unwrap();
    let say = |number: i32| {
        Event::new(Kind::SignedIn, Actor::Service).saying(serde_json::json!({ "number": number }))
    };
    let mut slow = pool.begin().await.unwrap();
    audit::append(&mut slow, now, say(1)).await.unwrap();
    let mut quick = pool.begin().await.unwrap();
    audit::append(&mut quick, now, say(2)).await.unwrap();
    quick.commit().await.unwrap();
    assert_eq!(
        audit::seal(&pool, now).await.unwrap(),
        0,
        "the slow one may still come before"
    );
    slow.commit().await.unwrap();
    let mut sealed = 0;
    while sealed < 2 {
        sealed += audit::seal(&pool, now).await.unwrap();
        tokio::task::yield_now().await;
    }
    let order = sqlx::query_scalar!(
        "select (e.detail->>'number')::int from audit_seals s join audit_events e on e.id = s.event_id order by s.seq offset 1"
    );
    assert_eq!(order.fetch_all(&pool).await.unwrap(), [Some(1), Some(2)]);
    assert_eq!(audit::verify(&pool).await.unwrap().findings, []);
    pool.close().await;
    database.remove().await;
}
