//! The card, as a page.

use askama::Template;
use askama_web::WebTemplate;

use super::answers::Answering;
use super::done::DoneNotice;
use crate::requests::frame::ReasonLine;
use crate::requests::questions::Answered;
use crate::web::page::{Chrome, Moment};

/// The keys of the queue and its cards, and what each does.
pub fn keys() -> [(&'static str, &'static str); 9] {
    [
        ("j", t!("keys-next")),
        ("k", t!("keys-previous")),
        ("x", t!("keys-select")),
        ("Enter", t!("keys-open")),
        ("a", t!("keys-approve")),
        ("d", t!("keys-deny")),
        ("i", t!("keys-ask")),
        ("/", t!("keys-search")),
        ("?", t!("keys-show")),
    ]
}

#[derive(Clone, Debug)]
pub struct DeniedRow {
    pub href: String,
    pub product: String,
    pub beneficiary: String,
    pub requester: String,
    pub at: Moment,
    pub why: String,
}

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "approval.html")]
pub struct ApprovalPage {
    pub chrome: Chrome,
    pub done: Option<DoneNotice>,
    /// The list from which one came, as its address says it.
    pub list: String,
    pub back_href: String,
    /// "3 of 20" of that list; empty = it does not stand there.
    pub place: String,
    pub previous: Option<String>,
    pub next_item: Option<String>,
    pub stage_id: String,
    pub product: String,
    pub requester: String,
    pub beneficiary: String,
    pub asked: Moment,
    /// "You are Ada Holm's manager. Rule e5-two-signatures asks for your signature."
    pub why_you: String,
    /// "To be signed by Tuesday 14:00."
    pub due: Option<String>,
    /// For auditors and administrators: every rule.
    pub explain_href: Option<String>,
    pub changes: Vec<PlanChange>,
    /// What Microsoft refused before in such a case, a sentence each.
    pub warnings: Vec<String>,
    /// Only the end moves: there are no plans to compare and no call to show.
    pub is_extension: bool,
    pub cost_before: String,
    pub cost_after: String,
    pub term: String,
    pub justification: String,
    /// Questions of the policy, and what was answered.
    pub answers: Vec<Answered>,
    /// What it takes the place of.
    pub replaces: Vec<ReasonLine>,
    /// Department, employee type, what they hold already.
    pub facts: Vec<Fact>,
    pub signed: Vec<SignedLine>,
    /// "License Approvers, 2 signatures"; empty = nobody, it is carried out.
    pub next: String,
    /// Body of the call, pretty JSON.
    pub change_json: String,
    /// Ids in the body with their names.
    pub change_names: Vec<Fact>,
    /// Hash of what is signed; both forms send it back.
    pub change: String,
    pub state: ApprovalState,
    pub answering: Answering,
    /// What was typed, after a 422.
    pub note: String,
    pub reason: String,
    pub reason_error: Option<String>,
}

/// Whether there is still something to sign.
#[derive(Clone, Debug)]
pub enum ApprovalState {
    Open,
    /// The facts changed since it was shown; the page shows the new ones.
    Changed,
    /// Somebody decided already: the sentence.
    Decided(String),
}

impl ApprovalState {
    pub fn decided(&self) -> Option<&str> {
        match self {
            Self::Decided(sentence) => Some(sentence),
            Self::Open | Self::Changed => None,
        }
    }

    pub fn is_changed(&self) -> bool {
        matches!(self, Self::Changed)
    }
}

#[derive(Clone, Debug)]
pub struct PlanChange {
    pub plan: String,
    /// "on", "off" or "—".
    pub before: &'static str,
    pub after: &'static str,
    /// Why it stays off; empty otherwise.
    pub why: String,
    /// It is on all the same, through a group.
    pub still_on: Option<String>,
}

impl PlanChange {
    pub fn differs(&self) -> bool {
        self.before != self.after
    }
}

#[derive(Clone, Debug)]
pub struct Fact {
    pub name: String,
    pub value: String,
}

#[derive(Clone, Debug)]
pub struct SignedLine {
    pub name: String,
    /// "approved at stage 1".
    pub what: String,
    pub at: Moment,
    pub note: String,
}
