//! Decisions a second and p99 of the rules and, side by side in the same run, of an equivalent permit/forbid set in Cedar;
//! and the worst that a rule may cost. One JSON line for each figure.

mod hostile;
mod rules;

use std::hint::black_box;
use std::time::{Duration, Instant};

use anyhow::ensure;
use cedar_policy::{Authorizer, Decision};
use countersign::policy::Outcome;
use serde_json::json;

use crate::rules::{Kind, Rules};

/// Rules of a policy.
const SIZES: [usize; 3] = [10, 100, 1_000];
/// How long each side runs for one figure.
const RUN: Duration = Duration::from_secs(3);
/// The goal: so many times faster than Cedar.
const GOAL: f64 = 10.0;

fn main() -> anyhow::Result<()> {
    for kind in [Kind::General, Kind::NamingProducts] {
        for size in SIZES {
            side_by_side(kind, size)?;
        }
    }
    hostile::run()
}

fn side_by_side(kind: Kind, size: usize) -> anyhow::Result<()> {
    let rules = Rules::new(kind, size)?;
    let authorizer = Authorizer::new();
    // First that both say the same to everything.
    let mut denied = 0;
    for case in &rules.cases {
        let ours = rules.policy.decide(&case.facts).outcome;
        let cedar = authorizer.is_authorized(&case.request, &rules.cedar, &rules.entities);
        ensure!(
            cedar.diagnostics().errors().count() == 0,
            "Cedar could not evaluate a policy"
        );
        ensure!(
            (ours == Outcome::Denied) == (cedar.decision() == Decision::Deny),
            "the two do not agree about {:?}",
            case.facts
        );
        denied += usize::from(ours == Outcome::Denied);
    }
    ensure!(
        denied > 0 && denied < rules.cases.len(),
        "the cases are all alike"
    );

    let ours = measured(rules.cases.len(), |case| {
        black_box(rules.policy.decide(&rules.cases[case].facts));
    });
    let cedar = measured(rules.cases.len(), |case| {
        black_box(authorizer.is_authorized(&rules.cases[case].request, &rules.cedar, &rules.entities));
    });
    let name = kind.name();
    let note = kind.note();
    say(
        &format!("{name}_{size}_per_second"),
        ours.per_second,
        "decisions/s",
        note,
    );
    say(&format!("{name}_{size}_p99"), ours.p99_us, "us", note);
    say(
        &format!("{name}_{size}_cedar_per_second"),
        cedar.per_second,
        "decisions/s",
        note,
    );
    say(&format!("{name}_{size}_cedar_p99"), cedar.p99_us, "us", note);
    let times = ours.per_second / cedar.per_second;
    let goal = format!(
        "times faster than Cedar in this run; goal {GOAL}: {}",
        if times >= GOAL { "met" } else { "MISSED" }
    );
    say(&format!("{name}_{size}_ratio"), times, "ratio", &goal);
    Ok(())
}

struct Measured {
    per_second: f64,
    p99_us: f64,
}

/// Goes round the cases for a while: first for the rate, without a clock in between, then for the single times.
fn measured(cases: usize, mut decide: impl FnMut(usize)) -> Measured {
    (0..cases).for_each(&mut decide);
    let mut count = 0_u32;
    let begun = Instant::now();
    while begun.elapsed() < RUN {
        (0..cases).for_each(&mut decide);
        count += u32::try_from(cases).unwrap_or(u32::MAX);
    }
    let per_second = f64::from(count) / begun.elapsed().as_secs_f64();
    let mut times = Vec::new();
    let begun = Instant::now();
    while begun.elapsed() < RUN {
        for case in 0..cases {
            let start = Instant::now();
            decide(case);
            times.push(start.elapsed());
        }
    }
    times.sort_unstable();
    let p99 = times[times.len() * 99 / 100];
    Measured {
        per_second,
        p99_us: p99.as_secs_f64() * 1e6,
    }
}

/// One figure.
fn say(name: &str, value: f64, unit: &str, note: &str) {
    // Three digits are what such a figure is good for.
    let digits = if value >= 100.0 { 0 } else { 2 };
    let value: f64 = format!("{value:.digits$}").parse().unwrap_or(value);
    println!(
        "{}",
        json!({ "name": name, "value": value, "unit": unit, "note": note })
    );
}
