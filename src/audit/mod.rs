//! The audit log: events written in the transaction of the change, one order made afterwards by the sealer as a Merkle tree,
//! signed checkpoints over it, and a verifier that starts from the rows. Knows no feature; never updates or deletes. How all of it
//! is written stands in docs/audit-format.md.

pub mod checkpoint;
mod event;
mod frontier;
mod keys;
pub mod leaf;
pub mod months;
pub mod note;
mod seal;
mod sign;
mod tail;
pub mod tree;
mod verify;
mod words;

use sha2::{Digest, Sha256};

pub use checkpoint::Checkpoint;
pub use event::{Actor, Event, Kind, append, append_all};
pub use frontier::Frontier;
pub use keys::Keys;
pub use leaf::{Hash, Stored};
pub use seal::{seal, sealed};
pub use sign::sign;
pub use tail::Tail;
pub use verify::{Against, Finding, Progress, Report, verify, verify_from};

/// SHA-256 of the value as canonical JSON (RFC 8785), lower-case hex: what the log says of something that stands elsewhere. The
/// same for a value and for what Postgres gives back of it.
pub fn fingerprint(value: &serde_json::Value) -> anyhow::Result<String> {
    Ok(hex::encode(Sha256::digest(serde_json_canonicalizer::to_vec(
        value,
    )?)))
}

/// Whether this login can add to the log and read it, and nothing else.
pub async fn may_only_append(pool: &sqlx::PgPool) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select bool_and(has_table_privilege(t, 'select') and has_table_privilege(t, 'insert')
                           and not has_table_privilege(t, 'update') and not has_table_privilege(t, 'delete')
                           and not has_table_privilege(t, 'truncate')) as "only!"
             from unnest(array['audit_events', 'audit_seals', 'audit_tree', 'audit_checkpoints', 'audit_keys',
                               'audit_words']) as t"#
    )
    .fetch_one(pool)
    .await
}
