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
        if text.len() > EXPRESSION_MAX_BYTES {
            source.problem(
                at.span.start,
                format!(
                    "the expression has {} bytes; at most {EXPRESSION_MAX_BYTES} are allowed",
                    text.len()
                ),
            );
            return None;
        }
        // Should hostile text make the parser panic all the same, the file is refused and the policy in force stays so.
        let compiled = catch_unwind(AssertUnwindSafe(|| compiled(&text, questions)));
        let refusal = match compiled {
            Ok(Ok(compiled)) => {
                return Some(Self {
                    text,
                    compiled: Arc::new(compiled),
                    opposite: false,
                });
            }
            Ok(Err(refusal)) => refusal,
            Err(_) => Refusal::of(0, "not a CEL expression that can be read"),
        };
        let hint = refusal.question.map_or_else(String::new, |wrong| {
            source.suggestion(&wrong, questions.iter().map(String::as_str))
        });
        let place = in_file(source.text, at.span.start, refusal.byte);
        source.problem(place, refusal.message + &hint);
        None
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// Steps that it can take at most.
    pub fn steps(&self) -> u64 {
        self.compiled.steps
    }

    /// What it asks of the facts: `beneficiary.department`, `held`, …, sorted.
    pub fn names(&self) -> &BTreeSet<String> {
        &self.compiled.names
    }

    pub fn holds(&self, seen: &Seen<'_>) -> bool {
        (self.compiled.holds)(&seen.0) != self.opposite
    }

    /// A mistake of ours; no condition of a file is like that.
    #[cfg(test)]
    pub fn that_panics() -> Self {
        let compiled = Compiled {
            holds: Box::new(|_| panic!("a condition that panics")),
            steps: 1,
            names: BTreeSet::new(),
        };
        Self {
            text: "panic".to_owned(),
            compiled: Arc::new(compiled),
            opposite: false,
        }
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

/// What is wrong with an expression.
#[derive(Debug)]
struct Refusal {
    /// Within the expression.
    byte: usize,
    message: String,
    /// The nearest id of a question is to be named.
    question: Option<String>,
}

impl Refusal {
    fn of(byte: usize, message: impl Into<String>) -> Self {
        Self {
            byte,
            message: message.into(),
            question: None,
        }
    }
}

fn compiled(text: &str, questions: &BTreeSet<String>) -> Result<Compiled, Refusal> {
    let (root, places) = parsed(text)?;
    compile::compile(&root, questions).map_err(|complaint| {
        let place = places.offset_for(complaint.at);
        Refusal {
            byte: place.map_or(0, |(start, _)| start as usize),
            message: complaint.message,
            question: complaint.question,
        }
    })
}

/// What people of other languages write, and how CEL writes it.
fn usual_mistake(text: &str) -> Option<&'static str> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let has = |word: &str| words.iter().any(|other| other.eq_ignore_ascii_case(word));
    let known = [
        (
            text.contains(['“', '”', '‘', '’', '„']),
            "; write straight quotes, `\"`",
        ),
        (has("="), "; write `==`"),
        (has("and"), "; write `&&`"),
        (has("or"), "; write `||`"),
        (has("not"), "; write `!`"),
    ];
    known
        .into_iter()
        .find(|(is_there, _)| *is_there)
        .map(|(_, hint)| hint)
}

/// Without macros: `exists`, `has` and the like stay the calls that they are written as. The parser is recursive, and its
/// limit keeps it off the end of the stack.
fn parsed(text: &str) -> Result<(IdedExpr, SourceInfo), Refusal> {
    let parser = cel::Env::default().with_optional_support(false).parser();
    let parser = parser.max_recursion_depth(compile::DEPTH_MAX);
    parser.parse_with_source_info(text).map_err(|errors| {
        // One mistake often makes several errors; the first is the one to mend.
        errors.errors.first().map_or_else(
            || Refusal::of(0, "not a CEL expression"),
            |error| {
                let message = error.msg.replace('\n', " ");
                // How the parser says it is nothing for readers.
                let too_deep = message.contains("Recursion limit");
                let place = place_of(text, error.pos.0, error.pos.1);
                match too_deep {
                    true => Refusal::of(place, compile::too_deep()),
                    false => {
                        let hint = usual_mistake(text).unwrap_or_default();
                        Refusal::of(place, format!("not a CEL expression: {message}{hint}"))
                    }
                }
            },
        )
    })
}

/// Byte of a line and column of the parser, which counts characters from 1.
fn place_of(text: &str, line: isize, column: isize) -> usize {
    let line = usize::try_from(line).unwrap_or(1).max(1);
    let column = usize::try_from(column).unwrap_or(1).max(1);
    let before: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let rest = text.get(before..).unwrap_or_default();
    let within = rest.char_indices().nth(column - 1);
    before + within.map_or(rest.len(), |(byte, _)| byte)
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
