//! What happened, in words: of the desk, of those who sign for others, of what was given at once, and of mail.

use serde_json::Value;

use super::store::EventRow;

/// Nothing where it is about something else.
pub(super) fn of(event: &EventRow) -> Option<String> {
    let text = |key: &str| event.detail.get(key).and_then(Value::as_str).unwrap_or_default();
    let person = event.person_name.as_deref().unwrap_or("somebody");
    let other = event.other_name.as_deref().unwrap_or("somebody else");
    let product = event.product.as_deref().unwrap_or("a product");
    let words = match event.kind.as_str() {
        "bundle.sent" => {
            let requests = event.detail.get("requests").and_then(Value::as_array);
            format!("Asked for {} things together", requests.map_or(0, Vec::len))
        }
        "request.approved" => format!("Signed: {product} for {person} is carried out"),
        "request.narrowed" => format!("Changed {product} for {person} to less than was asked"),
        "inquiry.asked" => format!("Asked a question about {product} for {person}"),
        "inquiry.answered" => format!("Answered a question about {product} for {person}"),
        "inquiry.taken_back" => format!("Took back a question about {product} for {person}"),
        "signature.taken_back" => match text("answer") {
            "deny" => format!("Took back the denial of {product} for {person}"),
            _ => format!("Took back the signature for {product} for {person}"),
        },
        "stage.reminded" => match event.detail.get("reminder").and_then(Value::as_i64) {
            Some(n) => format!("Reminded those who may sign {product} for {person}, reminder {n}"),
            None => format!("Has those reminded who may sign {product} for {person}"),
        },
        "stage.escalated" => format!("Nobody signed {product} for {person} in time: others are asked"),
        "request.lapsed" if text("why") == "waited_longest" => {
            format!("{product} for {person} waited as long as anything may: it lapsed")
        }
        "request.lapsed" => format!("Nobody signed {product} for {person} in time: it lapsed"),
        "request.appealed" => format!("Appealed against the denial of {product} for {person}"),
        "delegation.made" => format!("{person} is to sign for {other} for a time"),
        "delegation.begun" => format!("{person} signs for {other} from now on"),
        "delegation.ended" => format!("{person} does not sign for {other} any more"),
        "delegation.item_moved" => format!("{product} for {person} can be signed by who signs for {other}"),
        "delegation.item_refused" => {
            format!(
                "{product} for {person} stays with {other}: {}",
                crate::requests::delegation::why_words(text("why"))
            )
        }
        "grant.given_at_once" => format!("Gave {product} to {person} at once, past the rules"),
        "exception.reviewed" => format!("Reviewed that {product} was given to {person} at once"),
        "mail.sent" => format!("A mail to {person} was taken by the mail server"),
        "mail.not_sent" => match text("why") {
            "unknown" => format!("A mail to {person} may or may not have arrived"),
            "left" => format!("Leaves a mail to {person} that was not sent"),
            _ => format!("The mail server did not take a mail to {person}"),
        },
        "mail.sent_again" => format!("Has a mail to {person} sent again"),
        "person.preferences_chosen" => "Chose how they are told, and how they work".into(),
        _ => return None,
    };
    Some(words)
}
