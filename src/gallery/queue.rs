//! Samples of the approver's queue.

use askama::Template;

use super::{ago, choices, chrome, s};
use crate::approvals::done::DoneNotice;
use crate::approvals::queue::flags::Flag;
use crate::approvals::queue::views::{ApprovalsPage, BulkPage, Chosen, Group, OutcomePage, OutcomeRow, Row};
use crate::approvals::views::DeniedRow;
use crate::web::page::{Badge, Place, Tone};

pub fn done() -> DoneNotice {
    DoneNotice {
        stage_id: s("019ab7c1"),
        said: s("You approved Visio Plan 2 for Mia Berg."),
        can_undo: true,
        carried_out: Some(ago(0)),
    }
}

fn flags() -> Vec<Flag> {
    let flag = |word, title: &str| Flag {
        word,
        title: s(title),
    };
    vec![
        flag("no end date", "It would stay until somebody takes it away."),
        flag("for somebody else", "Ada Holm asked for Emil Berg."),
    ]
}

pub fn approvals(count: usize, is_narrowed: bool) -> String {
    let row = |n: usize| Row {
        stage_id: format!("019ab7c{n}"),
        href: format!("/approvals/{n}"),
        requester: s("Ada Holm"),
        beneficiary: s("Emil Berg"),
        product: s("Microsoft 365 E5"),
        is_extension: n == 2,
        cost: s("€54.75 a month"),
        asked: ago(180),
        deadline: match n {
            0 => Some(Badge::new(Tone::Bad, "overdue by 2 days")),
            1 => Some(Badge::new(Tone::Waiting, "due today 14:00")),
            _ => None,
        },
        stage: s("Stage 2 of 2: 1 of 2 signed"),
        flags: if n == 1 { flags() } else { Vec::new() },
        waits: n == 2,
        ticked: n == 0,
    };
    let denied = DeniedRow {
        href: s("/requests/1"),
        product: s("Visio Plan 2"),
        beneficiary: s("Emil Berg"),
        requester: s("Emil Berg"),
        at: ago(30),
        why: s("A new version of the policy says no. Visio is not given to contractors."),
    };
    let page = ApprovalsPage {
        chrome: chrome("Approvals", Place::Approvals),
        done: Some(done()),
        rows: (0..count).map(row).collect(),
        count: s("51–53 of 120"),
        search: if is_narrowed { s("lotus") } else { String::new() },
        due: choices(&[("", "At any time"), ("today", "Today")], ""),
        sort: choices(
            &[
                ("deadline", "Deadline, next first"),
                ("-cost", "Cost, most first"),
            ],
            "deadline",
        ),
        flagged: false,
        is_narrowed,
        list: s("page=2"),
        refresh_href: s("/approvals?page=2"),
        all_href: s("/approvals?page=2&select=all"),
        is_all: count > 0,
        previous: (count > 0).then(|| s("/approvals")),
        next: (count > 0).then(|| s("/approvals?page=3")),
        denied: vec![denied; count.min(1)],
    };
    page.render().unwrap()
}

pub fn bulk(count: usize, reason_error: Option<&str>) -> String {
    let person = |n: usize| Chosen {
        href: format!("/approvals/{n}"),
        beneficiary: s("Emil Berg"),
        requester: (n == 1).then(|| s("Ada Holm")),
        flags: if n == 1 { flags() } else { Vec::new() },
    };
    let group = Group {
        product: s("Visio Plan 2"),
        term: s("90 days"),
        plans: s("6 of 8 plans on; off: Sway, Yammer"),
        replaces: vec![s("Visio Plan 1")],
        cost: s("€15.00 a month"),
        total: s("€30.00 a month"),
        people: (0..2).map(person).collect(),
    };
    let page = BulkPage {
        wants_note: false,
        chrome: chrome("Sign several", Place::Approvals),
        groups: vec![group; count.min(1)],
        count: s("2 requests"),
        total: s("€30.00 a month"),
        items: (0..count).map(|n| format!("019ab7c{n}:5f1c")).collect(),
        gone: 1,
        list: String::new(),
        back_href: s("/approvals"),
        note: String::new(),
        reason: String::new(),
        note_error: None,
        reason_error: reason_error.map(s),
    };
    page.render().unwrap()
}

pub fn outcome() -> String {
    let row = |n: usize, tone, word: &str, said: &str| OutcomeRow {
        stage_id: format!("019ab7c{n}"),
        href: if n == 3 {
            String::new()
        } else {
            format!("/approvals/{n}")
        },
        title: s("Visio Plan 2 for Emil Berg"),
        badge: Badge::new(tone, word),
        said: s(said),
        can_undo: n == 0,
        carried_out: (n == 0).then(|| ago(0)),
    };
    let page = OutcomePage {
        chrome: chrome("What became of it", Place::Approvals),
        summary: s("You approved 1 of 4 requests; what was refused undoes nothing of the rest."),
        at: ago(1),
        rows: vec![
            row(0, Tone::Good, "approved", ""),
            row(
                1,
                Tone::Waiting,
                "changed: look again",
                "What would be done is not what was shown. Nothing was signed.",
            ),
            row(
                2,
                Tone::Neutral,
                "somebody was quicker",
                "Mira Sato was quicker and approved this 5 minutes ago.",
            ),
            row(3, Tone::Bad, "refused", "Somebody else has to sign this request."),
        ],
        back_href: s("/approvals"),
    };
    page.render().unwrap()
}
