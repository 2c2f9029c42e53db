//! The page of new plans.

use askama::Template;
use askama_web::WebTemplate;

use crate::web::page::{Chrome, Moment};

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "plans.html")]
pub struct PlansPage {
    pub chrome: Chrome,
    /// Not classified yet, longest first.
    pub cards: Vec<NewPlanCard>,
    /// Classified, latest first.
    pub classified: Vec<ClassifiedLine>,
}

#[derive(Clone, Debug)]
pub struct NewPlanCard {
    /// For the ids of the form.
    pub id: String,
    pub action: String,
    pub plan: String,
    /// `servicePlanName`.
    pub name: String,
    pub product: String,
    pub found: Moment,
    /// "Ready at Microsoft".
    pub status: String,
    /// "3 people": those who have the product by a grant.
    pub kept_off_for: String,
    /// People who have the product without a grant.
    pub others: i64,
    pub verdicts: Vec<VerdictChoice>,
    pub reason: String,
    pub error: Option<String>,
}

#[derive(Clone, Debug)]
pub struct VerdictChoice {
    pub value: &'static str,
    pub label: String,
    pub hint: &'static str,
    pub chosen: bool,
}

#[derive(Clone, Debug)]
pub struct ClassifiedLine {
    pub plan: String,
    pub product: String,
    /// "offered" or "kept off".
    pub verdict: &'static str,
    pub by: String,
    pub at: Moment,
}
