//! Re-performance: each decision with its own policy and its own facts must come out as it is stored, and what is stored must be
//! what the log says. The log itself is proved by `audit::verify`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::versions::Version;
use super::{Named, PolicyTrouble, Stored, Versions};
use crate::audit;
use crate::policy::{Decision, Facts, Part};

/// What is wrong with one decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The log says that it was made, and it is not there.
    Gone,
    /// It is there, and out of the place or the time at which the log says that it was made.
    Misplaced,
    /// It is there, and the log does not say that it was made.
    NotLogged,
    /// More than one event says that it was made; the first one is believed.
    LoggedTwice,
    FactsAltered,
    DecisionAltered,
    PeopleAltered,
    TimeAltered,
    FactsUnreadable,
    DecisionUnreadable,
    PolicyAltered,
    PolicyUnreadable,
    /// It comes out otherwise.
    Differs(Part),
}

impl Fault {
    pub const ALL: [Self; 19] = [
        Self::Gone,
        Self::Misplaced,
        Self::NotLogged,
        Self::LoggedTwice,
        Self::FactsAltered,
        Self::DecisionAltered,
        Self::PeopleAltered,
        Self::TimeAltered,
        Self::FactsUnreadable,
        Self::DecisionUnreadable,
        Self::PolicyAltered,
        Self::PolicyUnreadable,
        Self::Differs(Part::Outcome),
        Self::Differs(Part::Stages),
        Self::Differs(Part::PlansOff),
        Self::Differs(Part::Term),
        Self::Differs(Part::Reasons),
        Self::Differs(Part::Version),
        Self::Differs(Part::Other),
    ];

    pub fn code(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::Misplaced => "misplaced",
            Self::NotLogged => "not_logged",
            Self::LoggedTwice => "logged_twice",
            Self::FactsAltered => "facts_altered",
            Self::DecisionAltered => "decision_altered",
            Self::PeopleAltered => "people_altered",
            Self::TimeAltered => "time_altered",
            Self::FactsUnreadable => "facts_unreadable",
            Self::DecisionUnreadable => "decision_unreadable",
            Self::PolicyAltered => "policy_altered",
            Self::PolicyUnreadable => "policy_unreadable",
            Self::Differs(Part::Outcome) => "outcome",
            Self::Differs(Part::Stages) => "stages",
            Self::Differs(Part::PlansOff) => "plans_off",
            Self::Differs(Part::Term) => "term",
            Self::Differs(Part::Reasons) => "reasons",
            Self::Differs(Part::Version) => "version",
            Self::Differs(Part::Other) => "other",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fault| fault.code() == code)
    }

    pub fn words(self) -> &'static str {
        match self {
            Self::Gone => t!("fault-gone"),
            Self::Misplaced => t!("fault-misplaced"),
            Self::NotLogged => t!("fault-not-logged"),
            Self::LoggedTwice => t!("fault-logged-twice"),
            Self::FactsAltered => t!("fault-facts-altered"),
            Self::DecisionAltered => t!("fault-decision-altered"),
            Self::PeopleAltered => t!("fault-people-altered"),
            Self::TimeAltered => t!("fault-time-altered"),
            Self::FactsUnreadable => t!("fault-facts-unreadable"),
            Self::DecisionUnreadable => t!("fault-decision-unreadable"),
            Self::PolicyAltered => t!("fault-policy-altered"),
            Self::PolicyUnreadable => t!("fault-policy-unreadable"),
            Self::Differs(Part::Outcome) => t!("fault-outcome"),
            Self::Differs(Part::Stages) => t!("fault-stages"),
            Self::Differs(Part::PlansOff) => t!("fault-plans"),
            Self::Differs(Part::Term) => t!("fault-term"),
            Self::Differs(Part::Reasons) => t!("fault-reasons"),
            Self::Differs(Part::Version) => t!("fault-version"),
            Self::Differs(Part::Other) => t!("fault-other"),
        }
    }
}

/// What was counted so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tally {
    /// Decisions that are there, and those that are gone.
    pub decisions: i64,
    pub reproduced: i64,
    /// Logged by a version that wrote no fingerprints: whether a fact was altered that changes nothing is not known of them.
    pub without_fingerprint: i64,
    /// In which somebody's data were erased: they can not be run again.
    pub erased: i64,
    /// Of what does not reproduce: how many of each code. One decision may have several.
    pub faults: BTreeMap<String, i64>,
    pub policies: Vec<PolicyTrouble>,
    /// Versions of which the register and the log say something else.
    pub register: Vec<PolicyTrouble>,
}

impl Tally {
    pub fn is_whole(&self) -> bool {
        self.reproduced + self.erased == self.decisions
            && self.policies.is_empty()
            && self.register.is_empty()
    }

    /// Counts what the log has and no page brought.
    pub fn count_missing(&mut self, missing: &[Named]) {
        for one in missing {
            self.decisions += 1;
            for code in &one.codes {
                *self.faults.entry((*code).to_owned()).or_default() += 1;
            }
        }
    }
}

/// Runs a page of decisions again; answers those that do not reproduce. Keeps a thread busy.
pub fn look(versions: &Versions, page: &[Stored], tally: &mut Tally) -> Vec<Named> {
    let mut named = Vec::new();
    for stored in page {
        tally.decisions += 1;
        if stored.erased {
            tally.erased += 1;
            continue;
        }
        let (faults, again) = examine(versions, stored);
        if stored.logged_at.is_some() && (stored.logged_facts.is_none() || stored.logged_decision.is_none()) {
            tally.without_fingerprint += 1;
        }
        if faults.is_empty() {
            tally.reproduced += 1;
            continue;
        }
        let codes: Vec<_> = faults.into_iter().map(Fault::code).collect();
        for code in &codes {
            *tally.faults.entry((*code).to_owned()).or_default() += 1;
        }
        named.push(Named {
            request: stored.request,
            decision: stored.id,
            made_at: stored.made_at,
            codes,
            again,
        });
    }
    named
}

fn examine(versions: &Versions, stored: &Stored) -> (Vec<Fault>, Option<Decision>) {
    let mut faults = Vec::new();
    match stored.logged_at {
        None => faults.push(Fault::NotLogged),
        Some(at) if at != stored.made_at => faults.push(Fault::TimeAltered),
        Some(_) => {}
    }
    // Decisions are counted from 1.
    if stored.written < 1 {
        faults.push(Fault::Misplaced);
    }
    if stored.logged_times > 1 {
        faults.push(Fault::LoggedTwice);
    }
    let facts = value(
        &stored.facts,
        stored.logged_facts.as_deref(),
        Fault::FactsAltered,
        &mut faults,
    );
    let decision = value(
        &stored.decision,
        stored.logged_decision.as_deref(),
        Fault::DecisionAltered,
        &mut faults,
    );
    let people = stored.logged_people.as_deref();
    value(&stored.people, people, Fault::PeopleAltered, &mut faults);
    let facts = facts.and_then(|facts| serde_json::from_value::<Facts>(facts).ok());
    let decision = decision.and_then(|decision| serde_json::from_value::<Decision>(decision).ok());
    if facts.is_none() {
        faults.push(Fault::FactsUnreadable);
    }
    if decision.is_none() {
        faults.push(Fault::DecisionUnreadable);
    }
    let policy = match versions.of(&stored.policy_version) {
        Some(Version::Good(policy)) => Some(policy),
        Some(Version::Altered) => {
            faults.push(Fault::PolicyAltered);
            None
        }
        // A version that came after all were read: nobody knows it yet, and so it can not be told to be good.
        Some(Version::Unreadable) | None => {
            faults.push(Fault::PolicyUnreadable);
            None
        }
    };
    let again = facts.zip(policy).map(|(facts, policy)| policy.decide(&facts));
    if let (Some(stored), Some(again)) = (&decision, &again) {
        faults.extend(Part::that_differ(stored, again).into_iter().map(Fault::Differs));
    }
    (faults, again)
}

/// The value as it is stored, compared with its fingerprint in the log.
fn value(text: &str, logged: Option<&str>, altered: Fault, faults: &mut Vec<Fault>) -> Option<Value> {
    let value: Value = serde_json::from_str(text).ok()?;
    if let Some(logged) = logged
        && audit::fingerprint(&value).is_ok_and(|now| now != logged)
    {
        faults.push(altered);
    }
    Some(value)
}
