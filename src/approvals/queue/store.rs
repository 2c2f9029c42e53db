//! SQL of the queue.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use sqlx::PgConnection;

use super::Item;
use super::view::View;
use crate::ids::{PersonId, StageId};

/// Somebody was denied the same within so many days.
const DENIED_WITHIN_DAYS: i32 = 180;

// One statement for all that is asked of the queue: everything that waits for somebody ($1), what it is and what is unusual
// about it, then what of it is looked at and in which order. What waits for an answer stands at the end of every order. `columns`
// are those that are asked for: whoever wants places only does not have everything described.
macro_rules! queue {
    ($row:ident, $looks:expr, $columns:literal, $select:literal, $rest:literal $(, $arg:expr)* $(,)?) => {
        sqlx::query_as!(
            $row,
            r#"with found as (
                   select s.id as stage, s.position, s.needed, s.due_at, s.is_appeal, s.escalated_at is not null as escalated,
                          r.id as request, r.created_at as asked_at, r.kind = 'extend' as is_extension,
                          r.kind in ('extend', 'change') as costs_as_before,
                          q.name as requester, q.upn as requester_upn, b.name as beneficiary, b.upn as beneficiary_upn,
                          coalesce(p.name, p.part_number) as product, p.part_number, p.price_cents, p.currency,
                          (select count(*) from stages c where c.request_id = r.id and c.replaced_at is null) as stages,
                          (select count(*) from signatures g
                            where g.stage_id = s.id and g.change_hash = r.change_hash and g.taken_back_at is null) as signed,
                          exists (select from inquiries i where i.request_id = r.id and i.answered_at is null) as waits,
                          d.decision ->> 'term_days' is null as without_end,
                          r.requester_id <> r.beneficiary_id as for_other,
                          exists (select from requests o
                                   where o.beneficiary_id = r.beneficiary_id and o.sku_id = r.sku_id and o.id <> r.id
                                     and o.state = 'denied' and o.settled_at >= $2::timestamptz - make_interval(days => $9)) as denied_before,
                          b.user_type = 'Guest' as guest,
                          d.decision -> 'replaces' is not null as replaces,
                          exists (select from stages c where c.request_id = r.id and c.replaced_at is not null) as made_anew,
                          f.name as stands_in_for
                     from may_sign a
                     join stages s on s.id = a.stage_id
                     join requests r on r.id = s.request_id
                     join people q on q.id = r.requester_id
                     join people b on b.id = r.beneficiary_id
                     join products p on p.sku_id = r.sku_id
                     left join people f on f.id = a.on_behalf_of
                     left join lateral (select decision from decisions where request_id = r.id order by written desc limit 1) d on true
                    where a.person_id = $1 and (a.right_ends_at is null or a.right_ends_at > $2)),
               lined_up as (
                   select "# + $columns + r#", count(*) over () as total,
                          row_number() over (order by waits,
                              case when $7 = 'deadline' and not $8 then due_at end nulls last,
                              case when $7 = 'deadline' and $8 then due_at end desc nulls last,
                              case when $7 = 'age' and $8 then asked_at end desc,
                              case when $7 = 'cost' and not $8 then coalesce(price_cents, 0) end,
                              case when $7 = 'cost' and $8 then coalesce(price_cents, 0) end desc,
                              case when $7 = 'person' and not $8 then lower(beneficiary) end,
                              case when $7 = 'person' and $8 then lower(beneficiary) end desc,
                              case when $7 = 'product' and not $8 then lower(product) end,
                              case when $7 = 'product' and $8 then lower(product) end desc,
                              asked_at, stage) as place
                     from found
                    where not exists (select from unnest($3::text[]) w
                                       where strpos(lower(concat_ws(' ', requester, requester_upn, beneficiary, beneficiary_upn,
                                                                    product, part_number)), lower(w)) = 0)
                      and ($4::timestamptz is null or due_at > $4)
                      and ($5::timestamptz is null or due_at <= $5)
                      and (not $6::bool or without_end or for_other or denied_before or guest or replaces or made_anew
                           or is_appeal or escalated or stands_in_for is not null))
               "# + $select + " " + $rest,
            $looks.approver.0,
            $looks.now,
            &$looks.words,
            $looks.due_after,
            $looks.due_until,
            $looks.view.flagged,
            $looks.view.sort.word(),
            $looks.view.falling,
            DENIED_WITHIN_DAYS
            $(, $arg)*
        )
    };
}

macro_rules! items {
    ($looks:expr, $rest:literal $(, $arg:expr)* $(,)?) => {
        queue!(
            Item,
            $looks,
            "*",
            r#"select stage as "stage!: StageId", position as "position!", needed as "needed!", due_at, is_appeal as "is_appeal!",
                      escalated as "escalated!", asked_at as "asked_at!", is_extension as "is_extension!",
                      costs_as_before as "costs_as_before!",
                      requester as "requester!", beneficiary as "beneficiary!", product as "product!", price_cents, currency,
                      stages as "stages!", signed as "signed!", waits as "waits!", without_end as "without_end!",
                      for_other as "for_other!", denied_before as "denied_before!", guest as "guest!", replaces as "replaces!",
                      made_anew as "made_anew!", stands_in_for as "stands_in_for?", total as "total!", place as "place!"
                 from lined_up"#,
            $rest
            $(, $arg)*
        )
    };
}

/// Where something stands in the order that somebody looks at.
pub struct Placed {
    pub stage: StageId,
    pub place: i64,
    pub total: i64,
}

/// Who looks, when, and at what.
pub struct Looks<'a> {
    approver: PersonId,
    now: DateTime<Utc>,
    view: &'a View,
    words: Vec<String>,
    due_after: Option<DateTime<Utc>>,
    due_until: Option<DateTime<Utc>>,
}

impl<'a> Looks<'a> {
    pub fn at(view: &'a View, approver: PersonId, (now, zone): (DateTime<Utc>, Tz)) -> Self {
        let (due_after, due_until) = view.due.bounds(now, zone);
        Self {
            approver,
            now,
            view,
            words: view.search.split_whitespace().map(str::to_owned).collect(),
            due_after,
            due_until,
        }
    }
}

/// The places behind `after`.
pub async fn list(
    conn: &mut PgConnection,
    looks: &Looks<'_>,
    (after, limit): (i64, i64),
) -> sqlx::Result<Vec<Item>> {
    items!(
        looks,
        "where place > $10 and place <= $10 + $11 order by place",
        after,
        limit
    )
    .fetch_all(conn)
    .await
}

/// These, as far as they still wait.
pub async fn these(
    conn: &mut PgConnection,
    looks: &Looks<'_>,
    stages: &[StageId],
) -> sqlx::Result<Vec<Item>> {
    let ids: Vec<_> = stages.iter().map(|stage| stage.0).collect();
    items!(looks, "where stage = any ($10) order by place", &ids)
        .fetch_all(conn)
        .await
}

/// This one, what stands before and behind it, and the first; nothing = it does not stand there.
pub async fn around(conn: &mut PgConnection, looks: &Looks<'_>, stage: StageId) -> sqlx::Result<Vec<Placed>> {
    queue!(
        Placed,
        looks,
        "stage",
        r#"select stage as "stage!: StageId", total as "total!", place as "place!" from lined_up"#,
        "cross join (select place as here from lined_up where stage = $10) h
          where place = 1 or place between here - 1 and here + 1 order by place",
        stage.0
    )
    .fetch_all(conn)
    .await
}
