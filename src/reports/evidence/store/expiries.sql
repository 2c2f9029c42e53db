-- $1, $2: what was due from this moment until before that one; $3: when it was asked; $4: hours after its end within which a licence
-- is to be gone; $5: days of a term from which on somebody is to be reminded of its end.
with dues as (
    -- Ends as they are.
    select g.id as grant_id, g.until_at as due_at, null::timestamptz as moved_at, null::timestamptz as moved_to, null::uuid as moved_by,
           null::text as moved
      from grants g
     where g.until_at >= $1 and g.until_at < $2
    union all
    -- Ends that were moved before or after they came.
    select (e.detail ->> 'grant')::uuid, (e.detail ->> 'from')::timestamptz, e.at, (e.detail ->> 'until')::timestamptz, e.request_id,
           case e.kind when 'grant.extended' then 'extended' else 'kept' end
      from audit_events e
     where e.kind in ('grant.extended', 'fuse.kept')
       and (e.detail ->> 'from') collate "C" >= to_char($1::timestamptz at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS')
       and (e.detail ->> 'from') collate "C" < to_char($2::timestamptz at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS')
       and (e.detail ->> 'from')::timestamptz is distinct from (e.detail ->> 'until')::timestamptz
), judged as (
    select d.*, g.request_id, g.person_id, g.sku_id, g.ended_at, g.end_cause, r.reminders, r.reminded_at, x.extensions,
           d.due_at + make_interval(hours => $4) as promised_at,
           case
               when d.moved is not null and d.moved_at > d.due_at + make_interval(hours => $4) then d.moved || '_late'
               when d.moved is not null then d.moved
               when g.active_at is not null and s.until_at is distinct from g.until_at then 'end_differs'
               when c.was_left then 'left_there'
               when g.ended_at <= d.due_at then 'ended_before'
               when g.ended_at > d.due_at + make_interval(hours => $4) then 'late'
               when g.ended_at is not null then 'in_time'
               when d.due_at + make_interval(hours => $4) < $3 and g.held_at is not null then 'overdue_held'
               when d.due_at + make_interval(hours => $4) < $3 then 'overdue'
               when g.held_at is not null then 'held'
               when d.due_at <= $3 then 'being_removed'
               else 'not_due' end as code,
           case
               when r.reminders > 0 then 'reminded'
               when d.moved is null and d.due_at <= $3 and g.active_at <= d.due_at - make_interval(days => $5)
                    and (g.ended_at is null or g.ended_at > d.due_at) then 'not_reminded'
               else 'no_reminder_due' end as told
      from dues d
      join grants g on g.id = d.grant_id
      left join lateral (select count(*) as reminders, max(m.at) as reminded_at from reminders m
                          where m.grant_id = d.grant_id and m.until_at = d.due_at) r on true
      left join lateral (select count(*) as extensions from requests q where q.extends = d.grant_id and q.state = 'active') x on true
      left join lateral (select true as was_left from audit_events e
                          where g.end_cause = 'closed' and e.request_id = g.request_id and e.kind = 'grant.ended'
                            and e.detail ->> 'left_in_graph' = 'true' limit 1) c on true
      -- What the log says last about the end.
      left join lateral (select (e.detail ->> 'until')::timestamptz as until_at from audit_events e
                          where (e.detail ->> 'grant')::uuid = g.id and e.detail ? 'until'
                            and e.kind in ('grant.active', 'grant.extended', 'fuse.kept', 'drift.adopted')
                          order by e.written desc limit 1) s on true
), verdicts as (
    select j.*,
           case when j.code in ('end_differs', 'left_there', 'late', 'overdue', 'overdue_held', 'extended_late', 'kept_late') then 'bad'
                when j.code in ('held', 'being_removed', 'not_due') or j.told = 'not_reminded' then 'open'
                else 'ok' end as verdict,
           case when j.moved is not null then extract(epoch from j.moved_at - j.due_at)::bigint
                when j.ended_at is not null then extract(epoch from j.ended_at - j.due_at)::bigint
                when j.due_at <= $3 then extract(epoch from $3 - j.due_at)::bigint end as lag_seconds
      from judged j
)
select v.verdict as "verdict?", v.code as "code?", v.due_at as "due_at?", v.person_id as "person_id?", e.name as "person?",
       v.sku_id as "sku_id?", coalesce(p.name, p.part_number) as "product?", v.promised_at as "promised_at?",
       case when v.moved is null then v.ended_at end as "removed_at?", v.lag_seconds as "lag_seconds?",
       case when v.moved is null then v.end_cause end as "end_cause?", v.told as "told?", v.reminders as "reminders?",
       v.reminded_at as "reminded_at?", v.extensions as "extensions?", v.moved_at as "moved_at?", v.moved_to as "moved_to?",
       v.request_id as "request_id?", case v.moved when 'extended' then v.moved_by end as "extended_by?"
  from verdicts v
  join people e on e.id = v.person_id
  join products p on p.sku_id = v.sku_id
 order by case v.verdict when 'bad' then 1 when 'open' then 2 else 3 end, v.due_at, v.grant_id, v.moved_at nulls last
