//! Owns the facts on SKUs: which the tenant has subscribed to, their plans, and which plans need or exclude others.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use uuid::{Uuid, uuid};

use super::tenant::Seats;
use crate::ids::{PlanId, SkuId};

/// A SKU of the tenant with its seats.
#[derive(Clone, Debug)]
pub struct Sku {
    pub id: SkuId,
    pub part_number: String,
    /// The name people know, e.g. "Visio Plan 2".
    pub name: String,
    /// `User` or `Company`.
    pub applies_to: String,
    pub capability_status: String,
    /// Seats bought and paid.
    pub enabled: i32,
    /// Seats of an expired subscription in its grace period.
    pub warning: i32,
    /// Seats of a subscription that was cancelled and can still come back.
    pub suspended: i32,
    /// Seats of a subscription that was cancelled for good.
    pub locked_out: i32,
    pub plans: Vec<Plan>,
}

/// A service plan inside a SKU.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    pub id: PlanId,
    pub name: String,
    /// The name people know, e.g. "Microsoft Teams".
    pub title: String,
    /// `User` or `Company`.
    pub applies_to: String,
    #[serde(default = "success")]
    pub provisioning_status: String,
}

impl Sku {
    pub fn plan_ids(&self) -> BTreeSet<PlanId> {
        self.plans.iter().map(|plan| plan.id).collect()
    }

    pub fn seats(&self) -> Seats {
        Seats {
            enabled: self.enabled,
            warning: self.warning,
            suspended: self.suspended,
            locked_out: self.locked_out,
        }
    }

    pub fn has_seats(&mut self, seats: Seats) {
        self.enabled = seats.enabled;
        self.warning = seats.warning;
        self.suspended = seats.suspended;
        self.locked_out = seats.locked_out;
    }

    /// The id of the plan with this name, if the SKU has it.
    pub fn plan(&self, name: &str) -> Option<PlanId> {
        self.plans
            .iter()
            .find(|plan| plan.name == name)
            .map(|plan| plan.id)
    }
}

/// The SKUs the demo company has subscribed to.
pub fn subscribed() -> anyhow::Result<Vec<Sku>> {
    let facts: Facts = toml::from_str(include_str!("skus.toml"))?;
    let sku = |fact: SkuFact| Sku {
        id: fact.id,
        part_number: fact.part_number,
        name: fact.name,
        applies_to: "User".to_owned(),
        capability_status: "Enabled".to_owned(),
        enabled: fact.enabled,
        warning: fact.warning,
        suspended: 0,
        locked_out: 0,
        plans: fact.plans,
    };
    Ok(facts.sku.into_iter().map(sku).collect())
}

const EXCHANGE_S_STANDARD: Uuid = uuid!("9aaf7827-d63c-4b61-89c3-182f06f82e5c");
const EXCHANGE_S_ENTERPRISE: Uuid = uuid!("efb87545-963c-4e0d-99df-69c6916d9eb0");
const SHAREPOINT_PROJECT: Uuid = uuid!("fe71d6c3-a2ea-4499-9778-da042bf08063");
const SHAREPOINTENTERPRISE: Uuid = uuid!("5dbe027f-2339-4123-9542-606e4d348a72");
const THREAT_INTELLIGENCE: Uuid = uuid!("8e0c0a52-6a6c-4d40-8370-dd62790dcd70");
const MCOEV: Uuid = uuid!("4828c8ec-dc2e-4779-b502-87ac9ce28ab7");
const TEAMS1: Uuid = uuid!("57ff2da0-773e-42df-b2af-ffb7a2317929");
const MCOSTANDARD: Uuid = uuid!("0feaeb32-d00e-4d66-bd5a-43b5b83db82c");

/// A plan that works only beside one of others.
pub struct Dependency {
    pub plan: Uuid,
    pub needs_one_of: &'static [Uuid],
}

/// Which plan needs which. The first was captured from the service [V]; that Threat Intelligence needs Exchange
/// and that Phone System has a dependency was seen in other people's code [T]; which one exactly is from memory [M].
pub const DEPENDENCIES: &[Dependency] = &[
    Dependency {
        plan: SHAREPOINT_PROJECT,
        needs_one_of: &[SHAREPOINTENTERPRISE],
    },
    Dependency {
        plan: THREAT_INTELLIGENCE,
        needs_one_of: &[EXCHANGE_S_ENTERPRISE, EXCHANGE_S_STANDARD],
    },
    Dependency {
        plan: MCOEV,
        needs_one_of: &[TEAMS1, MCOSTANDARD],
    },
];

/// Pairs that nobody can have at once: Exchange Online Plan 1 and Plan 2 [V].
pub const EXCLUSIONS: &[(Uuid, Uuid)] = &[(EXCHANGE_S_STANDARD, EXCHANGE_S_ENTERPRISE)];

/// Plans that can not be used in a place: Phone System in India. That such places exist is [V], this pair is [M].
pub const PROHIBITED: &[(Uuid, &str)] = &[(MCOEV, "IN")];

/// Plans that give a mailbox, and with it proxy addresses that may clash with somebody's.
pub const MAILBOXES: &[Uuid] = &[EXCHANGE_S_STANDARD, EXCHANGE_S_ENTERPRISE];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Facts {
    sku: Vec<SkuFact>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SkuFact {
    part_number: String,
    id: SkuId,
    name: String,
    enabled: i32,
    warning: i32,
    plans: Vec<Plan>,
}

fn success() -> String {
    "Success".to_owned()
}
