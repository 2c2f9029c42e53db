//! Every rule of a decision, applied or not.

use askama::Template;
use askama_web::WebTemplate;

use crate::requests::frame::ReasonLine;
use crate::web::page::{Badge, Chrome, Moment};

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "explain.html")]
pub struct ExplainPage {
    pub chrome: Chrome,
    pub request_href: String,
    pub request_id: String,
    pub product: String,
    pub beneficiary: String,
    /// "Denied", "Approved at once", "2 stages".
    pub outcome: Badge,
    pub decided: Moment,
    /// The policy's version, whole.
    pub version: String,
    pub reasons: Vec<ReasonLine>,
    /// The stored decision and what these rules say now to its facts are not the same.
    pub differs: bool,
    /// Why the rules could not be read; then there are none.
    pub unreadable: Option<String>,
    /// It is the decision that counts.
    pub is_last: bool,
    /// Every decision of the request, latest first; empty where there is only one.
    pub decisions: Vec<DecisionRow>,
    pub all_href: String,
    pub applied_href: String,
    pub last_href: String,
    /// Only those that applied are shown.
    pub only_applied: bool,
    pub applied: usize,
    pub all: usize,
    pub guards: Vec<RuleRow>,
    pub routes: Vec<RuleRow>,
    /// Whom each stage named when it was decided, and why they.
    pub people: Vec<StageRow>,
    /// Set while an administrator has not looked at a request that the rules could not judge: where to say so.
    pub looked_action: Option<String>,
}

#[derive(Clone, Debug)]
pub struct DecisionRow {
    pub href: String,
    /// The page is about it.
    pub is_shown: bool,
    pub at: Moment,
    /// "It was asked", "Jonas Lind signed", …
    pub why: String,
    pub outcome: Badge,
}

#[derive(Clone, Debug)]
pub struct RuleRow {
    pub id: String,
    pub applied: bool,
    /// "Applied", "Its condition is not true", …
    pub heard: &'static str,
    /// Part numbers, one after the other; empty = every product.
    pub products: String,
    /// Source of the condition; empty = always.
    pub when: String,
    /// Names and what the facts said.
    pub saw: Vec<(String, String)>,
    pub does: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct StageRow {
    pub position: i32,
    pub people: String,
    pub why: String,
}
