//! The audit log: events written in the transaction of the change, one order made afterwards by the sealer, and a
//! verifier that starts from the rows. Knows no feature; never updates or deletes.

mod event;
mod seal;
mod tail;
mod verify;
mod words;

use sha2::{Digest, Sha256};

pub use event::{Actor, Event, Kind, append, append_all};
pub use seal::seal;
pub use tail::Tail;
pub use verify::{Finding, Report, verify};

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
             from unnest(array['audit_events', 'audit_seals', 'audit_words']) as t"#
    )
    .fetch_one(pool)
    .await
}
