//! The audit log against careless and against ill-willed hands.

use countersign::audit::{self, Finding};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::desk::Desk;

async fn refused(url: &str, statement: &str) -> String {
    let mut connection = PgConnection::connect(url).await.unwrap();
    let error = sqlx::raw_sql(AssertSqlSafe(statement.to_owned()))
        .execute(&mut connection)
        .await
        .expect_err(statement);
    error.as_database_error().expect(statement).message().to_owned()
}

const CHANGES: [&str; 3] = [
    "update TABLE set ID = ID",
    "delete from TABLE",
    "truncate TABLE cascade",
];

fn changes() -> Vec<String> {
    [("audit_events", "kind"), ("audit_seals", "hash")]
        .iter()
        .flat_map(|(table, column)| {
            CHANGES.map(|change| change.replace("TABLE", table).replace("ID", column))
        })
        .collect()
}

#[tokio::test]
async fn the_service_may_add_to_the_log_and_read_it_and_nothing_else() {
    let desk = Desk::open().await;
    assert!(audit::may_only_append(&desk.app.pool).await.unwrap());
    for change in changes() {
        let message = refused(&desk.database.service_url, &change).await;
        assert!(
            message.starts_with("permission denied for table"),
            "{change}: {message}"
        );
    }
    desk.close().await;
}

#[tokio::test]
async fn even_the_owners_careless_hand_is_refused() {
    let desk = Desk::open().await;
    desk.seals().await;
    for change in changes() {
        let message = refused(&desk.database.owner_url, &change).await;
        assert!(!message.contains("permission denied"), "{change}: {message}");
        assert!(message.contains("audit"), "{change}: {message}");
    }
    desk.close().await;
}

/// What somebody does who owns the tables and switches the trigger off.
async fn tampered(desk: &Desk, statement: &str) {
    let mut owner = PgConnection::connect(&desk.database.owner_url).await.unwrap();
    let statement = format!(
        "alter table audit_events disable trigger user; alter table audit_seals disable trigger user;
         {statement};
         alter table audit_events enable trigger user; alter table audit_seals enable trigger user;"
    );
    sqlx::raw_sql(AssertSqlSafe(statement))
        .execute(&mut owner)
        .await
        .unwrap();
}

async fn sealed_log() -> Desk {
    let desk = Desk::open().await;
    let mia = desk.sign_in("mia.berg").await;
    mia.asks_for(crate::desk::VISIO, "Charts.", &[]).await;
    desk.seals().await;
    let report = audit::verify(&desk.app.pool).await.unwrap();
    assert_eq!(report.findings, []);
    assert!(report.sealed >= 6 && report.head.len() == 64);
    desk
}

async fn event_at(desk: &Desk, seq: i64) -> uuid::Uuid {
    sqlx::query_scalar!("select event_id from audit_seals where seq = $1", seq)
        .fetch_one(&desk.app.pool)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_changed_event_is_named() {
    let desk = sealed_log().await;
    let event = event_at(&desk, 3).await;
    tampered(
        &desk,
        &format!(
            "update audit_events set detail = '{{\"roles\": [\"Administrator\"]}}' where id = '{event}'"
        ),
    )
    .await;
    let findings = audit::verify(&desk.app.pool).await.unwrap().findings;
    assert_eq!(findings, [Finding::Changed { seq: 3, event }]);
    assert_eq!(
        findings[0].to_string(),
        format!("event 3 ({event}) was changed after it was sealed")
    );
    desk.close_broken().await;
}

#[tokio::test]
async fn a_missing_event_is_named() {
    let desk = sealed_log().await;
    let event = event_at(&desk, 2).await;
    tampered(
        &desk,
        &format!(
            "alter table audit_seals drop constraint audit_seals_event_id_fkey; delete from audit_events where id = '{event}'"
        ),
    )
    .await;
    assert_eq!(
        audit::verify(&desk.app.pool).await.unwrap().findings,
        [Finding::Missing { seq: 2, event }]
    );
    desk.close_broken().await;
}

#[tokio::test]
async fn a_missing_seal_is_named() {
    let desk = sealed_log().await;
    let event = event_at(&desk, 4).await;
    tampered(&desk, "delete from audit_seals where seq = 4").await;
    let findings = audit::verify(&desk.app.pool).await.unwrap().findings;
    assert!(
        findings.contains(&Finding::Gap { from: 4, to: 4 }),
        "{findings:?}"
    );
    assert!(findings.contains(&Finding::Inserted { event }), "{findings:?}");
    desk.close_broken().await;
}

#[tokio::test]
async fn an_event_that_was_slipped_in_behind_the_head_is_named() {
    let desk = sealed_log().await;
    let event = uuid::Uuid::new_v4();
    tampered(
        &desk,
        &format!(
            "create temporary table slipped as select e.* from audit_events e join audit_seals s on s.event_id = e.id where s.seq = 2;
             update slipped set id = '{event}', written = -1;
             insert into audit_events overriding system value select * from slipped"
        ),
    )
    .await;
    assert_eq!(
        audit::verify(&desk.app.pool).await.unwrap().findings,
        [Finding::Inserted { event }]
    );
    desk.close_broken().await;
}
