//! The pages of runs.

use askama::Template;
use askama_web::WebTemplate;

use crate::web::page::{Badge, Choice, Chrome, Moment, Tone};

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "reperform.html")]
pub struct ReperformPage {
    pub chrome: Chrome,
    /// How far to look back; the empty value is everything.
    pub days: Vec<Choice>,
    pub run: Option<RunCard>,
    /// "1,204 of 1,204 reproduce"; `None` until it is known.
    pub verdict: Option<(Tone, String)>,
    /// Sentences beside the verdict.
    pub remarks: Vec<String>,
    /// Versions that can not be used: the version, and why.
    pub policies: Vec<(String, Vec<String>)>,
    /// Versions of which the register and the log say something else: the version, and what.
    pub register: Vec<(String, Vec<String>)>,
    /// What is wrong, and of how many decisions.
    pub faults: Vec<(String, String)>,
    pub rows: Vec<SideBySide>,
    pub next_href: Option<String>,
    pub first_href: Option<String>,
    pub csv_href: String,
    pub past: Vec<PastRun>,
}

impl ReperformPage {
    fn is_running(&self) -> bool {
        self.run.as_ref().is_some_and(|run| run.is_running)
    }
}

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "replay.html")]
pub struct ReplayPage {
    pub chrome: Chrome,
    pub days: Vec<Choice>,
    /// The version that was asked for in the address.
    pub version: Option<String>,
    pub error: Option<String>,
    /// Where in the file something is wrong, and what.
    pub problems: Vec<(String, String)>,
    pub past: Vec<PastRun>,
}

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "replay_result.html")]
pub struct ReplayResultPage {
    pub chrome: Chrome,
    /// What the draft is called.
    pub name: String,
    /// The draft of this version that waits to be put in force.
    pub draft_href: Option<String>,
    pub version: String,
    pub run: RunCard,
    /// "1,204 requests: 1,100 as before, 104 otherwise."
    pub sentence: String,
    pub remarks: Vec<String>,
    pub changes: Vec<ChangeLine>,
    pub costs: Vec<CostLine>,
    /// What the list below is about; `None` = there is no list.
    pub list: Option<String>,
    pub rows: Vec<SideBySide>,
    pub next_href: Option<String>,
    pub first_href: Option<String>,
    pub csv_href: String,
}

#[derive(Clone, Debug)]
pub struct RunCard {
    pub id: String,
    pub is_running: bool,
    pub state: Badge,
    /// "3,000 of 12,480 so far."
    pub progress: String,
    pub done: i64,
    /// At least 1.
    pub total: i64,
    pub by: String,
    pub begun: Moment,
    /// `None` = from the first decision on.
    pub since: Option<Moment>,
    /// Sentences: what happened to it on the way.
    pub notes: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct PastRun {
    pub name: String,
    pub href: String,
    pub state: Badge,
    pub figures: String,
    pub by: String,
    pub begun: Moment,
}

#[derive(Clone, Debug)]
pub struct ChangeLine {
    pub words: &'static str,
    pub count: String,
    pub href: String,
    /// The list below is about it.
    pub chosen: bool,
}

/// What a month costs, in one currency.
#[derive(Clone, Debug)]
pub struct CostLine {
    pub currency: String,
    pub before: String,
    pub draft: String,
    /// With its sign.
    pub difference: String,
}

/// A stored decision and another one.
#[derive(Clone, Debug)]
pub struct SideBySide {
    pub heading: String,
    pub href: Option<String>,
    pub request: String,
    pub decision: String,
    pub made: Moment,
    pub changes: Vec<&'static str>,
    pub lines: Vec<SideLine>,
}

#[derive(Clone, Debug)]
pub struct SideLine {
    pub what: &'static str,
    pub differs: bool,
    pub before: Vec<String>,
    pub after: Vec<String>,
}
