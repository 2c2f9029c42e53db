//! Owns `$batch`: up to twenty calls in one, each paid for, throttled and answered by itself.

use std::collections::{HashMap, HashSet};

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::Shared;
use super::super::chaos::{self, Inside, Stale};
use super::super::control::Assigning;
use super::super::errors::GraphError;
use super::super::faults::When;
use super::caller::Caller;
use super::{Asked, Body, Reply, client_request_id, execute, failed};

/// Calls in one batch [V].
const MOST_REQUESTS: usize = 20;

#[derive(Deserialize)]
struct Batch {
    requests: Vec<Item>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    id: String,
    method: String,
    url: String,
    #[serde(default)]
    headers: HashMap<String, String>,
    body: Option<Value>,
    #[serde(default)]
    depends_on: Vec<String>,
}

/// 200 with an answer for each, or 400 if it can not be read [V].
pub fn answer(shared: &Shared, caller: &Caller, asked: &Asked, now: DateTime<Utc>) -> Reply {
    let sent = client_request_id(&asked.headers);
    let items = match parse(asked).and_then(in_order) {
        Ok(items) => items,
        Err(error) => return failed(&error, now, sent, 1),
    };
    let mut statuses: HashMap<String, StatusCode> = HashMap::new();
    let mut responses = Vec::new();
    let mut units = 0;
    for item in items {
        let failed_before = item.depends_on.iter().any(|id| {
            !statuses
                .get(&id.to_lowercase())
                .is_some_and(StatusCode::is_success)
        });
        let reply = match failed_before {
            true => failed(&failed_dependency(), now, None, 0),
            false => one(shared, caller, &item, asked.stale, now),
        };
        statuses.insert(item.id.to_lowercase(), reply.status);
        units += cost(&reply);
        responses.push(shown(&item.id, reply));
    }
    let request_id = uuid::Uuid::new_v4().to_string();
    Reply {
        status: StatusCode::OK,
        headers: super::headers(&request_id, sent.unwrap_or(&request_id), units),
        body: Body::Tree(json!({ "responses": responses })),
    }
}

fn one(shared: &Shared, caller: &Caller, item: &Item, stale: Stale, now: DateTime<Utc>) -> Reply {
    let headers = item.headers.iter().filter_map(|(name, value)| {
        let name: HeaderName = name.parse().ok()?;
        Some((name, HeaderValue::from_str(value).ok()?))
    });
    let headers: HeaderMap = headers.collect();
    let sent = client_request_id(&headers).map(str::to_owned);
    let fail = |error: &GraphError| failed(error, now, sent.as_deref(), 1);
    let Ok(method) = item.method.to_uppercase().parse::<Method>() else {
        return fail(&GraphError::method_not_allowed());
    };
    let path = item.url.strip_prefix("/v1.0/").unwrap_or(&item.url);
    let whole = format!("/v1.0/{}", path.trim_start_matches('/'));
    let Ok(uri) = whole.parse::<Uri>() else {
        return fail(&malformed("The request URL is not valid."));
    };
    let body = match &item.body {
        Some(body) => Bytes::from(body.to_string()),
        None => Bytes::new(),
    };
    let inside = match shared.faults.take_inside_batch(method.as_str(), uri.path()) {
        Some(fault) => match fault.when {
            When::Before => Inside::Fails(Box::new(fault.error())),
            When::After => Inside::LosesAnswer(Box::new(fault.error())),
        },
        None => chaos::inside_batch(shared, &method, &uri),
    };
    let inner = &**shared;
    let assigning = Assigning::begin(inner, (&method, uri.path()), Some(caller), (&headers, &body));
    let work = |stale: Stale| {
        let asked = Asked {
            method: method.clone(),
            path: uri.path().strip_prefix("/v1.0/").unwrap_or_default().to_owned(),
            query: uri.query().unwrap_or_default().to_owned(),
            headers: headers.clone(),
            body: body.clone(),
            stale,
            number: assigning.as_ref().and_then(Assigning::call_number),
        };
        execute(shared, caller, asked)
    };
    let reply = match inside {
        Inside::Fails(error) => fail(&error),
        Inside::LosesAnswer(error) => {
            work(stale);
            fail(&error)
        }
        Inside::Works(inner) => work(Stale {
            ms: inner.ms.max(stale.ms),
        }),
    };
    if let Some(assigning) = assigning {
        assigning.answered(reply.status);
    }
    reply
}

fn shown(id: &str, reply: Reply) -> Value {
    let kept = [
        "x-ms-resource-unit",
        "cache-control",
        "retry-after",
        "www-authenticate",
    ];
    let mut headers = serde_json::Map::new();
    for (name, value) in &reply.headers {
        let name = name.as_str();
        if kept.contains(&name) || name.starts_with("x-ms-throttle") {
            // In the service's own spelling of the well-known ones [V].
            let name = match name {
                "cache-control" => "Cache-Control",
                "retry-after" => "Retry-After",
                "www-authenticate" => "WWW-Authenticate",
                other => other,
            };
            headers.insert(name.to_owned(), value.to_str().unwrap_or_default().into());
        }
    }
    headers.insert("OData-Version".to_owned(), "4.0".into());
    headers.insert("Content-Type".to_owned(), super::JSON_ALL_OF_IT.into());
    json!({ "id": id, "status": reply.status.as_u16(), "headers": headers, "body": reply.body.tree() })
}

fn cost(reply: &Reply) -> u32 {
    let units = reply.headers.get("x-ms-resource-unit");
    units
        .and_then(|units| units.to_str().ok()?.parse().ok())
        .unwrap_or(0)
}

fn parse(asked: &Asked) -> Result<Vec<Item>, GraphError> {
    if asked.method != Method::POST {
        return Err(GraphError::method_not_allowed());
    }
    let batch: Batch =
        serde_json::from_slice(&asked.body).map_err(|_| malformed("Invalid batch payload format."))?;
    let items = batch.requests;
    if items.is_empty() || items.len() > MOST_REQUESTS {
        return Err(malformed(&format!(
            "Number of batch request steps must be from 1 to {MOST_REQUESTS}."
        )));
    }
    let mut ids = HashSet::new();
    for item in &items {
        if item.id.is_empty() || !ids.insert(item.id.to_lowercase()) {
            return Err(malformed(&format!(
                "Request Id '{}' has to be unique in a batch.",
                item.id
            )));
        }
        let typed = item
            .headers
            .keys()
            .any(|name| name.eq_ignore_ascii_case("content-type"));
        if item.body.is_some() && !typed {
            return Err(malformed(&format!(
                "Request with id '{}' has a body but no Content-Type header.",
                item.id
            )));
        }
        if item.url.trim_start_matches('/').starts_with("$batch") {
            return Err(malformed("A batch can not contain a batch."));
        }
    }
    Ok(items)
}

/// Whoever depends on somebody comes after them; otherwise the order stays.
fn in_order(items: Vec<Item>) -> Result<Vec<Item>, GraphError> {
    let all: HashSet<String> = items.iter().map(|item| item.id.to_lowercase()).collect();
    let (mut waiting, mut done, mut ordered) = (items, HashSet::new(), Vec::new());
    while !waiting.is_empty() {
        let ready = |item: &Item| item.depends_on.iter().all(|id| done.contains(&id.to_lowercase()));
        let Some(next) = waiting.iter().position(ready) else {
            let unknown = waiting
                .iter()
                .flat_map(|item| &item.depends_on)
                .find(|id| !all.contains(&id.to_lowercase()));
            return Err(malformed(&match unknown {
                Some(id) => format!("'dependsOn' names the request '{id}', which is not in the batch."),
                None => "The requests depend on each other in a circle.".to_owned(),
            }));
        };
        let item = waiting.remove(next);
        done.insert(item.id.to_lowercase());
        ordered.push(item);
    }
    Ok(ordered)
}

/// That it is a 400 is [V]; code and words are [M].
fn malformed(message: &str) -> GraphError {
    GraphError::new(StatusCode::BAD_REQUEST, "BadRequest", message)
}

/// The status is [V]; code and words are [M].
fn failed_dependency() -> GraphError {
    GraphError::new(
        StatusCode::FAILED_DEPENDENCY,
        "FailedDependency",
        "A request that this one depends on has failed.",
    )
}
