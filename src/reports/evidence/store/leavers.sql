-- $1, $2: what was noticed from this moment until before that one; $3: when it was asked; $4: the zone of weekdays; $5: hours
-- after the grace within which a licence is to be gone.
with followed as (
    -- What followed, for each grant of somebody who left or moved.
    select m.kind as event, d.noticed_at, d.person_id, d.grant_id, d.sku_id, d.action, d.rule, d.state, d.grace_days::bigint as grace_days,
           case when d.action <> 'none' then d.due_at + make_interval(hours => $5) end as promised_at, d.cause,
           d.settled_by, d.reason
      from departures d join movements m on m.id = d.movement_id
     where d.noticed_at >= $1 and d.noticed_at < $2
    union all
    -- Nothing followed, although the account was closed and the grant was there.
    select m.kind, m.noticed_at, m.person_id, g.id, g.sku_id, 'none', '', 'missed', null, m.noticed_at + make_interval(hours => $5), 'left',
           null, null
      from movements m join grants g on g.person_id = m.person_id and g.approved_at <= m.noticed_at
     where m.kind in ('disabled', 'deleted') and m.noticed_at >= $1 and m.noticed_at < $2
       and m.noticed_at + make_interval(hours => $5) < $3
       and (g.state <> 'ended' or g.ended_at > m.noticed_at + make_interval(hours => $5))
       and not exists (select from departures d where d.grant_id = g.id and d.cause = 'left')
       and not exists (select from movements b where b.person_id = m.person_id and b.kind in ('enabled', 'returned')
                          and b.written > m.written)
       and not exists (select from movements b where b.person_id = m.person_id and b.kind in ('disabled', 'deleted')
                          and b.written < m.written and not exists (
                              select from movements c where c.person_id = m.person_id and c.kind in ('enabled', 'returned')
                                 and c.written > b.written and c.written < m.written))
    union all
    -- The account is closed, the grant lives, and nobody noticed.
    select case when p.gone_at is not null then 'deleted' else 'disabled' end, coalesce(p.gone_at, p.seen_at), p.id, g.id, g.sku_id,
           'none', '', 'not_noticed', null, coalesce(p.gone_at, p.seen_at) + make_interval(hours => $5), 'left', null, null
      from people p join grants g on g.person_id = p.id and g.state not in ('scheduled', 'ended')
           join requests q on q.id = g.request_id and q.kind <> 'adopt'
     where (not p.enabled or p.gone_at is not null) and g.approved_at < coalesce(p.gone_at, p.seen_at)
       and coalesce(p.gone_at, p.seen_at) < $2 and coalesce(p.gone_at, p.seen_at) + make_interval(hours => $5) < $3
       and not exists (select from movements m where m.person_id = p.id and m.kind in ('disabled', 'deleted'))
       and not exists (select from departures d where d.grant_id = g.id and d.cause = 'left')
), judged as (
    select f.*, case when g.ended_at >= f.noticed_at then g.ended_at end as removed_at, g.held_at is not null and g.state <> 'ended' as held,
           case
               when f.state in ('missed', 'not_noticed') then f.state
               when f.state = 'no_rule' then 'no_rule'
               when f.state in ('called_off', 'kept') then f.state
               when g.ended_at > f.promised_at then 'late'
               when g.ended_at is not null then 'in_time'
               when f.promised_at < $3 and g.held_at is not null then 'overdue_held'
               when f.promised_at < $3 then 'overdue'
               when g.held_at is not null then 'held'
               else 'not_due' end as code
      from followed f join grants g on g.id = f.grant_id
), verdicts as (
    select j.*,
           case when j.code in ('missed', 'not_noticed', 'late', 'overdue', 'overdue_held') then 'bad'
                when j.code = 'no_rule' and j.cause = 'left' and j.removed_at is null then 'bad'
                when j.code in ('held', 'not_due') or (j.code = 'kept' and j.cause = 'left') then 'open'
                else 'ok' end as verdict,
           case when j.code in ('no_rule', 'called_off', 'kept') then null
                else greatest(0, extract(epoch from coalesce(j.removed_at, $3) - j.promised_at))::bigint end as late_seconds
      from judged j
)
select v.verdict, v.code, v.event, v.noticed_at, 'weekday_' || extract(isodow from v.noticed_at at time zone $4)::int as weekday,
       v.person_id, e.name as "person?", v.sku_id, coalesce(p.name, p.part_number) as "product?", v.action, v.rule, v.grace_days, v.promised_at,
       v.removed_at, extract(epoch from v.removed_at - v.noticed_at)::bigint as removed_after_seconds, v.late_seconds,
       v.settled_by, s.name as "settler?", v.reason, g.request_id as "request_id?"
  from verdicts v
  join grants g on g.id = v.grant_id
  join people e on e.id = v.person_id
  join products p on p.sku_id = v.sku_id
  left join people s on s.id = v.settled_by
 order by case v.verdict when 'bad' then 1 when 'open' then 2 else 3 end, v.late_seconds desc nulls last, v.noticed_at, v.grant_id
