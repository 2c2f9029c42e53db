//! What the policy said to a request.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Calendar;
use super::evaluate::NOT_YOURS;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    pub outcome: Outcome,
    /// In order; empty unless the outcome is `Stages`.
    pub stages: Vec<StageRule>,
    /// Plans that stay off whatever the requester wants, each with the rule that keeps it off; sorted by plan name.
    pub plans_off: Vec<PlanOff>,
    /// Days that the request gets: what was asked, capped. `None` = without end.
    pub term_days: Option<i64>,
    /// What has to be answered, sorted by the question's id: [`super::Policy::questions_in_order`] has the order of the file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<Asked>,
    /// What the beneficiary holds by a grant and this takes the place of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replaces: Vec<Replaced>,
    /// Nobody signs at two stages.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub distinct_people: bool,
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
    /// Hours until the time is over; `None` = it waits. Working hours where there is a calendar; a day is then a whole working
    /// day, and its hours here are 24.
    pub within_hours: Option<i64>,
    /// Who is asked when the time is over; where `fallback` names nobody, also when nobody of `who` is eligible.
    pub then: Option<Who>,
    /// Who is asked when nobody of `who` is eligible.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fallback: Option<Who>,
    /// What follows when the time is over and `then` names nobody. Silence never approves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overdue: Option<Overdue>,
    /// Hours before the time is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remind_hours: Option<i64>,
    /// In whose working hours the time is counted; whole, so that a stage that is open keeps it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<Calendar>,
    /// What an approver may change while signing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub may_change: Vec<MayChange>,
    /// Whoever approves has to write why.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub wants_note: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Overdue {
    /// Those who may sign are reminded, again and again.
    Remind,
    /// The request ends, denied.
    Lapse,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MayChange {
    /// A shorter term.
    Term,
    /// Fewer plans.
    Plans,
}

impl MayChange {
    /// As the file writes it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Term => "term",
            Self::Plans => "plans",
        }
    }
}

/// A question of a guard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Id of the guard.
    pub rule: String,
    #[serde(flatten)]
    pub question: Question,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    pub id: String,
    pub text: String,
    #[serde(flatten)]
    pub kind: QuestionKind,
}

/// What an answer must be. Answers are texts: a date is `2027-01-31`, yes and no are `yes` and `no`, a person is their UPN.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum QuestionKind {
    /// At least so many characters.
    Text {
        at_least: usize,
    },
    Choice {
        choices: Vec<String>,
    },
    Date,
    YesNo,
    Person,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replaced {
    /// `skuPartNumber` of what is held.
    pub sku: String,
    /// Id of the guard.
    pub rule: String,
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
    /// One of [`Reason::CODES`].
    pub code: String,
    /// Id of the rule; empty where no rule is behind it.
    pub rule: String,
    pub text: String,
    /// Where the person reads more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

impl Reason {
    /// In the order in which reasons stand: what refuses first.
    pub const CODES: [&str; 14] = [
        "evaluation_failed",
        "not_yours",
        "denied",
        "excluded",
        "seats_held_back",
        "spend_exceeded",
        "justification_too_short",
        "answer_missing",
        "no_route",
        "kept_off",
        "term_capped",
        "replaces",
        "routed",
        "automatic",
    ];
}

impl Decision {
    /// Whether the requester may not ask for this beneficiary at all.
    pub fn is_not_yours(&self) -> bool {
        self.reasons.iter().any(|reason| reason.code == NOT_YOURS)
    }
}

impl QuestionKind {
    /// What is wrong with an answer, as a sentence that begins with "it".
    pub fn complaint(&self, answer: &str) -> Option<String> {
        let answer = answer.trim();
        match self {
            Self::Text { at_least } => {
                let written = answer.chars().count();
                (written < *at_least).then(|| match at_least {
                    1 => "it is empty".to_owned(),
                    _ => format!("it has {written} characters; at least {at_least} are needed"),
                })
            }
            Self::Choice { choices } => (!choices.iter().any(|choice| choice == answer))
                .then(|| format!("it must be one of {}", choices.join(", "))),
            Self::Date => day_of(answer)
                .is_none()
                .then(|| "it must be a date like 2027-01-31".to_owned()),
            Self::YesNo => (!matches!(answer, "yes" | "no")).then(|| "it must be yes or no".to_owned()),
            Self::Person => answer.is_empty().then(|| "it names nobody".to_owned()),
        }
    }
}

/// A day in the one way of writing it, `2027-01-31`: conditions compare what is written, and the parser alone would also
/// take signs, blanks and months of one digit.
pub(super) fn day_of(text: &str) -> Option<NaiveDate> {
    let day: NaiveDate = text.parse().ok()?;
    // A year of five digits is written with a sign.
    (!text.starts_with('+') && day.to_string() == text).then_some(day)
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
                Some(("person", upn)) if upn.contains('@') => Ok(Self::Person(upn.to_owned())),
                _ => Err(format!(
                    "`{other}` names nobody; write manager, manager's manager, owner, group:NAME, person:UPN or role:Administrator"
                )),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_a_date_only_as_it_is_written() {
        let table = [
            ("2027-01-31", true),
            (" 2027-01-31 ", true),
            ("2028-02-29", true),
            ("2027-02-29", false),
            ("+2099-1-31", false),
            ("2027 -9-30", false),
            ("2027-9-30", false),
            ("2027- 9-30", false),
            ("-027-09-30", false),
            ("+12027-9-1", false),
            ("+12027-09-01", false),
            ("20270131", false),
            ("", false),
        ];
        for (answer, good) in table {
            assert_eq!(QuestionKind::Date.complaint(answer).is_none(), good, "{answer:?}");
        }
    }
}
