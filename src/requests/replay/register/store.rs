//! SQL of the register of the policy beside the log.

use sqlx::PgConnection;

use super::{Draft, Force, LoggedDraft, LoggedEnd, StoredDraft};
use crate::ids::PersonId;
use crate::requests::rules::drafts::{DraftKind, DraftState};

/// Every line of the register in its order, and what the log has besides.
pub async fn in_force(conn: &mut PgConnection) -> sqlx::Result<Vec<Force>> {
    sqlx::query_as!(
        Force,
        r#"select coalesce(f.version, e.version, '') as "version!", f.from_at as "from?", e.at as "logged_at?",
                  e.written as "logged?"
             from policy_in_force f
             full join (select at, written, detail->>'policy' as version, coalesce(detail->>'draft', '') as draft
                          from audit_events where kind = 'policy.in_force') e
               on e.version = f.version and e.at = f.from_at and e.draft = coalesce(f.draft_id::text, '')
            order by f.id, e.written"#
    )
    .fetch_all(conn)
    .await
}

/// Every draft with the events of it, and what the log has besides.
pub async fn drafts(conn: &mut PgConnection) -> sqlx::Result<Vec<Draft>> {
    let rows = sqlx::query!(
        r#"select d.version as "version?", d.kind as "kind?: DraftKind", d.submitted_by as "submitted_by?: PersonId",
                  d.submitted_at as "submitted_at?", d.why as "why?", d.state as "state?: DraftState",
                  d.settled_by as "settled_by?: PersonId", d.settled_at as "settled_at?", d.settled_why as "settled_why?",
                  e.version as logged_version, e.is_rollback, e.actor_id as "logged_by?: PersonId",
                  e.at as "logged_at?", e.why as logged_why,
                  s.kind as "end_kind?", s.actor_id as "end_by?: PersonId", s.at as "end_at?", s.why as end_why
             from policy_drafts d
             full join (select at, written, actor_id, detail->>'draft' as draft, detail->>'policy' as version,
                               detail->'rollback' = 'true' as is_rollback, audit_said(id, detail)->>'why' as why
                          from audit_events where kind = 'policy.draft_submitted') e on e.draft = d.id::text
             left join (select distinct on (detail->>'draft') detail->>'draft' as draft, kind, at, actor_id,
                               audit_said(id, detail)->>'why' as why
                          from audit_events
                         where kind in ('policy.in_force', 'policy.draft_withdrawn', 'policy.draft_refused')
                         order by detail->>'draft', written) s on s.draft = d.id::text
            order by d.written, e.written"#
    )
    .fetch_all(conn)
    .await?;
    let drafts = rows.into_iter().map(|row| {
        let stored = || {
            Some(StoredDraft {
                version: row.version.clone()?,
                kind: row.kind?,
                by: row.submitted_by?,
                at: row.submitted_at?,
                why: row.why?,
                state: row.state?,
                settled_by: row.settled_by,
                settled_at: row.settled_at,
                settled_why: row.settled_why,
            })
        };
        Draft {
            version: (row.version.clone().or(row.logged_version.clone())).unwrap_or_default(),
            stored: stored(),
            logged: row.logged_at.map(|at| LoggedDraft {
                version: row.logged_version,
                is_rollback: row.is_rollback == Some(true),
                by: row.logged_by,
                at,
                why: row.logged_why,
            }),
            settled: row.end_kind.zip(row.end_at).map(|(kind, at)| LoggedEnd {
                kind,
                by: row.end_by,
                at,
                why: row.end_why,
            }),
        }
    });
    Ok(drafts.collect())
}
