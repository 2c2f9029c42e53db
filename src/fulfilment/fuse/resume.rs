//! After the fuse has blown: an administrator lets what it holds end, or keeps it.

use chrono::{DateTime, Duration, Utc};
use serde_json::json;
use sqlx::{PgConnection, PgPool};

use super::{Fuse, store};
use crate::audit::{self, Actor, Event, Kind};
use crate::clock::Clock;
use crate::config::Zones;
use crate::fulfilment::{EndCause, ending};
use crate::ids::{FuseId, GrantId, PersonId};
use crate::jobs::{self, Job, Leased};
use crate::requests::calendar;

/// Grants that are ended in one transaction.
const CHUNK: i64 = 500;
/// Days that a grant whose term is over gets when it is kept: time to ask for an extension.
pub const KEPT_DAYS: i64 = 14;

/// What is held, as the page showed it: how many, and when the last one was held, in microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    pub held: i64,
    pub last_held_us: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resumed {
    Done(i64),
    /// Somebody was faster.
    TooLate,
    /// It holds something else than what was shown: so many.
    Changed(i64),
}

/// Lets everything end that the fuse holds. With the fuse of all products, those of single products are resumed too. The worker
/// ends them, in chunks.
pub async fn resume(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    (by, reason): (PersonId, &str),
    id: FuseId,
    shown: Shown,
) -> anyhow::Result<Resumed> {
    store::lock(tx).await?;
    let Some(fuse) = store::blown_by_id(tx, id).await? else {
        return Ok(Resumed::TooLate);
    };
    let held = store::shown(tx, fuse.sku).await?;
    if held != shown {
        return Ok(Resumed::Changed(held.held));
    }
    let let_end = store::let_end(tx, now, &fuse).await?;
    reset(tx, now, (by, reason), &fuse, let_end).await?;
    reset_what_holds_nothing(tx, now, (by, reason), &fuse).await?;
    jobs::enqueue(tx, now, Job::TurnClock, now).await?;
    Ok(Resumed::Done(let_end))
}

/// Keeps these grants, or all that the fuse holds: they do not end. One whose term is over ends [`KEPT_DAYS`] later, with the
/// day where its person is. When nothing is held any more, the fuse is whole again.
pub async fn keep(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    zones: &Zones,
    (by, reason): (PersonId, &str),
    id: FuseId,
    which: Which<'_>,
) -> anyhow::Result<Resumed> {
    store::lock(tx).await?;
    let Some(fuse) = store::blown_by_id(tx, id).await? else {
        return Ok(Resumed::TooLate);
    };
    let only = match which {
        Which::These(ids) => Some(ids),
        Which::All(shown) => {
            let held = store::shown(tx, fuse.sku).await?;
            if held != shown {
                return Ok(Resumed::Changed(held.held));
            }
            None
        }
    };
    let mut kept = store::lock_held(tx, fuse.sku, only).await?;
    let ends: Vec<_> = kept.iter().map(|grant| grant.until).collect();
    for grant in kept
        .iter_mut()
        .filter(|grant| grant.cause == Some(EndCause::Expired))
    {
        let countries = [grant.country.as_deref(), grant.usage_location.as_deref()];
        let zone = zones.of(grant.time_zone.as_deref(), countries);
        let last_day = calendar::plus(calendar::day_of(now, zone), KEPT_DAYS);
        grant.until = grant.until.max(Some(calendar::end_of(last_day, zone)));
        grant.ends_on = grant.ends_on.map(|day| day.max(last_day));
    }
    store::keep(tx, now, (by, reason), &kept).await?;
    let events = kept.iter().zip(ends).map(|(grant, from)| {
        let detail = json!({ "grant": grant.id, "fuse": fuse.id, "cause": grant.cause, "from": from,
                             "until": grant.until, "reason": reason });
        Event::new(Kind::FuseKept, Actor::Person(by))
            .on_request(grant.request)
            .about(grant.person)
            .with_product(grant.sku)
            .saying(detail)
    });
    audit::append_all(tx, now, events.collect()).await?;
    if store::shown(tx, fuse.sku).await?.held == 0 {
        reset(tx, now, (by, reason), &fuse, 0).await?;
    }
    reset_what_holds_nothing(tx, now, (by, reason), &fuse).await?;
    Ok(Resumed::Done(i64::try_from(kept.len())?))
}

/// Of what the fuse holds.
#[derive(Clone, Copy, Debug)]
pub enum Which<'a> {
    These(&'a [GrantId]),
    All(Shown),
}

async fn reset(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    (by, reason): (PersonId, &str),
    fuse: &Fuse,
    let_end: i64,
) -> anyhow::Result<()> {
    for one in store::reset(tx, now, (by, reason), fuse).await? {
        let let_end = if one.id == fuse.id { let_end } else { 0 };
        audit::append(tx, now, resumed_event(&one, by, (fuse, reason, let_end))).await?;
    }
    Ok(())
}

/// Two fuses may hold the same grants: where all that one of them holds was answered with this one, it is whole again too.
async fn reset_what_holds_nothing(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    (by, reason): (PersonId, &str),
    answered: &Fuse,
) -> anyhow::Result<()> {
    for fuse in store::blown(tx).await? {
        if fuse.id == answered.id || store::shown(tx, fuse.sku).await?.held > 0 {
            continue;
        }
        for one in store::reset(tx, now, (by, reason), &fuse).await? {
            audit::append(tx, now, resumed_event(&one, by, (answered, reason, 0))).await?;
        }
    }
    Ok(())
}

fn resumed_event(fuse: &Fuse, by: PersonId, (with, reason, let_end): (&Fuse, &str, i64)) -> Event {
    let event = Event::new(Kind::FuseResumed, Actor::Person(by)).saying(json!({
        "fuse": fuse.id, "with": with.id, "reason": reason, "let_end": let_end,
    }));
    match fuse.sku {
        Some(sku) => event.with_product(sku),
        None => event,
    }
}

/// Ends what administrators let end, chunk by chunk; what is cut off goes on the next time the clock is turned.
pub async fn carry_out(pool: &PgPool, clock: &Clock, leased: &Leased) -> anyhow::Result<()> {
    loop {
        let now = clock.now();
        let mut tx = pool.begin().await?;
        jobs::hold(&mut tx, leased).await?;
        let chunk = store::lock_let_end(&mut tx, CHUNK).await?;
        if chunk.is_empty() {
            return Ok(());
        }
        for (grant, reason) in &chunk {
            ending::end_held(&mut tx, now, grant, reason).await?;
        }
        tx.commit().await?;
    }
}

/// The hour that is counted, for pages.
pub fn window() -> Duration {
    Duration::minutes(super::WINDOW_MIN)
}
