//! Values of a row as they are kept: ids, codes, moments in UTC and whole numbers, in no language.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

pub fn text(text: Option<String>) -> Value {
    text.into()
}

pub fn codes(codes: Option<Vec<String>>) -> Value {
    codes.unwrap_or_default().into()
}

/// A person or a product, with the name of this moment.
pub fn named(id: Option<Uuid>, name: Option<String>) -> Value {
    match id {
        Some(id) => json!({ "id": id, "name": name }),
        None => Value::Null,
    }
}

pub fn id(id: Option<Uuid>) -> Value {
    match id {
        Some(id) => id.to_string().into(),
        None => Value::Null,
    }
}

pub fn moment(at: Option<DateTime<Utc>>) -> Value {
    at.map(|at| at.to_rfc3339_opts(SecondsFormat::Micros, true))
        .into()
}

/// A count, or seconds.
pub fn number(number: Option<i64>) -> Value {
    number.into()
}

pub fn money(cents: Option<i64>, currency: Option<String>) -> Value {
    match cents {
        Some(cents) => json!({ "cents": cents, "currency": currency }),
        None => Value::Null,
    }
}
