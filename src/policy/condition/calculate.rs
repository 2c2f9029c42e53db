//! Operators between two values: comparison, membership, and calculation within the bounds of what each can be.

use cel::IdedExpr;
use cel::common::ast::operators;
use chrono::DateTime;

use super::bounds::Bounds;
use super::compile::{Checked, Element, Listed, Part, ROOM, Value, WHOLE, complaint, handling, text_of};
use super::value::{Item, List, Number, Text, Truth};

/// What CEL's timestamps can be: the years 1 to 9999, in nanoseconds since 1970.
const TIME: Bounds = Bounds::new(-62_135_596_800_000_000_000, 253_402_300_799_999_999_999);
/// What CEL's durations can be here: nanoseconds in 64 bits, some 292 years.
pub(super) const SPAN: Bounds = WHOLE;

pub(super) fn binary(at: &IdedExpr, operator: &str, one: Part, other: Part) -> Checked<Part> {
    let more = match (&one.value, &other.value) {
        (Value::Text(_, one), Value::Text(_, other)) if operator == operators::ADD => {
            ROOM + handling(one + other)
        }
        // They differ at the end of the shorter one at the latest.
        (Value::Text(_, one), Value::Text(_, other)) => handling(*one.min(other)),
        _ => 0,
    };
    let steps = one.steps + other.steps + 1 + more;
    if operator == operators::IN {
        return contained(at, one, other);
    }
    let value = match operator {
        operators::EQUALS => Value::Truth(equal(at, one.value, other.value)?),
        operators::NOT_EQUALS => {
            let equal = equal(at, one.value, other.value)?;
            Value::Truth(Box::new(move |env| !equal(env)))
        }
        operators::LESS => Value::Truth(ordered(at, one.value, other.value, |o| o.is_lt())?),
        operators::LESS_EQUALS => Value::Truth(ordered(at, one.value, other.value, |o| o.is_le())?),
        operators::GREATER => Value::Truth(ordered(at, one.value, other.value, |o| o.is_gt())?),
        operators::GREATER_EQUALS => Value::Truth(ordered(at, one.value, other.value, |o| o.is_ge())?),
        operators::ADD => sum(at, one.value, other.value)?,
        operators::SUBSTRACT => difference(at, one.value, other.value)?,
        operators::MULTIPLY | operators::DIVIDE | operators::MODULO => {
            product(at, operator, one.value, other.value)?
        }
        _ => return complaint(at, "this operator is not supported in a condition"),
    };
    Ok(Part { value, steps })
}

fn mismatch<T>(at: &IdedExpr, one: &Value, other: &Value) -> Checked<T> {
    let (one, other) = (one.in_words(), other.in_words());
    if one == other {
        return complaint(
            at,
            format!(
                "{one} can not be compared with {other}; name a member, or ask a list with `in` or `.exists(x, …)`"
            ),
        );
    }
    complaint(
        at,
        format!("compares {one} with {other}, which are never the same"),
    )
}

fn equal(at: &IdedExpr, one: Value, other: Value) -> Checked<Truth> {
    Ok(match (one, other) {
        (Value::Text(Text::Fact(read), _), Value::Text(Text::Constant(text), _))
        | (Value::Text(Text::Constant(text), _), Value::Text(Text::Fact(read), _)) => {
            Box::new(move |env| read(env) == text)
        }
        (Value::Text(one, _), Value::Text(other, _)) => Box::new(move |env| one.of(env) == other.of(env)),
        (Value::Number(one, _), Value::Number(other, _)) => Box::new(move |env| one(env) == other(env)),
        (Value::Truth(one), Value::Truth(other)) => Box::new(move |env| one(env) == other(env)),
        (Value::Time(one, _), Value::Time(other, _)) => Box::new(move |env| one(env) == other(env)),
        (Value::Span(one, _), Value::Span(other, _)) => Box::new(move |env| one(env) == other(env)),
        (one, other) => return mismatch(at, &one, &other),
    })
}

fn ordered(at: &IdedExpr, one: Value, other: Value, is: fn(std::cmp::Ordering) -> bool) -> Checked<Truth> {
    Ok(match (one, other) {
        (Value::Text(one, _), Value::Text(other, _)) => {
            Box::new(move |env| is(one.of(env).cmp(&other.of(env))))
        }
        (Value::Number(one, _), Value::Number(other, _)) => {
            Box::new(move |env| is(one(env).cmp(&other(env))))
        }
        (Value::Time(one, _), Value::Time(other, _)) => Box::new(move |env| is(one(env).cmp(&other(env)))),
        (Value::Span(one, _), Value::Span(other, _)) => Box::new(move |env| is(one(env).cmp(&other(env)))),
        (Value::Truth(_), Value::Truth(_)) => {
            return complaint(at, "true and false have no order; compare them with == or !=");
        }
        (one, other) => return mismatch(at, &one, &other),
    })
}

/// `one in list`.
fn contained(at: &IdedExpr, one: Part, other: Part) -> Checked<Part> {
    let Value::List(Listed { list, element, most }) = other.value else {
        return complaint(
            at,
            format!("`in` needs a list, but finds {}", other.value.in_words()),
        );
    };
    let bytes = match (&one.value, element) {
        (Value::Text(_, one), Element::Text(other)) => other.min(*one),
        _ => 0,
    };
    let items = u64::try_from(most).unwrap_or(u64::MAX);
    let steps = one.steps + other.steps + items.saturating_mul(1 + handling(bytes));
    let holds: Truth = match (one.value, element) {
        (Value::Text(Text::Fact(read), _), Element::Text(_)) if all_constant(&list) => {
            let texts = constants(list);
            Box::new(move |env| texts.iter().any(|text| text == read(env)))
        }
        (Value::Text(text, _), Element::Text(_)) => match list {
            List::Texts(read) => Box::new(move |env| {
                let text = text.of(env);
                read(env).iter().any(|item| *item == text)
            }),
            list => Box::new(move |env| {
                let text = text.of(env);
                !list.each(env, &mut |item| text_of(&item) != text)
            }),
        },
        (Value::Number(number, _), Element::Number(_)) => Box::new(move |env| {
            let number = number(env);
            !list.each(
                env,
                &mut |item| !matches!(item, Item::Number(found) if found == number),
            )
        }),
        (Value::Text(..) | Value::Number(..), Element::None) => {
            return complaint(at, "nothing is in an empty list");
        }
        (one, element) => {
            let items = match element {
                Element::Text(_) => "texts",
                Element::Number(_) => "numbers",
                Element::Held => "records",
                Element::None => "nothing",
            };
            return complaint(
                at,
                format!(
                    "looks for {} in a list of {items}, where it never is",
                    one.in_words()
                ),
            );
        }
    };
    Ok(Part {
        value: Value::Truth(holds),
        steps,
    })
}

fn all_constant(list: &List) -> bool {
    matches!(list, List::MadeTexts(texts) if texts.iter().all(|text| matches!(text, Text::Constant(_))))
}

fn constants(list: List) -> Vec<String> {
    let List::MadeTexts(texts) = list else {
        return Vec::new();
    };
    let constant = |text| match text {
        Text::Constant(text) => Some(text),
        _ => None,
    };
    texts.into_iter().filter_map(constant).collect()
}

fn sum(at: &IdedExpr, one: Value, other: Value) -> Checked<Value> {
    Ok(match (one, other) {
        (Value::Number(one, b), Value::Number(other, c)) => {
            whole(at, b.plus(c), Box::new(move |env| one(env) + other(env)))?
        }
        (Value::Text(one, most), Value::Text(other, and_most)) => {
            Value::Text(Text::Joined(Box::new((one, other))), most + and_most)
        }
        (Value::Time(time, b), Value::Span(span, c)) | (Value::Span(span, c), Value::Time(time, b)) => {
            let bounds = within(at, b.plus(c), TIME)?;
            Value::Time(Box::new(move |env| moved(time(env), span(env))), bounds)
        }
        (Value::Span(one, b), Value::Span(other, c)) => {
            let bounds = within(at, b.plus(c), SPAN)?;
            Value::Span(Box::new(move |env| one(env) + other(env)), bounds)
        }
        (one, other) => return no_sum(at, "+", &one, &other),
    })
}

fn difference(at: &IdedExpr, one: Value, other: Value) -> Checked<Value> {
    Ok(match (one, other) {
        (Value::Number(one, b), Value::Number(other, c)) => {
            whole(at, b.minus(c), Box::new(move |env| one(env) - other(env)))?
        }
        (Value::Time(time, b), Value::Span(span, c)) => {
            let bounds = within(at, b.minus(c), TIME)?;
            Value::Time(Box::new(move |env| moved(time(env), -span(env))), bounds)
        }
        (Value::Time(one, b), Value::Time(other, c)) => {
            let bounds = within(at, b.minus(c), SPAN)?;
            Value::Span(Box::new(move |env| one(env) - other(env)), bounds)
        }
        (Value::Span(one, b), Value::Span(other, c)) => {
            let bounds = within(at, b.minus(c), SPAN)?;
            Value::Span(Box::new(move |env| one(env) - other(env)), bounds)
        }
        (one, other) => return no_sum(at, "-", &one, &other),
    })
}

fn product(at: &IdedExpr, operator: &str, one: Value, other: Value) -> Checked<Value> {
    let sign = match operator {
        operators::MULTIPLY => "*",
        operators::DIVIDE => "/",
        _ => "%",
    };
    let ((one, b), (other, c)) = match (one, other) {
        (Value::Number(one, b), Value::Number(other, c)) => ((one, b), (other, c)),
        (one, other) => return no_sum(at, sign, &one, &other),
    };
    if operator == operators::MULTIPLY {
        return whole(at, b.times(c), Box::new(move |env| one(env) * other(env)));
    }
    if c.has(0) {
        return complaint(
            at,
            format!("what stands after `{sign}` can be 0, and then this fails; divide by a number like 100"),
        );
    }
    // Of 64 bits: the smallest number by -1 is too large for division, and the remainder is made by dividing.
    if operator == operators::MODULO && c.has(-1) && b.has(i64::MIN) {
        return too_large(at);
    }
    if operator == operators::DIVIDE {
        return whole(at, b.divided(), Box::new(move |env| one(env) / other(env)));
    }
    whole(at, b.remainder(c), Box::new(move |env| one(env) % other(env)))
}

pub(super) fn negated(at: &IdedExpr, part: Part) -> Checked<Part> {
    let value = match part.value {
        Value::Number(number, bounds) => whole(at, bounds.negated(), Box::new(move |env| -number(env)))?,
        other => return complaint(at, format!("`-` needs a number, but finds {}", other.in_words())),
    };
    Ok(Part {
        value,
        steps: part.steps + 1,
    })
}

/// A number that fits whatever the facts are.
fn whole(at: &IdedExpr, bounds: Bounds, number: Number) -> Checked<Value> {
    Ok(Value::Number(number, within(at, bounds, WHOLE)?))
}

fn within(at: &IdedExpr, bounds: Bounds, outer: Bounds) -> Checked<Bounds> {
    if bounds.within(outer) {
        return Ok(bounds);
    }
    too_large(at)
}

fn too_large<T>(at: &IdedExpr) -> Checked<T> {
    complaint(
        at,
        "the result of this can be too large, and then it fails; calculate with smaller numbers",
    )
}

fn no_sum<T>(at: &IdedExpr, sign: &str, one: &Value, other: &Value) -> Checked<T> {
    complaint(
        at,
        format!(
            "`{sign}` can not take {} and {}",
            one.in_words(),
            other.in_words()
        ),
    )
}

/// The bounds were checked: it stays within the years 1 to 9999.
fn moved(time: DateTime<chrono::Utc>, by: chrono::TimeDelta) -> DateTime<chrono::Utc> {
    time.checked_add_signed(by).unwrap_or(time)
}
