-- $1, $2: what began from this moment until before that one; $3: the zone of weekdays and weeks; $4: one product, or null for all.
with asked as (
    select r.id, r.sku_id, r.kind, r.created_at, r.state
      from requests r
     where r.created_at >= $1 and r.created_at < $2 and ($4::uuid is null or r.sku_id = $4)
), steps as (
    -- One stage: from its opening to the answer that closed it.
    select 'stage' as step, s.who, r.sku_id, s.opened_at as began, case when s.state <> 'open' then s.closed_at end as ended
      from stages s join requests r on r.id = s.request_id
     where s.opened_at >= $1 and s.opened_at < $2 and s.state in ('open', 'signed', 'denied') and ($4::uuid is null or r.sku_id = $4)
    union all
    -- All stages: from asking to the last answer. What was cancelled or closed has none.
    select 'answer', null, a.sku_id, a.created_at,
           case when a.state <> 'awaiting_approval' then max(s.closed_at) filter (where s.state in ('signed', 'denied')) end
      from asked a join stages s on s.request_id = a.id and s.replaced_at is null
     where a.state in ('awaiting_approval', 'approved', 'active', 'denied')
     group by a.id, a.sku_id, a.created_at, a.state
    having a.state = 'awaiting_approval' or count(*) filter (where s.state in ('signed', 'denied')) > 0
    union all
    -- Carrying out: from the approval, or the day that was wished, to the licence that Graph shows.
    select 'carry_out', null, g.sku_id, greatest(g.approved_at, g.begins_at), g.active_at
      from grants g join requests r on r.id = g.request_id and r.kind in ('assign', 'break_glass')
     where g.approved_at >= $1 and g.approved_at < $2 and ($4::uuid is null or g.sku_id = $4)
       and (g.active_at is not null or g.state in ('pending', 'waiting_for_seat', 'needs_attention'))
    union all
    -- Everything: from asking to the licence, where nobody wished for a later day.
    select 'whole', null, a.sku_id, a.created_at, g.active_at
      from asked a left join grants g on g.request_id = a.id
     where a.kind in ('assign', 'break_glass') and g.begins_at is null
       and (g.active_at is not null or a.state in ('awaiting_approval', 'approved'))
), told as (
    select t.*, extract(isodow from t.began at time zone $3)::int as weekday, date_trunc('week', t.began at time zone $3)::date as week,
           extract(epoch from t.ended - t.began)::float8 as took
      from steps t
), grouped as (
    select step, who, sku_id, weekday, week,
           case when grouping(sku_id) = 0 then 'by_product' when grouping(weekday) = 0 then 'by_weekday'
                when grouping(week) = 0 then 'by_week' else 'by_step' end as part,
           count(took) as done, count(*) - count(took) as waiting,
           percentile_cont(array[0.5, 0.9, 0.99]) within group (order by took) as took
      from told
     group by grouping sets ((step, who), (step, who, sku_id), (step, who, weekday), (step, who, week))
)
select g.part as "part!", g.step as "step!", g.who, g.sku_id as "sku_id?", coalesce(p.name, p.part_number) as "product?", 'weekday_' || g.weekday as weekday,
       g.week::text as week, g.done, g.waiting,
       round(g.took[1])::bigint as half_seconds, round(g.took[2])::bigint as nine_seconds, round(g.took[3])::bigint as most_seconds
  from grouped g left join products p on p.sku_id = g.sku_id
 order by array_position(array['by_step', 'by_product', 'by_weekday', 'by_week'], g.part), g.week,
          g.took[2] desc nulls last, g.step, g.who, g.weekday, g.sku_id
