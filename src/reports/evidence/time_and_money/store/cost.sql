-- $1, $2: months from the one of this moment to the one before that moment; $3: when it was asked; $4: the zone of months; $5: one
-- product, or null for all. A licence that was there on any day of a month costs the whole month, as with the rules about spending.
with bounds as (
    select date_trunc('month', $1::timestamptz at time zone $4)::date as first_month,
           date_trunc('month', (least($2::timestamptz, $3::timestamptz) - interval '1 microsecond') at time zone $4)::date as last_month
), lives as (
    select g.person_id, g.sku_id, greatest(date_trunc('month', g.active_at at time zone $4)::date, b.first_month) as first_month,
           least(case when g.state = 'ended' then date_trunc('month', g.ended_at at time zone $4)::date end, b.last_month) as last_month
      from grants g cross join bounds b
     where g.active_at is not null and g.active_at < (b.last_month + interval '1 month') at time zone $4
       and (g.state <> 'ended' or g.ended_at >= b.first_month::timestamp at time zone $4) and ($5::uuid is null or g.sku_id = $5)
), moved as (
    -- Until when somebody was in which other department than today.
    select m.person_id, m.before ->> 'department' as department, m.noticed_at, m.written
      from movements m
     where m.noticed_at >= $1 and 'department' = any (m.changed)
), counted as (
    -- Whose department stayed the same: counted before they are spread over the months.
    select l.sku_id, p.department, l.first_month, l.last_month, count(*) as seats
      from lives l join people p on p.id = l.person_id
     where not exists (select from moved m where m.person_id = l.person_id)
     group by l.sku_id, p.department, l.first_month, l.last_month
), spread as (
    select c.sku_id, c.department, month::date as month, c.seats
      from counted c cross join generate_series(c.first_month, c.last_month, interval '1 month') month
    union all
    -- Everybody else: the department at the end of each month.
    select l.sku_id, case when then_in.person_id is null then p.department else then_in.department end, month::date, 1
      from lives l join people p on p.id = l.person_id
     cross join generate_series(l.first_month, l.last_month, interval '1 month') month
      left join lateral (select m.person_id, m.department from moved m
                          where m.person_id = l.person_id and m.noticed_at >= (month + interval '1 month')::timestamp at time zone $4
                          order by m.written limit 1) then_in on true
     where exists (select from moved m where m.person_id = l.person_id)
), seats as (
    select sku_id, coalesce(department, '') as department, month, sum(seats)::bigint as seats
      from spread group by 1, 2, 3
), priced as (
    -- The price at the end of the month; before the first one that was written down, that one.
    select s.sku_id, s.month, coalesce(last.price_cents, case when last.sku_id is null then first.price_cents end) as price_cents,
           case when last.sku_id is null then first.currency else last.currency end as currency,
           case when last.price_cents is not null then 'price_of_then'
                when last.sku_id is null and first.price_cents is not null then 'price_first_known' else 'price_not_set' end as price_is
      from (select distinct sku_id, month from seats) s
      left join lateral (select * from product_prices h
                          where h.sku_id = s.sku_id and h.from_at < (s.month + interval '1 month') at time zone $4
                          order by h.from_at desc limit 1) last on true
      left join lateral (select * from product_prices h where h.sku_id = s.sku_id and h.price_cents is not null
                          order by h.from_at limit 1) first on true
)
select to_char(s.month, 'YYYY-MM') as month, s.sku_id, coalesce(p.name, p.part_number) as product, s.department, p.cost_center, s.seats,
       r.price_cents, r.currency, r.price_cents * s.seats as cost_cents, r.price_is
  from seats s
  join products p on p.sku_id = s.sku_id
  join priced r on r.sku_id = s.sku_id and r.month = s.month
 order by s.month desc, r.currency, r.price_cents * s.seats desc nulls last, s.sku_id, s.department
