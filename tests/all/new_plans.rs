//! A plan that Microsoft adds: found, kept off for those we manage, left alone at all others, and what each verdict does.

use chrono::Duration;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::desk::{Desk, NEW_PLAN, Page, Person, VISIO, fault};

const POWER_BI: &str = "f8a1db68-be16-40ed-86d5-cb42ce701560";
const ONEDRIVE_BASIC: &str = "da792a53-cbc0-4184-a10d-e544dd34b3c1";
const POLICY: &str = r#"
[[guard]]
id = "contractors-without-whiteboard"
when = 'beneficiary.employee_type == "Contractor"'
keep_off = ["VISIO_WHITEBOARD"]

[[route]]
id = "all"
approve = "automatic"
"#;

/// Mia and Ravi, a contractor, have Visio by a grant; then Microsoft adds a plan to it.
async fn house() -> (Desk, Person, String) {
    let desk = Desk::with_policy(POLICY).await;
    let mia = desk.sign_in("mia.berg").await;
    let request = mia.asks_for(VISIO, "", &[]).await;
    desk.sign_in("ravi.menon").await.asks_for(VISIO, "", &[]).await;
    desk.works().await;
    desk.microsoft_adds_to_visio("PendingProvisioning").await;
    desk.turn(Duration::minutes(6));
    desk.works().await;
    (desk, mia, request)
}

async fn classifies(ada: &Person, verdict: &str, reason: &str) -> Page {
    let fields = [("verdict", verdict), ("reason", reason)];
    let address = format!("/admin/plans/{VISIO}/{NEW_PLAN}");
    ada.post(&address, "/admin/plans", &fields).await
}

async fn has_it_off(desk: &Desk, name: &str) -> bool {
    let off = desk.plans_off_at_graph(name, VISIO).await.unwrap();
    off.contains(&NEW_PLAN.to_owned())
}

async fn details(desk: &Desk, kind: &str) -> Vec<Value> {
    sqlx::query_scalar!(
        r#"select audit_said(id, detail) as "detail!" from audit_events where kind = $1 order by written"#,
        kind
    )
    .fetch_all(&desk.app.pool)
    .await
    .unwrap()
}

#[tokio::test]
async fn a_new_plan_is_found_kept_off_for_ours_and_left_alone_at_others() {
    let (desk, mia, request) = house().await;
    let found = details(&desk, "catalog.plan_found").await;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["name"], "VISIO_WHITEBOARD");
    assert_eq!(found[0]["provisioning"], "PendingProvisioning");
    assert!(has_it_off(&desk, "mia.berg").await && has_it_off(&desk, "ravi.menon").await);
    // Viktor has it by hand: nobody asked us to look after that.
    assert!(!has_it_off(&desk, "viktor.sand").await);
    assert!(
        desk.kinds(&request)
            .await
            .contains(&"grant.plans_kept_off".to_owned())
    );

    let ada = desk.sign_in("ada.novak").await;
    let page = ada.get("/admin/plans").await;
    for words in [
        "VISIO_WHITEBOARD",
        "in Visio Plan 2",
        "Microsoft is still adding it",
        "2 people have Visio Plan 2 without a grant",
        "Offer and switch on for 2 people",
    ] {
        assert!(
            page.text.contains(words) || page.words("main").contains(words),
            "{words} is not on: {}",
            page.text
        );
    }
    let nav = page.words(".nav");
    assert!(nav.contains("New plans 1 1 plan to classify"), "{nav}");
    // Whoever asks now sees it, and can not have it.
    let jonas = desk.sign_in("jonas.lind").await;
    let form = jonas.get(&format!("/products/{VISIO}/request")).await;
    assert!(form.text.contains("New, not classified yet: off."));
    assert!(!form.values("input[name=plans]").contains(&NEW_PLAN.to_owned()));
    let off = mia.sees(&request).await;
    assert!(off.words(".side").contains("VISIO_WHITEBOARD"), "{}", off.text);
    desk.close().await;
}

#[tokio::test]
async fn adopting_says_before_which_plans_it_switches_off_and_for_how_many() {
    let (desk, _, _) = house().await;
    let ada = desk.sign_in("ada.novak").await;
    crate::drift::compares(&desk, &ada).await;
    let words = ada.get("/admin/drift/adopt").await.words("main");
    assert!(words.contains("Product People With plans off"), "{words}");
    assert!(
        words.contains("Plans that are switched off") && words.contains("VISIO_WHITEBOARD Visio Plan 2 2"),
        "{words}"
    );
    desk.close().await;
}

#[tokio::test]
async fn what_a_hand_changed_is_left_as_it_is_but_for_the_new_plan() {
    let (desk, ..) = house().await;
    let hand = json!({ "person": "mia.berg@haldenroe.example", "sku": "VISIOCLIENT", "disabled_plans": ["ONEDRIVE_BASIC"] });
    desk.control("assign", hand).await;
    let plan = json!({ "id": "00000000-1111-4222-8333-555555555555", "name": "VISIO_MORE", "title": "More", "applies_to": "User" });
    desk.control("sku_plans", json!({ "sku": "VISIOCLIENT", "plan": plan }))
        .await;
    desk.turn(Duration::minutes(6));
    desk.works().await;
    let off = desk.plans_off_at_graph("mia.berg", VISIO).await.unwrap();
    assert!(
        off.contains(&ONEDRIVE_BASIC.to_owned()),
        "the hand's edit: {off:?}"
    );
    assert!(off.contains(&NEW_PLAN.to_owned()) && off.len() == 3, "{off:?}");
    desk.close().await;
}

#[tokio::test]
async fn a_verdict_needs_a_choice_and_a_reason_and_is_given_once() {
    let (desk, ..) = house().await;
    let ada = desk.sign_in("ada.novak").await;
    for (verdict, reason, words) in [
        ("", "It is good.", "Choose what is to become of the plan."),
        ("on", "It is good.", "Choose what is to become of the plan."),
        ("offer", "", "Say why, in 3 to 500 characters"),
        ("offer", "no", "Say why, in 3 to 500 characters"),
        (
            "offer",
            &"x".repeat(501),
            "Please keep the reason to 500 characters",
        ),
    ] {
        let page = classifies(&ada, verdict, reason).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    let mia = desk.sign_in("mia.berg").await;
    let token = mia.get("/requests").await.field("csrf");
    let fields = [
        ("verdict", "offer"),
        ("reason", "I want it."),
        ("csrf", token.as_str()),
    ];
    let refused = mia
        .post_bare(&format!("/admin/plans/{VISIO}/{NEW_PLAN}"), &fields)
        .await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(details(&desk, "catalog.plan_classified").await.len(), 0);

    let kept = classifies(&ada, "keep_off", "Nobody needs it.").await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text);
    let said = ada.get("/admin/plans").await.text;
    assert!(said.contains("it stays off for everybody"), "{said}");
    assert!(said.contains("No plan is new"));
    assert!(said.contains("kept off"));
    let again = classifies(&ada, "offer", "Or do they?").await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    desk.works().await;
    assert!(has_it_off(&desk, "mia.berg").await);
    assert_eq!(
        details(&desk, "catalog.plan_classified").await,
        [
            json!({ "plan": NEW_PLAN, "class": "kept_off", "reason": "Nobody needs it.", "switched_on_for": 0 })
        ]
    );
    let jonas = desk.sign_in("jonas.lind").await;
    let form = jonas.get(&format!("/products/{VISIO}/request")).await.text;
    assert!(form.contains("Kept off for everybody by an administrator."));
    desk.close().await;
}

#[tokio::test]
async fn a_plan_that_is_offered_is_for_new_requests_only() {
    let (desk, ..) = house().await;
    let ada = desk.sign_in("ada.novak").await;
    classifies(&ada, "offer", "For whoever asks.").await;
    desk.works_until_idle().await;
    assert!(has_it_off(&desk, "mia.berg").await);
    desk.sign_in("jonas.lind").await.asks_for(VISIO, "", &[]).await;
    desk.works().await;
    assert!(!has_it_off(&desk, "jonas.lind").await);
    desk.close().await;
}

#[tokio::test]
async fn switched_on_for_all_is_on_where_policy_allows_it_and_off_for_the_contractor() {
    let (desk, mia, request) = house().await;
    let ada = desk.sign_in("ada.novak").await;
    classifies(&ada, "switch_on", "Wanted by everybody.").await;
    let said = ada.get("/admin/plans").await.text;
    assert!(said.contains("it is being switched on for 1 person"), "{said}");
    assert!(said.contains("Policy keeps it off for 1 person"), "{said}");
    assert_eq!(
        mia.sees(&request).await.words(".badge"),
        "State: Active, being changed"
    );
    desk.works_until_idle().await;
    assert!(!has_it_off(&desk, "mia.berg").await);
    assert!(has_it_off(&desk, "ravi.menon").await);
    let page = mia.sees(&request).await;
    assert_eq!(page.words(".badge"), "State: Active");
    assert!(!page.words(".side").contains("VISIO_WHITEBOARD"));
    let kinds = desk.kinds(&request).await;
    assert!(kinds.contains(&"grant.plans_changed".to_owned()), "{kinds:?}");
    desk.close().await;
}

#[tokio::test]
async fn a_new_plan_that_can_not_be_switched_off_is_told_and_tried_again_and_holds_nobody_else_up() {
    let desk = Desk::with_policy(POLICY).await;
    let mia = desk.sign_in("mia.berg").await;
    desk.control("seats", json!({ "sku": "POWER_BI_PRO", "enabled": 50 }))
        .await;
    let visio = mia.asks_for(VISIO, "", &[]).await;
    let power_bi = mia.asks_for(POWER_BI, "", &[]).await;
    desk.works_until_idle().await;
    desk.microsoft_adds_to_visio("Success").await;
    let other = "00000000-1111-4222-8333-555555555555";
    let plan = json!({ "id": other, "name": "PURVIEW", "title": "Purview", "applies_to": "User" });
    desk.control("sku_plans", json!({ "sku": "POWER_BI_PRO", "plan": plan }))
        .await;
    let before = desk.calls().await.len();
    // The call for both is refused, then the one for the first.
    let mut refused = fault("/assignLicense", 400, "Request_BadRequest", "Not today.");
    refused["times"] = json!(2);
    desk.control("faults", refused).await;
    desk.turn(Duration::minutes(6));
    desk.works().await;
    assert_eq!(
        desk.calls().await.len() - before,
        3,
        "both, each by itself, and no more"
    );
    let off = async |sku, plan: &str| {
        let off = desk.plans_off_at_graph("mia.berg", sku).await.unwrap();
        off.contains(&plan.to_owned())
    };
    assert_ne!(
        off(VISIO, NEW_PLAN).await,
        off(POWER_BI, other).await,
        "one of them is off"
    );
    for request in [&visio, &power_bi] {
        assert_eq!(
            mia.sees(request).await.words(".badge"),
            "State: Active",
            "nobody loses what they have"
        );
    }
    let ada = desk.sign_in("ada.novak").await;
    let page = ada.get("/admin/attention").await;
    assert!(
        page.words("main").contains("Changing plans 1"),
        "{}",
        page.words("main")
    );
    // It is tried again by itself.
    desk.turn(Duration::minutes(61));
    desk.works().await;
    assert!(off(VISIO, NEW_PLAN).await && off(POWER_BI, other).await);
    let ada = desk.sign_in("ada.novak").await;
    assert!(
        !ada.get("/admin/attention")
            .await
            .words("main")
            .contains("Changing plans 1")
    );
    desk.close().await;
}

#[tokio::test]
async fn a_plan_that_is_offered_before_it_was_off_for_everybody_is_still_switched_off_for_who_has_the_product()
 {
    let desk = Desk::with_policy(POLICY).await;
    let mia = desk.sign_in("mia.berg").await;
    mia.asks_for(VISIO, "", &[]).await;
    desk.works_until_idle().await;
    desk.microsoft_adds_to_visio("Success").await;
    // Graph is away while the catalogue finds the plan.
    let mut away = fault("/assignLicense", 503, "", "");
    away["times"] = json!(100);
    desk.control("faults", away).await;
    desk.turn(Duration::minutes(6));
    desk.works().await;
    let ada = desk.sign_in("ada.novak").await;
    let offered = ada
        .post(
            &format!("/admin/plans/{VISIO}/{NEW_PLAN}"),
            "/admin/plans",
            &[("verdict", "offer"), ("reason", "Useful for new ones.")],
        )
        .await;
    assert_eq!(offered.status, 303, "{}", offered.text);
    desk.no_more_faults().await;
    desk.works_until_idle().await;
    let off = desk.plans_off_at_graph("mia.berg", VISIO).await.unwrap();
    assert!(off.contains(&NEW_PLAN.to_owned()), "nobody approved it for her");
    // From then on it is hers to ask for, and a hand's to switch on.
    desk.control(
        "assign",
        json!({ "person": "mia.berg@haldenroe.example", "sku": "VISIOCLIENT", "disabled_plans": [] }),
    )
    .await;
    desk.turn(Duration::minutes(10));
    desk.works_until_idle().await;
    assert_eq!(desk.plans_off_at_graph("mia.berg", VISIO).await, Some(vec![]));
    desk.close().await;
}

#[tokio::test]
async fn new_plans_that_graph_never_lets_us_switch_off_are_tried_once_an_hour_and_no_more() {
    let desk = Desk::with_policy(POLICY).await;
    let mia = desk.sign_in("mia.berg").await;
    desk.control("seats", json!({ "sku": "POWER_BI_PRO", "enabled": 50 }))
        .await;
    let visio = mia.asks_for(VISIO, "", &[]).await;
    let power_bi = mia.asks_for(POWER_BI, "", &[]).await;
    desk.works_until_idle().await;
    desk.microsoft_adds_to_visio("Success").await;
    let other = "00000000-1111-4222-8333-555555555555";
    let plan = json!({ "id": other, "name": "PURVIEW", "title": "Purview", "applies_to": "User" });
    desk.control("sku_plans", json!({ "sku": "POWER_BI_PRO", "plan": plan }))
        .await;
    let mut refused = fault("/assignLicense", 400, "Request_BadRequest", "Not today.");
    refused["times"] = json!(1_000);
    desk.control("faults", refused).await;
    for hour in 0..3 {
        let before = desk.calls().await.len();
        desk.turn(Duration::minutes(61));
        desk.works().await;
        assert_eq!(
            desk.calls().await.len() - before,
            3,
            "both together and each by itself, in hour {hour}"
        );
    }
    let mia = desk.sign_in("mia.berg").await;
    for request in [&visio, &power_bi] {
        assert_eq!(mia.sees(request).await.words(".badge"), "State: Active");
    }
    desk.no_more_faults().await;
    desk.turn(Duration::minutes(61));
    desk.works().await;
    assert!(has_it_off(&desk, "mia.berg").await);
    desk.close().await;
}
