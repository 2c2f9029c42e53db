//! Samples of the pages about leavers, movers and reviews, and of the settings.

use askama::Template;

use super::{ago, chrome, s};
use crate::administration::attention_views::StepFilter;
use crate::administration::leaver_views::{Leaver, LeaverMovement, LeaverRow, LeaversPage};
use crate::approvals::review_views::{PersonReview, ReviewRow, ReviewsPage};
use crate::people::{MailAs, Told};
use crate::portal::settings::SettingsPage;
use crate::portal::told_by_mail::MailFields;
use crate::web::page::{Badge, Pager, Place, Tone};

pub fn reviews(people: Vec<PersonReview>, error: Option<&str>) -> String {
    let page = ReviewsPage {
        chrome: chrome("Reviews", Place::Reviews),
        people,
        more: error.is_some(),
        error: error.map(s),
        reason: String::new(),
    };
    page.render().unwrap()
}

pub fn under_review(error: Option<&str>) -> Vec<PersonReview> {
    let row = |id: &str, product: &str| ReviewRow {
        id: s(id),
        product: s(product),
        plans: s("12 plans on"),
        cost: s("€15.00 a month"),
        end: s("until 22 February 2027"),
        request_href: s("/requests/1"),
        chosen: id == "a",
        error: error.map(s),
        reason: String::new(),
    };
    vec![
        PersonReview {
            id: s("m1"),
            person: s("Emil Berg"),
            what: "Moved",
            changed: vec![
                s("Department: Design → Sales"),
                s("Manager: Jonas Lind → Ada Holm"),
            ],
            due: ago(-20_000),
            rows: vec![row("a", "Visio Plan 2"), row("b", "Project Plan 3")],
        },
        PersonReview {
            id: s("m2"),
            person: s("Noor Haddad"),
            what: "The account was disabled",
            changed: vec![],
            due: ago(-1_500),
            rows: vec![row("c", "Power BI Pro")],
        },
    ]
}

pub fn leavers(query: &str, rows: Vec<LeaverRow>) -> String {
    let filter = |label: &str, chosen| StepFilter {
        href: s("/admin/leavers"),
        label: s(label),
        count: 0,
        chosen,
    };
    let page = LeaversPage {
        chrome: chrome("Leavers and movers", Place::Leavers),
        query: s(query),
        which: String::new(),
        filters: vec![filter("All", true), filter("Waiting", false)],
        promise: vec![
            s(
                "12 licences were removed in the last 30 days: half of them within 7 days and 1 minute, the slowest 8 days after the movement was noticed.",
            ),
            s("None came later than promised: the grace and 24 hours."),
        ],
        is_late: rows.iter().any(|row| row.is_late),
        people: match rows.is_empty() {
            true => vec![],
            false => vec![Leaver {
                person: s("Emil Berg"),
                upn: s("emil.berg@northwind.example"),
                movements: vec![LeaverMovement {
                    what: s("The account was disabled"),
                    noticed: ago(120),
                    rows,
                }],
            }],
        },
        pager: Pager::default(),
    };
    page.render().unwrap()
}

pub fn leaver_rows(error: Option<&str>) -> Vec<LeaverRow> {
    let waiting = LeaverRow {
        id: s("a"),
        product: s("Visio Plan 2"),
        request_href: s("/requests/1"),
        follows: s("Ends after 7 days (rule leavers)"),
        due: Some(ago(-9_000)),
        state: Badge::new(Tone::Waiting, "In its grace"),
        means: "The licence stays until the days of grace are over.",
        done: String::new(),
        is_late: false,
        can_call_off: true,
        can_end: true,
        error: error.map(s),
        reason: String::new(),
    };
    let removed = LeaverRow {
        id: s("b"),
        state: Badge::new(Tone::Good, "Removed"),
        means: "",
        due: None,
        done: s("Removed 9 days and 2 hours after it was noticed."),
        is_late: true,
        can_call_off: false,
        can_end: false,
        error: None,
        ..waiting.clone()
    };
    vec![waiting, removed]
}

pub fn settings(error: Option<&str>) -> String {
    let page = SettingsPage {
        chrome: chrome("Settings", Place::Elsewhere),
        zone: s("Europe/Oslo"),
        why: s("because the directory says NO"),
        time_there: s("10:00 on 24 November 2026"),
        typed: String::new(),
        zones: vec!["Europe/Oslo", "Europe/Berlin"],
        languages: vec![],
        error: error.map(s),
        mail: MailFields::of(
            &Told {
                address: error.is_none().then(|| s("mia.berg@haldenroe.example")),
                mail_as: MailAs::Digest,
                digest_hour: 8,
            },
            error.is_none(),
        ),
    };
    page.render().unwrap()
}
