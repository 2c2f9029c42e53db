//! Reading a TOML document with a place for every complaint: unknown keys, wrong types, wrong values.
//! Knows nothing of guards and routes.

use std::collections::BTreeSet;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::places::Places;
use crate::policy::{PROBLEMS_MAX, Problem, and_more};

/// Longest text value: a sentence for the employee, not a page.
const TEXT_MAX_BYTES: usize = 4_000;
/// Items of one list of names.
const LIST_MAX_ITEMS: usize = 500;
/// Names that a message lists where none is near.
const KNOWN_MAX: usize = 20;
/// Names of which the nearest is looked for.
const CANDIDATES_MAX: usize = 500;

/// The text of a file and what is wrong with it so far.
pub(in crate::policy) struct Source<'s> {
    file: &'s str,
    pub text: &'s str,
    places: Places<'s>,
    problems: Vec<Problem>,
    /// Problems beyond those that are listed.
    more: usize,
}

/// A value and where it stands, in bytes from the start of the file.
pub(in crate::policy) struct At<T> {
    pub value: T,
    pub span: Range<usize>,
}

/// A table whose keys are taken one by one; [`TableReader::finish`] refuses the rest.
pub(in crate::policy) struct TableReader<'t, 's> {
    table: &'t DeTable<'s>,
    /// What the table is, for messages: "guard".
    what: &'static str,
    span: Range<usize>,
    known: Vec<&'static str>,
}

impl<'s> Source<'s> {
    pub fn new(file: &'s str, text: &'s str) -> Self {
        Self {
            file,
            text,
            places: Places::new(text),
            problems: Vec::new(),
            more: 0,
        }
    }

    pub fn problem(&mut self, at: usize, message: impl Into<String>) {
        self.problem_at(self.place(at), message.into());
    }

    pub fn problem_in_line(&mut self, line: usize, message: String) {
        self.problem_at((line, 1), message);
    }

    fn problem_at(&mut self, (line, column): (usize, usize), message: String) {
        if self.is_full() {
            self.more += 1;
            return;
        }
        self.problems.push(Problem {
            file: self.file.to_owned(),
            line,
            column,
            message,
        });
    }

    /// What is found from now on is only counted, so nobody needs to know what it is.
    fn is_full(&self) -> bool {
        self.problems.len() == PROBLEMS_MAX
    }

    /// How many problems there are so far.
    pub fn found(&self) -> usize {
        self.problems.len() + self.more
    }

    /// In the order of the file.
    pub fn into_problems(mut self) -> Vec<Problem> {
        self.problems
            .sort_by_key(|problem| (problem.line, problem.column));
        and_more(&mut self.problems, self.more);
        self.problems
    }

    /// [`suggestion`], as long as somebody will read it.
    pub fn suggestion<'a>(&self, wrong: &str, right: impl Iterator<Item = &'a str> + Clone) -> String {
        if self.is_full() {
            return String::new();
        }
        suggestion(wrong, right)
    }

    /// Line and column of a byte, both from 1.
    pub fn place(&self, at: usize) -> (usize, usize) {
        self.places.of(at)
    }

    /// Names are not empty and not longer than a text may be; anything else is a problem.
    pub fn text_of(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<At<String>> {
        let span = value.span();
        let Some(text) = value.get_ref().as_str() else {
            self.wrong_type(key, "a text", value);
            return None;
        };
        if text.trim().is_empty() {
            self.problem(span.start, format!("`{key}` is empty"));
            return None;
        }
        if text.len() > TEXT_MAX_BYTES {
            self.problem(
                span.start,
                format!(
                    "`{key}` has {} bytes; at most {TEXT_MAX_BYTES} are allowed",
                    text.len()
                ),
            );
            return None;
        }
        Some(At {
            value: text.to_owned(),
            span,
        })
    }

    pub fn wrong_type(&mut self, key: &str, expected: &str, found: &Spanned<DeValue<'_>>) {
        let found_type = match found.get_ref().type_str() {
            "string" => "a text",
            "integer" => "a whole number",
            "float" => "a number with a fraction",
            "boolean" => "true or false",
            "datetime" => "a date",
            "array" => "a list",
            _ => "a table",
        };
        self.problem(
            found.span().start,
            format!("`{key}` must be {expected}, but is {found_type}"),
        );
    }
}

impl<'t, 's> TableReader<'t, 's> {
    pub fn new(table: &'t DeTable<'s>, what: &'static str, span: Range<usize>) -> Self {
        Self {
            table,
            what,
            span,
            known: Vec::new(),
        }
    }

    /// Where the table begins.
    pub fn start(&self) -> usize {
        self.span.start
    }

    pub fn value(&mut self, key: &'static str) -> Option<&'t Spanned<DeValue<'s>>> {
        self.known.push(key);
        self.table.get(key)
    }

    /// Without saying that the key is known.
    pub fn peek(&self, key: &str) -> Option<&'t Spanned<DeValue<'s>>> {
        self.table.get(key)
    }

    pub fn text(&mut self, source: &mut Source<'_>, key: &'static str) -> Option<At<String>> {
        let value = self.value(key)?;
        source.text_of(key, value)
    }

    pub fn required_text(&mut self, source: &mut Source<'_>, key: &'static str) -> Option<At<String>> {
        if self.table.get(key).is_none() {
            self.known.push(key);
            source.problem(self.start(), format!("this {} has no `{key}`", self.what));
            return None;
        }
        self.text(source, key)
    }

    /// A list of texts; a list that is there but empty is refused, because it reads like "nothing" and would mean "all".
    pub fn names(
        &mut self,
        source: &mut Source<'_>,
        key: &'static str,
        empty: Empty,
    ) -> Option<Vec<At<String>>> {
        let value = self.value(key)?;
        let Some(items) = value.get_ref().as_array() else {
            source.wrong_type(key, "a list of names", value);
            return None;
        };
        if items.is_empty() && empty == Empty::Refused {
            source.problem(
                value.span().start,
                format!("`{key}` is an empty list; name something or leave the key out"),
            );
            return None;
        }
        if items.len() > LIST_MAX_ITEMS {
            source.problem(
                value.span().start,
                format!("`{key}` has more than {LIST_MAX_ITEMS} names"),
            );
            return None;
        }
        Some(
            items
                .iter()
                .filter_map(|item| source.text_of(key, item))
                .collect(),
        )
    }

    pub fn truth(&mut self, source: &mut Source<'_>, key: &'static str) -> Option<bool> {
        let value = self.value(key)?;
        let truth = value.get_ref().as_bool();
        if truth.is_none() {
            source.wrong_type(key, "true or false", value);
        }
        truth
    }

    /// A whole number within `range`.
    pub fn number(
        &mut self,
        source: &mut Source<'_>,
        key: &'static str,
        range: std::ops::RangeInclusive<i64>,
    ) -> Option<At<i64>> {
        let value = self.value(key)?;
        let number = value
            .get_ref()
            .as_integer()
            .and_then(|number| i64::from_str_radix(&number.as_str().replace('_', ""), number.radix()).ok());
        match number {
            Some(number) if range.contains(&number) => Some(At {
                value: number,
                span: value.span(),
            }),
            Some(number) => {
                source.problem(
                    value.span().start,
                    format!(
                        "`{key}` is {number}; it must be from {} to {}",
                        range.start(),
                        range.end()
                    ),
                );
                None
            }
            None => {
                source.wrong_type(key, "a whole number", value);
                None
            }
        }
    }

    /// Every key that nobody asked for is a problem, with the nearest right spelling.
    pub fn finish(self, source: &mut Source<'_>) {
        let mut keys: Vec<_> = self.table.keys().collect();
        keys.sort_by_key(|key| key.span().start);
        for key in keys {
            let name: &str = key.get_ref();
            if !self.known.contains(&name) {
                let hint = source.suggestion(name, self.known.iter().copied());
                source.problem(
                    key.span().start,
                    format!("unknown key `{name}` in this {}{hint}", self.what),
                );
            }
        }
    }
}

/// Whether a list may be there and empty.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::policy) enum Empty {
    Allowed,
    Refused,
}

/// `; did you mean …?` or `; known are …`.
pub(in crate::policy) fn suggestion<'a>(wrong: &str, right: impl Iterator<Item = &'a str> + Clone) -> String {
    nearest(wrong, right.clone()).unwrap_or_else(|| {
        let known: BTreeSet<&str> = right.collect();
        let listed: Vec<&str> = known.iter().copied().take(KNOWN_MAX).collect();
        let more = match known.len() - listed.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        format!("; known are {}{more}", listed.join(", "))
    })
}

/// `; did you mean …?`, where something is near.
pub(in crate::policy) fn nearest<'a>(wrong: &str, right: impl Iterator<Item = &'a str>) -> Option<String> {
    // Two swapped letters are two edits; in a name of three letters two edits leave nothing of it.
    let letters = wrong.chars().count();
    let near = match letters {
        0..=3 => 1,
        _ => (letters / 3).max(2),
    };
    // Each letter more or less is an edit.
    let may_be_near = |candidate: &&str| candidate.chars().count().abs_diff(letters) <= near;
    let candidates = right.filter(may_be_near).take(CANDIDATES_MAX);
    let (edits, candidate) = candidates
        .map(|candidate| (distance(wrong, candidate), candidate))
        .min()?;
    (edits <= near).then(|| format!("; did you mean `{candidate}`?"))
}

/// What is wrong with a word of a few: the nearest of them, or all.
pub(in crate::policy) fn not_one_of(key: &str, wrong: &str, right: &[&str]) -> String {
    let hint = nearest(wrong, right.iter().copied());
    let hint = hint.unwrap_or_else(|| match right {
        [others @ .., last] => format!("; it must be {} or {last}", others.join(", ")),
        [] => String::new(),
    });
    format!("`{key}` is `{wrong}`{hint}")
}

/// Edits (insert, delete, replace) between two names, case aside. Names longer than a line are simply far away.
fn distance(one: &str, other: &str) -> usize {
    const NAME_MAX_BYTES: usize = 100;
    if one.len() > NAME_MAX_BYTES || other.len() > NAME_MAX_BYTES {
        return usize::MAX;
    }
    let other: Vec<char> = other.to_lowercase().chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.to_lowercase().chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in other.iter().enumerate() {
            let replaced = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(row[j + 1] + 1);
        }
    }
    row[other.len()]
}

/// Digits only: `parse` alone would take a sign.
pub(in crate::policy) fn whole_number(text: &str) -> Option<i64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}
