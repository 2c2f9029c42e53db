//! Products and plans that a file names, and which of them a catalogue does not have.

use std::collections::{BTreeMap, BTreeSet};

use super::reader::{Empty, Source, TableReader, nearest};
use super::{Problem, Rules};
use crate::policy::listed;

/// A name in the file and where it stands.
#[derive(Debug)]
pub(in crate::policy) struct Mention {
    name: String,
    kind: MentionKind,
    line: usize,
    column: usize,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum MentionKind {
    Product,
    Plan,
}

/// Part numbers under `key`; empty where there are none.
pub(super) fn products(
    source: &mut Source<'_>,
    reader: &mut TableReader<'_, '_>,
    key: &'static str,
    rules: &mut Rules,
) -> Vec<String> {
    mentioned(source, reader, key, MentionKind::Product, rules).unwrap_or_default()
}

/// Names of service plans under `key`.
pub(super) fn plans(
    source: &mut Source<'_>,
    reader: &mut TableReader<'_, '_>,
    key: &'static str,
    rules: &mut Rules,
) -> Option<Vec<String>> {
    mentioned(source, reader, key, MentionKind::Plan, rules)
}

fn mentioned(
    source: &mut Source<'_>,
    reader: &mut TableReader<'_, '_>,
    key: &'static str,
    kind: MentionKind,
    rules: &mut Rules,
) -> Option<Vec<String>> {
    let names = reader.names(source, key, Empty::Refused)?;
    for name in &names {
        let (line, column) = source.place(name.span.start);
        rules.mentions.push(Mention {
            name: name.value.clone(),
            kind,
            line,
            column,
        });
    }
    Some(names.into_iter().map(|name| name.value).collect())
}

/// Names that the catalogue does not have: part number → names of its plans.
pub(in crate::policy) fn unknown(
    file: &str,
    mentions: &[Mention],
    catalogue: &BTreeMap<String, BTreeSet<String>>,
) -> Vec<Problem> {
    let plans: BTreeSet<&str> = catalogue.values().flatten().map(String::as_str).collect();
    let is_known = |mention: &Mention| match mention.kind {
        MentionKind::Product => catalogue.contains_key(&mention.name),
        MentionKind::Plan => plans.contains(mention.name.as_str()),
    };
    let problem = |mention: &Mention| {
        let (what, hint) = match mention.kind {
            MentionKind::Product => (
                "product",
                nearest(&mention.name, catalogue.keys().map(String::as_str)),
            ),
            MentionKind::Plan => ("service plan", nearest(&mention.name, plans.iter().copied())),
        };
        // A list of all products would be longer than the file.
        let hint = hint.unwrap_or_default();
        Problem {
            file: file.to_owned(),
            line: mention.line,
            column: mention.column,
            message: format!("unknown {what} `{}`{hint}", mention.name),
        }
    };
    listed(mentions.iter().filter(|mention| !is_known(mention)), problem)
}
