//! `GET /audit/runs/{run}`: a run with its rows, for ever the same; page by page, filtered, or all of
//! them to print. With an ending, the run as a file.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sqlx::PgConnection;

use super::out::CHUNK_ROWS;
use super::pages::{address, viewed};
use super::runs::{Run, RunState};
use super::store::runs as store;
use super::views::{Found, RunFilter, RunHead, RunPage};
use super::{Kind, Report, Verdict, files, shown, time_and_money};
use crate::app::App;
use crate::ids::ReportRunId;
use crate::people::signed_in::Auditor;
use crate::reports::charts::Chart;
use crate::requests::frame::frame;
use crate::web::page::{Choice, Moment, Place, Tone};
use crate::web::{Failure, Query};

const PAGE_ROWS: usize = 50;
/// Rows of a page that is to be printed; the files have all of them.
const MOST_PRINTED_ROWS: usize = 2_000;
/// Chunks that are looked through for one page: some hundred thousand rows.
const MOST_CHUNKS: usize = 200;
const LONGEST_WORDS_CHARS: usize = 100;

/// What the browser sends; shown again as it was typed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Asked {
    #[serde(skip_serializing_if = "String::is_empty")]
    q: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    verdict: String,
    /// `all` = without pages.
    #[serde(skip_serializing_if = "String::is_empty")]
    print: String,
    /// Number of the row from which on to look.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<i64>,
}

/// Rows of one page, and where the next one begins.
struct Here {
    rows: Vec<Value>,
    next: Option<i64>,
}

pub async fn page(
    State(app): State<App>,
    Auditor(person): Auditor,
    Path(run): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    if let Some((run, ending)) = run.split_once('.') {
        return files::file(&app, &person, (run, ending)).await;
    }
    let mut conn = app.pool.acquire().await?;
    let run = by_name(&mut conn, &run).await?;
    let report = Report::of_id(&run.report);
    let found = match run.state {
        RunState::Running | RunState::Failed => None,
        RunState::Done => {
            let what = json!({ "report": run.report, "run": run.id, "sha256": run.sha256 });
            viewed(&mut conn, &person, what).await?;
            Some(found(&mut conn, &run, report, &asked).await?)
        }
    };
    let title = shown::title(&run);
    let page = RunPage {
        chrome: frame(&mut conn, &person, &title, Place::Audit).await?,
        title,
        question: report.map_or("", |report| (report.question)()),
        report_href: report.map(address),
        head: head(&app, &run),
        found,
    };
    Ok(page.into_response())
}

/// The run of this name; anything else is not found.
pub async fn by_name(conn: &mut PgConnection, name: &str) -> Result<Run, Failure> {
    let id: ReportRunId = name.parse().map_err(|_| Failure::NotFound)?;
    store::by_id(conn, id).await?.ok_or(Failure::NotFound)
}

pub fn link(run: ReportRunId) -> String {
    format!("/audit/runs/{run}")
}

fn head(app: &App, run: &Run) -> RunHead {
    let address = link(run.id);
    let permalink = app.config.public_url.join(&address);
    let permalink = permalink.map_or_else(|_| address.clone(), String::from);
    RunHead {
        state: shown::state(run),
        is_running: run.state == RunState::Running,
        progress: shown::found(run),
        trouble: run.trouble(),
        asked: shown::asked(run),
        by: run.asker.clone(),
        at: Moment::exact(run.asked_at),
        over: match (&run.over, run.state) {
            (Some(over), _) => t!("evidence-over", size = over.size, head = over.head),
            (None, RunState::Done) => t!("evidence-no-checkpoint").into(),
            (None, _) => String::new(),
        },
        sha256: run.sha256.clone().unwrap_or_default(),
        erased: run.erased_at.map(Moment::exact),
        sql: run.sql.clone(),
        curl: format!("curl -fsS -H \"Authorization: Bearer $TOKEN\" {permalink}.jsonl | sha256sum"),
        permalink,
        address,
    }
}

async fn found(
    conn: &mut PgConnection,
    run: &Run,
    report: Option<&Report>,
    asked: &Asked,
) -> Result<Found, Failure> {
    let judges = run.columns.iter().any(|column| column.kind == Kind::Verdict);
    let prints = asked.print == "all";
    let most = match prints {
        true => MOST_PRINTED_ROWS,
        false => PAGE_ROWS,
    };
    let here = rows(conn, run, asked, most).await?;
    let drawn = drawn(conn, run, asked).await?;
    let href = |from, print: &str| -> Result<String, Failure> {
        let asked = Asked {
            from,
            print: print.to_owned(),
            ..asked.clone()
        };
        let query = serde_html_form::to_string(asked).map_err(anyhow::Error::from)?;
        Ok(format!("{}?{query}", link(run.id)))
    };
    let choice = |code: &str, label: &str| Choice {
        value: code.to_owned(),
        label: label.to_owned(),
        chosen: asked.verdict == code,
    };
    Ok(Found {
        sentence: shown::found(run),
        tone: judges.then_some(match (run.bad, run.open) {
            (0, 0) => Tone::Good,
            (0, _) => Tone::Waiting,
            (_, _) => Tone::Bad,
        }),
        nothing: match (run.rows, report) {
            (0, Some(report)) => (report.nothing)(),
            _ => "",
        },
        counted_by: report.map_or_else(Vec::new, |counting| {
            let label = |key: &&str| shown::label(report, key);
            counting.count_by.iter().map(label).collect()
        }),
        totals: report.map_or_else(Vec::new, |report| shown::totals(report, run)),
        charts: drawn.as_deref().unwrap_or_default().to_vec(),
        too_many_to_draw: drawn.is_none(),
        judges,
        filter: RunFilter {
            q: asked.q.clone(),
            verdicts: vec![
                choice("", t!("evidence-every-verdict")),
                choice("bad", t!("evidence-verdict-bad")),
                choice("open", t!("evidence-verdict-open")),
                choice("ok", t!("evidence-verdict-ok")),
            ],
        },
        columns: shown::head(report, &run.columns),
        none_here: run.rows > 0 && here.rows.is_empty(),
        rows: here
            .rows
            .iter()
            .map(|row| shown::row(report, &run.columns, row))
            .collect(),
        first_href: match asked.from {
            Some(1..) => Some(href(None, &asked.print)?),
            _ => None,
        },
        next_href: match (here.next, prints) {
            (Some(next), _) => Some(href(Some(next), &asked.print)?),
            (None, _) => None,
        },
        print_href: href(None, "all")?,
        cut: prints && here.next.is_some(),
    })
}

/// The charts, where they are looked for: over the first page of all rows. `None` = more rows than are drawn.
async fn drawn(conn: &mut PgConnection, run: &Run, asked: &Asked) -> Result<Option<Vec<Chart>>, Failure> {
    let is_whole = asked.q.is_empty() && asked.verdict.is_empty() && asked.from.is_none();
    if !is_whole || run.rows == 0 || !time_and_money::has_charts(&run.report) {
        return Ok(Some(Vec::new()));
    }
    if usize::try_from(run.rows).unwrap_or(usize::MAX) > time_and_money::DRAWN_ROWS_MOST {
        return Ok(None);
    }
    let all = rows(conn, run, &Asked::default(), time_and_money::DRAWN_ROWS_MOST).await?;
    Ok(Some(time_and_money::charts(run, &all.rows)?))
}

/// As many rows as `most` that fit, from the wished one on.
async fn rows(conn: &mut PgConnection, run: &Run, asked: &Asked, most: usize) -> Result<Here, Failure> {
    let words = asked.q.trim().to_lowercase();
    let too_long = words.chars().count() > LONGEST_WORDS_CHARS;
    if too_long || words.chars().any(char::is_control) {
        return Err(Failure::BadForm(t!("audit-filter-characters").into()));
    }
    let verdict = Verdict::of_code(&asked.verdict).map(Verdict::code);
    let judged_by = run.columns.iter().find(|column| column.kind == Kind::Verdict);
    let verdict = judged_by.zip(verdict);
    let quoted = serde_json::to_string(&words).map_err(anyhow::Error::from)?;
    let quoted = quoted.trim_matches('"');
    let looks_for = (
        (!words.is_empty()).then_some(quoted),
        verdict.map(|(_, code)| code),
    );
    let from = asked.from.unwrap_or_default().max(0);
    let mut here = Here {
        rows: Vec::new(),
        next: None,
    };
    let mut place = from / CHUNK_ROWS;
    for _ in 0..MOST_CHUNKS {
        let Some(chunk) = store::next_chunk(conn, run.id, place, looks_for).await? else {
            return Ok(here);
        };
        place = chunk.place + 1;
        for (number, line) in (chunk.place * CHUNK_ROWS..).zip(chunk.lines.lines()) {
            if number < from {
                continue;
            }
            let row: Value = serde_json::from_str(line).map_err(anyhow::Error::from)?;
            let fits = verdict.is_none_or(|(column, code)| row[&column.key] == code);
            if !fits || !(words.is_empty() || says(&row, &words)) {
                continue;
            }
            if here.rows.len() == most {
                here.next = Some(number);
                return Ok(here);
            }
            here.rows.push(row);
        }
    }
    here.next = Some(place * CHUNK_ROWS);
    Ok(here)
}

/// Whether one of its values has these words, in small letters.
fn says(value: &Value, words: &str) -> bool {
    match value {
        Value::Object(values) => values.values().any(|value| says(value, words)),
        Value::Array(values) => values.iter().any(|value| says(value, words)),
        Value::String(text) => text.to_lowercase().contains(words),
        Value::Number(number) => number.to_string().contains(words),
        Value::Null | Value::Bool(_) => false,
    }
}
