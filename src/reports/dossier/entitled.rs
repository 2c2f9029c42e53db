//! C: whoever approved was entitled to, by the policy in force at that moment. The decisions that count are run again with their
//! own policy and facts, and who could sign is followed through the log up to each signature.

use std::collections::BTreeSet;

use serde_json::Value;

use super::attributes::{Code, Evidence, Look};
use super::item::{Approval, DecisionRow, Fact, Item, Kept, Shared, StagesNow};
use crate::audit;
use crate::ids::DecisionId;
use crate::policy::{Decision, Facts, Outcome};
use crate::requests::RequestKind;

pub(super) fn look(item: &Item, shared: &Shared) -> Look {
    let mut look = Look::default();
    match item.kind() {
        RequestKind::BreakGlass => {
            look.does_not_apply(Code::PastTheRules);
            return look;
        }
        RequestKind::Adopt => {
            look.does_not_apply(Code::Adopted);
            return look;
        }
        RequestKind::Assign | RequestKind::Extend | RequestKind::Change => {}
    }
    let approvals = item.approvals();
    let Some(staging) = item.staging_decision() else {
        look.fail(Code::DecisionNotLogged);
        return look;
    };
    let signed_by = approvals
        .iter()
        .filter_map(|approval| approval.event.uuid("decision"));
    let mut counting: BTreeSet<DecisionId> = signed_by.map(DecisionId).collect();
    counting.insert(staging);
    for id in counting {
        decision(&mut look, item, shared, id);
    }
    if item
        .staged()
        .is_some_and(|decision| decision.outcome == Outcome::Automatic)
    {
        look.does_not_apply(Code::Automatic);
    }
    approvers(&mut look, item, &approvals);
    look
}

/// One decision, run again.
fn decision(look: &mut Look, item: &Item, shared: &Shared, id: DecisionId) {
    let logged = item
        .own()
        .find(|event| event.is("request.decided") && event.uuid("decision") == Some(id.0));
    let row = item.decision(id);
    let Some(event) = logged else {
        look.fail(Code::DecisionNotLogged);
        return;
    };
    look.saw(event);
    let Some(row) = row else {
        look.fail(Code::DecisionMissing);
        return;
    };
    look.stands_on(Evidence::Row("decisions", id.0));
    look.stands_on(Evidence::Policy(row.policy_version.clone()));
    look.fail_if(
        row.made_at != event.at || row.policy_version != event.text("policy"),
        Code::LogDiffers,
    );
    fingerprints(look, row, event);
    let in_force = shared.in_force.iter().rfind(|came| came.written < event.written);
    if let Some(came) = in_force {
        look.saw(came);
        look.fail_if(came.text("policy") != row.policy_version, Code::PolicyNotInForce);
    }
    let policy = match shared.policies.get(&row.policy_version) {
        Some(Kept::Good(policy)) => policy,
        Some(Kept::Altered) => return look.fail(Code::PolicyAltered),
        Some(Kept::Unreadable) => return look.fail(Code::PolicyUnreadable),
        None => return look.fail(Code::PolicyMissing),
    };
    let facts = serde_json::from_str::<Facts>(&row.facts).ok();
    let stored = serde_json::from_str::<Decision>(&row.decision).ok();
    let comes_out = facts
        .zip(stored)
        .is_some_and(|(facts, stored)| policy.decide(&facts) == stored);
    look.fail_if(!comes_out, Code::DecidesOtherwise);
}

/// What is stored has the fingerprints that the log has.
fn fingerprints(look: &mut Look, row: &DecisionRow, event: &Fact) {
    let parts = [
        (&row.facts, "facts_sha256", Code::FactsAltered),
        (&row.decision, "decision_sha256", Code::DecisionAltered),
        (&row.people, "people_sha256", Code::PeopleAltered),
    ];
    for (text, key, code) in parts {
        let value = serde_json::from_str::<Value>(text).ok();
        let now = value.and_then(|value| audit::fingerprint(&value).ok());
        // Versions before the fingerprints wrote none.
        look.fail_if(event.has(key) && now.as_deref() != Some(event.text(key)), code);
    }
}

/// Everybody who approved could sign at that moment, as the log has it.
fn approvers(look: &mut Look, item: &Item, approvals: &[Approval<'_>]) {
    let mut stages = StagesNow::default();
    for event in item.own() {
        stages.hear(event);
        let Some(approval) = approvals.iter().find(|approval| approval.event.id == event.id) else {
            continue;
        };
        look.saw(event);
        let stage = stages.of(approval.stage);
        let is_named = |id| stage.is_some_and(|stage| stage.approvers.contains(&id));
        let Some(other) = approval.on_behalf_of else {
            look.fail_if(!is_named(approval.by.0), Code::ApproverNotEntitled);
            continue;
        };
        let moved = stage.and_then(|stage| {
            let mut moved = stage.moved.iter().rev();
            moved.find(|(from, to, _)| *from == other.0 && *to == approval.by.0)
        });
        let Some((_, _, delegation)) = moved.filter(|_| is_named(other.0)) else {
            look.fail(Code::ApproverNotEntitled);
            continue;
        };
        look.stands_on(Evidence::Row("delegations", *delegation));
        let runs = item.delegations.iter().any(|row| {
            row.id == *delegation
                && (row.from_id, row.to_id) == (other, approval.by)
                && (row.starts_at..row.ends_at).contains(&event.at)
                && row.ended_at.is_none_or(|ended| ended >= event.at)
        });
        look.fail_if(!runs, Code::DelegationOver);
    }
}
