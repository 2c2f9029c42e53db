//! Fulfilment: making Graph agree with the grants of one person. Level-triggered and keyed by person: the job says "make
//! this person right". Removes only what was granted; anything else is left alone.

pub mod attention;
mod outcome;
pub mod plan;
pub mod reconcile;
pub mod store;

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
    Ended,
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
    pub active_at: Option<DateTime<Utc>>,
    pub until_at: Option<DateTime<Utc>>,
}
