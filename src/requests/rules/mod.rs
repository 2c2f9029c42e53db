//! The policy in force: read from the file, kept byte for byte, put in force; a broken file leaves what is in force. How it
//! is changed, and what a change means for what waits, stands in the files beside this one.

pub mod drafts;
pub mod passes;
pub mod register;
mod store;

use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, bail};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use sqlx::PgConnection;

use super::store as requests;
use crate::app::{App, InForce};
use crate::audit::{self, Actor, Event, Kind};
use crate::ids::{DraftId, PolicyPassId};
use crate::jobs::{self, Job};
use crate::policy::{Policy, Problem};

/// Mistakes of a file that stand in the log; who sent it sees them all.
const PROBLEMS_IN_EVENT: usize = 5;
/// Bytes of a policy that are read; what has more is none, and [`Policy::parse`] says so.
pub const LARGEST_POLICY_BYTES: usize = 256 * 1024;

/// The policy file as it is on the disk now.
pub enum OnDisk {
    Good(Box<Policy>, Vec<u8>),
    Broken(Vec<Problem>),
}

/// Reads a policy, which runs its examples and takes a while, where it keeps nobody from being served; answers the bytes too.
pub async fn parse(
    file_name: String,
    bytes: Vec<u8>,
) -> anyhow::Result<(Result<Policy, Vec<Problem>>, Vec<u8>)> {
    let work = move || (Policy::parse(&file_name, &bytes), bytes);
    Ok(tokio::task::spawn_blocking(work).await?)
}

/// As [`read_file`], where it keeps nobody from being served.
pub async fn read_file_aside(path: &Path) -> anyhow::Result<OnDisk> {
    let path = path.to_owned();
    Ok(tokio::task::spawn_blocking(move || read_file(&path)).await?)
}

pub fn read_file(path: &Path) -> OnDisk {
    let name = path.display().to_string();
    match read_no_more(path) {
        Ok(bytes) => match Policy::parse(&name, &bytes) {
            Ok(policy) => OnDisk::Good(Box::new(policy), bytes),
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

/// The file, but not more of it than shows that it is too large.
pub fn read_no_more(path: &Path) -> std::io::Result<Vec<u8>> {
    let most = u64::try_from(LARGEST_POLICY_BYTES).unwrap_or(u64::MAX) + 1;
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// At the start of a process: the version in force stays in force. Only where there is none yet, the file's version is put
/// in force; then a broken file stops the start. A broken or newer file beside a version in force is shown to the
/// administrator.
pub async fn at_start(app: &App) -> anyhow::Result<()> {
    let now = app.clock.now();
    let mut tx = app.pool.begin().await?;
    requests::lock_policy(&mut tx).await?;
    match refresh_from(&mut tx, app).await? {
        true => {
            if let OnDisk::Broken(problems) = read_file_aside(&app.config.policy_file).await? {
                for problem in &problems {
                    tracing::error!("the policy file is not good, the version in force stays: {problem}");
                }
                rejected(&mut tx, now, Actor::Service, &problems).await?;
            }
        }
        false => match read_file_aside(&app.config.policy_file).await? {
            OnDisk::Good(policy, bytes) => {
                requests::keep_policy(&mut tx, now, policy.version(), &bytes).await?;
                let in_force = InForceEvent {
                    version: policy.version(),
                    by: Actor::Service,
                    says: json!({}),
                };
                comes_in_force(&mut tx, now, in_force, None).await?;
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

/// Holds the version in force until the transaction ends, and answers whether it is this one. What acts on a decision begins
/// with it, before any other lock: where it is another version, [`refresh`] and decide again.
pub async fn hold_in_force(tx: &mut PgConnection, version: &str) -> sqlx::Result<bool> {
    requests::hold_policy(tx).await?;
    let in_force = requests::policy_in_force(tx).await?;
    Ok(in_force.is_some_and(|(in_force, _)| in_force == version))
}

/// Takes over what another process has put in force. Answers whether any is.
pub async fn refresh(app: &App) -> anyhow::Result<bool> {
    let mut conn = app.pool.acquire().await?;
    refresh_from(&mut conn, app).await
}

async fn refresh_from(conn: &mut PgConnection, app: &App) -> anyhow::Result<bool> {
    let Some((version, since)) = requests::policy_in_force(conn).await? else {
        return Ok(false);
    };
    if app
        .in_force()
        .is_ok_and(|in_force| in_force.policy.version() == version && in_force.since == since)
    {
        return Ok(true);
    }
    let bytes = requests::kept_policy(conn, &version)
        .await?
        .context("the policy in force is not kept")?
        .with_context(|| format!("policy {version} is in force and can not be used"))?;
    match parse("policy in force".into(), bytes).await?.0 {
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

/// Notes in the log that a file was left aside, with the first of its mistakes.
pub async fn rejected(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    by: Actor,
    problems: &[Problem],
) -> sqlx::Result<()> {
    let first = problems
        .iter()
        .take(PROBLEMS_IN_EVENT)
        .map(ToString::to_string)
        .collect::<Vec<_>>();
    let event = Event::new(Kind::PolicyRejected, by)
        .saying(json!({ "problems": first, "problems_found": problems.len() }));
    audit::append(tx, now, event).await?;
    Ok(())
}

/// What the log says of a version that comes in force.
struct InForceEvent<'a> {
    version: &'a str,
    by: Actor,
    /// More than the version and the one it replaces.
    says: Value,
}

/// Puts a version that is kept in force, and puts the job into the queue that looks at what waits. The caller holds the
/// policy's lock; [`refresh`] after the commit.
async fn comes_in_force(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    event: InForceEvent<'_>,
    draft: Option<DraftId>,
) -> anyhow::Result<()> {
    let replaced = requests::policy_in_force(tx).await?.map(|(version, _)| version);
    let in_force = store::put_in_force(tx, now, event.version, draft).await?;
    let mut says = json!({ "policy": event.version, "replaced": replaced });
    if let (Some(says), Value::Object(more)) = (says.as_object_mut(), event.says) {
        says.extend(more);
    }
    audit::append(tx, now, Event::new(Kind::PolicyInForce, event.by).saying(says)).await?;
    // Before the first version nothing can have been asked.
    if replaced.is_some() {
        let pass = PolicyPassId::mint(now);
        store::begin_pass(tx, now, pass, in_force).await?;
        jobs::enqueue(tx, now, Job::ApplyPolicy(pass), now).await?;
    }
    Ok(())
}
