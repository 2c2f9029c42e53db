//! Owns who has what: the one way in which a direct licence changes, the seats that are taken, and what a reader sees, who
//! may see the past.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::super::company::kept_once;
use super::super::history::{Author, Changed};
use super::super::licensing::{self, Change, Direct, Holder, Refusal, Stock, effective_off};
use super::super::properties::{Properties, Property};
use super::super::skus::Plan;
use super::{Account, Tenant, Unchanged};
use crate::ids::{GroupId, PersonId, PlanId, SkuId};

/// A SKU that a person has on one path, or that a group could not give them.
#[derive(Clone, Debug)]
pub struct Licence {
    pub sku: SkuId,
    /// The group that gives it; `None` = directly.
    pub group: Option<GroupId>,
    pub off: BTreeSet<PlanId>,
    pub since: DateTime<Utc>,
    /// Why the group can not give it; its plans are then not in effect.
    pub error: Option<&'static str>,
}

impl Tenant {
    pub fn consumed(&self, sku: SkuId) -> i32 {
        self.consumed.get(&sku).copied().unwrap_or(0)
    }

    /// Every SKU and path of a person, direct ones first; as they were at `as_of`, or now. What a group could not give
    /// is not followed into the past.
    pub fn licences(&self, person: PersonId, as_of: Option<DateTime<Utc>>) -> Vec<Licence> {
        let Some(account) = self.account(person) else {
            return Vec::new();
        };
        let direct = account.direct.iter().map(|(sku, off)| Licence {
            sku: *sku,
            group: None,
            off: off.clone(),
            since: self.since(account, *sku),
            error: None,
        });
        let inherited = account.shares.iter().map(|((group, sku), share)| Licence {
            sku: *sku,
            group: Some(*group),
            off: (*share.off).clone(),
            since: share.since,
            error: share.error.as_deref().map(licensing::Refusal::violation),
        });
        let mut all: Vec<Licence> = direct.chain(inherited).collect();
        if let Some(as_of) = as_of {
            for undo in self.history.since(person, as_of) {
                all.retain(|row| row.sku != undo.sku || row.group != undo.group);
                all.extend(undo.before.map(|off| Licence {
                    sku: undo.sku,
                    group: undo.group,
                    off,
                    since: undo.before_since.unwrap_or(self.started),
                    error: None,
                }));
            }
            all.sort_by_key(|row| (row.group, row.sku));
        }
        all
    }

    /// Whether somebody has a SKU in effect, by any path.
    pub fn has(&self, person: PersonId, sku: SkuId) -> bool {
        self.account(person).is_some_and(|account| {
            let mut shares = account.shares.iter();
            account.direct.contains_key(&sku)
                || shares.any(|((_, of), share)| *of == sku && share.error.is_none())
        })
    }

    /// The one way in which a direct licence changes: whole or not at all, saved before it counts.
    pub fn assign(
        &mut self,
        key: &str,
        change: &Change,
        author: &Author,
        now: DateTime<Utc>,
    ) -> Result<PersonId, Unchanged> {
        let index = self.index(key).ok_or(Unchanged::NoSuchPerson)?;
        let person = &self.people[index];
        let id = person.id;
        let inherited = self.in_effect(index);
        let holder = Holder {
            usage_location: person.usage_location.as_deref(),
            direct: &self.accounts[index].direct,
            inherited: &inherited,
            proxy_clash: person.proxy_clash,
        };
        let after = licensing::assign(&self.stock(), &holder, change).map_err(Unchanged::Refused)?;
        self.hold(index, after, author, now)
            .map_err(Unchanged::NotSaved)?;
        Ok(id)
    }

    /// Writes what somebody has directly, its seats, and that it has changed. Whether they may have it is settled.
    pub(super) fn hold(
        &mut self,
        index: usize,
        after: Direct,
        author: &Author,
        now: DateTime<Utc>,
    ) -> anyhow::Result<()> {
        let id = self.people[index].id;
        let account = &self.accounts[index];
        let before = Arc::clone(&account.direct);
        let mut since: Vec<(SkuId, DateTime<Utc>)> = Vec::new();
        for (sku, off) in &after {
            match before.get(sku) == Some(off) {
                true => since.extend(account.since.iter().filter(|(of, _)| of == sku)),
                false => since.push((*sku, now)),
            }
        }
        self.saved.keep(id, &after, (&since, self.started))?;
        let (inherited, effect_before) = (self.in_effect(index), self.effect(index));
        self.recount((&before, &inherited), (&after, &inherited));
        let touched: BTreeSet<&SkuId> = before.keys().chain(after.keys()).collect();
        for sku in touched {
            let changed = Changed {
                at: now,
                person: id,
                sku: *sku,
                group: None,
                before: before.get(sku),
                after: after.get(sku),
            };
            self.history.add(&changed, author);
        }
        let account = &mut self.accounts[index];
        account.since = since;
        account.direct = kept_once(&mut self.kept, after);
        let effect_after = self.effect(index);
        self.licences_changed(index, (effect_before, effect_after), None, author, now);
        Ok(())
    }

    /// Tells delta and the audit feed what has come of a change.
    pub(super) fn licences_changed(
        &mut self,
        index: usize,
        (before, after): (Arc<Direct>, Arc<Direct>),
        failure: Option<Box<Refusal>>,
        author: &Author,
        at: DateTime<Utc>,
    ) {
        if before == after && failure.is_none() {
            return;
        }
        let id = self.people[index].id;
        self.audits
            .licences_changed(id, (&before, &after), failure, author, at);
        if before != after {
            let what = Properties::of(&[Property::AssignedLicenses]);
            self.changes.add(place(index), what, at);
        }
    }

    /// Since when somebody has a SKU directly.
    fn since(&self, account: &Account, sku: SkuId) -> DateTime<Utc> {
        let known = account.since.iter().find(|(of, _)| *of == sku);
        known.map_or(self.started, |(_, since)| *since)
    }

    /// Microsoft adds a plan to a SKU, or says something else of one that it has.
    pub fn add_plan(&mut self, sku: SkuId, plan: Plan) -> anyhow::Result<()> {
        self.saved.keep_plan(sku, &plan)?;
        self.has_plan(sku, plan);
        Ok(())
    }

    fn has_plan(&mut self, sku: SkuId, plan: Plan) {
        if let Some(sku) = self.skus.iter_mut().find(|known| known.id == sku) {
            sku.plans.retain(|known| known.id != plan.id);
            sku.plans.push(plan);
        }
    }

    /// Takes over what the state file says of plans, and of people who are here.
    pub(super) fn take_from_the_file(&mut self) {
        for (sku, plans) in self.saved.plans() {
            for plan in plans {
                self.has_plan(sku, plan);
            }
        }
        for (id, seats) in self.saved.seats() {
            if let Some(sku) = self.skus.iter_mut().find(|sku| sku.id == id) {
                sku.has_seats(seats);
            }
        }
        let changed = self.saved.changed().into_iter();
        let (changed, came): (Vec<_>, Vec<_>) =
            changed.partition(|person| self.index_of(person.id).is_some());
        let changed = changed.into_iter();
        let changed = changed.filter_map(|person| Some((self.index_of(person.id)?, person)));
        let changed: Vec<_> = changed.collect();
        // All old names first: one may be another's new one.
        for (index, _) in &changed {
            let old = self.people[*index].upn.to_lowercase();
            self.by_upn.remove(old.as_str());
        }
        for (index, person) in changed {
            self.by_upn.insert(person.upn.to_lowercase().into(), place(index));
            self.people[index] = person;
        }
        for person in came {
            self.seat(person);
        }
        for person in self.saved.people() {
            if let Some(index) = self.index_of(person) {
                let (direct, since) = self.saved.of(person);
                self.accounts[index].direct = kept_once(&mut self.kept, direct);
                self.accounts[index].since = since;
            }
        }
    }

    /// What somebody has in effect by all paths: the plans that are off on every one, for each SKU.
    pub(super) fn effect(&mut self, index: usize) -> Arc<Direct> {
        let account = &self.accounts[index];
        if account.shares.is_empty() {
            return Arc::clone(&account.direct);
        }
        let mut paths: BTreeMap<SkuId, Vec<BTreeSet<PlanId>>> = BTreeMap::new();
        for (sku, off) in account.direct.iter() {
            paths.entry(*sku).or_default().push(off.clone());
        }
        for (sku, off) in self.in_effect(index) {
            paths.entry(sku).or_default().push(off);
        }
        let effect = paths.iter().map(|(sku, off)| (*sku, effective_off(off)));
        kept_once(&mut self.kept, effect.collect())
    }

    /// What groups give a person in effect: one entry for each group and SKU.
    pub(super) fn in_effect(&self, index: usize) -> Vec<(SkuId, BTreeSet<PlanId>)> {
        let shares = self.accounts[index].shares.iter();
        shares
            .filter(|(_, share)| share.error.is_none())
            .map(|((_, sku), share)| (*sku, (*share.off).clone()))
            .collect()
    }

    pub(super) fn stock(&self) -> BTreeMap<SkuId, Stock<'_>> {
        let pool = |sku| Stock {
            sku,
            consumed: self.consumed(sku.id),
        };
        self.skus.iter().map(|sku| (sku.id, pool(sku))).collect()
    }

    /// One seat for each person and SKU, by however many paths.
    pub(super) fn recount(
        &mut self,
        before: (&Direct, &[(SkuId, BTreeSet<PlanId>)]),
        after: (&Direct, &[(SkuId, BTreeSet<PlanId>)]),
    ) {
        let before = licensing::skus_of(before.0, before.1);
        let after = licensing::skus_of(after.0, after.1);
        for sku in before.symmetric_difference(&after) {
            *self.consumed.entry(*sku).or_default() += if after.contains(sku) { 1 } else { -1 };
        }
    }

    pub(super) fn count_seats(&mut self) {
        let mut consumed: BTreeMap<SkuId, i32> = BTreeMap::new();
        for account in self.accounts.iter().filter(|account| account.left.is_none()) {
            let inherited = account.shares.iter().filter(|(_, share)| share.error.is_none());
            let mut skus: Vec<SkuId> = inherited.map(|((_, sku), _)| *sku).collect();
            skus.extend(account.direct.keys());
            skus.sort_unstable();
            skus.dedup();
            for sku in skus {
                *consumed.entry(sku).or_default() += 1;
            }
        }
        self.consumed = consumed;
    }
}

/// An index as changes.rs counts.
pub(super) fn place(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
