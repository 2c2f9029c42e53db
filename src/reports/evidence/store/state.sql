-- $1: as of before this moment; $2: hours after its end within which a licence is to be gone; $3: of this person, $4: of this product;
-- null = of all.
with changed as (
    -- Of each grant whose plans or end changed later: what they were before the first change.
    select distinct on (c.grant_id, c.what) c.grant_id, c.what, c.plans, c.until_at
      from (select (e.detail ->> 'grant')::uuid as grant_id, 'plans' as what, e.written, null::timestamptz as until_at,
                   coalesce(e.detail -> 'before', (e.detail -> 'plans_on') - (e.detail ->> 'switched_on')) as plans
              from audit_events e
             where e.kind in ('grant.plans_changed', 'drift.adopted') and e.at >= $1 and (e.detail ? 'before' or e.detail ? 'switched_on')
            union all
            select (e.detail ->> 'grant')::uuid, 'end', e.written, (e.detail ->> 'from')::timestamptz, null
              from audit_events e
             where e.kind in ('grant.extended', 'fuse.kept') and e.at >= $1 and e.detail ? 'from') c
     order by c.grant_id, c.what, c.written
), had as (
    select g.id, g.request_id, g.person_id, g.sku_id, g.approved_at, g.active_at, g.held_at, g.plans_on,
           case when p.grant_id is null then g.plans_on
                else array(select t.plan::uuid from jsonb_array_elements_text(p.plans) t (plan)) end as plans_then,
           case when u.grant_id is null then g.until_at else u.until_at end as until_then,
           case when g.active_at < $1 and g.end_wished_at < $1 then 'ending'
                when g.active_at < $1 then 'active'
                when g.begins_at >= $1 then 'scheduled'
                else 'on_its_way' end as state_then
      from grants g
      left join changed p on p.grant_id = g.id and p.what = 'plans'
      left join changed u on u.grant_id = g.id and u.what = 'end'
     where g.approved_at < $1 and (g.ended_at is null or g.ended_at >= $1)
       and ($3::uuid is null or g.person_id = $3) and ($4::uuid is null or g.sku_id = $4)
), sets as (
    -- Plans by name: many have the same ones.
    select s.sku_id, s.plans_then, string_agg(coalesce(n.name, i.plan_id::text), ', ' order by n.name, i.plan_id) as plans
      from (select distinct sku_id, plans_then from had) s
      left join lateral unnest(s.plans_then) i (plan_id) on true
      left join service_plans n on n.sku_id = s.sku_id and n.plan_id = i.plan_id
     group by s.sku_id, s.plans_then
), judged as (
    select h.*, q.kind, q.requester_id, q.justification, d.policy_version, y.signers, y.signed, c.changed_by,
           case q.kind when 'adopt' then 'adopted' when 'break_glass' then 'given_at_once'
                       else case when y.signed > 0 then 'signed'
                                 when d.policy_version is not null and not exists (
                                          select from stages t where t.request_id = q.id and t.replaced_at is null) then 'automatic'
                                 else 'no_approval' end end as how,
           l.in_the_log, l.as_in_the_log
      from had h
      join requests q on q.id = h.request_id
      -- The policy that decided before it was approved.
      left join lateral (select x.policy_version from decisions x where x.request_id = h.request_id and x.made_at <= h.approved_at
                          order by x.written desc limit 1) d on true
      left join lateral (select count(*) as signed, string_agg(b.name || coalesce(' (' || f.name || ')', ''), '; ' order by g.signed_at, g.id) as signers
                           from signatures g join people b on b.id = g.person_id left join people f on f.id = g.on_behalf_of
                          where g.request_id = h.request_id and g.answer = 'approve' and g.change_hash = q.change_hash
                            and g.taken_back_at is null) y on true
      left join lateral (select r.id as changed_by from requests r
                          where r.changes = h.id and r.state = 'active' and r.settled_at < $1
                          union all
                         select r.id from requests r where r.extends = h.id and r.state = 'active' and r.settled_at < $1
                          order by 1 desc limit 1) c on true
      -- Whether the log has the grant, and with the plans that it has now.
      left join lateral (select bool_or(e.kind in ('grant.approved', 'drift.adopted', 'drift.restored')) as in_the_log,
                                bool_or((v.plans @> to_jsonb(h.plans_on) and v.plans <@ to_jsonb(h.plans_on))) as as_in_the_log
                           from audit_events e,
                                lateral (values (e.detail -> 'change' -> 'plans_on'), (e.detail -> 'plans_on'), (e.detail -> 'before'),
                                                (e.detail -> 'after')) v (plans)
                          where (e.detail ->> 'grant')::uuid = h.id
                            and e.kind in ('grant.approved', 'grant.plans_changed', 'drift.adopted', 'drift.restored')) l on true
), verdicts as (
    select j.*, case when j.in_the_log is not true then 'not_in_the_log'
                     when j.how = 'no_approval' then 'no_approval'
                     when j.as_in_the_log is not true then 'plans_differ'
                     when j.state_then in ('active', 'ending') and j.until_then + make_interval(hours => $2) < $1
                          then case when j.held_at < $1 then 'held' else 'past_its_end' end
                     else 'approved' end as code
      from judged j
)
select case when v.code in ('approved') then 'ok' when v.code = 'held' then 'open' else 'bad' end as "verdict?", v.code as "code?",
       v.state_then as "state_then?", v.person_id as "person_id?", e.name as "person?", v.sku_id as "sku_id?",
       coalesce(p.name, p.part_number) as "product?", s.plans as "plans?", v.approved_at as "approved_at?",
       case when v.active_at < $1 then v.active_at end as "active_at?", v.until_then as "until_then?", v.how as "how?", v.signers as "signers?",
       v.policy_version as "policy_version?", v.requester_id as "requester_id?", w.name as "requester?", v.justification as "justification?",
       v.request_id as "request_id?", v.changed_by as "changed_by?"
  from verdicts v
  join people e on e.id = v.person_id
  join products p on p.sku_id = v.sku_id
  left join people w on w.id = v.requester_id
  left join sets s on s.sku_id = v.sku_id and s.plans_then = v.plans_then
 order by case when v.code = 'approved' then 3 when v.code = 'held' then 2 else 1 end, e.name, v.person_id, p.part_number, v.id
