//! Requests: what somebody asks for a beneficiary, what the policy says to it, who signs, and what becomes of it.
//! Owns requests, decisions, stages, signatures, and the birth of grants. Never talks to Graph inside a transaction.

pub mod already;
pub mod appeal;
pub mod approvers;
pub mod ask;
pub mod break_glass;
pub mod bundles;
pub mod calendar;
pub mod cancel;
pub mod carry_out;
pub mod change;
pub mod covered;
pub mod deadlines;
pub mod delegation;
pub mod extension;
pub mod facts;
pub mod failed;
pub mod frame;
pub mod history;
pub mod inquiry;
pub mod mails;
pub mod narrowing;
pub mod nearest;
pub mod notices;
pub mod nudge;
mod opening;
pub mod paths;
pub mod questions;
pub mod reason;
pub mod refusals;
pub mod replacement;
pub mod replan;
pub mod replay;
pub mod review;
pub mod rules;
pub mod store;
pub mod submit;
pub mod swap;
pub mod take_back;
pub mod term;
pub mod watching;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sqlx::types::Json;

use crate::ids::{DecisionId, GrantId, PersonId, PlanId, RequestId, SkuId, StageId};
use crate::policy::{Decision, Facts, OTHER, REPORT, SELF};
use questions::Answers;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type, Serialize)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum RequestKind {
    Assign,
    /// A later end of a grant that lives.
    Extend,
    /// What was found at Graph becomes a grant, as an administrator wished.
    Adopt,
    /// Other plans of a grant that lives.
    Change,
    /// Given at once by an administrator, past the rules.
    BreakGlass,
}

/// How the beneficiary stood to the requester when it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text")]
pub enum ForWhom {
    #[sqlx(rename = "self")]
    Oneself,
    #[sqlx(rename = "report")]
    Report,
    #[sqlx(rename = "other")]
    Other,
}

impl ForWhom {
    /// As the policy's facts say it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Oneself => SELF,
            Self::Report => REPORT,
            Self::Other => OTHER,
        }
    }
}

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
    pub kind: RequestKind,
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
    /// First day, in the time zone of the beneficiary; `None` = as soon as it is approved. Of an extension, the first day
    /// that it adds.
    pub begins_on: Option<NaiveDate>,
    /// Last day, in place of a term in days.
    pub ends_on: Option<NaiveDate>,
    /// The grant that an extension is about.
    pub extends: Option<GrantId>,
    /// The grant that is to have other plans.
    pub changes: Option<GrantId>,
    /// To the questions of the policy.
    pub answers: Json<Answers>,
    /// `None` = asked when it could only be oneself or a report.
    pub for_whom: Option<ForWhom>,
}

impl Request {
    /// For whom it was, where nobody wrote it down.
    fn of_old(&self) -> ForWhom {
        match self.requester_id == self.beneficiary_id {
            true => ForWhom::Oneself,
            false => ForWhom::Report,
        }
    }
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
    /// To be signed by then.
    pub due_at: Option<DateTime<Utc>>,
}

impl Stage {
    /// It decides an appeal, in the place of the stage that was denied.
    pub fn is_appeal(&self) -> bool {
        self.who == appeal::WHO
    }
}

/// "Jonas Lind", "Jonas Lind for Lena Vogt".
pub fn signer_words(name: &str, other: Option<&str>) -> String {
    match other {
        Some(other) => t!("signer-for", name = name, other = other),
        None => name.to_owned(),
    }
}

#[derive(Clone, Debug)]
pub struct Signature {
    pub stage_id: StageId,
    pub person_id: PersonId,
    pub name: String,
    /// For whom they signed, with the name; `None` = in their own right.
    pub on_behalf_of: Option<(PersonId, String)>,
    pub answer: Answer,
    pub reason: String,
    pub signed_at: DateTime<Utc>,
    /// What was asked before, where it is for less.
    pub narrowed_from: Option<narrowing::Asked>,
}

impl Signature {
    /// "Jonas Lind", "Jonas Lind for Lena Vogt".
    pub fn signer(&self) -> String {
        let other = self.on_behalf_of.as_ref().map(|(_, other)| other.as_str());
        signer_words(&self.name, other)
    }

    /// Whose right to sign it used.
    pub fn authority(&self) -> PersonId {
        self.on_behalf_of
            .as_ref()
            .map_or(self.person_id, |(person, _)| *person)
    }
}

/// A stored decision with what it saw.
#[derive(Clone, Debug)]
pub struct StoredDecision {
    pub id: DecisionId,
    pub decision: Decision,
    pub facts: Facts,
    pub made_at: DateTime<Utc>,
}

/// Who may sign a stage and why they, as stored beside a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StagePeople {
    /// Position of the stage, from 1.
    pub stage: i32,
    pub why: String,
    pub needed: i32,
    pub people: Vec<PersonId>,
}

/// What is signed and what is executed: bound to immutable ids.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub beneficiary: PersonId,
    pub sku: SkuId,
    /// Plans that will be on, sorted; every other plan of the product is off, those that come later too. Of an extension
    /// none are named: they stay as they are.
    pub plans_on: Vec<PlanId>,
    /// Plans of the product that will be off, sorted.
    pub plans_off: Vec<PlanId>,
    /// Days from the assignment; `None` = without end, or until `ends_on`. Of other plans neither is said: the end stays.
    pub term_days: Option<i64>,
    // What came later is left out where it is absent, so that the hashes of what was signed before stay.
    /// First day, when it is a later one; of an extension, the first day that it adds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begins_on: Option<NaiveDate>,
    /// Last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_on: Option<NaiveDate>,
    /// The grant whose end moves; nothing else of it changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extends: Option<GrantId>,
    /// The grant that is to have other plans; nothing else of it changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changes: Option<GrantId>,
    /// Products of the beneficiary whose grants end with it, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replaces: Vec<SkuId>,
}

impl Change {
    /// SHA-256 of the change as canonical JSON, lower-case hex.
    pub fn hash(&self) -> anyhow::Result<String> {
        Ok(hex::encode(Sha256::digest(serde_json_canonicalizer::to_vec(
            self,
        )?)))
    }
}
