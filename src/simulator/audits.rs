//! Owns the audit feed of the directory: who did what to whom, for thirty days. How it looks in Graph is graph/audits.rs.

use std::collections::VecDeque;
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use uuid::{Builder, Uuid};

use super::dice::Dice;
use super::history::{Author, By};
use super::licensing::{Direct, Refusal};
use super::tenant::Difference;
use crate::ids::PersonId;

/// How long a record is kept, in days: "the last 30 days in most cases" [V].
pub const KEPT_DAYS: i64 = 30;

/// What was done. The names are [V], but for the two kinds of deleting and bringing back, which are [M].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activity {
    ChangeUserLicense,
    UpdateUser,
    AddUser,
    DisableAccount,
    EnableAccount,
    DeleteUser,
    HardDeleteUser,
    RestoreUser,
}

impl Activity {
    pub fn name(self) -> &'static str {
        match self {
            Self::ChangeUserLicense => "Change user license",
            Self::UpdateUser => "Update user",
            Self::AddUser => "Add user",
            Self::DisableAccount => "Disable account",
            Self::EnableAccount => "Enable account",
            Self::DeleteUser => "Delete user",
            Self::HardDeleteUser => "Hard Delete user",
            Self::RestoreUser => "Restore user",
        }
    }

    pub fn operation(self) -> &'static str {
        match self {
            Self::AddUser => "Add",
            Self::DeleteUser | Self::HardDeleteUser => "Delete",
            _ => "Update",
        }
    }
}

/// What is different now.
#[derive(Clone, Debug)]
pub enum Modified {
    Nothing,
    Properties(Box<[Difference]>),
    /// What somebody has in effect, before and after.
    Licences(Arc<Direct>, Arc<Direct>),
}

/// One record of the feed.
#[derive(Clone, Debug)]
pub struct Record {
    /// From 1, without gaps.
    pub number: u64,
    pub at: DateTime<Utc>,
    pub activity: Activity,
    pub by: By,
    pub person: PersonId,
    /// The same for what belongs together.
    pub correlation: Uuid,
    pub failure: Option<Box<Refusal>>,
    pub modified: Modified,
}

#[derive(Default)]
pub struct Audits {
    records: VecDeque<Record>,
    count: u64,
}

impl Audits {
    pub fn add(
        &mut self,
        person: PersonId,
        activity: Activity,
        modified: Modified,
        author: &Author,
        at: DateTime<Utc>,
    ) {
        let correlation = self.correlation();
        self.push(Record {
            number: 0,
            at,
            activity,
            by: author.by,
            person,
            correlation,
            failure: None,
            modified,
        });
    }

    /// `Change user license`, which does not say what has changed, and the `Update user` that does [V].
    pub fn licences_changed(
        &mut self,
        person: PersonId,
        (before, after): (&Arc<Direct>, &Arc<Direct>),
        failure: Option<Box<Refusal>>,
        author: &Author,
        at: DateTime<Utc>,
    ) {
        let correlation = self.correlation();
        let record = Record {
            number: 0,
            at,
            activity: Activity::ChangeUserLicense,
            by: author.by,
            person,
            correlation,
            failure,
            modified: Modified::Nothing,
        };
        self.push(record.clone());
        if before != after {
            self.push(Record {
                activity: Activity::UpdateUser,
                failure: None,
                modified: Modified::Licences(Arc::clone(before), Arc::clone(after)),
                ..record
            });
        }
    }

    /// Made from the number, so that the same company with the same changes has the same records.
    fn correlation(&self) -> Uuid {
        let mut dice = Dice(self.count);
        let bytes = [dice.roll().to_be_bytes(), dice.roll().to_be_bytes()].concat();
        Builder::from_random_bytes(bytes.try_into().unwrap_or_default()).into_uuid()
    }

    fn push(&mut self, mut record: Record) {
        self.forget(record.at);
        self.count += 1;
        record.number = self.count;
        self.records.push_back(record);
    }

    /// Forgets what is too old.
    pub fn forget(&mut self, now: DateTime<Utc>) {
        let kept = Duration::days(KEPT_DAYS);
        while self.records.front().is_some_and(|first| first.at + kept < now) {
            self.records.pop_front();
        }
    }

    /// The last records, the latest first.
    pub fn latest(&self) -> impl DoubleEndedIterator<Item = &Record> {
        self.records.iter().rev()
    }
}
