//! The pages of the catalogue's administration.

use askama::Template;
use askama_web::WebTemplate;

use crate::web::page::{Badge, Choice, Chrome, Moment};

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "products.html")]
pub struct ProductsPage {
    pub chrome: Chrome,
    pub query: String,
    /// Empty = all.
    pub chosen: String,
    pub filters: Vec<Choice>,
    /// When the seats were read.
    pub read: Option<Moment>,
    pub rows: Vec<ProductRow>,
    pub before: Option<String>,
    pub after: Option<String>,
}

#[derive(Clone, Debug)]
pub struct ProductRow {
    pub href: String,
    pub name: String,
    pub part_number: String,
    pub price: String,
    pub owner: String,
    pub cost_center: String,
    /// "14 free of 40".
    pub seats: String,
    pub tags: Vec<String>,
    pub hidden: bool,
}

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "product.html")]
pub struct ProductPage {
    pub chrome: Chrome,
    pub sku: String,
    pub title: String,
    pub part_number: String,
    pub version: String,
    pub fields: Vec<FieldRow>,
    pub visibility: Vec<Choice>,
    /// Visibility as it is now, where somebody changed it meanwhile.
    pub visibility_now: Option<String>,
    pub plans: Vec<PlanTitleRow>,
    /// One has a title of ours, or a mistake.
    pub plans_open: bool,
    pub errors: Vec<(String, String)>,
    /// Somebody changed it while the form was open.
    pub moved: Option<String>,
    pub last: Option<LastChange>,
}

/// One field of the form, with where its words come from.
#[derive(Clone, Debug, Default)]
pub struct FieldRow {
    /// Its name in the form, and its id on the page.
    pub name: &'static str,
    pub label: &'static str,
    pub hint: &'static str,
    pub value: String,
    /// More than one line.
    pub long: bool,
    pub longest: usize,
    /// The currency, at the price.
    pub currency: Option<String>,
    /// "From the catalogue file."
    pub source: String,
    /// What the layer below says, where it does not count: it can count again.
    pub below: Option<Below>,
    pub warning: Option<String>,
    pub error: Option<String>,
    /// What is there now, where somebody changed it meanwhile.
    pub now: Option<String>,
}

#[derive(Clone, Debug)]
pub struct Below {
    /// "the catalogue file’s".
    pub whose: &'static str,
    pub value: String,
}

#[derive(Clone, Debug)]
pub struct PlanTitleRow {
    pub id: String,
    /// `servicePlanName`.
    pub name: String,
    pub value: String,
    /// Title of the layer below, and whose it is.
    pub below: Option<(String, &'static str)>,
    pub error: Option<String>,
    pub now: Option<String>,
}

#[derive(Clone, Debug)]
pub struct LastChange {
    pub by: String,
    pub at: Moment,
    /// What it was and is, one line for each field.
    pub lines: Vec<ChangeLine>,
    pub action: String,
}

#[derive(Clone, Debug)]
pub struct ChangeLine {
    pub field: String,
    pub before: String,
    pub after: String,
}

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "import.html")]
pub struct ImportPage {
    pub chrome: Chrome,
    /// "32 MiB".
    pub largest: String,
    pub error: Option<String>,
    pub imports: Vec<ImportRow>,
}

#[derive(Clone, Debug)]
pub struct ImportRow {
    pub href: String,
    pub file_name: String,
    pub by: String,
    pub began: Moment,
    pub state: Badge,
    pub lines_read: i64,
    pub taken: i64,
    pub unchanged: i64,
    pub bad: i64,
}

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "import_result.html")]
pub struct ImportResultPage {
    pub chrome: Chrome,
    pub import: ImportRow,
    pub is_running: bool,
    pub encoding: String,
    /// Why nothing could be read, or that it stopped half-way.
    pub problem: Option<String>,
    pub lines: Vec<BadLine>,
    /// "The first 200 of 1,345".
    pub shown: Option<String>,
    pub csv_href: String,
}

#[derive(Clone, Debug)]
pub struct BadLine {
    pub number: u64,
    pub what: String,
    pub text: String,
}
