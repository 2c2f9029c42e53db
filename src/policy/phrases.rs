//! Parts of rules and decisions as whoever looks at them reads them. What a decision keeps (its reasons) is not made of these.

use chrono::{NaiveDate, Weekday};

use super::{Calendar, MayChange, Overdue, Question, QuestionKind, StageRule, Who};
use crate::words;

/// A stage whole: who signs as the reasons say it, then its time and what may be changed.
pub(super) fn stage_in_words(stage: &StageRule) -> String {
    let mut clauses = vec![signers_in_words(stage)];
    if let Some(hours) = stage.within_hours {
        clauses.push(t!("rule-within", time = time_in_words(hours)));
    }
    if let Some(calendar) = &stage.calendar
        && let Some(last) = clauses.pop()
    {
        clauses.push(t!("rule-of-calendar", what = last, calendar = calendar.id));
    }
    if let Some(hours) = stage.remind_hours {
        clauses.push(t!("rule-reminded", time = time_in_words(hours)));
    }
    if let Some(then) = &stage.then {
        let who = who_in_words(then);
        clauses.push(match stage.fallback.as_ref() == Some(then) {
            false => t!("rule-then", who = who),
            // Where both keys name the same, the words are those of `then` alone.
            true => t!("rule-then-for-both", who = who),
        });
    }
    match stage.overdue {
        Some(Overdue::Remind) => clauses.push(t!("rule-then-reminded").to_owned()),
        Some(Overdue::Lapse) => clauses.push(t!("rule-then-lapses").to_owned()),
        None => {}
    }
    let word = |change: &MayChange| match change {
        MayChange::Term => t!("rule-term"),
        MayChange::Plans => t!("rule-plans"),
    };
    match stage.may_change.as_slice() {
        [] => {}
        [one] => clauses.push(t!("rule-may-change", what = word(one))),
        [one, other, ..] => {
            clauses.push(t!("rule-may-change-both", one = word(one), other = word(other)));
        }
    }
    if stage.wants_note {
        clauses.push(t!("rule-wants-note").to_owned());
    }
    clauses.join(", ")
}

/// "2 of group License Approvers (or, where that is not possible, the manager's manager)".
fn signers_in_words(stage: &StageRule) -> String {
    let who = who_in_words(&stage.who);
    let who = match stage.signatures {
        1 => who,
        many => t!("rule-many-of", many = many, who = who),
    };
    match stage.fallback.as_ref().or(stage.then.as_ref()) {
        None => who,
        Some(then) => t!("rule-or-else", who = who, other = who_in_words(then)),
    }
}

fn who_in_words(who: &Who) -> String {
    match who {
        Who::Manager => t!("rule-who-manager").to_owned(),
        Who::ManagersManager => t!("rule-who-managers-manager").to_owned(),
        Who::Owner => t!("rule-who-owner").to_owned(),
        Who::Group(name) => t!("rule-who-group", name = name),
        Who::Person(upn) => upn.clone(),
        Who::Administrators => t!("rule-who-administrators").to_owned(),
    }
}

/// "3 days", "36 hours".
fn time_in_words(hours: i64) -> String {
    match hours % 24 {
        0 => t!("rule-days", count = hours / 24),
        _ => t!("rule-hours", count = hours),
    }
}

/// "office: Europe/Oslo, Mon, Tue, 08:00 to 16:00, not on 2026-12-25".
pub(super) fn calendar_in_words(calendar: &Calendar) -> String {
    let days: Vec<String> = calendar.days.iter().map(|day| short_day(*day)).collect();
    let words = t!(
        "rule-calendar",
        id = calendar.id,
        zone = calendar.zone.name(),
        days = days.join(", "),
        from = calendar.from.format("%H:%M").to_string(),
        to = calendar.to.format("%H:%M").to_string()
    );
    let holidays: Vec<String> = calendar.holidays.iter().map(ToString::to_string).collect();
    match holidays.is_empty() {
        true => words,
        false => t!("rule-calendar-but", calendar = words, days = holidays.join(", ")),
    }
}

/// "Mon".
fn short_day(day: Weekday) -> String {
    let locale = words::reader().language.locale();
    match NaiveDate::from_isoywd_opt(2026, 1, day) {
        Some(date) => date.format_localized("%a", locale).to_string(),
        None => day.to_string(),
    }
}

pub(super) fn question_in_words(question: &Question) -> String {
    let (id, text) = (&question.id, &question.text);
    match &question.kind {
        QuestionKind::Text { at_least } => t!("rule-question-text", id = id, text = text, count = at_least),
        QuestionKind::Choice { choices } => {
            t!(
                "rule-question-choice",
                id = id,
                text = text,
                choices = choices.join(", ")
            )
        }
        QuestionKind::Date => t!("rule-question-date", id = id, text = text),
        QuestionKind::YesNo => t!("rule-question-yes-no", id = id, text = text),
        QuestionKind::Person => t!("rule-question-person", id = id, text = text),
    }
}
