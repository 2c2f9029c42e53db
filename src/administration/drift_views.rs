//! The pages about drift: the list, the preview of a decision, and adopting all as found.

use askama::Template;
use askama_web::WebTemplate;

use super::attention_views::StepFilter;
use crate::web::page::{Badge, Choice, Chrome, Moment, Pager, Tone};

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "drift.html")]
pub struct DriftPage {
    pub chrome: Chrome,
    pub scan: ScanLine,
    /// Which states are shown.
    pub states: Vec<StepFilter>,
    /// Which kinds are shown.
    pub kinds: Vec<StepFilter>,
    pub products: Vec<Choice>,
    pub query: String,
    /// Words of the filters, for the search form.
    pub which: String,
    pub kind: String,
    /// Something is chosen or searched for.
    pub is_narrowed: bool,
    /// Licences that nobody granted, of this product or of all.
    pub adoptable: i64,
    pub adopt_href: String,
    /// Rows wait for a decision, so they can be chosen.
    pub is_open: bool,
    pub rows: Vec<DriftRow>,
    pub pager: Pager,
}

/// How old the list is.
#[derive(Clone, Debug, Default)]
pub struct ScanLine {
    /// "Compared 3 minutes ago …", without the moment.
    pub last: Option<Moment>,
    pub figures: String,
    /// "Comparing: page 12, 11,988 people so far."
    pub progress: Option<String>,
    /// Microsoft does not say who did it.
    pub actors_refused: bool,
}

#[derive(Clone, Debug)]
pub struct DriftRow {
    pub id: String,
    pub person: String,
    pub upn: String,
    pub product: String,
    pub state: Badge,
    /// "A licence nobody granted", …
    pub kind: &'static str,
    /// What Microsoft shows and what the grant says.
    pub says: Vec<String>,
    pub since: Moment,
    /// Who did it at Microsoft.
    pub by: Option<String>,
    pub done: Option<Moment>,
    pub request_href: Option<String>,
    /// "Accepted by Ada Novak: “…”".
    pub decided: Option<String>,
    pub decided_at: Option<Moment>,
    /// Acts that are possible: (word, label, dangerous).
    pub acts: Vec<ActButton>,
}

#[derive(Clone, Debug)]
pub struct ActButton {
    pub word: &'static str,
    pub label: &'static str,
}

/// What is about to be decided.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "drift_decide.html")]
pub struct DecidePage {
    pub chrome: Chrome,
    pub act: &'static str,
    /// "Adopt 12 findings".
    pub heading: String,
    /// What it means, in one sentence.
    pub meaning: &'static str,
    pub tone: Tone,
    /// "7 × Visio Plan 2: a licence nobody granted".
    pub counts: Vec<String>,
    /// The first of them: person, product, what is found.
    pub rows: Vec<DriftRow>,
    pub more: usize,
    /// Chosen, and not possible with them.
    pub left_out: Vec<String>,
    pub ids: Vec<String>,
    /// What the act is bound to.
    pub mark: String,
    pub may_end: bool,
    pub reason: String,
    pub ends_on: String,
    pub errors: Vec<(&'static str, String)>,
    pub button: String,
}

impl DecidePage {
    pub fn error(&self, field: &str) -> Option<&str> {
        let found = self.errors.iter().find(|(of, _)| *of == field);
        found.map(|(_, message)| message.as_str())
    }
}

/// Adopting all as found: what it would do, or how far it is.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "drift_adopt.html")]
pub struct AdoptPage {
    pub chrome: Chrome,
    /// `None` = nothing can be adopted.
    pub preview: Option<AdoptPreview>,
    pub run: Option<AdoptRun>,
}

#[derive(Clone, Debug)]
pub struct AdoptPreview {
    /// "1,204 licences of 7 products"
    pub what: String,
    /// Product, people, of them with plans off.
    pub products: Vec<(String, String, String)>,
    /// Plan that would be switched off, its product, for how many people.
    pub switched_off: Vec<(String, String, String)>,
    /// A grant has come for these: they are passed over.
    pub conflicts: i64,
    /// Of people whose account is disabled or gone.
    pub of_closed: i64,
    pub sku: String,
    pub count: i64,
    pub up_to: i64,
    pub changed_to_us: i64,
    pub reason: String,
    pub ends_on: String,
    pub errors: Vec<(&'static str, String)>,
}

impl AdoptPreview {
    pub fn error(&self, field: &str) -> Option<&str> {
        let found = self.errors.iter().find(|(of, _)| *of == field);
        found.map(|(_, message)| message.as_str())
    }
}

/// The one under way, or the last one.
#[derive(Clone, Debug)]
pub struct AdoptRun {
    pub id: String,
    pub is_running: bool,
    pub heading: String,
    pub sentence: String,
    pub done: i64,
    pub total: i64,
    pub begun: Moment,
    pub reason: String,
}
