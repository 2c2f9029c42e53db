//! The verifier: recomputes the chain from the rows and names what does not fit.

use sqlx::PgPool;

use super::event::Stored;
use super::seal::FIRST_PREVIOUS;
use super::words;

/// Rows read at a time.
const PAGE_ROWS: i64 = 1_000;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The row at this place does not have the hash that was sealed.
    Changed { seq: i64, event: uuid::Uuid },
    /// A sealed event has no row.
    Missing { seq: i64, event: uuid::Uuid },
    /// Places in the order that have no seal.
    Gap { from: i64, to: i64 },
    /// What somebody wrote is not what the event says of it.
    WordsChanged { event: uuid::Uuid, member: String },
    /// An event that stands before the head of the log and was never sealed.
    Inserted { event: uuid::Uuid },
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Changed { seq, event } => {
                write!(f, "event {seq} ({event}) was changed after it was sealed")
            }
            Self::Missing { seq, event } => write!(f, "event {seq} ({event}) is missing"),
            Self::Gap { from, to } if from == to => write!(f, "the seal of event {from} is missing"),
            Self::Gap { from, to } => write!(f, "the seals of events {from} to {to} are missing"),
            Self::WordsChanged { event, member } => {
                write!(f, "what was written in `{member}` of event {event} was changed")
            }
            Self::Inserted { event } => write!(f, "event {event} was inserted behind the head of the log"),
        }
    }
}

#[derive(Clone, Debug, Default)]
pub struct Report {
    pub sealed: i64,
    /// Committed but not sealed yet.
    pub unsealed: i64,
    /// Hash of the last sealed event, lower-case hex; empty when nothing is sealed.
    pub head: String,
    pub findings: Vec<Finding>,
}

/// Reads the whole log. After a bad row it goes on from the stored hash, so that every bad row is named.
pub async fn verify(pool: &PgPool) -> anyhow::Result<Report> {
    let mut report = Report::default();
    let mut previous = FIRST_PREVIOUS.to_vec();
    loop {
        let rows = sqlx::query!(
            r#"select s.seq, s.event_id, s.hash,
                      e.id as "id?", e.at as "at?", e.kind as "kind?", e.actor_id, e.actor as "actor?",
                      e.request_id, e.person_id, e.sku_id, e.detail as "detail?"
                 from audit_seals s left join audit_events e on e.id = s.event_id
                where s.seq > $1
                order by s.seq
                limit $2"#,
            report.sealed,
            PAGE_ROWS,
        )
        .fetch_all(pool)
        .await?;
        let last_page = rows.len() < usize::try_from(PAGE_ROWS)?;
        for row in rows {
            if row.seq != report.sealed + 1 {
                report.findings.push(Finding::Gap {
                    from: report.sealed + 1,
                    to: row.seq - 1,
                });
            }
            report.sealed = row.seq;
            match (row.id, row.at, row.kind, row.actor, row.detail) {
                (Some(id), Some(at), Some(kind), Some(actor), Some(detail)) => {
                    let event = Stored {
                        id,
                        at,
                        kind,
                        actor_id: row.actor_id,
                        actor,
                        request_id: row.request_id,
                        person_id: row.person_id,
                        sku_id: row.sku_id,
                        detail,
                    };
                    if event.hash(&previous, row.seq)? != row.hash {
                        report.findings.push(Finding::Changed {
                            seq: row.seq,
                            event: row.event_id,
                        });
                    }
                }
                _ => report.findings.push(Finding::Missing {
                    seq: row.seq,
                    event: row.event_id,
                }),
            }
            previous = row.hash;
        }
        if last_page {
            break;
        }
    }
    if report.sealed > 0 {
        report.head = hex::encode(&previous);
    }
    let unsealed = sqlx::query!(
        r#"select e.id,
                  (e.xid, e.written) < (select h.xid, h.written from audit_events h
                                     join audit_seals s on s.event_id = h.id
                                    order by s.seq desc limit 1) as behind
             from audit_events e
            where not exists (select 1 from audit_seals s where s.event_id = e.id)"#
    )
    .fetch_all(pool)
    .await?;
    for event in unsealed {
        if event.behind == Some(true) {
            report.findings.push(Finding::Inserted { event: event.id });
        } else {
            report.unsealed += 1;
        }
    }
    report.findings.extend(words::verify(pool).await?);
    Ok(report)
}
