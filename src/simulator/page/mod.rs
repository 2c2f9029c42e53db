//! Owns the page at `/`: what the tenant looks like now and what was called last, for people who want to watch. Changes
//! nothing. Works without scripts; with them it keeps itself fresh in place.

mod rows;

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

use super::company::COMPANY;
use super::{Shared, html};
use rows::{CallRow, FeedRow, GroupRow, LeftRow, PersonRow, SkuRow};

/// Calls on the page, the newest.
const CALLS_SHOWN: usize = 40;
/// People on a page.
const PEOPLE_SHOWN: usize = 25;
/// Records of the audit feed, and people who have left, the latest of each.
const NEWS_SHOWN: usize = 12;
/// How often the page looks again, in seconds; the script's own number stands in live.js.
const REFRESH_S: u32 = 3;
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

pub fn routes() -> Router<Shared> {
    let style = || async {
        (
            [(header::CONTENT_TYPE, "text/css; charset=utf-8")],
            include_str!("page.css"),
        )
    };
    let script = || async {
        (
            [(header::CONTENT_TYPE, "text/javascript; charset=utf-8")],
            include_str!("live.js"),
        )
    };
    Router::new()
        .route("/", get(page))
        .route("/_page/page.css", get(style))
        .route("/_page/live.js", get(script))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    /// Part of a name, UPN, department, or a SKU's part number.
    q: String,
    /// From 1.
    page: usize,
    /// `off` stops the refresh of a browser without scripts.
    live: String,
}

async fn page(State(shared): State<Shared>, Query(asked): Query<Asked>) -> Response {
    let (calls, calls_total) = shared.calls.watched();
    let (held, waiting) = (shared.faults.held(), shared.faults.waiting().len());
    let chaos = shared.chaos.is_active();
    let tenant = shared.tenant();
    let q = asked.q.trim().to_lowercase();
    let found = rows::people_found(&tenant, &q);
    let pages = found.len().div_ceil(PEOPLE_SHOWN).max(1);
    let current = asked.page.clamp(1, pages);
    let people = found.iter().skip((current - 1) * PEOPLE_SHOWN).take(PEOPLE_SHOWN);
    let page = Page {
        company: COMPANY,
        base: &shared.base,
        tenant_id: shared.tenant_id.to_string(),
        now: shared.clock.now().format("%Y-%m-%d %H:%M:%S").to_string(),
        refresh_s: (asked.live != "off").then_some(REFRESH_S),
        troubles: troubles(chaos, waiting, held, (tenant.lag_ms, tenant.unprocessed())),
        calls: calls.iter().take(CALLS_SHOWN).map(CallRow::of).collect(),
        calls_total,
        skus: tenant.skus().iter().map(|sku| SkuRow::of(&tenant, sku)).collect(),
        groups: tenant
            .groups()
            .iter()
            .map(|group| GroupRow::of(&tenant, group))
            .collect(),
        feed: tenant
            .last_audits()
            .take(NEWS_SHOWN)
            .map(|record| FeedRow::of(&tenant, record))
            .collect(),
        left: tenant
            .left()
            .take(NEWS_SHOWN)
            .map(|(person, left)| LeftRow::of(person, left))
            .collect(),
        left_total: tenant.left().count(),
        people: people.map(|person| PersonRow::of(&tenant, person)).collect(),
        people_found: found.len(),
        people_total: tenant.headcount(),
        q: asked.q.trim(),
        current,
        pages,
        live: &asked.live,
    };
    html::page(&page, POLICY)
}

/// What is out of the ordinary now, a sentence each.
fn troubles(chaos: bool, waiting: usize, held: usize, (lag_ms, unprocessed): (u32, usize)) -> Vec<String> {
    let plural = |count: usize, one: &str, many: &str| match count {
        1 => format!("1 {one}"),
        count => format!("{count} {many}"),
    };
    let mut said = Vec::new();
    if chaos {
        said.push("Calls fail by chance.".to_owned());
    }
    if waiting > 0 {
        let what = plural(waiting, "failure on demand waits", "failures on demand wait");
        said.push(format!("{what} for a call."));
    }
    if held > 0 {
        said.push(format!(
            "{} back.",
            plural(held, "answer is held", "answers are held")
        ));
    }
    if lag_ms > 0 {
        said.push(format!("Changes are shown {lag_ms} ms late."));
    }
    if unprocessed > 0 {
        let who = plural(unprocessed, "group licence waits", "group licences wait");
        said.push(format!("{who} to be processed."));
    }
    said
}

#[derive(Template)]
#[template(path = "simulator/tenant.html")]
struct Page<'a> {
    company: &'static str,
    base: &'a str,
    tenant_id: String,
    now: String,
    /// For browsers without scripts; `None` = does not refresh.
    refresh_s: Option<u32>,
    troubles: Vec<String>,
    calls: Vec<CallRow>,
    calls_total: u64,
    skus: Vec<SkuRow>,
    groups: Vec<GroupRow>,
    feed: Vec<FeedRow>,
    left: Vec<LeftRow>,
    left_total: usize,
    people: Vec<PersonRow>,
    people_found: usize,
    people_total: usize,
    q: &'a str,
    current: usize,
    pages: usize,
    live: &'a str,
}

impl Page<'_> {
    /// The address of another page of people, with the search as it is.
    fn to_page(&self, number: usize) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in [("q", self.q), ("live", self.live)] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        query.append_pair("page", &number.to_string());
        format!("/?{}#people", query.finish())
    }
}
