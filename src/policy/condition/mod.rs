//! Conditions in CEL: parsed by the kept crate, then checked and compiled once into closures.
//!
//! A condition that is taken can not fail: every name exists, every type fits, no number overflows, no list is too long.
//! What can not be promised is refused when the file is loaded, with the way to write it.

mod bounds;
mod calculate;
mod calls;
mod compile;
mod members;
pub(super) mod schema;
#[cfg(test)]
pub(super) mod tests;
mod value;

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use cel::IdedExpr;
use cel::common::ast::SourceInfo;

use self::compile::Compiled;
use super::Facts;
use super::document::reader::{At, Source};

/// Bytes of one expression. Longer ones are several rules.
const EXPRESSION_MAX_BYTES: usize = 4_000;
/// Brackets inside brackets. The parser is recursive, and this keeps it off the end of the stack.
const BRACKETS_MAX: usize = 16;
/// Prefix signs (`!`, `-`) in a row: the parser recurses for each.
const SIGNS_MAX: usize = 8;

pub(super) struct Condition {
    text: String,
    compiled: Arc<Compiled>,
    /// What the mutation of a rule turns round.
    opposite: bool,
}

/// The facts as conditions see them, made once for each decision.
pub(super) struct Seen<'f>(value::Env<'f>);

impl<'f> Seen<'f> {
    /// `Err` names what is out of its bounds: about such facts nothing can be said.
    pub fn new(facts: &'f Facts) -> Result<Self, String> {
        match schema::out_of_bounds(facts) {
            None => Ok(Self(value::Env::new(facts))),
            Some(name) => Err(name),
        }
    }
}

impl Condition {
    /// `None` = refused; the problem stands in `source`. `questions` are the ids of all that the guards of the file ask.
    /// To be called with room on the stack.
    pub fn compile(source: &mut Source<'_>, at: At<String>, questions: &BTreeSet<String>) -> Option<Self> {
        let text = at.value;
        if let Err(message) = within_limits(&text) {
            source.problem(at.span.start, message);
            return None;
        }
        // Should hostile text make the parser panic all the same, the file is refused and the policy in force stays so.
        let compiled = catch_unwind(AssertUnwindSafe(|| compiled(&text, questions)));
        let (byte, message) = match compiled {
            Ok(Ok(compiled)) => {
                return Some(Self {
                    text,
                    compiled: Arc::new(compiled),
                    opposite: false,
                });
            }
            Ok(Err(complaint)) => complaint,
            Err(_) => (0, "not a CEL expression that can be read".to_owned()),
        };
        source.problem(in_file(source.text, at.span.start, byte), message);
        None
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it asks of the facts: `beneficiary.department`, `held`, …, sorted.
    pub fn names(&self) -> &BTreeSet<String> {
        &self.compiled.names
    }

    pub fn holds(&self, seen: &Seen<'_>) -> bool {
        (self.compiled.holds)(&seen.0) != self.opposite
    }

    /// True where it is not.
    pub fn opposite(&self) -> Self {
        Self {
            text: self.text.clone(),
            compiled: Arc::clone(&self.compiled),
            opposite: !self.opposite,
        }
    }
}

impl std::fmt::Debug for Condition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Condition").field(&self.text).finish()
    }
}

/// The compiled expression, or what is wrong with it: the byte within the expression and the complaint.
fn compiled(text: &str, questions: &BTreeSet<String>) -> Result<Compiled, (usize, String)> {
    let (root, places) = parsed(text)?;
    compile::compile(&root, questions).map_err(|complaint| {
        let offset = places.offset_for(complaint.at);
        let offset = offset.map_or(0, |(start, _)| start as usize);
        let byte = text
            .char_indices()
            .nth(offset)
            .map_or(text.len(), |(byte, _)| byte);
        (byte, complaint.message)
    })
}

/// Without macros: `exists`, `has` and the like stay the calls that they are written as.
fn parsed(text: &str) -> Result<(IdedExpr, SourceInfo), (usize, String)> {
    let parser = cel::Env::default().with_optional_support(false).parser();
    parser.parse_with_source_info(text).map_err(|errors| {
        // One mistake often makes several errors; the first is the one to mend.
        errors.errors.first().map_or_else(
            || (0, "not a CEL expression".to_owned()),
            |error| {
                let message = error.msg.replace('\n', " ");
                let place = place_of(text, error.pos.0, error.pos.1);
                (place, format!("not a CEL expression: {message}"))
            },
        )
    })
}
fn within_limits(text: &str) -> Result<(), String> {
    if text.len() > EXPRESSION_MAX_BYTES {
        return Err(format!(
            "the expression has {} bytes; at most {EXPRESSION_MAX_BYTES} are allowed",
            text.len()
        ));
    }
    let (mut depth, mut signs) = (0_usize, 0);
    for byte in text.bytes() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        match byte {
            b'!' | b'-' => signs += 1,
            b' ' | b'\t' | b'\r' | b'\n' => {}
            _ => signs = 0,
        }
        if depth > BRACKETS_MAX || signs > SIGNS_MAX {
            return Err(format!(
                "the expression is nested too deeply; at most {BRACKETS_MAX} brackets and {SIGNS_MAX} signs"
            ));
        }
    }
    Ok(())
}

/// Byte of a line and column (from 1) of the parser.
fn place_of(text: &str, line: isize, column: isize) -> usize {
    let line = usize::try_from(line).unwrap_or(1).max(1);
    let column = usize::try_from(column).unwrap_or(1).max(1);
    let before: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
    (before + column - 1).min(text.len())
}

/// Where a byte of the expression stands in the file. Exact for 'literal' strings; in "basic" ones with escapes near it.
fn in_file(file: &str, value_start: usize, byte: usize) -> usize {
    let raw = file.get(value_start..).unwrap_or_default();
    let multi_line = raw.starts_with("'''") || raw.starts_with("\"\"\"");
    let quote = match (multi_line, raw.as_bytes().get(3)) {
        (true, Some(b'\n')) => 4,
        (true, Some(b'\r')) => 5,
        (true, _) => 3,
        (false, _) => 1,
    };
    value_start + quote + byte
}
