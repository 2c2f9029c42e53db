//! SQL of scans and of what they find.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::compare::{Difference, Named, Switchable};
use super::{FindingKind, FindingState};
use crate::fulfilment::GrantState;
use crate::ids::{FindingId, GrantId, GroupId, PersonId, PlanId, ScanId, SkuId};

/// A scan, as far as it is.
#[derive(Clone, Debug)]
pub struct Scan {
    pub id: ScanId,
    pub started_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
    pub next_link: Option<String>,
    pub pages: i32,
    pub people: i64,
    pub unknown_people: i64,
    /// Of whom Graph did not say what they have: passed over.
    pub unread_people: i64,
    pub found: i64,
    pub gone: i64,
    pub actors_read_to: Option<DateTime<Utc>>,
    pub actors_refused: bool,
}

// One column list for every question that answers scans.
macro_rules! scans {
    ($rest:literal) => {
        sqlx::query_as!(
            Scan,
            r#"select s.id as "id: ScanId", s.started_at, s.finished_at, s.next_link, s.pages, s.people, s.unknown_people,
                      s.unread_people, s.found, s.gone, s.actors_read_to, s.actors_refused
                 from drift_scans s "# + $rest
        )
    };
}

/// The scan under way, or the last one.
pub async fn last_scan(conn: &mut PgConnection) -> sqlx::Result<Option<Scan>> {
    scans!("order by s.written desc limit 1")
        .fetch_optional(conn)
        .await
}

/// The last one that came to its end.
pub async fn last_finished_scan(conn: &mut PgConnection) -> sqlx::Result<Option<Scan>> {
    scans!("where s.finished_at is not null order by s.written desc limit 1")
        .fetch_optional(conn)
        .await
}

/// The scan that is under way; a new one where there is none.
pub async fn scan_under_way(conn: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<Scan> {
    sqlx::query!(
        "insert into drift_scans (id, started_at) values ($1, $2)
         on conflict ((true)) where finished_at is null do nothing",
        ScanId::mint(now).0,
        now,
    )
    .execute(&mut *conn)
    .await?;
    scans!("where s.finished_at is null for update")
        .fetch_one(conn)
        .await
}

/// Whether the directory is being read, or is to be: then a scan would pass people over who come.
pub async fn directory_comes_first(conn: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from jobs where kind = 'sync_directory'
                             and (state = 'leased' or (state = 'ready' and run_at <= $1))) as "is!""#,
        now
    )
    .fetch_one(conn)
    .await
}

/// What one page added.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Added {
    pub people: i64,
    pub unknown_people: i64,
    pub unread_people: i64,
    pub found: i64,
    pub gone: i64,
}

/// A page is compared and written; where the next one is stands with it.
pub async fn page_done(
    conn: &mut PgConnection,
    scan: ScanId,
    next_link: Option<&str>,
    added: Added,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update drift_scans set next_link = $2, pages = pages + 1, people = people + $3, unknown_people = unknown_people + $4,
                                unread_people = unread_people + $7, found = found + $5, gone = gone + $6
          where id = $1",
        scan.0,
        next_link,
        added.people,
        added.unknown_people,
        added.found,
        added.gone,
        added.unread_people,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// So many findings of people who are gone ended after the last page.
pub async fn more_are_gone(conn: &mut PgConnection, scan: ScanId, gone: i64) -> sqlx::Result<()> {
    sqlx::query!(
        "update drift_scans set gone = gone + $2 where id = $1",
        scan.0,
        gone
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The scan begins anew: where it was can not be read any more.
pub async fn begin_anew(conn: &mut PgConnection, scan: ScanId) -> sqlx::Result<()> {
    sqlx::query!(
        "update drift_scans set next_link = null, pages = 0, people = 0, unknown_people = 0, unread_people = 0 where id = $1",
        scan.0
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn finish_scan(conn: &mut PgConnection, now: DateTime<Utc>, scan: ScanId) -> sqlx::Result<Scan> {
    sqlx::query!(
        "update drift_scans set finished_at = $2, next_link = null where id = $1",
        scan.0,
        now
    )
    .execute(&mut *conn)
    .await?;
    scans!("where s.finished_at is not null order by s.written desc limit 1")
        .fetch_one(conn)
        .await
}

/// Those of these people whom the mirror knows.
pub async fn known(conn: &mut PgConnection, people: &[PersonId]) -> sqlx::Result<Vec<PersonId>> {
    let ids: Vec<_> = people.iter().map(|id| id.0).collect();
    sqlx::query_scalar!(
        r#"select id as "id: PersonId" from people where id = any ($1)"#,
        &ids
    )
    .fetch_all(conn)
    .await
}

/// The grants that explain what these people have: those that live, and those that ended after `since`.
pub async fn naming(
    conn: &mut PgConnection,
    people: &[PersonId],
    since: DateTime<Utc>,
) -> sqlx::Result<Vec<Named>> {
    let ids: Vec<_> = people.iter().map(|id| id.0).collect();
    sqlx::query_as!(
        Named,
        r#"select id as "grant: GrantId", person_id as "person: PersonId", sku_id as "sku: SkuId",
                  plans_on as "plans_on: Vec<PlanId>", kept_off as "kept_off: Vec<PlanId>", state as "state: GrantState",
                  asserted_at, ended_at
             from grants where person_id = any ($1) and (state <> 'ended' or ended_at > $2)"#,
        &ids,
        since,
    )
    .fetch_all(conn)
    .await
}

/// The plans of each product of the tenant that can be switched for a person, sorted.
pub async fn switchable(conn: &mut PgConnection) -> sqlx::Result<Switchable> {
    let rows = sqlx::query!(
        r#"select p.sku_id as "sku: SkuId",
                  coalesce(array_agg(s.plan_id order by s.plan_id)
                           filter (where s.applies_to = 'User' and s.gone_at is null), '{}') as "plans!: Vec<PlanId>"
             from products p left join service_plans s on s.sku_id = p.sku_id group by p.sku_id"#
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.sku, row.plans)).collect())
}

/// A finding that is on the list, or accepted.
#[derive(Clone, Debug)]
pub struct Living {
    pub id: FindingId,
    pub person: PersonId,
    pub sku: SkuId,
    pub kind: FindingKind,
    pub group: Option<GroupId>,
    pub state: FindingState,
    pub fingerprint: String,
}

/// The findings of these people that live, locked in one order everywhere.
pub async fn lock_living(conn: &mut PgConnection, people: &[PersonId]) -> sqlx::Result<Vec<Living>> {
    let ids: Vec<_> = people.iter().map(|id| id.0).collect();
    sqlx::query_as!(
        Living,
        r#"select id as "id: FindingId", person_id as "person: PersonId", sku_id as "sku: SkuId", kind as "kind: FindingKind",
                  group_id as "group: GroupId", state as "state: FindingState", fingerprint
             from findings where person_id = any ($1) and state in ('open', 'accepted') order by written for update"#,
        &ids,
    )
    .fetch_all(conn)
    .await
}

/// A difference that stands in no finding yet, or in one that says something else.
pub struct New<'a> {
    pub id: FindingId,
    pub person: PersonId,
    pub difference: &'a Difference,
    pub fingerprint: String,
}

/// Writes findings.
pub async fn insert(conn: &mut PgConnection, now: DateTime<Utc>, new: &[New<'_>]) -> sqlx::Result<()> {
    if new.is_empty() {
        return Ok(());
    }
    let ids: Vec<_> = new.iter().map(|one| one.id.0).collect();
    let people: Vec<_> = new.iter().map(|one| one.person.0).collect();
    let skus: Vec<_> = new.iter().map(|one| one.difference.sku.0).collect();
    let kinds: Vec<_> = new
        .iter()
        .map(|one| one.difference.kind.as_str().to_owned())
        .collect();
    let groups: Vec<Option<Uuid>> = new
        .iter()
        .map(|one| one.difference.group.map(|id| id.0))
        .collect();
    let grants: Vec<Option<Uuid>> = new
        .iter()
        .map(|one| one.difference.grant.map(|id| id.0))
        .collect();
    let observed: Vec<_> = new.iter().map(|one| Json(&one.difference.observed)).collect();
    let fingerprints: Vec<_> = new.iter().map(|one| one.fingerprint.clone()).collect();
    sqlx::query!(
        "insert into findings (id, person_id, sku_id, kind, group_id, grant_id, observed, fingerprint, state,
                               first_seen_at, last_seen_at, changed_at)
         select id, person_id, sku_id, kind, group_id, grant_id, observed, fingerprint, 'open', $9, $9, $9
           from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::uuid[], $6::uuid[], $7::jsonb[], $8::text[])
                with ordinality as t (id, person_id, sku_id, kind, group_id, grant_id, observed, fingerprint, place)
          order by place",
        &ids,
        &people,
        &skus,
        &kinds,
        &groups as &[Option<Uuid>],
        &grants as &[Option<Uuid>],
        &observed as _,
        &fingerprints,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Something else is observed now: it is on the list again, whatever was said to it before.
pub async fn observed_anew(conn: &mut PgConnection, now: DateTime<Utc>, new: &[New<'_>]) -> sqlx::Result<()> {
    if new.is_empty() {
        return Ok(());
    }
    let ids: Vec<_> = new.iter().map(|one| one.id.0).collect();
    let grants: Vec<Option<Uuid>> = new
        .iter()
        .map(|one| one.difference.grant.map(|id| id.0))
        .collect();
    let observed: Vec<_> = new.iter().map(|one| Json(&one.difference.observed)).collect();
    let fingerprints: Vec<_> = new.iter().map(|one| one.fingerprint.clone()).collect();
    sqlx::query!(
        "update findings f set observed = t.observed, fingerprint = t.fingerprint, grant_id = t.grant_id, state = 'open',
                               last_seen_at = $5, changed_at = $5, decided_at = null, decided_by = null, reason = null,
                               actor_id = null, actor_app = null, done_at = null
           from unnest($1::uuid[], $2::uuid[], $3::jsonb[], $4::text[]) as t (id, grant_id, observed, fingerprint)
          where f.id = t.id",
        &ids,
        &grants as &[Option<Uuid>],
        &observed as _,
        &fingerprints,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// These are as they were.
pub async fn still_there(conn: &mut PgConnection, now: DateTime<Utc>, ids: &[FindingId]) -> sqlx::Result<()> {
    let ids: Vec<_> = ids.iter().map(|id| id.0).collect();
    sqlx::query!(
        "update findings set last_seen_at = $2 where id = any ($1)",
        &ids,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// These were not found any more.
pub async fn gone(conn: &mut PgConnection, now: DateTime<Utc>, ids: &[FindingId]) -> sqlx::Result<()> {
    let ids: Vec<_> = ids.iter().map(|id| id.0).collect();
    sqlx::query!(
        "update findings set state = 'gone', gone_at = $2 where id = any ($1) and state in ('open', 'accepted')",
        &ids,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Some living findings of people whom the directory does not have any more, locked.
pub async fn lock_of_the_gone(conn: &mut PgConnection, limit: i64) -> sqlx::Result<Vec<Living>> {
    sqlx::query_as!(
        Living,
        r#"select f.id as "id: FindingId", f.person_id as "person: PersonId", f.sku_id as "sku: SkuId",
                  f.kind as "kind: FindingKind", f.group_id as "group: GroupId", f.state as "state: FindingState", f.fingerprint
             from findings f join people p on p.id = f.person_id
            where f.state in ('open', 'accepted') and p.gone_at is not null
            order by f.written limit $1 for update of f"#,
        limit,
    )
    .fetch_all(conn)
    .await
}

/// Open findings by product and kind.
pub async fn counts(conn: &mut PgConnection) -> sqlx::Result<BTreeMap<(SkuId, FindingKind), i64>> {
    let rows = sqlx::query!(
        r#"select sku_id as "sku: SkuId", kind as "kind: FindingKind", count(*) as "n!"
             from findings where state = 'open' group by sku_id, kind"#
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| ((row.sku, row.kind), row.n)).collect())
}
