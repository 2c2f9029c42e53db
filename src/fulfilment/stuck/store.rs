//! SQL of stuck work.

use sqlx::PgConnection;
use sqlx::types::Json;

use super::{Step, Stuck};
use crate::fulfilment::GrantState;
use crate::fulfilment::attention::Attention;
use crate::ids::{GrantId, RequestId};

/// Stuck grants whose person or product contains the words, at each step the oldest first and at most `limit`; beside each
/// step, how many there are in all.
pub async fn by_step(
    conn: &mut PgConnection,
    words: &str,
    limit: i64,
) -> sqlx::Result<(Vec<Stuck>, Vec<(Step, i64)>)> {
    let rows = sqlx::query!(
        r#"with stuck as (
               select g.id, g.request_id, g.state, g.state_since, g.attention, g.active_at,
                      coalesce(p.name, 'somebody who has left') as person, coalesce(s.name, s.part_number) as product,
                      case when g.state = 'waiting_for_seat' then 'waiting_for_seat'
                           when g.state = 'removal_needs_attention' then 'removing'
                           when g.state = 'active' then 'changing'
                           when g.state in ('pending', 'ending') then 'still_trying'
                           when jsonb_typeof(g.attention -> 'answer') = 'object'
                                and not exists (select from fulfilment_runs r where r.person_id = g.person_id
                                                   and r.call is not null and r.started_at >= g.approved_at) then 'reading'
                           else 'assigning' end as step
                 from grants g join products s on s.sku_id = g.sku_id left join people p on p.id = g.person_id
                where g.attention is not null
                  and strpos(lower(concat_ws(E'\n', p.name, p.upn, s.name, s.part_number)), lower($1)) > 0),
           placed as (
               select *, row_number() over (partition by step order by state_since, id) as place,
                      count(*) over (partition by step) as of_step
                 from stuck)
           select id as "grant: GrantId", request_id as "request: RequestId", person as "person!", product as "product!",
                  step as "step!: Step", state as "state: GrantState", state_since as since,
                  attention as "attention!: Json<Attention>", active_at is not null as "was_active!", of_step as "of_step!"
             from placed where place <= $2 order by state_since, id"#,
        words,
        limit,
    )
    .fetch_all(conn)
    .await?;
    let mut counts: Vec<(Step, i64)> = rows.iter().map(|row| (row.step, row.of_step)).collect();
    counts.sort();
    counts.dedup();
    let stuck = rows.into_iter().map(|row| Stuck {
        grant: row.grant,
        request: row.request,
        person: row.person,
        product: row.product,
        step: row.step,
        state: row.state,
        since: row.since,
        attention: row.attention.0,
        was_active: row.was_active,
    });
    Ok((stuck.collect(), counts))
}
