//! SQL of stages: who may sign them, and who has.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use sqlx::types::Json;

use crate::ids::{DecisionId, PersonId, RequestId, SignatureId, StageId};
use crate::requests::narrowing::Asked;
use crate::requests::{Answer, Signature, Stage, StagePeople, StageState, signer_words};

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
        r#"select count(*) as "n!" from may_sign where person_id = $1"#,
        approver.0
    )
    .fetch_one(conn)
    .await
}

/// Who may sign a stage, or could before it was over, by name: "Jonas Lind", "Jonas Lind for Lena Vogt". For somebody else only
/// while the delegation runs; whoever has signed what is asked now stays.
pub async fn approvers_of(conn: &mut PgConnection, stage: StageId) -> sqlx::Result<Vec<(PersonId, String)>> {
    let rows = sqlx::query!(
        r#"select p.id as "id: PersonId", p.name, b.name as "on_behalf_of?"
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
    let named = rows
        .into_iter()
        .map(|row| (row.id, signer_words(&row.name, row.on_behalf_of.as_deref())));
    Ok(named.collect())
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

/// Whether this person has answered at this stage, of this change.
pub async fn is_signed(
    conn: &mut PgConnection,
    stage: StageId,
    (person, change_hash): (PersonId, &str),
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from signatures
                           where stage_id = $1 and person_id = $2 and change_hash = $3 and taken_back_at is null) as "is!""#,
        stage.0,
        person.0,
        change_hash,
    )
    .fetch_one(conn)
    .await
}

/// Who signed this change at a stage that is open still, or for whom it was signed, and may sign what is asked now.
pub async fn to_sign_again(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    (stage, change_hash): (StageId, &str),
) -> sqlx::Result<Vec<PersonId>> {
    sqlx::query_scalar!(
        r#"select a.person_id as "person_id!: PersonId" from may_sign a
            where a.stage_id = $1 and (a.right_ends_at is null or a.right_ends_at > $3)
              and exists (select from signatures g
                           where g.stage_id = a.stage_id and g.change_hash = $2 and g.taken_back_at is null
                             and a.person_id in (g.person_id, g.on_behalf_of))"#,
        stage.0,
        change_hash,
        now,
    )
    .fetch_all(conn)
    .await
}

/// The signatures that count: of the change that counts now, at stages that do, in the order they were given.
pub async fn signatures_of(conn: &mut PgConnection, request: RequestId) -> sqlx::Result<Vec<Signature>> {
    let read = read_signatures(conn, request).await?;
    Ok(read
        .into_iter()
        .filter_map(|(counts, signature)| counts.then_some(signature))
        .collect())
}

/// As [`signatures_of`], with those at stages that were set aside: what has been, for who reads about it.
pub async fn signatures_ever_of(conn: &mut PgConnection, request: RequestId) -> sqlx::Result<Vec<Signature>> {
    let read = read_signatures(conn, request).await?;
    Ok(read.into_iter().map(|(_, signature)| signature).collect())
}

/// Each with whether its stage counts.
async fn read_signatures(
    conn: &mut PgConnection,
    request: RequestId,
) -> sqlx::Result<Vec<(bool, Signature)>> {
    let rows = sqlx::query!(
        r#"select s.stage_id as "stage_id: StageId", s.person_id as "person_id: PersonId", p.name,
                  s.answer as "answer: Answer", s.reason, s.signed_at,
                  s.on_behalf_of as "on_behalf_of: PersonId", b.name as "behalf_name?",
                  s.narrowed_from as "narrowed_from: Json<Asked>", t.replaced_at is null as "counts!"
             from signatures s join people p on p.id = s.person_id left join people b on b.id = s.on_behalf_of
                  join stages t on t.id = s.stage_id
                  join requests r on r.id = s.request_id and r.change_hash = s.change_hash
            where s.request_id = $1 and s.taken_back_at is null order by s.signed_at, s.id"#,
        request.0,
    )
    .fetch_all(conn)
    .await?;
    let signatures = rows.into_iter().map(|row| {
        let signature = Signature {
            stage_id: row.stage_id,
            person_id: row.person_id,
            name: row.name,
            on_behalf_of: row.on_behalf_of.zip(row.behalf_name),
            answer: row.answer,
            reason: row.reason,
            signed_at: row.signed_at,
            narrowed_from: row.narrowed_from.map(|asked| asked.0),
        };
        (row.counts, signature)
    });
    Ok(signatures.collect())
}

/// Who approved these requests, by signatures of the change that counts at stages that do, in the order of the stages.
pub async fn approved_by(
    conn: &mut PgConnection,
    requests: &[RequestId],
) -> sqlx::Result<Vec<(RequestId, String)>> {
    let ids: Vec<_> = requests.iter().map(|request| request.0).collect();
    let rows = sqlx::query!(
        r#"select r.id as "request: RequestId", p.name
             from requests r join signatures s on s.request_id = r.id and s.change_hash = r.change_hash
                  join stages t on t.id = s.stage_id and t.replaced_at is null join people p on p.id = s.person_id
            where r.id = any ($1) and s.answer = 'approve' and s.taken_back_at is null
            order by t.position, s.signed_at, s.id"#,
        &ids,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.request, row.name)).collect())
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

/// Whether the route wants to know of any of these stages why somebody approves there.
pub async fn wants_note(conn: &mut PgConnection, stages: &[StageId]) -> sqlx::Result<bool> {
    let ids: Vec<_> = stages.iter().map(|stage| stage.0).collect();
    sqlx::query_scalar!(
        r#"select exists (
               select from stages s join requests r on r.id = s.request_id
                 join lateral (select decision from decisions d
                                where d.request_id = r.id and (r.staged_by is null or d.id = r.staged_by)
                                order by d.written limit 1) d on true
                where s.id = any ($1) and s.position > 0
                  and d.decision #>> array['stages', (s.position - 1)::text, 'wants_note'] = 'true') as "wants!""#,
        &ids
    )
    .fetch_one(conn)
    .await
}
