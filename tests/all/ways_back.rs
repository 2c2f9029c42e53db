//! What goes wrong is no dead end: the navigation stays, there is a way back, and what was clicked too early or too late is
//! answered on the list itself.

use reqwest::StatusCode;
use reqwest::header::REFERER;

use crate::desk::{Desk, Page, Person, VISIO};
use crate::drift::{WHY, adopts_all, decides, preview, sends, three_edits};

const NOTICE: &str = ".notice.waiting[role=status]";

async fn get_from(person: &Person, path: &str, from: &str) -> Page {
    let request = person.http.get(format!("{}{path}", person.url));
    Page::of(request.header(REFERER, from).send().await.unwrap()).await
}

#[tokio::test]
async fn an_error_keeps_the_navigation_and_leads_back_to_where_one_was() {
    let desk = Desk::open().await;
    let mia = desk.sign_in("mia.berg").await;
    let from = format!("{}/licences?x=1", desk.url);
    for path in [
        "/no/such/page",
        &format!("/licences/{VISIO}/give-back"),
        "/admin/drift",
    ] {
        let page = get_from(&mia, path, &from).await;
        assert!(page.status.is_client_error(), "{path}");
        assert!(page.words("nav").contains("My licences"), "{path}: {}", page.text);
        assert!(page.words(".me").contains("Mia Berg"), "{path}");
        assert_eq!(page.hrefs("/licences"), ["/licences?x=1"], "{path}");
    }
    // Nowhere else, and not to where it just failed.
    for from in [
        "https://elsewhere.example/licences",
        &format!("{}//elsewhere.example/", desk.url),
        &format!("{}.elsewhere.example/", desk.url),
        &format!("{}/no/such/page", desk.url),
    ] {
        let page = get_from(&mia, "/no/such/page", from).await;
        assert_eq!(page.hrefs(""), ["/"], "{from}");
    }
    let nobody = desk.nobody("nobody");
    let page = nobody.get("/no/such/page").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(page.words("nav").is_empty(), "{}", page.text);
    desk.close().await;
}

#[tokio::test]
async fn a_decision_about_nothing_or_about_what_is_decided_leads_back_to_the_list_with_a_word() {
    let (desk, ada, flow) = three_edits().await;
    let list = "/admin/drift?kind=unknown_licence";
    let from = format!("{}{list}", desk.url);
    for act in ["adopt", "restore", "accept"] {
        let page = get_from(&ada, &format!("/admin/drift/decide?act={act}"), &from).await;
        assert_eq!(
            (page.status, page.location.as_deref()),
            (StatusCode::SEE_OTHER, Some(list)),
            "{}",
            page.text
        );
        assert_eq!(
            ada.get(list).await.words(NOTICE),
            "Nothing was done: choose at least one row of the list first."
        );
    }
    // Two windows with the same preview.
    let address = preview(&ada, "adopt", &[&flow, "Jonas Lind"]).await;
    let stale = ada.get(&address).await;
    decides(&ada, &address, WHY).await;
    ada.get(list).await;
    let sent = sends(&ada, &stale, WHY).await;
    assert_eq!(sent.location.as_deref(), Some("/admin/drift"), "{}", sent.text);
    let told = ada.get(list).await.words(NOTICE);
    assert!(
        told.starts_with("Nothing was done: what was chosen was decided"),
        "{told}"
    );
    assert_eq!(ada.get(&address).await.location.as_deref(), Some("/admin/drift"));
    let told = ada.get(list).await.words(NOTICE);
    assert!(
        told.starts_with("Nothing was done: what was chosen was decided"),
        "{told}"
    );
    desk.close().await;
}

#[tokio::test]
async fn adopting_all_from_a_stale_window_says_that_nothing_was_begun() {
    let (desk, ada, _) = three_edits().await;
    let page = ada.get("/admin/drift/adopt").await;
    let fields = ["csrf", "product", "count", "up_to", "changed_to_us"];
    let fields = fields.map(|name| (name, page.field(name)));
    adopts_all(&desk, &ada, "").await;
    let mut again: Vec<_> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    again.push(("reason", WHY));
    let sent = ada.post_bare("/admin/drift/adopt", &again).await;
    assert_eq!(
        sent.location.as_deref(),
        Some("/admin/drift/adopt"),
        "{}",
        sent.words("main")
    );
    let told = ada.get("/admin/drift/adopt").await.words(".notice");
    assert!(
        told.contains("Nothing was begun: what your page showed"),
        "{told}"
    );
    desk.close().await;
}
