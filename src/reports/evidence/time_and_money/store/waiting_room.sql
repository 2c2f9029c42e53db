-- $1, $2: who began to wait from this moment until before that one; $3: when it was asked; $4: the zone of weeks; $5: one product, or
-- null for all.
with began as (
    -- The first time that a grant found no seat. Who was put back to wait keeps their place and has waited all the time.
    select e.request_id, min(e.at) as at
      from audit_events e
     where e.kind = 'grant.waits_for_seat' and e.at >= $1 and e.at < $2 and e.request_id is not null
     group by e.request_id
), seated as (
    select b.request_id, max(e.at) as at
      from began b join audit_events e on e.request_id = b.request_id and e.kind = 'grant.seat_allotted' and e.at >= b.at
     group by b.request_id
), waits as (
    select g.sku_id, b.at as began,
           case when g.state = 'waiting_for_seat' then null else coalesce(s.at, g.active_at, g.ended_at) end as ended,
           case when g.state = 'waiting_for_seat' then 'waits'
                when s.at is not null or g.active_at is not null then 'seated' else 'gave_up' end as how
      from began b join grants g on g.request_id = b.request_id left join seated s on s.request_id = b.request_id
     where $5::uuid is null or g.sku_id = $5
), told as (
    select w.*, date_trunc('week', w.began at time zone $4)::date as week,
           case when w.how = 'seated' then extract(epoch from w.ended - w.began)::float8 end as took,
           case when w.how = 'waits' then extract(epoch from $3 - w.began)::float8 end as waits_since
      from waits w
), grouped as (
    select sku_id, week, case when grouping(week) = 0 then 'by_week' else 'by_product' end as part,
           count(*) filter (where how = 'seated') as seated, count(*) filter (where how = 'waits') as waiting,
           count(*) filter (where how = 'gave_up') as gave_up, max(waits_since) as longest,
           percentile_cont(array[0.5, 0.9, 0.99]) within group (order by took) as took
      from told
     group by grouping sets ((sku_id), (week))
)
select g.part as "part!", g.sku_id as "sku_id?", coalesce(p.name, p.part_number) as "product?", g.week::text as week, g.seated, g.waiting, g.gave_up,
       round(g.took[1])::bigint as half_seconds, round(g.took[2])::bigint as nine_seconds, round(g.took[3])::bigint as most_seconds,
       round(g.longest)::bigint as longest_seconds
  from grouped g left join products p on p.sku_id = g.sku_id
 order by g.part, g.week, g.took[2] desc nulls last, g.sku_id
