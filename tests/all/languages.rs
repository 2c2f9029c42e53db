//! In which language somebody reads pages: as they chose it, else as their browser says. What is kept is English.

use countersign::requests::store;
use reqwest::header::{ACCEPT_LANGUAGE, CONTENT_LANGUAGE};
use serde_json::{Value, json};

use crate::desk::{Desk, Page, Person, VISIO};

impl Person {
    /// A page as a browser of this language asks for it: what language the answer says it has, and the page.
    async fn gets_in(&self, accepted: &str, path: &str) -> (String, Page) {
        let asked = self.http.get(format!("{}{path}", self.url));
        let reply = asked.header(ACCEPT_LANGUAGE, accepted).send().await.unwrap();
        let language = reply.headers()[CONTENT_LANGUAGE].to_str().unwrap().to_owned();
        (language, Page::of(reply).await)
    }

    async fn reads(&self, language: &str) {
        let chosen = self
            .post("/settings", "/settings", &[("language", language)])
            .await;
        assert!(chosen.status.is_redirection(), "{}", chosen.text);
    }
}

#[tokio::test]
async fn who_chooses_a_language_reads_it_whatever_the_browser_says_and_an_event_keeps_the_choice() {
    let desk = Desk::open().await;
    let (mia, jonas) = (desk.sign_in("mia.berg").await, desk.sign_in("jonas.lind").await);
    mia.asks_for(VISIO, "Plans.", &[]).await;
    jonas.reads("de").await;
    let (language, page) = jonas.gets_in("en", "/approvals").await;
    assert_eq!(language, "de");
    assert_eq!(page.attributes("html", "lang"), ["de"]);
    assert_eq!(page.words("h1"), "Genehmigungen");
    let card = jonas.get(&jonas.card().await).await.words("main");
    let why = "Sie unterzeichnen als Führungskraft von Mia Berg.";
    assert!(card.contains(why), "{card}");

    jonas.reads("browser").await;
    let (language, page) = jonas.gets_in("en", "/approvals").await;
    assert_eq!(
        (language.as_str(), page.words("h1").as_str()),
        ("en", "Approvals")
    );

    let kept = sqlx::query_scalar!(
        r#"select audit_said(id, detail) as "detail!" from audit_events where kind = $1 order by written"#,
        "person.preferences_chosen"
    );
    let kept: Vec<Value> = kept.fetch_all(&desk.app.pool).await.unwrap();
    assert_eq!(kept, [json!({ "language": "de" }), json!({ "language": null })]);
    desk.close().await;
}

#[tokio::test]
async fn without_a_choice_it_is_as_the_browser_says_and_english_where_that_is_no_language_of_ours() {
    let desk = Desk::open().await;
    let (jonas, stranger) = (desk.sign_in("jonas.lind").await, desk.nobody("mia.berg"));
    for (accepted, language, skip, heading) in [
        ("de-AT,de;q=0.9,en;q=0.8", "de", "Zum Inhalt", "Genehmigungen"),
        ("fr,en;q=0.5", "en", "Skip to content", "Approvals"),
        ("fr", "en", "Skip to content", "Approvals"),
    ] {
        let (told, page) = stranger.gets_in(accepted, "/sign-in").await;
        assert_eq!(told, language, "{accepted}");
        assert_eq!(page.attributes("html", "lang"), [language], "{accepted}");
        assert_eq!(page.words("a.skip"), skip, "{accepted}");
        let (told, page) = jonas.gets_in(accepted, "/approvals").await;
        assert_eq!(told, language, "{accepted}");
        assert_eq!(page.words("h1"), heading, "{accepted}");
    }
    desk.close().await;
}

#[tokio::test]
async fn what_is_kept_is_english_whoever_reads() {
    let desk = Desk::open().await;
    let mia = desk.sign_in("mia.berg").await;
    mia.reads("de").await;
    let request = mia.asks_for(VISIO, "Pläne.", &[]).await;
    let mut conn = desk.app.pool.acquire().await.unwrap();
    let stages = store::stages_of(&mut conn, request.parse().unwrap())
        .await
        .unwrap();
    drop(conn);
    assert_eq!(stages[0].why, "manager of Mia Berg");
    // And is read in the language of whoever looks.
    let steps = mia.sees(&request).await.words(".steps");
    assert!(
        steps.contains("Zu unterzeichnen: die Führungskraft") && !steps.contains("To be signed"),
        "{steps}"
    );
    assert!(steps.contains("Führungskraft von Mia Berg"), "{steps}");
    let jonas = desk
        .sign_in("jonas.lind")
        .await
        .sees(&request)
        .await
        .words(".steps");
    assert!(jonas.contains("To be signed by the manager"), "{jonas}");
    desk.close().await;
}
