//! Pages of what a person has: the list, and giving something back.

use askama::Template;
use askama_web::WebTemplate;

use crate::web::page::{Badge, Chrome, Moment};

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "licences.html")]
pub struct LicencesPage {
    pub chrome: Chrome,
    /// When Graph was read; `None` = it did not answer, and what is shown is what was granted.
    pub read: Option<Moment>,
    pub cards: Vec<LicenceCard>,
    /// Grants that ended, latest first.
    pub ended: Vec<EndedLine>,
}

/// One product that the person has, by whatever paths.
#[derive(Clone, Debug)]
pub struct LicenceCard {
    pub sku: String,
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
    /// "43 plans on, 2 off".
    pub fn in_effect(&self) -> String {
        match self.on.len() {
            1 => format!("1 plan on, {} off", self.off.len()),
            on => format!("{on} plans on, {} off", self.off.len()),
        }
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
    /// "22 February 2027"; `None` = no end date, or not ours to know.
    pub until: Option<String>,
    /// Titles of the plans that are off on this way.
    pub off: Vec<String>,
    /// What is wrong with it, as a sentence.
    pub problem: Option<String>,
    pub give_back_href: Option<String>,
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

#[derive(Clone, Debug)]
pub struct DataLine {
    /// "Your mailbox".
    pub what: &'static str,
    pub plan: String,
}
