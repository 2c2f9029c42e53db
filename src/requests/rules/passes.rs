//! What a version that comes in force means for requests that wait for signatures: they keep their stages unless it denies
//! them. Done by a job, request by request; killed half-way it goes on, and it gives way to a version that comes after it.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::{PgConnection, PgPool};

use super::store;
use crate::audit::{self, Actor, Event, Kind};
use crate::clock::Clock;
use crate::ids::{DraftId, PolicyPassId, RequestId};
use crate::jobs::{self, Leased};
use crate::policy::{Decision, Facts, Outcome, Policy};
use crate::requests::facts;
use crate::requests::{Request, RequestState, review, store as requests};

/// Requests that are read at once.
const PAGE: i64 = 100;

/// One look at what waits, as far as it is.
#[derive(Clone, Debug)]
pub struct Pass {
    pub id: PolicyPassId,
    pub version: String,
    /// Another version came in force after it.
    pub is_overtaken: bool,
    pub after: RequestId,
    pub denied: i64,
    pub kept: i64,
    pub finished_at: Option<DateTime<Utc>>,
}

/// What came of the requests that waited when a draft came in force; `None` while it does not.
pub async fn of_draft(conn: &mut PgConnection, draft: DraftId) -> sqlx::Result<Option<Pass>> {
    store::pass_of_draft(conn, draft).await
}

/// Looks at every request that waits, and ends the job.
pub async fn carry_out(
    pool: &PgPool,
    clock: &Clock,
    policy: &Policy,
    leased: &Leased,
    id: PolicyPassId,
) -> anyhow::Result<()> {
    loop {
        let now = clock.now();
        let mut tx = pool.begin().await?;
        jobs::hold(&mut tx, leased).await?;
        let pass = store::pass(&mut tx, id).await?;
        let Some(pass) = pass.filter(|pass| pass.finished_at.is_none()) else {
            jobs::finish(&mut tx, leased).await?;
            tx.commit().await?;
            return Ok(());
        };
        let page = match pass.is_overtaken {
            // The version that is in force now looks at all of them.
            true => Vec::new(),
            false => requests::awaiting_approval(&mut tx, pass.after, PAGE).await?,
        };
        if page.is_empty() {
            finish(&mut tx, now, &pass).await?;
            jobs::finish(&mut tx, leased).await?;
            tx.commit().await?;
            return Ok(());
        }
        tx.commit().await?;
        anyhow::ensure!(
            policy.version() == pass.version,
            "the policy in force was not read yet"
        );
        one_page(pool, now, policy, (leased, id), page).await?;
    }
}

async fn finish(tx: &mut PgConnection, now: DateTime<Utc>, pass: &Pass) -> anyhow::Result<()> {
    store::finish_pass(tx, now, pass.id, pass.is_overtaken).await?;
    let event = Event::new(Kind::PolicyApplied, Actor::Service).saying(json!({
        "policy": pass.version, "denied": pass.denied, "kept": pass.kept, "overtaken": pass.is_overtaken,
    }));
    audit::append(tx, now, event).await?;
    Ok(())
}

/// Each denial is a transaction of its own, so that no two requests are locked at once; with it stands how far this is.
async fn one_page(
    pool: &PgPool,
    now: DateTime<Utc>,
    policy: &Policy,
    (leased, id): (&Leased, PolicyPassId),
    page: Vec<Request>,
) -> anyhow::Result<()> {
    let mut answers = Vec::new();
    let mut conn = pool.acquire().await?;
    for request in page {
        let denial = denial(&mut conn, now, policy, &request).await?;
        answers.push((request.id, denial));
    }
    drop(conn);
    let last = answers.len().saturating_sub(1);
    let mut kept = 0;
    for (place, (request, denial)) in answers.into_iter().enumerate() {
        if denial.is_none() {
            kept += 1;
            if place < last {
                continue;
            }
        }
        let mut tx = pool.begin().await?;
        jobs::hold(&mut tx, leased).await?;
        let mut denied = 0;
        if let Some((facts, decision)) = denial {
            let waits = requests::lock(&mut tx, request)
                .await?
                .filter(|request| request.state == RequestState::AwaitingApproval);
            if let Some(request) = waits {
                review::deny_later(&mut tx, now, &request, (&facts, &decision)).await?;
                denied = 1;
            }
        }
        store::advance_pass(&mut tx, id, request, (denied, kept)).await?;
        tx.commit().await?;
        kept = 0;
    }
    Ok(())
}

/// The denial, if the version in force denies what is asked, by what the mirror says now.
async fn denial(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    policy: &Policy,
    request: &Request,
) -> anyhow::Result<Option<(Facts, Decision)>> {
    let decided = facts::decide_by_mirror(conn, now, policy, request).await?;
    let denied = decided.filter(|(_, _, decision)| decision.outcome == Outcome::Denied);
    Ok(denied.map(|(_, facts, decision)| (facts, decision)))
}
