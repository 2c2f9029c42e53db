//! The tenant's SKUs as the worker sees them: read anew when they are older than a moment, once for all who ask together.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use tokio::sync::Mutex;

use super::client::Client;
use super::error::Error;
use super::wire::SubscribedSku;
use crate::clock::Clock;

/// What Graph said of the SKUs at one moment.
#[derive(Clone, Debug)]
pub struct Skus {
    pub skus: Arc<[SubscribedSku]>,
    /// Just before it was asked: what changed later may be missing.
    pub read_at: DateTime<Utc>,
}

/// The last reading; clones share it.
#[derive(Clone, Debug)]
pub struct LiveSkus {
    good_for: Duration,
    last: Arc<Mutex<Option<(Instant, Skus)>>>,
}

impl LiveSkus {
    /// Readings are used for so long; zero reads anew each time.
    pub fn new(good_for: Duration) -> Self {
        Self {
            good_for,
            last: Arc::default(),
        }
    }

    /// The SKUs, at most `good_for` old.
    pub async fn read(&self, graph: &Client, clock: &Clock) -> Result<Skus, Error> {
        let mut last = self.last.lock().await;
        if let Some((_, skus)) = last.as_ref().filter(|(at, _)| at.elapsed() < self.good_for) {
            return Ok(skus.clone());
        }
        let (began, read_at) = (Instant::now(), clock.now());
        let skus = Skus {
            skus: graph.subscribed_skus().await?.into(),
            read_at,
        };
        *last = Some((began, skus.clone()));
        Ok(skus)
    }

    /// The next reading is a new one: something happened that it must show.
    pub async fn forget(&self) {
        *self.last.lock().await = None;
    }
}
