//! How often somebody may come: a bucket for each, filled by the clock. Counted in this process alone.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};

/// Buckets that are held; full ones go first, then all.
const MOST_BUCKETS: usize = 50_000;
const MS_PER_MINUTE: i64 = 60_000;

/// A bucket each: it holds a minute's worth and is filled at that rate.
#[derive(Debug)]
pub struct Buckets<K> {
    per_minute: u32,
    held: Mutex<HashMap<K, Bucket>>,
}

/// Counted in minutes/1000/60 of one, so that it stays whole: one costs [`MS_PER_MINUTE`], and each millisecond brings `per_minute`.
#[derive(Clone, Copy, Debug)]
struct Bucket {
    left: i64,
    at: DateTime<Utc>,
}

impl<K: Eq + Hash> Buckets<K> {
    pub fn new(per_minute: u32) -> Self {
        Self {
            per_minute,
            held: Mutex::default(),
        }
    }

    /// Takes one; the error is how many seconds it is until there is one.
    pub fn take(&self, now: DateTime<Utc>, key: K) -> Result<(), u32> {
        let (rate, most) = (
            i64::from(self.per_minute),
            i64::from(self.per_minute) * MS_PER_MINUTE,
        );
        let filled = |bucket: &Bucket| {
            let passed = (now - bucket.at).num_milliseconds().clamp(0, MS_PER_MINUTE);
            (bucket.left + passed * rate).min(most)
        };
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if held.len() >= MOST_BUCKETS && !held.contains_key(&key) {
            held.retain(|_, bucket| filled(bucket) < most);
            if held.len() >= MOST_BUCKETS {
                held.clear();
            }
        }
        let bucket = held.entry(key).or_insert(Bucket { left: most, at: now });
        bucket.left = filled(bucket);
        bucket.at = now.max(bucket.at);
        if bucket.left >= MS_PER_MINUTE {
            bucket.left -= MS_PER_MINUTE;
            return Ok(());
        }
        let missing_ms = (MS_PER_MINUTE - bucket.left).div_euclid(rate.max(1)) + 1;
        Err(u32::try_from(missing_ms.div_euclid(1000) + 1).unwrap_or(u32::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minutes_worth_at_once_then_at_the_rate_each_for_themselves() {
        let buckets = Buckets::new(3);
        let at = |seconds: i64| DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap();
        for _ in 0..3 {
            assert_eq!(buckets.take(at(0), "a"), Ok(()));
        }
        assert_eq!(buckets.take(at(0), "a"), Err(21));
        assert_eq!(buckets.take(at(0), "b"), Ok(()), "somebody else has their own");
        assert!(buckets.take(at(19), "a").is_err());
        assert_eq!(buckets.take(at(21), "a"), Ok(()));
        assert!(buckets.take(at(21), "a").is_err());
        for _ in 0..3 {
            assert_eq!(
                buckets.take(at(500), "a"),
                Ok(()),
                "never more than a minute's worth"
            );
        }
        assert!(buckets.take(at(500), "a").is_err());
        assert!(
            buckets.take(at(400), "a").is_err(),
            "a clock that goes back fills nothing"
        );
    }
}
