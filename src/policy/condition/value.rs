//! What a compiled condition is made of: closures over facts, one kind for each type. None of them can fail.

use std::borrow::Cow;

use chrono::{DateTime, TimeDelta, Utc};

use crate::policy::facts::{Facts, HeldFacts};

/// What a condition sees: the facts, and the items of the lists that it walks.
pub(super) struct Env<'v> {
    pub facts: &'v Facts,
    /// Of the outer and of the inner list.
    pub items: [Option<Item<'v>>; LISTS_MAX],
}

/// `exists`, `all`, `filter` and `map` inside one another.
pub(super) const LISTS_MAX: usize = 2;

pub(super) enum Item<'v> {
    Text(Cow<'v, str>),
    Number(i64),
    Held(&'v HeldFacts),
}

pub(super) type Truth = Box<dyn for<'e, 'v> Fn(&'e Env<'v>) -> bool + Send + Sync>;
pub(super) type Number = Box<dyn for<'e, 'v> Fn(&'e Env<'v>) -> i64 + Send + Sync>;
pub(super) type Time = Box<dyn for<'e, 'v> Fn(&'e Env<'v>) -> DateTime<Utc> + Send + Sync>;
pub(super) type Span = Box<dyn for<'e, 'v> Fn(&'e Env<'v>) -> TimeDelta + Send + Sync>;
/// A text of the facts, not copied.
pub(super) type FactText = Box<dyn for<'e, 'v> Fn(&'e Env<'v>) -> &'v str + Send + Sync>;
pub(super) type FactTexts = Box<dyn for<'e, 'v> Fn(&'e Env<'v>) -> &'v [String] + Send + Sync>;

pub(super) enum Text {
    Constant(String),
    Fact(FactText),
    /// An item of a list, by the place of its variable.
    Item(usize),
    Choice(Truth, Box<(Text, Text)>),
    Joined(Box<(Text, Text)>),
    OfNumber(Number),
}

pub(super) enum List {
    Texts(FactTexts),
    Held,
    MadeTexts(Vec<Text>),
    MadeNumbers(Vec<Number>),
    /// `filter`: the place of its variable, and what must hold of it.
    Kept(Box<List>, usize, Truth),
    /// `map`.
    Turned(Box<List>, usize, Made),
}

/// What an item becomes.
pub(super) enum Made {
    Text(Text),
    Number(Number),
}

/// Stands for the item of a list outside of it, which no condition that was taken can ask for.
pub(super) static NOBODY: HeldFacts = HeldFacts {
    sku: String::new(),
    name: String::new(),
    plans: Vec::new(),
    inherited: false,
    granted: false,
};

impl<'v> Env<'v> {
    pub fn new(facts: &'v Facts) -> Self {
        Self {
            facts,
            items: [None, None],
        }
    }

    /// With one more item; those of outer lists are borrowed.
    fn with<'e>(&'e self, place: usize, item: Item<'e>) -> Env<'e> {
        let mut inner = Env {
            facts: self.facts,
            items: self
                .items
                .each_ref()
                .map(|item| item.as_ref().map(Item::borrowed)),
        };
        inner.items[place] = Some(item);
        inner
    }

    pub fn held(&self, place: usize) -> Option<&'v HeldFacts> {
        match self.items[place] {
            Some(Item::Held(held)) => Some(held),
            _ => None,
        }
    }

    pub fn number(&self, place: usize) -> i64 {
        match self.items[place] {
            Some(Item::Number(number)) => number,
            _ => 0,
        }
    }
}

impl Item<'_> {
    fn borrowed(&self) -> Item<'_> {
        match self {
            Self::Text(text) => Item::Text(Cow::Borrowed(text)),
            Self::Number(number) => Item::Number(*number),
            Self::Held(held) => Item::Held(held),
        }
    }
}

impl Text {
    pub fn of<'e>(&'e self, env: &'e Env<'_>) -> Cow<'e, str> {
        match self {
            Self::Constant(text) => Cow::Borrowed(text),
            Self::Fact(read) => Cow::Borrowed(read(env)),
            Self::Item(place) => match &env.items[*place] {
                Some(Item::Text(text)) => Cow::Borrowed(text),
                _ => Cow::Borrowed(""),
            },
            Self::Choice(condition, either) => {
                if condition(env) {
                    either.0.of(env)
                } else {
                    either.1.of(env)
                }
            }
            Self::Joined(both) => Cow::Owned([both.0.of(env), both.1.of(env)].concat()),
            Self::OfNumber(number) => Cow::Owned(number(env).to_string()),
        }
    }
}

impl List {
    /// Shows each item until `see` says that it has seen enough; answers whether it saw all.
    pub fn each(&self, env: &Env<'_>, see: &mut dyn FnMut(Item<'_>) -> bool) -> bool {
        match self {
            Self::Texts(read) => read(env).iter().all(|text| see(Item::Text(Cow::Borrowed(text)))),
            Self::Held => env.facts.held.iter().all(|held| see(Item::Held(held))),
            Self::MadeTexts(texts) => texts.iter().all(|text| see(Item::Text(text.of(env)))),
            Self::MadeNumbers(numbers) => numbers.iter().all(|number| see(Item::Number(number(env)))),
            Self::Kept(list, place, holds) => list.each(env, &mut |item| {
                !holds(&env.with(*place, item.borrowed())) || see(item)
            }),
            Self::Turned(list, place, made) => list.each(env, &mut |item| {
                let inner = env.with(*place, item);
                see(match made {
                    Made::Text(text) => Item::Text(text.of(&inner)),
                    Made::Number(number) => Item::Number(number(&inner)),
                })
            }),
        }
    }

    /// How many items have what must hold of them, counted up to `enough`.
    pub fn count(&self, env: &Env<'_>, place: usize, holds: &Truth, enough: usize) -> usize {
        let mut count = 0;
        self.each(env, &mut |item| {
            count += usize::from(holds(&env.with(place, item)));
            count < enough
        });
        count
    }

    pub fn size(&self, env: &Env<'_>) -> usize {
        match self {
            Self::Texts(read) => read(env).len(),
            Self::Held => env.facts.held.len(),
            Self::MadeTexts(texts) => texts.len(),
            Self::MadeNumbers(numbers) => numbers.len(),
            Self::Turned(list, ..) => list.size(env),
            Self::Kept(list, place, holds) => list.count(env, *place, holds, usize::MAX),
        }
    }
}
