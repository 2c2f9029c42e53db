//! What the browser sends with the form of a request; nothing of it is believed yet.

use serde::Deserialize;

use crate::requests::ask::TypedTerm;
use crate::requests::questions::Answers;

/// Names of the fields that answer questions begin so; the id of the question follows.
pub const ANSWER_FIELD: &str = "answer-";
/// Answers that are read; a policy asks fewer.
const MOST_ANSWERS: usize = 100;

/// Takes what a field says where it answers a question.
pub fn hear_answer(answers: &mut Answers, field: &str, value: String) {
    if let Some(id) = field.strip_prefix(ANSWER_FIELD)
        && answers.len() < MOST_ANSWERS
    {
        answers.insert(id.to_owned(), value);
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "Vec<(String, String)>")]
pub struct Typed {
    /// Another product than that of the address, chosen in the form.
    pub product: String,
    /// The product whose plans the form showed.
    pub plans_of: String,
    /// Only to see what would happen.
    pub look: bool,
    pub beneficiary: String,
    /// Somebody beyond oneself and one's reports, by name or UPN; counts before the one that is chosen.
    pub somebody: String,
    /// What would pass, chosen in place of what was typed.
    pub instead: String,
    /// The request that this one takes the place of.
    pub changes: String,
    pub justification: String,
    pub begin: String,
    pub begins_on: String,
    pub term: String,
    pub days: String,
    pub ends_on: String,
    /// Ids of the plans wanted on.
    pub plans: Vec<String>,
    pub answers: Answers,
}

impl From<Vec<(String, String)>> for Typed {
    fn from(fields: Vec<(String, String)>) -> Self {
        let mut typed = Self::default();
        for (name, value) in fields {
            match name.as_str() {
                "product" => typed.product = value,
                "plans_of" => typed.plans_of = value,
                "look" => typed.look = true,
                "beneficiary" => typed.beneficiary = value,
                "somebody" => typed.somebody = value,
                "instead" => typed.instead = value,
                "changes" => typed.changes = value,
                "justification" => typed.justification = value,
                "begin" => typed.begin = value,
                "begins_on" => typed.begins_on = value,
                "term" => typed.term = value,
                "days" => typed.days = value,
                "ends_on" => typed.ends_on = value,
                "plans" => typed.plans.push(value),
                other => hear_answer(&mut typed.answers, other, value),
            }
        }
        typed
    }
}

impl Typed {
    pub fn term(&self) -> TypedTerm {
        TypedTerm {
            begin: self.begin.clone(),
            begins_on: self.begins_on.clone(),
            term: self.term.clone(),
            days: self.days.clone(),
            ends_on: self.ends_on.clone(),
        }
    }
}
