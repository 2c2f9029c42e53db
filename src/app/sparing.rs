//! What anybody can bring about as often as they like is written to the log once in a while only, with how often it was not.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Duration, Utc};

/// Seconds between two notes of the same.
const STEP_S: i64 = 60;
/// Matters that are told apart; more than tokens there are.
const MOST_MATTERS: usize = 1_000;

#[derive(Clone, Debug, Default)]
pub struct Sparing(Arc<Mutex<HashMap<String, Noted>>>);

#[derive(Debug)]
struct Noted {
    at: DateTime<Utc>,
    /// Times since, of which nothing was said.
    unsaid: u64,
}

impl Sparing {
    /// Whether it is time to say this again, and how often it was not said since it last was. `None` = not now.
    pub fn may_say(&self, matter: &str, now: DateTime<Utc>) -> Option<u64> {
        let mut noted = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let is_over = |at: DateTime<Utc>| now - at >= Duration::seconds(STEP_S);
        if let Some(last) = noted.get_mut(matter) {
            if !is_over(last.at) {
                last.unsaid += 1;
                return None;
            }
            let unsaid = last.unsaid;
            *last = Noted { at: now, unsaid: 0 };
            return Some(unsaid);
        }
        if noted.len() >= MOST_MATTERS {
            noted.retain(|_, last| !is_over(last.at));
        }
        if noted.len() >= MOST_MATTERS {
            return None;
        }
        noted.insert(matter.to_owned(), Noted { at: now, unsaid: 0 });
        Some(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_is_said_once_a_minute_and_how_often_it_was_not() {
        let sparing = Sparing::default();
        let at = |second: i64| DateTime::from_timestamp(1_795_550_000 + second, 0).unwrap();
        assert_eq!(sparing.may_say("a", at(0)), Some(0));
        assert_eq!(sparing.may_say("a", at(1)), None);
        assert_eq!(sparing.may_say("b", at(1)), Some(0));
        assert_eq!(sparing.may_say("a", at(59)), None);
        assert_eq!(sparing.may_say("a", at(60)), Some(2));
        assert_eq!(sparing.may_say("a", at(120)), Some(0));
        for number in 0..2 * MOST_MATTERS {
            sparing.may_say(&number.to_string(), at(121));
        }
        assert_eq!(sparing.may_say("one more", at(122)), None);
        assert_eq!(sparing.may_say("one more", at(200)), Some(0));
    }
}
