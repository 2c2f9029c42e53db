//! The page of what needs attention.

use askama::Template;
use askama_web::WebTemplate;

use crate::web::page::{Chrome, Moment};

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "attention.html")]
pub struct AttentionPage {
    pub chrome: Chrome,
    /// What was searched for; empty = everything.
    pub query: String,
    /// The word of the step that is looked at; empty = all.
    pub step: String,
    /// "All" and each step where something stands.
    pub filters: Vec<StepFilter>,
    /// Requests that the rules could not judge and that nobody has looked at.
    pub failed: Vec<FailedRow>,
    /// Mails that were not sent, or of which that is not known.
    pub mails: Vec<MailRow>,
    /// All of them, shown or not.
    pub mails_count: i64,
    /// Grouped by step, oldest first; groups without items are left out.
    pub groups: Vec<AttentionGroup>,
    pub workers: Vec<WorkerLine>,
    /// Sentences; empty = Graph said nothing of its limits.
    pub graph: Vec<String>,
}

impl AttentionPage {
    /// Mails that are not shown.
    pub fn more_mails(&self) -> i64 {
        self.mails_count - i64::try_from(self.mails.len()).unwrap_or(self.mails_count)
    }

    /// Whether any worker lives.
    pub fn somebody_works(&self) -> bool {
        self.workers.iter().any(|worker| !worker.silent)
    }
}

#[derive(Clone, Debug)]
pub struct StepFilter {
    pub href: String,
    pub label: String,
    pub count: i64,
    pub chosen: bool,
}

#[derive(Clone, Debug)]
pub struct AttentionGroup {
    /// How it is called in an address.
    pub word: &'static str,
    /// "Assigning", "Waiting for a seat".
    pub step: &'static str,
    pub hint: &'static str,
    /// All of them, shown or not.
    pub count: i64,
    pub items: Vec<AttentionItem>,
}

impl AttentionGroup {
    /// Items that are not shown.
    pub fn more(&self) -> i64 {
        self.count - i64::try_from(self.items.len()).unwrap_or(self.count)
    }
}

#[derive(Clone, Debug)]
pub struct AttentionItem {
    /// For the ids of the form.
    pub id: String,
    /// The request; `None` for a background job.
    pub href: Option<String>,
    /// "Visio Plan 2 for Emil Berg".
    pub title: String,
    pub since: Moment,
    /// Graph's answer as a sentence.
    pub problem: String,
    /// Graph's own words, with names for ids.
    pub said: Option<String>,
    pub way_out: String,
    /// Code, request id and the like; (name, value).
    pub details: Vec<(String, String)>,
    /// Where "Try again" is posted; `None` = it goes on by itself.
    pub retry_action: Option<String>,
    /// `None` = can not be closed.
    pub close: Option<CloseForm>,
}

#[derive(Clone, Debug)]
pub struct CloseForm {
    pub action: String,
    /// What happens then.
    pub consequence: &'static str,
    pub reason: String,
    pub error: Option<String>,
}

#[derive(Clone, Debug)]
pub struct WorkerLine {
    /// Host and process.
    pub name: String,
    /// It has not said lately that it lives.
    pub silent: bool,
    pub since: Moment,
    pub seen: Moment,
}

/// A mail that needs somebody.
#[derive(Clone, Debug)]
pub struct MailRow {
    pub id: String,
    /// "To sign: Visio Plan 2 for Mia Berg to Jonas Lind".
    pub title: String,
    pub since: Moment,
    pub problem: &'static str,
    /// The mail server's own words.
    pub said: Option<String>,
    pub way_out: &'static str,
    pub address: String,
    pub attempts: i32,
}

/// A request that the rules could not judge.
#[derive(Clone, Debug)]
pub struct FailedRow {
    pub title: String,
    pub at: Moment,
    /// Every rule, and where to say that one has looked.
    pub href: String,
}
