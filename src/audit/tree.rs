//! The tree as it stands in the database: its root at any size, and proofs. Of its nodes the leaves are stored (the seals) and
//! every eighth level above them; those between are computed, from 128 stored ones at most.

use std::cell::RefCell;
use std::collections::HashMap;

use anyhow::{Context, ensure};
use sqlx::PgConnection;
use tlog_tiles::tlog::{self, HashReader};

use super::frontier::Frontier;
use super::leaf::Hash;

/// Levels from one stored level to the next.
pub(super) const LEVELS: u8 = 8;
/// Nodes of a stored level below one of the next.
pub(super) const WIDTH: i64 = 1 << LEVELS;

/// The root over the first `size` events.
///
/// # Errors
/// Hashes that it needs are not there.
pub async fn root(conn: &mut PgConnection, size: i64) -> anyhow::Result<Hash> {
    let size = u64::try_from(size)?;
    let root = with_nodes(conn, |nodes| tlog::tree_hash(size, nodes)).await?;
    Ok(root.0)
}

/// That the event at `seq` (from 1) is in the tree over the first `size` (RFC 6962, 2.1.1).
pub async fn inclusion_proof(conn: &mut PgConnection, seq: i64, size: i64) -> anyhow::Result<Vec<Hash>> {
    let proofs = inclusion_proofs(conn, &[seq], size).await?;
    proofs.into_iter().next().context("there is no proof")
}

/// As [`inclusion_proof`], for each of these; the tree is read once for all.
pub async fn inclusion_proofs(
    conn: &mut PgConnection,
    seqs: &[i64],
    size: i64,
) -> anyhow::Result<Vec<Vec<Hash>>> {
    let size = u64::try_from(size)?;
    let indexes = seqs.iter().map(|seq| u64::try_from(seq - 1));
    let indexes = indexes.collect::<Result<Vec<_>, _>>()?;
    let proofs = with_nodes(conn, |nodes| {
        let proofs = indexes
            .iter()
            .map(|index| tlog::prove_record(size, *index, nodes));
        proofs.collect::<Result<Vec<_>, _>>()
    });
    let proofs = proofs.await?.into_iter();
    Ok(proofs
        .map(|proof| proof.into_iter().map(|hash| hash.0).collect())
        .collect())
}

/// That the tree over the first `to` events begins with the one over the first `from` (RFC 6962, 2.1.2).
pub async fn consistency_proof(conn: &mut PgConnection, from: i64, to: i64) -> anyhow::Result<Vec<Hash>> {
    let (from, to) = (u64::try_from(from)?, u64::try_from(to)?);
    let proof = with_nodes(conn, |nodes| tlog::prove_tree(to, from, nodes)).await?;
    Ok(proof.into_iter().map(|hash| hash.0).collect())
}

/// A size and the root over so many events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    pub size: i64,
    pub root: Hash,
}

/// Whether the proof shows that the tree has this leaf at `seq`. Any proof can be given, from anywhere.
pub fn includes(head: Head, seq: i64, leaf: Hash, proof: &[Hash]) -> bool {
    let (Ok(size), Ok(index)) = (u64::try_from(head.size), u64::try_from(seq - 1)) else {
        return false;
    };
    let proof = proof.iter().map(|hash| tlog::Hash(*hash)).collect();
    tlog::check_record(&proof, size, tlog::Hash(head.root), index, tlog::Hash(leaf)).is_ok()
}

/// Whether the proof shows that the later tree begins with the earlier one.
pub fn extends(earlier: Head, later: Head, proof: &[Hash]) -> bool {
    let (Ok(from), Ok(to)) = (u64::try_from(earlier.size), u64::try_from(later.size)) else {
        return false;
    };
    let proof = proof.iter().map(|hash| tlog::Hash(*hash)).collect();
    let (earlier, later) = (tlog::Hash(earlier.root), tlog::Hash(later.root));
    tlog::check_tree(&proof, to, later, from, earlier).is_ok()
}

/// Stored hashes of a level, from one index on up to another, without it. Level 0 are the leaves.
pub(super) async fn stored(
    conn: &mut PgConnection,
    level: u8,
    from: i64,
    to: i64,
) -> anyhow::Result<Vec<Hash>> {
    let hashes = if level == 0 {
        sqlx::query_scalar!(
            "select hash from audit_seals where seq > $1 and seq <= $2 order by seq",
            from,
            to
        )
        .fetch_all(conn)
        .await?
    } else {
        sqlx::query_scalar!(
            "select hash from audit_tree where level = $1 and index >= $2 and index < $3 order by index",
            i32::from(level),
            from,
            to
        )
        .fetch_all(conn)
        .await?
    };
    ensure!(
        i64::try_from(hashes.len())? == to - from,
        "hashes {from} to {to} of level {level} of the tree are not all there"
    );
    hashes.iter().map(|hash| fixed(hash)).collect()
}

/// A hash as the database gives it.
pub(super) fn fixed(hash: &[u8]) -> anyhow::Result<Hash> {
    hash.try_into().context("a hash in the log has not 32 bytes")
}

/// First answers with nothing and notes what it is asked for; then it is given that.
enum Nodes {
    Asked(RefCell<Vec<u64>>),
    Held(HashMap<u64, Hash>),
}

impl HashReader for Nodes {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<tlog::Hash>, tlog::Error> {
        match self {
            Self::Asked(asked) => {
                asked.borrow_mut().extend(indexes);
                Ok(vec![tlog::EMPTY_HASH; indexes.len()])
            }
            Self::Held(held) => indexes
                .iter()
                .map(|index| {
                    let hash = held.get(index).copied().map(tlog::Hash);
                    hash.ok_or_else(|| tlog::Error::InvalidInput("a node was not asked for".into()))
                })
                .collect(),
        }
    }
}

/// Computes something from nodes of the tree, which are read in two questions.
async fn with_nodes<T>(
    conn: &mut PgConnection,
    compute: impl Fn(&Nodes) -> Result<T, tlog::Error>,
) -> anyhow::Result<T> {
    const WHAT: &str = "the tree of the log can not be computed";
    let asking = Nodes::Asked(RefCell::default());
    // What comes out of nothing is of no use; what it asked for is.
    compute(&asking).context(WHAT)?;
    let mut asked = match asking {
        Nodes::Asked(asked) => asked.into_inner(),
        Nodes::Held(_) => Vec::new(),
    };
    asked.sort_unstable();
    asked.dedup();
    let held = Nodes::Held(read(conn, &asked).await?);
    compute(&held).context(WHAT)
}

/// Stored hashes that one node is computed from.
struct Span {
    node: u64,
    level: i32,
    from: i64,
    to: i64,
}

async fn read(conn: &mut PgConnection, nodes: &[u64]) -> anyhow::Result<HashMap<u64, Hash>> {
    let mut spans = Vec::new();
    for &node in nodes {
        let (level, n) = tlog::split_stored_hash_index(node);
        let above = level % LEVELS;
        let n = i64::try_from(n)?;
        spans.push(Span {
            node,
            level: i32::from(level - above),
            from: n << above,
            to: (n + 1) << above,
        });
    }
    let levels: Vec<i32> = spans.iter().map(|span| span.level).collect();
    let froms: Vec<i64> = spans.iter().map(|span| span.from).collect();
    let tos: Vec<i64> = spans.iter().map(|span| span.to).collect();
    let leaves = sqlx::query!(
        r#"select place as "place!", s.hash
             from unnest($1::integer[], $2::bigint[], $3::bigint[]) with ordinality as t (level, lo, hi, place)
             join audit_seals s on s.seq > t.lo and s.seq <= t.hi
            where t.level = 0 order by place, s.seq"#,
        &levels,
        &froms,
        &tos,
    )
    .fetch_all(&mut *conn)
    .await?;
    let above = sqlx::query!(
        r#"select place as "place!", n.hash
             from unnest($1::integer[], $2::bigint[], $3::bigint[]) with ordinality as t (level, lo, hi, place)
             join audit_tree n on n.level = t.level and n.index >= t.lo and n.index < t.hi
            where t.level > 0 order by place, n.index"#,
        &levels,
        &froms,
        &tos,
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut found = vec![Frontier::default(); spans.len()];
    let rows = leaves.into_iter().map(|row| (row.place, row.hash));
    for (place, hash) in rows.chain(above.into_iter().map(|row| (row.place, row.hash))) {
        let place = usize::try_from(place - 1)?;
        found
            .get_mut(place)
            .context("a place that was not asked for")?
            .push(fixed(&hash)?);
    }
    let mut held = HashMap::new();
    for (span, subtree) in spans.iter().zip(found) {
        ensure!(
            i64::try_from(subtree.size())? == span.to - span.from,
            "hashes {} to {} of level {} of the tree are not all there",
            span.from,
            span.to,
            span.level
        );
        held.insert(span.node, subtree.root());
    }
    Ok(held)
}

#[cfg(test)]
mod tests {
    use super::super::leaf;
    use super::*;

    fn hashes(words: &[&str]) -> Vec<Hash> {
        words
            .iter()
            .map(|word| hex::decode(word).unwrap().try_into().unwrap())
            .collect()
    }

    fn head(size: i64, root: &str) -> Head {
        Head {
            size,
            root: hashes(&[root])[0],
        }
    }

    /// Of the tests of Certificate Transparency: eight leaves, and trees within them.
    #[test]
    fn proofs_of_certificate_transparency_are_taken_and_bent_ones_are_not() {
        let eight = head(
            8,
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        );
        let one = head(
            1,
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        );
        let first = hashes(&[
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ]);
        let leaf = leaf::hash(b"");
        assert!(includes(eight, 1, leaf, &first));
        assert!(!includes(eight, 2, leaf, &first));
        assert!(!includes(eight, 0, leaf, &first));
        assert!(!includes(eight, 1, leaf::hash(b"x"), &first));
        assert!(!includes(eight, 1, leaf, &first[..2]));
        assert!(extends(one, eight, &first));
        assert!(!extends(eight, one, &first));
        let six = head(
            6,
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        );
        let from_six = hashes(&[
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ]);
        assert!(extends(six, eight, &from_six));
        assert!(!extends(six, eight, &first));
    }
}
