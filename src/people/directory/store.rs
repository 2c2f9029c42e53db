//! SQL of the readings of the directory: how far they are, whom they saw, what they found anew.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::page::{ManagerSaid, Said};
use crate::ids::{MovementId, PersonId};

/// How far a part of the mirror is.
#[derive(Clone, Debug)]
pub struct Mirror {
    /// Of the run under way, or of the last one.
    pub mode: Option<Mode>,
    pub run: i64,
    /// Of the run under way; `None` = none is.
    pub started_at: Option<DateTime<Utc>>,
    pub next_link: Option<String>,
    pub delta_link: Option<String>,
    /// When Graph gave the link of the next delta.
    pub delta_at: Option<DateTime<Utc>>,
    /// When everybody was last read.
    pub full_at: Option<DateTime<Utc>>,
    pub pages: i64,
    pub seen: i64,
    pub changed: i64,
    pub gone: i64,
    /// Items that could not be read.
    pub bad: i64,
    /// Of those, the ones without an id: they may be about anybody.
    pub nameless: i64,
    pub bad_items: Vec<BadItem>,
    pub finished_at: Option<DateTime<Utc>>,
    pub lasted_ms: Option<i64>,
    /// As of when the mirror is true.
    pub read_at: Option<DateTime<Utc>>,
    /// Why the last attempt did not come to its end.
    pub error: Option<String>,
    pub refused: Option<Refused>,
    /// An administrator says that what was refused is true; `None` = nobody does (yet).
    pub taken: Option<Taken>,
}

/// What is read: everybody, or what changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type, serde::Serialize)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    Full,
    Delta,
}

/// An item that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct BadItem {
    /// From 1.
    pub page: i64,
    /// On the page, from 1.
    pub position: usize,
    /// Without names.
    pub why: String,
}

/// A reading that would empty or halve the mirror.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Refused {
    /// People with an account, before.
    pub before: i64,
    /// And after, if it were taken.
    pub after: i64,
    pub at: DateTime<Utc>,
}

/// Who says that a refused reading is true, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    pub by: PersonId,
    pub reason: String,
}

/// The part of the mirror, or `None` when there is none of that name.
pub async fn mirror(conn: &mut PgConnection, name: &str) -> sqlx::Result<Option<Mirror>> {
    let row = sqlx::query!(
        r#"select mode as "mode: Mode", run, started_at, next_link, delta_link, delta_at, full_at, pages, seen, changed, gone, bad,
                  nameless, bad_items as "bad_items: Json<Vec<BadItem>>", finished_at, lasted_ms, read_at, error,
                  refused as "refused: Json<Refused>", taken_by as "taken_by: PersonId", taken_reason
             from mirrors where name = $1"#,
        name
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Mirror {
        mode: row.mode,
        run: row.run,
        started_at: row.started_at,
        next_link: row.next_link,
        delta_link: row.delta_link,
        delta_at: row.delta_at,
        full_at: row.full_at,
        pages: row.pages,
        seen: row.seen,
        changed: row.changed,
        gone: row.gone,
        bad: row.bad,
        nameless: row.nameless,
        bad_items: row.bad_items.0,
        finished_at: row.finished_at,
        lasted_ms: row.lasted_ms,
        read_at: row.read_at,
        error: row.error,
        refused: row.refused.map(|refused| refused.0),
        taken: row
            .taken_by
            .zip(row.taken_reason)
            .map(|(by, reason)| Taken { by, reason }),
    }))
}

/// What this transaction writes may be lost when the server of the database falls within a second after it.
pub async fn no_wait_for_disk(tx: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("select set_config('synchronous_commit', 'off', true) as relaxed")
        .fetch_one(tx)
        .await?;
    Ok(())
}

/// As of when parts of the mirror are true; `None` = it was never read.
#[derive(Clone, Copy, Debug)]
pub struct ReadAt {
    pub people: Option<DateTime<Utc>>,
    pub catalog: Option<DateTime<Utc>>,
}

pub async fn read_at(conn: &mut PgConnection) -> sqlx::Result<ReadAt> {
    sqlx::query_as!(
        ReadAt,
        "select (select read_at from mirrors where name = 'people') as people,
                (select read_at from mirrors where name = 'catalog') as catalog"
    )
    .fetch_one(conn)
    .await
}

/// Everything that is read at once and has no pages: it is as true as this moment.
pub async fn read_whole(
    conn: &mut PgConnection,
    name: &str,
    (began, now): (DateTime<Utc>, DateTime<Utc>),
    seen: i64,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update mirrors set mode = 'full', run = run + 1, pages = 1, seen = $4, finished_at = $3, read_at = $2, full_at = $2,
                            lasted_ms = $5, error = null
          where name = $1",
        name,
        began,
        now,
        seen,
        (now - began).num_milliseconds(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A run of the people's mirror begins; answers its number.
pub async fn begin(conn: &mut PgConnection, now: DateTime<Utc>, mode: Mode) -> sqlx::Result<i64> {
    let run = sqlx::query_scalar!(
        "update mirrors set mode = $2, run = run + 1, started_at = $1, next_link = null, pages = 0, seen = 0, changed = 0,
                            gone = 0, bad = 0, nameless = 0, bad_items = '[]', error = null, refused = null,
                            taken_by = null, taken_reason = null
          where name = 'people' returning run",
        now,
        mode as Mode,
    )
    .fetch_one(&mut *conn)
    .await?;
    sqlx::query!("delete from directory_run").execute(conn).await?;
    Ok(run)
}

/// Whether this run is the one under way. If so it stays that until the transaction ends: its row is locked, before any
/// person's.
pub async fn hold(conn: &mut PgConnection, run: i64) -> sqlx::Result<bool> {
    let held = sqlx::query_scalar!(
        r#"select 1 as "held!" from mirrors where name = 'people' and run = $1 and started_at is not null for update"#,
        run
    );
    Ok(held.fetch_optional(conn).await?.is_some())
}

/// What one page brought.
#[derive(Debug, Default)]
pub struct Tally {
    pub seen: i64,
    pub changed: i64,
    pub bad: Vec<BadItem>,
    /// Of the bad items.
    pub nameless: i64,
}

/// A page is written: the run goes on at `next`. Answers whether the run still stood where the caller believed.
pub async fn turn_page(
    conn: &mut PgConnection,
    run: i64,
    (from, next): (Option<&str>, Option<&str>),
    tally: &Tally,
    most_bad_items: i32,
) -> sqlx::Result<bool> {
    let bad = i64::try_from(tally.bad.len()).unwrap_or(i64::MAX);
    let turned = sqlx::query!(
        "update mirrors set next_link = $3, pages = pages + 1, seen = seen + $4, changed = changed + $5, bad = bad + $6,
                            nameless = nameless + $9, bad_items = case when jsonb_array_length(bad_items) < $8 then bad_items || $7 else bad_items end
          where name = 'people' and run = $1 and started_at is not null and next_link is not distinct from $2",
        run,
        from,
        next,
        tally.seen,
        tally.changed,
        bad,
        Json(&tally.bad) as _,
        most_bad_items,
        tally.nameless,
    )
    .execute(conn)
    .await?;
    Ok(turned.rows_affected() == 1)
}

/// The run could not go on; it goes on where it is.
pub async fn note_error(conn: &mut PgConnection, error: &str) -> sqlx::Result<()> {
    sqlx::query!("update mirrors set error = $1 where name = 'people'", error)
        .execute(conn)
        .await?;
    Ok(())
}

/// The run under way is given up; the next one reads everybody.
pub async fn forget_delta(conn: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!(
        "update mirrors set started_at = null, next_link = null, delta_link = null, delta_at = null, refused = null,
                            taken_by = null, taken_reason = null
          where name = 'people'"
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!("delete from directory_run").execute(conn).await?;
    Ok(())
}

/// People with an account, and all that the mirror has and are not gone.
pub async fn size(conn: &mut PgConnection) -> sqlx::Result<(i64, i64)> {
    let row = sqlx::query!(
        r#"select count(*) filter (where enabled) as "with_account!", count(*) as "all!" from people where gone_at is null"#
    );
    let row = row.fetch_one(conn).await?;
    Ok((row.with_account, row.all))
}

/// The pages are read to their end; what follows from them is still to be done.
pub async fn hold_for_an_administrator(
    conn: &mut PgConnection,
    run: i64,
    delta_link: &str,
    refused: &Refused,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update mirrors set refused = $3, next_link = $2 where name = 'people' and run = $1",
        run,
        delta_link,
        Json(refused) as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// An administrator says that the refused reading is true. Answers what was refused; `None` when nothing waits for that word.
pub async fn take(conn: &mut PgConnection, by: PersonId, reason: &str) -> sqlx::Result<Option<Refused>> {
    let refused = sqlx::query_scalar!(
        r#"update mirrors set taken_by = $1, taken_reason = $2, error = null
            where name = 'people' and refused is not null and taken_by is null returning refused as "refused!: Json<Refused>""#,
        by.0,
        reason,
    )
    .fetch_optional(conn)
    .await?;
    Ok(refused.map(|refused| refused.0))
}

/// So many more people are gone at the end of the run.
pub async fn more_are_gone(conn: &mut PgConnection, gone: i64) -> sqlx::Result<()> {
    sqlx::query!("update mirrors set gone = gone + $1 where name = 'people'", gone)
        .execute(conn)
        .await?;
    Ok(())
}

/// The run has come to its end.
pub async fn finish(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    run: i64,
    delta_link: &str,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update mirrors set read_at = started_at, full_at = case when mode = 'full' then started_at else full_at end,
                            lasted_ms = extract(epoch from $1 - started_at) * 1000, finished_at = $1, started_at = null,
                            next_link = null, delta_link = $3, delta_at = $1, error = null, refused = null,
                            taken_by = null, taken_reason = null
          where name = 'people' and run = $2 and started_at is not null",
        now,
        run,
        delta_link,
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!("delete from directory_run").execute(conn).await?;
    Ok(done.rows_affected() == 1)
}

/// What the run met on a page.
pub async fn note(conn: &mut PgConnection, run: i64, what: &str, people: &[PersonId]) -> sqlx::Result<()> {
    if people.is_empty() {
        return Ok(());
    }
    let ids: Vec<_> = people.iter().map(|id| id.0).collect();
    sqlx::query!(
        "insert into directory_run (run, person_id, what) select $1, id, $2 from unnest($3::uuid[]) as t (id)",
        run,
        what,
        &ids,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What was said before on a page of this run is taken back: the last word counts.
pub async fn unsay(conn: &mut PgConnection, run: i64, people: &[PersonId]) -> sqlx::Result<()> {
    let ids: Vec<_> = people.iter().map(|id| id.0).collect();
    sqlx::query!(
        "delete from directory_run where run = $1 and what in ('gone', 'disabled') and person_id = any ($2)",
        run,
        &ids,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// People with an account now, and how many the run would leave. In a full reading also those are gone whom it did not see,
/// unless it met items that name nobody: those may be about them.
pub async fn before_and_after(conn: &mut PgConnection, run: i64) -> sqlx::Result<(i64, i64)> {
    let row = sqlx::query!(
        r#"select count(*) as "before!",
                  count(*) filter (where exists (select from directory_run r where r.run = $1 and r.person_id = p.id
                                                  and r.what in ('gone', 'disabled'))
                                     or (m.mode = 'full' and m.nameless = 0 and p.seen_at < m.started_at
                                         and not exists (select from directory_run r where r.run = $1 and r.person_id = p.id
                                                            and r.what = 'seen'))) as "lost!"
             from people p, mirrors m where m.name = 'people' and m.run = $1 and p.gone_at is null and p.enabled"#,
        run,
    )
    .fetch_one(conn)
    .await?;
    Ok((row.before, row.before - row.lost))
}

/// Whom the run disables and whom it leaves out (as [`before_and_after`] counts them), at most `limit` of them, locked until
/// the transaction ends.
pub async fn losses(
    conn: &mut PgConnection,
    run: i64,
    limit: i64,
) -> sqlx::Result<Vec<(PersonId, bool, bool)>> {
    let rows = sqlx::query!(
        r#"select p.id as "id: PersonId", p.enabled,
                  not exists (select from directory_run r where r.run = $1 and r.person_id = p.id and r.what = 'disabled')
                  as "gone!"
             from people p, mirrors m
            where m.name = 'people' and m.run = $1 and m.started_at is not null and p.gone_at is null
              and ((p.enabled and exists (select from directory_run r where r.run = $1 and r.person_id = p.id and r.what = 'disabled'))
                   or exists (select from directory_run r where r.run = $1 and r.person_id = p.id and r.what = 'gone')
                   or (m.mode = 'full' and m.nameless = 0 and p.seen_at < m.started_at
                       and not exists (select from directory_run r where r.run = $1 and r.person_id = p.id and r.what = 'seen')))
            order by p.id limit $2 for update of p"#,
        run,
        limit,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.id, row.enabled, row.gone))
        .collect())
}

/// These people are gone.
pub async fn mark_gone(conn: &mut PgConnection, now: DateTime<Utc>, people: &[PersonId]) -> sqlx::Result<()> {
    let ids: Vec<_> = people.iter().map(|id| id.0).collect();
    sqlx::query!(
        "update people set gone_at = $2 where id = any ($1) and gone_at is null",
        &ids,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The accounts of these people are disabled.
pub async fn mark_disabled(conn: &mut PgConnection, people: &[PersonId]) -> sqlx::Result<()> {
    let ids: Vec<_> = people.iter().map(|id| id.0).collect();
    sqlx::query!("update people set enabled = false where id = any ($1)", &ids)
        .execute(conn)
        .await?;
    Ok(())
}

/// Somebody as the mirror has them.
#[derive(Clone, Debug)]
pub struct Known {
    pub id: PersonId,
    pub upn: String,
    pub name: String,
    pub mail: Option<String>,
    pub department: Option<String>,
    pub job_title: Option<String>,
    pub employee_type: Option<String>,
    pub user_type: String,
    pub country: Option<String>,
    pub usage_location: Option<String>,
    pub enabled: bool,
    pub manager_id: Option<PersonId>,
    pub gone_at: Option<DateTime<Utc>>,
}

macro_rules! known {
    ($rest:literal, $ids:expr) => {
        sqlx::query_as!(
            Known,
            r#"select id as "id: PersonId", upn, name, mail, department, job_title, employee_type, user_type, country,
                      usage_location, enabled, manager_id as "manager_id: PersonId", gone_at
                 from people where id = any ($1) order by id "# + $rest,
            $ids
        )
    };
}

/// As the mirror has these people, by id.
pub async fn known(conn: &mut PgConnection, people: &[PersonId]) -> sqlx::Result<Vec<Known>> {
    let ids: Vec<_> = people.iter().map(|id| id.0).collect();
    known!("", &ids).fetch_all(conn).await
}

/// Who of these was erased.
pub async fn erased(conn: &mut PgConnection, people: &[PersonId]) -> sqlx::Result<Vec<PersonId>> {
    let ids: Vec<_> = people.iter().map(|id| id.0).collect();
    sqlx::query_scalar!(
        r#"select id as "id: PersonId" from people where id = any ($1) and erased_at is not null"#,
        &ids
    )
    .fetch_all(conn)
    .await
}

/// As [`known`], locked until the transaction ends.
pub async fn lock_known(conn: &mut PgConnection, people: &[PersonId]) -> sqlx::Result<Vec<Known>> {
    let ids: Vec<_> = people.iter().map(|id| id.0).collect();
    known!("for no key update", &ids).fetch_all(conn).await
}

/// Writes these people as the directory says, in one statement. Whoever was gone is back.
pub async fn write(conn: &mut PgConnection, now: DateTime<Utc>, people: &[&Said]) -> sqlx::Result<()> {
    let column = |of: fn(&Said) -> Option<&str>| -> Vec<Option<String>> {
        people.iter().map(|said| of(said).map(str::to_owned)).collect()
    };
    let ids: Vec<Uuid> = people.iter().map(|said| said.id.0).collect();
    let enabled: Vec<bool> = people.iter().map(|said| said.enabled).collect();
    let (keep, managers): (Vec<bool>, Vec<Option<Uuid>>) = people
        .iter()
        .map(|said| match said.manager {
            ManagerSaid::Unchanged => (true, None),
            ManagerSaid::Is(manager) => (false, manager.map(|id| id.0)),
        })
        .unzip();
    sqlx::query!(
        "insert into people as p (id, upn, name, mail, department, job_title, employee_type, user_type, country,
                                  usage_location, enabled, manager_id, seen_at)
         select id, upn, name, mail, department, job_title, employee_type, user_type, country, usage_location, enabled,
                case when keep then (select manager_id from people o where o.id = t.id) else manager_id end, $14
           from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
                       $10::text[], $11::boolean[], $12::uuid[], $13::boolean[])
                as t (id, upn, name, mail, department, job_title, employee_type, user_type, country, usage_location, enabled,
                      manager_id, keep)
          order by id
         on conflict (id) do update set
             upn = excluded.upn, name = excluded.name, mail = excluded.mail, department = excluded.department,
             job_title = excluded.job_title, employee_type = excluded.employee_type, user_type = excluded.user_type,
             country = excluded.country, usage_location = excluded.usage_location, enabled = excluded.enabled,
             manager_id = excluded.manager_id, seen_at = excluded.seen_at, gone_at = null, erased_at = null",
        &ids,
        &column(|said| Some(&said.upn)) as &[Option<String>],
        &column(|said| Some(&said.name)) as &[Option<String>],
        &column(|said| said.mail.as_deref()) as &[Option<String>],
        &column(|said| said.department.as_deref()) as &[Option<String>],
        &column(|said| said.job_title.as_deref()) as &[Option<String>],
        &column(|said| said.employee_type.as_deref()) as &[Option<String>],
        &column(|said| Some(&said.user_type)) as &[Option<String>],
        &column(|said| said.country.as_deref()) as &[Option<String>],
        &column(|said| said.usage_location.as_deref()) as &[Option<String>],
        &enabled,
        &managers as &[Option<Uuid>],
        &keep,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What the directory said anew of somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Movement {
    pub person: PersonId,
    /// `disabled`, `deleted`, `moved`, `enabled` or `returned`.
    pub kind: &'static str,
    pub changed: Vec<&'static str>,
    pub before: Value,
    pub after: Value,
}

pub async fn write_movements(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    movements: &[Movement],
) -> sqlx::Result<()> {
    for movement in movements {
        let changed: Vec<String> = movement.changed.iter().map(|&word| word.to_owned()).collect();
        sqlx::query!(
            "insert into movements (id, person_id, kind, changed, before, after, noticed_at) values ($1, $2, $3, $4, $5, $6, $7)",
            MovementId::mint(now).0,
            movement.person.0,
            movement.kind,
            &changed,
            movement.before,
            movement.after,
            now,
        )
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}
