//! Samples of the pages on which decisions are run again.

use askama::Template;

use super::{ago, choices, chrome, s};
use crate::administration::policy_runs::views::{
    ChangeLine, CostLine, PastRun, ReperformPage, ReplayPage, ReplayResultPage, RunCard, SideBySide, SideLine,
};
use crate::web::page::{Badge, Place, Tone};

const DAYS: [(&str, &str); 3] = [("30", "30 days"), ("90", "90 days"), ("365", "365 days")];

fn run(is_running: bool) -> RunCard {
    RunCard {
        id: s("019ab7c2"),
        is_running,
        state: match is_running {
            true => Badge::new(Tone::Waiting, "Running"),
            false => Badge::new(Tone::Good, "Done"),
        },
        progress: s("3,000 of 12,480 so far."),
        done: 3_000,
        total: 12_480,
        by: s("Ada Holm"),
        begun: ago(2),
        since: Some(ago(60 * 24 * 90)),
        notes: vec![s("It was interrupted once, and went on where it was.")],
    }
}

pub(super) fn past() -> Vec<PastRun> {
    vec![PastRun {
        name: s("Since 26 August 2026"),
        href: s("/admin/policy/reperform?run=1"),
        state: Badge::new(Tone::Good, "Done"),
        figures: s("12,480 of 12,480 reproduce"),
        by: s("Vera Klein"),
        begun: ago(3_000),
    }]
}

fn rows(change: &'static str) -> Vec<SideBySide> {
    let line = |what, before: &[&str], after: &[&str]| SideLine {
        what,
        differs: before != after,
        before: before.iter().map(|text| s(text)).collect(),
        after: after.iter().map(|text| s(text)).collect(),
    };
    let row = SideBySide {
        heading: s("Microsoft 365 E5 for Maximiliane Konstantina von Hohenberg-Rautenfels"),
        href: Some(s("/requests/1")),
        request: s("019ab7c2-5e0f-7c31-8a11-000000000001"),
        decision: s("019ab7c2-5e0f-7c31-8a11-000000000002"),
        made: ago(4_000),
        changes: vec![change],
        lines: vec![
            line("Outcome", &["Needs signatures"], &["Denied"]),
            line(
                "Who signs",
                &[
                    "manager, within 120 hours, then manager's manager",
                    "2 of group:License Approvers",
                ],
                &[],
            ),
            line("Term", &["90 days"], &[]),
            line(
                "Reasons",
                &["To be signed by the manager. (e5-two-signatures)"],
                &["Contractors get no E5. (no-e5-for-contractors)"],
            ),
        ],
    };
    let gone = SideBySide {
        heading: s("A request that is not there any more"),
        href: None,
        lines: Vec::new(),
        ..row.clone()
    };
    vec![row, gone]
}

pub fn reperform(verdict: Option<(Tone, &str)>, is_running: bool) -> String {
    let is_bad = verdict.is_some_and(|(tone, _)| tone == Tone::Bad);
    let page = ReperformPage {
        chrome: chrome("Re-performance", Place::Policy),
        days: choices(&[("", "Everything"), ("30", "30 days"), ("90", "90 days")], ""),
        run: (is_running || verdict.is_some()).then(|| run(is_running)),
        verdict: verdict.map(|(tone, words)| (tone, s(words))),
        remarks: match is_bad {
            true => vec![s(
                "312 decisions were logged by an older version, without fingerprints.",
            )],
            false => Vec::new(),
        },
        policies: match is_bad {
            true => vec![(
                s("9f2c41d07ab3"),
                vec![s("was altered: its bytes hash to c0ffee")],
            )],
            false => Vec::new(),
        },
        register: match is_bad {
            true => vec![(
                s("77aa41d07ab3"),
                vec![s(
                    "draft of 2026-11-20 09:00:00 UTC: not as the log has it: who submitted it",
                )],
            )],
            false => Vec::new(),
        },
        faults: vec![(s("facts were altered after the decision was logged"), s("2"))],
        rows: match is_bad {
            true => rows("facts were altered after the decision was logged"),
            false => Vec::new(),
        },
        next_href: is_bad.then(|| s("/admin/policy/reperform?run=1&after=20")),
        first_href: None,
        csv_href: s("/admin/policy/reperform.csv?run=1"),
        past: if verdict.is_some() { past() } else { Vec::new() },
    };
    page.render().unwrap()
}

pub fn replay(version: Option<&str>, error: Option<&str>) -> String {
    let page = ReplayPage {
        chrome: chrome("Replay a draft", Place::Policy),
        days: choices(&DAYS, "90"),
        version: version.map(s),
        error: error.map(s),
        problems: match error {
            Some(_) => vec![(s("draft.toml:14:8"), s("`whenn` is not known; write `when`"))],
            None => Vec::new(),
        },
        past: if error.is_none() { past() } else { Vec::new() },
    };
    page.render().unwrap()
}

pub fn result(is_running: bool, changes: bool) -> String {
    let line = |words, count: &str, chosen| ChangeLine {
        words,
        count: s(count),
        href: s("/admin/policy/replay/1?change=stages_to_denied#requests"),
        chosen,
    };
    let page = ReplayResultPage {
        chrome: chrome("Replay", Place::Policy),
        name: s("draft.toml"),
        draft_href: Some(s("/admin/policy/drafts/9f2c")),
        version: s("9f2c41d07ab3"),
        run: run(is_running),
        sentence: s("1,204 requests: 1,100 as before, 104 otherwise."),
        remarks: vec![s("1 decision can not be read any more and was left out.")],
        changes: match changes {
            true => vec![
                line("Needs signatures → denied", "84", true),
                line("Another term", "20", false),
            ],
            false => Vec::new(),
        },
        costs: match changes {
            true => vec![CostLine {
                currency: s("EUR"),
                before: s("12,480.00"),
                draft: s("11,064.50"),
                difference: s("-1,415.50"),
            }],
            false => Vec::new(),
        },
        list: changes.then(|| s("Needs signatures → denied")),
        rows: match changes {
            true => rows("Needs signatures → denied"),
            false => Vec::new(),
        },
        next_href: changes.then(|| s("/admin/policy/replay/1?after=20")),
        first_href: None,
        csv_href: s("/admin/policy/replay/1/requests.csv"),
    };
    page.render().unwrap()
}
