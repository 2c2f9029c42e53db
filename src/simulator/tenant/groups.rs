//! Owns what groups give: who has to get it or lose it, when it is processed, and what came of it. Processing takes a
//! while, as in Entra; what is due is done before anybody looks, in the order in which it was due.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Duration, Utc};

use super::super::company::Group;
use super::super::history::{Author, By, Changed};
use super::super::licensing::{self, Direct, Holder, Refusal};
use super::Tenant;
use crate::ids::{GroupId, PersonId, PlanId, SkuId};

/// The place of people who have no usage location of their own: the company's.
const COMPANY_LOCATION: &str = "NO";

/// What groups have given one person.
pub type Shares = BTreeMap<(GroupId, SkuId), Share>;

/// A SKU that came, or could not come, by a group.
#[derive(Clone, Debug)]
pub struct Share {
    pub off: BTreeSet<PlanId>,
    pub since: DateTime<Utc>,
    pub error: Option<Refusal>,
}

/// People whose share of a group is to be looked at again, by the time when it is due.
#[derive(Debug, Default)]
pub struct Waiting {
    due: BTreeMap<(DateTime<Utc>, u64), (PersonId, GroupId)>,
    count: u64,
}

/// What somebody wants changed in a group.
#[derive(Debug, Default)]
pub struct Regroup {
    pub add: Vec<PersonId>,
    pub remove: Vec<PersonId>,
    /// In place of what it gives now.
    pub gives: Option<Direct>,
}

impl Tenant {
    /// Changes the group at once, and what it gives after a while.
    pub fn regroup(&mut self, id: GroupId, wanted: Regroup, now: DateTime<Utc>) {
        let Some(group) = self.groups.iter_mut().find(|group| group.id == id) else {
            return;
        };
        let mut touched: BTreeSet<PersonId> = wanted.add.iter().chain(&wanted.remove).copied().collect();
        let removed: BTreeSet<PersonId> = wanted.remove.into_iter().collect();
        group.members.retain(|member| !removed.contains(member));
        let members: BTreeSet<PersonId> = group.members.iter().copied().collect();
        let mut added = wanted.add;
        added.retain(|person| !members.contains(person) && !removed.contains(person));
        added.sort();
        added.dedup();
        group.members.extend(&added);
        if let Some(gives) = wanted.gives {
            group.gives = gives;
            touched.extend(&group.members);
        }
        for person in &removed {
            if let Some(groups) = self.memberships.get_mut(person) {
                groups.retain(|group| *group != id);
            }
        }
        for person in added {
            self.memberships.entry(person).or_default().push(id);
        }
        let due = now + Duration::milliseconds(self.group_delay_ms.into());
        for person in touched {
            self.waiting.count += 1;
            let place = (due, self.waiting.count);
            self.waiting.due.insert(place, (person, id));
        }
        self.settle(now);
    }

    /// Does what is due.
    pub fn settle(&mut self, now: DateTime<Utc>) {
        while let Some(first) = self.waiting.due.first_entry().filter(|e| e.key().0 <= now) {
            let ((due, _), (person, group)) = first.remove_entry();
            self.process(person, group, due);
        }
    }

    /// People and groups that are still to be processed.
    pub fn unprocessed(&self) -> usize {
        self.waiting.due.len()
    }

    /// Processes a person's groups now, and says what still can not be given.
    pub fn reprocess(&mut self, person: PersonId, now: DateTime<Utc>) -> Result<(), Refusal> {
        self.waiting.due.retain(|_, (waiting, _)| *waiting != person);
        let mut groups: BTreeSet<GroupId> = self
            .memberships
            .get(&person)
            .into_iter()
            .flatten()
            .copied()
            .collect();
        groups.extend(
            self.shares
                .get(&person)
                .into_iter()
                .flatten()
                .map(|((group, _), _)| *group),
        );
        for group in groups {
            self.process(person, group, now);
        }
        let shares = self.shares.get(&person).into_iter().flatten();
        match shares.filter_map(|(_, share)| share.error.clone()).next() {
            Some(refusal) => Err(refusal),
            None => Ok(()),
        }
    }

    /// Makes a person's share of one group what it should be. Only direct members inherit [V].
    fn process(&mut self, person: PersonId, group: GroupId, at: DateTime<Utc>) {
        let is_member = self
            .memberships
            .get(&person)
            .is_some_and(|groups| groups.contains(&group));
        let gives = self.group(group).map(|group| group.gives.clone());
        let wanted = gives.filter(|_| is_member).unwrap_or_default();
        let shares = self.shares.get(&person).into_iter().flatten();
        let lost: Vec<SkuId> = shares
            .filter(|((of, sku), _)| *of == group && !wanted.contains_key(sku))
            .map(|((_, sku), _)| *sku)
            .collect();
        for sku in lost {
            self.put(person, (group, sku), None, at);
        }
        for (sku, off) in wanted {
            let current = self
                .shares
                .get(&person)
                .and_then(|shares| shares.get(&(group, sku)));
            if current.is_some_and(|share| share.error.is_none() && share.off == off) {
                continue;
            }
            // Judged without what this group gives now of the SKU.
            let error = self.can_inherit(person, (group, sku), &off).err();
            let share = Share {
                off,
                since: at,
                error,
            };
            self.put(person, (group, sku), Some(share), at);
        }
    }

    fn can_inherit(
        &self,
        id: PersonId,
        (group, sku): (GroupId, SkuId),
        off: &BTreeSet<PlanId>,
    ) -> Result<(), Refusal> {
        let Some(person) = self.person(&id.to_string()) else {
            return Ok(());
        };
        let shares = self.shares.get(&id).into_iter().flatten();
        let inherited: Vec<_> = shares
            .filter(|(path, share)| **path != (group, sku) && share.error.is_none())
            .map(|((_, sku), share)| (*sku, share.off.clone()))
            .collect();
        let direct = self.direct.get(&id).cloned().unwrap_or_default();
        let holder = Holder {
            usage_location: person.usage_location.as_deref().or(Some(COMPANY_LOCATION)),
            direct: &direct,
            inherited: &inherited,
            proxy_clash: person.proxy_clash,
        };
        let mut stock = self.stock();
        let had = self.shares.get(&id).and_then(|shares| shares.get(&(group, sku)));
        let others = licensing::skus_of(&direct, &inherited);
        // The seat that this very share takes is not in its own way.
        if had.is_some_and(|share| share.error.is_none())
            && !others.contains(&sku)
            && let Some(pool) = stock.get_mut(&sku)
        {
            pool.consumed -= 1;
        }
        licensing::inherit(&stock, &holder, sku, off)
    }

    /// Writes one share, its seat and its history.
    fn put(&mut self, person: PersonId, path: (GroupId, SkuId), share: Option<Share>, at: DateTime<Utc>) {
        let direct = self.direct.get(&person).cloned().unwrap_or_default();
        let before = self.in_effect(person);
        let shares = self.shares.entry(person).or_default();
        let old = match &share {
            Some(share) => shares.insert(path, share.clone()),
            None => shares.remove(&path),
        };
        let after = self.in_effect(person);
        self.recount((&direct, &before), (&direct, &after));
        let effective = |share: &'_ Option<Share>| {
            share
                .as_ref()
                .filter(|share| share.error.is_none())
                .map(|share| share.off.clone())
        };
        let (was, is) = (effective(&old), effective(&share));
        let changed = Changed {
            at,
            person,
            sku: path.1,
            group: Some(path.0),
            before: was.as_ref(),
            after: is.as_ref(),
        };
        self.history.add(&changed, &Author::nameless(By::Group));
    }

    /// What groups give on the first day, all in effect.
    pub(super) fn share_out(&mut self) {
        let giving: Vec<&Group> = self.groups.iter().filter(|g| !g.gives.is_empty()).collect();
        let mut all: HashMap<PersonId, Shares> = HashMap::new();
        for group in giving {
            for member in &group.members {
                let Some(person) = self.person(&member.to_string()) else {
                    continue;
                };
                for (sku, off) in &group.gives {
                    let share = Share {
                        off: off.clone(),
                        since: person.created,
                        error: None,
                    };
                    all.entry(*member).or_default().insert((group.id, *sku), share);
                }
            }
        }
        self.shares = all;
    }
}
