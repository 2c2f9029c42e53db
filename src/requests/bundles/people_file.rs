//! A list of people, line by line: who each line names, or what is wrong with it. Takes nothing by itself.

use std::collections::BTreeMap;

use crate::ids::PersonId;
use crate::people::Person;

/// Bytes of the file.
pub const LARGEST_BYTES: usize = 64 * 1024;
/// Lines with somebody in them.
pub const MOST_LINES: usize = 200;
/// Characters of a line that are shown.
const SHOWN_CHARS: usize = 80;

/// Why the whole file can not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    NotText,
    TooManyLines,
    /// It has a header without the column `upn`.
    NoColumn,
    Empty,
}

impl Unreadable {
    pub fn sentence(self) -> String {
        match self {
            Self::NotText => t!("file-no-text").into(),
            Self::TooManyLines => t!("file-too-many", most = MOST_LINES),
            Self::NoColumn => t!("file-no-column").into(),
            Self::Empty => t!("file-empty").into(),
        }
    }
}

/// One line that names somebody, by its number in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub number: usize,
    pub text: String,
}

/// A line and whom it names, or what is wrong with it.
#[derive(Clone, Debug)]
pub struct Checked {
    pub line: Line,
    pub person: Result<Person, String>,
}

/// Lines of a CSV file with the column `upn`, or with one name for each line; a header is not needed then.
pub fn lines(bytes: &[u8]) -> Result<Vec<Line>, Unreadable> {
    let text = std::str::from_utf8(bytes).map_err(|_| Unreadable::NotText)?;
    let text = text.trim_start_matches('\u{feff}');
    if text.contains('\0') {
        return Err(Unreadable::NotText);
    }
    let mut rows = (1..).zip(text.lines()).filter(|(_, row)| !row.trim().is_empty());
    let mut rows = rows.by_ref().peekable();
    let Some((_, first)) = rows.peek() else {
        return Err(Unreadable::Empty);
    };
    let separator = [';', '\t']
        .into_iter()
        .find(|c| first.contains(*c))
        .unwrap_or(',');
    let columns: Vec<_> = cells(first, separator)
        .iter()
        .map(|cell| cell.to_lowercase())
        .collect();
    let column = match columns.iter().position(|name| name == "upn") {
        Some(column) => {
            rows.next();
            column
        }
        None if columns.len() > 1 && !first.contains('@') => return Err(Unreadable::NoColumn),
        None => 0,
    };
    let mut found = Vec::new();
    for (number, row) in rows {
        if found.len() == MOST_LINES {
            return Err(Unreadable::TooManyLines);
        }
        let cell = cells(row, separator).get(column).cloned().unwrap_or_default();
        let text = cell.chars().filter(|c| !c.is_control()).collect();
        found.push(Line { number, text });
    }
    match found.is_empty() {
        true => Err(Unreadable::Empty),
        false => Ok(found),
    }
}

fn cells(row: &str, separator: char) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for c in row.chars() {
        match c {
            '"' => quoted = !quoted,
            c if c == separator && !quoted => cells.push(String::new()),
            c => {
                if let Some(cell) = cells.last_mut() {
                    cell.push(c);
                }
            }
        }
    }
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}

/// What the lines call people, in small letters.
pub fn texts(lines: &[Line]) -> Vec<String> {
    lines.iter().map(|line| line.text.to_lowercase()).collect()
}

/// Who of these is meant by each line. Who stands there twice is taken once. `nobody`: said where a line means none of them.
pub fn check(lines: Vec<Line>, people: &[Person], nobody: &str) -> Vec<Checked> {
    let mut first: BTreeMap<PersonId, usize> = BTreeMap::new();
    let mut checked = Vec::new();
    for line in lines {
        let mut person = named(&line.text, people, nobody);
        if let Ok(found) = &person {
            let before = *first.entry(found.id).or_insert(line.number);
            if before != line.number {
                person = Err(t!("file-twice", name = found.name, line = before));
            }
        }
        checked.push(Checked {
            person,
            line: Line {
                text: line.text.chars().take(SHOWN_CHARS).collect(),
                ..line
            },
        });
    }
    checked
}

/// Who is called so: by UPN, else by name; whose account is open counts first. `nobody`: said where it is none of them.
pub fn named(text: &str, people: &[Person], nobody: &str) -> Result<Person, String> {
    let text = text.to_lowercase();
    if text.is_empty() {
        return Err(t!("name-empty").into());
    }
    let of = |is: &dyn Fn(&Person) -> bool| -> Vec<&Person> {
        let all: Vec<_> = people.iter().filter(|person| is(person)).collect();
        let open: Vec<_> = all.iter().copied().filter(|person| person.enabled).collect();
        if open.is_empty() { all } else { open }
    };
    let mut found = of(&|person| person.upn.to_lowercase() == text);
    if found.is_empty() {
        found = of(&|person| person.name.to_lowercase() == text);
    }
    match found.as_slice() {
        [] => Err(nobody.to_owned()),
        [one] if !one.enabled => Err(t!("name-closed", name = one.name)),
        [one] => Ok((*one).clone()),
        [.., last] if !last.enabled => Err(t!("name-all-closed").into()),
        several => Err(t!("name-several", count = several.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(file: &str) -> Result<Vec<(usize, String)>, Unreadable> {
        let lines = lines(file.as_bytes())?;
        Ok(lines.into_iter().map(|line| (line.number, line.text)).collect())
    }

    #[test]
    fn a_file_is_read_with_and_without_a_header() {
        let two = vec![(2, "a@x.example".to_owned()), (4, "b@x.example".to_owned())];
        assert_eq!(texts("upn\na@x.example\n\nb@x.example\n"), Ok(two.clone()));
        assert_eq!(
            texts("\u{feff}Name;UPN\r\n\"Berg; Mia\";a@x.example\r\n\r\nB;b@x.example\r\n"),
            Ok(two)
        );
        assert_eq!(texts("a@x.example"), Ok(vec![(1, "a@x.example".to_owned())]));
        assert_eq!(texts("Mia Berg\n"), Ok(vec![(1, "Mia Berg".to_owned())]));
        assert_eq!(texts("name,mail\nMia,m@x.example"), Err(Unreadable::NoColumn));
        assert_eq!(texts(" \n\n"), Err(Unreadable::Empty));
        assert_eq!(texts("upn\n"), Err(Unreadable::Empty));
        assert_eq!(texts(&"a@x.example\n".repeat(201)), Err(Unreadable::TooManyLines));
        assert_eq!(lines(&[0xff, 0xfe, 0x61]), Err(Unreadable::NotText));
    }
}
