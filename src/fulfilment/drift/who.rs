//! Who did it and when, as the audit feed of the directory says: read gently after a scan, matched by person, product and
//! time. A tenant that does not let us read it loses nothing but that.

pub mod store;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, Utc};

use self::store::Deed;
use super::scan::Hands;
use crate::graph;
use crate::graph::wire::{AuditActor, DirectoryAudit, ModifiedProperty, Page};
use crate::ids::{PersonId, ScanId, SkuId};

/// Says that somebody's licences changed, and not which.
const CHANGE: &str = "Change user license";
/// Says what changed, of licences too; belongs to a change by its correlation id.
const UPDATE: &str = "Update user";
/// Days for which the directory keeps the feed.
const KEPT_DAYS: i64 = 30;
/// Hours that are read again each time: records come late.
const AGAIN_H: i64 = 2;
/// Minutes that the two halves of one act may be apart.
const HALVES_APART_MIN: i64 = 5;
/// Pages of one kind of activity in one scan; what is left comes with the next one.
const MOST_PAGES: usize = 300;
/// Between two pages: Graph allows five calls in ten seconds, and others may read the feed too.
const BETWEEN_PAGES: std::time::Duration = std::time::Duration::from_millis(2_500);
/// Characters of an application's name that are kept.
const LONGEST_NAME_CHARS: usize = 120;

/// Who changed somebody's licences, before it is known which.
struct Change {
    person: PersonId,
    by: By,
    at: DateTime<Utc>,
}

/// Who did it, as the feed names them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct By {
    pub(super) id: Option<PersonId>,
    pub(super) upn: Option<String>,
    pub(super) app: Option<String>,
}

/// Reads the feed since the last time and writes down who did what was found. Never fails a scan: what could not be read
/// comes with the next one.
pub async fn ask(hands: Hands<'_>, scan: ScanId) -> anyhow::Result<()> {
    let mut conn = hands.pool.acquire().await?;
    if !store::anything_is_open(&mut conn).await? {
        return Ok(());
    }
    let now = hands.clock.now();
    let oldest = now - Duration::days(KEPT_DAYS) + Duration::minutes(1);
    let since = match store::read_to(&mut conn).await? {
        Some(last) => since(last).max(oldest),
        None => oldest,
    };
    drop(conn);
    let read_to = match read(hands, since).await {
        Ok(left_at) => Some(left_at.unwrap_or(now)),
        Err(error) => match error.downcast_ref::<graph::Error>() {
            Some(graph) if graph.status == Some(403) => None,
            _ => {
                tracing::warn!("who changed licences by hand could not be read: {error:#}");
                return Ok(());
            }
        },
    };
    let mut conn = hands.pool.acquire().await?;
    store::was_read(&mut conn, scan, read_to).await?;
    Ok(())
}

/// Where the next reading begins: what came late is read again; where pages were left, it goes on there.
fn since(last: store::ReadTo) -> DateTime<Utc> {
    let left_at = last.to - Duration::minutes(HALVES_APART_MIN);
    left_at.min(last.finished_at - Duration::hours(AGAIN_H))
}

/// Answers up to when it was read, where pages were left.
async fn read(hands: Hands<'_>, since: DateTime<Utc>) -> anyhow::Result<Option<DateTime<Utc>>> {
    let mut changes = Changes::default();
    let mut pages = Pages::of(CHANGE, since);
    while let Some(page) = pages.next(hands.graph).await? {
        let changed = |record| Some((record, change(record, hands.client_ids)?));
        let mut of_page: Vec<_> = page.value.iter().filter_map(changed).collect();
        // Only people of whom something was found: the feed may be long.
        let people: Vec<_> = of_page.iter().map(|(_, change)| change.person).collect();
        let mut conn = hands.pool.acquire().await?;
        let known: BTreeSet<_> = store::with_findings(&mut conn, &people)
            .await?
            .into_iter()
            .collect();
        of_page.retain(|(_, change)| known.contains(&change.person));
        for (record, change) in of_page {
            changes.note(record, change);
        }
    }
    let left_at = pages.left_at();
    if changes.is_empty() {
        return Ok(left_at);
    }
    let mut pages = Pages::of(UPDATE, since);
    while let Some(page) = pages.next(hands.graph).await? {
        let deeds: Vec<_> = page
            .value
            .iter()
            .flat_map(|record| changes.told_by(record))
            .collect();
        let mut conn = hands.pool.acquire().await?;
        store::write(&mut conn, &deeds).await?;
    }
    let left_at = [left_at, pages.left_at()].into_iter().flatten().min();
    let mut conn = hands.pool.acquire().await?;
    store::write(&mut conn, &changes.untold(left_at)).await?;
    Ok(left_at)
}

/// What is known of one half, until the other half comes. One act on several people may have one correlation id for all of
/// them, so that the person belongs to the key; a record without an id belongs to no other.
#[derive(Default)]
struct Changes {
    by_id: BTreeMap<(String, PersonId), Change>,
    without_id: Vec<Change>,
    told: BTreeSet<(String, PersonId)>,
}

impl Changes {
    fn is_empty(&self) -> bool {
        self.by_id.is_empty() && self.without_id.is_empty()
    }

    fn note(&mut self, record: &DirectoryAudit, change: Change) {
        match correlation(record) {
            Some(id) => {
                self.by_id.insert((id.to_owned(), change.person), change);
            }
            None => self.without_id.push(change),
        }
    }

    /// Which products it was, as this record of the same act on the same person says.
    fn told_by(&mut self, record: &DirectoryAudit) -> Vec<Deed> {
        let Some(key) = correlation(record).map(str::to_owned).zip(target(record)) else {
            return Vec::new();
        };
        let Some(change) = self.by_id.get(&key) else {
            return Vec::new();
        };
        let skus = skus_changed(record);
        let deeds = skus.iter().map(|sku| deed(change, Some(*sku))).collect();
        if !skus.is_empty() {
            self.told.insert(key);
        }
        deeds
    }

    /// Of these it is known who and when, if not which product. The other half of what is later than the place where the
    /// reading stopped may be still to come.
    fn untold(&self, left_at: Option<DateTime<Utc>>) -> Vec<Deed> {
        let rest = self.by_id.iter().filter(|(key, _)| !self.told.contains(*key));
        let rest = rest.map(|(_, change)| change).chain(&self.without_id);
        let is_read = |change: &&Change| left_at.is_none_or(|at| change.at < at);
        rest.filter(is_read).map(|change| deed(change, None)).collect()
    }
}

fn correlation(record: &DirectoryAudit) -> Option<&str> {
    record
        .correlation_id
        .as_deref()
        .filter(|id| !id.trim().is_empty())
}

/// To whom it was done.
fn target(record: &DirectoryAudit) -> Option<PersonId> {
    let target = record.target_resources.as_ref()?.first()?;
    target.id.as_deref()?.parse().ok()
}

/// The pages of one kind of activity, with a pause between two.
struct Pages {
    activity: &'static str,
    since: DateTime<Utc>,
    next: Option<String>,
    read: usize,
    /// The time of the latest record that was read.
    last: Option<DateTime<Utc>>,
}

impl Pages {
    fn of(activity: &'static str, since: DateTime<Utc>) -> Self {
        Self {
            activity,
            since,
            next: None,
            read: 0,
            last: None,
        }
    }

    async fn next(&mut self, graph: &graph::Client) -> Result<Option<Page<DirectoryAudit>>, graph::Error> {
        if self.read > 0 && (self.next.is_none() || self.read >= MOST_PAGES) {
            return Ok(None);
        }
        if self.read > 0 {
            tokio::time::sleep(BETWEEN_PAGES).await;
        }
        let mut page = graph
            .directory_audits(self.activity, self.since, self.next.as_deref())
            .await?;
        self.took(&mut page);
        Ok(Some(page))
    }

    fn took(&mut self, page: &mut Page<DirectoryAudit>) {
        self.read += 1;
        self.next = page.next_link.take();
        let times = page.value.iter().filter_map(|record| record.activity_date_time);
        self.last = times.max().max(self.last);
    }

    /// The time of the last record, where pages are left: the earliest come first.
    fn left_at(&self) -> Option<DateTime<Utc>> {
        self.next.as_ref().map(|_| self.last.unwrap_or(self.since))
    }
}

/// A change that succeeded and was not made by ourselves.
fn change(record: &DirectoryAudit, ours: &[&str]) -> Option<Change> {
    if record.result.as_deref() != Some("success") {
        return None;
    }
    let by = by(record.initiated_by.as_ref()?, ours)?;
    Some(Change {
        person: target(record)?,
        by,
        at: record.activity_date_time?,
    })
}

/// Nobody where it was ourselves, or where nobody is named.
fn by(actor: &AuditActor, ours: &[&str]) -> Option<By> {
    let word = |text: &Option<String>| {
        let text: String = text
            .as_deref()?
            .chars()
            .filter(|c| !c.is_control())
            .take(LONGEST_NAME_CHARS)
            .collect();
        Some(text).filter(|text| !text.trim().is_empty())
    };
    if let Some(user) = &actor.user {
        let by = By {
            id: user.id.as_deref().and_then(|id| id.parse().ok()),
            upn: word(&user.user_principal_name),
            app: None,
        };
        return (by.id.is_some() || by.upn.is_some()).then_some(by);
    }
    let app = actor.app.as_ref()?;
    let id = word(&app.app_id);
    if id
        .as_deref()
        .is_some_and(|id| ours.iter().any(|ours| ours.eq_ignore_ascii_case(id)))
    {
        return None;
    }
    let name = word(&app.display_name).or(id)?;
    Some(By {
        app: Some(name),
        ..By::default()
    })
}

fn deed(change: &Change, sku: Option<SkuId>) -> Deed {
    Deed {
        person: change.person,
        sku,
        by: change.by.clone(),
        at: change.at,
    }
}

/// The SKUs that stand differently in the old and the new value of `AssignedLicense`.
fn skus_changed(record: &DirectoryAudit) -> BTreeSet<SkuId> {
    let targets = record.target_resources.iter().flatten();
    let properties = targets.flat_map(|target| target.modified_properties.iter().flatten());
    let licences = properties.filter(|one| one.display_name.as_deref() == Some("AssignedLicense"));
    licences.flat_map(changed_in).collect()
}

fn changed_in(property: &ModifiedProperty) -> BTreeSet<SkuId> {
    let old = by_sku(property.old_value.as_deref());
    let new = by_sku(property.new_value.as_deref());
    let all = old.keys().chain(new.keys());
    all.filter(|sku| old.get(sku) != new.get(sku)).copied().collect()
}

/// A list of texts, as JSON inside of text: `[SkuName=…, AccountId=…, SkuId=…, DisabledPlans=[…]]` each. What is written in
/// another way says nothing.
fn by_sku(value: Option<&str>) -> BTreeMap<SkuId, String> {
    let rows: Vec<String> = value
        .and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_default();
    let with_sku = rows.into_iter().filter_map(|row| {
        let after = row.split("SkuId=").nth(1)?;
        let id: String = after
            .chars()
            .take_while(|c| c.is_ascii_hexdigit() || *c == '-')
            .collect();
        Some((id.parse().ok()?, row))
    });
    with_sku.collect()
}

#[cfg(test)]
mod tests;
