//! The page of those who sign for somebody else.

use askama::Template;
use askama_web::WebTemplate;

use crate::people::picker::Picker;
use crate::web::page::{Badge, Choice, Chrome};

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "delegations.html")]
pub struct DelegationsPage {
    pub chrome: Chrome,
    /// An administrator's, for anybody.
    pub is_administration: bool,
    pub heading: &'static str,
    pub lead: &'static str,
    pub list_heading: &'static str,
    /// Where the form is sent.
    pub action: &'static str,
    /// Who signs; for an administrator also for whom.
    pub pickers: Vec<Picker>,
    /// In which the days are.
    pub zone: String,
    /// As typed.
    pub from_day: String,
    pub until_day: String,
    pub is_some: bool,
    pub products: Vec<Choice>,
    pub up_to: String,
    /// Field and message.
    pub errors: Vec<(&'static str, String)>,
    /// Those that run or are to come first.
    pub rows: Vec<DelegationRow>,
}

impl DelegationsPage {
    pub fn error(&self, field: &str) -> Option<&str> {
        let found = self.errors.iter().find(|(name, _)| *name == field);
        found.map(|(_, message)| message.as_str())
    }
}

#[derive(Clone, Debug)]
pub struct DelegationRow {
    pub id: String,
    pub from: String,
    pub to: String,
    /// "From 24 November to 3 December 2026".
    pub period: String,
    /// "All products, up to 25.00 a month".
    pub scope: String,
    /// "3 requests can be signed by them now."; empty when it does not run.
    pub items: String,
    /// "Made by Ada Novak. Ended by Lena Vogt."; empty where that is plain.
    pub by: String,
    /// "2 requests stay with you:"
    pub stays_heading: String,
    /// "Visio Plan 2 for Jonas Lind: it is for the delegate".
    pub stays: Vec<String>,
    pub state: Badge,
    pub can_end: bool,
}
