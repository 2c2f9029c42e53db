//! Where an axis is marked: at round figures and at days that people know.

use std::ops::Range;

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use plotters::coord::ranged1d::{DefaultFormatting, KeyPointHint, Ranged};

use super::Unit;

/// Steps of an axis: more than so many are a fence.
const STEPS_MOST: f64 = 5.0;
/// Marks of days that have room beside each other.
const DAYS_MOST: usize = 7;

/// An axis of figures: these marks, from the first to the last.
pub(super) struct Figures(pub(super) Vec<f64>);

impl Ranged for Figures {
    type FormatOption = DefaultFormatting;
    type ValueType = f64;

    #[expect(clippy::cast_possible_truncation, reason = "a place on the canvas")]
    fn map(&self, value: &f64, (from, to): (i32, i32)) -> i32 {
        let Range { start, end } = self.range();
        let part = (value - start) / (end - start);
        (f64::from(from) + f64::from(to - from) * part).round() as i32
    }

    fn key_points<Hint: KeyPointHint>(&self, _: Hint) -> Vec<f64> {
        self.0.clone()
    }

    fn range(&self) -> Range<f64> {
        self.0.first().copied().unwrap_or(0.0)..self.0.last().copied().unwrap_or(1.0)
    }
}

/// From nothing to at least `most`, in round steps; the last one is the end of the axis.
pub(super) fn up_to(most: f64, unit: &Unit) -> Vec<f64> {
    let most = if most.is_finite() { most.max(0.0) } else { 0.0 };
    let step = unit.step((most / STEPS_MOST).max(f64::MIN_POSITIVE));
    let steps = (most / step).ceil().max(1.0);
    let mut marks = vec![0.0];
    let mut count = 1.0;
    while count <= steps {
        marks.push(step * count);
        count += 1.0;
    }
    marks
}

/// 1, 2 or 5 times a power of ten, not smaller than this.
pub(super) fn decimal(at_least: f64) -> f64 {
    let power = 10_f64.powf(at_least.log10().floor());
    [1.0, 2.0, 5.0, 10.0]
        .map(|times| times * power)
        .into_iter()
        .find(|step| *step >= at_least * (1.0 - 1e-9))
        .unwrap_or(power * 10.0)
}

/// Days within these two that are marked: Mondays, or the first of a month, as far apart as there is room.
pub(super) fn days(first: NaiveDate, last: NaiveDate) -> Vec<NaiveDate> {
    let span = last.signed_duration_since(first).num_days();
    if span <= 0 {
        return vec![first];
    }
    let weeks = |every: u64| {
        let ahead = Weekday::Mon.days_since(first.weekday());
        let monday = first.checked_add_days(Days::new(ahead.into()));
        walk(monday, last, move |day| {
            day.checked_add_days(Days::new(7 * every))
        })
    };
    let months = |every: u32| {
        let begin = match (first.day(), first.with_day(1)) {
            (1, begin) => begin,
            (_, begin) => begin.and_then(|day| day.checked_add_months(Months::new(1))),
        };
        // The months of a year are counted from its first, so that quarters are quarters.
        let late = begin.map_or(0, |day| day.month0() % every);
        let begin = begin.and_then(|day| day.checked_add_months(Months::new((every - late) % every)));
        walk(begin, last, move |day| day.checked_add_months(Months::new(every)))
    };
    let by_weeks = [1, 2].into_iter().map(weeks);
    let by_months = [1, 2, 3, 6, 12, 24, 60, 120].into_iter().map(months);
    let fits = |marks: &Vec<NaiveDate>| !marks.is_empty() && marks.len() <= DAYS_MOST;
    by_weeks
        .chain(by_months)
        .find(fits)
        .unwrap_or_else(|| vec![first])
}

/// One after the other, up to the last; never more than a few too many.
fn walk(
    first: Option<NaiveDate>,
    last: NaiveDate,
    next: impl Fn(NaiveDate) -> Option<NaiveDate>,
) -> Vec<NaiveDate> {
    std::iter::successors(first, |day| next(*day))
        .take_while(|day| *day <= last)
        .take(DAYS_MOST + 1)
        .collect()
}
