//! Pages of the employee: form, list, one request.

use std::borrow::Cow;

use askama::Template;
use askama_web::WebTemplate;

use super::before::Before;
use super::in_hand::InHand;
use super::instead::WouldPass;
use super::licence_views::Until;
use super::question_fields::QuestionField;
use super::together::views::DraftRow;
use crate::requests::frame::ReasonLine;
use crate::requests::questions::Answered;
use crate::web::page::{Badge, Choice, Chrome, Moment, Pager};

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "request_form.html")]
pub struct RequestForm {
    pub chrome: Chrome,
    /// What can be asked for, by `skuId`.
    pub products: Vec<Choice>,
    /// The request whose place this takes; empty = none.
    pub changes: String,
    /// "Me" and the direct reports, by object id; not shown with fewer than two.
    pub beneficiaries: Vec<Choice>,
    pub justification: String,
    /// `now` or `date`.
    pub begin: Vec<Choice>,
    /// The first day as typed.
    pub begins_on: String,
    /// Today, where the beneficiary is: nothing begins before.
    pub first_day: String,
    /// Which way to say the end was chosen.
    pub term: String,
    /// Values are days, `none` = no end date.
    pub terms: Vec<Choice>,
    /// Days and last day as typed.
    pub days: String,
    pub ends_on: String,
    /// "Days are counted in your time zone, Europe/Oslo."
    pub zone: String,
    pub live: Live,
    /// Empty on the first showing; on a 422, what to mend, in the order of the fields.
    pub errors: Vec<FieldError>,
}

/// The parts of the form that follow from what is chosen, alone: what the page's module puts in place of the old ones.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "request_preview.html")]
pub struct RequestPreview {
    pub live: Live,
}

/// What follows from product, person, term, plans and answers.
#[derive(Clone, Debug)]
pub struct Live {
    pub sku: String,
    pub product: String,
    pub part_number: String,
    pub description: String,
    /// "14 free of 40".
    pub seats: String,
    pub before: Before,
    pub somebody: Option<Somebody>,
    /// Microsoft did not say what the person has: nothing here counts it.
    pub is_unread: bool,
    /// What the person has already by other products.
    pub covered: Option<String>,
    /// Titles of the plans that it adds, where they are too many for the sentence.
    pub adds: Vec<String>,
    /// "At least 20 characters, because …"; `None` = optional.
    pub justification_required: Option<String>,
    pub questions: Vec<QuestionField>,
    pub plans: Vec<PlanChoice>,
    pub plans_error: Option<String>,
    /// What Microsoft refused before in such a case, a sentence each.
    pub warnings: Vec<String>,
    /// The whole in a few sentences, for those who do not see it change.
    pub said: String,
}

/// Somebody beyond oneself and one's reports.
#[derive(Clone, Debug)]
pub struct Somebody {
    /// As typed.
    pub value: String,
    /// UPNs of the people that are suggested, with their names.
    pub people: Vec<(String, String)>,
}

impl Live {
    /// Whether policy keeps any plan off.
    pub fn keeps_off(&self) -> bool {
        self.plans.iter().any(|plan| plan.kept_off.is_some())
    }
}

impl RequestForm {
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

/// Where none of the named terms is chosen: `date` or `days`, as it was.
pub(super) fn typed_end(terms: &[Choice], chosen: &str) -> &'static str {
    match (terms.iter().any(|term| term.chosen), chosen) {
        (true, _) => "",
        (false, "date") => "date",
        (false, _) => "days",
    }
}

#[derive(Clone, Debug)]
pub struct PlanChoice {
    /// `servicePlanId`.
    pub id: String,
    pub title: String,
    /// Wanted on.
    pub on: bool,
    /// The reason why it stays off whatever is wanted.
    pub kept_off: Option<String>,
    /// Said when it is off: it is on all the same, through a group.
    pub still_on: Option<String>,
}

#[derive(Clone, Debug)]
pub struct FieldError {
    /// `product`, `beneficiary`, `justification`, `begin`, `term`, `plans` or `answer-…`; empty = about the whole request.
    pub field: Cow<'static, str>,
    pub message: String,
}

impl FieldError {
    /// About the whole request.
    pub fn of_all(message: String) -> Self {
        Self {
            field: "".into(),
            message,
        }
    }
}

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "requests.html")]
pub struct RequestsPage {
    pub chrome: Chrome,
    pub drafts: Vec<DraftRow>,
    pub rows: Vec<RequestRow>,
    pub pager: Pager,
}

#[derive(Clone, Debug)]
pub struct RequestRow {
    pub href: String,
    pub product: String,
    /// What was asked of a licence that is there; empty = the licence itself.
    pub asked_for: &'static str,
    /// `None` = for the person who looks.
    pub beneficiary: Option<String>,
    /// `None` = it was asked for.
    pub adopted_by: Option<String>,
    pub state: Badge,
    pub asked: Moment,
    /// "Jonas Lind", "a free seat"; empty = nobody.
    pub waits_for: String,
}

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "request.html")]
pub struct RequestPage {
    pub chrome: Chrome,
    pub id: String,
    pub product: String,
    pub beneficiary: String,
    /// "asked for by Jonas Lind", "adopted by Ada Novak"; `None` = the beneficiary asked.
    pub by: Option<String>,
    pub state: Badge,
    /// Nothing will change any more: the page stops reloading itself.
    pub is_final: bool,
    pub steps: Vec<Step>,
    pub justification: String,
    /// Questions of the policy, and what was answered.
    pub answers: Vec<Answered>,
    /// For auditors and administrators: every rule.
    pub explain_href: Option<String>,
    /// "90 days".
    pub term: String,
    /// The last day; `None` = no end date, or not active yet.
    pub until: Option<Until>,
    pub cost: String,
    /// Of other plans, what of them changes.
    pub switched: Option<Switched>,
    pub plans_off: Vec<OffLine>,
    /// "Microsoft confirmed …: 43 plans on, 2 off".
    pub confirmed: Option<Confirmed>,
    /// Cancelling is allowed.
    pub can_cancel: bool,
    pub in_hand: InHand,
    /// It waits, nobody has signed it, and the person asked for it.
    pub change_href: Option<String>,
    /// It was denied, and the person asked for it.
    pub again_href: Option<String>,
    /// Of what the policy denied, and where the form begins with it.
    pub would_pass: Option<(WouldPass, Option<String>)>,
    /// How many others were sent with it, and where they are shown.
    pub together: Option<Together>,
}

/// What was sent together with a request.
#[derive(Clone, Debug)]
pub struct Together {
    pub others: i64,
    /// `None` = the person may not see them all.
    pub href: Option<String>,
}

#[derive(Clone, Debug)]
pub struct Step {
    pub state: StepState,
    pub title: String,
    /// Names, ready to read: "Jonas Lind".
    pub people: String,
    pub at: Option<Moment>,
    /// What the policy said.
    pub reasons: Vec<ReasonLine>,
    /// Sentences: rules, notes, what is waited for, the way out.
    pub notes: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    Done,
    Current,
    Coming,
    Failed,
}

impl StepState {
    pub fn class(&self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Current => "current",
            Self::Coming => "coming",
            Self::Failed => "failed",
        }
    }

    /// Said to people who do not see the mark.
    pub fn words(&self) -> &'static str {
        match self {
            Self::Done => t!("step-done"),
            Self::Current => t!("step-now"),
            Self::Coming => t!("step-to-come"),
            Self::Failed => t!("step-stopped"),
        }
    }

    pub fn is_current(&self) -> bool {
        *self == Self::Current
    }
}

#[derive(Clone, Debug)]
pub struct OffLine {
    pub plan: String,
    pub why: String,
    /// Id of the guard; empty = the requester wanted it off.
    pub rule: String,
}

/// Titles of plans, before → after.
#[derive(Clone, Debug)]
pub struct Switched {
    pub on: Vec<String>,
    pub off: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct Confirmed {
    pub at: Moment,
    pub plans_on: usize,
    pub plans_off: usize,
}
