//! Owns the tenant as it is now: people, groups, SKUs, who has what, and the file in which changes survive a restart.
//! Knows no HTTP. Whoever calls holds the lock.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::company::{self, Company, Group, Person};
use super::licensing::{self, Change, Direct, Holder, Refusal, Stock};
use super::skus::{self, Sku};
use crate::ids::{GroupId, PersonId, PlanId, SkuId};

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
    consumed: BTreeMap<SkuId, i32>,
    started: DateTime<Utc>,
    changed: Saved,
    state_file: Option<PathBuf>,
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
            consumed: BTreeMap::new(),
            started: now,
            changed: Saved::default(),
            state_file,
        };
        tenant.count_seats();
        tenant.buy_seats_for_a_larger_company();
        tenant.read_state_file()?;
        tenant.count_seats();
        Ok(tenant)
    }

    pub fn people(&self) -> &[Person] {
        &self.people
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

    pub fn consumed(&self, sku: SkuId) -> i32 {
        self.consumed.get(&sku).copied().unwrap_or(0)
    }

    pub fn direct(&self, person: PersonId) -> Direct {
        self.direct.get(&person).cloned().unwrap_or_default()
    }

    /// What groups give a person: one entry for each group and SKU. Only direct members inherit [V].
    pub fn inherited(&self, person: PersonId) -> Vec<(GroupId, SkuId, BTreeSet<PlanId>)> {
        let groups = self
            .memberships
            .get(&person)
            .into_iter()
            .flatten()
            .filter_map(|id| self.group(*id));
        groups
            .flat_map(|group| group.gives.iter().map(|(sku, off)| (group.id, *sku, off.clone())))
            .collect()
    }

    /// Since when a person has had a SKU directly.
    pub fn since(&self, person: PersonId, sku: SkuId) -> DateTime<Utc> {
        let changed = self.changed.people.get(&person);
        changed
            .and_then(|saved| saved.get(&sku))
            .map_or(self.started, |saved| saved.since)
    }

    /// The one way in which a direct licence changes: whole or not at all, saved before it counts.
    pub fn assign(&mut self, key: &str, change: &Change, now: DateTime<Utc>) -> Result<PersonId, Unchanged> {
        let person = self.person(key).ok_or(Unchanged::NoSuchPerson)?;
        let id = person.id;
        let direct = self.direct(id);
        let inherited: Vec<_> = self
            .inherited(id)
            .into_iter()
            .map(|(_, sku, off)| (sku, off))
            .collect();
        let stock: BTreeMap<SkuId, Stock<'_>> = self
            .skus
            .iter()
            .map(|sku| {
                (
                    sku.id,
                    Stock {
                        sku,
                        consumed: self.consumed(sku.id),
                    },
                )
            })
            .collect();
        let holder = Holder {
            usage_location: person.usage_location.as_deref(),
            direct: &direct,
            inherited: &inherited,
            proxy_clash: person.proxy_clash,
        };
        let after = licensing::assign(&stock, &holder, change).map_err(Unchanged::Refused)?;

        let before = licensing::skus_of(&direct, &inherited);
        let held = licensing::skus_of(&after, &inherited);
        let saved = after.iter().map(|(sku, off)| {
            let since = if direct.get(sku) == Some(off) {
                self.since(id, *sku)
            } else {
                now
            };
            (
                *sku,
                SavedLicence {
                    off: off.clone(),
                    since,
                },
            )
        });
        let saved = saved.collect();
        let previous = self.changed.people.insert(id, saved);
        if let Err(error) = self.write_state_file() {
            match previous {
                Some(previous) => self.changed.people.insert(id, previous),
                None => self.changed.people.remove(&id),
            };
            return Err(Unchanged::NotSaved(error));
        }
        for sku in before.symmetric_difference(&held) {
            *self.consumed.entry(*sku).or_default() += if held.contains(sku) { 1 } else { -1 };
        }
        self.direct.insert(id, after);
        Ok(id)
    }

    fn index(&self, key: &str) -> Option<usize> {
        match Uuid::parse_str(key) {
            Ok(id) => self.by_id.get(&PersonId(id)).copied(),
            Err(_) => self.by_upn.get(&key.to_lowercase()).copied(),
        }
    }

    fn count_seats(&mut self) {
        let mut consumed = BTreeMap::new();
        for person in &self.people {
            let mut held: BTreeSet<SkuId> = self
                .direct
                .get(&person.id)
                .into_iter()
                .flat_map(|direct| direct.keys().copied())
                .collect();
            for group in self.memberships.get(&person.id).into_iter().flatten() {
                held.extend(
                    self.group(*group)
                        .into_iter()
                        .flat_map(|group| group.gives.keys().copied()),
                );
            }
            for sku in held {
                *consumed.entry(sku).or_insert(0) += 1;
            }
        }
        self.consumed = consumed;
    }

    fn buy_seats_for_a_larger_company(&mut self) {
        for sku in &mut self.skus {
            let consumed = self.consumed.get(&sku.id).copied().unwrap_or(0);
            if !SCARCE.contains(&sku.part_number.as_str()) && consumed >= sku.enabled {
                sku.enabled = consumed + consumed / 10 + 1;
            }
        }
    }

    fn read_state_file(&mut self) -> anyhow::Result<()> {
        let Some(path) = &self.state_file else {
            return Ok(());
        };
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)
                .with_context(|| format!("{} can not be made", folder.display()))?;
        }
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error).with_context(|| format!("{} can not be read", path.display())),
        };
        let saved: Saved = serde_json::from_str(&text)
            .with_context(|| format!("{} is not a state file of the simulator", path.display()))?;
        for (person, licences) in &saved.people {
            let direct = licences
                .iter()
                .map(|(sku, licence)| (*sku, licence.off.clone()))
                .collect();
            self.direct.insert(*person, direct);
        }
        self.changed = saved;
        Ok(())
    }

    fn write_state_file(&self) -> anyhow::Result<()> {
        match &self.state_file {
            Some(path) => replace_file(path, &serde_json::to_vec_pretty(&self.changed)?),
            None => Ok(()),
        }
    }
}

/// Everybody whose licences are no longer those of the first day.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Saved {
    people: BTreeMap<PersonId, BTreeMap<SkuId, SavedLicence>>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SavedLicence {
    off: BTreeSet<PlanId>,
    since: DateTime<Utc>,
}

/// The old file or the new one is there after a crash at any point, never half of one.
fn replace_file(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let beside = path.with_extension("new");
    let mut file = std::fs::File::create(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&beside, path)?;
    Ok(())
}
