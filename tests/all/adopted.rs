//! What an administrator adopted has a page that says so, stands in its owner's list, and is given back and extended like any
//! other.

use reqwest::StatusCode;
use serde_json::json;

use crate::desk::{Desk, FLOW_FREE, Person, VISIO};
use crate::drift::{WHY, by_hand, clean_desk, compares, decides, preview};

/// Hanna gets Power Automate and Emil Visio by a hand; all else is granted.
async fn found() -> (Desk, Person) {
    let (desk, ada) = clean_desk().await;
    by_hand(&desk, "hanna.moe", FLOW_FREE, json!({})).await;
    by_hand(&desk, "emil.brandt", VISIO, json!({})).await;
    compares(&desk, &ada).await;
    (desk, ada)
}

/// The newest on their list.
async fn request_of(person: &Person) -> String {
    let list = person.get("/requests").await;
    assert_eq!(list.status, StatusCode::OK, "{}", list.words("main"));
    let href = &list.hrefs("/requests/")[0];
    href.trim_start_matches("/requests/").to_owned()
}

#[tokio::test]
async fn an_adopted_licence_is_shown_for_what_it_is() {
    let (desk, ada) = found().await;
    // What was left to be said is said once.
    ada.get("/requests").await;
    let before = ada.get("/requests").await.words("main");
    let address = preview(&ada, "adopt", &["Hanna Moe"]).await;
    let done = decides(&ada, &address, WHY).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.words("main"));
    let hanna = desk.sign_in("hanna.moe").await;
    let request = request_of(&hanna).await;
    let list = hanna.get("/requests").await;
    assert_eq!(list.status, StatusCode::OK, "{}", list.words("main"));
    assert!(
        list.words("tbody").contains("adopted by Ada Novak Active"),
        "{}",
        list.words("tbody")
    );
    let licences = hanna.get("/licences").await;
    assert!(
        licences
            .hrefs("/requests/")
            .contains(&format!("/requests/{request}")),
        "{}",
        licences.text
    );
    for who in [&hanna, &ada, &desk.sign_in("otto.keller").await] {
        let page = who.sees(&request).await;
        assert_eq!(page.words(".badge"), "State: Active");
        assert!(
            page.words("header.head").contains("adopted by Ada Novak"),
            "{}",
            page.words("header.head")
        );
        let steps = page.words(".steps");
        assert!(
            steps.contains("Adopted as it was found at Microsoft Ada Novak"),
            "{steps}"
        );
        assert!(steps.contains(&format!("“{WHY}”")), "{steps}");
        for never in ["Asked", "Policy decided", "Set up"] {
            assert!(!steps.contains(never), "{never}: {steps}");
        }
        assert!(
            page.words("aside").contains("no end date"),
            "{}",
            page.words("aside")
        );
    }
    let jonas = desk.sign_in("jonas.lind").await;
    assert_eq!(
        jonas.get(&format!("/requests/{request}")).await.status,
        StatusCode::NOT_FOUND
    );
    // What she adopted for others is not hers to follow.
    assert_eq!(ada.get("/requests").await.words("main"), before);

    let back = format!("/licences/{FLOW_FREE}/give-back");
    let given = hanna.post(&back, &back, &[("understood", "yes")]).await;
    assert_eq!(
        given.location.as_deref(),
        Some(format!("/requests/{request}").as_str()),
        "{}",
        given.words("main")
    );
    desk.works_until_idle().await;
    let page = hanna.sees(&request).await;
    assert_eq!(page.words(".badge"), "State: Ended");
    assert!(
        page.words(".steps").contains("Done: Given back"),
        "{}",
        page.words(".steps")
    );
    assert_eq!(hanna.get("/requests").await.status, StatusCode::OK);
    desk.close().await;
}

#[tokio::test]
async fn an_adopted_licence_that_ends_can_be_extended_and_what_is_taken_away_says_so() {
    let (desk, ada) = found().await;
    let address = preview(&ada, "adopt", &["Hanna Moe"]).await;
    let page = ada.get(&address).await;
    let (mark, csrf) = (page.field("mark"), page.field("csrf"));
    let id = page.field("finding");
    let fields = [
        ("csrf", csrf.as_str()),
        ("act", "adopt"),
        ("mark", &mark),
        ("reason", WHY),
        ("ends_on", "2026-12-24"),
        ("finding", &id),
    ];
    let done = ada.post_bare("/admin/drift/decide", &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.words("main"));
    let address = preview(&ada, "restore", &["Emil Brandt"]).await;
    let done = decides(&ada, &address, WHY).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.words("main"));

    let hanna = desk.sign_in("hanna.moe").await;
    let adopted = request_of(&hanna).await;
    let page = hanna.sees(&adopted).await;
    assert!(
        page.words("aside").contains("until 24 December 2026"),
        "{}",
        page.words("aside")
    );
    let form = format!("/licences/{FLOW_FREE}/extend");
    let asked = hanna
        .post(&form, &form, &[("term", "30"), ("justification", "It goes on.")])
        .await;
    let extension = asked.location.clone().unwrap_or_else(|| panic!("{}", asked.text));
    let extension = extension.strip_prefix("/requests/").unwrap();
    assert_eq!(hanna.sees(extension).await.words(".badge"), "State: Extended");
    assert_eq!(hanna.sees(&adopted).await.words(".badge"), "State: Active");
    assert_eq!(hanna.get("/requests").await.status, StatusCode::OK);

    let emil = desk.sign_in("emil.brandt").await;
    desk.works_until_idle().await;
    let page = emil.sees(&request_of(&emil).await).await;
    assert_eq!(page.words(".badge"), "State: Ended");
    assert!(
        page.words(".steps")
            .contains("Found at Microsoft, to be taken away"),
        "{}",
        page.words(".steps")
    );
    assert_eq!(emil.get("/requests").await.status, StatusCode::OK);
    desk.close().await;
}
