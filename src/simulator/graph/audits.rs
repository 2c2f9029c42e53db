//! Owns `/auditLogs/directoryAudits`: who may read the feed, what can be asked of it, and how a record looks.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, SecondsFormat, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::audits::{Activity, KEPT_DAYS, Modified, Record};
use super::super::errors::GraphError;
use super::super::history::By;
use super::super::licensing::Direct;
use super::super::tenant::Tenant;
use super::caller::READ_AUDITS;
use super::filter::{self, Compare, Condition, Filter};
use super::query::unsupported;
use super::written;
use super::{Body, Call};

/// Who does what groups give [V].
const GROUP_LICENSING: &str = "Microsoft Entra ID Group-Based Licensing";
/// The administrator who acts when nobody is named.
const SOME_ADMINISTRATOR: &str = "ada.novak";
/// The service that writes everything here [V].
const SERVICE: &str = "Core Directory";
/// How much older than the oldest record a filter may be, in hours, so that clocks need not agree to the second.
const GRACE_HOURS: i64 = 1;

pub fn list(call: &Call<'_>) -> Result<Body, GraphError> {
    call.caller.may(&READ_AUDITS)?;
    let filter = match call.query.value("$filter") {
        Some(text) => Some(understood(text, call.now)?),
        None => None,
    };
    let latest_first = match call.query.value("$orderby").map(str::trim) {
        None | Some("activityDateTime desc") => true,
        Some("activityDateTime" | "activityDateTime asc") => false,
        Some(other) => {
            return Err(unsupported(&format!("Sorting by '{other}' is not supported.")));
        }
    };
    let size = call.query.page_size()?;
    let last_seen = match call.query.value("$skiptoken") {
        None => None,
        Some(token) => Some(decode(token).ok_or_else(|| unsupported("The skip token is malformed."))?),
    };
    let mut tenant = call.shared.tenant();
    tenant.audits().forget(call.now);
    let shown_by = call.as_of.unwrap_or(call.now);
    let wanted = |record: &&Record| {
        record.at <= shown_by
            && last_seen.is_none_or(|last| match latest_first {
                true => record.number < last,
                false => record.number > last,
            })
            && filter.as_ref().is_none_or(|filter| fits(&tenant, record, filter))
    };
    let mut found: Vec<&Record> = match latest_first {
        true => tenant.last_audits().filter(wanted).take(size + 1).collect(),
        false => tenant.last_audits().rev().filter(wanted).take(size + 1).collect(),
    };
    let more = found.len() > size;
    found.truncate(size);
    let mut out = Vec::with_capacity(256 + found.len() * 1_024);
    out.extend_from_slice(b"{\"@odata.context\":");
    written::json(&mut out, &call.context("auditLogs/directoryAudits"));
    if let Some(last) = found.last().filter(|_| more) {
        let token = URL_SAFE_NO_PAD.encode(format!("after={}", last.number));
        let link = format!(
            "{}/v1.0/auditLogs/directoryAudits?{}",
            call.shared.base,
            call.query.with_skip_token(&token)
        );
        out.extend_from_slice(b",\"@odata.nextLink\":");
        written::json(&mut out, &link);
    }
    out.extend_from_slice(b",\"value\":[");
    for record in found {
        written::json(&mut out, &shown(&tenant, record));
        out.push(b',');
    }
    written::close(&mut out, b']');
    out.push(b'}');
    Ok(Body::Written(out.into()))
}

fn decode(token: &str) -> Option<u64> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(token).ok()?).ok()?;
    text.strip_prefix("after=")?.parse().ok()
}

/// Refused if a condition is none that is documented [V], or asks for what is no longer kept.
fn understood(text: &str, now: DateTime<Utc>) -> Result<Filter, GraphError> {
    let filter = filter::parse(text)?;
    // Conditions are joined by `and` only.
    if filter.len() > 1 {
        return Err(filter::refused(text));
    }
    for condition in filter.iter().flatten() {
        let known = match (condition.property.as_str(), condition.compare) {
            ("activityDisplayName", Compare::Eq | Compare::StartsWith)
            | (
                "loggedByService"
                | "category"
                | "correlationId"
                | "initiatedBy/app/appId"
                | "initiatedBy/app/displayName"
                | "initiatedBy/user/id"
                | "initiatedBy/user/userPrincipalName"
                | "targetResources/any/id",
                Compare::Eq,
            ) => true,
            ("activityDateTime", Compare::Eq | Compare::Ge | Compare::Le) => {
                let at: DateTime<Utc> = condition.value().parse().map_err(|_| filter::refused(text))?;
                let oldest = now - Duration::days(KEPT_DAYS) - Duration::hours(GRACE_HOURS);
                if condition.compare != Compare::Le && at < oldest {
                    // That it is refused is [V]; code and text are from memory [M].
                    return Err(GraphError::bad_request(format!(
                        "The requested time range is not available. Audit logs are kept for {KEPT_DAYS} days."
                    )));
                }
                true
            }
            _ => false,
        };
        if !known {
            return Err(filter::refused(text));
        }
    }
    Ok(filter)
}

fn fits(tenant: &Tenant, record: &Record, filter: &Filter) -> bool {
    filter
        .iter()
        .any(|all| all.iter().all(|condition| meets(tenant, record, condition)))
}

fn meets(tenant: &Tenant, record: &Record, condition: &Condition) -> bool {
    let value = condition.value();
    let is = |actual: &str| actual.eq_ignore_ascii_case(value);
    let user = |what: fn(&Value) -> &Value| {
        what(&initiated_by(tenant, record)["user"])
            .as_str()
            .is_some_and(is)
    };
    let app = |what: fn(&Value) -> &Value| {
        what(&initiated_by(tenant, record)["app"])
            .as_str()
            .is_some_and(is)
    };
    match condition.property.as_str() {
        "activityDisplayName" if condition.compare == Compare::StartsWith => record
            .activity
            .name()
            .get(..value.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(value)),
        "activityDisplayName" => is(record.activity.name()),
        "activityDateTime" => {
            let Ok(at) = value.parse::<DateTime<Utc>>() else {
                return false;
            };
            match condition.compare {
                Compare::Ge => record.at >= at,
                Compare::Le => record.at <= at,
                _ => record.at == at,
            }
        }
        "loggedByService" => is(SERVICE),
        "category" => is("UserManagement"),
        "correlationId" => is(&record.correlation.to_string()),
        "targetResources/any/id" => Uuid::parse_str(value).is_ok_and(|id| id == record.person.0),
        "initiatedBy/app/appId" => {
            matches!(record.by, By::Application(id) if Uuid::parse_str(value).is_ok_and(|asked| asked == id))
        }
        "initiatedBy/app/displayName" => app(|app| &app["displayName"]),
        "initiatedBy/user/id" => user(|user| &user["id"]),
        _ => user(|user| &user["userPrincipalName"]),
    }
}

fn shown(tenant: &Tenant, record: &Record) -> Value {
    let upn = tenant.ever(record.person).map(|person| person.upn.clone());
    let failure = record.failure.as_deref();
    json!({
        "id": format!("Directory_{}_{}", record.correlation, record.number),
        "category": "UserManagement",
        "correlationId": record.correlation,
        "result": if failure.is_some() { "failure" } else { "success" },
        "resultReason": failure.map_or("", |refusal| refusal.violation()),
        "activityDisplayName": record.activity.name(),
        "activityDateTime": record.at.to_rfc3339_opts(SecondsFormat::AutoSi, true),
        "loggedByService": SERVICE,
        "operationType": record.activity.operation(),
        "initiatedBy": initiated_by(tenant, record),
        "targetResources": [{
            "id": record.person,
            "displayName": null,
            "type": "User",
            "userPrincipalName": upn,
            "groupType": null,
            "modifiedProperties": modified(tenant, record),
        }],
        "additionalDetails": [],
    })
}

fn initiated_by(tenant: &Tenant, record: &Record) -> Value {
    let app = |id: Option<Uuid>, name: Option<&str>| {
        let app = json!({
            "appId": id,
            "displayName": name,
            "servicePrincipalId": name.map(|name| super::super::company::id_of("service principal", name)),
            "servicePrincipalName": null,
        });
        json!({ "user": null, "app": app })
    };
    let person = |person: Option<&super::super::company::Person>| {
        let user = json!({
            "id": person.map(|person| person.id),
            "displayName": null,
            "userPrincipalName": person.map(|person| &person.upn),
            "ipAddress": null,
            "roles": [],
        });
        json!({ "user": user, "app": null })
    };
    match record.by {
        By::Application(id) => app(Some(id), tenant.app_name(id)),
        By::Group => app(None, Some(GROUP_LICENSING)),
        By::Person(id) => person(tenant.ever(id)),
        By::Hand => {
            let upn = format!("{SOME_ADMINISTRATOR}@{}", super::super::company::DOMAIN);
            person(tenant.person(&upn))
        }
    }
}

/// Values are JSON inside of text [T].
fn modified(tenant: &Tenant, record: &Record) -> Vec<Value> {
    let list = |value: Option<&str>| match value {
        Some(value) => json!([value]).to_string(),
        None => "[]".to_owned(),
    };
    let names = |names: &str| {
        json!({
            "displayName": "Included Updated Properties",
            "oldValue": null,
            "newValue": Value::from(names).to_string(),
        })
    };
    match &record.modified {
        Modified::Nothing => Vec::new(),
        Modified::Properties(all) => {
            let rows = all.iter().map(|one| {
                json!({
                    "displayName": one.name,
                    "oldValue": list(one.old.as_deref()),
                    "newValue": list(one.new.as_deref()),
                })
            });
            let mut rows: Vec<Value> = rows.collect();
            if record.activity == Activity::UpdateUser {
                let all: Vec<&str> = all.iter().map(|one| one.name).collect();
                rows.push(names(&all.join(", ")));
            }
            rows
        }
        Modified::Licences(before, after) => vec![
            json!({
                "displayName": "AssignedLicense",
                "oldValue": licences(tenant, before),
                "newValue": licences(tenant, after),
            }),
            names("AssignedLicense"),
        ],
    }
}

/// The form of an `AssignedLicense` value is from memory [M].
fn licences(tenant: &Tenant, held: &Direct) -> String {
    let rows = held.iter().map(|(id, off)| {
        let name = tenant.sku(*id).map_or("", |sku| sku.part_number.as_str());
        let off: Vec<String> = off.iter().map(ToString::to_string).collect();
        format!(
            "[SkuName={name}, AccountId={}, SkuId={id}, DisabledPlans=[{}]]",
            tenant.id,
            off.join(", ")
        )
    });
    json!(rows.collect::<Vec<_>>()).to_string()
}
