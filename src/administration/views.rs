//! Pages of the administrator: what needs a person, and the policy in force.

use askama::Template;
use askama_web::WebTemplate;

use crate::web::page::{Chrome, Moment};

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "attention.html")]
pub struct AttentionPage {
    pub chrome: Chrome,
    /// Grouped by step, oldest first; groups without items are left out.
    pub groups: Vec<AttentionGroup>,
}

#[derive(Clone, Debug)]
pub struct AttentionGroup {
    /// "Assigning the licence", "Waiting for a seat".
    pub step: String,
    pub items: Vec<AttentionItem>,
}

#[derive(Clone, Debug)]
pub struct AttentionItem {
    pub request_href: String,
    pub person: String,
    pub product: String,
    pub since: Moment,
    /// Graph's answer as a sentence.
    pub problem: String,
    pub way_out: String,
    /// Code, request id and the like; (name, value).
    pub details: Vec<(String, String)>,
    /// Where "Try again" is posted; `None` = it goes on by itself.
    pub retry_action: Option<String>,
}

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "policy.html")]
pub struct PolicyPage {
    pub chrome: Chrome,
    /// First characters of the SHA-256.
    pub version: String,
    pub since: Moment,
    pub path: String,
    pub disk: PolicyOnDisk,
    pub guards: Vec<RuleLine>,
    pub routes: Vec<RuleLine>,
    /// "12 examples pass".
    pub examples: String,
}

/// What the file on disk is, compared with the version in force.
#[derive(Clone, Debug)]
pub enum PolicyOnDisk {
    Same,
    /// Another version that can be put in force: first characters of its SHA-256, and where to post.
    Newer {
        version: String,
        action: String,
    },
    Broken(Vec<PolicyProblem>),
}

impl PolicyOnDisk {
    pub fn newer(&self) -> Option<(&str, &str)> {
        match self {
            Self::Newer { version, action } => Some((version, action)),
            Self::Same | Self::Broken(_) => None,
        }
    }

    /// Empty unless it is broken.
    pub fn problems(&self) -> &[PolicyProblem] {
        match self {
            Self::Broken(problems) => problems,
            Self::Same | Self::Newer { .. } => &[],
        }
    }
}

#[derive(Clone, Debug)]
pub struct PolicyProblem {
    /// "file:line:column".
    pub at: String,
    pub message: String,
}

#[derive(Clone, Debug)]
pub struct RuleLine {
    pub id: String,
    /// Source of the condition; empty = always.
    pub when: String,
    /// In words.
    pub effect: String,
}
