//! Owns the tokens of delta: what stands in one, which are still good, and where to begin again when one is not.

use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration};
use serde::{Deserialize, Serialize};
use url::form_urlencoded;
use uuid::Uuid;

use super::super::super::errors::GraphError;
use super::super::Call;
use super::super::filter::{self, Compare};
use super::super::query::unsupported;
use crate::ids::PersonId;

/// How long a token is good, in days [V].
const TOKEN_DAYS: i64 = 7;
/// People in `$filter` at most [V].
const MOST_IDS: usize = 50;

/// Where a reader stands, as it goes out and comes back in a link.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Token {
    pub tenant: Uuid,
    /// The simulator that gave it: numbers of another life mean nothing here.
    pub life: Uuid,
    /// How often all tokens had been called in.
    pub generation: u32,
    pub issued_s: i64,
    /// The number of the first change that the reader does not know when this list is read to its end.
    pub since: u32,
    /// In the first round a place among people, later the number of a change.
    pub next: u32,
    pub first_round: bool,
    pub select: Option<Vec<String>>,
    pub ids: Vec<PersonId>,
    pub size: Option<usize>,
}

/// The token of this call; `None` if it is the first.
pub fn asked(call: &Call<'_>) -> Result<Option<Token>, GraphError> {
    let text = [call.query.value("$skiptoken"), call.query.value("$deltatoken")];
    let text = text.into_iter().flatten().find(|text| !text.is_empty());
    let Some(text) = text.filter(|text| *text != "latest") else {
        return Ok(None);
    };
    // Both texts are from memory [M].
    let malformed = || GraphError::bad_request("Badly formed token.");
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| malformed())?;
    let token: Token = serde_json::from_slice(&bytes).map_err(|_| malformed())?;
    if token.tenant != call.shared.tenant_id {
        return Err(GraphError::bad_request(
            "The token was not issued for this tenant.",
        ));
    }
    let issued = DateTime::from_timestamp(token.issued_s, 0).ok_or_else(malformed)?;
    let faults = &call.shared.delta_faults;
    let expired = issued + Duration::days(TOKEN_DAYS) <= call.now
        || token.life != faults.life
        || token.generation != faults.generation();
    match expired {
        true => Err(gone(call, &token)),
        false => Ok(Some(token)),
    }
}

/// Code and text are [V]; the status is 410 with `Location` in one document, 400 in another [V]: a hand chooses.
fn gone(call: &Call<'_>, token: &Token) -> GraphError {
    let status = StatusCode::from_u16(call.shared.delta_faults.expired_status());
    let mut error = GraphError::new(
        status.unwrap_or(StatusCode::GONE),
        "syncStateNotFound",
        "The sync state generation is not found. The delta token is expired and data must be synchronized again.",
    );
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("$deltatoken", "");
    if let Some(select) = &token.select {
        query.append_pair("$select", &select.join(","));
    }
    if !token.ids.is_empty() {
        let ids = token.ids.iter().map(|id| format!("id eq '{id}'"));
        query.append_pair("$filter", &ids.collect::<Vec<_>>().join(" or "));
    }
    if error.status == StatusCode::GONE {
        let url = format!("{}/v1.0/users/delta?{}", call.shared.base, query.finish());
        error.with_header("location", &url);
    }
    error
}

pub fn first(call: &Call<'_>, shown_until: u32) -> Result<Token, GraphError> {
    for option in ["$orderby", "$expand", "$search", "$count"] {
        if call.query.value(option).is_some() {
            // The text is from memory [M].
            return Err(unsupported(&format!(
                "Query option '{option}' is not supported for delta."
            )));
        }
    }
    let faults = &call.shared.delta_faults;
    Ok(Token {
        tenant: call.shared.tenant_id,
        life: faults.life,
        generation: faults.generation(),
        issued_s: call.now.timestamp(),
        since: shown_until,
        next: 0,
        first_round: true,
        select: call.query.select(),
        ids: ids(call)?,
        size: call
            .query
            .value("$top")
            .map(|_| call.query.page_size())
            .transpose()?,
    })
}

/// Whom `$filter` names: it takes nothing else [V].
fn ids(call: &Call<'_>) -> Result<Vec<PersonId>, GraphError> {
    let mut ids = Vec::new();
    if let Some(text) = call.query.value("$filter") {
        for group in filter::parse(text)? {
            let [condition] = group.as_slice() else {
                return Err(filter::refused(text));
            };
            if condition.property != "id" || condition.compare != Compare::Eq {
                return Err(filter::refused(text));
            }
            let id = condition.value();
            ids.push(PersonId(
                Uuid::parse_str(id).map_err(|_| GraphError::not_a_guid(id))?,
            ));
        }
        if ids.len() > MOST_IDS {
            return Err(unsupported(&format!(
                "At most {MOST_IDS} ids can be filtered by."
            )));
        }
    }
    Ok(ids)
}

impl Call<'_> {
    pub fn delta_link(&self, name: &str, token: &Token) -> String {
        let text = URL_SAFE_NO_PAD.encode(serde_json::to_vec(token).unwrap_or_default());
        format!("{}/v1.0/users/delta?{name}={text}", self.shared.base)
    }
}
