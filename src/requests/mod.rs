//! Requests: what somebody asks for a beneficiary, what the policy says to it, who signs, and what becomes of it.
//! Owns requests, decisions, stages, signatures, and the birth of grants. Never talks to Graph inside a transaction.

pub mod approvers;
pub mod ask;
pub mod cancel;
pub mod facts;
pub mod frame;
pub mod paths;
pub mod review;
pub mod rules;
pub mod store;
pub mod submit;

use chrono::{DateTime, Utc};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::ids::{DecisionId, PersonId, PlanId, RequestId, SkuId, StageId};
use crate::policy::{Decision, Facts};

/// Where a request is. Moves are in `submit`, `review`, `cancel` and fulfilment; the database agrees by a CHECK.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum RequestState {
    AwaitingApproval,
    /// Signed; fulfilment is its own step.
    Approved,
    /// Graph's read-back says so.
    Active,
    Denied,
    Cancelled,
    /// Ended by an administrator.
    Closed,
}

impl RequestState {
    pub fn is_final(self) -> bool {
        !matches!(self, Self::AwaitingApproval | Self::Approved)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum StageState {
    Coming,
    Open,
    Signed,
    Denied,
    /// Not needed any more: the request ended before it.
    Dropped,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Answer {
    Approve,
    Deny,
}

#[derive(Clone, Debug)]
pub struct Request {
    pub id: RequestId,
    pub requester_id: PersonId,
    pub beneficiary_id: PersonId,
    pub sku_id: SkuId,
    pub justification: String,
    /// As asked; `None` = without end.
    pub term_days: Option<i32>,
    /// As asked.
    pub plans_off: Vec<PlanId>,
    /// Hash of the exact change that counts now; only signatures of it count.
    pub change_hash: String,
    pub state: RequestState,
    pub created_at: DateTime<Utc>,
    pub settled_at: Option<DateTime<Utc>>,
}

#[derive(Clone, Debug)]
pub struct Stage {
    pub id: StageId,
    pub request_id: RequestId,
    /// From 1.
    pub position: i32,
    pub who: String,
    pub rule: String,
    pub why: String,
    pub needed: i32,
    pub state: StageState,
    pub opened_at: Option<DateTime<Utc>>,
    pub closed_at: Option<DateTime<Utc>>,
}

#[derive(Clone, Debug)]
pub struct Signature {
    pub stage_id: StageId,
    pub person_id: PersonId,
    pub name: String,
    pub answer: Answer,
    pub reason: String,
    pub signed_at: DateTime<Utc>,
}

/// A stored decision with what it saw.
#[derive(Clone, Debug)]
pub struct StoredDecision {
    pub id: DecisionId,
    pub decision: Decision,
    pub facts: Facts,
    pub made_at: DateTime<Utc>,
}

/// What is signed and what is executed: bound to immutable ids.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    pub beneficiary: PersonId,
    pub sku: SkuId,
    /// Plans that will be on, sorted; every other plan of the product is off, those that come later too.
    pub plans_on: Vec<PlanId>,
    /// Plans of the product that will be off, sorted.
    pub plans_off: Vec<PlanId>,
    /// `None` = without end.
    pub term_days: Option<i64>,
}

impl Change {
    /// SHA-256 of the change as canonical JSON, lower-case hex.
    pub fn hash(&self) -> anyhow::Result<String> {
        Ok(hex::encode(Sha256::digest(serde_json_canonicalizer::to_vec(
            self,
        )?)))
    }
}
