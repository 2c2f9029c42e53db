//! A token bucket: pure, time is told to it.

use std::time::{Duration, Instant};

/// The part of a quota that may be used at once. With Graph's quota at 125 % of ours, a burst on top of the steady rate
/// stays below it in every window of its length: 20 % + 100 % of 80 % is 96 %.
const BURST: f64 = 0.2;
/// How full a bucket is at the start: another process with the same quota may have just ended.
const FULL_AT_START: f64 = 0.25;

/// `level` runs below zero when a call turned out dearer than was thought, or costs more than fits in.
#[derive(Clone, Debug)]
pub(super) struct Bucket {
    capacity: f64,
    per_second: f64,
    level: f64,
    at: Instant,
}

impl Bucket {
    /// For `quota` in each `window`.
    pub(super) fn new(quota: f64, window: Duration, now: Instant) -> Self {
        let mut bucket = Self {
            capacity: 0.0,
            per_second: 0.0,
            level: 0.0,
            at: now,
        };
        bucket.resize(quota, window, now);
        bucket.level = bucket.capacity * FULL_AT_START;
        bucket
    }

    /// From now on another quota; what was saved up is cut to what fits.
    pub(super) fn resize(&mut self, quota: f64, window: Duration, now: Instant) {
        self.fill(now);
        self.per_second = quota / window.as_secs_f64();
        self.capacity = quota * BURST;
        self.level = self.level.min(self.capacity);
    }

    /// Takes `amount`, or says how long to wait before asking again.
    pub(super) fn take(&mut self, amount: f64, now: Instant) -> Result<(), Duration> {
        self.fill(now);
        // What is larger than the bucket goes when it is full, and leaves a debt.
        let missing = amount.min(self.capacity) - self.level;
        if missing <= f64::EPSILON {
            self.level -= amount;
            Ok(())
        } else {
            Err(Duration::from_secs_f64(missing / self.per_second))
        }
    }

    /// Adds to what was taken (or gives back, below zero).
    pub(super) fn correct(&mut self, more: f64) {
        self.level = (self.level - more).min(self.capacity);
    }

    fn fill(&mut self, now: Instant) {
        let passed = now.saturating_duration_since(self.at).as_secs_f64();
        self.at = self.at.max(now);
        self.level = (self.level + passed * self.per_second).min(self.capacity);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::rngs::StdRng;
    use rand::{RngExt, SeedableRng};

    const WINDOW: Duration = Duration::from_secs(10);

    /// However it is asked, a window never sees more than 120 % of the quota, and a hungry caller gets the steady rate.
    #[test]
    fn no_window_sees_more_than_a_burst_above_the_quota() {
        for seed in 0..50 {
            let mut random = StdRng::seed_from_u64(seed);
            let quota = f64::from(random.random_range(20..5_000_u32));
            let start = Instant::now();
            let mut bucket = Bucket::new(quota, WINDOW, start);
            let mut now = start;
            let mut taken: Vec<(Instant, f64)> = Vec::new();
            while now < start + Duration::from_secs(60) {
                let amount = f64::from(random.random_range(1..5_u32)).min(quota * BURST);
                match bucket.take(amount, now) {
                    Ok(()) => taken.push((now, amount)),
                    // Rounding up keeps a wait from being nothing.
                    Err(wait) => now += wait + Duration::from_nanos(1),
                }
                if random.random_bool(0.01) {
                    now += Duration::from_millis(random.random_range(0..5_000));
                }
            }
            for (i, (from, _)) in taken.iter().enumerate().step_by(7) {
                let in_window: f64 = taken[i..]
                    .iter()
                    .take_while(|(at, _)| *at < *from + WINDOW)
                    .map(|(_, amount)| amount)
                    .sum();
                assert!(
                    in_window <= quota * 1.2 + 0.01,
                    "seed {seed}: {in_window} of {quota}"
                );
            }
        }
    }

    #[test]
    fn whoever_waits_as_told_is_served() {
        let start = Instant::now();
        let mut bucket = Bucket::new(100.0, WINDOW, start);
        assert!(bucket.take(5.0, start).is_ok(), "a quarter of the burst is there");
        let wait = bucket.take(5.0, start).unwrap_err();
        assert_eq!(wait, Duration::from_millis(500));
        assert!(bucket.take(5.0, start + wait).is_ok());
    }

    #[test]
    fn what_is_larger_than_the_bucket_is_served_once_it_is_full_and_leaves_a_debt() {
        let start = Instant::now();
        let mut bucket = Bucket::new(10.0, WINDOW, start);
        let wait = bucket.take(40.0, start).unwrap_err();
        assert_eq!(wait, Duration::from_millis(1_500));
        assert!(bucket.take(40.0, start + wait).is_ok());
        assert_eq!(
            bucket.take(1.0, start + wait).unwrap_err(),
            Duration::from_secs(39)
        );
    }

    #[test]
    fn a_correction_counts_both_ways_and_never_overflows() {
        let start = Instant::now();
        let mut bucket = Bucket::new(100.0, WINDOW, start);
        bucket.correct(5.0);
        assert_eq!(bucket.take(1.0, start).unwrap_err(), Duration::from_millis(100));
        bucket.correct(-1_000.0);
        assert!(bucket.take(20.0, start).is_ok());
        assert!(bucket.take(1.0, start).is_err());
    }

    #[test]
    fn a_smaller_share_counts_at_once() {
        let start = Instant::now();
        let mut bucket = Bucket::new(100.0, WINDOW, start);
        let later = start + WINDOW;
        bucket.resize(20.0, WINDOW, later);
        assert!(bucket.take(4.0, later).is_ok());
        assert_eq!(bucket.take(2.0, later).unwrap_err(), Duration::from_secs(1));
    }
}
