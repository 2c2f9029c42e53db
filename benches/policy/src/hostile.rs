//! The worst that one rule may cost: conditions just within the limits, over facts that are as large as they may be.

use std::hint::black_box;
use std::time::Instant;

use anyhow::{Context as _, anyhow};
use countersign::policy::{Facts, Policy};
use serde_json::json;

use crate::rules::facts;
use crate::say;

/// Of the text that is searched; a justification has at most 2,000.
const LONG_TEXT_CHARS: usize = 2_000;
/// The goal for any rule.
const GOAL_MS: f64 = 10.0;

pub fn run() -> anyhow::Result<()> {
    let facts = large()?;
    let walk = "held.exists(h, h.plans.exists(p, p == \"z\"))";
    let groups = "beneficiary.groups.exists(g, g.contains(request.justification))";
    let conditions = [
        ("every plan of everything held", walk.to_owned()),
        ("every group against a long text", groups.to_owned()),
        (
            "groups in groups",
            "size(beneficiary.groups.filter(g, g in product.plans)) > 1".to_owned(),
        ),
        (
            "texts put together",
            format!("size({}) > 1", ["request.justification"; 70].join(" + ")),
        ),
        ("many walks", ["\"z\" in beneficiary.groups"; 18].join(" || ")),
        (
            "a map of a filter",
            "\"z\" in beneficiary.groups.filter(g, g != \"a\").map(g, g + request.justification)".to_owned(),
        ),
    ];
    let mut worst = (0.0, "");
    for (name, condition) in &conditions {
        let text = format!(
            "[[guard]]\nid = \"g\"\nwhen = '''{condition}'''\ndeny = \"No.\"\n[[route]]\nid = \"r\"\napprove = \"automatic\"\n"
        );
        let policy = match Policy::parse("hostile.toml", text.as_bytes()) {
            Ok(policy) => policy,
            Err(problems) => {
                let problem = problems.first().context("a problem")?;
                println!(
                    "{}",
                    json!({ "name": format!("hostile: {name}"), "refused": problem.message })
                );
                continue;
            }
        };
        let slowest = (0..20)
            .map(|_| {
                let begun = Instant::now();
                black_box(policy.decide(&facts));
                begun.elapsed()
            })
            .max()
            .ok_or_else(|| anyhow!("no run"))?;
        let slowest = slowest.as_secs_f64() * 1e3;
        say(
            &format!("hostile: {name}"),
            slowest,
            "ms",
            "slowest of 20 decisions",
        );
        if slowest > worst.0 {
            worst = (slowest, name);
        }
    }
    let goal = format!(
        "{}; goal {GOAL_MS}: {}",
        worst.1,
        if worst.0 <= GOAL_MS { "met" } else { "MISSED" }
    );
    say("hostile_worst", worst.0, "ms", &goal);
    Ok(())
}

/// Lists as long as they may be.
fn large() -> anyhow::Result<Facts> {
    let mut facts = facts();
    let names = |what: &str, count: usize| (0..count).map(|n| format!("{what} {n}")).collect::<Vec<_>>();
    let held: Vec<_> = (0..200)
        .map(|n| json!({ "sku": format!("SKU_{n}"), "plans": names("PLAN", 250) }))
        .collect();
    facts["held"] = json!(held);
    facts["beneficiary"]["groups"] = json!(names("A group with a long name", 5_000));
    facts["product"]["plans"] = json!(names("PLAN", 250));
    facts["request"]["justification"] = json!("a".repeat(LONG_TEXT_CHARS));
    Ok(serde_json::from_value(facts)?)
}
