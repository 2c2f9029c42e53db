//! The starter policy at work: each of its guards once, and who signs when the first choice cannot.

use chrono::Duration;
use countersign::simulator::DOMAIN;
use reqwest::StatusCode;

use crate::desk::{Desk, FLOW_FREE, Person, VISIO};

const E3: &str = "05e9a617-0261-4cee-bb44-138d3ef5d965";
const COPILOT: &str = "639dec6b-bb19-468b-871c-c5c441c4b0cb";
const POWER_BI: &str = "f8a1db68-be16-40ed-86d5-cb42ce701560";

async fn asks(person: &Person, sku: &str, why: &str, term: &str) -> String {
    let page = person
        .asks_with(sku, &[("justification", why), ("term", term)], &[])
        .await;
    let location = page
        .location
        .unwrap_or_else(|| panic!("not taken: {}", page.text));
    location.strip_prefix("/requests/").unwrap().to_owned()
}

#[tokio::test]
async fn a_contractor_gets_a_product_without_its_social_plans_and_for_ninety_days() {
    let desk = Desk::open().await;
    let ravi = desk.sign_in("ravi.menon").await;
    let form = ravi.get(&format!("/products/{E3}/request")).await;
    assert!(
        form.words(".why")
            .contains("Contractors work without the company's social services"),
        "{}",
        form.words(".why")
    );
    let request = asks(&ravi, E3, "Tests of the desktop apps.", "none").await;
    let side = ravi.sees(&request).await.words("aside.side");
    assert!(side.contains("90 days"), "{side}");
    assert_eq!(
        side.matches("contractors-no-social").count(),
        3,
        "Sway, Viva Engage and Yammer: {side}"
    );
    let card = desk.sign_in("nadia.rahal").await;
    let card = card.get(&card.card().await).await.words("main");
    assert!(card.contains("Rule contractors-no-social keeps it off"), "{card}");
    desk.close().await;
}

#[tokio::test]
async fn a_guest_gets_no_paid_product_and_reads_why() {
    let desk = Desk::open().await;
    let priya = desk
        .sign_in_upn("priya", &format!("priya.shah_lumenworks.example#EXT#@{DOMAIN}"))
        .await;
    let form = priya.get(&format!("/products/{VISIO}/request")).await;
    assert!(
        form.words("#live-before")
            .contains("Guests get no paid products."),
        "{}",
        form.words("main")
    );
    let request = asks(&priya, VISIO, "Charts.", "30").await;
    let page = priya.sees(&request).await;
    assert_eq!(page.words(".badge"), "State: Denied");
    assert!(
        page.words(".steps").contains("Guests get no paid products."),
        "{}",
        page.words(".steps")
    );
    assert_eq!(
        desk.kinds(&request).await,
        ["request.submitted", "request.decided", "request.denied"]
    );
    let free = asks(&priya, FLOW_FREE, "", "30").await;
    assert_ne!(priya.sees(&free).await.words(".badge"), "State: Denied");
    desk.works().await;
    desk.close().await;
}

#[tokio::test]
async fn copilot_wants_a_purpose_and_two_stages() {
    let desk = Desk::open().await;
    let mia = desk.sign_in("mia.berg").await;
    let page = mia
        .asks_with(COPILOT, &[("justification", "I want it"), ("term", "none")], &[])
        .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.words("#justification-error").contains("40"),
        "{}",
        page.words("#justification-error")
    );
    assert_eq!(page.words("textarea#justification"), "I want it");
    let request = asks(
        &mia,
        COPILOT,
        "I summarise forty supplier contracts every month.",
        "none",
    )
    .await;
    assert!(mia.sees(&request).await.words("aside.side").contains("1 year"));
    desk.sign_in("jonas.lind").await.approves().await;
    // Clara owns the product.
    assert!(mia.sees(&request).await.text.contains("Waiting for Clara Roe"));
    desk.sign_in("clara.roe").await.approves().await;
    desk.works().await;
    let page = mia.sees(&request).await;
    assert_eq!(page.words(".badge"), "State: Active");
    assert!(
        page.words("aside.side").contains("until"),
        "{}",
        page.words("aside.side")
    );
    desk.close().await;
}

#[tokio::test]
async fn whoever_has_no_manager_is_decided_by_the_license_approvers() {
    let desk = Desk::open().await;
    let tom = desk.sign_in("tom.hale").await;
    let request = asks(&tom, POWER_BI, "Reports.", "30").await;
    let page = tom.sees(&request).await;
    assert!(
        page.text.contains("Henrik Falk, Marta Quist or Sofia Lange"),
        "{}",
        page.words(".steps")
    );
    desk.sign_in("sofia.lange").await.approves().await;
    desk.works().await;
    desk.close().await;
}

#[tokio::test]
async fn where_nobody_above_can_sign_the_administrators_do() {
    let desk = Desk::with_policy("[[route]]\nid = \"all\"\nstages = [{ who = \"manager\" }]\n").await;
    let ada = desk.sign_in("ada.novak").await;
    let astrid = desk.sign_in("astrid.halden").await;
    let request = asks(&astrid, VISIO, "Charts.", "30").await;
    let page = astrid.sees(&request).await;
    assert!(
        page.text.contains("Waiting for Ada Novak"),
        "{}",
        page.words(".steps")
    );
    assert!(
        page.words(".steps")
            .contains("because no manager of Astrid Halden can sign"),
        "{}",
        page.words(".steps")
    );
    ada.approves().await;
    desk.works().await;
    assert_eq!(astrid.sees(&request).await.words(".badge"), "State: Active");
    desk.close().await;
}

#[tokio::test]
async fn what_the_policy_says_at_the_signature_counts() {
    let desk = Desk::open().await;
    let ravi = desk.sign_in("ravi.menon").await;
    let request = asks(&ravi, VISIO, "Charts.", "30").await;
    let nadia = desk.sign_in("nadia.rahal").await;
    let card = nadia.card().await;
    let change = nadia.get(&card).await.field("change");
    // While the card is open, Ravi gets E3: OneDrive now stays off, and that is not what Nadia was shown.
    desk.control(
        "assign",
        serde_json::json!({ "person": format!("ravi.menon@{DOMAIN}"), "sku": "STANDARDPACK", "remove": true }),
    )
    .await;
    desk.control(
        "assign",
        serde_json::json!({ "person": format!("ravi.menon@{DOMAIN}"), "sku": "SPE_E3" }),
    )
    .await;
    desk.turn(Duration::minutes(1));
    let page = nadia
        .post(&format!("{card}/approve"), &card, &[("change", &change)])
        .await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert!(page.text.contains("Nothing has been signed."));
    assert!(
        page.text.contains("visio-without-onedrive-for-those-who-have-it"),
        "{}",
        page.words("main")
    );
    assert_eq!(
        ravi.sees(&request).await.words(".badge"),
        "State: Waiting for approval"
    );
    assert_eq!(nadia.approves().await.status, StatusCode::SEE_OTHER);
    desk.works().await;
    assert_eq!(ravi.sees(&request).await.words(".badge"), "State: Active");
    desk.close().await;
}

#[tokio::test]
async fn who_has_left_since_they_asked_gets_nothing() {
    let desk = Desk::open().await;
    let mia = desk.sign_in("mia.berg").await;
    let request = asks(&mia, VISIO, "Charts.", "30").await;
    let jonas = desk.sign_in("jonas.lind").await;
    desk.control(
        &format!("people/mia.berg@{DOMAIN}"),
        serde_json::json!({ "account_enabled": false }),
    )
    .await;
    desk.turn(Duration::minutes(1));
    assert_eq!(jonas.approves().await.status, StatusCode::CONFLICT);
    let page = desk.sign_in("otto.keller").await.sees(&request).await;
    assert_eq!(page.words(".badge"), "State: Closed");
    assert!(
        page.words(".steps").contains("account"),
        "{}",
        page.words(".steps")
    );
    desk.works().await;
    assert_eq!(desk.calls().await.len(), 0);
    desk.close().await;
}

const TWO_SIGN: &str = r#"
[[route]]
id = "two"
stages = [{ who = "group:License Approvers", signatures = 2 }]
"#;

#[tokio::test]
async fn one_person_who_clicks_twice_at_once_signs_once() {
    let desk = Desk::with_policy(TWO_SIGN).await;
    let mia = desk.sign_in("mia.berg").await;
    let request = asks(&mia, VISIO, "Charts.", "30").await;
    let (one, other) = (
        desk.sign_in("henrik.falk").await,
        desk.sign_in("henrik.falk").await,
    );
    let (pen, another) = (one.takes_the_pen().await, other.takes_the_pen().await);
    let (a, b) = tokio::join!(one.signs(&pen), other.signs(&another));
    let mut statuses = [a.status.as_u16(), b.status.as_u16()];
    statuses.sort();
    assert_eq!(statuses, [303, 409]);
    let page = mia.sees(&request).await;
    assert_eq!(page.words(".badge"), "State: Waiting for approval");
    assert!(
        page.text.contains("1 of 2 signatures given"),
        "{}",
        page.words(".steps")
    );
    desk.close().await;
}

#[tokio::test]
async fn two_people_who_sign_at_once_are_both_counted() {
    let desk = Desk::with_policy(TWO_SIGN).await;
    let mia = desk.sign_in("mia.berg").await;
    let request = asks(&mia, VISIO, "Charts.", "30").await;
    let (henrik, marta) = (
        desk.sign_in("henrik.falk").await,
        desk.sign_in("marta.quist").await,
    );
    let (his, hers) = (henrik.takes_the_pen().await, marta.takes_the_pen().await);
    let (a, b) = tokio::join!(henrik.signs(&his), marta.signs(&hers));
    assert_eq!(
        (a.status, b.status),
        (StatusCode::SEE_OTHER, StatusCode::SEE_OTHER)
    );
    desk.works().await;
    assert_eq!(mia.sees(&request).await.words(".badge"), "State: Active");
    assert_eq!(desk.calls().await.len(), 1);
    let kinds = desk.kinds(&request).await;
    assert_eq!(kinds.iter().filter(|kind| *kind == "signature.given").count(), 2);
    assert_eq!(kinds.iter().filter(|kind| *kind == "grant.approved").count(), 1);
    desk.close().await;
}

#[tokio::test]
async fn a_form_sent_twice_at_once_is_one_request() {
    let desk = Desk::open().await;
    let (one, other) = (desk.sign_in("mia.berg").await, desk.sign_in("mia.berg").await);
    let (a, b) = tokio::join!(
        asks(&one, VISIO, "Charts.", "30"),
        asks(&other, VISIO, "Charts.", "30")
    );
    assert_eq!(a, b, "the second click leads to the request of the first");
    assert_eq!(
        desk.kinds(&a)
            .await
            .iter()
            .filter(|kind| *kind == "request.submitted")
            .count(),
        1
    );
    desk.close().await;
}
