//! The hour in figures: one table for people, JSON lines for machines.

use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Value, json};

use super::check::{CHECKS, Ledger};
use super::people::Figures;
use super::trouble::Done;

/// One figure: name, value, unit, and what it means.
pub type Figure = (String, f64, &'static str, &'static str);

/// What came out.
pub struct Outcome {
    pub seed: u64,
    /// What happened to the grants that the findings name.
    pub stories: Vec<String>,
    pub figures: Vec<Figure>,
    /// The check and what it found.
    pub findings: Vec<(&'static str, String)>,
}

/// What the figures are made from.
pub struct Hour<'a> {
    pub people: usize,
    pub ledger: &'a Ledger,
    pub world: &'a Figures,
    pub trouble: Done,
    /// What the tenant says of its failures.
    pub chaos: Value,
    /// assignLicense calls that reached the tenant.
    pub calls: u64,
    pub converged_after_s: f64,
    /// Of the largest worker that runs at the end.
    pub worker_mib: f64,
    /// Processor time of those that run at the end.
    pub processor: &'a [(&'static str, f64)],
    pub took_s: f64,
}

pub fn figures(hour: &Hour<'_>) -> Vec<Figure> {
    let mut all: Vec<Figure> = Vec::new();
    let mut add = |name: &str, value: f64, unit, note| all.push((name.to_owned(), value, unit, note));
    let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed) as f64;
    let (ledger, world) = (hour.ledger, hour.world);
    let runs =
        |test: &dyn Fn(&super::check::Run) -> bool| ledger.runs.iter().filter(|run| test(run)).count() as f64;
    add("people", hour.people as f64, "people", "of the tenant");
    add(
        "requests",
        ledger.requests.len() as f64,
        "requests",
        "that were taken",
    );
    add(
        "grants",
        ledger.grants.len() as f64,
        "grants",
        "that were approved",
    );
    add(
        "signatures",
        ledger.told.signed.len() as f64,
        "signatures",
        "that were given",
    );
    add(
        "cancelled",
        count(&world.cancelled),
        "requests",
        "before they were decided",
    );
    add(
        "withdrawn",
        count(&world.withdrawn),
        "grants",
        "while they waited for a seat",
    );
    add(
        "given_back",
        count(&world.given_back),
        "grants",
        "that were active",
    );
    add(
        "refused",
        count(&world.refused),
        "requests",
        "of something that the person had",
    );
    add(
        "front_door",
        count(&world.done),
        "answers",
        "that somebody wanted and got",
    );
    add(
        "front_door_again",
        count(&world.failed),
        "answers",
        "that failed, so that it was tried again",
    );
    add(
        "calls",
        hour.calls as f64,
        "calls",
        "of assignLicense that were handled",
    );
    add("runs", ledger.runs.len() as f64, "runs", "of fulfilment");
    add(
        "runs_refused",
        runs(&|run| run.result.as_deref() == Some("refused")),
        "runs",
        "that Graph refused",
    );
    add(
        "runs_unknown",
        runs(&|run| run.result.as_deref() == Some("unknown")),
        "runs",
        "whose answer said nothing",
    );
    add(
        "runs_superseded",
        runs(&|run| run.result.as_deref() == Some("superseded")),
        "runs",
        "whose worker died",
    );
    add(
        "retries",
        ledger.retries as f64,
        "runs",
        "that were not the first attempt",
    );
    for (kind, n) in hour.chaos["counts"].as_object().into_iter().flatten() {
        add(
            &format!("fault_{kind}"),
            n.as_f64().unwrap_or(0.0),
            "calls",
            "that the tenant let fail so",
        );
    }
    add("worker_kills", hour.trouble.kills as f64, "kills", "by SIGKILL");
    add(
        "workers_gave_up",
        hour.trouble.given_up as f64,
        "workers",
        "that found no database when they started",
    );
    add(
        "postgres_restarts",
        hour.trouble.restarts as f64,
        "restarts",
        "in good order",
    );
    add(
        "postgres_crashes",
        hour.trouble.crashes as f64,
        "crashes",
        "by SIGKILL",
    );
    add("events", ledger.events.len() as f64, "events", "in the audit log");
    add(
        "converged_after",
        hour.converged_after_s,
        "s",
        "after the last fault",
    );
    add(
        "worker_peak_memory",
        hour.worker_mib,
        "MiB",
        "of the largest worker at the end (VmHWM)",
    );
    for (who, seconds) in hour.processor {
        add("processor", *seconds, "s", who);
    }
    add("took", hour.took_s, "s", "in all");
    all
}

impl Outcome {
    /// The table, and the lines.
    pub fn print(&self) {
        println!("\nThe mad hour, seed {}", self.seed);
        for (name, value, unit, note) in &self.figures {
            println!(
                "  {name:<24} {value:>10} {unit:<10} {note}",
                value = shown(*value)
            );
        }
        println!();
        for (check, _) in CHECKS {
            let found = self.findings.iter().filter(|(by, _)| *by == check).count();
            let word = if found == 0 {
                "yes".to_owned()
            } else {
                format!("NO: {found}")
            };
            println!("  {check:<56} {word}");
        }
        for (check, what) in self.findings.iter().take(SHOWN) {
            println!("  {check}: {what}");
        }
        for story in &self.stories {
            println!("{story}");
        }
        println!();
        line(
            "seed",
            self.seed as f64,
            "",
            "the same seed gives the same people, wishes and failures",
        );
        for (name, value, unit, note) in &self.figures {
            line(name, *value, unit, note);
        }
        for (check, _) in CHECKS {
            let found = self.findings.iter().filter(|(by, _)| *by == check).count();
            line("findings", found as f64, "findings", check);
        }
    }
}

/// All that is known of each grant that a finding names, in the order of time: where to begin to look.
pub fn stories(ledger: &Ledger, findings: &[(&'static str, String)]) -> Vec<String> {
    let named = |grant: &&super::check::Grant| {
        let (id, request) = (grant.id.to_string(), grant.request.to_string());
        findings
            .iter()
            .any(|(_, what)| what.contains(&id) || what.contains(&request))
    };
    let mut stories = Vec::new();
    for grant in ledger.grants.iter().filter(named).take(STORIES) {
        let mut lines = Vec::new();
        for event in ledger
            .events
            .iter()
            .filter(|event| event.person == Some(grant.person))
        {
            let about_it = event.sku.is_none_or(|sku| sku == grant.sku);
            if about_it && event.kind != "person.signed_in" {
                lines.push((event.at, format!("{} {}", event.kind, event.detail)));
            }
        }
        for change in ledger
            .changes
            .iter()
            .filter(|c| c.person == grant.person && c.sku == grant.sku)
        {
            lines.push((
                change.at,
                format!(
                    "at Graph: {:?} by run {:?}",
                    change.after, change.client_request_id
                ),
            ));
        }
        lines.sort();
        let lines: Vec<_> = lines
            .into_iter()
            .map(|(at, what)| format!("    {at} {what}"))
            .collect();
        stories.push(format!(
            "  grant {} of {}:\n{}",
            grant.id,
            grant.sku,
            lines.join("\n")
        ));
    }
    stories
}

/// Grants whose story is told.
const STORIES: usize = 3;
/// Findings that are printed; the rest are counted.
const SHOWN: usize = 40;

fn shown(value: f64) -> String {
    if value.fract() == 0.0 {
        format!("{value}")
    } else {
        format!("{value:.1}")
    }
}

/// A figure for machines.
pub fn line(name: &str, value: f64, unit: &str, note: &str) {
    let value = (value * 100.0).round() / 100.0;
    println!(
        "{}",
        json!({ "name": name, "value": value, "unit": unit, "note": note })
    );
}
