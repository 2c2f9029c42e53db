//! Owns the HTTP side of Graph v1.0: the token check, the way from a path to an operation, the headers of an answer.

mod assign;
mod audits;
mod batch;
mod caller;
mod delta;
mod filter;
mod groups;
mod pages;
mod query;
mod skus;
mod users;
mod written;

use axum::body::Bytes;
use axum::extract::{OriginalUri, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Router};
use chrono::{DateTime, Duration, Utc};
use percent_encoding::percent_decode_str;
use serde_json::Value;
use uuid::Uuid;

use super::Shared;
use super::chaos::Stale;
use super::errors::GraphError;
use super::quotas::{Cost, Refused};
use crate::ids::PersonId;
use query::Query;

pub use caller::{Caller, KnownTokens, known as known_caller};

/// The type of every answer [V].
const JSON_ALL_OF_IT: &str =
    "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";

/// Everything under `/v1.0`.
pub fn routes() -> Router<Shared> {
    Router::new().fallback(serve)
}

/// What was answered, beside the answer: for the log of calls. A lost answer has none.
#[derive(Clone)]
pub struct Said(pub Bytes);

/// The number under which an `assignLicense` call is watched for overlaps, and whom it is about.
#[derive(Clone, Copy)]
pub struct CallNumber {
    pub person: PersonId,
    pub number: u64,
}

/// What an answer says: most are put together as a tree, the largest is written at once.
enum Body {
    Tree(Value),
    Written(Bytes),
}

impl Body {
    fn bytes(&self) -> Bytes {
        match self {
            // A tree whose keys are strings can always be written.
            Self::Tree(tree) => serde_json::to_vec(tree).unwrap_or_default().into(),
            Self::Written(bytes) => bytes.clone(),
        }
    }

    fn tree(self) -> Value {
        match self {
            Self::Tree(tree) => tree,
            Self::Written(bytes) => serde_json::from_slice(&bytes).unwrap_or_default(),
        }
    }
}

/// An answer that is not yet sent.
struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    body: Body,
}

impl IntoResponse for Reply {
    fn into_response(mut self) -> Response {
        let bytes = self.body.bytes();
        self.headers
            .insert(CONTENT_TYPE, HeaderValue::from_static(JSON_ALL_OF_IT));
        let mut response = (self.status, self.headers, bytes.clone()).into_response();
        response.extensions_mut().insert(Said(bytes));
        response
    }
}

/// A failure in its envelope, with the headers Graph sends.
pub fn failure(error: &GraphError, now: DateTime<Utc>, client_request_id: Option<&str>) -> Response {
    failed(error, now, client_request_id, 1).into_response()
}

fn failed(error: &GraphError, now: DateTime<Utc>, client_request_id: Option<&str>, cost: u32) -> Reply {
    let request_id = Uuid::new_v4().to_string();
    let client_request_id = client_request_id.unwrap_or(&request_id);
    let body = Body::Tree(error.body(now, &request_id, client_request_id));
    let mut headers = headers(&request_id, client_request_id, cost);
    headers.extend(HeaderMap::clone(&error.headers));
    Reply {
        status: error.status,
        headers,
        body,
    }
}

/// One call as it was asked, by itself or inside a batch.
struct Asked {
    method: Method,
    /// The path below `/v1.0/`, as it was sent.
    path: String,
    query: String,
    headers: HeaderMap,
    body: Bytes,
    stale: Stale,
    number: Option<CallNumber>,
}

/// One call, taken apart.
struct Call<'a> {
    shared: &'a Shared,
    method: Method,
    /// The decoded path below `/v1.0`.
    path: Vec<String>,
    query: Query,
    headers: HeaderMap,
    body: Bytes,
    caller: &'a Caller,
    now: DateTime<Utc>,
    /// Licences are seen as they were at this time; `None` = now.
    as_of: Option<DateTime<Utc>>,
}

type Answer = Result<Value, GraphError>;

async fn serve(
    State(shared): State<Shared>,
    OriginalUri(uri): OriginalUri,
    stale: Option<Extension<Stale>>,
    number: Option<Extension<CallNumber>>,
    method: Method,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let now = shared.clock.now();
    let caller = match caller::check(&shared, &headers, now) {
        Ok(caller) => caller,
        Err(error) => return failure(&error, now, client_request_id(&headers)),
    };
    let asked = Asked {
        method,
        path: uri.path().strip_prefix("/v1.0/").unwrap_or_default().to_owned(),
        query: uri.query().unwrap_or_default().to_owned(),
        headers,
        body,
        stale: stale.map(|Extension(stale)| stale).unwrap_or_default(),
        number: number.map(|Extension(number)| number),
    };
    if asked.path == "$batch" {
        return batch::answer(&shared, &caller, &asked, now).into_response();
    }
    execute(&shared, &caller, asked).into_response()
}

fn client_request_id(headers: &HeaderMap) -> Option<&str> {
    headers.get("client-request-id")?.to_str().ok()
}

/// Pays for a call and does it.
fn execute(shared: &Shared, caller: &Caller, asked: Asked) -> Reply {
    let now = shared.clock.now();
    let path: Vec<String> = asked
        .path
        .split('/')
        .map(|part| percent_decode_str(part).decode_utf8_lossy().into_owned())
        .collect();
    let query = Query::parse(&asked.query);
    let cost = resource_units(&asked.method, &path, &query);
    let sent = client_request_id(&asked.headers).map(str::to_owned);
    let priority = asked.headers.get("x-ms-throttle-priority");
    let spent = shared.meter.spend(Cost {
        units: cost,
        writes: u32::from(asked.method != Method::GET),
        reports: u32::from(path.first().is_some_and(|part| part == "auditLogs")),
        low_priority: priority.is_some_and(|priority| priority == "low"),
    });
    let answer = match spent.refused {
        Some(refused) => Err(over_quota(shared, caller, refused)),
        None => {
            let lag_ms = asked.stale.ms.max(shared.tenant().lag_ms);
            Call {
                shared,
                method: asked.method,
                path,
                query,
                headers: asked.headers,
                body: asked.body,
                caller,
                now,
                as_of: (lag_ms > 0).then(|| now - Duration::milliseconds(lag_ms.into())),
            }
            .answer()
        }
    };
    if let Some(number) = asked.number {
        shared.overlaps.worked(number.person, number.number);
    }
    let mut reply = match answer {
        Ok(body) => {
            let request_id = Uuid::new_v4().to_string();
            Reply {
                status: StatusCode::OK,
                headers: headers(&request_id, sent.as_deref().unwrap_or(&request_id), cost),
                body,
            }
        }
        Err(error) => failed(&error, now, sent.as_deref(), cost),
    };
    if let Some(value) = spent
        .share
        .and_then(|share| HeaderValue::from_str(&format!("{share:.2}")).ok())
    {
        reply
            .headers
            .insert(HeaderName::from_static("x-ms-throttle-limit-percentage"), value);
    }
    reply
}

/// The headers of a throttled call are [V].
fn over_quota(shared: &Shared, caller: &Caller, refused: Refused) -> GraphError {
    let mut error = GraphError::throttled(refused.retry_after_s);
    let scope = format!(
        "Tenant_Application/ReadWrite/{}/{}",
        caller.app(),
        shared.tenant_id
    );
    error.with_header("x-ms-throttle-scope", &scope);
    error.with_header("x-ms-throttle-information", refused.information);
    error
}

impl Call<'_> {
    fn answer(&self) -> Result<Body, GraphError> {
        let path: Vec<&str> = self.path.iter().map(String::as_str).collect();
        let me = self.caller.person().map(|id| id.to_string());
        // `/me` is the signed-in person; an application has no `me`.
        let path: Vec<&str> = match (path.as_slice(), &me) {
            (["me", rest @ ..], Some(me)) => ["users", me.as_str()].iter().chain(rest).copied().collect(),
            (["me", ..], None) => {
                // The text is from memory [M].
                return Err(GraphError::new(
                    StatusCode::BAD_REQUEST,
                    "BadRequest",
                    "/me request is only valid with delegated authentication flow.",
                ));
            }
            _ => path,
        };
        match (&self.method, path.as_slice()) {
            (&Method::POST, ["users", key, "assignLicense" | "microsoft.graph.assignLicense"]) => {
                assign::assign_license(self, key).map(Body::Tree)
            }
            (_, ["users", _, "assignLicense" | "microsoft.graph.assignLicense"]) => {
                Err(GraphError::method_not_allowed())
            }
            (&Method::POST, ["users", key, "reprocessLicenseAssignment"]) => {
                assign::reprocess(self, key).map(Body::Tree)
            }
            (&Method::GET, ["subscribedSkus"]) => skus::subscribed(self),
            (&Method::GET, ["users"]) => users::list(self),
            (
                &Method::GET,
                [
                    "users",
                    "delta" | "delta()" | "microsoft.graph.delta" | "microsoft.graph.delta()",
                ],
            ) => delta::users(self),
            (&Method::GET, ["auditLogs", "directoryAudits"]) => audits::list(self),
            (&Method::GET, path) => self.read(path).map(Body::Tree),
            _ => Err(GraphError::method_not_allowed()),
        }
    }

    fn read(&self, path: &[&str]) -> Answer {
        const GROUP: &str = "microsoft.graph.group";
        const USER: &str = "microsoft.graph.user";
        match *path {
            ["users", key] => users::one(self, key),
            ["users", key, "manager"] => users::manager(self, key),
            ["users", key, "licenseDetails"] => skus::license_details(self, key),
            ["users", key, "transitiveMemberOf"] => groups::transitive_member_of(self, key),
            ["users", key, "transitiveMemberOf", GROUP] => {
                self.advanced()?;
                groups::transitive_member_of(self, key)
            }
            ["groups"] => groups::list(self),
            ["groups", id] => groups::one(self, id),
            ["groups", id, "transitiveMembers"] => groups::transitive_members(self, id),
            ["groups", id, "transitiveMembers", USER] => {
                self.advanced()?;
                groups::transitive_members(self, id)
            }
            // The text is from memory [M].
            _ => Err(GraphError::new(
                StatusCode::BAD_REQUEST,
                "BadRequest",
                format!(
                    "Resource not found for the segment '{}'.",
                    path.last().unwrap_or(&"")
                ),
            )),
        }
    }

    /// A cast needs `ConsistencyLevel: eventual` and `$count=true` [V21]; the text is from memory [M].
    fn advanced(&self) -> Result<(), GraphError> {
        let eventual = self
            .headers
            .get("consistencylevel")
            .is_some_and(|level| level == "eventual");
        if eventual && self.query.value("$count") == Some("true") {
            return Ok(());
        }
        Err(GraphError::new(
            StatusCode::BAD_REQUEST,
            "Request_UnsupportedQuery",
            "The specified query requires the header 'ConsistencyLevel: eventual' and '$count=true'.",
        ))
    }

    fn context(&self, of: &str) -> Value {
        format!("{}/v1.0/$metadata#{of}", self.shared.base).into()
    }
}

fn headers(request_id: &str, client_request_id: &str, cost: u32) -> HeaderMap {
    const SERVER: &str = r#"{"ServerInfo":{"DataCenter":"Simulator","Slice":"E","Ring":"5","ScaleUnit":"000","RoleInstance":"COUNTERSIGN"}}"#;
    let all = [
        ("request-id", request_id),
        ("client-request-id", client_request_id),
        ("x-ms-ags-diagnostic", SERVER),
        ("x-ms-resource-unit", &cost.to_string()),
        ("cache-control", "no-cache"),
        ("strict-transport-security", "max-age=31536000"),
    ];
    let pairs = all.into_iter().filter_map(|(name, value)| {
        Some((HeaderName::from_static(name), HeaderValue::from_str(value).ok()?))
    });
    pairs.collect()
}

/// What a call costs of the tenant's budget [V].
fn resource_units(method: &Method, path: &[String], query: &Query) -> u32 {
    if method != Method::GET {
        return 1;
    }
    let last = path.last().map_or("", String::as_str);
    let base: i32 = match (path.len(), last) {
        (_, "subscribedSkus") => 3,
        (1, "users") => 2,
        (_, "licenseDetails" | "transitiveMemberOf" | "microsoft.graph.group") => 2,
        (_, "transitiveMembers" | "microsoft.graph.user") => 5,
        _ => 1,
    };
    let small_page = query
        .value("$top")
        .and_then(|top| top.parse::<u32>().ok())
        .is_some_and(|top| top < 20);
    let saved = i32::from(query.value("$select").is_some()) + i32::from(small_page);
    let units = base - saved + i32::from(query.value("$expand").is_some());
    u32::try_from(units.max(1)).unwrap_or(1)
}
