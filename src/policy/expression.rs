//! Conditions in CEL: compiled and checked once at load, evaluated for each decision.
//!
//! What can not be known at load fails at evaluation, and what fails is denied.

use cel::{Context, ExecutionError, Program, Value};

use super::reader::{At, Source};
use super::stack::with_room;
use super::{Facts, check};

/// Bytes of one expression. Longer ones are several rules.
const EXPRESSION_MAX_BYTES: usize = 4_000;
/// Brackets inside brackets. The parser and the evaluator are recursive, and this keeps them off the end of the stack.
const BRACKETS_MAX: usize = 16;
/// Prefix signs (`!`, `-`) in a row: the parser recurses for each.
const SIGNS_MAX: usize = 8;

#[derive(Debug)]
pub(super) struct Expression {
    text: String,
    program: Program,
}

/// Facts as CEL sees them, made once for each decision.
pub(super) struct Bindings(Context<'static, 'static>);

impl Expression {
    /// `None` = refused; the problems stand in `source`.
    pub fn compile(source: &mut Source<'_>, at: At<String>) -> Option<Self> {
        let text = at.value;
        if let Err(message) = within_limits(&text) {
            source.problem(at.span.start, message);
            return None;
        }
        // Should hostile text make the parser panic all the same, the file is refused and the policy in force stays so.
        let complaints = match with_room(|| checked_program(&text)) {
            Some(Ok(program)) => return Some(Self { text, program }),
            Some(Err(complaints)) => complaints,
            None => vec![(0, "not a CEL expression that can be read".to_owned())],
        };
        for (byte, message) in complaints {
            source.problem(in_file(source.text, at.span.start, byte), message);
        }
        None
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the condition holds, or why nobody can say. The reason carries no values of the facts: it is logged.
    /// To be called with room on the stack.
    pub fn holds(&self, bindings: &Bindings) -> Result<bool, String> {
        match self.program.execute(&bindings.0) {
            Ok(Value::Bool(holds)) => Ok(holds),
            Ok(other) => Err(format!(
                "the condition is not true or false but a {}",
                other.type_of()
            )),
            Err(
                error @ (ExecutionError::NoSuchKey(_)
                | ExecutionError::NoSuchOverload(_)
                | ExecutionError::UndeclaredReference(_)),
            ) => Err(error.to_string()),
            Err(_) => Err("a value does not fit what is asked of it".to_owned()),
        }
    }
}

impl Bindings {
    pub fn new(facts: &Facts) -> Result<Self, String> {
        let mut context = Context::default();
        let values = [
            ("requester", cel::to_value(&facts.requester)),
            ("beneficiary", cel::to_value(&facts.beneficiary)),
            ("product", cel::to_value(&facts.product)),
            ("request", cel::to_value(&facts.request)),
            ("held", cel::to_value(&facts.held)),
            ("seats", cel::to_value(&facts.seats)),
            ("now", Ok(Value::Timestamp(facts.now.fixed_offset()))),
        ];
        for (name, value) in values {
            let value = value.map_err(|error| format!("{name}: {error}"))?;
            context.add_variable_from_value(name, value);
        }
        Ok(Self(context))
    }
}

/// The program, or what is wrong with it: the byte within the expression and the complaint.
fn checked_program(text: &str) -> Result<Program, Vec<(usize, String)>> {
    let program = Program::compile(text).map_err(|errors| {
        // One mistake often makes several errors; the first is the one to mend.
        errors.errors.first().map_or_else(
            || vec![(0, "not a CEL expression".to_owned())],
            |error| {
                let message = error.msg.replace('\n', " ");
                let place = place_of(text, error.pos.0, error.pos.1);
                vec![(place, format!("not a CEL expression: {message}"))]
            },
        )
    })?;
    let found = check::complaints(&program);
    if found.is_empty() {
        return Ok(program);
    }
    let in_bytes = |offset| {
        let place = text.char_indices().nth(offset);
        place.map_or(text.len(), |(byte, _)| byte)
    };
    Err(found
        .into_iter()
        .map(|(offset, message)| (in_bytes(offset), message))
        .collect())
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
