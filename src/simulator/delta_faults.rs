//! Owns what goes wrong with delta on demand: pages that repeat, come in another order or lie, and tokens that are called in.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU16, AtomicU32, Ordering};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::lock;
use crate::ids::PersonId;

/// What happens to one page.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DeltaFault {
    /// Its link leads to the same page again.
    pub repeat: bool,
    /// Its items come in the opposite order.
    pub reorder: bool,
    /// It has items that can not be.
    pub lie: bool,
    /// Somebody who stands on it stands there in a way that can not be read.
    pub spoil: Option<Spoil>,
    /// How many pages; one if absent.
    pub times: Option<u32>,
}

/// What is wrong with somebody's only item.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spoil {
    pub person: PersonId,
    pub what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Its id is none.
    Id,
    /// Its department is a number.
    Text,
    /// Whether the account is open is left out.
    Account,
}

impl DeltaFault {
    /// Somebody who never was.
    pub fn stranger(&self) -> Uuid {
        Uuid::new_v4()
    }
}

pub struct DeltaFaults {
    /// Of this simulator; another time it is another.
    pub life: Uuid,
    waiting: Mutex<VecDeque<DeltaFault>>,
    generation: AtomicU32,
    expired_status: AtomicU16,
}

impl Default for DeltaFaults {
    fn default() -> Self {
        Self {
            life: Uuid::new_v4(),
            waiting: Mutex::default(),
            generation: AtomicU32::new(0),
            expired_status: AtomicU16::new(410),
        }
    }
}

impl DeltaFaults {
    pub fn add(&self, fault: DeltaFault) {
        lock(&self.waiting).push_back(fault);
    }

    pub fn clear(&self) {
        lock(&self.waiting).clear();
    }

    pub fn waiting(&self) -> Vec<DeltaFault> {
        lock(&self.waiting).iter().cloned().collect()
    }

    /// What happens to the page that is given now.
    pub fn take(&self) -> DeltaFault {
        let mut waiting = lock(&self.waiting);
        let Some(mut fault) = waiting.pop_front() else {
            return DeltaFault::default();
        };
        if let Some(more) = fault
            .times
            .and_then(|times| times.checked_sub(1))
            .filter(|more| *more > 0)
        {
            fault.times = Some(more);
            waiting.push_front(fault.clone());
        }
        fault
    }

    /// Every token that was given until now is no longer good.
    pub fn expire(&self, status: u16) {
        self.expired_status.store(status, Ordering::SeqCst);
        self.generation.fetch_add(1, Ordering::SeqCst);
    }

    pub fn generation(&self) -> u32 {
        self.generation.load(Ordering::SeqCst)
    }

    /// How a token that is no longer good is answered.
    pub fn expired_status(&self) -> u16 {
        self.expired_status.load(Ordering::SeqCst)
    }
}
