//! Pages of what a person has: the list, and giving something back.

use askama::Template;
use askama_web::WebTemplate;

use super::before::Before;
use super::ends::EndNotice;
use super::question_fields::QuestionField;
use super::views::{FieldError, PlanChoice, typed_end};
use crate::web::page::{Badge, Choice, Chrome, Moment};

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "licences.html")]
pub struct LicencesPage {
    pub chrome: Chrome,
    /// `false` = Graph did not answer, and what is shown is what was granted.
    pub is_read: bool,
    pub cards: Vec<LicenceCard>,
    /// Rights that begin on a later day.
    pub to_come: Vec<ToCome>,
    /// Ends that the person was reminded of.
    pub ends: Vec<EndNotice>,
    /// Grants that ended, latest first.
    pub ended: Vec<EndedLine>,
}

/// One product that the person has, by whatever paths.
#[derive(Clone, Debug)]
pub struct LicenceCard {
    pub product: String,
    pub part_number: String,
    pub paths: Vec<PathLine>,
    /// Titles of the plans that are on by any path.
    pub on: Vec<String>,
    /// Titles of the plans that are off by every path.
    pub off: Vec<String>,
    /// Sentences: plans that are off directly and on through a group.
    pub warnings: Vec<String>,
}

impl LicenceCard {
    /// A grant alone names its plans; what several ways give together, or one that is not ours, is said below them.
    pub fn is_only_granted(&self) -> bool {
        matches!(self.paths.as_slice(), [way] if way.request_href.is_some())
    }

    /// "43 plans on, 2 off".
    pub fn in_effect(&self) -> String {
        t!("licences-plans", on = self.on.len(), off = self.off.len())
    }
}

/// One way on which the person has the product.
#[derive(Clone, Debug)]
pub struct PathLine {
    /// "By grant", "Through the group “Licence: …”", "Given directly, not by Countersign".
    pub title: String,
    pub state: Option<Badge>,
    pub request_href: Option<String>,
    pub since: Option<Moment>,
    /// The last day; `None` = no end date, or not ours to know.
    pub until: Option<Until>,
    /// "Approved by Jonas Lind and Clara Roe"; `None` = not ours to know.
    pub approved: Option<String>,
    /// Titles of the plans that are on on this way.
    pub on: Vec<String>,
    /// Titles of the plans that are off on this way.
    pub off: Vec<String>,
    /// What is wrong with it, as a sentence.
    pub problem: Option<String>,
    pub give_back_href: Option<String>,
    pub extend_href: Option<String>,
    /// Where other plans are asked for.
    pub plans_href: Option<String>,
    /// It should have ended, and the fuse holds it.
    pub is_held: bool,
}

/// A last day, and the exact moment after it with the zone.
#[derive(Clone, Debug)]
pub struct Until {
    pub day: String,
    pub exact: String,
}

#[derive(Clone, Debug)]
pub struct ToCome {
    pub product: String,
    pub href: String,
    /// The first day.
    pub begins: Until,
}

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "extend.html")]
pub struct ExtendPage {
    pub chrome: Chrome,
    pub sku: String,
    pub product: String,
    /// The last day so far, and the moment after it.
    pub until: String,
    pub until_exact: String,
    pub is_held: bool,
    pub live: ExtendLive,
    pub justification: String,
    /// Which way to say the end was chosen.
    pub term: String,
    /// Values are days, `none` = no end date.
    pub terms: Vec<Choice>,
    pub days: String,
    pub ends_on: String,
    /// The earliest last day.
    pub first_day: String,
    pub zone: String,
    pub errors: Vec<FieldError>,
}

/// What follows from the end and the answers: what the page's module puts in place of the old parts.
#[derive(Clone, Debug)]
pub struct ExtendLive {
    /// The last day so far.
    pub until: String,
    pub before: Before,
    pub justification_required: Option<String>,
    pub questions: Vec<QuestionField>,
}

/// The parts that follow, alone.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "extend_preview.html")]
pub struct ExtendPreview {
    pub live: ExtendLive,
}

impl ExtendPage {
    /// The message at a field; `None` = the field is fine.
    pub fn error(&self, field: &str) -> Option<&str> {
        self.errors
            .iter()
            .find(|error| error.field == field)
            .map(|error| error.message.as_str())
    }

    /// The way to say the end that is typed in full: `days` or `date`.
    pub fn typed_end(&self) -> &'static str {
        typed_end(&self.terms, &self.term)
    }
}

#[derive(Clone, Debug)]
pub struct EndedLine {
    pub product: String,
    pub href: String,
    /// "given back".
    pub why: &'static str,
    pub at: Moment,
}

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "give_back.html")]
pub struct GiveBackPage {
    pub chrome: Chrome,
    pub sku: String,
    pub product: String,
    /// Titles of the plans that go.
    pub goes: Vec<String>,
    /// Titles of the plans that stay on by another way.
    pub stays: Vec<String>,
    /// Names of the groups through which the product itself stays.
    pub groups: Vec<String>,
    /// What is deleted with it; when there is any, the box must be ticked.
    pub data: Vec<DataLine>,
    pub error: Option<String>,
}

impl GiveBackPage {
    /// The groups through which the product stays, ready to read.
    pub fn through(&self) -> String {
        quoted(&self.groups)
    }
}

/// "“A” and “B”".
pub(super) fn quoted(names: &[String]) -> String {
    let names = names.iter().map(|name| t!("list-quoted", name = name));
    names
        .reduce(|first, last| t!("list-and", first = first, last = last))
        .unwrap_or_default()
}

#[derive(Clone, Debug)]
pub struct DataLine {
    /// "Your mailbox".
    pub what: &'static str,
    pub plan: String,
}

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "replan.html")]
pub struct ReplanPage {
    pub chrome: Chrome,
    pub product: String,
    pub live: ReplanLive,
    pub justification: String,
    pub errors: Vec<FieldError>,
}

/// What follows from the plans and the answers: what the page's module puts in place of the old parts.
#[derive(Clone, Debug)]
pub struct ReplanLive {
    pub sku: String,
    pub plans: Vec<PlanChoice>,
    pub plans_error: Option<String>,
    /// Combinations that Microsoft has refused before.
    pub warnings: Vec<String>,
    /// Titles of the plans that are off now and would be on.
    pub switched_on: Vec<String>,
    /// Titles of the plans that are on now and would be off.
    pub switched_off: Vec<String>,
    pub before: Before,
    pub justification_required: Option<String>,
    pub questions: Vec<QuestionField>,
}

/// The parts that follow, alone.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "replan_preview.html")]
pub struct ReplanPreview {
    pub live: ReplanLive,
}

impl ReplanPage {
    /// The message at a field; `None` = the field is fine.
    pub fn error(&self, field: &str) -> Option<&str> {
        let error = self.errors.iter().find(|error| error.field == field)?;
        Some(&error.message)
    }
}

impl ReplanLive {
    /// For those who do not see the page change.
    pub fn said(&self) -> String {
        let mut said = Vec::new();
        if !self.switched_on.is_empty() {
            said.push(t!("replan-said-on", plans = self.switched_on.join(", ")));
        }
        if !self.switched_off.is_empty() {
            said.push(t!("replan-said-off", plans = self.switched_off.join(", ")));
        }
        said.push(self.before.said());
        said.join(" ")
    }
}
