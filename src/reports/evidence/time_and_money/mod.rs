//! Time and money: how long it takes, how long people wait for a seat, what licences cost, which seats lie idle, and how many will be
//! needed when a contract is renewed. Besides their tables these reports have charts, drawn from the rows that were kept.

mod cost;
pub mod forecast;
mod lead_time;
mod seats;
mod store;
mod trend;
mod waiting_room;

use chrono::NaiveDate;
use serde_json::Value;

pub use cost::REPORT as COST;
pub use forecast::REPORT as FORECAST;
pub use lead_time::REPORT as LEAD_TIME;
pub use seats::REPORT as SEATS;
pub use waiting_room::REPORT as WAITING_ROOM;

use super::runs::Run;
use crate::reports::charts::{Chart, Group, Heading, Spread, Unit};

/// Rows of a run that are drawn; with more of them there are no charts, only the table.
pub const DRAWN_ROWS_MOST: usize = 50_000;
/// Weeks that are drawn one by one: ten years.
const WEEKS_MOST: usize = 530;
const HOUR_S: f64 = 3_600.0;

/// Whether there are charts of this report.
pub fn has_charts(report: &str) -> bool {
    [&LEAD_TIME, &WAITING_ROOM, &COST, &SEATS, &FORECAST]
        .iter()
        .any(|with| with.id == report)
}

/// The charts of a run, from all its rows.
pub fn charts(run: &Run, rows: &[Value]) -> anyhow::Result<Vec<Chart>> {
    match run.report.as_str() {
        id if id == LEAD_TIME.id => lead_time::charts(rows),
        id if id == WAITING_ROOM.id => waiting_room::charts(rows),
        id if id == COST.id => cost::charts(rows),
        id if id == SEATS.id => seats::charts(rows),
        id if id == FORECAST.id => forecast::charts(&run.asked, rows),
        _ => Ok(Vec::new()),
    }
}

fn heading(id: &str, title: impl Into<String>, description: impl Into<String>) -> Heading {
    Heading {
        id: id.to_owned(),
        title: title.into(),
        description: description.into(),
    }
}

fn text<'a>(row: &'a Value, key: &str) -> &'a str {
    row[key].as_str().unwrap_or_default()
}

fn number(row: &Value, key: &str) -> i64 {
    row[key].as_i64().unwrap_or_default()
}

#[expect(clippy::cast_precision_loss, reason = "to draw it")]
fn figure(row: &Value, key: &str) -> Option<f64> {
    row[key].as_i64().map(|value| value as f64)
}

/// Name of a person or a product, as it was then.
fn name<'a>(row: &'a Value, key: &str) -> &'a str {
    let named = &row[key];
    named["name"].as_str().or(named["id"].as_str()).unwrap_or("–")
}

fn day(row: &Value, key: &str) -> Option<NaiveDate> {
    text(row, key).parse().ok()
}

/// The half, nine of ten and ninety-nine of a hundred, in hours.
fn three(row: &Value) -> [Option<f64>; 3] {
    ["half_seconds", "nine_seconds", "most_seconds"].map(|key| figure(row, key).map(|s| s / HOUR_S))
}

fn three_labels() -> [String; 3] {
    [t!("tm-half"), t!("tm-nine"), t!("tm-most")].map(str::to_owned)
}

fn group_of(label: String, row: &Value) -> Group {
    Group {
        label,
        values: three(row).to_vec(),
    }
}

/// The rows of weeks, with the weeks between them of which there is nothing.
fn by_week<'a>(rows: impl Iterator<Item = &'a Value>) -> Vec<(NaiveDate, Option<[f64; 3]>)> {
    let mut weeks: Vec<(NaiveDate, Option<[f64; 3]>)> = Vec::new();
    for row in rows {
        let Some(week) = day(row, "week") else { continue };
        while let Some(next) = weeks
            .last()
            .and_then(|(last, _)| last.checked_add_days(chrono::Days::new(7)))
            && next < week
            && weeks.len() < WEEKS_MOST
        {
            weeks.push((next, None));
        }
        let told = match three(row) {
            [Some(half), Some(nine), Some(most)] => Some([half, nine, most]),
            _ => None,
        };
        weeks.push((week, told));
    }
    weeks.truncate(WEEKS_MOST);
    weeks
}

fn spread(heading: Heading, weeks: Vec<(NaiveDate, Option<[f64; 3]>)>) -> anyhow::Result<Chart> {
    Spread {
        heading,
        of: t!("tm-col-week").to_owned(),
        unit: Unit::Hours,
        labels: three_labels(),
        weeks,
    }
    .chart()
}

/// What the codes of these reports mean.
fn words(code: &str) -> Option<&'static str> {
    Some(match code {
        "by_step" => t!("tm-by-step"),
        "by_product" => t!("tm-by-product"),
        "by_weekday" => t!("tm-by-weekday"),
        "by_week" => t!("tm-by-week"),
        "stage" => t!("tm-step-stage"),
        "answer" => t!("tm-step-answer"),
        "carry_out" => t!("tm-step-carry-out"),
        "whole" => t!("tm-step-whole"),
        "weekday_1" => t!("evidence-weekday-1"),
        "weekday_2" => t!("evidence-weekday-2"),
        "weekday_3" => t!("evidence-weekday-3"),
        "weekday_4" => t!("evidence-weekday-4"),
        "weekday_5" => t!("evidence-weekday-5"),
        "weekday_6" => t!("evidence-weekday-6"),
        "weekday_7" => t!("evidence-weekday-7"),
        "price_of_then" => t!("tm-price-of-then"),
        "price_first_known" => t!("tm-price-first-known"),
        "price_not_set" => t!("tm-price-not-set"),
        "more_used_than_bought" => t!("tm-more-used-than-bought"),
        "held_by_closed_accounts" => t!("tm-held-by-closed-accounts"),
        "somebody_waits" => t!("tm-somebody-waits"),
        "seats_free" => t!("tm-seats-free"),
        "all_used" => t!("tm-all-used"),
        "not_enough_seats" => t!("tm-not-enough"),
        "perhaps_not_enough" => t!("tm-perhaps-not-enough"),
        "enough_seats" => t!("tm-enough"),
        "too_few_weeks" => t!("tm-too-few-weeks"),
        "past" => t!("tm-past"),
        "ahead" => t!("tm-ahead"),
        _ => return None,
    })
}
