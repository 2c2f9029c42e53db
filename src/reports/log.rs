//! `GET /audit` and `GET /audit.csv`: the log, filtered, page by page, and as a file.

use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use chrono::{Days, NaiveDate, SecondsFormat};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::store::{self, EventRow, Filter};
use super::views::{AuditFilter, AuditPage, AuditRow};
use crate::app::App;
use crate::audit::{self, Actor, Event, Kind};
use crate::people::signed_in::Auditor;
use crate::requests::frame::frame;
use crate::web::page::{Choice, Moment, Pager, Place};
use crate::web::{Failure, Query, safe_cell};

const PAGE_ROWS: i64 = 50;
/// Rows of one file; a longer period is taken in parts.
const MOST_CSV_ROWS: i64 = 100_000;
/// Characters of a hash that are shown; the file has it whole.
const SHORT_HASH_CHARS: usize = 12;

/// What the browser sends; shown again as it was typed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    kind: String,
    person: String,
    from: String,
    to: String,
    request: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<i64>,
}

pub async fn page(
    State(app): State<App>,
    Auditor(person): Auditor,
    Query(asked): Query<Asked>,
) -> Result<AuditPage, Failure> {
    let (filter, error) = match asked.filter() {
        Ok(filter) => (Some(filter), None),
        Err(sentence) => (None, Some(sentence)),
    };
    let mut conn = app.pool.acquire().await?;
    let mut events = match &filter {
        Some(filter) => store::events(&mut conn, filter, asked.before, PAGE_ROWS + 1).await?,
        None => Vec::new(),
    };
    let more = events.len() > usize::try_from(PAGE_ROWS).unwrap_or(usize::MAX);
    events.truncate(usize::try_from(PAGE_ROWS).unwrap_or(usize::MAX));
    let older = match events.last().filter(|_| more) {
        Some(last) => Some(asked.href("/audit", Some(last.written))?),
        None => None,
    };
    let newer = match asked.before {
        Some(_) => Some(asked.href("/audit", None)?),
        None => None,
    };
    let count = match &filter {
        Some(filter) => store::count(&mut conn, filter).await?,
        None => 0,
    };
    let verified = match store::head(&mut conn).await? {
        Some((seq, hash)) => {
            format!(
                "Sealed: {seq} events, chain head {}… To verify them all, run countersign audit verify.",
                short(&hash)
            )
        }
        None => "Nothing is sealed yet.".into(),
    };
    Ok(AuditPage {
        chrome: frame(&mut conn, &person, "Audit log", Place::Audit).await?,
        filter: asked.shown(error),
        count: if count == 1 {
            "1 event".into()
        } else {
            format!("{count} events")
        },
        verified,
        rows: events.iter().map(row).collect(),
        pager: Pager { newer, older },
        csv_href: asked.href("/audit.csv", None)?,
    })
}

pub async fn csv(
    State(app): State<App>,
    Auditor(person): Auditor,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let filter = asked.filter().map_err(Failure::BadForm)?;
    let mut tx = app.pool.begin().await?;
    let events = store::events(&mut tx, &filter, None, MOST_CSV_ROWS + 1).await?;
    if events.len() > usize::try_from(MOST_CSV_ROWS).unwrap_or(usize::MAX) {
        return Err(Failure::BadForm(format!(
            "A file holds {MOST_CSV_ROWS} events at most. Choose a shorter period and take it in parts."
        )));
    }
    let mut writer = csv::Writer::from_writer(Vec::new());
    let head = [
        "seq",
        "id",
        "at",
        "kind",
        "actor",
        "actor_name",
        "person",
        "product",
        "request_id",
        "detail",
        "hash",
    ];
    writer.write_record(head).map_err(anyhow::Error::from)?;
    for event in &events {
        let cell = |text: &Option<String>| safe_cell(text.as_deref().unwrap_or_default());
        writer
            .write_record([
                event.seq.map(|seq| seq.to_string()).unwrap_or_default(),
                event.id.to_string(),
                event.at.to_rfc3339_opts(SecondsFormat::Micros, true),
                event.kind.clone(),
                event.actor.clone(),
                cell(&event.actor_name),
                cell(&event.person_name),
                cell(&event.product),
                event.request_id.map(|id| id.to_string()).unwrap_or_default(),
                safe_cell(&event.detail.to_string()),
                event.hash.as_ref().map(hex::encode).unwrap_or_default(),
            ])
            .map_err(anyhow::Error::from)?;
    }
    let bytes = writer
        .into_inner()
        .map_err(|error| anyhow::anyhow!("the CSV could not be written: {error}"))?;
    let exported = Event::new(Kind::AuditExported, Actor::Person(person.person)).saying(
        json!({ "rows": events.len(), "kind": filter.kind, "request": filter.request,
                        "from": filter.from, "to": filter.to, "by_person": filter.person.is_some(),
                        "by_words": filter.words.is_some() }),
    );
    audit::append(&mut tx, app.clock.now(), exported).await?;
    tx.commit().await?;
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            CONTENT_DISPOSITION,
            "attachment; filename=\"countersign-audit.csv\"",
        ),
    ];
    Ok((headers, bytes).into_response())
}

fn short(hash: &[u8]) -> String {
    hex::encode(hash).chars().take(SHORT_HASH_CHARS).collect()
}

impl Asked {
    fn filter(&self) -> Result<Filter, String> {
        let fields = [
            &self.q,
            &self.kind,
            &self.person,
            &self.from,
            &self.to,
            &self.request,
        ];
        if fields.iter().any(|text| text.chars().any(char::is_control)) {
            return Err("The filter contains characters that cannot be searched for.".into());
        }
        let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let kind = given(&self.kind);
        if kind
            .as_ref()
            .is_some_and(|kind| !Kind::ALL.iter().any(|known| known.as_str() == kind))
        {
            return Err(format!("There is no kind of event called {}.", self.kind));
        }
        let request = match given(&self.request) {
            Some(id) => Some(Uuid::parse_str(&id).map_err(|_| "The request id is not complete.".to_owned())?),
            None => None,
        };
        let from = day(&self.from)?;
        let to = day(&self.to)?.and_then(|to| to.checked_add_days(Days::new(1)));
        if let (Some(from), Some(to)) = (from, to)
            && from >= to
        {
            return Err("The period ends before it begins.".into());
        }
        let at_midnight = |day: NaiveDate| day.and_time(chrono::NaiveTime::MIN).and_utc();
        Ok(Filter {
            kind,
            person: given(&self.person),
            request,
            from: from.map(at_midnight),
            to: to.map(at_midnight),
            words: given(&self.q),
        })
    }

    fn shown(&self, error: Option<String>) -> AuditFilter {
        let all = Choice {
            value: String::new(),
            label: "All kinds".into(),
            chosen: self.kind.is_empty(),
        };
        let kinds = Kind::ALL.iter().map(|kind| Choice {
            value: kind.as_str().into(),
            label: kind.as_str().into(),
            chosen: kind.as_str() == self.kind,
        });
        AuditFilter {
            q: self.q.clone(),
            kinds: std::iter::once(all).chain(kinds).collect(),
            person: self.person.clone(),
            from: self.from.clone(),
            to: self.to.clone(),
            request: self.request.clone(),
            error,
        }
    }

    fn href(&self, path: &str, before: Option<i64>) -> Result<String, Failure> {
        let asked = Self {
            before,
            ..self.clone()
        };
        let query = serde_html_form::to_string(asked).map_err(anyhow::Error::from)?;
        Ok(format!("{path}?{query}"))
    }
}

fn day(text: &str) -> Result<Option<NaiveDate>, String> {
    match text.trim() {
        "" => Ok(None),
        text => NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .map(Some)
            .map_err(|_| format!("{text} is not a date; write it as 2026-11-24.")),
    }
}

fn row(event: &EventRow) -> AuditRow {
    AuditRow {
        sequence: event.seq,
        at: Moment::exact(event.at),
        actor: event
            .actor_name
            .clone()
            .unwrap_or_else(|| match event.actor.as_str() {
                "worker" => "Worker".into(),
                "person" => "Somebody who has left".into(),
                "operator" => "Command line".into(),
                _ => "Countersign".into(),
            }),
        kind: event.kind.clone(),
        words: words(event),
        request_href: event.request_id.map(|id| format!("/requests/{id}")),
        hash: event.hash.as_deref().map(short).unwrap_or_default(),
    }
}

/// What happened, in words.
pub(super) fn words(event: &EventRow) -> String {
    let text = |key: &str| {
        event
            .detail
            .get(key)
            .and_then(|value| value.as_str())
            .unwrap_or_default()
    };
    let number = |key: &str| {
        event
            .detail
            .get(key)
            .and_then(serde_json::Value::as_i64)
            .unwrap_or_default()
    };
    let person = event.person_name.as_deref().unwrap_or("somebody");
    let product = event.product.as_deref().unwrap_or("a product");
    match event.kind.as_str() {
        "person.signed_in" => "Signed in".into(),
        "person.signed_out" => "Signed out".into(),
        "access.refused" => match text("attempt") {
            "open" => format!("Was refused {}: needs the role {}", text("path"), text("needs")),
            "remove_inherited" => format!("Was refused to remove {product}: it comes through a group"),
            "remove_not_ours" => {
                format!("Was refused to remove {product}: it was given directly, not by Countersign")
            }
            "put_policy_in_force" => "Was refused to put their own draft of the policy in force".into(),
            _ => format!(
                "Was refused to sign for {person}: {}",
                text("why").replace('_', " ")
            ),
        },
        "policy.in_force" => {
            let flag = |key| event.detail.get(key).and_then(serde_json::Value::as_bool) == Some(true);
            let did = match flag("rollback") {
                true => "came into force again, by a roll back",
                false => "came into force",
            };
            let alone = match flag("single_administrator") {
                true => ": submitted and put in force by one person alone",
                false => "",
            };
            format!("Policy {} {did}{alone}", version(text("policy")))
        }
        "policy.draft_submitted" => {
            format!("Submitted policy {} to come into force", version(text("policy")))
        }
        "policy.draft_withdrawn" => format!("Withdrew the draft of policy {}", version(text("policy"))),
        "policy.draft_refused" => format!("Refused the draft of policy {}", version(text("policy"))),
        "policy.applied" => {
            let not_judged = match number("not_judged") {
                0 => String::new(),
                n => format!(", {n} could not be judged and keep theirs"),
            };
            format!(
                "Looked at what waits by policy {}: {} denied, {} keep their stages{not_judged}",
                version(text("policy")),
                number("denied"),
                number("kept")
            )
        }
        "policy.reperformed" => format!(
            "Ran {} decisions again: {} reproduce",
            number("decisions"),
            number("reproduced")
        ),
        "policy.rejected" => "A policy file with mistakes was left aside".into(),
        "directory.read" => format!("Read {} people from the directory", number("people")),
        "directory.taken" => format!(
            "Took a refused reading of the directory as it is: {} of {} people are left with an account",
            number("after"),
            number("before")
        ),
        "catalog.described" => format!("The description of {} changed", text("product")),
        "catalog.product_edited" => format!("Edited {product} in the catalogue"),
        "catalog.names_imported" => format!("Took {} names from a list", number("taken")),
        "catalog.read" => format!("Read {} products", number("products")),
        "request.submitted" => format!("Asked for {product} for {person}"),
        "request.decided" => match text("outcome") {
            "stages" => format!("Policy: {product} for {person} needs signatures"),
            "automatic" => format!("Policy: {product} for {person} is approved at once"),
            _ => format!("Policy: {product} for {person} is denied"),
        },
        "request.cancelled" => format!("Cancelled the request of {product} for {person}"),
        "request.denied" => match text("new_policy") {
            "" => format!("{product} for {person} was denied by the {}", text("by")),
            _ => format!("{product} for {person} was denied by a new version of the policy"),
        },
        "stage.opened" => format!("Stage {} opened: {} must sign", number("stage"), text("who")),
        "signature.given" => {
            let did = if text("answer") == "approve" {
                "Approved"
            } else {
                "Denied"
            };
            let whose = event.other_name.as_deref();
            let whose = whose.map_or_else(String::new, |other| format!(", signing for {other}"));
            format!("{did} {product} for {person} at stage {}{whose}", number("stage"))
        }
        "grant.approved" => format!("{person} may have {product}"),
        "grant.active" => format!("{product} is active for {person}"),
        "grant.waits_for_seat" => format!("{person} waits for a seat of {product}"),
        "grant.needs_attention" => {
            format!(
                "{product} for {person} needs an administrator: {}",
                text("cause").replace('_', " ")
            )
        }
        "grant.retried" => format!("{product} for {person} is tried again"),
        "grant.seat_allotted" => format!("A seat of {product} is set aside for {person}"),
        "grant.plans_kept_off" => format!("New plans of {product} are off again for {person}"),
        "grant.plans_changed" if text("by") == "request" => {
            format!("Other plans of {product} are being set for {person}")
        }
        "grant.plans_changed" => format!("A plan of {product} is being switched on for {person}"),
        "grant.ending" => format!(
            "{product} of {person} is to be removed: {}",
            ending(text("cause"))
        ),
        "grant.ended" => format!("{product} of {person} has ended: {}", ending(text("cause"))),
        "request.closed" => match text("cause") {
            "" | "closed" => format!("Closed the request of {product} for {person}: {}", text("reason")),
            cause => format!(
                "The request of {product} for {person} is closed: {}",
                closing(cause)
            ),
        },
        "grant.scheduled" => format!("{product} of {person} begins on a later day"),
        "grant.begun" => format!("{product} of {person} begins"),
        "grant.reminded" => format!(
            "{person} is reminded, {} before the end of {product}",
            match number("days") {
                1 => "a day".to_owned(),
                days => format!("{days} days"),
            }
        ),
        "grant.extended" => format!("The end of {product} for {person} moved"),
        "person.left" => format!("{person} has left"),
        "person.moved" => format!("{person} has moved"),
        "person.returned" => format!("{person} is back"),
        "stage.approvers_replaced" => format!("Others may sign stage {} now", number("stage")),
        "review.opened" => format!("{product} of {person} is to be looked at again"),
        "review.answered" => match text("answer") {
            "keep" => format!("{person} keeps {product}"),
            _ => format!("{product} of {person} ends, as whoever reviewed it said"),
        },
        "catalog.plan_found" => format!(
            "Microsoft added the plan {} to {product}: off until classified",
            text("name")
        ),
        "catalog.plan_gone" => format!("Microsoft took a plan out of {product}"),
        "catalog.plan_classified" => format!(
            "Classified a new plan of {product} as {}",
            text("class").replace('_', " ")
        ),
        "catalog.seats_held_back" => format!(
            "Holds {} seats of {product} back; before, {}",
            number("after"),
            number("before")
        ),
        "job.stopped" => format!("A background job stopped after {} attempts", number("attempts")),
        "job.retried" => "A background job that had stopped is taken up again".into(),
        "graph.call_planned" => format!(
            "Will send assignLicense for {person}, attempt {}",
            number("attempt")
        ),
        "graph.call_answered" => {
            let result = text("result").replace('_', " ");
            match event
                .detail
                .pointer("/answer/status")
                .and_then(serde_json::Value::as_u64)
            {
                Some(status) => {
                    format!("Graph answered {status} for {person}; by what it shows now: {result}")
                }
                None => format!("Graph's answer for {person}: {result}"),
            }
        }
        "grant.came_back" => {
            format!("What was to take the place of {product} for {person} came to nothing: it goes on")
        }
        "request.failure_seen" => "Looked at a request that the rules could not judge".into(),
        "audit.exported" => format!("Took {} rows of this log as a file", number("rows")),
        _ => super::living_words::of(event)
            .or_else(|| super::desk_words::of(event))
            .unwrap_or_else(|| event.kind.clone()),
    }
}

/// As much of a version as tells it from others.
fn version(version: &str) -> String {
    version.chars().take(12).collect()
}

/// Why a request was closed by itself, in words.
fn closing(cause: &str) -> &'static str {
    match cause {
        "left" => "the account was closed",
        "moved" => "the person moved",
        "denied_now" => "the person moved, and the policy says no now",
        "grant_ended" => "the right that it was about has ended",
        "not_possible" => "Microsoft could not set the plans",
        "over" | "expired" => "its last day is over",
        "replaced" => "another product took its place",
        "nobody_left" => "nobody else was left to sign the next stage",
        _ => "it is over",
    }
}

/// Why a right ended, in words.
pub(super) fn ending(cause: &str) -> &'static str {
    match cause {
        "given_back" => "given back",
        "withdrawn" => "withdrawn",
        "closed" => "closed by an administrator",
        "expired" => "its term is over",
        "left" => "the account was closed",
        "moved" => "the person moved",
        "replaced" => "another product took its place",
        _ => "it is over",
    }
}
