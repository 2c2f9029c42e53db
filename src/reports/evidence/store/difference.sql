-- $1, $2: between before this moment and before that one; $3: of this person, $4: of this product; null = of all.
with touched as (
    -- Grants of which anything came, went or changed in between.
    select id from grants where active_at >= $1 and active_at < $2
    union
    select id from grants where ended_at >= $1 and ended_at < $2
    union
    select (e.detail ->> 'grant')::uuid from audit_events e
     where e.kind in ('grant.extended', 'grant.plans_changed', 'fuse.kept', 'drift.adopted') and e.at >= $1 and e.at < $2
), sides as (
    -- Each of them, at both moments: what it was before its first change after the moment, or what it is.
    select g.id, g.request_id, g.person_id, g.sku_id, g.active_at, g.ended_at, g.end_cause, g.end_reason, g.replaced_by,
           g.active_at < $1 and (g.ended_at is null or g.ended_at >= $1) as before,
           g.active_at < $2 and (g.ended_at is null or g.ended_at >= $2) as after,
           coalesce(b.plans, to_jsonb(g.plans_on)) as plans_before, coalesce(a.plans, to_jsonb(g.plans_on)) as plans_after,
           case when u.id is null then g.until_at else u.until_at end as until_before,
           case when v.id is null then g.until_at else v.until_at end as until_after
      from touched t
      join grants g on g.id = t.id
      left join lateral (select coalesce(e.detail -> 'before', (e.detail -> 'plans_on') - (e.detail ->> 'switched_on')) as plans
                           from audit_events e
                          where (e.detail ->> 'grant')::uuid = g.id and e.kind in ('grant.plans_changed', 'drift.adopted') and e.at >= $1
                            and (e.detail ? 'before' or e.detail ? 'switched_on')
                          order by e.written limit 1) b on true
      left join lateral (select coalesce(e.detail -> 'before', (e.detail -> 'plans_on') - (e.detail ->> 'switched_on')) as plans
                           from audit_events e
                          where (e.detail ->> 'grant')::uuid = g.id and e.kind in ('grant.plans_changed', 'drift.adopted') and e.at >= $2
                            and (e.detail ? 'before' or e.detail ? 'switched_on')
                          order by e.written limit 1) a on true
      left join lateral (select e.id, (e.detail ->> 'from')::timestamptz as until_at from audit_events e
                          where (e.detail ->> 'grant')::uuid = g.id and e.kind in ('grant.extended', 'fuse.kept') and e.at >= $1
                            and e.detail ? 'from' order by e.written limit 1) u on true
      left join lateral (select e.id, (e.detail ->> 'from')::timestamptz as until_at from audit_events e
                          where (e.detail ->> 'grant')::uuid = g.id and e.kind in ('grant.extended', 'fuse.kept') and e.at >= $2
                            and e.detail ? 'from' order by e.written limit 1) v on true
     where ($3::uuid is null or g.person_id = $3) and ($4::uuid is null or g.sku_id = $4)
), pairs as (
    select coalesce(a.person_id, b.person_id) as person_id, coalesce(a.sku_id, b.sku_id) as sku_id,
           b.id as old_id, a.id as new_id, b.request_id as old_request, a.request_id as new_request, a.active_at, b.ended_at, b.end_cause,
           b.end_reason, b.plans_before, a.plans_after, b.until_before, a.until_after,
           case when b.id is null then 'came'
                when a.id is null then 'went'
                when a.id <> b.id then 'came_anew'
                when not (a.plans_after @> b.plans_before and a.plans_after <@ b.plans_before) then 'plans'
                when a.until_after is distinct from b.until_before then 'end' end as change
      from (select * from sides where before) b
      full join (select * from sides where after) a on a.person_id = b.person_id and a.sku_id = b.sku_id
), told as (
    -- The event that says so, and what it goes back to.
    select p.*, q.kind as request_kind, q.justification, e.id as event_id, e.at as said_at, e.kind as said, e.actor_id, e.detail,
           case when p.change in ('came', 'came_anew') then p.new_request
                when p.change = 'went' then p.old_request
                else coalesce(e.request_id, p.new_request) end as request_id
      from pairs p
      left join requests q on q.id = p.new_request
      left join lateral (select * from (
          select e.* from audit_events e
           where p.change in ('came', 'came_anew') and (e.detail ->> 'grant')::uuid = p.new_id
             and e.kind in ('grant.approved', 'drift.adopted', 'drift.restored')
           union all
          select e.* from audit_events e
           where p.change = 'went' and e.request_id = p.old_request and e.kind in ('grant.ending', 'grant.ended')
             and (e.detail ->> 'grant')::uuid = p.old_id and e.at < $2
           union all
          select e.* from audit_events e
           where p.change = 'plans' and (e.detail ->> 'grant')::uuid = p.new_id and e.kind in ('grant.plans_changed', 'drift.adopted')
             and e.at >= $1 and e.at < $2
           union all
          select e.* from audit_events e
           where p.change = 'end' and (e.detail ->> 'grant')::uuid = p.new_id and e.kind in ('grant.extended', 'fuse.kept')
             and e.at >= $1 and e.at < $2
           -- Who wished its end comes before the worker that saw it gone; else what was said last.
          ) said order by case when kind = 'grant.ending' then 0 else 1 end, written desc limit 1) e on true
     where p.change is not null
), judged as (
    select t.*, y.signers, d.policy_version,
           case when t.event_id is null then 'not_in_the_log'
                when t.change in ('came', 'came_anew') and t.request_kind = 'adopt' then 'adopted'
                when t.change in ('came', 'came_anew') and t.request_kind = 'break_glass' then 'given_at_once'
                when t.change = 'went' then coalesce(t.end_cause, 'not_in_the_log')
                when t.said = 'drift.adopted' then 'adopted'
                when t.said = 'fuse.kept' then 'kept'
                when t.said = 'grant.plans_changed' and t.detail ->> 'by' = 'classification' then 'classified'
                when y.signed > 0 then 'signed'
                when d.policy_version is not null
                     and not exists (select from stages s where s.request_id = t.request_id and s.replaced_at is null) then 'automatic'
                else 'no_approval' end as why
      from told t
      left join requests q on q.id = t.request_id
      left join lateral (select count(*) as signed, string_agg(b.name || coalesce(' (' || f.name || ')', ''), '; ' order by g.signed_at, g.id) as signers
                           from signatures g join people b on b.id = g.person_id left join people f on f.id = g.on_behalf_of
                          where t.change <> 'went' and g.request_id = t.request_id and g.answer = 'approve' and g.change_hash = q.change_hash
                            and g.taken_back_at is null) y on true
      left join lateral (select x.policy_version from decisions x
                          where t.change <> 'went' and x.request_id = t.request_id and x.made_at <= t.said_at
                          order by x.written desc limit 1) d on true
), named as (
    select j.*, o.names as switched_on, f.names as switched_off
      from judged j
      left join lateral (select string_agg(coalesce(n.name, i.plan), ', ' order by n.name, i.plan) as names
                           from jsonb_array_elements_text(j.plans_after) i (plan)
                           left join service_plans n on n.sku_id = j.sku_id and n.plan_id = i.plan::uuid
                          where not coalesce(j.plans_before, '[]') ? i.plan) o on true
      left join lateral (select string_agg(coalesce(n.name, i.plan), ', ' order by n.name, i.plan) as names
                           from jsonb_array_elements_text(j.plans_before) i (plan)
                           left join service_plans n on n.sku_id = j.sku_id and n.plan_id = i.plan::uuid
                          where not coalesce(j.plans_after, '[]') ? i.plan) f on true
)
select case when v.why in ('not_in_the_log', 'no_approval') then 'bad' else 'ok' end as "verdict?", v.change as "change?", v.why as "why?",
       v.person_id as "person_id?", e.name as "person?", v.sku_id as "sku_id?", coalesce(p.name, p.part_number) as "product?",
       case when v.change in ('came', 'came_anew') then v.active_at when v.change = 'went' then v.ended_at else v.said_at end as "at?",
       v.switched_on as "switched_on?", v.switched_off as "switched_off?", v.until_before as "until_before?", v.until_after as "until_after?",
       v.actor_id as "actor_id?", b.name as "actor?", v.signers as "signers?",
       case when v.change = 'went' then v.end_reason else v.justification end as "reason?", v.policy_version as "policy_version?",
       (select l.seq from audit_seals l where l.event_id = v.event_id) as "event?", v.request_id as "request_id?"
  from named v
  join people e on e.id = v.person_id
  join products p on p.sku_id = v.sku_id
  left join people b on b.id = v.actor_id
 order by case when v.why in ('not_in_the_log', 'no_approval') then 1 else 3 end, e.name, v.person_id, p.part_number, v.new_id, v.old_id
