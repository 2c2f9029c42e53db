//! Owns the tenant as it is now: people, groups, SKUs. Who has what is licences.rs, what groups give groups.rs, the file in
//! which changes survive a restart saved.rs. Knows no HTTP. Whoever calls holds the lock.

mod groups;
mod licences;
mod saved;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use super::company::{self, Company, Group, Person};
use super::history::History;
use super::licensing::{Direct, Refusal};
use super::skus::{self, Sku};
use crate::ids::{GroupId, PersonId, SkuId};
use groups::{Shares, Waiting};
use saved::StateFile;

pub use groups::Regroup;
pub use licences::Licence;

/// SKUs that stay scarce however large the company is, so that the waiting room has something to wait for.
const SCARCE: [&str; 2] = ["POWER_BI_PRO", "PROJECTPROFESSIONAL"];

pub struct Tenant {
    pub id: Uuid,
    people: Vec<Person>,
    by_id: HashMap<PersonId, usize>,
    by_upn: HashMap<String, usize>,
    groups: Vec<Group>,
    memberships: HashMap<PersonId, Vec<GroupId>>,
    skus: Vec<Sku>,
    direct: BTreeMap<PersonId, Direct>,
    /// What groups have given, as far as it is processed.
    shares: HashMap<PersonId, Shares>,
    /// Group licences that are still to be processed.
    waiting: Waiting,
    consumed: BTreeMap<SkuId, i32>,
    history: History,
    started: DateTime<Utc>,
    saved: StateFile,
    /// How long the directory takes to show a change to whoever reads, in milliseconds.
    pub lag_ms: u32,
    /// How long the processing of group licences takes, in milliseconds.
    pub group_delay_ms: u32,
    /// People who came after the first day, and when.
    arrived: HashMap<PersonId, DateTime<Utc>>,
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
        let by_id = people
            .iter()
            .enumerate()
            .map(|(index, p)| (p.id, index))
            .collect();
        let by_upn = people
            .iter()
            .enumerate()
            .map(|(index, p)| (p.upn.to_lowercase(), index))
            .collect();
        let mut memberships: HashMap<PersonId, Vec<GroupId>> = HashMap::new();
        for group in &groups {
            for member in &group.members {
                memberships.entry(*member).or_default().push(group.id);
            }
        }
        let mut tenant = Self {
            id,
            people,
            by_id,
            by_upn,
            groups,
            memberships,
            skus,
            direct,
            shares: HashMap::new(),
            waiting: Waiting::default(),
            consumed: BTreeMap::new(),
            history: History::default(),
            started: now,
            saved: StateFile::open(state_file)?,
            lag_ms: 0,
            group_delay_ms: 0,
            arrived: HashMap::new(),
        };
        tenant.share_out();
        tenant.count_seats();
        tenant.buy_seats_for_a_larger_company();
        tenant.direct.extend(tenant.saved.direct());
        tenant.count_seats();
        Ok(tenant)
    }

    pub fn people(&self) -> &[Person] {
        &self.people
    }

    /// Everybody whom the directory shows by now. Newcomers stand at the end, so few are looked at.
    pub fn people_seen(&self, now: DateTime<Utc>) -> &[Person] {
        let hidden = self.people.iter().rev().take_while(|p| !self.is_seen(p, now));
        &self.people[..self.people.len() - hidden.count()]
    }

    /// The person, if the directory shows them by now: a new one is not found for a while.
    pub fn seen(&self, key: &str, now: DateTime<Utc>) -> Option<&Person> {
        self.person(key).filter(|person| self.is_seen(person, now))
    }

    fn is_seen(&self, person: &Person, now: DateTime<Utc>) -> bool {
        match self.arrived.get(&person.id) {
            Some(arrived) => *arrived + Duration::milliseconds(self.lag_ms.into()) <= now,
            None => true,
        }
    }

    /// Somebody new. `None` if there is somebody of that id or UPN.
    pub fn welcome(&mut self, person: Person, now: DateTime<Utc>) -> Option<PersonId> {
        let (id, upn) = (person.id, person.upn.to_lowercase());
        if self.by_id.contains_key(&id) || self.by_upn.contains_key(&upn) {
            return None;
        }
        self.by_id.insert(id, self.people.len());
        self.by_upn.insert(upn, self.people.len());
        self.arrived.insert(id, now);
        self.people.push(person);
        Some(id)
    }

    pub fn history(&self) -> &History {
        &self.history
    }

    /// By object id or UPN, in any case.
    pub fn person(&self, key: &str) -> Option<&Person> {
        self.index(key).map(|index| &self.people[index])
    }

    pub fn person_mut(&mut self, key: &str) -> Option<&mut Person> {
        self.index(key).map(|index| &mut self.people[index])
    }

    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    pub fn group(&self, id: GroupId) -> Option<&Group> {
        self.groups.iter().find(|group| group.id == id)
    }

    /// Every group a person is in, directly or through nesting.
    pub fn groups_of(&self, person: PersonId) -> Vec<&Group> {
        let mut within: BTreeSet<GroupId> = self
            .memberships
            .get(&person)
            .into_iter()
            .flatten()
            .copied()
            .collect();
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
                members.extend(group.members.iter().filter_map(|id| self.by_id.get(id)).copied());
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

    pub fn sku(&self, id: SkuId) -> Option<&Sku> {
        self.skus.iter().find(|sku| sku.id == id)
    }

    fn index(&self, key: &str) -> Option<usize> {
        match Uuid::parse_str(key) {
            Ok(id) => self.by_id.get(&PersonId(id)).copied(),
            Err(_) => self.by_upn.get(&key.to_lowercase()).copied(),
        }
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
