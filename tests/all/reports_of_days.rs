//! Reports of days: what was due, who had what and why, who could do what, and who may do what with the log in the database.

use reqwest::StatusCode;
use serde_json::Value;

use crate::desk::{Desk, FLOW_FREE, Person, VISIO};
use crate::movers::{later, turns};
use crate::reperform::by_hand;

const EXPIRIES: &str = "/audit/reports/expiries";
const STATE: &str = "/audit/reports/state-as-of-a-day";
const DIFFERENCE: &str = "/audit/reports/difference-of-two-days";
const ACCESS: &str = "/audit/reports/access-on-a-day";
const RIGHTS: &str = "/audit/reports/database-rights";

const NOBODY_SIGNS: &str = "[[route]]\nid = \"all\"\napprove = \"automatic\"\n";
/// What is free is approved at once; the manager signs for Visio, and for other plans of it.
const MANAGER_SIGNS: &str = r#"
[[route]]
id = "free"
products = ["FLOW_FREE"]
approve = "automatic"

[[route]]
id = "all"
stages = [{ who = "manager" }]
"#;
/// A group is asked about Visio.
const GROUP_SIGNS: &str = r#"
[[route]]
id = "all"
stages = [{ who = "manager", fallback = "group:License Approvers" }]
"#;
const ONEDRIVE_OFF: [(&str, &str); 3] = [
    ("justification", "It is not needed."),
    ("plans", "2bdbaf8f-738f-4ac7-9234-3c3ee2ce7d0f"),
    ("plans", "663a804f-1c30-4ff0-9915-9db84f0d1cea"),
];

/// Otto runs the report; answers of each row some of its values.
async fn finds(desk: &Desk, report: &str, fields: &[(&str, &str)], keys: &[&str]) -> Vec<String> {
    let otto = desk.sign_in("otto.keller").await;
    let page = otto.post(report, report, fields).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    let run = page.location.unwrap();
    // The page shows each of them in words.
    let shown = otto.get(&run).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.text);
    let rows = otto.report_rows(&run).await;
    rows.iter().map(|row| line(row, keys)).collect()
}

fn line(row: &Value, keys: &[&str]) -> String {
    let word = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Object(named) => named["name"].as_str().unwrap().to_owned(),
        Value::Array(codes) if codes.is_empty() => "-".to_owned(),
        Value::Array(codes) => codes
            .iter()
            .filter_map(Value::as_str)
            .collect::<Vec<_>>()
            .join(" "),
        Value::Null => "-".to_owned(),
        other => other.to_string(),
    };
    let words: Vec<_> = keys.iter().map(|key| word(&row[*key])).collect();
    words.join(" | ")
}

async fn asks_for_30_days(desk: &Desk, name: &'static str) -> Person {
    let person = desk.sign_in(name).await;
    let fields = [("justification", "For the fair."), ("term", "30")];
    let page = person.asks_with(VISIO, &fields, &[]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.words("main"));
    person
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_due_is_held_against_its_end_and_an_end_that_the_log_does_not_know_is_found() {
    let desk = Desk::with_policy(NOBODY_SIGNS).await;
    asks_for_30_days(&desk, "mia.berg").await;
    asks_for_30_days(&desk, "ravi.menon").await;
    let emil = asks_for_30_days(&desk, "emil.brandt").await;
    desk.works_until_idle().await;
    let extend = format!("/licences/{VISIO}/extend");
    let longer = [("term", "90"), ("justification", "The fair goes on.")];
    let page = emil.post(&extend, &extend, &longer).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.words("main"));
    desk.works_until_idle().await;
    let period = [("from", "2026-11-01"), ("to", "2026-12-31")];
    let keys = ["verdict", "code", "person", "told", "end_cause", "extensions"];
    let mut found = finds(&desk, EXPIRIES, &period, &keys).await;
    found.sort();
    assert_eq!(
        found,
        [
            "ok | extended | Emil Brandt | no_reminder_due | - | 1",
            "open | not_due | Mia Berg | no_reminder_due | - | 0",
            "open | not_due | Ravi Menon | no_reminder_due | - | 0",
        ]
    );
    later(&desk, 28).await;
    later(&desk, 3).await;
    let mut found = finds(&desk, EXPIRIES, &period, &keys).await;
    found.sort();
    assert_eq!(
        found,
        [
            "ok | extended | Emil Brandt | no_reminder_due | - | 1",
            "ok | in_time | Mia Berg | reminded | expired | 0",
            "ok | in_time | Ravi Menon | reminded | expired | 0",
        ]
    );

    later(&desk, 2).await;
    let person = |name| format!("person_id = (select id from people where name = '{name}')");
    by_hand(
        &desk,
        &format!(
            "update grants set ended_at = ended_at + interval '3 days' where {};
             update grants set state = 'active', ended_at = null, end_cause = null, end_wished_at = null where {};
             update grants set until_at = '2026-12-31T00:00:00Z' where {};
             delete from reminders",
            person("Ravi Menon"),
            person("Mia Berg"),
            person("Emil Brandt"),
        ),
    )
    .await;
    let mut found = finds(&desk, EXPIRIES, &period, &["verdict", "code", "person", "told"]).await;
    found.sort();
    assert_eq!(
        found,
        [
            "bad | end_differs | Emil Brandt | no_reminder_due",
            "bad | late | Ravi Menon | not_reminded",
            "bad | overdue | Mia Berg | not_reminded",
            "ok | extended | Emil Brandt | no_reminder_due",
        ]
    );
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_had_what_on_a_day_and_what_was_another_on_a_later_one_is_told_with_its_reason() {
    let desk = Desk::with_policy(MANAGER_SIGNS).await;
    let mia = desk.sign_in("mia.berg").await;
    mia.asks_for(VISIO, "Charts of the move.", &[]).await;
    desk.sign_in("jonas.lind").await.approves().await;
    desk.sign_in("ravi.menon")
        .await
        .asks_for(FLOW_FREE, "", &[])
        .await;
    desk.works_until_idle().await;

    later(&desk, 3).await;
    let ravi = desk.sign_in("ravi.menon").await;
    let back = format!("/licences/{FLOW_FREE}/give-back");
    ravi.post(&back, &back, &[("understood", "yes")]).await;
    desk.sign_in("emil.brandt")
        .await
        .asks_for(FLOW_FREE, "", &[])
        .await;
    let mia = desk.sign_in("mia.berg").await;
    let plans = format!("/licences/{VISIO}/plans");
    let page = mia.post(&plans, &plans, &ONEDRIVE_OFF).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.words("main"));
    desk.sign_in("jonas.lind").await.approves().await;
    desk.works_until_idle().await;

    let keys = ["verdict", "code", "person", "product", "state", "how", "signers"];
    let before = finds(&desk, STATE, &[("day", "2026-11-25")], &keys).await;
    assert_eq!(before.len(), 2, "{before:?}");
    assert!(
        before[0].starts_with("ok | approved | Mia Berg | Visio"),
        "{before:?}"
    );
    assert!(
        before[0].ends_with("| active | signed | Jonas Lind"),
        "{before:?}"
    );
    assert!(
        before[1].starts_with("ok | approved | Ravi Menon |"),
        "{before:?}"
    );
    assert!(before[1].ends_with("| active | automatic | -"), "{before:?}");
    let all = finds(
        &desk,
        STATE,
        &[("day", "2026-11-25"), ("product", VISIO)],
        &["plans"],
    )
    .await;
    let fewer = finds(
        &desk,
        STATE,
        &[("day", "2026-11-27"), ("product", VISIO)],
        &["plans"],
    )
    .await;
    assert_eq!(
        (all[0].split(", ").count(), fewer[0].split(", ").count()),
        (3, 2),
        "{all:?} {fewer:?}"
    );
    let after = finds(&desk, STATE, &[("day", "2026-11-27")], &["verdict", "person"]).await;
    assert_eq!(after, ["ok | Emil Brandt", "ok | Mia Berg"]);

    let days = [("day", "2026-11-25"), ("second_day", "2026-11-27")];
    let keys = ["verdict", "change", "why", "person", "by", "signers"];
    let found = finds(&desk, DIFFERENCE, &days, &keys).await;
    assert_eq!(
        found,
        [
            "ok | came | automatic | Emil Brandt | - | -",
            "ok | plans | signed | Mia Berg | - | Jonas Lind",
            "ok | went | given_back | Ravi Menon | Ravi Menon | -",
        ]
    );
    let off = finds(&desk, DIFFERENCE, &days, &["switched_on", "switched_off"]).await;
    assert!(off[1].starts_with("- | ") && !off[1].contains(','), "{off:?}");

    // Without the signature nothing says why she has it; Emil has what no event ever named, and from one day to the next it is gone.
    let person = |name| format!("(select id from people where name = '{name}')");
    by_hand(
        &desk,
        &format!(
            "delete from signatures; update grants set plans_on = '{{}}' where person_id = {}",
            person("Emil Brandt")
        ),
    )
    .await;
    let keys = ["verdict", "code", "person"];
    let found = finds(&desk, STATE, &[("day", "2026-11-27")], &keys).await;
    assert_eq!(
        found,
        ["bad | plans_differ | Emil Brandt", "bad | no_approval | Mia Berg"]
    );
    later(&desk, 2).await;
    by_hand(
        &desk,
        &format!(
            "update grants set state = 'ended', ended_at = '2026-11-28T12:00:00Z', end_cause = 'given_back' where person_id = {};
             update audit_events set detail = detail - 'grant' where kind = 'grant.approved' and person_id = {}",
            person("Emil Brandt"),
            person("Mia Berg"),
        ),
    )
    .await;
    let days = [("day", "2026-11-27"), ("second_day", "2026-11-29")];
    let found = finds(&desk, DIFFERENCE, &days, &["verdict", "change", "why", "person"]).await;
    assert_eq!(found, ["bad | went | not_in_the_log | Emil Brandt"]);
    let found = finds(&desk, STATE, &[("day", "2026-11-29")], &keys).await;
    assert_eq!(found, ["bad | not_in_the_log | Mia Berg"]);
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_could_do_what_on_a_day_is_known_as_far_as_the_log_tells() {
    let desk = Desk::with_policy(GROUP_SIGNS).await;
    let jonas = desk.sign_in("jonas.lind").await;
    let made = jonas.lets_sign("clara.roe", "2026-11-30", &[]).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.words("main"));
    desk.works().await;
    desk.sign_in("mia.berg")
        .await
        .asks_for(VISIO, "Charts.", &[])
        .await;
    let (ada, _) = desk.administrators().await;
    // Two others have to be there to be told.
    desk.sign_in("otto.keller").await;
    let given = ada.gives_all("ravi.menon", VISIO).await;
    assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.words("main"));
    desk.works_until_idle().await;
    let day = [("day", "2026-11-24")];
    let keys = ["verdict", "code", "what", "person", "right", "for", "times"];
    let found = finds(&desk, ACCESS, &day, &keys).await;
    for row in [
        "ok | signed_in_that_day | role | Ada Novak | administrator | - | -",
        "ok | signed_in_that_day | role | Otto Keller | auditor | - | -",
        "ok | with_the_role | act | Ada Novak | grant.given_at_once | - | 1",
        "ok | with_the_role | act | Otto Keller | report.viewed | - | 1",
        "ok | delegated | delegation | Clara Roe | signs_for_somebody | Jonas Lind | -",
        "ok | may_sign | stage | Jonas Lind | signs_stage | - | 1",
        "ok | may_sign | stage | Clara Roe | signs_stage | Jonas Lind | 1",
    ] {
        assert!(found.contains(&row.to_owned()), "{row}: {found:#?}");
    }
    let members = found
        .iter()
        .filter(|row| row.starts_with("ok | member | group | "))
        .count();
    assert!(members > 0, "{found:#?}");
    assert!(found.iter().all(|row| !row.starts_with("bad")), "{found:#?}");

    // Before the log speaks of the group, nobody knows who was in it; who leaves it is known from then on.
    let before = finds(
        &desk,
        ACCESS,
        &[("day", "2026-11-23")],
        &["verdict", "code", "what"],
    )
    .await;
    assert_eq!(before, ["open | not_known | group"]);
    by_hand(
        &desk,
        "update audit_events set actor_id = (select id from people where name = 'Mia Berg') where kind = 'grant.given_at_once'",
    )
    .await;
    let found = finds(&desk, ACCESS, &day, &["verdict", "code", "what", "person"]).await;
    assert_eq!(found[0], "bad | without_the_role | act | Mia Berg");
    later(&desk, 2).await;
    turns(&desk).await;
    let found = finds(
        &desk,
        ACCESS,
        &[("day", "2026-11-26")],
        &["verdict", "code", "what", "person"],
    )
    .await;
    assert!(
        found.contains(&"open | last_seen_with_it | role | Ada Novak".to_owned()),
        "{found:#?}"
    );
    assert!(
        found.contains(&"ok | signed_in_that_day | role | Otto Keller".to_owned()),
        "{found:#?}"
    );
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_lets_the_service_only_add_to_the_log_and_what_does_not_hold_is_found() {
    let desk = Desk::with_policy(NOBODY_SIGNS).await;
    let keys = ["verdict", "code", "what", "role", "tables", "rights"];
    let found = finds(&desk, RIGHTS, &[], &keys).await;
    let only = "ok | insert_only | right | countersign_service | audit_";
    let of_service = found.iter().find(|row| row.starts_with(only)).expect(only);
    for words in ["audit_events", "audit_seals", " | insert select"] {
        assert!(of_service.contains(words), "{words}: {of_service}");
    }
    for table in ["audit_events", "audit_seals"] {
        for right in ["delete", "truncate", "update"] {
            let row = format!("ok | stopped | trigger | - | {table} | {right}");
            assert!(found.contains(&row), "{row}: {found:#?}");
        }
    }
    assert!(found.iter().all(|row| !row.starts_with("bad")), "{found:#?}");

    by_hand(
        &desk,
        "grant update on audit_events to countersign_service;
         alter table audit_seals disable trigger audit_seals_append_only;
         create function lets_through() returns trigger language plpgsql as $$ begin return null; end $$;
         drop trigger audit_events_append_only on audit_events;
         create trigger audit_events_append_only before update or delete on audit_events
             for each statement execute function lets_through();
         create rule nothing_is_changed as on update to audit_events do instead nothing",
    )
    .await;
    let found = finds(&desk, RIGHTS, &[], &keys).await;
    let bad: Vec<_> = found.iter().filter(|row| row.starts_with("bad")).collect();
    assert_eq!(
        bad,
        [
            "bad | service_may_change | right | countersign_service | audit_events | insert select update",
            "bad | rule | rule | - | audit_events | -",
            "bad | trigger_altered | trigger | - | audit_events | delete",
            "bad | no_trigger | trigger | - | audit_events | truncate",
            "bad | trigger_altered | trigger | - | audit_events | update",
            "bad | trigger_off | trigger | - | audit_seals | delete",
            "bad | trigger_off | trigger | - | audit_seals | truncate",
            "bad | trigger_off | trigger | - | audit_seals | update",
        ]
    );
    by_hand(&desk, "drop rule nothing_is_changed on audit_events").await;
    desk.close().await;
}
