//! `[[guard]]`: what it restricts, what it demands, and what follows when people leave or move.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use super::reader::{At, Empty, Source, TableReader, not_one_of};
use super::{ID_MAX_BYTES, Rules, Scope, listed_tables, names, scope, term_days, too_long};
use crate::policy::condition::schema::{PLANS_MAX, held_max};
use crate::policy::movement::{self, Follows};
use crate::policy::phrases::question_in_words;
use crate::policy::{Question, QuestionKind, RuleKind, RuleSummary};
use crate::words::format::decimal_mark;

/// Characters that a guard may demand of a justification or an answer.
const CHARACTERS: RangeInclusive<i64> = 1..=2_000;
/// Questions of one guard: more is a form of its own.
const QUESTIONS_MAX: usize = 10;
const CHOICES_MAX: usize = 50;
/// Names that are compared in one step.
const COMPARED_IN_STEP: usize = 8;
const KINDS: [&str; 5] = ["text", "choice", "date", "yes_no", "person"];
/// In hundredths; the same bound as that of the facts.
const CENTS: RangeInclusive<i64> = 0..=1_000_000_000_000;
const SEATS: RangeInclusive<i64> = 1..=1_000_000;
/// Days.
const TERM: RangeInclusive<i64> = 1..=super::TERM_MAX_DAYS;

/// How the length of the justification is named where it is shown.
pub(in crate::policy) const JUSTIFICATION_SIZE: &str = "size(request.justification)";

/// Everything in it only restricts.
#[derive(Clone, Debug)]
pub(in crate::policy) struct Guard {
    pub scope: Scope,
    /// Said to the person after what the guard did.
    pub reason: Option<String>,
    /// Where the person reads more.
    pub link: Option<String>,
    pub deny: Option<String>,
    pub keep_off: Vec<String>,
    pub allow_only: Option<Vec<String>>,
    pub longest_term_days: Option<i64>,
    pub justification_at_least: Option<usize>,
    pub questions: Vec<Question>,
    /// Part numbers of products that can not be held beside it.
    pub excludes: Vec<String>,
    /// Part numbers of products whose place it takes.
    pub replaces: Vec<String>,
    /// For the cost centre of the product and the month.
    pub monthly_spend_at_most_cents: Option<i64>,
    pub hold_back_seats: Option<i64>,
    /// What follows for a grant when its person leaves or moves.
    pub on_leave: Option<Follows>,
    pub on_move: Option<Follows>,
    /// Days until then.
    pub grace_days: i64,
}

const EFFECTS: [&str; 12] = [
    "deny",
    "keep_off",
    "allow_only",
    "longest_term",
    "justification_at_least",
    "ask",
    "excludes",
    "replaces",
    "monthly_spend_at_most_cents",
    "hold_back_seats",
    "on_leave",
    "on_move",
];

pub(super) fn read(
    source: &mut Source<'_>,
    mut reader: TableReader<'_, '_>,
    rules: &mut Rules,
) -> Option<Guard> {
    let has_effect = EFFECTS.iter().any(|key| reader.value(key).is_some());
    if !has_effect {
        source.problem(
            reader.start(),
            format!("this guard does nothing; give it one of {}", EFFECTS.join(", ")),
        );
    }
    let scope = scope(source, &mut reader, rules);
    let is_named = scope.is_some();
    // For whoever keeps the file.
    reader.text(source, "note");
    let guard = Guard {
        reason: reader.text(source, "reason").map(|at| at.value),
        link: reader.text(source, "link").and_then(|at| link(source, at)),
        deny: reader.text(source, "deny").map(|at| at.value),
        keep_off: names::plans(source, &mut reader, "keep_off", rules).unwrap_or_default(),
        allow_only: names::plans(source, &mut reader, "allow_only", rules),
        longest_term_days: reader
            .text(source, "longest_term")
            .and_then(|at| term_days(source, "longest_term", &at)),
        justification_at_least: reader
            .number(source, "justification_at_least", CHARACTERS)
            .and_then(|at| usize::try_from(at.value).ok()),
        questions: questions(source, &mut reader),
        excludes: names::products(source, &mut reader, "excludes", rules),
        replaces: names::products(source, &mut reader, "replaces", rules),
        monthly_spend_at_most_cents: reader
            .number(source, "monthly_spend_at_most_cents", CENTS)
            .map(|at| at.value),
        hold_back_seats: reader.number(source, "hold_back_seats", SEATS).map(|at| at.value),
        on_leave: movement::follows(source, &mut reader, "on_leave"),
        on_move: movement::follows(source, &mut reader, "on_move"),
        grace_days: movement::grace(source, &mut reader),
        scope: scope.unwrap_or_default(),
    };
    reader.finish(source);
    is_named.then_some(guard)
}

/// Only what a browser opens without asking: no scripts, no local files.
fn link(source: &mut Source<'_>, at: At<String>) -> Option<String> {
    let is_web = at.value.starts_with("https://") && !at.value.contains(char::is_whitespace);
    if !is_web {
        source.problem(
            at.span.start,
            format!(
                "`link` is `{}`; it must be an address that begins with https://",
                at.value
            ),
        );
    }
    is_web.then_some(at.value)
}

/// Before the guards are read, so that every condition may name every question.
pub(super) fn question_ids(guards: &[TableReader<'_, '_>]) -> BTreeSet<String> {
    let asked = guards
        .iter()
        .filter_map(|guard| guard.peek("ask")?.get_ref().as_array());
    let questions = asked.flat_map(|questions| questions.iter());
    let ids = questions.filter_map(|question| question.get_ref().as_table()?.get("id")?.get_ref().as_str());
    ids.filter(|id| id.len() <= ID_MAX_BYTES)
        .map(str::to_owned)
        .collect()
}

fn questions(source: &mut Source<'_>, reader: &mut TableReader<'_, '_>) -> Vec<Question> {
    let Some(value) = reader.value("ask") else {
        return Vec::new();
    };
    let described = "a list of questions like { id = \"purpose\", text = \"What for?\" }";
    let tables = listed_tables(source, "ask", "question", described, value);
    if tables.len() > QUESTIONS_MAX {
        source.problem(
            value.span().start,
            format!(
                "this guard asks {} questions; at most {QUESTIONS_MAX} are allowed",
                tables.len()
            ),
        );
        return Vec::new();
    }
    let questions = tables.into_iter().filter_map(|reader| question(source, reader));
    questions.collect()
}

fn question(source: &mut Source<'_>, mut reader: TableReader<'_, '_>) -> Option<Question> {
    let id = reader
        .required_text(source, "id")
        .and_then(|at| question_id(source, at));
    let text = reader.required_text(source, "text");
    let kind = reader.text(source, "kind");
    let choices = reader.names(source, "choices", Empty::Refused);
    let at_least = reader.number(source, "at_least", CHARACTERS);
    let word = kind.as_ref().map_or("text", |kind| kind.value.as_str());
    if choices.is_some() != (word == "choice") {
        source.problem(
            reader.start(),
            "`choices` and `kind = \"choice\"` belong together",
        );
    }
    if let (Some(at_least), false) = (&at_least, word == "text") {
        source.problem(
            at_least.span.start,
            "`at_least` counts the characters of a text; this question asks for none",
        );
    }
    let kind = match word {
        "text" => Some(QuestionKind::Text {
            at_least: at_least
                .and_then(|at| usize::try_from(at.value).ok())
                .unwrap_or(1),
        }),
        "choice" => Some(QuestionKind::Choice {
            choices: choices_of(source, choices),
        }),
        "date" => Some(QuestionKind::Date),
        "yes_no" => Some(QuestionKind::YesNo),
        "person" => Some(QuestionKind::Person),
        other => {
            let at = kind.as_ref().map_or(reader.start(), |kind| kind.span.start);
            source.problem(at, not_one_of("kind", other, &KINDS));
            None
        }
    };
    reader.finish(source);
    Some(Question {
        id: id?,
        text: text?.value,
        kind: kind?,
    })
}

fn choices_of(source: &mut Source<'_>, choices: Option<Vec<At<String>>>) -> Vec<String> {
    let choices = choices.unwrap_or_default();
    if let Some(first) = choices.first()
        && choices.len() > CHOICES_MAX
    {
        source.problem(
            first.span.start,
            format!("a question has at most {CHOICES_MAX} choices"),
        );
    }
    choices.into_iter().map(|choice| choice.value).collect()
}

/// It is named in conditions and in the form.
fn question_id(source: &mut Source<'_>, at: At<String>) -> Option<String> {
    let letters = |c: char| c.is_ascii_lowercase() || c == '_';
    let good = at.value.starts_with(letters) && at.value.chars().all(|c| letters(c) || c.is_ascii_digit());
    if at.value.len() > ID_MAX_BYTES {
        source.problem(at.span.start, too_long(&at.value));
        return None;
    }
    if !good {
        source.problem(
            at.span.start,
            format!(
                "the id of a question has small letters, digits and _, like cost_reason; this is `{}`",
                at.value
            ),
        );
    }
    good.then_some(at.value)
}

/// The same id is the same question everywhere.
pub(super) fn questions_differ(source: &mut Source<'_>, guards: &[Guard]) {
    let mut first: BTreeMap<&str, (&Question, &Scope)> = BTreeMap::new();
    for guard in guards {
        for question in &guard.questions {
            let (same, scope) = first.entry(&question.id).or_insert((question, &guard.scope));
            if *same != question {
                source.problem_in_line(
                    guard.scope.line,
                    format!(
                        "the question `{}` is another one in guard `{}`; ask the same or give it another id",
                        question.id, scope.id
                    ),
                );
            }
        }
    }
}

impl Guard {
    /// Whether it says anything about requests.
    pub fn restricts(&self) -> bool {
        self.effects()
            .iter()
            .any(|key| !["on_leave", "on_move"].contains(key))
    }

    /// Steps that hearing it can take beside its condition: each name that it has is looked for.
    pub fn steps(&self) -> u64 {
        let allowed = self.allow_only.as_ref().map_or(0, Vec::len);
        let plans = (self.keep_off.len() + allowed) * PLANS_MAX;
        let held = (self.excludes.len() + self.replaces.len()) * held_max();
        u64::try_from((plans + held) / COMPARED_IN_STEP).unwrap_or(u64::MAX)
    }

    /// Whether it needs to know what the cost centre of the product spends, to judge this.
    pub fn asks_for_spend(&self) -> bool {
        self.monthly_spend_at_most_cents.is_some() || self.scope.asks_for_spend()
    }

    /// Keys of what it does, of [`EFFECTS`].
    pub fn effects(&self) -> Vec<&'static str> {
        let does = [
            self.deny.is_some(),
            !self.keep_off.is_empty(),
            self.allow_only.is_some(),
            self.longest_term_days.is_some(),
            self.justification_at_least.is_some(),
            !self.questions.is_empty(),
            !self.excludes.is_empty(),
            !self.replaces.is_empty(),
            self.monthly_spend_at_most_cents.is_some(),
            self.hold_back_seats.is_some(),
            self.on_leave.is_some(),
            self.on_move.is_some(),
        ];
        let keys = EFFECTS.into_iter().zip(does);
        keys.filter(|(_, does)| *does).map(|(key, _)| key).collect()
    }

    /// Names of the facts that its effects read; those of its condition come with that.
    pub fn reads(&self) -> Vec<String> {
        let of_effect = |key| match key {
            "longest_term" => &["request.term_days"][..],
            "justification_at_least" => &[JUSTIFICATION_SIZE],
            "excludes" | "replaces" => &["held"],
            "monthly_spend_at_most_cents" => &["spend.month_cents", "product.price_cents"],
            "hold_back_seats" => &["seats.free"],
            _ => &[],
        };
        let effects = self.effects().into_iter().flat_map(of_effect);
        let questions = self.questions.iter();
        let answers = questions.map(|question| format!("request.answers.{}", question.id));
        effects.map(|name| (*name).to_owned()).chain(answers).collect()
    }

    /// The same guard without one of its effects.
    pub fn without(&self, key: &str) -> Self {
        let mut guard = self.clone();
        match key {
            "deny" => guard.deny = None,
            "keep_off" => guard.keep_off.clear(),
            "allow_only" => guard.allow_only = None,
            "longest_term" => guard.longest_term_days = None,
            "justification_at_least" => guard.justification_at_least = None,
            "ask" => guard.questions.clear(),
            "excludes" => guard.excludes.clear(),
            "replaces" => guard.replaces.clear(),
            "monthly_spend_at_most_cents" => guard.monthly_spend_at_most_cents = None,
            "hold_back_seats" => guard.hold_back_seats = None,
            "on_leave" => guard.on_leave = None,
            _ => guard.on_move = None,
        }
        guard
    }

    /// The plans that it names, by the key.
    pub fn plans(&self) -> [(&'static str, &[String]); 2] {
        let allow_only = self.allow_only.as_deref().unwrap_or_default();
        [("keep_off", &self.keep_off), ("allow_only", allow_only)]
    }

    /// The same guard without one plan of a list.
    pub fn without_plan(&self, key: &str, plan: &str) -> Self {
        let mut guard = self.clone();
        match (key, &mut guard.allow_only) {
            ("allow_only", Some(plans)) => plans.retain(|name| name != plan),
            _ => guard.keep_off.retain(|name| name != plan),
        }
        guard
    }

    /// The same guard without one of its questions.
    pub fn without_question(&self, id: &str) -> Self {
        let mut guard = self.clone();
        guard.questions.retain(|question| question.id != id);
        guard
    }

    /// The numbers that it has, each with its key and what it may be.
    pub fn numbers(&self) -> Vec<(&'static str, i64, RangeInclusive<i64>)> {
        let characters = self
            .justification_at_least
            .and_then(|least| i64::try_from(least).ok());
        let grace = (self.on_leave.is_some() || self.on_move.is_some()).then_some(self.grace_days);
        let numbers = [
            ("longest_term", self.longest_term_days, TERM),
            ("justification_at_least", characters, CHARACTERS),
            (
                "monthly_spend_at_most_cents",
                self.monthly_spend_at_most_cents,
                CENTS,
            ),
            ("hold_back_seats", self.hold_back_seats, SEATS),
            ("grace", grace, movement::GRACE),
        ];
        let numbers = numbers.into_iter();
        numbers
            .filter_map(|(key, number, range)| Some((key, number?, range)))
            .collect()
    }

    /// The same guard with another of [`Guard::numbers`].
    pub fn with_number(&self, key: &str, number: i64) -> Self {
        let mut guard = self.clone();
        match key {
            "longest_term" => guard.longest_term_days = Some(number),
            "justification_at_least" => guard.justification_at_least = usize::try_from(number).ok(),
            "monthly_spend_at_most_cents" => guard.monthly_spend_at_most_cents = Some(number),
            "hold_back_seats" => guard.hold_back_seats = Some(number),
            _ => guard.grace_days = number,
        }
        guard
    }

    pub fn summary(&self) -> RuleSummary {
        self.scope.summary(RuleKind::Guard, self.in_words())
    }

    /// One phrase for each effect.
    pub fn in_words(&self) -> Vec<String> {
        let mut does = Vec::new();
        if let Some(text) = &self.deny {
            does.push(t!("rule-denies", text = text));
        }
        if !self.keep_off.is_empty() {
            does.push(t!("rule-keeps-off", plans = self.keep_off.join(", ")));
        }
        if let Some(plans) = &self.allow_only {
            does.push(t!("rule-allows-only", plans = plans.join(", ")));
        }
        if let Some(days) = self.longest_term_days {
            does.push(t!("rule-longest-term", days = days));
        }
        if let Some(characters) = self.justification_at_least {
            does.push(t!("rule-justification", count = characters));
        }
        for question in &self.questions {
            does.push(t!("rule-asks", question = question_in_words(question)));
        }
        if !self.excludes.is_empty() {
            does.push(t!("rule-excludes", products = self.excludes.join(", ")));
        }
        if !self.replaces.is_empty() {
            does.push(t!("rule-replaces", products = self.replaces.join(", ")));
        }
        if let Some(cents) = self.monthly_spend_at_most_cents {
            let amount = format!("{}{}{:02}", cents / 100, decimal_mark(), cents % 100);
            does.push(t!("rule-spend", amount = amount));
        }
        if let Some(seats) = self.hold_back_seats {
            does.push(t!("rule-seats", seats = seats));
        }
        does.extend(self.follows_in_words());
        does.extend(self.reason.iter().map(|reason| t!("rule-says", reason = reason)));
        does.extend(self.link.iter().map(|link| t!("rule-link", link = link)));
        does
    }
}

/// "5000.00" of hundredths, as a reason keeps it.
pub(in crate::policy) fn in_units(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}
