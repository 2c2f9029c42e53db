//! The rules of combination as tables, every problem as its message, and hostile files.

mod combination;
mod coverage;
mod fuzz;
mod hostile;
mod manual;
mod movement;
mod policies;
mod problems;
mod properties;

use super::{Decision, Facts, Policy, document::sample_facts};

/// A policy of guards and routes; a file without a route gets one to the manager.
fn policy(text: &str) -> Policy {
    let route = "[[route]]\nid = \"manager\"\nstages = [{ who = \"manager\" }]\n";
    let text = if text.contains("[[route]]") {
        text.to_owned()
    } else {
        format!("{text}\n{route}")
    };
    Policy::parse("test.toml", text.as_bytes()).unwrap_or_else(|problems| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        panic!("{}\n{text}", lines.join("\n"))
    })
}

/// An employee asks for Visio with four plans, without end.
fn facts() -> Facts {
    let mut facts = sample_facts();
    facts.product.sku = "VISIOCLIENT".to_owned();
    facts.product.name = "Visio Plan 2".to_owned();
    facts.product.plans = ["VISIOONLINE", "ONEDRIVE_BASIC", "VISIO_CLIENT_SUBSCRIPTION"]
        .map(str::to_owned)
        .to_vec();
    facts.held.clear();
    facts
}

fn off(decision: &Decision) -> Vec<&str> {
    decision.plans_off.iter().map(|off| off.plan.as_str()).collect()
}

fn codes(decision: &Decision) -> Vec<String> {
    let reasons = decision.reasons.iter();
    reasons
        .map(|reason| format!("{} {}", reason.code, reason.rule))
        .collect()
}
