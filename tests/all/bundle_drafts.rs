//! What a draft of several requests takes, and what it does not tell: hidden products, and people who are not one's own.

use countersign::simulator::DOMAIN;
use reqwest::StatusCode;

use crate::bundles::{count_drafts, count_requests, draft, looks, sends, uploads};
use crate::catalogue_editing::saved;
use crate::desk::{Desk, PROJECT, Page, VISIO};

/// Only people of Marketing may ask for anybody.
const SOME_FOR_ANYBODY: &str = r#"
[[route]]
id = "assistants"
when = 'requester.department == "Marketing"'
for_anybody = true
stages = [{ who = "manager", fallback = "group:License Approvers" }]
[[route]]
id = "all"
stages = [{ who = "manager" }]
"#;

/// People whom nobody knows; a draft is not asked who they are before it is looked at.
fn strangers(count: usize) -> Vec<String> {
    let numbers = 1..=count;
    numbers
        .map(|n| format!("00000000-0000-4000-8000-{n:012}"))
        .collect()
}

fn with_people<'a>(people: &'a [String], fields: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let people = people.iter().map(|id| ("person", id.as_str()));
    fields.iter().copied().chain(people).collect()
}

#[tokio::test]
async fn the_file_of_people_tells_what_is_asked_for_of_ones_own_people_alone() {
    let desk = Desk::with_policy(SOME_FOR_ANYBODY).await;
    let mias = desk.sign_in("mia.berg").await;
    mias.asks_for(VISIO, "Plans of the data centre.", &[]).await;
    let mia = desk.id_of("mia.berg").await.to_string();
    let file = format!("mia.berg@{DOMAIN}\nnobody@{DOMAIN}\n");
    let good = |page: &Page| page.values("input[name=person]");
    let told = "It is asked for Mia Berg already.";

    let jonas = desk.sign_in("jonas.lind").await;
    let id = draft(&jonas, &[("product", VISIO)]).await;
    let page = uploads(&jonas, &id, &file).await;
    assert!(page.text.contains(told), "{}", page.text);
    assert!(good(&page).is_empty());

    let ravi = desk.sign_in("ravi.menon").await;
    let id = draft(&ravi, &[("product", VISIO)]).await;
    let page = uploads(&ravi, &id, &file).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!page.text.contains("already"), "{}", page.text);
    assert_eq!(good(&page), [mia.as_str()]);
    let path = format!("/ask/{id}/people/good");
    ravi.post(&path, "/requests", &[("person", &mia)]).await;
    let shown = looks(&ravi, &id).await;
    assert!(shown.text.contains("You can ask for yourself"), "{}", shown.text);
    assert!(!shown.text.contains("already"), "{}", shown.text);
    desk.close().await;
}

#[tokio::test]
async fn a_draft_takes_four_hundred_people_by_whatever_way_they_come() {
    let desk = Desk::open().await;
    let jonas = desk.sign_in("jonas.lind").await;
    let too_many = "A draft takes at most 400 people.";
    let people = strangers(401);
    let page = jonas
        .post("/ask", "/ask", &with_people(&people, &[("product", VISIO)]))
        .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text.contains(too_many), "{}", page.text);
    assert_eq!(count_drafts(&desk).await, 0);

    let id = draft(&jonas, &with_people(&people[..399], &[("product", VISIO)])).await;
    let count = |page: &Page| page.text.contains("for 399 people: 399 requests.");
    let path = format!("/ask/{id}");
    assert!(count(&jonas.get(&path).await));
    // One would have room, and two have not: neither is taken.
    let page = uploads(&jonas, &id, &format!("mia.berg@{DOMAIN}\nravi.menon@{DOMAIN}\n")).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text.contains(too_many), "{}", page.text);
    assert!(count(&jonas.get(&path).await));
    let page = uploads(&jonas, &id, &format!("mia.berg@{DOMAIN}\n")).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);

    let fields = [("product", VISIO), ("add_person", "ravi menon")];
    let page = jonas
        .post(&path, "/requests", &with_people(&people[..400], &fields))
        .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text.contains(too_many), "{}", page.text);
    let shown = looks(&jonas, &id).await;
    assert!(shown.text.contains("These are 400 requests."), "{}", shown.text);
    desk.close().await;
}

#[tokio::test]
async fn a_hidden_product_is_in_no_draft_and_nothing_of_it_is_told() {
    let desk = Desk::open().await;
    let (ada, jonas) = (desk.sign_in("ada.novak").await, desk.sign_in("jonas.lind").await);
    let mia = desk.id_of("mia.berg").await.to_string();
    let tells = |page: &Page| page.text.contains("Visio Plan 2") || page.text.contains("VISIOCLIENT");
    let both = [("product", VISIO), ("product", PROJECT), ("person", &mia)];
    let id = draft(&jonas, &both).await;
    let alone = draft(&jonas, &[("product", VISIO), ("person", &mia)]).await;
    let begun = format!("/ask?product={VISIO}&product={PROJECT}");
    assert!(tells(&jonas.get(&begun).await));
    assert!(tells(&looks(&jonas, &id).await));
    saved(&ada, VISIO, &[("visibility", "hidden")]).await;

    // What was looked at is not what would be sent: it is looked at again.
    let page = sends(&jonas, &id, &[]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    assert_eq!(page.location, Some(format!("/ask/{id}/preview")));
    assert_eq!(count_requests(&desk).await, 0);
    let shown = looks(&jonas, &id).await;
    assert!(
        shown.text.contains("not in the catalogue any more"),
        "{}",
        shown.text
    );
    assert!(!tells(&shown), "{}", shown.text);

    for path in [&begun, &format!("/ask/{alone}"), "/requests"] {
        let page = jonas.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(!tells(&page), "{path}: {}", page.text);
    }
    // Nor is it taken from a form.
    let page = jonas
        .post("/ask", "/ask", &[("product", VISIO), ("then", "look")])
        .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.text.contains("Choose at least one product."),
        "{}",
        page.text
    );
    assert!(!tells(&page), "{}", page.text);

    let sent = sends(&jonas, &id, &[]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    assert_eq!(count_requests(&desk).await, 1, "the other product");
    desk.close().await;
}

#[tokio::test]
async fn part_of_a_name_finds_a_person_or_says_who_they_may_be() {
    let desk = Desk::open().await;
    let jonas = desk.sign_in("jonas.lind").await;
    let id = draft(&jonas, &[("product", VISIO)]).await;
    let path = format!("/ask/{id}");
    let add = async |name: &str| {
        let fields = [("product", VISIO), ("add_person", name), ("then", "stay")];
        jonas.post(&path, "/requests", &fields).await
    };
    let page = add("mia b").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    assert!(jonas.get(&path).await.words("#people").contains("Mia Berg"));
    let page = add("a").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let message = page.words("#add_person-error");
    assert!(
        message.starts_with("Many people fit, among them") && message.contains(DOMAIN),
        "{message}"
    );
    assert!(
        add("nobody at all")
            .await
            .text
            .contains("Nobody in the directory is called so.")
    );
    desk.close().await;
}
