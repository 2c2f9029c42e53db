//! Pages of the queue.

use askama::Template;
use askama_web::WebTemplate;

use super::flags::Flag;
use crate::approvals::done::DoneNotice;
use crate::approvals::views::DeniedRow;
use crate::web::page::{Badge, Choice, Chrome, Moment};

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "approvals.html")]
pub struct ApprovalsPage {
    pub chrome: Chrome,
    pub done: Option<DoneNotice>,
    pub rows: Vec<Row>,
    /// "1–50 of 70 requests".
    pub count: String,
    pub search: String,
    pub due: Vec<Choice>,
    pub sort: Vec<Choice>,
    pub flagged: bool,
    /// Something is left out by search or filter.
    pub is_narrowed: bool,
    /// What stands behind the `?`, for what follows.
    pub list: String,
    pub refresh_href: String,
    pub all_href: String,
    /// Everything is ticked that has no exception.
    pub is_all: bool,
    pub previous: Option<String>,
    pub next: Option<String>,
    /// What a new version of the policy denied lately, of all that this person had to sign.
    pub denied: Vec<DeniedRow>,
}

#[derive(Clone, Debug)]
pub struct Row {
    pub stage_id: String,
    pub href: String,
    pub requester: String,
    pub beneficiary: String,
    pub product: String,
    /// Only the end moves.
    pub is_extension: bool,
    pub cost: String,
    pub asked: Moment,
    pub deadline: Option<Badge>,
    /// "Stage 2 of 2: 1 of 2 signed"; empty = there is one stage, and it needs one signature.
    pub stage: String,
    pub flags: Vec<Flag>,
    /// A question of somebody who may sign is not answered.
    pub waits: bool,
    pub ticked: bool,
}

/// What is chosen, before it is signed.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "approvals_bulk.html")]
pub struct BulkPage {
    pub chrome: Chrome,
    pub groups: Vec<Group>,
    /// "12 requests".
    pub count: String,
    /// "€54.75 a month", all together.
    pub total: String,
    /// "stage:hash of the change" each.
    pub items: Vec<String>,
    /// Of what was chosen does not wait any more.
    pub gone: usize,
    pub list: String,
    pub back_href: String,
    /// Whoever approves has to write why.
    pub wants_note: bool,
    pub note: String,
    pub reason: String,
    pub note_error: Option<String>,
    pub reason_error: Option<String>,
}

/// What is the same for several people.
#[derive(Clone, Debug)]
pub struct Group {
    pub product: String,
    /// "no end", "90 days".
    pub term: String,
    /// "all 8 plans on", "6 of 8 plans on; off: Sway, Yammer".
    pub plans: String,
    /// Titles of what goes.
    pub replaces: Vec<String>,
    /// Of one, and of all.
    pub cost: String,
    pub total: String,
    pub people: Vec<Chosen>,
}

#[derive(Clone, Debug)]
pub struct Chosen {
    pub href: String,
    pub beneficiary: String,
    /// Where somebody else asked.
    pub requester: Option<String>,
    pub flags: Vec<Flag>,
}

/// What became of what was signed together.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "approvals_outcome.html")]
pub struct OutcomePage {
    pub chrome: Chrome,
    /// "You approved 10 of 12."
    pub summary: String,
    pub at: Moment,
    pub rows: Vec<OutcomeRow>,
    pub back_href: String,
}

#[derive(Clone, Debug)]
pub struct OutcomeRow {
    pub stage_id: String,
    pub href: String,
    pub title: String,
    pub badge: Badge,
    /// More than the badge says; may be empty.
    pub said: String,
    pub can_undo: bool,
    pub carried_out: Option<Moment>,
}
