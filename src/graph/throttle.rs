//! The gate in front of every call: quotas, pauses and the number of calls under way. Callers are let through in the
//! order they came, and sleep until it is their turn.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use reqwest::header::HeaderMap;
use tokio::sync::{Notify, Semaphore, SemaphorePermit};

use super::bucket::Bucket;
use super::cost::Cost;
use super::error::{Error, ErrorKind, wait_asked};
use super::limits::Limits;
use crate::clock::Clock;

/// The window of Graph's quota of resource units.
const UNITS_WINDOW: Duration = Duration::from_secs(10);
/// The window of Graph's quota of writes.
const WRITES_WINDOW: Duration = Duration::from_secs(150);
/// A longer pause is not waited for: the caller is told, and a page or a job can say when to come back.
pub(super) const LONGEST_PAUSE_WAITED: Duration = Duration::from_secs(5);
/// A caller whose turn has not come by then is told so.
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// The first pause when Graph throttles without saying for how long; doubled each time in a row, jittered.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// Doublings of it: no more than about a minute.
const MOST_DOUBLINGS: u32 = 6;
/// Characters of Graph's own words about throttling that are kept.
const LONGEST_WORDS_CHARS: usize = 200;

/// How Graph holds us back, for people to look at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Throttling {
    /// Per cent of Graph's own limit that was used, which Graph tells from 80 on, and when it did so last.
    pub limit_percentage: Option<(f64, DateTime<Utc>)>,
    /// What the last 429 was about, like `Tenant_Application/ReadWrite/…`.
    pub scope: Option<String>,
    /// Its reason, like `WriteLimitExceeded`.
    pub information: Option<String>,
    /// No call goes out before.
    pub paused_until: Option<DateTime<Utc>>,
    /// Calls that wait for their turn.
    pub waiting: usize,
    /// Worker processes that the quotas are divided by.
    pub shared_by: u32,
}

pub(super) struct Gate {
    limits: Limits,
    clock: Clock,
    state: Mutex<State>,
    /// Rung when the share of the quotas changes.
    changed: Notify,
    /// Whoever holds it is the next to take from the bucket; the others stand in line behind it (Tokio's mutex is fair).
    writes_turn: tokio::sync::Mutex<()>,
    units_turn: tokio::sync::Mutex<()>,
    slots: Semaphore,
    waiting: AtomicUsize,
}

/// Never held across an await.
struct State {
    units: Bucket,
    writes: Bucket,
    shared_by: u32,
    paused_until: Option<DateTime<Utc>>,
    throttled_in_a_row: u32,
    limit_percentage: Option<(f64, DateTime<Utc>)>,
    scope: Option<String>,
    information: Option<String>,
}

/// Counts a caller as waiting, as long as it lives.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Gate {
    pub(super) fn new(limits: Limits, clock: Clock) -> Self {
        let now = Instant::now();
        Self {
            clock,
            state: Mutex::new(State {
                units: Bucket::new(limits.resource_units_per_10s.into(), UNITS_WINDOW, now),
                writes: Bucket::new(limits.writes_per_150s.into(), WRITES_WINDOW, now),
                shared_by: 1,
                paused_until: None,
                throttled_in_a_row: 0,
                limit_percentage: None,
                scope: None,
                information: None,
            }),
            changed: Notify::new(),
            writes_turn: tokio::sync::Mutex::default(),
            units_turn: tokio::sync::Mutex::default(),
            slots: Semaphore::new(limits.concurrency),
            waiting: AtomicUsize::new(0),
            limits,
        }
    }

    /// Waits for its turn and pays. The call is under way as long as the permit lives.
    ///
    /// # Errors
    /// `Throttled`, with the time to wait, when a pause is too long to be waited for or the turn does not come. Nothing was sent.
    pub(super) async fn pass(&self, cost: Cost) -> Result<SemaphorePermit<'_>, Error> {
        let _waiting = Waiting::new(&self.waiting);
        match tokio::time::timeout(LONGEST_WAIT, self.turn(cost)).await {
            Ok(passed) => passed,
            Err(_) => {
                tracing::warn!(
                    graph.waiting = self.waiting.load(Ordering::Relaxed),
                    "a call's turn did not come"
                );
                Err(held_back(LONGEST_WAIT))
            }
        }
    }

    async fn turn(&self, cost: Cost) -> Result<SemaphorePermit<'_>, Error> {
        self.pause_is_over().await?;
        if cost.writes > 0 {
            self.pay(&self.writes_turn, cost.writes, |state| &mut state.writes)
                .await;
        }
        self.pay(&self.units_turn, cost.units, |state| &mut state.units)
            .await;
        let slot = self
            .slots
            .acquire()
            .await
            .map_err(|_| Error::of(ErrorKind::Unreachable))?;
        // Another call may have been throttled while this one waited.
        self.pause_is_over().await?;
        Ok(slot)
    }

    async fn pay(
        &self,
        turn: &tokio::sync::Mutex<()>,
        amount: u32,
        bucket: impl Fn(&mut State) -> &mut Bucket,
    ) {
        let _turn = turn.lock().await;
        loop {
            let mut changed = std::pin::pin!(self.changed.notified());
            // From here on no ring is lost.
            changed.as_mut().enable();
            let taken = bucket(&mut self.state()).take(amount.into(), Instant::now());
            let Err(wait) = taken else { return };
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = changed => {}
            }
        }
    }

    async fn pause_is_over(&self) -> Result<(), Error> {
        loop {
            let now = self.clock.now();
            let (until, wait) = {
                let state = self.state();
                match state.paused_until {
                    Some(until) if until > now => (until, (until - now).to_std().unwrap_or_default()),
                    _ => return Ok(()),
                }
            };
            if wait > LONGEST_PAUSE_WAITED {
                return Err(held_back(wait));
            }
            tokio::time::sleep(wait).await;
            let mut state = self.state();
            if state.paused_until == Some(until) {
                state.paused_until = None;
            }
        }
    }

    /// Reads what a reply says about throttling, and pauses the process when it is a 429.
    pub(super) fn answered(&self, charged: Cost, status: u16, headers: &HeaderMap) {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let number = |name: &str| text(name).and_then(|value| value.trim().parse::<f64>().ok());
        let mut state = self.state();
        if let Some(units) = number("x-ms-resource-unit").filter(|units| (0.0..10_000.0).contains(units)) {
            state.units.correct(units - f64::from(charged.units));
        }
        if let Some(used) = number("x-ms-throttle-limit-percentage").filter(|used| used.is_finite()) {
            state.limit_percentage = Some((used * 100.0, self.clock.now()));
        }
        if status != 429 {
            if status < 400 {
                state.throttled_in_a_row = 0;
            }
            return;
        }
        let kept = |name: &str| text(name).map(|words| words.chars().take(LONGEST_WORDS_CHARS).collect());
        state.scope = kept("x-ms-throttle-scope");
        state.information = kept("x-ms-throttle-information");
        let wait = wait_asked(headers).unwrap_or_else(|| {
            let doublings = state.throttled_in_a_row.min(MOST_DOUBLINGS);
            jittered(FIRST_PAUSE * 2_u32.pow(doublings))
        });
        state.throttled_in_a_row = state.throttled_in_a_row.saturating_add(1);
        let until = self.clock.now() + chrono::Duration::from_std(wait).unwrap_or_default();
        state.paused_until = state.paused_until.max(Some(until));
        tracing::warn!(
            graph.pause_ms = wait.as_millis(),
            graph.throttle_scope = state.scope.as_deref(),
            graph.throttle_information = state.information.as_deref(),
            "Graph asks to slow down"
        );
    }

    /// Divides the quotas by the number of worker processes, 0 being none but this one.
    pub(super) fn share(&self, workers: u32) {
        let workers = workers.max(1);
        let now = Instant::now();
        let mut state = self.state();
        if state.shared_by == workers {
            return;
        }
        state.shared_by = workers;
        let part = |quota: u32| f64::from(quota) / f64::from(workers);
        state
            .units
            .resize(part(self.limits.resource_units_per_10s), UNITS_WINDOW, now);
        state
            .writes
            .resize(part(self.limits.writes_per_150s), WRITES_WINDOW, now);
        drop(state);
        self.changed.notify_waiters();
    }

    pub(super) fn throttling(&self) -> Throttling {
        let now = self.clock.now();
        let state = self.state();
        Throttling {
            limit_percentage: state.limit_percentage,
            scope: state.scope.clone(),
            information: state.information.clone(),
            paused_until: state.paused_until.filter(|until| *until > now),
            waiting: self.waiting.load(Ordering::Relaxed),
            shared_by: state.shared_by,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Half as long up to one and a half times as long, so that those who wait do not come back together.
pub(super) fn jittered(wait: Duration) -> Duration {
    wait.mul_f64(rand::random_range(0.5..1.5))
}

/// Not sent, because Graph asked to slow down.
fn held_back(wait: Duration) -> Error {
    Error {
        retry_after: Some(wait),
        ..Error::of(ErrorKind::Throttled)
    }
}
