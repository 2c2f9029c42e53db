//! The members of the groups that the policy names.

use std::collections::BTreeSet;

use anyhow::Context;
use serde_json::json;

use super::Reader;
use crate::audit::{self, Actor, Event, Kind};
use crate::ids::{GroupId, PersonId};
use crate::people::{Group, store};

/// Pages of one group.
const MOST_PAGES: usize = 10_000;
/// A group that had so many members and has none any more is said in the log.
const NOTEWORTHY: i64 = 10;

/// Reads each group by its name, with its nested members; people who are not in the mirror are passed over. A group that Graph
/// does not list under its name any more has neither name nor members: nobody signs for what is gone, and one that was made
/// anew under the name is the only one of it.
pub(super) async fn sync(reader: Reader<'_>, names: &BTreeSet<String>) -> anyhow::Result<()> {
    for name in names {
        let found = reader.graph.groups_named(name).await;
        let found = found.context("the groups could not be read")?;
        let listed: Vec<_> = found.iter().map(|group| group.id).collect();
        for group in found {
            let members = members(reader, group.id).await?;
            let group = Group {
                id: group.id,
                name: name.clone(),
            };
            let now = reader.clock.now();
            let mut tx = reader.pool.begin().await?;
            let before = store::count_members(&mut tx, group.id).await?;
            store::remember_members(&mut tx, now, &group, &members).await?;
            if before >= NOTEWORTHY && members.is_empty() {
                let event = Event::new(Kind::DirectoryRead, Actor::Service)
                    .saying(json!({ "group": group.id, "members_before": before, "members": 0 }));
                audit::append(&mut tx, now, event).await?;
            }
            tx.commit().await?;
        }
        forget_others(reader, name, &listed).await?;
    }
    Ok(())
}

async fn forget_others(reader: Reader<'_>, name: &str, listed: &[GroupId]) -> anyhow::Result<()> {
    let now = reader.clock.now();
    let mut tx = reader.pool.begin().await?;
    for group in store::groups_called_except(&mut tx, name, listed).await? {
        let before = store::count_members(&mut tx, group).await?;
        store::forget_group(&mut tx, now, group).await?;
        let event = Event::new(Kind::DirectoryRead, Actor::Service)
            .saying(json!({ "group": group, "members_before": before, "members": 0, "forgotten": true }));
        audit::append(&mut tx, now, event).await?;
    }
    tx.commit().await?;
    Ok(())
}

async fn members(reader: Reader<'_>, group: GroupId) -> anyhow::Result<Vec<PersonId>> {
    let mut members = Vec::new();
    let mut next = None;
    for _ in 0..MOST_PAGES {
        let (page, link) = reader.graph.group_members(group, next.as_deref()).await?;
        members.extend(page);
        next = link;
        if next.is_none() {
            return Ok(members);
        }
    }
    anyhow::bail!("a group has more than {MOST_PAGES} pages")
}
