//! Several reads in one round trip (`POST /$batch`). Each has a status of its own and is judged by it. Writes never go this
//! way: each has its own outcome, and its own entry in somebody's log.
//! Source: Microsoft's page "Combine multiple HTTP requests using JSON batching".

use std::collections::BTreeMap;

use reqwest::Method;
use reqwest::header::{DATE, HeaderMap, HeaderName, HeaderValue};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::client::PERSON;
use super::cost::Cost;
use super::error::{Error, ErrorKind};
use super::send::{Call, MOST_REPEATS, Repeats, Reply, Road, Urgency, repeat_after};
use crate::ids::PersonId;

/// Requests that Graph takes in one batch.
pub const MOST_GETS: usize = 20;

/// Older pages say that the whole batch has this status when requests in it were throttled, newer ones that it is 200.
const THROTTLED_INSIDE: u16 = 424;

/// One question, by its path below the version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Get {
    pub(super) path: String,
}

impl Get {
    /// A person with manager.
    pub fn user(person: PersonId) -> Self {
        Self {
            path: format!("/users/{person}?$select={PERSON}&$expand=manager($select={PERSON})"),
        }
    }

    /// What a person has, and by which path.
    pub fn licences(person: PersonId) -> Self {
        let select = "id,accountEnabled,usageLocation,assignedLicenses,licenseAssignmentStates";
        Self {
            path: format!("/users/{person}?$select={select}"),
        }
    }

    /// The first page of a person's groups, nested ones included, for [`Client::all_groups`](super::Client::all_groups).
    pub fn groups_of(person: PersonId) -> Self {
        Self {
            path: format!("/users/{person}/transitiveMemberOf?$select=id,displayName&$top=999"),
        }
    }

    pub fn subscribed_skus() -> Self {
        Self {
            path: "/subscribedSkus".into(),
        }
    }
}

/// The body of one answer, not yet read.
#[derive(Debug)]
pub struct Answer(Box<RawValue>);

impl Answer {
    /// # Errors
    /// `Unreadable` when it is something else.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_str(self.0.get()).map_err(|error| {
            tracing::warn!(%error, "Graph's answer in a batch could not be read");
            Error::of(ErrorKind::Unreadable)
        })
    }
}

#[derive(Serialize)]
struct Outer<'a> {
    requests: Vec<Inner<'a>>,
}

#[derive(Serialize)]
struct Inner<'a> {
    id: String,
    method: &'static str,
    url: &'a str,
}

#[derive(Deserialize)]
struct OuterReply {
    responses: Vec<InnerReply>,
}

#[derive(Deserialize)]
struct InnerReply {
    id: String,
    status: u16,
    #[serde(default)]
    headers: BTreeMap<String, serde_json::Value>,
    #[serde(default)]
    body: Option<Box<RawValue>>,
}

/// Asks, and asks those again that met a passing fault.
pub(super) async fn read(road: &Road, base: &str, gets: &[Get]) -> Result<Vec<Result<Answer, Error>>, Error> {
    assert!(
        gets.len() <= MOST_GETS,
        "Graph takes {MOST_GETS} requests in a batch"
    );
    let mut answers: Vec<Result<Answer, Error>> = Vec::new();
    // What Graph does not answer at all is not an answer.
    answers.resize_with(gets.len(), || Err(Error::of(ErrorKind::Unreadable)));
    let mut open: Vec<usize> = (0..gets.len()).collect();
    for repeats in 0..=MOST_REPEATS {
        if open.is_empty() {
            break;
        }
        once(road, base, gets, &open, &mut answers).await?;
        let mut again = Vec::new();
        let mut longest = None;
        for &i in &open {
            if let Some(wait) = answers[i]
                .as_ref()
                .err()
                .and_then(|error| repeat_after(error, repeats))
            {
                again.push(i);
                longest = longest.max(Some(wait));
            }
        }
        if let Some(wait) = longest {
            tokio::time::sleep(wait).await;
        }
        open = again;
    }
    Ok(answers)
}

async fn once(
    road: &Road,
    base: &str,
    gets: &[Get],
    open: &[usize],
    answers: &mut [Result<Answer, Error>],
) -> Result<(), Error> {
    let outer = Outer {
        requests: open
            .iter()
            .map(|&i| Inner {
                id: i.to_string(),
                method: "GET",
                url: &gets[i].path,
            })
            .collect(),
    };
    let cost = open.iter().map(|&i| Cost::of_get(&gets[i].path).units).sum();
    let url = format!("{base}/$batch");
    let call = Call {
        method: Method::POST,
        url: &url,
        body: Some(serde_json::to_vec(&outer).map_err(|_| Error::of(ErrorKind::Unreadable))?),
        cost: Cost {
            units: cost,
            writes: 0,
        },
        id: None,
        urgency: Urgency::Normal,
        repeats: Repeats::WhenPassing,
        also_takes: Some(THROTTLED_INSIDE),
        prefer: None,
    };
    let Reply { headers, body, .. } = road.send(&call).await?;
    let reply: OuterReply = serde_json::from_slice(&body).map_err(|_| Error::of(ErrorKind::Unreadable))?;
    for inner in reply.responses {
        let Some(i) = inner.id.parse::<usize>().ok().filter(|i| open.contains(i)) else {
            continue;
        };
        answers[i] = judged(road, gets, i, inner, headers.get(DATE));
    }
    Ok(())
}

/// An inner answer by its own status; a 429 among them pauses the process like any other.
fn judged(
    road: &Road,
    gets: &[Get],
    i: usize,
    inner: InnerReply,
    date: Option<&HeaderValue>,
) -> Result<Answer, Error> {
    let mut headers = HeaderMap::new();
    if let Some(date) = date {
        headers.insert(DATE, date.clone());
    }
    for (name, value) in &inner.headers {
        let value = match value {
            serde_json::Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        if let (Ok(name), Ok(value)) = (
            name.to_ascii_lowercase().parse::<HeaderName>(),
            HeaderValue::from_str(&value),
        ) {
            headers.insert(name, value);
        }
    }
    road.gate
        .answered(Cost::of_get(&gets[i].path), inner.status, &headers);
    if (200..300).contains(&inner.status) {
        return inner
            .body
            .map(Answer)
            .ok_or_else(|| Error::of(ErrorKind::Unreadable));
    }
    let body = inner.body.as_ref().map_or("", |body| body.get());
    Err(Error::from_reply(inner.status, &headers, body.as_bytes()))
}
