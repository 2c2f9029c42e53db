//! The page of reviews.

use askama::Template;
use askama_web::WebTemplate;

use crate::web::page::{Chrome, Moment};

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "reviews.html")]
pub struct ReviewsPage {
    pub chrome: Chrome,
    /// One for each person and movement, the next due first.
    pub people: Vec<PersonReview>,
    /// Reviews that are not shown.
    pub more: bool,
    /// What is wrong with the answer to several, and what was typed for it.
    pub error: Option<String>,
    pub reason: String,
}

impl ReviewsPage {
    /// Reviews that are shown.
    pub fn count(&self) -> usize {
        self.people.iter().map(|person| person.rows.len()).sum()
    }
}

#[derive(Clone, Debug)]
pub struct PersonReview {
    pub id: String,
    pub person: String,
    /// "Moved", "The account was disabled".
    pub what: &'static str,
    /// "Department: Design → Sales".
    pub changed: Vec<String>,
    pub due: Moment,
    pub rows: Vec<ReviewRow>,
}

#[derive(Clone, Debug)]
pub struct ReviewRow {
    pub id: String,
    pub product: String,
    /// "12 plans on".
    pub plans: String,
    pub cost: String,
    /// "until 3 March 2027", "no end date".
    pub end: String,
    pub request_href: String,
    /// It was chosen, when the page is shown again.
    pub chosen: bool,
    /// What is wrong with the answer to this one, and what was typed.
    pub error: Option<String>,
    pub reason: String,
}
