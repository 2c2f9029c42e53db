//! The sealer: gives committed events their one order. Any process may run it; an advisory lock lets one at a time.
//!
//! An event keeps the transaction id that wrote it. Everything below `pg_snapshot_xmin` has ended, so what is visible
//! there is complete for ever: sealing in the order of (transaction, order of writing) up to that mark leaves no gap, and no event
//! can later appear before the head (docs/decisions/0002).

use anyhow::Context;
use chrono::{DateTime, Utc};
use sqlx::PgPool;

use super::event::Stored;

/// Events sealed in one transaction; keeps the lock short.
const BATCH_EVENTS: i64 = 500;
/// Key of the advisory lock; any number, the same everywhere.
const SEALER_LOCK: i64 = 0x0C05_1641;
/// What stands before the first event.
pub(super) const FIRST_PREVIOUS: [u8; 32] = [0; 32];

/// Seals what is committed; answers how many events it sealed. Zero when another sealer is at work.
pub async fn seal(pool: &PgPool, now: DateTime<Utc>) -> anyhow::Result<usize> {
    let mut sealed = 0;
    loop {
        let batch = seal_batch(pool, now)
            .await
            .context("could not seal the audit log")?;
        sealed += batch;
        if batch < usize::try_from(BATCH_EVENTS)? {
            return Ok(sealed);
        }
    }
}

async fn seal_batch(pool: &PgPool, now: DateTime<Utc>) -> anyhow::Result<usize> {
    let mut tx = pool.begin().await?;
    let ours = sqlx::query_scalar!(r#"select pg_try_advisory_xact_lock($1) as "ours!""#, SEALER_LOCK)
        .fetch_one(&mut *tx)
        .await?;
    if !ours {
        return Ok(0);
    }
    let head = sqlx::query!(
        r#"select s.seq, s.hash, h.xid::text as "xid?", h.written as "written?"
             from audit_seals s left join audit_events h on h.id = s.event_id order by s.seq desc limit 1"#
    )
    .fetch_optional(&mut *tx)
    .await?;
    let (mut seq, mut previous, after) = match head {
        Some(head) => match (head.xid, head.written) {
            (Some(xid), Some(written)) => (head.seq, head.hash, (xid, written)),
            // Somebody took the last event away: nothing can be put behind it. The verifier names it.
            _ => return Ok(0),
        },
        None => (0, FIRST_PREVIOUS.to_vec(), ("0".to_owned(), 0)),
    };
    let events = sqlx::query_as!(
        Stored,
        "select id, at, kind, actor_id, actor, request_id, person_id, sku_id, detail
           from audit_events
          where xid < pg_snapshot_xmin(pg_current_snapshot())
            and (xid, written) > ($1::text::xid8, $2::bigint)
          order by xid, written
          limit $3",
        after.0,
        after.1,
        BATCH_EVENTS,
    )
    .fetch_all(&mut *tx)
    .await?;
    let (mut seqs, mut ids, mut hashes) = (Vec::new(), Vec::new(), Vec::new());
    for event in &events {
        seq += 1;
        previous = event.hash(&previous, seq)?;
        seqs.push(seq);
        ids.push(event.id);
        hashes.push(previous.clone());
    }
    if !events.is_empty() {
        sqlx::query!(
            "insert into audit_seals (seq, event_id, hash, sealed_at)
             select seq, event_id, hash, $4
               from unnest($1::bigint[], $2::uuid[], $3::bytea[]) as t (seq, event_id, hash)",
            &seqs,
            &ids,
            &hashes,
            now,
        )
        .execute(&mut *tx)
        .await?;
    }
    tx.commit().await?;
    Ok(events.len())
}
