//! The verifier: from the rows to the leaves, to the tree, to every checkpoint; and a name for all that does not fit.
//!
//! A row that was changed does not spoil what comes after it: the tree is built from the sealed hashes, so that every bad row is
//! named. That the sealed hashes are those that were signed is what the checkpoints show.

mod finding;
mod finish;
mod page;
mod walk;

use std::collections::VecDeque;
use std::sync::Arc;

use anyhow::{Context, ensure};
use sqlx::PgPool;

pub use finding::Finding;
pub use walk::Progress;

use super::checkpoint::{self, Checkpoint};
use super::note::{Note, PublicKey};
use super::{seal, words};
use finish::Before;
use page::Trusted;

/// Rows read at a time: as many as make the questions rare and stay some megabytes.
const PAGE_ROWS: i64 = 8_192;
/// Pages under way at a time: while one is hashed, others are read.
const PAGES_AT_A_TIME: usize = 3;

/// What is to be compared with besides the database.
#[derive(Clone, Debug, Default)]
pub struct Against {
    /// Keys that are trusted; none = those that came in use, as the log itself has them.
    pub keys: Vec<PublicKey>,
    /// Checkpoints that were kept elsewhere.
    pub checkpoints: Vec<Note>,
}

#[derive(Clone, Debug, Default)]
pub struct Report {
    pub sealed: i64,
    /// Committed but not sealed yet.
    pub unsealed: i64,
    /// Root over all sealed events, lower-case hex; empty when nothing is sealed.
    pub head: String,
    /// Checkpoints that were looked at.
    pub checkpoints: i64,
    /// Events that a checkpoint proves which fits and whose key is trusted.
    pub covered: i64,
    /// Sealed events of which only the hash was kept.
    pub dropped: i64,
    pub findings: Vec<Finding>,
}

/// Reads the whole log.
pub async fn verify(pool: &PgPool) -> anyhow::Result<Report> {
    verify_from(pool, &Against::default(), Progress::default(), |_, _| Ok(())).await
}

/// As [`verify`], from where another look at the same log ended. `tell` hears after each page how far it is, and how many events
/// there are; its errors end the look.
pub async fn verify_from(
    pool: &PgPool,
    against: &Against,
    mut progress: Progress,
    mut tell: impl FnMut(&Progress, i64) -> anyhow::Result<()>,
) -> anyhow::Result<Report> {
    let mut conn = pool.acquire().await?;
    // In this order: a checkpoint that comes meanwhile has events that come meanwhile.
    let newest = checkpoint::newest(&mut conn)
        .await?
        .map_or(0, |newest| newest.head.size);
    let sealed = seal::sealed(&mut conn).await?;
    progress.is_of_this_log(&mut conn).await?;
    let trusted = Arc::new(trusted(&mut conn, against).await?);
    drop(conn);

    let mut under_way = VecDeque::new();
    let begun = progress.sealed();
    let mut from = begun;
    loop {
        while from < sealed && under_way.len() < PAGES_AT_A_TIME {
            let to = sealed.min(from + PAGE_ROWS);
            let (pool, trusted) = (pool.clone(), Arc::clone(&trusted));
            under_way.push_back(tokio::spawn(async move {
                page::read(&pool, &trusted, from, to).await
            }));
            from = to;
        }
        let Some(page) = under_way.pop_front() else {
            break;
        };
        progress.take(
            page.await
                .context("a page of the log was not read to its end")??,
        );
        tell(&progress, sealed)?;
    }
    let mut report = finish::finish(pool, &trusted, &mut progress, Before { newest, begun }).await?;
    report.findings.extend(words::verify(pool).await?);
    tell(&progress, sealed)?;
    Ok(report)
}

async fn trusted(conn: &mut sqlx::PgConnection, against: &Against) -> anyhow::Result<Trusted> {
    let mut keys = against.keys.clone();
    let is_given = !keys.is_empty();
    if !is_given {
        for key in checkpoint::keys_in_use(conn).await? {
            // One that can not be read verifies nothing, so what it signed is found.
            keys.extend(key.vkey.parse::<PublicKey>());
        }
    }
    let mut given = Vec::new();
    for note in &against.checkpoints {
        let said = Checkpoint::of(note).context("a checkpoint that was given can not be read")?;
        ensure!(said.size > 0, "a checkpoint over nothing proves nothing");
        given.push((said, note.clone()));
    }
    let origin = match checkpoint::covering(conn, 1).await? {
        Some(first) => first
            .note
            .parse::<Note>()
            .and_then(|note| Checkpoint::of(&note))
            .ok()
            .map(|first| first.origin),
        None => None,
    };
    let origin = keys.first().map(|key| key.name().to_owned()).or(origin);
    Ok(Trusted { keys, origin, given })
}
