//! The root of a tree that grows leaf by leaf, without the leaves: of each whole subtree only its hash is held.

use serde::{Deserialize, Serialize};
use tlog_tiles::tlog;

use super::leaf::Hash;

/// The hashes of the whole subtrees that a tree of `size` leaves is made of (RFC 6962), the largest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frontier {
    size: u64,
    subtrees: Vec<Hash>,
}

impl Frontier {
    /// How many leaves there are.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Puts the hash of the next leaf behind those there are.
    pub fn push(&mut self, leaf: Hash) {
        let mut hash = leaf;
        let mut whole = self.size;
        while whole & 1 == 1 {
            if let Some(left) = self.subtrees.pop() {
                hash = node(left, hash);
            }
            whole >>= 1;
        }
        self.subtrees.push(hash);
        self.size += 1;
    }

    /// The root; of no leaves it is the hash of nothing.
    pub fn root(&self) -> Hash {
        self.root_with(&Self::default())
    }

    /// The root of a tree whose leaves are subtrees of equal size, followed by `rest`, which is smaller than one of them.
    pub fn root_with(&self, rest: &Self) -> Hash {
        let mut smallest_first = rest.subtrees.iter().rev().chain(self.subtrees.iter().rev());
        let Some(last) = smallest_first.next() else {
            return tlog::EMPTY_HASH.0;
        };
        smallest_first.fold(*last, |right, left| node(*left, right))
    }
}

impl FromIterator<Hash> for Frontier {
    fn from_iter<T: IntoIterator<Item = Hash>>(leaves: T) -> Self {
        let mut frontier = Self::default();
        for leaf in leaves {
            frontier.push(leaf);
        }
        frontier
    }
}

fn node(left: Hash, right: Hash) -> Hash {
    tlog::node_hash(tlog::Hash(left), tlog::Hash(right)).0
}

#[cfg(test)]
mod tests {
    use super::super::leaf;
    use super::*;

    /// The leaves and roots with which implementations of Certificate Transparency are tested.
    pub const LEAVES: [&str; 8] = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ];
    const ROOTS: [&str; 9] = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    #[test]
    fn roots_are_those_of_certificate_transparency() {
        let mut frontier = Frontier::default();
        assert_eq!(hex::encode(frontier.root()), ROOTS[0]);
        for (leaf, root) in LEAVES.iter().zip(&ROOTS[1..]) {
            frontier.push(leaf::hash(&hex::decode(leaf).unwrap()));
            assert_eq!(hex::encode(frontier.root()), *root);
        }
    }

    #[test]
    fn whole_subtrees_and_a_rest_have_the_root_of_all_leaves() {
        let leaves: Vec<Hash> = (0..1000u32).map(|n| leaf::hash(&n.to_be_bytes())).collect();
        for size in [1, 255, 256, 257, 512, 767, 1000] {
            let whole = leaves[..size].chunks_exact(256);
            let rest = whole.remainder().iter().copied().collect();
            let upper: Frontier = whole
                .map(|block| block.iter().copied().collect::<Frontier>().root())
                .collect();
            let all: Frontier = leaves[..size].iter().copied().collect();
            assert_eq!(upper.root_with(&rest), all.root(), "{size}");
        }
    }
}
