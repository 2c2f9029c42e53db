//! Signing for somebody else: what moves, what stays and why, and how it ends.

use chrono::Duration;
use reqwest::StatusCode;

use crate::desk::{Desk, PROJECT, Page, Person, VISIO};

impl Person {
    /// Lets somebody sign for them from now on until a day.
    pub async fn lets_sign(&self, who: &str, until: &str, more: &[(&str, &str)]) -> Page {
        let mut fields = vec![("to", who), ("until_day", until), ("step", "save")];
        fields.extend(more);
        self.post("/delegation", "/delegation", &fields).await
    }
}

async fn events(desk: &Desk, kind: &str) -> Vec<serde_json::Value> {
    sqlx::query_scalar!(
        r#"select audit_said(id, detail) as "detail!" from audit_events where kind = $1 order by written"#,
        kind
    )
    .fetch_all(&desk.app.pool)
    .await
    .unwrap()
}

#[tokio::test]
async fn what_waits_and_what_comes_can_be_signed_by_the_delegate_and_both_names_stand_in_the_log() {
    let desk = Desk::open().await;
    let mia = desk.sign_in("mia.berg").await;
    let before = mia.asks_for(VISIO, "Charts.", &[]).await;
    let jonas = desk.sign_in("jonas.lind").await;
    let made = jonas.lets_sign("clara.roe", "2026-11-30", &[]).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.words("main"));
    let page = jonas.get("/delegation").await.words("main");
    assert!(page.contains("Clara Roe for Jonas Lind"), "{page}");
    assert!(page.contains("1 request waits for it now."), "{page}");
    assert!(
        desk.told(&before)
            .await
            .contains(&"to_sign to clara.roe".to_owned())
    );
    let clara = desk.sign_in("clara.roe").await;
    assert!(
        clara
            .get("/approvals")
            .await
            .text
            .contains("You sign for Jonas Lind.")
    );
    let card = clara.get(&clara.card().await).await.words("main");
    assert!(
        card.contains("You sign for Jonas Lind, who signs as manager of Mia Berg."),
        "{card}"
    );
    let steps = mia.sees(&before).await.words(".steps");
    assert!(
        steps.contains("Waiting for Clara Roe for Jonas Lind or Jonas Lind"),
        "{steps}"
    );
    assert_eq!(clara.approves().await.status, StatusCode::SEE_OTHER);
    desk.works().await;
    let seen = mia.sees(&before).await;
    assert_eq!(seen.words(".badge"), "State: Active");
    assert!(seen.words(".steps").contains("Clara Roe for Jonas Lind approved"));
    let given = events(&desk, "signature.given").await;
    let id = desk.id_of("jonas.lind").await;
    assert_eq!(given[0]["on_behalf_of"], serde_json::json!(id));
    let otto = desk.sign_in("otto.keller").await;
    let log = otto.get("/audit").await.words("main");
    assert!(log.contains("signing for Jonas Lind"), "{log}");
    assert!(
        log.contains("Clara Roe signs for Jonas Lind from now on"),
        "{log}"
    );
    // What opens while it runs.
    let after = mia.asks_for(PROJECT, "Plans.", &[]).await;
    let steps = mia.sees(&after).await.words(".steps");
    assert!(steps.contains("Clara Roe for Jonas Lind"), "{steps}");
    // Whoever is signed for still may.
    assert_eq!(jonas.approves().await.status, StatusCode::SEE_OTHER);
    assert!(clara.get("/approvals").await.hrefs("/approvals/").is_empty());
    desk.close().await;
}

#[tokio::test]
async fn what_is_the_delegates_own_stays_and_the_page_says_why() {
    let desk = Desk::open().await;
    let mia = desk.sign_in("mia.berg").await;
    let own = mia.asks_for(VISIO, "Charts.", &[]).await;
    let jonas = desk.sign_in("jonas.lind").await;
    jonas.lets_sign("mia.berg", "2026-11-30", &[]).await;
    let page = jonas.get("/delegation").await.words("main");
    assert!(page.contains("1 request stays with you:"), "{page}");
    assert!(page.contains("for Mia Berg: the delegate asked for it"), "{page}");
    assert_eq!(desk.kinds(&own).await.last().unwrap(), "delegation.item_refused");
    assert!(mia.get("/approvals").await.hrefs("/approvals/").is_empty());
    // The clock says it once.
    desk.turn(Duration::minutes(5));
    desk.works().await;
    assert_eq!(events(&desk, "delegation.item_refused").await.len(), 1);
    desk.close().await;
}

#[tokio::test]
async fn only_some_products_and_only_up_to_a_cost_and_nothing_is_handed_on() {
    let desk = Desk::open().await;
    let mia = desk.sign_in("mia.berg").await;
    mia.asks_for(VISIO, "Charts.", &[]).await;
    mia.asks_for(PROJECT, "Plans.", &[]).await;
    let jonas = desk.sign_in("jonas.lind").await;
    let some = [("scope", "some"), ("products", VISIO)];
    jonas.lets_sign("clara.roe", "2026-11-30", &some).await;
    let clara = desk.sign_in("clara.roe").await;
    assert_eq!(clara.get("/approvals").await.hrefs("/approvals/").len(), 1);
    // Clara hands on only what is hers.
    clara.lets_sign("henrik.falk", "2026-11-30", &[]).await;
    let henrik = desk.sign_in("henrik.falk").await;
    assert!(henrik.get("/approvals").await.hrefs("/approvals/").is_empty());
    jonas
        .lets_sign("marta.quist", "2026-11-30", &[("up_to", "0.01")])
        .await;
    let marta = desk.sign_in("marta.quist").await;
    assert!(marta.get("/approvals").await.hrefs("/approvals/").is_empty());
    desk.close().await;
}

#[tokio::test]
async fn it_begins_and_ends_by_itself_and_by_the_hand_of_either() {
    let desk = Desk::open().await;
    let mia = desk.sign_in("mia.berg").await;
    mia.asks_for(VISIO, "Charts.", &[]).await;
    let jonas = desk.sign_in("jonas.lind").await;
    jonas
        .lets_sign("clara.roe", "2026-11-26", &[("from_day", "2026-11-26")])
        .await;
    assert!(jonas.get("/delegation").await.words("main").contains("To come"));
    let clara = desk.sign_in("clara.roe").await;
    assert!(clara.get("/approvals").await.hrefs("/approvals/").is_empty());
    desk.turn(Duration::days(2));
    desk.works().await;
    let clara = desk.sign_in("clara.roe").await;
    assert_eq!(clara.get("/approvals").await.hrefs("/approvals/").len(), 1);
    desk.turn(Duration::days(1));
    desk.works().await;
    let clara = desk.sign_in("clara.roe").await;
    assert!(clara.get("/approvals").await.hrefs("/approvals/").is_empty());
    let page = clara.get("/delegation").await.words("main");
    assert!(page.contains("Ended by itself"), "{page}");
    let jonas = desk.sign_in("jonas.lind").await;
    assert_eq!(jonas.get("/approvals").await.hrefs("/approvals/").len(), 1);
    // The delegate ends the next one.
    jonas.lets_sign("clara.roe", "2026-12-24", &[]).await;
    let action = clara.get("/delegation").await.actions("/end").remove(0);
    let ravi = desk.sign_in("ravi.menon").await;
    let foreign = ravi.post(&action, "/delegation", &[]).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    assert_eq!(
        events(&desk, "access.refused").await.last().unwrap()["attempt"],
        "end_delegation"
    );
    let ended = clara.post(&action, "/delegation", &[]).await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER);
    assert!(clara.get("/approvals").await.hrefs("/approvals/").is_empty());
    assert_eq!(events(&desk, "delegation.ended").await.len(), 2);
    clara.post(&action, "/delegation", &[]).await;
    assert_eq!(events(&desk, "delegation.ended").await.len(), 2);
    let tried = events(&desk, "access.refused").await;
    assert_eq!(tried.last().unwrap()["why"], "over_already");
    desk.close().await;
}

#[tokio::test]
async fn whoever_is_signed_for_was_quicker_and_the_delegate_reads_so() {
    let desk = Desk::open().await;
    let mia = desk.sign_in("mia.berg").await;
    mia.asks_for(VISIO, "Charts.", &[]).await;
    let jonas = desk.sign_in("jonas.lind").await;
    jonas.lets_sign("clara.roe", "2026-12-24", &[]).await;
    let clara = desk.sign_in("clara.roe").await;
    let pen = clara.takes_the_pen().await;
    assert_eq!(jonas.approves().await.status, StatusCode::SEE_OTHER);
    let late = clara.signs(&pen).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.text);
    assert!(
        late.words("main").contains("Jonas Lind"),
        "{}",
        late.words("main")
    );
    assert_eq!(events(&desk, "access.refused").await.len(), 1);
    desk.close().await;
}

#[tokio::test]
async fn part_of_a_name_names_nobody_until_they_are_chosen() {
    let desk = Desk::open().await;
    let jonas = desk.sign_in("jonas.lind").await;
    let page = jonas.lets_sign("Clara R", "2026-12-24", &[]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.words("main")
            .contains("Is it this person? Then choose them.")
    );
    let clara = page.values("input[name=to_id]");
    assert_eq!(clara, [desk.id_of("clara.roe").await.to_string()]);
    assert!(events(&desk, "delegation.made").await.is_empty());
    let page = jonas
        .lets_sign("Clara R", "2026-12-24", &[("to_id", &clara[0])])
        .await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.words("main"));
    desk.close().await;
}

#[tokio::test]
async fn an_administrator_makes_one_for_anybody_and_whoever_leaves_has_none() {
    let desk = Desk::open().await;
    let mia = desk.sign_in("mia.berg").await;
    let request = mia.asks_for(VISIO, "Charts.", &[]).await;
    let ada = desk.sign_in("ada.novak").await;
    let fields = [
        ("from", "jonas.lind"),
        ("to", "clara.roe"),
        ("until_day", "2026-11-30"),
        ("step", "save"),
    ];
    let made = ada
        .post("/admin/delegations", "/admin/delegations", &fields)
        .await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.words("main"));
    let page = ada.get("/admin/delegations").await.words("main");
    assert!(page.contains("Made by Ada Novak."), "{page}");
    let jonas = format!("jonas.lind@{}", countersign::simulator::DOMAIN);
    desk.control(&format!("people/{jonas}/disable"), serde_json::json!({}))
        .await;
    desk.turn(Duration::minutes(6));
    desk.works().await;
    desk.turn(Duration::minutes(2));
    desk.works().await;
    assert_eq!(events(&desk, "delegation.ended").await.len(), 1);
    let steps = mia.sees(&request).await.words(".steps");
    assert!(!steps.contains("for Jonas Lind or"), "{steps}");
    desk.close().await;
}

#[tokio::test]
async fn one_right_gives_one_signature() {
    let policy =
        "[[route]]\nid = \"two\"\nstages = [{ who = \"group:License Approvers\", signatures = 2 }]\n";
    let desk = Desk::with_policy(policy).await;
    let mia = desk.sign_in("mia.berg").await;
    let first = mia.asks_for(VISIO, "Charts.", &[]).await;
    let sofia = desk.sign_in("sofia.lange").await;
    sofia.lets_sign("jonas.lind", "2026-11-30", &[]).await;
    let jonas = desk.sign_in("jonas.lind").await;
    let pen = jonas.takes_the_pen().await;
    assert_eq!(sofia.approves().await.status, StatusCode::SEE_OTHER);
    let refused = jonas.signs(&pen).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.text.contains("One right to sign gives one signature."));
    assert_eq!(desk.kinds(&first).await.last().unwrap(), "access.refused");
    assert!(jonas.get("/approvals").await.hrefs("/approvals/").is_empty());
    // The other way round.
    let second = mia.asks_for(PROJECT, "Plans.", &[]).await;
    let pen = sofia.takes_the_pen().await;
    assert_eq!(jonas.approves().await.status, StatusCode::SEE_OTHER);
    assert_eq!(sofia.signs(&pen).await.status, StatusCode::FORBIDDEN);
    let steps = mia.sees(&second).await.words(".steps");
    assert!(
        steps.contains("Waiting for Henrik Falk or Marta Quist"),
        "{steps}"
    );
    desk.close().await;
}

#[tokio::test]
async fn where_nobody_signs_at_two_stages_this_holds_for_whom_one_signs_too() {
    let policy = r#"
[[route]]
id = "two-people"
distinct_people = true
stages = [{ who = "manager" }, { who = "group:License Approvers" }]
"#;
    let desk = Desk::with_policy(policy).await;
    // Sofia is his manager and one of the License Approvers.
    let emil = desk.sign_in("emil.brandt").await;
    let request = emil.asks_for(VISIO, "Charts.", &[]).await;
    let sofia = desk.sign_in("sofia.lange").await;
    sofia.lets_sign("jonas.lind", "2026-11-30", &[]).await;
    let henrik = desk.sign_in("henrik.falk").await;
    henrik.lets_sign("jonas.lind", "2026-11-30", &[]).await;
    let jonas = desk.sign_in("jonas.lind").await;
    assert_eq!(jonas.approves().await.status, StatusCode::SEE_OTHER);
    let steps = emil.sees(&request).await.words(".steps");
    assert!(
        steps.contains("Waiting for Henrik Falk or Marta Quist"),
        "{steps}"
    );
    assert!(sofia.get("/approvals").await.hrefs("/approvals/").is_empty());
    assert!(jonas.get("/approvals").await.hrefs("/approvals/").is_empty());
    let page = henrik.get("/delegation").await.words("main");
    assert!(
        page.contains("the delegate signed this request already"),
        "{page}"
    );
    desk.close().await;
}

#[tokio::test]
async fn what_can_not_be_is_said_at_its_field_and_what_was_typed_stays() {
    let desk = Desk::open().await;
    let jonas = desk.sign_in("jonas.lind").await;
    let table = [
        ("jonas.lind", "2026-11-30", "Somebody else has to sign"),
        ("clara.roe", "2026-11-23", "The last day is over already."),
        ("clara.roe", "2028-11-23", "It lasts at most 366 days."),
        ("clara.roe", "soon", "Say which day is the last."),
        (
            "nobody.at.all",
            "2026-11-30",
            "Nobody with an open account is called that.",
        ),
        ("", "2026-11-30", "Type a name or a user name."),
        ("a", "2026-11-30", "Several people are called that: choose one."),
    ];
    for (who, until, message) in table {
        let page = jonas.lets_sign(who, until, &[("up_to", "25")]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{who} {until}");
        assert!(
            page.words(".summary").contains(message),
            "{}",
            page.words(".summary")
        );
        assert_eq!(page.field("up_to"), "25");
        assert_eq!(page.field("to"), who);
    }
    let whys: Vec<_> = events(&desk, "access.refused")
        .await
        .iter()
        .map(|detail| detail["why"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(whys, ["to_oneself", "over_already", "too_long"]);
    desk.close().await;
}

#[tokio::test]
async fn whoever_signed_for_somebody_signs_nothing_after_it_ended_also_where_their_stage_opens_again() {
    let policy = r#"
[[route]]
id = "two"
stages = [{ who = "manager" }, { who = "person:henrik.falk@haldenroe.example", may_change = ["term"] }]
"#;
    let desk = Desk::with_policy(policy).await;
    let mia = desk.sign_in("mia.berg").await;
    let request = mia.asks_for(VISIO, "Charts.", &[]).await;
    let jonas = desk.sign_in("jonas.lind").await;
    jonas.lets_sign("clara.roe", "2026-11-30", &[]).await;
    let clara = desk.sign_in("clara.roe").await;
    let card = clara.card().await;
    let (path, fields) = clara.takes_the_pen().await;
    assert_eq!(
        clara.signs(&(path.clone(), fields.clone())).await.status,
        StatusCode::SEE_OTHER
    );
    let action = jonas.get("/delegation").await.actions("/end").remove(0);
    assert_eq!(
        jonas.post(&action, "/delegation", &[]).await.status,
        StatusCode::SEE_OTHER
    );
    // What she signed she can still read.
    assert_eq!(clara.get(&card).await.status, StatusCode::OK);
    let henrik = desk.sign_in("henrik.falk").await;
    let second = henrik.card().await;
    let change = henrik.get(&second).await.field("change");
    let less = [("change", change.as_str()), ("days", "30")];
    let narrowed = henrik.post(&format!("{second}/narrow"), &second, &less).await;
    assert_eq!(narrowed.status, StatusCode::SEE_OTHER, "{}", narrowed.text);

    // The first stage is open again, and it is his alone.
    let steps = mia.sees(&request).await.words(".steps");
    assert!(steps.contains("Waiting for Jonas Lind"), "{steps}");
    assert!(!steps.contains("Waiting for Clara Roe"), "{steps}");
    let queue = clara.get("/approvals").await;
    assert!(queue.hrefs("/approvals/").is_empty(), "{}", queue.words("main"));
    assert_eq!(clara.get(&card).await.status, StatusCode::NOT_FOUND);
    let opened = events(&desk, "stage.opened").await;
    let id = desk.id_of("jonas.lind").await;
    assert_eq!(opened.last().unwrap()["approvers"], serde_json::json!([id]));
    let change = jonas.get(&jonas.card().await).await.field("change");
    let [_, csrf] = fields;
    let refused = clara.signs(&(path, [("change", change), csrf])).await;
    assert!(refused.status.is_client_error(), "{}", refused.status);
    let tried = events(&desk, "access.refused").await;
    let tried = tried.last().expect("that she tried is an event");
    assert_eq!(tried["attempt"], "sign");
    assert_eq!(tried["why"], "not_an_approver_of_this_stage");
    assert_eq!(events(&desk, "signature.given").await.len(), 2);

    // Let sign again, she may again.
    jonas.lets_sign("clara.roe", "2026-11-30", &[]).await;
    assert_eq!(clara.get("/approvals").await.hrefs("/approvals/").len(), 1);
    let action = clara.get("/delegation").await.actions("/end").remove(0);
    clara.post(&action, "/delegation", &[]).await;
    assert!(clara.get("/approvals").await.hrefs("/approvals/").is_empty());
    assert_eq!(jonas.approves().await.status, StatusCode::SEE_OTHER);
    desk.works().await;
    assert_eq!(mia.sees(&request).await.words(".badge"), "State: Active");
    desk.close().await;
}
