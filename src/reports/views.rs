//! The auditor's log.

use askama::Template;
use askama_web::WebTemplate;

use super::receiver::Receiver;
use crate::web::page::{Choice, Chrome, Moment, Pager};

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "audit.html")]
pub struct AuditPage {
    pub chrome: Chrome,
    pub filter: AuditFilter,
    /// "1,204 events".
    pub count: String,
    /// "Verified: 1,204 events sealed, chain head abcd…".
    pub verified: String,
    /// Where the clock of the times stands: "UTC".
    pub zone: &'static str,
    pub rows: Vec<AuditRow>,
    pub pager: Pager,
    /// To whom the log is pushed.
    pub receiver: Option<Receiver>,
    /// The same filters as CSV.
    pub csv_href: String,
}

/// What was typed, for showing again.
#[derive(Clone, Debug, Default)]
pub struct AuditFilter {
    pub q: String,
    pub kinds: Vec<Choice>,
    pub person: String,
    /// `YYYY-MM-DD`.
    pub from: String,
    pub to: String,
    pub request: String,
    /// What could not be read, as a sentence.
    pub error: Option<String>,
}

#[derive(Clone, Debug)]
pub struct AuditRow {
    /// `None` = not sealed yet.
    pub sequence: Option<i64>,
    pub at: Moment,
    pub actor: String,
    pub kind: String,
    pub words: String,
    pub request_href: Option<String>,
    /// First characters; empty until sealed.
    pub hash: String,
}
