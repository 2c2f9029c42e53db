//! SQL of the lines, and of how far each receiver is.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::ocsf::{self, Payload, Sealed};

/// Bytes of lines that are given at a time, beyond the first line: an event is one or two kilobytes.
const MOST_BYTES: usize = 8 * 1024 * 1024;
/// Events read at a time.
const PAGE_EVENTS: i64 = 1_000;

/// Sealed events as lines, without a gap.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    /// Each with its end.
    pub bytes: Vec<u8>,
    pub events: i64,
    /// Number of the last; that after which was asked, where there are none.
    pub through: i64,
    /// What was sealed of the last; empty where there are none.
    pub hash: Vec<u8>,
}

/// How much is given at a time.
#[derive(Clone, Copy, Debug)]
pub enum Room {
    /// So many events, and fewer where they are large.
    AtMost(i64),
    /// Exactly up to this one: what has its bounds already.
    UpTo(i64),
}

/// Events behind `after`, in their order. Only what is sealed: nothing can come before it later.
pub async fn lines(conn: &mut PgConnection, after: i64, room: Room) -> anyhow::Result<Lines> {
    let mut lines = Lines {
        through: after,
        ..Lines::default()
    };
    let (limit, most_bytes) = match room {
        Room::AtMost(limit) => (limit, MOST_BYTES),
        Room::UpTo(last) => (last - after, usize::MAX),
    };
    while lines.events < limit {
        let asked = PAGE_EVENTS.min(limit - lines.events);
        let page = sealed(conn, lines.through, asked).await?;
        for event in &page {
            let line = ocsf::line(event)?;
            if lines.events > 0 && lines.bytes.len() + line.len() > most_bytes {
                return Ok(lines);
            }
            lines.bytes.extend(line);
            lines.bytes.push(b'\n');
            lines.events += 1;
            lines.through = event.seq;
            lines.hash.clone_from(&event.hash);
        }
        if i64::try_from(page.len())? < asked {
            break;
        }
    }
    Ok(lines)
}

/// Sealed events behind `after`, with the user names that held in their transactions.
async fn sealed(conn: &mut PgConnection, after: i64, limit: i64) -> sqlx::Result<Vec<Sealed>> {
    let rows = sqlx::query!(
        r#"select s.seq, s.event_id, s.hash, e.at as "at?", e.kind as "kind?", e.actor as "actor?", e.actor_id, e.request_id, e.person_id,
                  e.sku_id, e.detail as "detail?", a.upn as "actor_upn?", p.upn as "person_upn?"
             from audit_seals s
             left join audit_events e on e.id = s.event_id and e.at = s.at
             left join lateral (select k.upn from people_known_as k where k.person_id = e.actor_id and k.xid <= e.xid
                                 order by k.xid desc limit 1) a on true
             left join lateral (select k.upn from people_known_as k where k.person_id = e.person_id and k.xid <= e.xid
                                 order by k.xid desc limit 1) p on true
            where s.seq > $1
            order by s.seq
            limit $2"#,
        after,
        limit,
    )
    .fetch_all(conn)
    .await?;
    let events = rows.into_iter().map(|row| Sealed {
        seq: row.seq,
        event_id: row.event_id,
        hash: row.hash,
        event: match (row.at, row.kind, row.actor, row.detail) {
            (Some(at), Some(kind), Some(actor), Some(detail)) => Some(Payload {
                at,
                kind,
                actor,
                actor_id: row.actor_id,
                actor_upn: row.actor_upn,
                request_id: row.request_id,
                person_id: row.person_id,
                person_upn: row.person_upn,
                sku_id: row.sku_id,
                detail,
            }),
            _ => None,
        },
    });
    Ok(events.collect())
}

/// Number of the last sealed event; 0 where nothing is sealed.
pub async fn head(conn: &mut PgConnection) -> sqlx::Result<i64> {
    sqlx::query_scalar!(r#"select coalesce(max(seq), 0) as "seq!" from audit_seals"#)
        .fetch_one(conn)
        .await
}

/// What was sealed at this place; `None` = the log does not reach it.
pub async fn hash_at(conn: &mut PgConnection, seq: i64) -> sqlx::Result<Option<Vec<u8>>> {
    sqlx::query_scalar!("select hash from audit_seals where seq = $1", seq)
        .fetch_optional(conn)
        .await
}

/// How far a receiver is.
#[derive(Clone, Debug)]
pub struct Pushed {
    /// It has everything up to here.
    pub seq: i64,
    /// As the last that it has was sealed.
    pub hash: Option<Vec<u8>>,
    /// Last of the batch that is being sent.
    pub under_way: Option<i64>,
    /// Of this batch, that failed.
    pub attempts: i32,
    /// Why the last one failed, as a code.
    pub error: Option<String>,
    pub failed_at: Option<DateTime<Utc>>,
    pub next_at: DateTime<Utc>,
    pub taken_at: Option<DateTime<Utc>>,
}

/// How far it is, and how many sealed events it has not, with the time at which the first of them was sealed.
#[derive(Clone, Debug)]
pub struct Lag {
    pub pushed: Pushed,
    pub waiting: i64,
    pub oldest: Option<DateTime<Utc>>,
}

/// `None` = nothing was ever sent there.
pub async fn pushed(conn: &mut PgConnection, target: &str) -> sqlx::Result<Option<Pushed>> {
    sqlx::query_as!(
        Pushed,
        "select seq, hash, under_way, attempts, error, failed_at, next_at, taken_at from audit_pushed where target = $1",
        target
    )
    .fetch_optional(conn)
    .await
}

/// As [`pushed`], with what it lacks.
pub async fn lag(conn: &mut PgConnection, target: &str) -> sqlx::Result<Option<Lag>> {
    let Some(pushed) = pushed(conn, target).await? else {
        return Ok(None);
    };
    let oldest = sqlx::query_scalar!(
        "select sealed_at from audit_seals where seq > $1 order by seq limit 1",
        pushed.seq
    )
    .fetch_optional(&mut *conn)
    .await?;
    Ok(Some(Lag {
        waiting: (head(conn).await? - pushed.seq).max(0),
        pushed,
        oldest,
    }))
}

/// A receiver that is new begins at the first event.
pub async fn know(conn: &mut PgConnection, target: &str, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into audit_pushed (target, next_at) values ($1, $2) on conflict (target) do nothing",
        target,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes the right to send there, if nobody has it and it is time; one at a time, whichever process.
pub async fn lease(
    conn: &mut PgConnection,
    target: &str,
    by: Uuid,
    (now, until): (DateTime<Utc>, DateTime<Utc>),
) -> sqlx::Result<Option<Pushed>> {
    sqlx::query_as!(
        Pushed,
        "update audit_pushed set leased_by = $2, leased_until = $4
          where target = $1 and next_at <= $3 and (leased_until is null or leased_until <= $3)
        returning seq, hash, under_way, attempts, error, failed_at, next_at, taken_at",
        target,
        by,
        now,
        until,
    )
    .fetch_optional(conn)
    .await
}

/// Fixes the bounds of the batch before it leaves: whatever happens, it comes again as it is.
pub async fn begin(conn: &mut PgConnection, target: &str, by: Uuid, through: i64) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update audit_pushed set under_way = $3 where target = $1 and leased_by = $2 and under_way is null",
        target,
        by,
        through,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// There is nothing to send.
pub async fn release(conn: &mut PgConnection, target: &str, by: Uuid) -> sqlx::Result<()> {
    sqlx::query!(
        "update audit_pushed set leased_by = null, leased_until = null where target = $1 and leased_by = $2",
        target,
        by,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The receiver has the batch. `false` = somebody else has the lease by now, and will find out.
pub async fn taken(
    conn: &mut PgConnection,
    target: &str,
    by: Uuid,
    now: DateTime<Utc>,
    hash: &[u8],
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update audit_pushed set seq = under_way, hash = $4, under_way = null, attempts = 0, error = null, failed_at = null, next_at = $3,
                taken_at = $3, leased_by = null, leased_until = null
          where target = $1 and leased_by = $2 and under_way is not null",
        target,
        by,
        now,
        hash,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The batch was not taken, or nobody knows whether it was.
pub async fn failed(
    conn: &mut PgConnection,
    target: &str,
    by: Uuid,
    error: &str,
    (now, next): (DateTime<Utc>, DateTime<Utc>),
) -> sqlx::Result<()> {
    sqlx::query!(
        "update audit_pushed set attempts = attempts + 1, error = $3, failed_at = $4, next_at = $5, leased_by = null, leased_until = null
          where target = $1 and leased_by = $2",
        target,
        by,
        error,
        now,
        next,
    )
    .execute(conn)
    .await?;
    Ok(())
}
