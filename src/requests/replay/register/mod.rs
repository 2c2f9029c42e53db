//! The register of the policy beside what the log says of it: which versions came in force, and which drafts were submitted, taken
//! back, refused or put in force, when, by whom and why. That a version's bytes are its own is seen in `versions`.

mod store;

use std::fmt::Display;

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use super::PolicyTrouble;
use crate::ids::PersonId;
use crate::requests::rules::drafts::{DraftKind, DraftState};

/// A line of the register and the event that goes with it; one of both may be missing.
struct Force {
    version: String,
    from: Option<DateTime<Utc>>,
    logged_at: Option<DateTime<Utc>>,
    /// Place in the log.
    logged: Option<i64>,
}

/// A draft and the event by which it came in; one of both may be missing.
struct Draft {
    version: String,
    stored: Option<StoredDraft>,
    logged: Option<LoggedDraft>,
    settled: Option<LoggedEnd>,
}

struct StoredDraft {
    version: String,
    kind: DraftKind,
    by: PersonId,
    at: DateTime<Utc>,
    why: String,
    state: DraftState,
    settled_by: Option<PersonId>,
    settled_at: Option<DateTime<Utc>>,
    settled_why: Option<String>,
}

struct LoggedDraft {
    version: Option<String>,
    is_rollback: bool,
    by: Option<PersonId>,
    at: DateTime<Utc>,
    why: Option<String>,
}

/// How a draft ended, as the log says.
struct LoggedEnd {
    kind: String,
    by: Option<PersonId>,
    at: DateTime<Utc>,
    why: Option<String>,
}

/// Names every version of which the register and the log say something else.
pub async fn compare(pool: &PgPool) -> anyhow::Result<Vec<PolicyTrouble>> {
    let mut conn = pool.acquire().await?;
    let mut troubles = Vec::new();
    let mut before = 0;
    for force in store::in_force(&mut conn).await? {
        let why = match (force.from, force.logged_at) {
            (Some(from), None) => format!(
                "in force from {} by the register: the log has no such line",
                moment(from)
            ),
            (None, Some(at)) => format!(
                "came in force {} by the log: the register has no such line",
                moment(at)
            ),
            (Some(from), Some(_)) if force.logged.is_some_and(|logged| logged < before) => format!(
                "in force from {} by the register: not in the order of the log",
                moment(from)
            ),
            (_, _) => {
                before = force.logged.unwrap_or(before);
                continue;
            }
        };
        name(&mut troubles, force.version, why);
    }
    for draft in store::drafts(&mut conn).await? {
        for why in differences(&draft) {
            name(&mut troubles, draft.version.clone(), why);
        }
    }
    Ok(troubles)
}

fn name(troubles: &mut Vec<PolicyTrouble>, version: String, why: String) {
    match troubles.iter_mut().find(|trouble| trouble.version == version) {
        Some(trouble) => trouble.why.push(why),
        None => troubles.push(PolicyTrouble {
            version,
            why: vec![why],
        }),
    }
}

fn differences(draft: &Draft) -> Vec<String> {
    let (stored, logged) = match (&draft.stored, &draft.logged) {
        (Some(stored), Some(logged)) => (stored, logged),
        (Some(stored), None) => {
            return vec![format!(
                "draft of {}: the log does not say that it was submitted",
                moment(stored.at)
            )];
        }
        (None, Some(logged)) => {
            return vec![format!(
                "the log says that it was submitted {}, and the draft is gone",
                moment(logged.at)
            )];
        }
        (None, None) => return Vec::new(),
    };
    let mut differ = vec![
        ("its version", logged.version.as_deref() != Some(&stored.version)),
        (
            "whether it is a roll back",
            logged.is_rollback != (stored.kind == DraftKind::Rollback),
        ),
        ("who submitted it", logged.by != Some(stored.by)),
        ("when it was submitted", logged.at != stored.at),
        ("why it was submitted", logged.why.as_deref() != Some(&stored.why)),
    ];
    let kind = match stored.state {
        DraftState::Waiting => None,
        DraftState::InForce => Some("policy.in_force"),
        DraftState::Withdrawn => Some("policy.draft_withdrawn"),
        DraftState::Refused => Some("policy.draft_refused"),
    };
    let settled = draft.settled.as_ref();
    if settled.map(|end| end.kind.as_str()) != kind {
        differ.push(("what became of it", true));
    } else if let Some(end) = settled {
        differ.push(("who ended it", end.by != stored.settled_by));
        differ.push(("when it ended", Some(end.at) != stored.settled_at));
        differ.push(("why it ended", end.why != stored.settled_why));
    }
    let differ: Vec<_> = differ
        .iter()
        .filter(|(_, is)| *is)
        .map(|(what, _)| *what)
        .collect();
    match differ.is_empty() {
        true => Vec::new(),
        false => vec![format!(
            "draft of {}: not as the log has it: {}",
            moment(logged.at),
            differ.join(", ")
        )],
    }
}

fn moment(at: DateTime<Utc>) -> impl Display {
    at.format("%Y-%m-%d %H:%M:%S UTC")
}
