//! SQL of requests, decisions, stages, signatures and the birth of grants.

use chrono::{DateTime, NaiveDate, Utc};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use sqlx::types::Json;

use super::narrowing::Asked;
use super::questions::Answers;
use super::{
    Answer, Change, ForWhom, Request, RequestKind, RequestState, Signature, Stage, StagePeople, StageState,
    StoredDecision,
};
use crate::ids::{BundleId, DecisionId, GrantId, PersonId, PlanId, RequestId, SignatureId, SkuId, StageId};
use crate::policy::{Decision, Facts};
use crate::web::page::Tasks;

/// Key of the advisory lock; any number, the same everywhere.
const POLICY_LOCK: i64 = 0x0C05_901C;
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

/// What was sent together, in the order in which it was.
pub async fn of_bundle(conn: &mut PgConnection, bundle: BundleId) -> sqlx::Result<Vec<Request>> {
    requests!("where r.bundle_id = $1 order by r.id", bundle.0)
        .fetch_all(conn)
        .await
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

pub async fn insert_decision(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    request: RequestId,
    (facts, decision): (&Facts, &Decision),
    people: &[StagePeople],
) -> sqlx::Result<DecisionId> {
    let id = DecisionId::mint(now);
    sqlx::query!(
        "insert into decisions (id, request_id, policy_version, facts, decision, made_at, people)
         values ($1, $2, $3, $4, $5, $6, $7)",
        id.0,
        request.0,
        decision.policy_version,
        Json(facts) as _,
        Json(decision) as _,
        now,
        Json(people) as _,
    )
    .execute(conn)
    .await?;
    Ok(id)
}

/// The decision that counts: the last one made.
pub async fn last_decision(
    conn: &mut PgConnection,
    request: RequestId,
) -> sqlx::Result<Option<StoredDecision>> {
    let row = sqlx::query!(
        r#"select id as "id: DecisionId", facts as "facts: Json<Facts>", decision as "decision: Json<Decision>", made_at
             from decisions where request_id = $1 order by written desc limit 1"#,
        request.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| StoredDecision {
        id: row.id,
        decision: row.decision.0,
        facts: row.facts.0,
        made_at: row.made_at,
    }))
}

/// A decision of this request.
pub async fn decision_of(
    conn: &mut PgConnection,
    request: RequestId,
    decision: DecisionId,
) -> sqlx::Result<Option<StoredDecision>> {
    let row = sqlx::query!(
        r#"select id as "id: DecisionId", facts as "facts: Json<Facts>", decision as "decision: Json<Decision>", made_at
             from decisions where request_id = $1 and id = $2"#,
        request.0,
        decision.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| StoredDecision {
        id: row.id,
        decision: row.decision.0,
        facts: row.facts.0,
        made_at: row.made_at,
    }))
}

/// One of the decisions of a request, and what is known of why it was made.
#[derive(Clone, Debug)]
pub struct DecisionMade {
    pub id: DecisionId,
    pub made_at: DateTime<Utc>,
    /// `None` = it can not be read.
    pub decision: Option<Decision>,
    pub is_first: bool,
    /// The request's stages were made anew by it.
    pub made_stages: bool,
    /// By another version of the policy than the decision before it.
    pub by_new_policy: bool,
    /// Who signed with it, and what.
    pub signed: Option<(String, Answer)>,
}

/// The decisions of a request, latest first.
pub async fn decisions_of(
    conn: &mut PgConnection,
    request: RequestId,
    limit: i64,
) -> sqlx::Result<Vec<DecisionMade>> {
    let rows = sqlx::query!(
        r#"select d.id as "id: DecisionId", d.made_at, d.decision, d.before is null as "is_first!",
                  r.staged_by is not distinct from d.id as "made_stages!",
                  d.before is distinct from d.policy_version as "by_new_policy!",
                  g.name as "signer?", g.answer as "answer?: Answer"
             from (select id, request_id, made_at, decision, policy_version, written,
                          lag(policy_version) over (order by written) as before
                     from decisions where request_id = $1) d
             join requests r on r.id = d.request_id
             left join lateral (select p.name, s.answer from signatures s join people p on p.id = s.person_id
                                 where s.request_id = d.request_id and s.decision_id = d.id and s.taken_back_at is null limit 1) g on true
            order by d.written desc limit $2"#,
        request.0,
        limit,
    )
    .fetch_all(conn)
    .await?;
    let made = rows.into_iter().map(|row| DecisionMade {
        id: row.id,
        made_at: row.made_at,
        decision: serde_json::from_value(row.decision).ok(),
        is_first: row.is_first,
        made_stages: row.made_stages,
        by_new_policy: row.by_new_policy,
        signed: row.signer.zip(row.answer),
    });
    Ok(made.collect())
}

pub async fn insert_stage(conn: &mut PgConnection, stage: &Stage, people: &[PersonId]) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into stages (id, request_id, position, who, rule, why, needed, state, opened_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        stage.id.0,
        stage.request_id.0,
        stage.position,
        stage.who,
        stage.rule,
        stage.why,
        stage.needed,
        stage.state as StageState,
        stage.opened_at,
    )
    .execute(&mut *conn)
    .await?;
    let ids: Vec<_> = people.iter().map(|person| person.0).collect();
    sqlx::query!(
        "insert into stage_approvers (stage_id, person_id) select $1, id from unnest($2::uuid[]) as t (id)",
        stage.id.0,
        &ids,
    )
    .execute(conn)
    .await?;
    Ok(())
}

// One column list for every question that answers stages.
macro_rules! stages {
    ($rest:literal $(, $arg:expr)* $(,)?) => {
        sqlx::query_as!(
            Stage,
            r#"select s.id as "id: StageId", s.request_id as "request_id: RequestId", s.position, s.who, s.rule, s.why,
                      s.needed, s.state as "state: StageState", s.opened_at, s.closed_at, s.due_at
                 from stages s "# + $rest
            $(, $arg)*
        )
    };
}

pub async fn stage(conn: &mut PgConnection, id: StageId) -> sqlx::Result<Option<Stage>> {
    stages!("where s.id = $1", id.0).fetch_optional(conn).await
}

/// The stages of a request that count, in order.
pub async fn stages_of(conn: &mut PgConnection, request: RequestId) -> sqlx::Result<Vec<Stage>> {
    stages!(
        "where s.request_id = $1 and s.replaced_at is null order by s.position",
        request.0
    )
    .fetch_all(conn)
    .await
}

/// How many items wait for this person.
pub async fn count_waiting_for(conn: &mut PgConnection, approver: PersonId) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "n!" from stages s join stage_approvers a on a.stage_id = s.id and a.person_id = $1
            where s.state = 'open'
              and (a.delegation_id is null
                   or exists (select from delegations d where d.id = a.delegation_id and d.ended_at is null))
              and not exists (select 1 from signatures g join requests r on r.id = g.request_id and r.change_hash = g.change_hash
                            where g.stage_id = s.id and g.taken_back_at is null
                              and (g.person_id = $1
                                   or coalesce(g.on_behalf_of, g.person_id) = coalesce(a.on_behalf_of, a.person_id)))"#,
        approver.0,
    )
    .fetch_one(conn)
    .await
}

/// How many reviews of what leavers and movers have wait for this person; for administrators also those that wait for
/// nobody else.
pub async fn count_reviews_for(
    conn: &mut PgConnection,
    reviewer: PersonId,
    administers: bool,
) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "n!" from departures
            where state = 'reviewing' and (reviewer_id = $1 or (reviewer_id is null and $2 and person_id <> $1))"#,
        reviewer.0,
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

/// Who may sign a stage, or could before it was over, by name: "Jonas Lind", "Jonas Lind for Lena Vogt". For somebody else only
/// while the delegation runs; whoever has signed what is asked now stays.
pub async fn approvers_of(conn: &mut PgConnection, stage: StageId) -> sqlx::Result<Vec<(PersonId, String)>> {
    let rows = sqlx::query!(
        r#"select p.id as "id: PersonId",
                  case when b.id is null then p.name else p.name || ' for ' || b.name end as "name!"
             from people p join stage_approvers a on a.person_id = p.id left join people b on b.id = a.on_behalf_of
                  join stages s on s.id = a.stage_id
            where a.stage_id = $1
              and (a.delegation_id is null or s.state not in ('open', 'coming')
                   or exists (select from delegations d where d.id = a.delegation_id and d.ended_at is null)
                   or exists (select from signatures g join requests r on r.id = g.request_id and r.change_hash = g.change_hash
                               where g.stage_id = s.id and g.person_id = p.id and g.taken_back_at is null))
            order by p.name"#,
        stage.0,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

pub async fn move_stage(
    conn: &mut PgConnection,
    id: StageId,
    (from, to): (StageState, StageState),
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let opened = (to == StageState::Open).then_some(now);
    let closed = (to != StageState::Open).then_some(now);
    let moved = sqlx::query!(
        "update stages set state = $3, opened_at = coalesce($4, opened_at), closed_at = $5 where id = $1 and state = $2",
        id.0,
        from as StageState,
        to as StageState,
        opened,
        closed,
    )
    .execute(conn)
    .await?;
    Ok(moved.rows_affected() == 1)
}

/// The change is another one now: what was signed before does not count, and the first stage is open again.
pub async fn start_over(
    conn: &mut PgConnection,
    request: RequestId,
    change_hash: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update requests set change_hash = $2 where id = $1",
        request.0,
        change_hash
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "update stages set state = case when position = 1 then 'open' else 'coming' end,
                           opened_at = case when position = 1 then $2::timestamptz end, closed_at = null, due_at = null,
                           remind_at = null, reminders = 0
          where request_id = $1 and state in ('coming', 'open', 'signed') and replaced_at is null",
        request.0,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
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

/// Ends every stage of a request that is not ended yet.
pub async fn drop_stages(
    conn: &mut PgConnection,
    request: RequestId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update stages set state = 'dropped', closed_at = $2 where request_id = $1 and state in ('coming', 'open')",
        request.0,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A signature about to be written.
pub struct NewSignature<'a> {
    pub stage: &'a Stage,
    pub person: PersonId,
    pub on_behalf_of: Option<PersonId>,
    pub answer: Answer,
    pub reason: &'a str,
    pub change_hash: &'a str,
    pub decision: DecisionId,
    /// What was asked, where this signature is for less.
    pub narrowed_from: Option<&'a Asked>,
}

/// Writes the signature; answers whether it is the person's first of this change at this stage.
pub async fn insert_signature(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    new: &NewSignature<'_>,
) -> sqlx::Result<bool> {
    let written = sqlx::query!(
        "insert into signatures (id, stage_id, request_id, person_id, answer, reason, change_hash, decision_id, signed_at,
                                 on_behalf_of, narrowed_from)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         on conflict (stage_id, person_id, change_hash) where taken_back_at is null do nothing",
        SignatureId::mint(now).0,
        new.stage.id.0,
        new.stage.request_id.0,
        new.person.0,
        new.answer as Answer,
        new.reason,
        new.change_hash,
        new.decision.0,
        now,
        new.on_behalf_of.map(|person| person.0),
        new.narrowed_from.map(Json) as Option<Json<&Asked>>,
    )
    .execute(conn)
    .await?;
    Ok(written.rows_affected() == 1)
}

/// The signatures of the change that counts now, in the order they were given.
pub async fn signatures_of(conn: &mut PgConnection, request: RequestId) -> sqlx::Result<Vec<Signature>> {
    let rows = sqlx::query!(
        r#"select s.stage_id as "stage_id: StageId", s.person_id as "person_id: PersonId", p.name,
                  s.answer as "answer: Answer", s.reason, s.signed_at,
                  s.on_behalf_of as "on_behalf_of: PersonId", b.name as "behalf_name?",
                  s.narrowed_from as "narrowed_from: Json<Asked>"
             from signatures s join people p on p.id = s.person_id left join people b on b.id = s.on_behalf_of
                  join requests r on r.id = s.request_id and r.change_hash = s.change_hash
            where s.request_id = $1 and s.taken_back_at is null order by s.signed_at, s.id"#,
        request.0,
    )
    .fetch_all(conn)
    .await?;
    let signatures = rows.into_iter().map(|row| Signature {
        stage_id: row.stage_id,
        person_id: row.person_id,
        name: row.name,
        on_behalf_of: row.on_behalf_of.zip(row.behalf_name),
        answer: row.answer,
        reason: row.reason,
        signed_at: row.signed_at,
        narrowed_from: row.narrowed_from.map(|asked| asked.0),
    });
    Ok(signatures.collect())
}

/// Who approved these requests, by signatures of the change that counts, in the order of the stages.
pub async fn approved_by(
    conn: &mut PgConnection,
    requests: &[RequestId],
) -> sqlx::Result<Vec<(RequestId, String)>> {
    let ids: Vec<_> = requests.iter().map(|request| request.0).collect();
    let rows = sqlx::query!(
        r#"select r.id as "request: RequestId", p.name
             from requests r join signatures s on s.request_id = r.id and s.change_hash = r.change_hash
                  join stages t on t.id = s.stage_id join people p on p.id = s.person_id
            where r.id = any ($1) and s.answer = 'approve' and s.taken_back_at is null
            order by t.position, s.signed_at, s.id"#,
        &ids,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.request, row.name)).collect())
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

/// Keeps a policy version byte for byte.
pub async fn keep_policy(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    version: &str,
    bytes: &[u8],
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into policy_versions (version, bytes, first_seen_at) values ($1, $2, $3) on conflict do nothing",
        version,
        bytes,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// One process at a time decides which policy is in force. Comes before every other lock of its transaction.
pub async fn lock_policy(conn: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("select pg_advisory_xact_lock($1)", POLICY_LOCK)
        .execute(conn)
        .await?;
    Ok(())
}

/// No other version comes in force until the transaction ends. Comes before every other lock of it.
pub async fn hold_policy(conn: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("select pg_advisory_xact_lock_shared($1)", POLICY_LOCK)
        .execute(conn)
        .await?;
    Ok(())
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

/// The version in force and since when it is.
pub async fn policy_in_force(conn: &mut PgConnection) -> sqlx::Result<Option<(String, DateTime<Utc>)>> {
    let row = sqlx::query!("select version, from_at from policy_in_force order by id desc limit 1")
        .fetch_optional(conn)
        .await?;
    Ok(row.map(|row| (row.version, row.from_at)))
}

/// The bytes of a version are not those that were kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "The bytes of this version were altered after it was kept: they are not those that it is named after. Restore them from a backup."
)]
pub struct Altered;

/// A version, byte for byte, if its bytes are still those that it is named after.
pub async fn kept_policy(
    conn: &mut PgConnection,
    version: &str,
) -> sqlx::Result<Option<Result<Vec<u8>, Altered>>> {
    let bytes = policy_bytes(conn, version).await?;
    Ok(bytes.map(|bytes| match is_altered(version, &bytes) {
        true => Err(Altered),
        false => Ok(bytes),
    }))
}

/// Whether these are not the bytes that the version is named after.
pub fn is_altered(version: &str, bytes: &[u8]) -> bool {
    hex::encode(Sha256::digest(bytes)) != version
}

/// What is kept under a version, altered or not: for whoever shows it or judges that; rules are read from [`kept_policy`].
pub async fn policy_bytes(conn: &mut PgConnection, version: &str) -> sqlx::Result<Option<Vec<u8>>> {
    sqlx::query_scalar!("select bytes from policy_versions where version = $1", version)
        .fetch_optional(conn)
        .await
}

/// Who may sign each stage of a request by its rule, and why they; not those who stand in for them.
pub async fn people_of_stages(conn: &mut PgConnection, request: RequestId) -> sqlx::Result<Vec<StagePeople>> {
    sqlx::query_as!(
        StagePeople,
        r#"select s.position as stage, s.why, s.needed,
                  array_agg(a.person_id order by a.person_id) as "people!: Vec<PersonId>"
             from stages s join stage_approvers a on a.stage_id = s.id and a.on_behalf_of is null
            where s.request_id = $1 and s.replaced_at is null group by s.id order by s.position"#,
        request.0,
    )
    .fetch_all(conn)
    .await
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

/// A decision that the rules could not make: an administrator is told.
pub async fn note_failed_decision(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    request: RequestId,
    decision: DecisionId,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into failed_decisions (decision_id, request_id, at) values ($1, $2, $3)",
        decision.0,
        request.0,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A request that the rules could not judge.
#[derive(Clone, Debug)]
pub struct FailedDecision {
    pub decision: DecisionId,
    pub request: RequestId,
    pub at: DateTime<Utc>,
    pub product: String,
    pub beneficiary: String,
}

/// Requests that the rules could not judge and that nobody has looked at, oldest first.
pub async fn failed_decisions(conn: &mut PgConnection, limit: i64) -> sqlx::Result<Vec<FailedDecision>> {
    sqlx::query_as!(
        FailedDecision,
        r#"select f.decision_id as "decision: DecisionId", f.request_id as "request: RequestId", f.at,
                  coalesce(p.name, p.part_number) as "product!", b.name as beneficiary
             from failed_decisions f join requests r on r.id = f.request_id
                  join products p on p.sku_id = r.sku_id join people b on b.id = r.beneficiary_id
            where f.looked_at is null order by f.at, f.decision_id limit $1"#,
        limit
    )
    .fetch_all(conn)
    .await
}

/// Whether this decision could not be made and nobody has looked at it.
pub async fn is_unseen_failure(conn: &mut PgConnection, decision: DecisionId) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select 1 from failed_decisions where decision_id = $1 and looked_at is null) as "is!""#,
        decision.0
    )
    .fetch_one(conn)
    .await
}

/// Whom the stages of a request named when this decision was made.
pub async fn people_of_decision(
    conn: &mut PgConnection,
    decision: DecisionId,
) -> sqlx::Result<Vec<StagePeople>> {
    let people = sqlx::query_scalar!(
        r#"select people as "people: Json<Vec<StagePeople>>" from decisions where id = $1"#,
        decision.0
    )
    .fetch_one(conn)
    .await?;
    Ok(people.0)
}

/// Somebody has looked at the request; answers the decisions that nobody had looked at before.
pub async fn looked_at(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    by: PersonId,
    request: RequestId,
) -> sqlx::Result<Vec<DecisionId>> {
    sqlx::query_scalar!(
        r#"update failed_decisions set looked_at = $2, looked_by = $3 where request_id = $1 and looked_at is null
           returning decision_id as "decision: DecisionId""#,
        request.0,
        now,
        by.0
    )
    .fetch_all(conn)
    .await
}
