//! From Graph's words to the situation they mean. Almost every business failure is HTTP 400 with the code
//! `Request_BadRequest`; only the English message tells them apart. Microsoft says never to branch on it, yet there is
//! nothing else: the table below is the one place that does, an unknown message is `Unknown`, never a blind retry.

use serde_json::Value;
use uuid::Uuid;

use super::error::ErrorKind;

/// The edition of the table of messages: the day on which it was last compared with what Graph is known to say.
pub const MESSAGES_VERSION: &str = "2026-11-24";

/// Depth to which an `innerError` inside an `innerError` is looked into.
const DEEPEST_INNER_ERROR: usize = 5;

/// What Graph said when it refused.
pub(super) struct Said<'a> {
    pub(super) status: u16,
    pub(super) code: &'a str,
    pub(super) message: &'a str,
    pub(super) inner: Option<&'a Value>,
}

/// The words of the newer licensing API first, then the code, then the table of messages.
pub(super) fn classify(said: &Said<'_>) -> ErrorKind {
    let &Said {
        status,
        code,
        message,
        inner,
    } = said;
    let mut at = inner;
    for _ in 0..DEEPEST_INNER_ERROR {
        let Some(error) = at else { break };
        if let Some(kind) = error["code"]
            .as_str()
            .and_then(|code| by_inner_code(code, error, message))
        {
            return kind;
        }
        at = error.get("innerError").or_else(|| error.get("innererror"));
    }
    match (status, code) {
        // Seen as 409 and as 400: by code, not by status.
        (_, "Directory_ConcurrencyViolation") => ErrorKind::ConcurrentChange,
        (_, "Directory_QuotaExceeded") => ErrorKind::DirectoryQuota,
        (429 | 509, _) | (_, "TooManyRequests") => ErrorKind::Throttled,
        (404, _) | (_, "Request_ResourceNotFound") => ErrorKind::PersonNotFound,
        (403, _) => ErrorKind::PermissionMissing,
        (401, _) => ErrorKind::TokenRefused,
        (405, _) => ErrorKind::MethodNotAllowed,
        (409, _) => ErrorKind::ConcurrentChange,
        (500..=599, _) => ErrorKind::ServerFault,
        _ => by_message(message),
    }
}

fn by_inner_code(code: &str, inner: &Value, message: &str) -> Option<ErrorKind> {
    Some(match code {
        "noAvailableLicenses" => ErrorKind::NoFreeSeat,
        "invalidUsageLocation" => ErrorKind::UsageLocationInvalid,
        "mutuallyExclusiveServicePlans" => {
            let plans = match guids(message) {
                none if none.is_empty() => listed(inner),
                plans => plans,
            };
            ErrorKind::MutuallyExclusive { plans }
        }
        "proxyAddressConflict" => ErrorKind::ProxyAddressClash,
        "notFound" => ErrorKind::PersonNotFound,
        "missingRequiredPermission" => ErrorKind::PermissionMissing,
        "requiredFieldOrParameterMissing" => ErrorKind::ParameterMissing,
        _ => return None,
    })
}

/// Table of messages, edition [`MESSAGES_VERSION`]. Each pattern is matched without regard to case anywhere in the message.
fn by_message(message: &str) -> ErrorKind {
    let text = message.to_lowercase();
    let says = |pattern: &str| text.contains(pattern);
    if says("invalid usage location") {
        ErrorKind::UsageLocationInvalid
    } else if says("does not have any available licenses") {
        ErrorKind::NoFreeSeat
    } else if says("does not have a corresponding license") {
        ErrorKind::NotAssigned
    } else if says("does not correspond to a valid company license") {
        ErrorKind::UnknownSku
    } else if says("is inherited from a group membership") {
        ErrorKind::Inherited
    } else if says("depends on the service plan") {
        let (plan, needs) = text.split_once("depends on").unwrap_or((&text, ""));
        ErrorKind::DependencyMissing {
            plan: guids(plan),
            needs: guids(needs),
        }
    } else if says("mutually exclusive") {
        ErrorKind::MutuallyExclusive { plans: guids(&text) }
    } else if says("no license changes provided") {
        ErrorKind::NothingToChange
    } else if says("missing from the request payload") {
        ErrorKind::ParameterMissing
    } else if says("to the expected type 'edm.guid'") {
        ErrorKind::NotAGuid
    } else if says("cannot be assigned to a user") {
        ErrorKind::SkuNotAssignable
    } else if says("proxyaddresses already exists") {
        ErrorKind::ProxyAddressClash
    } else if says("service plan") && says("does not belong") {
        // The condition is documented, the wording is not.
        ErrorKind::PlanNotInSku
    } else if says("prohibited") && says("location") {
        // Likewise.
        ErrorKind::PlanProhibitedInLocation
    } else {
        ErrorKind::Unknown
    }
}

/// The GUIDs in a text, joined by commas.
fn guids(text: &str) -> String {
    let found: Vec<_> = text
        .split(|c: char| !(c.is_ascii_hexdigit() || c == '-'))
        .filter(|word| word.len() == 36 && Uuid::parse_str(word).is_ok())
        .collect();
    found.join(", ")
}

/// The GUIDs in the lists of an inner error; its other GUIDs are numbers of requests.
fn listed(inner: &Value) -> String {
    let lists = inner.as_object().into_iter().flat_map(|object| object.values());
    let words: Vec<_> = lists
        .filter_map(Value::as_array)
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    guids(&words.join(" "))
}
