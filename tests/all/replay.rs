//! Replay: what a draft would have said to past requests; counted, listed, as a file, and never in force.

use std::process::Output;

use reqwest::StatusCode;
use reqwest::multipart::{Form, Part};

use crate::commands::{countersign, said};
use crate::desk::{Desk, Page, Person};
use crate::reperform::{by_hand, killed_when, some_requests};

const PAGE: &str = "/admin/policy/replay";

/// Visio is denied, what is free needs a signature, and guests get what they ask for, for thirty days.
const DRAFT: &str = r#"
[[guard]]
id = "no-visio-for-employees"
products = ["VISIOCLIENT"]
when = 'beneficiary.user_type != "Guest"'
deny = "Draw on the whiteboard."

[[guard]]
id = "thirty-days"
longest_term = "30d"

[[route]]
id = "guests"
when = 'beneficiary.user_type == "Guest"'
approve = "automatic"

[[route]]
id = "owner"
stages = [{ who = "manager" }]
"#;

async fn uploads(person: &Person, draft: &[u8], name: &str) -> Page {
    let token = person.get(PAGE).await.field("csrf");
    let part = Part::bytes(draft.to_vec()).file_name(name.to_owned());
    let form = Form::new()
        .text("csrf", token)
        .text("days", "90")
        .part("file", part);
    let request = person.http.post(format!("{}{PAGE}", person.url)).multipart(form);
    Page::of(request.send().await.unwrap()).await
}

/// Replays the draft and shows what came of it; with the address.
async fn replays(desk: &Desk, person: &Person, draft: &str) -> (String, Page) {
    let begun = uploads(person, draft.as_bytes(), "draft.toml").await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text);
    desk.works().await;
    let address = begun.location.unwrap();
    let page = person.get(&address).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    (address, page)
}

fn on_the_command_line(desk: &Desk, draft: &str, arguments: &[&str]) -> Output {
    let file = desk.folder.path().join("draft.toml");
    std::fs::write(&file, draft).unwrap();
    let file = file.display().to_string();
    let words: Vec<_> = ["policy", "replay", &file]
        .into_iter()
        .chain(arguments.iter().copied())
        .collect();
    countersign(
        &words,
        &[("COUNTERSIGN_DATABASE_URL", desk.database.service_url.as_str())],
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_counted_by_change_listed_side_by_side_and_puts_nothing_in_force() {
    let desk = Desk::open().await;
    let [visio, free, denied] = some_requests(&desk).await;
    let ada = desk.sign_in("ada.novak").await;
    assert!(
        ada.get(PAGE)
            .await
            .words("main")
            .contains("No draft was replayed yet.")
    );
    let in_force = desk.app.in_force().unwrap().policy.version().to_owned();
    let (address, page) = replays(&desk, &ada, DRAFT).await;
    assert_eq!(page.words(".badge.large"), "Done");
    assert!(
        page.words(".result")
            .starts_with("3 requests: 0 as before, 3 otherwise."),
        "{}",
        page.words("main")
    );
    assert_eq!(
        page.words(".pills"),
        "At once → needs signatures 1 Needs signatures → denied 1 Denied → at once 1 Another term 1"
    );
    // Visio of one, gained by another.
    let cost = page.words("section[aria-labelledby=cost-h] tbody");
    assert!(cost.ends_with("14.00 14.00 none"), "{cost}");
    let hrefs = page.hrefs("/requests/");
    for request in [&visio, &free, &denied] {
        assert!(hrefs.contains(&format!("/requests/{request}")), "{hrefs:?}");
    }

    let chosen = ada.get(&format!("{address}?change=stages_to_denied")).await;
    assert_eq!(chosen.hrefs("/requests/"), [format!("/requests/{visio}")]);
    let beside = chosen.words(".beside");
    for words in [
        "Needs signatures Denied",
        "the manager (or, where that is not possible, the manager's manager), within 5 days, then the manager's manager",
        "Draw on the whiteboard. (no-visio-for-employees)",
    ] {
        assert!(beside.contains(words), "{words}: {beside}");
    }
    let term = ada.get(&format!("{address}?change=term")).await;
    assert!(
        term.words(".beside")
            .contains("Term , which differs 90 days 30 days"),
        "{}",
        term.words(".beside")
    );
    assert_eq!(
        ada.get(&format!("{address}?change=nonsense")).await.status,
        StatusCode::NOT_FOUND
    );

    by_hand(
        &desk,
        &format!(
            r#"update decisions set facts = jsonb_set(facts::jsonb, '{{product,sku}}', '"=1+1"') where request_id = '{free}'"#
        ),
    )
    .await;
    let csv = ada.get(&format!("{address}/requests.csv")).await;
    assert!(csv.text.contains(",'=1+1,"), "{}", csv.text);
    let lines: Vec<_> = csv.text.lines().collect();
    assert_eq!(lines.len(), 4, "{}", csv.text);
    let line = lines.iter().find(|line| line.starts_with(&denied)).unwrap();
    assert!(
        line.contains("denied_to_automatic") && line.ends_with(",1400"),
        "{line}"
    );
    assert_eq!(desk.app.in_force().unwrap().policy.version(), in_force);
    let kept = sqlx::query_scalar!(r#"select count(*) as "n!" from policy_versions"#);
    assert_eq!(kept.fetch_one(&desk.app.pool).await.unwrap(), 1);
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_says_the_same_and_writes_every_request_to_a_file() {
    let desk = Desk::open().await;
    let [visio, ..] = some_requests(&desk).await;
    let csv = desk.folder.path().join("changes.csv");
    let path = csv.display().to_string();
    let output = on_the_command_line(&desk, DRAFT, &["--since", "2026-01-01", "--csv", &path]);
    let words = said(&output);
    assert!(output.status.success(), "{words}");
    assert!(
        words.ends_with("3 requests: 0 as before, 3 otherwise\n"),
        "{words}"
    );
    assert!(
        words.contains(&format!(
            "Needs signatures → denied: 1\n  {visio} of 2026-11-24, VISIOCLIENT for mia.berg@haldenroe.example\n    before  Needs signatures: the manager (or,"
        )),
        "{words}"
    );
    assert!(
        words.contains("A month, if everybody signs: 14.00 before, 14.00 with the draft, in EUR"),
        "{words}"
    );
    assert_eq!(std::fs::read_to_string(&csv).unwrap().lines().count(), 4);

    let short = on_the_command_line(&desk, DRAFT, &["--list", "0"]);
    assert!(
        said(&short).contains("… and 1 more; write them all to a file with --csv FILE"),
        "{}",
        said(&short)
    );
    let broken = on_the_command_line(&desk, "[[guard]", &[]);
    assert_eq!(broken.status.code(), Some(1));
    assert!(
        said(&broken).contains("draft.toml is refused: 1 problem"),
        "{}",
        said(&broken)
    );
    let same = include_str!("../../policies/starter.toml");
    let same = on_the_command_line(&desk, same, &[]);
    assert!(
        said(&same).ends_with("3 requests: 3 as before, 0 otherwise\n"),
        "{}",
        said(&same)
    );
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_no_policy_is_refused_with_its_mistakes_and_a_kept_version_can_be_replayed() {
    let desk = Desk::open().await;
    some_requests(&desk).await;
    let ada = desk.sign_in("ada.novak").await;
    let none = uploads(&ada, b"", "").await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(none.words(".message").contains("Choose the policy file first."));
    let broken = uploads(&ada, b"[[guard]]\nid = \"x\"\nwhenn = \"true\"\n", "mine.toml").await;
    assert_eq!(broken.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(broken.words(".message").contains("mine.toml can not be used."));
    assert!(
        broken.words(".problems").contains("mine.toml:3:1"),
        "{}",
        broken.words(".problems")
    );

    let version = desk.app.in_force().unwrap().policy.version().to_owned();
    let chosen = ada.get(&format!("{PAGE}?version={version}")).await;
    assert!(chosen.words("main").contains(&version));
    assert_eq!(chosen.field("version"), version);
    assert_eq!(
        ada.get(&format!("{PAGE}?version=00")).await.status,
        StatusCode::NOT_FOUND
    );
    let fields = [("version", version.as_str()), ("days", "30")];
    let begun = ada.post("/admin/policy/replay/version", PAGE, &fields).await;
    desk.works().await;
    let page = ada.get(&begun.location.unwrap()).await;
    assert!(
        page.words(".result")
            .starts_with("3 requests: 3 as before, 0 otherwise.")
    );
    assert_eq!(page.words(".empty h2"), "Nothing changes");
    let called = format!("Version {}", &version[..12]);
    assert_eq!(page.words("h1"), called);
    assert!(
        ada.get(PAGE)
            .await
            .words(".cards-on-phone")
            .contains(&format!("{called} Done"))
    );
    let long = uploads(&ada, DRAFT.as_bytes(), &format!("{}.toml", "x".repeat(200))).await;
    desk.works().await;
    let page = ada.get(&long.location.unwrap()).await;
    assert_eq!(page.words("h1"), "x".repeat(100));

    // A version that somebody wants in force is called after who submitted it.
    let viktor = desk.sign_in("viktor.sand").await;
    let draft = viktor.submits_policy(DRAFT).await;
    let fields = ada.get(&draft).await;
    let wanted = fields.values("form[action$='/replay/version'] input[name=version]");
    let fields = [("version", wanted[0].as_str()), ("days", "90")];
    let begun = ada.post("/admin/policy/replay/version", PAGE, &fields).await;
    let under_way = begun.location.unwrap();
    let again = ada.post("/admin/policy/replay/version", PAGE, &fields).await;
    assert_eq!(again.location.as_ref(), Some(&under_way));
    let page = ada.get(&under_way).await;
    assert_eq!(page.words("h1"), "Draft of Viktor Sand");
    assert!(
        page.words(".notice").contains("Another replay is under way"),
        "{}",
        page.words("main")
    );
    assert_eq!(page.hrefs(&draft), [draft.as_str()]);
    desk.works().await;
    let soon = [("version", version.as_str()), ("days", "31")];
    let refused = ada.post("/admin/policy/replay/version", PAGE, &soon).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replay_goes_on_after_its_worker_died_and_can_be_cancelled() {
    let desk = Desk::open().await;
    let [_, _, denied] = some_requests(&desk).await;
    by_hand(
        &desk,
        &format!(
            "create temp table copies as select gen_random_uuid() as id from generate_series(1, 3500);
             insert into requests (id, kind, requester_id, beneficiary_id, sku_id, justification, plans_off, state, created_at,
                                   settled_at, change_hash)
             select c.id, kind, requester_id, beneficiary_id, sku_id, justification, plans_off, state, created_at, settled_at,
                    change_hash from requests r, copies c where r.id = '{denied}';
             insert into decisions (id, request_id, policy_version, facts, decision, made_at)
             select gen_random_uuid(), c.id, policy_version, facts, decision, made_at
               from decisions d, copies c where d.request_id = '{denied}'"
        ),
    )
    .await;
    let ada = desk.sign_in("ada.novak").await;
    let begun = uploads(&ada, DRAFT.as_bytes(), "draft.toml").await;
    let address = begun.location.unwrap();
    let second = uploads(&ada, DRAFT.as_bytes(), "draft.toml").await;
    assert_eq!(second.location.as_deref(), Some(address.as_str()));
    assert!(
        ada.get(&address)
            .await
            .words(".notice")
            .contains("Another replay is under way")
    );
    killed_when(&desk, async || {
        let done = sqlx::query_scalar!(r#"select max(done) as "n!" from policy_runs"#);
        done.fetch_one(&desk.app.pool).await.unwrap() > 0
    })
    .await;
    let half = ada.get(&address).await;
    assert!(
        half.words(".verdict-of-run").contains("of 3,503 so far."),
        "{}",
        half.words("main")
    );
    desk.works().await;
    let page = ada.get(&address).await;
    assert!(
        page.words(".result")
            .starts_with("3,503 requests: 0 as before, 3,503 otherwise."),
        "{}",
        page.words("main")
    );
    assert!(
        page.words("main")
            .contains("It was interrupted once, and went on where it was.")
    );
    let csv = format!("{}{address}/requests.csv", ada.url);
    let reply = ada.http.get(csv).send().await.unwrap();
    assert_eq!(
        reply.content_length(),
        None,
        "it goes out before all of it is known"
    );
    let csv = Page::of(reply).await;
    let lines: std::collections::BTreeSet<_> = csv.text.lines().collect();
    assert_eq!(
        (csv.text.lines().count(), lines.len()),
        (3504, 3504),
        "none twice, and one head"
    );
    assert!(csv.text.starts_with("request_id,decision_id,"), "{}", csv.text);
    let next = page.attributes("a[rel=next]", "href").remove(0);
    assert_eq!(ada.get(&next).await.hrefs("/requests/").len(), 20);

    let begun = uploads(&ada, DRAFT.as_bytes(), "draft.toml")
        .await
        .location
        .unwrap();
    let cancelled = ada.post(&format!("{begun}/cancel"), &begun, &[]).await;
    assert_eq!(cancelled.location.as_deref(), Some(begun.as_str()));
    desk.works().await;
    assert_eq!(ada.get(&begun).await.words(".badge.large"), "Cancelled");
    desk.close().await;
}
