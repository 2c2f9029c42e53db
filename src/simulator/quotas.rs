//! Owns throttling by quota: how much an application may ask and write in a while, as documented [V], in real time:
//! neither a frozen clock nor one that was turned forward fills a bucket.

use std::str::FromStr;
use std::sync::Mutex;
use std::time::Instant;

use super::lock;

/// Seconds in which the quota of resource units is filled anew.
const UNITS_WINDOW_S: f64 = 10.0;
/// Seconds in which the quota of writes is filled anew.
const WRITES_WINDOW_S: f64 = 150.0;
/// Writes of one application in one tenant, in [`WRITES_WINDOW_S`].
const WRITES: u32 = 3_000;
/// Calls for reports, like the audit feed, of one application in one tenant in [`REPORTS_WINDOW_S`] [V].
const REPORTS: u32 = 5;
/// Seconds in which the quota of reports is filled anew.
const REPORTS_WINDOW_S: f64 = 10.0;
/// From this share of a quota on, an answer says how full it is.
const WARN_FROM: f64 = 0.8;
/// How full a bucket can get: calls that are refused count as well, up to here.
const FULLEST: f64 = 1.8;
/// From this share on, calls of low priority are refused. That they are refused first is [V], the share is [M].
const LOW_PRIORITY_UP_TO: f64 = 0.8;

/// How much an application may do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quotas {
    Off,
    /// By the number of people: 3,500 resource units in 10 s below 50, 5,000 up to 500, 8,000 above; 3,000 writes
    /// in 150 s.
    #[default]
    Documented,
    Of {
        units_per_10_s: u32,
        writes_per_150_s: u32,
    },
}

impl FromStr for Quotas {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = |text: &str| text.trim().parse::<u32>().ok().filter(|number| *number > 0);
        match text {
            "off" => Ok(Self::Off),
            "documented" => Ok(Self::Documented),
            _ => text
                .split_once(',')
                .and_then(|(units, writes)| {
                    Some(Self::Of {
                        units_per_10_s: number(units)?,
                        writes_per_150_s: number(writes)?,
                    })
                })
                .ok_or_else(|| "it is off, documented or two numbers above 0, like 5000,3000".to_owned()),
        }
    }
}

impl std::fmt::Display for Quotas {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Off => f.write_str("off"),
            Self::Documented => f.write_str("documented"),
            Self::Of {
                units_per_10_s,
                writes_per_150_s,
            } => write!(f, "{units_per_10_s},{writes_per_150_s}"),
        }
    }
}

/// What one call costs.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    pub units: u32,
    pub writes: u32,
    /// Calls for a report.
    pub reports: u32,
    /// The caller sent `x-ms-throttle-priority: low`.
    pub low_priority: bool,
}

/// What became of a call's cost.
#[derive(Clone, Copy, Debug, Default)]
pub struct Spent {
    /// Share of the fuller quota that is used up, if it is worth a word.
    pub share: Option<f64>,
    pub refused: Option<Refused>,
}

#[derive(Clone, Copy, Debug)]
pub struct Refused {
    /// Seconds until the call would be served.
    pub retry_after_s: f64,
    /// `ResourceUnitLimitExceeded` or `WriteLimitExceeded`.
    pub information: &'static str,
}

/// The buckets of the one application.
pub struct Meter(Option<Mutex<Buckets>>);

struct Buckets {
    units: Bucket,
    writes: Bucket,
    reports: Bucket,
}

impl Meter {
    pub fn new(quotas: Quotas, people: usize) -> Self {
        let (units, writes) = match quotas {
            Quotas::Off => return Self(None),
            Quotas::Documented => match people {
                0..50 => (3_500, WRITES),
                50..=500 => (5_000, WRITES),
                _ => (8_000, WRITES),
            },
            Quotas::Of {
                units_per_10_s,
                writes_per_150_s,
            } => (units_per_10_s, writes_per_150_s),
        };
        Self(Some(Mutex::new(Buckets {
            units: Bucket::new(units, UNITS_WINDOW_S),
            writes: Bucket::new(writes, WRITES_WINDOW_S),
            reports: Bucket::new(REPORTS, REPORTS_WINDOW_S),
        })))
    }

    /// A call that is refused counts as well [V].
    pub fn spend(&self, cost: Cost) -> Spent {
        let Some(buckets) = &self.0 else {
            return Spent::default();
        };
        let mut buckets = lock(buckets);
        let now = Instant::now();
        let limit = if cost.low_priority {
            LOW_PRIORITY_UP_TO
        } else {
            1.0
        };
        let units = buckets.units.spend(cost.units, limit, now);
        let writes = buckets.writes.spend(cost.writes, limit, now);
        let reports = buckets.reports.spend(cost.reports, 1.0, now);
        let refused = |wait: Option<f64>, information| {
            wait.map(|retry_after_s| Refused {
                retry_after_s,
                information,
            })
        };
        let share = buckets.units.share().max(buckets.writes.share());
        Spent {
            share: Some(share).filter(|share| *share > WARN_FROM),
            refused: refused(writes, "WriteLimitExceeded")
                .or_else(|| refused(units, "ResourceUnitLimitExceeded"))
                .or_else(|| refused(reports, "ResourceUnitLimitExceeded")),
        }
    }
}

/// Runs empty evenly, like a bucket with a hole.
struct Bucket {
    size: f64,
    per_s: f64,
    used: f64,
    at: Instant,
}

impl Bucket {
    fn new(size: u32, window_s: f64) -> Self {
        Self {
            size: f64::from(size),
            per_s: f64::from(size) / window_s,
            used: 0.0,
            at: Instant::now(),
        }
    }

    /// Seconds to wait if it does not fit below `limit`, a share of the bucket.
    fn spend(&mut self, cost: u32, limit: f64, now: Instant) -> Option<f64> {
        let run_out = now.duration_since(self.at).as_secs_f64() * self.per_s;
        self.used = (self.used - run_out).max(0.0);
        self.at = now;
        if cost == 0 {
            return None;
        }
        let before = self.used;
        let cost = f64::from(cost);
        self.used = (before + cost).min(self.size * FULLEST);
        // A call that is larger than the whole quota still gets its turn when the bucket is empty.
        let over = before.max(0.0) + cost - (self.size * limit).max(cost);
        (over > 0.0).then(|| (self.used + cost - (self.size * limit).max(cost)).max(over) / self.per_s)
    }

    fn share(&self) -> f64 {
        self.used / self.size
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_bucket_refuses_what_does_not_fit_and_says_how_long_to_wait() {
        let mut bucket = Bucket::new(10, 10.0);
        let start = bucket.at;
        for _ in 0..10 {
            assert_eq!(bucket.spend(1, 1.0, start), None);
        }
        let wait = bucket.spend(1, 1.0, start).unwrap();
        // The refused call counts too: 11 used, and one more must fit.
        assert!((wait - 2.0).abs() < 1e-9, "{wait}");
        assert!((bucket.share() - 1.1).abs() < 1e-9);
        let later = start + Duration::from_secs_f64(wait + 0.001);
        assert_eq!(bucket.spend(1, 1.0, later), None);
    }

    #[test]
    fn a_bucket_never_gets_fuller_than_documented() {
        let mut bucket = Bucket::new(10, 10.0);
        let start = bucket.at;
        for _ in 0..100 {
            bucket.spend(1, 1.0, start);
        }
        assert!((bucket.share() - FULLEST).abs() < 1e-9);
    }

    #[test]
    fn quotas_are_read_as_they_are_written() {
        for text in ["off", "documented", "5000,3000"] {
            assert_eq!(text.parse::<Quotas>().unwrap().to_string(), text);
        }
        for text in ["", "on", "5000", "0,1", "1,-1"] {
            text.parse::<Quotas>().unwrap_err();
        }
    }
}
