-- $1: as of before this moment; $2: the day, $3: in this zone; $4: hours that a session may live at most; $5: of this person; null = of all.
with acts as (
    -- What was done on the day that needs a role.
    select e.actor_id as person_id, e.kind as act, count(*) as times, min(e.at) as at,
           (array_agg(e.id order by e.written))[1] as event_id,
           bool_and(exists (
               select from audit_events s
                where s.kind = 'person.signed_in' and s.person_id = e.actor_id and s.at <= e.at and s.at >= e.at - make_interval(hours => $4)
                  and case when e.kind in ('audit.exported', 'report.exported', 'report.run', 'report.viewed') then s.detail -> 'roles' ? 'Auditor'
                           when e.kind in ('exception.reviewed', 'policy.reperformed') then s.detail -> 'roles' ?| array['Auditor', 'Administrator']
                           else s.detail -> 'roles' ? 'Administrator' end)) as with_the_role
      from audit_events e
     where e.at >= $2::date::timestamp at time zone $3 and e.at < $1 and e.actor_id is not null
       and ($5::uuid is null or e.actor_id = $5)
       and e.kind in ('catalog.plan_classified', 'catalog.product_edited', 'catalog.seats_held_back', 'catalog.names_imported',
                      'directory.read_anew', 'directory.taken', 'drift.accepted', 'drift.adopted', 'drift.adoption_begun',
                      'drift.adoption_stopped', 'drift.restored', 'fuse.kept', 'fuse.resumed', 'grant.attention_closed',
                      'grant.given_at_once', 'grant.retried', 'job.retried', 'policy.draft_refused', 'policy.draft_submitted',
                      'policy.draft_withdrawn', 'policy.in_force', 'audit.exported', 'report.exported', 'report.run', 'report.viewed',
                      'exception.reviewed', 'policy.reperformed')
     group by e.actor_id, e.kind
), roles as (
    -- With which roles somebody came in last; who never had one is not asked about.
    select w.person_id, s.at, s.event_id, s.detail -> 'roles' as roles
      from (select distinct e.person_id from audit_events e
             where e.kind = 'person.signed_in' and e.detail -> 'roles' <> '[]' and ($5::uuid is null or e.person_id = $5)) w
      join lateral (select e.at, e.id as event_id, e.detail from audit_events e
                     where e.kind = 'person.signed_in' and e.person_id = w.person_id and e.at < $1
                     order by e.at desc, e.written desc limit 1) s on true
), said as (
    -- Who came into a group or left it.
    select (e.detail ->> 'group')::uuid as group_id, w.person::uuid as person_id, w.what, e.at, e.written, e.id as event_id
      from audit_events e
      cross join lateral (select i, 'joined' as what from jsonb_array_elements_text(e.detail -> 'joined') i
                          union all
                          select i, 'left' from jsonb_array_elements_text(e.detail -> 'left') i) w (person, what)
     where e.kind = 'directory.read' and e.detail ? 'group'
), before as (
    select distinct on (group_id, person_id) * from said where at < $1 order by group_id, person_id, written desc
), after as (
    select distinct on (group_id, person_id) * from said where at >= $1 order by group_id, person_id, written
), members as (
    -- Who left later may not be in it now; of who is gone otherwise it is not known since when.
    select b.group_id, b.person_id, b.at, b.event_id,
           case when exists (select from group_members m where m.group_id = b.group_id and m.person_id = b.person_id)
                     or exists (select from after a where a.group_id = b.group_id and a.person_id = b.person_id) then 'member'
                else 'left_unsaid' end as code
      from before b where b.what = 'joined'
    union all
    -- Left later, and nothing says since when they were in it.
    select a.group_id, a.person_id, null, null, 'member_since_before' from after a
     where a.what = 'left' and not exists (select from before b where b.group_id = a.group_id and b.person_id = a.person_id)
    union all
    select m.group_id, m.person_id, null, null, 'member_since_before' from group_members m join groups g on g.id = m.group_id and g.followed
     where not exists (select from said s where s.group_id = m.group_id and s.person_id = m.person_id)
), rights as (
    select 'role' as what, r.person_id, case w.role when 'Administrator' then 'administrator' else 'auditor' end as right_to, null::text as scope,
           null::uuid as for_id, r.at, r.event_id, null::bigint as times,
           case when jsonb_array_length(r.roles) > 1 then 'both_roles'
                when r.at >= $2::date::timestamp at time zone $3 then 'signed_in_that_day'
                else 'last_seen_with_it' end as code
      from roles r cross join lateral jsonb_array_elements_text(r.roles) w (role)
    union all
    select 'act', a.person_id, a.act, null, null, a.at, a.event_id, a.times, case when a.with_the_role then 'with_the_role' else 'without_the_role' end
      from acts a
    union all
    select 'group', m.person_id, 'signs_for_group', coalesce(nullif(g.name, ''), m.group_id::text), null, m.at, m.event_id, null, m.code
      from members m left join groups g on g.id = m.group_id
     where $5::uuid is null or m.person_id = $5
    union all
    -- Groups of which the log says nothing before that day, and something after it.
    select 'group', null, 'signs_for_group', coalesce(nullif(g.name, ''), s.group_id::text), null, min(s.at), (array_agg(s.event_id order by s.written))[1], null, 'not_known'
      from said s left join groups g on g.id = s.group_id
     where $5::uuid is null
     group by s.group_id, g.name having min(s.at) >= $1
    union all
    select 'delegation', d.to_id, 'signs_for_somebody',
           case when d.skus is null then null else (select string_agg(p.part_number, ', ' order by p.part_number) from products p where p.sku_id = any (d.skus)) end,
           d.from_id, d.made_at, null, null,
           case when d.made_by = d.from_id then 'delegated' else 'delegated_by_an_administrator' end
      from delegations d
     where d.made_at < $1 and d.starts_at < $1 and d.ends_at >= $1 and (d.ended_at is null or d.ended_at >= $1)
       and ($5::uuid is null or d.to_id = $5)
    union all
    -- Stages that were open, by who may sign them as it is kept now.
    select 'stage', a.person_id, 'signs_stage', s.who, a.on_behalf_of, min(s.opened_at), null, count(*),
           case when bool_or(s.replaced_at >= $1 or s.escalated_at >= $1) then 'others_later' else 'may_sign' end
      from stages s join stage_approvers a on a.stage_id = s.id
     where s.opened_at < $1 and (s.closed_at is null or s.closed_at >= $1) and s.state <> 'coming'
       and ($5::uuid is null or a.person_id = $5)
     group by a.person_id, s.who, a.on_behalf_of
), judged as (
    select r.*, case when r.what <> 'act' and m.kind in ('disabled', 'deleted') then 'account_closed'
                     else r.code end as judged_code, m.kind in ('disabled', 'deleted') as is_closed
      from rights r
      -- What the directory said of the account last.
      left join lateral (select m.kind from movements m
                          where m.person_id = r.person_id and m.noticed_at < $1 and m.kind in ('disabled', 'deleted', 'enabled', 'returned')
                          order by m.written desc limit 1) m on true
), verdicts as (
    select j.*, case when j.judged_code = 'without_the_role' then 'bad'
                     when j.judged_code = 'account_closed' and j.what in ('stage', 'delegation') then 'bad'
                     when j.judged_code in ('last_seen_with_it', 'not_known', 'member_since_before', 'left_unsaid', 'both_roles', 'others_later', 'delegated_by_an_administrator')
                          or j.judged_code = 'account_closed' and j.what = 'group' then 'open'
                     else 'ok' end as verdict
      from judged j
)
select v.verdict as "verdict?", v.judged_code as "code?", v.what as "what?", v.person_id as "person_id?", p.name as "person?",
       v.right_to as "right_to?", v.scope as "scope?", v.for_id as "for_id?", f.name as "for_name?", v.times as "times?", v.at as "at?",
       (select l.seq from audit_seals l where l.event_id = v.event_id) as "event?"
  from verdicts v
  left join people p on p.id = v.person_id
  left join people f on f.id = v.for_id
 order by case v.verdict when 'bad' then 1 when 'open' then 2 else 3 end, v.what, p.name, v.person_id, v.right_to, v.scope, v.for_id
