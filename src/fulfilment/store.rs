//! SQL of grants and fulfilment runs.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;
use sqlx::types::Json;

use super::attention::{Attention, GraphAnswer};
use super::{EndCause, Grant, GrantState};
use crate::graph::wire::{AssignLicense, LicenseAssignmentState};
use crate::ids::{GrantId, PersonId, PlanId, RequestId, RunId, SkuId};
use crate::jobs::Leased;

pub(super) struct GrantRow {
    pub(super) id: GrantId,
    pub(super) request_id: RequestId,
    pub(super) person_id: PersonId,
    pub(super) sku_id: SkuId,
    pub(super) plans_on: Vec<PlanId>,
    pub(super) term_days: Option<i32>,
    pub(super) state: GrantState,
    pub(super) state_since: DateTime<Utc>,
    pub(super) attention: Option<Json<Attention>>,
    pub(super) approved_at: DateTime<Utc>,
    pub(super) seat_at: Option<DateTime<Utc>>,
    pub(super) sent_at: Option<DateTime<Utc>>,
    pub(super) kept_off: Vec<PlanId>,
    pub(super) asserted_at: Option<DateTime<Utc>>,
    pub(super) alone: bool,
    pub(super) end_cause: Option<EndCause>,
    pub(super) end_reason: Option<String>,
    pub(super) end_wished_at: Option<DateTime<Utc>>,
    pub(super) ended_at: Option<DateTime<Utc>>,
    pub(super) active_at: Option<DateTime<Utc>>,
    pub(super) until_at: Option<DateTime<Utc>>,
    pub(super) begins_at: Option<DateTime<Utc>>,
    pub(super) ends_on: Option<NaiveDate>,
    pub(super) held_at: Option<DateTime<Utc>>,
    pub(super) held_cause: Option<EndCause>,
    pub(super) replaced_by: Option<GrantId>,
    pub(super) changed_by: Option<RequestId>,
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
            approved_at: row.approved_at,
            seat_at: row.seat_at,
            sent_at: row.sent_at,
            kept_off: row.kept_off,
            asserted_at: row.asserted_at,
            alone: row.alone,
            end_cause: row.end_cause,
            end_reason: row.end_reason,
            end_wished_at: row.end_wished_at,
            ended_at: row.ended_at,
            active_at: row.active_at,
            until_at: row.until_at,
            begins_at: row.begins_at,
            ends_on: row.ends_on,
            held_at: row.held_at,
            held_cause: row.held_cause,
            replaced_by: row.replaced_by,
            changed_by: row.changed_by,
        }
    }
}

// One column list for every question that answers grants; whoever asks brings the types of the columns into scope.
macro_rules! grants {
    ($rest:literal $(, $arg:expr)* $(,)?) => {
        sqlx::query_as!(
            $crate::fulfilment::store::GrantRow,
            r#"select g.id as "id: GrantId", g.request_id as "request_id: RequestId", g.person_id as "person_id: PersonId",
                      g.sku_id as "sku_id: SkuId", g.plans_on as "plans_on: Vec<PlanId>", g.term_days,
                      g.state as "state: GrantState", g.state_since, g.attention as "attention: Json<Attention>",
                      g.approved_at, g.seat_at, g.sent_at, g.kept_off as "kept_off: Vec<PlanId>",
                      g.asserted_at, g.alone, g.end_cause as "end_cause: EndCause", g.end_reason, g.end_wished_at, g.ended_at, g.active_at, g.until_at,
                      g.begins_at, g.ends_on, g.held_at, g.held_cause as "held_cause: EndCause",
                      g.replaced_by as "replaced_by: GrantId", g.changed_by as "changed_by: RequestId"
                 from grants g "# + $rest
            $(, $arg)*
        )
    };
}
pub(super) use grants;

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

pub async fn by_id(conn: &mut PgConnection, id: GrantId) -> sqlx::Result<Option<Grant>> {
    let row = grants!("where g.id = $1", id.0).fetch_optional(conn).await?;
    Ok(row.map(Grant::from))
}

/// Grants of a person that have not ended, oldest first, locked until the transaction ends.
pub async fn lock_of_person(conn: &mut PgConnection, person: PersonId) -> sqlx::Result<Vec<Grant>> {
    let rows = grants!(
        "where g.person_id = $1 and g.state <> 'ended' order by g.approved_at, g.id for update",
        person.0
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

/// Moves a grant that is not yet what it should be to another such state; answers whether it was in `from`. A seat that was
/// set aside is kept only by a grant that is still on its way.
pub async fn move_grant(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    id: GrantId,
    (from, to): (&[GrantState], GrantState),
    attention: Option<&Attention>,
) -> sqlx::Result<bool> {
    let moved = sqlx::query!(
        "update grants set state = $3, attention = $5, alone = false,
                           state_since = case when state = $3 then state_since else $4 end,
                           seat_at = case when $3 = 'pending' then seat_at end
          where id = $1 and state = any ($2)",
        id.0,
        from as &[GrantState],
        to as GrantState,
        now,
        attention.map(Json) as _,
    )
    .execute(conn)
    .await?;
    Ok(moved.rows_affected() == 1)
}

/// What keeps a grant that is tried again by itself; nothing when it goes well.
pub async fn note_trouble(
    conn: &mut PgConnection,
    ids: &[GrantId],
    attention: Option<&Attention>,
) -> sqlx::Result<()> {
    let ids: Vec<_> = ids.iter().map(|id| id.0).collect();
    sqlx::query!(
        "update grants set attention = $2 where id = any ($1) and state in ('pending', 'ending')",
        &ids,
        attention.map(Json) as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A call for these grants is about to be sent.
pub async fn about_to_send(conn: &mut PgConnection, now: DateTime<Utc>, ids: &[GrantId]) -> sqlx::Result<()> {
    let ids: Vec<_> = ids.iter().map(|id| id.0).collect();
    sqlx::query!(
        "update grants set sent_at = $2 where id = any ($1) and sent_at is null",
        &ids,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A call for these together was refused: each is tried by itself.
pub async fn set_apart(conn: &mut PgConnection, ids: &[GrantId]) -> sqlx::Result<()> {
    let ids: Vec<_> = ids.iter().map(|id| id.0).collect();
    sqlx::query!("update grants set alone = true where id = any ($1)", &ids)
        .execute(conn)
        .await?;
    Ok(())
}

/// A change of an active grant, or what was to be kept off for it, could not be done: it stays as it was, and says so. Not
/// where other plans were asked for since: those are tried first.
pub async fn back_to_active(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    grant: &Grant,
    attention: &Attention,
) -> sqlx::Result<bool> {
    let tried: Vec<_> = grant.plans_on.iter().map(|plan| plan.0).collect();
    let moved = sqlx::query!(
        "update grants set state = 'active', attention = $2, alone = false, asserted_at = $3,
                           plans_on = coalesce(plans_before, plans_on), plans_before = null
          where id = $1 and state in ('active', 'pending') and active_at is not null and plans_on = $4",
        grant.id.0,
        Json(attention) as _,
        now,
        &tried,
    )
    .execute(conn)
    .await?;
    Ok(moved.rows_affected() == 1)
}

/// Nothing keeps an active grant any more.
pub async fn clear_attention(conn: &mut PgConnection, id: GrantId) -> sqlx::Result<()> {
    sqlx::query!(
        "update grants set attention = null where id = $1 and state = 'active'",
        id.0
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// These plans are off for an active grant now.
pub async fn kept_off(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    id: GrantId,
    off: &[PlanId],
) -> sqlx::Result<()> {
    let off: Vec<_> = off.iter().map(|plan| plan.0).collect();
    sqlx::query!(
        "update grants set asserted_at = $2, attention = null, alone = false,
                           kept_off = array(select distinct plan from unnest(kept_off || $3) as t (plan))
          where id = $1 and state = 'active'",
        id.0,
        now,
        &off,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The grant is no longer tried by itself.
pub async fn no_longer_alone(conn: &mut PgConnection, id: GrantId) -> sqlx::Result<()> {
    sqlx::query!("update grants set alone = false where id = $1", id.0)
        .execute(conn)
        .await?;
    Ok(())
}

/// Graph refused the call that was sent at `at`: by it nothing of these is there.
pub async fn nothing_was_sent(
    conn: &mut PgConnection,
    at: DateTime<Utc>,
    ids: &[GrantId],
) -> sqlx::Result<()> {
    let ids: Vec<_> = ids.iter().map(|id| id.0).collect();
    sqlx::query!(
        "update grants set sent_at = null where id = any ($1) and sent_at = $2 and active_at is null",
        &ids,
        at
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Graph's read-back agrees: the term begins, if it has not begun. Not where other plans were asked for since.
pub async fn activate(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    grant: &Grant,
    until: Option<DateTime<Utc>>,
    off: &[PlanId],
) -> sqlx::Result<bool> {
    let set: Vec<_> = grant.plans_on.iter().map(|plan| plan.0).collect();
    let off: Vec<_> = off.iter().map(|plan| plan.0).collect();
    let moved = sqlx::query!(
        "update grants set state = 'active', state_since = $2, attention = null, alone = false, asserted_at = $2,
                           kept_off = $4, plans_before = null,
                           active_at = coalesce(active_at, $2), until_at = coalesce(until_at, $3)
          where id = $1 and state in ('pending', 'waiting_for_seat', 'needs_attention') and plans_on = $5",
        grant.id.0,
        now,
        until,
        &off,
        &set,
    )
    .execute(conn)
    .await?;
    Ok(moved.rows_affected() == 1)
}

/// The right is over. What was never sent to Graph has nothing to be removed.
pub async fn wish_end(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    id: GrantId,
    to: GrantState,
    (cause, reason): (EndCause, Option<&str>),
) -> sqlx::Result<bool> {
    let moved = sqlx::query!(
        "update grants set state = $2, state_since = $3, attention = null, seat_at = null, end_cause = $4, end_reason = $5,
                           end_wished_at = $3, ended_at = case when $2 = 'ended' then $3::timestamptz end,
                           held_at = null, held_cause = null
          where id = $1 and state in ('scheduled', 'pending', 'waiting_for_seat', 'needs_attention', 'active', 'removal_needs_attention')",
        id.0,
        to as GrantState,
        now,
        cause as EndCause,
        reason,
    )
    .execute(conn)
    .await?;
    Ok(moved.rows_affected() == 1)
}

/// It should have ended by itself, and the fuse holds it.
pub async fn hold(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    id: GrantId,
    cause: EndCause,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update grants set held_at = $2, held_cause = $3, let_end_at = null, let_end_by = null,
                           kept_at = null, kept_by = null, kept_reason = null
          where id = $1 and held_at is null",
        id.0,
        now,
        cause as EndCause,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Graph shows nothing of it any more.
pub async fn end(conn: &mut PgConnection, now: DateTime<Utc>, id: GrantId) -> sqlx::Result<bool> {
    let moved = sqlx::query!(
        "update grants set state = 'ended', state_since = $2, attention = null, ended_at = $2
          where id = $1 and state in ('ending', 'removal_needs_attention')",
        id.0,
        now,
    )
    .execute(conn)
    .await?;
    Ok(moved.rows_affected() == 1)
}

/// A removal that can not be done is given up: the licence stays as Graph shows it.
pub async fn give_up_removal(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    id: GrantId,
    reason: &str,
) -> sqlx::Result<bool> {
    let moved = sqlx::query!(
        "update grants set state = 'ended', state_since = $2, attention = null, ended_at = $2, end_cause = 'closed', end_reason = $3
          where id = $1 and state = 'removal_needs_attention'",
        id.0,
        now,
        reason,
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
