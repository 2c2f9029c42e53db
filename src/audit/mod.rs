//! The audit log: events written in the transaction of the change, one order made afterwards by the sealer, and a
//! verifier that starts from the rows. Knows no feature; never updates or deletes.

mod event;
mod seal;
mod verify;

pub use event::{Actor, Event, Kind, append, append_all};
pub use seal::seal;
pub use verify::{Finding, Report, verify};

/// Whether this login can add to the log and read it, and nothing else.
pub async fn may_only_append(pool: &sqlx::PgPool) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select bool_and(has_table_privilege(t, 'select') and has_table_privilege(t, 'insert')
                           and not has_table_privilege(t, 'update') and not has_table_privilege(t, 'delete')
                           and not has_table_privilege(t, 'truncate')) as "only!"
             from unnest(array['audit_events', 'audit_seals']) as t"#
    )
    .fetch_one(pool)
    .await
}
