//! SQL of an erasure. Each statement says what it is about in its `where`, and changes nothing a second time.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::ERASED;
use crate::ids::PersonId;

/// What keeps somebody from being erased.
pub(super) struct Standing {
    pub works_here: bool,
    /// That have not ended.
    pub grants: i64,
    /// By or for them, that are open.
    pub requests: i64,
}

pub(super) async fn standing(conn: &mut PgConnection, person: PersonId) -> sqlx::Result<Standing> {
    sqlx::query_as!(
        Standing,
        r#"select coalesce((select enabled and gone_at is null from people where id = $1 for update), false) as "works_here!",
                  (select count(*) from grants where person_id = $1 and state <> 'ended') as "grants!",
                  (select count(*) from requests where $1 in (requester_id, beneficiary_id)
                      and state in ('awaiting_approval', 'approved')) as "requests!""#,
        person.0,
    )
    .fetch_one(conn)
    .await
}

/// Name, UPN and mail address, until they are erased.
pub(super) async fn names(conn: &mut PgConnection, person: PersonId) -> sqlx::Result<Vec<String>> {
    let row = sqlx::query!(
        "select name, upn, mail from people where id = $1 and erased_at is null",
        person.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map_or_else(Vec::new, |row| {
        [Some(row.name), Some(row.upn), row.mail]
            .into_iter()
            .flatten()
            .collect()
    }))
}

/// Takes away what stands beside the log: what they wrote, what was written about them or their requests, what names them.
pub(super) async fn texts_of_the_log(
    conn: &mut PgConnection,
    person: PersonId,
    pattern: Option<&str>,
) -> sqlx::Result<u64> {
    let gone = sqlx::query!(
        "delete from audit_words w
          where w.text ~* $2
             or exists (select from audit_events e
                         where e.id = w.event_id
                           and ($1 in (e.actor_id, e.person_id)
                                or e.request_id in (select id from requests where $1 in (requester_id, beneficiary_id))))",
        person.0,
        pattern,
    );
    Ok(gone.execute(conn).await?.rows_affected())
}

/// Events by or about them, or about their requests, from before texts stood beside the log.
pub(super) async fn left_in_log(conn: &mut PgConnection, person: PersonId) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "n!" from audit_events e
            where (jsonb_typeof(detail -> 'reason') = 'string' or kind like 'policy.%' and jsonb_typeof(detail -> 'why') = 'string')
              and ($1 in (actor_id, person_id)
                   or request_id in (select id from requests where $1 in (requester_id, beneficiary_id)))"#,
        person.0,
    )
    .fetch_one(conn)
    .await
}

/// Of the facts, the ids stay, and of the decisions, everything but names.
pub(super) async fn decisions(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    person: PersonId,
    pattern: Option<&str>,
) -> sqlx::Result<u64> {
    let changed = sqlx::query!(
        r#"update decisions d
              set erased_at = $4,
                  facts = (case when $1::uuid in (r.requester_id, r.beneficiary_id) then
                             jsonb_set(jsonb_set(
                               (d.facts::jsonb
                                 || case when r.requester_id = $1 then jsonb_build_object('requester', jsonb_build_object('id', $1::uuid)) else '{}' end
                                 || case when r.beneficiary_id = $1 then jsonb_build_object('beneficiary', jsonb_build_object('id', $1::uuid)) else '{}' end),
                               '{request,justification}', to_jsonb($3::text)), '{request,answers}', '{}')
                           else regexp_replace(d.facts::text, $2, $3, 'gi')::jsonb end)::json,
                  decision = coalesce(regexp_replace(d.decision::text, $2, $3, 'gi')::json, d.decision),
                  people = coalesce(regexp_replace(d.people::text, $2, $3, 'gi')::jsonb, d.people)
             from requests r
            where r.id = d.request_id
              and ($1 in (r.requester_id, r.beneficiary_id) and d.erased_at is null
                   or d.facts::text ~* $2 or d.decision::text ~* $2 or d.people::text ~* $2)"#,
        person.0,
        pattern,
        ERASED,
        now,
    );
    Ok(changed.execute(conn).await?.rows_affected())
}

pub(super) async fn requests(conn: &mut PgConnection, person: PersonId) -> sqlx::Result<u64> {
    let changed = sqlx::query!(
        "update requests
            set justification = $2, answers = '{}', close_reason = case when close_reason is not null then $2 end
          where $1 in (requester_id, beneficiary_id)
            and (justification <> $2 or answers <> '{}' or close_reason <> $2)",
        person.0,
        ERASED,
    );
    Ok(changed.execute(conn).await?.rows_affected())
}

pub(super) async fn signatures(conn: &mut PgConnection, person: PersonId) -> sqlx::Result<u64> {
    let changed = sqlx::query!(
        "update signatures s set reason = $2
          where reason not in ('', $2)
            and (person_id = $1
                 or exists (select from requests r where r.id = s.request_id and $1 in (r.requester_id, r.beneficiary_id)))",
        person.0,
        ERASED,
    );
    Ok(changed.execute(conn).await?.rows_affected())
}

pub(super) async fn inquiries(conn: &mut PgConnection, person: PersonId) -> sqlx::Result<u64> {
    let changed = sqlx::query!(
        "update inquiries i set question = $2, answer = case when answer is not null then $2 end
          where (question <> $2 or answer <> $2)
            and ($1 in (asked_by, answered_by)
                 or exists (select from requests r where r.id = i.request_id and $1 in (r.requester_id, r.beneficiary_id)))",
        person.0,
        ERASED,
    );
    Ok(changed.execute(conn).await?.rows_affected())
}

pub(super) async fn appeals(conn: &mut PgConnection, person: PersonId) -> sqlx::Result<u64> {
    let changed = sqlx::query!(
        "update appeals a set text = $2
          where text <> $2
            and (made_by = $1
                 or exists (select from requests r where r.id = a.request_id and $1 in (r.requester_id, r.beneficiary_id)))",
        person.0,
        ERASED,
    );
    Ok(changed.execute(conn).await?.rows_affected())
}

pub(super) async fn exceptions(conn: &mut PgConnection, person: PersonId) -> sqlx::Result<u64> {
    let changed = sqlx::query!(
        "update exceptions x set reason = $2, review_note = case when review_note is not null then $2 end
          where (reason <> $2 or review_note <> $2)
            and ($1 in (made_by, reviewed_by)
                 or exists (select from requests r where r.id = x.request_id and $1 in (r.requester_id, r.beneficiary_id)))",
        person.0,
        ERASED,
    );
    Ok(changed.execute(conn).await?.rows_affected())
}

pub(super) async fn grants(conn: &mut PgConnection, person: PersonId) -> sqlx::Result<u64> {
    let changed = sqlx::query!(
        "update grants
            set end_reason = case when end_reason is not null then $2 end,
                kept_reason = case when kept_reason is not null then $2 end
          where $1 in (person_id, kept_by) and (end_reason <> $2 or kept_reason <> $2)",
        person.0,
        ERASED,
    );
    Ok(changed.execute(conn).await?.rows_affected())
}

pub(super) async fn departures(conn: &mut PgConnection, person: PersonId) -> sqlx::Result<u64> {
    let changed = sqlx::query!(
        "update departures set reason = $2 where $1 in (person_id, settled_by) and reason <> $2",
        person.0,
        ERASED,
    );
    Ok(changed.execute(conn).await?.rows_affected())
}

/// Of where they stood, nothing stays but that it changed.
pub(super) async fn movements(conn: &mut PgConnection, person: PersonId) -> sqlx::Result<u64> {
    let changed = sqlx::query!(
        "update movements set before = '{}', after = '{}' where person_id = $1 and (before <> '{}' or after <> '{}')",
        person.0,
    );
    Ok(changed.execute(conn).await?.rows_affected())
}

pub(super) async fn findings(conn: &mut PgConnection, person: PersonId) -> sqlx::Result<u64> {
    let changed = sqlx::query!(
        "update findings set reason = $2 where $1 in (person_id, decided_by) and reason <> $2",
        person.0,
        ERASED,
    );
    Ok(changed.execute(conn).await?.rows_affected())
}

/// What they wrote as an administrator.
pub(super) async fn reasons(conn: &mut PgConnection, person: PersonId) -> sqlx::Result<u64> {
    let mut changed = 0;
    let fuses = sqlx::query!(
        "update fuses set reason = $2 where resumed_by = $1 and reason <> $2",
        person.0,
        ERASED
    );
    changed += fuses.execute(&mut *conn).await?.rows_affected();
    let adoptions = sqlx::query!(
        "update adoptions set reason = $2 where by_id = $1 and reason <> $2",
        person.0,
        ERASED
    );
    changed += adoptions.execute(&mut *conn).await?.rows_affected();
    let mirrors = sqlx::query!(
        "update mirrors set taken_reason = $2 where taken_by = $1 and taken_reason <> $2",
        person.0,
        ERASED
    );
    changed += mirrors.execute(&mut *conn).await?.rows_affected();
    let drafts = sqlx::query!(
        "update policy_drafts
            set why = case when submitted_by = $1 then $2 else why end,
                settled_why = case when settled_by = $1 then $2 else settled_why end
          where submitted_by = $1 and why <> $2 or settled_by = $1 and settled_why <> $2",
        person.0,
        ERASED,
    );
    changed += drafts.execute(conn).await?.rows_affected();
    Ok(changed)
}

/// Mails to them, and to others about their requests; what was not sent yet is not sent any more.
pub(super) async fn mails(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    person: PersonId,
) -> sqlx::Result<u64> {
    let changed = sqlx::query!(
        "update mails m
            set address = case when person_id = $1 then $2 else address end, subject = $2, body_text = $2, body_html = $2, error = null,
                state = case when state = 'waiting' then 'dropped' else state end,
                settled_at = case when state = 'waiting' then $3 else settled_at end
          where body_text <> $2
            and (person_id = $1
                 or exists (select from notices n join requests r on r.id = n.request_id
                             where n.mail_id = m.id and $1 in (r.requester_id, r.beneficiary_id)))",
        person.0,
        ERASED,
        now,
    );
    Ok(changed.execute(conn).await?.rows_affected())
}

pub(super) async fn drafts(conn: &mut PgConnection, person: PersonId) -> sqlx::Result<u64> {
    let gone = sqlx::query!("delete from request_drafts where owner_id = $1", person.0);
    Ok(gone.execute(conn).await?.rows_affected())
}

pub(super) async fn sessions(conn: &mut PgConnection, person: PersonId) -> sqlx::Result<u64> {
    let gone = sqlx::query!(
        "delete from sessions where data -> 'person' ->> 'person' = $1::uuid::text",
        person.0
    );
    Ok(gone.execute(conn).await?.rows_affected())
}

pub(super) async fn memberships(conn: &mut PgConnection, person: PersonId) -> sqlx::Result<u64> {
    let gone = sqlx::query!("delete from group_members where person_id = $1", person.0);
    Ok(gone.execute(conn).await?.rows_affected())
}

/// The row of the mirror stays for its id: others stand on it.
pub(super) async fn person(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    person: PersonId,
) -> sqlx::Result<u64> {
    let changed = sqlx::query!(
        "update people
            set name = 'Erased person ' || id, upn = 'erased:' || id, mail = null, department = null, job_title = null,
                employee_type = null, country = null, usage_location = null, manager_id = null, roles = '{}', time_zone = null,
                language = null, mail_as = 'none', enabled = false, gone_at = coalesce(gone_at, $2), erased_at = $2
          where id = $1 and erased_at is null",
        person.0,
        now,
    );
    Ok(changed.execute(conn).await?.rows_affected())
}

/// Whatever else names them, in any table but those of the log.
pub(super) async fn mentions(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    pattern: &str,
) -> sqlx::Result<u64> {
    // What reports kept is changed by nothing else.
    sqlx::query_scalar!("select set_config('countersign.erasing', 'on', true)")
        .fetch_one(&mut *conn)
        .await?;
    sqlx::query!(
        "update report_runs set erased_at = $2
          where id in (select run_id from report_chunks where lines ~* $1) or parameters::text ~* $1",
        pattern,
        now
    )
    .execute(&mut *conn)
    .await?;
    let places = sqlx::query_scalar!(r#"select erase_mentions($1, $2) as "n!""#, pattern, ERASED)
        .fetch_one(conn)
        .await?;
    Ok(u64::try_from(places).unwrap_or_default())
}
