//! From a parsed expression to closures: names and types are checked against the [`schema`](super::schema) on the way, and
//! what could fail when it is evaluated, or take too long, is refused here. What is taken means what CEL means by it.

use std::collections::BTreeSet;

use cel::IdedExpr;
use cel::common::ast::{CallExpr, Expr, ListExpr, LiteralValue, operators};

use super::bounds::Bounds;
use super::members::present_if;
use super::schema::{self, NOW, ROOTS, Record, Root};
use super::value::{Item, LISTS_MAX, List, Made, Number, Span, Text, Time, Truth};
use super::{calculate, calls};
use crate::policy::document::reader::suggestion;

/// Depth of the parsed expression: a long chain of `1 + 1 + 1` nests without brackets.
pub(super) const DEPTH_MAX: u16 = 80;
/// Steps that one evaluation can take at most, with every list and text as long as it may be; a step takes some ten
/// nanoseconds.
pub(super) const STEPS_MAX: u64 = 100_000;
/// Steps that find room for a text that is made.
pub(super) const ROOM: u64 = 5;
/// Of any text that a condition makes, with every text of the facts as long as it may be.
pub(super) const TEXT_MAX_BYTES: usize = 100_000;
/// Of a text that one step copies, compares or counts.
const HANDLED_BYTES: usize = 256;
/// Of a text that one step searches.
const SEARCHED_BYTES: usize = 16;
/// What a number can be.
pub(super) const WHOLE: Bounds = Bounds::new(i64::MIN as i128, i64::MAX as i128);

/// What is wrong, and the id of the node where.
#[derive(Debug)]
pub(super) struct Complaint {
    pub at: u64,
    pub message: String,
    /// What is near to this id of a question belongs to the message, and takes long to find.
    pub question: Option<String>,
}

pub(super) type Checked<T> = Result<T, Complaint>;

pub(super) fn complaint<T>(at: &IdedExpr, message: impl Into<String>) -> Checked<T> {
    Err(Complaint {
        at: at.id,
        message: message.into(),
        question: None,
    })
}

/// A part of a condition, compiled.
pub(super) struct Part {
    pub value: Value,
    /// Steps at most.
    pub steps: u64,
}

pub(super) enum Value {
    Truth(Truth),
    Number(Number, Bounds),
    /// With its bytes at most.
    Text(Text, usize),
    Time(Time, Bounds),
    Span(Span, Bounds),
    List(Listed),
    Record(Record),
    Answers,
}

pub(super) struct Listed {
    pub list: List,
    pub element: Element,
    /// Items at most.
    pub most: usize,
}

/// What the items of a list are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Element {
    /// Bytes at most; where the facts bound only all items together, what comes to each.
    Text(usize),
    Number(Bounds),
    Held,
    /// Of an empty list: nothing.
    None,
}

/// A compiled condition.
pub(super) struct Compiled {
    pub holds: Truth,
    /// Steps at most.
    pub steps: u64,
    /// What it asks of the facts: `beneficiary.department`, `held`, …, sorted.
    pub names: BTreeSet<String>,
}

pub(super) struct Compiler<'q> {
    /// Ids of the questions that the guards of the file ask.
    pub(super) questions: &'q BTreeSet<String>,
    pub(super) names: BTreeSet<String>,
    /// Variables of `exists(x, …)` and the like; the place is the depth.
    variables: Vec<(String, Element)>,
    /// Answers that are known to be there at this place of the expression.
    pub(super) present: Vec<String>,
    depth: u16,
}

pub(super) fn compile(root: &IdedExpr, questions: &BTreeSet<String>) -> Checked<Compiled> {
    let mut compiler = Compiler {
        questions,
        names: BTreeSet::new(),
        variables: Vec::new(),
        present: Vec::new(),
        depth: 0,
    };
    let part = compiler.part(root)?;
    if compiler.names.is_empty() && matches!(part.value, Value::Truth(_)) {
        return complaint(
            root,
            "the condition asks nothing of the request: it is always true or always false",
        );
    }
    let (holds, steps) = truth(root, part, "the condition")?;
    Ok(Compiled {
        holds,
        steps,
        names: compiler.names,
    })
}

pub(super) fn too_deep() -> String {
    format!("the expression is nested too deeply; at most {DEPTH_MAX} steps")
}

impl Value {
    pub fn in_words(&self) -> &'static str {
        match self {
            Self::Record(_) | Self::Answers => "a record",
            Self::List(_) => "a list",
            Self::Text(..) => "a text",
            Self::Number(..) => "a number",
            Self::Truth(_) => "true or false",
            Self::Time(..) => "a time",
            Self::Span(..) => "a duration",
        }
    }
}

/// Steps that copy, compare or count so many bytes of a text.
pub(super) fn handling(bytes: usize) -> u64 {
    u64::try_from(bytes / HANDLED_BYTES).unwrap_or(u64::MAX)
}

/// Steps that search so many bytes of a text.
pub(super) fn searching(bytes: usize) -> u64 {
    u64::try_from(bytes / SEARCHED_BYTES).unwrap_or(u64::MAX)
}

/// A part that must be true or false.
pub(super) fn truth(at: &IdedExpr, part: Part, what: &str) -> Checked<(Truth, u64)> {
    match part.value {
        Value::Truth(holds) => Ok((holds, part.steps)),
        other => complaint(
            at,
            format!("{what} must be true or false, but is {}", other.in_words()),
        ),
    }
}

impl Compiler<'_> {
    pub fn part(&mut self, expr: &IdedExpr) -> Checked<Part> {
        if self.depth >= DEPTH_MAX {
            return complaint(expr, too_deep());
        }
        self.depth += 1;
        let part = self.part_of(expr);
        self.depth -= 1;
        let part = part?;
        if part.steps > STEPS_MAX {
            return complaint(
                expr,
                format!(
                    "this can take {} steps when lists and texts are as long as they may be; at most {STEPS_MAX} are allowed",
                    part.steps
                ),
            );
        }
        if let Value::Text(_, most) = part.value
            && most > TEXT_MAX_BYTES
        {
            return complaint(
                expr,
                format!(
                    "this text can have {most} bytes when those of the request are as long as they may be; at most {TEXT_MAX_BYTES} are allowed"
                ),
            );
        }
        Ok(part)
    }

    fn part_of(&mut self, expr: &IdedExpr) -> Checked<Part> {
        match &expr.expr {
            Expr::Ident(name) => self.name(expr, name),
            Expr::Select(select) => self.select(expr, select),
            Expr::Call(call) => self.call(expr, call),
            Expr::List(list) => self.made_list(expr, list),
            Expr::Literal(literal) => constant(expr, literal),
            Expr::Map(_) => complaint(
                expr,
                "a condition makes no maps; name a member, like `product.sku`",
            ),
            Expr::Struct(made) => complaint(
                expr,
                format!("`{}` is no type; a condition makes no records", made.type_name),
            ),
            Expr::Comprehension(_) | Expr::Unspecified => complaint(expr, "this can not be read"),
        }
    }

    fn name(&mut self, at: &IdedExpr, name: &str) -> Checked<Part> {
        if let Some(place) = self.variables.iter().rposition(|(variable, _)| variable == name) {
            let value = match self.variables[place].1 {
                Element::Text(most) => Value::Text(Text::Item(place), most),
                Element::Number(bounds) => Value::Number(Box::new(move |env| env.number(place)), bounds),
                Element::Held => Value::Record(Record::Held(place)),
                Element::None => return complaint(at, "the list is always empty"),
            };
            return Ok(Part { value, steps: 1 });
        }
        let Some((_, root, _)) = ROOTS.iter().find(|(root, ..)| *root == name) else {
            let variables = self.variables.iter().map(|(variable, _)| variable.as_str());
            let known = ROOTS.iter().map(|(root, ..)| *root).chain(variables);
            return complaint(at, format!("unknown name `{name}`{}", suggestion(name, known)));
        };
        let value = match *root {
            Root::Record(record) => Value::Record(record),
            Root::Held => {
                self.names.insert("held".to_owned());
                Value::List(Listed {
                    list: List::Held,
                    element: Element::Held,
                    most: schema::held_max(),
                })
            }
            Root::Now => {
                self.names.insert("now".to_owned());
                Value::Time(Box::new(|env| env.facts.now), NOW)
            }
        };
        Ok(Part { value, steps: 1 })
    }

    /// Compiles `expr` where these answers are known to be there.
    pub fn where_present(&mut self, answers: Vec<String>, expr: &IdedExpr) -> Checked<Part> {
        let before = self.present.len();
        self.present.extend(answers);
        let part = self.part(expr);
        self.present.truncate(before);
        part
    }

    /// Compiles `expr` with a variable for the items of a list; the place of the variable comes back with it.
    pub fn with_variable(
        &mut self,
        at: &IdedExpr,
        variable: &IdedExpr,
        element: Element,
        expr: &IdedExpr,
    ) -> Checked<(usize, Part)> {
        let Expr::Ident(name) = &variable.expr else {
            return complaint(
                variable,
                "the first argument is the name of a variable, like `exists(h, …)`",
            );
        };
        let place = self.variables.len();
        if place == LISTS_MAX {
            return complaint(
                at,
                format!("at most {LISTS_MAX} of exists, all, filter and map may stand inside one another"),
            );
        }
        self.variables.push((name.clone(), element));
        let part = self.part(expr);
        self.variables.truncate(place);
        Ok((place, part?))
    }

    fn made_list(&mut self, at: &IdedExpr, list: &ListExpr) -> Checked<Part> {
        let mut texts = Vec::new();
        let mut numbers = Vec::new();
        let mut longest = 0;
        let mut bounds: Option<Bounds> = None;
        let mut steps = 1;
        for element in &list.elements {
            let part = self.part(element)?;
            steps += part.steps;
            match part.value {
                Value::Text(text, most) => {
                    texts.push(text);
                    longest = longest.max(most);
                }
                Value::Number(number, of_it) => {
                    numbers.push(number);
                    bounds = Some(bounds.map_or(of_it, |so_far| so_far.or(of_it)));
                }
                other => {
                    return complaint(
                        element,
                        format!(
                            "a list is made of texts or of numbers, not of {}",
                            other.in_words()
                        ),
                    );
                }
            }
        }
        let most = list.elements.len();
        let listed = match (texts.is_empty(), bounds) {
            (false, Some(_)) => return complaint(at, "this list has both texts and numbers"),
            (_, None) if most == 0 => Listed {
                list: List::MadeTexts(texts),
                element: Element::None,
                most,
            },
            (_, None) => Listed {
                list: List::MadeTexts(texts),
                element: Element::Text(longest),
                most,
            },
            (true, Some(bounds)) => Listed {
                list: List::MadeNumbers(numbers),
                element: Element::Number(bounds),
                most,
            },
        };
        Ok(Part {
            value: Value::List(listed),
            steps,
        })
    }

    fn call(&mut self, at: &IdedExpr, call: &CallExpr) -> Checked<Part> {
        match (call.func_name.as_str(), call.args.as_slice()) {
            (operators::LOGICAL_AND, [one, other]) => self.sides((one, other), true, |left, right| {
                Box::new(move |env| left(env) && right(env))
            }),
            (operators::LOGICAL_OR, [one, other]) => self.sides((one, other), false, |left, right| {
                Box::new(move |env| left(env) || right(env))
            }),
            (operators::LOGICAL_NOT, [one]) => {
                let part = self.part(one)?;
                let (holds, steps) = truth(one, part, SIDES)?;
                Ok(Part {
                    value: Value::Truth(Box::new(move |env| !holds(env))),
                    steps: steps + 1,
                })
            }
            (operators::CONDITIONAL, [condition, yes, no]) => self.choice(at, condition, yes, no),
            (operators::INDEX, [record, key]) => self.index(at, record, key),
            (name, arguments) if name.starts_with(|first: char| first.is_ascii_alphabetic()) => {
                calls::call(self, at, name, call.target.as_deref(), arguments)
            }
            (operator, [one, other]) => {
                let one = self.part(one)?;
                let other = self.part(other)?;
                calculate::binary(at, operator, one, other)
            }
            (operators::NEGATE, [one]) => {
                let part = self.part(one)?;
                calculate::negated(at, part)
            }
            _ => complaint(at, "this operator is not supported in a condition"),
        }
    }

    /// Both sides of `&&`, or of `||`: where the left one is `wanted`, the right one is asked as well.
    fn sides(
        &mut self,
        (one, other): (&IdedExpr, &IdedExpr),
        wanted: bool,
        join: fn(Truth, Truth) -> Truth,
    ) -> Checked<Part> {
        let left = self.part(one)?;
        let right = self.where_present(present_if(one, wanted), other)?;
        let (left, steps) = truth(one, left, SIDES)?;
        let (right, more) = truth(other, right, SIDES)?;
        Ok(Part {
            value: Value::Truth(join(left, right)),
            steps: steps + more + 1,
        })
    }

    fn choice(
        &mut self,
        at: &IdedExpr,
        condition: &IdedExpr,
        yes: &IdedExpr,
        no: &IdedExpr,
    ) -> Checked<Part> {
        let asked = self.part(condition)?;
        let one = self.where_present(present_if(condition, true), yes)?;
        let other = self.where_present(present_if(condition, false), no)?;
        let (holds, steps) = truth(condition, asked, "what stands before ?")?;
        let steps = steps + one.steps.max(other.steps) + 1;
        let value = match (one.value, other.value) {
            (Value::Truth(one), Value::Truth(other)) => {
                Value::Truth(Box::new(
                    move |env| if holds(env) { one(env) } else { other(env) },
                ))
            }
            (Value::Number(one, b), Value::Number(other, c)) => Value::Number(
                Box::new(move |env| if holds(env) { one(env) } else { other(env) }),
                b.or(c),
            ),
            (Value::Time(one, b), Value::Time(other, c)) => Value::Time(
                Box::new(move |env| if holds(env) { one(env) } else { other(env) }),
                b.or(c),
            ),
            (Value::Span(one, b), Value::Span(other, c)) => Value::Span(
                Box::new(move |env| if holds(env) { one(env) } else { other(env) }),
                b.or(c),
            ),
            (Value::Text(one, most), Value::Text(other, or_most)) => {
                Value::Text(Text::Choice(holds, Box::new((one, other))), most.max(or_most))
            }
            (one, other) => {
                return complaint(
                    at,
                    format!(
                        "what stands before and after `:` must be of one kind, and not a list or a record, but is {} and {}",
                        one.in_words(),
                        other.in_words()
                    ),
                );
            }
        };
        Ok(Part { value, steps })
    }
}

pub(super) const SIDES: &str = "each side of !, && and ||";

fn constant(at: &IdedExpr, literal: &LiteralValue) -> Checked<Part> {
    let value = match literal {
        LiteralValue::Boolean(truth) => {
            let truth = *truth.inner();
            Value::Truth(Box::new(move |_| truth))
        }
        LiteralValue::String(text) => {
            let text = text.inner().to_owned();
            let most = text.len();
            Value::Text(Text::Constant(text), most)
        }
        LiteralValue::Int(number) => {
            let number = *number.inner();
            Value::Number(Box::new(move |_| number), Bounds::only(number))
        }
        LiteralValue::Double(_) => {
            return complaint(
                at,
                "numbers are whole: write cents, days or seats without a fraction",
            );
        }
        LiteralValue::UInt(_) => return complaint(at, "write the number without `u`"),
        LiteralValue::Bytes(_) => return complaint(at, "a condition has no bytes; write a text without `b`"),
        LiteralValue::Null => {
            return complaint(
                at,
                "nothing is `null`: what the directory does not know is the empty text, `\"\"`",
            );
        }
    };
    Ok(Part { value, steps: 1 })
}

/// An item as the text it is; items of a list of texts are.
pub(super) fn text_of<'i>(item: &'i Item<'_>) -> &'i str {
    match item {
        Item::Text(text) => text,
        Item::Number(_) | Item::Held(_) => "",
    }
}

/// What `map` makes of an item.
pub(super) fn made(at: &IdedExpr, value: Value) -> Checked<(Made, Element)> {
    match value {
        Value::Text(text, most) => Ok((Made::Text(text), Element::Text(most))),
        Value::Number(number, bounds) => Ok((Made::Number(number), Element::Number(bounds))),
        other => complaint(
            at,
            format!("`map` makes texts or numbers, not {}", other.in_words()),
        ),
    }
}
