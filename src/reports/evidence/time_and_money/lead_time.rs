//! Lead time: from asking to the licence, step by step, as percentiles; by product, weekday and week.

use serde_json::Value;

use super::store::lead_time as store;
use super::{by_week, group_of, heading, name, number, spread, text, three_labels, words};
use crate::reports::charts::{Bars, Chart, Line, Unit, Weeks};
use crate::reports::evidence::{Group, Kind, Parameter, Report, column};

pub const REPORT: Report = Report {
    id: "lead-time",
    group: Group::Money,
    title: || t!("tm-lead"),
    question: || t!("tm-lead-question"),
    nothing: || t!("tm-lead-nothing"),
    sql: include_str!("store/lead_time.sql"),
    takes: &[Parameter::Period, Parameter::Product],
    columns: &[
        column("part", Kind::Code, || t!("tm-col-part")),
        column("step", Kind::Code, || t!("tm-col-step")),
        column("who", Kind::Text, || t!("tm-col-who")),
        column("product", Kind::Product, || t!("evidence-col-product")),
        column("weekday", Kind::Code, || t!("evidence-col-weekday")),
        column("week", Kind::Text, || t!("tm-col-week")),
        column("done", Kind::Number, || t!("tm-col-done")),
        column("waiting", Kind::Number, || t!("tm-col-still-open")),
        column("half_seconds", Kind::Hours, || t!("tm-half")),
        column("nine_seconds", Kind::Hours, || t!("tm-nine")),
        column("most_seconds", Kind::Hours, || t!("tm-most")),
    ],
    count_by: &[],
    words,
    rows: |conn, asked, out| Box::pin(store::rows(conn, asked, out)),
};

fn of<'a>(rows: &'a [Value], part: &'a str, step: &'a str) -> impl Iterator<Item = &'a Value> {
    rows.iter()
        .filter(move |row| text(row, "part") == part && (step.is_empty() || text(row, "step") == step))
}

pub(super) fn charts(rows: &[Value]) -> anyhow::Result<Vec<Chart>> {
    let done = |step| {
        of(rows, "by_step", step)
            .map(|row| number(row, "done"))
            .sum::<i64>()
    };
    let bars = |id, title: &str, said: String, label: &dyn Fn(&Value) -> String, rows: Vec<&Value>| {
        Bars {
            heading: heading(id, title, said),
            of: title.to_owned(),
            unit: Unit::Hours,
            series: three_labels().to_vec(),
            stacked: false,
            groups: rows.into_iter().map(|row| group_of(label(row), row)).collect(),
        }
        .chart()
    };
    let step = |row: &Value| {
        let step = words(text(row, "step")).unwrap_or_default();
        match text(row, "who") {
            "" => step.to_owned(),
            who => format!("{step}: {who}"),
        }
    };
    let weekday = |row: &Value| words(text(row, "weekday")).unwrap_or_default().to_owned();
    let mut weekdays: Vec<_> = of(rows, "by_weekday", "answer").collect();
    weekdays.sort_by_key(|row| text(row, "weekday"));
    Ok(vec![
        spread(
            heading(
                "whole-by-week",
                t!("tm-chart-whole"),
                t!("tm-chart-whole-said", count = done("whole")),
            ),
            by_week(of(rows, "by_week", "whole")),
        )?,
        answers(rows, done("answer"))?,
        bars(
            "steps",
            t!("tm-chart-steps"),
            t!("tm-chart-steps-said").to_owned(),
            &step,
            of(rows, "by_step", "").collect(),
        )?,
        bars(
            "products",
            t!("tm-chart-products"),
            t!("tm-chart-products-said").to_owned(),
            &|row| name(row, "product").to_owned(),
            of(rows, "by_product", "whole").collect(),
        )?,
        bars(
            "weekdays",
            t!("tm-chart-weekdays"),
            t!("tm-chart-weekdays-said").to_owned(),
            &weekday,
            weekdays,
        )?,
    ])
}

/// The last answer, as a line for the half and one for nine of ten.
fn answers(rows: &[Value], count: i64) -> anyhow::Result<Chart> {
    let weeks = by_week(of(rows, "by_week", "answer"));
    let labels = three_labels().into_iter().enumerate().take(2);
    let line = |(place, label): (usize, String)| Line {
        label,
        values: weeks
            .iter()
            .map(|(_, three)| three.map(|three| three[place]))
            .collect(),
    };
    Weeks {
        heading: heading(
            "answers-by-week",
            t!("tm-chart-answers"),
            t!("tm-chart-answers-said", count = count),
        ),
        of: t!("tm-col-week").to_owned(),
        unit: Unit::Hours,
        days: weeks.iter().map(|(week, _)| *week).collect(),
        lines: labels.map(line).collect(),
    }
    .chart()
}
