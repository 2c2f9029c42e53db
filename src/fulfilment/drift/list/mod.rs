//! The list of findings as administrators read it.

pub mod store;

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use sqlx::types::Json;

use super::{FindingKind, FindingState, Observed};
use crate::ids::{FindingId, GroupId, PersonId, PlanId, RequestId, SkuId};

/// A finding with the words that go with it.
#[derive(Clone, Debug)]
pub struct Line {
    pub id: FindingId,
    pub person_id: PersonId,
    pub person: String,
    pub upn: String,
    pub sku: SkuId,
    pub product: String,
    pub kind: FindingKind,
    pub state: FindingState,
    pub observed: Json<Observed>,
    pub first_seen_at: DateTime<Utc>,
    pub changed_at: DateTime<Utc>,
    pub gone_at: Option<DateTime<Utc>>,
    /// The grant that it differs from, or that it became.
    pub request: Option<RequestId>,
    pub plans_on: Option<Vec<PlanId>>,
    pub group: Option<GroupId>,
    /// `None` = the mirror does not have it.
    pub group_name: Option<String>,
    /// Who did it at Microsoft: a person, or an application; somebody whom the mirror does not have stands there by UPN.
    pub actor: Option<String>,
    pub actor_app: Option<String>,
    pub done_at: Option<DateTime<Utc>>,
    pub decided_at: Option<DateTime<Utc>>,
    pub decided_by: Option<String>,
    pub reason: Option<String>,
    /// In the order in which they were found.
    pub written: i64,
}

/// What an act is bound to: another finding, or one that has changed, has another mark.
pub fn mark(lines: &[Line]) -> String {
    let mut hash = Sha256::new();
    for line in lines {
        hash.update(format!("{} {}\n", line.id, line.changed_at.timestamp_micros()));
    }
    hex::encode(hash.finalize())
}
