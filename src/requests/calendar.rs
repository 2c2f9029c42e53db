//! Days of a person: when one begins, which one it is, and how terms end. Pure: a zone and days in, moments out.
//!
//! A right of N days that becomes active on day D has D + N as its last day and is over at the first moment of D + N + 1.

use chrono::{DateTime, Days, Duration, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;

use crate::words::format;

/// Days ahead of today on which a right may begin.
pub const LATEST_BEGIN_DAYS: i64 = 366;
/// Days ahead of today that a last day may be: ten years, as long as a policy's longest term.
pub const LATEST_END_DAYS: i64 = 3_653;
/// Minutes by which we look for the first moment of a day that a change of the clock has eaten into.
const STEP_MINUTES: i64 = 1;
/// Minutes that no change of any clock is longer than: islands have crossed the date line, which takes a whole day.
const LONGEST_GAP_MINUTES: i64 = 48 * 60;

/// The day that it is there at this moment.
pub fn day_of(at: DateTime<Utc>, zone: Tz) -> NaiveDate {
    at.with_timezone(&zone).date_naive()
}

/// The first moment of a day: midnight; the earlier one where the clock shows it twice; the next moment that exists where a
/// change of the clock skips it.
pub fn start_of(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    let exists = |local: NaiveDateTime| zone.from_local_datetime(&local).earliest();
    let mut minutes = 0;
    while minutes <= LONGEST_GAP_MINUTES {
        if let Some(moment) = exists(midnight + Duration::minutes(minutes)) {
            return moment.with_timezone(&Utc);
        }
        minutes += STEP_MINUTES;
    }
    midnight.and_utc()
}

/// The first moment after a last day.
pub fn end_of(last_day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    start_of(plus(last_day, 1), zone)
}

/// When a right of so many days is over that becomes active now.
pub fn end_of_term(active_at: DateTime<Utc>, days: i64, zone: Tz) -> DateTime<Utc> {
    end_of(plus(day_of(active_at, zone), days), zone)
}

/// The last day of a right that is over at this moment.
pub fn last_day(until: DateTime<Utc>, zone: Tz) -> NaiveDate {
    day_of(until - Duration::microseconds(1), zone)
}

/// So many days later; days before the calendar's end.
pub fn plus(day: NaiveDate, days: i64) -> NaiveDate {
    match u64::try_from(days) {
        Ok(days) => day.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX),
        Err(_) => day
            .checked_sub_days(Days::new(days.unsigned_abs()))
            .unwrap_or(NaiveDate::MIN),
    }
}

/// "3 March 2027".
pub fn day_words(day: NaiveDate) -> String {
    format::day(day)
}

/// When it is over, exactly and in the person's zone: "2027-03-04 00:00:00 CET (Europe/Oslo)".
pub fn exact_words(at: DateTime<Utc>, zone: Tz) -> String {
    let local = at.with_timezone(&zone);
    format!("{} ({zone})", local.format(t!("exact-pattern")))
}

/// A moment that is near, as one says it there: "Tuesday 14:00", and with the day where it is more than six days away:
/// "Tuesday, 1 December 2026, 14:00".
pub fn moment_words(at: DateTime<Utc>, now: DateTime<Utc>, zone: Tz) -> String {
    let local = at.with_timezone(&zone);
    let days = (local.date_naive() - day_of(now, zone)).num_days();
    let time = local.format("%H:%M").to_string();
    match days {
        0 => t!("calendar-today", time = time),
        1 => t!("calendar-tomorrow", time = time),
        2..=6 => format!("{} {time}", format::weekday(local.date_naive())),
        _ => format!(
            "{}, {}, {time}",
            format::weekday(local.date_naive()),
            day_words(local.date_naive())
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(name: &str) -> Tz {
        name.parse().unwrap()
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_begins_at_midnight_or_at_the_next_moment_that_exists() {
        let table = [
            // zone, day, its first moment
            ("UTC", "2027-03-04", "2027-03-04T00:00:00Z"),
            ("Europe/Oslo", "2027-03-04", "2027-03-03T23:00:00Z"),
            // The nights in which the clock is changed there begin as every night: it is changed at two.
            ("Europe/Oslo", "2027-03-28", "2027-03-27T23:00:00Z"),
            ("Europe/Oslo", "2027-03-29", "2027-03-28T22:00:00Z"),
            ("Europe/Oslo", "2027-10-31", "2027-10-30T22:00:00Z"),
            ("Europe/Oslo", "2027-11-01", "2027-10-31T23:00:00Z"),
            ("America/New_York", "2027-03-14", "2027-03-14T05:00:00Z"),
            ("America/New_York", "2027-03-15", "2027-03-15T04:00:00Z"),
            ("America/New_York", "2027-11-07", "2027-11-07T04:00:00Z"),
            ("America/New_York", "2027-11-08", "2027-11-08T05:00:00Z"),
            // Half an hour of summer time.
            ("Australia/Lord_Howe", "2027-04-04", "2027-04-03T13:00:00Z"),
            ("Australia/Lord_Howe", "2027-04-05", "2027-04-04T13:30:00Z"),
            ("Australia/Lord_Howe", "2027-10-03", "2027-10-02T13:30:00Z"),
            ("Australia/Lord_Howe", "2027-10-04", "2027-10-03T13:00:00Z"),
            // Midnight is skipped: the day begins at one.
            ("Africa/Cairo", "2023-04-28", "2023-04-27T22:00:00Z"),
            ("America/Santiago", "2022-09-11", "2022-09-11T04:00:00Z"),
            ("Asia/Beirut", "2022-03-27", "2022-03-26T22:00:00Z"),
            // Midnight comes twice: the day begins with the first.
            ("America/Havana", "2023-11-05", "2023-11-05T04:00:00Z"),
            // The first to see a day, and the last.
            ("Pacific/Kiritimati", "2027-03-04", "2027-03-03T10:00:00Z"),
            ("Pacific/Pago_Pago", "2027-03-04", "2027-03-04T11:00:00Z"),
            // There was no such day: it begins, and ends, with the next.
            ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z"),
        ];
        for (name, on, begins) in table {
            assert_eq!(start_of(day(on), zone(name)), at(begins), "{name} {on}");
        }
    }

    #[test]
    fn a_term_runs_through_its_last_day_there() {
        let table = [
            // zone, active at, days, last day, over at
            (
                "UTC",
                "2026-11-24T09:00:00Z",
                90,
                "2027-02-22",
                "2027-02-23T00:00:00Z",
            ),
            (
                "UTC",
                "2026-11-24T23:59:59Z",
                1,
                "2026-11-25",
                "2026-11-26T00:00:00Z",
            ),
            (
                "Europe/Oslo",
                "2026-11-24T23:30:00Z",
                1,
                "2026-11-26",
                "2026-11-26T23:00:00Z",
            ),
            // Across both changes of the clock: whole days there, not 24 hours each.
            (
                "Europe/Oslo",
                "2027-03-27T10:00:00Z",
                1,
                "2027-03-28",
                "2027-03-28T22:00:00Z",
            ),
            (
                "Europe/Oslo",
                "2027-10-30T10:00:00Z",
                1,
                "2027-10-31",
                "2027-10-31T23:00:00Z",
            ),
            (
                "America/New_York",
                "2027-03-13T10:00:00Z",
                1,
                "2027-03-14",
                "2027-03-15T04:00:00Z",
            ),
            (
                "America/New_York",
                "2027-11-06T10:00:00Z",
                1,
                "2027-11-07",
                "2027-11-08T05:00:00Z",
            ),
            (
                "Australia/Lord_Howe",
                "2027-04-02T20:00:00Z",
                1,
                "2027-04-04",
                "2027-04-04T13:30:00Z",
            ),
            (
                "Pacific/Kiritimati",
                "2026-11-24T09:00:00Z",
                30,
                "2026-12-24",
                "2026-12-24T10:00:00Z",
            ),
            (
                "Pacific/Kiritimati",
                "2026-11-24T11:00:00Z",
                30,
                "2026-12-25",
                "2026-12-25T10:00:00Z",
            ),
            (
                "Pacific/Pago_Pago",
                "2026-11-24T09:00:00Z",
                30,
                "2026-12-23",
                "2026-12-24T11:00:00Z",
            ),
            // The day after the last one has no midnight.
            (
                "America/Santiago",
                "2022-09-09T12:00:00Z",
                1,
                "2022-09-10",
                "2022-09-11T04:00:00Z",
            ),
            (
                "Europe/Oslo",
                "2027-02-27T12:00:00Z",
                2,
                "2027-03-01",
                "2027-03-01T23:00:00Z",
            ),
            (
                "Europe/Oslo",
                "2028-02-28T12:00:00Z",
                1,
                "2028-02-29",
                "2028-02-29T23:00:00Z",
            ),
        ];
        for (name, active, days, last, over) in table {
            let zone = zone(name);
            let until = end_of_term(at(active), days, zone);
            assert_eq!(until, at(over), "{name} {active}");
            assert_eq!(last_day(until, zone), day(last), "{name} {active}");
        }
    }

    #[test]
    fn every_day_of_the_year_of_every_fourth_zone_ends_where_the_next_begins() {
        for zone in chrono_tz::TZ_VARIANTS.into_iter().step_by(4) {
            let mut on = day("2027-01-01");
            while on < day("2028-01-01") {
                let (begins, ends) = (start_of(on, zone), end_of(on, zone));
                let hours = (ends - begins).num_minutes();
                assert!((22 * 60..=26 * 60).contains(&hours), "{zone} {on}");
                assert_eq!(day_of(begins, zone), on, "{zone} {on}");
                assert_eq!(last_day(ends, zone), on, "{zone} {on}");
                on = plus(on, 1);
            }
        }
    }
}
