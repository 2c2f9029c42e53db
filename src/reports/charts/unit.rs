//! What a figure is, and how it is said in the reader's language.

use super::ticks::decimal;
use crate::words::format;

const DAY_H: f64 = 24.0;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Whole things: requests, seats.
    Count,
    /// Hours, said as days where they are many.
    Hours,
    /// Hundredths of this currency (ISO 4217), or of none that is known. Two currencies are never in one chart.
    Money(Option<String>),
}

impl Unit {
    /// As it stands at the axis and beside a bar: short.
    pub fn short(&self, value: f64) -> String {
        match self {
            Self::Count => format::grouped(whole(value)),
            Self::Hours => hours(value),
            // An axis and a bar are read in whole units: cents stand in the table.
            Self::Money(_) => format::grouped(whole(value / 100.0)),
        }
    }

    /// As it stands in the table: exact.
    pub fn exact(&self, value: f64) -> String {
        match self {
            Self::Money(currency) => format::money(whole(value), currency.as_deref()),
            Self::Count | Self::Hours => self.short(value),
        }
    }

    /// A round step of an axis, not smaller than this.
    pub(super) fn step(&self, at_least: f64) -> f64 {
        let clock = [0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 6.0, 12.0, 24.0, 48.0];
        match self {
            Self::Count => decimal(at_least).max(1.0),
            Self::Money(_) => decimal(at_least).max(100.0),
            Self::Hours => clock
                .into_iter()
                .find(|step| *step >= at_least)
                .unwrap_or_else(|| decimal(at_least / DAY_H) * DAY_H),
        }
    }
}

/// "40 min", "3.5 h", "4 d".
fn hours(hours: f64) -> String {
    match hours {
        ..=0.0 => t!("chart-hours", hours = "0"),
        h if h < 0.995 => t!("chart-minutes", minutes = format::grouped(whole(h * 60.0).max(1))),
        h if h < 2.0 * DAY_H => t!("chart-hours", hours = tenths(h)),
        h => t!("chart-days", days = tenths(h / DAY_H)),
    }
}

/// With one place after the mark, if it is not nought: "3.5".
pub fn tenths(value: f64) -> String {
    let tenths = whole(value * 10.0);
    let (units, rest) = (tenths / 10, (tenths % 10).abs());
    match rest {
        0 => format::grouped(units),
        rest => format!("{}{}{rest}", format::grouped(units), format::decimal_mark()),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "bounded before")]
fn whole(value: f64) -> i64 {
    value.round().clamp(-9e15, 9e15) as i64
}
