//! SQL of who did what was found.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::By;
use crate::ids::{PersonId, ScanId, SkuId};

/// Somebody changed a person's licence.
pub struct Deed {
    pub person: PersonId,
    /// `None` = which one is not known.
    pub sku: Option<SkuId>,
    pub(in crate::fulfilment::drift) by: By,
    pub at: DateTime<Utc>,
}

/// Whether anything stands on the list.
pub async fn anything_is_open(conn: &mut PgConnection) -> sqlx::Result<bool> {
    sqlx::query_scalar!(r#"select exists (select from findings where state = 'open') as "is!""#)
        .fetch_one(conn)
        .await
}

/// Up to when the feed was read, by which scan.
#[derive(Clone, Copy, Debug)]
pub struct ReadTo {
    pub to: DateTime<Utc>,
    /// Just before it was read.
    pub finished_at: DateTime<Utc>,
}

/// Up to when the feed was read the last time.
pub async fn read_to(conn: &mut PgConnection) -> sqlx::Result<Option<ReadTo>> {
    sqlx::query_as!(
        ReadTo,
        r#"select actors_read_to as "to!", finished_at as "finished_at!" from drift_scans
            where actors_read_to is not null and finished_at is not null order by written desc limit 1"#
    )
    .fetch_optional(conn)
    .await
}

/// The feed was read up to then; `None` = we may not read it.
pub async fn was_read(
    conn: &mut PgConnection,
    scan: ScanId,
    read_to: Option<DateTime<Utc>>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update drift_scans set actors_read_to = $2, actors_refused = $2::timestamptz is null where id = $1",
        scan.0,
        read_to,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Those of these people of whom something is on the list.
pub async fn with_findings(conn: &mut PgConnection, people: &[PersonId]) -> sqlx::Result<Vec<PersonId>> {
    let ids: Vec<_> = people.iter().map(|id| id.0).collect();
    sqlx::query_scalar!(
        r#"select distinct person_id as "id: PersonId" from findings
            where person_id = any ($1) and state in ('open', 'accepted') and kind <> 'group_error'"#,
        &ids
    )
    .fetch_all(conn)
    .await
}

/// Writes the last of these deeds that can have brought what was found to each finding. The feed's clock and ours may differ
/// by minutes. What was done before the last scan that did not show it, or before the last call that Graph confirmed, did not
/// bring it; the minutes before are those in which a reading may be older than what was done. Whom the mirror does not have, a
/// partner's administrator for one, is named by UPN.
pub async fn write(conn: &mut PgConnection, deeds: &[Deed]) -> sqlx::Result<()> {
    if deeds.is_empty() {
        return Ok(());
    }
    let people: Vec<_> = deeds.iter().map(|deed| deed.person.0).collect();
    let skus: Vec<Option<Uuid>> = deeds.iter().map(|deed| deed.sku.map(|id| id.0)).collect();
    let ids: Vec<Option<Uuid>> = deeds.iter().map(|deed| deed.by.id.map(|id| id.0)).collect();
    let upns: Vec<_> = deeds.iter().map(|deed| deed.by.upn.clone()).collect();
    let apps: Vec<_> = deeds.iter().map(|deed| deed.by.app.clone()).collect();
    let times: Vec<_> = deeds.iter().map(|deed| deed.at).collect();
    sqlx::query!(
        "update findings f set actor_id = d.actor_id, actor_app = d.actor_app, done_at = d.at
           from (select distinct on (f.id) f.id, d.at, coalesce(d.actor_id, a.id) as actor_id,
                        coalesce(d.actor_app, case when a.id is null then d.upn end) as actor_app
                   from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::timestamptz[])
                        as d (person_id, sku_id, actor_id, upn, actor_app, at)
                   join findings f on f.person_id = d.person_id and (d.sku_id is null or d.sku_id = f.sku_id)
                   left join people a
                     on a.id = coalesce(d.actor_id, (select p.id from people p where lower(p.upn) = lower(d.upn) limit 1))
                  where f.state in ('open', 'accepted') and f.kind <> 'group_error'
                    and d.at <= f.changed_at + interval '5 minutes'
                    and d.at >= coalesce((select s.started_at from drift_scans s where s.finished_at < f.changed_at
                                           order by s.written desc limit 1), '-infinity') - interval '10 minutes'
                    and d.at >= coalesce((select g.asserted_at from grants g
                                           where g.id = f.grant_id and g.asserted_at <= f.changed_at), '-infinity')
                                - interval '5 minutes'
                    and (f.done_at is null or (d.sku_id is not null and f.done_at < d.at))
                  order by f.id, d.sku_id is null, d.at desc) d
          where f.id = d.id",
        &people,
        &skus as &[Option<Uuid>],
        &ids as &[Option<Uuid>],
        &upns as &[Option<String>],
        &apps as &[Option<String>],
        &times,
    )
    .execute(conn)
    .await?;
    Ok(())
}
