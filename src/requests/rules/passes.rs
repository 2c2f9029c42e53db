//! What a version that comes in force means for requests that wait for signatures: they keep their stages unless it denies
//! them, by the same facts by which the version before it did not. Done by a job, request by request; killed half-way it goes
//! on, it gives way to a version that comes after it, and it waits while the mirror is too old to decide by.

use chrono::{DateTime, Duration, Utc};
use serde_json::json;
use sqlx::{PgConnection, PgPool};

use super::store;
use crate::audit::{self, Actor, Event, Kind};
use crate::clock::Clock;
use crate::ids::{DraftId, PolicyPassId, RequestId};
use crate::jobs::{self, Leased};
use crate::people::directory;
use crate::policy::{Decision, Facts, Outcome, Policy};
use crate::requests::{RequestState, facts, questions, review, store as requests};

/// Requests that are read at once.
const PAGE: i64 = 100;
/// Seconds until it is looked again whether the mirror can be decided by.
const FRESH_AGAIN_AFTER_S: i64 = 60;

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
    /// They are kept, too.
    pub not_judged: i64,
    pub finished_at: Option<DateTime<Utc>>,
}

/// How many requests were looked at, and what came of them.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct LookedAt {
    pub denied: i64,
    pub kept: i64,
    pub not_judged: i64,
}

/// What a pass needs.
#[derive(Clone, Copy)]
pub struct Hands<'a> {
    pub pool: &'a PgPool,
    pub clock: &'a Clock,
    /// In force.
    pub policy: &'a Policy,
    /// Hours for which the mirror can be decided by.
    pub fresh_hours: u32,
}

/// What came of the requests that waited when a draft came in force; `None` while it does not.
pub async fn of_draft(conn: &mut PgConnection, draft: DraftId) -> sqlx::Result<Option<Pass>> {
    store::pass_of_draft(conn, draft).await
}

/// Looks at every request that waits, and ends the job.
pub async fn carry_out(hands: Hands<'_>, leased: &Leased, id: PolicyPassId) -> anyhow::Result<()> {
    let Hands {
        pool, clock, policy, ..
    } = hands;
    let replaced = replaced(pool, id).await?;
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
        let freshness = directory::freshness(&mut tx, now, hands.fresh_hours).await?;
        if let Some(why) = freshness.waits() {
            let again = now + Duration::seconds(FRESH_AGAIN_AFTER_S);
            jobs::put_back(&mut tx, leased, again, &why).await?;
            tx.commit().await?;
            return Ok(());
        }
        tx.commit().await?;
        anyhow::ensure!(
            policy.version() == pass.version,
            "the policy in force was not read yet"
        );
        one_page(hands, now, (leased, id), (page, replaced.as_ref())).await?;
    }
}

/// The version by which what waits was looked at before; `None` where it can not be used: then what waits was not denied by
/// it, and that has to do.
async fn replaced(pool: &PgPool, id: PolicyPassId) -> anyhow::Result<Option<Policy>> {
    let mut conn = pool.acquire().await?;
    let Some(version) = store::replaced_in_pass(&mut conn, id).await? else {
        return Ok(None);
    };
    let kept = requests::kept_policy(&mut conn, &version).await?;
    drop(conn);
    let Some(Ok(bytes)) = kept else {
        tracing::error!("policy {version}, which was replaced, can not be used: it is not kept as it was");
        return Ok(None);
    };
    let (parsed, _) = super::parse("the policy that was replaced".into(), bytes).await?;
    if parsed.is_err() {
        tracing::warn!(
            "policy {version}, which was replaced, can not be read by this version of Countersign"
        );
    }
    Ok(parsed.ok())
}

async fn finish(tx: &mut PgConnection, now: DateTime<Utc>, pass: &Pass) -> anyhow::Result<()> {
    store::finish_pass(tx, now, pass.id, pass.is_overtaken).await?;
    let mut says = json!({
        "policy": pass.version, "denied": pass.denied, "kept": pass.kept, "overtaken": pass.is_overtaken,
    });
    if pass.not_judged > 0 {
        says["not_judged"] = json!(pass.not_judged);
    }
    audit::append(
        tx,
        now,
        Event::new(Kind::PolicyApplied, Actor::Service).saying(says),
    )
    .await?;
    Ok(())
}

/// What is to become of a request.
enum Look {
    Keep,
    Deny(Box<(Facts, Decision)>),
    /// What is stored of it can not be read.
    NotJudged,
}

/// Each denial is a transaction of its own, so that no two requests are locked at once; with it stands how far this is.
async fn one_page(
    hands: Hands<'_>,
    now: DateTime<Utc>,
    (leased, id): (&Leased, PolicyPassId),
    (page, replaced): (Vec<RequestId>, Option<&Policy>),
) -> anyhow::Result<()> {
    let mut looks = Vec::new();
    let mut conn = hands.pool.acquire().await?;
    for request in page {
        let look = match look(&mut conn, now, (hands.policy, replaced), request).await {
            Err(error) if is_of_this_request(&error) => {
                tracing::error!(request.id = %request, "a request keeps its stages, for it can not be judged: {error:#}");
                Look::NotJudged
            }
            look => look?,
        };
        looks.push((request, look));
    }
    drop(conn);
    let last = looks.len().saturating_sub(1);
    let mut looked_at = LookedAt::default();
    for (place, (request, look)) in looks.into_iter().enumerate() {
        let denial = match look {
            Look::Deny(denial) => Some(denial),
            Look::Keep => {
                looked_at.kept += 1;
                None
            }
            Look::NotJudged => {
                looked_at.not_judged += 1;
                None
            }
        };
        if denial.is_none() && place < last {
            continue;
        }
        let mut tx = hands.pool.begin().await?;
        if !super::hold_in_force(&mut tx, hands.policy.version()).await? {
            // The version that came in force meanwhile looks at the others.
            return Ok(());
        }
        jobs::hold(&mut tx, leased).await?;
        if let Some(denial) = denial {
            let waits = requests::lock(&mut tx, request)
                .await?
                .filter(|request| request.state == RequestState::AwaitingApproval);
            if let Some(request) = waits {
                let (facts, decision) = &*denial;
                review::deny_later(&mut tx, now, &request, (facts, decision)).await?;
                looked_at.denied += 1;
            }
        }
        store::advance_pass(&mut tx, id, request, looked_at).await?;
        tx.commit().await?;
        looked_at = LookedAt::default();
    }
    Ok(())
}

/// Whether what is stored of one request is not as it was written: no reason to stop for the others.
fn is_of_this_request(error: &anyhow::Error) -> bool {
    let error = error.downcast_ref::<sqlx::Error>();
    error.is_some_and(|error| matches!(error, sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_)))
}

/// Whether the version in force denies what is asked, by what the mirror says now, and the one before it does not.
async fn look(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    (policy, replaced): (&Policy, Option<&Policy>),
    request: RequestId,
) -> anyhow::Result<Look> {
    let Some(request) = requests::by_id(conn, request).await? else {
        return Ok(Look::Keep);
    };
    let decided = facts::decide_by_mirror(conn, now, policy, &request).await?;
    let Some((mut seen, facts, decision)) = decided else {
        return Ok(Look::Keep);
    };
    if decision.outcome != Outcome::Denied {
        return Ok(Look::Keep);
    }
    if let Some(replaced) = replaced {
        seen.count_spend(conn, replaced, now).await?;
        let mut before = seen.facts(now, &facts::Wish::from(&request));
        before.held.clone_from(&facts.held);
        let (_, before) = questions::decide_waiting(replaced, before);
        if before.outcome == Outcome::Denied {
            return Ok(Look::Keep);
        }
    }
    Ok(Look::Deny(Box::new((facts, decision))))
}
