//! Drift: what Graph shows and the grants do not explain. A scan reads everybody and lists it; administrators adopt, restore
//! or accept it. Nothing is reverted silently: the scan only looks.

pub mod adoption;
pub mod compare;
pub mod decide;
pub mod list;
pub mod scan;
pub mod store;
pub mod who;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::{FindingId, GrantId, GroupId, PersonId, PlanId, SkuId};

/// What kind of difference it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, sqlx::Type, Serialize, Deserialize)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// Assigned directly, and no grant names it.
    UnknownLicence,
    /// Granted and active, and not assigned directly.
    Missing,
    /// Granted and active, with other plans off than the grant says.
    PlansDiffer,
    /// A group's licence that Microsoft could not give.
    GroupError,
}

impl FindingKind {
    pub const ALL: [Self; 4] = [
        Self::UnknownLicence,
        Self::Missing,
        Self::PlansDiffer,
        Self::GroupError,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::UnknownLicence => "unknown_licence",
            Self::Missing => "missing",
            Self::PlansDiffer => "plans_differ",
            Self::GroupError => "group_error",
        }
    }
}

/// Where a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum FindingState {
    Open,
    /// It stays as it is, until what is observed changes.
    Accepted,
    /// It is a grant now.
    Adopted,
    /// It is being made as the grants say.
    Restored,
    /// A later scan did not find it any more.
    Gone,
}

/// What Graph showed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observed {
    /// Plans that are off and can be switched, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub off: Vec<PlanId>,
    /// Graph's word for what keeps a group's licence from being given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Graph's word for the assignment, where it is not `Active`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
}

/// A finding as it stands in the list.
#[derive(Clone, Debug)]
pub struct Finding {
    pub id: FindingId,
    pub person_id: PersonId,
    pub sku_id: SkuId,
    pub kind: FindingKind,
    pub group_id: Option<GroupId>,
    pub grant_id: Option<GrantId>,
    pub observed: Observed,
    pub state: FindingState,
    pub first_seen_at: DateTime<Utc>,
    pub last_seen_at: DateTime<Utc>,
    pub changed_at: DateTime<Utc>,
    pub actor_id: Option<PersonId>,
    pub actor_app: Option<String>,
    pub done_at: Option<DateTime<Utc>>,
    pub decided_at: Option<DateTime<Utc>>,
    pub decided_by: Option<PersonId>,
    pub reason: Option<String>,
    /// In the order in which they were found.
    pub written: i64,
}
