//! Reads items: a page of requests at a time, everything about them in a few statements.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sqlx::PgConnection;
use uuid::Uuid;

use super::item::{Fact, Item, Kept, Shared};
use super::store;
use crate::ids::{PersonId, RequestId};
use crate::policy::Policy;
use crate::requests::store::is_altered;

/// Requests that are read together.
pub const PAGE: usize = 500;

impl Shared {
    /// What does not change from page to page.
    pub async fn read(conn: &mut PgConnection) -> sqlx::Result<Self> {
        Ok(Self {
            in_force: store::in_force(conn).await?,
            policies: std::collections::HashMap::new(),
            gone_plans: store::gone_plans(conn).await?,
        })
    }

    /// Reads the versions of the policy by which these were decided, each once.
    pub async fn read_policies(&mut self, conn: &mut PgConnection, items: &[Item]) -> anyhow::Result<()> {
        let decided = items.iter().flat_map(|item| &item.decisions);
        let named: BTreeSet<_> = decided.map(|decision| &decision.policy_version).collect();
        let unread = named
            .into_iter()
            .filter(|version| !self.policies.contains_key(*version));
        let unread: Vec<_> = unread.cloned().collect();
        if unread.is_empty() {
            return Ok(());
        }
        for (version, bytes) in store::policies(conn, &unread).await? {
            let of = version.clone();
            // A version runs its examples when it is read.
            let kept = tokio::task::spawn_blocking(move || judged(&of, &bytes)).await?;
            self.policies.insert(version, kept);
        }
        Ok(())
    }
}

fn judged(version: &str, bytes: &[u8]) -> Kept {
    if is_altered(version, bytes) {
        return Kept::Altered;
    }
    match Policy::parse("policy", bytes) {
        Ok(policy) => Kept::Good(Arc::new(policy)),
        Err(_) => Kept::Unreadable,
    }
}

/// Everything about these requests; at most [`PAGE`] of them. Each that was named is there, in the order in which it was.
pub async fn items(conn: &mut PgConnection, ids: &[RequestId]) -> anyhow::Result<Vec<Item>> {
    let uuids: Vec<_> = ids.iter().map(|id| id.0).collect();
    let requests = store::requests(conn, &uuids).await?;
    let grants = store::grants(conn, &uuids).await?;
    let mut items: Vec<_> = ids
        .iter()
        .map(|id| Item {
            request_id: *id,
            request: requests.iter().find(|request| request.id == *id).cloned(),
            grant: None,
            events: Vec::new(),
            decisions: Vec::new(),
            signatures: Vec::new(),
            delegations: Vec::new(),
            runs: Vec::new(),
            notices: Vec::new(),
            departures: Vec::new(),
        })
        .collect();
    let places: BTreeMap<_, _> = ids.iter().enumerate().map(|(place, id)| (*id, place)).collect();
    for (of, grant) in grants {
        items[places[&of]].grant = Some(grant);
    }
    for (of, decision) in store::decisions(conn, &uuids).await? {
        items[places[&of]].decisions.push(decision);
    }
    for (of, signature) in store::signatures(conn, &uuids).await? {
        items[places[&of]].signatures.push(signature);
    }
    read_events(conn, &mut items).await?;
    read_what_events_name(conn, &mut items).await?;
    Ok(items)
}

/// The events of each: its own, those of other requests about its grant, and those of its person.
async fn read_events(conn: &mut PgConnection, items: &mut [Item]) -> sqlx::Result<()> {
    let granted = items.iter().filter_map(|item| item.grant.as_ref());
    let grants: Vec<_> = granted.map(|grant| grant.id.0).collect();
    let related = store::about_grants(conn, &grants).await?;
    let own = items.iter().map(|item| item.request_id.0);
    let mut requests: Vec<_> = own.chain(related.iter().map(|(_, request)| request.0)).collect();
    requests.sort_unstable();
    requests.dedup();
    let mut by_request: BTreeMap<RequestId, Vec<Fact>> = BTreeMap::new();
    for event in store::events_of(conn, &requests).await? {
        if let Some(request) = event.request_id {
            by_request.entry(request).or_default().push(event);
        }
    }
    let mut by_grant: BTreeMap<Uuid, BTreeSet<RequestId>> = BTreeMap::new();
    for (grant, request) in related {
        by_grant.entry(grant).or_default().insert(request);
    }
    for item in items.iter_mut() {
        let mut of: BTreeSet<_> = BTreeSet::from([item.request_id]);
        let others = item.grant.as_ref().and_then(|grant| by_grant.get(&grant.id.0));
        of.extend(others.into_iter().flatten());
        let events = of.iter().filter_map(|request| by_request.get(request));
        item.events = events.flatten().cloned().collect();
    }
    let people = people_of(items.iter().filter_map(Item::beneficiary));
    let mut by_person: BTreeMap<PersonId, Vec<Fact>> = BTreeMap::new();
    for event in store::events_about(conn, &people).await? {
        if let Some(person) = event.person_id {
            by_person.entry(person).or_default().push(event);
        }
    }
    for item in items.iter_mut() {
        let events = item.beneficiary().and_then(|person| by_person.get(&person));
        let runs: BTreeSet<_> = item.events.iter().filter_map(|event| event.uuid("run")).collect();
        let grant = item.grant_id();
        let is_about = |event: &&Fact| match event.kind.as_str() {
            "graph.call_planned" => {
                event.uuid("run").is_some_and(|run| runs.contains(&run))
                    || grant.is_some_and(|grant| event.uuids("grants").contains(&grant))
            }
            "graph.call_answered" => event.uuid("run").is_some_and(|run| runs.contains(&run)),
            "departure.called_off" => grant.is_some() && event.uuid("grant") == grant,
            _ => true,
        };
        let more: Vec<_> = events.into_iter().flatten().filter(is_about).cloned().collect();
        item.events.extend(more);
        item.events.sort_by_key(|event| event.written);
    }
    Ok(())
}

/// What the events name: delegations, attempts, what was told, and what followed from movements.
async fn read_what_events_name(conn: &mut PgConnection, items: &mut [Item]) -> sqlx::Result<()> {
    let named = |key: &str| -> Vec<Uuid> {
        let events = items.iter().flat_map(|item| &item.events);
        let ids: BTreeSet<_> = events.filter_map(|event| event.uuid(key)).collect();
        ids.into_iter().collect()
    };
    let delegations = store::delegations(conn, &named("delegation")).await?;
    let runs = store::runs(conn, &named("run")).await?;
    let events: Vec<_> = items
        .iter()
        .flat_map(|item| &item.events)
        .filter(|event| is_told(event))
        .map(|event| event.id)
        .collect();
    let notices = store::notices(conn, &events).await?;
    let mails = notices.iter().filter_map(|notice| notice.mail_id);
    let mails: Vec<_> = mails.map(|mail| mail.to_string()).collect();
    let told = people_of(notices.iter().map(|notice| notice.person_id));
    let of_mails = store::events_of_mails(conn, &told, &mails).await?;
    let people = people_of(items.iter().filter_map(Item::beneficiary));
    let departures = store::departures(conn, &people).await?;
    for item in items.iter_mut() {
        let ids: BTreeSet<_> = item.events.iter().map(|event| event.id).collect();
        let of_item = |key: &str| -> BTreeSet<Uuid> {
            item.events.iter().filter_map(|event| event.uuid(key)).collect()
        };
        let (by, attempts) = (of_item("delegation"), of_item("run"));
        item.delegations = delegations
            .iter()
            .filter(|row| by.contains(&row.id))
            .cloned()
            .collect();
        item.runs = runs
            .iter()
            .filter(|row| attempts.contains(&row.id))
            .cloned()
            .collect();
        let told = notices.iter().filter(|row| ids.contains(&row.event_id));
        item.notices = told.cloned().collect();
        let mails: BTreeSet<_> = item.notices.iter().filter_map(|notice| notice.mail_id).collect();
        let sent = of_mails
            .iter()
            .filter(|event| event.uuid("mail").is_some_and(|mail| mails.contains(&mail)));
        item.events.extend(sent.cloned());
        item.events.sort_by_key(|event| event.written);
        let grant = item.grant_id();
        let followed = departures.iter().filter(|(of, _)| Some(*of) == grant);
        item.departures = followed.map(|(_, row)| row.clone()).collect();
    }
    Ok(())
}

/// Whether H looks at what was told of such an event.
fn is_told(event: &Fact) -> bool {
    matches!(
        event.kind.as_str(),
        "grant.active"
            | "grant.extended"
            | "grant.ended"
            | "grant.given_at_once"
            | "signature.given"
            | "request.submitted"
    )
}

fn people_of(people: impl Iterator<Item = PersonId>) -> Vec<Uuid> {
    let ids: BTreeSet<_> = people.map(|person| person.0).collect();
    ids.into_iter().collect()
}
