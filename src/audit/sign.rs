//! Signs what stands: a checkpoint over all that is sealed. The key may be with another program, so nothing is locked meanwhile;
//! what was signed is stored afterwards, unless somebody else was first.

use anyhow::{Context, ensure};
use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::{PgConnection, PgPool};

use super::checkpoint::{self, Checkpoint, Kept};
use super::event::{Actor, Event, Kind, append};
use super::keys::Keys;
use super::note::{Note, PublicKey};
use super::{seal, tree};

/// Signs a checkpoint when there is something new; answers it. `None` as well where no key signs, or another process did.
///
/// # Errors
/// The tree does not go on from the newest checkpoint: then nothing is signed, and `countersign audit verify` says what is wrong.
pub async fn sign(pool: &PgPool, keys: &Keys, now: DateTime<Utc>) -> anyhow::Result<Option<Checkpoint>> {
    let Some(key) = keys.signing() else {
        return Ok(None);
    };
    let Some(checkpoint) = next(pool, keys)
        .await
        .context("no checkpoint was signed; run: countersign audit verify")?
    else {
        return Ok(None);
    };
    let note = keys.sign(&checkpoint).await.context("no checkpoint was signed")?;
    let mut tx = pool.begin().await?;
    let stored = store(&mut tx, now, &checkpoint, &note).await?;
    if stored {
        put_in_use(&mut tx, now, key, checkpoint.size).await?;
    }
    tx.commit().await?;
    Ok(stored.then_some(checkpoint))
}

/// What is to be signed; `None` when the newest checkpoint has it all.
async fn next(pool: &PgPool, keys: &Keys) -> anyhow::Result<Option<Checkpoint>> {
    let mut conn = pool.acquire().await?;
    // In this order: a checkpoint that comes meanwhile has events that come meanwhile.
    let newest = checkpoint::newest(&mut conn).await?;
    let size = seal::sealed(&mut conn).await?;
    if size == newest.as_ref().map_or(0, |newest| newest.head.size) {
        return Ok(None);
    }
    if let Some(newest) = newest {
        goes_on(&mut conn, keys, &newest, size).await?;
    }
    Ok(Some(Checkpoint {
        origin: keys.origin().to_owned(),
        size,
        root: tree::root(&mut conn, size).await?,
    }))
}

/// That what would be signed is what was signed before, and more.
async fn goes_on(conn: &mut PgConnection, keys: &Keys, newest: &Kept, size: i64) -> anyhow::Result<()> {
    let head = newest.head;
    ensure!(
        head.size < size,
        "a checkpoint over {} events stands there, and only {size} are sealed",
        head.size
    );
    let note: Note = newest
        .note
        .parse()
        .context("the newest checkpoint is no signed note")?;
    let said = Checkpoint::of(&note).context("the newest checkpoint can not be read")?;
    ensure!(
        said.head() == head,
        "the newest checkpoint says something else than its row"
    );
    ensure!(
        said.origin == keys.origin(),
        "the checkpoints so far are of the log {}, and audit.origin is {}",
        said.origin,
        keys.origin()
    );
    ensure!(
        tree::root(conn, head.size).await? == head.root,
        "the newest checkpoint, over {} events, does not fit the tree",
        head.size
    );
    Ok(())
}

/// Stores it, unless one over as many events or more is there; answers whether it did.
async fn store(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    checkpoint: &Checkpoint,
    note: &Note,
) -> anyhow::Result<bool> {
    if !seal::ours(conn).await? {
        return Ok(false);
    }
    if let Some(newest) = checkpoint::newest(conn).await?
        && newest.head.size >= checkpoint.size
    {
        ensure!(
            newest.head.size > checkpoint.size || newest.head.root == checkpoint.root,
            "two checkpoints over {} events have different roots",
            checkpoint.size
        );
        return Ok(false);
    }
    sqlx::query!(
        "insert into audit_checkpoints (size, root, note, at) values ($1, $2, $3, $4)",
        checkpoint.size,
        &checkpoint.root[..],
        note.to_string(),
        now,
    )
    .execute(conn)
    .await?;
    Ok(true)
}

/// The first checkpoint of a key is an event.
async fn put_in_use(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    key: &PublicKey,
    size: i64,
) -> sqlx::Result<()> {
    let done = sqlx::query!(
        "insert into audit_keys (vkey, name, first_size, at) values ($1, $2, $3, $4) on conflict (vkey) do nothing",
        key.to_string(),
        key.name(),
        size,
        now,
    )
    .execute(&mut *conn)
    .await?;
    if done.rows_affected() > 0 {
        let event = Event::new(Kind::KeyInUse, Actor::Service)
            .saying(json!({ "key": key.to_string(), "first_size": size }));
        append(conn, now, event).await?;
    }
    Ok(())
}
