//! SQL of decisions that are run again, and of the runs.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::reperform::Fault;
use super::runs::{NewRun, Row, RowNamed, Run, RunKind, RunState};
use super::{Named, Span, Stored};
use crate::ids::{DecisionId, PersonId, PolicyRunId, RequestId};
use crate::policy::{Decision, Facts};

/// Names of all versions, oldest first.
pub async fn versions(conn: &mut PgConnection) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!("select version from policy_versions order by first_seen_at, version")
        .fetch_all(conn)
        .await
}

/// What there is since then, in the order in which it was written: from the first such decision to the last of all.
pub async fn extent(conn: &mut PgConnection, since: Option<DateTime<Utc>>) -> sqlx::Result<Span> {
    let row = sqlx::query!(
        r#"select coalesce((select min(written) from decisions where $1::timestamptz is null or made_at >= $1), 1) - 1 as "after!",
                  coalesce((select max(written) from decisions), 0) as "up_to!""#,
        since,
    )
    .fetch_one(conn)
    .await?;
    Ok(Span {
        since,
        after: row.after,
        up_to: row.up_to,
    })
}

pub async fn count_decisions(conn: &mut PgConnection, span: Span) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "n!" from decisions
            where written > $1 and written <= $2 and ($3::timestamptz is null or made_at >= $3)"#,
        span.after,
        span.up_to,
        span.since,
    )
    .fetch_one(conn)
    .await
}

/// Requests whose last decision is in the span.
pub async fn count_requests(conn: &mut PgConnection, span: Span) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "n!" from decisions d
            where d.written > $1 and d.written <= $2 and ($3::timestamptz is null or d.made_at >= $3) and d.erased_at is null
              and not exists (select from decisions l
                               where l.request_id = d.request_id and l.written > d.written and l.written <= $2)"#,
        span.after,
        span.up_to,
        span.since,
    )
    .fetch_one(conn)
    .await
}

/// The next decisions in the order in which they were written, with what the log says of them.
pub async fn decisions(conn: &mut PgConnection, span: Span, limit: i64) -> sqlx::Result<Vec<Stored>> {
    sqlx::query_as!(
        Stored,
        r#"select d.written as "written!", d.id as "id!: DecisionId", d.request_id as "request!: RequestId", d.made_at as "made_at!",
                  d.policy_version as "policy_version!", d.facts::text as "facts!", d.decision::text as "decision!",
                  d.people::text as "people!",
                  exists (select from audit_events p where p.kind = 'person.erased' and p.at = d.erased_at) as "erased!", coalesce(e.times, 0) as "logged_times!", e.at as "logged_at?",
                  e.detail->>'facts_sha256' as logged_facts, e.detail->>'decision_sha256' as logged_decision,
                  e.detail->>'people_sha256' as logged_people
             from (select * from decisions
                    where written > $1 and written <= $2 and ($3::timestamptz is null or made_at >= $3)
                    order by written limit $4) d
             left join lateral (select at, detail, count(*) over () as times from audit_events
                                 where request_id = d.request_id and kind = 'request.decided'
                                   and detail->>'decision' = d.id::text order by written limit 1) e on true
            order by d.written"#,
        span.after,
        span.up_to,
        span.since,
        limit,
    )
    .fetch_all(conn)
    .await
}

/// The next decisions that count for their requests; the log is not asked.
pub async fn last_decisions(conn: &mut PgConnection, span: Span, limit: i64) -> sqlx::Result<Vec<Stored>> {
    sqlx::query_as!(
        Stored,
        r#"select d.written, d.id as "id: DecisionId", d.request_id as "request: RequestId", d.made_at, d.policy_version,
                  d.facts::text as "facts!", d.decision::text as "decision!", '' as "people!", false as "erased!", 0::bigint as "logged_times!",
                  null::timestamptz as logged_at, null::text as logged_facts, null::text as logged_decision,
                  null::text as logged_people
             from decisions d
            where d.written > $1 and d.written <= $2 and ($3::timestamptz is null or d.made_at >= $3) and d.erased_at is null
              and not exists (select from decisions l
                               where l.request_id = d.request_id and l.written > d.written and l.written <= $2)
            order by d.written limit $4"#,
        span.after,
        span.up_to,
        span.since,
        limit,
    )
    .fetch_all(conn)
    .await
}

/// What the log has of one page and no page of the decisions brings.
pub struct Missing {
    pub named: Vec<Named>,
    /// Place of the page's last event in the log.
    pub last: i64,
}

/// The next events of the span that say that a decision was made, behind `after`; `None` = that was all. A decision that is
/// there counts as looked at if it is in the span, and one that was written behind its end is left to later runs.
pub async fn missing(
    conn: &mut PgConnection,
    (since, up_to): (Option<DateTime<Utc>>, i64),
    after: i64,
    limit: i64,
) -> sqlx::Result<Option<Missing>> {
    let rows = sqlx::query!(
        r#"select e.written, e.at, e.request_id as "request?: RequestId", e.decision, d.written as "place?",
                  d.made_at as "made_at?"
             from (select written, at, request_id, detail->>'decision' as decision from audit_events
                    where kind = 'request.decided' and written > $1 and ($2::timestamptz is null or at >= $2)
                    order by written limit $3) e
             left join decisions d on d.id = case when e.decision ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
                                                  then e.decision::uuid end
            order by e.written"#,
        after,
        since,
        limit,
    )
    .fetch_all(conn)
    .await?;
    let Some(last) = rows.last().map(|row| row.written) else {
        return Ok(None);
    };
    let named = rows.into_iter().filter_map(|row| {
        let is_before = |made_at| since.is_some_and(|since| made_at < since);
        let fault = match (row.place, row.made_at) {
            (Some(place), Some(made_at)) if place > up_to || !is_before(made_at) => return None,
            (Some(_), _) => Fault::Misplaced,
            (None, _) => Fault::Gone,
        };
        Some(Named {
            request: row.request.unwrap_or(RequestId(Uuid::nil())),
            decision: row
                .decision
                .and_then(|id| id.parse().ok())
                .unwrap_or(DecisionId(Uuid::nil())),
            made_at: row.at,
            codes: vec![fault.code()],
            again: None,
        })
    });
    Ok(Some(Missing {
        named: named.collect(),
        last,
    }))
}

/// Writes the run; answers whether no other of its kind is under way.
pub async fn insert(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    id: PolicyRunId,
    new: &NewRun<'_>,
    (span, total): (Span, i64),
) -> sqlx::Result<bool> {
    let draft = new.draft.as_ref();
    let written = sqlx::query!(
        "insert into policy_runs (id, kind, draft, version, file_name, since, up_to, started_by, started_at, total, after, result)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '{}')
         on conflict (kind) where state = 'running' do nothing",
        id.0,
        new.kind() as RunKind,
        draft.map(|draft| draft.bytes),
        draft.map(|draft| draft.version),
        draft.and_then(|draft| draft.file_name),
        span.since,
        span.up_to,
        new.by.0,
        now,
        total,
        span.after,
    )
    .execute(conn)
    .await?;
    Ok(written.rows_affected() == 1)
}

/// Forgets all but the last runs of a kind.
pub async fn forget_old(conn: &mut PgConnection, kind: RunKind, keep: i64) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from policy_runs where state <> 'running' and id in
            (select id from policy_runs where kind = $1 order by written desc offset $2)",
        kind as RunKind,
        keep,
    )
    .execute(conn)
    .await?;
    Ok(())
}

// One column list for every question that answers runs.
macro_rules! runs {
    ($rest:literal $(, $arg:expr)* $(,)?) => {
        sqlx::query_as!(
            Run,
            r#"select r.id as "id: PolicyRunId", r.kind as "kind: RunKind", r.version, r.file_name, r.since, r.up_to,
                      r.started_by as "started_by: PersonId", p.name as starter, r.started_at, r.state as "state: RunState",
                      r.ended_at, r.taken_up, r.after, r.done, r.total, r.result, r.trouble,
                      (select s.name from policy_drafts d join people s on s.id = d.submitted_by
                        where d.version = r.version order by d.written desc limit 1) as drafter
                 from policy_runs r join people p on p.id = r.started_by "# + $rest
            $(, $arg)*
        )
    };
}

pub async fn by_id(conn: &mut PgConnection, id: PolicyRunId) -> sqlx::Result<Option<Run>> {
    runs!("where r.id = $1", id.0).fetch_optional(conn).await
}

/// The run, locked until the transaction ends.
pub async fn lock(conn: &mut PgConnection, id: PolicyRunId) -> sqlx::Result<Option<Run>> {
    runs!("where r.id = $1 for update of r", id.0)
        .fetch_optional(conn)
        .await
}

/// The last runs of a kind, newest first.
pub async fn latest(conn: &mut PgConnection, kind: RunKind, limit: i64) -> sqlx::Result<Vec<Run>> {
    runs!(
        "where r.kind = $1 order by r.written desc limit $2",
        kind as RunKind,
        limit
    )
    .fetch_all(conn)
    .await
}

/// The run of a kind that is under way.
pub async fn running(conn: &mut PgConnection, kind: RunKind) -> sqlx::Result<Option<PolicyRunId>> {
    sqlx::query_scalar!(
        r#"select id as "id: PolicyRunId" from policy_runs where kind = $1 and state = 'running'"#,
        kind as RunKind
    )
    .fetch_optional(conn)
    .await
}

/// The last replay of a version, whatever its file was called.
pub async fn last_of(conn: &mut PgConnection, version: &str) -> sqlx::Result<Option<Run>> {
    runs!(
        "where r.kind = 'replay' and r.version = $1 order by r.written desc limit 1",
        version
    )
    .fetch_optional(conn)
    .await
}

/// The bytes of a replay's draft.
pub async fn draft(conn: &mut PgConnection, id: PolicyRunId) -> sqlx::Result<Option<Vec<u8>>> {
    sqlx::query_scalar!(r#"select draft from policy_runs where id = $1"#, id.0)
        .fetch_optional(conn)
        .await
        .map(Option::flatten)
}

/// A worker begins, or goes on.
pub async fn take_up(conn: &mut PgConnection, id: PolicyRunId) -> sqlx::Result<()> {
    sqlx::query!(
        "update policy_runs set taken_up = taken_up + 1 where id = $1",
        id.0
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A page is done.
pub async fn advance(
    conn: &mut PgConnection,
    id: PolicyRunId,
    (after, looked_at): (i64, i64),
    result: &serde_json::Value,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update policy_runs set after = $2, done = done + $3, result = $4 where id = $1",
        id.0,
        after,
        looked_at,
        result,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Ends it; answers whether it was under way.
pub async fn end(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    id: PolicyRunId,
    (state, trouble): (RunState, Option<&str>),
) -> sqlx::Result<bool> {
    let ended = sqlx::query!(
        "update policy_runs set state = $2, ended_at = $3, trouble = $4 where id = $1 and state = 'running'",
        id.0,
        state as RunState,
        now,
        trouble,
    )
    .execute(conn)
    .await?;
    Ok(ended.rows_affected() == 1)
}

/// Keeps what was named, behind what is kept already, as far as there is room for `most`.
pub async fn keep_rows(
    conn: &mut PgConnection,
    id: PolicyRunId,
    named: &[Named],
    most: i64,
) -> sqlx::Result<()> {
    if named.is_empty() {
        return Ok(());
    }
    let requests: Vec<_> = named.iter().map(|one| one.request.0).collect();
    let decisions: Vec<_> = named.iter().map(|one| one.decision.0).collect();
    let times: Vec<_> = named.iter().map(|one| one.made_at).collect();
    let codes: Vec<_> = named.iter().map(|one| one.codes.join(",")).collect();
    let again: Vec<_> = named.iter().map(|one| one.again.as_ref().map(Json)).collect();
    sqlx::query!(
        "insert into policy_run_rows (run_id, place, request_id, decision_id, made_at, changes, again)
         select $1, place, request_id, decision_id, made_at, string_to_array(changes, ','), again
           from (select n + (select coalesce(max(place), 0) from policy_run_rows where run_id = $1) as place, t.*
                   from unnest($2::uuid[], $3::uuid[], $4::timestamptz[], $5::text[], $6::jsonb[])
                        with ordinality as t (request_id, decision_id, made_at, changes, again, n)) as placed
          where place <= $7",
        id.0,
        &requests,
        &decisions,
        &times,
        &codes,
        &again as _,
        most,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// How many are kept.
pub async fn count_rows(conn: &mut PgConnection, id: PolicyRunId) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "n!" from policy_run_rows where run_id = $1"#,
        id.0
    )
    .fetch_one(conn)
    .await
}

/// What was named, in order behind `after`, without what stands there now; with the place of each.
pub async fn named(
    conn: &mut PgConnection,
    id: PolicyRunId,
    after: i64,
    limit: i64,
) -> sqlx::Result<Vec<RowNamed>> {
    sqlx::query_as!(
        RowNamed,
        r#"select place, request_id as "request: RequestId", decision_id as "decision: DecisionId", made_at, changes as codes
             from policy_run_rows where run_id = $1 and place > $2 order by place limit $3"#,
        id.0,
        after,
        limit,
    )
    .fetch_all(conn)
    .await
}

/// What was named, in order behind `after`; of one code, or of all. What was stored is as it stands now.
pub async fn rows(
    conn: &mut PgConnection,
    id: PolicyRunId,
    code: Option<&str>,
    after: i64,
    limit: i64,
) -> sqlx::Result<Vec<Row>> {
    let rows = sqlx::query!(
        r#"select w.place, w.request_id as "request: RequestId", w.decision_id as "decision: DecisionId", w.made_at, w.changes,
                  w.again, d.facts as "facts?", d.decision as "stored?", p.name as "beneficiary?",
                  coalesce(k.name, k.part_number) as product, r.id as "there?"
             from policy_run_rows w
             left join decisions d on d.id = w.decision_id
             left join requests r on r.id = w.request_id
             left join people p on p.id = r.beneficiary_id
             left join products k on k.sku_id = r.sku_id
            where w.run_id = $1 and w.place > $3 and ($2::text is null or $2 = any(w.changes))
            order by w.place limit $4"#,
        id.0,
        code,
        after,
        limit,
    )
    .fetch_all(conn)
    .await?;
    // What does not read any more is what may be shown here: then there is nothing to show.
    let rows = rows.into_iter().map(|row| Row {
        place: row.place,
        request: row.request,
        decision: row.decision,
        made_at: row.made_at,
        codes: row.changes,
        again: row.again.and_then(|value| serde_json::from_value(value).ok()),
        stored: row
            .stored
            .and_then(|value| serde_json::from_value::<Decision>(value).ok()),
        facts: row
            .facts
            .and_then(|value| serde_json::from_value::<Facts>(value).ok()),
        beneficiary: row.beneficiary,
        product: row.product,
        is_there: row.there.is_some(),
    });
    Ok(rows.collect())
}

/// In which currency each product is paid, by part number.
pub async fn currencies(conn: &mut PgConnection) -> sqlx::Result<Vec<(String, String)>> {
    let rows = sqlx::query!(
        r#"select part_number, currency as "currency!" from products where currency is not null"#
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.part_number, row.currency))
        .collect())
}
