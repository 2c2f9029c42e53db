//! For how long, as asked: from which day, until which, or for how many days. What a cap of the policy makes of it.

use chrono::NaiveDate;

use super::ask::term_words;
use super::calendar::{day_words, plus};
use super::{Change, Request};
use crate::ids::GrantId;

/// Days as the person counts them, in their own time zone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Term {
    /// The first day; of an extension, the first day that it adds. `None` = as soon as it is approved.
    pub begins_on: Option<NaiveDate>,
    pub end: End,
    /// The grant whose end is to move.
    pub extends: Option<GrantId>,
}

/// How the end is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum End {
    #[default]
    Never,
    /// So many days after the day of the assignment, or after the last day so far.
    Days(i32),
    On(NaiveDate),
}

impl Term {
    /// From the approval on, for so many days; `None` = without end.
    pub fn now(days: Option<i32>) -> Self {
        Self {
            end: days.map_or(End::Never, End::Days),
            ..Self::default()
        }
    }

    pub fn days(&self) -> Option<i32> {
        match self.end {
            End::Days(days) => Some(days),
            End::Never | End::On(_) => None,
        }
    }

    pub fn ends_on(&self) -> Option<NaiveDate> {
        match self.end {
            End::On(day) => Some(day),
            End::Never | End::Days(_) => None,
        }
    }

    /// What the policy sees: days from the first to the last, at least one; 0 = without end.
    pub fn counted(&self) -> i64 {
        match self.end {
            End::Never => 0,
            End::Days(days) => days.into(),
            End::On(day) => (day - self.counted_from(day)).num_days().max(1),
        }
    }

    /// What is granted when the policy allows so many days (`None` = without end): days from the assignment, or a last day.
    pub fn granted(&self, allowed: Option<i64>) -> (Option<i64>, Option<NaiveDate>) {
        let Some(days) = allowed else {
            return (None, None);
        };
        match (self.end, self.extends) {
            (End::On(day), _) if days == self.counted() => (None, Some(day)),
            (End::On(day), _) => (None, Some(plus(self.counted_from(day), days))),
            (_, Some(_)) => match self.begins_on {
                Some(first) => (None, Some(plus(first, days - 1))),
                None => (Some(days), None),
            },
            (_, None) => (Some(days), None),
        }
    }

    /// The day from which days are counted: the first one; of an extension, the last one so far.
    fn counted_from(&self, or: NaiveDate) -> NaiveDate {
        let first = self.begins_on.unwrap_or(or);
        match self.extends {
            Some(_) => plus(first, -1),
            None => first,
        }
    }
}

impl From<&Request> for Term {
    fn from(request: &Request) -> Self {
        let end = match (request.ends_on, request.term_days) {
            (Some(day), _) => End::On(day),
            (None, Some(days)) => End::Days(days),
            (None, None) => End::Never,
        };
        Self {
            begins_on: request.begins_on,
            end,
            extends: request.extends,
        }
    }
}

/// "90 days", "until 3 March 2027".
pub fn end_in_words(term_days: Option<i64>, ends_on: Option<NaiveDate>) -> String {
    match ends_on {
        Some(day) => t!("term-until", day = day_words(day)),
        None => term_words(term_days),
    }
}

impl Change {
    /// "90 days", "from 1 March 2027, 90 days", "until 3 March 2027 → until 1 June 2027".
    pub fn term_in_words(&self) -> String {
        if self.changes.is_some() {
            return t!("term-unchanged").to_owned();
        }
        let end = end_in_words(self.term_days, self.ends_on);
        match (self.extends, self.begins_on) {
            (Some(_), Some(first)) => t!("term-moves", day = day_words(plus(first, -1)), end = end),
            (None, Some(first)) => t!("term-from", day = day_words(first), end = end),
            (_, None) => end,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn until(begins: &str, ends: &str) -> Term {
        Term {
            begins_on: Some(day(begins)),
            end: End::On(day(ends)),
            extends: None,
        }
    }

    #[test]
    fn a_last_day_is_counted_from_the_first_and_capped_there() {
        let term = until("2027-03-01", "2027-03-31");
        assert_eq!(term.counted(), 30);
        assert_eq!(term.granted(Some(30)), (None, Some(day("2027-03-31"))));
        assert_eq!(term.granted(Some(7)), (None, Some(day("2027-03-08"))));
        assert_eq!(
            until("2027-03-01", "2027-03-01").counted(),
            1,
            "0 would be without end"
        );
        assert_eq!(Term::now(None).granted(Some(90)), (Some(90), None));
        assert_eq!(Term::now(Some(30)).granted(Some(30)), (Some(30), None));
        assert_eq!(Term::now(None).granted(None), (None, None));
    }

    #[test]
    fn an_extension_is_counted_from_the_last_day_so_far() {
        let grant = GrantId::mint(DateTime::UNIX_EPOCH);
        let extension = |end| Term {
            begins_on: Some(day("2027-03-04")),
            end,
            extends: Some(grant),
        };
        let by_days = extension(End::Days(90));
        assert_eq!(by_days.counted(), 90);
        assert_eq!(by_days.granted(Some(90)), (None, Some(day("2027-06-01"))));
        let to_a_day = extension(End::On(day("2027-06-01")));
        assert_eq!(to_a_day.counted(), 90);
        assert_eq!(to_a_day.granted(Some(90)), (None, Some(day("2027-06-01"))));
        assert_eq!(to_a_day.granted(Some(30)), (None, Some(day("2027-04-02"))));
        assert_eq!(
            extension(End::Never).granted(Some(30)),
            (None, Some(day("2027-04-02")))
        );
    }
}
