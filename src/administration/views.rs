//! The page of the policy.

use askama::Template;
use askama_web::WebTemplate;

use crate::web::page::{Chrome, Moment};

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
