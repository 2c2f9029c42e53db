//! What can be wrong with a log, and how it is said.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// The row at this place does not have the hash that was sealed.
    Changed { seq: i64, event: Uuid },
    /// A sealed event has no row.
    Missing { seq: i64, event: Uuid },
    /// Places in the order that have no seal.
    Gap { from: i64, to: i64 },
    /// What somebody wrote is not what the event says of it.
    WordsChanged { event: Uuid, member: String },
    /// An event that stands before the head of the log and was never sealed; it would stand before the one at this place.
    Inserted { event: Uuid, before: i64 },
    /// The row or the seal at this place is not the one that was sealed there; `sealed_at` = where this event was sealed, as far
    /// as that is known.
    Reordered {
        seq: i64,
        event: Uuid,
        sealed_at: Option<i64>,
    },
    /// Seals, and perhaps their rows with them, are not those that were signed. Somewhere in here.
    Rewritten { from: i64, to: i64 },
    /// A stored hash within the tree is not that of what stands below it.
    Node { level: i32, index: i64 },
    /// A checkpoint is over more events than there are.
    CutOff { size: i64, sealed: i64 },
    /// A checkpoint that the key's holder did not sign so.
    Forged { size: i64, why: String },
    /// A checkpoint that is signed by no key that is trusted.
    WrongKey { size: i64, keys: Vec<String> },
    /// What was dropped of a month is not what the log says of it.
    Dropped { month: String, why: String },
}

impl Finding {
    /// The kind of tampering.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Changed { .. } | Self::WordsChanged { .. } => "changed row",
            Self::Missing { .. } | Self::Gap { .. } | Self::Dropped { .. } => "missing row",
            Self::Inserted { .. } => "inserted row",
            Self::Reordered { .. } => "reordered rows",
            Self::Rewritten { .. } | Self::Node { .. } => "changed rows and hashes",
            Self::CutOff { .. } => "cut-off tail",
            Self::Forged { .. } => "forged checkpoint",
            Self::WrongKey { .. } => "wrong key",
        }
    }

    /// The first place in the order that it is about.
    pub fn place(&self) -> i64 {
        match self {
            Self::Changed { seq, .. } | Self::Missing { seq, .. } | Self::Reordered { seq, .. } => *seq,
            Self::Gap { from, .. } | Self::Rewritten { from, .. } => *from,
            Self::Inserted { before, .. } => *before,
            Self::Node { level, index } => index.checked_shl(level.unsigned_abs()).unwrap_or(i64::MAX),
            Self::CutOff { sealed, .. } => sealed + 1,
            Self::Forged { size, .. } | Self::WrongKey { size, .. } => *size,
            Self::Dropped { .. } | Self::WordsChanged { .. } => i64::MAX,
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed { seq, event } => {
                write!(f, "event {seq} ({event}) was changed after it was sealed")
            }
            Self::Missing { seq, event } => write!(f, "event {seq} ({event}) is missing"),
            Self::Gap { from, to } if from == to => write!(f, "the seal of event {from} is missing"),
            Self::Gap { from, to } => write!(f, "the seals of events {from} to {to} are missing"),
            Self::WordsChanged { event, member } => {
                write!(f, "what was written in `{member}` of event {event} was changed")
            }
            Self::Inserted { event, before } => {
                write!(
                    f,
                    "event {event} was inserted before event {before}, behind the head of the log"
                )
            }
            Self::Reordered {
                seq,
                event,
                sealed_at: Some(place),
            } => write!(f, "event {event} stands at {seq} and was sealed at {place}"),
            Self::Reordered { seq, event, .. } => {
                write!(f, "event {seq} ({event}) does not stand where it was written")
            }
            Self::Rewritten { from, to } => {
                write!(
                    f,
                    "seals among events {from} to {to} are not those that were signed"
                )
            }
            Self::Node { level, index } => {
                write!(
                    f,
                    "the stored hash {index} of level {level} of the tree was changed"
                )
            }
            Self::CutOff { size, sealed } => {
                write!(f, "a checkpoint is over {size} events, and {sealed} are sealed")
            }
            Self::Forged { size, why } => write!(f, "the checkpoint over {size} events: {why}"),
            Self::WrongKey { size, keys } => write!(
                f,
                "the checkpoint over {size} events is signed by a key that is not trusted: {}",
                keys.join(", ")
            ),
            Self::Dropped { month, why } => write!(f, "the events of {month} were dropped: {why}"),
        }
    }
}
