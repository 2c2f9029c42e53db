//! Fulfilment: making Graph agree with the grants of one person. Level-triggered and keyed by person: the job says "make
//! this person right". Removes only what was granted; anything else is left alone.

pub mod attention;
pub mod conflicts;
mod doubt;
pub mod ending;
pub mod newplans;
mod outcome;
pub mod plan;
pub mod reconcile;
pub mod seats;
mod settle;
pub mod store;
pub mod stuck;

use chrono::{DateTime, Utc};

use crate::ids::{GrantId, PersonId, PlanId, RequestId, SkuId};

/// How far a grant is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum GrantState {
    Pending,
    WaitingForSeat,
    NeedsAttention,
    Active,
    /// The right is over; the licence is still to be removed.
    Ending,
    /// The licence should be removed and a person is needed for it.
    RemovalNeedsAttention,
    Ended,
}

/// Why a right ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type, serde::Serialize)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum EndCause {
    /// By the person who has it.
    GivenBack,
    /// By the requester, before it was active.
    Withdrawn,
    /// By an administrator, with a reason.
    Closed,
    /// Its term is over.
    Expired,
}

/// An approved right: person × product × plans × term.
#[derive(Clone, Debug)]
pub struct Grant {
    pub id: GrantId,
    pub request_id: RequestId,
    pub person_id: PersonId,
    pub sku_id: SkuId,
    /// The allowed plans; every other plan of the live SKU is kept off.
    pub plans_on: Vec<PlanId>,
    pub term_days: Option<i32>,
    pub state: GrantState,
    pub state_since: DateTime<Utc>,
    pub attention: Option<attention::Attention>,
    pub approved_at: DateTime<Utc>,
    /// When a seat was set aside for it.
    pub seat_at: Option<DateTime<Utc>>,
    /// When a call for it was first about to be sent.
    pub sent_at: Option<DateTime<Utc>>,
    /// Plans that a call of ours has had off once.
    pub kept_off: Vec<PlanId>,
    /// When Graph was last asked to do something for it; readings may lag behind that.
    pub asserted_at: Option<DateTime<Utc>>,
    /// A call for several was refused: this one is tried by itself.
    pub alone: bool,
    pub end_cause: Option<EndCause>,
    pub end_reason: Option<String>,
    /// When somebody, or the clock, ended the right.
    pub end_wished_at: Option<DateTime<Utc>>,
    /// When Graph showed nothing of it any more, or a person gave that up.
    pub ended_at: Option<DateTime<Utc>>,
    pub active_at: Option<DateTime<Utc>>,
    pub until_at: Option<DateTime<Utc>>,
}

impl GrantState {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::WaitingForSeat => "waiting_for_seat",
            Self::NeedsAttention => "needs_attention",
            Self::Active => "active",
            Self::Ending => "ending",
            Self::RemovalNeedsAttention => "removal_needs_attention",
            Self::Ended => "ended",
        }
    }
}
