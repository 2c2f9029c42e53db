//! What the policy sees. Stored whole with each decision, so that the decision can be run again.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What [`RequestFacts::for_whom`] can be.
pub const SELF: &str = "self";
pub const REPORT: &str = "report";
pub const OTHER: &str = "other";

/// Everything a condition can name. What each member is, is said in `condition/schema.rs`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    pub requester: PersonFacts,
    pub beneficiary: PersonFacts,
    pub product: ProductFacts,
    pub request: RequestFacts,
    /// What the beneficiary has now, by whatever path.
    pub held: Vec<HeldFacts>,
    pub seats: SeatFacts,
    #[serde(default)]
    pub spend: SpendFacts,
    pub now: DateTime<Utc>,
}

/// An attribute that the directory does not have is the empty string, so that no expression fails on it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PersonFacts {
    /// Object id.
    pub id: String,
    pub upn: String,
    pub name: String,
    pub department: String,
    pub job_title: String,
    /// `Employee`, `Contractor`, … as the directory has it.
    pub employee_type: String,
    /// `Member` or `Guest`.
    pub user_type: String,
    pub country: String,
    pub usage_location: String,
    pub enabled: bool,
    pub has_manager: bool,
    /// Display names of the groups, nested ones included.
    pub groups: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProductFacts {
    /// `skuPartNumber`.
    pub sku: String,
    pub name: String,
    /// In hundredths of the currency unit, for one seat and month.
    pub price_cents: i64,
    pub cost_center: String,
    /// Names of the plans that can be switched off for a person.
    pub plans: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RequestFacts {
    /// `assign`, `extend` or `change`; `leave` or `move` where somebody left or moved.
    pub kind: String,
    pub justification: String,
    /// Days; 0 = without end. Of a change of plans, those that are left.
    pub term_days: i64,
    /// Names of the plans that the requester wants off.
    pub plans_off: Vec<String>,
    pub for_self: bool,
    /// How the beneficiary stood to the requester when it was asked: `self`, `report` or `other`. Older facts do not have it:
    /// then it was one of the first two.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub for_whom: String,
    /// Of a move, what changed: `department`, `employee_type`, `manager`, `country`.
    pub changed: Vec<String>,
    /// What was answered to the questions of the guards, by the question's id.
    pub answers: BTreeMap<String, String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct HeldFacts {
    pub sku: String,
    pub name: String,
    /// Names of the plans that are on.
    pub plans: Vec<String>,
    /// Assigned by a group, not directly.
    pub inherited: bool,
    /// By a grant of Countersign, so that it can be replaced.
    pub granted: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SeatFacts {
    pub enabled: i64,
    pub consumed: i64,
    /// Never below 0.
    pub free: i64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SpendFacts {
    /// What the grants of all products with the cost centre of this one cost in the month of the request, in hundredths.
    /// `None` where no rule asked for it; older facts have 0 there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub month_cents: Option<i64>,
}

impl RequestFacts {
    /// [`RequestFacts::for_whom`], also where the facts are older.
    pub fn for_whom(&self) -> &str {
        match (self.for_whom.as_str(), self.for_self) {
            ("", true) => SELF,
            ("", false) => REPORT,
            (whom, _) => whom,
        }
    }

    /// A later end or other plans of what is granted already.
    pub fn is_about_a_grant(&self) -> bool {
        matches!(self.kind.as_str(), "extend" | "change")
    }
}

impl HeldFacts {
    /// The friendly name, or where there is none the part number.
    pub fn title(&self) -> &String {
        if self.name.is_empty() {
            &self.sku
        } else {
            &self.name
        }
    }
}
