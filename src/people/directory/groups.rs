//! The members of the groups that the policy names.

use std::collections::BTreeSet;

use anyhow::Context;
use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::PgConnection;

use super::Reader;
use crate::audit::{self, Actor, Event, Kind};
use crate::graph::wire;
use crate::ids::{GroupId, PersonId};
use crate::people::Group;
use crate::people::store::{self, Moves};

/// Pages of one group.
const MOST_PAGES: usize = 10_000;
/// People that one event names; what more came or left is said by others.
const NAMED_AT_ONCE: usize = 1_000;

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
            let moves = store::remember_members(&mut tx, now, &group, &members).await?;
            let events = moved(group.id, before, &moves)?;
            audit::append_all(&mut tx, now, events).await?;
            tx.commit().await?;
        }
        forget_others(reader, name, &listed).await?;
    }
    Ok(())
}

/// Writes the groups of one person as they were just read. What is news of a group whose members are read is said in the log.
pub async fn remember(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    person: PersonId,
    groups: &[wire::Group],
) -> anyhow::Result<()> {
    let [joined, left] = store::remember_groups(tx, now, person, groups).await?;
    let come = joined.into_iter().map(|group| (group, true));
    for (group, came) in come.chain(left.into_iter().map(|group| (group, false))) {
        let members = store::count_members(tx, group).await?;
        let some = vec![person];
        let (before, moves) = if came {
            (
                members - 1,
                Moves {
                    joined: some,
                    left: Vec::new(),
                },
            )
        } else {
            (
                members + 1,
                Moves {
                    joined: Vec::new(),
                    left: some,
                },
            )
        };
        audit::append_all(tx, now, moved(group, before, &moves)?).await?;
    }
    Ok(())
}

async fn forget_others(reader: Reader<'_>, name: &str, listed: &[GroupId]) -> anyhow::Result<()> {
    let now = reader.clock.now();
    let mut tx = reader.pool.begin().await?;
    for group in store::groups_called_except(&mut tx, name, listed).await? {
        let before = store::count_members(&mut tx, group).await?;
        let moves = Moves {
            joined: Vec::new(),
            left: store::forget_group(&mut tx, now, group).await?,
        };
        let event = Event::new(Kind::DirectoryRead, Actor::Service)
            .saying(json!({ "group": group, "members_before": before, "members": 0, "forgotten": true }));
        audit::append(&mut tx, now, event).await?;
        audit::append_all(&mut tx, now, moved(group, before, &moves)?).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// What the log says of who came and left: by it, who was in a group on any day is known. Nobody came or left = nothing.
fn moved(group: GroupId, before: i64, moves: &Moves) -> anyhow::Result<Vec<Event>> {
    let Moves { joined, left } = moves;
    let members = before + i64::try_from(joined.len())? - i64::try_from(left.len())?;
    let say = |joined: &[PersonId], left: &[PersonId]| {
        Event::new(Kind::DirectoryRead, Actor::Service).saying(json!({
            "group": group, "members_before": before, "members": members, "joined": joined, "left": left,
        }))
    };
    let came = joined.chunks(NAMED_AT_ONCE).map(|some| say(some, &[]));
    let went = left.chunks(NAMED_AT_ONCE).map(|some| say(&[], some));
    Ok(came.chain(went).collect())
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
