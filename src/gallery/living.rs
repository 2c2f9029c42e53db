//! Samples of the pages about drift, the fuse and the mirror.

use askama::Template;

use super::{ago, choices, chrome, s};
use crate::administration::attention_views::StepFilter;
use crate::administration::drift_views::{
    ActButton, AdoptPage, AdoptPreview, AdoptRun, DecidePage, DriftPage, DriftRow, ScanLine,
};
use crate::administration::fuse_views::{FuseCard, FusePage, HeldRow, PastLine};
use crate::administration::mirror_views::{LicencesPart, MirrorPage, PeoplePart, ProductsPart, RefusedPart};
use crate::web::page::{Badge, Pager, Place, Tone};

fn row(id: &str, person: &str, kind: &'static str, says: &str) -> DriftRow {
    DriftRow {
        id: s(id),
        person: s(person),
        upn: s("somebody@northwind.example"),
        product: s("Visio Plan 2"),
        state: Badge::new(Tone::Waiting, "Open"),
        kind,
        says: vec![s(says)],
        since: ago(600),
        by: Some(s("Viktor Sand")),
        done: Some(ago(660)),
        request_href: Some(s("/requests/1")),
        decided: None,
        decided_at: None,
        acts: vec![
            ActButton {
                word: "adopt",
                label: "Adopt",
            },
            ActButton {
                word: "restore",
                label: "Restore",
            },
            ActButton {
                word: "accept",
                label: "Accept",
            },
        ],
    }
}

pub fn drift_rows() -> Vec<DriftRow> {
    vec![
        row(
            "a",
            "Emil Berg",
            "A licence nobody granted",
            "Assigned directly at Microsoft, with every plan on. No grant says so.",
        ),
        DriftRow {
            by: None,
            done: None,
            ..row(
                "b",
                "Maximiliane Konstantina von Hohenberg-Rautenfels",
                "Other plans than granted",
                "Granted, and off at Microsoft: Visio web app.",
            )
        },
    ]
}

pub fn drift(query: &str, rows: Vec<DriftRow>, is_running: bool) -> String {
    let filter = |label: &str, count, chosen| StepFilter {
        href: s("/admin/drift"),
        label: s(label),
        count,
        chosen,
    };
    let page = DriftPage {
        chrome: chrome("Drift", Place::Drift),
        scan: ScanLine {
            last: Some(ago(42)),
            figures: s("12480 people in 3 s: 2 found anew, 1 gone"),
            progress: is_running.then(|| s("Comparing: 3996 people so far, in 4 pages.")),
            actors_refused: is_running,
        },
        states: vec![filter("Open", 2, true), filter("Accepted", 0, false)],
        kinds: vec![
            filter("Every kind", 2, true),
            filter("A licence nobody granted", 1, false),
        ],
        products: choices(&[("1", "Visio Plan 2")], ""),
        query: s(query),
        which: String::new(),
        kind: String::new(),
        is_narrowed: !query.is_empty(),
        adoptable: i64::from(!rows.is_empty()),
        adopt_href: s("/admin/drift/adopt"),
        is_open: true,
        rows,
        pager: Pager::default(),
    };
    page.render().unwrap()
}

pub fn decide(act: &'static str, error: Option<&str>) -> String {
    let page = DecidePage {
        chrome: chrome("Restore 2 findings", Place::Drift),
        act,
        heading: s("Restore 2 findings"),
        meaning: "What is granted here is made so at Microsoft.",
        tone: Tone::Bad,
        counts: vec![s(
            "1 × Visio Plan 2: A licence nobody granted. The licence is taken away at Microsoft.",
        )],
        rows: drift_rows(),
        more: 3,
        left_out: vec![s("1 of which this can not be done")],
        ids: vec![s("a"), s("b")],
        mark: s("mark"),
        may_end: act == "adopt",
        reason: String::new(),
        ends_on: String::new(),
        errors: error
            .map(|message| {
                vec![
                    ("reason", s(message)),
                    ("ends_on", s(message)),
                    ("page", s(message)),
                ]
            })
            .unwrap_or_default(),
        button: s("Restore 2 findings"),
    };
    page.render().unwrap()
}

pub fn adopt(is_running: bool, error: Option<&str>) -> String {
    let run = AdoptRun {
        id: s("a"),
        is_running: true,
        heading: s("Adopting"),
        sentence: s("1500 of 4120 so far."),
        done: 1_500,
        total: 4_120,
        begun: ago(1),
        reason: s("As it was before."),
    };
    let preview = AdoptPreview {
        what: s("4120 licences of 7 products"),
        products: vec![(s("Visio Plan 2"), s("4000"), s("12"))],
        switched_off: vec![(s("Whiteboard"), s("Visio Plan 2"), s("3988"))],
        conflicts: 3,
        of_closed: 41,
        sku: String::new(),
        count: 4_120,
        up_to: 9,
        changed_to_us: 1,
        reason: String::new(),
        ends_on: String::new(),
        errors: error
            .map(|message| {
                vec![
                    ("reason", s(message)),
                    ("ends_on", s(message)),
                    ("page", s(message)),
                ]
            })
            .unwrap_or_default(),
    };
    let page = AdoptPage {
        chrome: chrome("Adopt all as found", Place::Drift),
        preview: (!is_running).then_some(preview),
        run: is_running.then_some(run),
    };
    page.render().unwrap()
}

pub fn fuse(is_blown: bool, error: Option<&str>) -> String {
    let card = FuseCard {
        id: s("f"),
        heading: s("Stopped: all products"),
        sentence: s(
            "12 licences of all products had ended by themselves within an hour, of 240 that were active when it began; 12 may.",
        ),
        blown: ago(30),
        held: 40,
        last_held_us: 1,
        resume: s("Let 40 licences end"),
        keep: s("Keep 40 licences"),
        reason: String::new(),
        error: error.map(s),
    };
    let held = HeldRow {
        grant: s("g"),
        person: s("Emil Berg"),
        upn: s("emil.berg@northwind.example"),
        product: s("Visio Plan 2"),
        cause: "its term is over",
        due: Some(ago(25)),
        held: ago(20),
        request_href: s("/requests/1"),
        chosen: true,
    };
    let page = FusePage {
        chrome: chrome("Fuse", Place::Fuse),
        fuses: if is_blown { vec![card] } else { vec![] },
        query: String::new(),
        rows: if is_blown { vec![held] } else { vec![] },
        held: s("40 licences are held"),
        has_held: is_blown,
        may_choose: is_blown,
        reason: String::new(),
        error: error.map(s),
        next: is_blown.then(|| s("/admin/fuse?after=1")),
        is_first: true,
        past: vec![PastLine {
            what: s("Visio Plan 2: 10 had ended within an hour, 10 may"),
            blown: ago(9_000),
            resumed: ago(8_000),
            by: s("Ada Holm"),
            reason: s("The project was over."),
        }],
        limit: s("5 % of the licences of a product, or of all, and at least 10, within an hour"),
    };
    page.render().unwrap()
}

pub fn mirror(is_refused: bool) -> String {
    let refused = RefusedPart {
        sentence: s("A reading would leave 12 of 12,480 people with an account. It was not taken over."),
        at: ago(12),
        reason: String::new(),
        message: Some(s("Say why.")),
    };
    let page = MirrorPage {
        chrome: chrome("Mirror", Place::Mirror),
        people: PeoplePart {
            state: Badge::new(Tone::Good, "Fresh"),
            as_of: Some(ago(3)),
            size: s("12,004 people with an account, of 12,480 in the mirror"),
            last: vec![("Read", s("everybody")), ("Took", s("20 s"))],
            progress: (!is_refused)
                .then(|| s("Reading everybody: 3,996 people on 4 pages so far, 9,000 a second.")),
            error: is_refused.then(|| s("Microsoft Graph could not be reached")),
            next: Some(ago(-2)),
            bad: vec![s("Page 1, item 3: an id that is none")],
            bad_count: 1,
            nameless: is_refused.then(|| {
                s("1 of what could not be read names nobody: this reading takes nobody for gone because they were not in it.")
            }),
            refused: is_refused.then_some(refused),
        },
        products: ProductsPart {
            as_of: Some(ago(2)),
            last: vec![
                ("Read", s("all products")),
                ("Took", s("0.2 s")),
                ("Products", s("24")),
            ],
            progress: None,
            error: is_refused.then(|| s("the products could not be read: Microsoft Graph answered 403")),
            next: Some(ago(-1)),
        },
        licences: LicencesPart {
            as_of: Some(ago(700)),
            figures: s("12480 people in 3 s: 2 found anew, 1 gone"),
            progress: None,
            error: None,
            next: Some(ago(-700)),
        },
    };
    page.render().unwrap()
}
