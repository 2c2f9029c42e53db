//! SQL of the names of Microsoft's list, and of the imports of it.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::line::{Named, NamedPlan};
use super::{Counts, Problem};
use crate::ids::{ImportId, PersonId, PlanId, SkuId};

/// One reading of a list.
#[derive(Clone, Debug)]
pub struct Stored {
    pub id: ImportId,
    pub file_name: String,
    /// Who sent the file; `None` = the command line.
    pub by: Option<String>,
    pub started_at: DateTime<Utc>,
    pub seen_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
    pub encoding: String,
    pub lines_read: i64,
    pub taken: i64,
    pub unchanged: i64,
    pub bad: i64,
    pub refused: Option<String>,
}

pub(super) async fn insert(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    id: ImportId,
    file_name: &str,
    by: Option<PersonId>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into imports (id, file_name, by, started_at, seen_at) values ($1, $2, $3, $4, $4)",
        id.0,
        file_name,
        by.map(|by| by.0),
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Bad lines are kept of the last imports only.
pub(super) async fn forget_old_problems(conn: &mut PgConnection, kept: i64) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from import_problems where import_id in (select id from imports order by started_at desc offset $1)",
        kept
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes names of products where they are news; answers which were.
pub(super) async fn name_products(
    conn: &mut PgConnection,
    lines: &[(u64, Named)],
) -> sqlx::Result<HashSet<SkuId>> {
    let ids: Vec<_> = lines.iter().map(|(_, named)| named.sku.0).collect();
    let part_numbers: Vec<_> = lines.iter().map(|(_, named)| named.part_number.clone()).collect();
    let names: Vec<_> = lines.iter().map(|(_, named)| named.product.clone()).collect();
    // In one order everywhere, so that two imports never wait for each other.
    let written = sqlx::query_scalar!(
        r#"insert into product_names as n (sku_id, part_number, name)
           select id, part_number, name from unnest($1::uuid[], $2::text[], $3::text[]) as t (id, part_number, name) order by id
           on conflict (sku_id) do update set part_number = excluded.part_number, name = excluded.name
            where (n.part_number, n.name) is distinct from (excluded.part_number, excluded.name)
           returning sku_id as "sku: SkuId""#,
        &ids,
        &part_numbers,
        &names,
    )
    .fetch_all(conn)
    .await?;
    Ok(written.into_iter().collect())
}

/// Writes titles of plans where they are news; answers which were.
pub(super) async fn name_plans(
    conn: &mut PgConnection,
    lines: &[(u64, SkuId, NamedPlan)],
) -> sqlx::Result<HashSet<(SkuId, PlanId)>> {
    let skus: Vec<_> = lines.iter().map(|(_, sku, _)| sku.0).collect();
    let plans: Vec<_> = lines.iter().map(|(_, _, plan)| plan.id.0).collect();
    let names: Vec<_> = lines.iter().map(|(_, _, plan)| plan.name.clone()).collect();
    let titles: Vec<_> = lines.iter().map(|(_, _, plan)| plan.title.clone()).collect();
    let written = sqlx::query!(
        r#"insert into plan_names as n (sku_id, plan_id, name, title)
           select sku, plan, name, title from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) as t (sku, plan, name, title)
            order by sku, plan
           on conflict (sku_id, plan_id) do update set name = excluded.name, title = excluded.title
            where (n.name, n.title) is distinct from (excluded.name, excluded.title)
           returning sku_id as "sku: SkuId", plan_id as "plan: PlanId""#,
        &skus,
        &plans,
        &names,
        &titles,
    )
    .fetch_all(conn)
    .await?;
    Ok(written.into_iter().map(|row| (row.sku, row.plan)).collect())
}

pub(super) async fn keep_problems(
    conn: &mut PgConnection,
    import: ImportId,
    problems: &[Problem],
) -> sqlx::Result<()> {
    let lines: Vec<_> = problems.iter().map(|problem| whole(problem.line)).collect();
    let whats: Vec<_> = problems.iter().map(|problem| problem.what.clone()).collect();
    let texts: Vec<_> = problems.iter().map(|problem| problem.text.clone()).collect();
    sqlx::query!(
        "insert into import_problems (import_id, line, what, text)
         select $1, line, what, text from unnest($2::bigint[], $3::text[], $4::text[]) as t (line, what, text)",
        import.0,
        &lines,
        &whats,
        &texts,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn count(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    id: ImportId,
    counts: Counts,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update imports set seen_at = $2, lines_read = $3, taken = $4, unchanged = $5, bad = $6 where id = $1",
        id.0,
        now,
        whole(counts.read),
        whole(counts.taken),
        whole(counts.unchanged),
        whole(counts.bad),
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn finish(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    id: ImportId,
    encoding: &str,
    refused: Option<&str>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update imports set seen_at = $2, finished_at = $2, encoding = $3, refused = $4 where id = $1 and finished_at is null",
        id.0,
        now,
        encoding,
        refused,
    )
    .execute(conn)
    .await?;
    Ok(())
}

// One column list for every question that answers imports.
macro_rules! imports {
    ($rest:literal $(, $arg:expr)* $(,)?) => {
        sqlx::query_as!(
            Stored,
            r#"select i.id as "id: ImportId", i.file_name, p.name as "by?", i.started_at, i.seen_at, i.finished_at, i.encoding,
                      i.lines_read, i.taken, i.unchanged, i.bad, i.refused
                 from imports i left join people p on p.id = i.by "# + $rest
            $(, $arg)*
        )
    };
}

pub async fn by_id(conn: &mut PgConnection, id: ImportId) -> sqlx::Result<Option<Stored>> {
    imports!("where i.id = $1", id.0).fetch_optional(conn).await
}

/// Imports, latest first.
pub async fn latest(conn: &mut PgConnection, limit: i64) -> sqlx::Result<Vec<Stored>> {
    imports!("order by i.started_at desc limit $1", limit)
        .fetch_all(conn)
        .await
}

/// Bad lines of an import that are kept, by number.
pub async fn problems(conn: &mut PgConnection, import: ImportId, limit: i64) -> sqlx::Result<Vec<Problem>> {
    let rows = sqlx::query!(
        "select line, what, text from import_problems where import_id = $1 order by line limit $2",
        import.0,
        limit
    )
    .fetch_all(conn)
    .await?;
    let problem = rows.into_iter().map(|row| Problem {
        line: u64::try_from(row.line).unwrap_or_default(),
        what: row.what,
        text: row.text,
    });
    Ok(problem.collect())
}

/// A count of lines as Postgres holds it.
fn whole(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
