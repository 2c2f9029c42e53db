//! The auditor's reports: what they find, that a run stays as it was, and that each look is in the log.

use chrono::Duration;
use reqwest::StatusCode;
use serde_json::Value;
use sha2::{Digest, Sha256};
use sqlx::AssertSqlSafe;

use crate::desk::{Desk, Page, Person, VISIO};
use crate::movers::{later, leaves, turns};
use crate::reperform::{by_hand, some_requests};

const DUTIES: &str = "/audit/reports/segregation-of-duties";
const LEAVERS: &str = "/audit/reports/leavers-and-movers";
const EXCEPTIONS: &str = "/audit/reports/exceptions";

/// Who leaves has nothing the next week; Visio and what is free are given without a signature.
const WEEK: &str = r#"
[[guard]]
id = "leavers"
on_leave = "end"
grace = "7d"

[[route]]
id = "all"
approve = "automatic"
"#;

impl Person {
    /// Runs the report over November and December; answers where the run stands.
    pub async fn runs_report(&self, report: &str) -> String {
        let fields = [("from", "2026-11-01"), ("to", "2026-12-31")];
        let page = self.post(report, report, &fields).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
        let run = page.location.unwrap();
        assert!(run.starts_with("/audit/runs/"), "{run}");
        run
    }

    /// The rows of a run, of which the hash is that of its page.
    pub async fn report_rows(&self, run: &str) -> Vec<Value> {
        let lines = self.get(&format!("{run}.jsonl")).await;
        assert_eq!(lines.status, StatusCode::OK, "{}", lines.text);
        let hash = hex::encode(Sha256::digest(lines.text.as_bytes()));
        assert_eq!(self.get(run).await.words(".sha256"), hash);
        let rows = lines.text.lines();
        rows.map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

/// Of each row: some of its values.
fn values(rows: &[Value], keys: &[&str]) -> Vec<String> {
    let word = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Object(named) => named["name"].as_str().unwrap().to_owned(),
        other => other.to_string(),
    };
    let row = |row: &Value| {
        let words: Vec<_> = keys.iter().map(|key| word(&row[*key])).collect();
        words.join(" | ")
    };
    rows.iter().map(row).collect()
}

async fn report_events(desk: &Desk) -> Vec<String> {
    sqlx::query_scalar!(
        r#"select kind || coalesce(' ' || (detail ->> 'report'), '') || coalesce(' ' || (detail ->> 'state'), '')
                       || coalesce(' ' || (detail ->> 'format'), '') as "said!"
             from audit_events where kind like 'report.%' order by written"#
    )
    .fetch_all(&desk.app.pool)
    .await
    .unwrap()
}

fn csv_rows(page: &Page) -> Vec<csv::StringRecord> {
    let mut reader = csv::Reader::from_reader(page.text.as_bytes());
    reader.records().map(Result::unwrap).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_says_the_same_in_every_file_and_a_month_and_many_changes_later() {
    let desk = Desk::open().await;
    let [visio, ..] = some_requests(&desk).await;
    desk.seals().await;
    let otto = desk.sign_in("otto.keller").await;
    let run = otto.runs_report(DUTIES).await;
    let rows = otto.report_rows(&run).await;
    // Of one moment, so in any order.
    let mut told = values(
        &rows,
        &["verdict", "act", "asked_as", "requester", "signed_as", "by"],
    );
    told.sort();
    assert_eq!(
        told,
        [
            "ok | approve | self | Mia Berg | manager | Jonas Lind",
            "ok | automatic | self | Ravi Menon | null | null",
        ]
    );
    let page = otto.get(&run).await;
    assert_eq!(page.words(".notice.good"), "2 rows: 0 bad, 0 open");
    let head = page.words(".report-head");
    for words in [
        "Otto Keller",
        "From 1 November 2026 to 31 December 2026 (",
        "The checkpoint over ",
        "select ",
        "| sha256sum",
    ] {
        assert!(head.contains(words), "{words} is not in: {head}");
    }
    let before = otto.get(&format!("{run}.jsonl")).await.text;
    let csv = csv_rows(&otto.get(&format!("{run}.csv")).await);
    let json: Value = serde_json::from_str(&otto.get(&format!("{run}.json")).await.text).unwrap();
    assert_eq!(json["rows"], Value::from(rows.clone()));
    assert_eq!(json["head"]["rows"], 2);
    assert_eq!(json["head"]["sha256"], page.words(".sha256"));
    assert_eq!(csv.len(), rows.len());
    for cell in [visio.as_str(), "Ravi Menon"] {
        assert!(csv.iter().any(|row| row.iter().any(|one| one == cell)), "{csv:?}");
    }

    later(&desk, 31).await;
    by_hand(
        &desk,
        "update people set name = 'Mia Sommer' where name = 'Mia Berg'",
    )
    .await;
    let ravi = desk.sign_in("ravi.menon").await;
    let page = ravi
        .asks_with(VISIO, &[("justification", "More."), ("term", "90")], &[])
        .await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    desk.works().await;
    let otto = desk.sign_in("otto.keller").await;
    assert_eq!(otto.get(&format!("{run}.jsonl")).await.text, before);
    assert!(otto.get(&run).await.words(".evidence").contains("Mia Berg"));
    let anew = otto.runs_report(DUTIES).await;
    assert!(otto.get(&anew).await.words(".evidence").contains("Mia Sommer"));
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_auditors_get_in_and_each_look_is_in_the_log() {
    let desk = Desk::open().await;
    let otto = desk.sign_in("otto.keller").await;
    let list = otto.get("/audit/reports").await;
    assert!(
        list.words("main").contains("No report has been run yet."),
        "{}",
        list.words("main")
    );
    assert_eq!(list.hrefs("/audit/reports/").len(), 13);
    let run = otto.runs_report(EXCEPTIONS).await;
    let page = otto.get(&run).await;
    assert!(
        page.words(".empty").starts_with("Nothing was found"),
        "{}",
        page.words("main")
    );
    otto.get(&format!("{run}.csv")).await;
    let ada = desk.sign_in("ada.novak").await;
    let mia = desk.sign_in("mia.berg").await;
    for person in [&ada, &mia] {
        for path in ["/audit/reports", EXCEPTIONS, &run, &format!("{run}.jsonl")] {
            assert_eq!(person.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
        }
    }
    for path in ["/audit/reports/none", "/audit/runs/none", &format!("{run}.exe")] {
        assert_eq!(otto.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(
        report_events(&desk).await,
        [
            "report.viewed",
            "report.viewed exceptions",
            "report.run exceptions done",
            "report.viewed exceptions",
            "report.exported exceptions csv",
        ]
    );
    let log = otto.get("/audit?kind=report.exported").await.words("tbody");
    assert!(
        log.contains("Took what the report “Exceptions” had found as a file (csv)"),
        "{log}"
    );
    for (from, to) in [
        ("2026-12-01", "2026-11-01"),
        ("soon", "2026-11-01"),
        ("1900-01-01", "2026-11-01"),
    ] {
        let page = otto
            .post(EXCEPTIONS, EXCEPTIONS, &[("from", from), ("to", to)])
            .await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{from}");
        assert_ne!(page.words("form .message"), "", "{from}");
    }
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_takes_too_long_is_done_by_a_worker_and_then_nobody_changes_it() {
    let later = "[reports]\nat_once_milliseconds = 0\n";
    let desk = Desk::configured(include_str!("../../policies/starter.toml"), later).await;
    some_requests(&desk).await;
    let otto = desk.sign_in("otto.keller").await;
    let run = otto.runs_report(DUTIES).await;
    let page = otto.get(&run).await;
    assert!(
        page.words(".report-head").contains("0 rows so far."),
        "{}",
        page.words("main")
    );
    assert_eq!(page.attributes("main", "data-live"), ["work=true"]);
    assert_eq!(otto.get(&format!("{run}.csv")).await.status, StatusCode::CONFLICT);
    desk.works().await;
    assert_eq!(otto.report_rows(&run).await.len(), 2);
    let id = run.strip_prefix("/audit/runs/").unwrap();
    for statement in [
        format!("update report_runs set rows = 1 where id = '{id}'"),
        format!(
            "update report_runs set state = 'running', finished_at = null, sha256 = null where id = '{id}'"
        ),
        format!("update report_runs set sql = 'select 1' where id = '{id}'"),
        format!("delete from report_runs where id = '{id}'"),
        format!("delete from report_chunks where run_id = '{id}'"),
        format!("update report_chunks set lines = '' where run_id = '{id}'"),
        format!("insert into report_chunks values ('{id}', 7, 1, 0, 0, '{{}}')"),
        "truncate report_chunks".to_owned(),
    ] {
        let error = sqlx::raw_sql(AssertSqlSafe(statement.clone()))
            .execute(&desk.app.pool)
            .await
            .unwrap_err();
        let code = error.as_database_error().and_then(|error| error.code());
        assert_eq!(code.as_deref(), Some("42501"), "{statement}: {error}");
    }
    assert_eq!(
        report_events(&desk).await[1..3],
        [
            "report.run segregation-of-duties running",
            "report.run segregation-of-duties done"
        ]
    );
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_signed_for_themselves_and_who_was_refused_is_found() {
    let desk = Desk::open().await;
    let [visio, ..] = some_requests(&desk).await;
    let ravi = desk.sign_in("ravi.menon").await;
    assert_eq!(ravi.get("/audit").await.status, StatusCode::FORBIDDEN);
    by_hand(
        &desk,
        &format!("update signatures g set person_id = r.requester_id from requests r where r.id = g.request_id and r.id = '{visio}'"),
    )
    .await;
    let otto = desk.sign_in("otto.keller").await;
    let run = otto.runs_report(DUTIES).await;
    let rows = otto.report_rows(&run).await;
    assert_eq!(
        values(&rows, &["verdict", "codes", "act", "by", "attempt"]),
        [
            r#"bad | ["signed_own_request","signed_for_oneself"] | approve | Mia Berg | null"#,
            "ok | [] | automatic | null | null",
            "ok | [] | refused | Ravi Menon | open: Auditor",
        ]
    );
    let page = otto.get(&run).await;
    assert_eq!(page.words(".notice.bad"), "3 rows: 1 bad, 0 open");
    // Filters look at what is kept.
    let refused = otto.get(&format!("{run}?q=open%3A+aud&verdict=ok")).await;
    assert!(refused.words(".evidence tbody").contains("Attempt refused"));
    assert!(!refused.words(".evidence tbody").contains("Mia Berg"));
    let none = otto.get(&format!("{run}?verdict=open")).await;
    assert!(none.words("main").contains("No row fits."));
    let printed = otto.get(&format!("{run}?print=all")).await;
    assert_eq!(
        printed
            .attributes(".evidence tbody tr td:first-child", "data-label")
            .len(),
        3
    );
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn leavers_are_held_against_the_time_promised() {
    let desk = Desk::with_policy(WEEK).await;
    for name in ["mia.berg", "ravi.menon", "lena.frost"] {
        desk.sign_in(name).await.asks_for(VISIO, "", &[]).await;
    }
    desk.works_until_idle().await;
    leaves(&desk, "mia.berg").await;
    leaves(&desk, "ravi.menon").await;
    let otto = desk.sign_in("otto.keller").await;
    let run = otto.runs_report(LEAVERS).await;
    let keys = ["verdict", "code", "person", "weekday", "grace_days"];
    let mut waits = values(&otto.report_rows(&run).await, &keys);
    waits.sort();
    assert_eq!(
        waits,
        [
            "open | not_due | Mia Berg | weekday_2 | 7",
            "open | not_due | Ravi Menon | weekday_2 | 7"
        ]
    );
    later(&desk, 8).await;
    // What the directory knows by then is read before it looks again.
    turns(&desk).await;
    let late = "update grants g set ended_at = ended_at + interval '3 days' from people p where p.id = g.person_id and p.name = 'Ravi Menon'";
    by_hand(&desk, late).await;
    let otto = desk.sign_in("otto.keller").await;
    let rows = otto.report_rows(&otto.runs_report(LEAVERS).await).await;
    let found = values(&rows, &["verdict", "code", "person"]);
    assert_eq!(found, ["bad | late | Ravi Menon", "ok | in_time | Mia Berg"]);
    assert_eq!(rows[0]["late_seconds"], 3 * 86_400);

    // What should have followed, and did not.
    let forgotten = "update departures set grant_id = (select g.id from grants g join people p on p.id = g.person_id
                      where p.name <> 'Ravi Menon' limit 1) where person_id = (select id from people where name = 'Ravi Menon');
                     update grants set state = 'active', ended_at = null, end_cause = null, end_wished_at = null
                      where person_id = (select id from people where name = 'Ravi Menon')";
    by_hand(&desk, forgotten).await;
    let rows = otto.report_rows(&otto.runs_report(LEAVERS).await).await;
    let found = values(&rows, &["verdict", "code", "person"]);
    assert!(
        found.contains(&"bad | missed | Ravi Menon".to_owned()),
        "{found:?}"
    );
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_went_past_the_rules_is_open_until_somebody_else_has_seen_it() {
    let desk = Desk::open().await;
    // Two others could be told.
    for name in ["otto.keller", "viktor.sand"] {
        desk.sign_in(name).await;
    }
    let ada = desk.sign_in("ada.novak").await;
    let given = ada.gives_all("emil.brandt", VISIO).await;
    assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.words("main"));
    desk.works_until_idle().await;
    let keys = ["verdict", "code", "what", "by", "person", "reviewed_by"];
    let otto = desk.sign_in("otto.keller").await;
    let rows = otto.report_rows(&otto.runs_report(EXCEPTIONS).await).await;
    assert_eq!(
        values(&rows, &keys),
        ["open | not_reviewed | break_glass | Ada Novak | Emil Brandt | null"]
    );
    desk.turn(Duration::days(8));
    let otto = desk.sign_in("otto.keller").await;
    let rows = otto.report_rows(&otto.runs_report(EXCEPTIONS).await).await;
    assert_eq!(
        values(&rows, &keys),
        ["bad | review_overdue | break_glass | Ada Novak | Emil Brandt | null"]
    );
    let reviews = otto.get("/audit/exceptions").await.actions("");
    let review = reviews
        .iter()
        .find(|action| action.starts_with("/audit/exceptions/"));
    let page = otto
        .post(
            review.unwrap(),
            "/audit/exceptions",
            &[("note", "Agreed with the board.")],
        )
        .await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.words("main"));
    let rows = otto.report_rows(&otto.runs_report(EXCEPTIONS).await).await;
    assert_eq!(
        values(&rows, &keys),
        ["ok | reviewed | break_glass | Ada Novak | Emil Brandt | Otto Keller"]
    );
    desk.close().await;
}
