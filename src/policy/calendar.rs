//! Working hours: days of the week, hours and holidays in a time zone, and when a time that is counted in them is over.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// Days that are looked at until a time is over. A year of stages with long holidays is far below it.
const DAYS_MAX: usize = 3_000;
/// Minutes that no change of any clock is longer than: islands have crossed the date line, which takes a whole day.
const LONGEST_GAP_MINUTES: i64 = 48 * 60;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    pub id: String,
    /// Name in the time zone database.
    pub zone: Tz,
    /// Never empty.
    pub days: Vec<Weekday>,
    pub from: NaiveTime,
    /// Later than `from`.
    pub to: NaiveTime,
    pub holidays: Vec<NaiveDate>,
}

impl Calendar {
    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        self.days.contains(&day.weekday()) && !self.holidays.contains(&day)
    }

    /// Seconds of work on a working day.
    pub fn day_seconds(&self) -> i64 {
        (self.to - self.from).num_seconds()
    }

    /// When so many hours of work have passed after `start`. Whole days (`hours` a multiple of 24) are working days: three
    /// days from Friday noon is Wednesday noon. Policies write days as days, and at most 23 hours. `None` where that is too
    /// far away to say.
    pub fn after(&self, start: DateTime<Utc>, hours: i64) -> Option<DateTime<Utc>> {
        self.after_work(start, TimeDelta::try_seconds(self.seconds_of(hours)?)?)
    }

    /// As [`Self::after`], of so much work.
    pub fn after_work(&self, start: DateTime<Utc>, work: TimeDelta) -> Option<DateTime<Utc>> {
        let mut left = work;
        let local = start.with_timezone(&self.zone).naive_local();
        let mut day = local.date();
        let mut at = local.time().max(self.from);
        for _ in 0..DAYS_MAX {
            if self.is_working_day(day) && at < self.to {
                let today = self.to - at;
                if left <= today {
                    return self.instant(day, at.overflowing_add_signed(left).0);
                }
                left -= today;
            }
            day = day.checked_add_days(Days::new(1))?;
            at = self.from;
        }
        None
    }

    /// When so many hours of work were left until `end`, counted as in [`Self::after`]. `None` where that is too far away to say.
    pub fn before(&self, end: DateTime<Utc>, hours: i64) -> Option<DateTime<Utc>> {
        let mut left = self.seconds_of(hours)?;
        let local = end.with_timezone(&self.zone).naive_local();
        let mut day = local.date();
        let mut at = local.time().min(self.to);
        for _ in 0..DAYS_MAX {
            if self.is_working_day(day) && at > self.from {
                let today = (at - self.from).num_seconds();
                if left <= today {
                    return self.instant(day, at.overflowing_sub_signed(TimeDelta::seconds(left)).0);
                }
                left -= today;
            }
            day = day.checked_sub_days(Days::new(1))?;
            at = self.to;
        }
        None
    }

    /// How much work there is from `start` until `end`: so much [`Self::after_work`] from `start`, it is `end`, where somebody works
    /// then. `None` where that is too far away to say.
    pub fn between(&self, start: DateTime<Utc>, end: DateTime<Utc>) -> Option<TimeDelta> {
        let start = start.with_timezone(&self.zone).naive_local();
        let end = end.with_timezone(&self.zone).naive_local();
        let mut work = TimeDelta::zero();
        let mut day = start.date();
        for _ in 0..DAYS_MAX {
            if day > end.date() {
                return Some(work);
            }
            if self.is_working_day(day) {
                let from = if day == start.date() {
                    start.time().max(self.from)
                } else {
                    self.from
                };
                let to = if day == end.date() {
                    end.time().min(self.to)
                } else {
                    self.to
                };
                work += (to - from).max(TimeDelta::zero());
            }
            day = day.checked_add_days(Days::new(1))?;
        }
        None
    }

    fn seconds_of(&self, hours: i64) -> Option<i64> {
        match hours % 24 {
            0 => (hours / 24).checked_mul(self.day_seconds()),
            _ => hours.checked_mul(3_600),
        }
    }

    /// A local time that a clock change leaves out is the first after it; one that comes twice is the first.
    fn instant(&self, day: NaiveDate, time: NaiveTime) -> Option<DateTime<Utc>> {
        let local = day.and_time(time);
        let exists = |minutes| {
            let later = local.checked_add_signed(TimeDelta::minutes(minutes))?;
            self.zone.from_local_datetime(&later).earliest()
        };
        let found = (0..=LONGEST_GAP_MINUTES).find_map(exists);
        found.map(|at| at.with_timezone(&Utc))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn office() -> Calendar {
        Calendar {
            id: "office".into(),
            zone: Tz::Europe__Oslo,
            days: vec![
                Weekday::Mon,
                Weekday::Tue,
                Weekday::Wed,
                Weekday::Thu,
                Weekday::Fri,
            ],
            from: "08:00:00".parse().expect("a time"),
            to: "16:00:00".parse().expect("a time"),
            holidays: vec!["2026-12-25".parse().expect("a day")],
        }
    }

    #[test]
    fn time_passes_only_while_somebody_works() {
        let table = [
            // Friday 11:00 to 13:00 in Oslo, in winter.
            ("2026-01-09T10:00:00Z", 2, "2026-01-09T12:00:00Z"),
            // Past the end of Friday into Monday.
            ("2026-01-09T14:00:00Z", 2, "2026-01-12T08:00:00Z"),
            // A working day from Friday noon is Monday noon.
            ("2026-01-09T11:00:00Z", 24, "2026-01-12T11:00:00Z"),
            // Begun at night and at the weekend.
            ("2026-01-10T02:00:00Z", 1, "2026-01-12T08:00:00Z"),
            ("2026-01-12T02:00:00Z", 1, "2026-01-12T08:00:00Z"),
            // Over Christmas day, which is a Friday.
            ("2026-12-24T12:00:00Z", 24, "2026-12-28T12:00:00Z"),
            // Over the night in which summer begins: the same hour on the clock.
            ("2026-03-27T11:00:00Z", 24, "2026-03-30T10:00:00Z"),
        ];
        for (start, hours, end) in table {
            let start: DateTime<Utc> = start.parse().expect("a time");
            let end: DateTime<Utc> = end.parse().expect("a time");
            assert_eq!(office().after(start, hours), Some(end), "{start} + {hours}h");
        }
    }

    #[test]
    fn what_is_left_is_counted_back_in_the_same_hours() {
        let table = [
            // Friday 13:00 in Oslo, two hours before.
            ("2026-01-09T12:00:00Z", 2, "2026-01-09T10:00:00Z"),
            // Monday 09:00: one hour of it, and one of Friday.
            ("2026-01-12T08:00:00Z", 2, "2026-01-09T14:00:00Z"),
            // A working day before Monday noon is Friday noon.
            ("2026-01-12T11:00:00Z", 24, "2026-01-09T11:00:00Z"),
            // From the middle of a night, and of a weekend: the end of Friday.
            ("2026-01-12T02:00:00Z", 1, "2026-01-09T14:00:00Z"),
            ("2026-01-11T12:00:00Z", 1, "2026-01-09T14:00:00Z"),
            // Over Christmas day, and over the night in which summer begins.
            ("2026-12-28T12:00:00Z", 24, "2026-12-24T12:00:00Z"),
            ("2026-03-30T10:00:00Z", 24, "2026-03-27T11:00:00Z"),
        ];
        for (end, hours, start) in table {
            let end: DateTime<Utc> = end.parse().expect("a time");
            let start: DateTime<Utc> = start.parse().expect("a time");
            assert_eq!(office().before(end, hours), Some(start), "{end} - {hours}h");
        }
    }

    #[test]
    fn what_is_between_two_moments_leads_from_one_to_the_other() {
        let table = [
            // Friday 11:00 to 13:00 in Oslo.
            ("2026-01-09T10:00:00Z", 2, "2026-01-09T12:00:00Z"),
            // An hour of Friday, and one of Monday.
            ("2026-01-09T14:00:00Z", 2, "2026-01-12T08:00:00Z"),
            // Nobody works at the weekend, nor on Christmas day.
            ("2026-01-10T09:00:00Z", 0, "2026-01-11T09:00:00Z"),
            ("2026-12-24T12:00:00Z", 8, "2026-12-28T12:00:00Z"),
            // Over the night in which summer begins.
            ("2026-03-27T11:00:00Z", 8, "2026-03-30T10:00:00Z"),
        ];
        for (start, hours, end) in table {
            let start: DateTime<Utc> = start.parse().expect("a time");
            let end: DateTime<Utc> = end.parse().expect("a time");
            let work = TimeDelta::hours(hours);
            assert_eq!(office().between(start, end), Some(work), "{start} to {end}");
            if hours > 0 {
                assert_eq!(office().after_work(start, work), Some(end), "{start}");
            }
        }
    }

    /// At the end of March the clock of Oslo goes from 02:00 to 03:00; Samoa had no 30 December 2011.
    #[test]
    fn a_time_that_the_clock_leaves_out_is_the_first_after_it() {
        let table = [
            (Tz::Europe__Oslo, "2026-03-29T02:30:00", "2026-03-29T01:00:00Z"),
            (Tz::Europe__Oslo, "2026-03-29T03:30:00", "2026-03-29T01:30:00Z"),
            // Twice: the first.
            (Tz::Europe__Oslo, "2026-10-25T02:30:00", "2026-10-25T00:30:00Z"),
            (Tz::Pacific__Apia, "2011-12-30T08:00:00", "2011-12-30T10:00:00Z"),
        ];
        for (zone, local, found) in table {
            let local: chrono::NaiveDateTime = local.parse().expect("a time");
            let found: DateTime<Utc> = found.parse().expect("a time");
            let calendar = Calendar { zone, ..office() };
            assert_eq!(
                calendar.instant(local.date(), local.time()),
                Some(found),
                "{local}"
            );
        }
    }

    #[test]
    fn what_never_ends_is_said() {
        let mut never = office();
        never.days = vec![Weekday::Fri];
        never.holidays = std::iter::successors("2026-01-02".parse::<NaiveDate>().ok(), |day| {
            Some(*day + Days::new(7))
        })
        .take(600)
        .collect();
        assert_eq!(
            never.after("2026-01-01T00:00:00Z".parse().expect("a time"), 1),
            None
        );
    }
}
