//! What the fuse holds, as administrators read it.

pub mod store;

use chrono::{DateTime, Utc};

use crate::fulfilment::EndCause;
use crate::ids::{FuseId, GrantId, RequestId, SkuId};

/// A grant that is to end by itself and is held.
#[derive(Clone, Debug)]
pub struct Held {
    pub grant: GrantId,
    pub request: RequestId,
    pub person: String,
    pub upn: String,
    pub sku: SkuId,
    pub product: String,
    pub cause: Option<EndCause>,
    pub held_at: DateTime<Utc>,
    /// When its term is over.
    pub until: Option<DateTime<Utc>>,
    /// When it was to end: its term was over, or the grace after the movement.
    pub due: Option<DateTime<Utc>>,
}

/// A fuse that was resumed.
#[derive(Clone, Debug)]
pub struct Past {
    pub id: FuseId,
    /// `None` = of all products together.
    pub product: Option<String>,
    pub blown_at: DateTime<Utc>,
    pub counted: i64,
    pub most: i64,
    pub resumed_at: DateTime<Utc>,
    pub by: String,
    pub reason: String,
}
