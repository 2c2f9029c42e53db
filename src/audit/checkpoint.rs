//! A checkpoint: how many events there are and the root over them, in words that are signed (C2SP tlog-checkpoint).

use std::fmt;
use std::str::FromStr;

use anyhow::{Context, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sqlx::PgConnection;

use super::leaf::Hash;
use super::note::Note;
use super::tree::{Head, fixed};

/// What is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The name of the log.
    pub origin: String,
    pub size: i64,
    pub root: Hash,
}

impl Checkpoint {
    pub fn head(&self) -> Head {
        Head {
            size: self.size,
            root: self.root,
        }
    }

    /// What the note says; whether it is signed is another question.
    pub fn of(note: &Note) -> anyhow::Result<Self> {
        note.text.parse()
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{}\n{}\n{}",
            self.origin,
            self.size,
            STANDARD.encode(self.root)
        )
    }
}

impl FromStr for Checkpoint {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> anyhow::Result<Self> {
        let mut lines = text.lines();
        let (Some(origin), Some(size), Some(root), None) =
            (lines.next(), lines.next(), lines.next(), lines.next())
        else {
            anyhow::bail!("a checkpoint has three lines");
        };
        ensure!(!origin.is_empty(), "a checkpoint names its log");
        let number: i64 = size.parse().context("the size of a checkpoint is a number")?;
        ensure!(
            number >= 0 && number.to_string() == size,
            "the size of a checkpoint is written in digits, without zeros before them"
        );
        let root = STANDARD
            .decode(root)
            .context("the root of a checkpoint is base64")?;
        Ok(Self {
            origin: origin.to_owned(),
            size: number,
            root: root
                .try_into()
                .map_err(|_| anyhow::anyhow!("the root of a checkpoint has 32 bytes"))?,
        })
    }
}

/// A checkpoint as it stands in the database; the note counts, and size and root are there to search by.
#[derive(Clone, Debug)]
pub struct Kept {
    pub head: Head,
    pub note: String,
}

/// The checkpoint over the most events.
pub async fn newest(conn: &mut PgConnection) -> anyhow::Result<Option<Kept>> {
    let row = sqlx::query!("select size, root, note from audit_checkpoints order by size desc limit 1")
        .fetch_optional(conn)
        .await?;
    row.map(|row| kept(row.size, &row.root, row.note)).transpose()
}

/// The first checkpoint over at least so many events: it proves all of them.
pub async fn covering(conn: &mut PgConnection, seq: i64) -> anyhow::Result<Option<Kept>> {
    let row = sqlx::query!(
        "select size, root, note from audit_checkpoints where size >= $1 order by size limit 1",
        seq
    )
    .fetch_optional(conn)
    .await?;
    row.map(|row| kept(row.size, &row.root, row.note)).transpose()
}

/// Checkpoints over more than `after` events and at most `up_to`, in their order.
pub async fn between(conn: &mut PgConnection, after: i64, up_to: i64) -> anyhow::Result<Vec<Kept>> {
    let rows = sqlx::query!(
        "select size, root, note from audit_checkpoints where size > $1 and size <= $2 order by size",
        after,
        up_to
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| kept(row.size, &row.root, row.note))
        .collect()
}

fn kept(size: i64, root: &[u8], note: String) -> anyhow::Result<Kept> {
    let root = fixed(root)?;
    Ok(Kept {
        head: Head { size, root },
        note,
    })
}

/// The public keys that came in use, the oldest first.
pub async fn keys_in_use(conn: &mut PgConnection) -> sqlx::Result<Vec<KeyInUse>> {
    sqlx::query_as!(
        KeyInUse,
        "select vkey, first_size, at from audit_keys order by first_size, at, vkey"
    )
    .fetch_all(conn)
    .await
}

#[derive(Clone, Debug)]
pub struct KeyInUse {
    pub vkey: String,
    /// Of the first checkpoint that it signed.
    pub first_size: i64,
    pub at: chrono::DateTime<chrono::Utc>,
}
