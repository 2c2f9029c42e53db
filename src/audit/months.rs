//! The events are kept by month, so that what is too old can be dropped whole. What is dropped are the events; their hashes stay, and
//! the log says what it was, so that every proof holds and nothing more can be missing than was dropped.

use anyhow::{Context, ensure};
use chrono::{DateTime, Datelike, Months, NaiveDate, NaiveTime, Utc};
use serde_json::json;
use sha2::{Digest, Sha256};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::event::{Actor, Event, Kind, append};
use super::leaf::Stored;
use super::tree::fixed;
use super::{checkpoint, seal};

/// Months ahead for which there is a place: a service that does not run for a month has one when it comes back.
const MONTHS_AHEAD: u32 = 2;
/// Rows read at a time.
const PAGE_ROWS: i64 = 4_096;

/// The first day of a moment's month, in UTC.
pub fn of(at: DateTime<Utc>) -> NaiveDate {
    let day = at.date_naive();
    day.with_day(1).unwrap_or(day)
}

/// When a month begins.
fn begin(month: NaiveDate) -> DateTime<Utc> {
    month.and_time(NaiveTime::MIN).and_utc()
}

fn after(month: NaiveDate) -> anyhow::Result<NaiveDate> {
    month
        .checked_add_months(Months::new(1))
        .context("there is no month after it")
}

/// Makes places for the events of this month and the next ones. A month that has none stands among the others and can not be dropped.
pub async fn prepare(pool: &PgPool, now: DateTime<Utc>) -> anyhow::Result<()> {
    for ahead in 0..=MONTHS_AHEAD {
        let month = of(now)
            .checked_add_months(Months::new(ahead))
            .context("there is no such month")?;
        sqlx::query_scalar!("select audit_month($1)", begin(month))
            .fetch_one(pool)
            .await?;
    }
    Ok(())
}

/// Months that have a place of their own, the oldest first.
pub async fn kept(conn: &mut PgConnection) -> anyhow::Result<Vec<NaiveDate>> {
    let names = sqlx::query_scalar!(
        r#"select c.relname::text as "name!" from pg_inherits i join pg_class c on c.oid = i.inhrelid
            where i.inhparent = 'audit_events'::regclass order by 1"#
    )
    .fetch_all(conn)
    .await?;
    let months = names.iter().filter_map(|name| {
        let month = name.strip_prefix("audit_events_")?;
        NaiveDate::parse_from_str(&format!("{month}_01"), "%Y_%m_%d").ok()
    });
    Ok(months.collect())
}

/// What is sealed of a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Month {
    pub month: NaiveDate,
    pub events: i64,
    pub first_seq: i64,
    pub last_seq: i64,
    /// SHA-256 over the hashes of its leaves in the order of the log, lower-case hex.
    pub leaves_sha256: String,
}

async fn sealed(conn: &mut PgConnection, month: NaiveDate) -> anyhow::Result<Month> {
    let (from, to) = (begin(month), begin(after(month)?));
    let mut found = Month {
        month,
        events: 0,
        first_seq: 0,
        last_seq: 0,
        leaves_sha256: String::new(),
    };
    let mut hasher = Sha256::new();
    loop {
        let seals = sqlx::query!(
            "select seq, hash from audit_seals where at >= $1 and at < $2 and seq > $3 order by seq limit $4",
            from,
            to,
            found.last_seq,
            PAGE_ROWS
        )
        .fetch_all(&mut *conn)
        .await?;
        let is_last = i64::try_from(seals.len())? < PAGE_ROWS;
        for seal in seals {
            hasher.update(fixed(&seal.hash)?);
            found.events += 1;
            if found.first_seq == 0 {
                found.first_seq = seal.seq;
            }
            found.last_seq = seal.seq;
        }
        if is_last {
            break;
        }
    }
    found.leaves_sha256 = hex::encode(hasher.finalize());
    Ok(found)
}

/// Drops the events of a month; needs the owner's login. In one transaction: the event that says so, the note of it, the rows.
///
/// # Errors
/// Says why it must not be dropped: an event is not sealed, no checkpoint is over all of it, or a row is not what was sealed.
pub async fn drop_payloads(pool: &PgPool, now: DateTime<Utc>, month: NaiveDate) -> anyhow::Result<Month> {
    let mut tx = pool.begin().await?;
    ensure!(
        month < of(now) && kept(&mut tx).await?.contains(&month),
        "{} is not a month that can be dropped by itself",
        month.format("%Y-%m")
    );
    let what = sealed(&mut tx, month).await?;
    fits(&mut tx, &what).await?;
    let covered = checkpoint::newest(&mut tx)
        .await?
        .is_some_and(|newest| newest.head.size >= what.last_seq);
    ensure!(
        covered,
        "no checkpoint is over all events of {}",
        month.format("%Y-%m")
    );
    let event = Event::new(Kind::PayloadsDropped, Actor::Operator).saying(json!({
        "month": month.format("%Y-%m").to_string(),
        "events": what.events,
        "first_seq": what.first_seq,
        "last_seq": what.last_seq,
        "leaves_sha256": what.leaves_sha256,
    }));
    let event = append(&mut tx, now, event).await?;
    sqlx::query!(
        "insert into audit_dropped (month, events, at, event_id) values ($1, $2, $3, $4)",
        month,
        what.events,
        now,
        event.0
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "delete from audit_words where event_id in (select event_id from audit_seals where at >= $1 and at < $2)",
        begin(month),
        begin(after(month)?)
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!("select audit_drop_month($1)", month)
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    // Until the event is sealed nothing proves that the month was dropped rightly.
    seal::seal(pool, now).await?;
    Ok(what)
}

/// That every event of the month is sealed and is what was sealed.
async fn fits(conn: &mut PgConnection, what: &Month) -> anyhow::Result<()> {
    let month = what.month.format("%Y-%m");
    let (from, to) = (begin(what.month), begin(after(what.month)?));
    let mut behind = 0;
    let mut events = 0;
    loop {
        let rows = sqlx::query!(
            r#"select s.seq, s.hash, e.id, e.at, e.kind, e.actor_id, e.actor, e.request_id, e.person_id, e.sku_id,
                      e.detail::text as "detail!"
                 from audit_seals s join audit_events e on e.id = s.event_id and e.at = s.at
                where s.at >= $1 and s.at < $2 and s.seq > $3 order by s.seq limit $4"#,
            from,
            to,
            behind,
            PAGE_ROWS
        )
        .fetch_all(&mut *conn)
        .await?;
        let is_last = i64::try_from(rows.len())? < PAGE_ROWS;
        for row in rows {
            let event = Stored {
                id: row.id,
                at: row.at,
                kind: row.kind,
                actor_id: row.actor_id,
                actor: row.actor,
                request_id: row.request_id,
                person_id: row.person_id,
                sku_id: row.sku_id,
                detail: row.detail,
            };
            ensure!(
                event.leaf_hash()? == fixed(&row.hash)?,
                "event {} of {month} is not what was sealed; run: countersign audit verify",
                row.seq
            );
            behind = row.seq;
            events += 1;
        }
        if is_last {
            break;
        }
    }
    let rows = sqlx::query_scalar!(
        r#"select count(*) as "n!" from audit_events where at >= $1 and at < $2"#,
        from,
        to
    )
    .fetch_one(conn)
    .await?;
    ensure!(
        rows == events,
        "{} events of {month} are not sealed yet",
        rows - events
    );
    ensure!(
        what.events == events,
        "{} events of {month} are missing; run: countersign audit verify",
        what.events - events
    );
    Ok(())
}

/// Whether a month was dropped, and whether what is sealed of it is what the log says.
pub(super) enum Dropped {
    Not,
    Rightly,
    Wrongly(String),
}

pub(super) async fn dropped(conn: &mut PgConnection, month: NaiveDate) -> anyhow::Result<Dropped> {
    let note = sqlx::query!(
        "select events, event_id from audit_dropped where month = $1",
        month
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(note) = note else {
        return Ok(Dropped::Not);
    };
    let what = sealed(conn, month).await?;
    if what.events != note.events {
        let why = format!(
            "{} events were dropped and {} are sealed",
            note.events, what.events
        );
        return Ok(Dropped::Wrongly(why));
    }
    Ok(match said(conn, note.event_id).await? {
        Said::Nothing => Dropped::Wrongly("no sealed event says so".to_owned()),
        Said::Dropped => Dropped::Rightly,
        Said::This(detail) => {
            let same = detail["month"] == month.format("%Y-%m").to_string()
                && detail["events"] == what.events
                && detail["leaves_sha256"] == what.leaves_sha256;
            match same {
                true => Dropped::Rightly,
                false => Dropped::Wrongly("the event that says so is of other events".to_owned()),
            }
        }
    })
}

/// What the event says that a month was dropped.
enum Said {
    Nothing,
    This(serde_json::Value),
    /// It was dropped itself since, with its own month.
    Dropped,
}

async fn said(conn: &mut PgConnection, event: Uuid) -> anyhow::Result<Said> {
    let row = sqlx::query!(
        r#"select s.at, e.kind as "kind?", e.detail as "detail?" from audit_seals s
             left join audit_events e on e.id = s.event_id and e.at = s.at where s.event_id = $1"#,
        event
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(row) = row else {
        return Ok(Said::Nothing);
    };
    if let (Some(kind), Some(detail)) = (row.kind, row.detail) {
        return Ok(match kind == Kind::PayloadsDropped.as_str() {
            true => Said::This(detail),
            false => Said::Nothing,
        });
    }
    let is_dropped = sqlx::query_scalar!(
        r#"select exists (select from audit_dropped where month = $1) as "is!""#,
        of(row.at)
    )
    .fetch_one(conn)
    .await?;
    Ok(if is_dropped { Said::Dropped } else { Said::Nothing })
}
