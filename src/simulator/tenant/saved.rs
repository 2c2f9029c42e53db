//! Owns the file in which direct licences survive a restart. Without one they do not.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::super::licensing::Direct;
use crate::ids::{PersonId, PlanId, SkuId};

/// Everybody whose direct licences are no longer those of the first day.
#[derive(Debug)]
pub struct StateFile {
    path: Option<PathBuf>,
    saved: Saved,
}

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

impl StateFile {
    pub fn open(path: Option<PathBuf>) -> anyhow::Result<Self> {
        let saved = match &path {
            Some(path) => read(path)?,
            None => Saved::default(),
        };
        Ok(Self { path, saved })
    }

    /// What the file says of everybody who is in it.
    pub fn direct(&self) -> BTreeMap<PersonId, Direct> {
        let people = self.saved.people.iter().map(|(person, licences)| {
            let direct = licences
                .iter()
                .map(|(sku, licence)| (*sku, licence.off.clone()))
                .collect();
            (*person, direct)
        });
        people.collect()
    }

    /// When a person's direct licence last changed, if it ever did.
    pub fn since(&self, person: PersonId, sku: SkuId) -> Option<DateTime<Utc>> {
        Some(self.saved.people.get(&person)?.get(&sku)?.since)
    }

    /// Saved before it counts: if this fails, nothing has changed. `since` is the time of what is new in `after`.
    pub fn keep(
        &mut self,
        person: PersonId,
        before: &Direct,
        after: &Direct,
        (started, now): (DateTime<Utc>, DateTime<Utc>),
    ) -> anyhow::Result<()> {
        let licences = after.iter().map(|(sku, off)| {
            let since = match before.get(sku) == Some(off) {
                true => self.since(person, *sku).unwrap_or(started),
                false => now,
            };
            (
                *sku,
                SavedLicence {
                    off: off.clone(),
                    since,
                },
            )
        });
        let licences = licences.collect();
        let previous = self.saved.people.insert(person, licences);
        let Err(error) = self.write() else {
            return Ok(());
        };
        match previous {
            Some(previous) => self.saved.people.insert(person, previous),
            None => self.saved.people.remove(&person),
        };
        Err(error)
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
