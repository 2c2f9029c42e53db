//! A change of the policy: somebody submits a version as a draft, and another administrator puts it in force, or it is taken
//! back or refused. A roll back is a draft with an older version.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::{PgConnection, PgPool};

use super::{InForceEvent, comes_in_force, store};
use crate::audit::{self, Actor, Event, Kind};
use crate::config::ChangeControl;
use crate::ids::{DraftId, PersonId};
use crate::policy::{Policy, Problem};
use crate::requests::store as requests;

#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum DraftKind {
    Change,
    /// Back to a version that was in force before.
    Rollback,
}

/// Where a draft is. Only one that waits moves; the database agrees by a CHECK.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum DraftState {
    Waiting,
    InForce,
    /// Taken back by whoever submitted it.
    Withdrawn,
    /// Refused by another administrator.
    Refused,
}

#[derive(Clone, Debug)]
pub struct Draft {
    pub id: DraftId,
    pub version: String,
    pub kind: DraftKind,
    /// As it was called where it came from; `None` = an older version of the register.
    pub file_name: Option<String>,
    pub submitted_by: PersonId,
    pub submitter: String,
    pub submitted_at: DateTime<Utc>,
    pub why: String,
    pub state: DraftState,
    pub settled: Option<Settled>,
}

/// How it ended.
#[derive(Clone, Debug)]
pub struct Settled {
    pub by: String,
    pub at: DateTime<Utc>,
    pub why: String,
}

/// A version that somebody wants in force.
#[derive(Clone, Copy, Debug)]
pub struct NewDraft<'a> {
    pub kind: DraftKind,
    pub policy: &'a Policy,
    pub bytes: &'a [u8],
    pub file_name: Option<&'a str>,
    pub by: PersonId,
    pub why: &'a str,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Submitted {
    Waits(DraftId),
    /// These bytes are in force.
    InForceAlready,
    /// These bytes wait in another draft.
    WaitsAlready(DraftId),
}

/// Keeps the version byte for byte and lets it wait for another administrator.
pub async fn submit(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    new: NewDraft<'_>,
) -> anyhow::Result<Submitted> {
    requests::lock_policy(tx).await?;
    let version = new.policy.version();
    if in_force(tx).await?.as_deref() == Some(version) {
        return Ok(Submitted::InForceAlready);
    }
    if let Some(waiting) = store::waiting_draft_of(tx, version).await? {
        return Ok(Submitted::WaitsAlready(waiting));
    }
    requests::keep_policy(tx, now, version, new.bytes).await?;
    let id = DraftId::mint(now);
    store::insert_draft(tx, now, id, &new).await?;
    let event = Event::new(Kind::PolicyDraftSubmitted, Actor::Person(new.by)).saying(json!({
        "draft": id,
        "policy": version,
        "rollback": new.kind == DraftKind::Rollback,
        "why": new.why,
    }));
    audit::append(tx, now, event).await?;
    Ok(Submitted::Waits(id))
}

/// An administrator puts a draft in force, as a page showed it.
#[derive(Clone, Copy, Debug)]
pub struct PutInForce<'a> {
    pub draft: DraftId,
    pub by: PersonId,
    pub why: &'a str,
    /// The version that was shown.
    pub shown: &'a str,
    /// The version in force that it was compared with.
    pub against: &'a str,
    pub control: ChangeControl,
    pub checked: &'a Checked,
}

/// A draft's file as it was read, which takes a while, before [`put_in_force`] locks anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    version: String,
    problems: Vec<Problem>,
}

/// Reads a draft's file; `None` where there is no such draft.
pub async fn check(pool: &PgPool, id: DraftId) -> anyhow::Result<Option<Checked>> {
    let mut conn = pool.acquire().await?;
    let Some(draft) = store::draft(&mut conn, id).await? else {
        return Ok(None);
    };
    let bytes = requests::policy_bytes(&mut conn, &draft.version).await?;
    drop(conn);
    let (parsed, _) = super::parse("policy.toml".into(), bytes.unwrap_or_default()).await?;
    Ok(Some(Checked {
        version: draft.version,
        problems: parsed.err().unwrap_or_default(),
    }))
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Put {
    InForce,
    /// Somebody else was quicker, whatever they did with it.
    NoLongerWaits,
    /// Whoever submits a draft does not put it in force.
    OwnDraft,
    /// It is not what was shown, or what it was compared with is no longer in force: look again.
    Changed,
    /// This version of Countersign does not take the file.
    Broken(Vec<Problem>),
    /// The bytes that are kept are not those that the version is named after.
    Altered,
    NoSuchDraft,
}

/// Puts exactly the version that was shown in force; [`super::refresh`] after the commit.
pub async fn put_in_force(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    act: PutInForce<'_>,
) -> anyhow::Result<Put> {
    requests::lock_policy(tx).await?;
    let Some(draft) = store::lock_draft(tx, act.draft).await? else {
        return Ok(Put::NoSuchDraft);
    };
    if draft.state != DraftState::Waiting {
        return Ok(Put::NoLongerWaits);
    }
    let alone = draft.submitted_by == act.by;
    if alone && act.control == ChangeControl::TwoAdministrators {
        let event = Event::new(Kind::Refused, Actor::Person(act.by)).saying(json!({
            "attempt": "put_policy_in_force", "draft": draft.id, "policy": draft.version, "why": "own_draft",
        }));
        audit::append(tx, now, event).await?;
        return Ok(Put::OwnDraft);
    }
    let current = in_force(tx).await?;
    let is_shown = draft.version == act.shown && draft.version == act.checked.version;
    if !is_shown || current.as_deref() != Some(act.against) {
        return Ok(Put::Changed);
    }
    let Some(Ok(_)) = requests::kept_policy(tx, &draft.version).await? else {
        tracing::error!("policy {} was altered after it was kept", draft.version);
        return Ok(Put::Altered);
    };
    if !act.checked.problems.is_empty() {
        super::rejected(tx, now, Actor::Person(act.by), &act.checked.problems).await?;
        return Ok(Put::Broken(act.checked.problems.clone()));
    }
    let settled = (DraftState::InForce, act.by, act.why);
    anyhow::ensure!(
        store::settle_draft(tx, now, draft.id, settled).await?,
        "the draft left its state under a lock"
    );
    let in_force = InForceEvent {
        version: &draft.version,
        by: Actor::Person(act.by),
        says: json!({
            "draft": draft.id,
            "by": act.by,
            "submitted_by": draft.submitted_by,
            "why": act.why,
            "rollback": draft.kind == DraftKind::Rollback,
            "single_administrator": alone,
        }),
    };
    comes_in_force(tx, now, in_force, Some(draft.id)).await?;
    Ok(Put::InForce)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TakenAway {
    /// By whoever submitted it.
    Withdrawn,
    /// By another administrator.
    Refused,
    NoLongerWaits,
    NoSuchDraft,
}

/// Ends a draft without putting it in force.
pub async fn take_away(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    id: DraftId,
    (by, why): (PersonId, &str),
) -> anyhow::Result<TakenAway> {
    let Some(draft) = store::lock_draft(tx, id).await? else {
        return Ok(TakenAway::NoSuchDraft);
    };
    if draft.state != DraftState::Waiting {
        return Ok(TakenAway::NoLongerWaits);
    }
    let (state, kind, taken) = match draft.submitted_by == by {
        true => (
            DraftState::Withdrawn,
            Kind::PolicyDraftWithdrawn,
            TakenAway::Withdrawn,
        ),
        false => (DraftState::Refused, Kind::PolicyDraftRefused, TakenAway::Refused),
    };
    anyhow::ensure!(
        store::settle_draft(tx, now, id, (state, by, why)).await?,
        "the draft left its state under a lock"
    );
    let event = Event::new(kind, Actor::Person(by)).saying(json!({
        "draft": id, "policy": draft.version, "submitted_by": draft.submitted_by, "why": why,
    }));
    audit::append(tx, now, event).await?;
    Ok(taken)
}

pub async fn by_id(conn: &mut PgConnection, id: DraftId) -> sqlx::Result<Option<Draft>> {
    store::draft(conn, id).await
}

/// Drafts that wait, oldest first, as many as `limit`.
pub async fn waiting(conn: &mut PgConnection, limit: i64) -> sqlx::Result<Vec<Draft>> {
    store::waiting_drafts(conn, limit).await
}

/// The draft of this version that waits.
pub async fn waiting_of(conn: &mut PgConnection, version: &str) -> sqlx::Result<Option<DraftId>> {
    store::waiting_draft_of(conn, version).await
}

/// What a draft replaced when it came in force.
pub async fn replaced(conn: &mut PgConnection, id: DraftId) -> sqlx::Result<Option<String>> {
    store::replaced_by(conn, id).await
}

async fn in_force(conn: &mut PgConnection) -> sqlx::Result<Option<String>> {
    Ok(requests::policy_in_force(conn).await?.map(|(version, _)| version))
}
