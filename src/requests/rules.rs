//! The policy in force: read from the file, kept byte for byte, put in force; a broken file leaves what is in force.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, bail};
use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::PgConnection;

use super::store;
use crate::app::{App, InForce};
use crate::audit::{self, Actor, Event, Kind};
use crate::policy::{Policy, Problem};

/// The policy file as it is on the disk now.
pub enum OnDisk {
    Good(Policy, Vec<u8>),
    Broken(Vec<Problem>),
}

pub fn read_file(path: &Path) -> OnDisk {
    let name = path.display().to_string();
    match std::fs::read(path) {
        Ok(bytes) => match Policy::parse(&name, &bytes) {
            Ok(policy) => OnDisk::Good(policy, bytes),
            Err(problems) => OnDisk::Broken(problems),
        },
        Err(error) => OnDisk::Broken(vec![Problem {
            file: name,
            line: 1,
            column: 1,
            message: format!("the file could not be read: {error}"),
        }]),
    }
}

/// At the start of a process: the version in force stays in force. Only where there is none yet, the file's version is put
/// in force; then a broken file stops the start. A broken or newer file beside a version in force is shown to the
/// administrator.
pub async fn at_start(app: &App) -> anyhow::Result<()> {
    let now = app.clock.now();
    let mut tx = app.pool.begin().await?;
    store::lock_policy(&mut tx).await?;
    match refresh_from(&mut tx, app).await? {
        true => {
            if let OnDisk::Broken(problems) = read_file(&app.config.policy_file) {
                for problem in &problems {
                    tracing::error!("the policy file is not good, the version in force stays: {problem}");
                }
                let first = problems
                    .iter()
                    .take(5)
                    .map(ToString::to_string)
                    .collect::<Vec<_>>();
                let event =
                    Event::new(Kind::PolicyRejected, Actor::Service).saying(json!({ "problems": first }));
                audit::append(&mut tx, now, event).await?;
            }
        }
        false => match read_file(&app.config.policy_file) {
            OnDisk::Good(policy, bytes) => {
                put_in_force(&mut tx, now, &policy, &bytes, Actor::Service).await?
            }
            OnDisk::Broken(problems) => {
                let lines: Vec<_> = problems.iter().map(ToString::to_string).collect();
                bail!("the policy file is not good:\n{}", lines.join("\n"));
            }
        },
    }
    tx.commit().await?;
    refresh(app).await?;
    Ok(())
}

/// Takes over what another process has put in force. Answers whether any is.
pub async fn refresh(app: &App) -> anyhow::Result<bool> {
    let mut conn = app.pool.acquire().await?;
    refresh_from(&mut conn, app).await
}

async fn refresh_from(conn: &mut PgConnection, app: &App) -> anyhow::Result<bool> {
    let Some((version, since)) = store::policy_in_force(conn).await? else {
        return Ok(false);
    };
    if app
        .in_force()
        .is_ok_and(|in_force| in_force.policy.version() == version && in_force.since == since)
    {
        return Ok(true);
    }
    let bytes = store::policy_bytes(conn, &version)
        .await?
        .context("the policy in force is not kept")?;
    match Policy::parse("policy in force", &bytes) {
        Ok(policy) => {
            app.put_in_force(InForce {
                policy: Arc::new(policy),
                since,
            })?;
            Ok(true)
        }
        Err(problems) => {
            let lines: Vec<_> = problems.iter().map(ToString::to_string).collect();
            bail!(
                "this version of Countersign cannot read the policy in force:\n{}",
                lines.join("\n")
            )
        }
    }
}

/// Keeps the version and puts it in force; [`refresh`] after the commit.
pub async fn put_in_force(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    policy: &Policy,
    bytes: &[u8],
    by: Actor,
) -> anyhow::Result<()> {
    store::keep_policy(tx, now, policy.version(), bytes).await?;
    store::put_policy_in_force(tx, now, policy.version()).await?;
    let event = Event::new(Kind::PolicyInForce, by).saying(json!({ "policy": policy.version() }));
    audit::append(tx, now, event).await?;
    Ok(())
}
