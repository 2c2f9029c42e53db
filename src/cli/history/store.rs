//! What the story looks up before somebody goes to a page: who there is, what waits, what somebody has. Reads only.

use chrono::{DateTime, Duration, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

/// When the worker has done all that nobody should wait a day for, as far as it is known.
pub async fn last_of_the_run(
    conn: &mut PgConnection,
    until: DateTime<Utc>,
) -> sqlx::Result<Option<DateTime<Utc>>> {
    sqlx::query_scalar!(
        "select max(run_at) from jobs
          where state = 'ready' and kind in ('reconcile', 'carry_out', 'send_mail', 'policy_run', 'apply_policy', 'adopt_found')
            and attempt < 10 and run_at <= $1",
        until,
    )
    .fetch_one(conn)
    .await
}

/// Somebody of the company who can be given a licence.
#[derive(Clone, Debug)]
pub struct Somebody {
    pub upn: String,
    pub is_contractor: bool,
    /// `None` = nobody.
    pub manager: Option<String>,
}

pub async fn people(conn: &mut PgConnection) -> sqlx::Result<Vec<Somebody>> {
    sqlx::query_as!(
        Somebody,
        r#"select p.upn, coalesce(p.employee_type = 'Contractor', false) as "is_contractor!", m.upn as "manager?"
             from people p left join people m on m.id = p.manager_id
            where p.enabled and p.gone_at is null and p.user_type = 'Member' and p.usage_location is not null
            order by p.upn"#
    )
    .fetch_all(conn)
    .await
}

/// The tenant's id of a product.
pub async fn sku(conn: &mut PgConnection, part_number: &str) -> sqlx::Result<Option<Uuid>> {
    sqlx::query_scalar!("select sku_id from products where part_number = $1", part_number)
        .fetch_optional(conn)
        .await
}

/// Whether somebody has a product by a grant, or asks for it.
pub async fn has(conn: &mut PgConnection, upn: &str, part_number: &str) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select (exists (select from grants g where g.person_id = p.id and g.sku_id = s.sku_id and g.state <> 'ended')
                or exists (select from requests r where r.beneficiary_id = p.id and r.sku_id = s.sku_id
                              and r.state = 'awaiting_approval')) as "has!"
             from people p, products s where p.upn = $1 and s.part_number = $2"#,
        upn,
        part_number,
    )
    .fetch_one(conn)
    .await
}

/// A stage that waits, and one of those who may sign it.
#[derive(Clone, Debug)]
pub struct Waiting {
    pub stage: Uuid,
    pub signer: String,
    pub requester: String,
    pub opened_at: DateTime<Utc>,
    pub is_asked: bool,
}

/// The oldest first, whatever ids they have.
pub async fn waiting(conn: &mut PgConnection) -> sqlx::Result<Vec<Waiting>> {
    sqlx::query_as!(
        Waiting,
        r#"select s.id as stage, p.upn as signer, q.upn as requester, s.opened_at as "opened_at!",
                  exists (select from inquiries i where i.stage_id = s.id and i.answered_at is null) as "is_asked!"
             from may_sign m join stages s on s.id = m.stage_id join requests r on r.id = s.request_id
                  join people p on p.id = m.person_id join people q on q.id = r.requester_id
                  join people b on b.id = r.beneficiary_id join products k on k.sku_id = r.sku_id
            where s.state = 'open' and p.enabled and p.gone_at is null and p.user_type = 'Member'
              and not exists (select from signatures g where g.stage_id = s.id and g.person_id = m.person_id and g.taken_back_at is null)
            order by s.opened_at, b.upn, k.part_number, s.position, p.upn"#
    )
    .fetch_all(conn)
    .await
}

/// Something of somebody: a request, a grant, a review.
#[derive(Clone, Debug)]
pub struct Theirs {
    pub id: Uuid,
    pub upn: String,
    pub part_number: String,
    pub sku: Uuid,
}

/// Requests whose requester is asked something.
pub async fn questions(conn: &mut PgConnection) -> sqlx::Result<Vec<Theirs>> {
    sqlx::query_as!(
        Theirs,
        "select r.id, p.upn, k.part_number, r.sku_id as sku from inquiries i join requests r on r.id = i.request_id
                join people p on p.id = r.requester_id join products k on k.sku_id = r.sku_id
          where i.answered_at is null and r.state = 'awaiting_approval' and p.enabled and p.gone_at is null
          order by i.asked_at, p.upn, k.part_number"
    )
    .fetch_all(conn)
    .await
}

/// Requests of one's own that were denied since then and not appealed against.
pub async fn denied(conn: &mut PgConnection, since: DateTime<Utc>) -> sqlx::Result<Vec<Theirs>> {
    sqlx::query_as!(
        Theirs,
        "select r.id, p.upn, k.part_number, r.sku_id as sku from requests r join people p on p.id = r.requester_id
                join products k on k.sku_id = r.sku_id
          where r.state = 'denied' and r.settled_at >= $1 and p.enabled and p.gone_at is null
            and exists (select from signatures s join stages t on t.id = s.stage_id where t.request_id = r.id)
            and not exists (select from appeals a where a.request_id = r.id)
          order by r.settled_at, p.upn, k.part_number",
        since,
    )
    .fetch_all(conn)
    .await
}

/// Requests that wait and nobody has signed.
pub async fn unsigned(conn: &mut PgConnection) -> sqlx::Result<Vec<Theirs>> {
    sqlx::query_as!(
        Theirs,
        "select r.id, p.upn, k.part_number, r.sku_id as sku from requests r join people p on p.id = r.requester_id
                join products k on k.sku_id = r.sku_id
          where r.state = 'awaiting_approval' and r.kind = 'assign' and p.enabled and p.gone_at is null
            and r.requester_id = r.beneficiary_id and r.bundle_id is null
            and not exists (select from signatures s join stages t on t.id = s.stage_id where t.request_id = r.id)
          order by r.created_at, p.upn, k.part_number"
    )
    .fetch_all(conn)
    .await
}

/// What somebody has of what they asked for, and that ends before then.
pub async fn ends_before(conn: &mut PgConnection, then: DateTime<Utc>) -> sqlx::Result<Vec<Theirs>> {
    sqlx::query_as!(
        Theirs,
        "select g.id, p.upn, k.part_number, g.sku_id as sku from grants g join people p on p.id = g.person_id
                join products k on k.sku_id = g.sku_id join requests r on r.id = g.request_id
          where g.state = 'active' and g.until_at < $1 and p.enabled and p.gone_at is null and r.kind = 'assign'
            and not exists (select from requests e where e.extends = g.id and e.state = 'awaiting_approval')
          order by g.until_at, p.upn, k.part_number",
        then,
    )
    .fetch_all(conn)
    .await
}

/// What people have by requests of their own, active for some days.
pub async fn held(conn: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<Vec<Theirs>> {
    let before = now - Duration::days(10);
    sqlx::query_as!(
        Theirs,
        "select g.id, p.upn, k.part_number, g.sku_id as sku from grants g join people p on p.id = g.person_id
                join products k on k.sku_id = g.sku_id join requests r on r.id = g.request_id
          where g.state = 'active' and g.active_at < $1 and p.enabled and p.gone_at is null and r.kind = 'assign'
          order by g.active_at, p.upn, k.part_number",
        before,
    )
    .fetch_all(conn)
    .await
}

/// Licences of people who moved, with whom the answer is waited for.
pub async fn reviews(conn: &mut PgConnection) -> sqlx::Result<Vec<Theirs>> {
    sqlx::query_as!(
        Theirs,
        r#"select d.id, r.upn, k.part_number, d.sku_id as sku from departures d join people r on r.id = d.reviewer_id
                join people p on p.id = d.person_id join products k on k.sku_id = d.sku_id
          where d.state = 'reviewing' and r.enabled and r.gone_at is null
          order by d.noticed_at, p.upn, k.part_number"#
    )
    .fetch_all(conn)
    .await
}

/// What would follow from somebody's leaving, and is held by the fuse; the last of all.
pub async fn held_departure(conn: &mut PgConnection) -> sqlx::Result<Option<Uuid>> {
    sqlx::query_scalar!(
        "select d.id from departures d join people p on p.id = d.person_id join products k on k.sku_id = d.sku_id
          where d.state = 'held' order by p.upn desc, k.part_number limit 1"
    )
    .fetch_optional(conn)
    .await
}

/// A difference that nobody has decided.
#[derive(Clone, Debug)]
pub struct Found {
    pub id: Uuid,
    pub kind: String,
    pub upn: String,
    pub part_number: String,
}

pub async fn findings(conn: &mut PgConnection) -> sqlx::Result<Vec<Found>> {
    sqlx::query_as!(
        Found,
        "select f.id, f.kind, p.upn, k.part_number from findings f join people p on p.id = f.person_id
                join products k on k.sku_id = f.sku_id
          where f.state = 'open' order by p.upn, k.part_number, f.kind, f.id"
    )
    .fetch_all(conn)
    .await
}

/// (Part number, how many wait for a seat, since when the first of them).
pub async fn waiting_rooms(conn: &mut PgConnection) -> sqlx::Result<Vec<(String, i64, DateTime<Utc>)>> {
    let rows = sqlx::query!(
        r#"select k.part_number, count(*) as "n!", min(g.state_since) as "since!" from grants g
                  join products k on k.sku_id = g.sku_id
            where g.state = 'waiting_for_seat' group by k.part_number order by k.part_number"#
    );
    let rows = rows.fetch_all(conn).await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.part_number, row.n, row.since))
        .collect())
}

/// Whether a list of names is being read.
pub async fn reads_names(conn: &mut PgConnection) -> sqlx::Result<bool> {
    sqlx::query_scalar!(r#"select exists (select from imports where finished_at is null) as "any!""#)
        .fetch_one(conn)
        .await
}

/// How many events there are, and how many requests.
pub async fn counted(conn: &mut PgConnection) -> sqlx::Result<(i64, i64)> {
    let row = sqlx::query!(
        r#"select (select count(*) from audit_events) as "events!", (select count(*) from requests) as "requests!""#
    );
    let row = row.fetch_one(conn).await?;
    Ok((row.events, row.requests))
}
