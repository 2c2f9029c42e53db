-- $1: one product, or null for all. As it is now: what the tenant said when the products were last read, and our grants.
with ours as (
    select g.sku_id,
           count(*) filter (where g.state in ('active', 'ending', 'removal_needs_attention')) as held,
           count(*) filter (where g.state in ('active', 'ending', 'removal_needs_attention')
                              and (not p.enabled or p.gone_at is not null)) as closed_accounts,
           count(*) filter (where g.state = 'waiting_for_seat') as waiting,
           count(*) filter (where g.state = 'scheduled') as coming
      from grants g join people p on p.id = g.person_id
     where g.state <> 'ended' and ($1::uuid is null or g.sku_id = $1)
     group by g.sku_id
), counted as (
    select p.sku_id, coalesce(p.name, p.part_number) as product, p.enabled_seats::bigint as bought, p.consumed_seats::bigint as used,
           greatest(p.enabled_seats - p.consumed_seats, 0)::bigint as free, p.held_back_seats::bigint as held_back,
           coalesce(o.held, 0) as held, greatest(p.consumed_seats - coalesce(o.held, 0), 0) as outside,
           coalesce(o.closed_accounts, 0) as closed_accounts, coalesce(o.waiting, 0) as waiting, coalesce(o.coming, 0) as coming,
           p.price_cents, p.currency, p.seen_at
      from products p left join ours o on o.sku_id = p.sku_id
     where $1::uuid is null or p.sku_id = $1
)
select case when c.closed_accounts > 0 or c.used > c.bought then 'bad' when c.waiting > 0 or c.free > 0 then 'open' else 'ok' end as verdict,
       case when c.used > c.bought then 'more_used_than_bought' when c.closed_accounts > 0 then 'held_by_closed_accounts'
            when c.waiting > 0 then 'somebody_waits' when c.free > 0 then 'seats_free' else 'all_used' end as code,
       c.sku_id, c.product, c.bought, c.used, c.free, c.held_back, c.held, c.outside, c.closed_accounts, c.waiting, c.coming,
       c.price_cents, c.currency, c.price_cents * (c.free + c.closed_accounts) as idle_cents, c.seen_at
  from counted c
 order by case when c.closed_accounts > 0 or c.used > c.bought then 1 when c.waiting > 0 or c.free > 0 then 2 else 3 end,
          c.currency, c.price_cents * (c.free + c.closed_accounts) desc nulls last, c.product, c.sku_id
