//! How old the mirror is: every page says it, decisions wait while it is too old, and an administrator sees why and what can be
//! done.

use std::process::{Output, Stdio};

use chrono::Duration;
use reqwest::StatusCode;
use serde_json::json;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::commands::{environment_for, said};
use crate::desk::{Desk, Person, SECRET, VISIO, until};

/// POWER_BI_PRO.
const POWER_BI: &str = "f8a1db68-be16-40ed-86d5-cb42ce701560";

const MANAGER_SIGNS: &str = "[[route]]\nid = \"manager\"\nstages = [{ who = \"manager\" }]\n";

/// The directory can not be read for two days.
pub async fn two_days_without_the_directory(desk: &Desk) {
    let down = json!({ "path_contains": "/users/delta", "status": 503, "times": 10_000 });
    desk.control("faults", down).await;
    for _ in 0..4 {
        desk.turn(Duration::hours(12));
        desk.works().await;
    }
}

pub async fn reads_again(desk: &Desk, ada: &Person) {
    desk.no_more_faults().await;
    // Who was refused so often waits a while.
    desk.turn(Duration::minutes(30));
    let page = ada
        .post("/admin/mirror/read", "/admin/mirror", &[("what", "news")])
        .await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    desk.works().await;
}

#[tokio::test]
async fn while_the_directory_is_too_old_decisions_wait_and_nothing_is_lost() {
    let desk = Desk::with_policy(MANAGER_SIGNS).await;
    let mia = desk.sign_in("mia.berg").await;
    assert!(
        mia.get("/")
            .await
            .words(".foot")
            .contains("Directory as of just now")
    );
    assert_eq!(mia.get("/").await.words("[role=alert]"), "");
    mia.asks_for(VISIO, "To draw.", &[]).await;
    two_days_without_the_directory(&desk).await;

    // Pages are there, and say it; whoever asks keeps what they wrote.
    let mia = desk.sign_in("mia.berg").await;
    let page = mia.get("/").await;
    assert_eq!(page.status, StatusCode::OK);
    let alarm = page.words("[role=alert]");
    assert!(
        alarm
            .contains("The directory was last read 2 days ago: decisions wait until it has been read again."),
        "{alarm}"
    );
    let fields = [("justification", "For the board of Thursday."), ("term", "90")];
    let page = mia.asks_with(POWER_BI, &fields, &[]).await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(page.text.contains("For the board of Thursday."));
    assert!(
        page.words("main")
            .contains("decisions wait until it has been read again")
    );
    let requests = mia.get("/requests").await;
    assert!(!requests.text.contains("Power BI"), "nothing was taken");

    // So does whoever signs; to deny, nothing has to be known.
    let jonas = desk.sign_in("jonas.lind").await;
    let page = jonas.approves().await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(
        page.words(".notice").contains("Nothing was signed"),
        "{}",
        page.words("main")
    );

    let ready = desk.nobody("the balancer").get("/readyz").await;
    assert!(
        ready.text.contains("directory: too old to decide by"),
        "{}",
        ready.text
    );
    let ada = desk.sign_in("ada.novak").await;
    let page = ada.get("/admin/mirror").await;
    assert!(
        page.words(".badge").contains("Too old to decide by"),
        "{}",
        page.words("main")
    );
    assert!(
        page.words("main")
            .contains("The last attempt did not come to its end")
    );

    reads_again(&desk, &ada).await;
    assert_eq!(ada.get("/admin/mirror").await.words("[role=alert]"), "");
    let page = mia.asks_with(POWER_BI, &fields, &[]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.words("main"));
    let cards = jonas.get("/approvals").await.hrefs("/approvals/");
    let signed = jonas.approves_card(&cards[0]).await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.words("main"));
    desk.close().await;
}

#[tokio::test]
async fn a_reading_that_was_refused_is_answered_on_the_page() {
    let desk = Desk::with_policy(MANAGER_SIGNS).await;
    let ada = desk.sign_in("ada.novak").await;
    let mia = desk.sign_in("mia.berg").await;
    desk.turn(Duration::minutes(6));
    desk.control("churn", json!({ "seed": 1, "share": 0.9, "kinds": ["disable"] }))
        .await;
    // Whoever answers has an account still.
    let ada_stays = format!("people/ada.novak@{}/enable", countersign::simulator::DOMAIN);
    desk.control(&ada_stays, json!({})).await;
    desk.works().await;
    let alarm = ada.get("/admin/seats").await.words(".rooms");
    assert!(alarm.contains("Mirror 1 1 reading to answer"), "{alarm}");
    // On every page of an administrator, and on nobody else's.
    let alarm = ada.get("/").await.words(".notice.bad");
    assert!(
        alarm.contains("would leave far fewer people with an account"),
        "{alarm}"
    );
    assert_eq!(mia.get("/").await.words(".notice.bad"), "");
    let page = ada.get("/admin/mirror").await;
    assert!(
        page.words(".refused").contains("It was not taken over"),
        "{}",
        page.words("main")
    );
    let people = async || {
        let n =
            sqlx::query_scalar!(r#"select count(*) as "n!" from people where enabled and gone_at is null"#);
        n.fetch_one(&desk.app.pool).await.unwrap()
    };
    let before = people().await;
    let answers = async |answer: &str, reason: &str| {
        let fields = [("answer", answer), ("reason", reason)];
        ada.post("/admin/mirror/refused", "/admin/mirror", &fields).await
    };
    let page = answers("take", "").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.words(".message").contains("Say why"));
    assert_eq!(answers("again", "").await.status, StatusCode::SEE_OTHER);
    desk.turn(Duration::minutes(6));
    desk.works().await;
    assert_eq!(people().await, before, "read again it is the same");
    let page = answers("take", "The company was sold.").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.words("main"));
    assert_eq!(people().await, before, "the job does it");
    let page = ada.get("/admin/mirror").await;
    let progress = page.words(".of-people .result");
    assert!(progress.contains("Taking over what was refused"), "{progress}");
    assert_eq!(page.words(".refused"), "", "it was answered");
    assert!(
        !page.words(".rooms").contains("reading to answer"),
        "{}",
        page.text
    );
    assert_eq!(answers("take", "Once more.").await.status, StatusCode::CONFLICT);
    desk.works().await;
    assert!(people().await * 2 < before);
    let by_hand = sqlx::query_scalar!(
        "select kind from audit_events where audit_said(id, detail) ->> 'reason' = 'The company was sold.'
            or detail -> 'by_hand' ? 'taken_by' order by written"
    );
    assert_eq!(
        by_hand.fetch_all(&desk.app.pool).await.unwrap(),
        ["directory.taken", "directory.read"]
    );
    assert_eq!(answers("take", "Once more.").await.status, StatusCode::CONFLICT);
    assert_eq!(answers("perhaps", "").await.status, StatusCode::BAD_REQUEST);
    desk.close().await;
}

#[tokio::test]
async fn readings_that_fail_are_said_to_administrators_before_decisions_wait() {
    let desk = Desk::with_policy(MANAGER_SIGNS).await;
    let down = json!({ "path_contains": "/users/delta", "status": 503, "times": 10_000 });
    desk.control("faults", down).await;
    desk.turn(Duration::hours(13));
    desk.works().await;
    let ada = desk.sign_in("ada.novak").await;
    let alarm = ada.get("/").await.words(".notice.waiting");
    assert!(
        alarm.contains("The directory was last read 13 hours ago, and readings fail since then"),
        "{alarm}"
    );
    assert!(alarm.contains("24 hours"), "{alarm}");
    let mia = desk.sign_in("mia.berg").await;
    assert_eq!(mia.get("/").await.words(".notice.waiting"), "");
    // Nothing is being read while the job waits for its next try, and that is what the page says.
    let page = ada.get("/admin/mirror").await;
    let people = page.words(".of-people");
    assert!(
        people.contains("Readings fail") && !people.contains("Fresh"),
        "{people}"
    );
    assert!(!people.contains("so far"), "{people}");
    assert!(
        people.contains("did not come to its end") && people.contains("It is tried again in"),
        "{people}"
    );
    desk.close().await;
}

/// Everybody but a tenth loses their account, and the reading that says so is refused.
async fn is_refused(desk: &Desk) {
    desk.turn(Duration::minutes(6));
    desk.control("churn", json!({ "seed": 1, "share": 0.9, "kinds": ["disable"] }))
        .await;
    desk.works().await;
}

#[tokio::test]
async fn seats_that_were_not_counted_for_an_hour_are_said_to_be_old_whatever_one_form_has_read() {
    let desk = Desk::with_policy(MANAGER_SIGNS).await;
    let mia = desk.sign_in("mia.berg").await;
    desk.turn(Duration::minutes(59));
    assert_eq!(mia.get("/").await.words("[role=alert]"), "");
    desk.turn(Duration::minutes(2));
    // The form reads the one product at Graph: that is no word about the others.
    desk.microsoft_adds_to_visio("Success").await;
    let form = mia.get(&format!("/products/{VISIO}/request")).await;
    assert_eq!(form.status, StatusCode::OK);
    let alarm = mia.get("/").await.words("[role=alert]");
    assert!(
        alarm.contains("The tenant's seats were last counted 1 hour ago"),
        "{alarm}"
    );
    // It is said, and hinders nobody.
    mia.asks_for(VISIO, "To draw.", &[]).await;
    desk.works().await;
    assert_eq!(mia.get("/").await.words("[role=alert]"), "");
    desk.close().await;
}

#[tokio::test]
async fn what_could_not_be_read_is_said_in_words_for_each_part_of_the_mirror() {
    let desk = Desk::with_policy(MANAGER_SIGNS).await;
    let ada = desk.sign_in("ada.novak").await;
    let page = ada.get("/admin/mirror").await;
    assert!(!page.text.contains("did not come to its end"), "{}", page.text);
    assert_eq!(
        page.attributes("main", "data-live"),
        Vec::<String>::new(),
        "nothing is under way"
    );
    for (path, what) in [("/subscribedSkus", "products"), ("/v1.0/users", "licences")] {
        let down = json!({ "path_contains": path, "status": 403, "code": "Authorization_RequestDenied",
                           "message": "Not for you.", "times": 100 });
        desk.control("faults", down).await;
        let page = ada
            .post("/admin/mirror/read", "/admin/mirror", &[("what", what)])
            .await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
        // It was asked for, and nobody has begun yet: the page looks again.
        let page = ada.get("/admin/mirror").await;
        assert_eq!(page.attributes("main", "data-live").len(), 1, "{what}");
        desk.works().await;
        let page = ada.get("/admin/mirror").await;
        let error = page.words(&format!(".of-{what} .warn"));
        assert!(
            error.contains("did not come to its end") && error.contains("403"),
            "{what}: {error} in {}",
            page.words("main")
        );
        desk.no_more_faults().await;
        // The licences wait for the directory, when that is due too.
        for minutes in [30, 1] {
            desk.turn(Duration::minutes(minutes));
            desk.works().await;
        }
        let page = ada.get("/admin/mirror").await;
        assert_eq!(page.words(".warn"), "", "{what}");
        assert_eq!(page.attributes("main", "data-live"), Vec::<String>::new());
    }
    let page = ada.get("/admin/mirror").await;
    assert!(
        page.words(".of-products .figures").contains("Took"),
        "{}",
        page.words("main")
    );
    desk.close().await;
}

#[tokio::test]
async fn a_reading_under_way_is_shown_with_its_pages_and_people() {
    let desk = Desk::with_people(MANAGER_SIGNS, "", 3_500).await;
    let ada = desk.sign_in("ada.novak").await;
    let page = ada
        .post("/admin/mirror/read", "/admin/mirror", &[("what", "everybody")])
        .await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    // The first page comes, the second one is held back.
    for hold in [false, true] {
        desk.control("faults", json!({ "path_contains": "/users/delta", "hold": hold }))
            .await;
    }
    let (page, ()) = tokio::join!(
        async {
            until("a page is written", async || {
                let page = ada.get("/admin/mirror").await;
                page.words(".of-people .result").contains("1 page so far")
            })
            .await;
            let page = ada.get("/admin/mirror").await;
            desk.control("release", json!({})).await;
            page
        },
        desk.works()
    );
    let progress = page.words(".of-people .result");
    assert!(
        progress.contains("Reading everybody: 999 people on 1 page so far"),
        "{progress}"
    );
    assert_eq!(page.attributes("main", "data-live").len(), 1);
    let page = ada.get("/admin/mirror").await;
    let figures = page.words(".of-people .figures");
    assert!(
        figures.contains("Pages 4 People on them 3,500"),
        "{figures} in {}",
        page.words("main")
    );
    desk.close().await;
}

#[tokio::test]
async fn while_a_reading_waits_for_an_answer_reading_what_changed_is_not_promised() {
    let desk = Desk::with_policy(MANAGER_SIGNS).await;
    let ada = desk.sign_in("ada.novak").await;
    is_refused(&desk).await;
    let page = ada.get("/admin/mirror").await;
    assert_eq!(
        page.attributes(".of-people button", "value"),
        Vec::<String>::new(),
        "the answers stand above"
    );
    let page = ada
        .post("/admin/mirror/read", "/admin/mirror", &[("what", "news")])
        .await;
    assert_eq!(page.status, StatusCode::CONFLICT, "{}", page.words("main"));
    desk.close().await;
}

/// `countersign sync directory` against the desk's tenant and database.
fn syncs(desk: &Desk, arguments: &[&str]) -> Child {
    let tenant = [
        desk.tenant.url.clone(),
        desk.tenant.tenant_id.to_string(),
        desk.tenant.client_id.to_string(),
    ];
    Command::new(env!("CARGO_BIN_EXE_countersign"))
        .args(["sync", "directory"])
        .args(arguments)
        .env_clear()
        .envs(environment_for(&desk.database, &tenant, SECRET))
        .current_dir(env!("CARGO_TARGET_TMPDIR"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}

/// Waits for its end; one that does not come is a fault.
async fn end_of(child: Child) -> Output {
    let ended = tokio::time::timeout(std::time::Duration::from_secs(20), child.wait_with_output());
    ended.await.expect("it waits and waits").unwrap()
}

#[tokio::test]
async fn the_command_reads_the_directory_and_says_what_it_read() {
    let desk = Desk::with_policy(MANAGER_SIGNS).await;
    let output = end_of(syncs(&desk, &["--full"])).await;
    let words = said(&output);
    assert_eq!(output.status.code(), Some(0), "{words}");
    assert!(
        words.contains(" people on 1 page in ")
            && words.contains("0 new or changed, 0 gone, 0 could not be read"),
        "{words}"
    );
    is_refused(&desk).await;
    let output = end_of(syncs(&desk, &[])).await;
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(
        said(&output).contains("not taken over") && said(&output).contains("Administration, Mirror"),
        "{}",
        said(&output)
    );
    desk.close().await;
}

/// The command has begun, and its first page does not come until it is released.
async fn begins_and_hangs(desk: &Desk) -> Child {
    desk.control("faults", json!({ "path_contains": "/users/delta", "hold": true }))
        .await;
    let child = syncs(desk, &["--full"]);
    until("it waits for its first page", async || {
        desk.control_read("faults").await["held"] == 1
    })
    .await;
    child
}

#[tokio::test]
async fn the_command_that_a_worker_overtakes_ends_as_the_workers_reading_does() {
    let desk = Desk::with_policy(MANAGER_SIGNS).await;
    let child = begins_and_hangs(&desk).await;
    desk.turn(Duration::minutes(6));
    desk.works().await;
    desk.control("release", json!({})).await;
    let output = end_of(child).await;
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(said(&output).contains("waiting for it"), "{}", said(&output));

    let child = begins_and_hangs(&desk).await;
    is_refused(&desk).await;
    desk.control("release", json!({})).await;
    let output = end_of(child).await;
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains("not taken over"), "{}", said(&output));
    desk.close().await;
}

#[tokio::test]
async fn the_command_does_not_call_a_reading_done_that_was_given_up() {
    let desk = Desk::with_policy(MANAGER_SIGNS).await;
    let ada = desk.sign_in("ada.novak").await;
    let mut child = begins_and_hangs(&desk).await;
    // An administrator wants everybody read anew; no worker has begun yet.
    let page = ada
        .post("/admin/mirror/read", "/admin/mirror", &[("what", "everybody")])
        .await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    desk.control("release", json!({})).await;
    let mut waits = String::new();
    stderr.read_line(&mut waits).await.unwrap();
    assert!(waits.contains("waiting for it"), "{waits}");
    // What it says at its end is of the reading that comes now.
    let moved = json!({ "department": "Sales" });
    desk.control("people/mia.berg@haldenroe.example", moved).await;
    desk.turn(Duration::minutes(1));
    desk.works().await;
    let output = end_of(child).await;
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(said(&output).contains(": 1 new or changed"), "{}", said(&output));
    desk.close().await;
}
