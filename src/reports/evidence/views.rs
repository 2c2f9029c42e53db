//! The auditor's reports, as pages.

use askama::Template;
use askama_web::WebTemplate;

use crate::reports::charts::Chart;
use crate::web::page::{Badge, Choice, Chrome, Moment, Tone};

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "reports.html")]
pub struct ReportsPage {
    pub chrome: Chrome,
    pub groups: Vec<ReportGroup>,
    pub latest: Vec<RunLine>,
}

#[derive(Clone, Debug)]
pub struct ReportGroup {
    /// Of its heading, for the page.
    pub id: String,
    pub title: &'static str,
    pub reports: Vec<ReportLine>,
}

#[derive(Clone, Debug)]
pub struct ReportLine {
    pub href: String,
    pub title: &'static str,
    pub question: &'static str,
}

#[derive(Clone, Debug)]
pub struct RunLine {
    pub href: String,
    pub title: String,
    pub asked: String,
    pub state: Badge,
    /// "12 rows, 3 of them bad".
    pub found: String,
    pub by: String,
    pub at: Moment,
}

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "report.html")]
pub struct ReportPage {
    pub chrome: Chrome,
    pub title: &'static str,
    pub question: &'static str,
    pub address: String,
    pub sql: &'static str,
    pub form: ReportForm,
    pub latest: Vec<RunLine>,
}

/// What the report takes, as it was typed; `None` = it does not take it.
#[derive(Clone, Debug, Default)]
pub struct ReportForm {
    /// First and last day.
    pub period: Option<(String, String)>,
    pub day: Option<String>,
    pub second_day: Option<String>,
    pub renewal: Option<String>,
    pub person: Option<String>,
    pub products: Option<Vec<Choice>>,
    pub zone: &'static str,
    pub error: Option<String>,
}

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "report_run.html")]
pub struct RunPage {
    pub chrome: Chrome,
    pub title: String,
    pub question: &'static str,
    /// Of the report; `None` = it is not there any more.
    pub report_href: Option<String>,
    pub head: RunHead,
    /// `None` = it is not done.
    pub found: Option<Found>,
}

/// What is said of a run, whatever came of it.
#[derive(Clone, Debug)]
pub struct RunHead {
    pub address: String,
    pub state: Badge,
    pub is_running: bool,
    /// "3,000 rows so far".
    pub progress: String,
    /// Why it failed.
    pub trouble: Option<&'static str>,
    /// "1 June to 30 November 2026 (Europe/Berlin)".
    pub asked: Vec<String>,
    pub by: String,
    pub at: Moment,
    /// "1,204 sealed events, head abc…"; empty while it runs.
    pub over: String,
    pub sha256: String,
    /// When somebody was taken out of its rows who was erased.
    pub erased: Option<Moment>,
    pub sql: String,
    pub permalink: String,
    /// A line for a terminal; checks the hash.
    pub curl: String,
}

#[derive(Clone, Debug, Default)]
pub struct Found {
    /// "12 rows: 3 bad, 1 open".
    pub sentence: String,
    pub tone: Option<Tone>,
    /// What it means that nothing was found; empty where something was.
    pub nothing: &'static str,
    /// By what rows are counted, and how many there are of each.
    pub counted_by: Vec<String>,
    pub totals: Vec<TotalRow>,
    /// On the first page, where nothing is filtered.
    pub charts: Vec<Chart>,
    /// More rows than are drawn.
    pub too_many_to_draw: bool,
    pub judges: bool,
    pub filter: RunFilter,
    pub columns: Vec<Head>,
    pub rows: Vec<Vec<Shown>>,
    pub none_here: bool,
    pub first_href: Option<String>,
    pub next_href: Option<String>,
    pub print_href: String,
    /// More rows than are printed.
    pub cut: bool,
}

#[derive(Clone, Debug)]
pub struct TotalRow {
    pub values: Vec<String>,
    pub rows: String,
    pub bad: String,
    pub open: String,
}

#[derive(Clone, Debug, Default)]
pub struct RunFilter {
    pub q: String,
    pub verdicts: Vec<Choice>,
}

#[derive(Clone, Debug)]
pub struct Head {
    pub label: String,
    pub is_number: bool,
}

/// A value, in the reader's language.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    pub label: String,
    pub is_number: bool,
    pub text: String,
    pub moment: Option<Moment>,
    pub href: Option<String>,
    pub badge: Option<Badge>,
    pub is_code: bool,
}
