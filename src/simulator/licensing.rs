//! Owns what `assignLicense` means: from what a person has and a change, what they have afterwards, or why not.
//! Pure: no clock, no lock, no HTTP. A change is applied whole or not at all.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::skus::{DEPENDENCIES, EXCLUSIONS, MAILBOXES, PROHIBITED, Sku};
use crate::ids::{PlanId, SkuId};

/// Direct assignments of one person: the plans that are off, for each SKU.
pub type Direct = BTreeMap<SkuId, BTreeSet<PlanId>>;

/// What a call wants changed.
#[derive(Clone, Debug, Default)]
pub struct Change {
    pub add: Vec<(SkuId, BTreeSet<PlanId>)>,
    pub remove: Vec<SkuId>,
}

/// The person the call is about.
pub struct Holder<'a> {
    pub usage_location: Option<&'a str>,
    pub direct: &'a Direct,
    /// One entry for each group that gives a SKU.
    pub inherited: &'a [(SkuId, BTreeSet<PlanId>)],
    /// Somebody else has an address that this person's mailbox would get.
    pub proxy_clash: bool,
}

/// A SKU and how many people have it, each counted once.
pub struct Stock<'a> {
    pub sku: &'a Sku,
    pub consumed: i32,
}

/// Why a change is refused. The order of the checks is from memory [M]; the texts are in errors.rs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    NothingToDo,
    UnknownSku(SkuId),
    NotForUsers(SkuId),
    PlanNotInSku { plan: PlanId, sku: SkuId },
    InvalidUsageLocation,
    ProhibitedInUsageLocation(PlanId),
    NotHeld,
    Inherited,
    NoSeat(SkuId),
    Depends { plan: Uuid, on: Vec<Uuid> },
    Exclusive(Uuid, Uuid),
    ProxyClash,
}

impl Refusal {
    /// The `error` of a row of `licenseAssignmentStates` when a group can not give what it gives [V].
    pub fn violation(&self) -> &'static str {
        match self {
            Self::NoSeat(_) => "CountViolation",
            Self::Exclusive(..) => "MutuallyExclusiveViolation",
            Self::Depends { .. } => "DependencyViolation",
            Self::ProhibitedInUsageLocation(_) => "ProhibitedInUsageLocationViolation",
            Self::ProxyClash => "UniquenessViolation",
            _ => "Other",
        }
    }
}

/// What the person has directly after the change.
pub fn assign(
    stock: &BTreeMap<SkuId, Stock<'_>>,
    holder: &Holder<'_>,
    change: &Change,
) -> Result<Direct, Refusal> {
    if change.add.is_empty() && change.remove.is_empty() {
        return Err(Refusal::NothingToDo);
    }
    for (sku, off) in &change.add {
        let known = &stock.get(sku).ok_or(Refusal::UnknownSku(*sku))?.sku;
        if known.applies_to != "User" {
            return Err(Refusal::NotForUsers(*sku));
        }
        let plans = known.plan_ids();
        if let Some(plan) = off.iter().find(|plan| !plans.contains(plan)) {
            return Err(Refusal::PlanNotInSku {
                plan: *plan,
                sku: *sku,
            });
        }
    }
    if !change.add.is_empty() && !holder.usage_location.is_some_and(is_country_code) {
        return Err(Refusal::InvalidUsageLocation);
    }

    let mut after = holder.direct.clone();
    for sku in &change.remove {
        if !stock.contains_key(sku) {
            return Err(Refusal::UnknownSku(*sku));
        }
        if after.remove(sku).is_none() {
            let inherits = holder.inherited.iter().any(|(inherited, _)| inherited == sku);
            return Err(if inherits {
                Refusal::Inherited
            } else {
                Refusal::NotHeld
            });
        }
    }
    // Replace, never merge: a plan that is not named is on. The same SKU in both lists ends assigned; what the
    // real service does then is unknown [M].
    for (sku, off) in &change.add {
        after.insert(*sku, off.clone());
    }

    let before = (holder.direct, holder.inherited);
    check_effect(stock, holder, before, (&after, holder.inherited))?;
    Ok(after)
}

/// Whether a group can give a person a SKU, beside what they have. Who has no usage location inherits the tenant's [V].
pub fn inherit(
    stock: &BTreeMap<SkuId, Stock<'_>>,
    holder: &Holder<'_>,
    sku: SkuId,
    off: &BTreeSet<PlanId>,
) -> Result<(), Refusal> {
    let known = &stock.get(&sku).ok_or(Refusal::UnknownSku(sku))?.sku;
    if known.applies_to != "User" {
        return Err(Refusal::NotForUsers(sku));
    }
    let mut inherited = holder.inherited.to_vec();
    inherited.push((sku, off.clone()));
    let before = (holder.direct, holder.inherited);
    check_effect(stock, holder, before, (holder.direct, &inherited))
}

/// What a person has by all paths.
type Paths<'a> = (&'a Direct, &'a [(SkuId, BTreeSet<PlanId>)]);

/// Seats, and what plans say about each other; only what the change does counts.
fn check_effect(
    stock: &BTreeMap<SkuId, Stock<'_>>,
    holder: &Holder<'_>,
    before: Paths<'_>,
    after: Paths<'_>,
) -> Result<(), Refusal> {
    let held_before = skus_of(before.0, before.1);
    for sku in skus_of(after.0, after.1).difference(&held_before) {
        let pool = stock.get(sku).ok_or(Refusal::UnknownSku(*sku))?;
        if pool.consumed >= seats(pool.sku) {
            return Err(Refusal::NoSeat(*sku));
        }
    }
    let on_before = enabled(stock, before.0, before.1);
    let on_after = enabled(stock, after.0, after.1);
    check_location(&on_before, &on_after, holder.usage_location)?;
    check_exclusions(&on_before, &on_after)?;
    check_dependencies(&on_before, &on_after)?;
    let gains_mailbox = MAILBOXES
        .iter()
        .any(|plan| on_after.contains(plan) && !on_before.contains(plan));
    if gains_mailbox && holder.proxy_clash {
        return Err(Refusal::ProxyClash);
    }
    Ok(())
}

/// Seats that can be given away. Whether seats in grace (`warning`) can be assigned is disputed; here they can [M].
pub fn seats(sku: &Sku) -> i32 {
    sku.enabled + sku.warning
}

/// The plans of one SKU that are off on every path: what is on by any path is on.
pub fn effective_off(paths: &[BTreeSet<PlanId>]) -> BTreeSet<PlanId> {
    let mut paths = paths.iter();
    let first = paths.next().cloned().unwrap_or_default();
    paths.fold(first, |off, path| off.intersection(path).copied().collect())
}

fn is_country_code(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// Every SKU a person has by any path.
pub fn skus_of(direct: &Direct, inherited: &[(SkuId, BTreeSet<PlanId>)]) -> BTreeSet<SkuId> {
    direct
        .keys()
        .copied()
        .chain(inherited.iter().map(|(sku, _)| *sku))
        .collect()
}

fn enabled(
    stock: &BTreeMap<SkuId, Stock<'_>>,
    direct: &Direct,
    inherited: &[(SkuId, BTreeSet<PlanId>)],
) -> BTreeSet<Uuid> {
    let paths = direct.iter().chain(inherited.iter().map(|(sku, off)| (sku, off)));
    let mut on = BTreeSet::new();
    for (sku, off) in paths {
        if let Some(pool) = stock.get(sku) {
            on.extend(
                pool.sku
                    .plans
                    .iter()
                    .filter(|plan| !off.contains(&plan.id))
                    .map(|plan| plan.id.0),
            );
        }
    }
    on
}

fn check_location(
    before: &BTreeSet<Uuid>,
    after: &BTreeSet<Uuid>,
    location: Option<&str>,
) -> Result<(), Refusal> {
    let prohibited = PROHIBITED
        .iter()
        .find(|(plan, place)| after.contains(plan) && !before.contains(plan) && location == Some(*place));
    match prohibited {
        Some((plan, _)) => Err(Refusal::ProhibitedInUsageLocation(PlanId(*plan))),
        None => Ok(()),
    }
}

fn check_exclusions(before: &BTreeSet<Uuid>, after: &BTreeSet<Uuid>) -> Result<(), Refusal> {
    let both = |on: &BTreeSet<Uuid>, pair: &(Uuid, Uuid)| on.contains(&pair.0) && on.contains(&pair.1);
    match EXCLUSIONS
        .iter()
        .find(|pair| both(after, pair) && !both(before, pair))
    {
        Some((one, other)) => Err(Refusal::Exclusive(*one, *other)),
        None => Ok(()),
    }
}

/// Only what the change breaks counts; what was broken before stays somebody else's trouble [M].
fn check_dependencies(before: &BTreeSet<Uuid>, after: &BTreeSet<Uuid>) -> Result<(), Refusal> {
    for dependency in DEPENDENCIES {
        let broken = |on: &BTreeSet<Uuid>| {
            on.contains(&dependency.plan) && !dependency.needs_one_of.iter().any(|plan| on.contains(plan))
        };
        if broken(after) && !broken(before) {
            return Err(Refusal::Depends {
                plan: dependency.plan,
                on: dependency.needs_one_of.to_vec(),
            });
        }
    }
    Ok(())
}
