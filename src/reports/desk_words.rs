//! What happened, in words: of the desk, of those who sign for others, of what was given at once, and of mail.

use serde_json::Value;

use super::log_words::{person, product, text};
use super::store::EventRow;

/// Nothing where it is about something else.
pub(super) fn of(event: &EventRow) -> Option<String> {
    let (person, product) = (person(event), product(event));
    let text = |key| text(event, key);
    let words = match event.kind.as_str() {
        "bundle.sent" => {
            let requests = event.detail.get("requests").and_then(Value::as_array);
            t!("log-bundle-sent", count = requests.map_or(0, Vec::len))
        }
        "request.approved" => t!("log-request-approved", product = product, person = person),
        "request.narrowed" => t!("log-request-narrowed", product = product, person = person),
        "inquiry.asked" => t!("log-inquiry-asked", product = product, person = person),
        "inquiry.answered" => t!("log-inquiry-answered", product = product, person = person),
        "inquiry.taken_back" => t!("log-inquiry-taken-back", product = product, person = person),
        "signature.taken_back" => t!(
            "log-signature-taken-back",
            answer = text("answer"),
            product = product,
            person = person
        ),
        "stage.reminded" => match event.detail.get("reminder").and_then(Value::as_i64) {
            Some(number) => t!(
                "log-stage-reminded",
                product = product,
                person = person,
                number = number
            ),
            None => t!("log-stage-reminded-by-hand", product = product, person = person),
        },
        "stage.escalated" => t!("log-stage-escalated", product = product, person = person),
        "request.lapsed" => t!(
            "log-request-lapsed",
            why = text("why"),
            product = product,
            person = person
        ),
        "request.appealed" => t!("log-request-appealed", product = product, person = person),
        "grant.given_at_once" => t!("log-given-at-once", product = product, person = person),
        "exception.reviewed" => t!("log-exception-reviewed", product = product, person = person),
        "mail.sent" => t!("log-mail-sent", person = person),
        "mail.not_sent" => t!("log-mail-not-sent", why = text("why"), person = person),
        "mail.sent_again" => t!("log-mail-sent-again", person = person),
        "dossier.viewed" => t!("log-dossier-viewed", product = product, person = person),
        "person.preferences_chosen" => t!("log-preferences-chosen").into(),
        "audit.key_in_use" => t!("log-key-in-use").into(),
        "audit.payloads_dropped" => t!(
            "log-payloads-dropped",
            month = text("month"),
            count = event
                .detail
                .get("events")
                .and_then(Value::as_i64)
                .unwrap_or_default()
        ),
        _ => return of_delegations(event),
    };
    Some(words)
}

fn of_delegations(event: &EventRow) -> Option<String> {
    let (person, product) = (person(event), product(event));
    let other = event.other_name.as_deref().unwrap_or(t!("log-somebody-else"));
    let words = match event.kind.as_str() {
        "delegation.made" => t!("log-delegation-made", person = person, other = other),
        "delegation.begun" => t!("log-delegation-begun", person = person, other = other),
        "delegation.ended" => t!("log-delegation-ended", person = person, other = other),
        "delegation.item_moved" => t!(
            "log-delegation-item-moved",
            product = product,
            person = person,
            other = other
        ),
        "delegation.item_refused" => t!(
            "log-delegation-item-refused",
            product = product,
            person = person,
            other = other,
            why = text(event, "why")
        ),
        _ => return None,
    };
    Some(words)
}
