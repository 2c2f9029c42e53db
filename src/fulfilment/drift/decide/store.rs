//! SQL of decisions about findings, in bulk.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;
use sqlx::types::Json;

use super::{Act, Wish};
use crate::fulfilment::attention::Attention;
use crate::fulfilment::drift::{Finding, FindingKind, FindingState, Observed};
use crate::fulfilment::store::grants;
use crate::fulfilment::{EndCause, Grant, GrantState};
use crate::ids::{FindingId, GrantId, GroupId, PersonId, PlanId, RequestId, SkuId};

pub(in crate::fulfilment::drift) struct FindingRow {
    pub(in crate::fulfilment::drift) id: FindingId,
    pub(in crate::fulfilment::drift) person_id: PersonId,
    pub(in crate::fulfilment::drift) sku_id: SkuId,
    pub(in crate::fulfilment::drift) kind: FindingKind,
    pub(in crate::fulfilment::drift) group_id: Option<GroupId>,
    pub(in crate::fulfilment::drift) grant_id: Option<GrantId>,
    pub(in crate::fulfilment::drift) observed: Json<Observed>,
    pub(in crate::fulfilment::drift) state: FindingState,
    pub(in crate::fulfilment::drift) first_seen_at: DateTime<Utc>,
    pub(in crate::fulfilment::drift) last_seen_at: DateTime<Utc>,
    pub(in crate::fulfilment::drift) changed_at: DateTime<Utc>,
    pub(in crate::fulfilment::drift) actor_id: Option<PersonId>,
    pub(in crate::fulfilment::drift) actor_app: Option<String>,
    pub(in crate::fulfilment::drift) done_at: Option<DateTime<Utc>>,
    pub(in crate::fulfilment::drift) decided_at: Option<DateTime<Utc>>,
    pub(in crate::fulfilment::drift) decided_by: Option<PersonId>,
    pub(in crate::fulfilment::drift) reason: Option<String>,
    pub(in crate::fulfilment::drift) written: i64,
}

impl From<FindingRow> for Finding {
    fn from(row: FindingRow) -> Self {
        Self {
            id: row.id,
            person_id: row.person_id,
            sku_id: row.sku_id,
            kind: row.kind,
            group_id: row.group_id,
            grant_id: row.grant_id,
            observed: row.observed.0,
            state: row.state,
            first_seen_at: row.first_seen_at,
            last_seen_at: row.last_seen_at,
            changed_at: row.changed_at,
            actor_id: row.actor_id,
            actor_app: row.actor_app,
            done_at: row.done_at,
            decided_at: row.decided_at,
            decided_by: row.decided_by,
            reason: row.reason,
            written: row.written,
        }
    }
}

// One column list for every question that answers findings.
macro_rules! findings {
    ($rest:literal $(, $arg:expr)* $(,)?) => {
        sqlx::query_as!(
            $crate::fulfilment::drift::decide::store::FindingRow,
            r#"select f.id as "id: FindingId", f.person_id as "person_id: PersonId", f.sku_id as "sku_id: SkuId",
                      f.kind as "kind: FindingKind", f.group_id as "group_id: GroupId", f.grant_id as "grant_id: GrantId",
                      f.observed as "observed: Json<Observed>", f.state as "state: FindingState", f.first_seen_at,
                      f.last_seen_at, f.changed_at, f.actor_id as "actor_id: PersonId", f.actor_app, f.done_at, f.decided_at,
                      f.decided_by as "decided_by: PersonId", f.reason, f.written
                 from findings f "# + $rest
            $(, $arg)*
        )
    };
}

/// Those of these findings that are to be decided still, locked in one order everywhere.
pub async fn lock(conn: &mut PgConnection, ids: &[FindingId]) -> sqlx::Result<Vec<Finding>> {
    let ids: Vec<_> = ids.iter().map(|id| id.0).collect();
    let rows = findings!(
        "where f.id = any ($1) and f.state in ('open', 'accepted') order by f.written for update",
        &ids
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(Finding::from).collect())
}

/// The grants of these people that live, locked in one order everywhere.
pub async fn lock_grants(conn: &mut PgConnection, people: &[PersonId]) -> sqlx::Result<Vec<Grant>> {
    let ids: Vec<_> = people.iter().map(|id| id.0).collect();
    let rows = grants!(
        "where g.person_id = any ($1) and g.state <> 'ended' order by g.approved_at, g.id for update",
        &ids
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(Grant::from).collect())
}

/// Where a person lives, as far as it is known.
pub struct PlaceOf {
    pub person: PersonId,
    pub time_zone: Option<String>,
    pub usage_location: Option<String>,
    pub country: Option<String>,
}

pub async fn places(conn: &mut PgConnection, people: &[PersonId]) -> sqlx::Result<Vec<PlaceOf>> {
    let ids: Vec<_> = people.iter().map(|id| id.0).collect();
    sqlx::query_as!(
        PlaceOf,
        r#"select id as "person: PersonId", time_zone, usage_location, country from people where id = any ($1)"#,
        &ids
    )
    .fetch_all(conn)
    .await
}

/// What was said to these findings.
pub async fn decided(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    ids: &[FindingId],
    state: FindingState,
    (by, reason): (PersonId, &str),
) -> anyhow::Result<()> {
    let ids: Vec<_> = ids.iter().map(|id| id.0).collect();
    let done = sqlx::query!(
        "update findings set state = $2, decided_at = $3, decided_by = $4, reason = $5
          where id = any ($1) and state in ('open', 'accepted')",
        &ids,
        state as FindingState,
        now,
        by.0,
        reason,
    )
    .execute(conn)
    .await?;
    anyhow::ensure!(
        usize::try_from(done.rows_affected())? == ids.len(),
        "a finding left its state under a lock"
    );
    Ok(())
}

/// A grant for what was found.
pub struct NewGrant {
    pub id: GrantId,
    pub request: RequestId,
    pub person: PersonId,
    pub sku: SkuId,
    pub plans_on: Vec<PlanId>,
    pub found_off: Vec<PlanId>,
    pub change_hash: String,
    pub until: Option<DateTime<Utc>>,
}

/// Writes the requests and the grants: active, or ending where it is to be taken away. Lists of plans go as text, since an
/// array of arrays has one length for all.
pub async fn insert_grants(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    wish: &Wish<'_>,
    new: &[NewGrant],
) -> sqlx::Result<()> {
    if new.is_empty() {
        return Ok(());
    }
    let ids: Vec<_> = new.iter().map(|one| one.id.0).collect();
    let requests: Vec<_> = new.iter().map(|one| one.request.0).collect();
    let people: Vec<_> = new.iter().map(|one| one.person.0).collect();
    let skus: Vec<_> = new.iter().map(|one| one.sku.0).collect();
    let on: Vec<_> = new.iter().map(|one| joined(&one.plans_on)).collect();
    let off: Vec<_> = new.iter().map(|one| joined(&one.found_off)).collect();
    let hashes: Vec<_> = new.iter().map(|one| one.change_hash.clone()).collect();
    let until: Vec<_> = new.iter().map(|one| one.until).collect();
    let ends = wish.act == Act::Restore;
    let ends_on: Option<NaiveDate> = wish.ends_on.filter(|_| !ends);
    sqlx::query!(
        "insert into requests (id, kind, requester_id, beneficiary_id, sku_id, justification, plans_off, state, created_at,
                               settled_at, change_hash, ends_on)
         select id, 'adopt', $6, person_id, sku_id, $7, string_to_array(off, ',')::uuid[], 'active', $8, $8, hash, $9
           from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[]) as t (id, person_id, sku_id, off, hash)",
        &requests,
        &people,
        &skus,
        &off,
        &hashes,
        wish.by.0,
        wish.reason,
        now,
        ends_on,
    )
    .execute(&mut *conn)
    .await?;
    let state = if ends {
        GrantState::Ending
    } else {
        GrantState::Active
    };
    sqlx::query!(
        "insert into grants (id, request_id, person_id, sku_id, plans_on, kept_off, state, state_since, approved_at, active_at,
                             until_at, ends_on, end_cause, end_reason, end_wished_at)
         select id, request_id, person_id, sku_id, string_to_array(plans_on, ',')::uuid[], string_to_array(off, ',')::uuid[],
                $8, $9, $9, $9, until_at, $10, $11, $12, $13
           from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::timestamptz[])
                as t (id, request_id, person_id, sku_id, plans_on, off, until_at)",
        &ids,
        &requests,
        &people,
        &skus,
        &on,
        &off,
        &until as &[Option<DateTime<Utc>>],
        state as GrantState,
        now,
        ends_on,
        ends.then_some(EndCause::NotGranted) as Option<EndCause>,
        ends.then_some(wish.reason),
        ends.then_some(now),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Other plans for a grant.
pub struct NewPlans {
    pub grant: GrantId,
    pub plans_on: Vec<PlanId>,
    pub found_off: Vec<PlanId>,
}

/// Active grants allow what was found; nothing is to be sent for that.
pub async fn change_plans(conn: &mut PgConnection, new: &[NewPlans]) -> sqlx::Result<()> {
    let ids: Vec<_> = new.iter().map(|one| one.grant.0).collect();
    let on: Vec<_> = new.iter().map(|one| joined(&one.plans_on)).collect();
    let off: Vec<_> = new.iter().map(|one| joined(&one.found_off)).collect();
    sqlx::query!(
        "update grants g set plans_on = string_to_array(t.plans_on, ',')::uuid[],
                             kept_off = array(select distinct plan from unnest(g.kept_off || string_to_array(t.off, ',')::uuid[]) as k (plan)
                                               where not (plan = any (string_to_array(t.plans_on, ',')::uuid[])))
           from unnest($1::uuid[], $2::text[], $3::text[]) as t (id, plans_on, off)
          where g.id = t.id and g.state = 'active'",
        &ids,
        &on,
        &off,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Active grants of which something is missing at Graph are set up again.
pub async fn set_up_again(conn: &mut PgConnection, now: DateTime<Utc>, ids: &[GrantId]) -> sqlx::Result<()> {
    let ids: Vec<_> = ids.iter().map(|id| id.0).collect();
    sqlx::query!(
        "update grants set state = 'pending', state_since = $2, attention = null where id = any ($1) and state = 'active'",
        &ids,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Nothing of these is left at Graph, and that is accepted.
pub async fn end_what_is_gone(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    ids: &[GrantId],
    reason: &str,
) -> sqlx::Result<()> {
    let ids: Vec<_> = ids.iter().map(|id| id.0).collect();
    sqlx::query!(
        "update grants set state = 'ended', state_since = $2, attention = null, seat_at = null, end_cause = 'gone', end_reason = $3,
                           end_wished_at = $2, ended_at = $2, held_at = null, held_cause = null, let_end_at = null, let_end_by = null
          where id = any ($1) and state = 'active'",
        &ids,
        now,
        reason,
    )
    .execute(conn)
    .await?;
    Ok(())
}

fn joined(plans: &[PlanId]) -> String {
    let plans: Vec<_> = plans.iter().map(ToString::to_string).collect();
    plans.join(",")
}
