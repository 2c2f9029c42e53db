//! Seats that were bought: used, free, and held by accounts that are closed. Who has not signed in to a product for long is not known
//! here: the directory is read without its sign-ins.

use serde_json::Value;

use super::store::seats as store;
use super::{figure, heading, name, number, words};
use crate::reports::charts::{Bars, Chart, Group as Bar, Unit};
use crate::reports::evidence::{Group, Kind, Parameter, Report, column};

pub const REPORT: Report = Report {
    id: "seats-in-use",
    group: Group::Money,
    title: || t!("tm-seats"),
    question: || t!("tm-seats-question"),
    nothing: || t!("tm-seats-nothing"),
    sql: include_str!("store/seats.sql"),
    takes: &[Parameter::Product],
    columns: &[
        column("verdict", Kind::Verdict, || t!("evidence-col-verdict")),
        column("code", Kind::Code, || t!("evidence-col-why")),
        column("product", Kind::Product, || t!("evidence-col-product")),
        column("bought", Kind::Number, || t!("tm-col-bought")),
        column("used", Kind::Number, || t!("tm-col-used")),
        column("free", Kind::Number, || t!("tm-col-free")),
        column("held_back", Kind::Number, || t!("tm-col-held-back")),
        column("held", Kind::Number, || t!("tm-col-held")),
        column("closed_accounts", Kind::Number, || t!("tm-col-closed-accounts")),
        column("outside", Kind::Number, || t!("tm-col-outside")),
        column("waiting", Kind::Number, || t!("tm-col-still-waiting")),
        column("coming", Kind::Number, || t!("tm-col-coming")),
        column("price", Kind::Money, || t!("tm-col-price")),
        column("idle", Kind::Money, || t!("tm-col-idle")),
        column("read_at", Kind::Moment, || t!("tm-col-read-at")),
    ],
    count_by: &[],
    words,
    rows: |conn, asked, out| Box::pin(store::rows(conn, asked, out)),
};

pub(super) fn charts(rows: &[Value]) -> anyhow::Result<Vec<Chart>> {
    let sum = |key| rows.iter().map(|row| number(row, key)).sum::<i64>();
    let group = |row: &Value| {
        let closed = figure(row, "closed_accounts").unwrap_or(0.0);
        let ours = figure(row, "held").map(|held| (held - closed).max(0.0));
        Bar {
            label: name(row, "product").to_owned(),
            values: vec![ours, figure(row, "outside"), Some(closed), figure(row, "free")],
        }
    };
    let chart = Bars {
        heading: heading(
            "seats",
            t!("tm-chart-seats"),
            t!(
                "tm-chart-seats-said",
                free = sum("free"),
                closed = sum("closed_accounts"),
                bought = sum("bought")
            ),
        ),
        of: t!("evidence-col-product").to_owned(),
        unit: Unit::Count,
        series: [
            t!("tm-seats-ours"),
            t!("tm-col-outside"),
            t!("tm-col-closed-accounts"),
            t!("tm-col-free"),
        ]
        .map(str::to_owned)
        .to_vec(),
        stacked: true,
        groups: rows.iter().map(group).collect(),
    };
    Ok(vec![chart.chart()?])
}
