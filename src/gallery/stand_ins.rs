//! Samples of the pages of those who stand in, and of what was given at once.

use askama::Template;

use super::{ago, choices, chrome, s};
use crate::administration::break_glass::{BreakGlassPage, Preview};
use crate::approvals::delegation_views::{DelegationRow, DelegationsPage};
use crate::people::picker::Picker;
use crate::reports::exceptions::{ExceptionRow, ExceptionsPage};
use crate::web::page::{Badge, Pager, Place, Tone};

fn picker(error: Option<&str>) -> Picker {
    Picker {
        words: s("lind"),
        found: choices(
            &[
                ("a", "Jonas Lind, jonas.lind@northwind.example"),
                ("b", "Ida Lind, ida.lind@northwind.example"),
            ],
            "a",
        ),
        error: error.map(s),
        ..Picker::new(
            "to",
            "Who signs?",
            "A name or a user name; where several fit, you choose.",
        )
    }
}

pub fn delegations(is_full: bool) -> String {
    let row = DelegationRow {
        id: s("a"),
        from: s("Ada Holm"),
        to: s("Jonas Lind"),
        period: s("24 November 2026 to 3 December 2026"),
        scope: s("All products, up to 25.00 a month"),
        items: s("3 requests wait for it now."),
        by: s("Made by Ada Novak."),
        stays_heading: s("1 request stays with you:"),
        stays: vec![s("Visio Plan 2 for Jonas Lind: it is for the delegate")],
        state: Badge::new(Tone::Good, "Runs"),
        can_end: true,
    };
    let over = DelegationRow {
        id: s("b"),
        items: String::new(),
        by: s("Ended by itself 3 days ago."),
        stays: Vec::new(),
        state: Badge::new(Tone::Neutral, "Over"),
        can_end: false,
        ..row.clone()
    };
    let page = DelegationsPage {
        chrome: chrome("Delegations", Place::Delegations),
        is_administration: is_full,
        heading: "Delegations",
        lead: "Let somebody sign for somebody else, while they are away.",
        list_heading: "Who signs for whom",
        action: "/admin/delegations",
        pickers: vec![picker(
            is_full.then_some("Several people are called that: choose one."),
        )],
        zone: s("Europe/Oslo"),
        from_day: String::new(),
        until_day: s("2026-12-03"),
        is_some: is_full,
        products: choices(&[("a", "Visio Plan 2"), ("b", "Project Plan 3")], "b"),
        up_to: s("25.00"),
        errors: match is_full {
            true => vec![
                ("to", s("Several people are called that: choose one.")),
                ("up_to", s("Write an amount like 25 or 25.50.")),
            ],
            false => Vec::new(),
        },
        rows: match is_full {
            true => vec![row, over],
            false => Vec::new(),
        },
    };
    page.render().unwrap()
}

pub fn break_glass(preview: bool, obstacle: Option<&str>) -> String {
    let page = BreakGlassPage {
        chrome: chrome("Break glass", Place::BreakGlass),
        pickers: vec![picker(obstacle)],
        products: choices(&[("a", "Visio Plan 2")], ""),
        longest: 30,
        shortest: 20,
        days: s("14"),
        reason: s("The auditors stand in the lobby and Emil has no access."),
        errors: obstacle
            .map(|message| ("person", s(message)))
            .into_iter()
            .collect(),
        preview: preview.then(|| Preview {
            upn: s("emil.berg@northwind.example"),
            person: s("Emil Berg"),
            sku: s("06ebc4ee"),
            product: s("Microsoft 365 E5"),
            cost: s("€54.75 a month"),
            free: s("14 of 40"),
            plans: choices(&[("a", "Exchange Online"), ("b", "Sway")], "a"),
            obstacle: obstacle.map(s),
        }),
    };
    page.render().unwrap()
}

pub fn exceptions(is_full: bool) -> String {
    let open = ExceptionRow {
        id: s("a"),
        href: s("/requests/1"),
        product: s("Microsoft 365 E5"),
        beneficiary: s("Emil Berg"),
        by: s("Ada Novak"),
        at: ago(90),
        reason: s("The auditors stand in the lobby and Emil has no access."),
        until: s("until 8 December 2026"),
        state: Badge::new(Tone::Good, "Active"),
        reviewed: String::new(),
        not_yours: "",
        note: s("x"),
        error: Some(s("Say why, in 3 to 500 characters: it stands in the audit log.")),
    };
    let own = ExceptionRow {
        id: s("b"),
        not_yours: "You gave it: somebody else reviews it.",
        error: None,
        ..open.clone()
    };
    let reviewed = ExceptionRow {
        id: s("c"),
        reviewed: s("Reviewed by Otto Keller 2 hours ago: “Agreed with the board.”"),
        error: None,
        ..open.clone()
    };
    let page = ExceptionsPage {
        chrome: chrome("Exceptions", Place::Exceptions),
        open: if is_full { vec![open, own] } else { Vec::new() },
        reviewed: if is_full { vec![reviewed] } else { Vec::new() },
        pager: Pager {
            newer: None,
            older: is_full.then(|| s("/audit/exceptions?before=1")),
        },
    };
    page.render().unwrap()
}
