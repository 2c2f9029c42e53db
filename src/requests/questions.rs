//! Questions of the policy: which answers count, what is wrong with them, and what the policy would say when everything
//! that is still to be typed were typed well.

use std::collections::BTreeMap;

use sqlx::PgConnection;

use super::Request;
use super::ask::justification_to_come;
use crate::people;
use crate::policy::{Asked, Decision, Facts, Outcome, Policy, QuestionKind, Reason};

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

/// What can be said before everything is typed.
#[derive(Clone, Debug)]
pub struct Foretold {
    /// What the policy says when the rest is typed well.
    pub decision: Decision,
    /// Why it would be denied whatever is answered.
    pub refusals: Vec<Reason>,
    /// Questions wait for an answer, and other answers may lead elsewhere.
    pub is_open: bool,
}

impl Foretold {
    /// It would be denied for what was made up in place of an answer, and perhaps not for the answer.
    pub fn depends_on_answers(&self) -> bool {
        self.decision.outcome == Outcome::Denied && self.refusals.is_empty()
    }
}

/// [`decide_to_come`], and what of it holds without the answers that were made up for it.
pub fn foretell(policy: &Policy, facts: &Facts) -> Foretold {
    let decision = decide_to_come(policy, facts);
    let mut facts = facts.clone();
    facts.request.justification = justification_to_come();
    let unanswered = policy.decide(&facts);
    let mut questions = unanswered.questions.iter();
    let is_open = questions.any(|asked| complaint(asked, &facts.request.answers).is_some());
    // Answers can open a route; a guard that denies without them denies all the same.
    let stands =
        |reason: &&Reason| !is_open || (reason.code != "no_route" && unanswered.reasons.contains(reason));
    let refusals = decision
        .reasons
        .iter()
        .filter(|reason| is_refusal(reason))
        .filter(stands);
    Foretold {
        refusals: refusals.cloned().collect(),
        is_open,
        decision,
    }
}

/// Denied for another reason than that something was not typed yet.
pub(super) fn is_refusal(reason: &Reason) -> bool {
    matches!(
        reason.code.as_str(),
        "not_yours"
            | "denied"
            | "excluded"
            | "seats_held_back"
            | "spend_exceeded"
            | "no_route"
            | "evaluation_failed"
    )
}

fn stand_in(kind: &QuestionKind, facts: &Facts) -> String {
    stand_ins(kind, facts).into_iter().next().unwrap_or_default()
}

/// Answers that would do.
fn stand_ins(kind: &QuestionKind, facts: &Facts) -> Vec<String> {
    match kind {
        QuestionKind::Text { at_least } => vec!["x".repeat((*at_least).max(1))],
        QuestionKind::Choice { choices } => choices.clone(),
        QuestionKind::Date => vec![facts.now.date_naive().to_string()],
        QuestionKind::YesNo => vec!["no".into(), "yes".into()],
        QuestionKind::Person => vec![facts.beneficiary.upn.clone()],
    }
}

/// What the policy says to something that waits for signatures, and the facts to which it says so. Whoever asked can not be
/// asked any more: where the policy now wants an answer or a longer justification than it wanted then, one that would do
/// stands in for it, so that nothing is denied for the want of it.
pub fn decide_waiting(policy: &Policy, mut facts: Facts) -> (Facts, Decision) {
    let mut decision = policy.decide(&facts);
    if decision
        .reasons
        .iter()
        .any(|r| r.code == "justification_too_short")
    {
        let written = facts.request.justification.chars().count();
        let to_come = justification_to_come();
        facts.request.justification.extend(to_come.chars().skip(written));
        decision = policy.decide(&facts);
    }
    // An answer can raise a further question.
    for _ in 0..ROUNDS {
        let open = decision
            .questions
            .iter()
            .filter(|asked| complaint(asked, &facts.request.answers).is_some());
        let open: Vec<_> = open.map(|asked| asked.question.clone()).collect();
        if open.is_empty() {
            break;
        }
        for question in open {
            // The first that is not itself a reason to deny.
            let tried = stand_ins(&question.kind, &facts).into_iter().map(|answer| {
                let mut facts = facts.clone();
                facts.request.answers.insert(question.id.clone(), answer);
                let decision = policy.decide(&facts);
                (facts, decision)
            });
            let mut tried: Vec<_> = tried.collect();
            let best = tried
                .iter()
                .position(|(_, decision)| !denies_what_was_asked(decision));
            if best.unwrap_or_default() < tried.len() {
                (facts, decision) = tried.swap_remove(best.unwrap_or_default());
            }
        }
    }
    (facts, decision)
}

/// Whether it denies for more than answers that are not there yet.
fn denies_what_was_asked(decision: &Decision) -> bool {
    decision.outcome == Outcome::Denied && decision.reasons.iter().any(is_refusal)
}

/// Where something stands in the facts for what whoever asked was never asked: ids of questions, and `justification`.
pub(super) fn stood_in(request: &Request, facts: &Facts) -> Vec<String> {
    let answers = facts.request.answers.iter();
    let other = answers.filter(|(id, answer)| request.answers.get(*id) != Some(answer));
    let mut stood_in: Vec<_> = other.map(|(id, _)| id.clone()).collect();
    if facts.request.justification != request.justification {
        stood_in.push("justification".into());
    }
    stood_in
}

/// What is wrong with the answer to a question, as a sentence.
pub fn complaint(asked: &Asked, answers: &Answers) -> Option<String> {
    let wrong = match answers.get(&asked.question.id).map(String::as_str) {
        None | Some("") => match asked.question.kind {
            QuestionKind::Choice { .. } | QuestionKind::YesNo => t!("question-choose").to_owned(),
            QuestionKind::Date => t!("question-choose-day").to_owned(),
            QuestionKind::Person => t!("question-name").to_owned(),
            QuestionKind::Text { .. } => t!("question-write").to_owned(),
        },
        Some(answer) => {
            asked.question.kind.complaint(answer)?;
            match &asked.question.kind {
                QuestionKind::Text { at_least: 1 } => t!("question-empty").to_owned(),
                QuestionKind::Text { at_least } => t!(
                    "question-too-short",
                    written = answer.trim().chars().count().to_string(),
                    least = at_least.to_string()
                ),
                QuestionKind::Choice { choices } => t!("question-one-of", choices = choices.join(", ")),
                QuestionKind::Date => t!("question-day-like").to_owned(),
                QuestionKind::YesNo => t!("question-yes-or-no").to_owned(),
                QuestionKind::Person => t!("question-names-nobody").to_owned(),
            }
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
            _ => wrong.push((id.clone(), t!("question-nobody-called", name = answer.trim()))),
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
        return Err(t!(
            "text-too-long",
            most = LONGEST_ANSWER_CHARS.to_string(),
            chars = chars.to_string()
        ));
    }
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err(t!("text-not-shown").into());
    }
    Ok(text.to_owned())
}

/// A question and its answer, ready to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    pub question: String,
    pub answer: String,
}

/// Questions and answers in the order of the questions: [`Policy::questions_in_order`] has that of the file.
pub fn answers_to(questions: &[Asked], answers: &Answers) -> Vec<Answered> {
    let asked = questions.iter().filter_map(|asked| {
        let answer = answers.get(&asked.question.id)?;
        Some(Answered {
            question: asked.question.text.clone(),
            answer: match (&asked.question.kind, answer.as_str()) {
                (QuestionKind::YesNo, "yes") => t!("yes").into(),
                (QuestionKind::YesNo, "no") => t!("no").into(),
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
