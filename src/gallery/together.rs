//! Samples of what is asked together.

use askama::Template;

use super::{ago, asking, choices, chrome, s};
use crate::portal::together::views::{
    AskPage, AskPreview, BadLine, BundlePage, BundleRow, DraftRow, Line, PeopleFilePage, ReadFile, Sum, Tick,
    Verdict,
};
use crate::portal::views::FieldError;
use crate::web::page::{Badge, Place, Tone};

fn tick(value: &str, label: &str, sub: &str, on: bool) -> Tick {
    Tick {
        value: s(value),
        label: s(label),
        sub: s(sub),
        on,
    }
}

pub fn drafts() -> Vec<DraftRow> {
    vec![DraftRow {
        id: s("1"),
        what: s("Visio Plan 2 and 2 more, for 4 people"),
        at: ago(40),
    }]
}

pub fn ask(errors: Vec<FieldError>) -> String {
    let page = AskPage {
        chrome: chrome("Ask for several", Place::Catalogue),
        action: s("/ask/1"),
        is_kept: true,
        products: vec![tick("c", "Visio Plan 2", "VISIOCLIENT", true)],
        more_products: choices(&[("06ebc4ee", "Microsoft 365 E5")], ""),
        people: vec![
            tick("a", "Me (Ada Holm)", "ada.holm@northwind.example", false),
            tick("b", "Emil Berg", "emil.berg@northwind.example", true),
        ],
        for_anybody: true,
        add_person: s("Noor"),
        begin: choices(
            &[("now", "as soon as it is approved"), ("date", "on a date")],
            "now",
        ),
        begins_on: String::new(),
        first_day: s("2026-11-24"),
        term: s("90"),
        terms: choices(
            &[("30", "30 days"), ("90", "90 days"), ("none", "no end date")],
            "90",
        ),
        days: String::new(),
        ends_on: String::new(),
        justification: s("A new team"),
        justification_required: Some(s("At least 20 characters are needed.")),
        questions: asking::questions(),
        count: s("1 product for 1 person: 1 request."),
        errors,
    };
    page.render().unwrap()
}

pub fn preview(good: bool) -> String {
    let line = |person: &str, verdict, rule: &str| Line {
        key: s("a:c"),
        person: s(person),
        product: s("Visio Plan 2"),
        verdict,
        rule: s(rule),
        notes: vec![s("The term is 90 days, the longest that is allowed.")],
        usual: s("Usually decided within 2 days: half of the last 37 requests for this by this rule."),
        price: s("€15.00 a month"),
        term: s("90 days"),
    };
    let mut lines = vec![
        line(
            "Emil Berg",
            Verdict::Signed(vec![s("Jonas Lind (manager of Emil Berg)")]),
            "Rule desk-tools",
        ),
        line("Noor Haddad", Verdict::AtOnce, "Rule free-for-everybody"),
        line("Priya Shah", Verdict::Open, ""),
    ];
    if !good {
        lines.push(line("Mia Berg", Verdict::Not(asking::reasons()), ""));
    }
    let page = AskPreview {
        chrome: chrome("What would happen", Place::Catalogue),
        id: s("1"),
        lines,
        sums: vec![Sum {
            product: s("Visio Plan 2"),
            needed: s("3 needed"),
            free: s("2 free of 40"),
            is_short: true,
        }],
        cost: s("€45.00 a month"),
        missing: Vec::new(),
        is_unread: !good,
        not_sent: (!good).then(|| s("Nothing was sent.")),
    };
    page.render().unwrap()
}

pub fn people(error: Option<&str>) -> String {
    let page = PeopleFilePage {
        chrome: chrome("People from a file", Place::Catalogue),
        id: s("1"),
        error: error.map(s),
        read: error.is_none().then(|| ReadFile {
            good: vec![(s("b"), s("Emil Berg"))],
            bad: vec![BadLine {
                number: 3,
                text: s("emil.berg@northwind.example"),
                why: s("Emil Berg stands in line 2 already."),
            }],
        }),
    };
    page.render().unwrap()
}

pub fn bundle() -> String {
    let row = |person: &str, badge, waits_for: &str| BundleRow {
        href: s("/requests/1"),
        product: s("Visio Plan 2"),
        person: s(person),
        state: badge,
        waits_for: s(waits_for),
    };
    let page = BundlePage {
        chrome: chrome("Asked together", Place::Requests),
        by: s("Ada Holm"),
        at: ago(5),
        rows: vec![
            row(
                "Emil Berg",
                Badge::new(Tone::Waiting, "Waiting for approval"),
                "Jonas Lind",
            ),
            row("Noor Haddad", Badge::new(Tone::Good, "Active"), ""),
        ],
    };
    page.render().unwrap()
}
