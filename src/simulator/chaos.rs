//! Owns failures by chance: seeded, by a rate for each kind, on calls to Graph only. Failures on demand are faults.rs.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::dice::Dice;
use super::errors::GraphError;
use super::faults::dropped;
use super::{Shared, lock};

/// A way to fail. The order is the one in which the rates are laid side by side on the line from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 429 with Retry-After, without effect.
    Throttled,
    /// 503, without effect.
    Unavailable,
    /// 504, after the effect.
    TimeoutAfter,
    /// The connection is closed without an answer, without effect.
    DroppedBefore,
    /// The connection is closed without an answer, after the effect.
    DroppedAfter,
    /// 409 `Directory_ConcurrencyViolation` to a write, without effect.
    Conflict,
    /// 401 although the token is good, without effect.
    Unauthorized,
    /// A read of somebody's licences answers an old state.
    StaleRead,
}

/// What somebody wants to go wrong.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    pub seed: u64,
    /// Probabilities; together at most 1.
    #[serde(default)]
    pub rates: BTreeMap<Kind, f64>,
    /// How old the state of a stale read is.
    #[serde(default = "default_stale_ms")]
    pub stale_ms: u32,
    /// Every answer comes later by this much, from the first up to the second.
    #[serde(default)]
    pub delay_ms: [u32; 2],
    #[serde(default = "default_retry_after_s")]
    pub retry_after_s: f64,
}

fn default_stale_ms() -> u32 {
    1_500
}

fn default_retry_after_s() -> f64 {
    1.0
}

impl Plan {
    /// Why it can not be followed.
    pub fn fault(&self) -> Option<&'static str> {
        let good = |rate: &f64| (0.0..=1.0).contains(rate);
        if !self.rates.values().all(good) || self.rates.values().sum::<f64>() > 1.0 {
            Some("Rates are from 0 to 1, and together at most 1.")
        } else if self.delay_ms[0] > self.delay_ms[1] {
            Some("delay_ms is [least, most].")
        } else if !(0.0..=86_400.0).contains(&self.retry_after_s) {
            Some("retry_after_s is from 0 to 86,400.")
        } else {
            None
        }
    }
}

/// The state that a read sees is this old.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stale {
    pub ms: u32,
}

/// What befalls one call.
#[derive(Clone, Copy, Debug)]
struct Fate {
    kind: Option<Kind>,
    delay_ms: u64,
    stale_ms: u32,
    retry_after_s: f64,
}

#[derive(Default)]
struct Inner {
    plan: Option<(Plan, Dice)>,
    calls: u64,
    counts: BTreeMap<Kind, u64>,
    last_fault_at: Option<DateTime<Utc>>,
}

#[derive(Default)]
pub struct Chaos(Mutex<Inner>);

impl Chaos {
    pub fn begin(&self, plan: Plan) {
        let dice = Dice(plan.seed);
        lock(&self.0).plan = Some((plan, dice));
    }

    pub fn end(&self) {
        lock(&self.0).plan = None;
    }

    pub fn is_active(&self) -> bool {
        lock(&self.0).plan.is_some()
    }

    /// Counts are of the whole life of the simulator.
    pub fn shown(&self) -> Value {
        let inner = lock(&self.0);
        json!({
            "active": inner.plan.is_some(),
            "plan": inner.plan.as_ref().map(|(plan, _)| plan),
            "calls": inner.calls,
            "counts": inner.counts,
            "last_fault_at": inner.last_fault_at,
        })
    }

    fn cast(&self, call: &Asked<'_>, now: DateTime<Utc>) -> Option<Fate> {
        let mut inner = lock(&self.0);
        let inner = &mut *inner;
        let (plan, dice) = inner.plan.as_mut()?;
        // Both are rolled for every call, so that the same seed gives the same to the same number of calls.
        let (point, delay) = (dice.share(), dice.roll());
        let [least, most] = plan.delay_ms.map(u64::from);
        let mut edge = 0.0;
        let kind = plan.rates.iter().find(|(_, rate)| {
            edge += **rate;
            point < edge
        });
        let kind = kind.map(|(kind, _)| *kind).filter(|kind| call.can_suffer(*kind));
        inner.calls += 1;
        if let Some(kind) = kind {
            *inner.counts.entry(kind).or_default() += 1;
            inner.last_fault_at = Some(now);
        }
        Some(Fate {
            kind,
            delay_ms: least + delay % (most - least + 1),
            stale_ms: plan.stale_ms,
            retry_after_s: plan.retry_after_s,
        })
    }
}

/// What the dice need to know of a call.
struct Asked<'a> {
    method: &'a Method,
    path: &'a str,
    query: &'a str,
    inside_batch: bool,
}

impl Asked<'_> {
    fn can_suffer(&self, kind: Kind) -> bool {
        let batch = self.path.ends_with("/$batch");
        match kind {
            Kind::Conflict => *self.method != Method::GET && !batch,
            Kind::StaleRead => {
                *self.method == Method::GET
                    && (self.path.ends_with("/licenseDetails")
                        || ["assignedLicenses", "licenseAssignmentStates"]
                            .iter()
                            .any(|name| self.query.contains(name)))
            }
            // Inside a batch there is no connection of its own.
            Kind::DroppedBefore | Kind::DroppedAfter => !self.inside_batch,
            _ => true,
        }
    }
}

/// The middleware around Graph.
pub async fn strike(State(shared): State<Shared>, mut request: Request, next: Next) -> Response {
    let uri = request.uri().clone();
    let asked = Asked {
        method: request.method(),
        path: uri.path(),
        query: uri.query().unwrap_or_default(),
        inside_batch: false,
    };
    let Some(fate) = shared.chaos.cast(&asked, shared.clock.now()) else {
        return next.run(request).await;
    };
    let sent = request.headers().get("client-request-id").cloned();
    let failed = |error: &GraphError| {
        let sent = sent.as_ref().and_then(|value| value.to_str().ok());
        super::graph::failure(error, shared.clock.now(), sent)
    };
    let answer = match fate.kind {
        Some(Kind::DroppedBefore) => dropped(),
        Some(Kind::DroppedAfter) => {
            next.run(request).await;
            dropped()
        }
        Some(Kind::TimeoutAfter) => {
            next.run(request).await;
            failed(&GraphError::gateway_timeout())
        }
        Some(Kind::StaleRead) => {
            request.extensions_mut().insert(Stale { ms: fate.stale_ms });
            next.run(request).await
        }
        Some(kind) => failed(&without_effect(&shared, kind, fate.retry_after_s)),
        None => next.run(request).await,
    };
    if fate.delay_ms > 0 {
        tokio::time::sleep(Duration::from_millis(fate.delay_ms)).await;
    }
    answer
}

/// What befalls a call inside a batch, which has no connection and no delay of its own.
pub enum Inside {
    /// Instead of the work.
    Fails(Box<GraphError>),
    /// The work is done; its answer is lost.
    LosesAnswer(Box<GraphError>),
    Works(Stale),
}

pub fn inside_batch(shared: &Shared, method: &Method, uri: &Uri) -> Inside {
    let asked = Asked {
        method,
        path: uri.path(),
        query: uri.query().unwrap_or_default(),
        inside_batch: true,
    };
    let Some(fate) = shared.chaos.cast(&asked, shared.clock.now()) else {
        return Inside::Works(Stale::default());
    };
    match fate.kind {
        None | Some(Kind::DroppedBefore | Kind::DroppedAfter) => Inside::Works(Stale::default()),
        Some(Kind::StaleRead) => Inside::Works(Stale { ms: fate.stale_ms }),
        Some(Kind::TimeoutAfter) => Inside::LosesAnswer(Box::new(GraphError::gateway_timeout())),
        Some(kind) => Inside::Fails(Box::new(without_effect(shared, kind, fate.retry_after_s))),
    }
}

fn without_effect(shared: &Shared, kind: Kind, retry_after_s: f64) -> GraphError {
    match kind {
        Kind::Throttled => GraphError::throttled(retry_after_s),
        Kind::Conflict => GraphError::conflict(),
        Kind::Unauthorized => GraphError::bad_token(
            "Lifetime validation failed, the token is expired.",
            &shared.authorize_url(),
        ),
        _ => GraphError::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "ServiceNotAvailable",
            "The service is temporarily unavailable. Please try again.",
        ),
    }
}
