//! SQL of what begins, ends or is due by itself.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::ids::{GrantId, PersonId, RequestId, SkuId};

/// A grant that is due, with what its event says.
#[derive(Clone, Debug)]
pub struct Due {
    pub id: GrantId,
    pub request_id: RequestId,
    pub person_id: PersonId,
    pub sku_id: SkuId,
    pub at: DateTime<Utc>,
}

/// Begins grants whose day has come; answers them. What another transaction holds is left for the next turn.
pub async fn begin_due(conn: &mut PgConnection, now: DateTime<Utc>, limit: i64) -> sqlx::Result<Vec<Due>> {
    sqlx::query_as!(
        Due,
        r#"with due as (
               select id from grants where state = 'scheduled' and begins_at <= $1
                order by begins_at, id limit $2 for update skip locked)
           update grants g set state = 'pending', state_since = $1 from due where g.id = due.id
           returning g.id as "id: GrantId", g.request_id as "request_id: RequestId", g.person_id as "person_id: PersonId",
                     g.sku_id as "sku_id: SkuId", g.begins_at as "at!""#,
        now,
        limit,
    )
    .fetch_all(conn)
    .await
}

/// Grants that are over and that nothing holds. Not locked: the fuse comes before the grant.
pub async fn over(conn: &mut PgConnection, now: DateTime<Utc>, limit: i64) -> sqlx::Result<Vec<GrantId>> {
    sqlx::query_scalar!(
        r#"select id as "id: GrantId" from grants
            where until_at <= $1 and held_at is null
              and state in ('scheduled', 'pending', 'waiting_for_seat', 'needs_attention', 'active')
            order by until_at, id limit $2"#,
        now,
        limit,
    )
    .fetch_all(conn)
    .await
}

/// Notes that the holders of grants are reminded which end in at most so many days; answers those that were not yet. A term
/// that was shorter from its beginning has no such reminder, and one that came too late gives way to the next.
pub async fn remind_due(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    (within, above): (i32, i32),
    limit: i64,
) -> sqlx::Result<Vec<Due>> {
    sqlx::query_as!(
        Due,
        r#"with due as (
               select g.id, g.until_at from grants g
                where g.state = 'active' and g.until_at > $1::timestamptz + make_interval(hours => 24 * $3)
                  and g.until_at <= $1::timestamptz + make_interval(hours => 24 * $2)
                  and g.active_at <= g.until_at - make_interval(hours => 24 * $2)
                  and not exists (select 1 from reminders r
                                   where r.grant_id = g.id and r.until_at = g.until_at and r.days <= $2)
                order by g.until_at, g.id limit $4 for update skip locked),
           told as (
               insert into reminders (grant_id, until_at, days, at)
               select id, until_at, $2, $1 from due on conflict do nothing
               returning grant_id, until_at)
           select g.id as "id: GrantId", g.request_id as "request_id: RequestId", g.person_id as "person_id: PersonId",
                  g.sku_id as "sku_id: SkuId", told.until_at as "at!"
             from told join grants g on g.id = told.grant_id"#,
        now,
        within,
        above,
        limit,
    )
    .fetch_all(conn)
    .await
}

/// When something is due next, if it is soon: a beginning, an end, what follows from a movement, the time of a stage, and of those
/// who sign for others.
pub async fn next_due(conn: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<Option<DateTime<Utc>>> {
    sqlx::query_scalar!(
        r#"select least(
               (select min(begins_at) from grants where state = 'scheduled' and begins_at > $1),
               (select min(until_at) from grants
                 where until_at > $1
                   and state in ('scheduled', 'pending', 'waiting_for_seat', 'needs_attention', 'active')),
               (select min(due_at) from departures where state in ('waiting', 'reviewing') and due_at > $1),
               (select min(due_at) from stages where state = 'open' and due_at > $1),
               (select min(remind_at) from stages where state = 'open' and remind_at > $1),
               (select min(starts_at) from delegations where ended_at is null and starts_at > $1),
               (select min(ends_at) from delegations where ended_at is null and ends_at > $1)) as at"#,
        now,
    )
    .fetch_one(conn)
    .await
}

/// A right whose end somebody was reminded of.
#[derive(Clone, Debug)]
pub struct Reminded {
    pub request_id: RequestId,
    pub person_id: PersonId,
    pub person: String,
    pub sku_id: SkuId,
    pub product: String,
    pub until_at: DateTime<Utc>,
    pub is_held: bool,
}

/// Rights of this person, or that this person asked for, whose end is near, nearest first.
pub async fn reminded(conn: &mut PgConnection, person: PersonId, limit: i64) -> sqlx::Result<Vec<Reminded>> {
    sqlx::query_as!(
        Reminded,
        r#"select g.request_id as "request_id: RequestId", g.person_id as "person_id: PersonId", p.name as person,
                  g.sku_id as "sku_id: SkuId", coalesce(s.name, s.part_number) as "product!",
                  g.until_at as "until_at!", g.held_at is not null as "is_held!"
             from (select id from grants where person_id = $1 and state = 'active'
                   union select x.id from requests r join grants x on x.request_id = r.id
                          where r.requester_id = $1 and r.beneficiary_id <> $1 and x.state = 'active') mine
                  join grants g on g.id = mine.id
                  join people p on p.id = g.person_id
                  join products s on s.sku_id = g.sku_id
            where exists (select 1 from reminders m where m.grant_id = g.id and m.until_at = g.until_at)
            order by g.until_at, g.id limit $2"#,
        person.0,
        limit,
    )
    .fetch_all(conn)
    .await
}
