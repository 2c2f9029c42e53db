//! Every refusal is an event: tried by the front door, with its code, once; what comes again and again is counted.

use chrono::Duration;
use countersign::people::refusals;
use countersign::refusal::Refusal;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::desk::{Desk, E5, Page, Person, VISIO};

const STARTER: &str = include_str!("../../policies/starter.toml");
const NOT_THERE: &str = "/requests/00000000-0000-4000-8000-000000000000";

impl Desk {
    /// What the log says of refusals, in the order of writing.
    async fn refused(&self) -> Vec<Value> {
        sqlx::query_scalar!(
            r#"select detail || jsonb_build_object('actor', actor, 'by', actor_id, 'request', request_id) as "said!"
                 from audit_events where kind = 'access.refused' order by written"#
        )
        .fetch_all(&self.app.pool)
        .await
        .unwrap()
    }

    /// What the last attempt left: one event with this code. `before`: how many there were.
    async fn is_one_more(&self, before: usize, code: Refusal) -> Value {
        let all = self.refused().await;
        assert_eq!(all.len(), before + 1, "{}: {all:?}", code.as_str());
        let said = all[before].clone();
        assert_eq!(said["code"], code.as_str(), "{said}");
        said
    }

    async fn stage(&self, request: &str, position: i32) -> String {
        sqlx::query_scalar!(
            r#"select id::text as "id!" from stages where request_id = $1::text::uuid and position = $2"#,
            request,
            position
        )
        .fetch_one(&self.app.pool)
        .await
        .unwrap()
    }

    async fn change_of(&self, request: &str) -> String {
        sqlx::query_scalar!(
            "select change_hash from requests where id = $1::text::uuid",
            request
        )
        .fetch_one(&self.app.pool)
        .await
        .unwrap()
    }
}

impl Person {
    async fn tries_to_sign(&self, desk: &Desk, request: &str, position: i32) -> Page {
        let stage = desk.stage(request, position).await;
        let change = desk.change_of(request).await;
        let fields = [("change", change.as_str()), ("note", "")];
        let path = format!("/approvals/{stage}/approve");
        self.post(&path, "/approvals", &fields).await
    }
}

#[tokio::test]
async fn who_may_not_sign_leaves_one_event_with_the_code() {
    let desk = Desk::open().await;
    let mia = desk.sign_in("mia.berg").await;
    let request = mia.asks_for(E5, "Analytics.", &[]).await;
    let page = mia.tries_to_sign(&desk, &request, 1).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    let said = desk.is_one_more(0, Refusal::SelfApproval).await;
    assert_eq!(
        (&said["by"], &said["request"]),
        (&json!(desk.id_of("mia.berg").await), &json!(request))
    );

    let lena = desk.sign_in("lena.frost").await;
    let page = lena.tries_to_sign(&desk, &request, 1).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    desk.is_one_more(1, Refusal::NotAnApprover).await;

    // Who is to sign the second stage, before the first is signed.
    let second = sqlx::query_scalar!(
        r#"select p.upn from stages s join stage_approvers a on a.stage_id = s.id join people p on p.id = a.person_id
            where s.request_id = $1::text::uuid and s.position = 2 order by p.upn limit 1"#,
        request
    );
    let second = second.fetch_one(&desk.app.pool).await.unwrap();
    let early = desk.sign_in_upn("the second", &second).await;
    let page = early.tries_to_sign(&desk, &request, 2).await;
    assert_eq!(page.status, StatusCode::CONFLICT, "{}", page.text);
    desk.is_one_more(2, Refusal::WrongStage).await;

    let page = format!("/requests/{request}");
    let cancel = format!("{page}/cancel");
    mia.post(&cancel, &page, &[]).await;
    mia.post(&cancel, &page, &[]).await;
    desk.is_one_more(3, Refusal::TooLate).await;
    desk.close().await;
}

#[tokio::test]
async fn what_is_somebody_elses_is_not_there_and_the_log_knows_who_looked() {
    let desk = Desk::open().await;
    let mia = desk.sign_in("mia.berg").await;
    let request = mia.asks_for(VISIO, "Charts.", &[]).await;
    let lena = desk.sign_in("lena.frost").await;
    assert_eq!(
        lena.get(&format!("/requests/{request}?looks=1")).await.status,
        StatusCode::NOT_FOUND
    );
    let said = desk.is_one_more(0, Refusal::NotTheirs).await;
    assert_eq!(
        (&said["request"], &said["route"], &said["method"]),
        (&json!(request), &json!("/requests/{id}"), &json!("GET"))
    );
    // A guessed id concerns nothing; a wrong address refuses nobody.
    let clara = desk.sign_in("clara.roe").await;
    assert_eq!(clara.get(NOT_THERE).await.status, StatusCode::NOT_FOUND);
    let said = desk.is_one_more(1, Refusal::NotTheirs).await;
    assert_eq!(said["request"], Value::Null);
    assert_eq!(clara.get("/no/such/page").await.status, StatusCode::NOT_FOUND);
    assert_eq!(desk.refused().await.len(), 2);
    desk.close().await;
}

#[tokio::test]
async fn a_missing_role_and_forms_that_are_not_ours() {
    let desk = Desk::open().await;
    let mia = desk.sign_in("mia.berg").await;
    assert_eq!(mia.get("/audit?q=secret").await.status, StatusCode::FORBIDDEN);
    let said = desk.is_one_more(0, Refusal::MissingRole).await;
    assert_eq!(
        (&said["route"], &said["needs"]),
        (&json!("/audit"), &json!("Auditor"))
    );
    assert!(!said.to_string().contains("secret"), "{said}");

    let foreign = mia
        .http
        .post(format!("{}/settings", mia.url))
        .header("sec-fetch-site", "cross-site");
    let page = Page::of(foreign.send().await.unwrap()).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    let said = desk.is_one_more(1, Refusal::ForeignSite).await;
    assert_eq!(said["by"], json!(desk.id_of("mia.berg").await));

    let page = mia
        .post_bare("/settings", &[("csrf", "of another session")])
        .await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    desk.is_one_more(2, Refusal::ForeignForm).await;

    let large = "x".repeat(80 * 1024);
    let page = mia.post("/settings", "/settings", &[("time_zone", &large)]).await;
    assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE);
    desk.is_one_more(3, Refusal::TooLarge).await;

    let nobody = desk.nobody("nobody");
    let page = nobody.post_bare("/settings", &[]).await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    let said = desk.is_one_more(4, Refusal::NotSignedIn).await;
    assert_eq!((&said["actor"], &said["by"]), (&json!("visitor"), &Value::Null));
    desk.close().await;
}

#[tokio::test]
async fn a_sign_in_that_is_over_forged_or_proves_nothing() {
    let desk = Desk::open().await;
    let nobody = desk.nobody("nobody");
    let comes_back = async |query: &str| nobody.get(&format!("/sign-in/callback?{query}")).await.status;
    assert_eq!(comes_back("code=a&state=b").await, StatusCode::BAD_REQUEST);
    let said = desk.is_one_more(0, Refusal::SignInExpired).await;
    assert_eq!(said["route"], "/sign-in/callback");

    nobody.get("/sign-in/start").await;
    assert_eq!(comes_back("code=a&state=forged").await, StatusCode::BAD_REQUEST);
    desk.is_one_more(1, Refusal::SignInForged).await;

    let started = nobody.get("/sign-in/start").await.location.unwrap();
    let started = url::Url::parse(&started).unwrap();
    let (_, state) = started.query_pairs().find(|(key, _)| key == "state").unwrap();
    assert_eq!(
        comes_back(&format!("code=forged&state={state}")).await,
        StatusCode::UNAUTHORIZED
    );
    desk.is_one_more(2, Refusal::SignInNotProved).await;

    assert_eq!(comes_back("error=access_denied").await, StatusCode::UNAUTHORIZED);
    desk.is_one_more(3, Refusal::SignInEnded).await;
    desk.close().await;
}

#[tokio::test]
async fn a_session_of_somebody_who_has_left_is_refused_by_name() {
    let desk = Desk::open().await;
    let mia = desk.sign_in("mia.berg").await;
    let id = desk.id_of("mia.berg").await;
    desk.control(&format!("people/{id}/disable"), json!({})).await;
    desk.turn(Duration::minutes(6));
    desk.works().await;
    assert_eq!(mia.get("/").await.status, StatusCode::SEE_OTHER);
    let said = desk.is_one_more(0, Refusal::PersonLeft).await;
    assert_eq!(said["by"], json!(id));
    desk.close().await;
}

#[tokio::test]
async fn what_is_refused_again_and_again_is_counted_and_written_once_a_minute() {
    let desk = Desk::open().await;
    let lena = desk.sign_in("lena.frost").await;
    let mia = desk.sign_in("mia.berg").await;
    let request = mia.asks_for(VISIO, "Charts.", &[]).await;
    for _ in 0..7 {
        lena.get(NOT_THERE).await;
    }
    lena.get(&format!("/requests/{request}")).await;
    desk.is_one_more(0, Refusal::NotTheirs).await;
    // Another code and another person are no part of it.
    lena.get("/audit").await;
    mia.get(NOT_THERE).await;
    assert_eq!(desk.refused().await.len(), 3);
    refusals::write_what_is_due(&desk.app).await.unwrap();
    assert_eq!(desk.refused().await.len(), 3, "the minute is not over");
    desk.turn(Duration::seconds(61));
    refusals::write_what_is_due(&desk.app).await.unwrap();
    refusals::write_what_is_due(&desk.app).await.unwrap();
    let said = desk.is_one_more(3, Refusal::NotTheirs).await;
    assert_eq!(
        (&said["times"], &said["requests"]),
        (&json!(7), &json!([request]))
    );
    // After a quiet minute it is news again.
    desk.turn(Duration::seconds(61));
    refusals::write_what_is_due(&desk.app).await.unwrap();
    lena.get(NOT_THERE).await;
    desk.is_one_more(4, Refusal::NotTheirs).await;
    lena.get(NOT_THERE).await;
    refusals::write_the_rest(&desk.app).await;
    let said = desk.is_one_more(5, Refusal::NotTheirs).await;
    assert_eq!(said["times"], 1);

    let otto = desk.sign_in("otto.keller").await;
    let log = otto.get("/audit?kind=access.refused").await;
    let words = log.words("main");
    assert!(
        words.contains("Was refused GET /requests/{id}: not theirs, or not there"),
        "{words}"
    );
    assert!(
        words.contains("Was refused again, 7 times within a minute"),
        "{words}"
    );
    assert!(
        words.contains("Was refused GET /audit: needs the role Auditor"),
        "{words}"
    );
    desk.close().await;
}

#[tokio::test]
async fn who_comes_too_often_waits_each_for_themselves() {
    let desk = Desk::configured(STARTER, "[limits]\nforms_per_minute = 3\nvisits_per_minute = 12").await;
    let (mia, lena) = (desk.sign_in("mia.berg").await, desk.sign_in("lena.frost").await);
    let fields = [("time_zone", "Europe/Oslo"), ("language", "")];
    for _ in 0..3 {
        let page = mia.post("/settings", "/settings", &fields).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    }
    let token = mia.get("/settings").await.field("csrf");
    let refused = mia
        .http
        .post(format!("{}/settings", mia.url))
        .form(&[("csrf", &token)])
        .send()
        .await
        .unwrap();
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.headers()["retry-after"], "21");
    let page = Page::of(refused).await;
    assert!(page.text.contains("That was too often"), "{}", page.text);
    let said = desk.is_one_more(0, Refusal::RateLimit).await;
    assert_eq!(said["by"], json!(desk.id_of("mia.berg").await));
    // Pages are read all the same, and others go on.
    assert_eq!(mia.get("/settings").await.status, StatusCode::OK);
    let page = lena.post("/settings", "/settings", &fields).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    desk.turn(Duration::seconds(21));
    let page = mia.post("/settings", "/settings", &fields).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);

    // Nobody who is signed in: by address.
    let nobody = desk.nobody("nobody");
    let mut last = StatusCode::OK;
    for _ in 0..13 {
        last = nobody.get("/sign-in").await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    let said = desk.is_one_more(1, Refusal::RateLimit).await;
    assert_eq!(
        (&said["actor"], &said["route"]),
        (&json!("visitor"), &json!("/sign-in"))
    );
    assert_eq!(
        mia.get("/settings").await.status,
        StatusCode::OK,
        "who is signed in is no visitor"
    );
    desk.close().await;
}
