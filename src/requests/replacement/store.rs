//! SQL of stages whose people change.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use sqlx::types::Json;

use crate::ids::{DecisionId, PersonId, RequestId, StageId};
use crate::policy::Decision;

/// Requests that wait for signatures and name this person at a stage that is open or to come, in one order everywhere.
pub async fn naming(conn: &mut PgConnection, person: PersonId) -> sqlx::Result<Vec<RequestId>> {
    sqlx::query_scalar!(
        r#"select distinct r.id as "id: RequestId"
             from stage_approvers a join stages s on s.id = a.stage_id and s.state in ('open', 'coming')
                  join requests r on r.id = s.request_id and r.state = 'awaiting_approval'
            where a.person_id = $1 order by 1"#,
        person.0,
    )
    .fetch_all(conn)
    .await
}

/// The decision by which the stages of a request were made: the first, unless they were made anew.
pub async fn staging_decision(conn: &mut PgConnection, request: RequestId) -> sqlx::Result<Option<Decision>> {
    let row = sqlx::query_scalar!(
        r#"select d.decision as "decision: Json<Decision>" from decisions d join requests r on r.id = d.request_id
            where d.request_id = $1 and (r.staged_by is null or d.id = r.staged_by) order by d.written limit 1"#,
        request.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|json| json.0))
}

/// The stages of this request are made by that decision.
pub async fn staged_by(
    conn: &mut PgConnection,
    request: RequestId,
    decision: DecisionId,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update requests set staged_by = $2 where id = $1",
        request.0,
        decision.0
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The stages of a request do not count any more; they stay, for what was signed at them.
pub async fn set_stages_aside(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    request: RequestId,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update stages set state = 'dropped', closed_at = coalesce(closed_at, $2), replaced_at = $2
          where request_id = $1 and replaced_at is null",
        request.0,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Who may sign a stage in their own right.
pub async fn named(conn: &mut PgConnection, stage: StageId) -> sqlx::Result<Vec<PersonId>> {
    sqlx::query_scalar!(
        r#"select person_id as "id: PersonId" from stage_approvers
            where stage_id = $1 and on_behalf_of is null order by 1"#,
        stage.0,
    )
    .fetch_all(conn)
    .await
}

/// Whose right to sign this stage was used, by themselves or by whoever signs for them, in its state of now.
pub async fn signed(conn: &mut PgConnection, stage: StageId) -> sqlx::Result<Vec<PersonId>> {
    sqlx::query_scalar!(
        r#"select coalesce(g.on_behalf_of, g.person_id) as "id!: PersonId" from signatures g
             join requests r on r.id = g.request_id and r.change_hash = g.change_hash
            where g.stage_id = $1 and g.taken_back_at is null"#,
        stage.0,
    )
    .fetch_all(conn)
    .await
}

/// Those of [`named`] whose account is open.
pub async fn named_and_here(conn: &mut PgConnection, stage: StageId) -> sqlx::Result<Vec<PersonId>> {
    sqlx::query_scalar!(
        r#"select a.person_id as "id: PersonId" from stage_approvers a
             join people p on p.id = a.person_id and p.enabled and p.gone_at is null
            where a.stage_id = $1 and a.on_behalf_of is null order by 1"#,
        stage.0,
    )
    .fetch_all(conn)
    .await
}

/// Who signed this stage in its state of now, for themselves or for somebody else.
pub async fn hands(conn: &mut PgConnection, stage: StageId) -> sqlx::Result<Vec<PersonId>> {
    sqlx::query_scalar!(
        r#"select g.person_id as "id: PersonId" from signatures g
             join requests r on r.id = g.request_id and r.change_hash = g.change_hash
            where g.stage_id = $1 and g.taken_back_at is null"#,
        stage.0,
    )
    .fetch_all(conn)
    .await
}

/// How often others were asked because nobody signed in time: 0 = those whom the rule names are.
pub async fn escalations(conn: &mut PgConnection, stage: StageId) -> sqlx::Result<i32> {
    sqlx::query_scalar!(
        r#"select case when escalated_at is null then 0 else escalations end as "n!" from stages where id = $1"#,
        stage.0
    )
    .fetch_one(conn)
    .await
}

/// From now on these may sign, and why. Whoever stands in for one of them goes on doing so.
pub async fn replace(
    conn: &mut PgConnection,
    stage: StageId,
    people: &[PersonId],
    (why, needed): (&str, i32),
) -> sqlx::Result<()> {
    let ids: Vec<_> = people.iter().map(|person| person.0).collect();
    sqlx::query!(
        "delete from stage_approvers where stage_id = $1 and not (coalesce(on_behalf_of, person_id) = any ($2))",
        stage.0,
        &ids
    )
    .execute(&mut *conn)
    .await?;
    // Whoever stood in for somebody else and is named now signs in their own right.
    sqlx::query!(
        "insert into stage_approvers (stage_id, person_id) select $1, id from unnest($2::uuid[]) as t (id)
         on conflict (stage_id, person_id) do update set on_behalf_of = null, delegation_id = null",
        stage.0,
        &ids
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "update stages set why = $2, needed = $3 where id = $1",
        stage.0,
        why,
        needed
    )
    .execute(conn)
    .await?;
    Ok(())
}
