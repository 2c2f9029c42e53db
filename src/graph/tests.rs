//! The client against a Graph that answers what a test wants, and counts.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use url::Url;
use uuid::Uuid;

use super::wire::AssignLicense;
use super::{Class, Client, EntraError, ErrorKind, Limits, Proof, Settings};
use crate::clock::Clock;
use crate::credential::Credential;
use crate::ids::PersonId;

mod batch;
mod catalogue;
mod throttling;

const MIA: PersonId = PersonId(Uuid::from_u128(1));

type Answer = Box<dyn Fn(&Seen) -> Response + Send + Sync>;

/// What reached Graph.
struct Seen {
    method: Method,
    path: String,
    body: Bytes,
    headers: HeaderMap,
    /// How many came before it, tokens apart.
    number: usize,
}

struct Stub {
    tokens: AtomicUsize,
    calls: AtomicUsize,
    /// What the token endpoint says instead of a token.
    no_token: Mutex<Option<(u16, Value)>>,
    answer: Answer,
}

struct Bench {
    stub: Arc<Stub>,
    url: Url,
    client: Client,
}

/// Quotas that no test meets by accident.
fn wide_limits() -> Limits {
    Limits {
        resource_units_per_10s: 1_000_000,
        writes_per_150s: 1_000_000,
        ..Limits::default()
    }
}

fn settings_at(url: &Url) -> Settings {
    Settings {
        graph_url: url.clone(),
        login_url: url.clone(),
        tenant_id: "tenant".into(),
        client_id: "app".into(),
        proof: Proof::Own(Credential::Secret("secret".into())),
        limits: wide_limits(),
        clock: Clock::System,
    }
}

impl Bench {
    async fn open(answer: impl Fn(&Seen) -> Response + Send + Sync + 'static) -> Self {
        Self::with(|_| {}, answer).await
    }

    async fn with(
        change: impl FnOnce(&mut Settings),
        answer: impl Fn(&Seen) -> Response + Send + Sync + 'static,
    ) -> Self {
        let stub = Arc::new(Stub {
            tokens: AtomicUsize::new(0),
            calls: AtomicUsize::new(0),
            no_token: Mutex::default(),
            answer: Box::new(answer),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let routes = Router::new().fallback(serve).with_state(stub.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        let mut settings = settings_at(&url);
        change(&mut settings);
        let client = Client::new(settings);
        Self {
            stub,
            url,
            client: client.unwrap(),
        }
    }

    fn tokens(&self) -> usize {
        self.stub.tokens.load(Ordering::SeqCst)
    }

    fn calls(&self) -> usize {
        self.stub.calls.load(Ordering::SeqCst)
    }

    fn gives_tokens_again(&self) {
        *self.stub.no_token.lock().unwrap() = None;
    }

    fn refuses_tokens(&self, status: u16, body: Value) {
        *self.stub.no_token.lock().unwrap() = Some((status, body));
    }
}

async fn serve(State(stub): State<Arc<Stub>>, request: Request) -> Response {
    let path = request.uri().path_and_query().unwrap().to_string();
    if path == "/tenant/oauth2/v2.0/token" {
        let number = stub.tokens.fetch_add(1, Ordering::SeqCst);
        if let Some((status, body)) = stub.no_token.lock().unwrap().clone() {
            let headers = [("retry-after", "7")];
            return (StatusCode::from_u16(status).unwrap(), headers, body.to_string()).into_response();
        }
        return json!({ "token_type": "Bearer", "expires_in": 3599, "access_token": format!("token-{number}") })
            .to_string()
            .into_response();
    }
    let number = stub.calls.fetch_add(1, Ordering::SeqCst);
    let (parts, body) = request.into_parts();
    (stub.answer)(&Seen {
        method: parts.method,
        path,
        body: axum::body::to_bytes(body, 1_000_000).await.unwrap(),
        headers: parts.headers,
        number,
    })
}

fn nothing() -> Response {
    json!({ "value": [] }).to_string().into_response()
}

fn refused(status: u16, code: &str) -> Response {
    let body = json!({ "error": { "code": code, "message": "User mia@x.example is not there." } });
    let headers = [("request-id", "the request"), ("retry-after", "7.128")];
    (StatusCode::from_u16(status).unwrap(), headers, body.to_string()).into_response()
}

#[tokio::test]
async fn calls_that_come_together_share_one_token() {
    let it = Bench::open(|_| nothing()).await;
    let (a, b, c) = tokio::join!(
        it.client.subscribed_skus(),
        it.client.subscribed_skus(),
        it.client.subscribed_skus()
    );
    assert!(a.is_ok() && b.is_ok() && c.is_ok());
    it.client.clone().subscribed_skus().await.unwrap();
    assert_eq!((it.tokens(), it.calls()), (1, 4));
}

#[tokio::test]
async fn a_refused_token_is_replaced_once_and_the_call_made_again() {
    let it = Bench::open(|seen| match seen.headers["authorization"].to_str().unwrap() {
        "Bearer token-0" => refused(401, "InvalidAuthenticationToken"),
        "Bearer token-1" => nothing(),
        other => panic!("{other}"),
    })
    .await;
    it.client.subscribed_skus().await.unwrap();
    assert_eq!((it.tokens(), it.calls()), (2, 2));
}

#[tokio::test]
async fn a_token_that_is_refused_again_is_a_failure_and_no_loop() {
    let it = Bench::open(|_| refused(401, "InvalidAuthenticationToken")).await;
    let error = it.client.subscribed_skus().await.unwrap_err();
    assert_eq!(
        (error.kind.clone(), error.kind.class()),
        (ErrorKind::TokenRefused, Class::Authentication)
    );
    assert_eq!((it.tokens(), it.calls()), (2, 2));
}

#[tokio::test]
async fn why_there_is_no_token_is_told_by_entras_number() {
    let it = Bench::open(|_| nothing()).await;
    for (status, number, kind, class) in [
        (
            401,
            json!([7_000_215]),
            ErrorKind::SignIn(EntraError::WrongSecret),
            Class::Authentication,
        ),
        (
            401,
            json!([7_000_222]),
            ErrorKind::SignIn(EntraError::ExpiredSecret),
            Class::Authentication,
        ),
        (
            400,
            json!([700_016]),
            ErrorKind::SignIn(EntraError::UnknownApplication),
            Class::Authentication,
        ),
        (
            400,
            json!([90_002]),
            ErrorKind::SignIn(EntraError::UnknownTenant),
            Class::Authentication,
        ),
        (
            400,
            json!([50_196]),
            ErrorKind::SignIn(EntraError::Loop),
            Class::RetryLater,
        ),
        (
            503,
            json!([90_033]),
            ErrorKind::SignIn(EntraError::Passing(90_033)),
            Class::RetryLater,
        ),
        (500, json!([]), ErrorKind::ServerFault, Class::RetryLater),
        (429, json!([]), ErrorKind::Throttled, Class::RetryLater),
        (
            400,
            json!([70_011]),
            ErrorKind::SignIn(EntraError::Other(70_011)),
            Class::Authentication,
        ),
    ] {
        it.refuses_tokens(status, json!({ "error": "word", "error_codes": number }));
        let error = it.client.subscribed_skus().await.unwrap_err();
        assert_eq!(error.kind, kind, "{status} {number}");
        assert_eq!(error.kind.class(), class, "{status} {number}");
        assert_eq!(
            error.retry_after.map(|wait| wait.as_secs()),
            Some(7),
            "{status} {number}"
        );
    }
    assert_eq!(it.calls(), 0, "nothing was asked without a token");
}

#[tokio::test]
async fn a_write_that_fails_is_sent_once() {
    for status in [400, 409, 429, 500, 503, 504] {
        let it = Bench::open(move |_| refused(status, "")).await;
        let sent = it
            .client
            .assign_license(MIA, &AssignLicense::default(), Uuid::from_u128(9))
            .await;
        assert!(sent.is_err(), "{status}");
        assert_eq!(it.calls(), 1, "{status}");
    }
}

#[tokio::test]
async fn a_write_carries_its_own_id_and_brings_a_receipt() {
    let id = Uuid::from_u128(9);
    let it = Bench::open(move |seen| {
        assert_eq!(seen.path, format!("/v1.0/users/{MIA}/assignLicense"));
        assert_eq!(
            seen.headers["client-request-id"].to_str().unwrap(),
            id.to_string()
        );
        let headers = [
            ("request-id", "the request"),
            ("x-ms-ags-diagnostic", r#"{"ServerInfo":{}}"#),
        ];
        // The body says nothing of licences, and nobody reads it.
        (headers, "not even JSON").into_response()
    })
    .await;
    let receipt = it
        .client
        .assign_license(MIA, &AssignLicense::default(), id)
        .await
        .unwrap();
    assert_eq!(receipt.request_id.as_deref(), Some("the request"));
    assert_eq!(receipt.diagnostic.as_deref(), Some(r#"{"ServerInfo":{}}"#));
    assert_eq!(receipt.client_request_id, id);
    assert!(receipt.date.is_some());
}

#[tokio::test]
async fn a_failure_carries_what_a_person_needs_to_ask_microsoft_and_no_address() {
    let it = Bench::open(|_| refused(429, "TooManyRequests")).await;
    let error = it.client.user(MIA).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Throttled);
    assert_eq!(error.message, "User (address) is not there.");
    assert_eq!(error.retry_after.map(|wait| wait.as_millis()), Some(7128));
    assert_eq!(
        error.to_string(),
        "Graph asks to slow down, HTTP 429, request the request"
    );
}

#[tokio::test]
async fn a_link_to_elsewhere_is_not_followed() {
    let it = Bench::open(|_| nothing()).await;
    for link in [
        "https://evil.example/v1.0/users",
        "http://127.0.0.1/v1.0/users",
        "/v1.0/users",
        "",
    ] {
        let error = it.client.users_delta(Some(link)).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Unreadable, "{link}");
    }
    assert_eq!((it.tokens(), it.calls()), (0, 0), "no token left the house");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let it = Bench::open(|_| (StatusCode::FOUND, [("location", "/v1.0/elsewhere")]).into_response()).await;
    assert_eq!(
        it.client.subscribed_skus().await.unwrap_err().kind,
        ErrorKind::Unknown
    );
    assert_eq!(it.calls(), 1);
}

/// Answers pages of one group each; the last is number `last`.
async fn in_groups(last: usize) -> Bench {
    Bench::open(move |seen| {
        let host = seen.headers["host"].to_str().unwrap();
        let group = json!({ "@odata.type": "#microsoft.graph.group", "id": Uuid::from_u128(seen.number as u128),
                            "displayName": format!("group {}", seen.number) });
        // Roles and units are members of something too, and no groups.
        let role = json!({ "@odata.type": "#microsoft.graph.directoryRole", "id": Uuid::from_u128(99) });
        let mut page = json!({ "value": [group, role] });
        if seen.number < last {
            page["@odata.nextLink"] = json!(format!("http://{host}/v1.0/next?number={}", seen.number));
        }
        page.to_string().into_response()
    })
    .await
}

#[tokio::test]
async fn groups_are_read_page_by_page() {
    let it = in_groups(2).await;
    let groups = it.client.groups_of(MIA).await.unwrap();
    let names: Vec<_> = groups
        .iter()
        .filter_map(|group| group.display_name.as_deref())
        .collect();
    assert_eq!(names, ["group 0", "group 1", "group 2"]);
}

#[tokio::test]
async fn half_of_the_groups_is_no_answer() {
    let it = in_groups(usize::MAX).await;
    assert_eq!(
        it.client.groups_of(MIA).await.unwrap_err().kind,
        ErrorKind::Unreadable
    );
}

#[tokio::test]
async fn a_reply_without_end_is_not_read_to_its_end() {
    let it = Bench::open(|_| vec![b' '; 9 * 1024 * 1024].into_response()).await;
    assert_eq!(
        it.client.subscribed_skus().await.unwrap_err().kind,
        ErrorKind::Unreadable
    );
}

#[tokio::test]
async fn a_host_that_is_not_there_is_unreachable() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    drop(listener);
    let client = Client::new(settings_at(&url));
    let error = client.unwrap().subscribed_skus().await.unwrap_err();
    assert_eq!(
        (error.kind.clone(), error.kind.class()),
        (ErrorKind::Unreachable, Class::RetryLater)
    );
}
