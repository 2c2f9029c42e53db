//! Members of the facts: `beneficiary.department`, `request.answers.ID`, and whether an answer is there.

use cel::IdedExpr;
use cel::common::ast::{Expr, LiteralValue, SelectExpr, operators};

use super::compile::{Checked, Compiler, Complaint, Element, Listed, Part, Value, complaint};
use super::schema::{self, Getter, Member, Record};
use super::value::{Env, List, Text, Truth};
use crate::policy::document::reader::suggestion;
use crate::policy::facts::{HeldFacts, RequestFacts};

impl Compiler<'_> {
    pub fn select(&mut self, at: &IdedExpr, select: &SelectExpr) -> Checked<Part> {
        let operand = self.part(&select.operand)?;
        self.member(at, &operand, &select.field)
    }

    pub fn member(&mut self, at: &IdedExpr, operand: &Part, name: &str) -> Checked<Part> {
        let value = match &operand.value {
            Value::Record(record) => self.member_of(at, *record, name)?,
            Value::Answers => self.answer(at, name)?,
            other => return complaint(at, format!("`.{name}` is asked of {}", other.in_words())),
        };
        Ok(Part {
            value,
            steps: operand.steps,
        })
    }

    fn member_of(&mut self, at: &IdedExpr, record: Record, name: &str) -> Checked<Value> {
        let root = match record {
            Record::Requester => "requester",
            Record::Beneficiary => "beneficiary",
            Record::Product => "product",
            Record::Request => "request",
            Record::Seats => "seats",
            Record::Spend => "spend",
            Record::Held(_) => "",
        };
        let value = match record {
            Record::Requester => pick(&schema::PERSON, name, schema::requester),
            Record::Beneficiary => pick(&schema::PERSON, name, schema::beneficiary),
            Record::Product => pick(&schema::PRODUCT, name, schema::product),
            Record::Request => pick(&schema::REQUEST, name, schema::request),
            Record::Seats => pick(&schema::SEATS_OF, name, schema::seats),
            Record::Spend => pick(&schema::SPEND, name, schema::spend),
            Record::Held(0) => pick(&schema::HELD, name, schema::held_outer as Pick<HeldFacts>),
            Record::Held(_) => pick(&schema::HELD, name, schema::held_inner as Pick<HeldFacts>),
        };
        let Some(value) = value else {
            let members = schema::described(record);
            let known = members.iter().map(|member| member.name);
            return complaint(at, format!("unknown name `.{name}`{}", suggestion(name, known)));
        };
        if !root.is_empty() && !matches!(value, Value::Answers) {
            self.names.insert(format!("{root}.{name}"));
        }
        Ok(value)
    }

    /// An answer that is known to be there.
    fn answer(&mut self, at: &IdedExpr, id: &str) -> Checked<Value> {
        self.must_be_asked(at, id)?;
        if !self.present.iter().any(|present| present == id) {
            return complaint(
                at,
                format!(
                    "`request.answers.{id}` is missing where the question is not asked; write `has(request.answers.{id}) && …` before it"
                ),
            );
        }
        self.names.insert(format!("request.answers.{id}"));
        let id = id.to_owned();
        let text = Text::Fact(Box::new(move |env| {
            answered(&env.facts.request, &id).unwrap_or("")
        }));
        Ok(Value::Text(text, schema::WRITTEN_MAX_BYTES))
    }

    fn must_be_asked(&self, at: &IdedExpr, id: &str) -> Checked<()> {
        if self.questions.contains(id) {
            return Ok(());
        }
        if self.questions.is_empty() {
            return complaint(
                at,
                format!("no guard asks a question with the id `{id}`; no guard asks anything"),
            );
        }
        Err(Complaint {
            at: at.id,
            message: format!("no guard asks a question with the id `{id}`"),
            question: Some(id.to_owned()),
        })
    }

    /// `has(request.answers.ID)`; everything else is always there.
    pub fn has(&mut self, at: &IdedExpr, arguments: &[IdedExpr]) -> Checked<Part> {
        let [argument] = arguments else {
            return complaint(at, "`has` takes one member, like `has(request.answers.purpose)`");
        };
        let Expr::Select(select) = &argument.expr else {
            return complaint(at, "`has` takes one member, like `has(request.answers.purpose)`");
        };
        let operand = self.part(&select.operand)?;
        if !matches!(operand.value, Value::Answers) {
            let member = self.member(argument, &operand, &select.field)?;
            let name = &select.field;
            let instead = match member.value {
                Value::Text(..) => {
                    format!(", and is the empty text where nothing is known: write `… .{name} != \"\"`")
                }
                Value::List(_) => {
                    format!(", and is empty where there is nothing: write `size(… .{name}) > 0`")
                }
                Value::Truth(_) => format!(": write `… .{name}` alone"),
                _ => ": compare it".to_owned(),
            };
            return complaint(at, format!("`.{name}` is always there{instead}"));
        }
        self.must_be_asked(argument, &select.field)?;
        self.names.insert(format!("request.answers.{}", select.field));
        let id = select.field.clone();
        let holds: Truth = Box::new(move |env| answered(&env.facts.request, &id).is_some());
        Ok(Part {
            value: Value::Truth(holds),
            steps: 2,
        })
    }

    /// `record["name"]` is `record.name`; what depends on the length of a list could fail.
    pub fn index(&mut self, at: &IdedExpr, record: &IdedExpr, key: &IdedExpr) -> Checked<Part> {
        let operand = self.part(record)?;
        match (&operand.value, &key.expr) {
            (Value::Record(_) | Value::Answers, Expr::Literal(LiteralValue::String(name))) => {
                self.member(at, &operand, name.inner())
            }
            (Value::List(_), _) => complaint(
                at,
                "an item by its number fails where the list is shorter; ask with `in` or `.exists(x, …)`",
            ),
            _ => complaint(at, "a member is named by a text, like `product.sku`"),
        }
    }
}

/// A record of the facts, by the variable or the name that stands for it.
type Pick<R> = for<'e, 'v> fn(&'e Env<'v>) -> &'v R;

fn pick<R: 'static>(members: &'static [Member<R>], name: &str, record: Pick<R>) -> Option<Value> {
    let member = members.iter().find(|member| member.name == name)?;
    Some(match member.getter {
        Getter::Text(read, most) => Value::Text(Text::Fact(Box::new(move |env| read(record(env)))), most),
        Getter::Number(read, bounds) => Value::Number(Box::new(move |env| read(record(env))), bounds),
        Getter::Truth(read) => Value::Truth(Box::new(move |env| read(record(env)))),
        Getter::Texts(read, most) => Value::List(Listed {
            list: List::Texts(Box::new(move |env| read(record(env)))),
            element: Element::Text(schema::LISTED_BYTES),
            most,
        }),
        Getter::Answers => Value::Answers,
    })
}

fn answered<'v>(request: &'v RequestFacts, id: &str) -> Option<&'v str> {
    request.answers.get(id).map(String::as_str)
}

/// Answers that are there if `expr` is `wanted`: read off `has(…)`, `!`, and chains of `&&` (if true) or `||` (if false).
pub(super) fn present_if(expr: &IdedExpr, wanted: bool) -> Vec<String> {
    let Expr::Call(call) = &expr.expr else {
        return Vec::new();
    };
    match (call.func_name.as_str(), call.args.as_slice(), wanted) {
        (operators::LOGICAL_NOT, [one], _) => present_if(one, !wanted),
        (operators::LOGICAL_AND, [one, other], true) | (operators::LOGICAL_OR, [one, other], false) => {
            let mut present = present_if(one, wanted);
            present.extend(present_if(other, wanted));
            present
        }
        (operators::HAS, [argument], true) => match &argument.expr {
            Expr::Select(select) if is_answers(&select.operand) => vec![select.field.clone()],
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

fn is_answers(expr: &IdedExpr) -> bool {
    let Expr::Select(select) = &expr.expr else {
        return false;
    };
    select.field == "answers" && matches!(&select.operand.expr, Expr::Ident(root) if root == "request")
}
