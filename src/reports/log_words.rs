//! What happened, in words: of policy, of requests and of what is carried out.

use chrono::DateTime;
use serde_json::Value;

use super::store::EventRow;
use crate::words::format;

/// What happened, in the words of whoever reads it.
pub(super) fn words(event: &EventRow) -> String {
    of(event)
        .or_else(|| of_the_policy(event))
        .or_else(|| of_the_catalogue(event))
        .or_else(|| super::living_words::of(event))
        .or_else(|| super::desk_words::of(event))
        .or_else(|| super::evidence_words::of(event))
        .unwrap_or_else(|| event.kind.clone())
}

pub(super) fn person(event: &EventRow) -> &str {
    event.person_name.as_deref().unwrap_or(t!("log-somebody"))
}

pub(super) fn product(event: &EventRow) -> &str {
    event.product.as_deref().unwrap_or(t!("log-a-product"))
}

/// A text of the event; empty where it has none.
pub(super) fn text<'e>(event: &'e EventRow, key: &str) -> &'e str {
    match event.detail.get(key) {
        Some(Value::String(text)) => text,
        // What somebody wrote, and is not there any more.
        Some(Value::Object(commitment)) if commitment.contains_key("sha256") => t!("log-erased"),
        _ => "",
    }
}

/// A number of the event; 0 where it has none.
pub(super) fn number(event: &EventRow, key: &str) -> i64 {
    event.detail.get(key).and_then(Value::as_i64).unwrap_or_default()
}

fn of(event: &EventRow) -> Option<String> {
    let (person, product) = (person(event), product(event));
    let text = |key| text(event, key);
    let number = |key| number(event, key);
    Some(match event.kind.as_str() {
        "person.signed_in" => t!("log-signed-in").into(),
        "person.signed_out" => t!("log-signed-out").into(),
        "access.refused" => refused(event),
        "directory.read" if event.detail.get("group").is_some() => t!(
            "log-group-read",
            before = number("members_before"),
            members = number("members")
        ),
        "directory.read" => t!("log-directory-read", people = number("people")),
        "directory.taken" => {
            t!(
                "log-directory-taken",
                after = number("after"),
                before = number("before")
            )
        }
        "request.submitted" => t!("log-request-submitted", product = product, person = person),
        "request.decided" => t!(
            "log-request-decided",
            product = product,
            person = person,
            outcome = text("outcome")
        ),
        "request.cancelled" => t!("log-request-cancelled", product = product, person = person),
        "request.denied" => {
            let by = match text("new_policy") {
                "" => text("by"),
                _ => "new_policy",
            };
            t!("log-request-denied", product = product, person = person, by = by)
        }
        "stage.opened" => t!(
            "log-stage-opened",
            stage = number("stage"),
            who = who(text("who"))
        ),
        "signature.given" => match event.other_name.as_deref() {
            None => t!(
                "log-signature-given",
                answer = text("answer"),
                product = product,
                person = person,
                stage = number("stage")
            ),
            Some(other) => t!(
                "log-signature-given-for",
                answer = text("answer"),
                product = product,
                person = person,
                stage = number("stage"),
                other = other
            ),
        },
        "grant.approved" => t!("log-grant-approved", product = product, person = person),
        "grant.active" => t!("log-grant-active", product = product, person = person),
        "grant.waits_for_seat" => t!("log-grant-waits", product = product, person = person),
        "grant.needs_attention" => t!(
            "log-grant-needs-attention",
            product = product,
            person = person,
            code = text("cause"),
            words = spaced(text("cause"))
        ),
        "grant.retried" => t!("log-grant-retried", product = product, person = person),
        "grant.seat_allotted" => t!("log-grant-seat-allotted", product = product, person = person),
        "grant.plans_kept_off" => t!("log-grant-plans-kept-off", product = product, person = person),
        "grant.plans_changed" => t!(
            "log-grant-plans-changed",
            by = text("by"),
            product = product,
            person = person
        ),
        "grant.ending" => t!(
            "log-grant-ending",
            product = product,
            person = person,
            why = ending(text("cause"))
        ),
        "grant.ended" => t!(
            "log-grant-ended",
            product = product,
            person = person,
            why = ending(text("cause"))
        ),
        "request.closed" => match text("cause") {
            "" | "closed" => t!(
                "log-request-closed-by-hand",
                product = product,
                person = person,
                reason = text("reason")
            ),
            cause => t!(
                "log-request-closed",
                product = product,
                person = person,
                cause = cause
            ),
        },
        "grant.scheduled" => t!("log-grant-scheduled", product = product, person = person),
        "grant.begun" => t!("log-grant-begun", product = product, person = person),
        "grant.reminded" => t!(
            "log-grant-reminded",
            product = product,
            person = person,
            days = number("days")
        ),
        "grant.extended" => t!("log-grant-extended", product = product, person = person),
        "person.left" => t!("log-person-left", person = person),
        "person.moved" => t!("log-person-moved", person = person),
        "person.returned" => t!("log-person-returned", person = person),
        "stage.approvers_replaced" => t!("log-stage-approvers-replaced", stage = number("stage")),
        "review.opened" => t!("log-review-opened", product = product, person = person),
        "review.answered" => t!(
            "log-review-answered",
            answer = text("answer"),
            product = product,
            person = person
        ),
        "job.stopped" => t!("log-job-stopped", attempts = number("attempts")),
        "job.retried" => t!("log-job-retried").into(),
        "graph.call_planned" => t!("log-call-planned", person = person, attempt = number("attempt")),
        "graph.call_answered" => answered(event),
        "grant.came_back" => t!("log-grant-came-back", product = product, person = person),
        "request.failure_seen" => t!("log-failure-seen").into(),
        "person.erased" => t!(
            "log-person-erased",
            texts = number("texts"),
            rows = number("rows")
        ),
        "audit.exported" => t!("log-exported", rows = number("rows")),
        "audit.feed_read" => t!("log-feed-read", through = number("through")),
        "token.made" => t!(
            "log-token-made",
            name = token(event),
            until = day_of(text("expires_at"))
        ),
        "token.revoked" => t!("log-token-revoked", name = token(event)),
        _ => return None,
    })
}

fn of_the_policy(event: &EventRow) -> Option<String> {
    let flag = |key| event.detail.get(key).and_then(Value::as_bool) == Some(true);
    let number = |key| number(event, key);
    let version = version(text(event, "policy"));
    Some(match event.kind.as_str() {
        "policy.in_force" => t!(
            "log-policy-in-force",
            version = version,
            how = if flag("rollback") { "again" } else { "first" },
            by = if flag("single_administrator") {
                "one"
            } else {
                "two"
            }
        ),
        "policy.draft_submitted" => t!("log-draft-submitted", version = version),
        "policy.draft_withdrawn" => t!("log-draft-withdrawn", version = version),
        "policy.draft_refused" => t!("log-draft-refused", version = version),
        "policy.applied" => t!(
            "log-policy-applied",
            version = version,
            denied = number("denied"),
            kept = number("kept"),
            unjudged = number("not_judged")
        ),
        "policy.reperformed" => t!(
            "log-reperformed",
            decisions = number("decisions"),
            reproduced = number("reproduced")
        ),
        "policy.rejected" => t!("log-policy-rejected").into(),
        _ => return None,
    })
}

fn of_the_catalogue(event: &EventRow) -> Option<String> {
    let product = product(event);
    let text = |key| text(event, key);
    let number = |key| number(event, key);
    Some(match event.kind.as_str() {
        "catalog.described" => t!("log-catalog-described", product = text("product")),
        "catalog.product_edited" => t!("log-product-edited", product = product),
        "catalog.names_imported" => t!("log-names-imported", names = number("taken")),
        "catalog.read" => t!("log-catalog-read", products = number("products")),
        "catalog.plan_found" => t!("log-plan-found", plan = text("name"), product = product),
        "catalog.plan_gone" => t!("log-plan-gone", product = product),
        "catalog.plan_classified" => t!(
            "log-plan-classified",
            product = product,
            code = text("class"),
            words = spaced(text("class"))
        ),
        "catalog.seats_held_back" => t!(
            "log-seats-held-back",
            product = product,
            after = number("after"),
            before = number("before")
        ),
        _ => return None,
    })
}

fn refused(event: &EventRow) -> String {
    let text = |key| text(event, key);
    let product = product(event);
    let (tried, why) = (tried(event), t!("log-refusal", code = text("code")));
    match (text("attempt"), number(event, "times")) {
        (_, 1..) => t!(
            "log-refused-again",
            times = number(event, "times"),
            tried = tried,
            why = why
        ),
        ("open", _) => t!("log-refused-open", path = tried, role = text("needs")),
        ("", _) => t!("log-refused-at", tried = tried, why = why),
        (attempt, _) => refused_a_step(event, attempt, product),
    }
}

/// Method and route, or the path that older events have.
fn tried(event: &EventRow) -> String {
    match (text(event, "route"), text(event, "path")) {
        ("", "") => t!("log-no-page").into(),
        ("", path) => path.to_owned(),
        (route, _) => format!("{} {route}", text(event, "method")),
    }
}

fn refused_a_step(event: &EventRow, attempt: &str, product: &str) -> String {
    let text = |key| text(event, key);
    match attempt {
        "remove_inherited" => t!("log-refused-inherited", product = product),
        "remove_not_ours" => t!("log-refused-not-ours", product = product),
        "put_policy_in_force" => t!("log-refused-own-draft").into(),
        "token" => t!(
            "log-refused-token",
            path = text("path"),
            why = text("why"),
            words = spaced(text("why"))
        ),
        _ => t!(
            "log-refused",
            attempt = attempt,
            person = person(event),
            code = text("why"),
            words = spaced(text("why"))
        ),
    }
}

fn token(event: &EventRow) -> &str {
    event.token_name.as_deref().unwrap_or(t!("log-a-token"))
}

/// The day of a time as the log has it.
fn day_of(text: &str) -> String {
    let at = DateTime::parse_from_rfc3339(text);
    at.map_or_else(|_| text.to_owned(), |at| format::day_of(at.to_utc()))
}

fn answered(event: &EventRow) -> String {
    let code = text(event, "result");
    let status = event.detail.pointer("/answer/status").and_then(Value::as_u64);
    match status {
        Some(status) => t!(
            "log-call-answered",
            status = status,
            person = person(event),
            code = code,
            words = spaced(code)
        ),
        None => t!(
            "log-call-unanswered",
            person = person(event),
            code = code,
            words = spaced(code)
        ),
    }
}

/// As much of a version as tells it from others.
fn version(version: &str) -> String {
    version.chars().take(12).collect()
}

/// A code as words, for one that the language has no words for.
fn spaced(code: &str) -> String {
    code.replace('_', " ")
}

/// Who signs, as the policy writes it.
fn who(code: &str) -> String {
    match code.split_once(':') {
        Some(("group", name)) => t!("log-who-group", name = name),
        Some(("person", upn)) => t!("log-who-person", upn = upn),
        _ => t!("log-who", code = code),
    }
}

/// Why a right ended.
pub(super) fn ending(cause: &str) -> String {
    t!("log-ending", cause = cause)
}
