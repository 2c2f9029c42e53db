//! Less than was asked, as somebody who signs may have it where the route says so: a shorter term, fewer plans. Never more, and
//! never something else.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::term::Term;
use super::{Change, Request, Stage};
use crate::ids::{DecisionId, PlanId};
use crate::policy::MayChange;

/// How an approver has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Narrowing {
    pub end: Option<NewEnd>,
    /// These are off, too.
    pub plans_off: Vec<PlanId>,
}

/// A nearer end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewEnd {
    /// So many days from the assignment.
    Days(i32),
    On(NaiveDate),
}

/// Why it is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotNarrower {
    /// Not shorter than it was.
    Longer,
    /// No plan would be left.
    NoPlans,
    /// No day would be left: the last one is over, or not after what is there already.
    NoDays,
    /// The policy denies what would be left.
    Denied,
    /// The route does not let who signs here change the term.
    TermIsFixed,
    /// The route does not let who signs here change the plans.
    PlansAreFixed,
}

impl NotNarrower {
    pub fn code(self) -> &'static str {
        match self {
            Self::Longer => "longer",
            Self::NoPlans => "no_plans",
            Self::NoDays => "no_days",
            Self::Denied => "denied",
            Self::TermIsFixed => "term_is_fixed",
            Self::PlansAreFixed => "plans_are_fixed",
        }
    }
}

impl Narrowing {
    pub fn is_empty(&self) -> bool {
        self.end.is_none() && self.plans_off.is_empty()
    }

    /// The request as it would be.
    pub fn apply(&self, request: &Request) -> Request {
        let mut request = request.clone();
        // Whoever asks for other plans asks for no term.
        match self.end.filter(|_| request.changes.is_none()) {
            Some(NewEnd::Days(days)) => (request.term_days, request.ends_on) = (Some(days), None),
            Some(NewEnd::On(day)) => (request.term_days, request.ends_on) = (None, Some(day)),
            None => {}
        }
        for plan in &self.plans_off {
            if !request.plans_off.contains(plan) {
                request.plans_off.push(*plan);
            }
        }
        request
    }
}

/// What was asked before somebody had it less, as far as that changed it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    pub term_days: Option<i32>,
    pub ends_on: Option<NaiveDate>,
    pub plans_off: Vec<PlanId>,
    pub change_hash: String,
    /// The decision by which it was asked.
    pub decision: DecisionId,
    /// Since when the stage was open, and until when it was to be signed.
    pub opened_at: Option<DateTime<Utc>>,
    pub due_at: Option<DateTime<Utc>>,
    pub remind_at: Option<DateTime<Utc>>,
}

impl Asked {
    pub fn of(
        request: &Request,
        (stage, remind_at): (&Stage, Option<DateTime<Utc>>),
        decision: DecisionId,
    ) -> Self {
        Self {
            term_days: request.term_days,
            ends_on: request.ends_on,
            plans_off: request.plans_off.clone(),
            change_hash: request.change_hash.clone(),
            decision,
            opened_at: stage.opened_at,
            due_at: stage.due_at,
            remind_at,
        }
    }

    /// The request as it was.
    pub fn again(self, request: &Request) -> Request {
        Request {
            term_days: self.term_days,
            ends_on: self.ends_on,
            plans_off: self.plans_off,
            change_hash: self.change_hash,
            ..request.clone()
        }
    }
}

/// Whether `after` is less than `before`, and only by what may be changed.
pub fn check(before: &Change, after: &Change, may: &[MayChange]) -> Result<(), NotNarrower> {
    let same_term = (before.term_days, before.ends_on) == (after.term_days, after.ends_on);
    if !same_term {
        if !may.contains(&MayChange::Term) {
            return Err(NotNarrower::TermIsFixed);
        }
        if !is_shorter(before, after) {
            return Err(NotNarrower::Longer);
        }
        let days = after.begins_on.zip(after.ends_on);
        if days.is_some_and(|(first, last)| last < first) {
            return Err(NotNarrower::NoDays);
        }
    }
    if before.plans_on != after.plans_on {
        if !may.contains(&MayChange::Plans) {
            return Err(NotNarrower::PlansAreFixed);
        }
        if after.plans_on.is_empty() {
            return Err(NotNarrower::NoPlans);
        }
        if !after.plans_on.iter().all(|plan| before.plans_on.contains(plan)) {
            return Err(NotNarrower::Longer);
        }
    }
    Ok(())
}

/// A term in days is compared with days, a last day with a last day; without end is longer than anything.
fn is_shorter(before: &Change, after: &Change) -> bool {
    match (before.term_days, before.ends_on, after.term_days, after.ends_on) {
        (None, None, Some(_), None) | (None, None, None, Some(_)) => true,
        (Some(before), None, Some(after), None) => after < before,
        (None, Some(before), None, Some(after)) => after < before,
        _ => false,
    }
}

/// How the end of a request can be said so that it can be compared: by a last day, or by days.
pub fn is_by_day(term: &Term) -> bool {
    term.ends_on().is_some() || term.extends.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{PersonId, SkuId};

    fn change(days: Option<i64>, until: Option<&str>, plans: &[u128]) -> Change {
        Change {
            beneficiary: PersonId(uuid::Uuid::nil()),
            sku: SkuId(uuid::Uuid::nil()),
            plans_on: plans.iter().map(|n| PlanId(uuid::Uuid::from_u128(*n))).collect(),
            plans_off: Vec::new(),
            term_days: days,
            begins_on: None,
            ends_on: until.map(|day| day.parse().unwrap()),
            extends: None,
            changes: None,
            replaces: Vec::new(),
        }
    }

    #[test]
    fn only_less_is_less() {
        let both = [MayChange::Term, MayChange::Plans];
        let asked = change(Some(365), None, &[1, 2, 3]);
        let open = change(None, None, &[1, 2, 3]);
        let dated = change(None, Some("2027-06-30"), &[1, 2, 3]);
        let table = [
            (&asked, change(Some(90), None, &[1, 2, 3]), Ok(())),
            (&asked, change(Some(365), None, &[1, 3]), Ok(())),
            (&asked, change(Some(366), None, &[1]), Err(NotNarrower::Longer)),
            (&asked, change(None, None, &[1]), Err(NotNarrower::Longer)),
            (
                &asked,
                change(None, Some("2027-01-01"), &[1]),
                Err(NotNarrower::Longer),
            ),
            (&asked, change(Some(365), None, &[]), Err(NotNarrower::NoPlans)),
            (&asked, change(Some(365), None, &[1, 4]), Err(NotNarrower::Longer)),
            (&open, change(Some(3_650), None, &[1, 2, 3]), Ok(())),
            (&open, change(None, Some("2030-01-01"), &[1, 2, 3]), Ok(())),
            (&dated, change(None, Some("2027-06-29"), &[1, 2, 3]), Ok(())),
            (
                &dated,
                change(None, Some("2027-07-01"), &[1, 2, 3]),
                Err(NotNarrower::Longer),
            ),
        ];
        for (before, after, answer) in table {
            assert_eq!(check(before, &after, &both), answer, "{after:?}");
        }
    }

    #[test]
    fn what_ends_before_it_begins_has_no_day() {
        let from_june = |until| Change {
            begins_on: Some("2027-06-01".parse().unwrap()),
            ..change(None, Some(until), &[1])
        };
        let asked = from_june("2027-06-30");
        let may = [MayChange::Term];
        assert_eq!(check(&asked, &from_june("2027-06-01"), &may), Ok(()));
        let ends_before = from_june("2027-05-31");
        assert_eq!(check(&asked, &ends_before, &may), Err(NotNarrower::NoDays));
    }

    #[test]
    fn what_the_route_does_not_name_is_fixed() {
        let asked = change(Some(365), None, &[1, 2]);
        let shorter = change(Some(90), None, &[1, 2]);
        let fewer = change(Some(365), None, &[1]);
        assert_eq!(
            check(&asked, &shorter, &[MayChange::Plans]),
            Err(NotNarrower::TermIsFixed)
        );
        assert_eq!(
            check(&asked, &fewer, &[MayChange::Term]),
            Err(NotNarrower::PlansAreFixed)
        );
        assert_eq!(check(&asked, &asked, &[]), Ok(()));
    }
}
