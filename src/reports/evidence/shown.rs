//! Values that are kept, as the reader sees them: words, names, moments and numbers of their language.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::runs::{KeptColumn, Run, RunState};
use super::views::{Head, RunLine, Shown, TotalRow};
use super::{Kind, Report, Verdict};
use crate::web::page::{Badge, Moment, Tone};
use crate::words::format::{day, decimal_mark, grouped, money};

/// What a value is called that is not there.
const NOTHING: &str = "–";

pub fn head(report: Option<&Report>, columns: &[KeptColumn]) -> Vec<Head> {
    let head = |column: &KeptColumn| Head {
        label: label(report, &column.key),
        is_number: is_number(column.kind),
    };
    columns.iter().map(head).collect()
}

/// What a column is called; its key where the report has it no more.
pub fn label(report: Option<&Report>, key: &str) -> String {
    let column = report.and_then(|report| report.columns.iter().find(|column| column.key == key));
    column.map_or_else(|| key.to_owned(), |column| (column.label)().to_owned())
}

fn is_number(kind: Kind) -> bool {
    matches!(kind, Kind::Number | Kind::Hours | Kind::Money | Kind::Event)
}

/// A row of the table.
pub fn row(report: Option<&Report>, columns: &[KeptColumn], row: &Value) -> Vec<Shown> {
    let show = |column: &KeptColumn| {
        let value = row.get(&column.key).unwrap_or(&Value::Null);
        Shown {
            label: label(report, &column.key),
            is_number: is_number(column.kind),
            ..cell(report, column.kind, value)
        }
    };
    columns.iter().map(show).collect()
}

fn cell(report: Option<&Report>, kind: Kind, value: &Value) -> Shown {
    match (kind, value) {
        (_, Value::Null) => said(NOTHING.into()),
        (Kind::Moment, Value::String(at)) => match at.parse::<DateTime<Utc>>() {
            Ok(at) => Shown {
                moment: Some(Moment::exact(at)),
                ..Shown::default()
            },
            Err(_) => said(at.clone()),
        },
        (Kind::Verdict, Value::String(code)) => Shown {
            badge: Some(verdict(code)),
            ..Shown::default()
        },
        (Kind::Request, Value::String(id)) => Shown {
            href: Some(format!("/requests/{id}/explain")),
            ..said(t!("audit-request").into())
        },
        (Kind::Event, Value::Number(_)) => Shown {
            is_code: true,
            ..said(value.to_string())
        },
        _ => said(words(report, kind, value)),
    }
}

fn said(text: String) -> Shown {
    Shown {
        text,
        ..Shown::default()
    }
}

/// As plain words.
pub fn words(report: Option<&Report>, kind: Kind, value: &Value) -> String {
    let number = value.as_i64().unwrap_or_default();
    match (kind, value) {
        (_, Value::Null) => NOTHING.into(),
        (Kind::Code, Value::String(code)) => code_words(report, code),
        (Kind::Codes, Value::Array(codes)) => {
            let words = codes.iter().filter_map(Value::as_str);
            let words: Vec<_> = words.map(|code| code_words(report, code)).collect();
            match words.is_empty() {
                true => NOTHING.into(),
                false => words.join("; "),
            }
        }
        (Kind::Verdict, Value::String(code)) => verdict(code).text,
        (Kind::Person | Kind::Product, Value::Object(named)) => {
            let text = |key| named.get(key).and_then(Value::as_str);
            text("name").or(text("id")).unwrap_or(NOTHING).to_owned()
        }
        (Kind::Number, Value::Number(_)) => grouped(number),
        (Kind::Hours, Value::Number(_)) => hours(number),
        (Kind::Money, Value::Object(amount)) => {
            let cents = amount.get("cents").and_then(Value::as_i64).unwrap_or_default();
            money(cents, amount.get("currency").and_then(Value::as_str))
        }
        (_, Value::String(text)) if text.is_empty() => NOTHING.into(),
        (_, Value::String(text)) => text.clone(),
        (_, other) => other.to_string(),
    }
}

/// Seconds as hours, with a tenth.
fn hours(seconds: i64) -> String {
    let tenths = (seconds + 180) / 360;
    let minus = if tenths < 0 { "-" } else { "" };
    let tenths = tenths.abs();
    format!("{minus}{}{}{}", grouped(tenths / 10), decimal_mark(), tenths % 10)
}

fn code_words(report: Option<&Report>, code: &str) -> String {
    let known = report.and_then(|report| (report.words)(code));
    known.unwrap_or(code).to_owned()
}

fn verdict(code: &str) -> Badge {
    match Verdict::of_code(code) {
        Some(Verdict::Bad) => Badge::new(Tone::Bad, t!("evidence-verdict-bad")),
        Some(Verdict::Open) => Badge::new(Tone::Waiting, t!("evidence-verdict-open")),
        Some(Verdict::Ok) => Badge::new(Tone::Good, t!("evidence-verdict-ok")),
        None => Badge::new(Tone::Neutral, code),
    }
}

pub fn totals(report: &Report, run: &Run) -> Vec<TotalRow> {
    let kind = |key: &&str| run.columns.iter().find(|column| column.key == *key);
    let row = |total: &super::out::Total| {
        let value = |(place, key): (usize, &&str)| match total.values.get(place) {
            Some(value) => words(
                Some(report),
                kind(key).map_or(Kind::Text, |column| column.kind),
                value,
            ),
            None => t!("evidence-all-others").to_owned(),
        };
        TotalRow {
            values: report.count_by.iter().enumerate().map(value).collect(),
            rows: grouped(total.rows),
            bad: grouped(total.bad),
            open: grouped(total.open),
        }
    };
    run.totals.iter().map(row).collect()
}

/// What it was asked for, each parameter a sentence.
pub fn asked(run: &Run) -> Vec<String> {
    let asked = &run.asked;
    let zone = asked.zone.as_str();
    let mut said = Vec::new();
    if let (Some(from), Some(to)) = (asked.from, asked.to) {
        said.push(t!(
            "evidence-asked-period",
            from = day(from),
            to = day(to),
            zone = zone
        ));
    }
    match (asked.day, asked.second_day) {
        (Some(first), Some(second)) => said.push(t!(
            "evidence-asked-days",
            first = day(first),
            second = day(second),
            zone = zone
        )),
        (Some(first), None) => said.push(t!("evidence-asked-day", day = day(first), zone = zone)),
        (None, _) => {}
    }
    if let Some(renewal) = asked.renewal {
        said.push(t!("tm-asked-renewal", day = day(renewal)));
    }
    if let Some(person) = asked.person {
        said.push(t!("evidence-asked-person", person = person.to_string()));
    }
    if let Some(product) = asked.product {
        said.push(t!("evidence-asked-product", product = product.to_string()));
    }
    said
}

pub fn state(run: &Run) -> Badge {
    match run.state {
        RunState::Running => Badge::new(Tone::Waiting, t!("evidence-running")),
        RunState::Done => Badge::new(Tone::Good, t!("evidence-done")),
        RunState::Failed => Badge::new(Tone::Bad, t!("evidence-failed")),
    }
}

/// How much was found.
pub fn found(run: &Run) -> String {
    match run.state {
        RunState::Running => t!("evidence-so-far", rows = run.rows),
        RunState::Failed => run.trouble().unwrap_or_default().to_owned(),
        RunState::Done if !run.columns.iter().any(|column| column.kind == Kind::Verdict) => {
            t!("evidence-rows", rows = run.rows)
        }
        RunState::Done => t!(
            "evidence-rows-judged",
            rows = run.rows,
            bad = run.bad,
            open = run.open
        ),
    }
}

pub fn line(run: &Run, now: DateTime<Utc>) -> RunLine {
    RunLine {
        href: format!("/audit/runs/{}", run.id),
        title: title(run),
        asked: asked(run).join(" "),
        state: state(run),
        found: found(run),
        by: run.asker.clone(),
        at: Moment::new(run.asked_at, now),
    }
}

/// What the report is called; its id where there is no such report any more.
pub fn title(run: &Run) -> String {
    Report::of_id(&run.report).map_or_else(|| run.report.clone(), |report| (report.title)().to_owned())
}
