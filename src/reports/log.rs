//! `GET /audit` and `GET /audit.csv`: the log, filtered, page by page, and as a file.

use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use chrono::{Days, NaiveDate, SecondsFormat};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::log_words::words;
use super::receiver::receiver;
use super::store::{self, EventRow, Filter};
use super::views::{AuditFilter, AuditPage, AuditRow};
use crate::app::App;
use crate::audit::{self, Event, Kind};
use crate::people::signed_in::Auditor;
use crate::requests::calendar::start_of;
use crate::requests::frame::frame;
use crate::web::page::{Choice, Moment, Pager, Place};
use crate::web::{Failure, Query, safe_cell};
use crate::words::reader;

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
    let signed = audit::checkpoint::newest(&mut conn).await?;
    let verified = match (signed, store::head(&mut conn).await?) {
        (Some(signed), _) => t!(
            "audit-signed",
            count = signed.head.size,
            head = short(&signed.head.root)
        ),
        (None, Some((seq, _))) => t!("audit-sealed", count = seq),
        (None, None) => t!("audit-nothing-sealed").into(),
    };
    Ok(AuditPage {
        chrome: frame(&mut conn, &person, t!("audit-title"), Place::Audit).await?,
        filter: asked.shown(error),
        zone: reader().zone.name(),
        count: t!("audit-count", count = count),
        verified,
        rows: events.iter().map(row).collect(),
        pager: Pager { newer, older },
        receiver: receiver(&mut conn, &app).await?,
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
        return Err(Failure::BadForm(t!("audit-csv-too-long", most = MOST_CSV_ROWS)));
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
    let exported = Event::new(Kind::AuditExported, person.actor()).saying(
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
            return Err(t!("audit-filter-characters").into());
        }
        let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let kind = given(&self.kind);
        if kind
            .as_ref()
            .is_some_and(|kind| !Kind::ALL.iter().any(|known| known.as_str() == kind))
        {
            return Err(t!("audit-filter-no-kind", kind = self.kind));
        }
        let request = match given(&self.request) {
            Some(id) => Some(Uuid::parse_str(&id).map_err(|_| t!("audit-filter-request").to_owned())?),
            None => None,
        };
        let from = day(&self.from)?;
        let to = day(&self.to)?.and_then(|to| to.checked_add_days(Days::new(1)));
        if let (Some(from), Some(to)) = (from, to)
            && from >= to
        {
            return Err(t!("audit-filter-period").into());
        }
        // Days are those of the times that the page shows.
        let at_midnight = |day| start_of(day, reader().zone);
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
            label: t!("audit-all-kinds").into(),
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
            .map_err(|_| t!("audit-filter-day", text = text)),
    }
}

/// Who did it, in words.
pub(super) fn actor_words(event: &EventRow) -> String {
    let name = event.actor_name.clone();
    name.unwrap_or_else(|| match event.actor.as_str() {
        "worker" => t!("audit-by-worker").into(),
        "person" => t!("audit-by-gone").into(),
        "operator" => t!("audit-by-operator").into(),
        "visitor" => t!("audit-by-visitor").into(),
        "token" => match &event.token_name {
            Some(name) => t!("audit-by-token-called", name = name),
            None => t!("audit-by-token").into(),
        },
        _ => "Countersign".into(),
    })
}

fn row(event: &EventRow) -> AuditRow {
    AuditRow {
        sequence: event.seq,
        at: Moment::exact(event.at),
        actor: actor_words(event),
        kind: event.kind.clone(),
        words: words(event),
        request_href: event.request_id.map(|id| format!("/requests/{id}")),
        hash: event.hash.as_deref().map(short).unwrap_or_default(),
    }
}
