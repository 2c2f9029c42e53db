//! What can be known of a condition when it is loaded: the shape of [`super::Facts`].
//!
//! A name that facts do not have, a comparison of a text with a number (in CEL simply false, so that a guard would never
//! match) or a list asked like a text is a complaint. Must not evaluate anything.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use cel::common::ast::{ComprehensionExpr, EntryExpr, Expr, LiteralValue, operators};
use cel::{IdedExpr, Program};

use super::example::sample_facts;
use super::reader::suggestion;

/// Depth of the parsed expression, for the same reason: a long chain of `a.b.c` or `1 + 1 + 1` nests without brackets.
const DEPTH_MAX: usize = 80;
/// `exists`, `all`, `filter` and `map` inside one another. Two walk a list for each item of a list; a third would let one
/// expression take millions of steps over a few hundred groups.
const COMPREHENSIONS_MAX: usize = 2;

const FUNCTIONS: [&str; 20] = [
    "contains",
    "double",
    "duration",
    "endsWith",
    "getDate",
    "getDayOfMonth",
    "getDayOfWeek",
    "getDayOfYear",
    "getFullYear",
    "getHours",
    "getMinutes",
    "getMonth",
    "getSeconds",
    "has",
    "int",
    "size",
    "startsWith",
    "string",
    "timestamp",
    "uint",
];

/// What is wrong with a program: the offset in characters from the start of the expression, and the complaint.
pub(super) fn complaints(program: &Program) -> Vec<(usize, String)> {
    let mut check = Check {
        program,
        scope: Vec::new(),
        found: Vec::new(),
    };
    let root = program.expression();
    let shape = check.shape(root, 0, 0);
    if check.found.is_empty() {
        check.must_be_truth(root, &shape, "the condition");
    }
    check.found
}

/// What an expression is known to be.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shape {
    Record(BTreeMap<String, Shape>),
    List(Box<Shape>),
    Text,
    Number,
    Truth,
    Time,
    Bytes,
    Unknown,
}

/// The shape of facts, read off a sample, so that it can not differ from the types.
pub(super) static FACTS: LazyLock<BTreeMap<String, Shape>> = LazyLock::new(|| {
    let sample = serde_json::to_value(sample_facts()).unwrap_or_default();
    let Shape::Record(mut facts) = shape_of(&sample) else {
        return BTreeMap::new();
    };
    facts.insert("now".to_owned(), Shape::Time);
    facts
});

fn shape_of(value: &serde_json::Value) -> Shape {
    match value {
        serde_json::Value::Object(members) => Shape::Record(
            members
                .iter()
                .map(|(name, value)| (name.clone(), shape_of(value)))
                .collect(),
        ),
        serde_json::Value::Array(items) => Shape::List(Box::new(items.first().map_or(Shape::Text, shape_of))),
        serde_json::Value::String(_) => Shape::Text,
        serde_json::Value::Number(_) => Shape::Number,
        serde_json::Value::Bool(_) => Shape::Truth,
        serde_json::Value::Null => Shape::Unknown,
    }
}

impl Shape {
    fn in_words(&self) -> &'static str {
        match self {
            Self::Record(_) => "a record",
            Self::List(_) => "a list",
            Self::Text => "a text",
            Self::Number => "a number",
            Self::Truth => "true or false",
            Self::Time => "a time",
            Self::Bytes => "bytes",
            Self::Unknown => "anything",
        }
    }

    /// Whether two values can ever be equal.
    fn fits(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Unknown, _) | (_, Self::Unknown) => true,
            (Self::Record(_), Self::Record(_)) => true,
            (Self::List(one), Self::List(other)) => one.fits(other),
            (one, other) => one == other,
        }
    }
}

/// A walk over the parsed expression that collects what is wrong with it.
struct Check<'p> {
    program: &'p Program,
    /// Variables of `exists(x, …)` and the like, innermost last.
    scope: Vec<(String, Shape)>,
    /// Offset in characters from the start of the expression, and the complaint.
    found: Vec<(usize, String)>,
}

impl Check<'_> {
    fn problem(&mut self, at: &IdedExpr, message: String) {
        let offset = self.program.source_info().offset_for(at.id);
        let offset = offset.map_or(0, |(start, _)| start as usize);
        self.found.push((offset, message));
    }

    fn shape(&mut self, expr: &IdedExpr, depth: usize, comprehensions: usize) -> Shape {
        if depth > DEPTH_MAX {
            if self.found.is_empty() {
                self.problem(
                    expr,
                    format!("the expression is nested too deeply; at most {DEPTH_MAX} steps"),
                );
            }
            return Shape::Unknown;
        }
        let next = depth + 1;
        match &expr.expr {
            Expr::Ident(name) => self.variable(expr, name),
            Expr::Select(select) => {
                let operand = self.shape(&select.operand, next, comprehensions);
                let member = self.member(expr, &operand, &select.field);
                if select.test { Shape::Truth } else { member }
            }
            Expr::Call(call) => {
                let target = call
                    .target
                    .as_ref()
                    .map(|target| self.shape(target, next, comprehensions));
                let arguments: Vec<Shape> = call
                    .args
                    .iter()
                    .map(|argument| self.shape(argument, next, comprehensions))
                    .collect();
                self.call(expr, &call.func_name, target, &call.args, &arguments)
            }
            Expr::Comprehension(comprehension) => {
                self.comprehension(expr, comprehension, next, comprehensions + 1);
                Shape::Unknown
            }
            Expr::List(list) => {
                let shapes: Vec<Shape> = list
                    .elements
                    .iter()
                    .map(|element| self.shape(element, next, comprehensions))
                    .collect();
                let same = shapes.windows(2).all(|pair| pair[0] == pair[1]);
                let element = shapes.into_iter().next().filter(|_| same);
                Shape::List(Box::new(element.unwrap_or(Shape::Unknown)))
            }
            Expr::Map(map) => {
                for entry in &map.entries {
                    if let EntryExpr::MapEntry(entry) = &entry.expr {
                        self.shape(&entry.key, next, comprehensions);
                        self.shape(&entry.value, next, comprehensions);
                    }
                }
                Shape::Unknown
            }
            Expr::Struct(made) => {
                self.problem(
                    expr,
                    format!("`{}` is no type; a condition makes no records", made.type_name),
                );
                Shape::Unknown
            }
            Expr::Literal(literal) => match literal {
                LiteralValue::Boolean(_) => Shape::Truth,
                LiteralValue::String(_) => Shape::Text,
                LiteralValue::Double(_) | LiteralValue::Int(_) | LiteralValue::UInt(_) => Shape::Number,
                LiteralValue::Bytes(_) => Shape::Bytes,
                LiteralValue::Null => Shape::Unknown,
            },
            Expr::Unspecified => Shape::Unknown,
        }
    }

    fn variable(&mut self, at: &IdedExpr, name: &str) -> Shape {
        let local = self.scope.iter().rev().find(|(local, _)| local == name);
        if let Some(shape) = local.map(|(_, shape)| shape).or_else(|| FACTS.get(name)) {
            return shape.clone();
        }
        let hint = suggestion(name, FACTS.keys().map(String::as_str));
        self.problem(at, format!("unknown name `{name}`{hint}"));
        Shape::Unknown
    }

    fn member(&mut self, at: &IdedExpr, operand: &Shape, name: &str) -> Shape {
        match operand {
            Shape::Record(members) => {
                if let Some(shape) = members.get(name) {
                    return shape.clone();
                }
                let hint = suggestion(name, members.keys().map(String::as_str));
                self.problem(at, format!("unknown name `.{name}`{hint}"));
            }
            Shape::Unknown => {}
            other => self.problem(at, format!("`.{name}` is asked of {}", other.in_words())),
        }
        Shape::Unknown
    }

    fn call(
        &mut self,
        at: &IdedExpr,
        name: &str,
        target: Option<Shape>,
        arguments: &[IdedExpr],
        shapes: &[Shape],
    ) -> Shape {
        match (name, shapes) {
            (operators::LOGICAL_AND | operators::LOGICAL_OR | operators::LOGICAL_NOT, _) => {
                for (argument, shape) in arguments.iter().zip(shapes) {
                    self.must_be_truth(argument, shape, "each side of !, && and ||");
                }
                Shape::Truth
            }
            (operators::CONDITIONAL, [condition, yes, no]) => {
                self.must_be_truth(&arguments[0], condition, "what stands before ?");
                if yes == no { yes.clone() } else { Shape::Unknown }
            }
            (
                operators::EQUALS
                | operators::NOT_EQUALS
                | operators::LESS
                | operators::LESS_EQUALS
                | operators::GREATER
                | operators::GREATER_EQUALS,
                [one, other],
            ) => {
                self.must_fit(at, one, other);
                Shape::Truth
            }
            (operators::IN, [one, Shape::List(element)]) => {
                self.must_fit(at, one, element);
                Shape::Truth
            }
            (operators::IN, [_, other]) => {
                if !matches!(other, Shape::Unknown) {
                    self.problem(at, format!("`in` needs a list, but finds {}", other.in_words()));
                }
                Shape::Truth
            }
            (operators::INDEX, [Shape::Record(members), _]) => match &arguments[1].expr {
                Expr::Literal(LiteralValue::String(key)) => {
                    let record = Shape::Record(members.clone());
                    self.member(at, &record, key.inner())
                }
                _ => Shape::Unknown,
            },
            (operators::INDEX, [Shape::List(element), _]) => (**element).clone(),
            (operators::ADD, [one, other]) if one == other => one.clone(),
            ("size" | "int" | "uint" | "double", _) => Shape::Number,
            ("string", _) => Shape::Text,
            ("timestamp", _) => Shape::Time,
            ("contains" | "startsWith" | "endsWith", _) => {
                for shape in target.iter().chain(shapes) {
                    if !shape.fits(&Shape::Text) {
                        self.problem(
                            at,
                            format!(
                                "`{name}` compares texts, but finds {}; a list is asked with `in`",
                                shape.in_words()
                            ),
                        );
                    }
                }
                Shape::Truth
            }
            (name, _) if name.starts_with("get") && FUNCTIONS.contains(&name) => Shape::Number,
            (name, _) if FUNCTIONS.contains(&name) || !name.starts_with(char::is_alphabetic) => {
                Shape::Unknown
            }
            (name, _) => {
                let hint = suggestion(name, FUNCTIONS.iter().copied());
                self.problem(at, format!("unknown function `{name}`{hint}"));
                Shape::Unknown
            }
        }
    }

    fn comprehension(
        &mut self,
        at: &IdedExpr,
        comprehension: &ComprehensionExpr,
        depth: usize,
        nested: usize,
    ) {
        if nested > COMPREHENSIONS_MAX {
            self.problem(
                at,
                format!(
                    "at most {COMPREHENSIONS_MAX} of exists, all, filter and map may stand inside one another"
                ),
            );
            return;
        }
        let range = self.shape(&comprehension.iter_range, depth, nested - 1);
        let element = match range {
            Shape::List(element) => *element,
            Shape::Unknown => Shape::Unknown,
            other => {
                self.problem(
                    at,
                    format!(
                        "exists, all, filter and map need a list, but find {}",
                        other.in_words()
                    ),
                );
                Shape::Unknown
            }
        };
        let before = self.scope.len();
        self.shape(&comprehension.accu_init, depth, nested);
        self.scope.push((comprehension.accu_var.clone(), Shape::Unknown));
        self.scope.push((comprehension.iter_var.clone(), element));
        if let Some(second) = &comprehension.iter_var2 {
            self.scope.push((second.clone(), Shape::Unknown));
        }
        self.shape(&comprehension.loop_cond, depth, nested);
        self.shape(&comprehension.loop_step, depth, nested);
        self.shape(&comprehension.result, depth, nested);
        self.scope.truncate(before);
    }

    fn must_fit(&mut self, at: &IdedExpr, one: &Shape, other: &Shape) {
        if !one.fits(other) {
            self.problem(
                at,
                format!(
                    "compares {} with {}, which are never the same",
                    one.in_words(),
                    other.in_words()
                ),
            );
        }
    }

    fn must_be_truth(&mut self, at: &IdedExpr, shape: &Shape, what: &str) {
        if !shape.fits(&Shape::Truth) {
            self.problem(
                at,
                format!("{what} must be true or false, but is {}", shape.in_words()),
            );
        }
    }
}
