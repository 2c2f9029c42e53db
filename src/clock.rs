//! The one door to time. `now` is read once for each request or job and passed down; SQL does not say `now()`.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Duration, SubsecRound, Utc};

/// What a frozen clock holds when it has been let go.
const LET_GO: i64 = i64::MIN;

/// Where the time comes from: the machine, or a hand that tests turn.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    #[default]
    System,
    /// Microseconds since 1970-01-01 UTC.
    Frozen(Arc<AtomicI64>),
}

impl Clock {
    pub fn frozen_at(at: DateTime<Utc>) -> Self {
        Self::Frozen(Arc::new(AtomicI64::new(at.timestamp_micros())))
    }

    /// The time now, to the microsecond: what Postgres can store comes back equal.
    pub fn now(&self) -> DateTime<Utc> {
        match self {
            #[expect(clippy::disallowed_methods, reason = "this is the one door to time")]
            Self::System => Utc::now().trunc_subsecs(6),
            Self::Frozen(micros) => match micros.load(Ordering::SeqCst) {
                LET_GO => Self::System.now(),
                micros => DateTime::from_timestamp_micros(micros).unwrap_or_default(),
            },
        }
    }

    /// Turns a frozen clock forward. The machine's clock can not be turned.
    pub fn turn(&self, by: Duration) {
        if let Self::Frozen(micros) = self
            && micros.load(Ordering::SeqCst) != LET_GO
        {
            micros.fetch_add(by.num_microseconds().unwrap_or(i64::MAX), Ordering::SeqCst);
        }
    }
    /// From now on a frozen clock goes with the machine's. It must not be ahead of it: nothing here goes back.
    pub fn let_go(&self) {
        if let Self::Frozen(micros) = self {
            micros.store(LET_GO, Ordering::SeqCst);
        }
    }
}
