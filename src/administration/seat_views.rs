//! The page of the seats.

use askama::Template;
use askama_web::WebTemplate;

use crate::web::page::{Chrome, Moment};

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "seats.html")]
pub struct SeatsPage {
    pub chrome: Chrome,
    /// When the seats were last read from Microsoft; `None` = never yet.
    pub read: Option<Moment>,
    /// People who wait, in all.
    pub waiting: i64,
    /// Those where somebody waits first.
    pub cards: Vec<SeatCard>,
}

/// The seats of a product; all counts are seats.
#[derive(Clone, Debug)]
pub struct SeatCard {
    pub sku: String,
    pub product: String,
    /// `skuPartNumber`.
    pub part_number: String,
    pub enabled: i32,
    pub warning: i32,
    pub suspended: i32,
    pub locked_out: i32,
    pub consumed: i32,
    pub held_back: i32,
    /// Kept for approved grants that are on their way to Graph.
    pub set_aside: i64,
    pub free: i64,
    /// People.
    pub waiting: i64,
    /// Next first.
    pub waiters: Vec<Waiter>,
    /// People who wait and are not listed.
    pub more: i64,
    /// Sentences where the counters are not as one expects.
    pub notes: Vec<String>,
    pub hold_back: HoldBack,
}

/// The form that holds seats back, with what was typed.
#[derive(Clone, Debug, Default)]
pub struct HoldBack {
    pub action: String,
    pub seats: String,
    pub reason: String,
    pub error: Option<String>,
}

#[derive(Clone, Debug)]
pub struct Waiter {
    pub person: String,
    pub href: String,
    pub approved: Moment,
    pub since: Moment,
}
