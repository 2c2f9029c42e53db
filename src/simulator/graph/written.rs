//! Owns how a user is written as JSON: straight into bytes, because pages of a thousand are asked for by the hundred.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;

use super::super::company::{COMPANY, Person};
use super::super::errors::GraphError;
use super::super::licensing::effective_off;
use super::super::properties::Property;
use super::super::tenant::Tenant;
use crate::graph::wire::AssignedLicense;

/// When a reader looks, and how old what they see is.
#[derive(Clone, Copy)]
pub struct View<'t> {
    pub tenant: &'t Tenant,
    pub now: DateTime<Utc>,
    /// Licences are seen as they were at this time; `None` = now.
    pub as_of: Option<DateTime<Utc>>,
}

/// What `$select` names, each once; the default if there is none.
pub fn selected(select: Option<&[String]>) -> Result<Vec<Property>, GraphError> {
    let Some(names) = select else {
        return Ok(Property::DEFAULT.to_vec());
    };
    let mut all = Vec::with_capacity(names.len());
    for name in names {
        // The text is from memory [M].
        let property = Property::named(name).ok_or_else(|| {
            GraphError::bad_request(format!(
                "Parsing OData Select and Expand failed: Could not find a property named '{name}' on type 'microsoft.graph.user'."
            ))
        })?;
        if !all.contains(&property) {
            all.push(property);
        }
    }
    Ok(all)
}

/// Writes an object of these properties.
pub fn user(out: &mut Vec<u8>, view: View<'_>, person: &Person, properties: &[Property]) {
    out.push(b'{');
    for property in properties {
        member(out, view, person, *property);
    }
    close(out, b'}');
}

/// Ends a list or object whose members each end with a comma.
pub fn close(out: &mut Vec<u8>, end: u8) {
    if out.last() == Some(&b',') {
        out.pop();
    }
    out.push(end);
}

/// One member of an object and a comma; nothing if the property is absent.
pub fn member(out: &mut Vec<u8>, view: View<'_>, person: &Person, property: Property) {
    if property == Property::SignInActivity {
        return sign_in_activity(out, view, person);
    }
    key(out, property.name());
    value(out, view, person, property);
    out.push(b',');
}

pub fn key(out: &mut Vec<u8>, name: &str) {
    out.push(b'"');
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"\":");
}

/// What has no value is not told by delta [V].
pub fn is_null(person: &Person, property: Property) -> bool {
    match property {
        Property::EmployeeType => person.employee_type.is_none(),
        Property::Country => person.country.is_none(),
        Property::UsageLocation => person.usage_location.is_none(),
        Property::MobilePhone | Property::OfficeLocation | Property::PreferredLanguage => true,
        _ => false,
    }
}

fn value(out: &mut Vec<u8>, view: View<'_>, person: &Person, property: Property) {
    match property {
        Property::Id => guid(out, person.id.0),
        Property::UserPrincipalName => json(out, &person.upn),
        Property::DisplayName => json(out, &person.display_name()),
        Property::GivenName => json(out, &person.given_name),
        Property::Surname => json(out, &person.surname),
        Property::Mail => json(out, &person.mail),
        Property::JobTitle => json(out, &person.job_title),
        Property::Department => json(out, &person.department),
        Property::EmployeeType => json(out, &person.employee_type),
        Property::UserType => json(out, if person.is_guest { "Guest" } else { "Member" }),
        Property::CompanyName => json(out, COMPANY),
        Property::Country => json(out, &person.country),
        Property::UsageLocation => json(out, &person.usage_location),
        Property::AccountEnabled => json(out, &person.account_enabled),
        Property::CreatedDateTime => json(out, &person.created),
        Property::BusinessPhones => out.extend_from_slice(b"[]"),
        Property::AssignedLicenses => assigned_licenses_written(out, view, person),
        Property::LicenseAssignmentStates => assignment_states(out, view, person),
        Property::MobilePhone
        | Property::OfficeLocation
        | Property::PreferredLanguage
        | Property::SignInActivity
        | Property::Manager => out.extend_from_slice(b"null"),
    }
}

pub fn json<T: Serialize + ?Sized>(out: &mut Vec<u8>, value: &T) {
    // Text, numbers and times can always be written.
    let _ = serde_json::to_writer(out, value);
}

pub fn guid(out: &mut Vec<u8>, id: Uuid) {
    out.push(b'"');
    let mut text = Uuid::encode_buffer();
    out.extend_from_slice(id.hyphenated().encode_lower(&mut text).as_bytes());
    out.push(b'"');
}

/// A time as Graph writes it: whole seconds, in UTC.
fn time(out: &mut Vec<u8>, at: DateTime<Utc>) {
    json(out, &at);
}

/// Absent for who never signed in [V].
fn sign_in_activity(out: &mut Vec<u8>, view: View<'_>, person: &Person) {
    let Some(last) = view.tenant.last_sign_in(person, view.now) else {
        return;
    };
    key(out, Property::SignInActivity.name());
    out.push(b'{');
    for name in [
        "lastSignInDateTime",
        "lastNonInteractiveSignInDateTime",
        "lastSuccessfulSignInDateTime",
    ] {
        key(out, name);
        time(out, last);
        out.push(b',');
    }
    for (salt, name) in (1..).zip([
        "lastSignInRequestId",
        "lastNonInteractiveSignInRequestId",
        "lastSuccessfulSignInRequestId",
    ]) {
        key(out, name);
        let (high, low) = person.id.0.as_u64_pair();
        guid(
            out,
            Uuid::from_u64_pair(high ^ salt, low ^ last.timestamp().unsigned_abs()),
        );
        out.push(b',');
    }
    close(out, b'}');
    out.push(b',');
}

/// One row for each SKU, inherited ones included; off is what is off on every path [V].
pub fn assigned_licenses(view: View<'_>, person: &Person) -> Vec<AssignedLicense> {
    let mut paths: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for licence in view.tenant.licences(person.id, view.as_of) {
        if licence.error.is_none() {
            paths.entry(licence.sku).or_default().push(licence.off);
        }
    }
    let rows = paths.into_iter().map(|(sku_id, paths)| AssignedLicense {
        sku_id,
        disabled_plans: effective_off(&paths).into_iter().collect(),
    });
    rows.collect()
}

fn assigned_licenses_written(out: &mut Vec<u8>, view: View<'_>, person: &Person) {
    out.push(b'[');
    for row in assigned_licenses(view, person) {
        out.extend_from_slice(b"{\"skuId\":");
        guid(out, row.sku_id.0);
        disabled_plans(out, row.disabled_plans.iter().map(|plan| plan.0));
        out.extend_from_slice(b"},");
    }
    close(out, b']');
}

fn disabled_plans(out: &mut Vec<u8>, plans: impl Iterator<Item = Uuid>) {
    out.extend_from_slice(b",\"disabledPlans\":[");
    for plan in plans {
        guid(out, plan);
        out.push(b',');
    }
    close(out, b']');
}

/// One row for each SKU and path, also for what a group can not give [V].
fn assignment_states(out: &mut Vec<u8>, view: View<'_>, person: &Person) {
    out.push(b'[');
    for licence in view.tenant.licences(person.id, view.as_of) {
        out.extend_from_slice(b"{\"skuId\":");
        guid(out, licence.sku.0);
        out.extend_from_slice(b",\"assignedByGroup\":");
        match licence.group {
            Some(group) => guid(out, group.0),
            None => out.extend_from_slice(b"null"),
        }
        disabled_plans(out, licence.off.iter().map(|plan| plan.0));
        out.extend_from_slice(b",\"error\":");
        json(out, &licence.error);
        out.extend_from_slice(b",\"state\":");
        json(
            out,
            if licence.error.is_some() {
                "Error"
            } else {
                "Active"
            },
        );
        out.extend_from_slice(b",\"lastUpdatedDateTime\":");
        json(out, &licence.since);
        out.extend_from_slice(b"},");
    }
    close(out, b']');
}
