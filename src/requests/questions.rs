//! Questions of the policy: which answers count, what is wrong with them, and what the policy would say when everything
//! that is still to be typed were typed well.

use std::collections::BTreeMap;

use sqlx::PgConnection;

use super::ask::justification_to_come;
use crate::people;
use crate::policy::{Asked, Decision, Facts, Policy, QuestionKind};

/// Answers by the question's id.
pub type Answers = BTreeMap<String, String>;

pub static NO_ANSWERS: Answers = Answers::new();

/// Characters of one answer.
pub const LONGEST_ANSWER_CHARS: usize = 2_000;
/// Answers can raise further questions; rules that turn in a circle are not followed for longer than this.
const ROUNDS: usize = 5;

/// Leaves in the facts the answers to what is asked, and no others; answers the questions, in the order of the file.
pub fn hear(policy: &Policy, facts: &mut Facts, typed: &Answers) -> Vec<Asked> {
    facts.request.answers.clear();
    let mut asked = Vec::new();
    for _ in 0..ROUNDS {
        asked = policy.decide(facts).questions;
        let ids = asked.iter().map(|asked| &asked.question.id);
        let heard: Answers = ids
            .filter_map(|id| Some((id.clone(), typed.get(id)?.clone())))
            .filter(|(_, answer)| !answer.is_empty())
            .collect();
        if heard == facts.request.answers {
            break;
        }
        facts.request.answers = heard;
    }
    policy.questions_in_order(asked)
}

/// What the policy says to these answers, which stand in the facts as they were heard; and what is wrong with them, by question.
pub async fn decide(
    conn: &mut PgConnection,
    policy: &Policy,
    facts: &mut Facts,
    typed: &Answers,
) -> sqlx::Result<(Decision, Vec<(String, String)>)> {
    let asked = hear(policy, facts, typed);
    let wrong = check(conn, &asked, &mut facts.request.answers).await?;
    Ok((policy.decide(facts), wrong))
}

/// What the policy says when the justification is long enough and every question that is still open is answered somehow:
/// who would sign, before anything is typed.
pub fn decide_to_come(policy: &Policy, facts: &Facts) -> Decision {
    let mut facts = facts.clone();
    facts.request.justification = justification_to_come();
    for _ in 0..ROUNDS {
        let decision = policy.decide(&facts);
        let open: Vec<_> = decision
            .questions
            .iter()
            .filter(|asked| complaint(asked, &facts.request.answers).is_some())
            .collect();
        if open.is_empty() {
            return decision;
        }
        for asked in open {
            let answer = stand_in(&asked.question.kind, &facts);
            facts.request.answers.insert(asked.question.id.clone(), answer);
        }
    }
    policy.decide(&facts)
}

fn stand_in(kind: &QuestionKind, facts: &Facts) -> String {
    match kind {
        QuestionKind::Text { at_least } => "x".repeat((*at_least).max(1)),
        QuestionKind::Choice { choices } => choices.first().cloned().unwrap_or_default(),
        QuestionKind::Date => facts.now.date_naive().to_string(),
        QuestionKind::YesNo => "no".into(),
        QuestionKind::Person => facts.beneficiary.upn.clone(),
    }
}

/// What is wrong with the answer to a question, as a sentence.
pub fn complaint(asked: &Asked, answers: &Answers) -> Option<String> {
    let wrong = match answers.get(&asked.question.id).map(String::as_str) {
        None | Some("") => match asked.question.kind {
            QuestionKind::Choice { .. } | QuestionKind::YesNo => "Choose an answer.".to_owned(),
            QuestionKind::Date => "Choose a day.".to_owned(),
            QuestionKind::Person => "Name a person.".to_owned(),
            QuestionKind::Text { .. } => "Write an answer.".to_owned(),
        },
        Some(answer) => {
            let it = asked.question.kind.complaint(answer)?;
            let rest = it.strip_prefix("it ").unwrap_or(&it);
            format!("The answer {rest}.")
        }
    };
    Some(wrong)
}

/// Checks the answers: what is wrong, by question. A person is written as the directory writes them.
async fn check(
    conn: &mut PgConnection,
    asked: &[Asked],
    answers: &mut Answers,
) -> sqlx::Result<Vec<(String, String)>> {
    let mut wrong = Vec::new();
    for asked in asked {
        let id = &asked.question.id;
        if let Some(message) = complaint(asked, answers) {
            wrong.push((id.clone(), message));
            continue;
        }
        let Some(answer) = answers.get(id).cloned() else {
            continue;
        };
        if asked.question.kind != QuestionKind::Person {
            continue;
        }
        match people::store::by_upn(conn, answer.trim()).await? {
            Some(person) if person.enabled => {
                answers.insert(id.clone(), person.upn);
            }
            _ => wrong.push((
                id.clone(),
                format!("Nobody in the directory signs in as “{}”.", answer.trim()),
            )),
        }
    }
    Ok(wrong)
}

/// An answer as typed, made storable; `Err` = a sentence for the person.
pub fn parse(text: &str) -> Result<String, String> {
    let text = text.replace("\r\n", "\n");
    let text = text.trim();
    let chars = text.chars().count();
    if chars > LONGEST_ANSWER_CHARS {
        return Err(format!(
            "Please keep it to {LONGEST_ANSWER_CHARS} characters; this has {chars}."
        ));
    }
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err("It contains characters that cannot be shown. Please type it again.".into());
    }
    Ok(text.to_owned())
}

/// A question and its answer, ready to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    pub question: String,
    pub answer: String,
}

/// Questions and answers of a request, sorted by the ids of the questions; what the decision does not ask stands last.
pub fn answered(decision: &Decision, answers: &Answers) -> Vec<Answered> {
    answers_to(&decision.questions, answers)
}

/// Questions and answers in the order of the questions: [`Policy::questions_in_order`] has that of the file.
pub fn answers_to(questions: &[Asked], answers: &Answers) -> Vec<Answered> {
    let asked = questions.iter().filter_map(|asked| {
        let answer = answers.get(&asked.question.id)?;
        Some(Answered {
            question: asked.question.text.clone(),
            answer: match (&asked.question.kind, answer.as_str()) {
                (QuestionKind::YesNo, "yes") => "Yes".into(),
                (QuestionKind::YesNo, "no") => "No".into(),
                (QuestionKind::Date, day) => day
                    .parse()
                    .map_or_else(|_| day.to_owned(), super::calendar::day_words),
                (_, other) => other.to_owned(),
            },
        })
    });
    let is_asked = |id: &String| questions.iter().any(|asked| asked.question.id == *id);
    let others = answers.iter().filter(|(id, _)| !is_asked(id));
    asked
        .chain(others.map(|(id, answer)| Answered {
            question: id.replace('_', " "),
            answer: answer.clone(),
        }))
        .collect()
}
