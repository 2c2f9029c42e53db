//! The house rules that a compiler does not know: which room may use which, and where SQL, time and environment stand.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The rooms from the top down; a module uses what stands on a lower line, never on its own line or a higher one.
const FLOORS: [&[&str]; 9] = [
    &["cli"],
    &["routes", "worker"],
    &["portal", "approvals", "administration", "reports"],
    &["fulfilment"],
    &["requests"],
    &["catalog"],
    &["people"],
    &["app"],
    &["audit", "graph", "jobs", "oidc", "policy", "postgres", "web"],
];
/// Everybody may use them; they use nobody.
const KERNEL: [&str; 3] = ["clock", "config", "ids"];

struct Source {
    /// Below `src/`.
    path: String,
    room: String,
    /// Without what is compiled for tests only, and without comments.
    code: String,
}

fn sources() -> Vec<Source> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|ext| ext == "rs") {
                found.push(path);
            }
        }
    }
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    walk(&src, &mut files);
    files.sort();
    let sources: Vec<_> = files
        .iter()
        .filter_map(|file| {
            let path = file.strip_prefix(&src).unwrap().to_str().unwrap().to_owned();
            let of_tests = path.contains("tests/") || path.ends_with("tests.rs") || path == "gallery.rs";
            let of_crate = ["lib.rs", "main.rs"].contains(&path.as_str());
            if of_tests || of_crate {
                return None;
            }
            let room = path.split(['/', '.']).next().unwrap().to_owned();
            let text = std::fs::read_to_string(file).unwrap();
            let code = text
                .split("#[cfg(test)]\nmod tests {")
                .next()
                .unwrap()
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .fold(String::new(), |code, line| code + line + "\n");
            Some(Source { path, room, code })
        })
        .collect();
    assert!(sources.len() > 60, "the walk through src/ ended early");
    sources
}

/// What a file uses of the crate: the path after `crate::`, up to two names deep.
fn imports(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let inside = match rest.strip_prefix('{') {
            Some(group) => split_group(group),
            None => vec![rest.to_owned()],
        };
        for path in inside {
            let end = path
                .find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'))
                .unwrap_or(path.len());
            let names: Vec<_> = path[..end]
                .split("::")
                .filter(|name| !name.is_empty())
                .take(2)
                .collect();
            if !names.is_empty() {
                found.insert(names.join("::"));
            }
        }
    }
    found
}

fn split_group(group: &str) -> Vec<String> {
    let (mut depth, mut parts, mut part) = (0, Vec::new(), String::new());
    for c in group.chars() {
        match c {
            '}' if depth == 0 => break,
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(std::mem::take(&mut part).trim().to_owned());
                continue;
            }
            _ => {}
        }
        part.push(c);
    }
    parts.push(part.trim().to_owned());
    parts
}

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

fn may_use(room: &str, import: &str) -> bool {
    let used = import.split("::").next().unwrap();
    if used == room {
        return true;
    }
    if room == "simulator" {
        return ["ids", "clock"].contains(&used) || import == "graph::wire";
    }
    if used == "simulator" {
        return room == "cli";
    }
    if KERNEL.contains(&room) {
        return false;
    }
    KERNEL.contains(&used)
        || matches!((floor(room), floor(used)), (Some(above), Some(below)) if above < below)
}

#[test]
fn modules_use_only_what_stands_below_them() {
    let wrong: Vec<_> = sources()
        .iter()
        .flat_map(|source| {
            imports(&source.code)
                .into_iter()
                .filter(|import| !may_use(&source.room, import))
                .map(|import| format!("{} uses {import}", source.path))
                .collect::<Vec<_>>()
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_room_has_its_place_on_the_map() {
    let sources = sources();
    let rooms: BTreeSet<_> = sources.iter().map(|source| source.room.as_str()).collect();
    let mapped: BTreeSet<_> = FLOORS
        .iter()
        .flat_map(|rooms| rooms.iter())
        .chain(&KERNEL)
        .chain(&["simulator"])
        .copied()
        .collect();
    assert_eq!(rooms, mapped);
}

#[test]
fn imports_are_found_in_every_way_of_writing_them() {
    let code = "use crate::{routes, graph::{wire, Client}};\nuse crate::ids::PersonId;\nlet x = crate::audit::seal();";
    let found: Vec<_> = imports(code).into_iter().collect();
    assert_eq!(found, ["audit::seal", "graph", "ids::PersonId", "routes"]);
    assert!(
        !may_use("portal", "reports::log") && !may_use("audit", "jobs") && may_use("portal", "requests::ask")
    );
    assert!(!may_use("simulator", "graph::client") && may_use("simulator", "graph::wire"));
}

fn only(what: &str, words: &[&str], allowed: impl Fn(&str) -> bool) {
    let wrong: Vec<_> = sources()
        .iter()
        .filter(|source| words.iter().any(|word| source.code.contains(word)) && !allowed(&source.path))
        .map(|source| source.path.clone())
        .collect();
    assert!(wrong.is_empty(), "{what}: {wrong:?}");
}

#[test]
fn the_policy_is_pure() {
    only(
        "the policy waits for nothing and asks nobody",
        &[
            "async fn", ".await", "sqlx", "tokio", "reqwest", "std::fs", "Clock",
        ],
        |path| !path.starts_with("policy/"),
    );
}

#[test]
fn sql_stands_in_the_stores() {
    only(
        "SQL outside the stores",
        &["sqlx::query", "query_scalar!", "query_as!"],
        |path| {
            path.ends_with("store.rs")
                || path.starts_with("audit/")
                || path.starts_with("jobs/")
                || path == "people/sessions.rs"
                || path == "cli/migrate.rs"
                || path == "postgres/mod.rs"
        },
    );
    only(
        "raw SQL outside the commands that set a database up",
        &["raw_sql"],
        |path| path.starts_with("cli/") || path.starts_with("postgres/"),
    );
}

#[test]
fn one_door_to_time_and_one_to_the_environment() {
    only(
        "reads the time",
        &["Utc::now", "Local::now", "SystemTime::now"],
        |path| path == "clock.rs",
    );
    only(
        "reads the environment",
        &["env::var", "env::vars", "env::args"],
        |path| path == "config.rs",
    );
    only(
        "SQL that reads the time",
        &["now()::", " now() ", "current_timestamp"],
        |_| false,
    );
}
