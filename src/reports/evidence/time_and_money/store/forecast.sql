-- $1, $2: weeks from the one of this moment to the one before that moment; $3: when it was asked; $4: the zone of weeks; $5: one product,
-- or null for all. What comes after the last week is calculated from these rows: a straight line by least squares.
with bounds as (
    select date_trunc('week', $1::timestamptz at time zone $4)::date as first_week,
           date_trunc('week', (least($2::timestamptz, $3::timestamptz) - interval '1 microsecond') at time zone $4)::date as last_week,
           ((least($2::timestamptz, $3::timestamptz) - interval '1 microsecond') at time zone $4)::date as last_day
), changes as (
    select g.sku_id, greatest(date_trunc('week', g.active_at at time zone $4)::date, b.first_week) as week, 1 as by
      from grants g cross join bounds b
     where g.active_at is not null and g.active_at < $3 and ($5::uuid is null or g.sku_id = $5)
    union all
    select g.sku_id, greatest(date_trunc('week', g.ended_at at time zone $4)::date, b.first_week), -1
      from grants g cross join bounds b
     where g.active_at is not null and g.state = 'ended' and g.ended_at < $3 and ($5::uuid is null or g.sku_id = $5)
), by_week as (
    select sku_id, week, sum(by)::bigint as by from changes group by sku_id, week
), held as (
    select sku_id, sum(by)::bigint as now from by_week group by sku_id
), weeks as (
    select week::date as week, b.last_day from bounds b cross join generate_series(b.first_week, b.last_week, interval '7 days') week
)
select h.sku_id as "sku_id!", coalesce(p.name, p.part_number) as "product!", least(w.week + 6, w.last_day) as "day!",
       sum(coalesce(c.by, 0)) over (partition by h.sku_id order by w.week)::bigint as "ours!",
       greatest(p.consumed_seats - h.now, 0)::bigint as "outside!", p.enabled_seats::bigint as "bought!"
  from held h
  join products p on p.sku_id = h.sku_id
 cross join weeks w
  left join by_week c on c.sku_id = h.sku_id and c.week = w.week
 order by 2, h.sku_id, w.week
