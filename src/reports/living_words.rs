//! What happened, in words: of the directory, of drift and of the fuse.

use serde_json::Value;

use super::log_words::{ending, number, person, product, text};
use super::store::EventRow;

/// Nothing where it is about something else.
pub(super) fn of(event: &EventRow) -> Option<String> {
    let (person, product) = (person(event), product(event));
    let text = |key| text(event, key);
    let number = |key| number(event, key);
    let words = match event.kind.as_str() {
        "directory.refused" => t!(
            "log-directory-refused",
            before = number("before"),
            after = number("after")
        ),
        "directory.read_anew" => match event.detail.get("refused") {
            None | Some(Value::Null) => t!("log-directory-read-anew").into(),
            Some(_) => t!("log-directory-left-aside").into(),
        },
        "person.time_zone_chosen" => match text("time_zone") {
            "" => t!("log-zone-of-country").into(),
            zone => t!("log-zone-chosen", zone = zone),
        },
        "review.reviewer_replaced" => t!("log-reviewer-replaced", person = person, product = product),
        "departure.called_off" => t!(
            "log-departure-called-off",
            product = product,
            person = person,
            why = match text("why") {
                "the person moved again" => "again",
                "the account is open" => "open",
                _ => "closed",
            }
        ),
        "request.stages_made_anew" => t!("log-stages-made-anew", product = product, person = person),
        "grant.held" => t!(
            "log-grant-held",
            product = product,
            person = person,
            why = ending(text("cause"))
        ),
        "grant.let_go" => t!("log-grant-let-go", product = product, person = person),
        "grant.attention_closed" => t!(
            "log-attention-closed",
            product = product,
            person = person,
            reason = text("reason")
        ),
        kind if kind.starts_with("drift.") => return of_drift(event),
        kind if kind.starts_with("fuse.") => return of_the_fuse(event),
        _ => return None,
    };
    Some(words)
}

fn of_drift(event: &EventRow) -> Option<String> {
    let (person, product) = (person(event), product(event));
    let text = |key| text(event, key);
    let number = |key| number(event, key);
    let reason = text("reason");
    let words = match event.kind.as_str() {
        "drift.scanned" => t!(
            "log-drift-scanned",
            people = number("people"),
            found = number("found"),
            gone = number("gone")
        ),
        "drift.found" => t!(
            "log-drift-found",
            kind = text("kind"),
            product = product,
            person = person
        ),
        "drift.gone" => t!("log-drift-gone", product = product, person = person),
        "drift.adopted" => t!(
            "log-drift-adopted",
            product = product,
            person = person,
            reason = reason
        ),
        "drift.restored" => t!(
            "log-drift-restored",
            kind = text("kind"),
            product = product,
            person = person,
            reason = reason
        ),
        "drift.accepted" => t!(
            "log-drift-accepted",
            product = product,
            person = person,
            reason = reason
        ),
        "drift.adoption_begun" => t!(
            "log-adoption-begun",
            count = number("count"),
            product = one_or_all(event),
            reason = reason
        ),
        "drift.adoption_stopped" => t!(
            "log-adoption-stopped",
            done = number("done"),
            count = number("count")
        ),
        _ => return None,
    };
    Some(words)
}

fn of_the_fuse(event: &EventRow) -> Option<String> {
    let number = |key| number(event, key);
    let reason = text(event, "reason");
    let words = match event.kind.as_str() {
        "fuse.blown" => t!(
            "log-fuse-blown",
            product = one_or_all(event),
            counted = number("counted"),
            most = number("most")
        ),
        "fuse.resumed" => t!(
            "log-fuse-resumed",
            product = one_or_all(event),
            count = number("let_end"),
            reason = reason
        ),
        "fuse.kept" => t!(
            "log-fuse-kept",
            product = product(event),
            person = person(event),
            reason = reason
        ),
        _ => return None,
    };
    Some(words)
}

/// What it is about where no product means every product.
fn one_or_all(event: &EventRow) -> &str {
    event.product.as_deref().unwrap_or(t!("log-all-products"))
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use serde_json::json;
    use uuid::Uuid;

    use super::super::log_words::words;
    use super::*;
    use crate::audit::Kind;
    use crate::words::{Language, Reader, read_by};

    fn event(kind: &str, detail: Value) -> EventRow {
        EventRow {
            seq: None,
            id: Uuid::nil(),
            written: 1,
            at: DateTime::UNIX_EPOCH,
            kind: kind.to_owned(),
            actor: "person".into(),
            token_name: None,
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
    fn every_kind_of_event_has_a_sentence_of_its_own_in_every_language() {
        let of = |language| {
            let reader = Reader {
                language,
                ..Reader::default()
            };
            read_by(reader, || {
                Kind::ALL.map(|kind| words(&event(kind.as_str(), json!({}))))
            })
        };
        let (english, german) = (of(Language::English), of(Language::German));
        let same: Vec<_> = english
            .iter()
            .zip(&german)
            .filter(|(one, other)| one == other)
            .collect();
        assert_eq!(same, Vec::<(&String, &String)>::new());
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
            (
                "fuse.resumed",
                json!({ "let_end": 0, "reason": "A mistake." }),
                "The fuse of Visio Plan 2 is whole again, and lets no licence end: A mistake.",
            ),
            (
                "access.refused",
                json!({ "attempt": "sign", "why": "own_request" }),
                "Was refused to sign for Mia Berg: own request",
            ),
            (
                "policy.applied",
                json!({ "policy": "a1b2", "denied": 1, "kept": 2, "not_judged": 3 }),
                "Looked at what waits by policy a1b2: 1 denied, 2 keep their stages, 3 could not be judged and keep theirs",
            ),
            (
                "policy.in_force",
                json!({ "policy": "a1b2", "rollback": true, "single_administrator": true }),
                "Policy a1b2 came into force again, by a roll back: submitted and put in force by one person alone",
            ),
            (
                "policy.in_force",
                json!({ "policy": "a1b2" }),
                "Policy a1b2 came into force",
            ),
        ] {
            assert_eq!(words(&event(kind, detail)), sentence);
        }
    }
}
