-- Two years of a company: what was asked, decided, signed, given and ended, with an event for each step. Run in one transaction,
-- when the directory and the products have been read and nobody works. Set before: bench.requests (how many) and bench.shapes
-- (facts with the decision that the policy in force makes of them, as a list).

-- As if an administrator had said what things cost and who answers for them.
update products set our_price_cents = cents, our_currency = 'EUR', price_cents = cents, currency = 'EUR',
                    our_owner_upn = 'sofia.lange@haldenroe.example', owner_upn = 'sofia.lange@haldenroe.example'
  from (select sku_id, 1000 + 700 * (hashtext(part_number) & 15) as cents from products) as priced
 where priced.sku_id = products.sku_id and part_number not in ('FLOW_FREE', 'POWER_BI_STANDARD', 'TEAMS_EXPLORATORY');

create temporary table shapes on commit drop as
select n - 1 as shape, value -> 'facts' as facts, value -> 'decision' as decision,
       coalesce(value #>> '{decision,stages,0,rule}', 'everything-else') as rule
  from json_array_elements(current_setting('bench.shapes')::json) with ordinality as t (value, n);

create temporary table second on commit drop as
select m.person_id, row_number() over (order by m.person_id) as place
  from group_members m join groups g on g.id = m.group_id where g.name = 'License Approvers';

create temporary table asking on commit drop as
select row_number() over (order by id) - 1 as place, id, name,
       coalesce(manager_id, (select person_id from second where place = 1)) as signer
  from people where enabled and user_type = 'Member' and usage_location is not null;

create temporary table offered on commit drop as
select row_number() over (order by p.part_number) - 1 as place, p.sku_id,
       array(select s.plan_id from service_plans s where s.sku_id = p.sku_id and s.applies_to = 'User' order by s.plan_id) as plans
  from products p where p.applies_to = 'User' and p.capability = 'Enabled';
analyze asking;
analyze offered;

-- Ids begin with their time, as those of the service do.
create function pg_temp.id_at(at timestamptz, what text) returns uuid language sql immutable as
$$ select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || substr(md5(what), 13))::uuid $$;

create temporary table past on commit drop as
with numbered as (
    select n, clock_timestamp() - interval '1 day' - interval '729 days' * (1 - n::float8 / current_setting('bench.requests')::int) as asked,
           abs(hashint4(n)::bigint) as chance
      from generate_series(1, current_setting('bench.requests')::int) as t (n)
), stated as (
    select n, asked, chance, asked + interval '1 hour' * (1 + chance % 20 * (chance % 7)) as answered,
           a.id as person_id, a.signer, a.name, o.sku_id, o.plans,
           case when chance % 20 < 14 then 'active' when chance % 20 < 17 then 'denied' else 'cancelled' end as state
      from numbered
      join asking a on a.place = chance % (select count(*) from asking)
      join offered o on o.place = (chance / 8191) % (select count(*) from offered)
)
select s.*, s.n % (select count(*) from shapes) as shape,
       pg_temp.id_at(asked, 'request ' || n) as request_id, pg_temp.id_at(asked, 'decision ' || n) as decision_id,
       pg_temp.id_at(asked, 'stage ' || n) as stage_id, pg_temp.id_at(answered, 'grant ' || n) as grant_id,
       -- The latest of each person and product lives, where it is not old.
       state = 'active' and asked > clock_timestamp() - interval '60 days'
           and row_number() over (partition by person_id, sku_id, state order by n desc) = 1 as lives,
       state = 'active' and n % 4 = 0 as has_second
  from stated s;
create index on past (shape);
analyze past;

insert into requests (id, kind, requester_id, beneficiary_id, sku_id, justification, term_days, plans_off, change_hash, state,
                      created_at, settled_at, for_whom)
select request_id, 'assign', person_id, person_id, sku_id, 'I need it for the drawings of the northern site, from this month on.',
       (array[null, 90, 365])[1 + n % 3], '{}', repeat('0', 64), state, asked, answered, 'self'
  from past order by n;

insert into decisions (id, request_id, policy_version, facts, decision, made_at)
select p.decision_id, p.request_id, (select version from policy_in_force order by id desc limit 1), s.facts, s.decision, p.asked
  from past p join shapes s using (shape) order by p.n;

insert into stages (id, request_id, position, who, rule, why, needed, state, opened_at, closed_at)
select p.stage_id, p.request_id, 1, 'manager', s.rule, 'manager of ' || p.name, 1,
       case p.state when 'active' then 'signed' when 'denied' then 'denied' else 'dropped' end, p.asked, p.answered
  from past p join shapes s using (shape) order by p.n;
insert into stages (id, request_id, position, who, rule, why, needed, state, opened_at, closed_at)
select pg_temp.id_at(p.asked, 'second ' || p.n), p.request_id, 2, 'group:License Approvers', s.rule, 'member of License Approvers', 1,
       'signed', p.answered, p.answered
  from past p join shapes s using (shape) where p.has_second order by p.n;

insert into stage_approvers (stage_id, person_id) select stage_id, signer from past;
insert into stage_approvers (stage_id, person_id)
select pg_temp.id_at(p.asked, 'second ' || p.n), s.person_id from past p cross join second s where p.has_second;

insert into signatures (id, stage_id, request_id, person_id, answer, reason, change_hash, decision_id, signed_at)
select pg_temp.id_at(answered, 'signature ' || n), stage_id, request_id, signer,
       case state when 'active' then 'approve' else 'deny' end, case state when 'denied' then 'Not this year.' else '' end,
       repeat('0', 64), decision_id, answered
  from past where state <> 'cancelled' order by n;
insert into signatures (id, stage_id, request_id, person_id, answer, reason, change_hash, decision_id, signed_at)
select pg_temp.id_at(p.answered, 'signature of second ' || p.n), pg_temp.id_at(p.asked, 'second ' || p.n), p.request_id, s.person_id,
       'approve', '', repeat('0', 64), p.decision_id, p.answered
  from past p join second s on s.place = 1 where p.has_second order by p.n;

insert into grants (id, request_id, person_id, sku_id, plans_on, state, state_since, approved_at, active_at, asserted_at,
                    end_cause, end_wished_at, ended_at)
select grant_id, request_id, person_id, sku_id, plans, case when lives then 'active' else 'ended' end, answered, answered, answered,
       answered, case when not lives then 'given_back' end, case when not lives then over end, case when not lives then over end
  from (select *, least(answered + interval '1 day' * (20 + chance % 200), clock_timestamp() - interval '2 hours') as over from past) p
 where state = 'active' order by n;

-- By transactions of long ago: whoever follows the log has seen them.
insert into audit_events (id, at, kind, actor_id, actor, request_id, person_id, sku_id, detail, xid)
select pg_temp.id_at(e.at, e.kind || ' ' || p.n), e.at, e.kind, e.by, case when e.by is null then 'service' else 'person' end,
       p.request_id, p.person_id, p.sku_id, e.detail, (3 + p.n % 500)::text::xid8
  from past p
 cross join lateral (values
        (1, 'request.submitted', asked, p.person_id, '{}'::jsonb),
        (2, 'request.decided', asked, null, jsonb_build_object('decision', decision_id, 'facts_sha256', repeat('0', 64),
                                                               'decision_sha256', repeat('0', 64), 'outcome', 'stages')),
        (3, 'stage.opened', asked, null, jsonb_build_object('stage', stage_id, 'position', 1, 'people', json_build_array(signer))),
        (4, 'signature.given', answered, case when state <> 'cancelled' then signer end,
            jsonb_build_object('stage', stage_id, 'decision', decision_id, 'change', repeat('0', 64), 'answer', state)),
        (5, case state when 'active' then 'grant.approved' when 'denied' then 'request.denied' else 'request.cancelled' end, answered,
            null, jsonb_build_object('grant', grant_id)),
        (6, 'grant.active', answered, null, jsonb_build_object('grant', grant_id)),
        (7, 'grant.ended', answered, null, jsonb_build_object('grant', grant_id, 'cause', 'given_back'))) as e (place, kind, at, by, detail)
 where case e.place when 4 then p.state <> 'cancelled' when 6 then p.state = 'active' when 7 then p.state = 'active' and not p.lives
                    else true end
 order by p.n, e.place;
