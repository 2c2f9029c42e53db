//! The sealer: gives committed events their one order and puts them into the tree. Any process may run it; an advisory lock lets
//! one at a time.
//!
//! An event keeps the transaction id that wrote it. Everything below `pg_snapshot_xmin` has ended, so what is visible
//! there is complete for ever: sealing in the order of (transaction, order of writing) up to that mark leaves no gap, and no event
//! can later appear before the head (docs/decisions/0002). Nothing is held in memory from one batch to the next: whoever seals
//! begins with what stands in the tables.

use anyhow::Context;
use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

use super::frontier::Frontier;
use super::leaf::{Hash, Stored};
use super::tree::{LEVELS, WIDTH, stored};

/// Events sealed in one transaction: short enough that another sealer does not wait long, long enough that a million old events
/// are some hundred transactions.
const BATCH_EVENTS: i64 = 4_096;
/// Key of the advisory lock; any number, the same everywhere.
const SEALER_LOCK: i64 = 0x0C05_1641;

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

/// Whether this transaction is the one that writes the tree now; nobody waits.
pub(super) async fn ours(conn: &mut PgConnection) -> sqlx::Result<bool> {
    sqlx::query_scalar!(r#"select pg_try_advisory_xact_lock($1) as "ours!""#, SEALER_LOCK)
        .fetch_one(conn)
        .await
}

/// How many events are sealed.
pub async fn sealed(conn: &mut PgConnection) -> sqlx::Result<i64> {
    sqlx::query_scalar!(r#"select coalesce(max(seq), 0) as "seq!" from audit_seals"#)
        .fetch_one(conn)
        .await
}

/// Rows of one batch, column by column.
#[derive(Default)]
struct Seals {
    seqs: Vec<i64>,
    ids: Vec<uuid::Uuid>,
    ats: Vec<DateTime<Utc>>,
    xids: Vec<String>,
    writtens: Vec<i64>,
    hashes: Vec<Vec<u8>>,
}

async fn seal_batch(pool: &PgPool, now: DateTime<Utc>) -> anyhow::Result<usize> {
    let mut tx = pool.begin().await?;
    if !ours(&mut tx).await? {
        return Ok(0);
    }
    let head = sqlx::query!(
        r#"select seq, xid::text as "xid!", written from audit_seals order by seq desc limit 1"#
    )
    .fetch_optional(&mut *tx)
    .await?;
    let (sealed, xid, written) = match head {
        Some(head) => (head.seq, head.xid, head.written),
        None => (0, "0".to_owned(), 0),
    };
    let rows = sqlx::query!(
        r#"select id, at, kind, actor_id, actor, request_id, person_id, sku_id, detail::text as "detail!",
                  xid::text as "xid!", written
             from audit_events
            where xid < pg_snapshot_xmin(pg_current_snapshot())
              and (xid, written) > ($1::text::xid8, $2::bigint)
            order by xid, written
            limit $3"#,
        xid,
        written,
        BATCH_EVENTS,
    )
    .fetch_all(&mut *tx)
    .await?;
    if rows.is_empty() {
        return Ok(0);
    }
    let (mut seals, mut leaves) = (Seals::default(), Vec::with_capacity(rows.len()));
    for (seq, row) in (sealed + 1..).zip(rows) {
        let event = Stored {
            id: row.id,
            at: row.at,
            kind: row.kind,
            actor_id: row.actor_id,
            actor: row.actor,
            request_id: row.request_id,
            person_id: row.person_id,
            sku_id: row.sku_id,
            detail: row.detail,
        };
        let leaf = event.leaf_hash()?;
        leaves.push(leaf);
        seals.seqs.push(seq);
        seals.ids.push(event.id);
        seals.ats.push(event.at);
        seals.xids.push(row.xid);
        seals.writtens.push(row.written);
        seals.hashes.push(leaf.to_vec());
    }
    // Before the new leaves stand there: what is read of the tree is what was there.
    grow(&mut tx, sealed, leaves).await?;
    insert(&mut tx, &seals, now).await?;
    tx.commit().await?;
    Ok(seals.seqs.len())
}

async fn insert(conn: &mut PgConnection, seals: &Seals, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into audit_seals (seq, event_id, at, xid, written, hash, sealed_at)
         select seq, event_id, at, xid::xid8, written, hash, $7
           from unnest($1::bigint[], $2::uuid[], $3::timestamptz[], $4::text[], $5::bigint[], $6::bytea[])
                as t (seq, event_id, at, xid, written, hash)",
        &seals.seqs,
        &seals.ids,
        &seals.ats,
        &seals.xids,
        &seals.writtens,
        &seals.hashes,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Stores the hashes of subtrees that are whole with these leaves, behind `first` leaves that were there.
async fn grow(conn: &mut PgConnection, first: i64, leaves: Vec<Hash>) -> anyhow::Result<()> {
    let (mut level, mut first, mut hashes) = (0, first, leaves);
    let (mut levels, mut indexes, mut nodes) = (Vec::new(), Vec::new(), Vec::new());
    let width = usize::try_from(WIDTH)?;
    loop {
        let begun = first % WIDTH;
        if usize::try_from(begun)? + hashes.len() < width {
            break;
        }
        let mut row = stored(conn, level, first - begun, first).await?;
        row.append(&mut hashes);
        level += LEVELS;
        first /= WIDTH;
        for (index, subtree) in (first..).zip(row.chunks_exact(width)) {
            let node = subtree.iter().copied().collect::<Frontier>().root();
            levels.push(i32::from(level));
            indexes.push(index);
            nodes.push(node.to_vec());
            hashes.push(node);
        }
    }
    if nodes.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "insert into audit_tree (level, index, hash)
         select level, index, hash from unnest($1::integer[], $2::bigint[], $3::bytea[]) as t (level, index, hash)",
        &levels,
        &indexes,
        &nodes,
    )
    .execute(conn)
    .await?;
    Ok(())
}
