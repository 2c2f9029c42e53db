//! What leaving and moving mean for what is under way: for the fuse, for what has not begun, for who is back meanwhile, for
//! what was found as it was, and for those who were to sign.

use chrono::Duration;
use countersign::simulator::DOMAIN;
use reqwest::StatusCode;
use serde_json::json;

use crate::desk::{Desk, FLOW_FREE, PROJECT, Page, Person, VISIO, fault};
use crate::drift::{adopts_all, by_hand, compares, decides as decides_drift, preview};
use crate::fuse::{WHY, eight_ask_for, in_state, keeps_chosen, says};
use crate::movers::{comes_back, events, happens, has, later, leaves, moves_to, states, turns};
use crate::reperform::by_hand as by_hand_as_owner;

const RUNS: &str = "/admin/policy/reperform";

const AT_ONCE: &str = r#"
[[guard]]
id = "leavers"
on_leave = "end"
grace = "0d"

[[route]]
id = "all"
approve = "automatic"
"#;
const WEEK: &str = r#"
[[guard]]
id = "leavers"
on_leave = "end"
grace = "7d"

[[guard]]
id = "sales-end"
when = 'beneficiary.department == "Sales"'
on_move = "end"
grace = "7d"

[[route]]
id = "all"
products = ["VISIOCLIENT", "FLOW_FREE"]
approve = "automatic"

[[route]]
id = "sales"
when = 'beneficiary.department == "Sales"'
stages = [{ who = "role:Administrator" }]

[[route]]
id = "manager"
stages = [{ who = "manager" }, { who = "role:Administrator" }]
"#;
const EXTENDED_BY_THE_MANAGER: &str = r#"
[[route]]
id = "extend"
when = 'request.kind == "extend"'
stages = [{ who = "manager" }]

[[route]]
id = "all"
approve = "automatic"
"#;

/// All who have it by a grant leave, and the directory is read.
async fn all_leave(desk: &Desk) {
    let upns =
        sqlx::query_scalar!("select p.upn from grants g join people p on p.id = g.person_id order by p.upn");
    // Ada stays: somebody must answer.
    let upns = upns.fetch_all(&desk.app.pool).await.unwrap();
    for upn in upns.iter().filter(|upn| !upn.starts_with("ada.novak@")) {
        desk.control(&format!("people/{upn}/disable"), json!({})).await;
    }
    reads_the_directory(desk).await;
}

async fn reads_the_directory(desk: &Desk) {
    desk.turn(Duration::minutes(6));
    desk.works_until_idle().await;
    turns(desk).await;
}

/// The clock is turned by days; what the directory knows by then is read before it looks again.
async fn days_go_by(desk: &Desk, days: i64) {
    later(desk, days).await;
    turns(desk).await;
}

async fn count(desk: &Desk, state: &str) -> usize {
    states(desk).await.iter().filter(|is| *is == state).count()
}

async fn mia_has_visio(desk: &Desk) -> Person {
    let mia = desk.sign_in("mia.berg").await;
    mia.asks_for(VISIO, "To draw.", &[]).await;
    desk.works_until_idle().await;
    mia
}

#[tokio::test]
async fn what_the_fuse_held_of_leavers_is_kept_or_ends_as_an_administrator_says_whatever_it_waits_for() {
    let desk = Desk::configured(AT_ONCE, "[fuse]\nat_least = 3\n").await;
    let ada = desk.sign_in("ada.novak").await;
    eight_ask_for(&desk, FLOW_FREE).await;
    all_leave(&desk).await;
    assert_eq!((count(&desk, "done").await, count(&desk, "held").await), (3, 4));
    let page = ada.get("/admin/fuse").await;
    let chosen = page.values("input[name=grant]").split_off(3);
    let kept = keeps_chosen(&ada, &page, "Parental leave.", &chosen).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.words("main"));
    turns(&desk).await;
    let one = sqlx::query!(
        "select d.reason, p.upn from departures d join people p on p.id = d.settled_by where d.state = 'kept'"
    );
    let one = one.fetch_one(&desk.app.pool).await.unwrap();
    assert_eq!(one.reason.as_deref(), Some("Parental leave."));
    assert!(one.upn.starts_with("ada.novak"), "{}", one.upn);
    // One was to be set up again, and there is no seat for it: it ends with the others.
    let waits = sqlx::query!(
        "update grants set state = 'waiting_for_seat', attention = '{\"cause\": \"no_free_seat\", \"answer\": null}'
          where id = (select id from grants where held_at is not null order by id limit 1)"
    );
    waits.execute(&desk.app.pool).await.unwrap();
    let page = ada.get("/admin/fuse").await;
    let done = says(&ada, &page, "resume", WHY).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.words("main"));
    desk.works_until_idle().await;
    turns(&desk).await;
    assert_eq!(
        (in_state(&desk, "ended").await, in_state(&desk, "active").await),
        (6, 2)
    );
    assert_eq!((count(&desk, "done").await, count(&desk, "kept").await), (6, 1));
    // Who was kept and is deleted later leaves once more.
    let upn = sqlx::query_scalar!(
        "select p.upn from grants g join people p on p.id = g.person_id where g.state = 'active'"
    );
    let upns = upn.fetch_all(&desk.app.pool).await.unwrap();
    let upn = upns.iter().find(|upn| !upn.starts_with("ada.novak@")).unwrap();
    happens(&desk, &format!("people/{upn}/leave"), json!({})).await;
    turns(&desk).await;
    assert_eq!(states(&desk).await.len(), 8);
    assert_eq!(in_state(&desk, "active").await, 1);
    desk.close().await;
}

#[tokio::test]
async fn what_the_fuse_lets_go_because_it_was_extended_is_due_again_for_who_left() {
    let desk = Desk::configured(WEEK, "[fuse]\nat_least = 3\n").await;
    eight_ask_for(&desk, FLOW_FREE).await;
    desk.turn(Duration::days(26));
    all_leave(&desk).await;
    assert_eq!(count(&desk, "waiting").await, 7);
    // Their terms are over: five are held for that. Then their graces are over too.
    days_go_by(&desk, 5).await;
    days_go_by(&desk, 3).await;
    let held = count(&desk, "held").await;
    assert!(held >= 4, "{held}");
    // As an extension that was on its way does it.
    let longer = sqlx::query!(
        "update grants set until_at = until_at + interval '60 days', held_at = null, held_cause = null
          where id = (select g.id from grants g join departures d on d.grant_id = g.id where g.held_at is not null limit 1)"
    );
    longer.execute(&desk.app.pool).await.unwrap();
    turns(&desk).await;
    // Not forgotten: the fuse holds it again, for the other reason.
    let again = sqlx::query_scalar!(
        r#"select count(*) as "n!" from grants where held_cause = 'left' and until_at > $1"#,
        desk.now()
    );
    assert_eq!(again.fetch_one(&desk.app.pool).await.unwrap(), 1);
    assert_eq!(count(&desk, "held").await, held);
    desk.close().await;
}

#[tokio::test]
async fn what_has_not_begun_ends_at_once_when_its_person_leaves() {
    let desk = Desk::with_policy(WEEK).await;
    let ravi = desk.sign_in("ravi.menon").await;
    ravi.asks_for(VISIO, "To draw.", &[]).await;
    desk.works_until_idle().await;
    let later_on = [
        ("justification", "Later."),
        ("term", "30"),
        ("begin", "date"),
        ("begins_on", "2026-12-10"),
    ];
    let page = ravi.asks_with(FLOW_FREE, &later_on, &[]).await;
    let request = page
        .location
        .unwrap_or_else(|| panic!("{}", page.text))
        .replace("/requests/", "");
    leaves(&desk, "ravi.menon").await;
    let ended = sqlx::query!(
        "select state, end_cause from grants where request_id = $1::text::uuid",
        request
    );
    let ended = ended.fetch_one(&desk.app.pool).await.unwrap();
    assert_eq!(
        (ended.state.as_str(), ended.end_cause.as_deref()),
        ("ended", Some("left"))
    );
    assert_eq!(
        states(&desk).await,
        ["waiting"],
        "what he has, he has for the grace"
    );
    assert!(desk.kinds(&request).await.contains(&"request.closed".to_owned()));
    comes_back(&desk, "ravi.menon").await;
    days_go_by(&desk, 20).await;
    assert!(!has(&desk, "ravi.menon", FLOW_FREE).await);
    assert!(has(&desk, "ravi.menon", VISIO).await);
    desk.close().await;
}

#[tokio::test]
async fn a_move_that_is_put_right_ends_nothing() {
    let desk = Desk::with_policy(WEEK).await;
    mia_has_visio(&desk).await;
    moves_to(&desk, "mia.berg", "Sales").await;
    assert_eq!(states(&desk).await, ["waiting"]);
    days_go_by(&desk, 1).await;
    moves_to(&desk, "mia.berg", "Design").await;
    assert_eq!(states(&desk).await, ["called_off", "no_rule"]);
    assert_eq!(events(&desk, "departure.called_off").await.len(), 1);
    days_go_by(&desk, 10).await;
    assert!(has(&desk, "mia.berg", VISIO).await);
    desk.close().await;
}

#[tokio::test]
async fn who_moved_while_the_account_was_closed_is_asked_about_at_the_return() {
    let desk = Desk::with_policy(WEEK).await;
    mia_has_visio(&desk).await;
    leaves(&desk, "mia.berg").await;
    desk.turn(Duration::minutes(1));
    moves_to(&desk, "mia.berg", "Sales").await;
    assert_eq!(states(&desk).await, ["waiting"], "she has left");
    days_go_by(&desk, 3).await;
    comes_back(&desk, "mia.berg").await;
    assert_eq!(states(&desk).await, ["called_off", "waiting"]);
    days_go_by(&desk, 6).await;
    assert!(has(&desk, "mia.berg", VISIO).await, "a week from the return");
    days_go_by(&desk, 2).await;
    assert!(!has(&desk, "mia.berg", VISIO).await);
    let cause = sqlx::query_scalar!("select end_cause from grants");
    let cause = cause.fetch_one(&desk.app.pool).await.unwrap();
    assert_eq!(cause.as_deref(), Some("moved"));
    desk.close().await;
}

#[tokio::test]
async fn what_is_adopted_of_people_who_have_left_is_said_before_and_ends_as_the_policy_says() {
    let desk = Desk::with_policy(WEEK).await;
    let ada = desk.sign_in("ada.novak").await;
    by_hand(&desk, "mia.berg", VISIO, json!({})).await;
    leaves(&desk, "mia.berg").await;
    compares(&desk, &ada).await;
    let words = ada.get("/admin/drift/adopt").await.words(".warn");
    assert!(
        words.contains("what the policy says of leavers follows for"),
        "{words}"
    );
    adopts_all(&desk, &ada, "").await;
    turns(&desk).await;
    let mia = desk.id_of("mia.berg").await;
    let hers = sqlx::query_scalar!(
        r#"select count(*) as "n!" from departures where person_id = $1 and state = 'waiting' and cause = 'left'"#,
        mia.0
    );
    assert!(hers.fetch_one(&desk.app.pool).await.unwrap() >= 1);
    let open = sqlx::query_scalar!(
        r#"select count(*) as "n!" from departures d join people p on p.id = d.person_id
            where p.enabled and p.gone_at is null"#
    );
    assert_eq!(open.fetch_one(&desk.app.pool).await.unwrap(), 0);
    days_go_by(&desk, 8).await;
    assert!(!has(&desk, "mia.berg", VISIO).await);
    desk.close().await;
}

#[tokio::test]
async fn who_is_back_without_the_mirror_knowing_is_read_before_the_removal_and_keeps_everything() {
    let desk = Desk::with_policy(WEEK).await;
    mia_has_visio(&desk).await;
    leaves(&desk, "mia.berg").await;
    days_go_by(&desk, 6).await;
    desk.turn(Duration::hours(20));
    reads_the_directory(&desk).await;
    let mut away = fault("/users/delta", 503, "serviceUnavailable", "Try later.");
    away["times"] = json!(1_000);
    desk.control("faults", away).await;
    desk.control(&format!("people/mia.berg@{DOMAIN}/enable"), json!({}))
        .await;
    desk.turn(Duration::hours(5));
    turns(&desk).await;
    assert!(has(&desk, "mia.berg", VISIO).await);
    assert_eq!(states(&desk).await, ["called_off"]);
    assert_eq!(in_state(&desk, "active").await, 1);
    assert_eq!(events(&desk, "departure.called_off").await.len(), 1);
    let known = sqlx::query_scalar!("select enabled from people where upn like 'mia.berg@%'");
    assert!(
        known.fetch_one(&desk.app.pool).await.unwrap(),
        "the mirror knows it now"
    );
    desk.no_more_faults().await;
    days_go_by(&desk, 10).await;
    assert!(has(&desk, "mia.berg", VISIO).await);
    desk.close().await;
}

#[tokio::test]
async fn for_a_closed_account_nothing_is_taken_and_nothing_is_signed() {
    let desk = Desk::with_policy(WEEK).await;
    desk.sign_in("ada.novak").await.get("/").await;
    let mia = desk.sign_in("mia.berg").await;
    let request = mia.asks_for(PROJECT, "The move.", &[]).await;
    let jonas = desk.sign_in("jonas.lind").await;
    let pen = jonas.takes_the_pen().await;
    let form = format!("/products/{FLOW_FREE}/request");
    let page = mia.get(&form).await;
    let (token, plans) = (
        page.field("csrf"),
        page.values("input[name=plans]:not([disabled])"),
    );
    desk.control(&format!("people/mia.berg@{DOMAIN}/disable"), json!({}))
        .await;
    let mut fields = vec![
        ("justification", "Now."),
        ("term", "30"),
        ("csrf", token.as_str()),
    ];
    fields.extend(plans.iter().map(|plan| ("plans", plan.as_str())));
    let refused = mia.post_bare(&form, &fields).await;
    assert_eq!(
        refused.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        refused.text
    );
    assert!(
        refused
            .words("main")
            .contains("The account of this person is closed."),
        "{}",
        refused.words("main")
    );
    let signed = jonas.signs(&pen).await;
    assert_eq!(signed.status, StatusCode::CONFLICT, "{}", signed.text);
    assert_eq!(desk.kinds(&request).await.last().unwrap(), "request.closed");
    let grants = sqlx::query_scalar!(r#"select count(*) as "n!" from grants"#);
    assert_eq!(grants.fetch_one(&desk.app.pool).await.unwrap(), 0);
    desk.close().await;
}

#[tokio::test]
async fn where_the_policy_wants_others_to_sign_for_whoever_moved_it_begins_anew_with_them() {
    let desk = Desk::with_policy(WEEK).await;
    let ada = desk.sign_in("ada.novak").await;
    let mia = desk.sign_in("mia.berg").await;
    let request = mia.asks_for(PROJECT, "The move.", &[]).await;
    let jonas = desk.sign_in("jonas.lind").await;
    let card = jonas.card().await;
    assert_eq!(jonas.approves_card(&card).await.status, StatusCode::SEE_OTHER);
    moves_to(&desk, "mia.berg", "Sales").await;
    // What is set aside can not be taken back any more.
    let late = jonas.post(&format!("{card}/undo"), "/settings", &[]).await;
    assert_eq!(late.status, StatusCode::SEE_OTHER, "{}", late.text);
    let kinds = desk.kinds(&request).await;
    assert!(!kinds.contains(&"signature.taken_back".to_owned()), "{kinds:?}");
    assert!(
        kinds.contains(&"request.stages_made_anew".to_owned()),
        "{kinds:?}"
    );
    let opened = kinds.iter().rposition(|kind| kind == "stage.opened");
    let anew = kinds.iter().position(|kind| kind == "request.stages_made_anew");
    assert!(opened > anew, "{kinds:?}");
    let page = mia.sees(&request).await;
    assert!(
        page.words(".steps")
            .contains("it begins anew since Mia Berg moved"),
        "{}",
        page.words(".steps")
    );
    assert!(jonas.get("/approvals").await.hrefs("/approvals/").is_empty());
    // One stage is left of two, and what was signed before counts nowhere.
    assert_eq!(ada.approves().await.status, StatusCode::SEE_OTHER);
    assert!(desk.kinds(&request).await.contains(&"grant.approved".to_owned()));
    desk.works_until_idle().await;
    desk.close().await;
}

/// Sales gets fewer plans; the same people sign.
const FEWER_IN_SALES: &str = r#"
[[guard]]
id = "sales-without-flow"
when = 'beneficiary.department == "Sales"'
keep_off = ["FLOW_FOR_PROJECT"]

[[route]]
id = "by-two"
stages = [{ who = "manager" }, { who = "role:Administrator" }]
"#;

#[tokio::test]
async fn what_was_signed_counts_again_when_the_change_is_again_what_was_signed() {
    let desk = Desk::with_policy(FEWER_IN_SALES).await;
    let ada = desk.sign_in("ada.novak").await;
    let mia = desk.sign_in("mia.berg").await;
    let request = mia.asks_for(PROJECT, "The move.", &[]).await;
    let jonas = desk.sign_in("jonas.lind").await;
    assert_eq!(jonas.approves().await.status, StatusCode::SEE_OTHER);
    let waits_for = async |person: &Person| person.get("/approvals").await.hrefs("/approvals/").len();
    assert_eq!((waits_for(&jonas).await, waits_for(&ada).await), (0, 1));
    let department =
        sqlx::query_scalar!(r#"select department as "department!" from people where upn like 'mia.berg@%'"#);
    let before = department.fetch_one(&desk.app.pool).await.unwrap();
    moves_to(&desk, "mia.berg", "Sales").await;
    assert_eq!(
        (waits_for(&jonas).await, waits_for(&ada).await),
        (1, 0),
        "another change"
    );
    moves_to(&desk, "mia.berg", &before).await;
    assert_eq!(
        (waits_for(&jonas).await, waits_for(&ada).await),
        (0, 1),
        "the change that he signed"
    );
    assert_eq!(ada.approves().await.status, StatusCode::SEE_OTHER);
    assert!(desk.kinds(&request).await.contains(&"grant.approved".to_owned()));
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_decision_keeps_who_was_to_sign_then_and_the_log_vouches_for_them() {
    let desk = Desk::with_policy(WEEK).await;
    let ada = desk.sign_in("ada.novak").await;
    let mia = desk.sign_in("mia.berg").await;
    let request = mia.asks_for(PROJECT, "The move.", &[]).await;
    desk.turn(Duration::minutes(5));
    let jonas = desk.sign_in("jonas.lind").await;
    assert_eq!(jonas.approves().await.status, StatusCode::SEE_OTHER);
    desk.turn(Duration::minutes(5));
    moves_to(&desk, "mia.berg", "Sales").await;
    let path = format!("/requests/{request}/explain");
    let page = ada.get(&path).await;
    let asked = page.words(".asked-people");
    assert!(
        asked.contains("it begins anew since Mia Berg moved") && !asked.contains("Stage 2"),
        "{asked}"
    );
    desk.turn(Duration::minutes(5));
    assert_eq!(ada.approves().await.status, StatusCode::SEE_OTHER);
    desk.works_until_idle().await;

    let page = ada.get(&path).await;
    let asked = page.words(".asked-people");
    assert!(
        asked.contains("Ada Novak") && !asked.contains("Jonas Lind") && !asked.contains("Stage 2"),
        "{asked}"
    );
    let table = page.words("section[aria-labelledby=decisions-h] tbody");
    let places = [
        "Ada Novak signed 1 stage",
        "Mia Berg moved, and others sign since then 1 stage",
        "Jonas Lind signed 2 stages",
        "It was asked 2 stages",
    ]
    .map(|words| table.find(words).unwrap_or_else(|| panic!("{words}: {table}")));
    assert!(places.is_sorted(), "{table}");
    let decisions = page.hrefs(&format!("{path}?decision="));
    let first = ada.get(&decisions[3]).await;
    let main = first.words("main");
    assert!(
        main.contains("This is an earlier decision.")
            && main.contains("Stage 1 Jonas Lind")
            && main.contains("Stage 2"),
        "{main}"
    );
    let times = |page: &Page| page.attributes(".lead time", "datetime");
    assert_ne!(times(&first), times(&page), "each has its own time");
    let applied = ada.get(&format!("{}&show=applied", decisions[3])).await;
    assert_eq!(applied.words(".rules h3"), "manager");
    let other = mia.asks_for(VISIO, "", &[]).await;
    let elsewhere = decisions[3].replace(&request, &other);
    assert_eq!(ada.get(&elsewhere).await.status, StatusCode::NOT_FOUND);

    let runs = async || {
        ada.post(RUNS, RUNS, &[("days", "")]).await;
        desk.works_until_idle().await;
        ada.get(RUNS).await
    };
    assert_eq!(runs().await.words(".notice.good"), "5 of 5 reproduce.");
    by_hand_as_owner(
        &desk,
        &format!(
            "update decisions set people = jsonb_set(people, '{{0,needed}}', '7') where id =
                (select id from decisions where request_id = '{request}' order by written limit 1)"
        ),
    )
    .await;
    let page = runs().await;
    assert!(
        page.words(".notice.bad").starts_with("4 of 5 reproduce"),
        "{}",
        page.words("main")
    );
    assert!(
        page.words(".sides")
            .contains("who was to sign was altered after the decision was logged")
    );
    desk.close().await;
}

#[tokio::test]
async fn an_approver_of_stages_made_anew_who_leaves_is_replaced_by_what_is_wanted_now() {
    let desk = Desk::with_policy(WEEK).await;
    let ada = desk.sign_in("ada.novak").await;
    let mia = desk.sign_in("mia.berg").await;
    mia.asks_for(PROJECT, "The move.", &[]).await;
    moves_to(&desk, "mia.berg", "Sales").await;
    assert_eq!(ada.get("/approvals").await.hrefs("/approvals/").len(), 1);
    // Back again: the manager's stage comes first once more.
    moves_to(&desk, "mia.berg", "Design").await;
    assert!(ada.get("/approvals").await.hrefs("/approvals/").is_empty());
    leaves(&desk, "jonas.lind").await;
    assert_eq!(ada.get("/approvals").await.hrefs("/approvals/").len(), 1);
    desk.close().await;
}

/// In Sales somebody else comes after the manager; nobody signs at two stages.
const OTHERS_IN_SALES: &str = r#"
[[route]]
id = "sales"
when = 'beneficiary.department == "Sales"'
distinct_people = true
stages = [{ who = "manager" }, { who = "role:Administrator" }]

[[route]]
id = "by-two"
distinct_people = true
stages = [{ who = "manager" }, { who = "group:License Approvers" }]
"#;

#[tokio::test]
async fn what_was_signed_at_a_stage_that_was_set_aside_keeps_nobody_from_signing() {
    let desk = Desk::with_policy(OTHERS_IN_SALES).await;
    let ada = desk.sign_in("ada.novak").await;
    let (mia, jonas) = (desk.sign_in("mia.berg").await, desk.sign_in("jonas.lind").await);
    let request = mia.asks_for(PROJECT, "The move.", &[]).await;
    assert_eq!(jonas.approves().await.status, StatusCode::SEE_OTHER);
    moves_to(&desk, "mia.berg", "Sales").await;
    let steps = mia.sees(&request).await.words(".steps");
    assert!(steps.contains("Waiting for Jonas Lind"), "{steps}");
    assert_eq!(jonas.approves().await.status, StatusCode::SEE_OTHER);
    assert_eq!(ada.approves().await.status, StatusCode::SEE_OTHER);
    assert!(desk.kinds(&request).await.contains(&"grant.approved".to_owned()));
    desk.works_until_idle().await;
    desk.close().await;
}

#[tokio::test]
async fn what_was_signed_at_a_stage_that_was_set_aside_approves_nothing() {
    let desk = Desk::with_policy(OTHERS_IN_SALES).await;
    let ada = desk.sign_in("ada.novak").await;
    let mia = desk.sign_in("mia.berg").await;
    let request = mia.asks_for(VISIO, "The move.", &[]).await;
    let jonas = desk.sign_in("jonas.lind").await;
    let clara = desk.sign_in("clara.roe").await;
    assert_eq!(jonas.approves().await.status, StatusCode::SEE_OTHER);
    moves_to(&desk, "mia.berg", "Sales").await;
    // What he signed before counts no more, so somebody else may sign for him.
    let made = jonas.lets_sign("clara.roe", "2026-11-30", &[]).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.words("main"));
    assert_eq!(clara.approves().await.status, StatusCode::SEE_OTHER);
    assert_eq!(ada.approves().await.status, StatusCode::SEE_OTHER);
    desk.works_until_idle().await;
    let kinds = desk.kinds(&request).await;
    assert!(kinds.contains(&"grant.active".to_owned()), "{kinds:?}");
    let own = mia.get("/licences").await.words("main");
    assert!(own.contains("Clara Roe and Ada Novak"), "{own}");
    assert!(!own.contains("Jonas Lind"), "{own}");
    desk.close().await;
}

/// Whoever is the manager comes second, and may have it less than was asked.
const LESS_BY_THE_MANAGER: &str = r#"
[[route]]
id = "by-two"
stages = [{ who = "group:License Approvers" }, { who = "manager", may_change = ["term"] }]
"#;

#[tokio::test]
async fn a_stage_that_has_its_signature_before_it_opens_needs_no_other_because_the_manager_changes() {
    let desk = Desk::with_policy(LESS_BY_THE_MANAGER).await;
    let (mia, jonas, henrik) = (
        desk.sign_in("mia.berg").await,
        desk.sign_in("jonas.lind").await,
        desk.sign_in("henrik.falk").await,
    );
    let request = mia.asks_for(PROJECT, "The move.", &[]).await;
    assert_eq!(henrik.approves().await.status, StatusCode::SEE_OTHER);
    let card = jonas.card().await;
    let change = jonas.get(&card).await.field("change");
    let fields = [("change", change.as_str()), ("days", "30")];
    let less = jonas.post(&format!("{card}/narrow"), &card, &fields).await;
    assert_eq!(less.status, StatusCode::SEE_OTHER, "{}", less.words("main"));
    let otto = json!({ "manager": format!("otto.keller@{DOMAIN}") });
    happens(&desk, &format!("people/mia.berg@{DOMAIN}/move"), otto).await;
    let kinds = desk.kinds(&request).await;
    assert!(
        kinds.contains(&"stage.approvers_replaced".to_owned()),
        "{kinds:?}"
    );
    assert_eq!(henrik.approves().await.status, StatusCode::SEE_OTHER);
    assert!(desk.kinds(&request).await.contains(&"grant.approved".to_owned()));
    desk.works_until_idle().await;
    desk.close().await;
}

#[tokio::test]
async fn what_could_not_be_set_up_again_can_be_given_back_and_closed() {
    let desk = Desk::with_policy(AT_ONCE).await;
    let mia = mia_has_visio(&desk).await;
    let ravi = desk.sign_in("ravi.menon").await;
    ravi.asks_for(VISIO, "To draw.", &[]).await;
    desk.works_until_idle().await;
    // Restored after somebody took it away by hand, while no seat is free.
    let waits = sqlx::query!(
        r#"update grants set state = 'waiting_for_seat', attention = '{"cause": "no_free_seat", "answer": null}'"#
    );
    waits.execute(&desk.app.pool).await.unwrap();
    let form = format!("/licences/{VISIO}/give-back");
    let given = mia.post(&form, &form, &[("understood", "yes")]).await;
    assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.words("main"));
    let ada = desk.sign_in("ada.novak").await;
    let close = ada.get("/admin/attention").await.actions("/close");
    assert_eq!(close.len(), 1, "what is being removed is not stuck");
    let closed = ada
        .post(&close[0], "/admin/attention", &[("reason", "No seat will come.")])
        .await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER, "{}", closed.words("main"));
    desk.works_until_idle().await;
    assert_eq!(in_state(&desk, "ended").await, 2);
    assert!(!has(&desk, "mia.berg", VISIO).await);
    desk.close().await;
}

#[tokio::test]
async fn what_is_accepted_as_missing_leaves_no_extension_open() {
    let desk = Desk::with_policy(EXTENDED_BY_THE_MANAGER).await;
    let ada = desk.sign_in("ada.novak").await;
    compares(&desk, &ada).await;
    adopts_all(&desk, &ada, "").await;
    let mia = mia_has_visio(&desk).await;
    let form = format!("/licences/{VISIO}/extend");
    let fields = [("term", "30"), ("justification", "It goes on.")];
    let asked = mia.post(&form, &form, &fields).await;
    let request = asked
        .location
        .unwrap_or_else(|| panic!("{}", asked.text))
        .replace("/requests/", "");
    by_hand(&desk, "mia.berg", VISIO, json!({ "remove": true })).await;
    compares(&desk, &ada).await;
    let address = preview(&ada, "accept", &["Mia Berg"]).await;
    assert_eq!(
        decides_drift(&ada, &address, "It is right so.").await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(desk.kinds(&request).await.last().unwrap(), "request.closed");
    desk.close().await;
}
