//! A request that a draft decides otherwise, as one line of a file.

use chrono::{DateTime, SecondsFormat, Utc};

use crate::ids::{DecisionId, RequestId};
use crate::policy::{Decision, Facts, InWords, Outcome};
use crate::web::safe_cell;

pub const HEAD: [&str; 27] = [
    "request_id",
    "decision_id",
    "decided_at",
    "changes",
    "beneficiary",
    "product",
    "kind",
    "price_cents",
    "before_outcome",
    "before_signers",
    "before_plans_off",
    "before_term",
    "before_different_people",
    "before_asks",
    "before_replaces",
    "before_calendars",
    "before_reasons",
    "draft_outcome",
    "draft_signers",
    "draft_plans_off",
    "draft_term",
    "draft_different_people",
    "draft_asks",
    "draft_replaces",
    "draft_calendars",
    "draft_reasons",
    "cents_a_month_more",
];

pub type Record = Vec<String>;

/// What one line says; what is not there stays empty.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a, S = &'static str> {
    pub request: RequestId,
    pub decision: DecisionId,
    pub made_at: DateTime<Utc>,
    pub codes: &'a [S],
    pub facts: Option<&'a Facts>,
    pub before: Option<&'a Decision>,
    pub draft: Option<&'a Decision>,
}

pub fn record<S: AsRef<str>>(line: &Line<'_, S>) -> Record {
    let codes: Vec<_> = line.codes.iter().map(AsRef::as_ref).collect();
    let mut cells = vec![
        line.request.to_string(),
        line.decision.to_string(),
        line.made_at.to_rfc3339_opts(SecondsFormat::Secs, true),
        codes.join(" "),
    ];
    cells.extend(match line.facts {
        Some(facts) => [
            safe_cell(&facts.beneficiary.upn),
            safe_cell(&facts.product.sku),
            safe_cell(&facts.request.kind),
            facts.product.price_cents.to_string(),
        ],
        None => [const { String::new() }; 4],
    });
    cells.extend(side(line.before));
    cells.extend(side(line.draft));
    let more = line.facts.zip(line.before).zip(line.draft);
    cells.push(more.map_or(String::new(), |((facts, before), draft)| {
        (super::draft::cents(facts, draft) - super::draft::cents(facts, before)).to_string()
    }));
    cells
}

fn side(decision: Option<&Decision>) -> [String; 9] {
    let Some(decision) = decision else {
        return [const { String::new() }; 9];
    };
    let words = InWords::of(decision);
    let outcome = match decision.outcome {
        Outcome::Denied => "denied",
        Outcome::Automatic => "automatic",
        Outcome::Stages => "stages",
    };
    [
        outcome.to_owned(),
        safe_cell(&words.signers.join("; ")),
        safe_cell(&words.plans_off.join("; ")),
        words.term,
        words.different_people,
        safe_cell(&words.asks.join("; ")),
        safe_cell(&words.replaces.join("; ")),
        safe_cell(&words.calendars.join("; ")),
        safe_cell(&words.reasons.join("; ")),
    ]
}
