//! What the policy said to a request.

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    pub outcome: Outcome,
    /// In order; empty unless the outcome is `Stages`.
    pub stages: Vec<StageRule>,
    /// Plans that stay off whatever the requester wants, each with the rule that keeps it off; sorted by plan name.
    pub plans_off: Vec<PlanOff>,
    /// Days that the request gets: what was asked, capped. `None` = without end.
    pub term_days: Option<i64>,
    pub reasons: Vec<Reason>,
    /// SHA-256 of the policy's bytes, lower-case hex.
    pub policy_version: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Denied,
    /// Approved at once: nobody has to sign.
    Automatic,
    Stages,
}

/// One step of approval as the route names it; people are resolved outside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageRule {
    /// Id of the route.
    pub rule: String,
    pub who: Who,
    /// How many signatures, at least 1.
    pub signatures: i32,
    /// Hours until the stage goes on to `then`; `None` = it waits.
    pub within_hours: Option<i64>,
    /// Who is asked when nobody of `who` is eligible, or when the time is over.
    pub then: Option<Who>,
}

/// Who may sign. Written in the file as `manager`, `manager's manager`, `owner`, `group:NAME`, `person:UPN`, `role:Administrator`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Who {
    Manager,
    ManagersManager,
    Owner,
    Group(String),
    Person(String),
    Administrators,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanOff {
    /// `servicePlanName`.
    pub plan: String,
    /// Id of the guard.
    pub rule: String,
}

/// A coded reason and the sentence for the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// `denied`, `kept_off`, `term_capped`, `justification_too_short`, `no_route`, `routed`, `automatic`, `evaluation_failed`.
    pub code: String,
    /// Id of the rule; empty where no rule is behind it.
    pub rule: String,
    pub text: String,
}

impl std::fmt::Display for Who {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Manager => f.write_str("manager"),
            Self::ManagersManager => f.write_str("manager's manager"),
            Self::Owner => f.write_str("owner"),
            Self::Group(name) => write!(f, "group:{name}"),
            Self::Person(upn) => write!(f, "person:{upn}"),
            Self::Administrators => f.write_str("role:Administrator"),
        }
    }
}

impl From<Who> for String {
    fn from(who: Who) -> Self {
        who.to_string()
    }
}

impl TryFrom<String> for Who {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.as_str() {
            "manager" => Ok(Self::Manager),
            "manager's manager" => Ok(Self::ManagersManager),
            "owner" => Ok(Self::Owner),
            "role:Administrator" => Ok(Self::Administrators),
            other => match other.split_once(':') {
                Some(("group", name)) if !name.trim().is_empty() => Ok(Self::Group(name.to_owned())),
                Some(("person", upn)) if !upn.trim().is_empty() => Ok(Self::Person(upn.to_owned())),
                _ => Err(format!(
                    "`{other}` names nobody; write manager, manager's manager, owner, group:NAME, person:UPN or role:Administrator"
                )),
            },
        }
    }
}
