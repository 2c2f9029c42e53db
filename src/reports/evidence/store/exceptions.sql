-- $1, $2: from this moment until before that one; $3: when it was asked; $4: days within which a review is to be there.
with acts as (
    -- Given at once, past the rules.
    select 'break_glass' as what, x.made_at as at, x.made_by as by_id, r.beneficiary_id as person_id, r.sku_id, x.reason, x.reviewed_by,
           x.reviewed_at, x.review_note, x.request_id
      from exceptions x join requests r on r.id = x.request_id
     where x.made_at >= $1 and x.made_at < $2
    union all
    -- One administrator changed the policy alone.
    select 'single_administrator', d.settled_at, d.settled_by, null, null, d.settled_why, null, null, null, null
      from policy_drafts d
     where d.settled_at >= $1 and d.settled_at < $2 and d.state = 'in_force' and d.settled_by = d.submitted_by
    union all
    -- What was found at Microsoft and made a right, or left as it is.
    select case f.state when 'adopted' then 'drift_adopted' else 'drift_accepted' end, f.decided_at, f.decided_by, f.person_id, f.sku_id,
           f.reason, null, null, null, coalesce(g.request_id, n.request_id)
      from findings f
      left join grants g on g.id = f.grant_id
      left join lateral (select n.request_id from grants n join requests q on q.id = n.request_id
                          where f.grant_id is null and n.person_id = f.person_id and n.sku_id = f.sku_id and q.kind = 'adopt'
                            and q.created_at = f.decided_at limit 1) n on true
     where f.decided_at >= $1 and f.decided_at < $2 and f.state in ('adopted', 'accepted')
    union all
    -- Closed by an administrator although Microsoft did not do what was asked.
    select 'forced_closure', e.at, e.actor_id, e.person_id, e.sku_id, audit_said(e.id, e.detail) ->> 'reason', null, null, null, e.request_id
      from audit_events e
     where e.kind = 'grant.attention_closed' and e.at >= $1 and e.at < $2
    union all
    -- Kept by an administrator although the fuse only held its end back.
    select 'fuse_kept', g.kept_at, g.kept_by, g.person_id, g.sku_id, g.kept_reason, null, null, null, g.request_id
      from grants g
     where g.kept_at >= $1 and g.kept_at < $2
), judged as (
    select a.*, case when a.by_id = a.person_id then 'own_licence'
                     when a.reviewed_at is not null then 'reviewed'
                     when a.what = 'break_glass' and a.at + make_interval(days => $4) < $3 then 'review_overdue'
                     when a.what = 'break_glass' then 'not_reviewed'
                     else 'nobody_else_saw_it' end as code
      from acts a
), verdicts as (
    select j.*, case when j.code in ('own_licence', 'review_overdue') then 'bad' when j.code = 'reviewed' then 'ok' else 'open' end as verdict
      from judged j
)
select v.verdict, v.code, v.what, v.at, v.by_id, b.name as "by_name?", v.person_id, e.name as "person?", v.sku_id,
       coalesce(p.name, p.part_number) as "product?", v.reason, v.reviewed_by, w.name as "reviewer?", v.reviewed_at, v.review_note, v.request_id
  from verdicts v
  left join people b on b.id = v.by_id
  left join people e on e.id = v.person_id
  left join people w on w.id = v.reviewed_by
  left join products p on p.sku_id = v.sku_id
 order by case v.verdict when 'bad' then 1 when 'open' then 2 else 3 end, v.at, v.request_id, v.what
