//! Owns the simulator's own time: the clock it was given, and how far a hand has turned it forward since.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Duration, Utc};

use crate::clock::Clock;

pub struct Time {
    clock: Clock,
    /// Milliseconds ahead of the clock it was given.
    ahead_ms: AtomicI64,
}

impl Time {
    pub fn new(clock: Clock) -> Self {
        Self {
            clock,
            ahead_ms: AtomicI64::new(0),
        }
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now() + Duration::milliseconds(self.ahead_ms.load(Ordering::SeqCst))
    }

    /// Never back: tokens, codes and delays count on it.
    pub fn advance(&self, seconds: u32) {
        self.ahead_ms
            .fetch_add(i64::from(seconds) * 1_000, Ordering::SeqCst);
    }
}
