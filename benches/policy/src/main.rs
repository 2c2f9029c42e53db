//! Decisions a second and p99 of the rules and, side by side in the same run, of an equivalent permit/forbid set in Cedar;
//! and the worst that a rule may cost. One JSON line for each figure.

mod hostile;
mod rules;
mod turns;

use std::collections::BTreeSet;
use std::hint::black_box;

use anyhow::ensure;
use cedar_policy::{Authorizer, Decision, get_sdk_version};
use countersign::policy::{Facts, Outcome, Policy};
use serde_json::json;

use crate::rules::{Kind, ROUTE, Rules};
use crate::turns::{Measured, measured};

/// Rules of a policy.
const SIZES: [usize; 3] = [10, 100, 1_000];
/// The goal: so many times faster than Cedar.
const GOAL: f64 = 10.0;

fn main() -> anyhow::Result<()> {
    for kind in [Kind::General, Kind::NamingProducts] {
        for size in SIZES {
            side_by_side(kind, size)?;
        }
    }
    other_products()?;
    hostile::run()
}

fn side_by_side(kind: Kind, size: usize) -> anyhow::Result<()> {
    let rules = Rules::new(kind, size)?;
    let authorizer = Authorizer::new();
    agreed(&rules, &authorizer)?;
    let ours = |case: usize| {
        black_box(rules.policy.decide(&rules.cases[case].facts));
    };
    let cedars = |case: usize| {
        black_box(authorizer.is_authorized(&rules.cases[case].request, &rules.cedar, &rules.entities));
    };
    let [ours, cedars] = measured(rules.cases.len(), [&ours, &cedars]);
    let name = format!("{}_{size}", kind.name());
    tell(
        &name,
        &ours,
        &format!("{}; reasons in words included", kind.note()),
    );
    // What is given to Cedar is what makes it fast.
    let note = format!(
        "cedar-policy {}, by turns with ours; request and entities made beforehand, with only the attributes that are asked",
        get_sdk_version()
    );
    tell(&format!("{name}_cedar"), &cedars, &note);
    let times = ours.per_second / cedars.per_second;
    let goal = format!(
        "times faster than Cedar in this run; goal {GOAL}: {}",
        if times >= GOAL { "met" } else { "MISSED" }
    );
    say(&format!("{name}_ratio"), times, "ratio", &goal);
    Ok(())
}

/// Both say the same to every case, for the same rules.
fn agreed(rules: &Rules, authorizer: &Authorizer) -> anyhow::Result<()> {
    let mut denied = 0;
    for case in &rules.cases {
        let ours = rules.policy.decide(&case.facts);
        let cedars = authorizer.is_authorized(&case.request, &rules.cedar, &rules.entities);
        ensure!(
            cedars.diagnostics().errors().count() == 0,
            "Cedar could not evaluate a policy"
        );
        ensure!(
            (ours.outcome == Outcome::Denied) == (cedars.decision() == Decision::Deny),
            "the two do not agree about {:?}",
            case.facts
        );
        let why: BTreeSet<_> = ours.reasons.iter().map(|reason| reason.rule.as_str()).collect();
        let cedars_why: BTreeSet<&str> = cedars.diagnostics().reason().map(AsRef::as_ref).collect();
        ensure!(
            why == cedars_why,
            "denied or permitted by {why:?} here and by {cedars_why:?} there"
        );
        ensure!(
            why.contains(ROUTE) != (ours.outcome == Outcome::Denied),
            "{why:?}"
        );
        denied += usize::from(ours.outcome == Outcome::Denied);
    }
    ensure!(
        denied > 0 && denied < rules.cases.len(),
        "the cases are all alike"
    );
    Ok(())
}

/// What rules cost that name other products.
fn other_products() -> anyhow::Result<()> {
    let mut facts = rules::facts();
    facts["product"]["sku"] = json!("NOT_NAMED");
    let facts: Facts = serde_json::from_value(facts)?;
    let [few, many] = [SIZES[0], SIZES[SIZES.len() - 1]];
    let (policy_of_few, policy_of_many) = (
        rules::policy(Kind::NamingProducts, few)?,
        rules::policy(Kind::NamingProducts, many)?,
    );
    let decide = |policy: &Policy| {
        black_box(policy.decide(black_box(&facts)));
    };
    let [of_few, of_many] = measured(64, [&|_| decide(&policy_of_few), &|_| decide(&policy_of_many)]);
    let note = "every rule names another product than the one that is asked for";
    tell(&format!("others_{few}"), &of_few, note);
    tell(&format!("others_{many}"), &of_many, note);
    say(
        "others_ratio",
        of_few.per_second / of_many.per_second,
        "ratio",
        &format!("time with {many} such rules by that with {few}; 1 = they cost nothing"),
    );
    Ok(())
}

fn tell(name: &str, measured: &Measured, note: &str) {
    say(
        &format!("{name}_per_second"),
        measured.per_second,
        "decisions/s",
        note,
    );
    say(&format!("{name}_p99"), measured.p99_us, "us", note);
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
