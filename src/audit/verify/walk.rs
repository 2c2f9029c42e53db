//! Goes through the pages in their order and holds what it needs of those before: it can be put away, and taken up again.

use std::collections::HashMap;

use anyhow::ensure;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use uuid::Uuid;

use super::super::frontier::Frontier;
use super::super::leaf::Hash;
use super::super::tree::{self, WIDTH};
use super::Finding;
use super::page::{Judged, Page, Place, Row, Seal};

/// The form of what is put away.
const FORM: u32 = 1;

/// How far a look at a log is, and what it found.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Progress {
    form: u32,
    pub(super) sealed: i64,
    /// The hashes of the first and the last event so far: by them the log is known again.
    ends: Option<(Hash, Hash)>,
    pub(super) place: Place,
    pub(super) tree: Tree,
    pub(super) checkpoints: i64,
    pub(super) covered: i64,
    /// Whether a checkpoint was found that does not fit: those after it do not fit either, for the same reason.
    rewritten: bool,
    /// Whether seals do not stand in the order of writing.
    pub(super) is_disordered: bool,
    /// Seals whose row is not what they say.
    pub(super) loose: Vec<Loose>,
    /// Rows without a seal where they stand.
    pub(super) strays: Vec<Stray>,
    pub(super) findings: Vec<Finding>,
}

/// The tree as it comes out of the seals, and as its stored hashes have it. They differ where seals were changed; then the
/// checkpoints say which of them is right.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Tree {
    /// Whole blocks, computed.
    computed: Frontier,
    /// Whole blocks, as they are stored.
    stored: Frontier,
    /// The leaves behind the last whole block.
    block: Frontier,
    /// How many seals are missing in the block that is not whole yet.
    holes: i64,
    /// Blocks of which the two differ, and no checkpoint has said yet which is right.
    open: Vec<i64>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Loose {
    pub seq: i64,
    pub event: Uuid,
    pub at: chrono::DateTime<chrono::Utc>,
    pub place: Place,
    pub sealed: Hash,
    /// `None` = there was no row among those of its page.
    pub row: Option<Hash>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Stray {
    pub event: Uuid,
    pub place: Place,
    pub before: i64,
}

impl Default for Progress {
    fn default() -> Self {
        Self {
            form: FORM,
            sealed: 0,
            ends: None,
            place: (0, i64::MIN),
            tree: Tree::default(),
            checkpoints: 0,
            covered: 0,
            rewritten: false,
            is_disordered: false,
            loose: Vec::new(),
            strays: Vec::new(),
            findings: Vec::new(),
        }
    }
}

impl Progress {
    /// Events that were looked at.
    pub fn sealed(&self) -> i64 {
        self.sealed
    }

    /// # Errors
    /// It was made by another version, or of another log, or the log ends before it.
    pub(super) async fn is_of_this_log(&self, conn: &mut PgConnection) -> anyhow::Result<()> {
        ensure!(
            self.form == FORM,
            "the state was kept by another version; begin anew without it"
        );
        let Some((first, last)) = self.ends else {
            return Ok(());
        };
        let is_there = async |conn: &mut PgConnection, seq: i64, hash: Hash| {
            tree::stored(conn, 0, seq - 1, seq)
                .await
                .is_ok_and(|found| found == [hash])
        };
        ensure!(
            is_there(conn, 1, first).await && is_there(conn, self.sealed, last).await,
            "the state is not of this log, or the log was changed where it ended; begin anew without it"
        );
        Ok(())
    }

    pub(super) fn take(&mut self, page: Page) {
        debug_assert_eq!(page.from, self.sealed);
        let blocks: HashMap<i64, Hash> = page.blocks.into_iter().collect();
        let mut checkpoints = page.checkpoints.iter().peekable();
        self.match_rows(&page.seals, &page.rows);
        for seal in &page.seals {
            self.skip(seal.seq - 1, &blocks);
            if seal.place <= self.place && self.sealed > 0 {
                self.is_disordered = true;
            }
            self.place = seal.place;
            self.sealed = seal.seq;
            self.ends = Some((self.ends.map_or(seal.hash, |(first, _)| first), seal.hash));
            self.tree.push(Some(seal.hash), &blocks);
            while let Some(judged) = checkpoints.next_if(|judged| judged.size <= seal.seq) {
                self.compare(judged);
            }
        }
        self.skip(page.to, &blocks);
        for judged in checkpoints {
            self.compare(judged);
        }
    }

    /// Seals up to this one are missing.
    fn skip(&mut self, up_to: i64, blocks: &HashMap<i64, Hash>) {
        if self.sealed >= up_to {
            return;
        }
        self.findings.push(Finding::Gap {
            from: self.sealed + 1,
            to: up_to,
        });
        for _ in self.sealed..up_to {
            self.tree.push(None, blocks);
        }
        self.sealed = up_to;
    }

    fn match_rows(&mut self, seals: &[Seal], rows: &[Row]) {
        // As it is in a log that nobody touched.
        let fits = |(seal, row): (&Seal, &Row)| {
            seal.event == row.id && seal.place == row.place && seal.at == row.at && seal.hash == row.hash
        };
        if seals.len() == rows.len() && seals.iter().zip(rows).all(fits) {
            return;
        }
        let mut by_id: HashMap<Uuid, Vec<&Row>> = HashMap::new();
        for row in rows {
            by_id.entry(row.id).or_default().push(row);
        }
        for seal in seals {
            let of_event = by_id.get_mut(&seal.event);
            let row = of_event.and_then(|rows| {
                let which = rows.iter().position(|row| row.place == seal.place).unwrap_or(0);
                (!rows.is_empty()).then(|| rows.remove(which))
            });
            self.match_row(seal, row);
        }
        let mut by_place = seals
            .iter()
            .map(|seal| (seal.place, seal.seq))
            .collect::<Vec<_>>();
        by_place.sort_unstable();
        for row in by_id.into_values().flatten() {
            let next = by_place.partition_point(|(place, _)| *place < row.place);
            self.strays.push(Stray {
                event: row.id,
                place: row.place,
                before: by_place.get(next).map_or(self.sealed + 1, |(_, seq)| *seq),
            });
        }
    }

    pub(super) fn match_row(&mut self, seal: &Seal, row: Option<&Row>) {
        match row {
            Some(row) if row.hash == seal.hash && row.at == seal.at => {
                if row.place != seal.place {
                    self.findings.push(Finding::Reordered {
                        seq: seal.seq,
                        event: seal.event,
                        sealed_at: None,
                    });
                }
            }
            _ => self.loose.push(Loose {
                seq: seal.seq,
                event: seal.event,
                at: seal.at,
                place: seal.place,
                sealed: seal.hash,
                row: row.map(|row| row.hash),
            }),
        }
    }

    /// A checkpoint with the tree as it is now, of as many events.
    fn compare(&mut self, judged: &Judged) {
        self.checkpoints += 1;
        if let Some(wrong) = &judged.wrong {
            self.findings.push(wrong.clone());
            return;
        }
        match self.tree.says(judged.root) {
            Says::Unknown => return,
            Says::Computed(nodes) => self.findings.extend(nodes.into_iter().map(node)),
            Says::Stored(blocks) => self.findings.extend(blocks.into_iter().map(block)),
            Says::Neither => {
                if !self.rewritten {
                    self.rewritten = true;
                    self.findings.push(Finding::Rewritten {
                        from: self.covered + 1,
                        to: judged.size,
                    });
                }
                return;
            }
        }
        self.covered = judged.size;
    }

    /// Blocks that no checkpoint has judged.
    pub(super) fn settle(&mut self) {
        let open = std::mem::take(&mut self.tree.open);
        self.findings.extend(open.into_iter().map(block));
    }

    pub(super) fn root(&self) -> Hash {
        self.tree.computed.root_with(&self.tree.block)
    }
}

fn node(index: i64) -> Finding {
    Finding::Node {
        level: i32::from(tree::LEVELS),
        index,
    }
}

fn block(index: i64) -> Finding {
    Finding::Rewritten {
        from: index * WIDTH + 1,
        to: (index + 1) * WIDTH,
    }
}

/// What a checkpoint says of the tree; with the blocks on which it decides.
enum Says {
    /// It can not be compared: seals are missing in the last block.
    Unknown,
    Computed(Vec<i64>),
    Stored(Vec<i64>),
    Neither,
}

impl Tree {
    fn push(&mut self, leaf: Option<Hash>, blocks: &HashMap<i64, Hash>) {
        // A place is taken for a seal that is missing; it is not used.
        self.block.push(leaf.unwrap_or_default());
        self.holes += i64::from(leaf.is_none());
        if self.block.size() < WIDTH.unsigned_abs() {
            return;
        }
        let index = i64::try_from(self.computed.size()).unwrap_or(i64::MAX);
        let stored = blocks.get(&index).copied();
        let computed = (self.holes == 0).then(|| self.block.root());
        match (computed, stored) {
            (Some(computed), Some(stored)) => {
                if computed != stored {
                    self.open.push(index);
                }
                self.computed.push(computed);
                self.stored.push(stored);
            }
            (Some(hash), None) => {
                self.open.push(index);
                self.computed.push(hash);
                self.stored.push(hash);
            }
            (None, hash) => {
                self.computed.push(hash.unwrap_or_default());
                self.stored.push(hash.unwrap_or_default());
            }
        }
        self.block = Frontier::default();
        self.holes = 0;
    }

    fn says(&mut self, root: Hash) -> Says {
        if self.holes > 0 {
            return Says::Unknown;
        }
        if self.computed.root_with(&self.block) == root {
            Says::Computed(std::mem::take(&mut self.open))
        } else if self.stored.root_with(&self.block) == root {
            let open = std::mem::take(&mut self.open);
            // From here on what was signed is gone on with.
            self.computed = self.stored.clone();
            Says::Stored(open)
        } else {
            Says::Neither
        }
    }
}
