//! Pages that stand open: each reads its line of server-sent events until everybody goes home.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use anyhow::{Context, ensure};
use reqwest::header::{CONTENT_TYPE, COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode};

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

    pub async fn open(&mut self, address: &str, cookies: &str) -> anyhow::Result<()> {
        let mut line = self.http.get(address).header(COOKIE, cookies).send().await?;
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
        let counts = self.counts.clone();
        counts.open.fetch_add(1, Ordering::Relaxed);
        tokio::spawn(async move {
            while let Ok(Some(chunk)) = line.chunk().await {
                let text = String::from_utf8_lossy(&chunk);
                let told = text.matches("event: changed").count();
                counts.told.fetch_add(told, Ordering::Relaxed);
            }
            if !counts.is_over.load(Ordering::Relaxed) {
                counts.open.fetch_sub(1, Ordering::Relaxed);
                counts.lost.fetch_add(1, Ordering::Relaxed);
            }
        });
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
