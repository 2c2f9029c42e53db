//! Pages of what is asked together: the draft, what would happen, a file of people, what was sent.

use askama::Template;
use askama_web::WebTemplate;

use crate::portal::question_fields::QuestionField;
use crate::portal::views::FieldError;
use crate::requests::frame::ReasonLine;
use crate::web::page::{Badge, Choice, Chrome, Moment};

/// A person or product that can be ticked.
#[derive(Clone, Debug)]
pub struct Tick {
    pub value: String,
    pub label: String,
    /// "Finance", a UPN; may be empty.
    pub sub: String,
    pub on: bool,
}

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "ask.html")]
pub struct AskPage {
    pub chrome: Chrome,
    /// `/ask`, or `/ask/{id}` once it is kept.
    pub action: String,
    /// It is kept.
    pub is_kept: bool,
    /// What is asked for.
    pub products: Vec<Tick>,
    /// What can be added.
    pub more_products: Vec<Choice>,
    /// The person, their reports, and who was added.
    pub people: Vec<Tick>,
    /// People beyond oneself and one's reports can be added.
    pub for_anybody: bool,
    pub add_person: String,
    pub begin: Vec<Choice>,
    pub begins_on: String,
    pub first_day: String,
    pub term: String,
    pub terms: Vec<Choice>,
    pub days: String,
    pub ends_on: String,
    pub justification: String,
    /// "At least 20 characters, because …"; `None` = optional.
    pub justification_required: Option<String>,
    pub questions: Vec<QuestionField>,
    /// "3 products for 4 people: 12 requests."
    pub count: String,
    pub errors: Vec<FieldError>,
}

impl AskPage {
    pub fn error(&self, field: &str) -> Option<&str> {
        let found = self.errors.iter().find(|error| error.field == field);
        found.map(|error| error.message.as_str())
    }

    pub fn typed_end(&self) -> &'static str {
        crate::portal::views::typed_end(&self.terms, &self.term)
    }
}

/// What would happen with one product for one person.
#[derive(Clone, Debug)]
pub struct Line {
    /// As the form takes it out: person and product.
    pub key: String,
    pub person: String,
    pub product: String,
    pub verdict: Verdict,
    /// "Rule desk-tools"; empty where none decides.
    pub rule: String,
    /// What the rules change, what is there already.
    pub notes: Vec<String>,
    pub usual: String,
    pub price: String,
    pub term: String,
}

#[derive(Clone, Debug)]
pub enum Verdict {
    AtOnce,
    /// One sentence for each stage.
    Signed(Vec<String>),
    /// It depends on answers that are to be given.
    Open,
    /// It would not be sent, because of this.
    Not(Vec<ReasonLine>),
}

impl Line {
    pub fn passes(&self) -> bool {
        !matches!(self.verdict, Verdict::Not(_))
    }
}

/// One product of all that is asked for.
#[derive(Clone, Debug)]
pub struct Sum {
    pub product: String,
    /// "3 needed".
    pub needed: String,
    /// "14 free of 40".
    pub free: String,
    pub is_short: bool,
}

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "ask_preview.html")]
pub struct AskPreview {
    pub chrome: Chrome,
    pub id: String,
    pub lines: Vec<Line>,
    pub sums: Vec<Sum>,
    /// "€45.00 a month".
    pub cost: String,
    /// What is still to be typed or mended before it can be sent.
    pub missing: Vec<String>,
    /// Microsoft did not say of everybody what they have.
    pub is_unread: bool,
    /// It was sent, and nothing of it was taken.
    pub not_sent: Option<String>,
}

impl AskPreview {
    pub fn passing(&self) -> usize {
        self.lines.iter().filter(|line| line.passes()).count()
    }

    pub fn failing(&self) -> Vec<&Line> {
        self.lines.iter().filter(|line| !line.passes()).collect()
    }
}

#[derive(Clone, Debug)]
pub struct BadLine {
    pub number: usize,
    pub text: String,
    pub why: String,
}

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "ask_people.html")]
pub struct PeopleFilePage {
    pub chrome: Chrome,
    pub id: String,
    pub error: Option<String>,
    /// What was read; `None` = nothing yet.
    pub read: Option<ReadFile>,
}

#[derive(Clone, Debug)]
pub struct ReadFile {
    /// Whom the good lines name: id and name.
    pub good: Vec<(String, String)>,
    pub bad: Vec<BadLine>,
}

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "bundle.html")]
pub struct BundlePage {
    pub chrome: Chrome,
    pub by: String,
    pub at: Moment,
    pub rows: Vec<BundleRow>,
}

#[derive(Clone, Debug)]
pub struct BundleRow {
    pub href: String,
    pub product: String,
    pub person: String,
    pub state: Badge,
    pub waits_for: String,
}

/// A draft in the list of one's requests.
#[derive(Clone, Debug)]
pub struct DraftRow {
    pub id: String,
    /// "Visio Plan 2 and 2 more, for 4 people".
    pub what: String,
    pub at: Moment,
}
