//! What follows for a grant when its person leaves or moves: guards with `on_leave` and `on_move`. Ending beats review, the
//! shortest grace counts, and what can not be evaluated is looked at by a person.

use std::ops::RangeInclusive;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::condition::Seen;
use super::document::Guard;
use super::document::reader::{Empty, Source, TableReader, whole_number};
use super::evaluate::applies;
use super::{Facts, Policy};

/// Days; who is gone longer than that has left for good.
const LONGEST_GRACE_DAYS: i64 = 90;
pub(super) const GRACE: RangeInclusive<i64> = 0..=LONGEST_GRACE_DAYS;

/// What the directory said anew of somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Movement {
    /// The account is disabled or gone.
    Leave,
    /// Department, employee type, manager or country changed.
    Move,
}

/// What becomes of a grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Follows {
    /// It ends when the grace is over.
    End,
    /// Somebody says until then whether it stays; silence ends it.
    Review,
}

/// What the guards say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MovementAnswer {
    /// `None` = no guard says anything.
    pub follows: Option<Follows>,
    pub grace_days: i64,
    /// Id of the guard whose word counts; empty where there is none.
    pub rule: String,
}

impl Movement {
    /// `request.kind` in conditions.
    pub fn word(self) -> &'static str {
        match self {
            Self::Leave => "leave",
            Self::Move => "move",
        }
    }
}

impl Follows {
    pub fn word(self) -> &'static str {
        match self {
            Self::End => "end",
            Self::Review => "review",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        match word {
            "end" => Some(Self::End),
            "review" => Some(Self::Review),
            _ => None,
        }
    }
}

impl Guard {
    fn follows(&self, movement: Movement) -> Option<Follows> {
        match movement {
            Movement::Leave => self.on_leave,
            Movement::Move => self.on_move,
        }
    }

    pub(super) fn follows_in_words(&self) -> Vec<String> {
        let days = self.grace_days;
        let says = [("leaves", self.on_leave), ("moves", self.on_move)];
        let words = says.into_iter().filter_map(|(does, follows)| {
            Some(match follows? {
                Follows::End => t!("rule-follows-end", does = does, days = days),
                Follows::Review => t!("rule-follows-review", does = does, days = days),
            })
        });
        words.collect()
    }
}

pub(super) fn answer(policy: &Policy, movement: Movement, facts: &Facts) -> MovementAnswer {
    // A panic would be a mistake of ours; somebody looks at this grant, and nothing else is taken along.
    catch_unwind(AssertUnwindSafe(|| hear_all(policy, movement, facts))).unwrap_or_else(|_| unclear())
}

fn hear_all(policy: &Policy, movement: Movement, facts: &Facts) -> MovementAnswer {
    let Ok(seen) = Seen::new(facts) else {
        return unclear();
    };
    let asks = |guard: &Guard| {
        guard.follows(movement).is_some()
            && guard.scope.is_about(&facts.product.sku)
            && guard.scope.asks_for_spend()
    };
    if facts.spend.month_cents.is_none() && policy.guards.iter().any(|guard| asks(guard)) {
        return unclear();
    }
    // (what follows, the rule) of each guard that matches, and the shortest grace of them.
    let mut said: Vec<(Follows, &str)> = Vec::new();
    let mut grace_days: Option<i64> = None;
    for (follows, guard) in speaking(policy, movement, &seen, facts) {
        said.push((follows, guard.scope.id.as_str()));
        grace_days = Some(grace_days.map_or(guard.grace_days, |days| days.min(guard.grace_days)));
    }
    said.sort_unstable();
    let first = said.first();
    MovementAnswer {
        follows: first.map(|(follows, _)| *follows),
        grace_days: grace_days.unwrap_or(0),
        rule: first.map_or_else(String::new, |(_, rule)| (*rule).to_owned()),
    }
}

/// The guards that match and say what follows.
pub(super) fn speaking<'p>(
    policy: &'p Policy,
    movement: Movement,
    seen: &Seen<'_>,
    facts: &Facts,
) -> impl Iterator<Item = (Follows, &'p Guard)> {
    policy.guards.iter().filter_map(move |guard| {
        let follows = guard.follows(movement)?;
        applies(&guard.scope, seen, facts).then_some((follows, guard.as_ref()))
    })
}

/// Facts about which nothing can be said: the grant neither ends by itself nor is forgotten.
fn unclear() -> MovementAnswer {
    MovementAnswer {
        follows: Some(Follows::Review),
        grace_days: LONGEST_GRACE_DAYS,
        rule: String::new(),
    }
}

/// `on_leave = "end"` or `"review"`.
pub(super) fn follows(
    source: &mut Source<'_>,
    reader: &mut TableReader<'_, '_>,
    key: &'static str,
) -> Option<Follows> {
    let at = reader.text(source, key)?;
    let follows = Follows::from_word(&at.value);
    if follows.is_none() {
        source.problem(
            at.span.start,
            format!("`{key}` is `{}`; it must be end or review", at.value),
        );
    }
    follows
}

/// `grace = "7d"`, from 0d to 90d; 0 where it is left out.
pub(super) fn grace(source: &mut Source<'_>, reader: &mut TableReader<'_, '_>) -> i64 {
    let follows = ["on_leave", "on_move"]
        .iter()
        .any(|key| reader.value(key).is_some());
    let Some(at) = reader.text(source, "grace") else {
        return 0;
    };
    if !follows {
        source.problem(at.span.start, "`grace` needs `on_leave` or `on_move` beside it");
    }
    grace_days(source, &at.value, at.span.start).unwrap_or(0)
}

fn grace_days(source: &mut Source<'_>, text: &str, at: usize) -> Option<i64> {
    let days = text.strip_suffix('d').and_then(whole_number);
    let days = days.filter(|days| GRACE.contains(days));
    if days.is_none() {
        source.problem(
            at,
            format!("`grace` is `{text}`; write days from 0d to {LONGEST_GRACE_DAYS}d, like 7d"),
        );
    }
    days
}

/// `event = "leave"` or `"move"` of an example, with `changed = ["department"]`.
pub(super) fn given(
    source: &mut Source<'_>,
    given: &mut TableReader<'_, '_>,
    facts: &mut serde_json::Value,
) -> Option<Movement> {
    if let Some(changed) = given.names(source, "changed", Empty::Allowed) {
        facts["request"]["changed"] =
            serde_json::json!(changed.into_iter().map(|at| at.value).collect::<Vec<_>>());
    }
    let event = given.text(source, "event")?;
    let movement = match event.value.as_str() {
        "leave" => Movement::Leave,
        "move" => Movement::Move,
        other => {
            source.problem(
                event.span.start,
                format!("`event` is `{other}`; it must be leave or move"),
            );
            return None;
        }
    };
    facts["request"]["kind"] = serde_json::json!(movement.word());
    Some(movement)
}

/// What an example expects to follow: `on_leave` or `on_move` = `end`, `review` or `nothing`, and `grace`.
#[derive(Debug, Default)]
pub(super) struct Expected {
    follows: Option<(Movement, Option<Follows>)>,
    grace_days: Option<i64>,
}

pub(super) fn expected(source: &mut Source<'_>, reader: &mut TableReader<'_, '_>) -> Expected {
    let mut expected = Expected::default();
    for (movement, key) in [(Movement::Leave, "on_leave"), (Movement::Move, "on_move")] {
        let Some(at) = reader.text(source, key) else {
            continue;
        };
        let follows = Follows::from_word(&at.value);
        if follows.is_none() && at.value != "nothing" {
            source.problem(
                at.span.start,
                format!("`{key}` is `{}`; it must be end, review or nothing", at.value),
            );
        }
        // The other of the two is refused beside this one.
        expected.follows = expected.follows.or(Some((movement, follows)));
    }
    if let Some(at) = reader.text(source, "grace") {
        expected.grace_days = grace_days(source, &at.value, at.span.start);
    }
    expected
}

impl Expected {
    pub fn about(&self) -> Option<Movement> {
        self.follows.map(|(movement, _)| movement)
    }

    pub fn differences(&self, found: &MovementAnswer, rule: Option<&str>) -> Vec<String> {
        let mut differences = Vec::new();
        let word = |follows: Option<Follows>| follows.map_or("nothing", Follows::word);
        if let Some((movement, follows)) = self.follows
            && follows != found.follows
        {
            differences.push(format!(
                "expected on_{} {}, found {}",
                movement.word(),
                word(follows),
                word(found.follows)
            ));
        }
        if let Some(days) = self.grace_days
            && days != found.grace_days
        {
            differences.push(format!("expected grace {days}d, found {}d", found.grace_days));
        }
        if let Some(rule) = rule
            && rule != found.rule
        {
            differences.push(format!("expected rule {rule}, found {}", found.rule));
        }
        differences
    }
}
