-- $1, $2: from this moment until before that one.
with acts as (
    -- What somebody answered who may sign; what was taken back does not count.
    select g.signed_at as at, g.answer as act, r.id as request_id, r.requester_id, r.beneficiary_id, r.sku_id,
           g.person_id as by_id, g.on_behalf_of as for_id, s.who as signed_as, null::text as attempt,
           array_remove(array[
               case when g.person_id = r.requester_id then 'signed_own_request' end,
               case when g.person_id = r.beneficiary_id then 'signed_for_oneself' end,
               case when g.on_behalf_of in (r.requester_id, r.beneficiary_id) then 'signed_in_their_place' end
           ], null) as bad,
           array_remove(array[
               case when g.answer = 'approve' and g.change_hash = r.change_hash and s.replaced_at is null and exists (
                        select from signatures o join stages t on t.id = o.stage_id
                         where o.request_id = g.request_id and o.stage_id <> g.stage_id and t.replaced_at is null
                           and o.person_id = g.person_id and o.answer = 'approve' and o.change_hash = g.change_hash
                           and o.taken_back_at is null) then 'signed_two_stages' end
           ], null) as open
      from signatures g join requests r on r.id = g.request_id join stages s on s.id = g.stage_id
     where g.signed_at >= $1 and g.signed_at < $2 and g.taken_back_at is null
    union all
    -- What nobody had to sign.
    select r.created_at, 'automatic', r.id, r.requester_id, r.beneficiary_id, r.sku_id, null, null, null, null, '{}', '{}'
      from requests r
     where r.created_at >= $1 and r.created_at < $2 and r.kind in ('assign', 'extend', 'change')
       and r.state in ('approved', 'active', 'closed') and not exists (select from stages s where s.request_id = r.id)
    union all
    -- What an administrator took over that was found at Microsoft.
    select r.created_at, 'adopted', r.id, r.requester_id, r.beneficiary_id, r.sku_id, r.requester_id, null, 'administrator', null,
           case when r.requester_id = r.beneficiary_id then array['gave_to_oneself'] else '{}' end, '{}'
      from requests r
     where r.created_at >= $1 and r.created_at < $2 and r.kind = 'adopt'
    union all
    -- What an administrator gave at once, and who reviewed it.
    select x.made_at, 'given_at_once', r.id, r.requester_id, r.beneficiary_id, r.sku_id, x.made_by, null, 'administrator', null,
           case when x.made_by = r.beneficiary_id then array['gave_to_oneself'] else '{}' end, '{}'
      from exceptions x join requests r on r.id = x.request_id
     where x.made_at >= $1 and x.made_at < $2
    union all
    select x.reviewed_at, 'reviewed', r.id, x.made_by, r.beneficiary_id, r.sku_id, x.reviewed_by, null, 'reviewer', null,
           array_remove(array[
               case when x.reviewed_by = x.made_by then 'reviewed_own_act' end,
               case when x.reviewed_by = r.beneficiary_id then 'reviewed_own_licence' end
           ], null), '{}'
      from exceptions x join requests r on r.id = x.request_id
     where x.reviewed_at >= $1 and x.reviewed_at < $2
    union all
    -- Who wrote a version of the policy, and who put it in force.
    select d.settled_at, 'policy', null, d.submitted_by, null, null, d.settled_by, null, 'administrator', null,
           case when d.settled_by = d.submitted_by then array['own_policy'] else '{}' end, '{}'
      from policy_drafts d
     where d.settled_at >= $1 and d.settled_at < $2 and d.state = 'in_force'
    union all
    -- What was tried and refused.
    select e.at, 'refused', e.request_id, r.requester_id, coalesce(r.beneficiary_id, e.person_id), coalesce(e.sku_id, r.sku_id), e.actor_id,
           null, null, concat_ws(': ', e.detail ->> 'attempt', coalesce(e.detail ->> 'why', e.detail ->> 'needs')), '{}', '{}'
      from audit_events e left join requests r on r.id = e.request_id
     where e.kind = 'access.refused' and e.at >= $1 and e.at < $2
)
select case when cardinality(a.bad) > 0 then 'bad' when cardinality(a.open) > 0 then 'open' else 'ok' end as verdict,
       a.bad || a.open as codes, a.at, a.act, a.request_id,
       case when a.requester_id is null then null
            when a.act in ('reviewed', 'policy') then 'author'
            when a.requester_id = a.beneficiary_id then 'self'
            else coalesce(q.for_whom, 'report') end as asked_as,
       a.requester_id, w.name as "requester?", a.beneficiary_id, b.name as "beneficiary?", a.signed_as, a.by_id, y.name as "by_name?",
       a.for_id, f.name as "for_name?", a.sku_id, coalesce(p.name, p.part_number) as "product?", a.attempt
  from acts a
  left join requests q on q.id = a.request_id
  left join people w on w.id = a.requester_id
  left join people b on b.id = a.beneficiary_id
  left join people y on y.id = a.by_id
  left join people f on f.id = a.for_id
  left join products p on p.sku_id = a.sku_id
 order by case when cardinality(a.bad) > 0 then 1 when cardinality(a.open) > 0 then 2 else 3 end, a.at, a.request_id, a.act, a.by_id
