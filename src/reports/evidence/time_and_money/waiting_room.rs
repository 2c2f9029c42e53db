//! The waiting room: from the first time that a grant found no seat to the seat.

use serde_json::Value;

use super::store::waiting_room as store;
use super::{by_week, group_of, heading, name, number, spread, text, three_labels, words};
use crate::reports::charts::{Bars, Chart, Unit};
use crate::reports::evidence::{Group, Kind, Parameter, Report, column};

pub const REPORT: Report = Report {
    id: "waiting-room",
    group: Group::Money,
    title: || t!("tm-waiting"),
    question: || t!("tm-waiting-question"),
    nothing: || t!("tm-waiting-nothing"),
    sql: include_str!("store/waiting_room.sql"),
    takes: &[Parameter::Period, Parameter::Product],
    columns: &[
        column("part", Kind::Code, || t!("tm-col-part")),
        column("product", Kind::Product, || t!("evidence-col-product")),
        column("week", Kind::Text, || t!("tm-col-week")),
        column("seated", Kind::Number, || t!("tm-col-seated")),
        column("waiting", Kind::Number, || t!("tm-col-still-waiting")),
        column("gave_up", Kind::Number, || t!("tm-col-gave-up")),
        column("half_seconds", Kind::Hours, || t!("tm-half")),
        column("nine_seconds", Kind::Hours, || t!("tm-nine")),
        column("most_seconds", Kind::Hours, || t!("tm-most")),
        column("longest_seconds", Kind::Hours, || t!("tm-col-longest")),
    ],
    count_by: &[],
    words,
    rows: |conn, asked, out| Box::pin(store::rows(conn, asked, out)),
};

pub(super) fn charts(rows: &[Value]) -> anyhow::Result<Vec<Chart>> {
    let of = |part| rows.iter().filter(move |row| text(row, "part") == part);
    let sum = |key| of("by_product").map(|row| number(row, key)).sum::<i64>();
    let products = of("by_product").map(|row| group_of(name(row, "product").to_owned(), row));
    Ok(vec![
        Bars {
            heading: heading(
                "waits",
                t!("tm-chart-waits"),
                t!(
                    "tm-chart-waits-said",
                    seated = sum("seated"),
                    waiting = sum("waiting"),
                    gone = sum("gave_up")
                ),
            ),
            of: t!("evidence-col-product").to_owned(),
            unit: Unit::Hours,
            series: three_labels().to_vec(),
            stacked: false,
            groups: products.collect(),
        }
        .chart()?,
        spread(
            heading(
                "waits-by-week",
                t!("tm-chart-waits-by-week"),
                t!("tm-chart-waits-by-week-said"),
            ),
            by_week(of("by_week")),
        )?,
    ])
}
