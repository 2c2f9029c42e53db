//! Dates, numbers and money as the reader's locale writes them. Names and signs are those of the locale (glibc's data); the
//! order of a date's parts stands with the words.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use pure_rust_locales::locale_match;

use super::{Language, reader};

/// A whole number: "12,480".
pub fn grouped(number: i64) -> String {
    grouped_in(number, reader().language)
}

pub(super) fn grouped_in(number: i64, language: Language) -> String {
    let mark = thousands(language);
    let digits = number.unsigned_abs().to_string();
    let mut words = String::from(if number < 0 { "-" } else { "" });
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            words.push_str(mark);
        }
        words.push(digit);
    }
    words
}

fn thousands(language: Language) -> &'static str {
    locale_match!(language.locale() => LC_NUMERIC::THOUSANDS_SEP)
}

/// Between whole and part of a number: "." or ",".
pub fn decimal_mark() -> &'static str {
    locale_match!(reader().language.locale() => LC_NUMERIC::DECIMAL_POINT)
}

/// Hundredths as a number: "1,204.50".
pub fn amount(cents: i64) -> String {
    let minus = if cents < 0 { "-" } else { "" };
    let cents = cents.unsigned_abs();
    let whole = i64::try_from(cents / 100).unwrap_or(i64::MAX);
    format!("{minus}{}{}{:02}", grouped(whole), decimal_mark(), cents % 100)
}

/// Hundredths of a currency (ISO 4217): "€1,204.50".
pub fn money(cents: i64, currency: Option<&str>) -> String {
    let amount = amount(cents);
    let sign = match currency {
        None => return amount,
        Some("EUR") => "€",
        Some("USD") => "$",
        Some("GBP") => "£",
        Some(code) => return format!("{amount} {code}"),
    };
    match reader().language {
        Language::English => format!("{sign}{amount}"),
        Language::German => format!("{amount} {sign}"),
    }
}

/// A day: "3 March 2027".
pub fn day(day: NaiveDate) -> String {
    let locale = reader().language.locale();
    day.format_localized(t!("day-pattern"), locale).to_string()
}

/// A day at an axis, where there is little room: "3 Mar", and "Jan 2027" where a year begins.
pub fn day_short(day: NaiveDate) -> String {
    let pattern = match (day.day(), day.month()) {
        (1, 1) => t!("month-and-year-pattern"),
        _ => t!("day-short-pattern"),
    };
    let locale = reader().language.locale();
    day.format_localized(pattern, locale).to_string()
}

/// The month of a day: "March 2027".
pub fn month(day: NaiveDate) -> String {
    day.format_localized(t!("month-pattern"), reader().language.locale())
        .to_string()
}

/// The day of a moment, where the reader is.
pub fn day_of(at: DateTime<Utc>) -> String {
    day(at.with_timezone(&reader().zone).date_naive())
}

/// The day of the week: "Tuesday".
pub fn weekday(day: NaiveDate) -> String {
    day.format_localized("%A", reader().language.locale()).to_string()
}

/// A moment to the second, where the reader is: "2026-11-24 10:00:00 UTC".
pub fn exact(at: DateTime<Utc>) -> String {
    at.with_timezone(&reader().zone)
        .format(t!("exact-pattern"))
        .to_string()
}

/// As [`exact`], where it is plain which zone is meant.
pub fn exact_short(at: DateTime<Utc>) -> String {
    at.with_timezone(&reader().zone)
        .format(t!("exact-short-pattern"))
        .to_string()
}
