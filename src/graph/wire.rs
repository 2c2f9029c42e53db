//! What goes over the wire, in Graph's words. The client reads and writes these; so does the simulator.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::{GroupId, PersonId, PlanId, SkuId};

/// `microsoft.graph.user`; a property is absent unless selected.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct User {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<PersonId>,
    pub user_principal_name: Option<String>,
    pub display_name: Option<String>,
    pub mail: Option<String>,
    pub job_title: Option<String>,
    pub department: Option<String>,
    pub employee_type: Option<String>,
    /// `Member` or `Guest`.
    pub user_type: Option<String>,
    pub country: Option<String>,
    pub usage_location: Option<String>,
    pub account_enabled: Option<bool>,
    pub created_date_time: Option<DateTime<Utc>>,
    pub assigned_licenses: Option<Vec<AssignedLicense>>,
    pub license_assignment_states: Option<Vec<LicenseAssignmentState>>,
    /// Only with `$expand=manager`.
    pub manager: Option<Box<User>>,
}

/// `microsoft.graph.assignedLicense`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AssignedLicense {
    pub sku_id: SkuId,
    #[serde(default)]
    pub disabled_plans: Vec<PlanId>,
}

/// `microsoft.graph.licenseAssignmentState`: one row for each path on which a person has a SKU.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LicenseAssignmentState {
    pub sku_id: SkuId,
    /// `None` = assigned directly.
    #[serde(default)]
    pub assigned_by_group: Option<GroupId>,
    #[serde(default)]
    pub disabled_plans: Vec<PlanId>,
    /// Null, empty and "None" all mean no error.
    #[serde(default)]
    pub error: Option<String>,
    /// `Active`, `ActiveWithError`, `Disabled` or `Error`.
    #[serde(default)]
    pub state: String,
    #[serde(default)]
    pub last_updated_date_time: Option<DateTime<Utc>>,
}

/// Body of `POST /users/{id}/assignLicense`. Both lists are always sent, empty or not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AssignLicense {
    pub add_licenses: Vec<AssignedLicense>,
    pub remove_licenses: Vec<SkuId>,
}

/// `microsoft.graph.subscribedSku`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SubscribedSku {
    /// `{tenantId}_{skuId}`.
    pub id: String,
    pub sku_id: SkuId,
    pub sku_part_number: String,
    /// `User` or `Company`; only `User` is assignable.
    pub applies_to: String,
    /// `Enabled`, `Warning`, `Suspended`, `Deleted`, `LockedOut`; unknown values are tolerated.
    pub capability_status: String,
    pub consumed_units: i32,
    pub prepaid_units: LicenseUnitsDetail,
    #[serde(default)]
    pub service_plans: Vec<ServicePlanInfo>,
}

/// `microsoft.graph.licenseUnitsDetail`, in seats.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct LicenseUnitsDetail {
    pub enabled: i32,
    pub suspended: i32,
    pub warning: i32,
    pub locked_out: i32,
}

/// `microsoft.graph.servicePlanInfo`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServicePlanInfo {
    pub service_plan_id: PlanId,
    pub service_plan_name: String,
    /// `Success`, `Disabled`, `PendingInput`, `PendingActivation`, `PendingProvisioning`, `Error`.
    pub provisioning_status: String,
    /// `User` or `Company`; a `Company` plan can not be switched off for a person.
    pub applies_to: String,
}

/// `microsoft.graph.group`, as far as we read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Group {
    pub id: GroupId,
    #[serde(default)]
    pub display_name: Option<String>,
}

/// `microsoft.graph.directoryObject`, as far as we read it: a member of a group, or something that a person is a member of.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DirectoryObject {
    #[serde(rename = "@odata.type", default)]
    pub odata_type: String,
    pub id: uuid::Uuid,
    #[serde(default)]
    pub display_name: Option<String>,
}

/// `microsoft.graph.directoryAudit`, as far as we read it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DirectoryAudit {
    pub correlation_id: Option<String>,
    pub activity_date_time: Option<DateTime<Utc>>,
    /// `success`, `failure`, `timeout` or `unknownFutureValue`.
    pub result: Option<String>,
    pub initiated_by: Option<AuditActor>,
    pub target_resources: Option<Vec<AuditTarget>>,
}

/// Who did it: a person or an application, the other one is null.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct AuditActor {
    pub user: Option<AuditUser>,
    pub app: Option<AuditApp>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct AuditUser {
    pub id: Option<String>,
    pub user_principal_name: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct AuditApp {
    pub app_id: Option<String>,
    pub display_name: Option<String>,
}

/// To whom it was done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct AuditTarget {
    pub id: Option<String>,
    pub modified_properties: Option<Vec<ModifiedProperty>>,
}

/// The values are JSON inside of text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ModifiedProperty {
    pub display_name: Option<String>,
    pub old_value: Option<String>,
    pub new_value: Option<String>,
}

/// A page of a collection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    #[serde(rename = "@odata.nextLink", default, skip_serializing_if = "Option::is_none")]
    pub next_link: Option<String>,
    pub value: Vec<T>,
}

/// A page of `/users/delta`; its items are read one by one.
#[derive(Debug, Deserialize)]
pub struct DeltaPage {
    #[serde(rename = "@odata.nextLink")]
    pub next_link: Option<String>,
    /// On the last page: where what changes from now on is told.
    #[serde(rename = "@odata.deltaLink")]
    pub delta_link: Option<String>,
    #[serde(default)]
    pub value: Vec<Box<serde_json::value::RawValue>>,
}

/// The error envelope of every Graph failure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorBody {
    pub error: ErrorDetail,
}

/// `code` is for programs; for licences only the English `message` tells most failures apart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ErrorDetail {
    #[serde(default)]
    pub code: String,
    #[serde(default)]
    pub message: String,
    #[serde(default, alias = "innererror", skip_serializing_if = "Option::is_none")]
    pub inner_error: Option<serde_json::Value>,
}
