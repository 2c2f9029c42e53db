//! What is different between two decisions: one that was stored and the same run again, or what was decided and what a draft
//! would decide.

use super::phrases::{calendar_in_words, question_in_words, stage_in_words};
use super::{Decision, Outcome, StageRule};

/// A part of a decision that did not come out the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Outcome,
    Stages,
    PlansOff,
    Term,
    Reasons,
    Version,
    /// Something that has no word of its own.
    Other,
}

impl Part {
    /// Every part in which the two differ; empty exactly when they are equal.
    pub fn that_differ(stored: &Decision, again: &Decision) -> Vec<Self> {
        let mut parts = Vec::new();
        if stored == again {
            return parts;
        }
        let mut note = |differs: bool, part| {
            if differs {
                parts.push(part);
            }
        };
        note(stored.outcome != again.outcome, Self::Outcome);
        note(stored.stages != again.stages, Self::Stages);
        note(stored.plans_off != again.plans_off, Self::PlansOff);
        note(stored.term_days != again.term_days, Self::Term);
        note(stored.reasons != again.reasons, Self::Reasons);
        note(stored.policy_version != again.policy_version, Self::Version);
        note(rest(stored) != rest(again), Self::Other);
        parts
    }
}

/// How a draft decides a request otherwise than it was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    AutomaticToStages,
    AutomaticToDenied,
    StagesToAutomatic,
    StagesToDenied,
    DeniedToAutomatic,
    DeniedToStages,
    /// Others sign, more of them, or within another time.
    Signers,
    /// Other plans stay off.
    Plans,
    Term,
    /// Whoever asked would have to answer more, or give a longer reason; the rest is compared as if they did.
    Asked,
    /// Something that has no word of its own.
    Other,
    /// It comes to the same by another rule, or says so in other words.
    Reasons,
}

impl Change {
    /// In the order in which they are shown.
    pub const ALL: [Self; 12] = [
        Self::AutomaticToStages,
        Self::AutomaticToDenied,
        Self::StagesToAutomatic,
        Self::StagesToDenied,
        Self::DeniedToAutomatic,
        Self::DeniedToStages,
        Self::Signers,
        Self::Plans,
        Self::Term,
        Self::Asked,
        Self::Other,
        Self::Reasons,
    ];

    /// What the draft changes for one request; empty when it decides as it was decided. That the versions differ is no change;
    /// equal ones are quicker.
    pub fn between(before: &Decision, draft: &Decision) -> Vec<Self> {
        if before == draft {
            return Vec::new();
        }
        let mut changes: Vec<_> = Self::of_outcome(before.outcome, draft.outcome)
            .into_iter()
            .collect();
        // What is denied has neither signers nor plans nor a term.
        if before.outcome != Outcome::Denied && draft.outcome != Outcome::Denied {
            let unruled = |decision: &Decision| decision.stages.iter().map(without_rule).collect::<Vec<_>>();
            let off = |decision: &Decision| {
                let mut names: Vec<_> = decision.plans_off.iter().map(|off| off.plan.clone()).collect();
                names.sort();
                names
            };
            if before.outcome == draft.outcome && unruled(before) != unruled(draft) {
                changes.push(Self::Signers);
            }
            if off(before) != off(draft) {
                changes.push(Self::Plans);
            }
            if before.term_days != draft.term_days {
                changes.push(Self::Term);
            }
            if rest(before) != rest(draft) {
                changes.push(Self::Other);
            }
        }
        let is_ruled_otherwise = before.reasons != draft.reasons
            || before.stages != draft.stages
            || before.plans_off != draft.plans_off;
        if changes.is_empty() && is_ruled_otherwise {
            changes.push(Self::Reasons);
        }
        changes
    }

    fn of_outcome(before: Outcome, draft: Outcome) -> Option<Self> {
        match (before, draft) {
            (Outcome::Automatic, Outcome::Stages) => Some(Self::AutomaticToStages),
            (Outcome::Automatic, Outcome::Denied) => Some(Self::AutomaticToDenied),
            (Outcome::Stages, Outcome::Automatic) => Some(Self::StagesToAutomatic),
            (Outcome::Stages, Outcome::Denied) => Some(Self::StagesToDenied),
            (Outcome::Denied, Outcome::Automatic) => Some(Self::DeniedToAutomatic),
            (Outcome::Denied, Outcome::Stages) => Some(Self::DeniedToStages),
            (Outcome::Automatic, Outcome::Automatic)
            | (Outcome::Stages, Outcome::Stages)
            | (Outcome::Denied, Outcome::Denied) => None,
        }
    }

    /// As it stands in tables, files and addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::AutomaticToStages => "automatic_to_stages",
            Self::AutomaticToDenied => "automatic_to_denied",
            Self::StagesToAutomatic => "stages_to_automatic",
            Self::StagesToDenied => "stages_to_denied",
            Self::DeniedToAutomatic => "denied_to_automatic",
            Self::DeniedToStages => "denied_to_stages",
            Self::Signers => "signers",
            Self::Plans => "plans",
            Self::Term => "term",
            Self::Asked => "asked",
            Self::Other => "other",
            Self::Reasons => "reasons",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|change| change.code() == code)
    }

    pub fn words(self) -> &'static str {
        match self {
            Self::AutomaticToStages => t!("change-automatic-to-stages"),
            Self::AutomaticToDenied => t!("change-automatic-to-denied"),
            Self::StagesToAutomatic => t!("change-stages-to-automatic"),
            Self::StagesToDenied => t!("change-stages-to-denied"),
            Self::DeniedToAutomatic => t!("change-denied-to-automatic"),
            Self::DeniedToStages => t!("change-denied-to-stages"),
            Self::Signers => t!("change-signers"),
            Self::Plans => t!("change-plans"),
            Self::Term => t!("change-term"),
            Self::Asked => t!("change-asked"),
            Self::Other => t!("change-other"),
            Self::Reasons => t!("change-reasons"),
        }
    }
}

/// A decision as people read it beside another: whatever differs in two decisions differs in their words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InWords {
    /// "Denied", "Approved at once", "Needs signatures".
    pub outcome: &'static str,
    /// One for each stage: "2 of group License Approvers, within 3 days, then the manager's manager".
    pub signers: Vec<String>,
    /// "nobody signs at two stages", or empty.
    pub different_people: String,
    /// The calendars of the stages: "office: Europe/Oslo, Mon, Tue, 08:00 to 16:00, not on 2026-12-25".
    pub calendars: Vec<String>,
    /// Names of plans, each with the rule that keeps it off.
    pub plans_off: Vec<String>,
    /// "90 days", "no end"; empty when it is denied.
    pub term: String,
    /// Questions, each with what an answer must be and its rule.
    pub asks: Vec<String>,
    /// Part numbers of what it takes the place of, each with its rule.
    pub replaces: Vec<String>,
    /// Sentences, each with its rule and its link.
    pub reasons: Vec<String>,
}

impl InWords {
    pub fn of(decision: &Decision) -> Self {
        let named = |rule: &str, text: &str| match rule {
            "" => text.to_owned(),
            rule => format!("{text} ({rule})"),
        };
        let off = decision.plans_off.iter();
        let asks = decision.questions.iter();
        let replaces = decision.replaces.iter();
        let reasons = decision.reasons.iter().map(|reason| {
            let words = named(&reason.rule, &reason.text);
            match &reason.link {
                Some(link) => format!("{words} {link}"),
                None => words,
            }
        });
        let mut calendars: Vec<String> = decision
            .stages
            .iter()
            .filter_map(|stage| stage.calendar.as_ref().map(calendar_in_words))
            .collect();
        calendars.dedup();
        Self {
            outcome: match decision.outcome {
                Outcome::Denied => t!("decision-denied"),
                Outcome::Automatic => t!("decision-at-once"),
                Outcome::Stages => t!("decision-stages"),
            },
            signers: decision.stages.iter().map(stage_in_words).collect(),
            different_people: match decision.distinct_people {
                true => t!("rule-different-people").to_owned(),
                false => String::new(),
            },
            calendars,
            plans_off: off.map(|off| named(&off.rule, &off.plan)).collect(),
            term: match (decision.outcome, decision.term_days) {
                (Outcome::Denied, _) => String::new(),
                (_, None) => t!("decision-no-end").to_owned(),
                (_, Some(days)) => t!("rule-days", count = days),
            },
            asks: asks
                .map(|asked| named(&asked.rule, &question_in_words(&asked.question)))
                .collect(),
            replaces: replaces
                .map(|replaced| named(&replaced.rule, &replaced.sku))
                .collect(),
            reasons: reasons.collect(),
        }
    }

    /// All but the reasons on one line.
    pub fn line(&self) -> String {
        let mut line = self.outcome.to_owned();
        for (before, part) in [
            (": ", self.signers.join("; ")),
            ("; ", self.different_people.clone()),
            ("; ", self.term.clone()),
            ("; off: ", self.plans_off.join(", ")),
            ("; asks: ", self.asks.join(", ")),
            ("; takes the place of ", self.replaces.join(", ")),
            ("; calendar ", self.calendars.join(", ")),
        ] {
            if !part.is_empty() {
                line.push_str(before);
                line.push_str(&part);
            }
        }
        line
    }
}

/// Who signs, whichever route says so.
fn without_rule(stage: &StageRule) -> StageRule {
    StageRule {
        rule: String::new(),
        ..stage.clone()
    }
}

/// What is left of a decision without the parts that have words of their own.
fn rest(decision: &Decision) -> Decision {
    let mut rest = decision.clone();
    rest.outcome = Outcome::Denied;
    rest.stages.clear();
    rest.plans_off.clear();
    rest.term_days = None;
    rest.reasons.clear();
    rest.policy_version.clear();
    rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{
        Asked, Calendar, MayChange, Overdue, PlanOff, Question, QuestionKind, Reason, Replaced, Who,
    };

    fn decision(outcome: Outcome) -> Decision {
        let stages = StageRule {
            rule: "desk-tools".into(),
            who: Who::Manager,
            ..serde_json::from_str(
                r#"{"rule": "", "who": "manager", "signatures": 2, "within_hours": 72, "then": "owner"}"#,
            )
            .unwrap()
        };
        let off = PlanOff {
            plan: "SWAY".into(),
            rule: "no-social".into(),
        };
        let reason = r#"{"code": "routed", "rule": "desk-tools", "text": "To be signed."}"#;
        let reason: Reason = serde_json::from_str(reason).unwrap();
        let words = serde_json::json!({
            "outcome": outcome, "stages": [stages], "plans_off": [off], "term_days": 90, "reasons": [reason],
            "policy_version": "1",
        });
        serde_json::from_value(words).unwrap()
    }

    fn but(of: Outcome, change: impl FnOnce(&mut Decision)) -> Decision {
        let mut other = decision(of);
        change(&mut other);
        other
    }

    #[test]
    fn every_part_that_differs_is_named_and_nothing_else() {
        let stages = Outcome::Stages;
        let cases: [(Decision, &[Part]); 7] = [
            (decision(stages), &[]),
            (decision(Outcome::Denied), &[Part::Outcome]),
            (but(stages, |d| d.stages[0].signatures = 1), &[Part::Stages]),
            (but(stages, |d| d.plans_off[0].rule.push('x')), &[Part::PlansOff]),
            (but(stages, |d| d.term_days = None), &[Part::Term]),
            (but(stages, |d| d.reasons.clear()), &[Part::Reasons]),
            (but(stages, |d| d.policy_version.push('2')), &[Part::Version]),
        ];
        for (again, parts) in cases {
            assert_eq!(Part::that_differ(&decision(stages), &again), parts, "{again:?}");
        }
    }

    #[test]
    fn what_a_draft_changes_is_counted_by_what_it_means_for_people() {
        let [denied, automatic, stages] = [Outcome::Denied, Outcome::Automatic, Outcome::Stages];
        let of_outcome = [
            (automatic, stages, Change::AutomaticToStages),
            (automatic, denied, Change::AutomaticToDenied),
            (stages, automatic, Change::StagesToAutomatic),
            (stages, denied, Change::StagesToDenied),
            (denied, automatic, Change::DeniedToAutomatic),
            (denied, stages, Change::DeniedToStages),
        ];
        for (before, draft, change) in of_outcome {
            assert_eq!(Change::between(&decision(before), &decision(draft)), [change]);
        }
        let cases: [(Outcome, Decision, &[Change]); 9] = [
            (stages, decision(stages), &[]),
            (stages, but(stages, |d| d.policy_version.push('2')), &[]),
            (
                stages,
                but(stages, |d| d.stages[0].who = Who::Owner),
                &[Change::Signers],
            ),
            // The same people by another route, the same plan by another guard.
            (
                stages,
                but(stages, |d| d.stages[0].rule.push('x')),
                &[Change::Reasons],
            ),
            (
                stages,
                but(stages, |d| d.plans_off[0].rule.push('x')),
                &[Change::Reasons],
            ),
            (stages, but(stages, |d| d.plans_off.clear()), &[Change::Plans]),
            (
                stages,
                but(stages, |d| {
                    d.term_days = Some(30);
                    d.reasons.clear();
                }),
                &[Change::Term],
            ),
            // What is denied has no term.
            (denied, but(denied, |d| d.term_days = Some(30)), &[]),
            (
                automatic,
                but(stages, |d| d.term_days = None),
                &[Change::AutomaticToStages, Change::Term],
            ),
        ];
        for (before, draft, changes) in cases {
            assert_eq!(Change::between(&decision(before), &draft), changes, "{draft:?}");
        }
    }

    #[test]
    fn two_decisions_that_differ_differ_in_their_words() {
        let calendar = |holiday: &str| -> Calendar {
            serde_json::from_value(serde_json::json!({
                "id": "office", "zone": "Europe/Oslo", "days": ["Mon", "Tue"], "from": "08:00:00", "to": "16:00:00",
                "holidays": [holiday],
            }))
            .unwrap()
        };
        let asked = |at_least: usize| Asked {
            rule: "copilot".into(),
            question: Question {
                id: "purpose".into(),
                text: "What for?".into(),
                kind: QuestionKind::Text { at_least },
            },
        };
        let replaced = Replaced {
            sku: "SPE_E3".into(),
            rule: "up".into(),
        };
        type Alter<'a> = Box<dyn Fn(&mut Decision) + 'a>;
        let alterations: Vec<Alter<'_>> = vec![
            Box::new(|_| {}),
            Box::new(|d| d.stages[0].signatures = 1),
            Box::new(|d| d.stages[0].who = Who::Owner),
            Box::new(|d| d.stages[0].within_hours = Some(73)),
            Box::new(|d| d.stages[0].within_hours = None),
            Box::new(|d| d.stages[0].then = None),
            Box::new(|d| d.stages[0].then = Some(Who::Manager)),
            Box::new(|d| d.stages[0].fallback = Some(Who::Owner)),
            Box::new(|d| d.stages[0].fallback = Some(Who::Administrators)),
            Box::new(|d| d.stages[0].fallback = d.stages[0].then.take()),
            Box::new(|d| d.stages[0].overdue = Some(Overdue::Lapse)),
            Box::new(|d| d.stages[0].overdue = Some(Overdue::Remind)),
            Box::new(|d| d.stages[0].remind_hours = Some(24)),
            Box::new(|d| d.stages[0].wants_note = true),
            Box::new(|d| d.stages[0].may_change = vec![MayChange::Term]),
            Box::new(|d| d.stages[0].may_change = vec![MayChange::Term, MayChange::Plans]),
            Box::new(|d| d.stages[0].calendar = Some(calendar("2026-12-24"))),
            Box::new(|d| d.stages[0].calendar = Some(calendar("2026-12-25"))),
            Box::new(|d| d.distinct_people = true),
            Box::new(|d| d.questions = vec![asked(1)]),
            Box::new(|d| d.questions = vec![asked(2)]),
            Box::new(|d| d.replaces = vec![replaced.clone()]),
            Box::new(|d| d.plans_off.clear()),
            Box::new(|d| d.term_days = None),
            Box::new(|d| d.reasons.clear()),
            Box::new(|d| d.reasons[0].link = Some("https://example.com".into())),
        ];
        let decisions = alterations.into_iter().map(|alter| but(Outcome::Stages, alter));
        let said: Vec<_> = decisions
            .map(|decision| (InWords::of(&decision), decision))
            .collect();
        for (place, (one, _)) in said.iter().enumerate() {
            for (other, decision) in &said[place + 1..] {
                assert_ne!(one, other, "{decision:?}");
            }
        }
    }

    #[test]
    fn a_decision_is_one_line_of_words() {
        let said = InWords::of(&decision(Outcome::Stages));
        assert_eq!(
            said.line(),
            "Needs signatures: 2 of the manager (or, where that is not possible, the owner of the product), \
             within 3 days, then the owner of the product; 90 days; off: SWAY (no-social)"
        );
        assert_eq!(said.reasons, ["To be signed. (desk-tools)"]);
        for change in Change::ALL {
            assert_eq!(Change::from_code(change.code()), Some(change));
        }
    }
}
