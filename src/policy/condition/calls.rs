//! Functions of a condition: on lists, texts and times.

use cel::IdedExpr;
use cel::common::ast::{Expr, LiteralValue, operators};
use chrono::{DateTime, Datelike, NaiveDateTime, Timelike, Utc};
use chrono_tz::Tz;

use super::bounds::Bounds;
use super::calculate::SPAN;
use super::compile::{
    Checked, Compiler, Listed, Part, ROOM, Value, complaint, handling, made, searching, truth,
};
use super::value::{List, Number, Text, Truth};
use crate::policy::document::nearest_zone;
use crate::policy::document::reader::suggestion;

/// In the order in which a suggestion lists them.
const FUNCTIONS: [&str; 26] = [
    "all",
    "contains",
    "duration",
    "endsWith",
    "exists",
    "exists_one",
    "filter",
    "getDate",
    "getDayOfMonth",
    "getDayOfWeek",
    "getDayOfYear",
    "getFullYear",
    "getHours",
    "getMilliseconds",
    "getMinutes",
    "getMonth",
    "getSeconds",
    "has",
    "map",
    "size",
    "startsWith",
    "string",
    "timestamp",
    "int",
    "double",
    "uint",
];

/// Those of [`FUNCTIONS`] that are refused, each with its reason.
const REFUSED: usize = 3;
/// Of a number as a text: a sign and 19 digits.
const NUMBER_BYTES: usize = 20;
/// Characters of the longest text that is measured.
const SIZE: Bounds = Bounds::new(0, u32::MAX as i128);

pub(super) fn call(
    compiler: &mut Compiler<'_>,
    at: &IdedExpr,
    name: &str,
    target: Option<&IdedExpr>,
    arguments: &[IdedExpr],
) -> Checked<Part> {
    match (name, target, arguments) {
        (operators::HAS, None, _) => compiler.has(at, arguments),
        (
            operators::EXISTS | operators::ALL | operators::EXISTS_ONE | operators::FILTER | operators::MAP,
            Some(list),
            [variable, body],
        ) => walk(compiler, at, name, list, (variable, body)),
        ("size", Some(one), []) | ("size", None, [one]) => size(compiler, at, one),
        ("contains" | "startsWith" | "endsWith", Some(one), [other]) => {
            compare_texts(compiler, at, name, one, other)
        }
        ("string", None, [one]) => string(compiler, at, one),
        ("timestamp" | "duration", None, [one]) => literal_time(at, name, one),
        ("int" | "double" | "uint", ..) => complaint(
            at,
            format!(
                "`{name}` fails on what is no number; facts that are numbers are numbers already, like `product.price_cents`"
            ),
        ),
        (name, Some(time), zone) if time_part(name).is_some() => part_of_time(compiler, at, name, time, zone),
        (name, ..) if FUNCTIONS.contains(&name) => {
            complaint(at, format!("`{name}` is written {}", written(name)))
        }
        (name, ..) => {
            let known = FUNCTIONS[..FUNCTIONS.len() - REFUSED].iter().copied();
            complaint(
                at,
                format!("unknown function `{name}`{}", suggestion(name, known)),
            )
        }
    }
}

fn written(name: &str) -> String {
    match name {
        "exists" | "all" | "exists_one" | "filter" | "map" => format!("`list.{name}(x, …)`"),
        "contains" | "startsWith" | "endsWith" => format!("`text.{name}(text)`"),
        "size" => "`size(list)` or `size(text)`".to_owned(),
        "timestamp" => "`timestamp(\"2027-01-01T00:00:00Z\")`".to_owned(),
        "duration" => "`duration(\"24h\")`".to_owned(),
        "has" => "`has(request.answers.purpose)`".to_owned(),
        "string" => "`string(number)`".to_owned(),
        _ => format!("`now.{name}()` or `now.{name}(\"Europe/Oslo\")`"),
    }
}

fn list_of(at: &IdedExpr, part: Part) -> Checked<(Listed, u64)> {
    match part.value {
        Value::List(listed) => Ok((listed, part.steps)),
        other => complaint(
            at,
            format!(
                "exists, all, filter and map need a list, but find {}",
                other.in_words()
            ),
        ),
    }
}

fn walk(
    compiler: &mut Compiler<'_>,
    at: &IdedExpr,
    name: &str,
    list: &IdedExpr,
    (variable, body): (&IdedExpr, &IdedExpr),
) -> Checked<Part> {
    let part = compiler.part(list)?;
    let (Listed { list, element, most }, steps) = list_of(at, part)?;
    let (place, inner) = compiler.with_variable(at, variable, element, body)?;
    let items = u64::try_from(most).unwrap_or(u64::MAX);
    let steps = steps.saturating_add(items.saturating_mul(inner.steps.saturating_add(1)));
    if name == operators::MAP {
        let (made, element) = made(body, inner.value)?;
        let list = List::Turned(Box::new(list), place, made);
        return Ok(Part {
            value: Value::List(Listed { list, element, most }),
            steps,
        });
    }
    let (holds, _) = truth(body, inner, &format!("what `{name}` asks of each item"))?;
    let holds: Truth = holds;
    let value = match name {
        operators::FILTER => {
            let list = List::Kept(Box::new(list), place, holds);
            Value::List(Listed { list, element, most })
        }
        operators::EXISTS => Value::Truth(Box::new(move |env| list.count(env, place, &holds, 1) == 1)),
        operators::EXISTS_ONE => Value::Truth(Box::new(move |env| list.count(env, place, &holds, 2) == 1)),
        _ => {
            let fails: Truth = Box::new(move |env| !holds(env));
            Value::Truth(Box::new(move |env| list.count(env, place, &fails, 1) == 0))
        }
    };
    Ok(Part { value, steps })
}

fn size(compiler: &mut Compiler<'_>, at: &IdedExpr, one: &IdedExpr) -> Checked<Part> {
    let part = compiler.part(one)?;
    let mut steps = part.steps + 1;
    let (number, bounds): (Number, Bounds) = match part.value {
        Value::List(Listed { list, most, .. }) => (
            Box::new(move |env| whole(list.size(env))),
            Bounds::new(0, i128::try_from(most).unwrap_or(SIZE.most)),
        ),
        Value::Text(text, most) => {
            steps += handling(most);
            (Box::new(move |env| whole(text.of(env).chars().count())), SIZE)
        }
        other => {
            return complaint(
                at,
                format!("`size` needs a list or a text, but finds {}", other.in_words()),
            );
        }
    };
    Ok(Part {
        value: Value::Number(number, bounds),
        steps,
    })
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn compare_texts(
    compiler: &mut Compiler<'_>,
    at: &IdedExpr,
    name: &str,
    one: &IdedExpr,
    other: &IdedExpr,
) -> Checked<Part> {
    let one = compiler.part(one)?;
    let other = compiler.part(other)?;
    let steps = one.steps + other.steps + 1;
    let (one, other, more) = match (one.value, other.value) {
        // What is sought is looked at first, unless it is the longer one.
        (Value::Text(one, most), Value::Text(other, or_most)) if name == "contains" => {
            (one, other, searching(most + most.min(or_most)))
        }
        (Value::Text(one, most), Value::Text(other, or_most)) => (one, other, handling(most.min(or_most))),
        (Value::Text(..), wrong) | (wrong, _) => {
            return complaint(
                at,
                format!(
                    "`{name}` compares texts, but finds {}; a list is asked with `in`",
                    wrong.in_words()
                ),
            );
        }
    };
    let compare: fn(&str, &str) -> bool = match name {
        "contains" => |one, other| one.contains(other),
        "startsWith" => |one, other| one.starts_with(other),
        _ => |one, other| one.ends_with(other),
    };
    let holds: Truth = Box::new(move |env| compare(&one.of(env), &other.of(env)));
    Ok(Part {
        value: Value::Truth(holds),
        steps: steps + more,
    })
}

fn string(compiler: &mut Compiler<'_>, at: &IdedExpr, one: &IdedExpr) -> Checked<Part> {
    let part = compiler.part(one)?;
    let (value, more) = match part.value {
        Value::Text(text, most) => (Value::Text(text, most), 1),
        Value::Number(number, _) => (Value::Text(Text::OfNumber(number), NUMBER_BYTES), 1 + ROOM),
        other => {
            return complaint(
                at,
                format!("`string` needs a number, but finds {}", other.in_words()),
            );
        }
    };
    Ok(Part {
        value,
        steps: part.steps + more,
    })
}

/// A time or a duration that is written out: CEL itself says what it is.
fn literal_time(at: &IdedExpr, name: &str, one: &IdedExpr) -> Checked<Part> {
    if !matches!(&one.expr, Expr::Literal(LiteralValue::String(_))) {
        return complaint(
            one,
            format!(
                "`{name}` fails on a text that is none; write it out: {}",
                written(name)
            ),
        );
    }
    let value = match cel::Value::resolve(at, &cel::Context::default()) {
        Ok(cel::Value::Timestamp(time)) => {
            // The crate takes the parts of a time in the zone in which it is written, CEL's definition in UTC.
            if time.offset().local_minus_utc() != 0 {
                return complaint(one, "write the time in UTC, with a Z at its end");
            }
            let time = time.with_timezone(&Utc);
            Value::Time(Box::new(move |_| time), Bounds::only(nanoseconds(time)))
        }
        Ok(cel::Value::Duration(span)) => {
            let most = span
                .num_nanoseconds()
                .map(i128::from)
                .filter(|span| SPAN.has(*span));
            let Some(most) = most else {
                return complaint(one, "the duration is longer than 292 years");
            };
            Value::Span(Box::new(move |_| span), Bounds::only(most))
        }
        _ => return complaint(one, format!("this is no {name}; write {}", written(name))),
    };
    Ok(Part { value, steps: 1 })
}

fn nanoseconds(time: DateTime<Utc>) -> i128 {
    i128::from(time.timestamp()) * 1_000_000_000 + i128::from(time.timestamp_subsec_nanos())
}

type TimePart = fn(NaiveDateTime) -> i64;

/// As CEL counts: months, days of the month and of the year from 0, `getDate` from 1, Sunday is 0.
fn time_part(name: &str) -> Option<(TimePart, Bounds)> {
    Some(match name {
        "getFullYear" => (|t| i64::from(t.year()), Bounds::new(0, 10_000)),
        "getMonth" => (|t| i64::from(t.month0()), Bounds::new(0, 11)),
        "getDayOfYear" => (|t| i64::from(t.ordinal0()), Bounds::new(0, 365)),
        "getDayOfMonth" => (|t| i64::from(t.day0()), Bounds::new(0, 30)),
        "getDate" => (|t| i64::from(t.day()), Bounds::new(1, 31)),
        "getDayOfWeek" => (
            |t| i64::from(t.weekday().num_days_from_sunday()),
            Bounds::new(0, 6),
        ),
        "getHours" => (|t| i64::from(t.hour()), Bounds::new(0, 23)),
        "getMinutes" => (|t| i64::from(t.minute()), Bounds::new(0, 59)),
        "getSeconds" => (|t| i64::from(t.second()), Bounds::new(0, 59)),
        "getMilliseconds" => (
            |t| i64::from(t.nanosecond() / 1_000_000 % 1_000),
            Bounds::new(0, 999),
        ),
        _ => return None,
    })
}

fn part_of_time(
    compiler: &mut Compiler<'_>,
    at: &IdedExpr,
    name: &str,
    time: &IdedExpr,
    zone: &[IdedExpr],
) -> Checked<Part> {
    let Some((read, bounds)) = time_part(name) else {
        return complaint(at, format!("`{name}` is written {}", written(name)));
    };
    let zone = match zone {
        [] => Tz::UTC,
        [zone] => match &zone.expr {
            Expr::Literal(LiteralValue::String(name)) => match name.inner().parse::<Tz>() {
                Ok(zone) => zone,
                Err(_) => {
                    return complaint(
                        zone,
                        format!(
                            "there is no time zone `{}`{}",
                            name.inner(),
                            nearest_zone(name.inner())
                        ),
                    );
                }
            },
            _ => return complaint(zone, "the time zone is written out, like \"Europe/Oslo\""),
        },
        _ => return complaint(at, format!("`{name}` is written {}", written(name))),
    };
    let part = compiler.part(time)?;
    let Value::Time(time, _) = part.value else {
        return complaint(
            at,
            format!("`{name}` needs a time, but finds {}", part.value.in_words()),
        );
    };
    let number: Number = Box::new(move |env| read(time(env).with_timezone(&zone).naive_local()));
    Ok(Part {
        value: Value::Number(number, bounds),
        steps: part.steps + 1,
    })
}
