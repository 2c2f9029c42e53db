//! Products: the SKUs of the tenant with their plans and seats, and what we say about them (name, description, tags, price,
//! cost centre, owner, visibility). Three layers speak: an administrator ([`edit`]), the catalogue file ([`described`]) and
//! Microsoft's published list of names ([`names`]); what comes out of them stands in the product.

pub mod described;
pub mod edit;
pub mod edit_store;
pub mod names;
pub mod store;
pub mod sync;

use chrono::{DateTime, Utc};

use crate::config::SeatsInWarning;
use crate::ids::{PlanId, SkuId};

/// A SKU of the tenant as last read from Graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    pub sku_id: SkuId,
    /// `skuPartNumber`.
    pub part_number: String,
    /// `User` or `Company`; only `User` can be assigned.
    pub applies_to: String,
    pub capability: String,
    pub enabled_seats: i32,
    pub warning_seats: i32,
    pub consumed_seats: i32,
    pub seen_at: DateTime<Utc>,
    pub name: Option<String>,
    pub description: Option<String>,
    /// Hundredths of the currency unit, for one seat and month.
    pub price_cents: Option<i64>,
    pub currency: Option<String>,
    pub owner_upn: Option<String>,
    /// Expired for good or cancelled; can not be given out.
    pub suspended_seats: i32,
    /// Of a tenant that Microsoft has locked out.
    pub locked_out_seats: i32,
    /// Seats that an administrator keeps from being given out.
    pub held_back_seats: i32,
    /// A few words to find it by.
    pub tags: Vec<String>,
    pub cost_center: Option<String>,
    pub visibility: Visibility,
}

/// Who finds a product in the catalogue. Who may have it is the policy's to say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::Type, serde::Serialize, serde::Deserialize)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    #[default]
    Everybody,
    /// Nobody finds it and nobody can ask for it; who has it keeps it.
    Hidden,
}

/// A service plan of a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    pub sku_id: SkuId,
    pub plan_id: PlanId,
    /// `servicePlanName`.
    pub name: String,
    pub title: Option<String>,
    /// `User` or `Company`.
    pub applies_to: String,
    pub class: PlanClass,
}

/// What somebody has said about a plan of a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type, serde::Serialize, serde::Deserialize)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum PlanClass {
    /// Part of the product: requests may have it, policy decides.
    Offered,
    /// Microsoft added it and nobody has said what it is: it stays off.
    Unclassified,
    /// It stays off for everybody.
    KeptOff,
}

impl Product {
    /// What people call it.
    pub fn title(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.part_number)
    }

    /// Seats that can be given out at all, free or not.
    pub fn assignable_seats(&self, in_warning: SeatsInWarning) -> i32 {
        in_warning.assignable(self.enabled_seats, self.warning_seats)
    }

    /// Seats that nobody has and that are not held back.
    pub fn free_seats(&self, in_warning: SeatsInWarning) -> i32 {
        (self.assignable_seats(in_warning) - self.consumed_seats - self.held_back_seats).max(0)
    }

    /// Whether people find it in the catalogue and can ask for it.
    pub fn is_found(&self) -> bool {
        self.can_be_asked_for() && self.visibility == Visibility::Everybody
    }

    /// Whether it can be given out: Graph assigns only SKUs for users.
    pub fn can_be_asked_for(&self) -> bool {
        self.applies_to == "User" && matches!(self.capability.as_str(), "Enabled" | "Warning")
    }
}

impl Plan {
    pub fn title(&self) -> &str {
        self.title.as_deref().unwrap_or(&self.name)
    }

    /// A `Company` plan can not be switched off for one person.
    pub fn can_be_switched(&self) -> bool {
        self.applies_to == "User"
    }

    /// Whether a request can have it: a plan that nobody classified, or that is kept off for all, is not part of any.
    pub fn can_be_asked_for(&self) -> bool {
        self.can_be_switched() && self.class == PlanClass::Offered
    }
}
