//! What is new about somebody whom we knew. Pure.

use serde_json::{Map, Value, json};

use super::page::{ManagerSaid, Said};
use super::store::{Known, Movement};

/// Whether the mirror has the person exactly as the directory says.
pub fn is_known(said: &Said, known: &Known) -> bool {
    known.gone_at.is_none()
        && said.upn == known.upn
        && said.name == known.name
        && said.mail == known.mail
        && said.department == known.department
        && said.job_title == known.job_title
        && said.employee_type == known.employee_type
        && said.user_type == known.user_type
        && said.country == known.country
        && said.usage_location == known.usage_location
        && said.enabled == known.enabled
        && manager_is_known(said, known)
}

fn manager_is_known(said: &Said, known: &Known) -> bool {
    match said.manager {
        ManagerSaid::Is(manager) => manager == known.manager_id,
        ManagerSaid::Unchanged => true,
    }
}

/// What others must act on: whether the account works, and where the person stands in the organisation. Somebody who is
/// gone and comes back, or whose account is opened or closed, may have moved as well.
pub fn movements(said: &Said, known: &Known) -> Vec<Movement> {
    let mut movements = Vec::new();
    let plain = |kind, before: Value, after: Value| Movement {
        person: said.id,
        kind,
        changed: Vec::new(),
        before,
        after,
    };
    if known.gone_at.is_some() {
        movements.push(plain("returned", json!({ "gone_at": known.gone_at }), json!({})));
    }
    if said.enabled != known.enabled {
        let kind = if said.enabled { "enabled" } else { "disabled" };
        movements.push(plain(
            kind,
            json!({ "enabled": known.enabled }),
            json!({ "enabled": said.enabled }),
        ));
    }
    let (mut changed, mut before, mut after) = (Vec::new(), Map::new(), Map::new());
    let texts = [
        ("department", &known.department, &said.department),
        ("employee_type", &known.employee_type, &said.employee_type),
        ("country", &known.country, &said.country),
    ];
    for (name, was, is) in texts.into_iter().filter(|(_, was, is)| was != is) {
        changed.push(name);
        before.insert(name.into(), json!(was));
        after.insert(name.into(), json!(is));
    }
    if let ManagerSaid::Is(manager) = said.manager
        && manager != known.manager_id
    {
        changed.push("manager");
        before.insert("manager".into(), json!(known.manager_id));
        after.insert("manager".into(), json!(manager));
    }
    if !changed.is_empty() {
        movements.push(Movement {
            person: said.id,
            kind: "moved",
            changed,
            before: before.into(),
            after: after.into(),
        });
    }
    movements
}
