//! Cost by product, department and month. Two currencies are never added up: each has charts of its own.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde_json::Value;

use super::store::cost as store;
use super::{heading, name, text, words};
use crate::reports::charts::{Bars, Chart, Group as Bar, Unit};
use crate::reports::evidence::{Group, Kind, Parameter, Report, column};
use crate::words::format::{money, month};

/// Products that are told apart in a bar; all others are one part of it.
const PRODUCTS_MOST: usize = 5;
/// Currencies that are drawn; a tenant has one or two.
const CURRENCIES_MOST: usize = 4;

pub const REPORT: Report = Report {
    id: "cost",
    group: Group::Money,
    title: || t!("tm-cost"),
    question: || t!("tm-cost-question"),
    nothing: || t!("tm-cost-nothing"),
    sql: include_str!("store/cost.sql"),
    takes: &[Parameter::Period, Parameter::Product],
    columns: &[
        column("month", Kind::Text, || t!("tm-col-month")),
        column("product", Kind::Product, || t!("evidence-col-product")),
        column("department", Kind::Text, || t!("tm-col-department")),
        column("cost_center", Kind::Text, || t!("tm-col-cost-center")),
        column("seats", Kind::Number, || t!("tm-col-seats")),
        column("price", Kind::Money, || t!("tm-col-price")),
        column("cost", Kind::Money, || t!("tm-col-cost")),
        column("price_is", Kind::Code, || t!("tm-col-price-is")),
    ],
    count_by: &[],
    words,
    rows: |conn, asked, out| Box::pin(store::rows(conn, asked, out)),
};

/// What is paid in one currency.
#[derive(Default)]
struct Paid<'a> {
    cents: i64,
    months: BTreeMap<&'a str, BTreeMap<&'a str, i64>>,
    products: BTreeMap<&'a str, i64>,
    departments: BTreeMap<&'a str, i64>,
}

pub(super) fn charts(rows: &[Value]) -> anyhow::Result<Vec<Chart>> {
    let mut paid: BTreeMap<Option<&str>, Paid<'_>> = BTreeMap::new();
    for row in rows {
        let Some(cents) = row["cost"]["cents"].as_i64().filter(|cents| *cents > 0) else {
            continue;
        };
        let of = paid.entry(row["cost"]["currency"].as_str()).or_default();
        let (product, month) = (name(row, "product"), text(row, "month"));
        of.cents += cents;
        *of.months.entry(month).or_default().entry(product).or_default() += cents;
        *of.products.entry(product).or_default() += cents;
        *of.departments.entry(text(row, "department")).or_default() += cents;
    }
    let mut charts = Vec::new();
    for (place, (currency, paid)) in paid.iter().take(CURRENCIES_MOST).enumerate() {
        charts.push(by_month(place, *currency, paid)?);
        charts.push(by_department(place, *currency, paid)?);
    }
    Ok(charts)
}

/// Largest first; of the same size by name.
fn sorted<'a>(sums: &BTreeMap<&'a str, i64>) -> Vec<(&'a str, i64)> {
    let mut sorted: Vec<_> = sums.iter().map(|(name, cents)| (*name, *cents)).collect();
    sorted.sort_by_key(|(_, cents)| std::cmp::Reverse(*cents));
    sorted
}

#[expect(clippy::cast_precision_loss, reason = "to draw it")]
fn drawn(cents: i64) -> Option<f64> {
    Some(cents as f64)
}

fn by_month(place: usize, currency: Option<&str>, paid: &Paid<'_>) -> anyhow::Result<Chart> {
    let largest: Vec<_> = sorted(&paid.products)
        .into_iter()
        .take(PRODUCTS_MOST)
        .map(|(name, _)| name)
        .collect();
    let apart: BTreeSet<_> = largest.iter().copied().collect();
    let has_others = paid.products.len() > largest.len();
    let groups = paid.months.iter().map(|(at, products)| {
        let mut values: Vec<_> = largest
            .iter()
            .map(|name| drawn(products.get(name).copied().unwrap_or(0)))
            .collect();
        if has_others {
            let others = products.iter().filter(|(name, _)| !apart.contains(**name));
            values.push(drawn(others.map(|(_, cents)| cents).sum()));
        }
        Bar {
            label: month_words(at),
            values,
        }
    });
    let groups = groups.collect();
    let mut series: Vec<_> = largest.into_iter().map(str::to_owned).collect();
    if has_others {
        series.push(t!("tm-others").to_owned());
    }
    let title = t!("tm-chart-months", currency = sign(currency));
    Bars {
        heading: heading(
            &format!("months-{place}"),
            title,
            t!("tm-chart-months-said", cost = money(paid.cents, currency)),
        ),
        of: t!("tm-col-month").to_owned(),
        unit: Unit::Money(currency.map(str::to_owned)),
        series,
        stacked: true,
        groups,
    }
    .chart()
}

fn by_department(place: usize, currency: Option<&str>, paid: &Paid<'_>) -> anyhow::Result<Chart> {
    let groups = sorted(&paid.departments).into_iter().map(|(name, cents)| Bar {
        label: match name {
            "" => t!("tm-no-department").to_owned(),
            name => name.to_owned(),
        },
        values: vec![drawn(cents)],
    });
    Bars {
        heading: heading(
            &format!("departments-{place}"),
            t!("tm-chart-departments", currency = sign(currency)),
            t!("tm-chart-departments-said", count = paid.departments.len() as i64),
        ),
        of: t!("tm-col-department").to_owned(),
        unit: Unit::Money(currency.map(str::to_owned)),
        series: vec![t!("tm-col-cost").to_owned()],
        stacked: false,
        groups: groups.collect(),
    }
    .chart()
}

fn sign(currency: Option<&str>) -> &str {
    currency.unwrap_or("–")
}

/// "March 2027"; as it was kept where it is no month.
fn month_words(at: &str) -> String {
    let first: Option<NaiveDate> = format!("{at}-01").parse().ok();
    first.map_or_else(|| at.to_owned(), month)
}
