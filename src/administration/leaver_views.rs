//! The page of leavers and movers.

use askama::Template;
use askama_web::WebTemplate;

use super::attention_views::StepFilter;
use crate::web::page::{Badge, Chrome, Moment, Pager};

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "leavers.html")]
pub struct LeaversPage {
    pub chrome: Chrome,
    pub query: String,
    /// The word of the filter; empty = everything.
    pub which: String,
    pub filters: Vec<StepFilter>,
    /// "12 licences removed in the last 30 days: half of them within 3 hours, the slowest after 7 days and 2 hours."
    pub promise: Vec<String>,
    /// Something is later than promised.
    pub is_late: bool,
    /// Whoever left or moved last first.
    pub people: Vec<Leaver>,
    pub pager: Pager,
}

/// A person, with what happened to them.
#[derive(Clone, Debug)]
pub struct Leaver {
    pub person: String,
    pub upn: String,
    pub movements: Vec<LeaverMovement>,
}

#[derive(Clone, Debug)]
pub struct LeaverMovement {
    /// "The account was disabled", "Moved: Department: Design → Sales".
    pub what: String,
    pub noticed: Moment,
    /// What follows from it, one for each grant.
    pub rows: Vec<LeaverRow>,
}

#[derive(Clone, Debug)]
pub struct LeaverRow {
    pub id: String,
    pub product: String,
    pub request_href: String,
    /// "Ends after 7 days (rule leavers)".
    pub follows: String,
    pub due: Option<Moment>,
    pub state: Badge,
    /// What the state means, where it does not say so itself; else empty.
    pub means: &'static str,
    /// "removed 3 hours after it was noticed", "called off by Ada Novak: “…”".
    pub done: String,
    /// Later than the grace and a day.
    pub is_late: bool,
    pub can_call_off: bool,
    pub can_end: bool,
    /// What is wrong with the reason, and what was typed.
    pub error: Option<String>,
    pub reason: String,
}
