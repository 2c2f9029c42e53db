//! The shape of the house as a table: left may import right, never the other way, and rooms of one floor do not import
//! each other.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Floors from the top down; a module may use what stands on lower floors.
const FLOORS: [&[&str]; 11] = [
    &["cli"],
    &["routes", "worker"],
    &["portal", "approvals", "administration", "reports"],
    &["fulfilment"],
    &["requests"],
    &["catalog", "people", "siem"],
    &["app"],
    &[
        "audit", "graph", "jobs", "live", "mail", "oidc", "policy", "postgres", "web",
    ],
    &["credential", "refusal"],
    &["clock", "config", "ids"],
    &["words"],
];
/// What the tenant in the box may use of the house.
const TENANT_MAY_USE: [&str; 3] = ["graph", "clock", "ids"];

fn floor(module: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&module))
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// (module, path below src, text without its tests) of every source file.
fn files() -> Vec<(String, String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    sources(&root, &mut paths);
    let read = |path: PathBuf| {
        let name = path.strip_prefix(&root).unwrap().display().to_string();
        let module = name.split(['/', '.']).next().unwrap().to_owned();
        let text = fs::read_to_string(&path).unwrap();
        let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap().to_owned();
        (module, name, text)
    };
    let mut files: Vec<_> = paths.into_iter().map(read).collect();
    files.retain(|(module, name, _)| {
        !name.contains("/tests") && !matches!(module.as_str(), "lib" | "main" | "gallery")
    });
    files.sort();
    files
}

/// Modules of the crate that a text names: `crate::x`, and each of `crate::{x, y::z}`.
fn imports(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for rest in text.split("crate::").skip(1) {
        let word = |text: &str| {
            text.chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect::<String>()
        };
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut item = String::new();
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => {
                        found.insert(word(item.trim()));
                        item.clear();
                        continue;
                    }
                    _ => {}
                }
                item.push(c);
            }
            found.insert(word(item.trim()));
        } else {
            found.insert(word(rest));
        }
    }
    found.retain(|module| !module.is_empty());
    found
}

#[test]
fn imports_go_down_the_house_only() {
    let files = files();
    assert!(files.len() > 60, "the sources were not found");
    let mut wrong = Vec::new();
    for (module, name, text) in &files {
        for import in imports(text) {
            if import == *module {
                continue;
            }
            let allowed = if module == "simulator" {
                TENANT_MAY_USE.contains(&import.as_str())
            } else {
                match (floor(module), floor(&import)) {
                    (Some(here), Some(there)) => here < there,
                    // The tenant in the box is started by the command line alone.
                    (Some(0), None) => import == "simulator",
                    _ => false,
                }
            };
            if !allowed {
                wrong.push(format!("{name} uses {import}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn the_tenant_in_the_box_knows_graphs_wire_and_nothing_else_of_the_client() {
    for (module, name, text) in files() {
        if module == "simulator" {
            for rest in text.split("crate::graph::").skip(1) {
                assert!(
                    rest.starts_with("wire"),
                    "{name} uses more of graph than its wire types"
                );
            }
            assert!(!text.contains("crate::graph;"), "{name}");
        }
    }
}

/// Where a word may stand; everywhere else it is a fault.
fn only_in(word: &str, allowed: impl Fn(&str) -> bool) {
    let mut seen = 0;
    for (_, name, text) in files() {
        if text.contains(word) {
            assert!(allowed(&name), "{name} says {word}");
            seen += 1;
        }
    }
    assert!(
        seen > 0,
        "nobody says {word}: does this test still test anything?"
    );
}

#[test]
fn the_policy_is_pure() {
    for (module, name, text) in files() {
        if module == "policy" {
            for word in [
                "async ",
                "sqlx",
                "tokio",
                "crate::clock",
                "Utc::now",
                "std::fs",
                "std::env",
            ] {
                assert!(!text.contains(word), "{name} says {word}");
            }
        }
    }
}

#[test]
fn sql_time_and_environment_have_their_places() {
    let store = |name: &str| {
        name.ends_with("store.rs")
            || name.contains("/store/")
            || [
                "audit/",
                "jobs/",
                "people/sessions.rs",
                "cli/migrate.rs",
                "postgres/",
            ]
            .iter()
            .any(|place| name.starts_with(place))
    };
    only_in("sqlx::query", store);
    only_in("raw_sql", |name| {
        // Of the pool: what has to come as one message.
        name.starts_with("cli/") || name.starts_with("postgres/") || name == "app/store.rs"
    });
    only_in("Utc::now()", |name| name == "clock.rs");
    only_in("std::env::", |name| {
        name == "config.rs" || name.starts_with("config/")
    });
}
