//! Owns who comes, moves, goes and comes back, and that delta and the audit feed hear of it.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};

use super::super::audits::{Activity, Modified};
use super::super::company::{Person, id_of, kept_once};
use super::super::history::{Author, Changed};
use super::super::licensing::{Change, Direct};
use super::super::properties::Properties;
use super::differences::differences;
use super::groups::Shares;
use super::licences::place;
use super::{Account, Tenant};
use crate::ids::{GroupId, PersonId, SkuId};

/// How long somebody who was deleted can be brought back, in days [V].
const RESTORABLE_DAYS: i64 = 30;

/// Somebody who was deleted.
#[derive(Clone, Debug)]
pub struct Left {
    pub at: DateTime<Utc>,
    pub for_good: bool,
    direct: Arc<Direct>,
    groups: Arc<[GroupId]>,
    /// Whom they led.
    led: Vec<u32>,
}

/// Why somebody did not come, move, go or come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unmoved {
    #[error("there is no such person")]
    NoSuchPerson,
    #[error("somebody else has this id or UPN")]
    Taken,
    #[error("they have been deleted for good")]
    ForGood,
    #[error("the state file can not be written")]
    NotSaved,
}

impl Tenant {
    /// Somebody new.
    pub fn welcome(
        &mut self,
        person: Person,
        author: &Author,
        now: DateTime<Utc>,
    ) -> Result<PersonId, Unmoved> {
        let (id, upn) = (person.id, person.upn.to_lowercase());
        if self.by_upn.contains_key(upn.as_str()) || !self.is_free(id) {
            return Err(Unmoved::Taken);
        }
        self.saved.keep_person(&person).map_err(|_| Unmoved::NotSaved)?;
        let index = self.people.len();
        self.arrived.insert(id, now);
        self.seat(person);
        for sku in self.accounts[index].direct.keys() {
            *self.consumed.entry(*sku).or_default() += 1;
        }
        self.changes.add(place(index), Properties::EVERYTHING, now);
        self.audits
            .add(id, Activity::AddUser, Modified::Nothing, author, now);
        Ok(id)
    }

    /// Somebody is among the others, with what the file says of them.
    pub(super) fn seat(&mut self, person: Person) {
        let (id, upn, index) = (person.id, person.upn.to_lowercase(), place(self.people.len()));
        self.by_id.insert(id, index);
        self.by_upn.insert(upn.into(), index);
        self.people.push(person);
        let (direct, since) = self.saved.of(id);
        self.accounts.push(Account {
            direct: kept_once(&mut self.kept, direct),
            since,
            shares: Shares::default(),
            groups: Arc::default(),
            left: None,
        });
        self.headcount += 1;
    }

    /// The id of somebody new with this UPN, made from it; another if somebody who is still in the bin has that one.
    pub fn id_for(&self, upn: &str) -> PersonId {
        let ids = (0_u32..).map(|time| match time {
            0 => PersonId(id_of("person", upn)),
            time => PersonId(id_of("person", &format!("{upn} {time}"))),
        });
        let mut ids = ids.filter(|id| self.is_free(*id) || self.index_of(*id).is_some());
        ids.next().unwrap_or_else(|| PersonId(id_of("person", upn)))
    }

    fn is_free(&self, id: PersonId) -> bool {
        let left = |index: &u32| self.accounts[*index as usize].left.as_ref();
        match self.by_id.get(&id).map(left) {
            None => true,
            Some(left) => left.is_some_and(|left| left.for_good),
        }
    }

    /// Changes somebody, whole or not at all. `edit` does not change the id.
    pub fn change(
        &mut self,
        key: &str,
        edit: impl FnOnce(&mut Person),
        author: &Author,
        now: DateTime<Utc>,
    ) -> Result<(), Unmoved> {
        let index = self.index(key).ok_or(Unmoved::NoSuchPerson)?;
        self.change_at(index, edit, author, now)
    }

    pub(super) fn change_at(
        &mut self,
        index: usize,
        edit: impl FnOnce(&mut Person),
        author: &Author,
        now: DateTime<Utc>,
    ) -> Result<(), Unmoved> {
        let before = &self.people[index];
        let mut after = before.clone();
        edit(&mut after);
        let (old_upn, new_upn) = (before.upn.to_lowercase(), after.upn.to_lowercase());
        if old_upn != new_upn && self.by_upn.contains_key(new_upn.as_str()) {
            return Err(Unmoved::Taken);
        }
        self.saved.keep_person(&after).map_err(|_| Unmoved::NotSaved)?;
        if old_upn != new_upn {
            self.by_upn.remove(old_upn.as_str());
            self.by_upn.insert(new_upn.into(), place(index));
        }
        let (was_led_by, was_enabled) = (before.manager, before.account_enabled);
        let (what, modified) = differences(before, &after);
        let (id, led_by, enabled) = (after.id, after.manager, after.account_enabled);
        self.people[index] = after;
        if was_led_by == led_by {
            self.changes.add(place(index), what, now);
        } else {
            self.changes.add_led_by(place(index), was_led_by, what, now);
        }
        if !modified.is_empty() {
            let activity = match (was_enabled, enabled) {
                (true, false) => Activity::DisableAccount,
                (false, true) => Activity::EnableAccount,
                _ => Activity::UpdateUser,
            };
            self.audits
                .add(id, activity, Modified::Properties(modified.into()), author, now);
        }
        Ok(())
    }

    /// Deletes somebody: their seats are free, their groups are without them, and whom they led has no manager. Softly,
    /// and they can be brought back for a while. Who was deleted softly can be deleted for good.
    pub fn leave(
        &mut self,
        key: &str,
        soft: bool,
        author: &Author,
        now: DateTime<Utc>,
    ) -> Result<(), Unmoved> {
        if let Some(index) = self.index(key) {
            self.leave_all(&[index], soft, author, now)
        } else {
            let index = self.left_index(key).ok_or(Unmoved::NoSuchPerson)?;
            let left = self.accounts[index].left.as_mut().filter(|left| !left.for_good);
            let left = left.ok_or(Unmoved::ForGood)?;
            if !soft {
                left.for_good = true;
                self.changes.add(place(index), Properties::EVERYTHING, now);
                let id = self.people[index].id;
                self.audits
                    .add(id, Activity::HardDeleteUser, Modified::Nothing, author, now);
            }
            Ok(())
        }
    }

    /// As `leave`, for many at once.
    pub(super) fn leave_all(
        &mut self,
        leavers: &[usize],
        soft: bool,
        author: &Author,
        now: DateTime<Utc>,
    ) -> Result<(), Unmoved> {
        let ids: BTreeSet<PersonId> = leavers.iter().map(|index| self.people[*index].id).collect();
        for group in &mut self.groups {
            group.members.retain(|member| !ids.contains(member));
        }
        self.waiting.forget(&ids);
        for index in leavers {
            self.release(*index, author, now)?;
            let (index, person) = (*index, &self.people[*index]);
            self.by_upn.remove(person.upn.to_lowercase().as_str());
            let account = &mut self.accounts[index];
            if let Some(left) = &mut account.left {
                left.for_good = !soft;
            }
            self.gone.push(place(index));
            self.headcount -= 1;
            self.changes.add(place(index), Properties::EVERYTHING, now);
            self.audits
                .add(person.id, Activity::DeleteUser, Modified::Nothing, author, now);
            if !soft {
                self.audits.add(
                    person.id,
                    Activity::HardDeleteUser,
                    Modified::Nothing,
                    author,
                    now,
                );
            }
        }
        for index in 0..self.people.len() {
            let person = &mut self.people[index];
            let Some(manager) = person.manager.filter(|manager| ids.contains(manager)) else {
                continue;
            };
            person.manager = None;
            self.changes
                .add_led_by(place(index), Some(manager), Properties::NONE, now);
            if let Some(of) = self.by_id.get(&manager)
                && let Some(left) = &mut self.accounts[*of as usize].left
            {
                left.led.push(place(index));
            }
        }
        Ok(())
    }

    /// Takes everything from somebody who leaves. The audit feed says only that they were deleted.
    fn release(&mut self, index: usize, author: &Author, now: DateTime<Utc>) -> Result<(), Unmoved> {
        let id = self.people[index].id;
        self.saved
            .keep(id, &Direct::new(), (&[], self.started))
            .map_err(|_| Unmoved::NotSaved)?;
        let inherited = self.in_effect(index);
        let account = &mut self.accounts[index];
        let direct = std::mem::take(&mut account.direct);
        account.since = Vec::new();
        let shares = std::mem::take(&mut account.shares);
        account.left = Some(Box::new(Left {
            at: now,
            for_good: false,
            direct: Arc::clone(&direct),
            groups: std::mem::take(&mut account.groups),
            led: Vec::new(),
        }));
        self.recount((&direct, &inherited), (&Direct::new(), &[]));
        let mut lost: Vec<(Option<GroupId>, SkuId, _)> =
            direct.iter().map(|(sku, off)| (None, *sku, off)).collect();
        let shares = shares.iter().filter(|(_, share)| share.error.is_none());
        let shares: Vec<_> = shares
            .map(|(path, share)| (*path, Arc::clone(&share.off)))
            .collect();
        lost.extend(
            shares
                .iter()
                .map(|((group, sku), off)| (Some(*group), *sku, &**off)),
        );
        for (group, sku, off) in lost {
            let changed = Changed {
                at: now,
                person: id,
                sku,
                group,
                before: Some(off),
                after: None,
            };
            self.history.add(&changed, author);
        }
        Ok(())
    }

    /// Brings back who was deleted softly: with their groups, whom they led unless somebody else leads them now, and
    /// those of their licences for which there is a seat.
    pub fn restore(&mut self, key: &str, author: &Author, now: DateTime<Utc>) -> Result<(), Unmoved> {
        let index = self.left_index(key).ok_or(Unmoved::NoSuchPerson)?;
        let (id, upn) = (self.people[index].id, self.people[index].upn.to_lowercase());
        if self.by_upn.contains_key(upn.as_str()) {
            return Err(Unmoved::Taken);
        }
        let left = self.accounts[index].left.take_if(|left| !left.for_good);
        let left = left.ok_or(Unmoved::ForGood)?;
        self.by_upn.insert(upn.into(), place(index));
        self.gone.retain(|gone| *gone as usize != index);
        self.headcount += 1;
        self.changes.add(place(index), Properties::EVERYTHING, now);
        self.audits
            .add(id, Activity::RestoreUser, Modified::Nothing, author, now);
        for (sku, off) in left.direct.iter() {
            let change = Change {
                add: vec![(*sku, off.clone())],
                remove: Vec::new(),
            };
            // What there is no seat for any more does not come back.
            let _ = self.assign(&id.to_string(), &change, author, now);
        }
        for index in left.led {
            let person = &mut self.people[index as usize];
            if person.manager.is_none() {
                person.manager = Some(id);
                self.changes.add_led_by(index, None, Properties::NONE, now);
            }
        }
        for group in left.groups.iter() {
            let back = super::Regroup {
                add: vec![id],
                ..super::Regroup::default()
            };
            self.regroup(*group, back, now);
        }
        Ok(())
    }

    /// The place of somebody who has left, by id or by the UPN they had; who left last, if several had it.
    fn left_index(&self, key: &str) -> Option<usize> {
        let mut gone = self.gone.iter().rev().map(|index| *index as usize);
        gone.find(|index| {
            let person = &self.people[*index];
            person.upn.eq_ignore_ascii_case(key) || person.id.to_string().eq_ignore_ascii_case(key)
        })
    }

    /// The last people who left, the latest first.
    pub fn left(&self) -> impl Iterator<Item = (&Person, &Left)> {
        let gone = self.gone.iter().rev().map(|index| *index as usize);
        gone.filter_map(|index| Some((&self.people[index], self.accounts[index].left.as_deref()?)))
    }

    /// Deletes for good who has been in the bin for too long.
    pub(super) fn empty_the_bin(&mut self, now: DateTime<Utc>) {
        let Some(due) = now.checked_sub_signed(Duration::days(RESTORABLE_DAYS)) else {
            return;
        };
        // Who left first stands first.
        while let Some(index) = self.gone.get(self.emptied).copied() {
            let left = &mut self.accounts[index as usize].left;
            let Some(left) = left.as_mut().filter(|left| left.at <= due) else {
                break;
            };
            self.emptied += 1;
            if !left.for_good {
                left.for_good = true;
                self.changes.add(index, Properties::EVERYTHING, now);
            }
        }
    }
}
