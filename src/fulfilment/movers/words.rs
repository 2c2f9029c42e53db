//! What a movement changed, in words.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use sqlx::PgConnection;

use super::MovementKind;
use crate::ids::PersonId;
use crate::people;

/// Longest attribute that is shown whole, in characters; the directory takes texts of any length.
const LONGEST_CHARS: usize = 80;

/// One attribute, as it was and as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    pub what: String,
    pub before: String,
    pub after: String,
}

/// Names of the people whom these movements mention, as managers.
pub async fn names(
    conn: &mut PgConnection,
    movements: impl IntoIterator<Item = (&Value, &Value)>,
) -> sqlx::Result<BTreeMap<PersonId, String>> {
    let values = movements
        .into_iter()
        .flat_map(|(before, after)| [before, after])
        .filter_map(Value::as_object)
        .flat_map(|members| members.values());
    let ids: BTreeSet<PersonId> = values
        .filter_map(Value::as_str)
        .filter_map(|text| text.parse().ok())
        .collect();
    people::store::names_of(conn, &ids.into_iter().collect::<Vec<_>>()).await
}

/// What is different, attribute by attribute.
pub fn changed(before: &Value, after: &Value, names: &BTreeMap<PersonId, String>) -> Vec<Changed> {
    let keys: BTreeSet<&String> = [before, after]
        .into_iter()
        .filter_map(Value::as_object)
        .flat_map(|members| members.keys())
        .collect();
    let lines = keys.into_iter().map(|key| Changed {
        what: label(key),
        before: shown(before.get(key), names),
        after: shown(after.get(key), names),
    });
    lines.filter(|line| line.before != line.after).collect()
}

/// What happened to the account.
pub fn account(kind: MovementKind) -> &'static str {
    match kind {
        MovementKind::Disabled => t!("moved-disabled"),
        MovementKind::Deleted => t!("moved-deleted"),
        MovementKind::Moved => t!("moved-moved"),
        MovementKind::Enabled => t!("moved-enabled"),
        MovementKind::Returned => t!("moved-returned"),
    }
}

/// A length of time, in its two largest units.
pub fn long(seconds: i64) -> String {
    let units = [86_400, 3_600, 60, 1];
    let seconds = seconds.max(1);
    let mut left = seconds;
    let mut words = Vec::new();
    for size in units {
        let count = left / size;
        left %= size;
        if count > 0 {
            words.push(match size {
                86_400 => t!("long-days", count = count),
                3_600 => t!("long-hours", count = count),
                60 => t!("long-minutes", count = count),
                _ => t!("long-seconds", count = count),
            });
        }
        if words.len() == 2 || (!words.is_empty() && count == 0) {
            break;
        }
    }
    match words.as_slice() {
        [larger, smaller] => t!("room-and", first = larger, last = smaller),
        _ => words.concat(),
    }
}

fn label(key: &str) -> String {
    match key {
        "employee_type" => t!("moved-employment").into(),
        "department" => t!("moved-department").into(),
        "manager" => t!("moved-manager").into(),
        "country" => t!("moved-country").into(),
        "enabled" => t!("moved-account-enabled").into(),
        other => {
            let text = other.replace('_', " ");
            let mut chars = text.chars();
            chars
                .next()
                .map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
        }
    }
}

fn shown(value: Option<&Value>, names: &BTreeMap<PersonId, String>) -> String {
    match value {
        None | Some(Value::Null) => t!("moved-nothing").into(),
        Some(Value::Bool(true)) => t!("moved-yes").into(),
        Some(Value::Bool(false)) => t!("moved-no").into(),
        Some(Value::String(text)) if text.is_empty() => t!("moved-nothing").into(),
        Some(Value::String(text)) => match text.parse().ok().map(|id: PersonId| names.get(&id)) {
            Some(Some(name)) => cut(name),
            Some(None) => t!("moved-unknown").into(),
            None => cut(text),
        },
        Some(other) => cut(&other.to_string()),
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST_CHARS) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_changed_is_said_with_names() {
        let jonas: PersonId = "00000000-0000-4000-8000-000000000001".parse().unwrap();
        let names = BTreeMap::from([(jonas, "Jonas Lind".to_owned())]);
        let before = json!({ "department": "Design", "manager": null, "employee_type": "Employee" });
        let after = json!({ "department": "", "manager": jonas, "employee_type": "Employee" });
        let lines: Vec<_> = changed(&before, &after, &names)
            .into_iter()
            .map(|line| format!("{}: {} → {}", line.what, line.before, line.after))
            .collect();
        assert_eq!(
            lines,
            ["Department: Design → nothing", "Manager: nothing → Jonas Lind"]
        );
        assert_eq!(changed(&json!("x"), &json!(5), &names), []);
        let emoji = "🙂".repeat(500);
        let line = changed(&json!({ "department": emoji }), &json!({}), &names).remove(0);
        assert_eq!(line.before.chars().count(), LONGEST_CHARS + 1);
    }

    #[test]
    fn lengths_are_said_in_two_units() {
        let said = [0, 1, 61, 3_600, 3_725, 90_000, 700_000].map(long);
        assert_eq!(
            said.join("; "),
            "1 second; 1 second; 1 minute and 1 second; 1 hour; 1 hour and 2 minutes; 1 day and 1 hour; 8 days and 2 hours"
        );
    }
}
