//! What was written to the log since one looked last: for pages that are open. Nothing is missed, whatever order transactions
//! commit in, and nothing is said twice.

use std::collections::HashSet;

use sqlx::PgPool;
use uuid::Uuid;

use crate::ids::{PersonId, RequestId};

/// Events that are read at a time.
const PAGE_EVENTS: i64 = 5_000;

/// How far one has looked.
#[derive(Debug, Default)]
pub struct Tail {
    /// Everything that was written below this transaction was seen.
    from: Option<String>,
    /// What was seen from there on.
    seen: HashSet<Uuid>,
}

/// Whom and what an event is about.
#[derive(Clone, Debug)]
pub struct Fresh {
    pub request: Option<RequestId>,
    /// Whom it concerns.
    pub person: Option<PersonId>,
    /// Those whose place at a stage others took.
    pub signed_before: Vec<PersonId>,
}

impl Tail {
    /// What is new; the first look only says where to begin.
    pub async fn look(&mut self, pool: &PgPool) -> sqlx::Result<Vec<Fresh>> {
        let mark = sqlx::query_scalar!(r#"select pg_snapshot_xmin(pg_current_snapshot())::text as "mark!""#)
            .fetch_one(pool)
            .await?;
        let is_first = self.from.is_none();
        let number = |text: &str| text.parse::<u64>().unwrap_or_default();
        let (mut seen, mut fresh) = (HashSet::new(), Vec::new());
        // A transaction may have written more than one page: each begins behind the last event of the one before.
        let mut behind = (self.from.as_ref().unwrap_or(&mark).clone(), 0);
        loop {
            let rows = sqlx::query!(
                r#"select id, request_id as "request: RequestId", person_id as "person: PersonId", xid::text as "xid!", written,
                          case when kind in ('stage.escalated', 'stage.approvers_replaced') then detail -> 'before' end as before
                     from audit_events where (xid, written) > ($1::text::xid8, $2) order by xid, written limit $3"#,
                behind.0,
                behind.1,
                PAGE_EVENTS,
            )
            .fetch_all(pool)
            .await?;
            let is_last = i64::try_from(rows.len()).unwrap_or(PAGE_EVENTS) < PAGE_EVENTS;
            for row in rows {
                if !is_first && !self.seen.contains(&row.id) {
                    fresh.push(Fresh {
                        request: row.request,
                        person: row.person,
                        signed_before: row
                            .before
                            .and_then(|people| serde_json::from_value(people).ok())
                            .unwrap_or_default(),
                    });
                }
                if number(&row.xid) >= number(&mark) {
                    seen.insert(row.id);
                }
                behind = (row.xid, row.written);
            }
            if is_last {
                break;
            }
        }
        self.seen = seen;
        self.from = Some(mark);
        Ok(fresh)
    }
}
