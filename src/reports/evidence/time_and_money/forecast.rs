//! Seats until the renewal: those in use at the end of each week, a straight line through them, and in what range it goes on.

use chrono::{Days, NaiveDate};
use serde_json::Value;
use sqlx::PgConnection;

use super::store::forecast as store;
use super::trend::{Trend, through};
use super::{day, figure, heading, text, words};
use crate::ids::SkuId;
use crate::reports::charts::{Chart, Outlook, OutlookWords, Unit};
use crate::reports::evidence::asked::Asked;
use crate::reports::evidence::out::Out;
use crate::reports::evidence::{Group, Kind, Parameter, Report, Verdict, cell, column};
use crate::requests::calendar::day_of;
use crate::words::format;

/// Products that are drawn, those with too few seats first; the rest stands in the table.
const DRAWN_MOST: usize = 6;

pub const REPORT: Report = Report {
    id: "seats-until-renewal",
    group: Group::Money,
    title: || t!("tm-forecast"),
    question: || t!("tm-forecast-question"),
    nothing: || t!("tm-forecast-nothing"),
    sql: include_str!("store/forecast.sql"),
    takes: &[Parameter::Period, Parameter::Renewal, Parameter::Product],
    columns: &[
        column("verdict", Kind::Verdict, || t!("evidence-col-verdict")),
        column("code", Kind::Code, || t!("evidence-col-why")),
        column("product", Kind::Product, || t!("evidence-col-product")),
        column("day", Kind::Text, || t!("tm-col-day")),
        column("used", Kind::Number, || t!("tm-col-used")),
        column("ours", Kind::Number, || t!("tm-col-held")),
        column("outside", Kind::Number, || t!("tm-col-outside")),
        column("least", Kind::Number, || t!("tm-least")),
        column("likeliest", Kind::Number, || t!("tm-likeliest")),
        column("most", Kind::Number, || t!("tm-most-seats")),
        column("bought", Kind::Number, || t!("tm-col-bought")),
    ],
    count_by: &[],
    words,
    rows: |conn, asked, out| Box::pin(rows(conn, asked, out)),
};

/// Seats of a product at the end of a week, or of the last day that is looked at.
#[derive(Clone, Debug)]
pub struct Week {
    pub sku: SkuId,
    pub product: String,
    pub day: NaiveDate,
    pub ours: i64,
    /// Held without a grant: only how many there are now is known, and that is taken for all weeks.
    pub outside: i64,
    pub bought: i64,
}

impl Week {
    fn used(&self) -> i64 {
        self.ours + self.outside
    }
}

/// A product, its weeks, and where they lead.
struct Product<'a> {
    weeks: &'a [Week],
    last: &'a Week,
    trend: Option<Trend>,
    at_renewal: Option<[i64; 3]>,
}

impl<'a> Product<'a> {
    fn new(weeks: &'a [Week], renewal: NaiveDate) -> Option<Self> {
        let (first, last) = (weeks.first()?, weeks.last()?);
        #[expect(clippy::cast_precision_loss, reason = "seats")]
        let points: Vec<_> = weeks
            .iter()
            .map(|week| (along(first.day, week.day), week.used() as f64))
            .collect();
        let trend = through(&points);
        Some(Self {
            weeks,
            last,
            at_renewal: trend.map(|trend| seats(&trend, along(first.day, renewal))),
            trend,
        })
    }

    fn judged(&self) -> (Verdict, &'static str) {
        match self.at_renewal {
            None => (Verdict::Open, "too_few_weeks"),
            Some([_, likeliest, _]) if likeliest > self.last.bought => (Verdict::Bad, "not_enough_seats"),
            Some([_, _, most]) if most > self.last.bought => (Verdict::Open, "perhaps_not_enough"),
            Some(_) => (Verdict::Ok, "enough_seats"),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "days of a few years")]
fn along(first: NaiveDate, day: NaiveDate) -> f64 {
    day.signed_duration_since(first).num_days() as f64
}

/// Whole seats: at least so many, likeliest, at most.
#[expect(clippy::cast_possible_truncation, reason = "seats, and bounded")]
fn seats(trend: &Trend, x: f64) -> [i64; 3] {
    let [least, likeliest, most] = trend.at(x);
    [least.floor(), likeliest.round(), most.ceil()].map(|value| value.clamp(0.0, 1e12) as i64)
}

async fn rows(conn: &mut PgConnection, asked: &Asked, out: &mut Out) -> anyhow::Result<()> {
    let weeks = store::weeks(conn, asked).await?;
    let renewal = asked.renewal.unwrap_or_else(|| today(asked));
    let products = weeks.chunk_by(|a, b| a.sku == b.sku);
    let mut products: Vec<_> = products
        .filter_map(|weeks| Product::new(weeks, renewal))
        .collect();
    products.sort_by_key(|product| product.judged().0);
    for product in &products {
        let (verdict, code) = product.judged();
        push(
            out,
            (verdict, code),
            (product.last, renewal),
            (Some(product.last), product.at_renewal),
        )
        .await?;
    }
    for product in &products {
        for week in product.weeks {
            push(out, (Verdict::Ok, "past"), (week, week.day), (Some(week), None)).await?;
        }
        let Some(trend) = product.trend else { continue };
        let first = product.weeks[0].day;
        for day in days_until(product.last.day, renewal) {
            let ahead = Some(seats(&trend, along(first, day)));
            push(out, (Verdict::Ok, "ahead"), (product.last, day), (None, ahead)).await?;
        }
    }
    Ok(())
}

/// Each week after this day, and the last one itself.
fn days_until(from: NaiveDate, until: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let next = move |day: &NaiveDate| match *day < until {
        true => day.checked_add_days(Days::new(7)).map(|next| next.min(until)),
        false => None,
    };
    std::iter::successors(Some(from), next)
}

fn today(asked: &Asked) -> NaiveDate {
    let zone = asked.zone.parse().unwrap_or_default();
    day_of(asked.now, zone)
}

async fn push(
    out: &mut Out,
    (verdict, code): (Verdict, &str),
    (of, day): (&Week, NaiveDate),
    (seen, ahead): (Option<&Week>, Option<[i64; 3]>),
) -> anyhow::Result<()> {
    let [least, likeliest, most] = [0, 1, 2].map(|place| ahead.map(|three| three[place]));
    out.push([
        cell::text(Some(verdict.code().to_owned())),
        cell::text(Some(code.to_owned())),
        cell::named(Some(of.sku.0), Some(of.product.clone())),
        cell::text(Some(day.to_string())),
        cell::number(seen.map(Week::used)),
        cell::number(seen.map(|week| week.ours)),
        cell::number(seen.map(|week| week.outside)),
        cell::number(least),
        cell::number(likeliest),
        cell::number(most),
        cell::number(Some(of.bought)),
    ])
    .await
}

pub(super) fn charts(asked: &Asked, rows: &[Value]) -> anyhow::Result<Vec<Chart>> {
    let heads = rows
        .iter()
        .filter(|row| !matches!(text(row, "code"), "past" | "ahead"))
        .take(DRAWN_MOST);
    let renewal = asked.renewal.unwrap_or_else(|| today(asked));
    heads
        .enumerate()
        .map(|(place, head)| chart((place, head), (asked, renewal), rows))
        .collect()
}

fn chart(
    (place, head): (usize, &Value),
    (asked, renewal): (&Asked, NaiveDate),
    rows: &[Value],
) -> anyhow::Result<Chart> {
    let id = &head["product"]["id"];
    let of = |code| {
        rows.iter()
            .filter(move |row| text(row, "code") == code && row["product"]["id"] == *id)
    };
    let past = of("past").filter_map(|row| Some((day(row, "day")?, figure(row, "used")?)));
    let ahead = of("ahead").filter_map(|row| {
        let three = [
            figure(row, "least")?,
            figure(row, "likeliest")?,
            figure(row, "most")?,
        ];
        Some((day(row, "day")?, three))
    });
    let grouped = |key| head[key].as_i64().map_or_else(|| "–".to_owned(), format::grouped);
    let description = match head["likeliest"].is_null() {
        true => t!("tm-too-few-weeks").to_owned(),
        false => t!(
            "tm-chart-forecast-said",
            day = format::day(renewal),
            likeliest = grouped("likeliest"),
            least = grouped("least"),
            most = grouped("most"),
            bought = grouped("bought")
        ),
    };
    Outlook {
        heading: heading(
            &format!("forecast-{place}"),
            super::name(head, "product"),
            description,
        ),
        of: t!("tm-col-day").to_owned(),
        unit: Unit::Count,
        past: past.collect(),
        ahead: ahead.collect(),
        today: today(asked),
        until: renewal,
        limit: figure(head, "bought"),
        words: OutlookWords {
            past: t!("tm-in-use").to_owned(),
            least: t!("tm-least").to_owned(),
            likeliest: t!("tm-likeliest").to_owned(),
            most: t!("tm-most-seats").to_owned(),
            today: t!("tm-today").to_owned(),
            until: t!("tm-renewal", day = format::day(renewal)),
            limit: t!("tm-limit", seats = grouped("bought")),
        },
    }
    .chart()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weeks(used: &[i64], bought: i64) -> Vec<Week> {
        let first: NaiveDate = "2026-01-11".parse().unwrap();
        let week = |(place, used): (u64, &i64)| Week {
            sku: SkuId(uuid::Uuid::nil()),
            product: "Visio".to_owned(),
            day: first + Days::new(7 * place),
            ours: used - 2,
            outside: 2,
            bought,
        };
        (0..).zip(used).map(week).collect()
    }

    #[test]
    fn a_product_is_judged_by_the_seats_at_its_renewal() {
        let renewal = "2026-04-05".parse().unwrap(); // twelve weeks after the first
        let table: [(&[i64], i64, &str); 6] = [
            (&[10, 12, 14, 16, 18], 33, "not_enough_seats"),
            (&[10, 12, 14, 16, 18], 34, "enough_seats"),
            (&[10, 12, 13, 17, 18], 35, "perhaps_not_enough"),
            (&[10, 12, 13, 17, 18], 60, "enough_seats"),
            (&[10, 10, 10, 10], 10, "enough_seats"),
            (&[10, 12, 14], 100, "too_few_weeks"),
        ];
        for (used, bought, code) in table {
            let weeks = weeks(used, bought);
            let product = Product::new(&weeks, renewal).unwrap();
            assert_eq!(product.judged().1, code, "{used:?} of {bought}");
        }
    }

    #[test]
    fn days_ahead_end_with_the_last_one() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let ahead = |from, until| {
            days_until(day(from), day(until))
                .map(|day| day.to_string())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            ahead("2026-01-11", "2026-01-27"),
            ["2026-01-11", "2026-01-18", "2026-01-25", "2026-01-27"]
        );
        assert_eq!(ahead("2026-01-11", "2026-01-11"), ["2026-01-11"]);
        assert_eq!(ahead("2026-01-11", "2026-01-01"), ["2026-01-11"]);
    }
}
