//! SQL of runs and of their rows.

use std::time::Duration as StdDuration;

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use sqlx::{PgConnection, PgPool, PgTransaction};

use crate::audit::checkpoint;
use crate::ids::{PersonId, ReportRunId};
use crate::reports::evidence::asked::Asked;
use crate::reports::evidence::out::{Chunk, Total, Whole};
use crate::reports::evidence::runs::{KeptColumn, New, Over, Run, RunState};

/// A moment of the database in which nothing changes; a statement takes no longer than `within`. To compile statements as long as
/// these takes the database seconds, and saves none.
pub async fn snapshot(pool: &PgPool, within: StdDuration) -> sqlx::Result<PgTransaction<'static>> {
    let mut tx = pool
        .begin_with("begin isolation level repeatable read read only")
        .await?;
    sqlx::query_scalar!(
        "select set_config('statement_timeout', $1, true) || set_config('jit', 'off', true)",
        format!("{}ms", within.as_millis())
    )
    .fetch_one(&mut *tx)
    .await?;
    Ok(tx)
}

/// The newest checkpoint of the log.
pub async fn over(conn: &mut PgConnection) -> anyhow::Result<Option<Over>> {
    let newest = checkpoint::newest(conn).await?;
    Ok(newest.map(|newest| Over {
        size: newest.head.size,
        head: hex::encode(newest.head.root),
    }))
}

pub async fn insert(conn: &mut PgConnection, id: ReportRunId, new: New<'_>) -> sqlx::Result<()> {
    let columns: Vec<_> = new
        .report
        .columns
        .iter()
        .map(|column| KeptColumn {
            key: column.key.to_owned(),
            kind: column.kind,
        })
        .collect();
    sqlx::query!(
        "insert into report_runs (id, report, parameters, columns, sql, asked_by, asked_at) values ($1, $2, $3, $4, $5, $6, $7)",
        id.0,
        new.report.id,
        Json(new.asked) as _,
        Json(columns) as _,
        new.report.sql,
        new.by.0,
        new.asked.now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Runs that are not over.
pub async fn under_way(conn: &mut PgConnection) -> sqlx::Result<i64> {
    sqlx::query_scalar!(r#"select count(*) as "n!" from report_runs where state = 'running'"#)
        .fetch_one(conn)
        .await
}

pub async fn insert_chunk(conn: &mut PgConnection, id: ReportRunId, chunk: &Chunk) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into report_chunks (run_id, place, rows, bad, open, lines) values ($1, $2, $3, $4, $5, $6)",
        id.0,
        chunk.place,
        chunk.rows,
        chunk.bad,
        chunk.open,
        chunk.lines,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn advance(conn: &mut PgConnection, id: ReportRunId, rows: i64) -> sqlx::Result<()> {
    sqlx::query!(
        "update report_runs set rows = rows + $2 where id = $1",
        id.0,
        rows
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes away what is kept so far, to begin again.
pub async fn begin_anew(conn: &mut PgConnection, id: ReportRunId) -> sqlx::Result<()> {
    sqlx::query!("delete from report_chunks where run_id = $1", id.0)
        .execute(&mut *conn)
        .await?;
    sqlx::query!(
        "update report_runs set rows = 0, taken_up = taken_up + 1 where id = $1",
        id.0
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn end(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    id: ReportRunId,
    (over, whole): (Option<&Over>, &Whole),
) -> anyhow::Result<()> {
    let ended = sqlx::query!(
        "update report_runs
            set state = 'done', finished_at = $2, rows = $3, bad = $4, open = $5, totals = $6, log_size = $7, log_head = $8,
                sha256 = $9
          where id = $1 and state = 'running'",
        id.0,
        now,
        whole.rows,
        whole.bad,
        whole.open,
        Json(&whole.totals) as _,
        over.map(|over| over.size),
        over.map(|over| over.head.as_str()),
        whole.sha256,
    )
    .execute(conn)
    .await?;
    anyhow::ensure!(ended.rows_affected() == 1, "the report was over already");
    Ok(())
}

pub async fn fail(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    id: ReportRunId,
    why: &str,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update report_runs set state = 'failed', finished_at = $2, why = $3 where id = $1 and state = 'running'",
        id.0,
        now,
        why,
    )
    .execute(conn)
    .await?;
    Ok(())
}

struct Row {
    id: ReportRunId,
    report: String,
    parameters: Json<Asked>,
    columns: Json<Vec<KeptColumn>>,
    sql: String,
    asked_by: PersonId,
    asker: String,
    asked_at: DateTime<Utc>,
    state: RunState,
    finished_at: Option<DateTime<Utc>>,
    erased_at: Option<DateTime<Utc>>,
    rows: i64,
    bad: i64,
    open: i64,
    totals: Json<Vec<Total>>,
    log_size: Option<i64>,
    log_head: Option<String>,
    sha256: Option<String>,
    why: Option<String>,
}

impl From<Row> for Run {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            report: row.report,
            asked: row.parameters.0,
            columns: row.columns.0,
            sql: row.sql,
            asked_by: row.asked_by,
            asker: row.asker,
            asked_at: row.asked_at,
            state: row.state,
            finished_at: row.finished_at,
            erased_at: row.erased_at,
            rows: row.rows,
            bad: row.bad,
            open: row.open,
            totals: row.totals.0,
            over: row
                .log_size
                .zip(row.log_head)
                .map(|(size, head)| Over { size, head }),
            sha256: row.sha256,
            why: row.why,
        }
    }
}

// One column list for every question that answers runs.
macro_rules! runs {
    ($rest:literal $(, $arg:expr)* $(,)?) => {
        sqlx::query_as!(
            Row,
            r#"select r.id as "id: ReportRunId", r.report, r.parameters as "parameters: Json<Asked>",
                      r.columns as "columns: Json<Vec<KeptColumn>>", r.sql, r.asked_by as "asked_by: PersonId", p.name as asker,
                      r.asked_at, r.state as "state: RunState", r.finished_at, r.erased_at, r.rows, r.bad, r.open,
                      r.totals as "totals: Json<Vec<Total>>", r.log_size, r.log_head, r.sha256, r.why
                 from report_runs r join people p on p.id = r.asked_by "# + $rest
            $(, $arg)*
        )
    };
}

pub async fn by_id(conn: &mut PgConnection, id: ReportRunId) -> sqlx::Result<Option<Run>> {
    let row = runs!("where r.id = $1", id.0).fetch_optional(conn).await?;
    Ok(row.map(Run::from))
}

/// The run, locked, if it is under way.
pub async fn lock(conn: &mut PgConnection, id: ReportRunId) -> sqlx::Result<Option<Run>> {
    let row = runs!(
        "where r.id = $1 and r.state = 'running' for no key update of r",
        id.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(Run::from))
}

/// The last runs, of one report or of all.
pub async fn latest(conn: &mut PgConnection, report: Option<&str>, limit: i64) -> sqlx::Result<Vec<Run>> {
    let rows = runs!(
        "where $1::text is null or r.report = $1 order by r.written desc limit $2",
        report,
        limit
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(Run::from).collect())
}

/// The next chunk from this place on that may hold what is looked for: words, as JSON writes them, and a verdict.
pub async fn next_chunk(
    conn: &mut PgConnection,
    id: ReportRunId,
    from: i64,
    (words, verdict): (Option<&str>, Option<&str>),
) -> sqlx::Result<Option<Chunk>> {
    sqlx::query_as!(
        Chunk,
        "select place, rows, bad, open, lines from report_chunks
          where run_id = $1 and place >= $2
            and ($3::text is null or lines ilike $3)
            and case $4::text when 'bad' then bad > 0 when 'open' then open > 0 when 'ok' then rows > bad + open else true end
          order by place limit 1",
        id.0,
        from,
        words.map(crate::reports::store::pattern),
        verdict,
    )
    .fetch_optional(conn)
    .await
}

/// Products to choose from, by name.
pub async fn products(conn: &mut PgConnection, limit: i64) -> sqlx::Result<Vec<(crate::ids::SkuId, String)>> {
    let rows = sqlx::query!(
        r#"select sku_id as "id: crate::ids::SkuId", coalesce(name, part_number) as "name!" from products order by 2, 1 limit $1"#,
        limit
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}
