//! SQL of those who sign for somebody else.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{Delegation, New, Pair, Right, StaysWith};
use crate::ids::{DelegationId, PersonId, RequestId, SkuId, StageId};

// One column list for every question that answers delegations.
macro_rules! delegations {
    ($rest:literal $(, $arg:expr)* $(,)?) => {
        sqlx::query_as!(
            Delegation,
            r#"select d.id as "id: DelegationId", d.from_id as "from_id: PersonId", f.name as from_name,
                      d.to_id as "to_id: PersonId", t.name as to_name, d.starts_at, d.ends_at,
                      d.skus as "skus: Vec<SkuId>", d.up_to_cents, d.made_by as "made_by: PersonId", m.name as made_by_name,
                      d.begun_at, d.ended_at, e.name as "ended_by_name?"
                 from delegations d join people f on f.id = d.from_id join people t on t.id = d.to_id
                      join people m on m.id = d.made_by left join people e on e.id = d.ended_by "# + $rest
            $(, $arg)*
        )
    };
}

pub async fn insert(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    id: DelegationId,
    new: &New,
) -> sqlx::Result<()> {
    let skus: Option<Vec<_>> = new
        .skus
        .as_ref()
        .map(|skus| skus.iter().map(|sku| sku.0).collect());
    sqlx::query!(
        "insert into delegations (id, from_id, to_id, starts_at, ends_at, skus, up_to_cents, made_by, made_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        id.0,
        new.from.0,
        new.to.0,
        new.starts_at,
        new.ends_at,
        skus.as_deref(),
        new.up_to_cents,
        new.by.0,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Locked until the transaction ends: every move of a delegation goes through here.
pub async fn lock(conn: &mut PgConnection, id: DelegationId) -> sqlx::Result<Option<Delegation>> {
    delegations!("where d.id = $1 for update of d", id.0)
        .fetch_optional(conn)
        .await
}

/// Delegations from or to this person (`None` = anybody's): those that are to come or run first, then those that ended last.
pub async fn list(
    conn: &mut PgConnection,
    person: Option<PersonId>,
    limit: i64,
) -> sqlx::Result<Vec<Delegation>> {
    delegations!(
        "where $1::uuid is null or d.from_id = $1 or d.to_id = $1
         order by d.ended_at desc nulls first, d.starts_at, d.id limit $2",
        person.map(|person| person.0),
        limit
    )
    .fetch_all(conn)
    .await
}

/// How many of this person are to come or run.
pub async fn count_living(conn: &mut PgConnection, from: PersonId) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "n!" from delegations where from_id = $1 and ended_at is null"#,
        from.0
    )
    .fetch_one(conn)
    .await
}

/// Those whose time has come, and those that are over: their last moment has passed, or one of the two has left.
pub async fn due(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    limit: i64,
) -> sqlx::Result<Vec<(DelegationId, bool)>> {
    let rows = sqlx::query!(
        r#"select id as "id: DelegationId", is_over as "is_over!" from (
               select d.id, d.begun_at, d.starts_at,
                      d.ends_at <= $1 or not (f.enabled and f.gone_at is null) or not (t.enabled and t.gone_at is null) as is_over
                 from delegations d join people f on f.id = d.from_id join people t on t.id = d.to_id
                where d.ended_at is null) as living
            where is_over or (begun_at is null and starts_at <= $1)
            order by id limit $2"#,
        now,
        limit
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.is_over)).collect())
}

pub async fn begin(conn: &mut PgConnection, now: DateTime<Utc>, id: DelegationId) -> sqlx::Result<()> {
    sqlx::query!("update delegations set begun_at = $2 where id = $1", id.0, now)
        .execute(conn)
        .await?;
    Ok(())
}

pub async fn end(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    id: DelegationId,
    by: Option<PersonId>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update delegations set ended_at = $2, ended_by = $3 where id = $1",
        id.0,
        now,
        by.map(|person| person.0)
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What waits and was not signed by the delegate is theirs no more.
pub async fn take_back(conn: &mut PgConnection, id: DelegationId) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from stage_approvers a using stages s
          where a.delegation_id = $1 and s.id = a.stage_id and s.state in ('open', 'coming')
            and not exists (select from signatures g
                             where g.stage_id = s.id and g.person_id = a.person_id and g.taken_back_at is null)",
        id.0
    )
    .execute(conn)
    .await?;
    Ok(())
}

// One statement for all that asks what is to be moved: running delegations `d`, and the open stages `w` that name somebody in
// their own right, joined by `open` and `close`.
macro_rules! unmoved {
    ($open:literal, $close:literal, $rest:literal $(, $arg:expr)* $(,)?) => {
        sqlx::query_as!(
            Pair,
            r#"select d.id as "delegation: DelegationId", w.stage_id as "stage: StageId", w.request_id as "request: RequestId",
                      d.from_id as "from: PersonId", d.to_id as "to: PersonId",
                      exists (select from stage_approvers b
                               where b.stage_id = w.stage_id and b.person_id = d.to_id and b.on_behalf_of is null) as "signs_already!"
                 from delegations d "# + $open + r#"
                      select a.stage_id, a.person_id, s.request_id, r.sku_id, p.price_cents
                        from stage_approvers a
                        join stages s on s.id = a.stage_id and s.state = 'open'
                        join requests r on r.id = s.request_id and r.state = 'awaiting_approval'
                        join products p on p.sku_id = r.sku_id
                       where a.on_behalf_of is null "# + $close + r#"
                where d.begun_at is not null and d.ended_at is null and d.ends_at > $1
                  and (d.skus is null or w.sku_id = any (d.skus))
                  and (d.up_to_cents is null or w.price_cents <= d.up_to_cents)
                  and not exists (select from stage_approvers b join delegations o on o.id = b.delegation_id and o.ended_at is null
                                   where b.stage_id = w.stage_id and b.person_id = d.to_id)
                  and not exists (select from audit_events e
                                   where e.request_id = w.request_id and e.kind = 'delegation.item_refused'
                                     and e.detail ->> 'delegation' = d.id::text and e.detail ->> 'stage_id' = w.stage_id::text) "#
                + $rest + " order by w.request_id, d.begun_at, d.id limit $2"
            $(, $arg)*
        )
    };
}

/// Of what it is asked what is to be moved.
#[derive(Clone, Copy, Debug)]
pub enum Of {
    All,
    Delegation(DelegationId),
    Stage(StageId),
    Both(DelegationId, StageId),
}

/// What a delegation that runs covers and neither moved nor refused yet: open stages that name whoever is signed for in their
/// own right, in the order in which requests are locked. Where the delegate stands in for somebody else there already, it stays
/// with that.
pub async fn unmoved(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    of: Of,
    limit: i64,
) -> sqlx::Result<Vec<Pair>> {
    match of {
        Of::All => {
            unmoved!("join (", ") w on w.person_id = d.from_id", "", now, limit)
                .fetch_all(conn)
                .await
        }
        Of::Delegation(id) => {
            unmoved!(
                "join (",
                ") w on w.person_id = d.from_id",
                "and d.id = $3",
                now,
                limit,
                id.0
            )
            .fetch_all(conn)
            .await
        }
        // Asked at each stage that is opened: few delegations run, and the stage is looked at for each of them alone.
        Of::Stage(stage) => {
            unmoved!(
                "cross join lateral (",
                "and a.stage_id = $3 and a.person_id = d.from_id offset 0) w",
                "",
                now,
                limit,
                stage.0
            )
            .fetch_all(conn)
            .await
        }
        Of::Both(id, stage) => {
            unmoved!(
                "cross join lateral (",
                "and a.stage_id = $4 and a.person_id = d.from_id offset 0) w",
                "and d.id = $3",
                now,
                limit,
                id.0,
                stage.0
            )
            .fetch_all(conn)
            .await
        }
    }
}

/// The delegate may sign the stage; answers whether they could not before. What a delegation that has ended left of a stage that
/// was signed gives way.
pub async fn add_row(conn: &mut PgConnection, pair: &Pair) -> sqlx::Result<bool> {
    let added = sqlx::query!(
        "insert into stage_approvers (stage_id, person_id, on_behalf_of, delegation_id) values ($1, $2, $3, $4)
         on conflict (stage_id, person_id) do update set on_behalf_of = excluded.on_behalf_of, delegation_id = excluded.delegation_id
          where exists (select from delegations d where d.id = stage_approvers.delegation_id and d.ended_at is not null)",
        pair.stage.0,
        pair.to.0,
        pair.from.0,
        pair.delegation.0
    )
    .execute(conn)
    .await?;
    Ok(added.rows_affected() == 1)
}

/// By which right this person may sign a stage; `None` = they may not. Where it is somebody else's, the delegation runs and does
/// not end before the transaction does.
pub async fn right_of(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    stage: StageId,
    person: PersonId,
) -> sqlx::Result<Option<Right>> {
    sqlx::query_as!(
        Right,
        r#"select a.on_behalf_of as "on_behalf_of: PersonId" from stage_approvers a
            where a.stage_id = $1 and a.person_id = $2
              and (a.delegation_id is null
                   or exists (select from delegations d
                               where d.id = a.delegation_id and d.ended_at is null and d.ends_at > $3 for share))"#,
        stage.0,
        person.0,
        now
    )
    .fetch_optional(conn)
    .await
}

/// Who stands in for whom at the stages of a request.
pub async fn standing_in(
    conn: &mut PgConnection,
    request: RequestId,
) -> sqlx::Result<Vec<(StageId, PersonId, PersonId)>> {
    let rows = sqlx::query!(
        r#"select a.stage_id as "stage: StageId", a.person_id as "person: PersonId", a.on_behalf_of as "other!: PersonId"
             from stage_approvers a join stages s on s.id = a.stage_id
            where s.request_id = $1 and a.on_behalf_of is not null"#,
        request.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.stage, row.person, row.other))
        .collect())
}

/// How many items wait for the delegate by this delegation, as long as it runs.
pub async fn count_items(conn: &mut PgConnection, id: DelegationId) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "n!" from stage_approvers a join stages s on s.id = a.stage_id and s.state = 'open'
             join delegations d on d.id = a.delegation_id and d.ended_at is null
            where d.id = $1"#,
        id.0
    )
    .fetch_one(conn)
    .await
}

/// What waits and stays with whoever is signed for, and why.
pub async fn staying(
    conn: &mut PgConnection,
    id: DelegationId,
    from: PersonId,
    limit: i64,
) -> sqlx::Result<Vec<StaysWith>> {
    sqlx::query_as!(
        StaysWith,
        r#"select distinct s.id as "stage: StageId", coalesce(p.name, p.part_number) as "product!", b.name as beneficiary,
                  e.detail ->> 'why' as "why!"
             from stage_approvers a join stages s on s.id = a.stage_id and s.state = 'open'
             join requests r on r.id = s.request_id join people b on b.id = r.beneficiary_id
             join products p on p.sku_id = r.sku_id
             join audit_events e on e.request_id = r.id and e.kind = 'delegation.item_refused'
                  and e.detail ->> 'delegation' = $1::uuid::text and e.detail ->> 'stage_id' = s.id::text
            where a.person_id = $2 and a.on_behalf_of is null order by 2, 3, 1 limit $3"#,
        id.0,
        from.0,
        limit
    )
    .fetch_all(conn)
    .await
}
