//! What waits is changed by whoever asked; what was denied is asked again, or something near it; how long it usually takes.

use chrono::Duration;
use reqwest::StatusCode;

use crate::desk::{Desk, E5, PROJECT, Page, Person, VISIO};

const WHY: &str = "Plans of the fair in spring.";

async fn changes(person: &Person, request: &str, sku: &str, fields: &[(&str, &str)]) -> Page {
    let form = person
        .get(&format!("/products/{sku}/request?change={request}"))
        .await;
    assert_eq!(form.status, StatusCode::OK, "{:?} {}", form.location, form.text);
    let (token, beneficiary) = (
        form.field("csrf"),
        form.values("[name=beneficiary] [selected]").pop(),
    );
    let beneficiary = beneficiary.unwrap_or_else(|| form.field("beneficiary"));
    let plans = form.values("input[name=plans][checked]");
    let mut all = vec![
        ("csrf", token.as_str()),
        ("changes", request),
        ("beneficiary", beneficiary.as_str()),
        ("justification", WHY),
    ];
    all.extend(plans.iter().map(|plan| ("plans", plan.as_str())));
    all.extend(fields);
    person.post_bare(&format!("/products/{sku}/request"), &all).await
}

fn id_of(page: &Page) -> String {
    let location = page
        .location
        .as_deref()
        .unwrap_or_else(|| panic!("{}", page.text));
    location.strip_prefix("/requests/").unwrap().to_owned()
}

#[tokio::test]
async fn what_nobody_has_signed_is_changed_and_the_old_one_is_cancelled_with_it() {
    let desk = Desk::open().await;
    let mia = desk.sign_in("mia.berg").await;
    let old = mia.asks_for(VISIO, WHY, &[]).await;
    assert!(mia.sees(&old).await.text.contains("Change it"));
    let page = mia.get(&format!("/products/{VISIO}/request?change={old}")).await;
    assert!(page.text.contains(WHY), "{}", page.text);
    assert!(
        !page.text.contains("There is an open request"),
        "its own place is no obstacle"
    );
    let new = id_of(&changes(&mia, &old, VISIO, &[("term", "30")]).await);
    assert_ne!(new, old);
    assert!(mia.sees(&old).await.text.contains("Cancelled"));
    assert!(mia.sees(&new).await.text.contains("30 days"));
    let says = sqlx::query_scalar!(
        r#"select detail::jsonb ->> 'changed_to' as "to!" from audit_events where kind = 'request.cancelled'"#
    );
    assert_eq!(says.fetch_one(&desk.app.pool).await.unwrap(), new);
    let says = sqlx::query_scalar!(
        r#"select detail::jsonb ->> 'in_place_of' as "of!" from audit_events
            where kind = 'request.submitted' and request_id = $1::text::uuid"#,
        new
    );
    assert_eq!(says.fetch_one(&desk.app.pool).await.unwrap(), old);
    let jonas = desk.sign_in("jonas.lind").await;
    assert_eq!(jonas.approves().await.status, StatusCode::SEE_OTHER);
    desk.works_until_idle().await;
    desk.close().await;
}

#[tokio::test]
async fn what_somebody_signed_meanwhile_or_another_asked_is_not_changed() {
    let desk = Desk::open().await;
    let mia = desk.sign_in("mia.berg").await;
    let jonas = desk.sign_in("jonas.lind").await;
    // Two stages: after the first signature it still waits.
    let old = mia.asks_for(E5, WHY, &[]).await;
    let form = mia.get(&format!("/products/{E5}/request?change={old}")).await;
    let (token, plans) = (form.field("csrf"), form.values("input[name=plans][checked]"));
    assert_eq!(jonas.approves().await.status, StatusCode::SEE_OTHER);
    assert!(!mia.sees(&old).await.text.contains("Change it"));
    let mut fields = vec![
        ("csrf", token.as_str()),
        ("changes", &old),
        ("justification", WHY),
        ("term", "30"),
    ];
    fields.extend(plans.iter().map(|plan| ("plans", plan.as_str())));
    let page = mia.post_bare(&format!("/products/{E5}/request"), &fields).await;
    assert_eq!(page.location, Some(format!("/requests/{old}")));
    assert!(
        mia.sees(&old)
            .await
            .text
            .contains("Somebody signed this meanwhile")
    );
    let page = mia.get(&format!("/products/{E5}/request?change={old}")).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    let page = jonas.get(&format!("/products/{E5}/request?change={old}")).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND, "it is not his");
    let refused = sqlx::query_scalar!(
        r#"select detail::jsonb ->> 'why' as "why!" from audit_events
            where kind = 'access.refused' and detail ? 'why'"#
    );
    assert_eq!(
        refused.fetch_all(&desk.app.pool).await.unwrap(),
        ["signed_meanwhile"]
    );
    desk.close().await;
}

#[tokio::test]
async fn a_change_that_would_be_denied_leaves_what_waits() {
    let policy = r#"
[[guard]]
id = "short"
when = 'request.term_days > 90'
deny = "Not for longer than 90 days."
[[route]]
id = "all"
stages = [{ who = "manager" }]
"#;
    let desk = Desk::with_policy(policy).await;
    let mia = desk.sign_in("mia.berg").await;
    let old = mia.asks_for(VISIO, WHY, &[]).await;
    let page = changes(&mia, &old, VISIO, &[("term", "365")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.text.contains("The request that waits stays as it is."),
        "{}",
        page.text
    );
    assert!(mia.sees(&old).await.text.contains("Waiting for approval"));

    // The form says what would pass, and takes it with what was typed.
    let form = format!("/products/{PROJECT}/request");
    let token = mia.get(&form).await.field("csrf");
    let plans = mia.get(&form).await.values("input[name=plans]");
    let mut typed = vec![
        ("csrf", token.as_str()),
        ("justification", "As typed."),
        ("term", "365"),
        ("look", "yes"),
    ];
    typed.extend(plans.iter().map(|plan| ("plans", plan.as_str())));
    let looked = mia.post_bare(&form, &typed).await;
    assert!(looked.text.contains("The same for 90 days."), "{}", looked.text);
    let token = looked.attributes("button[name=instead]", "value").remove(0);
    typed.retain(|(name, _)| *name != "look");
    typed.push(("instead", &token));
    let filled = mia.post_bare(&form, &typed).await;
    assert_eq!(filled.status, StatusCode::OK, "{}", filled.text);
    assert!(filled.text.contains("As typed."));
    assert_eq!(filled.values("input[name=term][checked]"), ["90"]);

    // And so does the page of what was denied.
    typed.pop();
    let denied = id_of(&mia.post_bare(&form, &typed).await);
    let page = mia.sees(&denied).await;
    assert!(page.text.contains("What would pass:"), "{}", page.text);
    let href = page
        .hrefs(&form)
        .into_iter()
        .find(|href| href.contains("instead"))
        .unwrap();
    let filled = mia.get(&href.replace("&amp;", "&")).await;
    assert_eq!(
        filled.values("input[name=term][checked]"),
        ["90"],
        "{}",
        filled.text
    );
    assert!(filled.text.contains("As typed."));
    desk.close().await;
}

#[tokio::test]
async fn what_an_approver_denied_is_asked_again_from_there() {
    let desk = Desk::open().await;
    let mia = desk.sign_in("mia.berg").await;
    let jonas = desk.sign_in("jonas.lind").await;
    let denied = mia.asks_for(VISIO, WHY, &[]).await;
    jonas.denies("Use the viewer.").await;
    let page = mia.sees(&denied).await;
    assert!(
        !page.text.contains("What would pass"),
        "a person said no, not the rules"
    );
    let href = page.hrefs(&format!("/products/{VISIO}/request?like=")).remove(0);
    let form = mia.get(&href).await;
    assert!(form.text.contains(WHY), "{}", form.text);
    assert_eq!(form.values("input[name=changes]"), Vec::<String>::new());
    assert_eq!(jonas.get(&href).await.status, StatusCode::NOT_FOUND);
    desk.close().await;
}

#[tokio::test]
async fn the_form_says_how_long_it_took_once_there_is_a_history() {
    let desk = Desk::open().await;
    let mia = desk.sign_in("mia.berg").await;
    let jonas = desk.sign_in("jonas.lind").await;
    let form = format!("/products/{VISIO}/request");
    for round in 1..=5 {
        let page = mia.get(&form).await;
        assert!(page.text.contains("No history yet."), "{round}: {}", page.text);
        mia.asks_for(VISIO, WHY, &[]).await;
        desk.turn(Duration::minutes(10));
        jonas.denies("Use the viewer.").await;
    }
    let page = mia.get(&form).await;
    assert!(
        page.text
            .contains("Usually decided within an hour: half of the last 5 requests for this by this rule."),
        "{}",
        page.text
    );
    // Of another product by the same rule there is none: that of the rule is said.
    let page = mia.get(&format!("/products/{PROJECT}/request")).await;
    let of_rule = "half of the last 5 requests by this rule.";
    assert!(page.text.contains(of_rule) || page.text.contains("No history yet."));
    desk.close().await;
}
