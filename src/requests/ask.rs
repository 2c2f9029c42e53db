//! What comes in by the form, parsed at the door.

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::calendar::{LATEST_BEGIN_DAYS, LATEST_END_DAYS, day_words, plus};
use super::questions::Answers;
use super::term::{End, Term};
use crate::ids::{GrantId, PersonId, PlanId, SkuId};

/// Characters; a justification is a few sentences, not a document.
pub const LONGEST_JUSTIFICATION_CHARS: usize = 2_000;
/// Ten years: longer is without end.
const LONGEST_TERM_DAYS: i32 = 3_650;
/// The terms that the form offers, in days; `None` = without end.
pub const TERMS: [Option<i32>; 5] = [Some(30), Some(90), Some(180), Some(365), None];

/// What the form begins with.
pub const USUAL_TERM: Option<i32> = Some(90);

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
            return Err(t!(
                "text-too-long",
                most = LONGEST_JUSTIFICATION_CHARS.to_string(),
                chars = chars.to_string()
            ));
        }
        if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
            return Err(t!("text-not-shown").into());
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
    pub term: Term,
    /// In which the beneficiary's days are.
    pub zone: Tz,
    pub plans_off: Vec<PlanId>,
    /// The grant that is to have other plans.
    pub changes: Option<GrantId>,
    /// To the questions of the policy.
    pub answers: Answers,
}

/// Reads the term field: a number of days that the form offers, or `none`.
pub fn parse_term(text: &str) -> Result<Option<i32>, String> {
    let term = match text {
        "none" => None,
        days => Some(days.parse::<i32>().map_err(|_| t!("term-choose").to_owned())?),
    };
    if TERMS.contains(&term) {
        Ok(term)
    } else {
        Err(t!("term-not-listed").into())
    }
}

/// What a form says about when it begins and when it ends; nothing of it is believed yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct TypedTerm {
    /// `date` = on `begins_on`; anything else = as soon as it is approved.
    pub begin: String,
    /// A day like 2027-03-01.
    pub begins_on: String,
    /// Days that the form offers, `days` = so many as `days`, `date` = on `ends_on`, `none` = without end.
    pub term: String,
    pub days: String,
    pub ends_on: String,
}

impl TypedTerm {
    /// Reads it as it is meant today; `extends`: the grant and its last day so far. Errors name their field.
    pub fn read(
        &self,
        today: NaiveDate,
        extends: Option<(GrantId, NaiveDate)>,
    ) -> Result<Term, (&'static str, String)> {
        let begins_on = match extends {
            Some((_, last)) => Some(plus(last, 1)),
            None => self.begin(today).map_err(|message| ("begin", message))?,
        };
        let end = self
            .end(today, begins_on, extends.is_some())
            .map_err(|message| ("term", message))?;
        // A last day is counted from a first one, which does not move while people sign.
        let begins_on = match end {
            End::On(_) => begins_on.or(Some(today)),
            End::Never | End::Days(_) => begins_on,
        };
        Ok(Term {
            begins_on,
            end,
            extends: extends.map(|(grant, _)| grant),
        })
    }

    fn begin(&self, today: NaiveDate) -> Result<Option<NaiveDate>, String> {
        if self.begin != "date" {
            return Ok(None);
        }
        let day = parse_day(&self.begins_on)?;
        let latest = plus(today, LATEST_BEGIN_DAYS);
        if day < today {
            return Err(t!("term-day-over", day = day_words(day)));
        }
        if day > latest {
            return Err(t!("term-begin-latest", day = day_words(latest)));
        }
        Ok((day > today).then_some(day))
    }

    fn end(&self, today: NaiveDate, first: Option<NaiveDate>, extends: bool) -> Result<End, String> {
        match self.term.as_str() {
            "date" => {
                let day = parse_day(&self.ends_on)?;
                let first = first.unwrap_or(today).max(today);
                let latest = plus(first, LATEST_END_DAYS);
                if day < first {
                    return Err(match extends {
                        true => t!("term-not-later", day = day_words(first)),
                        false => t!("term-ends-before", day = day_words(first)),
                    });
                }
                if day > latest {
                    return Err(t!("term-end-latest", day = day_words(latest)));
                }
                Ok(End::On(day))
            }
            "days" => match self.days.trim().parse() {
                Ok(days) if (1..=LONGEST_TERM_DAYS).contains(&days) => Ok(End::Days(days)),
                _ => Err(t!("term-days-number", most = LONGEST_TERM_DAYS.to_string())),
            },
            other => Ok(parse_term(other)?.map_or(End::Never, End::Days)),
        }
    }
}

pub fn parse_day(text: &str) -> Result<NaiveDate, String> {
    NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").map_err(|_| t!("term-day-like").to_owned())
}

/// A term in words.
pub fn term_words(days: Option<i64>) -> String {
    match days {
        None | Some(0) => t!("term-none").into(),
        Some(1) => t!("term-one-day").into(),
        Some(365) => t!("term-one-year").into(),
        Some(days) => t!("term-days", days = days.to_string()),
    }
}
