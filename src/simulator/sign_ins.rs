//! Owns when people last signed in: made from their id and the time, so that nobody has to be kept, except who signed in here
//! or whose last time a hand has set.

use std::collections::HashMap;

use chrono::{DateTime, Duration, Utc};

use super::company::Person;
use super::dice::Dice;
use crate::ids::PersonId;

/// Of a hundred people, how many never signed in; of guests.
const NEVER: [u64; 2] = [3, 30];
/// Of a hundred people, how many have not signed in for months.
const LONG_AGO: u64 = 12;

pub struct SignIns {
    seed: u64,
    first_day: DateTime<Utc>,
    known: HashMap<PersonId, Option<DateTime<Utc>>>,
}

impl SignIns {
    pub fn new(seed: u64, first_day: DateTime<Utc>) -> Self {
        Self {
            seed,
            first_day,
            known: HashMap::new(),
        }
    }

    /// `None` = never signed in.
    pub fn set(&mut self, person: PersonId, at: Option<DateTime<Utc>>) {
        self.known.insert(person, at);
    }

    /// When they last did; `None` = never.
    pub fn last(&self, person: &Person, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        if let Some(known) = self.known.get(&person.id) {
            return *known;
        }
        let (id, _) = person.id.0.as_u64_pair();
        let mut dice = Dice(self.seed ^ id);
        let chance = dice.below(100);
        let never = NEVER[usize::from(person.is_guest)];
        let seconds = |dice: &mut Dice, days: u64| i64::try_from(dice.below(days * 86_400)).unwrap_or(0);
        if chance < never || person.created > now {
            None
        } else if chance < never + LONG_AGO || !person.account_enabled {
            let ago = 40 * 86_400 + seconds(&mut dice, 300);
            Some((self.first_day - Duration::seconds(ago)).max(person.created))
        } else {
            // Every few days, at a time of their own.
            let period = 86_400 * (1 + i64::try_from(dice.below(4)).unwrap_or(0));
            let phase = seconds(&mut dice, 4);
            let since = (now.timestamp() - phase).rem_euclid(period);
            let last = DateTime::from_timestamp(now.timestamp() - since, 0)?;
            Some(last.max(person.created))
        }
    }
}
