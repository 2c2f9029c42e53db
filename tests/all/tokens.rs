//! API tokens: made and shown once, used for what they are for, revoked, over, and never seen again.

use chrono::Duration;
use countersign::people::tokens::MOST_LIVING;
use reqwest::StatusCode;
use reqwest::header::{ACCEPT_LANGUAGE, AUTHORIZATION, WWW_AUTHENTICATE};
use serde_json::{Value, json};

use crate::desk::{Desk, Page, Person};

const TOKENS: &str = "/admin/tokens";

impl Person {
    /// Makes a token for these; answers it.
    pub async fn makes_a_token(&self, name: &str, scopes: &[&str]) -> String {
        let page = self.sends_token_form(name, scopes, "90").await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        let token = page.words("#fresh");
        assert!(token.starts_with("cs_") && token.len() == 46, "{token}");
        token
    }

    async fn sends_token_form(&self, name: &str, scopes: &[&str], days: &str) -> Page {
        let id = self.get(TOKENS).await.field("token");
        self.sends_token_form_of(&id, name, scopes, days).await
    }

    async fn sends_token_form_of(&self, id: &str, name: &str, scopes: &[&str], days: &str) -> Page {
        let mut fields = vec![("token", id), ("name", name), ("days", days)];
        fields.extend(scopes.iter().map(|scope| (*scope, "yes")));
        self.post(TOKENS, TOKENS, &fields).await
    }

    /// What a program gets with this token.
    pub async fn gets_with(&self, token: &str, path: &str) -> (StatusCode, Option<String>, String) {
        let asked = self.http.get(format!("{}{path}", self.url));
        let reply = asked.bearer_auth(token).send().await.unwrap();
        let challenge = reply.headers().get(WWW_AUTHENTICATE);
        let challenge = challenge.map(|value| value.to_str().unwrap().to_owned());
        (reply.status(), challenge, reply.text().await.unwrap())
    }
}

/// Who and what of the events of a kind, in their order.
async fn events(desk: &Desk, kind: &str) -> Vec<(String, Value)> {
    let rows = sqlx::query!(
        "select actor, detail from audit_events where kind = $1 order by written",
        kind
    )
    .fetch_all(&desk.app.pool)
    .await
    .unwrap();
    rows.into_iter().map(|row| (row.actor, row.detail)).collect()
}

#[tokio::test]
async fn a_token_is_shown_once_and_what_is_read_with_it_is_read_by_it() {
    let desk = Desk::open().await;
    let (ada, otto) = (desk.sign_in("ada.novak").await, desk.sign_in("otto.keller").await);
    let program = desk.nobody("a program");
    let id = ada.get(TOKENS).await.field("token");
    let page = ada
        .sends_token_form_of(&id, "Quarterly evidence", &["reports"], "30")
        .await;
    let token = page.words("#fresh");
    assert!(page.words("main").contains("Made by Ada Novak"), "{}", page.text);
    assert!(page.words("main").contains("Never used"), "{}", page.text);

    // Sent again, by a hand that loads the page again: nothing is made, and nothing shown.
    let again = ada
        .sends_token_form_of(&id, "Quarterly evidence", &["reports"], "30")
        .await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    let page = ada.get(TOKENS).await;
    assert!(page.text.contains("was made before") && !page.text.contains(&token));
    assert_eq!(page.actions("/revoke").len(), 1);

    let (status, _, csv) = program.gets_with(&token, "/audit.csv").await;
    assert_eq!(status, StatusCode::OK);
    assert!(csv.starts_with("seq,id,at,kind,"), "{csv}");
    let (status, _, page) = program.gets_with(&token, "/audit").await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("Quarterly evidence"));
    let (status, ..) = program.gets_with(&token, "/audit/exceptions").await;
    assert_eq!(status, StatusCode::OK);

    // The log says which token, and the auditor reads its name.
    let exported = sqlx::query!("select actor, actor_id from audit_events where kind = 'audit.exported'");
    let exported = exported.fetch_one(&desk.app.pool).await.unwrap();
    assert_eq!(
        (exported.actor.as_str(), exported.actor_id.unwrap().to_string()),
        ("token", id.clone())
    );
    let log = otto.get("/audit").await.words("main");
    assert!(log.contains("Token “Quarterly evidence”"), "{log}");
    assert!(log.contains("Made the API token “Quarterly evidence”"), "{log}");
    let made = events(&desk, "token.made").await;
    assert_eq!(made.len(), 1);
    assert_eq!(made[0].1["token"], json!(id));
    assert_eq!(
        (&made[0].1["feed"], &made[0].1["reports"]),
        (&json!(false), &json!(true))
    );

    // Nowhere is it kept.
    let kept = sqlx::query_scalar!(
        r#"select exists (select from api_tokens t where t::text like '%' || $1 || '%')
               or exists (select from audit_events e where e::text like '%' || $1 || '%')
               or exists (select from sessions s where s::text like '%' || $1 || '%') as "kept!""#,
        token
    );
    assert!(!kept.fetch_one(&desk.app.pool).await.unwrap());
    assert!(ada.get(TOKENS).await.words("main").contains("Last used"));
    desk.close().await;
}

#[tokio::test]
async fn a_token_opens_what_it_is_for_and_changes_nothing() {
    let desk = Desk::open().await;
    let ada = desk.sign_in("ada.novak").await;
    let program = desk.nobody("a program");
    let feed = ada.makes_a_token("Feed", &["feed"]).await;
    let reports = ada.makes_a_token("Reports", &["reports"]).await;
    let both = ada.makes_a_token("Both", &["feed", "reports"]).await;
    for (token, path, status) in [
        (&feed, "/audit/feed", 200),
        (&feed, "/audit", 403),
        (&feed, "/audit.csv", 403),
        (&reports, "/audit/feed", 403),
        (&reports, "/audit.csv", 200),
        (&both, "/audit/feed", 200),
        (&both, "/audit.csv", 200),
        // Elsewhere a token is nothing: whoever comes is asked to sign in.
        (&both, "/auditor", 404),
        (&both, "/admin/tokens", 303),
        (&both, "/requests", 303),
        (&both, "/admin/policy/reperform.csv", 303),
    ] {
        let (said, challenge, text) = program.gets_with(token, path).await;
        assert_eq!(said.as_u16(), status, "{path}: {text}");
        if status == 403 {
            assert_eq!(challenge.as_deref(), Some("Bearer error=\"insufficient_scope\""));
            assert_eq!(text, "This token is for something else.\n");
        }
    }
    let posted = program
        .http
        .post(format!("{}/audit/exceptions/{}", desk.url, uuid::Uuid::nil()))
        .bearer_auth(&both)
        .form(&[("note", "Agreed.")])
        .send()
        .await
        .unwrap();
    assert_eq!(posted.status(), StatusCode::UNAUTHORIZED);
    let without = program.get("/audit/feed").await;
    assert_eq!(without.status, StatusCode::UNAUTHORIZED);
    assert!(without.text.starts_with("A token is needed"), "{}", without.text);
    // Somebody who is signed in has no token either: the feed is for programs.
    assert_eq!(ada.get("/audit/feed").await.status, StatusCode::UNAUTHORIZED);
    desk.close().await;
}

#[tokio::test]
async fn a_token_that_is_revoked_over_or_made_up_opens_nothing_and_the_log_says_so_once_a_minute() {
    let desk = Desk::open().await;
    let ada = desk.sign_in("ada.novak").await;
    let program = desk.nobody("a program");
    let revoked = ada.makes_a_token("Lost", &["feed"]).await;
    let action = ada.get(TOKENS).await.actions("/revoke").remove(0);
    let id = action.split('/').nth(3).unwrap().to_owned();
    let page = ada.post(&action, TOKENS, &[]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    let page = ada.get(TOKENS).await;
    assert!(page.words("main").contains("Revoked by Ada Novak"));
    assert_eq!(page.actions("/revoke").len(), 0);
    let page = ada.post(&action, TOKENS, &[]).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND, "what is revoked stays so");
    assert_eq!(
        events(&desk, "token.revoked").await,
        [("person".to_owned(), json!({ "token": id }))]
    );

    for _ in 0..3 {
        let (status, challenge, text) = program.gets_with(&revoked, "/audit/feed").await;
        assert_eq!(status, StatusCode::UNAUTHORIZED);
        assert_eq!(challenge.as_deref(), Some("Bearer error=\"invalid_token\""));
        assert_eq!(text, "This token was revoked.\n");
    }
    for made_up in [
        "cs_",
        "cs_AAAA",
        "",
        "Zm9v",
        &revoked[..45],
        &format!("{revoked}A"),
    ] {
        let (status, ..) = program.gets_with(made_up, "/audit/feed").await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{made_up}");
    }
    let odd = program.http.get(format!("{}/audit/feed", desk.url));
    let odd = odd
        .header(AUTHORIZATION, &b"Bearer cs_\xff\xfe"[..])
        .send()
        .await
        .unwrap();
    assert_eq!(odd.status(), StatusCode::UNAUTHORIZED);
    let short = ada
        .sends_token_form("Short", &["feed"], "1")
        .await
        .words("#fresh");
    desk.turn(Duration::days(1) - Duration::seconds(1));
    assert_eq!(program.gets_with(&short, "/audit/feed").await.0, StatusCode::OK);
    desk.turn(Duration::seconds(1));
    let (status, _, text) = program.gets_with(&short, "/audit/feed").await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert!(text.starts_with("This token is over."), "{text}");
    let german = program.http.get(format!("{}/audit/feed", desk.url));
    let german = german
        .bearer_auth(&revoked)
        .header(ACCEPT_LANGUAGE, "de")
        .send()
        .await
        .unwrap();
    assert_eq!(german.text().await.unwrap(), "Dieser Token wurde entzogen.\n");

    let refused = events(&desk, "access.refused").await;
    let refused: Vec<_> = refused
        .iter()
        // Not those of people at forms.
        .filter(|(_, detail)| detail["code"] == "bad-token")
        .map(|(actor, detail)| {
            let unsaid = detail["unsaid"].as_u64().unwrap();
            (actor.as_str(), detail["why"].as_str().unwrap(), unsaid)
        })
        .collect();
    // Three refusals of the one that was revoked, seven of none that is known, and each of them once in the log; a day later once more.
    assert_eq!(
        refused,
        [
            ("token", "revoked", 0),
            ("service", "unknown", 0),
            ("token", "expired", 0),
            ("token", "revoked", 2),
        ]
    );
    let otto = desk.sign_in("otto.keller").await;
    let log = otto.get("/audit?kind=access.refused").await.words("main");
    assert!(
        log.contains("Was refused /audit/feed: the token is over"),
        "{log}"
    );
    desk.close().await;
}

#[tokio::test]
async fn what_can_not_be_a_token_is_said_beside_its_field() {
    let desk = Desk::open().await;
    let ada = desk.sign_in("ada.novak").await;
    let long = "n".repeat(81);
    for (name, scopes, days, wrong) in [
        ("", &["feed"][..], "90", "Write what it is for"),
        (&long, &["feed"][..], "90", "Write what it is for"),
        ("a\u{7}b", &["feed"][..], "90", "Write what it is for"),
        ("Feed", &[][..], "90", "Choose at least one."),
        ("Feed", &["feed"][..], "366", "Choose from 1 to 365 days."),
        ("Feed", &["feed"][..], "0", "Choose from 1 to 365 days."),
        ("Feed", &["feed"][..], "for ever", "Choose from 1 to 365 days."),
    ] {
        let page = ada.sends_token_form(name, scopes, days).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(page.words("main .summary").contains(wrong), "{}", page.text);
    }
    let page = ada.sends_token_form_of("nothing", "Feed", &["feed"], "90").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for _ in 0..MOST_LIVING {
        ada.makes_a_token("One of many", &["feed"]).await;
    }
    let page = ada.sends_token_form("One too many", &["feed"], "90").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text.contains("revoke one first"));
    let german = ada
        .http
        .get(format!("{}{TOKENS}", desk.url))
        .header(ACCEPT_LANGUAGE, "de");
    let german = Page::of(german.send().await.unwrap()).await;
    assert_eq!(german.words("h1"), "API-Tokens");
    assert!(
        german.words("main").contains("Angelegt von Ada Novak"),
        "{}",
        german.text
    );
    desk.close().await;
}
