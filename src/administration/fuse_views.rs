//! The page of the fuse.

use askama::Template;
use askama_web::WebTemplate;

use crate::web::page::{Chrome, Moment};

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "fuse.html")]
pub struct FusePage {
    pub chrome: Chrome,
    pub fuses: Vec<FuseCard>,
    pub query: String,
    pub rows: Vec<HeldRow>,
    /// "12 licences are held": all of them, whatever is searched.
    pub held: String,
    pub has_held: bool,
    /// Rows can be chosen: there are several, and a fuse that holds them.
    pub may_choose: bool,
    /// For the chosen rows: what was typed, and what is wrong with it.
    pub reason: String,
    pub error: Option<String>,
    pub next: Option<String>,
    pub is_first: bool,
    pub past: Vec<PastLine>,
    /// "5 % of the licences of a product, or of all, and at least 10, within an hour".
    pub limit: String,
}

/// A fuse that has blown.
#[derive(Clone, Debug)]
pub struct FuseCard {
    pub id: String,
    pub heading: String,
    /// Why, in numbers.
    pub sentence: String,
    pub blown: Moment,
    pub held: i64,
    pub last_held_us: i64,
    /// "Let 12 end".
    pub resume: String,
    pub keep: String,
    pub reason: String,
    pub error: Option<String>,
}

#[derive(Clone, Debug)]
pub struct HeldRow {
    pub grant: String,
    pub person: String,
    pub upn: String,
    pub product: String,
    pub cause: &'static str,
    /// When it was to end.
    pub due: Option<Moment>,
    pub held: Moment,
    pub request_href: String,
    pub chosen: bool,
}

#[derive(Clone, Debug)]
pub struct PastLine {
    pub what: String,
    pub blown: Moment,
    pub resumed: Moment,
    pub by: String,
    pub reason: String,
}
