//! Owns groups and who is in them.

use serde_json::{Value, json};

use super::super::company::Group;
use super::super::errors::GraphError;
use super::caller::{READ_GROUPS, READ_USERS};
use super::filter::{self, Compare, Condition, Filter};
use super::{Answer, Call, users};
use crate::ids::GroupId;

pub fn list(call: &Call<'_>) -> Answer {
    call.caller.may(&READ_GROUPS)?;
    let filter = match call.query.value("$filter") {
        Some(text) => Some(understood(text)?),
        None => None,
    };
    let tenant = call.shared.tenant();
    let meets = |group: &Group, condition: &Condition| {
        condition
            .values
            .iter()
            .any(|value| match condition.property.as_str() {
                "id" => group.id.to_string().eq_ignore_ascii_case(value.text()),
                _ => group.name.eq_ignore_ascii_case(value.text()),
            })
    };
    let matches = |group: &&Group| match &filter {
        None => true,
        Some(any) => any
            .iter()
            .any(|all| all.iter().all(|condition| meets(group, condition))),
    };
    let groups: Vec<&Group> = tenant.groups().iter().filter(matches).collect();
    call.page("groups", &groups, |group| shown(call, group))
}

fn understood(text: &str) -> Result<Filter, GraphError> {
    let filter = filter::parse(text)?;
    let known = |condition: &Condition| {
        ["displayName", "id"].contains(&condition.property.as_str())
            && [Compare::Eq, Compare::In].contains(&condition.compare)
    };
    match filter.iter().flatten().all(known) {
        true => Ok(filter),
        false => Err(filter::refused(text)),
    }
}

pub fn one(call: &Call<'_>, id: &str) -> Answer {
    call.caller.may(&READ_GROUPS)?;
    let tenant = call.shared.tenant();
    shown(
        call,
        tenant
            .group(parsed(id)?)
            .ok_or_else(|| GraphError::not_found(id))?,
    )
}

pub fn transitive_member_of(call: &Call<'_>, key: &str) -> Answer {
    call.caller.may(&READ_GROUPS)?;
    let tenant = call.shared.tenant();
    let person = tenant
        .seen(key, call.now)
        .ok_or_else(|| GraphError::not_found(key))?;
    call.page("directoryObjects", &tenant.groups_of(person.id), |group| {
        shown(call, group)
    })
}

/// People only; groups inside the group are followed, not listed, as with the cast to user.
pub fn transitive_members(call: &Call<'_>, id: &str) -> Answer {
    call.caller.may(&READ_GROUPS)?;
    call.caller.may(&READ_USERS)?;
    let tenant = call.shared.tenant();
    let group = tenant
        .group(parsed(id)?)
        .ok_or_else(|| GraphError::not_found(id))?;
    let select = call.query.select();
    let wanted = users::Wanted {
        select: select.as_deref(),
        expand: None,
        now: call.now,
        as_of: call.as_of,
    };
    call.page("directoryObjects", &tenant.members_of(group.id), |person| {
        let mut body = users::shown(&tenant, person, wanted)?;
        body.insert("@odata.type".to_owned(), "#microsoft.graph.user".into());
        Ok(Value::Object(body))
    })
}

fn parsed(id: &str) -> Result<GroupId, GraphError> {
    // The text is from memory [M].
    id.parse()
        .map_err(|_| GraphError::bad_request(format!("Invalid object identifier '{id}'.")))
}

fn shown(call: &Call<'_>, group: &Group) -> Answer {
    let all = json!({
        "@odata.type": "#microsoft.graph.group",
        "id": group.id,
        "displayName": group.name,
        "description": null,
        "securityEnabled": true,
        "mailEnabled": false,
        "groupTypes": [],
    });
    let Some(select) = call.query.select() else {
        return Ok(all);
    };
    let mut body = serde_json::Map::new();
    body.insert("@odata.type".to_owned(), all["@odata.type"].clone());
    for name in select {
        let value = all.get(&name).cloned().ok_or_else(|| {
            GraphError::bad_request(format!(
                "Parsing OData Select and Expand failed: Could not find a property named '{name}' on type 'microsoft.graph.group'."
            ))
        })?;
        body.insert(name, value);
    }
    Ok(Value::Object(body))
}
