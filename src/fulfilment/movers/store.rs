//! SQL of movements and of what follows from them.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgConnection;

use super::{Action, Cause, Departure, DepartureState, Movement, MovementKind};
use crate::fulfilment::GrantState;
use crate::ids::{DepartureId, GrantId, MovementId, PersonId, RequestId, SkuId};

/// The next movement that nobody has looked at since then, locked. They are looked at in the order in which they were written,
/// those that failed before after the others; of one person never a later one before an earlier one.
pub async fn next(conn: &mut PgConnection, since: DateTime<Utc>) -> sqlx::Result<Option<Movement>> {
    sqlx::query_as!(
        Movement,
        r#"select m.id as "id: MovementId", m.person_id as "person_id: PersonId", m.kind as "kind: MovementKind",
                  m.changed, m.before, m.after, m.noticed_at
             from movements m
            where m.handled_at is null and (m.tried_at is null or m.tried_at < $1)
              and not exists (select from movements e
                               where e.person_id = m.person_id and e.handled_at is null and e.written < m.written)
            order by m.tried_at nulls first, m.written limit 1 for update of m"#,
        since,
    )
    .fetch_optional(conn)
    .await
}

/// It was looked at in vain.
pub async fn tried(conn: &mut PgConnection, now: DateTime<Utc>, id: MovementId) -> sqlx::Result<()> {
    sqlx::query!("update movements set tried_at = $2 where id = $1", id.0, now)
        .execute(conn)
        .await?;
    Ok(())
}

pub async fn handled(conn: &mut PgConnection, now: DateTime<Utc>, id: MovementId) -> sqlx::Result<()> {
    sqlx::query!("update movements set handled_at = $2 where id = $1", id.0, now)
        .execute(conn)
        .await?;
    Ok(())
}

/// A grant that lives, as far as a movement is concerned.
#[derive(Clone, Debug)]
pub struct Living {
    pub id: GrantId,
    pub request_id: RequestId,
    pub sku_id: SkuId,
}

/// Grants of a person that live and for which nothing follows yet, or nothing from this movement or cause. Of whoever left, only
/// those that were active once.
pub async fn living_of(
    conn: &mut PgConnection,
    person: PersonId,
    (movement, cause): (MovementId, Cause),
) -> sqlx::Result<Vec<Living>> {
    sqlx::query_as!(
        Living,
        r#"select g.id as "id: GrantId", g.request_id as "request_id: RequestId", g.sku_id as "sku_id: SkuId"
             from grants g
            where g.person_id = $1 and g.state in ('scheduled', 'pending', 'waiting_for_seat', 'needs_attention', 'active')
              and (g.active_at is not null or $2 <> 'left')
              and not exists (select 1 from departures d
                               where d.grant_id = g.id
                                 and (d.state in ('waiting', 'reviewing', 'held') or d.movement_id = $3
                                      or (d.cause = 'left' and $2 = 'left' and d.state = 'no_rule')))
            order by g.approved_at, g.id"#,
        person.0,
        cause as Cause,
        movement.0,
    )
    .fetch_all(conn)
    .await
}

/// Grants of a person that were never active.
pub async fn never_began(conn: &mut PgConnection, person: PersonId) -> sqlx::Result<Vec<GrantId>> {
    sqlx::query_scalar!(
        r#"select id as "id: GrantId" from grants
            where person_id = $1 and active_at is null
              and state in ('scheduled', 'pending', 'waiting_for_seat', 'needs_attention')
            order by approved_at, id"#,
        person.0,
    )
    .fetch_all(conn)
    .await
}

/// Moves of a person that were looked at while the account was closed, before this return, in their order.
pub async fn moves_while_closed(conn: &mut PgConnection, back: &Movement) -> sqlx::Result<Vec<Movement>> {
    sqlx::query_as!(
        Movement,
        r#"with back as (select written from movements where id = $2),
                opened as (select coalesce(max(m.written), 0) as written from movements m, back
                            where m.person_id = $1 and m.kind = 'enabled' and m.written < back.written),
                closed as (select min(m.written) as written from movements m, opened
                            where m.person_id = $1 and m.kind in ('disabled', 'deleted') and m.written > opened.written)
           select m.id as "id: MovementId", m.person_id as "person_id: PersonId", m.kind as "kind: MovementKind",
                  m.changed, m.before, m.after, m.noticed_at
             from movements m, back, closed
            where m.person_id = $1 and m.kind = 'moved' and m.written > closed.written and m.written < back.written
            order by m.written"#,
        back.person_id.0,
        back.id.0,
    )
    .fetch_all(conn)
    .await
}

/// Writes a movement for each of these people whose account is closed; answers how many.
pub async fn insert_closed(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    people: &[PersonId],
) -> sqlx::Result<u64> {
    let ids: Vec<_> = people.iter().map(|_| MovementId::mint(now).0).collect();
    let people: Vec<_> = people.iter().map(|id| id.0).collect();
    let written = sqlx::query!(
        "insert into movements (id, person_id, kind, before, after, noticed_at)
         select t.id, p.id, case when p.gone_at is null then 'disabled' else 'deleted' end, '{}', '{}', $3
           from unnest($1::uuid[], $2::uuid[]) as t (id, person) join people p on p.id = t.person
          where not p.enabled or p.gone_at is not null",
        &ids,
        &people,
        now,
    )
    .execute(conn)
    .await?;
    Ok(written.rows_affected())
}

pub async fn insert(conn: &mut PgConnection, new: &Departure) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into departures (id, movement_id, person_id, grant_id, sku_id, cause, action, rule, grace_days, noticed_at,
                                 due_at, reviewer_id, state, settled_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        new.id.0,
        new.movement_id.0,
        new.person_id.0,
        new.grant_id.0,
        new.sku_id.0,
        new.cause as Cause,
        new.action as Action,
        new.rule,
        new.grace_days,
        new.noticed_at,
        new.due_at,
        new.reviewer_id.map(|person| person.0),
        new.state as DepartureState,
        new.settled_at,
    )
    .execute(conn)
    .await?;
    Ok(())
}

// One column list for every question that answers departures.
macro_rules! departures {
    ($rest:literal $(, $arg:expr)* $(,)?) => {
        sqlx::query_as!(
            Departure,
            r#"select d.id as "id: DepartureId", d.movement_id as "movement_id: MovementId", d.person_id as "person_id: PersonId",
                      d.grant_id as "grant_id: GrantId", d.sku_id as "sku_id: SkuId", d.cause as "cause: Cause",
                      d.action as "action: Action", d.rule, d.grace_days, d.noticed_at, d.due_at,
                      d.reviewer_id as "reviewer_id: PersonId", d.state as "state: DepartureState", d.settled_at,
                      d.settled_by as "settled_by: PersonId", d.reason
                 from departures d "# + $rest
            $(, $arg)*
        )
    };
}

/// What follows for one grant, locked until the transaction ends.
pub async fn lock(conn: &mut PgConnection, id: DepartureId) -> sqlx::Result<Option<Departure>> {
    departures!("where d.id = $1 for update", id.0)
        .fetch_optional(conn)
        .await
}

/// What is open for a person because of this, locked until the transaction ends.
pub async fn lock_open_of(
    conn: &mut PgConnection,
    person: PersonId,
    cause: Cause,
) -> sqlx::Result<Vec<Departure>> {
    departures!(
        "where d.person_id = $1 and d.cause = $2 and d.state in ('waiting', 'reviewing', 'held') order by d.id for update",
        person.0,
        cause as Cause,
    )
    .fetch_all(conn)
    .await
}

/// What ended by itself because this person left, and is still to be removed, locked.
pub async fn lock_ending_of_leaver(
    conn: &mut PgConnection,
    person: PersonId,
) -> sqlx::Result<Vec<Departure>> {
    departures!(
        "join grants g on g.id = d.grant_id and g.state = 'ending' and g.end_cause = 'left'
         where d.person_id = $1 and d.cause = 'left' and d.settled_by is null and d.state in ('waiting', 'reviewing', 'held', 'done')
         order by d.id for update of d",
        person.0,
    )
    .fetch_all(conn)
    .await
}

/// A grant that was to be removed because its person left goes on; answers whether it was.
pub async fn goes_on(conn: &mut PgConnection, now: DateTime<Utc>, grant: GrantId) -> sqlx::Result<bool> {
    let goes_on = sqlx::query!(
        "update grants set state = 'active', state_since = $2, attention = null, alone = false, end_cause = null, end_reason = null,
                           end_wished_at = null, let_end_at = null, let_end_by = null
          where id = $1 and state = 'ending' and end_cause = 'left' and active_at is not null",
        grant.0,
        now,
    )
    .execute(conn)
    .await?;
    Ok(goes_on.rows_affected() == 1)
}

/// What was taken as done is called off.
pub async fn call_off_done(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    id: DepartureId,
    reason: &str,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update departures set state = 'called_off', settled_at = $2, reason = $3 where id = $1",
        id.0,
        now,
        reason,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What is due, locked; what another transaction holds is left for the next turn, and so is whoever may be back: that is looked
/// at first.
pub async fn lock_due(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    limit: i64,
) -> sqlx::Result<Vec<Departure>> {
    departures!(
        "where d.state in ('waiting', 'reviewing') and d.due_at <= $1
           and not exists (select from movements m where m.person_id = d.person_id and m.handled_at is null
                              and m.kind in ('enabled', 'returned'))
         order by d.due_at, d.id limit $2 for update of d skip locked",
        now,
        limit,
    )
    .fetch_all(conn)
    .await
}

/// Reviews that wait for this person, or that this person may answer because nobody else is asked, locked.
pub async fn lock_review(
    conn: &mut PgConnection,
    id: DepartureId,
    reviewer: PersonId,
    administers: bool,
) -> sqlx::Result<Option<Departure>> {
    departures!(
        "where d.id = $1 and d.state = 'reviewing'
           and (d.reviewer_id = $2 or (d.reviewer_id is null and $3 and d.person_id <> $2)) for update",
        id.0,
        reviewer.0,
        administers,
    )
    .fetch_optional(conn)
    .await
}

/// It is over: done, called off or kept; or the fuse holds it.
pub async fn move_to(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    id: DepartureId,
    to: DepartureState,
    (by, reason): (Option<PersonId>, Option<&str>),
) -> sqlx::Result<bool> {
    let settled = (to != DepartureState::Held).then_some(now);
    let moved = sqlx::query!(
        "update departures set state = $2, settled_at = $3, settled_by = $4, reason = $5
          where id = $1 and (state in ('waiting', 'reviewing', 'held') or (state = 'no_rule' and $2 = 'done'))",
        id.0,
        to as DepartureState,
        settled,
        by.map(|person| person.0),
        reason,
    )
    .execute(conn)
    .await?;
    Ok(moved.rows_affected() == 1)
}

/// What ended on another way (given back, over, let go by the fuse) needs nothing more.
pub async fn settle_ended(conn: &mut PgConnection, now: DateTime<Utc>, limit: i64) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "with over as (
             select d.id from departures d join grants g on g.id = d.grant_id
              where d.state in ('waiting', 'reviewing', 'held') and g.state in ('ending', 'removal_needs_attention', 'ended')
              limit $2 for update of d skip locked)
         update departures d set state = 'done', settled_at = $1 from over where over.id = d.id",
        now,
        limit,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// What the fuse held and does not hold any more: kept, where an administrator said so, with who and why; else it waits again,
/// and what is due is done. In a sweep, because the departure comes before the fuse.
pub async fn settle_let_go(conn: &mut PgConnection, now: DateTime<Utc>, limit: i64) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "with free as (
             select d.id, g.kept_by, g.kept_reason from departures d join grants g on g.id = d.grant_id
              where d.state = 'held' and g.held_at is null
                and g.state in ('scheduled', 'pending', 'waiting_for_seat', 'needs_attention', 'active')
              limit $2 for update of d skip locked)
         update departures d set state = case when free.kept_by is null then 'waiting' else 'kept' end,
                                 settled_at = case when free.kept_by is not null then $1::timestamptz end,
                                 settled_by = free.kept_by, reason = free.kept_reason
           from free where free.id = d.id",
        now,
        limit,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// What the fuse held for people who are back is not held any more.
pub async fn let_go(conn: &mut PgConnection, grant: GrantId) -> sqlx::Result<bool> {
    let let_go = sqlx::query!(
        "update grants set held_at = null, held_cause = null, let_end_at = null, let_end_by = null
          where id = $1 and held_cause in ('left', 'moved')",
        grant.0
    )
    .execute(conn)
    .await?;
    Ok(let_go.rows_affected() == 1)
}

/// A review for which another one is asked now.
pub struct Replaced {
    pub id: DepartureId,
    pub person_id: PersonId,
    pub grant_id: GrantId,
    pub sku_id: SkuId,
    /// Who was asked before; `None` = the administrators.
    pub before: Option<PersonId>,
}

/// Another one reviews what waits for this person's grants; `None` = the administrators.
pub async fn set_reviewer_of(
    conn: &mut PgConnection,
    person: PersonId,
    reviewer: Option<PersonId>,
) -> sqlx::Result<Vec<Replaced>> {
    sqlx::query_as!(
        Replaced,
        r#"with b as (select id, reviewer_id from departures
                       where person_id = $1 and state = 'reviewing' and reviewer_id is distinct from $2 for update)
           update departures d set reviewer_id = $2 from b where d.id = b.id
           returning d.id as "id: DepartureId", d.person_id as "person_id: PersonId", d.grant_id as "grant_id: GrantId",
                     d.sku_id as "sku_id: SkuId", b.reviewer_id as "before: PersonId""#,
        person.0,
        reviewer.map(|id| id.0),
    )
    .fetch_all(conn)
    .await
}

/// Whoever was asked has left: the administrators are.
pub async fn reviewer_left(conn: &mut PgConnection, reviewer: PersonId) -> sqlx::Result<Vec<Replaced>> {
    sqlx::query_as!(
        Replaced,
        r#"update departures set reviewer_id = null where reviewer_id = $1 and state = 'reviewing'
           returning id as "id: DepartureId", person_id as "person_id: PersonId", grant_id as "grant_id: GrantId",
                     sku_id as "sku_id: SkuId", $1::uuid as "before: PersonId""#,
        reviewer.0
    )
    .fetch_all(conn)
    .await
}

/// A review as its page shows it.
#[derive(Clone, Debug)]
pub struct Review {
    pub id: DepartureId,
    pub movement_id: MovementId,
    pub person_id: PersonId,
    pub person: String,
    pub cause: Cause,
    pub before: Value,
    pub after: Value,
    pub sku_id: SkuId,
    pub product: String,
    pub price_cents: Option<i64>,
    pub currency: Option<String>,
    pub plans: i32,
    pub until_at: Option<DateTime<Utc>>,
    pub request_id: RequestId,
    pub due_at: DateTime<Utc>,
}

/// Reviews that wait for this person, the next due first; for administrators also those that wait for nobody else.
pub async fn reviews_for(
    conn: &mut PgConnection,
    reviewer: PersonId,
    administers: bool,
    limit: i64,
) -> sqlx::Result<Vec<Review>> {
    sqlx::query_as!(
        Review,
        r#"select d.id as "id: DepartureId", d.movement_id as "movement_id: MovementId", d.person_id as "person_id: PersonId",
                  p.name as person, d.cause as "cause: Cause", m.before, m.after, d.sku_id as "sku_id: SkuId",
                  coalesce(s.name, s.part_number) as "product!", s.price_cents, s.currency,
                  cardinality(g.plans_on) as "plans!", g.until_at, g.request_id as "request_id: RequestId",
                  d.due_at as "due_at!"
             from departures d join people p on p.id = d.person_id join movements m on m.id = d.movement_id
                  join grants g on g.id = d.grant_id join products s on s.sku_id = d.sku_id
            where d.state = 'reviewing' and (d.reviewer_id = $1 or (d.reviewer_id is null and $2 and d.person_id <> $1))
            order by d.due_at, p.name, d.person_id, d.id limit $3"#,
        reviewer.0,
        administers,
        limit,
    )
    .fetch_all(conn)
    .await
}

/// What a list of leavers and movers is asked for.
#[derive(Clone, Debug, Default)]
pub struct Sought<'a> {
    /// Part of a name or address; empty = everybody.
    pub words: &'a str,
    /// `waiting`, `late`, `no_rule`, `done`; empty = everything.
    pub which: &'a str,
    pub before: Option<(DateTime<Utc>, DepartureId)>,
}

/// One line of that list.
#[derive(Clone, Debug)]
pub struct Line {
    pub id: DepartureId,
    pub person: String,
    pub upn: String,
    pub cause: Cause,
    pub kind: MovementKind,
    pub before: Value,
    pub after: Value,
    pub product: String,
    pub request_id: RequestId,
    pub action: Action,
    pub rule: String,
    pub grace_days: i32,
    pub noticed_at: DateTime<Utc>,
    pub due_at: Option<DateTime<Utc>>,
    pub state: DepartureState,
    pub settled_at: Option<DateTime<Utc>>,
    pub settled_by: Option<String>,
    pub reason: Option<String>,
    pub reviewer: Option<String>,
    pub grant_state: GrantState,
    pub is_held: bool,
    pub ended_at: Option<DateTime<Utc>>,
}

/// Leavers and movers, latest first.
pub async fn list(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    sought: &Sought<'_>,
    limit: i64,
) -> sqlx::Result<Vec<Line>> {
    let like = format!("%{}%", sought.words.replace(['%', '_', '\\'], ""));
    sqlx::query_as!(
        Line,
        r#"select d.id as "id: DepartureId", p.name as person, p.upn, d.cause as "cause: Cause",
                  m.kind as "kind: MovementKind", m.before, m.after,
                  coalesce(s.name, s.part_number) as "product!", g.request_id as "request_id: RequestId",
                  d.action as "action: Action", d.rule, d.grace_days, d.noticed_at, d.due_at,
                  d.state as "state: DepartureState", d.settled_at, b.name as "settled_by?", d.reason,
                  v.name as "reviewer?", g.state as "grant_state: GrantState", g.held_at is not null as "is_held!",
                  g.ended_at
             from departures d join people p on p.id = d.person_id join movements m on m.id = d.movement_id
                  join grants g on g.id = d.grant_id join products s on s.sku_id = d.sku_id
                  left join people b on b.id = d.settled_by left join people v on v.id = d.reviewer_id
            where ($1 = '%%' or p.name ilike $1 or p.upn ilike $1)
              and case $2
                  when 'waiting' then d.state in ('waiting', 'reviewing', 'held')
                  when 'late' then d.state in ('waiting', 'reviewing', 'held', 'done') and d.due_at < $3::timestamptz - interval '24 hours'
                                   and g.ended_at is null
                  when 'no_rule' then d.state = 'no_rule'
                  when 'done' then d.state in ('done', 'called_off', 'kept')
                  else true end
              and ($4::timestamptz is null or (d.noticed_at, d.id) < ($4, $5))
            order by d.noticed_at desc, d.id desc limit $6"#,
        like,
        sought.which,
        now,
        sought.before.map(|(at, _)| at),
        sought.before.map(|(_, id)| id.0),
        limit,
    )
    .fetch_all(conn)
    .await
}

/// How long it took from the movement to the removal, of what was removed since then.
#[derive(Clone, Debug)]
pub struct Promise {
    pub removed: i64,
    /// Seconds.
    pub median_s: Option<f64>,
    pub slowest_s: Option<f64>,
    /// Removed later than the grace and a day.
    pub late: i64,
    /// Due for longer than a day and still there.
    pub overdue: i64,
}

pub async fn promise(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    since: DateTime<Utc>,
) -> sqlx::Result<Promise> {
    sqlx::query_as!(
        Promise,
        r#"select count(*) filter (where g.ended_at >= $1) as "removed!",
                  percentile_cont(0.5) within group (order by extract(epoch from g.ended_at - d.noticed_at)::float8)
                      filter (where g.ended_at >= $1) as median_s,
                  max(extract(epoch from g.ended_at - d.noticed_at)::float8) filter (where g.ended_at >= $1) as slowest_s,
                  count(*) filter (where g.ended_at >= $1 and g.ended_at > d.due_at + interval '24 hours') as "late!",
                  count(*) filter (where g.ended_at is null and d.due_at < $2::timestamptz - interval '24 hours') as "overdue!"
             from departures d join grants g on g.id = d.grant_id and g.active_at is not null
            where d.state in ('waiting', 'reviewing', 'held', 'done') and d.due_at is not null
              and (g.ended_at is null or g.ended_at >= $1)"#,
        since,
        now,
    )
    .fetch_one(conn)
    .await
}

/// Whether anything of this person has not ended.
pub async fn has_grants(conn: &mut PgConnection, person: PersonId) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from grants where person_id = $1 and state <> 'ended') as "has!""#,
        person.0
    )
    .fetch_one(conn)
    .await
}
