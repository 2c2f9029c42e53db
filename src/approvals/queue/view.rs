//! What of the queue is looked at and in which order, as the address says it. What an address says that nobody knows is passed
//! over.

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;

use crate::ids::StageId;
use crate::requests::calendar;

/// Characters of a search; more is cut off.
const LONGEST_SEARCH_CHARS: usize = 100;
/// A page that nobody reaches by turning pages.
const LAST_PAGE: i64 = 10_000;
/// Days of "within a week".
const WEEK_DAYS: i64 = 7;

/// The state of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    pub search: String,
    pub due: Due,
    /// Only what has an exception.
    pub flagged: bool,
    pub sort: Sort,
    /// The other way round.
    pub falling: bool,
    /// From 1.
    pub page: i64,
    /// Everything without an exception is ticked. No part of the way from card to card.
    pub all: bool,
}

impl Default for View {
    fn default() -> Self {
        Self {
            search: String::new(),
            due: Due::default(),
            flagged: false,
            sort: Sort::default(),
            falling: false,
            page: 1,
            all: false,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Due {
    #[default]
    AnyTime,
    Overdue,
    Today,
    Week,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    #[default]
    Deadline,
    Age,
    Cost,
    Person,
    Product,
}

impl Due {
    /// Each with its word in the address.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::AnyTime, ""),
        (Self::Overdue, "overdue"),
        (Self::Today, "today"),
        (Self::Week, "week"),
    ];

    pub fn label(self) -> &'static str {
        match self {
            Self::AnyTime => t!("queue-due-any"),
            Self::Overdue => t!("queue-due-overdue"),
            Self::Today => t!("queue-due-today"),
            Self::Week => t!("queue-due-week"),
        }
    }

    /// Later than the first, and no later than the second.
    pub fn bounds(self, now: DateTime<Utc>, zone: Tz) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
        match self {
            Self::AnyTime => (None, None),
            Self::Overdue => (None, Some(now)),
            Self::Today => (
                Some(now),
                Some(calendar::end_of(calendar::day_of(now, zone), zone)),
            ),
            Self::Week => (Some(now), Some(now + Duration::days(WEEK_DAYS))),
        }
    }
}

impl Sort {
    /// Each with its word in the address.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::Deadline, "deadline"),
        (Self::Age, "age"),
        (Self::Cost, "cost"),
        (Self::Person, "person"),
        (Self::Product, "product"),
    ];

    pub fn word(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(sort, _)| *sort == self)
            .map_or("", |(_, word)| word)
    }

    /// Rising and falling.
    pub fn labels(self) -> [&'static str; 2] {
        match self {
            Self::Deadline => [t!("queue-sort-deadline"), t!("queue-sort-deadline-falling")],
            Self::Age => [t!("queue-sort-age"), t!("queue-sort-age-falling")],
            Self::Cost => [t!("queue-sort-cost"), t!("queue-sort-cost-falling")],
            Self::Person => [t!("queue-sort-person"), t!("queue-sort-person-falling")],
            Self::Product => [t!("queue-sort-product"), t!("queue-sort-product-falling")],
        }
    }
}

impl View {
    /// Reads what stands behind the `?`.
    pub fn parse(query: &str) -> Self {
        let pairs: Vec<(String, String)> = serde_html_form::from_str(query).unwrap_or_default();
        let mut view = Self::default();
        for (name, value) in pairs {
            match name.as_str() {
                "q" => {
                    let text = value.trim().chars().filter(|c| !c.is_control());
                    view.search = text.take(LONGEST_SEARCH_CHARS).collect();
                }
                "due" => {
                    let known = Due::ALL.iter().find(|(_, word)| *word == value);
                    view.due = known.map_or(view.due, |(due, _)| *due);
                }
                "flagged" => view.flagged = value == "yes",
                "sort" => {
                    let (falling, word) = match value.strip_prefix('-') {
                        Some(word) => (true, word),
                        None => (false, value.as_str()),
                    };
                    if let Some((sort, _)) = Sort::ALL.iter().find(|(_, known)| *known == word) {
                        (view.sort, view.falling) = (*sort, falling);
                    }
                }
                "page" => view.page = value.parse().unwrap_or(1).clamp(1, LAST_PAGE),
                "select" => view.all = value == "all",
                _ => {}
            }
        }
        view
    }

    /// The sort in the address: "cost", "-cost".
    pub fn sort_word(&self) -> String {
        format!("{}{}", if self.falling { "-" } else { "" }, self.sort.word())
    }

    /// Only what is not as always; empty = all of it is.
    pub fn query(&self) -> String {
        let mut pairs: Vec<(&str, String)> = Vec::new();
        if !self.search.is_empty() {
            pairs.push(("q", self.search.clone()));
        }
        if let Some((_, word)) = Due::ALL.iter().find(|(due, _)| *due == self.due)
            && !word.is_empty()
        {
            pairs.push(("due", (*word).to_owned()));
        }
        if self.flagged {
            pairs.push(("flagged", "yes".into()));
        }
        if (self.sort, self.falling) != (Sort::Deadline, false) {
            pairs.push(("sort", self.sort_word()));
        }
        if self.page > 1 {
            pairs.push(("page", self.page.to_string()));
        }
        serde_html_form::to_string(&pairs).unwrap_or_default()
    }

    /// The list.
    pub fn href(&self) -> String {
        with_query("/approvals", &self.query())
    }

    /// The list with everything ticked that has no exception.
    pub fn all_href(&self) -> String {
        match self.query().as_str() {
            "" => "/approvals?select=all".into(),
            query => format!("/approvals?{query}&select=all"),
        }
    }

    /// A card of it, which knows the way on.
    pub fn card(&self, stage: StageId) -> String {
        with_query(&format!("/approvals/{stage}"), &self.query())
    }

    pub fn at_page(&self, page: i64) -> Self {
        Self {
            page,
            all: false,
            ..self.clone()
        }
    }

    /// Something is left out.
    pub fn is_narrowed(&self) -> bool {
        !self.search.is_empty() || self.due != Due::AnyTime || self.flagged
    }
}

fn with_query(path: &str, query: &str) -> String {
    match query {
        "" => path.to_owned(),
        query => format!("{path}?{query}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_address_says_is_read_and_said_again_and_the_rest_is_passed_over() {
        for (said, again) in [
            ("", ""),
            ("sort=deadline&page=1&due=&q=+&flagged=no", ""),
            (
                "q=ada+holm&due=today&flagged=yes&sort=-cost&page=3",
                "q=ada+holm&due=today&flagged=yes&sort=-cost&page=3",
            ),
            ("sort=-deadline", "sort=-deadline"),
            ("sort=colour&due=never&page=-4&lotus=1&select=all", ""),
            ("page=x&q=a%00b%26c", "q=ab%26c"),
            ("%ff=%zz&&&", ""),
        ] {
            assert_eq!(View::parse(said).query(), again, "{said}");
        }
        assert!(View::parse("select=all").all);
        assert_eq!(
            View::parse("sort=age").all_href(),
            "/approvals?sort=age&select=all"
        );
        assert_eq!(View::parse(&"q=x".repeat(500)).search.chars().count(), 100);
    }
}
