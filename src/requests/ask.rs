//! What comes in by the form, parsed at the door.

use crate::ids::{PersonId, PlanId, SkuId};

/// Characters; a justification is a few sentences, not a document.
pub const LONGEST_JUSTIFICATION_CHARS: usize = 2_000;
/// The terms that the form offers, in days; `None` = without end.
pub const TERMS: [Option<i32>; 5] = [Some(30), Some(90), Some(180), Some(365), None];

/// Trimmed, at most [`LONGEST_JUSTIFICATION_CHARS`] characters, no control characters but line ends; may be empty (the
/// policy says how long it must be).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Justification(String);

impl Justification {
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.replace("\r\n", "\n");
        let text = text.trim();
        let chars = text.chars().count();
        if chars > LONGEST_JUSTIFICATION_CHARS {
            return Err(format!(
                "Please keep it to {LONGEST_JUSTIFICATION_CHARS} characters; this has {chars}."
            ));
        }
        if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
            return Err("It contains characters that cannot be shown. Please type it again.".into());
        }
        Ok(Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Stands for the justification on pages that show what the policy would say before one is written.
pub fn justification_to_come() -> String {
    "x".repeat(LONGEST_JUSTIFICATION_CHARS)
}

/// What a person asks.
#[derive(Clone, Debug)]
pub struct Ask {
    pub requester: PersonId,
    pub beneficiary: PersonId,
    pub sku: SkuId,
    pub justification: Justification,
    /// Days; `None` = without end.
    pub term_days: Option<i32>,
    pub plans_off: Vec<PlanId>,
}

/// Reads the term field: a number of days that the form offers, or `none`.
pub fn parse_term(text: &str) -> Result<Option<i32>, String> {
    let term = match text {
        "none" => None,
        days => Some(
            days.parse::<i32>()
                .map_err(|_| "Choose for how long you need it.".to_owned())?,
        ),
    };
    if TERMS.contains(&term) {
        Ok(term)
    } else {
        Err("Choose one of the terms in the list.".into())
    }
}

/// A term in words.
pub fn term_words(days: Option<i64>) -> String {
    match days {
        None | Some(0) => "no end date".into(),
        Some(1) => "1 day".into(),
        Some(365) => "1 year".into(),
        Some(days) => format!("{days} days"),
    }
}
