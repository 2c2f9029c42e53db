//! SQL of pages that are told what changed.

use sqlx::PgConnection;

use crate::ids::{PersonId, RequestId};

/// Those whose requests these are and those who sign them.
pub async fn concerned(conn: &mut PgConnection, requests: &[RequestId]) -> sqlx::Result<Vec<PersonId>> {
    let ids: Vec<_> = requests.iter().map(|id| id.0).collect();
    sqlx::query_scalar!(
        r#"select requester_id as "id!: PersonId" from requests where id = any ($1)
           union select beneficiary_id from requests where id = any ($1)
           union select a.person_id from stage_approvers a join stages s on s.id = a.stage_id where s.request_id = any ($1)"#,
        &ids
    )
    .fetch_all(conn)
    .await
}

/// Requests that wait for a seat of a product that these are about: their places may have changed.
pub async fn in_line(conn: &mut PgConnection, requests: &[RequestId]) -> sqlx::Result<Vec<RequestId>> {
    let ids: Vec<_> = requests.iter().map(|id| id.0).collect();
    sqlx::query_scalar!(
        r#"select g.request_id as "id: RequestId" from grants g
            where g.state = 'waiting_for_seat' and g.sku_id in (select sku_id from requests where id = any ($1))"#,
        &ids
    )
    .fetch_all(conn)
    .await
}

/// Whom a request is for, if this person may see it: it is theirs, they sign it, or they read everything.
pub async fn beneficiary_if_shown(
    conn: &mut PgConnection,
    request: RequestId,
    (person, reads_all): (PersonId, bool),
) -> sqlx::Result<Option<PersonId>> {
    sqlx::query_scalar!(
        r#"select r.beneficiary_id as "id: PersonId" from requests r
            where r.id = $1
              and ($3 or r.requester_id = $2 or r.beneficiary_id = $2
                   or exists (select from stage_approvers a join stages s on s.id = a.stage_id
                               where s.request_id = r.id and a.person_id = $2))"#,
        request.0,
        person.0,
        reads_all,
    )
    .fetch_optional(conn)
    .await
}

/// How far all work is that pages show, as one text: another one = something changed.
pub async fn work(conn: &mut PgConnection) -> sqlx::Result<String> {
    sqlx::query_scalar!(
        r#"select md5(concat_ws('|',
                  (select string_agg(concat_ws(',', m.run, m.started_at, m.pages, m.seen, m.finished_at), ';' order by m.name) from mirrors m),
                  (select concat_ws(',', i.id, i.lines_read, i.finished_at) from imports i order by i.started_at desc limit 1),
                  (select concat_ws(',', a.id, a.done, a.passed_over, a.finished_at, a.stopped_at) from adoptions a
                    order by a.started_at desc limit 1),
                  (select concat_ws(',', s.id, s.people, s.finished_at) from drift_scans s order by s.written desc limit 1),
                  (select string_agg(concat_ws(',', p.id, p.done, p.state), ';' order by p.written) from policy_runs p
                    where p.written > (select coalesce(max(written), 0) - 4 from policy_runs)))) as "work!""#
    )
    .fetch_one(conn)
    .await
}
