//! Who signs at which stage, by when, what every rule said to it, and what happens when no rule can say anything.

use countersign::simulator::DOMAIN;
use reqwest::StatusCode;

use crate::desk::{Desk, VISIO};

const DISTINCT: &str = r#"
[[calendar]]
id = "office"
zone = "Europe/Oslo"
days = ["Mon", "Tue", "Wed", "Thu", "Fri"]
from = "08:00"
to = "16:00"

[[route]]
id = "two-people"
distinct_people = true
stages = [
    { who = "manager", within = "4h", calendar = "office" },
    { who = "group:License Approvers", within = "2d", calendar = "office" },
]
"#;

#[tokio::test]
async fn who_signed_one_stage_is_not_asked_at_the_next() {
    let desk = Desk::with_policy(DISTINCT).await;
    // Sofia is his manager and one of the License Approvers.
    let emil = desk.sign_in("emil.brandt").await;
    let request = emil.asks_for(VISIO, "Charts.", &[]).await;
    assert!(
        emil.sees(&request)
            .await
            .words(".steps")
            .contains("Henrik Falk, Marta Quist or Sofia Lange"),
        "{}",
        emil.sees(&request).await.words(".steps")
    );
    let sofia = desk.sign_in("sofia.lange").await;
    assert_eq!(sofia.approves().await.status, StatusCode::SEE_OTHER);
    let steps = emil.sees(&request).await.words(".steps");
    assert!(
        steps.contains("Waiting for Henrik Falk or Marta Quist"),
        "{steps}"
    );
    assert!(sofia.get("/approvals").await.hrefs("/approvals/").is_empty());
    // Even where she is named again, she can not.
    let henrik = desk.sign_in("henrik.falk").await;
    let card = henrik.card().await;
    let stage = card.strip_prefix("/approvals/").unwrap();
    let id = desk.id_of("sofia.lange").await;
    sqlx::query!(
        "insert into stage_approvers (stage_id, person_id) values ($1::text::uuid, $2)",
        stage,
        id.0
    )
    .execute(&desk.app.pool)
    .await
    .unwrap();
    let page = sofia.approves().await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(page.text.contains("You signed another stage of this request."));
    assert_eq!(desk.kinds(&request).await.last().unwrap(), "access.refused");
    assert_eq!(henrik.approves().await.status, StatusCode::SEE_OTHER);
    desk.works().await;
    assert_eq!(emil.sees(&request).await.words(".badge"), "State: Active");
    desk.close().await;
}

#[tokio::test]
async fn where_nobody_else_is_left_the_fallback_is_asked_before_the_next_in_line() {
    let policy = format!(
        r#"
[[route]]
id = "two-people"
distinct_people = true
stages = [
    {{ who = "manager" }},
    {{ who = "person:sofia.lange@{DOMAIN}", fallback = "person:marta.quist@{DOMAIN}", then = "person:henrik.falk@{DOMAIN}", within = "1d" }},
]
"#
    );
    let desk = Desk::with_policy(&policy).await;
    let emil = desk.sign_in("emil.brandt").await;
    let request = emil.asks_for(VISIO, "Charts.", &[]).await;
    desk.sign_in("sofia.lange").await.approves().await;
    let steps = emil.sees(&request).await.words(".steps");
    assert!(steps.contains("Waiting for Marta Quist"), "{steps}");
    assert!(
        steps.contains(&format!("because sofia.lange@{DOMAIN} can not sign")),
        "{steps}"
    );
    desk.close().await;
}

#[tokio::test]
async fn a_stage_never_takes_fewer_signatures_than_its_rule_wants() {
    let policy =
        "[[route]]\nid = \"many\"\nstages = [{ who = \"group:License Approvers\", signatures = 5 }]\n";
    let desk = Desk::with_policy(policy).await;
    desk.administrators().await;
    let mia = desk.sign_in("mia.berg").await;
    let page = mia
        .asks_with(VISIO, &[("justification", "Charts."), ("term", "90")], &[])
        .await;
    assert_eq!(page.status, reqwest::StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.words(".summary")
            .contains("Too few people are there who may sign this request"),
        "{}",
        page.words("main")
    );
    assert!(mia.get("/requests").await.hrefs("/requests/").is_empty());
    desk.close().await;
}

#[tokio::test]
async fn a_stage_says_by_when_it_is_to_be_signed_in_working_hours() {
    let desk = Desk::with_policy(DISTINCT).await;
    let mia = desk.sign_in("mia.berg").await;
    // Tuesday, ten in the morning in Oslo; here, hours are those of UTC.
    let request = mia.asks_for(VISIO, "Charts.", &[]).await;
    let steps = mia.sees(&request).await.words(".steps");
    assert!(steps.contains("To be signed by today 13:00"), "{steps}");
    let jonas = desk.sign_in("jonas.lind").await;
    assert!(
        jonas
            .get("/approvals")
            .await
            .words("main")
            .contains("due today 13:00")
    );
    let card = jonas.get(&jonas.card().await).await;
    assert_eq!(card.words(".due"), "To be signed by today 13:00.");
    jonas.approves().await;
    let steps = mia.sees(&request).await.words(".steps");
    assert!(steps.contains("To be signed by Thursday 09:00"), "{steps}");
    desk.turn(chrono::Duration::days(3));
    let mia = desk.sign_in("mia.berg").await;
    let steps = mia.sees(&request).await.words(".steps");
    assert!(steps.contains("Overdue: it was to be signed by"), "{steps}");
    desk.close().await;
}

#[tokio::test]
async fn every_rule_is_explained_to_those_who_look_after_rules_and_to_nobody_else() {
    let desk = Desk::open().await;
    let ravi = desk.sign_in("ravi.menon").await;
    let request = ravi.asks_for(VISIO, "Charts.", &[]).await;
    let path = format!("/requests/{request}/explain");
    assert_eq!(ravi.get(&path).await.status, StatusCode::FORBIDDEN);
    assert!(ravi.sees(&request).await.hrefs(&path).is_empty());
    // The requester reads sentences, with the rule behind each.
    let reasons = ravi.sees(&request).await.words(".reasons li");
    assert!(reasons.contains("Rule desk-tools"), "{reasons}");
    let otto = desk.sign_in("otto.keller").await;
    assert_eq!(otto.sees(&request).await.hrefs(&path), [path.as_str()]);
    let page = otto.get(&path).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let words = page.words("main");
    for said in [
        "contractors-no-social Applied",
        "beneficiary.employee_type Contractor",
        "guests-nothing-paid Its condition is not true",
        "beneficiary.user_type Member",
        "leavers Says nothing about requests",
        "e5-two-signatures About other products",
        "everything-else An earlier route was taken",
        "Stage 1 Nadia Rahal manager of Ravi Menon",
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
    assert_eq!(
        page.words("[role=alert]"),
        "",
        "the same rules say the same again"
    );
    let applied = otto.get(&format!("{path}?show=applied")).await;
    assert_eq!(applied.words(".rules h3"), "contractors-no-social desk-tools");
    desk.close().await;
}

#[tokio::test]
async fn what_the_rules_can_not_judge_is_denied_and_an_administrator_is_told_until_they_looked() {
    let desk = Desk::open().await;
    sqlx::query!("update products set price_cents = 9000000000000000 where part_number = 'VISIOCLIENT'")
        .execute(&desk.app.pool)
        .await
        .unwrap();
    let mia = desk.sign_in("mia.berg").await;
    let request = mia.asks_for(VISIO, "Charts.", &[]).await;
    assert_eq!(mia.sees(&request).await.words(".badge"), "State: Denied");
    assert_eq!(mia.get("/requests").await.words("[role=alert]"), "");
    let ada = desk.sign_in("ada.novak").await;
    let alarm = "The rules could not judge a request: it was denied.";
    assert!(ada.get("/").await.words("[role=alert]").contains(alarm));
    let page = ada.get("/admin/attention").await;
    assert_eq!(page.words(".failed h3"), "Visio Plan 2 for Mia Berg");
    let path = format!("/requests/{request}/explain");
    assert_eq!(page.hrefs(&path), [path.as_str()]);
    assert!(
        ada.get(&path)
            .await
            .words("main")
            .contains("is out of its bounds")
    );
    let looked = format!("{path}/looked");
    let page = ada.post(&looked, &path, &[]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    assert_eq!(ada.get("/").await.words("[role=alert]"), "");
    let page = ada.get("/admin/attention").await;
    assert!(page.text.contains("Nothing needs you"));
    assert_eq!(ada.post(&looked, &path, &[]).await.status, StatusCode::CONFLICT);
    assert!(
        desk.kinds(&request)
            .await
            .ends_with(&["request.failure_seen".to_owned(), "access.refused".to_owned()])
    );
    desk.close().await;
}
