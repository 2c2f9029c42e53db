//! Owns who has what: the one way in which a direct licence changes, the seats that are taken, and what a reader sees, who
//! may see the past.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::super::history::{Author, Changed};
use super::super::licensing::{self, Change, Direct, Holder, Stock};
use super::{Tenant, Unchanged};
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
        let since = |sku| self.saved.since(person, sku).unwrap_or(self.started);
        let direct = self.direct.get(&person).into_iter().flatten();
        let direct = direct.map(|(sku, off)| Licence {
            sku: *sku,
            group: None,
            off: off.clone(),
            since: since(*sku),
            error: None,
        });
        let shares = self.shares.get(&person).into_iter().flatten();
        let inherited = shares.map(|((group, sku), share)| Licence {
            sku: *sku,
            group: Some(*group),
            off: share.off.clone(),
            since: share.since,
            error: share.error.as_ref().map(licensing::Refusal::violation),
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

    /// The one way in which a direct licence changes: whole or not at all, saved before it counts.
    pub fn assign(
        &mut self,
        key: &str,
        change: &Change,
        author: &Author,
        now: DateTime<Utc>,
    ) -> Result<PersonId, Unchanged> {
        let person = self.person(key).ok_or(Unchanged::NoSuchPerson)?;
        let id = person.id;
        let before = self.direct.get(&id).cloned().unwrap_or_default();
        let inherited = self.in_effect(id);
        let holder = Holder {
            usage_location: person.usage_location.as_deref(),
            direct: &before,
            inherited: &inherited,
            proxy_clash: person.proxy_clash,
        };
        let after = licensing::assign(&self.stock(), &holder, change).map_err(Unchanged::Refused)?;
        self.saved
            .keep(id, &before, &after, (self.started, now))
            .map_err(Unchanged::NotSaved)?;
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
        self.direct.insert(id, after);
        Ok(id)
    }

    /// What groups give a person in effect: one entry for each group and SKU.
    pub(super) fn in_effect(&self, person: PersonId) -> Vec<(SkuId, BTreeSet<PlanId>)> {
        let shares = self.shares.get(&person).into_iter().flatten();
        shares
            .filter(|(_, share)| share.error.is_none())
            .map(|((_, sku), share)| (*sku, share.off.clone()))
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
        let mut consumed = BTreeMap::new();
        let nothing = Direct::new();
        for person in &self.people {
            let direct = self.direct.get(&person.id).unwrap_or(&nothing);
            for sku in licensing::skus_of(direct, &self.in_effect(person.id)) {
                *consumed.entry(sku).or_insert(0) += 1;
            }
        }
        self.consumed = consumed;
    }
}
