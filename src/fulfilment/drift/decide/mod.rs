//! What an administrator says to findings, one by one or many at once: adopt, restore, accept. Each is decided once, under a
//! lock, with its event and the reason. Sends nothing to Graph: the worker does, by the usual road.

pub mod store;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde_json::json;
use sqlx::PgConnection;

use self::store::{NewGrant, NewPlans};
use super::compare::Switchable;
use super::store as findings;
use super::{Finding, FindingKind, FindingState};
use crate::audit::{self, Actor, Event, Kind};
use crate::catalog;
use crate::config::Zones;
use crate::fulfilment::{EndCause, Grant, GrantState, movers};
use crate::ids::{FindingId, GrantId, PersonId, PlanId, RequestId, SkuId};
use crate::jobs;
use crate::requests::{self, Change, calendar};

/// Findings that are decided in one transaction.
pub const MOST_AT_ONCE: usize = 1_000;

/// What is to become of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// What was found becomes what is granted.
    Adopt,
    /// It is made as the grants say; what no grant names is taken away.
    Restore,
    /// It stays as it is.
    Accept,
}

impl Act {
    pub fn is_for(self, kind: FindingKind) -> bool {
        match self {
            Self::Adopt => matches!(kind, FindingKind::UnknownLicence | FindingKind::PlansDiffer),
            Self::Restore => kind != FindingKind::GroupError,
            Self::Accept => true,
        }
    }
}

/// Who wants it, and why.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    pub by: PersonId,
    pub act: Act,
    pub reason: &'a str,
    /// The last day of what is adopted, in the time zone of each person.
    pub ends_on: Option<NaiveDate>,
    pub zones: &'a Zones,
}

/// Why a finding was left as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PassedOver {
    /// Somebody was faster, or it is gone.
    AlreadyDecided,
    /// A grant of this product has come since, or begins later.
    GrantCame,
    /// The grant is another than when it was found, or on its way.
    GrantChanged,
    /// A plan is on that is not offered: it is switched off with the next change of this person, so it can not stay.
    NotOffered,
    /// This can not be done to a finding of its kind.
    NotForThisKind,
}

#[derive(Clone, Debug, Default)]
pub struct Decided {
    pub done: Vec<FindingId>,
    pub passed_over: Vec<(FindingId, PassedOver)>,
}

/// What is known while a bundle of findings is decided.
struct Known {
    grants: BTreeMap<(PersonId, SkuId), Grant>,
    switchable: Switchable,
    offered: BTreeSet<(SkuId, PlanId)>,
    places: BTreeMap<PersonId, Tz>,
}

/// What is to be written, in bulk.
#[derive(Default)]
struct Bundle {
    new_grants: Vec<NewGrant>,
    new_plans: Vec<NewPlans>,
    again: Vec<GrantId>,
    ended: Vec<GrantId>,
    /// Who is to be made right.
    people: Vec<PersonId>,
    events: Vec<Event>,
}

/// Decides these findings; at most [`MOST_AT_ONCE`].
pub async fn decide(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    wish: &Wish<'_>,
    ids: &[FindingId],
) -> anyhow::Result<Decided> {
    let found = store::lock(tx, ids).await?;
    let known = known(tx, wish, &found).await?;
    let mut decided = Decided::default();
    let mut bundle = Bundle::default();
    let there: BTreeSet<_> = found.iter().map(|finding| finding.id).collect();
    let lost = ids.iter().filter(|id| !there.contains(id));
    decided
        .passed_over
        .extend(lost.map(|id| (*id, PassedOver::AlreadyDecided)));
    for finding in &found {
        match one(&mut bundle, now, wish, &known, finding)? {
            None => decided.done.push(finding.id),
            Some(why) => decided.passed_over.push((finding.id, why)),
        }
    }
    write(tx, now, wish, bundle, &decided.done).await?;
    Ok(decided)
}

async fn known(tx: &mut PgConnection, wish: &Wish<'_>, found: &[Finding]) -> anyhow::Result<Known> {
    let people: Vec<_> = found.iter().map(|finding| finding.person_id).collect();
    let mut skus: Vec<_> = found.iter().map(|finding| finding.sku_id).collect();
    skus.sort();
    skus.dedup();
    let grants = store::lock_grants(tx, &people).await?;
    let grants = grants
        .into_iter()
        .map(|grant| ((grant.person_id, grant.sku_id), grant));
    let grants = grants.collect();
    let mut places = BTreeMap::new();
    if wish.ends_on.is_some() {
        for place in store::places(tx, &people).await? {
            let countries = [place.usage_location.as_deref(), place.country.as_deref()];
            places.insert(place.person, wish.zones.of(place.time_zone.as_deref(), countries));
        }
    }
    Ok(Known {
        grants,
        switchable: findings::switchable(tx).await?,
        offered: catalog::store::offered_plans(tx, &skus)
            .await?
            .into_iter()
            .collect(),
        places,
    })
}

/// Puts into the bundle what follows for one finding; answers why nothing does.
fn one(
    bundle: &mut Bundle,
    now: DateTime<Utc>,
    wish: &Wish<'_>,
    known: &Known,
    finding: &Finding,
) -> anyhow::Result<Option<PassedOver>> {
    if !wish.act.is_for(finding.kind) {
        return Ok(Some(PassedOver::NotForThisKind));
    }
    let grant = known.grants.get(&(finding.person_id, finding.sku_id));
    match (wish.act, finding.kind) {
        (Act::Adopt | Act::Restore, FindingKind::UnknownLicence) => {
            if grant.is_some() {
                return Ok(Some(PassedOver::GrantCame));
            }
            adopt_licence(bundle, now, wish, known, finding)?;
        }
        (Act::Accept, FindingKind::UnknownLicence | FindingKind::GroupError | FindingKind::PlansDiffer) => {
            if finding.state == FindingState::Accepted {
                return Ok(Some(PassedOver::AlreadyDecided));
            }
            if grant.is_some_and(|grant| is_to_be_switched_off(known, finding, grant)) {
                return Ok(Some(PassedOver::NotOffered));
            }
            let detail = said(wish, finding, grant.map(|grant| grant.id));
            bundle
                .events
                .push(event(Kind::DriftAccepted, wish, finding).saying(detail));
        }
        (_, FindingKind::Missing | FindingKind::PlansDiffer) => {
            let Some(grant) = grant.filter(|grant| is_as_found(grant, finding)) else {
                return Ok(Some(PassedOver::GrantChanged));
            };
            change_grant(bundle, wish, known, finding, grant);
        }
        (Act::Adopt | Act::Restore, FindingKind::GroupError) => {
            return Ok(Some(PassedOver::NotForThisKind));
        }
    }
    Ok(None)
}

/// Nothing was sent for it since the scan that saw this.
fn is_as_found(grant: &Grant, finding: &Finding) -> bool {
    grant.state == GrantState::Active
        && finding.grant_id == Some(grant.id)
        && grant.asserted_at.is_none_or(|at| at < finding.last_seen_at)
}

/// Somebody switched a plan on that we keep off and that is not offered: the worker switches it off again, whatever is said
/// here. One that came after our last call is no difference, and is on its way.
fn is_to_be_switched_off(known: &Known, finding: &Finding, grant: &Grant) -> bool {
    let switchable = known
        .switchable
        .get(&finding.sku_id)
        .map_or(&[][..], Vec::as_slice);
    switchable.iter().any(|plan| {
        !finding.observed.off.contains(plan)
            && !grant.plans_on.contains(plan)
            && grant.kept_off.contains(plan)
            && !known.offered.contains(&(finding.sku_id, *plan))
    })
}

/// A licence that no grant names gets one, as it is. To be taken away, it gets one that ends at once: so nothing is ever
/// removed that no grant stands for.
fn adopt_licence(
    bundle: &mut Bundle,
    now: DateTime<Utc>,
    wish: &Wish<'_>,
    known: &Known,
    finding: &Finding,
) -> anyhow::Result<()> {
    let switchable = known
        .switchable
        .get(&finding.sku_id)
        .map_or(&[][..], Vec::as_slice);
    let found_on = switchable
        .iter()
        .filter(|plan| !finding.observed.off.contains(plan));
    let is_offered = |plan: &&PlanId| known.offered.contains(&(finding.sku_id, **plan));
    let (plans_on, unclassified): (Vec<&PlanId>, Vec<&PlanId>) = found_on.partition(is_offered);
    let plans_on: Vec<_> = plans_on.into_iter().copied().collect();
    let plans_off: Vec<_> = switchable
        .iter()
        .copied()
        .filter(|plan| !plans_on.contains(plan))
        .collect();
    let ends = wish.act == Act::Restore;
    let ends_on = wish.ends_on.filter(|_| !ends);
    let place = known.places.get(&finding.person_id).copied().unwrap_or(Tz::UTC);
    let until = ends_on.map(|day| calendar::end_of(day, place));
    let change = Change {
        beneficiary: finding.person_id,
        sku: finding.sku_id,
        plans_on: plans_on.clone(),
        plans_off,
        term_days: None,
        begins_on: None,
        ends_on,
        extends: None,
        changes: None,
        replaces: Vec::new(),
    };
    let new = NewGrant {
        id: GrantId::mint(now),
        request: RequestId::mint(now),
        person: finding.person_id,
        sku: finding.sku_id,
        plans_on,
        found_off: finding.observed.off.clone(),
        change_hash: change.hash()?,
        until,
    };
    let kind = if ends {
        Kind::DriftRestored
    } else {
        Kind::DriftAdopted
    };
    let mut detail = said(wish, finding, Some(new.id));
    detail["plans_on"] = json!(new.plans_on);
    detail["plans_off"] = json!(change.plans_off);
    detail["until"] = json!(new.until);
    bundle
        .events
        .push(event(kind, wish, finding).on_request(new.request).saying(detail));
    if ends {
        let detail = json!({ "grant": new.id, "cause": EndCause::NotGranted, "reason": wish.reason });
        bundle.events.push(
            event(Kind::GrantEnding, wish, finding)
                .on_request(new.request)
                .saying(detail),
        );
    }
    // What nobody has classified stays off: the worker switches it off.
    if ends || !unclassified.is_empty() {
        bundle.people.push(finding.person_id);
    }
    bundle.new_grants.push(new);
    Ok(())
}

/// The grant follows what was found, or what was found follows the grant.
fn change_grant(bundle: &mut Bundle, wish: &Wish<'_>, known: &Known, finding: &Finding, grant: &Grant) {
    let mut detail = said(wish, finding, Some(grant.id));
    let kind = match (wish.act, finding.kind) {
        (Act::Adopt, _) => {
            let switchable = known
                .switchable
                .get(&finding.sku_id)
                .map_or(&[][..], Vec::as_slice);
            let found_on: Vec<_> = switchable
                .iter()
                .copied()
                .filter(|plan| !finding.observed.off.contains(plan))
                .collect();
            let may_be_on = |plan: &&PlanId| {
                grant.plans_on.contains(plan) || known.offered.contains(&(finding.sku_id, **plan))
            };
            let plans_on: Vec<_> = found_on.iter().filter(may_be_on).copied().collect();
            if plans_on.len() < found_on.len() {
                bundle.people.push(grant.person_id);
            }
            detail["before"] = json!(grant.plans_on);
            detail["after"] = json!(plans_on);
            bundle.new_plans.push(NewPlans {
                grant: grant.id,
                plans_on,
                found_off: finding.observed.off.clone(),
            });
            Kind::DriftAdopted
        }
        (Act::Restore, _) => {
            bundle.again.push(grant.id);
            bundle.people.push(grant.person_id);
            Kind::DriftRestored
        }
        (Act::Accept, _) => {
            bundle.ended.push(grant.id);
            Kind::DriftAccepted
        }
    };
    bundle.events.push(
        event(kind, wish, finding)
            .on_request(grant.request_id)
            .saying(detail),
    );
    if wish.act == Act::Accept {
        let detail = json!({ "grant": grant.id, "cause": EndCause::Gone, "reason": wish.reason });
        bundle.events.push(
            event(Kind::GrantEnded, wish, finding)
                .on_request(grant.request_id)
                .saying(detail),
        );
    }
}

async fn write(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    wish: &Wish<'_>,
    bundle: Bundle,
    done: &[FindingId],
) -> anyhow::Result<()> {
    let state = match wish.act {
        Act::Adopt => FindingState::Adopted,
        Act::Restore => FindingState::Restored,
        Act::Accept => FindingState::Accepted,
    };
    store::decided(tx, now, done, state, (wish.by, wish.reason)).await?;
    store::insert_grants(tx, now, wish, &bundle.new_grants).await?;
    store::change_plans(tx, &bundle.new_plans).await?;
    store::set_up_again(tx, now, &bundle.again).await?;
    store::end_what_is_gone(tx, now, &bundle.ended, wish.reason).await?;
    audit::append_all(tx, now, bundle.events).await?;
    for grant in &bundle.ended {
        requests::extension::grant_ended(tx, now, *grant).await?;
    }
    if wish.act == Act::Adopt {
        // Whoever has left already has no movement that is still to come.
        let people: Vec<_> = bundle.new_grants.iter().map(|new| new.person).collect();
        movers::found_closed(tx, now, people).await?;
    }
    if !bundle.people.is_empty() {
        jobs::enqueue_people(tx, now, &bundle.people).await?;
    }
    Ok(())
}

fn said(wish: &Wish<'_>, finding: &Finding, grant: Option<GrantId>) -> serde_json::Value {
    json!({ "finding": finding.id, "kind": finding.kind, "grant": grant, "group": finding.group_id, "reason": wish.reason })
}

fn event(kind: Kind, wish: &Wish<'_>, finding: &Finding) -> Event {
    Event::new(kind, Actor::Person(wish.by))
        .about(finding.person_id)
        .with_product(finding.sku_id)
}
