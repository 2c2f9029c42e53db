//! Samples of the pages about seats, new plans, stuck work and what a person has.

use askama::Template;

use super::{ago, choices, chrome, s};
use crate::administration::attention_views::{
    AttentionGroup, AttentionItem, AttentionPage, CloseForm, MailRow, StepFilter, WorkerLine,
};
use crate::administration::plan_views::{ClassifiedLine, NewPlanCard, PlansPage, VerdictChoice};
use crate::administration::seat_views::{HoldBack, SeatCard, SeatsPage, Waiter};
use crate::portal::before::Before;
use crate::portal::ends::EndNotice;
use crate::portal::licence_views::{
    DataLine, EndedLine, ExtendLive, ExtendPage, GiveBackPage, LicenceCard, LicencesPage, PathLine,
    ReplanLive, ReplanPage, ToCome, Until,
};
use crate::portal::views::{FieldError, PlanChoice};
use crate::web::page::{Badge, Place, Tone};

fn titles(names: &[&str]) -> Vec<String> {
    names.iter().copied().map(s).collect()
}

pub fn licences(read: bool, cards: Vec<LicenceCard>) -> String {
    let page = LicencesPage {
        chrome: chrome("My licences", Place::Licences),
        is_read: read,
        to_come: vec![ToCome {
            product: s("Project Plan 3"),
            href: s("/requests/5"),
            begins: until(),
        }],
        ends: end_notices(),
        ended: if cards.is_empty() {
            vec![]
        } else {
            vec![EndedLine {
                product: s("Project Plan 3"),
                href: s("/requests/4"),
                why: "given back",
                at: ago(7),
            }]
        },
        cards,
    };
    page.render().unwrap()
}

pub fn licence_cards() -> Vec<LicenceCard> {
    let way = |title: &str| PathLine {
        title: s(title),
        state: None,
        request_href: None,
        since: Some(ago(30_000)),
        until: None,
        approved: None,
        on: vec![],
        off: vec![],
        problem: None,
        give_back_href: None,
        extend_href: None,
        plans_href: None,
        is_held: false,
    };
    let grant = |tone, state: &str| PathLine {
        state: Some(Badge::new(tone, state)),
        request_href: Some(s("/requests/1")),
        until: Some(until()),
        approved: Some(s("Approved by Jonas Lind and Clara Roe")),
        on: titles(&["Power BI Pro", "Exchange Foundation"]),
        ..way("By grant")
    };
    let card = |product: &str, paths| LicenceCard {
        product: s(product),
        part_number: s("SPE_E5"),
        paths,
        on: titles(&["Exchange Online (Plan 2)", "Microsoft Teams", "Power BI Pro"]),
        off: titles(&["Sway"]),
        warnings: vec![],
    };
    let group = PathLine {
        off: titles(&["Kaizala Pro"]),
        since: None,
        ..way("Through the group “Licence: Microsoft 365 E3”")
    };
    let both = LicenceCard {
        warnings: titles(&[
            "Sway is off directly. That has no effect: it is still on through the group “Licence: Microsoft 365 E3”.",
            "Viva Engage Core is off directly. That has no effect: it is still on through the group “Licence: Microsoft 365 E3”.",
        ]),
        ..card(
            "Microsoft 365 E3",
            vec![
                group,
                PathLine {
                    off: titles(&["Sway", "Viva Engage Core"]),
                    ..way("Given directly, not by Countersign")
                },
            ],
        )
    };
    let failed = PathLine {
        problem: Some(s("Microsoft could not give it: there is no free seat.")),
        ..way("Through the group “Visio users”")
    };
    vec![
        both,
        card(
            "Power BI Pro",
            vec![PathLine {
                give_back_href: Some(s("/licences/b/give-back")),
                extend_href: Some(s("/licences/b/extend")),
                plans_href: Some(s("/licences/b/plans")),
                is_held: true,
                ..grant(Tone::Good, "Active")
            }],
        ),
        card("Visio Plan 2", vec![failed]),
        card("Copilot", vec![grant(Tone::Waiting, "Being removed")]),
    ]
}

pub fn give_back(data: Vec<DataLine>, error: Option<&str>) -> String {
    let page = GiveBackPage {
        chrome: chrome("Give back Office 365 E3", Place::Licences),
        sku: s("a"),
        product: s("Office 365 E3"),
        goes: titles(&["Exchange Online (Plan 2)", "SharePoint (Plan 2)", "Sway"]),
        stays: titles(&["Microsoft Teams"]),
        groups: if data.is_empty() {
            vec![s("Teams for all")]
        } else {
            vec![]
        },
        data,
        error: error.map(s),
    };
    page.render().unwrap()
}

pub fn data() -> Vec<DataLine> {
    let line = |what, plan: &str| DataLine { what, plan: s(plan) };
    vec![
        line("Your mailbox", "Exchange Online (Plan 2)"),
        line("Your files", "SharePoint (Plan 2)"),
    ]
}

pub fn seats(cards: Vec<SeatCard>) -> String {
    let page = SeatsPage {
        chrome: chrome("Seats", Place::Seats)
            .with_notice(Tone::Good, "Visio Plan 2: 2 seats held back now; it was 0."),
        read: Some(ago(1)),
        waiting: cards.iter().map(|card| card.waiting).sum(),
        cards,
    };
    page.render().unwrap()
}

pub fn seat_cards() -> Vec<SeatCard> {
    let waiter = |name: &str, minutes| Waiter {
        person: s(name),
        href: s("/requests/1"),
        approved: ago(minutes),
        since: ago(minutes),
    };
    let quiet = SeatCard {
        sku: s("b"),
        product: s("Visio Plan 2"),
        part_number: s("VISIOCLIENT"),
        enabled: 12,
        warning: 0,
        suspended: 0,
        locked_out: 0,
        consumed: 3,
        held_back: 2,
        set_aside: 1,
        free: 6,
        waiting: 0,
        waiters: vec![],
        more: 0,
        notes: vec![],
        hold_back: HoldBack {
            action: s("/admin/seats/b"),
            seats: s("a dozen"),
            reason: s("For the new office"),
            error: Some(s("Write a whole number from 0 to 1000000.")),
        },
    };
    let full = SeatCard {
        sku: s("a"),
        product: s("Project Plan 3"),
        part_number: s("PROJECTPROFESSIONAL"),
        enabled: 3,
        warning: 2,
        consumed: 4,
        held_back: 0,
        set_aside: 0,
        free: 0,
        waiting: 53,
        waiters: vec![waiter("Emil Berg", 300), waiter("Noor Haddad", 20)],
        more: 51,
        notes: titles(&[
            "4 people have it, but only 3 seats are bought: 1 too many. Microsoft gives out no seat until this is mended.",
        ]),
        hold_back: HoldBack {
            action: s("/admin/seats/a"),
            seats: s("0"),
            ..HoldBack::default()
        },
        ..quiet.clone()
    };
    vec![full, quiet]
}

pub fn plans(error: Option<&str>) -> String {
    let verdict = |value, label: &str, hint| VerdictChoice {
        value,
        label: s(label),
        hint,
        chosen: error.is_some() && value == "offer",
    };
    let page = PlansPage {
        chrome: chrome("New plans", Place::Plans),
        cards: vec![NewPlanCard {
            id: s("a-b"),
            action: s("/admin/plans/a/b"),
            plan: s("Whiteboard for Visio"),
            name: s("VISIO_WHITEBOARD"),
            product: s("Visio Plan 2"),
            found: ago(400),
            status: s("Microsoft is still adding it"),
            kept_off_for: s("3 people"),
            others: 2,
            verdicts: vec![
                verdict("keep_off", "Keep off", "No request can have it."),
                verdict(
                    "offer",
                    "Offer in new requests",
                    "Whoever has the product already keeps it off.",
                ),
                verdict(
                    "switch_on",
                    "Offer and switch on for 3 people",
                    "Where policy keeps it off for somebody, it stays off.",
                ),
            ],
            reason: String::new(),
            error: error.map(s),
        }],
        classified: vec![ClassifiedLine {
            plan: s("Places Core"),
            product: s("Microsoft 365 E3"),
            verdict: "kept off",
            by: s("Ada Holm"),
            at: ago(9000),
        }],
    };
    page.render().unwrap()
}

pub fn no_plans() -> String {
    let page = PlansPage {
        chrome: chrome("New plans", Place::Plans),
        cards: vec![],
        classified: vec![],
    };
    page.render().unwrap()
}

pub fn attention(query: &str, groups: Vec<AttentionGroup>) -> String {
    let filters = groups
        .iter()
        .map(|group| StepFilter {
            href: s("/admin/attention?step=x"),
            label: s(group.step),
            count: group.count,
            chosen: group.word == "assigning",
        })
        .collect();
    let worker = |name: &str, silent| WorkerLine {
        name: s(name),
        silent,
        since: ago(3000),
        seen: ago(if silent { 2 } else { 0 }),
    };
    let mail = MailRow {
        id: s("m"),
        title: s("To sign: Visio Plan 2 for Mia Berg to Jonas Lind"),
        since: ago(2),
        problem: "The mail server does not take it.",
        said: Some(s("550 5.1.1 nobody of this name")),
        way_out: "Mend the address in the directory.",
        address: s("jonas.lind@haldenroe.example"),
        attempts: 1,
    };
    let page = AttentionPage {
        chrome: chrome("Needs attention", Place::Attention),
        mails: if groups.is_empty() { vec![] } else { vec![mail] },
        mails_count: i64::from(!groups.is_empty()),
        query: s(query),
        step: String::new(),
        filters,
        workers: if groups.is_empty() {
            vec![]
        } else {
            vec![
                worker("desk-1, process 71", false),
                worker("desk-2, process 9", true),
            ]
        },
        graph: if groups.is_empty() {
            vec![]
        } else {
            vec![s("2 processes share Graph's quota.")]
        },
        failed: super::asking::failed(),
        groups,
    };
    page.render().unwrap()
}

pub fn troubles(error: Option<&str>) -> Vec<AttentionGroup> {
    let item = |id: &str, retry: Option<&str>| AttentionItem {
        id: s(id),
        href: Some(s("/requests/1")),
        title: s("Microsoft 365 E5 for Emil Berg"),
        since: ago(300),
        problem: s("A service plan depends on another plan that the person does not have."),
        said: Some(s(
            "The plan “Project Online Service” needs “SharePoint (Plan 2)”.",
        )),
        way_out: s("Assign or switch on the plan that is named in Graph's answer, then try again."),
        details: vec![
            (s("HTTP status"), s("400")),
            (s("Graph's request-id"), s("0b7c2d1e-8f43-4a53-9c1f-d5e2a1b3c4d5")),
        ],
        retry_action: retry.map(s),
        close: Some(CloseForm {
            action: format!("/admin/attention/{id}/close"),
            consequence: "The request ends as closed, and the requester reads your reason.",
            reason: String::new(),
            error: error.map(s),
        }),
    };
    let job = AttentionItem {
        href: None,
        title: s("Making the licences of Emil Berg right"),
        said: None,
        close: None,
        ..item("j", Some("/admin/jobs/1/retry"))
    };
    let group = |word, step, count, items| AttentionGroup {
        word,
        step,
        hint: "Approved, and not assigned.",
        count,
        items,
    };
    vec![
        group(
            "assigning",
            "Assigning",
            1,
            vec![item("a", Some("/admin/attention/1/retry"))],
        ),
        group("waiting", "Waiting for a seat", 140, vec![item("b", None)]),
        group("jobs", "Background jobs that stopped", 1, vec![job]),
    ]
}

pub fn until() -> Until {
    Until {
        day: s("22 February 2027"),
        exact: s("2027-02-23 00:00:00 CET (Europe/Oslo)"),
    }
}

pub fn end_notices() -> Vec<EndNotice> {
    vec![EndNotice {
        product: s("Visio Plan 2"),
        sentence: s("Your Visio Plan 2 ends after"),
        until: s("26 November 2026"),
        exact: s("2026-11-27 00:00:00 CET (Europe/Oslo)"),
        is_held: false,
        extend_href: Some(s("/licences/c/extend")),
        give_back_href: Some(s("/licences/c/give-back")),
        request_href: None,
    }]
}

pub fn extend(errors: Vec<FieldError>) -> String {
    let page = ExtendPage {
        chrome: chrome("Extend Visio Plan 2", Place::Licences),
        sku: s("c"),
        product: s("Visio Plan 2"),
        until: s("22 February 2027"),
        until_exact: s("2027-02-23 00:00:00 CET (Europe/Oslo)"),
        is_held: !errors.is_empty(),
        live: ExtendLive {
            until: s("22 February 2027"),
            before: Before {
                price: s("€15.00 a month"),
                term: s("until 22 February 2027 → until 23 May 2027"),
                signers: vec![s("Jonas Lind (your manager)")],
                rule: s("Rule managers"),
                is_open: true,
                ..Before::default()
            },
            questions: super::asking::questions(),
            justification_required: None,
        },
        justification: String::new(),
        term: s("90"),
        terms: choices(
            &[("30", "30 days"), ("90", "90 days"), ("none", "no end date")],
            "90",
        ),
        days: String::new(),
        ends_on: String::new(),
        first_day: s("2027-02-23"),
        zone: s("Counted from 22 February 2027 on, in your time zone, Europe/Oslo."),
        errors,
    };
    page.render().unwrap()
}

pub fn replan(errors: Vec<FieldError>) -> String {
    let plan = |id: &str, title: &str, on| PlanChoice {
        id: s(id),
        title: s(title),
        on,
        kept_off: None,
        still_on: None,
    };
    let page = ReplanPage {
        chrome: chrome("Change the plans of Office 365 E3", Place::Licences),
        product: s("Office 365 E3"),
        live: ReplanLive {
            sku: s("a"),
            plans: vec![
                plan("p1", "Exchange Online (Plan 2)", true),
                PlanChoice {
                    still_on: Some(s(
                        "Off has no effect: it is on through the group “Teams for all”.",
                    )),
                    ..plan("p2", "Microsoft Teams", false)
                },
                PlanChoice {
                    kept_off: Some(s("Sway stays off. Not for guests. Rule guests")),
                    ..plan("p3", "Sway", false)
                },
                PlanChoice {
                    kept_off: Some(s("It can not be asked for any more; yours stays on.")),
                    ..plan("p4", "Yammer Enterprise", true)
                },
            ],
            plans_error: errors.first().map(|error| error.message.clone()),
            warnings: vec![],
            switched_on: titles(&["Exchange Online (Plan 2)"]),
            switched_off: titles(&["Microsoft Teams"]),
            before: Before {
                price: s("€23.00 a month"),
                term: s("stays as it is"),
                signers: vec![s("Jonas Lind (your manager)")],
                rule: s("Rule managers"),
                ..Before::default()
            },
            questions: super::asking::questions(),
            justification_required: None,
        },
        justification: String::new(),
        errors,
    };
    page.render().unwrap()
}
