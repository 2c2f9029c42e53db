//! The machinery around a small page, through the front door.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderValue, Response, StatusCode};
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use tower::ServiceExt;
use tower_sessions::session::{Id, Record};
use tower_sessions::{Session, SessionStore, session_store};

use super::csrf::{PublicOrigin, same_origin_only};
use super::form::{Form, LARGEST_FORM_BYTES, TOKEN_KEY};
use super::headers::{Transport, protect};
use super::{Failure, asset, assets};

const HOME: &str = "https://licences.example";

/// Sessions in memory.
#[derive(Clone, Debug, Default)]
struct Kept(Arc<Mutex<HashMap<Id, Record>>>);

#[async_trait]
impl SessionStore for Kept {
    async fn save(&self, record: &Record) -> session_store::Result<()> {
        self.0.lock().unwrap().insert(record.id, record.clone());
        Ok(())
    }

    async fn load(&self, id: &Id) -> session_store::Result<Option<Record>> {
        Ok(self.0.lock().unwrap().get(id).cloned())
    }

    async fn delete(&self, id: &Id) -> session_store::Result<()> {
        self.0.lock().unwrap().remove(id);
        Ok(())
    }
}

#[derive(serde::Deserialize)]
struct Note {
    text: String,
    #[serde(default)]
    off: Vec<String>,
}

fn house(transport: Transport) -> Router {
    Router::new()
        .route("/", get(|| async { "home" }))
        .route(
            "/broken",
            get(|| async { Failure::from(anyhow::anyhow!("secret of the house")) }),
        )
        .route("/static/{file}", get(assets::serve))
        .route(
            "/note",
            post(|Form(note): Form<Note>| async move { format!("{} {:?}", note.text, note.off) }),
        )
        .fallback(|| async { Failure::NotFound })
        .layer(from_fn_with_state(
            PublicOrigin(HOME.to_owned()),
            same_origin_only,
        ))
        .layer(from_fn_with_state(transport, protect))
}

/// A form of a browser whose session has the token "ours".
async fn form(body: &str) -> Request {
    let session = Session::new(None, Arc::new(Kept::default()), None);
    session.insert(TOKEN_KEY, "ours").await.unwrap();
    let mut request = Request::post("/note")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("origin", "https://licences.example")
        .header("sec-fetch-site", "same-origin")
        .body(Body::from(body.to_owned()))
        .unwrap();
    request.extensions_mut().insert(session);
    request
}

async fn ask(request: Request) -> Response<Body> {
    house(Transport::Https).oneshot(request).await.unwrap()
}

async fn at(path: &str) -> Response<Body> {
    ask(Request::get(path).body(Body::empty()).unwrap()).await
}

async fn text(response: Response<Body>) -> String {
    String::from_utf8(to_bytes(response.into_body(), 1 << 20).await.unwrap().to_vec()).unwrap()
}

#[tokio::test]
async fn a_form_of_ours_is_taken_with_every_value_of_a_name() {
    let answer = ask(form("csrf=ours&text=a+b&off=x&off=y").await).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(text(answer).await, r#"a b ["x", "y"]"#);
}

#[tokio::test]
async fn a_form_without_the_token_of_the_session_is_refused() {
    for body in [
        "text=a",
        "csrf=&text=a",
        "csrf=theirs&text=a",
        "csrf=our&text=a",
        "csrf=oursx&text=a",
    ] {
        assert_eq!(
            ask(form(body).await).await.status(),
            StatusCode::FORBIDDEN,
            "{body}"
        );
    }
    let mut of_nobody = form("csrf=ours&text=a").await;
    of_nobody.extensions_mut().remove::<Session>();
    assert_eq!(ask(of_nobody).await.status(), StatusCode::UNAUTHORIZED);
    // An empty token is not equal to a token that is missing.
    let mut of_nobody = form("csrf=&text=a").await;
    of_nobody.extensions_mut().remove::<Session>();
    assert_eq!(ask(of_nobody).await.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_form_from_another_site_is_refused_even_with_the_token() {
    for (name, value) in [
        ("origin", "https://evil.example"),
        ("origin", "http://licences.example"),
        ("origin", "https://licences.example:8443"),
        ("origin", "null"),
        ("origin", "https://licences.example\u{e4}"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        let mut request = form("csrf=ours&text=a").await;
        request
            .headers_mut()
            .insert(name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
        assert_eq!(
            ask(request).await.status(),
            StatusCode::FORBIDDEN,
            "{name}: {value}"
        );
    }
}

#[tokio::test]
async fn a_browser_that_says_nothing_of_its_site_still_needs_the_token() {
    for (body, expected) in [
        ("csrf=ours&text=a", StatusCode::OK),
        ("text=a", StatusCode::FORBIDDEN),
    ] {
        let mut request = form(body).await;
        request.headers_mut().remove("origin");
        request.headers_mut().remove("sec-fetch-site");
        assert_eq!(ask(request).await.status(), expected, "{body}");
    }
}

#[tokio::test]
async fn a_form_has_a_largest_size() {
    let body = |bytes: usize| format!("csrf=ours&text={}", "a".repeat(bytes - "csrf=ours&text=".len()));
    assert_eq!(
        ask(form(&body(LARGEST_FORM_BYTES)).await).await.status(),
        StatusCode::OK
    );
    let answer = ask(form(&body(LARGEST_FORM_BYTES + 1)).await).await;
    assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert!(text(answer).await.contains("That is too large"));
}

#[tokio::test]
async fn what_is_no_form_is_a_page_that_says_so() {
    let mut json = form(r#"{"csrf":"ours","text":"a"}"#).await;
    json.headers_mut()
        .insert("content-type", "application/json".parse().unwrap());
    for request in [
        json,
        form("csrf=ours").await,
        form("csrf=ours&csrf=ours&text=a").await,
    ] {
        let answer = ask(request).await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
        assert!(text(answer).await.contains("could not be read"));
    }
}

#[tokio::test]
async fn a_failure_of_ours_is_a_page_with_a_reference_and_without_the_reason() {
    let answer = at("/broken").await;
    assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert!(answer.headers().contains_key("content-security-policy"));
    let page = text(answer).await;
    assert!(page.contains("Something went wrong on our side"), "{page}");
    assert!(!page.contains("secret of the house"), "{page}");
}

#[tokio::test]
async fn every_reply_has_the_headers_whatever_became_of_it() {
    for path in ["/", "/nowhere", "/broken", "/static/nothing.css"] {
        let answer = at(path).await;
        let header = |name: &str| {
            answer
                .headers()
                .get(name)
                .map(|value| value.to_str().unwrap().to_owned())
        };
        let policy = header("content-security-policy").unwrap_or_default();
        assert!(policy.starts_with("default-src 'none';"), "{path}: {policy}");
        for part in ["frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(
            header("x-content-type-options").as_deref(),
            Some("nosniff"),
            "{path}"
        );
        assert_eq!(
            header("referrer-policy").as_deref(),
            Some("same-origin"),
            "{path}"
        );
        assert_eq!(header("cache-control").as_deref(), Some("no-store"), "{path}");
        assert_eq!(
            header("strict-transport-security").as_deref(),
            Some("max-age=31536000"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn on_plain_http_nobody_is_told_to_insist_on_https() {
    let request = Request::get("/").body(Body::empty()).unwrap();
    let answer = house(Transport::LoopbackHttp).oneshot(request).await.unwrap();
    assert!(!answer.headers().contains_key("strict-transport-security"));
}

#[tokio::test]
async fn an_address_that_leads_nowhere_is_a_page_with_a_way_home() {
    for path in [
        "/nowhere",
        "/static/app.css",
        "/static/app.000000000000.css",
        "/static/..%2FCargo.toml",
    ] {
        let answer = at(path).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
        assert!(text(answer).await.contains(r#"href="/""#), "{path}");
    }
}

#[tokio::test]
async fn a_file_may_be_kept_for_ever_under_the_name_of_its_content() {
    for name in ["app.css", "app.js", "logo.svg", "favicon.svg"] {
        let answer = at(&asset(name)).await;
        assert_eq!(answer.status(), StatusCode::OK, "{name}");
        let header = |name: &str| answer.headers()[name].to_str().unwrap();
        assert_eq!(
            header("cache-control"),
            "public, max-age=31536000, immutable",
            "{name}"
        );
        assert_ne!(header("content-type"), "application/octet-stream", "{name}");
    }
}
