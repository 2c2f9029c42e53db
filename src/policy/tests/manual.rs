//! The manual, the JSON Schema and the reader say the same.

use super::super::reference::{self, CALENDAR, EXAMPLE, EXPECT, GIVEN, GUARD, Key, QUESTION, ROUTE, STAGE};
use super::super::{Policy, Problem};

fn read(text: &str) -> Vec<Problem> {
    Policy::parse("keys.toml", text.as_bytes())
        .err()
        .unwrap_or_default()
}

/// Whether the reader knows the key: it may object to anything else.
fn is_known(text: &str, key: &str) -> bool {
    let unknown = format!("unknown key `{key}`");
    read(text)
        .iter()
        .all(|problem| !problem.message.starts_with(&unknown))
}

#[test]
fn the_reader_knows_every_key_that_is_described_and_no_other() {
    let tables: [(&str, &[Key]); 4] = [
        ("guard", &GUARD),
        ("route", &ROUTE),
        ("calendar", &CALENDAR),
        ("example", &EXAMPLE),
    ];
    for (table, keys) in tables {
        for key in keys {
            let text = format!("[[{table}]]\n{} = {}\n", key.name, key.sample);
            assert!(is_known(&text, key.name), "{table}: {}", key.name);
        }
        assert_described(&format!("[[{table}]]\nx_y_z_x_y_z = 1\n"), keys);
    }
    for (before, keys) in [
        ("[[guard]]\n[[guard.ask]]\n", &QUESTION[..]),
        ("[[route]]\n[[route.stages]]\n", &STAGE[..]),
        ("[[example]]\n[example.given]\n", &GIVEN[..]),
        ("[[example]]\n[example.expect]\n", &EXPECT[..]),
    ] {
        for key in keys {
            let text = format!("{before}{} = {}\n", key.name, key.sample);
            assert!(is_known(&text, key.name), "{before}{}", key.name);
        }
        assert_described(&format!("{before}x_y_z_x_y_z = 1\n"), keys);
    }
}

/// The reader lists what it knows when nothing is near: that and the description are the same keys.
fn assert_described(text: &str, keys: &[Key]) {
    let problems = read(text);
    let known = problems
        .iter()
        .find_map(|problem| problem.message.split_once("; known are "))
        .map(|(_, known)| known.to_owned());
    let mut described: Vec<&str> = keys.iter().map(|key| key.name).collect();
    described.sort_unstable();
    let mut known: Vec<String> = known.expect("a list").split(", ").map(str::to_owned).collect();
    known.dedup();
    assert_eq!(known, described, "{text}");
}

#[test]
fn the_manual_has_the_tables_as_they_are() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/policy.md");
    let manual = std::fs::read_to_string(path).expect("the manual");
    let mut right = manual.clone();
    for (name, table) in reference::tables() {
        let begin = format!("<!-- {name}: made of src/policy/reference.rs -->\n");
        let (before, rest) = right
            .split_once(&begin)
            .unwrap_or_else(|| panic!("a place for {name}"));
        let (_, after) = rest.split_once("<!-- end -->").expect("the end of the table");
        right = format!("{before}{begin}{table}<!-- end -->{after}");
    }
    if manual != right {
        std::fs::write(path, right).expect("the manual can be written");
        panic!("docs/policy.md was not as the code says; it is now: look at it and commit it");
    }
}

#[test]
fn the_schema_takes_the_starter_policy() {
    let schema = reference::json_schema();
    let text = include_str!("../../../policies/starter.toml");
    let policy: toml::Table = text.parse().expect("TOML");
    let policy = serde_json::to_value(policy).expect("JSON");
    assert_fits(&schema, &policy, "policy");
    let wrong = serde_json::json!({ "guard": [{ "id": "g", "kep_off": ["A"] }] });
    assert!(!fits(&schema, &wrong), "an unknown key must not fit");
}

fn assert_fits(schema: &serde_json::Value, value: &serde_json::Value, at: &str) {
    assert!(fits(schema, value), "{at} does not fit the schema");
}

/// The few words of JSON Schema that ours uses.
fn fits(schema: &serde_json::Value, value: &serde_json::Value) -> bool {
    use serde_json::Value;
    if let Some(any) = schema["anyOf"].as_array() {
        return any.iter().any(|schema| fits(schema, value));
    }
    if let Some(words) = schema["enum"].as_array() {
        return words.contains(value);
    }
    match (schema["type"].as_str(), value) {
        (Some("object"), Value::Object(members)) => {
            let required = schema["required"].as_array().into_iter().flatten();
            let has = |name: &Value| members.contains_key(name.as_str().unwrap_or_default());
            let fit = |(name, value): (&String, &Value)| match &schema["properties"][name] {
                Value::Null => {
                    schema["additionalProperties"].is_object() && fits(&schema["additionalProperties"], value)
                }
                of_it => fits(of_it, value),
            };
            required.into_iter().all(has) && members.iter().all(fit)
        }
        (Some("array"), Value::Array(items)) => items.iter().all(|item| fits(&schema["items"], item)),
        (Some("string"), Value::String(_)) | (Some("boolean"), Value::Bool(_)) => true,
        (Some("integer"), Value::Number(number)) => {
            let number = number.as_i64().unwrap_or_default();
            schema["minimum"].as_i64().is_none_or(|least| least <= number)
                && schema["maximum"].as_i64().is_none_or(|most| number <= most)
        }
        _ => false,
    }
}
