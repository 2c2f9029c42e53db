//! D, E and F: whoever approved is independent, every stage is complete, and it was approved before it was granted.

use std::collections::{BTreeMap, BTreeSet};

use super::attributes::{Code, Evidence, Look};
use super::item::{Approval, Fact, Item, Shared, StagesNow};
use crate::ids::PersonId;
use crate::policy::{Decision, Outcome};
use crate::requests::RequestKind;

/// Says of what needs no signature that it does not apply; answers whether that is so.
fn needs_none(look: &mut Look, item: &Item) -> bool {
    let code = match item.kind() {
        RequestKind::BreakGlass => Code::PastTheRules,
        RequestKind::Adopt => Code::Adopted,
        _ if item
            .staged()
            .is_some_and(|decision| decision.outcome == Outcome::Automatic) =>
        {
            Code::Automatic
        }
        _ => return false,
    };
    look.does_not_apply(code);
    true
}

pub(super) fn independent(item: &Item, shared: &Shared) -> Look {
    let mut look = Look::default();
    if item.kind() == RequestKind::BreakGlass {
        return reviewed(item);
    }
    if needs_none(&mut look, item) {
        return look;
    }
    let approvals = item.approvals();
    if approvals.is_empty() {
        look.does_not_apply(Code::NotSigned);
    }
    item.recorded().into_iter().for_each(|event| look.saw(event));
    let (requester, beneficiary) = (item.requester(), item.beneficiary());
    let parties = item.parties();
    for approval in &approvals {
        look.saw(approval.event);
        look.fail_if(Some(approval.by) == requester, Code::ApproverIsRequester);
        look.fail_if(Some(approval.by) == beneficiary, Code::ApproverIsBeneficiary);
        if let Some(other) = approval.on_behalf_of {
            look.fail_if(parties.contains(&other), Code::SignsForAParty);
            look.fail_if(other == approval.by, Code::SignsForThemselves);
        }
        look.fail_if(is_own_rule(item, shared, approval), Code::OwnRule);
    }
    let mut rights = BTreeSet::new();
    let mut hands: BTreeMap<PersonId, i64> = BTreeMap::new();
    let is_distinct = item.staged().is_some_and(|decision| decision.distinct_people);
    for approval in &approvals {
        let is_first = rights.insert((approval.stage, approval.authority()));
        look.fail_if(!is_first, Code::SameRightTwice);
        let at = *hands.entry(approval.by).or_insert(approval.stage);
        look.fail_if(is_distinct && at != approval.stage, Code::SamePersonAtTwoStages);
    }
    look
}

/// The version by which they signed was submitted and put in force by themselves.
fn is_own_rule(item: &Item, shared: &Shared, approval: &Approval<'_>) -> bool {
    let decided = item.own().rfind(|event| {
        event.is("request.decided") && event.uuid("decision") == approval.event.uuid("decision")
    });
    let written = decided.map_or(approval.event.written, |event| event.written);
    let came = shared.in_force.iter().rfind(|came| came.written < written);
    came.is_some_and(|came| {
        came.person("submitted_by") == Some(approval.by) && came.person("by") == Some(approval.by)
    })
}

/// What was given at once is looked at afterwards, by somebody else.
fn reviewed(item: &Item) -> Look {
    let mut look = Look::default();
    item.recorded().into_iter().for_each(|event| look.saw(event));
    let Some(event) = item.first("exception.reviewed") else {
        look.open(Code::NotReviewed);
        return look;
    };
    look.saw(event);
    let is_party = event.actor_id.is_none_or(|by| item.parties().contains(&by));
    look.fail_if(is_party, Code::ReviewedByAParty);
    look
}

pub(super) fn complete(item: &Item) -> Look {
    let mut look = Look::default();
    if needs_none(&mut look, item) {
        return look;
    }
    if item.granted().is_none() && item.grant_is_not_of_it() {
        look.does_not_apply(Code::NotGranted);
        return look;
    }
    let approvals = item.approvals();
    let mut stages = StagesNow::default();
    for event in item.own() {
        stages.hear(event);
        if event.is("stage.opened") {
            look.saw(event);
        }
    }
    approvals.iter().for_each(|approval| look.saw(approval.event));
    let decision = item.staged();
    for (number, wanted) in (1..).zip(wanted(decision.as_ref())) {
        let Some(stage) = stages.of(number) else {
            look.fail(Code::StageNotOpened);
            continue;
        };
        let needed = match stage.is_replaced {
            true => stage.needed,
            false => stage.needed.max(wanted),
        };
        let here = approvals.iter().filter(|approval| approval.stage == number);
        let rights: BTreeSet<_> = here.map(Approval::authority).collect();
        let has = i64::try_from(rights.len()).unwrap_or(i64::MAX);
        look.fail_if(has < needed.max(1), Code::TooFewSignatures);
    }
    look.fail_if(rows(item) != logged(&approvals), Code::LogDiffers);
    for row in item.signatures.iter().filter(|row| row.approves) {
        look.stands_on(Evidence::Row("signatures", row.id));
    }
    look
}

/// How many must sign at each stage, as it was decided.
fn wanted(decision: Option<&Decision>) -> Vec<i64> {
    let stages = decision.map_or(&[][..], |decision| &decision.stages);
    stages.iter().map(|stage| stage.signatures.into()).collect()
}

type Signing = (i64, PersonId, Option<PersonId>);

fn rows(item: &Item) -> BTreeSet<Signing> {
    let counts = item
        .signatures
        .iter()
        .filter(|row| row.approves && !row.is_set_aside && row.change_hash == item.change_hash());
    counts
        .map(|row| (row.stage, row.person_id, row.on_behalf_of))
        .collect()
}

fn logged(approvals: &[Approval<'_>]) -> BTreeSet<Signing> {
    let signing = |approval: &Approval<'_>| (approval.stage, approval.by, approval.on_behalf_of);
    approvals.iter().map(signing).collect()
}

pub(super) fn in_order(item: &Item) -> Look {
    let mut look = Look::default();
    if item.kind() == RequestKind::Adopt {
        look.does_not_apply(Code::Adopted);
        return look;
    }
    let Some(granted) = item.granted() else {
        match item.grant_is_not_of_it() {
            true => look.does_not_apply(Code::NotGranted),
            false => look.fail(Code::GrantNotLogged),
        }
        return look;
    };
    look.saw(granted);
    let is_after = |event: &Fact| event.written > granted.written || event.at > granted.at;
    let approvals = item.approvals();
    for approval in &approvals {
        look.saw(approval.event);
        look.fail_if(is_after(approval.event), Code::SignedAfterGrant);
    }
    match item.kind() {
        RequestKind::BreakGlass => look.does_not_apply(Code::PastTheRules),
        _ => {
            let decided = item.first("request.decided");
            if approvals.is_empty() {
                decided.into_iter().for_each(|event| look.saw(event));
            }
            look.fail_if(decided.is_some_and(is_after), Code::DecidedAfterGrant);
        }
    }
    for call in calls(item) {
        look.saw(call);
        look.fail_if(
            call.written < granted.written || call.at < granted.at,
            Code::CalledBeforeGrant,
        );
    }
    let is_signed_as_logged = |approval: &Approval<'_>| {
        let mut rows = item.signatures.iter().filter(|row| {
            row.approves
                && (row.stage, row.person_id) == (approval.stage, approval.by)
                && row.change_hash == item.change_hash()
        });
        // That a row is not there at all is said by E.
        rows.clone().next().is_none() || rows.any(|row| row.signed_at == approval.event.at)
    };
    look.fail_if(!approvals.iter().all(is_signed_as_logged), Code::LogDiffers);
    let is_born_of_it = matches!(item.kind(), RequestKind::Assign | RequestKind::BreakGlass);
    let approved_at = item.grant.as_ref().map(|grant| grant.approved_at);
    look.fail_if(
        is_born_of_it && approved_at.is_some_and(|at| at != granted.at),
        Code::LogDiffers,
    );
    look
}

/// The calls to Graph that this request brought.
fn calls(item: &Item) -> impl Iterator<Item = &Fact> {
    let is_born_of_it = matches!(item.kind(), RequestKind::Assign | RequestKind::BreakGlass);
    let grant = item.grant_id();
    let run = item.active().and_then(|event| event.uuid("run"));
    let planned = item.events.iter().filter(|event| event.is("graph.call_planned"));
    planned.filter(move |event| match is_born_of_it {
        true => grant.is_some_and(|grant| event.uuids("grants").contains(&grant)),
        false => run.is_some() && event.uuid("run") == run,
    })
}

impl Item {
    /// No grant was born of this request.
    fn grant_is_not_of_it(&self) -> bool {
        self.grant
            .as_ref()
            .is_none_or(|grant| grant.request_id != self.request_id)
    }
}
