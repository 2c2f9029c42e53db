//! Somebody who is gone is erased: no table names them or has what was written, and the log verifies as before.

use chrono::Duration;
use countersign::audit;
use countersign::people::erase::{self, Erased, Stays};
use reqwest::StatusCode;
use serde_json::json;
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row};

use crate::commands::{countersign, said};
use crate::desk::{Desk, FLOW_FREE, VISIO};

const NOBODY_SIGNS: &str = "[[route]]\nid = \"all\"\napprove = \"automatic\"\n";
const LENA: &str = "lena.frost@haldenroe.example";
/// Words that nobody else writes.
const SHE_WROTE: &str = "Narwhal charts for the board.";
const ADA_WROTE: &str = "She may use the quokka instead.";

/// Lena asked, an administrator closed it with a reason; nothing of hers is open.
async fn house() -> Desk {
    let desk = Desk::with_policy(NOBODY_SIGNS).await;
    let lena = desk.sign_in("lena.frost").await;
    lena.asks_for(VISIO, SHE_WROTE, &[]).await;
    desk.works().await;
    let ada = desk.sign_in("ada.novak").await;
    let close = ada.get("/admin/attention").await.actions("/close")[0].clone();
    let page = ada
        .post(&close, "/admin/attention", &[("reason", ADA_WROTE)])
        .await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    lena.get("/ask").await;
    desk.works().await;
    desk
}

async fn leaves(desk: &Desk) {
    desk.control(&format!("people/{LENA}/disable"), json!({})).await;
    desk.turn(Duration::minutes(6));
    desk.works().await;
}

async fn owner(desk: &Desk) -> PgConnection {
    PgConnection::connect(&desk.database.owner_url).await.unwrap()
}

async fn erases(desk: &Desk) -> Result<Erased, Stays> {
    let mut owner = owner(desk).await;
    let person = countersign::people::store::by_upn(&mut owner, LENA)
        .await
        .unwrap()
        .unwrap();
    let mut tx = owner.begin().await.unwrap();
    let erased = erase::erase(&mut tx, desk.now(), &person).await.unwrap();
    tx.commit().await.unwrap();
    owner.close().await.unwrap();
    erased
}

/// Where any table has this text.
async fn places_of(desk: &Desk, text: &str) -> Vec<String> {
    let mut owner = owner(desk).await;
    let columns = sqlx::query!(
        r#"select c.table_name::text as "table!", c.column_name::text as "column!"
             from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
            where c.table_schema = 'public' and t.table_type = 'BASE TABLE'
              and (c.data_type in ('text', 'json', 'jsonb') or c.udt_name = '_text')"#
    );
    let columns = columns.fetch_all(&mut owner).await.unwrap();
    assert!(columns.len() > 100, "the columns were not found");
    let mut places = Vec::new();
    for place in columns {
        let (table, column) = (place.table, place.column);
        let statement = format!(
            r#"select count(*) from "{table}" where position(lower('{text}') in lower("{column}"::text)) > 0"#
        );
        let row = sqlx::raw_sql(AssertSqlSafe(statement))
            .fetch_one(&mut owner)
            .await
            .unwrap();
        if row.get::<i64, _>(0) > 0 {
            places.push(format!("{table}.{column}"));
        }
    }
    owner.close().await.unwrap();
    places
}

#[tokio::test]
async fn nothing_names_who_was_erased_and_the_log_is_whole() {
    let desk = house().await;
    let id = desk.id_of("lena.frost").await;
    for text in ["Lena Frost", LENA, SHE_WROTE, ADA_WROTE] {
        assert!(!places_of(&desk, text).await.is_empty(), "{text}");
    }
    // What was written stands beside the log, not in it.
    for text in ["Lena Frost", LENA, SHE_WROTE, ADA_WROTE] {
        let places = places_of(&desk, text).await;
        assert!(
            !places.iter().any(|place| place.starts_with("audit_events")),
            "{places:?}"
        );
    }
    let otto = desk.sign_in("otto.keller").await;
    let log = otto.get("/audit?kind=request.closed").await.words("main");
    assert!(log.contains(ADA_WROTE), "the log joins it in: {log}");
    leaves(&desk).await;
    desk.seals().await;
    let head = audit::verify(&desk.app.pool).await.unwrap().head;

    let erased = erases(&desk).await.unwrap();
    assert!(erased.texts >= 2 && erased.decisions >= 1, "{erased:?}");
    for text in ["Lena Frost", LENA, SHE_WROTE, ADA_WROTE] {
        assert_eq!(places_of(&desk, text).await, Vec::<String>::new(), "{text}");
    }
    let report = audit::verify(&desk.app.pool).await.unwrap();
    assert_eq!(
        (report.findings, report.head),
        (Vec::new(), head),
        "no hash moved"
    );
    let said = desk.last_said("person.erased").await;
    assert_eq!(said["texts"], json!(erased.texts));

    let log = otto.get("/audit").await.words("main");
    assert!(log.contains(&format!("Erased person {id}")), "{log}");
    assert!(log.contains("(erased)") && !log.contains("Lena"), "{log}");
    // A second time there is nothing left, and no event.
    let mut owner = owner(&desk).await;
    let person = countersign::people::store::by_id(&mut owner, id)
        .await
        .unwrap()
        .unwrap();
    let mut tx = owner.begin().await.unwrap();
    let again = erase::erase(&mut tx, desk.now(), &person).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    assert!(again.is_nothing(), "{again:?}");
    owner.close().await.unwrap();
    let events =
        sqlx::query_scalar!(r#"select count(*) as "n!" from audit_events where kind = 'person.erased'"#);
    assert_eq!(events.fetch_one(&desk.app.pool).await.unwrap(), 1);
    desk.close().await;
}

#[tokio::test]
async fn who_was_erased_stays_so_until_the_account_is_open_again() {
    let desk = house().await;
    let id = desk.id_of("lena.frost").await;
    leaves(&desk).await;
    erases(&desk).await.unwrap();
    let reads_everybody = async || {
        let ada = desk.sign_in("ada.novak").await;
        ada.post("/admin/mirror/read", "/admin/mirror", &[]).await;
        desk.turn(Duration::minutes(6));
        desk.works().await;
    };
    reads_everybody().await;
    assert_eq!(places_of(&desk, "Lena Frost").await, Vec::<String>::new());
    desk.control(&format!("people/{id}/enable"), json!({})).await;
    reads_everybody().await;
    assert_eq!(desk.id_of("lena.frost").await, id, "who is back is read anew");
    desk.close().await;
}

#[tokio::test]
async fn who_works_here_has_a_licence_or_asks_is_not_erased() {
    let desk = house().await;
    assert_eq!(erases(&desk).await, Err(Stays::WorksHere));
    let lena = desk.sign_in("lena.frost").await;
    desk.control(&format!("people/{LENA}"), json!({ "usage_location": "NO" }))
        .await;
    lena.asks_for(FLOW_FREE, "Flows.", &[]).await;
    desk.works().await;
    leaves(&desk).await;
    assert!(matches!(erases(&desk).await, Err(Stays::HasGrants(1))));
    let places = places_of(&desk, SHE_WROTE).await;
    assert!(!places.is_empty(), "nothing was touched");
    desk.close().await;
}

#[tokio::test]
async fn the_service_takes_nothing_away_from_beside_the_log_and_a_changed_word_is_found() {
    let desk = house().await;
    for statement in [
        "delete from audit_words",
        "update audit_words set text = 'x'",
        "truncate audit_words",
    ] {
        let error = sqlx::raw_sql(statement)
            .execute(&desk.app.pool)
            .await
            .unwrap_err()
            .to_string();
        assert!(error.contains("permission denied"), "{statement}: {error}");
    }
    desk.seals().await;
    let mut owner = owner(&desk).await;
    let error = sqlx::raw_sql("update audit_words set text = 'She may not.'")
        .execute(&mut owner)
        .await
        .unwrap_err();
    assert!(error.to_string().contains("append-only"), "{error}");
    sqlx::raw_sql(
        "begin; set local session_replication_role = replica;
         update audit_words set text = text || '!' where member = 'reason'; commit",
    )
    .execute(&mut owner)
    .await
    .unwrap();
    let findings = audit::verify(&desk.app.pool).await.unwrap().findings;
    assert!(!findings.is_empty());
    for finding in &findings {
        assert!(
            finding.to_string().contains("what was written in `reason`"),
            "{finding}"
        );
    }
    sqlx::raw_sql(
        "begin; set local session_replication_role = replica;
         update audit_words set text = left(text, -1) where member = 'reason'; commit",
    )
    .execute(&mut owner)
    .await
    .unwrap();
    owner.close().await.unwrap();
    desk.close().await;
}

#[tokio::test]
async fn the_command_says_first_what_it_would_erase() {
    let desk = house().await;
    let environment = [
        ("COUNTERSIGN_DATABASE_URL", desk.database.service_url.as_str()),
        ("COUNTERSIGN_DATABASE_OWNER_URL", desk.database.owner_url.as_str()),
    ];
    let refused = countersign(&["people", "erase", LENA, "--yes"], &environment);
    assert_eq!(refused.status.code(), Some(1));
    assert!(
        said(&refused).contains("their account is open"),
        "{}",
        said(&refused)
    );
    let unknown = countersign(&["people", "erase", "nobody@haldenroe.example"], &environment);
    assert!(
        said(&unknown).contains("nobody in the mirror is"),
        "{}",
        said(&unknown)
    );
    leaves(&desk).await;
    let id = desk.id_of("lena.frost").await.to_string();
    let dry = countersign(&["people", "erase", LENA], &environment);
    assert!(
        dry.status.success() && said(&dry).contains("Nothing was changed."),
        "{}",
        said(&dry)
    );
    assert!(!places_of(&desk, SHE_WROTE).await.is_empty());
    let done = countersign(&["people", "erase", &id, "--yes"], &environment);
    assert!(done.status.success(), "{}", said(&done));
    assert!(
        said(&done).contains(&format!("Erased what was kept of {id}:")),
        "{}",
        said(&done)
    );
    assert_eq!(places_of(&desk, SHE_WROTE).await, Vec::<String>::new());
    let again = countersign(&["people", "erase", &id, "--yes"], &environment);
    assert!(
        said(&again).contains("Nothing is left to erase"),
        "{}",
        said(&again)
    );
    desk.close().await;
}
