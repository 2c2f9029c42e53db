//! The page of the mirror.

use askama::Template;
use askama_web::WebTemplate;

use crate::web::page::{Badge, Chrome, Moment};

impl MirrorPage {
    /// The page looks again by itself until this is over.
    fn is_under_way(&self) -> bool {
        [
            &self.people.progress,
            &self.products.progress,
            &self.licences.progress,
        ]
        .iter()
        .any(|progress| progress.is_some())
    }
}

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "mirror.html")]
pub struct MirrorPage {
    pub chrome: Chrome,
    pub people: PeoplePart,
    pub products: ProductsPart,
    pub licences: LicencesPart,
}

/// People, managers and groups.
#[derive(Clone, Debug)]
pub struct PeoplePart {
    pub state: Badge,
    /// As of when it is true.
    pub as_of: Option<Moment>,
    /// "12,004 people with an account, of 12,480 in the mirror".
    pub size: String,
    /// Of the last reading: name and figure.
    pub last: Vec<(&'static str, String)>,
    /// "Reading everybody: 11,988 people on 12 pages so far, 9,000 a second."
    pub progress: Option<String>,
    /// Why the last attempt did not come to its end.
    pub error: Option<String>,
    pub next: Option<Moment>,
    /// Items that could not be read, and how many there are in all.
    pub bad: Vec<String>,
    pub bad_count: i64,
    /// "2 of what could not be read names nobody: …"
    pub nameless: Option<String>,
    pub refused: Option<RefusedPart>,
}

/// A reading that was not taken over.
#[derive(Clone, Debug)]
pub struct RefusedPart {
    pub sentence: String,
    pub at: Moment,
    pub reason: String,
    pub message: Option<String>,
}

#[derive(Clone, Debug)]
pub struct ProductsPart {
    pub as_of: Option<Moment>,
    /// Of the last reading: name and figure.
    pub last: Vec<(&'static str, String)>,
    pub progress: Option<String>,
    pub error: Option<String>,
    pub next: Option<Moment>,
}

#[derive(Clone, Debug)]
pub struct LicencesPart {
    pub as_of: Option<Moment>,
    pub figures: String,
    pub progress: Option<String>,
    pub error: Option<String>,
    pub next: Option<Moment>,
}
