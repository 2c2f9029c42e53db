//! Some thousand events with their seals, read and hashed; pages do not depend on each other.

use std::thread;

use anyhow::{Context, anyhow};
use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::super::checkpoint::{self, Checkpoint};
use super::super::leaf::{Hash, Stored};
use super::super::note::{Note, PublicKey};
use super::super::tree::{LEVELS, WIDTH, fixed};
use super::Finding;

/// Where a row stands in the order of writing.
pub(super) type Place = (u64, i64);

/// By what checkpoints are judged.
#[derive(Debug)]
pub(super) struct Trusted {
    pub keys: Vec<PublicKey>,
    /// What the log is called, if that is known.
    pub origin: Option<String>,
    /// Checkpoints that were kept elsewhere.
    pub given: Vec<(Checkpoint, Note)>,
}

pub(super) struct Page {
    pub from: i64,
    pub to: i64,
    pub seals: Vec<Seal>,
    /// In the order of writing, between the first and the last seal.
    pub rows: Vec<Row>,
    /// Stored hashes of whole blocks of leaves, by their index.
    pub blocks: Vec<(i64, Hash)>,
    /// In the order of their sizes.
    pub checkpoints: Vec<Judged>,
}

pub(super) struct Seal {
    pub seq: i64,
    pub event: Uuid,
    pub at: DateTime<Utc>,
    pub place: Place,
    pub hash: Hash,
}

pub(super) struct Row {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    pub place: Place,
    pub hash: Hash,
}

/// A checkpoint, and what is wrong with its note by itself.
pub(super) struct Judged {
    pub size: i64,
    pub root: Hash,
    pub wrong: Option<Finding>,
}

/// Events from behind `from` up to `to`.
pub(super) async fn read(pool: &PgPool, trusted: &Trusted, from: i64, to: i64) -> anyhow::Result<Page> {
    let mut conn = pool.acquire().await?;
    let seals = seals(&mut conn, from, to).await?;
    let below = boundary(&mut conn, from).await?;
    let last = boundary(&mut conn, to).await?;
    let read = rows(&mut conn, &below, &last).await?;
    let blocks = blocks(&mut conn, from, to).await?;
    let kept = checkpoint::between(&mut conn, from, to).await?;
    drop(conn);
    let given = trusted.given.iter();
    let given: Vec<_> = given
        .filter(|(said, _)| from < said.size && said.size <= to)
        .cloned()
        .collect();
    let (keys, origin) = (trusted.keys.clone(), trusted.origin.clone());
    let (rows, checkpoints) = tokio::task::spawn_blocking(move || -> anyhow::Result<_> {
        let judge = Judge {
            keys: &keys,
            origin: origin.as_deref(),
        };
        let mut checkpoints: Vec<_> = kept.iter().map(|kept| judge.stored(kept)).collect();
        checkpoints.extend(given.iter().map(|(said, note)| judge.note(said, note)));
        checkpoints.sort_by_key(|judged| judged.size);
        Ok((hashed(read)?, checkpoints))
    })
    .await??;
    Ok(Page {
        from,
        to,
        seals,
        rows,
        blocks,
        checkpoints,
    })
}

/// Hashes on as many threads as there are.
fn hashed(rows: Vec<(Stored, Place)>) -> anyhow::Result<Vec<Row>> {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let share = rows.len().div_ceil(threads).max(1);
    let hash = |rows: &[(Stored, Place)]| -> Vec<Row> {
        let rows = rows.iter().map(|(event, place)| Row {
            id: event.id,
            at: event.at,
            place: *place,
            // What can not be hashed is not what was sealed.
            hash: event.leaf_hash().unwrap_or_default(),
        });
        rows.collect()
    };
    thread::scope(|scope| {
        let parts: Vec<_> = rows
            .chunks(share)
            .map(|part| scope.spawn(move || hash(part)))
            .collect();
        let mut all = Vec::with_capacity(rows.len());
        for part in parts {
            all.extend(part.join().map_err(|_| anyhow!("a thread that hashes broke"))?);
        }
        Ok(all)
    })
}

async fn seals(conn: &mut PgConnection, from: i64, to: i64) -> anyhow::Result<Vec<Seal>> {
    let seals = sqlx::query!(
        r#"select seq, event_id, at, xid::text as "xid!", written, hash from audit_seals
            where seq > $1 and seq <= $2 order by seq"#,
        from,
        to
    )
    .fetch_all(conn)
    .await?;
    let seals = seals.into_iter().map(|seal| {
        Ok(Seal {
            seq: seal.seq,
            event: seal.event_id,
            at: seal.at,
            place: (seal.xid.parse()?, seal.written),
            hash: fixed(&seal.hash)?,
        })
    });
    seals.collect()
}

/// Where the last event up to this one was written; before the first, where nothing was.
async fn boundary(conn: &mut PgConnection, seq: i64) -> anyhow::Result<(String, i64)> {
    let place = sqlx::query!(
        r#"select xid::text as "xid!", written from audit_seals where seq <= $1 order by seq desc limit 1"#,
        seq
    )
    .fetch_optional(conn)
    .await?;
    Ok(place.map_or(("0".to_owned(), i64::MIN), |place| (place.xid, place.written)))
}

async fn rows(
    conn: &mut PgConnection,
    below: &(String, i64),
    last: &(String, i64),
) -> anyhow::Result<Vec<(Stored, Place)>> {
    let rows = sqlx::query!(
        r#"select id, at, kind, actor_id, actor, request_id, person_id, sku_id, detail::text as "detail!",
                  xid::text as "xid!", written
             from audit_events
            where (xid, written) > ($1::text::xid8, $2::bigint) and (xid, written) <= ($3::text::xid8, $4::bigint)
            order by xid, written"#,
        below.0,
        below.1,
        last.0,
        last.1,
    )
    .fetch_all(conn)
    .await?;
    let rows = rows.into_iter().map(|row| {
        let place = (row.xid.parse()?, row.written);
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
        Ok((event, place))
    });
    rows.collect()
}

/// Rows of these events, wherever they stand: for seals whose row is not where it should be.
pub(super) async fn rows_of(conn: &mut PgConnection, ids: &[Uuid]) -> anyhow::Result<Vec<Row>> {
    let rows = sqlx::query!(
        r#"select id, at, kind, actor_id, actor, request_id, person_id, sku_id, detail::text as "detail!",
                  xid::text as "xid!", written
             from audit_events where id = any($1) order by xid, written"#,
        ids
    )
    .fetch_all(conn)
    .await?;
    let mut all = Vec::new();
    for row in rows {
        let place = (row.xid.parse()?, row.written);
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
        all.push((event, place));
    }
    hashed(all)
}

async fn blocks(conn: &mut PgConnection, from: i64, to: i64) -> anyhow::Result<Vec<(i64, Hash)>> {
    let blocks = sqlx::query!(
        "select index, hash from audit_tree where level = $1 and index >= $2 and index < $3 order by index",
        i32::from(LEVELS),
        from / WIDTH,
        to / WIDTH
    )
    .fetch_all(conn)
    .await?;
    let blocks = blocks
        .into_iter()
        .map(|block| Ok((block.index, fixed(&block.hash)?)));
    blocks.collect()
}

/// Says of a note what is wrong with it, without the tree.
pub(super) struct Judge<'a> {
    pub keys: &'a [PublicKey],
    pub origin: Option<&'a str>,
}

impl Judge<'_> {
    pub fn stored(&self, kept: &checkpoint::Kept) -> Judged {
        let (size, root) = (kept.head.size, kept.head.root);
        let forged = |why: &str| Judged {
            size,
            root,
            wrong: Some(Finding::Forged {
                size,
                why: why.to_owned(),
            }),
        };
        let read = |words: &str| -> anyhow::Result<_> {
            let note: Note = words.parse()?;
            let said = Checkpoint::of(&note).context("no checkpoint")?;
            Ok((said, note))
        };
        let Ok((said, note)) = read(&kept.note) else {
            return forged("it is no signed checkpoint");
        };
        if said.head() != kept.head {
            return forged("its note says something else than its row");
        }
        self.note(&said, &note)
    }

    pub fn note(&self, said: &Checkpoint, note: &Note) -> Judged {
        let size = said.size;
        let forged = |why: &str| {
            Some(Finding::Forged {
                size,
                why: why.to_owned(),
            })
        };
        let answers: Vec<bool> = self.keys.iter().filter_map(|key| key.verifies(note)).collect();
        let wrong = if answers.contains(&false) {
            forged("its signature is not one of the key that it names")
        } else if answers.is_empty() {
            let keys = note.signatures.iter();
            let keys = keys.map(|signature| format!("{}+{}", signature.name, hex::encode(signature.id)));
            let keys = keys.collect();
            Some(Finding::WrongKey { size, keys })
        } else if self.origin.is_some_and(|origin| origin != said.origin) {
            forged("it is of another log")
        } else {
            None
        };
        Judged {
            size,
            root: said.root,
            wrong,
        }
    }
}
