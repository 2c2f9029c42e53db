//! Following the directory: everybody by `/users/delta`, then what changed, and the members of the groups that the policy
//! names. Each page is one transaction with the link to the next, so that a run goes on where it was cut off. Nobody is gone,
//! and nobody's account is closed, before the end of a run, and not when that would empty or halve the mirror.
//!
//! What is new about somebody is written down as a movement; what follows from it is not decided here.

mod freshness;
pub mod groups;
mod news;
mod page;
pub mod store;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context;
use chrono::{DateTime, Duration, Utc};
use serde_json::{json, value::RawValue};
use sqlx::{PgConnection, PgPool};

use crate::audit::{self, Actor, Event, Kind};
use crate::clock::Clock;
use crate::graph::{self, Class, Links, wire};
use crate::ids::PersonId;
use crate::jobs::{self, Job};
pub use freshness::{Freshness, freshness};
use page::{Item, Said};
use store::{BadItem, Known, Mirror, Mode, Refused, Tally};

/// Links of one run; more than any tenant has, so that a list that never ends does.
const MOST_PAGES: usize = 20_000;
/// Bad items of a run that are shown; all are counted.
const MOST_BAD_ITEMS: i32 = 100;
/// Days for which Graph promises to know a delta link.
const DELTA_LINK_DAYS: i64 = 7;
/// Days after which everybody is read anew, whatever the deltas said.
const FULL_EVERY_DAYS: i64 = 7;
/// A mirror of fewer people may lose any number of them.
const GUARDED_FROM: i64 = 10;
/// People whose end is written in one transaction.
const LOSSES_AT_ONCE: i64 = 1_000;

/// Where from and where to.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    pub graph: &'a graph::Client,
    pub pool: &'a PgPool,
    pub clock: &'a Clock,
}

/// How a reading ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    Done,
    /// It would empty or halve the mirror: an administrator must say that it is so.
    Refused(Refused),
}

/// Another run has begun meanwhile: this one is over.
#[derive(Debug, thiserror::Error)]
#[error("another reading of the directory has taken over")]
pub struct Overtaken;

/// Where a run was to go on, or a delta to begin, Graph does not let it.
#[derive(Debug, thiserror::Error)]
#[error("Graph does not take the link at which the reading of people was to go on")]
struct LinkRefused(#[source] Option<graph::Error>);

/// Reads what is new, or everybody, and then the named groups. Goes on with a run that was cut off.
pub async fn sync(reader: Reader<'_>, groups: &BTreeSet<String>) -> anyhow::Result<Reading> {
    let mut conn = reader.pool.acquire().await?;
    let mirror = people_mirror(&mut conn).await?;
    drop(conn);
    let read = match (mirror.refused, &mirror.taken, &mirror.next_link) {
        (Some(refused), None, _) => return Ok(Reading::Refused(refused)),
        (Some(_), Some(_), Some(link)) => end(reader, mirror.run, link).await.map(|()| Reading::Done),
        _ => read_on_or_anew(reader, mirror).await,
    };
    match read {
        Ok(Reading::Done) => {}
        Ok(refused) => return Ok(refused),
        // Another one goes on: nothing was missed.
        Err(error) if error.is::<Overtaken>() => return Err(error),
        Err(error) => {
            let mut conn = reader.pool.acquire().await?;
            store::note_error(&mut conn, &format!("{error:#}")).await?;
            return Err(error);
        }
    }
    groups::sync(reader, groups).await?;
    Ok(Reading::Done)
}

/// Everybody is to be read anew, at once: an administrator wishes it. A reading that was refused is thrown away.
pub async fn read_anew(tx: &mut PgConnection, now: DateTime<Utc>, by: PersonId) -> anyhow::Result<()> {
    let refused = people_mirror(tx).await?.refused;
    store::forget_delta(tx).await?;
    let event = Event::new(Kind::DirectoryReadAnew, Actor::Person(by)).saying(json!({ "refused": refused }));
    audit::append(tx, now, event).await?;
    jobs::enqueue(tx, now, Job::SyncDirectory, now).await?;
    Ok(())
}

/// A reading that was refused is true, an administrator says: the job takes it over. `None` when none waits for that word.
pub async fn take_as_it_is(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    by: PersonId,
    reason: &str,
) -> anyhow::Result<Option<Refused>> {
    let Some(refused) = store::take(tx, by, reason).await? else {
        return Ok(None);
    };
    let event = Event::new(Kind::DirectoryTaken, Actor::Person(by)).saying(json!({
        "before": refused.before, "after": refused.after, "reason": reason,
    }));
    audit::append(tx, now, event).await?;
    jobs::enqueue(tx, now, Job::SyncDirectory, now).await?;
    Ok(Some(refused))
}

async fn people_mirror(conn: &mut PgConnection) -> anyhow::Result<Mirror> {
    store::mirror(conn, "people")
        .await?
        .context("the table mirrors has no row for people")
}

/// As [`read_people`]; where the link is not good any more, everybody is read anew, once.
async fn read_on_or_anew(reader: Reader<'_>, mirror: Mirror) -> anyhow::Result<Reading> {
    match read_people(reader, mirror).await {
        Err(error) if is_forgotten(&error) || error.is::<LinkRefused>() => {
            tracing::warn!("everybody is read anew: {error:#}");
            let mut tx = reader.pool.begin().await?;
            store::forget_delta(&mut tx).await?;
            let mirror = people_mirror(&mut tx).await?;
            tx.commit().await?;
            read_people(reader, mirror).await
        }
        read => read,
    }
}

/// The link is too old, or Graph has forgotten it.
fn is_forgotten(error: &anyhow::Error) -> bool {
    error.downcast_ref::<graph::Error>().is_some_and(|error| {
        error.status == Some(410)
            || ["syncstatenotfound", "resyncrequired"].contains(&error.code.to_lowercase().as_str())
    })
}

/// Whether the link is at fault: not who asks, nor how often, nor the moment.
fn is_refusal(error: &graph::Error) -> bool {
    let of_the_call = !matches!(error.kind.class(), Class::Authentication | Class::RetryLater);
    of_the_call
        && error
            .status
            .is_some_and(|status| (400..500).contains(&status) && ![401, 403, 408, 429].contains(&status))
}

/// The page at which a run begins or goes on.
async fn first_page(reader: Reader<'_>, at: Option<&str>) -> anyhow::Result<wire::DeltaPage> {
    // Graph moved, or another one is configured.
    if at.is_some_and(|link| !reader.graph.leads_there(link)) {
        return Err(LinkRefused(None).into());
    }
    match reader.graph.users_delta(at).await {
        Err(error) if at.is_some() && is_refusal(&error) => Err(LinkRefused(Some(error)).into()),
        page => Ok(page?),
    }
}

/// Where a run stands.
struct Run {
    mirror: Mirror,
    number: i64,
    mode: Mode,
    /// The link of the next page; `None` = the first page of a full reading.
    at: Option<String>,
}

async fn start(reader: Reader<'_>, mirror: Mirror) -> anyhow::Result<Run> {
    let now = reader.clock.now();
    // One that has not read a page yet begins anew: what it will read is of now.
    if let (Some(_), Some(mode), 1..) = (mirror.started_at, mirror.mode, mirror.pages) {
        let at = match (&mirror.next_link, mode) {
            (None, Mode::Delta) => mirror.delta_link.clone(),
            (link, _) => link.clone(),
        };
        let number = mirror.run;
        return Ok(Run {
            mirror,
            number,
            mode,
            at,
        });
    }
    let link_is_good = mirror
        .delta_at
        .is_some_and(|at| now - at < Duration::days(DELTA_LINK_DAYS));
    let everybody_is_due = mirror
        .full_at
        .is_none_or(|at| now - at >= Duration::days(FULL_EVERY_DAYS));
    let delta = mirror
        .delta_link
        .clone()
        .filter(|_| link_is_good && !everybody_is_due);
    let mode = if delta.is_some() { Mode::Delta } else { Mode::Full };
    let mut tx = reader.pool.begin().await?;
    let number = store::begin(&mut tx, now, mode).await?;
    tx.commit().await?;
    Ok(Run {
        mirror,
        number,
        mode,
        at: delta,
    })
}

async fn read_people(reader: Reader<'_>, mirror: Mirror) -> anyhow::Result<Reading> {
    let mut run = start(reader, mirror).await?;
    let mut links = Links::default();
    // What the database says of where the run is: not the link of a delta before its first page.
    let mut stored = run
        .mirror
        .next_link
        .clone()
        .filter(|_| run.mirror.run == run.number);
    let mut number = if stored.is_some() { run.mirror.pages } else { 0 };
    let mut page = first_page(reader, run.at.as_deref()).await?;
    for _ in 0..MOST_PAGES {
        number += 1;
        let next = page.next_link.take();
        if let Some(link) = &next {
            anyhow::ensure!(
                !links.lead_round(link),
                "Graph's list of people leads round in a circle at page {number}"
            );
        }
        // The next page is on its way while this one is written.
        let fetched = async {
            match &next {
                Some(link) => reader.graph.users_delta(Some(link)).await.map(Some),
                None => Ok(None),
            }
        };
        let position = Position {
            number,
            stored: stored.as_deref(),
            next: next.as_deref(),
        };
        let (fetched, written) = tokio::join!(fetched, write_page(reader, &run, position, &page.value));
        written?;
        match fetched? {
            Some(fetched) => {
                stored.clone_from(&next);
                run.at = next;
                page = fetched;
            }
            None => {
                let link = page
                    .delta_link
                    .context("Graph's list of people ended without a link to what comes next")?;
                return end_if_it_may(reader, run.number, &link).await;
            }
        }
    }
    anyhow::bail!("Graph's list of people has more than {MOST_PAGES} pages")
}

/// Which page it is, where the database believes the run to be, and where it goes on.
#[derive(Clone, Copy)]
struct Position<'a> {
    number: i64,
    stored: Option<&'a str>,
    next: Option<&'a str>,
}

async fn write_page(
    reader: Reader<'_>,
    run: &Run,
    position: Position<'_>,
    items: &[Box<RawValue>],
) -> anyhow::Result<()> {
    let now = reader.clock.now();
    let full = run.mode == Mode::Full;
    // The last word about somebody on a page counts.
    let mut said: BTreeMap<PersonId, Said> = BTreeMap::new();
    let mut removed: BTreeSet<PersonId> = BTreeSet::new();
    // Of whom something was said that could not be read: they are there.
    let mut unread: Vec<PersonId> = Vec::new();
    let mut tally = Tally {
        seen: i64::try_from(items.len())?,
        ..Tally::default()
    };
    for (place, item) in (1..).zip(items) {
        match page::read(item, full) {
            Ok(Item::Is(person)) => {
                removed.remove(&person.id);
                said.insert(person.id, *person);
            }
            Ok(Item::Removed(person)) => {
                said.remove(&person);
                removed.insert(person);
            }
            Err(page::Unread { id, why }) => {
                match id {
                    Some(person) => unread.push(person),
                    None => tally.nameless += 1,
                }
                tally.bad.push(BadItem {
                    page: position.number,
                    position: place,
                    why,
                });
            }
        }
    }
    let people: Vec<_> = said.into_values().collect();
    let ids: Vec<_> = people.iter().map(|person| person.id).collect();
    let removed: Vec<_> = removed.into_iter().collect();
    let mut tx = reader.pool.begin().await?;
    hold(&mut tx, run.number).await?;
    if full {
        store::note(&mut tx, run.number, "seen", &ids).await?;
        store::note(&mut tx, run.number, "seen", &unread).await?;
    }
    let mentioned: Vec<_> = ids.iter().chain(&removed).copied().collect();
    store::unsay(&mut tx, run.number, &mentioned).await?;
    store::note(&mut tx, run.number, "gone", &removed).await?;
    let (changed, closed) = take_over(&mut tx, now, people, Closing::Later).await?;
    store::note(&mut tx, run.number, "disabled", &closed).await?;
    tally.changed = changed;
    let links = (position.stored, position.next.or(position.stored));
    if !store::turn_page(&mut tx, run.number, links, &tally, MOST_BAD_ITEMS).await? {
        return Err(Overtaken.into());
    }
    tx.commit().await?;
    Ok(())
}

/// Whether accounts that are closed are closed at once, or at the end of the run.
#[derive(Clone, Copy, PartialEq)]
enum Closing {
    Now,
    Later,
}

/// Writes what is new of these people, with its movements; answers how many that were, and whose account is to be closed.
async fn take_over(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    mut people: Vec<Said>,
    closing: Closing,
) -> anyhow::Result<(i64, Vec<PersonId>)> {
    let known = |known: Vec<Known>| -> BTreeMap<PersonId, Known> {
        known.into_iter().map(|known| (known.id, known)).collect()
    };
    let ids: Vec<_> = people.iter().map(|said| said.id).collect();
    // Whoever was erased is read again only when the account is open again.
    let erased = store::erased(tx, &ids).await?;
    people.retain(|said| said.enabled || !erased.contains(&said.id));
    let before = known(store::known(tx, &ids).await?);
    let mut closed = Vec::new();
    for said in &mut people {
        let was_open = before
            .get(&said.id)
            .is_some_and(|known| known.enabled && known.gone_at.is_none());
        if closing == Closing::Later && was_open && !said.enabled {
            said.enabled = true;
            closed.push(said.id);
        }
    }
    people.retain(|said| {
        !before
            .get(&said.id)
            .is_some_and(|known| news::is_known(said, known))
    });
    if people.is_empty() {
        return Ok((0, closed));
    }
    // Others may have written meanwhile: what is new is decided under a lock.
    let ids: Vec<_> = people.iter().map(|said| said.id).collect();
    let before = known(store::lock_known(tx, &ids).await?);
    let movements: Vec<_> = people
        .iter()
        .filter_map(|said| Some(news::movements(said, before.get(&said.id)?)))
        .flatten()
        .collect();
    let people: Vec<&Said> = people.iter().collect();
    store::write(tx, now, &people).await?;
    write_movements(tx, now, &movements).await?;
    Ok((i64::try_from(people.len())?, closed))
}

async fn write_movements(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    movements: &[store::Movement],
) -> anyhow::Result<()> {
    if !movements.is_empty() {
        store::write_movements(tx, now, movements).await?;
        jobs::enqueue_soon(tx, now, Job::TurnClock, now).await?;
    }
    Ok(())
}

/// Writes what Graph answered of one person just now. `None` when the answer lacks what identifies a person, or whether the
/// account is open.
pub async fn remember(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    user: &wire::User,
) -> anyhow::Result<Option<PersonId>> {
    let Some(said) = page::said_of(user) else {
        return Ok(None);
    };
    let id = said.id;
    take_over(tx, now, vec![said], Closing::Now).await?;
    super::store::seen_now(tx, now, id).await?;
    Ok(Some(id))
}

/// Writes what little is known of a person seen in passing (as somebody's manager), if the mirror lacks them.
pub async fn remember_if_new(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    user: &wire::User,
) -> anyhow::Result<()> {
    let known = match user.id {
        Some(id) => super::store::by_id(tx, id).await?.is_some(),
        None => true,
    };
    if !known {
        remember(tx, now, user).await?;
    }
    Ok(())
}

/// The run is the one under way, and stays that until the transaction ends.
async fn hold(tx: &mut PgConnection, run: i64) -> anyhow::Result<()> {
    anyhow::ensure!(store::hold(tx, run).await?, Overtaken);
    Ok(())
}

/// The pages are read: what they mean is done, unless it would empty or halve the mirror.
async fn end_if_it_may(reader: Reader<'_>, run: i64, link: &str) -> anyhow::Result<Reading> {
    let now = reader.clock.now();
    let mut tx = reader.pool.begin().await?;
    hold(&mut tx, run).await?;
    let (before, after) = store::before_and_after(&mut tx, run).await?;
    if before >= GUARDED_FROM && after * 2 < before {
        let refused = Refused {
            before,
            after,
            at: now,
        };
        store::hold_for_an_administrator(&mut tx, run, link, &refused).await?;
        let mode = people_mirror(&mut tx).await?.mode;
        let event = Event::new(Kind::DirectoryRefused, Actor::Service)
            .saying(json!({ "mode": mode, "before": before, "after": after }));
        audit::append(&mut tx, now, event).await?;
        tx.commit().await?;
        tracing::error!(
            before,
            after,
            "a reading of the directory would empty or halve the mirror: it is not taken over"
        );
        return Ok(Reading::Refused(refused));
    }
    tx.commit().await?;
    end(reader, run, link).await?;
    Ok(Reading::Done)
}

/// Closes accounts, marks who is gone, and the run is over. Cut off in between, it is done again from here; where another run
/// has begun in between, nothing more is done.
async fn end(reader: Reader<'_>, run: i64, link: &str) -> anyhow::Result<()> {
    loop {
        let now = reader.clock.now();
        let mut tx = reader.pool.begin().await?;
        hold(&mut tx, run).await?;
        let losses = store::losses(&mut tx, run, LOSSES_AT_ONCE).await?;
        if losses.is_empty() {
            let read = people_mirror(&mut tx).await?;
            anyhow::ensure!(store::finish(&mut tx, now, run, link).await?, Overtaken);
            if let Some(event) = what_was_read(&read) {
                audit::append(&mut tx, now, event).await?;
            }
            tx.commit().await?;
            return Ok(());
        }
        let mut movements = Vec::new();
        let (left, closed): (Vec<_>, Vec<_>) = losses.iter().partition(|(_, _, gone)| *gone);
        for (people, kind) in [(&left, "deleted"), (&closed, "disabled")] {
            movements.extend(people.iter().map(|(person, enabled, _)| store::Movement {
                person: *person,
                kind,
                changed: Vec::new(),
                before: json!({ "enabled": enabled }),
                after: json!({}),
            }));
        }
        let ids = |of: &[(PersonId, bool, bool)]| of.iter().map(|(id, _, _)| *id).collect::<Vec<_>>();
        store::mark_gone(&mut tx, now, &ids(&left)).await?;
        store::mark_disabled(&mut tx, &ids(&closed)).await?;
        write_movements(&mut tx, now, &movements).await?;
        store::more_are_gone(&mut tx, i64::try_from(left.len())?).await?;
        tx.commit().await?;
    }
}

/// What the log says of a run at its end. A delta that brought nothing is no news.
fn what_was_read(read: &Mirror) -> Option<Event> {
    let by_hand = read
        .taken
        .as_ref()
        .map(|taken| json!({ "refused": read.refused, "taken_by": taken.by }));
    let quiet =
        read.mode == Some(Mode::Delta) && read.changed + read.gone + read.bad == 0 && by_hand.is_none();
    let detail = json!({
        "mode": read.mode, "pages": read.pages, "people": read.seen, "changed": read.changed, "gone": read.gone,
        "bad": read.bad, "nameless": read.nameless, "by_hand": by_hand,
    });
    (!quiet).then(|| Event::new(Kind::DirectoryRead, Actor::Service).saying(detail))
}
