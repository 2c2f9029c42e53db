//! Owns the page at `/outbox`: the mails that were handed to the mail server in the box, newest first, and each of them as
//! text and as HTML. Changes nothing.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;

use super::super::company::COMPANY;
use super::super::{Shared, html};
use super::{Kept, MailFault};

/// Mails on a page.
const MAILS_SHOWN: usize = 50;
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/// What a mail may do in its frame: be looked at, and open links in a page of their own.
const MAIL_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";

pub fn routes() -> Router<Shared> {
    Router::new()
        .route("/outbox", get(list))
        .route("/outbox/{number}", get(one))
        .route("/outbox/{number}/html", get(as_html))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    /// An address; empty = everybody's.
    to: String,
    /// From 1.
    page: usize,
}

struct Row {
    number: u64,
    at: String,
    to: String,
    subject: String,
    unanswered: bool,
}

impl Row {
    fn of(mail: &Kept) -> Self {
        Self {
            number: mail.number,
            at: mail.at.format("%Y-%m-%d %H:%M:%S").to_string(),
            to: mail.to.join(", "),
            subject: subject(mail),
            unanswered: mail.unanswered,
        }
    }
}

fn subject(mail: &Kept) -> String {
    match mail.content.header("Subject") {
        "" => "(no subject)".to_owned(),
        subject => subject.to_owned(),
    }
}

#[derive(Template)]
#[template(path = "simulator/outbox.html")]
struct List<'a> {
    company: &'static str,
    /// Where the mail server listens.
    address: String,
    rows: Vec<Row>,
    /// With the address that is looked at, and those who got any.
    to: &'a str,
    people: Vec<String>,
    total: usize,
    found: usize,
    page: usize,
    pages: usize,
    troubles: Vec<String>,
}

impl List<'_> {
    fn to_page(&self, number: usize) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        if !self.to.is_empty() {
            query.append_pair("to", self.to);
        }
        query.append_pair("page", &number.to_string());
        format!("/outbox?{}", query.finish())
    }
}

async fn list(State(shared): State<Shared>, Query(asked): Query<Asked>) -> Response {
    let mails = shared.outbox.mails();
    let mut people: Vec<_> = mails.iter().flat_map(|mail| mail.to.clone()).collect();
    people.sort();
    people.dedup();
    let to = asked.to.trim();
    let found: Vec<_> = mails
        .iter()
        .filter(|mail| to.is_empty() || mail.to.iter().any(|one| one.eq_ignore_ascii_case(to)))
        .collect();
    let pages = found.len().div_ceil(MAILS_SHOWN).max(1);
    let page = asked.page.clamp(1, pages);
    let rows = found.iter().skip((page - 1) * MAILS_SHOWN).take(MAILS_SHOWN);
    let page = List {
        company: COMPANY,
        address: shared.outbox.address.to_string(),
        rows: rows.map(|mail| Row::of(mail)).collect(),
        to,
        people,
        total: mails.len(),
        found: found.len(),
        page,
        pages,
        troubles: shared.outbox.faults().iter().map(trouble).collect(),
    };
    html::page(&page, POLICY)
}

fn trouble(fault: &MailFault) -> String {
    let next = match fault.times {
        1 => "The next mail".to_owned(),
        n => format!("The next {n} mails"),
    };
    match fault.what {
        super::Fails::Refuse => format!("{next} will be refused with {}.", fault.code),
        super::Fails::DropBefore => format!("{next} will be dropped before the end."),
        super::Fails::DropAfter => format!("{next} will be kept without an answer."),
    }
}

#[derive(Template)]
#[template(path = "simulator/mail.html")]
struct One {
    company: &'static str,
    row: Row,
    from: String,
    text: String,
    has_html: bool,
    headers: Vec<(String, String)>,
}

async fn one(State(shared): State<Shared>, Path(number): Path<u64>) -> Response {
    let Some(mail) = shared.outbox.mail(number) else {
        return (StatusCode::NOT_FOUND, "There is no such mail (any more).\n").into_response();
    };
    let page = One {
        company: COMPANY,
        row: Row::of(&mail),
        from: mail.content.header("From").to_owned(),
        text: mail.content.text.clone(),
        has_html: !mail.content.html.is_empty(),
        headers: mail.content.headers,
    };
    html::page(&page, POLICY)
}

/// The HTML part, for a frame that can do nothing.
async fn as_html(State(shared): State<Shared>, Path(number): Path<u64>) -> Response {
    let Some(mail) = shared.outbox.mail(number) else {
        return (StatusCode::NOT_FOUND, "There is no such mail (any more).\n").into_response();
    };
    // In the frame itself a page behind sign-in would not be shown.
    let html = mail
        .content
        .html
        .replacen("<head>", "<head><base target=\"_blank\">", 1);
    (
        [
            (header::CONTENT_SECURITY_POLICY, MAIL_POLICY),
            (header::CACHE_CONTROL, "no-store"),
        ],
        Html(html),
    )
        .into_response()
}
