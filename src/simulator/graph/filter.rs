//! Owns `$filter`: conditions joined by `and`, such groups by `or`. No parentheses, no `not`: what is not understood is refused,
//! never ignored.

use super::super::errors::GraphError;
use super::query::unsupported;

/// How a property is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compare {
    Eq,
    Ge,
    Le,
    StartsWith,
    In,
}

/// A value as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Literal {
    /// In quotation marks.
    Text(String),
    /// Without: a number, a GUID, a time, `true`.
    Word(String),
}

impl Literal {
    pub fn text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Word(text) => text,
        }
    }
}

/// `property eq value`; of a collection, `path/any/property`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    pub property: String,
    pub compare: Compare,
    pub values: Vec<Literal>,
}

impl Condition {
    pub fn value(&self) -> &str {
        self.values.first().map_or("", Literal::text)
    }
}

/// Any of these, each of them all of its conditions.
pub type Filter = Vec<Vec<Condition>>;

pub fn parse(text: &str) -> Result<Filter, GraphError> {
    let groups = parted(text, " or ").into_iter();
    groups
        .map(|group| {
            let conditions = parted(group, " and ").into_iter();
            conditions
                .map(|condition| one(condition.trim()).ok_or_else(|| refused(text)))
                .collect()
        })
        .collect()
}

/// The text is from memory [M].
pub fn refused(text: &str) -> GraphError {
    unsupported(&format!(
        "Unsupported or invalid query filter clause specified: '{text}'."
    ))
}

/// Cut at a word that stands outside of quotation marks and parentheses.
fn parted<'t>(text: &'t str, word: &str) -> Vec<&'t str> {
    let (mut parts, mut start, mut depth, mut quoted) = (Vec::new(), 0, 0_i32, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'\'' => quoted = !quoted,
            b'(' if !quoted => depth += 1,
            b')' if !quoted => depth -= 1,
            _ if !quoted
                && depth == 0
                && at >= start
                && text.as_bytes()[at..].starts_with(word.as_bytes()) =>
            {
                parts.push(&text[start..at]);
                start = at + word.len();
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

fn one(text: &str) -> Option<Condition> {
    if let Some(inside) = text.strip_prefix("startswith(").and_then(|t| t.strip_suffix(')')) {
        let (property, value) = inside.split_once(',')?;
        return Some(Condition {
            property: path(property.trim())?,
            compare: Compare::StartsWith,
            values: vec![literal(value.trim())?],
        });
    }
    if let Some((collection, inside)) = text.split_once("/any(") {
        let (variable, condition) = inside.strip_suffix(')')?.split_once(':')?;
        let inner = one(condition.trim().strip_prefix(&format!("{}/", variable.trim()))?)?;
        return Some(Condition {
            property: format!("{}/any/{}", path(collection)?, inner.property),
            ..inner
        });
    }
    let (property, rest) = text.split_once(' ')?;
    let (operator, value) = rest.trim_start().split_once(' ')?;
    let compare = match operator {
        "eq" => Compare::Eq,
        "ge" => Compare::Ge,
        "le" => Compare::Le,
        "in" => Compare::In,
        _ => return None,
    };
    let values = match compare {
        Compare::In => {
            let list = value.trim().strip_prefix('(')?.strip_suffix(')')?;
            let values = parted(list, ",").into_iter();
            values.map(|value| literal(value.trim())).collect::<Option<_>>()?
        }
        _ => vec![literal(value.trim())?],
    };
    Some(Condition {
        property: path(property)?,
        compare,
        values,
    })
}

fn path(text: &str) -> Option<String> {
    let fine = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'/';
    (!text.is_empty() && text.bytes().all(fine)).then(|| text.to_owned())
}

fn literal(text: &str) -> Option<Literal> {
    if let Some(inside) = text.strip_prefix('\'') {
        let inside = inside.strip_suffix('\'')?;
        return (!inside.replace("''", "").contains('\'')).then(|| Literal::Text(inside.replace("''", "'")));
    }
    let fine = |byte: u8| byte.is_ascii_alphanumeric() || b"-:.+".contains(&byte);
    (!text.is_empty() && text.bytes().all(fine)).then(|| Literal::Word(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> String {
        match parse(text) {
            Err(error) => error.message,
            Ok(filter) => format!("{filter:?}"),
        }
    }

    #[test]
    fn conditions_are_understood_or_refused_whole() {
        let filter =
            parse("id eq 'a or b' or department in ('R & D','It''s') and accountEnabled eq true").unwrap();
        assert_eq!((filter.len(), filter[1].len()), (2, 2));
        assert_eq!(filter[0][0].value(), "a or b");
        assert_eq!(filter[1][0].values[1].text(), "It's");
        let filter =
            parse("targetResources/any(t: t/id eq 'x') and startswith(activityDisplayName,'Ch')").unwrap();
        assert_eq!(filter[0][0].property, "targetResources/any/id");
        assert_eq!(filter[0][1].compare, Compare::StartsWith);
        for wrong in [
            "",
            "id",
            "id eq",
            "id eq 'a",
            "id eq 'a' b'",
            "not id eq 'a'",
            "(id eq 'a')",
            "id ne 'a'",
            "id eq a b",
            "x/any(t:u/id eq 'a')",
            "id eq 'a' and",
            "id eq 'a' or ",
        ] {
            assert!(
                said(wrong).starts_with("Unsupported or invalid"),
                "{wrong}: {}",
                said(wrong)
            );
        }
    }
}
