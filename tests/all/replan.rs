//! Other plans of what one has: asked, signed, set at Graph and confirmed by its read-back, or closed with the reason.

use chrono::Duration;
use countersign::{jobs, worker};
use reqwest::StatusCode;
use serde_json::json;

use crate::desk::{Desk, E5, Page, Person, VISIO, fault, until};

const NOBODY_SIGNS: &str = "[[route]]\nid = \"all\"\napprove = \"automatic\"\n";
/// A new request is approved at once; other plans are signed by the manager.
const MANAGER_SIGNS_CHANGES: &str = r#"
[[route]]
id = "plans"
when = 'request.kind == "change"'
stages = [{ who = "manager", may_change = ["plans", "term"] }]
[[route]]
id = "all"
approve = "automatic"
"#;

const ONEDRIVE: &str = "da792a53-cbc0-4184-a10d-e544dd34b3c1";
const WEB: &str = "2bdbaf8f-738f-4ac7-9234-3c3ee2ce7d0f";
const CLIENT: &str = "663a804f-1c30-4ff0-9915-9db84f0d1cea";
const FORM: &str = "/licences/c5928f49-12ba-48f7-ada3-0d743a3601d5/plans";

/// Mia has all of Visio, but for these.
async fn house(policy: &str, without: &[&str]) -> (Desk, Person, String) {
    house_with(Desk::with_policy(policy).await, without).await
}

async fn house_with(desk: Desk, without: &[&str]) -> (Desk, Person, String) {
    let mia = desk.sign_in("mia.berg").await;
    let request = mia.asks_for(VISIO, "", without).await;
    desk.works_until_idle().await;
    (desk, mia, request)
}

/// Asks that exactly these are on.
async fn wants(person: &Person, on: &[&str]) -> Page {
    let mut fields = vec![("justification", "For the plans of the new floor.")];
    fields.extend(on.iter().map(|plan| ("plans", *plan)));
    person.post(FORM, FORM, &fields).await
}

fn taken(page: &Page) -> String {
    let location = page.location.as_deref();
    let location = location.unwrap_or_else(|| panic!("not taken: {} {}", page.status, page.words("main")));
    let id = location.strip_prefix("/requests/").expect("not a request");
    id.to_owned()
}

async fn off(desk: &Desk) -> Vec<String> {
    desk.plans_off_at_graph("mia.berg", VISIO)
        .await
        .expect("she has none")
}

async fn badge(person: &Person, request: &str) -> String {
    person.sees(request).await.words(".badge.large")
}

#[tokio::test]
async fn a_plan_is_switched_off_and_on_again_and_each_time_the_read_back_says_so() {
    let (desk, mia, first) = house(NOBODY_SIGNS, &[]).await;
    assert!(off(&desk).await.is_empty());
    let form = mia.get(FORM).await;
    assert_eq!(
        form.values("input[name=plans][checked]").len(),
        3,
        "{}",
        form.text
    );
    let before = desk.calls().await.len();

    let request = taken(&wants(&mia, &[WEB, CLIENT]).await);
    assert_eq!(badge(&mia, &request).await, "State: Approved, being set up");
    assert_eq!(badge(&mia, &first).await, "State: Active, being changed");
    desk.works_until_idle().await;
    assert_eq!(off(&desk).await, [ONEDRIVE]);
    assert_eq!(badge(&mia, &request).await, "State: Plans changed");
    assert_eq!(badge(&mia, &first).await, "State: Active");
    let side = mia.sees(&request).await.words(".side");
    assert!(side.contains("Switched on Nothing"), "{side}");
    assert!(
        side.contains("Term stays as it is, until 22 February 2027"),
        "{side}"
    );
    assert_eq!(
        desk.kinds(&request).await,
        [
            "request.submitted",
            "request.decided",
            "grant.plans_changed",
            "graph.call_planned",
            "graph.call_answered",
            "grant.active"
        ]
    );

    let again = taken(&wants(&mia, &[ONEDRIVE, WEB, CLIENT]).await);
    desk.works_until_idle().await;
    assert!(off(&desk).await.is_empty());
    assert_eq!(badge(&mia, &again).await, "State: Plans changed");
    assert_eq!(desk.calls().await.len(), before + 2, "one call for each");
    let grant = sqlx::query!(r#"select term_days, until_at is not null as "ends!" from grants"#)
        .fetch_one(&desk.app.pool)
        .await
        .unwrap();
    assert_eq!((grant.term_days, grant.ends), (Some(90), true), "the end stays");
    desk.close().await;
}

#[tokio::test]
async fn what_changes_nothing_is_not_taken_and_neither_is_nothing_at_all() {
    let (desk, mia, _) = house(NOBODY_SIGNS, &[ONEDRIVE]).await;
    let same = wants(&mia, &[WEB, CLIENT]).await;
    assert_eq!(same.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        same.words("#plans-error").contains("are on already"),
        "{}",
        same.text
    );
    let none = wants(&mia, &[]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(none.words("#plans-error").contains("at least one plan"));
    assert!(
        none.text.contains("For the plans of the new floor."),
        "it is kept"
    );
    let foreign = wants(&mia, &[WEB, VISIO]).await;
    assert!(foreign.words("#plans-error").contains("not part of this product"));
    desk.close().await;
}

#[tokio::test]
async fn nobody_changes_the_plans_of_what_they_have_not_or_not_by_a_grant() {
    let (desk, ..) = house(NOBODY_SIGNS, &[]).await;
    let jonas = desk.sign_in("jonas.lind").await;
    assert_eq!(jonas.get(FORM).await.status, StatusCode::NOT_FOUND);
    let forged = jonas.post(FORM, "/requests", &[("plans", WEB)]).await;
    assert_eq!(forged.status, StatusCode::NOT_FOUND);
    let gone = jonas
        .post(&format!("{FORM}/preview"), "/requests", &[("plans", WEB)])
        .await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    desk.close().await;
}

#[tokio::test]
async fn what_a_rule_keeps_off_stays_off_and_the_reason_stands_beside_it() {
    let policy = r#"
[[guard]]
id = "no-onedrive"
when = 'request.kind == "change"'
keep_off = ["ONEDRIVE_BASIC"]
reason = "Files belong into the archive."
[[route]]
id = "all"
approve = "automatic"
"#;
    let (desk, mia, _) = house(policy, &[ONEDRIVE]).await;
    let form = mia.get(FORM).await;
    let why = form.words(&format!("#off-{ONEDRIVE}"));
    assert!(why.contains("Files belong into the archive."), "{why}");
    let forced = wants(&mia, &[ONEDRIVE, WEB, CLIENT]).await;
    assert_eq!(forced.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        forced
            .words("#plans-error")
            .contains("What a rule keeps off stays off.")
    );
    // With something else that changes it is taken, and that plan stays off.
    let request = taken(&wants(&mia, &[ONEDRIVE, WEB]).await);
    desk.works_until_idle().await;
    assert_eq!(off(&desk).await, [CLIENT, ONEDRIVE]);
    let side = mia.sees(&request).await.words(".side");
    assert!(side.contains("(rule no-onedrive"), "{side}");
    desk.close().await;
}

#[tokio::test]
async fn the_policy_may_deny_other_plans_and_nothing_of_what_is_there_changes() {
    let policy = r#"
[[guard]]
id = "as-it-is"
when = 'request.kind == "change"'
deny = "Visio is taken as it is."
[[guard]]
id = "cap"
longest_term = "30d"
hold_back_seats = 1000
monthly_spend_at_most_cents = 100
excludes = ["VISIOCLIENT"]
when = 'request.kind == "change"'
[[route]]
id = "all"
approve = "automatic"
"#;
    let (desk, mia, _) = house(policy, &[]).await;
    assert!(
        mia.get(FORM)
            .await
            .words("#live-before")
            .contains("Visio is taken as it is.")
    );
    let request = taken(&wants(&mia, &[WEB]).await);
    assert_eq!(badge(&mia, &request).await, "State: Denied");
    let said = mia.sees(&request).await.words(".steps");
    for silent in ["held back", "would cost", "held together", "The term is"] {
        assert!(!said.contains(silent), "{silent}: {said}");
    }
    desk.works_until_idle().await;
    assert!(off(&desk).await.is_empty());
    desk.close().await;
}

#[tokio::test]
async fn whoever_signs_sees_before_and_after_and_the_exact_call() {
    let (desk, mia, _) = house(MANAGER_SIGNS_CHANGES, &[ONEDRIVE]).await;
    let form = mia.get(FORM).await;
    assert!(
        form.words("#live-before")
            .contains("Nobody: nothing would change.")
    );
    let request = taken(&wants(&mia, &[ONEDRIVE, CLIENT]).await);
    assert_eq!(badge(&mia, &request).await, "State: Waiting for approval");
    let second = mia.get(FORM).await;
    assert_eq!(
        second.location,
        Some(format!("/requests/{request}")),
        "one at a time"
    );

    let jonas = desk.sign_in("jonas.lind").await;
    let card = jonas.get(&jonas.card().await).await;
    let changes = card.words("table.diff tbody");
    assert!(
        changes.ends_with("Visio Desktop app on on"),
        "what changes stands first: {changes}"
    );
    assert_eq!(card.attributes("tr.differs", "class").len(), 2, "{changes}");
    assert!(card.words("pre").contains("addLicenses"), "{}", card.words("pre"));
    assert!(card.words("pre").contains(WEB));
    assert!(
        card.words(".figures").contains("Term stays as it is"),
        "{}",
        card.text
    );
    assert!(!card.text.contains("Cost before</dt><dd>nothing"));
    let stage = jonas.card().await.replace("/approvals/", "");
    let preview = jonas
        .post("/approvals/bulk", "/approvals", &[("item", &stage)])
        .await;
    let costs = preview.words(".bulk");
    assert!(costs.contains("nothing more"), "{costs}");
    jonas.approves().await;
    desk.works_until_idle().await;
    assert_eq!(off(&desk).await, [WEB]);
    assert_eq!(badge(&mia, &request).await, "State: Plans changed");
    desk.close().await;
}

#[tokio::test]
async fn whoever_signs_may_leave_fewer_plans_on_and_no_other_end() {
    let (desk, mia, _) = house(MANAGER_SIGNS_CHANGES, &[ONEDRIVE]).await;
    let request = taken(&wants(&mia, &[ONEDRIVE, WEB, CLIENT]).await);
    let jonas = desk.sign_in("jonas.lind").await;
    let card = jonas.card().await;
    let page = jonas.get(&card).await;
    let change = page.field("change");
    assert!(
        page.values("input[name=days]").is_empty(),
        "there is no term to shorten"
    );
    let fields = [("change", change.as_str()), ("plans_off", WEB), ("note", "")];
    let narrowed = jonas.post(&format!("{card}/narrow"), &card, &fields).await;
    assert_eq!(
        narrowed.status,
        StatusCode::SEE_OTHER,
        "{}",
        narrowed.words("main")
    );
    desk.works_until_idle().await;
    assert_eq!(off(&desk).await, [WEB]);
    assert_eq!(badge(&mia, &request).await, "State: Plans changed");
    desk.close().await;
}

#[tokio::test]
async fn a_change_of_what_has_ended_meanwhile_is_closed_with_that_reason() {
    let (desk, mia, _) = house(MANAGER_SIGNS_CHANGES, &[]).await;
    let request = taken(&wants(&mia, &[WEB]).await);
    let jonas = desk.sign_in("jonas.lind").await;
    let pen = jonas.takes_the_pen().await;
    let back = format!("/licences/{VISIO}/give-back");
    mia.post(&back, &back, &[("understood", "yes")]).await;
    desk.works_until_idle().await;
    assert_eq!(badge(&mia, &request).await, "State: Closed");
    let steps = mia.sees(&request).await.words(".steps");
    assert!(
        steps.contains("What was to have other plans has ended meanwhile."),
        "{steps}"
    );
    assert_eq!(jonas.signs(&pen).await.status, StatusCode::CONFLICT);
    let nothing = mia.get(FORM).await;
    assert_eq!(nothing.location.as_deref(), Some("/licences"));
    assert_eq!(desk.plans_off_at_graph("mia.berg", VISIO).await, None);
    desk.close().await;
}

#[tokio::test]
async fn it_can_be_cancelled_until_it_is_carried_out_and_not_after() {
    let desk = Desk::with_undo(MANAGER_SIGNS_CHANGES, 30).await;
    let (desk, mia, _) = house_with(desk, &[]).await;
    let request = taken(&wants(&mia, &[WEB]).await);
    let jonas = desk.sign_in("jonas.lind").await;
    jonas.approves().await;
    assert_eq!(badge(&mia, &request).await, "State: Approved");
    let (page, cancel) = (
        format!("/requests/{request}"),
        format!("/requests/{request}/cancel"),
    );
    mia.post(&cancel, &page, &[]).await;
    assert_eq!(badge(&mia, &request).await, "State: Cancelled");
    desk.turn(Duration::seconds(31));
    desk.works_until_idle().await;
    assert!(off(&desk).await.is_empty(), "it was carried out all the same");

    let second = taken(&wants(&mia, &[WEB]).await);
    jonas.approves().await;
    desk.turn(Duration::seconds(31));
    // The job that carries it out, and not the one that sets it at Graph.
    while badge(&mia, &second).await == "State: Approved" {
        assert!(worker::work_once(&desk.app).await.unwrap());
    }
    assert_eq!(badge(&mia, &second).await, "State: Approved, being set up");
    let (page, cancel) = (
        format!("/requests/{second}"),
        format!("/requests/{second}/cancel"),
    );
    mia.post(&cancel, &page, &[]).await;
    let late = mia.sees(&second).await;
    assert!(late.text.contains("It was not cancelled"), "{}", late.text);
    desk.works_until_idle().await;
    assert_eq!(badge(&mia, &second).await, "State: Plans changed");
    assert_eq!(off(&desk).await.len(), 2);
    desk.close().await;
}

#[tokio::test]
async fn what_ends_before_it_is_carried_out_keeps_its_plans_to_the_end() {
    let desk = Desk::with_undo(MANAGER_SIGNS_CHANGES, 30).await;
    let (desk, mia, _) = house_with(desk, &[]).await;
    let request = taken(&wants(&mia, &[WEB]).await);
    desk.sign_in("jonas.lind").await.approves().await;
    let back = format!("/licences/{VISIO}/give-back");
    mia.post(&back, &back, &[("understood", "yes")]).await;
    desk.turn(Duration::seconds(31));
    desk.works_until_idle().await;
    assert_eq!(badge(&mia, &request).await, "State: Closed");
    let kinds = desk.kinds(&request).await;
    assert!(!kinds.contains(&"grant.plans_changed".to_owned()), "{kinds:?}");
    desk.close().await;
}

#[tokio::test]
async fn what_graph_refuses_leaves_the_plans_as_they_were_and_closes_the_request_with_the_reason() {
    let (desk, mia, first) = house(NOBODY_SIGNS, &[]).await;
    let request = taken(&wants(&mia, &[WEB]).await);
    let text = "Service plan x depends on service plan y: dependency.";
    desk.control("faults", fault("/assignLicense", 400, "Request_BadRequest", text))
        .await;
    desk.works().await;
    assert_eq!(badge(&mia, &request).await, "State: Closed");
    let steps = mia.sees(&request).await.words(".steps");
    assert!(steps.contains("so what was there stays as it was"), "{steps}");
    assert_eq!(badge(&mia, &first).await, "State: Active");
    desk.turn(Duration::hours(2));
    desk.works_until_idle().await;
    let mia = desk.sign_in("mia.berg").await;
    assert!(off(&desk).await.is_empty(), "it was set later all the same");
    // It can be asked for anew.
    let again = taken(&wants(&mia, &[WEB]).await);
    desk.works_until_idle().await;
    assert_eq!(badge(&mia, &again).await, "State: Plans changed");
    desk.close().await;
}

#[tokio::test]
async fn killed_between_the_call_and_the_last_commit_it_is_set_once_and_told_once() {
    let (desk, mia, _) = house(NOBODY_SIGNS, &[]).await;
    let request = taken(&wants(&mia, &[WEB]).await);
    let before = desk.calls().await.len();
    desk.control(
        "faults",
        json!({ "path_contains": "/assignLicense", "when": "after", "hold": true }),
    )
    .await;
    let app = countersign::app::App::new((*desk.app.config).clone(), desk.app.clock.clone(), Vec::new())
        .await
        .unwrap();
    let its = app.clone();
    let task = tokio::spawn(async move { worker::work_once(&its).await });
    until("Graph holds its answer", async || {
        desk.control_read("faults").await["held"] == 1
    })
    .await;
    task.abort();
    assert!(task.await.unwrap_err().is_cancelled());
    app.pool.close().await;
    desk.control("release", json!({})).await;
    assert_eq!(badge(&mia, &request).await, "State: Approved, being set up");
    desk.turn(Duration::seconds(
        i64::from(desk.app.config.worker.lease_seconds) + 1,
    ));
    jobs::release_expired(&desk.app.pool, desk.now()).await.unwrap();
    desk.works_until_idle().await;
    assert_eq!(desk.calls().await.len(), before + 1, "it is not sent again");
    assert_eq!(badge(&mia, &request).await, "State: Plans changed");
    let kinds = desk.kinds(&request).await;
    let active = kinds.iter().filter(|kind| *kind == "grant.active").count();
    assert_eq!(active, 1, "{kinds:?}");
    assert_eq!(kinds.last().unwrap(), "grant.active");
    desk.close().await;
}

#[tokio::test]
async fn a_plan_that_is_on_through_a_group_says_that_off_has_no_effect() {
    let desk = Desk::with_policy(NOBODY_SIGNS).await;
    let mia = desk.sign_in("mia.berg").await;
    mia.asks_for(E5, "", &[]).await;
    desk.works_until_idle().await;
    let form = mia.get(&format!("/licences/{E5}/plans")).await;
    let through = form.attributes(".still-on", "id");
    assert!(
        !through.is_empty(),
        "her group gives E3, of which E5 has many plans"
    );
    let said = form.words(&format!("[id='{}']", through[0]));
    assert!(said.contains("“Licence: Microsoft 365 E3”"), "{said}");
    let page = mia.get("/licences").await;
    let words = page.words("main");
    assert!(
        words.contains("Through the group “Licence: Microsoft 365 E3”"),
        "{words}"
    );
    assert!(
        words.contains("Approved by rule all: nobody had to sign"),
        "{words}"
    );
    assert!(
        page.hrefs("/licences/")
            .contains(&format!("/licences/{E5}/plans"))
    );
    desk.close().await;
}

#[tokio::test]
async fn what_one_has_says_who_approved_it() {
    let policy = "[[route]]\nid = \"all\"\nstages = [{ who = \"manager\" }, { who = \"person:clara.roe@haldenroe.example\" }]\n";
    let (desk, mia, _) = house(policy, &[ONEDRIVE]).await;
    desk.sign_in("jonas.lind").await.approves().await;
    desk.sign_in("clara.roe").await.approves().await;
    desk.works_until_idle().await;
    let words = mia.get("/licences").await.words("main");
    assert!(words.contains("Approved by Jonas Lind and Clara Roe"), "{words}");
    desk.close().await;
}

#[tokio::test]
async fn decisions_about_other_plans_come_out_the_same_when_they_are_made_again() {
    let (desk, mia, _) = house(MANAGER_SIGNS_CHANGES, &[]).await;
    taken(&wants(&mia, &[WEB]).await);
    desk.sign_in("jonas.lind").await.approves().await;
    desk.works_until_idle().await;
    let ada = desk.sign_in("ada.novak").await;
    const PAGE: &str = "/admin/policy/reperform";
    ada.post(PAGE, PAGE, &[("days", "")]).await;
    desk.works_until_idle().await;
    let words = ada.get(PAGE).await.words("main");
    assert!(words.contains("3 of 3 reproduce"), "{words}");
    desk.close().await;
}
