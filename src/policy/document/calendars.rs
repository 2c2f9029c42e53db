//! `[[calendar]]`: the working hours in which a stage counts its time.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveTime, Weekday};
use chrono_tz::Tz;

use super::reader::{At, Empty, Source, TableReader, nearest};
use super::{Calendar, unique_id};
use crate::policy::decision::day_of;

/// One for each country of a large company.
pub(super) const CALENDARS_MAX: usize = 200;

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("Mon", Weekday::Mon),
    ("Tue", Weekday::Tue),
    ("Wed", Weekday::Wed),
    ("Thu", Weekday::Thu),
    ("Fri", Weekday::Fri),
    ("Sat", Weekday::Sat),
    ("Sun", Weekday::Sun),
];

/// By id; `None` = it stands there, and has a problem of its own.
pub(super) fn read(
    source: &mut Source<'_>,
    tables: Vec<TableReader<'_, '_>>,
) -> BTreeMap<String, Option<Calendar>> {
    let mut ids = BTreeMap::new();
    let calendars: Vec<Calendar> = tables
        .into_iter()
        .filter_map(|reader| calendar(source, reader, &mut ids))
        .collect();
    let mut by_id: BTreeMap<String, Option<Calendar>> = ids.into_keys().map(|id| (id, None)).collect();
    for calendar in calendars {
        by_id.insert(calendar.id.clone(), Some(calendar));
    }
    by_id
}

fn calendar(
    source: &mut Source<'_>,
    mut reader: TableReader<'_, '_>,
    ids: &mut BTreeMap<String, usize>,
) -> Option<Calendar> {
    let id = unique_id(source, &mut reader, ids);
    let zone = reader
        .required_text(source, "zone")
        .and_then(|at| zone(source, &at));
    let days = reader.names(source, "days", Empty::Refused);
    let from = reader
        .required_text(source, "from")
        .and_then(|at| time(source, "from", &at));
    let to_text = reader.required_text(source, "to");
    let to = to_text.as_ref().and_then(|at| time(source, "to", at));
    let holidays = reader
        .names(source, "holidays", Empty::Allowed)
        .unwrap_or_default();
    if let (Some(from), Some(to), Some(at)) = (from, to, &to_text)
        && to <= from
    {
        source.problem(at.span.start, "`to` is not later than `from`");
    }
    reader.finish(source);
    let days = match days {
        None => vec![
            Weekday::Mon,
            Weekday::Tue,
            Weekday::Wed,
            Weekday::Thu,
            Weekday::Fri,
        ],
        Some(days) => days.iter().filter_map(|at| weekday(source, at)).collect(),
    };
    let holidays = holidays.iter().filter_map(|at| day(source, at)).collect();
    Some(Calendar {
        id: id?,
        zone: zone?,
        days,
        from: from?,
        to: to?,
        holidays,
    })
}

fn zone(source: &mut Source<'_>, at: &At<String>) -> Option<Tz> {
    let zone = at.value.parse().ok();
    if zone.is_none() {
        source.problem(
            at.span.start,
            format!("there is no time zone `{}`{}", at.value, nearest_zone(&at.value)),
        );
    }
    zone
}

/// The zone that was meant, or how one is written.
pub(in crate::policy) fn nearest_zone(wrong: &str) -> String {
    let zones = chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name());
    nearest(wrong, zones).unwrap_or_else(|| "; write one like Europe/Oslo".to_owned())
}

fn weekday(source: &mut Source<'_>, at: &At<String>) -> Option<Weekday> {
    let day = WEEKDAYS
        .iter()
        .find(|(name, _)| *name == at.value)
        .map(|(_, day)| *day);
    if day.is_none() {
        let names = WEEKDAYS.map(|(name, _)| name);
        // `Monday`, `mon` and `Moday` begin with the two letters in which no other day begins.
        let begins = |name: &&str| {
            at.value
                .get(..2)
                .is_some_and(|two| name[..2].eq_ignore_ascii_case(two))
        };
        let hint = match names.into_iter().find(begins) {
            Some(name) => format!("did you mean `{name}`?"),
            None => format!("write {}", names.join(", ")),
        };
        source.problem(at.span.start, format!("`{}` is no day; {hint}", at.value));
    }
    day
}

fn time(source: &mut Source<'_>, key: &str, at: &At<String>) -> Option<NaiveTime> {
    let time = NaiveTime::parse_from_str(&at.value, "%H:%M").ok();
    if time.is_none() {
        source.problem(
            at.span.start,
            format!("`{key}` is `{}`; write a time like 08:30", at.value),
        );
    }
    time
}

fn day(source: &mut Source<'_>, at: &At<String>) -> Option<NaiveDate> {
    let day = day_of(&at.value);
    if day.is_none() {
        source.problem(
            at.span.start,
            format!("`{}` is no day; write one like 2026-12-25", at.value),
        );
    }
    day
}
