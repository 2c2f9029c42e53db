//! Fulfilment: making Graph agree with the grants of one person. Level-triggered and keyed by person: the job says "make
//! this person right". Removes only what was granted; anything else is left alone.

pub mod attention;
pub mod conflicts;
mod doubt;
pub mod drift;
pub mod ending;
pub mod fuse;
pub mod movers;
pub mod newplans;
mod outcome;
pub mod plan;
pub mod reconcile;
pub mod seats;
mod settle;
pub mod store;
pub mod stuck;
pub mod terms;

use chrono::{DateTime, NaiveDate, Utc};

use crate::ids::{GrantId, PersonId, PlanId, RequestId, SkuId};

/// How far a grant is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum GrantState {
    /// Begins on a later day.
    Scheduled,
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
    /// The person left.
    Left,
    /// The person moved.
    Moved,
    /// Nobody had granted it: an administrator had it taken away.
    NotGranted,
    /// Somebody had taken it away by hand, and an administrator accepted that.
    Gone,
    /// Another grant took its place.
    Replaced,
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
    /// When it begins, if on a later day.
    pub begins_at: Option<DateTime<Utc>>,
    /// The last day that was asked for, in the person's time zone, in place of a term.
    pub ends_on: Option<NaiveDate>,
    /// It should have ended by itself, and the fuse has held it since.
    pub held_at: Option<DateTime<Utc>>,
    pub held_cause: Option<EndCause>,
    /// The grant that took its place.
    pub replaced_by: Option<GrantId>,
    /// The request whose plans are being set: other plans than it had.
    pub changed_by: Option<RequestId>,
}

impl Grant {
    /// It was active, was to be set up again, and could not be.
    pub fn is_stuck_again(&self) -> bool {
        self.active_at.is_some()
            && matches!(
                self.state,
                GrantState::WaitingForSeat | GrantState::NeedsAttention
            )
    }

    /// The request for which something is done at Graph now: that of other plans, or its own.
    pub fn works_for(&self) -> RequestId {
        self.changed_by.unwrap_or(self.request_id)
    }

    pub fn can_be_given_back(&self) -> bool {
        self.state == GrantState::Active || self.is_stuck_again()
    }
}

impl EndCause {
    /// Said after "ended:" or in a list.
    pub fn words(self) -> &'static str {
        match self {
            Self::GivenBack => "given back",
            Self::Withdrawn => "withdrawn",
            Self::Closed => "closed by an administrator",
            Self::Expired => "its term is over",
            Self::Left => "the account was closed",
            Self::Moved => "the person moved",
            Self::NotGranted => "taken away: nobody had granted it",
            Self::Gone => "taken away at Microsoft",
            Self::Replaced => "replaced by another product",
        }
    }
}

impl GrantState {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
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
