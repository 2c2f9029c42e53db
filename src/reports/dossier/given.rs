//! G: what was granted is what was approved. Product, plans and term of the change that was signed, of the event that granted
//! it, of the call to Graph, of what Graph said afterwards, and of the grant's row.

use std::collections::BTreeSet;

use chrono::Duration;
use serde_json::Value;
use uuid::Uuid;

use super::attributes::{Code, Evidence, Look};
use super::item::{Fact, Item, Shared, ids_in};
use crate::ids::{PlanId, SkuId};
use crate::requests::{Change, RequestKind};

/// Hours by which a day's end may lie before or after that of UTC, with a change of the clock.
const ZONES_H: i64 = 15;

pub(super) fn look(item: &Item, shared: &Shared) -> Look {
    let mut look = Look::default();
    let Some(granted) = item.granted() else {
        match &item.grant {
            Some(grant) if grant.request_id == item.request_id => look.fail(Code::GrantNotLogged),
            _ => look.does_not_apply(Code::NotGranted),
        }
        return look;
    };
    look.saw(granted);
    row(&mut look, item, granted);
    if item.kind() == RequestKind::Adopt {
        look.does_not_apply(Code::Adopted);
        return look;
    }
    let change = granted.detail.get("change");
    let change = change.and_then(|change| serde_json::from_value::<Change>(change.clone()).ok());
    let Some(change) = change else {
        look.fail(Code::HashDoesNotFit);
        return look;
    };
    signed(&mut look, item, granted, &change);
    term(&mut look, item, granted, &change);
    if item.kind() == RequestKind::Extend {
        return look;
    }
    let Some(active) = item.active() else {
        match item.of_grant().any(|event| event.is("grant.ended")) || item.first("request.closed").is_some() {
            true => look.does_not_apply(Code::NeverActive),
            false => look.open(Code::NotActiveYet),
        }
        return look;
    };
    look.saw(active);
    graph(&mut look, item, &Wanted::of(&change, shared));
    look
}

/// The change that was granted is the one that was signed, of this person and this product.
fn signed(look: &mut Look, item: &Item, granted: &Fact, change: &Change) {
    let hash = granted.text("change_hash");
    look.fail_if(change.hash().ok().as_deref() != Some(hash), Code::HashDoesNotFit);
    look.fail_if(Some(change.beneficiary) != item.beneficiary(), Code::OtherPerson);
    look.fail_if(Some(change.sku) != item.sku(), Code::OtherProduct);
    let approvals = item.approvals();
    approvals.iter().for_each(|approval| look.saw(approval.event));
    let any_signed = item
        .own()
        .any(|event| event.is("signature.given") && event.text("answer") == "approve");
    // That some of them are missing is said by E.
    look.fail_if(any_signed && approvals.is_empty(), Code::OtherChange);
    if let Some(given) = item.first("grant.given_at_once") {
        look.saw(given);
        look.fail_if(given.text("change_hash") != hash, Code::OtherChange);
    }
    let of_request = item.request.as_ref().map(|request| request.change_hash.as_str());
    look.fail_if(of_request.is_some_and(|row| row != hash), Code::LogDiffers);
}

/// The right ends when it was signed that it would.
fn term(look: &mut Look, item: &Item, granted: &Fact, change: &Change) {
    let (from, says) = match item.kind() {
        RequestKind::Extend => (granted.at, granted.time("until")),
        RequestKind::Assign | RequestKind::BreakGlass => {
            let extended = item.of_grant().find(|event| event.is("grant.extended"));
            let Some(active) = item.active() else { return };
            if extended.is_some_and(|extended| extended.written < active.written) {
                return;
            }
            (active.at, active.time("until"))
        }
        RequestKind::Change | RequestKind::Adopt => return,
    };
    let zones = Duration::hours(ZONES_H);
    let bounds = match (change.ends_on, change.term_days) {
        (Some(day), _) => {
            let midnight = day.and_time(chrono::NaiveTime::MIN).and_utc() + Duration::days(1);
            Some((midnight - zones, midnight + zones))
        }
        // Whole days where the person is: the day on which it began is not counted.
        (None, Some(days)) => {
            let days = Duration::days(days);
            Some((
                from + days - Duration::hours(3),
                from + days + Duration::hours(27),
            ))
        }
        (None, None) => None,
    };
    let fits = match (bounds, says) {
        (Some((least, most)), Some(until)) => (least..=most).contains(&until),
        (None, None) => true,
        _ => false,
    };
    look.fail_if(!fits, Code::OtherTerm);
}

/// The grant's row is as the log left it.
fn row(look: &mut Look, item: &Item, granted: &Fact) {
    let Some(grant) = &item.grant else {
        look.fail(Code::LogDiffers);
        return;
    };
    look.stands_on(Evidence::Row("grants", grant.id.0));
    let whose = (granted.person_id, granted.sku_id) == (Some(grant.person_id), Some(grant.sku_id));
    look.fail_if(!whose, Code::LogDiffers);
    if let Some(until) = item.until() {
        look.fail_if(grant.until_at != until, Code::LogDiffers);
    }
    // Sets that the log says it has had; a failed change gives it back those before.
    let keys = ["plans_on", "before", "after"];
    let said = |event: &Fact| -> Vec<BTreeSet<Uuid>> {
        let of_change = event
            .detail
            .get("change")
            .and_then(|change| change.get("plans_on"));
        let lists = keys.into_iter().filter_map(|key| event.detail.get(key));
        let lists = lists.chain(of_change.filter(|_| !event.is("grant.extended")));
        lists.map(|list| ids_in(Some(list))).collect()
    };
    let kinds = [
        "grant.approved",
        "grant.plans_changed",
        "drift.adopted",
        "drift.restored",
    ];
    let events = item
        .of_grant()
        .filter(|event| kinds.contains(&event.kind.as_str()));
    let known: Vec<_> = events.flat_map(said).collect();
    let now: BTreeSet<_> = grant.plans_on.iter().map(|plan| plan.0).collect();
    look.fail_if(!known.is_empty() && !known.contains(&now), Code::LogDiffers);
}

/// The plans that were signed, as Graph is to have them.
struct Wanted {
    sku: SkuId,
    on: BTreeSet<Uuid>,
    /// Those that the product still has.
    off: BTreeSet<Uuid>,
}

impl Wanted {
    fn of(change: &Change, shared: &Shared) -> Self {
        let is_there = |plan: &&PlanId| !shared.gone_plans.contains(&(change.sku, **plan));
        Self {
            sku: change.sku,
            on: change.plans_on.iter().map(|plan| plan.0).collect(),
            off: change
                .plans_off
                .iter()
                .filter(is_there)
                .map(|plan| plan.0)
                .collect(),
        }
    }

    /// What is on is on, and what is off is off. Plans that came later are off too.
    fn agrees(&self, disabled: &BTreeSet<Uuid>) -> bool {
        self.on.is_disjoint(disabled) && self.off.is_subset(disabled)
    }
}

/// The call and what Graph said after it, in the log and in the row of the attempt.
fn graph(look: &mut Look, item: &Item, wanted: &Wanted) {
    let (planned, answered) = item.call();
    let run = item.run();
    if let Some(run) = run {
        look.stands_on(Evidence::Row("fulfilment_runs", run.id));
    }
    if let Some(planned) = planned {
        look.saw(planned);
        let body = planned.detail.get("body").filter(|body| !body.is_null());
        let added = body.and_then(|body| of_product(body.get("addLicenses"), wanted.sku));
        let agrees = added.is_some_and(|added| wanted.agrees(&ids_in(added.get("disabledPlans"))));
        look.fail_if(!agrees, Code::CallDiffers);
        look.fail_if(run.is_none_or(|run| run.call.as_ref() != body), Code::LogDiffers);
    }
    let shown = match answered {
        Some(answered) => {
            look.saw(answered);
            let after = answered.detail.get("after").filter(|after| !after.is_null());
            if planned.is_some() && answered.text("result") != "answer_lost" {
                let differs = run.is_none_or(|run| {
                    run.read_back.as_ref() != after
                        || run.graph_request_id.as_deref().unwrap_or_default()
                            != answered.text("graph_request_id")
                });
                look.fail_if(differs, Code::LogDiffers);
            }
            after
        }
        None => run.and_then(|run| run.read_back.as_ref()),
    };
    let state = of_product(shown, wanted.sku);
    let agrees = state.is_some_and(|state| wanted.agrees(&ids_in(state.get("disabledPlans"))));
    look.fail_if(!agrees, Code::ReadBackDiffers);
}

/// The entry of a product in a list of Graph, assigned directly.
fn of_product(list: Option<&Value>, sku: SkuId) -> Option<&Value> {
    let sku = sku.to_string();
    list?.as_array()?.iter().find(|entry| {
        let is_direct = entry.get("assignedByGroup").is_none_or(Value::is_null);
        is_direct && entry.get("skuId").and_then(Value::as_str) == Some(&sku)
    })
}
