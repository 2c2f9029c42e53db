//! Reading the directory: all people with their managers, and the members of the groups that the policy names.

use std::collections::BTreeSet;

use anyhow::Context;
use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::PgPool;

use super::{Group, store};
use crate::audit::{self, Actor, Event, Kind};
use crate::graph;

/// Pages of one collection; more than any tenant has, so that a link that leads round in a circle ends.
const MOST_PAGES: usize = 10_000;

/// Reads everybody, page by page, and then the named groups. Each page is a transaction of its own: a run that is cut off
/// leaves what it has read, and the next run begins anew.
pub async fn sync(
    graph: &graph::Client,
    pool: &PgPool,
    now: DateTime<Utc>,
    groups: &BTreeSet<String>,
) -> anyhow::Result<()> {
    let mut people = 0_usize;
    let mut next = None;
    for _ in 0..MOST_PAGES {
        let mut page = graph
            .users(next.as_deref())
            .await
            .context("the people could not be read")?;
        // Rows are written in one order everywhere, so that two transactions never wait for each other.
        page.value.sort_by_key(|user| user.id);
        let mut tx = pool.begin().await?;
        for user in &page.value {
            if store::remember(&mut tx, now, user).await?.is_some() {
                people += 1;
            }
        }
        tx.commit().await?;
        next = page.next_link;
        if next.is_none() {
            break;
        }
    }
    for name in groups {
        for group in graph
            .groups_named(name)
            .await
            .context("the groups could not be read")?
        {
            let group = Group {
                id: group.id,
                name: name.clone(),
            };
            let mut members = Vec::new();
            let mut next = None;
            for _ in 0..MOST_PAGES {
                let page = graph.group_members(group.id, next.as_deref()).await?;
                members.extend(page.0);
                next = page.1;
                if next.is_none() {
                    break;
                }
            }
            let mut tx = pool.begin().await?;
            store::remember_members(&mut tx, now, &group, &members).await?;
            tx.commit().await?;
        }
    }
    let mut conn = pool.acquire().await?;
    let event =
        Event::new(Kind::DirectoryRead, Actor::Service).saying(json!({ "people": people, "groups": groups }));
    audit::append(&mut conn, now, event).await?;
    Ok(())
}
