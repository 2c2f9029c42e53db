//! Pages that are open are told that something changed: those that show it, and no others.

use std::time::Duration as Wait;

use chrono::Duration;
use countersign::audit::Tail;
use countersign::requests::watching;
use reqwest::{Response, StatusCode};

use crate::desk::{Desk, Person, VISIO};

async fn line(person: &Person, topic: &str) -> Response {
    let address = format!("{}/live?{topic}", person.url);
    let answer = person.http.get(address).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    let kind = answer.headers()["content-type"].to_str().unwrap().to_owned();
    assert_eq!(kind, "text/event-stream");
    answer
}

/// The next event of the line that is not a sign of life.
async fn hears(line: &mut Response) -> String {
    let next = async {
        loop {
            let chunk = line.chunk().await.unwrap().expect("the line ended");
            let text = String::from_utf8_lossy(&chunk).into_owned();
            if text.contains("event:") {
                assert!(text.contains("data: -"), "a browser passes over it: {text}");
                return text;
            }
        }
    };
    tokio::time::timeout(Wait::from_secs(10), next)
        .await
        .expect("nothing was told")
}

#[tokio::test]
async fn those_who_show_a_request_are_told_when_it_changes_and_nobody_else() {
    let desk = Desk::open().await;
    let (mia, jonas, lena) = (
        desk.sign_in("mia.berg").await,
        desk.sign_in("jonas.lind").await,
        desk.sign_in("lena.frost").await,
    );
    let watching = tokio::spawn(watching::watch(desk.app.clone()));
    let mut queue = line(&jonas, "").await;
    let mut others = line(&lena, "").await;
    let request = mia.asks_for(VISIO, "For the floor plans.", &[]).await;
    assert!(
        hears(&mut queue).await.contains("event: changed"),
        "something waits for Jonas"
    );

    let mut page = line(&mia, &format!("request={request}")).await;
    jonas.approves().await;
    assert!(hears(&mut page).await.contains("event: changed"));
    desk.works().await;
    assert!(
        hears(&mut page).await.contains("event: changed"),
        "the licence is active"
    );

    let nothing = tokio::time::timeout(Wait::from_millis(500), others.chunk()).await;
    assert!(
        nothing.is_err(),
        "Lena was told of what is none of hers: {nothing:?}"
    );

    let strange = lena.get(&format!("/live?request={request}")).await;
    assert_eq!(strange.status, StatusCode::NOT_FOUND);
    assert_eq!(lena.get("/live?request=junk").await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        desk.nobody("nobody").get("/live").await.status,
        StatusCode::SEE_OTHER
    );

    // The process ends: no page keeps it. Nobody is told to stay away, so that browsers call the next process.
    desk.app.live.close();
    while let Some(chunk) = others.chunk().await.unwrap() {
        let text = String::from_utf8_lossy(&chunk);
        assert!(!text.contains("event: end"), "{text}");
    }
    watching.abort();
    desk.close().await;
}

/// Whoever let it lie sees it go.
#[tokio::test]
async fn the_queue_of_whoever_was_asked_before_is_told_of_an_escalation() {
    let stages = r#"stages = [{ who = "manager", within = "2d", then = "manager's manager" }]"#;
    let desk = Desk::with_policy(&format!("[[route]]\nid = \"in-time\"\n{stages}\n")).await;
    let jonas = desk.sign_in("jonas.lind").await;
    let mia = desk.sign_in("mia.berg").await;
    let request = mia.asks_for(VISIO, "Charts.", &[]).await;
    let watching = tokio::spawn(watching::watch(desk.app.clone()));
    let mut queue = line(&jonas, "").await;
    desk.turn(Duration::days(3));
    desk.works().await;
    assert!(desk.kinds(&request).await.contains(&"stage.escalated".to_owned()));
    assert!(hears(&mut queue).await.contains("event: changed"));
    watching.abort();
    desk.close().await;
}

#[tokio::test]
async fn nobody_has_more_than_thirty_lines_at_a_time() {
    let desk = Desk::open().await;
    let mia = desk.sign_in("mia.berg").await;
    let mut lines = Vec::new();
    for _ in 0..30 {
        lines.push(line(&mia, "").await);
    }
    assert_eq!(mia.get("/live").await.status, StatusCode::TOO_MANY_REQUESTS);
    let jonas = desk.sign_in("jonas.lind").await;
    line(&jonas, "").await;
    desk.close().await;
}

#[tokio::test]
async fn a_transaction_that_wrote_thousands_of_events_is_read_once_and_passed() {
    let desk = Desk::open().await;
    let pool = &desk.app.pool;
    let mut tail = Tail::default();
    tail.look(pool).await.unwrap();
    sqlx::query!(
        "insert into audit_events (id, at, kind, actor, detail)
         select gen_random_uuid(), $1, 'catalog.read', 'service', '{}' from generate_series(1, 11000)",
        desk.now(),
    )
    .execute(pool)
    .await
    .unwrap();
    assert_eq!(tail.look(pool).await.unwrap().len(), 11_000);
    assert!(tail.look(pool).await.unwrap().is_empty(), "it was told twice");
    desk.close().await;
}

#[tokio::test]
async fn a_page_that_looks_again_does_not_take_what_a_form_left() {
    let desk = Desk::open().await;
    let mia = desk.sign_in("mia.berg").await;
    let request = mia.asks_for(VISIO, "For the floor plans.", &[]).await;
    let (page, cancel) = (
        format!("/requests/{request}"),
        format!("/requests/{request}/cancel"),
    );
    for _ in 0..2 {
        assert_eq!(mia.post(&cancel, &page, &[]).await.status, StatusCode::SEE_OTHER);
    }
    let again = mia
        .http
        .get(format!("{}{page}", mia.url))
        .header("x-looks-again", "1");
    let again = again.send().await.unwrap().text().await.unwrap();
    assert!(
        !again.contains("It was not cancelled"),
        "that is for whoever goes there"
    );
    let gone = mia.get(&page).await;
    assert!(
        gone.text.contains("It was not cancelled"),
        "{}",
        gone.words("main")
    );
    desk.close().await;
}
