//! Pages that stand open: each reads its line of server-sent events until everybody goes home, and asks for itself again when it is
//! told that it changed, as static/app.js does.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, ensure};
use reqwest::header::{CONTENT_TYPE, COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode};
use tokio::time::sleep;

use super::people::Look;

/// Milliseconds for which a page gathers what it is told: from, and as much again by chance.
const GATHER_MS: u64 = 200;

pub struct Lines {
    /// Without a time-out: a line lasts.
    http: Client,
    counts: Arc<Counts>,
}

#[derive(Default)]
struct Counts {
    open: AtomicUsize,
    lost: AtomicUsize,
    told: AtomicUsize,
    is_over: AtomicBool,
}

pub struct Heard {
    pub open: usize,
    pub lost: usize,
    pub told: usize,
}

impl Lines {
    pub fn new() -> anyhow::Result<Self> {
        Ok(Self {
            http: Client::builder().redirect(Policy::none()).build()?,
            counts: Arc::default(),
        })
    }

    /// `topic`: what follows the address of the line.
    pub async fn open(&self, base: &str, topic: &str, look: Look) -> anyhow::Result<()> {
        let address = format!("{base}/live{topic}");
        let line = self.http.get(&address).header(COOKIE, look.cookies());
        let line = line.send().await?;
        ensure!(
            line.status() == StatusCode::OK,
            "{address} was answered {}",
            line.status()
        );
        let kind = line
            .headers()
            .get(CONTENT_TYPE)
            .context("a line without a type")?;
        ensure!(kind == "text/event-stream", "{address} is no line");
        self.counts.open.fetch_add(1, Ordering::Relaxed);
        tokio::spawn(self.counts.clone().follow(line, look));
        Ok(())
    }

    /// What was heard until now; from now on a line may end.
    pub fn close(self) -> Heard {
        self.counts.is_over.store(true, Ordering::Relaxed);
        Heard {
            open: self.counts.open.load(Ordering::Relaxed),
            lost: self.counts.lost.load(Ordering::Relaxed),
            told: self.counts.told.load(Ordering::Relaxed),
        }
    }
}

impl Counts {
    async fn follow(self: Arc<Self>, mut line: Response, mut look: Look) {
        while let Ok(Some(chunk)) = line.chunk().await {
            let text = String::from_utf8_lossy(&chunk);
            let told = text.matches("event: changed").count();
            self.told.fetch_add(told, Ordering::Relaxed);
            if told > 0 {
                sleep(Duration::from_millis(GATHER_MS + look.dice.below(GATHER_MS))).await;
                if !self.is_over.load(Ordering::Relaxed) {
                    look.again().await;
                }
            }
        }
        if !self.is_over.load(Ordering::Relaxed) {
            self.open.fetch_sub(1, Ordering::Relaxed);
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
    }
}
