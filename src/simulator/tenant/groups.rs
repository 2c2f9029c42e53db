//! Owns what groups give: who has to get it or lose it, when it is processed, and what came of it. Processing takes a
//! while, as in Entra; what is due is done before anybody looks, in the order in which it was due.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};

use super::super::history::{Author, By, Changed};
use super::super::licensing::{self, Direct, Holder, Refusal};
use super::Tenant;
use crate::ids::{GroupId, PersonId, PlanId, SkuId};

/// The place of people who have no usage location of their own: the company's.
const COMPANY_LOCATION: &str = "NO";

/// What groups have given one person, in the order of groups and SKUs. Few have more than one, so it is a list.
#[derive(Clone, Debug, Default)]
pub struct Shares(Vec<(Path, Share)>);

/// By which group which SKU comes.
type Path = (GroupId, SkuId);

/// A SKU that came, or could not come, by a group.
#[derive(Clone, Debug)]
pub struct Share {
    pub off: Arc<BTreeSet<PlanId>>,
    pub since: DateTime<Utc>,
    pub error: Option<Box<Refusal>>,
}

impl Shares {
    pub fn iter(&self) -> impl Iterator<Item = (&Path, &Share)> {
        self.0.iter().map(|(path, share)| (path, share))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn get(&self, path: Path) -> Option<&Share> {
        self.iter().find(|(of, _)| **of == path).map(|(_, share)| share)
    }

    /// Puts a share in the place of another, or takes it away; gives back what was there.
    fn put(&mut self, path: Path, share: Option<Share>) -> Option<Share> {
        match (self.0.binary_search_by_key(&path, |(of, _)| *of), share) {
            (Ok(at), Some(share)) => Some(std::mem::replace(&mut self.0[at].1, share)),
            (Ok(at), None) => Some(self.0.remove(at).1),
            (Err(at), Some(share)) => {
                self.0.reserve_exact(1);
                self.0.insert(at, (path, share));
                None
            }
            (Err(_), None) => None,
        }
    }
}

/// People whose share of a group is to be looked at again, by the time when it is due.
#[derive(Debug, Default)]
pub struct Waiting {
    due: BTreeMap<(DateTime<Utc>, u64), (PersonId, GroupId)>,
    count: u64,
}

impl Waiting {
    pub fn forget(&mut self, people: &BTreeSet<PersonId>) {
        self.due.retain(|_, (person, _)| !people.contains(person));
    }
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
            self.enrol(*person, |groups| groups.retain(|group| *group != id));
        }
        for person in added {
            self.enrol(person, |groups| groups.push(id));
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
        self.empty_the_bin(now);
    }

    /// People and groups that are still to be processed.
    pub fn unprocessed(&self) -> usize {
        self.waiting.due.len()
    }

    /// Processes a person's groups now, and says what still can not be given.
    pub fn reprocess(&mut self, person: PersonId, now: DateTime<Utc>) -> Result<(), Refusal> {
        self.waiting.due.retain(|_, (waiting, _)| *waiting != person);
        let Some(account) = self.account(person) else {
            return Ok(());
        };
        let mut groups: BTreeSet<GroupId> = account.groups.iter().copied().collect();
        groups.extend(account.shares.iter().map(|((group, _), _)| *group));
        for group in groups {
            self.process(person, group, now);
        }
        let shares = self.account(person).into_iter().flat_map(|a| a.shares.iter());
        match shares.filter_map(|(_, share)| share.error.clone()).next() {
            Some(refusal) => Err(*refusal),
            None => Ok(()),
        }
    }

    fn enrol(&mut self, person: PersonId, change: impl FnOnce(&mut Vec<GroupId>)) {
        let Some(index) = self.index_of(person) else {
            return;
        };
        let mut groups = self.accounts[index].groups.to_vec();
        change(&mut groups);
        self.accounts[index].groups = groups.into();
    }

    /// Makes a person's share of one group what it should be. Only direct members inherit [V].
    pub(super) fn process(&mut self, person: PersonId, group: GroupId, at: DateTime<Utc>) {
        let Some(index) = self.index_of(person) else {
            return;
        };
        let account = &self.accounts[index];
        let gives = self.group(group).map(|group| group.gives.clone());
        let wanted = gives
            .filter(|_| account.groups.contains(&group))
            .unwrap_or_default();
        let shares = account.shares.iter();
        let lost: Vec<SkuId> = shares
            .filter(|((of, sku), _)| *of == group && !wanted.contains_key(sku))
            .map(|((_, sku), _)| *sku)
            .collect();
        for sku in lost {
            self.put(index, (group, sku), None, at);
        }
        for (sku, off) in wanted {
            let current = self.accounts[index].shares.get((group, sku));
            if current.is_some_and(|share| share.error.is_none() && *share.off == off) {
                continue;
            }
            // Judged without what this group gives now of the SKU.
            let error = self.can_inherit(index, (group, sku), &off).err();
            let share = Share {
                off: Arc::new(off),
                since: at,
                error: error.map(Box::new),
            };
            self.put(index, (group, sku), Some(share), at);
        }
    }

    fn can_inherit(
        &self,
        index: usize,
        (group, sku): (GroupId, SkuId),
        off: &BTreeSet<PlanId>,
    ) -> Result<(), Refusal> {
        let (person, account) = (&self.people[index], &self.accounts[index]);
        let inherited: Vec<_> = account
            .shares
            .iter()
            .filter(|(path, share)| **path != (group, sku) && share.error.is_none())
            .map(|((_, sku), share)| (*sku, (*share.off).clone()))
            .collect();
        let direct = &account.direct;
        let holder = Holder {
            usage_location: person.usage_location.as_deref().or(Some(COMPANY_LOCATION)),
            direct,
            inherited: &inherited,
            proxy_clash: person.proxy_clash,
        };
        let mut stock = self.stock();
        let had = account.shares.get((group, sku));
        let others = licensing::skus_of(direct, &inherited);
        // The seat that this very share takes is not in its own way.
        if had.is_some_and(|share| share.error.is_none())
            && !others.contains(&sku)
            && let Some(pool) = stock.get_mut(&sku)
        {
            pool.consumed -= 1;
        }
        licensing::inherit(&stock, &holder, sku, off)
    }

    /// Writes one share, its seat, and that it has changed.
    pub(super) fn put(
        &mut self,
        index: usize,
        path: (GroupId, SkuId),
        share: Option<Share>,
        at: DateTime<Utc>,
    ) {
        let direct = Arc::clone(&self.accounts[index].direct);
        let (before, effect_before) = (self.in_effect(index), self.effect(index));
        let old = self.accounts[index].shares.put(path, share.clone());
        let (after, effect_after) = (self.in_effect(index), self.effect(index));
        self.recount((&direct, &before), (&direct, &after));
        let effective = |share: &'_ Option<Share>| {
            share
                .as_ref()
                .filter(|share| share.error.is_none())
                .map(|share| (*share.off).clone())
        };
        let (was, is) = (effective(&old), effective(&share));
        let author = Author::nameless(By::Group);
        let changed = Changed {
            at,
            person: self.people[index].id,
            sku: path.1,
            group: Some(path.0),
            before: was.as_ref(),
            after: is.as_ref(),
        };
        self.history.add(&changed, &author);
        let failure = share.and_then(|share| share.error);
        self.licences_changed(index, (effect_before, effect_after), failure, &author, at);
    }

    /// What groups give on the first day, all in effect.
    pub(super) fn share_out(&mut self) {
        for group in self.groups.iter().filter(|g| !g.gives.is_empty()) {
            for (sku, off) in &group.gives {
                let off = Arc::new(off.clone());
                for member in &group.members {
                    let Some(index) = self.by_id.get(member) else {
                        continue;
                    };
                    let index = *index as usize;
                    let share = Share {
                        off: Arc::clone(&off),
                        since: self.people[index].created,
                        error: None,
                    };
                    self.accounts[index].shares.put((group.id, *sku), Some(share));
                }
            }
        }
    }
}
