//! `GET /audit/runs/{run}.jsonl`, `.csv` and `.json`: what a run found, as files. The lines are those that were
//! hashed; the others say the same. They go out while they are read.

use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use chrono::SecondsFormat;
use futures_util::stream;
use serde_json::{Value, json};
use sqlx::PgPool;

use super::out::Chunk;
use super::run_page::{by_name, link};
use super::runs::{KeptColumn, Run, RunState};
use super::store::runs as store;
use super::{Kind as ColumnKind, Report};
use crate::app::App;
use crate::audit::{self, Event, Kind};
use crate::people::signed_in::SignedIn;
use crate::web::{Failure, safe_cell};
use crate::words::{Language, Reader, read_by};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Lines,
    Csv,
    Json,
}

impl Format {
    fn of_ending(ending: &str) -> Option<Self> {
        match ending {
            "jsonl" => Some(Self::Lines),
            "csv" => Some(Self::Csv),
            "json" => Some(Self::Json),
            _ => None,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Lines => "jsonl",
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }

    fn media_type(self) -> &'static str {
        match self {
            Self::Lines => "application/jsonl",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Json => "application/json",
        }
    }
}

pub async fn file(app: &App, person: &SignedIn, (name, ending): (&str, &str)) -> Result<Response, Failure> {
    let format = Format::of_ending(ending).ok_or(Failure::NotFound)?;
    let mut conn = app.pool.acquire().await?;
    let run = by_name(&mut conn, name).await?;
    if run.state != RunState::Done {
        return Err(Failure::NotReady(t!("evidence-not-done").into()));
    }
    let event = Event::new(Kind::ReportExported, person.actor()).saying(json!({
        "report": run.report, "run": run.id, "format": format.word(), "sha256": run.sha256,
    }));
    audit::append(&mut conn, app.clock.now(), event).await?;
    drop(conn);
    let name = format!("{}-{}.{}", run.report, run.id, format.word());
    let headers = [
        (CONTENT_TYPE, format.media_type().to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    let public = app.config.public_url.join(&link(run.id));
    let address = public.map_or_else(|_| link(run.id), String::from);
    let parts = Parts {
        pool: app.pool.clone(),
        start: Some(start(&run, format, &address)?),
        run,
        format,
        place: 0,
        is_over: false,
    };
    let parts = stream::try_unfold(parts, async |mut parts| {
        let part = parts.next().await.map_err(|error| {
            // What breaks in the middle breaks the answer off, so that nobody takes half a file for a whole one.
            tracing::error!(report.run = %parts.run.id, "a file of a report broke off: {error:#}");
            std::io::Error::from(std::io::ErrorKind::ConnectionAborted)
        })?;
        Ok::<_, std::io::Error>(part.map(|part| (part, parts)))
    });
    Ok((headers, Body::from_stream(parts)).into_response())
}

/// A file on its way out.
struct Parts {
    pool: PgPool,
    run: Run,
    format: Format,
    /// What stands before the rows.
    start: Option<String>,
    place: i64,
    is_over: bool,
}

impl Parts {
    async fn next(&mut self) -> anyhow::Result<Option<Bytes>> {
        if let Some(start) = self.start.take() {
            return Ok(Some(start.into()));
        }
        if self.is_over {
            return Ok(None);
        }
        let mut conn = self.pool.acquire().await?;
        let chunk = store::next_chunk(&mut conn, self.run.id, self.place, (None, None)).await?;
        drop(conn);
        let Some(chunk) = chunk else {
            self.is_over = true;
            return Ok((self.format == Format::Json).then(|| Bytes::from_static(b"]}\n")));
        };
        let is_first = self.place == 0;
        self.place = chunk.place + 1;
        let text = match self.format {
            Format::Lines => chunk.lines,
            Format::Csv => csv_lines(&self.run.columns, &chunk)?,
            Format::Json => {
                let rows: Vec<_> = chunk.lines.lines().collect();
                format!("{}{}", if is_first { "" } else { ",\n" }, rows.join(",\n"))
            }
        };
        Ok(Some(text.into()))
    }
}

/// What stands before the rows. In English: a file is nobody's page.
fn start(run: &Run, format: Format, address: &str) -> anyhow::Result<String> {
    Ok(match format {
        Format::Lines => String::new(),
        Format::Csv => written(std::iter::once(csv_head(&run.columns)))?,
        Format::Json => {
            let question = Report::of_id(&run.report).map(|report| {
                let english = Reader {
                    language: Language::English,
                    ..Reader::default()
                };
                read_by(english, || ((report.title)(), (report.question)()))
            });
            let head = json!({
                "report": run.report,
                "title": question.map(|(title, _)| title),
                "question": question.map(|(_, question)| question),
                "run": run.id,
                "address": address,
                "sql": run.sql,
                "parameters": run.asked,
                "columns": run.columns,
                "asked_by": { "id": run.asked_by, "name": run.asker },
                "asked_at": run.asked_at.to_rfc3339_opts(SecondsFormat::Micros, true),
                "finished_at": run.finished_at.map(|at| at.to_rfc3339_opts(SecondsFormat::Micros, true)),
                "erased_at": run.erased_at.map(|at| at.to_rfc3339_opts(SecondsFormat::Micros, true)),
                "over": run.over.as_ref().map(|over| json!({ "size": over.size, "head": over.head })),
                "rows": run.rows,
                "bad": run.bad,
                "open": run.open,
                "sha256": run.sha256,
            });
            format!("{{\"head\":{head},\n\"rows\":[")
        }
    })
}

fn csv_head(columns: &[KeptColumn]) -> Vec<String> {
    let names = |column: &KeptColumn| {
        let key = &column.key;
        match column.kind {
            ColumnKind::Person | ColumnKind::Product => vec![format!("{key}_id"), key.clone()],
            ColumnKind::Money => vec![format!("{key}_cents"), format!("{key}_currency")],
            _ => vec![key.clone()],
        }
    };
    columns.iter().flat_map(names).collect()
}

fn csv_lines(columns: &[KeptColumn], chunk: &Chunk) -> anyhow::Result<String> {
    let mut records = Vec::new();
    for line in chunk.lines.lines() {
        let row: Value = serde_json::from_str(line)?;
        let cells = columns.iter().flat_map(|column| {
            let value = &row[&column.key];
            match column.kind {
                ColumnKind::Person | ColumnKind::Product => vec![plain(&value["id"]), plain(&value["name"])],
                ColumnKind::Money => vec![plain(&value["cents"]), plain(&value["currency"])],
                _ => vec![plain(value)],
            }
        });
        records.push(cells.collect::<Vec<_>>());
    }
    written(records.into_iter())
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => safe_cell(text),
        Value::Array(codes) => {
            let codes: Vec<_> = codes.iter().map(plain).collect();
            codes.join(" ")
        }
        other => other.to_string(),
    }
}

fn written(records: impl Iterator<Item = Vec<String>>) -> anyhow::Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for record in records {
        writer.write_record(record)?;
    }
    let bytes = writer
        .into_inner()
        .map_err(|error| anyhow::anyhow!("the CSV could not be written: {error}"))?;
    Ok(String::from_utf8(bytes)?)
}
