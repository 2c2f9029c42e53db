//! Owns the HTTP side of Graph v1.0: the token check, the way from a path to an operation, the headers of an answer.

mod assign;
mod caller;
mod groups;
mod query;
mod skus;
mod users;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{OriginalUri, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use percent_encoding::percent_decode_str;
use serde_json::Value;
use uuid::Uuid;

use super::Shared;
use super::errors::GraphError;
use caller::Caller;
use query::Query;

/// Everything under `/v1.0`.
pub fn routes() -> Router<Shared> {
    Router::new().fallback(serve)
}

/// A failure in its envelope, with the headers Graph sends.
pub fn failure(error: &GraphError, now: DateTime<Utc>, client_request_id: Option<&str>) -> Response {
    let request_id = Uuid::new_v4().to_string();
    let client_request_id = client_request_id.unwrap_or(&request_id);
    let body = error.body(now, &request_id, client_request_id);
    let headers = headers(&request_id, client_request_id, 1);
    (
        error.status,
        headers,
        HeaderMap::clone(&error.headers),
        axum::Json(body),
    )
        .into_response()
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
    caller: Caller,
    now: DateTime<Utc>,
}

type Answer = Result<Value, GraphError>;

async fn serve(
    State(shared): State<Shared>,
    OriginalUri(uri): OriginalUri,
    method: Method,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let now = shared.clock.now();
    let sent = headers
        .get("client-request-id")
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
    let below = uri.path().strip_prefix("/v1.0/").unwrap_or_default();
    let path: Vec<String> = below
        .split('/')
        .map(|part| percent_decode_str(part).decode_utf8_lossy().into_owned())
        .collect();
    let query = Query::parse(uri.query().unwrap_or_default());
    let cost = resource_units(&method, &path, &query);
    let answer = caller::check(&shared, &headers, now).and_then(|caller| {
        Call {
            shared: &shared,
            method,
            path,
            query,
            headers,
            body,
            caller,
            now,
        }
        .answer()
    });
    match answer {
        Ok(body) => {
            let request_id = Uuid::new_v4().to_string();
            let headers = self::headers(&request_id, sent.as_deref().unwrap_or(&request_id), cost);
            (StatusCode::OK, headers, axum::Json(body)).into_response()
        }
        Err(error) => failure(&error, now, sent.as_deref()),
    }
}

impl Call<'_> {
    fn answer(&self) -> Answer {
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
                assign::assign_license(self, key)
            }
            (_, ["users", _, "assignLicense" | "microsoft.graph.assignLicense"]) => {
                Err(GraphError::method_not_allowed())
            }
            (&Method::GET, path) => self.read(path),
            _ => Err(GraphError::method_not_allowed()),
        }
    }

    fn read(&self, path: &[&str]) -> Answer {
        const GROUP: &str = "microsoft.graph.group";
        const USER: &str = "microsoft.graph.user";
        match *path {
            ["users"] => users::list(self),
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
            ["subscribedSkus"] => skus::subscribed(self),
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

    /// A page of `all`, each item made only if it is on the page.
    fn page<T>(&self, context: &str, all: &[T], item: impl Fn(&T) -> Answer) -> Answer {
        let page = self.query.page()?;
        let end = all.len().min(page.start.saturating_add(page.size));
        let mut value = Vec::new();
        for one in all.get(page.start..end).unwrap_or_default() {
            value.push(item(one)?);
        }
        let mut body = serde_json::Map::new();
        body.insert("@odata.context".to_owned(), self.context(context));
        if self.query.value("$count") == Some("true") {
            body.insert("@odata.count".to_owned(), all.len().into());
        }
        if end < all.len() {
            let path: Vec<String> = self
                .path
                .iter()
                .map(|part| {
                    percent_encoding::utf8_percent_encode(part, percent_encoding::NON_ALPHANUMERIC)
                        .to_string()
                })
                .collect();
            let query = self.query.after(end);
            let link = format!("{}/v1.0/{}?{query}", self.shared.base, path.join("/"));
            body.insert("@odata.nextLink".to_owned(), link.into());
        }
        body.insert("value".to_owned(), value.into());
        Ok(Value::Object(body))
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
