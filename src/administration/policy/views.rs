//! The pages of the policy: what is in force, a draft, the register and a version of it.

use askama::Template;
use askama_web::WebTemplate;

use crate::administration::policy_runs::views::PastRun;
use crate::web::page::{Badge, Chrome, Moment, Pager};

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "policy.html")]
pub struct PolicyPage {
    pub chrome: Chrome,
    /// First characters of the SHA-256.
    pub version: String,
    pub version_href: String,
    pub since: Moment,
    pub path: String,
    pub disk: PolicyOnDisk,
    pub guards: Vec<RuleLine>,
    pub routes: Vec<RuleLine>,
    /// "12 examples pass".
    pub examples: String,
    /// Drafts that wait.
    pub drafts: Vec<DraftRow>,
    /// Who puts a draft in force, as a sentence.
    pub who_decides: &'static str,
    pub upload: SubmitForm,
    pub from_disk: SubmitForm,
    /// The file that was sent and can not be used, with its mistakes.
    pub refused: Option<RefusedFile>,
}

/// What the file on disk is, compared with the version in force.
#[derive(Clone, Debug)]
pub enum PolicyOnDisk {
    Same,
    /// It waits in this draft: where it is.
    Waits(String),
    /// Another version that can be submitted.
    Newer {
        version: String,
        /// First characters of it.
        short: String,
    },
    Broken(Vec<PolicyProblem>),
}

impl PolicyOnDisk {
    pub fn newer(&self) -> Option<(&str, &str)> {
        match self {
            Self::Newer { version, short } => Some((version, short)),
            _ => None,
        }
    }

    pub fn draft(&self) -> Option<&str> {
        match self {
            Self::Waits(href) => Some(href),
            _ => None,
        }
    }

    /// Empty unless it is broken.
    pub fn problems(&self) -> &[PolicyProblem] {
        match self {
            Self::Broken(problems) => problems,
            _ => &[],
        }
    }
}

/// A form that submits a draft, as it was typed.
#[derive(Clone, Debug, Default)]
pub struct SubmitForm {
    pub why: String,
    pub why_error: Option<String>,
    pub file_error: Option<String>,
}

#[derive(Clone, Debug)]
pub struct RefusedFile {
    pub name: String,
    /// "3 mistakes".
    pub count: String,
    pub problems: Vec<PolicyProblem>,
}

#[derive(Clone, Debug)]
pub struct PolicyProblem {
    /// "file:line:column".
    pub at: String,
    pub message: String,
    /// The line as it stands in the file; empty where there is none.
    pub line: String,
}

#[derive(Clone, Debug)]
pub struct RuleLine {
    pub id: String,
    /// Source of the condition; empty = always.
    pub when: String,
    /// In words.
    pub effect: String,
}

#[derive(Clone, Debug)]
pub struct DraftRow {
    pub href: String,
    /// "Change" or "Roll back".
    pub kind: &'static str,
    pub short: String,
    pub submitter: String,
    pub submitted: Moment,
    pub why: String,
    pub state: Badge,
}

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "policy_draft.html")]
pub struct DraftPage {
    pub chrome: Chrome,
    pub href: String,
    /// "A change of the policy".
    pub heading: &'static str,
    pub state: Badge,
    pub version: String,
    pub version_href: String,
    pub short: String,
    /// "policy.toml"; empty = an older version of the register.
    pub file_name: String,
    pub submitter: String,
    pub submitted: Moment,
    pub why: String,
    pub ended: Option<Ended>,
    /// What came of the requests that waited when it came in force.
    pub applied: Option<String>,
    /// The version that it is compared with.
    pub against: String,
    pub against_short: String,
    /// "the version in force".
    pub against_what: &'static str,
    /// Mistakes that this version of Countersign finds in it: it can not be put in force.
    pub problems: Vec<PolicyProblem>,
    pub counts: Vec<Count>,
    pub rules: Vec<KindChanges>,
    /// `None` where the file is not taken.
    pub trials: Option<Trials>,
    pub diff: Diff,
    pub act: Act,
    pub put: ReasonForm,
    pub away: ReasonForm,
}

/// What the person who looks may do with a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// It waits, and this person may put it in force or refuse it.
    PutInForce,
    /// It waits, and this person submitted it: somebody else has to put it in force.
    Own,
    /// It waits, this person submitted it, and one is enough.
    Alone,
    /// It waits, and can not be put in force as it is.
    RefuseOnly,
    /// It does not wait.
    None,
}

impl Act {
    pub fn may_put(self) -> bool {
        matches!(self, Self::PutInForce | Self::Alone)
    }

    pub fn is_own(self) -> bool {
        matches!(self, Self::Own | Self::Alone)
    }

    pub fn waits(self) -> bool {
        self != Self::None
    }
}

/// A form that asks for a reason, as it was typed.
#[derive(Clone, Debug, Default)]
pub struct ReasonForm {
    pub why: String,
    pub error: Option<String>,
}

#[derive(Clone, Debug)]
pub struct Ended {
    /// "Put in force by Ada Novak".
    pub what: String,
    pub at: Moment,
    pub why: String,
}

/// How many there were and are.
#[derive(Clone, Debug)]
pub struct Count {
    pub what: &'static str,
    pub now: usize,
    /// `None` where it could not be counted.
    pub before: Option<usize>,
}

impl Count {
    /// How many there were, where it is another number.
    pub fn before_it(&self) -> Option<usize> {
        self.before.filter(|before| *before != self.now)
    }
}

/// What became of the rules of one kind.
#[derive(Clone, Debug)]
pub struct KindChanges {
    /// "Guards".
    pub kind: &'static str,
    pub added: Vec<RuleLine>,
    /// As it was, as it is.
    pub changed: Vec<(RuleLine, RuleLine)>,
    pub gone: Vec<RuleLine>,
    /// Those that are in both stand in another order, and the order counts.
    pub is_reordered: bool,
}

impl KindChanges {
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.gone.is_empty() && !self.is_reordered
    }
}

/// What the draft was tried on.
#[derive(Clone, Debug)]
pub struct Trials {
    /// "9 examples stand in the file, and all of them pass."
    pub examples: String,
    /// Ids of the rules that no example exercises.
    pub unexercised: Vec<String>,
    /// "48 changes of single rules were tried, and the examples notice each."
    pub tried: String,
    /// Changes that no example notices: where, and what.
    pub unnoticed: Vec<(String, String)>,
    /// What was tried or found and is not listed, as sentences.
    pub left_out: Vec<String>,
    /// Products and plans that the tenant does not have.
    pub unknown: Vec<PolicyProblem>,
    /// The last replay of this version.
    pub replay: Option<PastRun>,
}

/// What differs, line by line.
#[derive(Clone, Debug, Default)]
pub struct Diff {
    pub added: usize,
    pub removed: usize,
    pub parts: Vec<DiffPart>,
    /// Lines that are not shown.
    pub left_out: usize,
}

/// A stretch of lines; one that is the same in both is folded.
#[derive(Clone, Debug)]
pub struct DiffPart {
    /// "24 unchanged lines"; `None` = it stands open.
    pub folded: Option<String>,
    pub lines: Vec<Line>,
}

#[derive(Clone, Debug)]
pub struct Line {
    pub kind: LineKind,
    /// From 1; in the version before.
    pub old: Option<usize>,
    pub new: Option<usize>,
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    Same,
    Added,
    Removed,
}

impl LineKind {
    pub fn class(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Added => "added",
            Self::Removed => "removed",
        }
    }

    /// What is read aloud beside the sign.
    pub fn said(self) -> &'static str {
        match self {
            Self::Same => "",
            Self::Added => t!("draft-line-added"),
            Self::Removed => t!("draft-line-removed"),
        }
    }

    /// Read without colour.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Same => "",
            Self::Added => "+",
            Self::Removed => "−",
        }
    }
}

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "policy_register.html")]
pub struct RegisterPage {
    pub chrome: Chrome,
    pub rows: Vec<VersionRow>,
    pub pager: Pager,
}

#[derive(Clone, Debug)]
pub struct VersionRow {
    pub href: String,
    pub file_href: String,
    pub short: String,
    pub kept: Moment,
    pub state: Badge,
    /// When it was in force, latest first.
    pub periods: Vec<PeriodLine>,
}

#[derive(Clone, Debug)]
pub struct PeriodLine {
    pub from: Moment,
    /// `None` = still in force.
    pub until: Option<Moment>,
    /// "Rolled back to by Viktor Sand, put in force by Ada Novak".
    pub by: String,
    /// Why it was submitted, and why it was put in force; empty where nobody said.
    pub why: String,
    pub put_why: String,
}

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "policy_version.html")]
pub struct VersionPage {
    pub chrome: Chrome,
    pub version: String,
    pub row: VersionRow,
    /// "12,480 bytes".
    pub size: String,
    pub drafts: Vec<DraftRow>,
    pub lines: Vec<Line>,
    /// Lines that are not shown.
    pub left_out: usize,
    /// Where to roll back to it; `None` = it is in force, or never was.
    pub roll_back: Option<String>,
    pub form: ReasonForm,
    pub problems: Vec<PolicyProblem>,
}
