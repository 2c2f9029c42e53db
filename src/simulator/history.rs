//! Owns the past: every state of licences that anybody went through, in the order in which it was, for the whole life of
//! the simulator. Nothing here is ever changed or forgotten, so what one change keeps is small.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::ids::{GroupId, PersonId, PlanId, SkuId};

/// Changes in one answer of `/_control/history`.
const PAGE: usize = 10_000;

/// Who changed something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Application(Uuid),
    Person(PersonId),
    /// An administrator without us: `/_control`.
    Hand,
    /// The processing of group licences.
    Group,
}

impl std::fmt::Display for By {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Application(id) => write!(f, "application:{id}"),
            Self::Person(id) => write!(f, "person:{id}"),
            Self::Hand => f.write_str("hand"),
            Self::Group => f.write_str("group"),
        }
    }
}

/// Who asks for a change, and under which id.
#[derive(Clone, Debug)]
pub struct Author {
    pub by: By,
    pub client_request_id: Option<Box<str>>,
}

impl Author {
    pub fn nameless(by: By) -> Self {
        Self {
            by,
            client_request_id: None,
        }
    }
}

/// One SKU of one person on one path, before and after: the plans that are off, or nothing if it is not held.
pub struct Changed<'a> {
    pub at: DateTime<Utc>,
    pub person: PersonId,
    pub sku: SkuId,
    /// The group whose path it is; `None` is the direct one.
    pub group: Option<GroupId>,
    pub before: Option<&'a BTreeSet<PlanId>>,
    pub after: Option<&'a BTreeSet<PlanId>>,
}

/// Plans that are off. Few sets are ever different, so each is kept once.
type Off = Arc<[PlanId]>;

/// A change as it is kept.
#[derive(Clone)]
struct Entry {
    at: DateTime<Utc>,
    person: PersonId,
    sku: SkuId,
    group: Option<GroupId>,
    before: Option<Off>,
    after: Option<Off>,
    author: Author,
}

#[derive(Default)]
pub struct History {
    entries: Vec<Entry>,
    of: HashMap<PersonId, Vec<usize>>,
    sets: HashSet<Off>,
}

impl History {
    /// Times never go back: whoever calls writes down what was due earlier first.
    pub fn add(&mut self, change: &Changed<'_>, author: &Author) {
        if change.before == change.after {
            return;
        }
        let entry = Entry {
            at: change.at,
            person: change.person,
            sku: change.sku,
            group: change.group,
            before: change.before.map(|off| self.kept(off)),
            after: change.after.map(|off| self.kept(off)),
            author: author.clone(),
        };
        self.of.entry(change.person).or_default().push(self.entries.len());
        self.entries.push(entry);
    }

    fn kept(&mut self, off: &BTreeSet<PlanId>) -> Off {
        let off: Off = off.iter().copied().collect();
        match self.sets.get(&off) {
            Some(kept) => Arc::clone(kept),
            None => {
                self.sets.insert(Arc::clone(&off));
                off
            }
        }
    }

    /// What has to be undone to see a person as they were at `as_of`, the latest change first: path, SKU, the plans
    /// that were off before, and since when that had been so, if anything had changed it before.
    pub fn since(&self, person: PersonId, as_of: DateTime<Utc>) -> Vec<Undo> {
        let mine = self.of.get(&person).map_or(&[][..], Vec::as_slice);
        let later = mine
            .iter()
            .rev()
            .map(|index| &self.entries[*index])
            .take_while(|e| e.at > as_of);
        later
            .map(|entry| {
                let earlier = mine.iter().rev().map(|index| &self.entries[*index]);
                let previous = earlier
                    .skip_while(|e| !std::ptr::eq(*e, entry))
                    .skip(1)
                    .find(|e| e.group == entry.group && e.sku == entry.sku);
                Undo {
                    group: entry.group,
                    sku: entry.sku,
                    before: entry.before.as_ref().map(|off| off.iter().copied().collect()),
                    before_since: previous.map(|e| e.at),
                }
            })
            .collect()
    }

    /// A page of changes after number `after`; numbers begin at 1 and have no gaps.
    pub fn page(&self, after: usize) -> Page {
        let start = after.min(self.entries.len());
        let end = self.entries.len().min(start.saturating_add(PAGE));
        Page {
            start,
            entries: self.entries[start..end].to_vec(),
            next: after.max(end),
        }
    }
}

/// Changes to be shown, copied so that nobody waits while they are written out.
pub struct Page {
    start: usize,
    entries: Vec<Entry>,
    next: usize,
}

impl Page {
    pub fn shown(&self) -> Value {
        let numbered = (self.start + 1..).zip(&self.entries);
        let changes: Vec<Value> = numbered
            .map(|(number, entry)| {
                json!({
                    "number": number,
                    "at": entry.at,
                    "person": entry.person,
                    "sku": entry.sku,
                    "group": entry.group,
                    "before": entry.before.as_deref(),
                    "after": entry.after.as_deref(),
                    "by": entry.author.by.to_string(),
                    "client_request_id": entry.author.client_request_id,
                })
            })
            .collect();
        json!({ "changes": changes, "next": self.next })
    }
}

/// One step back.
pub struct Undo {
    pub group: Option<GroupId>,
    pub sku: SkuId,
    pub before: Option<BTreeSet<PlanId>>,
    pub before_since: Option<DateTime<Utc>>,
}
