//! Owns the numbered list of who changed and in what, which delta reads. What somebody looks like now stands elsewhere; here
//! stands only that it is news, so that a delta costs what has changed and not what there is.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::super::properties::{Properties, Property};
use crate::ids::PersonId;

/// No change before this one.
const NONE: u32 = u32::MAX;

/// Places in `Tenant::people`, and numbers of changes: both from 0.
#[derive(Default)]
pub struct Changes {
    all: Vec<Entry>,
    /// The last change of each person.
    last: HashMap<u32, u32>,
    /// Who led somebody before a change of theirs.
    led_by: HashMap<u32, Vec<(u32, Option<PersonId>)>>,
}

struct Entry {
    at_ms: i64,
    person: u32,
    /// The change of the same person before this.
    previous: u32,
    what: Properties,
}

/// Somebody on a page of changes.
pub struct News {
    pub person: u32,
    /// All that has changed since the beginning of the list that is read.
    pub what: Properties,
    /// Who led them then, if that is no longer so.
    pub was_led_by: Option<Option<PersonId>>,
}

impl Changes {
    pub fn add(&mut self, person: u32, what: Properties, at: DateTime<Utc>) {
        if what.is_empty() {
            return;
        }
        let number = self.next();
        let previous = self.last.insert(person, number).unwrap_or(NONE);
        self.all.push(Entry {
            at_ms: at.timestamp_millis(),
            person,
            previous,
            what,
        });
    }

    /// As `add`, for a change after which somebody else leads them, or nobody.
    pub fn add_led_by(&mut self, person: u32, was: Option<PersonId>, what: Properties, at: DateTime<Utc>) {
        let number = self.next();
        self.led_by.entry(person).or_default().push((number, was));
        self.add(person, what.with(Property::Manager), at);
    }

    /// The number that the next change will have.
    pub fn next(&self) -> u32 {
        u32::try_from(self.all.len()).unwrap_or(NONE)
    }

    /// The number of the first change that was not yet shown at `as_of`.
    pub fn shown_until(&self, as_of: Option<DateTime<Utc>>) -> u32 {
        let Some(as_of) = as_of else { return self.next() };
        let shown = self
            .all
            .partition_point(|entry| entry.at_ms <= as_of.timestamp_millis());
        u32::try_from(shown).unwrap_or(NONE)
    }

    /// Up to `size` people who changed in what is `followed` since number `since`, from number `from` on; each stands at
    /// their last change. With the number at which the next page begins, if there is one.
    pub fn page(&self, range: &Range, followed: Properties, size: usize) -> (Vec<News>, Option<u32>) {
        let mut found = Vec::new();
        for number in range.from..range.until {
            let entry = &self.all[number as usize];
            if self.last_before(entry.person, range.until) != Some(number) {
                continue;
            }
            let what = self.what(number, range.since);
            if !what.meets(followed) {
                continue;
            }
            if found.len() == size {
                return (found, Some(number));
            }
            found.push(News {
                person: entry.person,
                what,
                was_led_by: self.led_by(entry.person, range),
            });
        }
        (found, None)
    }

    fn last_before(&self, person: u32, until: u32) -> Option<u32> {
        let mut number = *self.last.get(&person)?;
        while number != NONE && number >= until {
            number = self.all[number as usize].previous;
        }
        Some(number)
    }

    fn what(&self, mut number: u32, since: u32) -> Properties {
        let mut what = Properties::NONE;
        while number != NONE && number >= since {
            let entry = &self.all[number as usize];
            what = what.and(entry.what);
            number = entry.previous;
        }
        what
    }

    fn led_by(&self, person: u32, range: &Range) -> Option<Option<PersonId>> {
        let mut changes = self.led_by.get(&person)?.iter();
        let first = changes.find(|(number, _)| (range.since..range.until).contains(number))?;
        Some(first.1)
    }
}

/// Which changes are read.
pub struct Range {
    /// What changed from this number on is news.
    pub since: u32,
    /// The page begins here.
    pub from: u32,
    /// What has this number or a higher one is not yet shown.
    pub until: u32,
}
