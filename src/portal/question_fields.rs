//! The questions of the policy as fields of a form, shared by the form of a request and that of an extension.

use sqlx::PgConnection;

use super::typed::ANSWER_FIELD;
use super::views::FieldError;
use crate::people;
use crate::policy::{Asked, QuestionKind};
use crate::requests::questions::{self, Answers};
use crate::web::page::Choice;

/// Characters of a name from which people are suggested.
pub const SUGGEST_FROM_CHARS: usize = 3;
/// People that are suggested.
pub const MOST_SUGGESTED: i64 = 8;

/// One question.
#[derive(Clone, Debug)]
pub struct QuestionField {
    /// Name of the field, and its id in the page.
    pub field: String,
    pub text: String,
    pub way: Way,
    /// As typed.
    pub value: String,
    pub hint: String,
    pub error: Option<String>,
}

/// How it is answered.
#[derive(Clone, Debug)]
pub enum Way {
    Text,
    /// Also yes and no.
    Choice(Vec<Choice>),
    Date,
    /// UPNs of the people that are suggested, with their names.
    Person(Vec<(String, String)>),
}

/// Fields of these questions, with what was typed and what is wrong with it.
pub async fn fields(
    conn: &mut PgConnection,
    asked: &[Asked],
    typed: &Answers,
    errors: &[FieldError],
    suggests: bool,
) -> sqlx::Result<Vec<QuestionField>> {
    let mut fields = Vec::new();
    for question in asked.iter().map(|asked| &asked.question) {
        let value = typed.get(&question.id).cloned().unwrap_or_default();
        let choice = |value_of: &str, label: &str| Choice {
            value: value_of.to_owned(),
            label: label.to_owned(),
            chosen: value == value_of,
        };
        let (way, hint) = match &question.kind {
            QuestionKind::Text { at_least: 0 | 1 } => (Way::Text, String::new()),
            QuestionKind::Text { at_least } => {
                (Way::Text, t!("question-at-least", least = at_least.to_string()))
            }
            QuestionKind::Choice { choices } => {
                let choices = choices.iter().map(|one| choice(one, one));
                (Way::Choice(choices.collect()), String::new())
            }
            QuestionKind::YesNo => (
                Way::Choice(vec![choice("yes", t!("yes")), choice("no", t!("no"))]),
                String::new(),
            ),
            QuestionKind::Date => (Way::Date, String::new()),
            QuestionKind::Person => {
                let people = match suggests && value.trim().chars().count() >= SUGGEST_FROM_CHARS {
                    true => people::store::beginning_with(conn, value.trim(), MOST_SUGGESTED).await?,
                    false => Vec::new(),
                };
                let people = people.into_iter().map(|person| (person.upn, person.name));
                (
                    Way::Person(people.collect()),
                    t!("question-person-hint").to_owned(),
                )
            }
        };
        let field = format!("{ANSWER_FIELD}{}", question.id);
        fields.push(QuestionField {
            error: errors
                .iter()
                .find(|error| error.field == field)
                .map(|error| error.message.clone()),
            text: question.text.clone(),
            field,
            way,
            value,
            hint,
        });
    }
    Ok(fields)
}

/// What was typed, as far as it can be stored, and what can not.
pub fn read(typed: &Answers) -> (Answers, Vec<FieldError>) {
    let mut answers = Answers::new();
    let mut errors = Vec::new();
    for (id, text) in typed {
        match questions::parse(text) {
            Ok(answer) => {
                answers.insert(id.clone(), answer);
            }
            Err(message) => errors.push(error(id, message)),
        }
    }
    (answers, errors)
}

/// What is wrong with an answer.
pub fn error(id: &str, message: String) -> FieldError {
    FieldError {
        field: format!("{ANSWER_FIELD}{id}").into(),
        message,
    }
}
