//! Re-performance: every stored decision comes out the same, and whatever was altered by somebody who owns the database is
//! named.

use chrono::Duration;
use countersign::{jobs, worker};
use reqwest::StatusCode;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::commands::{countersign, said};
use crate::desk::{Desk, FLOW_FREE, Page, Person, VISIO, until};

const PAGE: &str = "/admin/policy/reperform";

/// What somebody can do who owns the database and switches the triggers off.
pub async fn by_hand(desk: &Desk, statement: &str) {
    let mut owner = PgConnection::connect(&desk.database.owner_url).await.unwrap();
    let words = format!("set session_replication_role = replica; {statement}");
    sqlx::raw_sql(AssertSqlSafe(words))
        .execute(&mut owner)
        .await
        .unwrap();
    owner.close().await.unwrap();
}

/// Mia asked for Visio and Jonas signed; Ravi got what is free; Priya, a guest, was denied: four decisions.
pub async fn some_requests(desk: &Desk) -> [String; 3] {
    let mia = desk.sign_in("mia.berg").await;
    let visio = mia.asks_for(VISIO, "Charts of the move.", &[]).await;
    desk.sign_in("jonas.lind").await.approves().await;
    let ravi = desk.sign_in("ravi.menon").await;
    let free = ravi.asks_for(FLOW_FREE, "", &[]).await;
    let guest = format!(
        "priya.shah_lumenworks.example#EXT#@{}",
        countersign::simulator::DOMAIN
    );
    let priya = desk.sign_in_upn("priya", &guest).await;
    let denied = priya.asks_for(VISIO, "Charts.", &[]).await;
    desk.works_until_idle().await;
    [visio, free, denied]
}

/// Runs the decisions again and shows what came of it.
async fn reperforms(desk: &Desk, person: &Person) -> Page {
    let begun = person.post(PAGE, PAGE, &[("days", "")]).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text);
    desk.works().await;
    person.get(PAGE).await
}

fn on_the_command_line(desk: &Desk, arguments: &[&str]) -> (Option<i32>, String) {
    let words: Vec<_> = ["policy", "reperform"]
        .into_iter()
        .chain(arguments.iter().copied())
        .collect();
    let url = ("COUNTERSIGN_DATABASE_URL", desk.database.service_url.as_str());
    let output = countersign(&words, &[url]);
    (output.status.code(), said(&output))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_decision_reproduces_on_the_page_and_on_the_command_line() {
    let desk = Desk::open().await;
    some_requests(&desk).await;
    let otto = desk.sign_in("otto.keller").await;
    let empty = otto.get(PAGE).await;
    assert!(empty.words("main").contains("No decision was run again yet."));
    let page = reperforms(&desk, &otto).await;
    assert_eq!(page.words(".notice.good"), "4 of 4 reproduce.");
    assert_eq!(page.hrefs("/admin/policy/reperform.csv"), Vec::<String>::new());
    let ada = desk.sign_in("ada.novak").await;
    let seen = ada.get(PAGE).await;
    assert!(seen.words(".cards-on-phone").contains("4 of 4 reproduce"));
    assert_eq!(
        on_the_command_line(&desk, &[]),
        (Some(0), "4 of 4 reproduce\n".to_owned())
    );
    // The desk's clock is frozen in 2026; so many days before today there is nothing.
    let (code, words) = on_the_command_line(&desk, &["--since", "2199-01-01"]);
    assert_eq!((code, words.as_str()), (Some(0), "0 of 0 reproduce\n"));
    let (code, words) = on_the_command_line(&desk, &["--since", "soon"]);
    assert_eq!(code, Some(1));
    assert!(words.contains("neither a day like 2026-01-31"), "{words}");
    let log = otto.get("/audit?kind=policy.reperformed").await.words("tbody");
    assert!(log.contains("Ran 4 decisions again: 4 reproduce"), "{log}");
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_altered_fact_is_found_even_if_it_changes_nothing_and_an_altered_decision_too() {
    let desk = Desk::open().await;
    let [visio, free, _] = some_requests(&desk).await;
    let otto = desk.sign_in("otto.keller").await;
    let name =
        r#"update decisions set facts = jsonb_set(facts::jsonb, '{beneficiary,name}', '"Somebody Else"')"#;
    by_hand(&desk, &format!("{name} where request_id = '{free}'")).await;
    let page = reperforms(&desk, &otto).await;
    assert_eq!(
        page.words(".notice.bad"),
        "3 of 4 reproduce. What does not is named below."
    );
    let row = page.words(".sides > li");
    assert!(
        row.contains("facts were altered after the decision was logged"),
        "{row}"
    );
    assert!(row.contains(&free) && row.contains("Ravi Menon"), "{row}");
    let (code, words) = on_the_command_line(&desk, &[]);
    assert_eq!(code, Some(1));
    assert!(words.ends_with("3 of 4 reproduce\n"), "{words}");
    assert!(
        words.contains(&format!(
            "of request {free}, made 2026-11-24 09:00:00 UTC: facts were altered"
        )),
        "{words}"
    );

    // The last of two decisions of Visio: its outcome, and who signs.
    let outcome =
        r#"update decisions set decision = decision::jsonb || '{"outcome": "automatic", "stages": []}'"#;
    let last =
        format!("(select id from decisions where request_id = '{visio}' order by written desc limit 1)");
    by_hand(&desk, &format!("{outcome} where id = {last}")).await;
    let page = reperforms(&desk, &otto).await;
    assert!(page.words(".notice.bad").starts_with("2 of 4 reproduce"));
    let rows = page.words(".sides");
    for words in [
        "the decision was altered after it was logged",
        "another outcome comes out",
        "other stages come out",
    ] {
        assert!(rows.contains(words), "{words}: {rows}");
    }
    assert!(!rows.contains("other reasons"), "{rows}");
    let beside = page.words(".beside .differs");
    assert!(beside.contains("Approved at once Needs signatures"), "{beside}");

    let csv = otto.get(&page.hrefs("/admin/policy/reperform.csv")[0]).await;
    assert_eq!(csv.text.lines().count(), 3, "{}", csv.text);
    assert!(csv.text.contains("facts_altered"), "{}", csv.text);
    // Earlier runs can still be read.
    let earlier = page.hrefs("/admin/policy/reperform?run=");
    assert_eq!(earlier.len(), 2);
    let first = otto.get(&earlier[1]).await;
    assert!(first.words(".notice.bad").starts_with("3 of 4 reproduce"));
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_altered_policy_and_one_that_can_not_be_read_are_named_with_their_decisions() {
    let desk = Desk::open().await;
    let [visio, free, denied] = some_requests(&desk).await;
    // Its hash is right; only this program can not read it.
    by_hand(
        &desk,
        &format!(
            "insert into policy_versions (version, bytes, first_seen_at)
             values (encode(sha256('[[guard]'), 'hex'), '[[guard]', '2026-01-01');
             update decisions set policy_version = encode(sha256('[[guard]'), 'hex') where request_id = '{denied}'"
        ),
    )
    .await;
    let otto = desk.sign_in("otto.keller").await;
    let page = reperforms(&desk, &otto).await;
    assert!(page.words(".notice.bad").starts_with("3 of 4 reproduce"));
    let versions = page.words("section[aria-labelledby=policies-h]");
    assert!(
        versions.contains("can not be read by this version of Countersign"),
        "{versions}"
    );
    assert!(versions.contains("policy:1:"), "{versions}");
    let rows = page.words(".sides");
    assert!(
        rows.contains("its version of the policy can not be read any more") && rows.contains(&denied),
        "{rows}"
    );

    by_hand(
        &desk,
        "update policy_versions set bytes = bytes || '\\x0a' where bytes <> '[[guard]'",
    )
    .await;
    let page = reperforms(&desk, &otto).await;
    assert!(page.words(".notice.bad").starts_with("0 of 4 reproduce"));
    let rows = page.words(".sides");
    for request in [&visio, &free] {
        assert!(rows.contains(request.as_str()), "{rows}");
    }
    let (code, words) = on_the_command_line(&desk, &[]);
    assert_eq!(code, Some(1));
    assert!(words.contains("was altered: its bytes hash to"), "{words}");
    assert!(words.contains("its version of the policy was altered"), "{words}");
    assert!(
        words.ends_with("0 of 4 reproduce\n2 versions of the policy can not be used\n"),
        "{words}"
    );
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_taken_out_put_in_or_logged_by_an_older_version_is_said() {
    let desk = Desk::open().await;
    let [visio, free, denied] = some_requests(&desk).await;
    // As an older version wrote it; nothing is sealed yet.
    by_hand(
        &desk,
        &format!(
            "update audit_events set detail = detail - 'facts_sha256' - 'decision_sha256'
              where kind = 'request.decided' and request_id = '{visio}'"
        ),
    )
    .await;
    let ada = desk.sign_in("ada.novak").await;
    let page = reperforms(&desk, &ada).await;
    assert_eq!(page.words(".notice.good"), "4 of 4 reproduce.");
    let remark = page.words(".verdict-of-run");
    assert!(
        remark.contains("2 decisions were logged by an older version"),
        "{remark}"
    );

    by_hand(
        &desk,
        &format!(
            "delete from decisions where request_id = '{denied}';
             update decisions set made_at = made_at - interval '1 day' where request_id = '{free}';
             insert into decisions (id, request_id, policy_version, facts, decision, made_at)
             select '00000000-0000-4000-8000-0000000000aa', request_id, policy_version, facts, decision, made_at
               from decisions where request_id = '{free}'"
        ),
    )
    .await;
    let page = reperforms(&desk, &ada).await;
    assert!(
        page.words(".notice.bad").starts_with("2 of 5 reproduce"),
        "{}",
        page.words("main")
    );
    let rows = page.words(".sides");
    for words in [
        "the log says that it was made, and it is gone",
        "the log does not say that it was made",
        "its time is not the one that was logged",
        "00000000-0000-4000-8000-0000000000aa",
        &denied,
    ] {
        assert!(rows.contains(words), "{words}: {rows}");
    }
    let (code, words) = on_the_command_line(&desk, &[]);
    assert_eq!(code, Some(1));
    assert!(words.contains("2 decisions were logged before"), "{words}");
    desk.close().await;
}

/// A worker begins, and its process dies when this has come; its lease runs out.
pub async fn killed_when(desk: &Desk, fact: impl AsyncFn() -> bool) {
    let app = desk.app.clone();
    let working = tokio::spawn(async move { while worker::work_once(&app).await.unwrap() {} });
    until("the work is half done", || fact()).await;
    working.abort();
    assert!(
        working.await.is_err(),
        "the work was done before it could be cut off"
    );
    desk.turn(Duration::minutes(10));
    jobs::release_expired(&desk.app.pool, desk.now()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_shows_how_far_it_is_goes_on_after_its_worker_died_and_can_be_cancelled() {
    let desk = Desk::open().await;
    let [_, free, _] = some_requests(&desk).await;
    by_hand(
        &desk,
        &format!(
            "insert into decisions (id, request_id, policy_version, facts, decision, made_at)
             select gen_random_uuid(), request_id, policy_version, facts, decision, made_at
               from decisions, generate_series(1, 4500) where request_id = '{free}'"
        ),
    )
    .await;
    let ada = desk.sign_in("ada.novak").await;
    ada.post(PAGE, PAGE, &[("days", "365")]).await;
    let waiting = ada.get(PAGE).await;
    let run = waiting.words(".verdict-of-run");
    assert!(
        run.contains("0 of 4,504 so far.") && run.contains("It waits for a worker."),
        "{run}"
    );
    assert_eq!(waiting.attributes("main[data-live]", "id").len(), 1);
    let twice = ada.post(PAGE, PAGE, &[("days", "")]).await;
    assert_eq!(twice.status, StatusCode::SEE_OTHER);
    let told = ada.get(PAGE).await.words(".notice");
    assert!(told.contains("being run again already"), "{told}");

    killed_when(&desk, async || {
        let done = sqlx::query_scalar!(r#"select max(done) as "n!" from policy_runs"#);
        done.fetch_one(&desk.app.pool).await.unwrap() > 0
    })
    .await;
    let half = ada.get(PAGE).await;
    assert_eq!(half.attributes("main[data-live]", "id").len(), 1);
    assert!(
        half.words(".notice.bad").contains("reproduce so far"),
        "{}",
        half.words("main")
    );
    desk.works().await;
    let page = ada.get(PAGE).await;
    assert!(page.words(".notice.bad").starts_with("4 of 4,504 reproduce"));
    let run = page.words(".verdict-of-run");
    assert!(
        run.contains("It was interrupted once, and went on where it was."),
        "{run}"
    );
    let named = sqlx::query_scalar!(r#"select count(distinct decision_id) as "n!" from policy_run_rows"#);
    assert_eq!(named.fetch_one(&desk.app.pool).await.unwrap(), 4500);
    let rows = sqlx::query_scalar!(r#"select count(*) as "n!" from policy_run_rows"#);
    assert_eq!(rows.fetch_one(&desk.app.pool).await.unwrap(), 4500, "none twice");
    let csv = format!("{}{}", ada.url, page.hrefs("/admin/policy/reperform.csv")[0]);
    let reply = ada.http.get(csv).send().await.unwrap();
    assert_eq!(
        reply.content_length(),
        None,
        "it goes out before all of it is known"
    );
    let csv = Page::of(reply).await;
    let lines: Vec<_> = csv.text.lines().collect();
    assert_eq!(lines[0], "decision_id,request_id,made_at,codes,what_is_wrong");
    assert_eq!(lines.len(), 4501);
    let distinct: std::collections::BTreeSet<_> = lines.iter().collect();
    assert_eq!(distinct.len(), 4501, "none twice, and one head");
    assert!(
        lines[4500].contains(&format!(
            ",{free},2026-11-24T09:00:00Z,not_logged,the log does not say"
        )),
        "{}",
        lines[4500]
    );
    let next = page.attributes("a[rel=next]", "href").remove(0);
    let second = ada.get(&next).await;
    assert_ne!(second.words(".sides .part"), page.words(".sides .part"));

    ada.post(PAGE, PAGE, &[("days", "")]).await;
    let page = ada.get(PAGE).await;
    let id = page.field("run");
    let cancelled = ada
        .post("/admin/policy/reperform/cancel", PAGE, &[("run", &id)])
        .await;
    assert_eq!(cancelled.status, StatusCode::SEE_OTHER);
    desk.works().await;
    let page = ada.get(PAGE).await;
    let run = page.words(".verdict-of-run");
    assert!(run.contains("0 of 0 reproduce, as far as it came"), "{run}");
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_that_was_altered_out_of_the_population_is_named() {
    let desk = Desk::open().await;
    let [_, free, denied] = some_requests(&desk).await;
    // Out of the span, and another fact.
    let name = r#"facts = jsonb_set(facts::jsonb, '{beneficiary,name}', '"Somebody Else"')"#;
    by_hand(
        &desk,
        &format!(
            "update decisions set made_at = made_at - interval '200 days', {name} where request_id = '{free}'"
        ),
    )
    .await;
    let otto = desk.sign_in("otto.keller").await;
    otto.post(PAGE, PAGE, &[("days", "30")]).await;
    desk.works().await;
    let page = otto.get(PAGE).await;
    assert!(
        page.words(".notice.bad").starts_with("3 of 4 reproduce"),
        "{}",
        page.words("main")
    );
    let rows = page.words(".sides");
    assert!(
        rows.contains("it is not where the log has it") && rows.contains(&free),
        "{rows}"
    );
    let (code, words) = on_the_command_line(&desk, &["--since", "2026-11-01"]);
    assert_eq!(code, Some(1));
    assert!(
        words.contains("it is not where the log has it") && words.ends_with("3 of 4 reproduce\n"),
        "{words}"
    );

    // Before the first one, and another fact.
    by_hand(
        &desk,
        &format!(
            "alter table decisions alter column written drop identity;
             update decisions set written = -5, {name} where request_id = '{denied}'"
        ),
    )
    .await;
    let page = reperforms(&desk, &otto).await;
    assert!(
        page.words(".notice.bad").starts_with("2 of 4 reproduce"),
        "{}",
        page.words("main")
    );
    let rows = page.words(".sides");
    for words in ["it is not where the log has it", "facts were altered", &denied] {
        assert!(rows.contains(words), "{words}: {rows}");
    }
    let (code, words) = on_the_command_line(&desk, &[]);
    assert_eq!(code, Some(1));
    assert!(words.ends_with("2 of 4 reproduce\n"), "{words}");
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_event_does_not_vouch_for_what_was_altered() {
    let desk = Desk::open().await;
    let [_, free, denied] = some_requests(&desk).await;
    let twice = |request: &str, detail: &str| {
        format!(
            "insert into audit_events (id, at, kind, actor, request_id, person_id, sku_id, detail)
             select gen_random_uuid(), at, kind, actor, request_id, person_id, sku_id, {detail}
               from audit_events where kind = 'request.decided' and request_id = '{request}';"
        )
    };
    // One that says the same, and one that vouches for other facts.
    let same = twice(&free, "detail");
    let forged = twice(&denied, "detail - 'facts_sha256'");
    by_hand(
        &desk,
        &format!(
            r#"{same} {forged} update decisions set facts = jsonb_set(facts::jsonb, '{{beneficiary,name}}', '"Somebody Else"')
                where request_id = '{denied}'"#
        ),
    )
    .await;
    let otto = desk.sign_in("otto.keller").await;
    let page = reperforms(&desk, &otto).await;
    assert!(
        page.words(".notice.bad").starts_with("2 of 4 reproduce"),
        "{}",
        page.words("main")
    );
    let faults = page.words(".figures");
    assert!(
        faults.contains("the log says more than once that it was made 2")
            && faults.contains("facts were altered after the decision was logged 1"),
        "{faults}"
    );
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_register_of_the_policy_that_is_not_as_the_log_has_it_is_named() {
    let desk = Desk::open().await;
    let first = desk.version_in_force();
    let (ada, _) = desk.administrators().await;
    let second = desk
        .policy_becomes("[[route]]\nid = \"all\"\napprove = \"automatic\"\n")
        .await;
    let refused = ada
        .submits_policy("[[route]]\nid = \"none\"\napprove = \"automatic\"\n")
        .await;
    ada.takes_away(&refused).await;
    desk.works_until_idle().await;
    let page = reperforms(&desk, &ada).await;
    assert_eq!(page.words(".notice.neutral"), "No decision in this span.");
    assert_eq!(page.words("section[aria-labelledby=register-h]"), "");
    assert!(
        page.words(".cards-on-phone")
            .contains("Done No decision in this span")
    );

    by_hand(
        &desk,
        &format!(
            "update policy_in_force set from_at = from_at - interval '1 day' where version = '{first}';
             update policy_drafts set submitted_by = settled_by, settled_by = submitted_by, why = 'Nobody knows.'
              where version = '{second}';
             delete from policy_drafts where state = 'withdrawn'"
        ),
    )
    .await;
    let page = reperforms(&desk, &ada).await;
    assert!(
        page.words(".notice.bad").starts_with("0 of 0 reproduce"),
        "{}",
        page.words("main")
    );
    let register = page.words("section[aria-labelledby=register-h]");
    for words in [
        "in force from 2026-11-23 09:00:00 UTC by the register: the log has no such line",
        "came in force 2026-11-24 09:00:00 UTC by the log: the register has no such line",
        "not as the log has it: who submitted it, why it was submitted, who ended it",
        "and the draft is gone",
    ] {
        assert!(register.contains(words), "{words}: {register}");
    }
    assert!(page.words(".cards-on-phone").contains("Not as in the log"));
    let (code, words) = on_the_command_line(&desk, &[]);
    assert_eq!(code, Some(1));
    assert!(
        words.contains(&format!("BAD   register {second} draft of 2026-11-24"))
            && words.ends_with("3 versions of the policy not in the register as in the log\n"),
        "{words}"
    );
    desk.close().await;
}
