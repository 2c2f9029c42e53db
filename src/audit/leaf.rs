//! The bytes of an event that are hashed: its canonical form. docs/audit-format.md describes it for others.

use std::io::Write;

use anyhow::Context;
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// SHA-256.
pub type Hash = [u8; 32];

/// What stands before a leaf when it is hashed (RFC 6962, 2.1).
const LEAF_PREFIX: u8 = 0;
/// Bytes that most leaves need.
const USUAL_BYTES: usize = 512;

/// A stored event as the sealer, the verifier and evidence packs read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    pub kind: String,
    pub actor_id: Option<Uuid>,
    pub actor: String,
    pub request_id: Option<Uuid>,
    pub person_id: Option<Uuid>,
    pub sku_id: Option<Uuid>,
    /// JSON as Postgres writes it, not canonical.
    pub detail: String,
}

impl Stored {
    /// The event as canonical JSON (RFC 8785).
    ///
    /// # Errors
    /// The detail is no JSON, or has a number that canonical JSON can not write.
    pub fn leaf(&self) -> anyhow::Result<Vec<u8>> {
        let mut leaf = Vec::with_capacity(USUAL_BYTES);
        // The members stand in the order of the canonical form; only the detail has an order of its own.
        leaf.extend_from_slice(b"{\"actor\":");
        text(&mut leaf, &self.actor)?;
        id(&mut leaf, b",\"actor_id\":", self.actor_id)?;
        leaf.extend_from_slice(b",\"at\":\"");
        leaf.extend_from_slice(self.at.to_rfc3339_opts(SecondsFormat::Micros, true).as_bytes());
        leaf.extend_from_slice(b"\",\"detail\":");
        if self.detail == "{}" {
            leaf.extend_from_slice(b"{}");
        } else {
            let detail: Value = serde_json::from_str(&self.detail)
                .with_context(|| format!("the detail of event {} is no JSON", self.id))?;
            serde_json_canonicalizer::to_writer(&detail, &mut leaf)
                .with_context(|| format!("the detail of event {} has no canonical form", self.id))?;
        }
        id(&mut leaf, b",\"id\":", Some(self.id))?;
        leaf.extend_from_slice(b",\"kind\":");
        text(&mut leaf, &self.kind)?;
        id(&mut leaf, b",\"person_id\":", self.person_id)?;
        id(&mut leaf, b",\"request_id\":", self.request_id)?;
        id(&mut leaf, b",\"sku_id\":", self.sku_id)?;
        leaf.push(b'}');
        Ok(leaf)
    }

    /// [`hash`] of [`Stored::leaf`].
    pub fn leaf_hash(&self) -> anyhow::Result<Hash> {
        Ok(hash(&self.leaf()?))
    }
}

/// The hash of a leaf: SHA-256 over a zero byte and the leaf (RFC 6962, 2.1).
pub fn hash(leaf: &[u8]) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update([LEAF_PREFIX]);
    hasher.update(leaf);
    hasher.finalize().into()
}

fn text(leaf: &mut Vec<u8>, words: &str) -> anyhow::Result<()> {
    // serde_json escapes as RFC 8785 asks for.
    Ok(serde_json::to_writer(leaf, words)?)
}

fn id(leaf: &mut Vec<u8>, member: &[u8], id: Option<Uuid>) -> anyhow::Result<()> {
    leaf.extend_from_slice(member);
    match id {
        Some(id) => write!(leaf, "\"{}\"", id.hyphenated())?,
        None => leaf.extend_from_slice(b"null"),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i32>().prop_map(Value::from),
            (-1.0e9..1.0e9f64).prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 24, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::btree_map(any::<String>(), inner, 0..6)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn a_leaf_is_the_canonical_form_of_its_members(
            detail in any_json(),
            ids in any::<[Option<u128>; 4]>(),
            micros in 0..4_000_000_000_000_000i64,
            kind in any::<String>(),
        ) {
            let [actor_id, request_id, person_id, sku_id] = ids.map(|id| id.map(Uuid::from_u128));
            let event = Stored {
                id: Uuid::from_u128(7),
                at: DateTime::from_timestamp_micros(micros).unwrap(),
                kind,
                actor_id,
                actor: "person".into(),
                request_id,
                person_id,
                sku_id,
                detail: detail.to_string(),
            };
            let members = json!({
                "id": event.id, "at": event.at.to_rfc3339_opts(SecondsFormat::Micros, true), "kind": event.kind,
                "actor_id": event.actor_id, "actor": event.actor, "request_id": event.request_id,
                "person_id": event.person_id, "sku_id": event.sku_id, "detail": detail,
            });
            prop_assert_eq!(
                String::from_utf8(event.leaf().unwrap()).unwrap(),
                serde_json_canonicalizer::to_string(&members).unwrap()
            );
        }
    }
}
