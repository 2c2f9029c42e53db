//! SQL of grants and fulfilment runs.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use sqlx::types::Json;

use super::attention::{Attention, GraphAnswer};
use super::{Grant, GrantState};
use crate::graph::wire::{AssignLicense, LicenseAssignmentState};
use crate::ids::{GrantId, PersonId, PlanId, RequestId, RunId, SkuId};
use crate::jobs::Leased;

struct GrantRow {
    id: GrantId,
    request_id: RequestId,
    person_id: PersonId,
    sku_id: SkuId,
    plans_on: Vec<PlanId>,
    term_days: Option<i32>,
    state: GrantState,
    state_since: DateTime<Utc>,
    attention: Option<Json<Attention>>,
    active_at: Option<DateTime<Utc>>,
    until_at: Option<DateTime<Utc>>,
}

impl From<GrantRow> for Grant {
    fn from(row: GrantRow) -> Self {
        Self {
            id: row.id,
            request_id: row.request_id,
            person_id: row.person_id,
            sku_id: row.sku_id,
            plans_on: row.plans_on,
            term_days: row.term_days,
            state: row.state,
            state_since: row.state_since,
            attention: row.attention.map(|json| json.0),
            active_at: row.active_at,
            until_at: row.until_at,
        }
    }
}

// One column list for every question that answers grants.
macro_rules! grants {
    ($rest:literal $(, $arg:expr)* $(,)?) => {
        sqlx::query_as!(
            GrantRow,
            r#"select g.id as "id: GrantId", g.request_id as "request_id: RequestId", g.person_id as "person_id: PersonId",
                      g.sku_id as "sku_id: SkuId", g.plans_on as "plans_on: Vec<PlanId>", g.term_days,
                      g.state as "state: GrantState", g.state_since, g.attention as "attention: Json<Attention>",
                      g.active_at, g.until_at
                 from grants g "# + $rest
            $(, $arg)*
        )
    };
}

/// All grants of a person, ended ones too.
pub async fn of_person(conn: &mut PgConnection, person: PersonId) -> sqlx::Result<Vec<Grant>> {
    let rows = grants!("where g.person_id = $1 order by g.approved_at", person.0)
        .fetch_all(conn)
        .await?;
    Ok(rows.into_iter().map(Grant::from).collect())
}

pub async fn of_request(conn: &mut PgConnection, request: RequestId) -> sqlx::Result<Option<Grant>> {
    let row = grants!("where g.request_id = $1", request.0)
        .fetch_optional(conn)
        .await?;
    Ok(row.map(Grant::from))
}

/// Grants that a person must look at or that wait for a seat, longest first.
pub async fn in_trouble(conn: &mut PgConnection, limit: i64) -> sqlx::Result<Vec<Grant>> {
    let rows = grants!(
        "where g.state in ('needs_attention', 'waiting_for_seat') order by g.state_since, g.id limit $1",
        limit
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(Grant::from).collect())
}

/// The grant, locked until the transaction ends.
pub async fn lock(conn: &mut PgConnection, id: GrantId) -> sqlx::Result<Option<Grant>> {
    let row = grants!("where g.id = $1 for update", id.0)
        .fetch_optional(conn)
        .await?;
    Ok(row.map(Grant::from))
}

/// Moves a grant out of one of the states in which it is not done; answers whether it was in one.
pub async fn move_grant(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    id: GrantId,
    to: GrantState,
    attention: Option<&Attention>,
) -> sqlx::Result<bool> {
    let moved = sqlx::query!(
        "update grants set state = $2, state_since = $3, attention = $4
          where id = $1 and state in ('pending', 'waiting_for_seat', 'needs_attention')",
        id.0,
        to as GrantState,
        now,
        attention.map(Json) as _,
    )
    .execute(conn)
    .await?;
    Ok(moved.rows_affected() == 1)
}

/// Graph's read-back agrees: the term begins.
pub async fn activate(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    id: GrantId,
    until: Option<DateTime<Utc>>,
) -> sqlx::Result<bool> {
    let moved = sqlx::query!(
        "update grants set state = 'active', state_since = $2, attention = null, active_at = $2, until_at = $3
          where id = $1 and state in ('pending', 'waiting_for_seat', 'needs_attention')",
        id.0,
        now,
        until,
    )
    .execute(conn)
    .await?;
    Ok(moved.rows_affected() == 1)
}

/// One attempt, as it stands before the call.
pub struct NewRun<'a> {
    pub id: RunId,
    pub person: PersonId,
    pub leased: &'a Leased,
    pub observed: &'a [LicenseAssignmentState],
    pub call: Option<&'a AssignLicense>,
}

/// Writes the attempt; answers the attempts before it whose outcome was never recorded.
pub async fn begin_run(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    run: &NewRun<'_>,
) -> sqlx::Result<Vec<RunId>> {
    let lost = sqlx::query_scalar!(
        r#"update fulfilment_runs set result = 'superseded', ended_at = $2
            where person_id = $1 and result is null returning id as "id: RunId""#,
        run.person.0,
        now,
    )
    .fetch_all(&mut *conn)
    .await?;
    sqlx::query!(
        "insert into fulfilment_runs (id, person_id, job_id, attempt, started_at, observed, call)
         values ($1, $2, $3, $4, $5, $6, $7)",
        run.id.0,
        run.person.0,
        run.leased.id.0,
        run.leased.attempt,
        now,
        Json(run.observed) as _,
        run.call.map(Json) as _,
    )
    .execute(conn)
    .await?;
    Ok(lost)
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum RunResult {
    Done,
    Refused,
    /// Graph's answer was lost or said nothing about the outcome.
    Unknown,
    NothingToDo,
}

impl RunResult {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
            Self::NothingToDo => "nothing_to_do",
        }
    }
}

pub async fn end_run(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    id: RunId,
    result: RunResult,
    (graph_request_id, answer): (Option<&str>, Option<&GraphAnswer>),
    read_back: Option<&[LicenseAssignmentState]>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update fulfilment_runs set result = $2, ended_at = $3, graph_request_id = $4, answer = $5, read_back = $6
          where id = $1 and result is null",
        id.0,
        result as RunResult,
        now,
        graph_request_id,
        answer.map(Json) as _,
        read_back.map(Json) as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether the worker is at it for this person.
pub async fn in_progress(conn: &mut PgConnection, person: PersonId) -> sqlx::Result<bool> {
    let held = sqlx::query_scalar!(
        r#"select 1 as "held!" from jobs where kind = 'reconcile' and key = $1 and state = 'leased'"#,
        person.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(held.is_some())
}
