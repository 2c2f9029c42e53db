//! Samples of the auditor's reports.

use askama::Template;

use super::{ago, choices, chrome, s};
use crate::reports::charts::Chart;
use crate::reports::evidence::views::{
    Found, Head, ReportForm, ReportGroup, ReportLine, ReportPage, ReportsPage, RunFilter, RunHead, RunLine,
    RunPage, Shown, TotalRow,
};
use crate::web::page::{Badge, Place, Tone};

const QUESTION: &str = "When somebody left or moved, how many hours later was each licence gone, and was that within the time \
                        promised?";
const SQL: &str =
    "select v.verdict, v.code, v.event\n  from verdicts v\n order by v.late_seconds desc nulls last";

fn latest() -> Vec<RunLine> {
    let line = |state, found| RunLine {
        href: s("/audit/runs/1"),
        title: s("Leavers and movers"),
        asked: s("From 1 June 2026 to 30 November 2026 (Europe/Berlin)."),
        state,
        found: s(found),
        by: s("Vera Klein"),
        at: ago(90),
    };
    vec![
        line(Badge::new(Tone::Waiting, "Running"), "3,000 rows so far."),
        line(Badge::new(Tone::Good, "Done"), "1,204 rows: 2 bad, 5 open"),
        line(
            Badge::new(Tone::Bad, "Failed"),
            "It took too long. Choose a shorter period.",
        ),
    ]
}

pub fn list(is_new: bool) -> String {
    let report = |title, href: &str| ReportLine {
        href: s(href),
        title,
        question: QUESTION,
    };
    let page = ReportsPage {
        chrome: chrome("Reports", Place::Audit),
        groups: vec![
            ReportGroup {
                id: s("group-0"),
                title: "Who may have what",
                reports: vec![report(
                    "Segregation of duties",
                    "/audit/reports/segregation-of-duties",
                )],
            },
            ReportGroup {
                id: s("group-1"),
                title: "What ends, and when",
                reports: vec![report("Leavers and movers", "/audit/reports/leavers-and-movers")],
            },
        ],
        latest: if is_new { Vec::new() } else { latest() },
    };
    page.render().unwrap()
}

pub fn report(error: Option<&str>) -> String {
    let page = ReportPage {
        chrome: chrome("Leavers and movers", Place::Audit),
        title: "Leavers and movers",
        question: QUESTION,
        address: s("/audit/reports/leavers-and-movers"),
        sql: SQL,
        form: ReportForm {
            period: Some((s("2026-06-01"), s("2026-11-30"))),
            day: error.map(|_| s("2026-11-30")),
            second_day: error.map(|_| s("2026-11-30")),
            renewal: error.map(|_| s("2027-11-30")),
            person: error.map(|_| s("mia.berg@haldenroe.example")),
            products: error.map(|_| choices(&[("", "All products"), ("a", "Visio Plan 2")], "a")),
            zone: "Europe/Berlin",
            error: error.map(s),
        },
        latest: if error.is_some() { Vec::new() } else { latest() },
    };
    page.render().unwrap()
}

fn head(state: Badge) -> RunHead {
    RunHead {
        address: s("/audit/runs/019ab7c2-5e0f-7c31-8a11-000000000001"),
        is_running: state.tone == Tone::Waiting,
        progress: s("3,000 rows so far."),
        trouble: (state.tone == Tone::Bad).then_some("It took too long. Choose a shorter period."),
        asked: vec![s("From 1 June 2026 to 30 November 2026 (Europe/Berlin).")],
        by: s("Vera Klein"),
        at: ago(90),
        over: s(
            "48,212 sealed events, head 9f2c41d07ab39f2c41d07ab39f2c41d07ab39f2c41d07ab39f2c41d07ab39f2c",
        ),
        erased: None,
        sha256: match state.tone {
            Tone::Good => s("c0ffee41d07ab39f2c41d07ab39f2c41d07ab39f2c41d07ab39f2c41d07ab39f"),
            _ => String::new(),
        },
        sql: s(SQL),
        permalink: s("https://licences.haldenroe.example/audit/runs/019ab7c2-5e0f-7c31-8a11-000000000001"),
        curl: s("curl -fsS -H \"Authorization: Bearer $TOKEN\" \
             https://licences.haldenroe.example/audit/runs/019ab7c2-5e0f-7c31-8a11-000000000001.jsonl | sha256sum"),
        state,
    }
}

fn row(verdict: Badge, why: &str, late: &str) -> Vec<Shown> {
    let text = |label: &str, text: &str| Shown {
        label: s(label),
        text: s(text),
        ..Shown::default()
    };
    vec![
        Shown {
            label: s("Verdict"),
            badge: Some(verdict),
            ..Shown::default()
        },
        text("Why", why),
        Shown {
            label: s("Noticed at"),
            moment: Some(ago(9_000)),
            ..Shown::default()
        },
        text("Person", "Maximiliane Konstantina von Hohenberg-Rautenfels"),
        text("Product", "Microsoft 365 E5"),
        Shown {
            is_number: true,
            ..text("Hours late", late)
        },
        Shown {
            href: Some(s("/requests/1/explain")),
            ..text("Request", "Request")
        },
    ]
}

fn found(rows: Vec<Vec<Shown>>, nothing: &'static str) -> Found {
    let (sentence, tone) = match rows.is_empty() {
        true => ("0 rows: 0 bad, 0 open", Tone::Good),
        false => ("1,204 rows: 2 bad, 5 open", Tone::Bad),
    };
    let columns = [
        "Verdict",
        "Why",
        "Noticed at",
        "Person",
        "Product",
        "Hours late",
        "Request",
    ];
    let column = |label| Head {
        label: s(label),
        is_number: label == "Hours late",
    };
    Found {
        sentence: s(sentence),
        tone: Some(tone),
        nothing,
        counted_by: vec![s("Weekday"), s("Event")],
        totals: vec![TotalRow {
            values: vec![s("Tuesday"), s("Account closed")],
            rows: s("812"),
            bad: s("2"),
            open: s("0"),
        }],
        charts: Vec::new(),
        too_many_to_draw: false,
        judges: true,
        filter: RunFilter {
            q: String::new(),
            verdicts: choices(&[("", "Every verdict"), ("bad", "Bad")], ""),
        },
        columns: columns.map(column).into(),
        none_here: false,
        rows,
        first_href: Some(s("/audit/runs/1")),
        next_href: Some(s("/audit/runs/1?from=100")),
        print_href: s("/audit/runs/1?print=all"),
        cut: false,
    }
}

/// A run that is done, with these charts.
pub fn run_with(charts: Vec<Chart>) -> String {
    let rows = vec![row(Badge::new(Tone::Good, "OK"), "Removed in time", "0.0")];
    let page = RunPage {
        chrome: chrome("Lead time", Place::Audit),
        title: s("Lead time"),
        question: QUESTION,
        report_href: Some(s("/audit/reports/lead-time")),
        head: head(Badge::new(Tone::Good, "Done")),
        found: Some(Found {
            charts,
            ..found(rows, "")
        }),
    };
    page.render().unwrap()
}

pub fn run(state: Badge, is_empty: bool) -> String {
    let found = match (state.tone, is_empty) {
        (Tone::Good, true) => Some(found(
            Vec::new(),
            "The directory told of nobody with a licence from us who left or moved in this time.",
        )),
        (Tone::Good, false) => Some(found(
            vec![
                row(Badge::new(Tone::Bad, "Bad"), "Removed too late", "72.5"),
                row(Badge::new(Tone::Waiting, "Open"), "Not due yet", "–"),
                row(Badge::new(Tone::Good, "OK"), "Removed in time", "0.0"),
            ],
            "",
        )),
        _ => None,
    };
    let page = RunPage {
        chrome: chrome("Leavers and movers", Place::Audit),
        title: s("Leavers and movers"),
        question: QUESTION,
        report_href: Some(s("/audit/reports/leavers-and-movers")),
        head: head(state),
        found,
    };
    page.render().unwrap()
}
