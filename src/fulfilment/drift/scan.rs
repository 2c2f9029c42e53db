//! Reads what everybody has, page by page, and lists what the grants do not explain. The next page is read while one is
//! compared and written; where a scan stands is written with each page, so that one that is cut off goes on there.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context;
use chrono::{DateTime, Duration, Utc};
use serde_json::json;
use sqlx::{PgConnection, PgPool};

use super::compare::{self, Compared, Named, Switchable};
use super::store::{self, Added, Living, New, Scan};
use super::who;
use super::{FindingKind, FindingState};
use crate::audit::{self, Actor, Event, Kind};
use crate::clock::Clock;
use crate::fulfilment::doubt;
use crate::graph;
use crate::graph::Links;
use crate::graph::wire::{LicenseAssignmentState, Page, User};
use crate::ids::{FindingId, GroupId, PersonId, ScanId, SkuId};
use crate::jobs::{self, Leased};

/// Pages of one scan; more than any tenant has, so that a list that never ends does.
const MOST_PAGES: i32 = 10_000;
/// Seconds before a scan looks again whether the directory has been read.
const DIRECTORY_FIRST_S: i64 = 30;
/// Findings of people who are gone that are ended in one transaction.
const GONE_AT_ONCE: i64 = 1_000;

/// What a scan needs.
#[derive(Clone, Copy)]
pub struct Hands<'a> {
    pub pool: &'a PgPool,
    pub graph: &'a graph::Client,
    pub clock: &'a Clock,
    /// The ids of our application: what it did itself is no hand.
    pub client_ids: &'a [&'a str],
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scanned {
    ToTheEnd,
    /// Put back: the directory is to be read first.
    Later,
}

/// A page and when it was asked for: nothing in it is older.
struct Read {
    page: Page<User>,
    at: DateTime<Utc>,
}

/// Scans from where the scan under way stands to its end, then asks who did it. The job is still to be finished by the caller.
pub async fn scan(hands: Hands<'_>, leased: &Leased) -> anyhow::Result<Scanned> {
    let now = hands.clock.now();
    let mut tx = hands.pool.begin().await?;
    if store::directory_comes_first(&mut tx, now).await? {
        let later = now + Duration::seconds(DIRECTORY_FIRST_S);
        jobs::put_back(&mut tx, leased, later, "the directory is being read").await?;
        tx.commit().await?;
        return Ok(Scanned::Later);
    }
    jobs::hold(&mut tx, leased).await?;
    let scan = store::scan_under_way(&mut tx, now).await?;
    let switchable = store::switchable(&mut tx).await?;
    tx.commit().await?;
    let (mut read, mut pages) = begin(hands, &scan).await?;
    let mut links = Links::default();
    loop {
        pages += 1;
        let next_link = read.page.next_link.take();
        // What has no end has none from the same place either: the next job reads from the first page.
        if pages > MOST_PAGES || next_link.as_deref().is_some_and(|link| links.lead_round(link)) {
            let mut tx = hands.pool.begin().await?;
            jobs::hold(&mut tx, leased).await?;
            store::begin_anew(&mut tx, scan.id).await?;
            tx.commit().await?;
            anyhow::bail!("everybody's licences have no last page: the list was left at page {pages}");
        }
        // Whatever a page says, it does not lead to itself.
        let writing = write(hands, leased, scan.id, &switchable, (&read, next_link.as_deref()));
        let Some(link) = &next_link else {
            writing.await?;
            break;
        };
        let (written, next) = tokio::join!(writing, fetch(hands, Some(link)));
        written?;
        read = next.context("everybody's licences could not be read")?;
    }
    end_findings_of_the_gone(hands, leased, scan.id).await?;
    finish(hands, leased, &scan).await?;
    who::ask(hands, scan.id).await?;
    Ok(Scanned::ToTheEnd)
}

/// The page where the scan stands, and how many were read before it; the first one where that can not be read any more.
async fn begin(hands: Hands<'_>, scan: &Scan) -> anyhow::Result<(Read, i32)> {
    if scan.next_link.is_some() {
        match fetch(hands, scan.next_link.as_deref()).await {
            Ok(read) => return Ok((read, scan.pages)),
            Err(error) if error.status.is_none_or(|status| status == 429 || status >= 500) => {
                return Err(error).context("everybody's licences could not be read");
            }
            Err(error) => {
                tracing::warn!("a scan for drift begins anew, its next page can not be read: {error}")
            }
        }
    }
    // From the first page it counts from nothing.
    if scan.pages > 0 {
        let mut conn = hands.pool.acquire().await?;
        store::begin_anew(&mut conn, scan.id).await?;
    }
    let first = fetch(hands, None).await;
    Ok((first.context("everybody's licences could not be read")?, 0))
}

async fn fetch(hands: Hands<'_>, next: Option<&str>) -> Result<Read, graph::Error> {
    let at = hands.clock.now();
    let page = hands.graph.everybodys_licences(next).await?;
    Ok(Read { page, at })
}

/// Compares a page with the grants and writes what differs, with the place of the next page.
async fn write(
    hands: Hands<'_>,
    leased: &Leased,
    scan: ScanId,
    switchable: &Switchable,
    (read, next_link): (&Read, Option<&str>),
) -> anyhow::Result<()> {
    let now = hands.clock.now();
    let (mut states, unread) = states_of(&read.page.value);
    let ids: Vec<_> = states.keys().copied().collect();
    let mut tx = hands.pool.begin().await?;
    jobs::hold(&mut tx, leased).await?;
    let known: BTreeSet<_> = store::known(&mut tx, &ids).await?.into_iter().collect();
    let unknown = states.len() - known.len();
    states.retain(|id, _| known.contains(id));
    let ids: Vec<_> = known.into_iter().collect();
    let living = store::lock_living(&mut tx, &ids).await?;
    let since = doubt::doubted_since(read.at);
    let grants = store::naming(&mut tx, &ids, since).await?;
    let compared = compare_all(&states, &grants, switchable, read.at);
    let page = sort_out(now, &compared, living)?;
    let added = Added {
        people: i64::try_from(states.len())?,
        unknown_people: i64::try_from(unknown)?,
        unread_people: i64::try_from(unread)?,
        found: i64::try_from(page.new.len() + page.changed.len())?,
        gone: i64::try_from(page.gone.len())?,
    };
    record(&mut tx, now, &page).await?;
    store::page_done(&mut tx, scan, next_link, added).await?;
    tx.commit().await?;
    Ok(())
}

/// What each has, and of how many Graph did not say it: that is not to have nothing.
fn states_of(users: &[User]) -> (BTreeMap<PersonId, &[LicenseAssignmentState]>, usize) {
    let mut states = BTreeMap::new();
    let mut unread = BTreeSet::new();
    for user in users {
        match (user.id, user.license_assignment_states.as_deref()) {
            (Some(id), Some(of_user)) => {
                states.insert(id, of_user);
            }
            (Some(id), None) => {
                unread.insert(id);
            }
            (None, _) => {}
        }
    }
    unread.retain(|id| !states.contains_key(id));
    (states, unread.len())
}

fn compare_all(
    states: &BTreeMap<PersonId, &[LicenseAssignmentState]>,
    grants: &[Named],
    switchable: &Switchable,
    read_at: DateTime<Utc>,
) -> BTreeMap<PersonId, Compared> {
    let mut of_person: BTreeMap<PersonId, Vec<&Named>> = BTreeMap::new();
    for grant in grants {
        of_person.entry(grant.person).or_default().push(grant);
    }
    let compared = states.iter().map(|(person, states)| {
        let grants = of_person.get(person).map_or(&[][..], Vec::as_slice);
        (*person, compare::compare(states, grants, switchable, read_at))
    });
    compared.collect()
}

/// What a page means for the list.
#[derive(Default)]
struct Sorted<'a> {
    new: Vec<New<'a>>,
    changed: Vec<New<'a>>,
    same: Vec<FindingId>,
    gone: Vec<Living>,
}

/// A difference is new, another than before, or as before; a finding without a difference is gone, unless nothing can be
/// said of it now.
fn sort_out(
    now: DateTime<Utc>,
    compared: &BTreeMap<PersonId, Compared>,
    living: Vec<Living>,
) -> anyhow::Result<Sorted<'_>> {
    type Key = (PersonId, SkuId, FindingKind, Option<GroupId>);
    let mut known: BTreeMap<Key, Living> = BTreeMap::new();
    for one in living {
        known.insert((one.person, one.sku, one.kind, one.group), one);
    }
    let mut sorted = Sorted::default();
    for (person, compared) in compared {
        for difference in &compared.differences {
            let key = (*person, difference.sku, difference.kind, difference.group);
            let before = known.remove(&key);
            let new = |id| -> anyhow::Result<New<'_>> {
                Ok(New {
                    id,
                    person: *person,
                    difference,
                    fingerprint: difference.fingerprint()?,
                })
            };
            match before {
                None => sorted.new.push(new(FindingId::mint(now))?),
                Some(before) => {
                    let new = new(before.id)?;
                    if new.fingerprint == before.fingerprint {
                        sorted.same.push(before.id);
                    } else {
                        sorted.changed.push(new);
                    }
                }
            }
        }
    }
    let is_undecided = |one: &Living| {
        let compared = compared.get(&one.person);
        one.kind != FindingKind::GroupError
            && compared.is_some_and(|compared| compared.undecided.contains(&one.sku))
    };
    sorted.gone = known.into_values().filter(|one| !is_undecided(one)).collect();
    Ok(sorted)
}

/// The list and the log, in bulk.
async fn record(tx: &mut PgConnection, now: DateTime<Utc>, page: &Sorted<'_>) -> anyhow::Result<()> {
    // What is gone first: another kind of difference of the same product may have come in its place.
    let gone: Vec<_> = page.gone.iter().map(|one| one.id).collect();
    if !gone.is_empty() {
        store::gone(tx, now, &gone).await?;
    }
    store::insert(tx, now, &page.new).await?;
    store::observed_anew(tx, now, &page.changed).await?;
    if !page.same.is_empty() {
        store::still_there(tx, now, &page.same).await?;
    }
    let found = |new: &New<'_>, again: bool| {
        let difference = new.difference;
        let detail = json!({ "finding": new.id, "kind": difference.kind, "grant": difference.grant,
                             "group": difference.group, "observed": difference.observed, "again": again });
        Event::new(Kind::DriftFound, Actor::Worker)
            .about(new.person)
            .with_product(difference.sku)
            .saying(detail)
    };
    let mut events: Vec<_> = page.gone.iter().map(gone_event).collect();
    events.extend(page.new.iter().map(|new| found(new, false)));
    events.extend(page.changed.iter().map(|new| found(new, true)));
    audit::append_all(tx, now, events).await?;
    Ok(())
}

fn gone_event(one: &Living) -> Event {
    let was_accepted = one.state == FindingState::Accepted;
    Event::new(Kind::DriftGone, Actor::Worker)
        .about(one.person)
        .with_product(one.sku)
        .saying(json!({ "finding": one.id, "kind": one.kind, "was_accepted": was_accepted }))
}

/// Whom the directory does not have any more, Graph does not list: what was found of them is gone with them.
async fn end_findings_of_the_gone(hands: Hands<'_>, leased: &Leased, scan: ScanId) -> anyhow::Result<()> {
    loop {
        let now = hands.clock.now();
        let mut tx = hands.pool.begin().await?;
        jobs::hold(&mut tx, leased).await?;
        let gone = store::lock_of_the_gone(&mut tx, GONE_AT_ONCE).await?;
        if gone.is_empty() {
            return Ok(());
        }
        let page = Sorted {
            gone,
            ..Sorted::default()
        };
        record(&mut tx, now, &page).await?;
        let added = i64::try_from(page.gone.len())?;
        store::more_are_gone(&mut tx, scan, added).await?;
        tx.commit().await?;
    }
}

async fn finish(hands: Hands<'_>, leased: &Leased, scan: &Scan) -> anyhow::Result<()> {
    let now = hands.clock.now();
    let mut tx = hands.pool.begin().await?;
    jobs::hold(&mut tx, leased).await?;
    let done = store::finish_scan(&mut tx, now, scan.id).await?;
    let event = Event::new(Kind::DriftScanned, Actor::Worker).saying(json!({
        "scan": done.id, "people": done.people, "unknown_people": done.unknown_people,
        "unread_people": done.unread_people, "found": done.found, "gone": done.gone, "pages": done.pages, "seconds": (now - done.started_at).num_seconds(),
    }));
    audit::append(&mut tx, now, event).await?;
    tx.commit().await?;
    if done.unread_people > 0 {
        tracing::warn!(
            scan.unread_people = done.unread_people,
            "of some people Graph did not say which licences they have: they were passed over"
        );
    }
    tracing::info!(
        scan.people = done.people,
        scan.found = done.found,
        scan.gone = done.gone,
        "scanned for drift"
    );
    Ok(())
}
