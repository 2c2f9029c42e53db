//! SQL of stages whose people change.

use sqlx::PgConnection;
use sqlx::types::Json;

use crate::ids::{PersonId, RequestId, StageId};
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

/// The decision by which the stages of a request were made: the stages stay as they were decided first.
pub async fn first_decision(conn: &mut PgConnection, request: RequestId) -> sqlx::Result<Option<Decision>> {
    let row = sqlx::query_scalar!(
        r#"select decision as "decision: Json<Decision>" from decisions where request_id = $1 order by written limit 1"#,
        request.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|json| json.0))
}

/// Who signed this stage, in its state of now.
pub async fn signed(conn: &mut PgConnection, stage: StageId) -> sqlx::Result<Vec<PersonId>> {
    sqlx::query_scalar!(
        r#"select g.person_id as "id: PersonId" from signatures g
             join requests r on r.id = g.request_id and r.change_hash = g.change_hash
            where g.stage_id = $1"#,
        stage.0,
    )
    .fetch_all(conn)
    .await
}

/// From now on these may sign, and why.
pub async fn replace(
    conn: &mut PgConnection,
    stage: StageId,
    people: &[PersonId],
    (why, needed): (&str, i32),
) -> sqlx::Result<()> {
    let ids: Vec<_> = people.iter().map(|person| person.0).collect();
    sqlx::query!(
        "delete from stage_approvers where stage_id = $1 and not (person_id = any ($2))",
        stage.0,
        &ids
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "insert into stage_approvers (stage_id, person_id) select $1, id from unnest($2::uuid[]) as t (id)
         on conflict do nothing",
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
