//! Owns users as Graph shows them: one, a page of them, a filter, and the manager. How one is written is written.rs.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::super::company::Person;
use super::super::errors::GraphError;
use super::super::properties::Property;
use super::super::tenant::Tenant;
use super::caller::{READ_AUDITS, READ_USERS};
use super::filter::{self, Compare, Condition, Filter, Literal};
use super::query::ExpandManager;
use super::written::{self, View, selected};
use super::{Answer, Body, Call};
use crate::ids::{PersonId, SkuId};

/// People on a page that shows when they signed in; a larger `$top` gives no more [V].
const LARGEST_PAGE_WITH_SIGN_INS: usize = 500;

pub fn list(call: &Call<'_>) -> Result<Body, GraphError> {
    call.caller.may(&READ_USERS)?;
    let filter = match call.query.value("$filter") {
        Some(text) => Some(understood(text)?),
        None => None,
    };
    let tenant = call.shared.tenant();
    let select = call.query.select();
    let expand = call.query.expand_manager()?;
    let properties = without_manager(selected(select.as_deref())?, select.as_deref())?;
    let shows_sign_ins = properties.contains(&Property::SignInActivity);
    if shows_sign_ins {
        may_see_sign_ins(call, &tenant)?;
    }
    let wanted = Wanted {
        select: select.as_deref(),
        expand: expand.as_ref(),
        now: call.now,
        as_of: call.as_of,
    };
    let mut page = call.query.page()?;
    if shows_sign_ins {
        page.size = page.size.min(LARGEST_PAGE_WITH_SIGN_INS);
    }
    let (people, next, count) = match filter {
        None => {
            let (people, next) = tenant.people_seen(page.start, page.size, call.now);
            (people, next, tenant.headcount())
        }
        Some(filter) => {
            let all = found(&tenant, &filter, call.now);
            let count = all.len();
            let next = Some(page.start.saturating_add(page.size)).filter(|next| *next < count);
            let people = all.into_iter().skip(page.start).take(page.size);
            (people.collect(), next, count)
        }
    };
    let mut out = Vec::with_capacity(256 + people.len() * 64 * properties.len());
    call.open_page(&mut out, "users", count, next);
    let view = wanted.view(&tenant);
    for person in people {
        match wanted.expand {
            None => written::user(&mut out, view, person, &properties),
            Some(_) => written::json(&mut out, &shown(&tenant, person, wanted)?),
        }
        out.push(b',');
    }
    written::close(&mut out, b']');
    out.push(b'}');
    Ok(Body::Written(out.into()))
}

/// Beside AuditLog.Read.All, the tenant needs premium; if not, the whole list fails [V].
fn may_see_sign_ins(call: &Call<'_>, tenant: &Tenant) -> Result<(), GraphError> {
    call.caller.may(&READ_AUDITS)?;
    match tenant.premium {
        true => Ok(()),
        false => Err(GraphError::new(
            axum::http::StatusCode::FORBIDDEN,
            "Authentication_RequestFromNonPremiumTenantOrB2CTenant",
            "Neither tenant is B2C or tenant doesn't have premium license",
        )),
    }
}

/// Only delta takes `manager` in `$select`.
fn without_manager(all: Vec<Property>, select: Option<&[String]>) -> Result<Vec<Property>, GraphError> {
    if all.contains(&Property::Manager) {
        let name = select.unwrap_or_default().iter().find(|name| *name == "manager");
        return Err(GraphError::bad_request(format!(
            "Parsing OData Select and Expand failed: Could not find a property named '{}' on type 'microsoft.graph.user'.",
            name.map_or("", String::as_str)
        )));
    }
    Ok(all)
}

/// Refused if a condition is none that is known.
fn understood(text: &str) -> Result<Filter, GraphError> {
    let filter = filter::parse(text)?;
    for condition in filter.iter().flatten() {
        let equal = [Compare::Eq, Compare::In].contains(&condition.compare);
        let known = match condition.property.as_str() {
            "id" | "userPrincipalName" | "displayName" | "department" | "userType" | "usageLocation" => {
                equal || (condition.compare == Compare::StartsWith && condition.property != "id")
            }
            "accountEnabled" => {
                let words = ["true", "false"].map(|word| Literal::Word(word.to_owned()));
                condition.compare == Compare::Eq && condition.values.iter().all(|v| words.contains(v))
            }
            "assignedLicenses/any/skuId" => {
                if let Some(wrong) = condition
                    .values
                    .iter()
                    .find(|v| Uuid::parse_str(v.text()).is_err())
                {
                    return Err(GraphError::not_a_guid(wrong.text()));
                }
                condition.compare == Compare::Eq
            }
            _ => false,
        };
        if !known {
            return Err(filter::refused(text));
        }
    }
    Ok(filter)
}

fn found<'t>(tenant: &'t Tenant, filter: &Filter, now: DateTime<Utc>) -> Vec<&'t Person> {
    let fits = |person: &Person| {
        let mut groups = filter.iter();
        groups.any(|group| group.iter().all(|condition| meets(tenant, person, condition)))
    };
    // Whoever is named is looked up; all others are looked for.
    let naming = |condition: &&Condition| {
        ["id", "userPrincipalName"].contains(&condition.property.as_str())
            && condition.compare != Compare::StartsWith
    };
    let named: Option<Vec<&Condition>> = filter.iter().map(|group| group.iter().find(naming)).collect();
    let Some(named) = named else {
        let (people, _) = tenant.people_seen(0, usize::MAX, now);
        return people.into_iter().filter(|person| fits(person)).collect();
    };
    let keys = named.into_iter().flat_map(|condition| &condition.values);
    let mut people: Vec<&Person> = Vec::new();
    for person in keys.filter_map(|key| tenant.seen(key.text(), now)) {
        if fits(person) && !people.iter().any(|known| known.id == person.id) {
            people.push(person);
        }
    }
    people
}

fn meets(tenant: &Tenant, person: &Person, condition: &Condition) -> bool {
    let text = |actual: &str| match condition.compare {
        Compare::StartsWith => actual
            .get(..condition.value().len())
            .is_some_and(|start| start.eq_ignore_ascii_case(condition.value())),
        _ => condition
            .values
            .iter()
            .any(|value| value.text().eq_ignore_ascii_case(actual)),
    };
    match condition.property.as_str() {
        "id" => text(&person.id.to_string()),
        "userPrincipalName" => text(&person.upn),
        "displayName" => text(&person.display_name()),
        "department" => text(&person.department),
        "userType" => text(if person.is_guest { "Guest" } else { "Member" }),
        "usageLocation" => person.usage_location.as_deref().is_some_and(text),
        "accountEnabled" => text(&person.account_enabled.to_string()),
        _ => Uuid::parse_str(condition.value()).is_ok_and(|sku| tenant.has(person.id, SkuId(sku))),
    }
}

pub fn one(call: &Call<'_>, key: &str) -> Answer {
    let tenant = call.shared.tenant();
    let person = readable(call, &tenant, key)?;
    let select = call.query.select();
    let expand = call.query.expand_manager()?;
    let properties = without_manager(selected(select.as_deref())?, select.as_deref())?;
    if properties.contains(&Property::SignInActivity) {
        may_see_sign_ins(call, &tenant)?;
        if Uuid::parse_str(key).is_err() {
            // That it is a 400 is [V]; the text is from memory [M].
            return Err(GraphError::bad_request(
                "Get By Key only supports UserId and the key has to be a valid Guid",
            ));
        }
    }
    let wanted = Wanted {
        select: select.as_deref(),
        expand: expand.as_ref(),
        now: call.now,
        as_of: call.as_of,
    };
    entity(call, shown(&tenant, person, wanted)?)
}

/// 404 when there is none [M].
pub fn manager(call: &Call<'_>, key: &str) -> Answer {
    let tenant = call.shared.tenant();
    let person = readable(call, &tenant, key)?;
    let manager = person.manager.and_then(|id| tenant.person_of(id));
    let manager = manager.ok_or_else(|| GraphError::not_found("manager"))?;
    let mut body = shown(
        &tenant,
        manager,
        Wanted {
            select: call.query.select().as_deref(),
            expand: None,
            now: call.now,
            as_of: call.as_of,
        },
    )?;
    body.insert("@odata.type".to_owned(), "#microsoft.graph.user".into());
    body.insert(
        "@odata.context".to_owned(),
        call.context("directoryObjects/$entity"),
    );
    Ok(Value::Object(body))
}

/// The person, if the caller may read them; who may not read anybody is not told who exists.
pub fn readable<'t>(call: &Call<'_>, tenant: &'t Tenant, key: &str) -> Result<&'t Person, GraphError> {
    match tenant.seen(key, call.now) {
        Some(person) => call.caller.may_read(person.id).map(|()| person),
        None => {
            call.caller.may(&READ_USERS)?;
            Err(GraphError::not_found(key))
        }
    }
}

/// A user with the default properties, as `assignLicense` answers [T].
pub fn default_entity(call: &Call<'_>, person: PersonId) -> Answer {
    let tenant = call.shared.tenant();
    let person = tenant
        .person_of(person)
        .ok_or_else(|| GraphError::not_found(&person.to_string()))?;
    let wanted = Wanted {
        select: None,
        expand: None,
        now: call.now,
        as_of: None,
    };
    entity(call, shown(&tenant, person, wanted)?)
}

/// What somebody wants to see of a person.
#[derive(Clone, Copy)]
pub struct Wanted<'a> {
    pub select: Option<&'a [String]>,
    pub expand: Option<&'a ExpandManager>,
    pub now: DateTime<Utc>,
    pub as_of: Option<DateTime<Utc>>,
}

impl Wanted<'_> {
    fn view<'t>(&self, tenant: &'t Tenant) -> View<'t> {
        View {
            tenant,
            now: self.now,
            as_of: self.as_of,
        }
    }
}

pub fn shown(tenant: &Tenant, person: &Person, wanted: Wanted<'_>) -> Result<Map<String, Value>, GraphError> {
    let properties = without_manager(selected(wanted.select)?, wanted.select)?;
    let mut out = Vec::with_capacity(512);
    written::user(&mut out, wanted.view(tenant), person, &properties);
    // What was just written can be read.
    let mut body: Map<String, Value> = serde_json::from_slice(&out).unwrap_or_default();
    let expand = wanted.expand.filter(|expand| expand.levels > 0);
    let manager = expand.and(person.manager);
    if let (Some(expand), Some(manager)) = (expand, manager.and_then(|id| tenant.person_of(id))) {
        let above = ExpandManager {
            levels: expand.levels - 1,
            select: expand.select.clone(),
        };
        let wanted = Wanted {
            select: expand.select.as_deref(),
            expand: Some(&above),
            ..wanted
        };
        let mut manager = shown(tenant, manager, wanted)?;
        manager.insert("@odata.type".to_owned(), "#microsoft.graph.user".into());
        body.insert("manager".to_owned(), Value::Object(manager));
    }
    Ok(body)
}

fn entity(call: &Call<'_>, mut body: Map<String, Value>) -> Answer {
    body.insert("@odata.context".to_owned(), call.context("users/$entity"));
    Ok(Value::Object(body))
}
