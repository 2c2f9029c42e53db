//! Stuck work as an administrator looks at it: at which step it stands, how long, and what Graph said. Changes nothing.

pub mod store;

use chrono::{DateTime, Utc};

use super::GrantState;
use super::attention::Attention;
use crate::ids::{GrantId, RequestId};

/// Where work stands still.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Step {
    /// Graph refused before anything was sent: not even the person's licences could be read.
    Reading,
    Assigning,
    Removing,
    /// An active licence is as it was, and a change of it could not be done.
    Changing,
    WaitingForSeat,
    /// Graph has failed several times and is tried again without anybody's help.
    StillTrying,
}

impl Step {
    pub const ALL: [Self; 6] = [
        Self::Reading,
        Self::Assigning,
        Self::Removing,
        Self::Changing,
        Self::WaitingForSeat,
        Self::StillTrying,
    ];

    /// Goes on without a person.
    pub fn by_itself(self) -> bool {
        matches!(self, Self::WaitingForSeat | Self::StillTrying)
    }
}

/// A grant that something keeps.
#[derive(Clone, Debug)]
pub struct Stuck {
    pub grant: GrantId,
    pub request: RequestId,
    pub person: String,
    pub product: String,
    pub step: Step,
    pub state: GrantState,
    pub since: DateTime<Utc>,
    pub attention: Attention,
    /// It was active before: what is stuck is a change of it.
    pub was_active: bool,
}
