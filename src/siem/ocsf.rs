//! One event as OCSF (<https://schema.ocsf.io>, version 1.5.0): which class and activity each kind is, and the line itself.
//!
//! The same event gives the same line for ever: nothing of the machine, of the version that runs or of the time of reading is in
//! it. Whoever changes the mapping of a kind raises [`MAPPING_VERSION`].

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::audit::Kind;

mod mapping;

pub use mapping::of;

/// Of the schema that the lines are written to.
pub const SCHEMA_VERSION: &str = "1.5.0";
/// Of our mapping to it: `metadata.log_version`.
pub const MAPPING_VERSION: &str = "1";

/// Classes of the schema that we have events of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    AccountChange,
    Authentication,
    /// A change of something that we keep: a request, a grant, a policy.
    Entity(&'static str),
    /// Somebody has a right from now on, or has it no more; the word names the right.
    UserAccess(&'static str),
    /// A call to, or of, a service; the word names the service.
    Api(&'static str),
}

impl Class {
    pub fn uid(self) -> u32 {
        match self {
            Self::AccountChange => 3001,
            Self::Authentication => 3002,
            Self::Entity(_) => 3004,
            Self::UserAccess(_) => 3005,
            Self::Api(_) => 6003,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::AccountChange => "Account Change",
            Self::Authentication => "Authentication",
            Self::Entity(_) => "Entity Management",
            Self::UserAccess(_) => "User Access Management",
            Self::Api(_) => "API Activity",
        }
    }

    fn category(self) -> (u32, &'static str) {
        match self {
            Self::Api(_) => (6, "Application Activity"),
            _ => (3, "Identity & Access Management"),
        }
    }
}

/// How much it asks of somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    Informational = 1,
    Low = 2,
    Medium = 3,
    High = 4,
}

/// How it went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It is not known yet.
    Unknown = 0,
    Success = 1,
    Failure = 2,
}

/// What a kind of event is in the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mapped {
    pub class: Class,
    /// Number and caption, as the schema has them; 99 with a word of ours.
    pub activity: (u32, &'static str),
    pub severity: Severity,
    pub status: Status,
}

/// A sealed event, with the user names that held when it was written.
#[derive(Clone, Debug)]
pub struct Sealed {
    pub seq: i64,
    pub event_id: Uuid,
    /// What was sealed.
    pub hash: Vec<u8>,
    /// `None` = the row is gone: its payload was dropped when its time was over, or somebody took it.
    pub event: Option<Payload>,
}

/// The event as it stands in the log.
#[derive(Clone, Debug)]
pub struct Payload {
    pub at: DateTime<Utc>,
    pub kind: String,
    pub actor: String,
    pub actor_id: Option<Uuid>,
    pub actor_upn: Option<String>,
    pub request_id: Option<Uuid>,
    pub person_id: Option<Uuid>,
    pub person_upn: Option<String>,
    pub sku_id: Option<Uuid>,
    pub detail: Value,
}

/// The line without its end: canonical JSON (RFC 8785), so that it is the same bytes each time.
pub fn line(sealed: &Sealed) -> anyhow::Result<Vec<u8>> {
    Ok(serde_json_canonicalizer::to_vec(&event(sealed))?)
}

fn event(sealed: &Sealed) -> Value {
    let mut out = Map::new();
    let mut put = |name: &str, value: Value| out.insert(name.to_owned(), value);
    let Some(payload) = &sealed.event else {
        return without_payload(sealed);
    };
    let kind = Kind::ALL.into_iter().find(|kind| kind.as_str() == payload.kind);
    let mapped = kind.map(of);
    let (class, class_name) = mapped.map_or((0, "Base Event"), |m| (m.class.uid(), m.class.name()));
    let (category, category_name) = mapped.map_or((0, "Uncategorized"), |m| m.class.category());
    let (activity, activity_name) = mapped.map_or((99, payload.kind.as_str()), |m| m.activity);
    let severity = mapped.map_or(Severity::Informational, |m| m.severity);
    let status = status(mapped, payload);
    put("activity_id", json!(activity));
    put("activity_name", json!(activity_name));
    put("category_name", json!(category_name));
    put("category_uid", json!(category));
    put("class_name", json!(class_name));
    put("class_uid", json!(class));
    put("message", json!(payload.kind));
    put("severity", json!(format!("{severity:?}")));
    put("severity_id", json!(severity as u32));
    put("status", json!(format!("{status:?}")));
    put("status_id", json!(status as u32));
    put("time", json!(payload.at.timestamp_millis()));
    put("type_name", json!(format!("{class_name}: {activity_name}")));
    put("type_uid", json!(class * 100 + activity));
    put("metadata", metadata(sealed, payload));
    put("actor", actor(payload));
    if let Some(code) = code(payload) {
        put("status_code", json!(code));
    }
    if let Some(mapped) = mapped {
        for (name, value) in of_class(mapped.class, payload) {
            put(name, value);
        }
    }
    put("unmapped", unmapped(sealed, payload));
    Value::Object(out)
}

/// What is told of an event whose row is gone: that it was, and where. Nothing is passed over.
fn without_payload(sealed: &Sealed) -> Value {
    json!({
        "activity_id": 99,
        "activity_name": "payload_gone",
        "category_name": "Uncategorized",
        "category_uid": 0,
        "class_name": "Base Event",
        "class_uid": 0,
        "message": "The event was sealed; its payload is not kept any more.",
        "metadata": about(sealed),
        "severity": "Unknown",
        "severity_id": 0,
        "time": minted(sealed.event_id),
        "type_name": "Base Event: Other",
        "type_uid": 99,
        "unmapped": { "hash": hex::encode(&sealed.hash) },
    })
}

/// Milliseconds since 1970, as the id has them (UUIDv7).
fn minted(id: Uuid) -> u64 {
    id.get_timestamp().map_or(0, |at| {
        let (seconds, nanos) = at.to_unix();
        seconds * 1_000 + u64::from(nanos) / 1_000_000
    })
}

fn about(sealed: &Sealed) -> Value {
    json!({
        "log_name": "audit",
        "log_provider": "countersign",
        "log_version": MAPPING_VERSION,
        "product": { "name": "Countersign", "vendor_name": "Countersign" },
        "sequence": sealed.seq,
        "uid": sealed.event_id,
        "version": SCHEMA_VERSION,
    })
}

fn metadata(sealed: &Sealed, payload: &Payload) -> Value {
    let mut metadata = about(sealed);
    metadata["event_code"] = json!(payload.kind);
    if let Some(request) = payload.request_id {
        metadata["correlation_uid"] = json!(request);
    }
    metadata
}

/// What a call was answered is in its event; of everything else the kind says it.
fn status(mapped: Option<Mapped>, payload: &Payload) -> Status {
    let usual = mapped.map_or(Status::Unknown, |m| m.status);
    match payload.detail.get("result").and_then(Value::as_str) {
        Some(result) if payload.kind == Kind::CallAnswered.as_str() => match result {
            "done" | "nothing_to_do" => Status::Success,
            "refused" => Status::Failure,
            _ => Status::Unknown,
        },
        _ => usual,
    }
}

/// The code of the outcome, where the event has one; what people wrote is none.
fn code(payload: &Payload) -> Option<&str> {
    ["code", "why", "result", "cause"]
        .iter()
        .filter_map(|name| payload.detail.get(name).and_then(Value::as_str))
        .find(|text| !text.is_empty() && !text.contains(char::is_whitespace))
}

/// User names are those of the moment; the id is what stays.
fn user(id: Uuid, upn: Option<&str>) -> Value {
    match upn {
        Some(upn) => json!({ "name": upn, "type": "User", "type_id": 1, "uid": id }),
        None => json!({ "type": "User", "type_id": 1, "uid": id }),
    }
}

fn actor(payload: &Payload) -> Value {
    match (payload.actor.as_str(), payload.actor_id) {
        ("person", Some(id)) => json!({ "user": user(id, payload.actor_upn.as_deref()) }),
        ("token", Some(id)) => json!({ "app_name": "Countersign API token", "app_uid": id }),
        (word, _) => json!({ "app_name": "Countersign", "app_uid": word }),
    }
}

/// Whom it concerns, else who did it.
fn subject(payload: &Payload) -> Value {
    match (payload.person_id, payload.actor.as_str(), payload.actor_id) {
        (Some(id), ..) => user(id, payload.person_upn.as_deref()),
        (None, "person", Some(id)) => user(id, payload.actor_upn.as_deref()),
        _ => json!({ "name": "unknown", "type": "Unknown", "type_id": 0 }),
    }
}

fn resources(payload: &Payload) -> Option<Value> {
    payload
        .sku_id
        .map(|sku| json!([{ "type": "Microsoft 365 product (skuId)", "uid": sku }]))
}

/// What the class has beyond what all have.
fn of_class(class: Class, payload: &Payload) -> Vec<(&'static str, Value)> {
    let mut all = Vec::new();
    match class {
        Class::AccountChange => all.push(("user", subject(payload))),
        Class::Authentication => {
            all.push(("user", subject(payload)));
            all.push(("service", json!({ "name": "Countersign" })));
            all.push(("auth_protocol", json!("OpenID")));
            all.push(("auth_protocol_id", json!(4)));
            all.push(("is_remote", json!(true)));
        }
        Class::Entity(what) => all.push(("entity", entity(what, payload))),
        Class::UserAccess(privilege) => {
            all.push(("user", subject(payload)));
            all.push(("privileges", json!([privilege])));
            all.extend(resources(payload).map(|resources| ("resources", resources)));
        }
        Class::Api(service) => {
            all.push((
                "api",
                json!({ "operation": payload.kind, "service": { "name": service } }),
            ));
            all.push(("src_endpoint", json!({ "svc_name": "countersign" })));
            all.extend(resources(payload).map(|resources| ("resources", resources)));
        }
    }
    all
}

/// What was managed: by its own id where the event names it, else by the request that it belongs to.
fn entity(what: &str, payload: &Payload) -> Value {
    let named = payload
        .detail
        .get(what)
        .and_then(Value::as_str)
        .map(str::to_owned);
    let (type_id, caption) = match what {
        "person" => (2, "User"),
        "policy" => (5, "Policy"),
        other => (99, other),
    };
    let uid = match what {
        "person" => payload.person_id.or(payload.actor_id).map(|id| id.to_string()),
        "product" => payload.sku_id.map(|id| id.to_string()),
        _ => named.or_else(|| payload.request_id.map(|id| id.to_string())),
    };
    let mut entity = json!({ "name": what, "type": caption, "type_id": type_id });
    if let Some(uid) = uid {
        entity["uid"] = json!(uid);
    }
    // For whom and of what it is.
    let mut data = Map::new();
    if let Some(person) = payload.person_id {
        entity["user"] = user(person, payload.person_upn.as_deref());
    }
    if let Some(sku) = payload.sku_id {
        data.insert("sku_id".into(), json!(sku));
        entity["data"] = Value::Object(data);
    }
    entity
}

/// Our event as it stands, member for member as it was hashed, and the hash that was sealed.
fn unmapped(sealed: &Sealed, payload: &Payload) -> Value {
    json!({
        "event": {
            "id": sealed.event_id,
            "at": payload.at.to_rfc3339_opts(SecondsFormat::Micros, true),
            "kind": payload.kind,
            "actor_id": payload.actor_id,
            "actor": payload.actor,
            "request_id": payload.request_id,
            "person_id": payload.person_id,
            "sku_id": payload.sku_id,
            "detail": payload.detail,
        },
        "hash": hex::encode(&sealed.hash),
    })
}

#[cfg(test)]
mod tests;
