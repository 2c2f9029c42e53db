//! Owns the file in which direct licences, changes of people, seats and added plans survive a restart. Without one they do not. Who
//! was deleted is not in it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::super::company::Person;
use super::super::licensing::Direct;
use super::super::skus::Plan;
use crate::ids::{PersonId, PlanId, SkuId};

/// What is no longer as on the first day.
#[derive(Debug)]
pub struct StateFile {
    path: Option<PathBuf>,
    saved: Saved,
    /// Many changes are being made, to be written at their end.
    later: bool,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Saved {
    /// The direct licences of those who have others now.
    people: BTreeMap<PersonId, BTreeMap<SkuId, SavedLicence>>,
    /// Those who came, were renamed, moved, disabled or otherwise changed, as they are.
    #[serde(default)]
    changed: BTreeMap<PersonId, Person>,
    /// Plans that were added.
    #[serde(default)]
    plans: BTreeMap<SkuId, Vec<Plan>>,
    /// Seats that were bought or given back.
    #[serde(default)]
    seats: BTreeMap<SkuId, Seats>,
}

/// How many seats of a SKU there are, of each kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seats {
    pub enabled: i32,
    pub warning: i32,
    pub suspended: i32,
    pub locked_out: i32,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SavedLicence {
    off: BTreeSet<PlanId>,
    since: DateTime<Utc>,
}

impl StateFile {
    pub fn open(path: Option<PathBuf>) -> anyhow::Result<Self> {
        let saved = match &path {
            Some(path) => read(path)?,
            None => Saved::default(),
        };
        Ok(Self {
            path,
            saved,
            later: false,
        })
    }

    /// Everybody who is in the file.
    pub fn people(&self) -> Vec<PersonId> {
        self.saved.people.keys().copied().collect()
    }

    /// What the file says of somebody: their direct licences, and since when they have each.
    pub fn of(&self, person: PersonId) -> (Direct, Vec<(SkuId, DateTime<Utc>)>) {
        let licences = self.saved.people.get(&person).into_iter().flatten();
        licences
            .map(|(sku, licence)| ((*sku, licence.off.clone()), (*sku, licence.since)))
            .unzip()
    }

    /// Saved before it counts: if this fails, nothing has changed. What has no time in `since` is of the first day.
    pub fn keep(
        &mut self,
        person: PersonId,
        direct: &Direct,
        (since, started): (&[(SkuId, DateTime<Utc>)], DateTime<Utc>),
    ) -> anyhow::Result<()> {
        if self.path.is_none() {
            return Ok(());
        }
        let licences = direct.iter().map(|(sku, off)| {
            let known = since.iter().find(|(of, _)| of == sku);
            let licence = SavedLicence {
                off: off.clone(),
                since: known.map_or(started, |(_, since)| *since),
            };
            (*sku, licence)
        });
        let previous = self.saved.people.insert(person, licences.collect());
        let Err(error) = self.write_unless_later() else {
            return Ok(());
        };
        match previous {
            Some(previous) => self.saved.people.insert(person, previous),
            None => self.saved.people.remove(&person),
        };
        Err(error)
    }

    /// Those who changed, as they are.
    pub fn changed(&self) -> Vec<Person> {
        self.saved.changed.values().cloned().collect()
    }

    /// As [`Self::keep`], of somebody as they are from now on.
    pub fn keep_person(&mut self, person: &Person) -> anyhow::Result<()> {
        if self.path.is_none() {
            return Ok(());
        }
        let previous = self.saved.changed.insert(person.id, person.clone());
        let Err(error) = self.write_unless_later() else {
            return Ok(());
        };
        match previous {
            Some(previous) => self.saved.changed.insert(person.id, previous),
            None => self.saved.changed.remove(&person.id),
        };
        Err(error)
    }

    /// Plans that were added, by SKU.
    pub fn plans(&self) -> Vec<(SkuId, Vec<Plan>)> {
        let plans = self.saved.plans.iter();
        plans.map(|(sku, plans)| (*sku, plans.clone())).collect()
    }

    /// As [`Self::keep`], of a plan that a SKU has from now on.
    pub fn keep_plan(&mut self, sku: SkuId, plan: &Plan) -> anyhow::Result<()> {
        if self.path.is_none() {
            return Ok(());
        }
        let previous = self.saved.plans.get(&sku).cloned();
        let plans = self.saved.plans.entry(sku).or_default();
        plans.retain(|known| known.id != plan.id);
        plans.push(plan.clone());
        let Err(error) = self.write_unless_later() else {
            return Ok(());
        };
        match previous {
            Some(previous) => self.saved.plans.insert(sku, previous),
            None => self.saved.plans.remove(&sku),
        };
        Err(error)
    }

    /// Seats of SKUs that have others than on the first day.
    pub fn seats(&self) -> Vec<(SkuId, Seats)> {
        self.saved
            .seats
            .iter()
            .map(|(sku, seats)| (*sku, *seats))
            .collect()
    }

    /// As [`Self::keep`], of the seats that a SKU has from now on.
    pub fn keep_seats(&mut self, sku: SkuId, seats: Seats) -> anyhow::Result<()> {
        if self.path.is_none() {
            return Ok(());
        }
        let previous = self.saved.seats.insert(sku, seats);
        let Err(error) = self.write_unless_later() else {
            return Ok(());
        };
        match previous {
            Some(previous) => self.saved.seats.insert(sku, previous),
            None => self.saved.seats.remove(&sku),
        };
        Err(error)
    }

    fn write_unless_later(&self) -> anyhow::Result<()> {
        match self.later {
            true => Ok(()),
            false => self.write(),
        }
    }

    /// For many changes at once: they are kept, and written together by `write_now`.
    pub fn write_later(&mut self) {
        self.later = true;
    }

    pub fn write_now(&mut self) -> anyhow::Result<()> {
        self.later = false;
        self.write()
    }

    fn write(&self) -> anyhow::Result<()> {
        match &self.path {
            Some(path) => replace_file(path, &serde_json::to_vec_pretty(&self.saved)?),
            None => Ok(()),
        }
    }
}

fn read(path: &Path) -> anyhow::Result<Saved> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).with_context(|| format!("{} can not be made", folder.display()))?;
    }
    match std::fs::read_to_string(path) {
        Ok(text) => serde_json::from_str(&text)
            .with_context(|| format!("{} is not a state file of the simulator", path.display())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Saved::default()),
        Err(error) => Err(error).with_context(|| format!("{} can not be read", path.display())),
    }
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
