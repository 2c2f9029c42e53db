//! What happened, in words: of the directory, of drift and of the fuse.

use serde_json::Value;

use super::log::ending;
use super::store::EventRow;

/// Nothing where it is about something else.
pub(super) fn of(event: &EventRow) -> Option<String> {
    let text = |key: &str| event.detail.get(key).and_then(Value::as_str).unwrap_or_default();
    let number = |key: &str| event.detail.get(key).and_then(Value::as_i64).unwrap_or_default();
    let person = event.person_name.as_deref().unwrap_or("somebody");
    let product = event.product.as_deref().unwrap_or("a product");
    let words = match event.kind.as_str() {
        "directory.refused" => format!(
            "A reading of the directory waits for an administrator: {} had an account, {} would have one",
            people(number("before")),
            number("after")
        ),
        "directory.read_anew" => match event.detail.get("refused") {
            None | Some(Value::Null) => "Has everybody read anew from the directory".into(),
            Some(_) => "Left a reading of the directory aside and has everybody read anew".into(),
        },
        "person.time_zone_chosen" => match text("time_zone") {
            "" => "Has the time zone of the country again".into(),
            zone => format!("Chose the time zone {zone}"),
        },
        "review.reviewer_replaced" => format!("Somebody else is asked whether {person} keeps {product}"),
        "departure.called_off" => {
            let (from, why) = match text("why") {
                "the person moved again" => ("the move", "the person moved again"),
                "the account is open" => ("the closed account", "it is open"),
                _ => ("the move", "the account was closed"),
            };
            format!("Nothing follows for {product} of {person} from {from} any more: {why}")
        }
        "request.stages_made_anew" => {
            format!("Others must sign {product} for {person} now, from the first stage on: the person moved")
        }
        "grant.held" => format!("The fuse holds {product} of {person}: {}", ending(text("cause"))),
        "grant.let_go" => format!("The fuse does not hold {product} of {person} any more: it stays"),
        "grant.attention_closed" => {
            format!(
                "What stood open of {product} for {person} is closed: {}",
                text("reason")
            )
        }
        kind if kind.starts_with("drift.") => return of_drift(event),
        kind if kind.starts_with("fuse.") => return of_the_fuse(event),
        _ => return None,
    };
    Some(words)
}

fn of_drift(event: &EventRow) -> Option<String> {
    let text = |key: &str| event.detail.get(key).and_then(Value::as_str).unwrap_or_default();
    let number = |key: &str| event.detail.get(key).and_then(Value::as_i64).unwrap_or_default();
    let person = event.person_name.as_deref().unwrap_or("somebody");
    let product = event.product.as_deref().unwrap_or("a product");
    let reason = text("reason");
    let words = match event.kind.as_str() {
        "drift.scanned" => format!(
            "Compared the licences of {}: {} found anew, {} gone",
            people(number("people")),
            number("found"),
            number("gone")
        ),
        "drift.found" => match text("kind") {
            "missing" => format!("Found: {product} is granted to {person}, and not there"),
            "plans_differ" => format!("Found: {product} of {person} has other plans than granted"),
            "group_error" => format!("Found: a group can not give {product} to {person}"),
            _ => format!("Found: {person} has {product}, and nobody granted it"),
        },
        "drift.gone" => format!("What was found of {product} for {person} is not there any more"),
        "drift.adopted" => format!("Adopted {product} of {person} as found: {reason}"),
        "drift.restored" => match text("kind") {
            "unknown_licence" => {
                format!("Has {product} taken away from {person}, as nobody granted it: {reason}")
            }
            _ => format!("Has {product} of {person} made as granted: {reason}"),
        },
        "drift.accepted" => format!("Leaves {product} of {person} as found: {reason}"),
        "drift.adoption_begun" => format!(
            "Began to adopt {} of {} as found: {reason}",
            licences(number("count")),
            event.product.as_deref().unwrap_or("all products")
        ),
        "drift.adoption_stopped" => format!(
            "Stopped adopting: {} of {} were adopted",
            number("done"),
            licences(number("count"))
        ),
        _ => return None,
    };
    Some(words)
}

fn of_the_fuse(event: &EventRow) -> Option<String> {
    let text = |key: &str| event.detail.get(key).and_then(Value::as_str).unwrap_or_default();
    let number = |key: &str| event.detail.get(key).and_then(Value::as_i64).unwrap_or_default();
    let of_what = event.product.as_deref().unwrap_or("all products");
    let words = match event.kind.as_str() {
        "fuse.blown" => format!(
            "The fuse of {of_what} has blown: {} had ended within an hour, {} may",
            licences(number("counted")),
            number("most")
        ),
        "fuse.resumed" => format!(
            "The fuse of {of_what} is whole again, and lets {} end: {}",
            licences(number("let_end")),
            text("reason")
        ),
        "fuse.kept" => format!(
            "Keeps {} of {}, which the fuse held: {}",
            event.product.as_deref().unwrap_or("a product"),
            event.person_name.as_deref().unwrap_or("somebody"),
            text("reason")
        ),
        _ => return None,
    };
    Some(words)
}

fn people(n: i64) -> String {
    match n {
        1 => "1 person".into(),
        n => format!("{n} people"),
    }
}

fn licences(n: i64) -> String {
    match n {
        0 => "no licence".into(),
        1 => "1 licence".into(),
        n => format!("{n} licences"),
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use serde_json::json;
    use uuid::Uuid;

    use super::super::log::words;
    use super::*;
    use crate::audit::Kind;

    fn event(kind: &str, detail: Value) -> EventRow {
        EventRow {
            seq: None,
            id: Uuid::nil(),
            written: 1,
            at: DateTime::UNIX_EPOCH,
            kind: kind.to_owned(),
            actor: "person".into(),
            actor_name: None,
            other_name: None,
            person_name: Some("Mia Berg".into()),
            product: Some("Visio Plan 2".into()),
            request_id: None,
            detail,
            hash: None,
        }
    }

    #[test]
    fn every_kind_of_event_has_a_sentence() {
        let has_none = |kind: &Kind| words(&event(kind.as_str(), json!({}))) == kind.as_str();
        let without: Vec<_> = Kind::ALL.into_iter().filter(has_none).collect();
        assert_eq!(without, []);
    }

    #[test]
    fn what_was_found_names_person_and_product() {
        for (kind, detail, sentence) in [
            (
                "drift.adopted",
                json!({ "reason": "Needed." }),
                "Adopted Visio Plan 2 of Mia Berg as found: Needed.",
            ),
            (
                "drift.found",
                json!({ "kind": "missing" }),
                "Found: Visio Plan 2 is granted to Mia Berg, and not there",
            ),
            (
                "drift.restored",
                json!({ "kind": "unknown_licence", "reason": "Not needed." }),
                "Has Visio Plan 2 taken away from Mia Berg, as nobody granted it: Not needed.",
            ),
            (
                "grant.held",
                json!({ "cause": "expired" }),
                "The fuse holds Visio Plan 2 of Mia Berg: its term is over",
            ),
            (
                "fuse.blown",
                json!({ "counted": 10, "most": 10 }),
                "The fuse of Visio Plan 2 has blown: 10 licences had ended within an hour, 10 may",
            ),
        ] {
            assert_eq!(words(&event(kind, detail)), sentence);
        }
    }
}
