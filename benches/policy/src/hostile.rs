//! The worst that one rule may cost: conditions just within the limits, over facts that are as large as they may be.

use std::hint::black_box;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use countersign::policy::{Facts, Policy};
use serde_json::json;

use crate::rules::facts;
use crate::say;

/// The goal for any rule.
const GOAL_MS: f64 = 10.0;
/// Of each condition; the one in the middle counts, so that whoever else is busy on this machine does not.
const DECISIONS: usize = 41;

/// What it is, the condition around so many pieces, and the piece.
const HOSTILE: [(&str, &str, &str, &str); 14] = [
    (
        "a walk over every group",
        "PIECES",
        r#""z" in beneficiary.groups"#,
        " || ",
    ),
    (
        "every plan of everything held",
        "held.exists(h, PIECES)",
        "beneficiary.department in h.plans",
        " || ",
    ),
    (
        "every group is compared",
        "beneficiary.groups.exists(g, PIECES)",
        "g == beneficiary.department",
        " || ",
    ),
    (
        "every group is searched",
        "beneficiary.groups.exists(g, PIECES)",
        r#"g.contains("aab")"#,
        " || ",
    ),
    (
        "every group is sought in a long text",
        "beneficiary.groups.exists(g, PIECES)",
        "request.justification.contains(g)",
        " || ",
    ),
    (
        "every group is sought in a written text",
        "beneficiary.groups.exists(g, \"PIECES\".contains(g))",
        "aaaaaaaaaa",
        "",
    ),
    (
        "a long text for every group",
        "beneficiary.groups.exists(g, size(PIECES) == 1)",
        "request.justification",
        " + ",
    ),
    (
        "a long text for every product held",
        "held.exists(h, size(PIECES) == 1)",
        "request.justification",
        " + ",
    ),
    ("a long text", "size(PIECES) == 1", "request.justification", " + "),
    (
        "groups made longer",
        r#""z" in beneficiary.groups.filter(g, g != "a").map(g, PIECES)"#,
        "g",
        " + ",
    ),
    (
        "every group beside a long text",
        "[PIECES].exists(t, beneficiary.groups.exists(g, g == t))",
        "request.justification",
        " + ",
    ),
    (
        "groups in another list",
        "size(beneficiary.groups.filter(g, PIECES)) > 1",
        "g in request.changed",
        " || ",
    ),
    (
        "numbers as texts",
        "beneficiary.groups.exists(g, PIECES)",
        r#"string(seats.free) == g"#,
        " || ",
    ),
    (
        "times of a zone",
        "beneficiary.groups.exists(g, PIECES)",
        r#"now.getHours("Europe/Oslo") == 24"#,
        " || ",
    ),
];

pub fn run() -> anyhow::Result<()> {
    let facts = large()?;
    let mut worst = (0.0, "");
    for (name, around, piece, between) in HOSTILE {
        let condition = |pieces: usize| around.replace("PIECES", &vec![piece; pieces].join(between));
        // As many pieces as the checker takes.
        let taken = (1..).map_while(|pieces| policy(&condition(pieces)));
        let Some((pieces, policy)) = taken.enumerate().last() else {
            println!(
                "{}",
                json!({ "name": format!("hostile: {name}"), "note": "refused when it is loaded" })
            );
            continue;
        };
        let (took, slowest) = times(&policy, &facts);
        let note = format!(
            "median of {DECISIONS} decisions, the slowest {slowest:.2} ms; {} times, more is refused",
            pieces + 1
        );
        say(&format!("hostile: {name}"), took, "ms", &note);
        if took > worst.0 {
            worst = (took, name);
        }
    }
    let goal = format!(
        "{}; goal {GOAL_MS}: {}",
        worst.1,
        if worst.0 <= GOAL_MS { "met" } else { "MISSED" }
    );
    say("hostile_worst", worst.0, "ms", &goal);
    whole_file(&facts)
}

/// As many guards as a file may have whose condition walks through every group, for the whole file has a limit too.
fn whole_file(facts: &Facts) -> anyhow::Result<()> {
    let taken = (1..).map_while(|guards| parsed(&guard(r#""z" in beneficiary.groups"#), guards));
    let (guards, policy) = taken.enumerate().last().context("not even one guard is taken")?;
    let (took, slowest) = times(&policy, facts);
    let note = format!(
        "median of {DECISIONS} decisions, the slowest {slowest:.2} ms; {} guards, more are refused",
        guards + 1
    );
    say("hostile_file", took, "ms", &note);
    Ok(())
}

fn guard(condition: &str) -> String {
    format!("when = '''{condition}'''\ndeny = \"No.\"\n")
}

/// `None` = the condition is refused.
fn policy(condition: &str) -> Option<Policy> {
    parsed(&guard(condition), 1)
}

/// A file of so many guards; `None` = it is refused.
fn parsed(guard: &str, guards: usize) -> Option<Policy> {
    let mut text: String = (0..guards)
        .map(|n| format!("[[guard]]\nid = \"g{n}\"\n{guard}"))
        .collect();
    text.push_str("[[route]]\nid = \"r\"\napprove = \"automatic\"\n");
    Policy::parse("hostile.toml", text.as_bytes()).ok()
}

/// Milliseconds: of the decision in the middle, and of the slowest.
fn times(policy: &Policy, facts: &Facts) -> (f64, f64) {
    let mut decisions = [Duration::ZERO; DECISIONS];
    for took in &mut decisions {
        let begun = Instant::now();
        black_box(policy.decide(facts));
        *took = begun.elapsed();
    }
    decisions.sort();
    let ms = |took: Duration| took.as_secs_f64() * 1e3;
    (ms(decisions[DECISIONS / 2]), ms(decisions[DECISIONS - 1]))
}

/// Bytes of what somebody wrote, and of each text in a full list, as long as they may be.
const WRITTEN_BYTES: usize = 8_000;
const LISTED_BYTES: usize = 80;

/// Everything as long as it may be, and alike up to the last letter.
fn large() -> anyhow::Result<Facts> {
    let mut facts = facts();
    let names = |count: usize| {
        (0..count)
            .map(|n| format!("{}{n:04}", "a".repeat(LISTED_BYTES - 4)))
            .collect::<Vec<_>>()
    };
    let held: Vec<_> = (0..200)
        .map(|n| json!({ "sku": format!("SKU_{n}"), "plans": names(250) }))
        .collect();
    facts["held"] = json!(held);
    facts["beneficiary"]["groups"] = json!(names(5_000));
    facts["beneficiary"]["department"] = json!(format!("{}none", "a".repeat(LISTED_BYTES - 4)));
    facts["product"]["plans"] = json!(names(250));
    facts["request"]["changed"] = json!(names(10));
    facts["request"]["justification"] = json!("a".repeat(WRITTEN_BYTES));
    serde_json::from_value(facts).context("these are no facts")
}
