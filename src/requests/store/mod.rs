//! SQL of requests and the birth of grants; beside it that of their decisions, their stages and the policies.

mod decisions;
mod policies;
mod stages;

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;
use sqlx::types::Json;

pub use decisions::*;
pub use policies::*;
pub use stages::*;

use super::questions::Answers;
use super::{Change, ForWhom, Request, RequestKind, RequestState};
use crate::ids::{GrantId, PersonId, PlanId, RequestId, SkuId};
use crate::web::page::Tasks;

/// First key of the advisory locks of cost centres; the second is that of the centre.
const COST_CENTRE_LOCK: i32 = 0x0C05_7CE7;

// One column list for every question that answers requests.
macro_rules! requests {
    ($rest:literal $(, $arg:expr)* $(,)?) => {
        sqlx::query_as!(
            Request,
            r#"select r.id as "id: RequestId", r.kind as "kind: RequestKind", r.requester_id as "requester_id: PersonId",
                      r.beneficiary_id as "beneficiary_id: PersonId", r.sku_id as "sku_id: SkuId", r.justification,
                      r.term_days, r.plans_off as "plans_off: Vec<PlanId>", r.change_hash, r.state as "state: RequestState",
                      r.created_at, r.settled_at, r.begins_on, r.ends_on, r.extends as "extends: GrantId",
                      r.changes as "changes: GrantId", r.answers as "answers: Json<Answers>",
                      r.for_whom as "for_whom: ForWhom"
                 from requests r "# + $rest
            $(, $arg)*
        )
    };
}

pub async fn insert(conn: &mut PgConnection, request: &Request) -> sqlx::Result<()> {
    let plans_off: Vec<_> = request.plans_off.iter().map(|plan| plan.0).collect();
    sqlx::query!(
        "insert into requests (id, kind, requester_id, beneficiary_id, sku_id, justification, term_days, plans_off,
                               state, created_at, settled_at, change_hash, begins_on, ends_on, extends, changes,
                               answers, for_whom)
         values ($1, $12, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $13, $14, $15, $16, $17, $18)",
        request.id.0,
        request.requester_id.0,
        request.beneficiary_id.0,
        request.sku_id.0,
        request.justification,
        request.term_days,
        &plans_off,
        request.state as RequestState,
        request.created_at,
        request.settled_at,
        request.change_hash,
        request.kind as RequestKind,
        request.begins_on,
        request.ends_on,
        request.extends.map(|grant| grant.0),
        request.changes.map(|grant| grant.0),
        &request.answers as _,
        request.for_whom as Option<ForWhom>,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn by_id(conn: &mut PgConnection, id: RequestId) -> sqlx::Result<Option<Request>> {
    requests!("where r.id = $1", id.0).fetch_optional(conn).await
}

/// The request, locked until the transaction ends: every move of a request goes through here.
pub async fn lock(conn: &mut PgConnection, id: RequestId) -> sqlx::Result<Option<Request>> {
    requests!("where r.id = $1 for update", id.0)
        .fetch_optional(conn)
        .await
}

/// The open request of a person for a product, if there is one.
pub async fn open_for(
    conn: &mut PgConnection,
    person: PersonId,
    sku: SkuId,
) -> sqlx::Result<Option<Request>> {
    requests!(
        "where r.beneficiary_id = $1 and r.sku_id = $2 and r.state in ('awaiting_approval', 'approved')",
        person.0,
        sku.0
    )
    .fetch_optional(conn)
    .await
}

/// For which of these people and products a request is open.
pub(super) async fn open_among(
    conn: &mut PgConnection,
    people: &[PersonId],
    skus: &[SkuId],
) -> sqlx::Result<Vec<(PersonId, SkuId)>> {
    let people: Vec<_> = people.iter().map(|person| person.0).collect();
    let skus: Vec<_> = skus.iter().map(|sku| sku.0).collect();
    let rows = sqlx::query!(
        r#"select beneficiary_id as "person: PersonId", sku_id as "sku: SkuId" from requests
            where beneficiary_id = any ($1) and sku_id = any ($2) and state in ('awaiting_approval', 'approved')"#,
        &people,
        &skus
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.person, row.sku)).collect())
}

/// Which of these people have a right that lives to which of these products.
pub(super) async fn granted_among(
    conn: &mut PgConnection,
    people: &[PersonId],
    skus: &[SkuId],
) -> sqlx::Result<Vec<(PersonId, SkuId)>> {
    let people: Vec<_> = people.iter().map(|person| person.0).collect();
    let skus: Vec<_> = skus.iter().map(|sku| sku.0).collect();
    let rows = sqlx::query!(
        r#"select person_id as "person: PersonId", sku_id as "sku: SkuId" from grants
            where person_id = any ($1) and sku_id = any ($2) and state <> 'ended'"#,
        &people,
        &skus
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.person, row.sku)).collect())
}

/// Whether a right of this person to this product lives already.
pub async fn is_granted(conn: &mut PgConnection, person: PersonId, sku: SkuId) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select 1 from grants where person_id = $1 and sku_id = $2 and state <> 'ended') as "is!""#,
        person.0,
        sku.0,
    )
    .fetch_one(conn)
    .await
}

/// Whether anybody ever asked for anything.
pub async fn any(conn: &mut PgConnection) -> sqlx::Result<bool> {
    sqlx::query_scalar!(r#"select exists (select 1 from requests) as "any!""#)
        .fetch_one(conn)
        .await
}

/// All open requests of a person.
pub async fn all_open_for(conn: &mut PgConnection, person: PersonId) -> sqlx::Result<Vec<Request>> {
    requests!(
        "where r.beneficiary_id = $1 and r.state in ('awaiting_approval', 'approved')",
        person.0
    )
    .fetch_all(conn)
    .await
}

/// Requests that wait for signatures, in the order of their ids, behind `after`.
pub async fn awaiting_approval(
    conn: &mut PgConnection,
    after: RequestId,
    limit: i64,
) -> sqlx::Result<Vec<RequestId>> {
    sqlx::query_scalar!(
        r#"select id as "id: RequestId" from requests
            where state = 'awaiting_approval' and id > $1 order by id limit $2"#,
        after.0,
        limit
    )
    .fetch_all(conn)
    .await
}

/// Requests that a new version of the policy denied since then, of which this person had a stage; latest first.
pub async fn denied_later_for(
    conn: &mut PgConnection,
    approver: PersonId,
    since: DateTime<Utc>,
    limit: i64,
) -> sqlx::Result<Vec<Request>> {
    requests!(
        "where r.state = 'denied' and r.close_reason is not null and r.lapsed_at is null and r.settled_at >= $2
           and exists (select from stages s join stage_approvers a on a.stage_id = s.id
                        where s.request_id = r.id and a.person_id = $1)
         order by r.settled_at desc, r.id desc limit $3",
        approver.0,
        since,
        limit,
    )
    .fetch_all(conn)
    .await
}

/// Moves the request from one state to another; answers whether it was in the first.
pub async fn move_request(
    conn: &mut PgConnection,
    id: RequestId,
    (from, to): (RequestState, RequestState),
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let settled = to.is_final().then_some(now);
    let moved = sqlx::query!(
        "update requests set state = $3, settled_at = $4 where id = $1 and state = $2",
        id.0,
        from as RequestState,
        to as RequestState,
        settled,
    )
    .execute(conn)
    .await?;
    Ok(moved.rows_affected() == 1)
}

/// Exactly what was signed, and when it is carried out; `None` = nothing waits for that.
pub async fn set_signed(
    conn: &mut PgConnection,
    id: RequestId,
    signed: Option<(&Change, DateTime<Utc>)>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update requests set signed_change = $2, carry_out_at = $3 where id = $1",
        id.0,
        signed.map(|(change, _)| Json(change)) as _,
        signed.map(|(_, at)| at),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What was signed and is not carried out yet.
pub async fn signed(conn: &mut PgConnection, id: RequestId) -> sqlx::Result<Option<(Change, DateTime<Utc>)>> {
    let row = sqlx::query!(
        r#"select signed_change as "change!: Json<Change>", carry_out_at as "at!" from requests
            where id = $1 and signed_change is not null"#,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (row.change.0, row.at)))
}

/// Why it was closed by itself, as a sentence.
pub async fn set_close_reason(conn: &mut PgConnection, id: RequestId, reason: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "update requests set close_reason = $2 where id = $1",
        id.0,
        reason
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn close_reason(conn: &mut PgConnection, id: RequestId) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!("select close_reason from requests where id = $1", id.0)
        .fetch_one(conn)
        .await
}

/// How much waits for somebody, and whether letters are commands for them.
#[derive(Clone, Copy, Debug)]
pub struct Framed {
    pub keys: bool,
    pub to_sign: i64,
    /// Reviews of what leavers and movers have; for administrators also those that wait for nobody else.
    pub reviews: i64,
}

pub async fn framed(conn: &mut PgConnection, person: PersonId, administers: bool) -> sqlx::Result<Framed> {
    sqlx::query_as!(
        Framed,
        r#"select coalesce((select keys from people where id = $1), true) as "keys!",
                  (select count(*) from may_sign where person_id = $1) as "to_sign!",
                  (select count(*) from departures
                    where state = 'reviewing'
                      and (reviewer_id = $1 or (reviewer_id is null and $2 and person_id <> $1))) as "reviews!""#,
        person.0,
        administers,
    )
    .fetch_one(conn)
    .await
}

/// What waits for this administrator.
pub async fn tasks(conn: &mut PgConnection, administrator: PersonId) -> sqlx::Result<Tasks> {
    sqlx::query_as!(
        Tasks,
        r#"select (select count(*) from grants where state in ('needs_attention', 'removal_needs_attention'))
                + (select count(*) from jobs where state = 'stopped')
                + (select count(*) from mails where state in ('refused', 'unknown')) as "stuck!",
                  (select count(*) from grants where state = 'waiting_for_seat') as "for_seats!",
                  (select count(*) from service_plans
                    where class = 'unclassified' and gone_at is null and found_at is not null) as "new_plans!",
                  (select count(*) from (select from findings where state = 'open' limit 1000) as listed) as "drift!",
                  (select count(*) from fuses f where f.resumed_at is null and exists
                    (select from grants g where g.held_at is not null and g.let_end_at is null
                        and (f.sku_id is null or g.sku_id = f.sku_id))) as "fuses!",
                  (select count(*) from failed_decisions where looked_at is null) as "failed!",
                  (select count(*) from mirrors where refused is not null and taken_by is null) as "refused!",
                  (select count(*) from policy_drafts where state = 'waiting' and submitted_by <> $1) as "drafts!""#,
        administrator.0,
    )
    .fetch_one(conn)
    .await
}

/// Less is asked than before, as somebody who signs has it.
pub async fn narrow(conn: &mut PgConnection, request: &Request, change_hash: &str) -> sqlx::Result<()> {
    let plans_off: Vec<_> = request.plans_off.iter().map(|plan| plan.0).collect();
    sqlx::query!(
        "update requests set term_days = $2, ends_on = $3, plans_off = $4, change_hash = $5 where id = $1",
        request.id.0,
        request.term_days,
        request.ends_on,
        &plans_off,
        change_hash,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The right that an approved request gives.
pub struct NewGrant<'a> {
    pub request: &'a Request,
    pub plans_on: &'a [PlanId],
    pub term_days: Option<i32>,
    /// Only when it is to come.
    pub begins_at: Option<DateTime<Utc>>,
    /// The last day, and the moment after it, where a day was asked for.
    pub ends_on: Option<NaiveDate>,
    pub until_at: Option<DateTime<Utc>>,
    /// Products whose grants end when it begins.
    pub replaces: &'a [SkuId],
}

pub async fn insert_grant(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    new: &NewGrant<'_>,
) -> sqlx::Result<GrantId> {
    let id = GrantId::mint(now);
    let plans_on: Vec<_> = new.plans_on.iter().map(|plan| plan.0).collect();
    let replaces: Vec<_> = new.replaces.iter().map(|sku| sku.0).collect();
    sqlx::query!(
        "insert into grants (id, request_id, person_id, sku_id, plans_on, term_days, begins_at, ends_on, until_at,
                             state, state_since, approved_at, replaces)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9,
                 case when $7::timestamptz is null then 'pending' else 'scheduled' end, $10, $10, $11)",
        id.0,
        new.request.id.0,
        new.request.beneficiary_id.0,
        new.request.sku_id.0,
        &plans_on,
        new.term_days,
        new.begins_at,
        new.ends_on,
        new.until_at,
        now,
        &replaces,
    )
    .execute(conn)
    .await?;
    Ok(id)
}

/// Nobody else counts what this cost centre spends until the transaction ends. Comes after the policy's lock and before
/// every other.
pub async fn lock_cost_centre(conn: &mut PgConnection, cost_center: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "select pg_advisory_xact_lock($1::int4, hashtext($2))",
        COST_CENTRE_LOCK,
        cost_center
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What the grants of all products with this cost centre (empty = none) cost in the month between two moments, at list
/// price: those that live on any of its days.
pub async fn month_spend(
    conn: &mut PgConnection,
    cost_center: &str,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select coalesce(sum(p.price_cents * (
                      (select count(*) from grants g where g.sku_id = p.sku_id and g.state not in ('scheduled', 'ended'))
                    + (select count(*) from grants g
                        where g.sku_id = p.sku_id and g.state = 'scheduled' and g.begins_at < $3)
                    + (select count(*) from grants g
                        where g.sku_id = p.sku_id and g.state = 'ended' and g.active_at is not null and g.ended_at >= $2))
                  ), 0)::bigint as "cents!"
             from products p where coalesce(p.cost_center, '') = $1 and p.price_cents > 0"#,
        cost_center,
        from,
        to,
    )
    .fetch_one(conn)
    .await
}
