//! Owns the tenant as it is now: people, groups, SKUs. Who comes, moves and goes is people.rs, who has what licences.rs, what
//! groups give groups.rs, many changes at once bulk.rs, what delta reads changes.rs, the file in which licences survive a
//! restart saved.rs. Knows no HTTP. Whoever calls holds the lock.

mod bulk;
mod changes;
mod differences;
mod groups;
mod licences;
mod people;
mod saved;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use super::audits::{Audits, Record};
use super::company::{self, Company, Group, Person};
use super::history::History;
use super::licensing::{Direct, Refusal};
use super::sign_ins::SignIns;
use super::skus::{self, Sku};
use crate::ids::{GroupId, PersonId, SkuId};
use changes::Changes;
use groups::{Shares, Waiting};
use saved::StateFile;

pub use bulk::Churn;
pub use changes::{News, Range};
pub use differences::Difference;
pub use groups::Regroup;
pub use licences::Licence;
pub use people::{Left, Unmoved};
pub use saved::Seats;

/// SKUs that stay scarce however large the company is, so that the waiting room has something to wait for.
const SCARCE: [&str; 2] = ["POWER_BI_PRO", "PROJECTPROFESSIONAL"];

pub struct Tenant {
    pub id: Uuid,
    /// In the order in which they came. Who leaves keeps their place, so that it can be counted on.
    people: Vec<Person>,
    /// What everybody has, in the order of `people`.
    accounts: Vec<Account>,
    /// How many have not left.
    headcount: usize,
    by_id: HashMap<PersonId, u32>,
    /// Lower-case. Who has left is not in it.
    by_upn: HashMap<Box<str>, u32>,
    groups: Vec<Group>,
    skus: Vec<Sku>,
    /// Every set of licences that anybody has, once.
    kept: HashSet<Arc<Direct>>,
    /// Group licences that are still to be processed.
    waiting: Waiting,
    consumed: BTreeMap<SkuId, i32>,
    history: History,
    changes: Changes,
    audits: Audits,
    /// Applications that have a name.
    apps: BTreeMap<Uuid, String>,
    sign_ins: SignIns,
    started: DateTime<Utc>,
    saved: StateFile,
    /// How long the directory takes to show a change to whoever reads, in milliseconds.
    pub lag_ms: u32,
    /// How long the processing of group licences takes, in milliseconds.
    pub group_delay_ms: u32,
    /// Whether the tenant has Entra ID P1 or P2.
    pub premium: bool,
    /// People who came after the first day, and when.
    arrived: HashMap<PersonId, DateTime<Utc>>,
    /// Who has left, in the order in which they did.
    gone: Vec<u32>,
    /// How many of those can not come back because they have been gone for too long.
    emptied: usize,
}

/// What one person has.
struct Account {
    direct: Arc<Direct>,
    /// Since when they have it, for what has changed after the first day.
    since: Vec<(SkuId, DateTime<Utc>)>,
    /// What groups have given, as far as it is processed.
    shares: Shares,
    groups: Arc<[GroupId]>,
    left: Option<Box<Left>>,
}

/// Why a change did not happen.
#[derive(Debug, thiserror::Error)]
pub enum Unchanged {
    #[error("no such person")]
    NoSuchPerson,
    #[error("refused: {0:?}")]
    Refused(Refusal),
    #[error("the state file can not be written")]
    NotSaved(#[source] anyhow::Error),
}

impl Tenant {
    pub fn found(
        id: Uuid,
        people: usize,
        seed: u64,
        now: DateTime<Utc>,
        state_file: Option<PathBuf>,
    ) -> anyhow::Result<Self> {
        let skus = skus::subscribed()?;
        let Company {
            people,
            groups,
            direct,
        } = company::found(people, seed, &skus);
        let by_id: HashMap<PersonId, u32> = (0..).zip(&people).map(|(index, p)| (p.id, index)).collect();
        let by_upn = (0..)
            .zip(&people)
            .map(|(index, p)| (p.upn.to_lowercase().into(), index))
            .collect();
        let accounts = accounts(&direct, &groups, &by_id);
        let mut tenant = Self {
            id,
            headcount: people.len(),
            people,
            accounts,
            by_id,
            by_upn,
            groups,
            skus,
            kept: direct.into_iter().collect(),
            waiting: Waiting::default(),
            consumed: BTreeMap::new(),
            history: History::default(),
            changes: Changes::default(),
            audits: Audits::default(),
            apps: BTreeMap::new(),
            sign_ins: SignIns::new(seed, now),
            started: now,
            saved: StateFile::open(state_file)?,
            lag_ms: 0,
            group_delay_ms: 0,
            premium: true,
            arrived: HashMap::new(),
            gone: Vec::new(),
            emptied: 0,
        };
        tenant.share_out();
        tenant.count_seats();
        tenant.buy_seats_for_a_larger_company();
        tenant.take_from_the_file();
        tenant.count_seats();
        Ok(tenant)
    }

    /// Everybody who has not left.
    pub fn people(&self) -> impl Iterator<Item = &Person> {
        let all = self.people.iter().zip(&self.accounts);
        all.filter(|(_, account)| account.left.is_none())
            .map(|(person, _)| person)
    }

    /// How many have not left.
    pub fn headcount(&self) -> usize {
        self.headcount
    }

    /// Up to `size` people whom the directory shows by now, from place `from` on; with the place at which the next page
    /// begins, if there is one.
    pub fn people_seen(&self, from: usize, size: usize, now: DateTime<Utc>) -> (Vec<&Person>, Option<usize>) {
        let mut found = Vec::with_capacity(size.min(self.headcount));
        for index in from..self.people.len() {
            let person = &self.people[index];
            if self.accounts[index].left.is_some() || !self.is_seen(person, now) {
                continue;
            }
            if found.len() == size {
                return (found, Some(index));
            }
            found.push(person);
        }
        (found, None)
    }

    /// The person, if the directory shows them by now: a new one is not found for a while.
    pub fn seen(&self, key: &str, now: DateTime<Utc>) -> Option<&Person> {
        self.person(key).filter(|person| self.is_seen(person, now))
    }

    pub fn is_seen(&self, person: &Person, now: DateTime<Utc>) -> bool {
        match self.arrived.get(&person.id) {
            Some(arrived) => *arrived + Duration::milliseconds(self.lag_ms.into()) <= now,
            None => true,
        }
    }

    /// Who stands at a place of the list of changes; if they have left, since when and how.
    pub fn at(&self, place: u32) -> Option<(&Person, Option<&Left>)> {
        let index = place as usize;
        Some((self.people.get(index)?, self.accounts[index].left.as_deref()))
    }

    /// Somebody who is here or was.
    pub fn ever(&self, id: PersonId) -> Option<&Person> {
        let index = *self.by_id.get(&id)? as usize;
        self.people.get(index)
    }

    pub fn changes(&self) -> &Changes {
        &self.changes
    }

    pub fn audits(&mut self) -> &mut Audits {
        &mut self.audits
    }

    /// What was done last, the latest first.
    pub fn last_audits(&self) -> impl DoubleEndedIterator<Item = &Record> {
        self.audits.latest()
    }

    /// An application gets a name, for the audit feed.
    pub fn name_app(&mut self, app: Uuid, name: &str) {
        self.apps.insert(app, name.to_owned());
    }

    pub fn app_name(&self, app: Uuid) -> Option<&str> {
        self.apps.get(&app).map(String::as_str)
    }

    /// When somebody last signed in; `None` = never.
    pub fn last_sign_in(&self, person: &Person, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.sign_ins.last(person, now)
    }

    pub fn signed_in(&mut self, person: PersonId, at: Option<DateTime<Utc>>) {
        self.sign_ins.set(person, at);
    }

    pub fn history(&self) -> &History {
        &self.history
    }

    /// By object id or UPN, in any case.
    pub fn person(&self, key: &str) -> Option<&Person> {
        self.index(key).map(|index| &self.people[index])
    }

    pub fn person_of(&self, id: PersonId) -> Option<&Person> {
        self.index_of(id).map(|index| &self.people[index])
    }

    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    pub fn group(&self, id: GroupId) -> Option<&Group> {
        self.groups.iter().find(|group| group.id == id)
    }

    /// Every group a person is in, directly or through nesting.
    pub fn groups_of(&self, person: PersonId) -> Vec<&Group> {
        let direct = self.account(person).map(|account| &account.groups[..]);
        let mut within: BTreeSet<GroupId> = direct.unwrap_or_default().iter().copied().collect();
        loop {
            let before = within.len();
            for group in &self.groups {
                if group.nested.iter().any(|nested| within.contains(nested)) {
                    within.insert(group.id);
                }
            }
            if within.len() == before {
                break;
            }
        }
        self.groups
            .iter()
            .filter(|group| within.contains(&group.id))
            .collect()
    }

    /// Everybody in a group, directly or through nesting, each once.
    pub fn members_of(&self, group: GroupId) -> Vec<&Person> {
        let (mut open, mut seen) = (vec![group], BTreeSet::new());
        let mut members: BTreeSet<usize> = BTreeSet::new();
        while let Some(id) = open.pop() {
            if let Some(group) = self.group(id).filter(|_| seen.insert(id)) {
                members.extend(group.members.iter().filter_map(|id| self.index_of(*id)));
                open.extend(&group.nested);
            }
        }
        members.into_iter().map(|index| &self.people[index]).collect()
    }

    pub fn skus(&self) -> &[Sku] {
        &self.skus
    }

    /// By id or part number.
    pub fn sku_mut(&mut self, key: &str) -> Option<&mut Sku> {
        self.skus
            .iter_mut()
            .find(|sku| sku.part_number == key || sku.id.to_string() == key.to_lowercase())
    }

    /// Seats are bought or given back; they are kept before they count.
    pub fn change_seats(&mut self, id: SkuId, seats: Seats) -> anyhow::Result<()> {
        self.saved.keep_seats(id, seats)?;
        if let Some(sku) = self.skus.iter_mut().find(|sku| sku.id == id) {
            sku.has_seats(seats);
        }
        Ok(())
    }

    pub fn sku(&self, id: SkuId) -> Option<&Sku> {
        self.skus.iter().find(|sku| sku.id == id)
    }

    /// The place of somebody who has not left.
    fn index(&self, key: &str) -> Option<usize> {
        match Uuid::parse_str(key) {
            Ok(id) => self.index_of(PersonId(id)),
            Err(_) => self
                .by_upn
                .get(key.to_lowercase().as_str())
                .map(|index| *index as usize),
        }
    }

    fn index_of(&self, id: PersonId) -> Option<usize> {
        let index = *self.by_id.get(&id)? as usize;
        self.accounts[index].left.is_none().then_some(index)
    }

    fn account(&self, id: PersonId) -> Option<&Account> {
        self.index_of(id).map(|index| &self.accounts[index])
    }

    fn buy_seats_for_a_larger_company(&mut self) {
        for sku in &mut self.skus {
            let consumed = self.consumed.get(&sku.id).copied().unwrap_or(0);
            if !SCARCE.contains(&sku.part_number.as_str()) && consumed >= sku.enabled {
                sku.enabled = consumed + consumed / 10 + 1;
            }
        }
    }
}

/// What everybody has on the first day, without what groups give.
fn accounts(direct: &[Arc<Direct>], groups: &[Group], by_id: &HashMap<PersonId, u32>) -> Vec<Account> {
    // The groups somebody is in, as a row of bits: there are few groups and many people.
    let mut rows = vec![0_u64; direct.len()];
    for (bit, group) in (0..u64::BITS).zip(groups) {
        for index in group.members.iter().filter_map(|member| by_id.get(member)) {
            rows[*index as usize] |= 1 << bit;
        }
    }
    let mut known: HashMap<u64, Arc<[GroupId]>> = HashMap::new();
    let of_row = |row: &u64| -> Arc<[GroupId]> {
        let within = (0..u64::BITS)
            .zip(groups)
            .filter(|(bit, _)| row & (1 << bit) != 0);
        within.map(|(_, group)| group.id).collect()
    };
    let account = |(row, direct): (&u64, &Arc<Direct>)| Account {
        direct: Arc::clone(direct),
        since: Vec::new(),
        shares: Shares::default(),
        groups: Arc::clone(known.entry(*row).or_insert_with(|| of_row(row))),
        left: None,
    };
    rows.iter().zip(direct).map(account).collect()
}
