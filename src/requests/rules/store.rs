//! SQL of the policy's drafts, of its register, and of what a new version means for what waits.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::drafts::{Draft, DraftKind, DraftState, NewDraft, Settled};
use super::passes::{LookedAt, Pass};
use super::register::{By, Period, Version};
use crate::ids::{DraftId, PersonId, PolicyPassId, RequestId};

struct DraftRow {
    id: DraftId,
    version: String,
    kind: DraftKind,
    file_name: Option<String>,
    submitted_by: PersonId,
    submitter: String,
    submitted_at: DateTime<Utc>,
    why: String,
    state: DraftState,
    settler: Option<String>,
    settled_at: Option<DateTime<Utc>>,
    settled_why: Option<String>,
}

impl From<DraftRow> for Draft {
    fn from(row: DraftRow) -> Self {
        let settled = row.settled_at.zip(row.settled_why).map(|(at, why)| Settled {
            by: row.settler.unwrap_or_default(),
            at,
            why,
        });
        Self {
            id: row.id,
            version: row.version,
            kind: row.kind,
            file_name: row.file_name,
            submitted_by: row.submitted_by,
            submitter: row.submitter,
            submitted_at: row.submitted_at,
            why: row.why,
            state: row.state,
            settled,
        }
    }
}

// One column list for every question that answers drafts.
macro_rules! drafts {
    ($rest:literal $(, $arg:expr)* $(,)?) => {
        sqlx::query_as!(
            DraftRow,
            r#"select d.id as "id: DraftId", d.version, d.kind as "kind: DraftKind", d.file_name,
                      d.submitted_by as "submitted_by: PersonId", s.name as submitter, d.submitted_at, d.why,
                      d.state as "state: DraftState", e.name as "settler?", d.settled_at, d.settled_why
                 from policy_drafts d join people s on s.id = d.submitted_by
                      left join people e on e.id = d.settled_by "# + $rest
            $(, $arg)*
        )
    };
}

pub async fn draft(conn: &mut PgConnection, id: DraftId) -> sqlx::Result<Option<Draft>> {
    let row = drafts!("where d.id = $1", id.0).fetch_optional(conn).await?;
    Ok(row.map(Draft::from))
}

/// The draft, locked until the transaction ends.
pub async fn lock_draft(conn: &mut PgConnection, id: DraftId) -> sqlx::Result<Option<Draft>> {
    let row = drafts!("where d.id = $1 for update of d", id.0)
        .fetch_optional(conn)
        .await?;
    Ok(row.map(Draft::from))
}

pub async fn waiting_drafts(conn: &mut PgConnection, limit: i64) -> sqlx::Result<Vec<Draft>> {
    let rows = drafts!("where d.state = 'waiting' order by d.written limit $1", limit)
        .fetch_all(conn)
        .await?;
    Ok(rows.into_iter().map(Draft::from).collect())
}

pub async fn drafts_of(conn: &mut PgConnection, versions: &[String], limit: i64) -> sqlx::Result<Vec<Draft>> {
    let rows = drafts!(
        "where d.version = any ($1) order by d.written desc limit $2",
        versions,
        limit
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(Draft::from).collect())
}

pub async fn waiting_draft_of(conn: &mut PgConnection, version: &str) -> sqlx::Result<Option<DraftId>> {
    sqlx::query_scalar!(
        r#"select id as "id: DraftId" from policy_drafts where version = $1 and state = 'waiting'"#,
        version
    )
    .fetch_optional(conn)
    .await
}

pub async fn insert_draft(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    id: DraftId,
    new: &NewDraft<'_>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into policy_drafts (id, version, kind, file_name, submitted_by, submitted_at, why, state)
         values ($1, $2, $3, $4, $5, $6, $7, 'waiting')",
        id.0,
        new.policy.version(),
        new.kind as DraftKind,
        new.file_name,
        new.by.0,
        now,
        new.why,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Ends a draft that waits; answers whether it did.
pub async fn settle_draft(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    id: DraftId,
    (to, by, why): (DraftState, PersonId, &str),
) -> sqlx::Result<bool> {
    let settled = sqlx::query!(
        "update policy_drafts set state = $2, settled_by = $3, settled_at = $4, settled_why = $5
          where id = $1 and state = 'waiting'",
        id.0,
        to as DraftState,
        by.0,
        now,
        why,
    )
    .execute(conn)
    .await?;
    Ok(settled.rows_affected() == 1)
}

/// Puts a version that is kept in force; answers the place of that in the order.
pub async fn put_in_force(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    version: &str,
    draft: Option<DraftId>,
) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        "insert into policy_in_force (version, from_at, draft_id) values ($1, $2, $3) returning id",
        version,
        now,
        draft.map(|draft| draft.0),
    )
    .fetch_one(conn)
    .await
}

/// The version that was in force before this draft.
pub async fn replaced_by(conn: &mut PgConnection, draft: DraftId) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        "select was.version from policy_in_force was
          where was.id < (select id from policy_in_force where draft_id = $1)
          order by was.id desc limit 1",
        draft.0,
    )
    .fetch_optional(conn)
    .await
}

pub async fn versions(
    conn: &mut PgConnection,
    before: Option<&(DateTime<Utc>, String)>,
    limit: i64,
) -> sqlx::Result<Vec<Version>> {
    sqlx::query_as!(
        Version,
        "select version, first_seen_at as kept_at from policy_versions
          where $1::timestamptz is null or first_seen_at < $1 or (first_seen_at = $1 and version > $2)
          order by first_seen_at desc, version limit $3",
        before.map(|(at, _)| *at),
        before.map(|(_, version)| version.as_str()),
        limit,
    )
    .fetch_all(conn)
    .await
}

pub async fn version(conn: &mut PgConnection, version: &str) -> sqlx::Result<Option<Version>> {
    sqlx::query_as!(
        Version,
        "select version, first_seen_at as kept_at from policy_versions where version = $1",
        version
    )
    .fetch_optional(conn)
    .await
}

pub async fn periods(conn: &mut PgConnection, versions: &[String]) -> sqlx::Result<Vec<Period>> {
    let rows = sqlx::query!(
        r#"select f.version, f.from_at,
                  (select next.from_at from policy_in_force next where next.id > f.id order by next.id limit 1) as until_at,
                  d.kind as "kind?: DraftKind", s.name as "submitter?", d.why as "why?", p.name as "put_by?",
                  d.settled_why
             from policy_in_force f left join policy_drafts d on d.id = f.draft_id
                  left join people s on s.id = d.submitted_by left join people p on p.id = d.settled_by
            where f.version = any ($1) order by f.id desc"#,
        versions,
    )
    .fetch_all(conn)
    .await?;
    let period = rows.into_iter().map(|row| Period {
        version: row.version,
        from: row.from_at,
        until: row.until_at,
        by: row.kind.map(|kind| By {
            kind,
            submitter: row.submitter.unwrap_or_default(),
            why: row.why.unwrap_or_default(),
            put_in_force_by: row.put_by.unwrap_or_default(),
            put_in_force_why: row.settled_why.unwrap_or_default(),
        }),
    });
    Ok(period.collect())
}

pub async fn begin_pass(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    id: PolicyPassId,
    in_force: i64,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into policy_passes (id, in_force_id, after, started_at) values ($1, $2, $3, $4)",
        id.0,
        in_force,
        uuid::Uuid::nil(),
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

// One column list for both questions that answer a pass.
macro_rules! passes {
    ($rest:literal $(, $arg:expr)* $(,)?) => {
        sqlx::query_as!(
            Pass,
            r#"select p.id as "id: PolicyPassId", f.version, p.after as "after: RequestId", p.denied, p.kept, p.not_judged,
                      p.finished_at,
                      p.superseded or (p.finished_at is null and exists (select from policy_in_force next where next.id > f.id))
                      as "is_overtaken!"
                 from policy_passes p join policy_in_force f on f.id = p.in_force_id "# + $rest
            $(, $arg)*
        )
    };
}

pub async fn pass(conn: &mut PgConnection, id: PolicyPassId) -> sqlx::Result<Option<Pass>> {
    passes!("where p.id = $1", id.0).fetch_optional(conn).await
}

pub async fn pass_of_draft(conn: &mut PgConnection, draft: DraftId) -> sqlx::Result<Option<Pass>> {
    passes!("where f.draft_id = $1", draft.0)
        .fetch_optional(conn)
        .await
}

/// The version by which what waits was looked at to the end before this pass began.
pub async fn replaced_in_pass(conn: &mut PgConnection, id: PolicyPassId) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        "select was.version from policy_in_force was left join policy_passes p on p.in_force_id = was.id
          where was.id < (select in_force_id from policy_passes where id = $1)
            and (p.id is null or (p.finished_at is not null and not p.superseded))
          order by was.id desc limit 1",
        id.0,
    )
    .fetch_optional(conn)
    .await
}

pub async fn advance_pass(
    conn: &mut PgConnection,
    id: PolicyPassId,
    after: RequestId,
    looked_at: LookedAt,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update policy_passes set after = $2, denied = denied + $3, kept = kept + $4, not_judged = not_judged + $5
          where id = $1",
        id.0,
        after.0,
        looked_at.denied,
        looked_at.kept,
        looked_at.not_judged,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn finish_pass(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    id: PolicyPassId,
    superseded: bool,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update policy_passes set finished_at = $2, superseded = $3 where id = $1 and finished_at is null",
        id.0,
        now,
        superseded,
    )
    .execute(conn)
    .await?;
    Ok(())
}
