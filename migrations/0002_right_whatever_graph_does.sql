-- Seats in the order of approval, plans that Microsoft adds, rights that end, workers that are known by name.

-- The catalogue ----------------------------------------------------------------------------------------------

alter table products
    add column held_back_seats  integer not null default 0 constraint held_back_is_a_count check (held_back_seats >= 0),
    -- When Graph refused a seat that the counts promised, and what they promised: not believed again until they change.
    add column refused_at       timestamptz,
    add column refused_free     integer;

alter table service_plans
    -- A plan that Microsoft adds stays off for everybody we manage until somebody says what it is.
    add column class            text not null default 'offered'
                                constraint plan_class check (class in ('offered', 'unclassified', 'kept_off')),
    add column found_at         timestamptz, -- when it was first seen in a product that was known already
    add column kept_off_from    timestamptz, -- when everybody who has the product was put into the queue for it
    add column classified_at    timestamptz,
    add column classified_by    uuid references people,
    add column gone_at          timestamptz; -- no longer part of the SKU; its class is remembered
create index unclassified_plans on service_plans (found_at) where class = 'unclassified' and gone_at is null;

-- Grants -----------------------------------------------------------------------------------------------------

alter table grants
    drop constraint grant_state,
    drop constraint attention_when_needed,
    add constraint grant_state check (state in ('pending', 'waiting_for_seat', 'needs_attention', 'active',
                                                'ending', 'removal_needs_attention', 'ended')),
    -- Set while a person is needed or a seat is waited for; also, as news, while Graph is tried again.
    add constraint attention_when_needed check (case
        when state in ('needs_attention', 'removal_needs_attention', 'waiting_for_seat') then attention is not null
        when state = 'ended' then attention is null
        else true end),
    add column seat_at          timestamptz, -- a seat is set aside; kept until the grant no longer needs it
    add column sent_at          timestamptz, -- a call for it may have reached Graph: what is there by that call is ours
    add column alone            boolean not null default false, -- a call for several was refused: this one is tried by itself
    add column kept_off         uuid[] not null default '{}', -- plans that a call of ours has had off once
    add column asserted_at      timestamptz, -- when Graph was last asked for it: readings may lag behind that
    add column plans_before     uuid[],      -- the allowed plans before a change that is under way
    add column end_cause        text constraint end_cause check (end_cause in ('given_back', 'withdrawn', 'closed', 'expired')),
    add column end_reason       text,
    add column end_wished_at    timestamptz,
    add column ended_at         timestamptz,
    add constraint ended_for_a_cause check ((state not in ('ending', 'removal_needs_attention')) or end_cause is not null);
create index grants_of_product on grants (sku_id, approved_at, id) where state <> 'ended';
drop index grants_in_trouble;
create index grants_in_trouble on grants (state_since) where attention is not null;

-- What is active was assigned with every other plan off.
update grants g set asserted_at = g.active_at, kept_off = coalesce((
    select array_agg(s.plan_id) from service_plans s
     where s.sku_id = g.sku_id and s.applies_to = 'User' and not (s.plan_id = any (g.plans_on))), '{}')
 where g.state = 'active';

-- What Graph refused to combine, by its own words: learned, never guessed. Shown before somebody asks for it again.
create table plan_conflicts (
    kind            text not null constraint conflict_kind check (kind in ('needs', 'excludes')),
    plan_id         uuid not null,
    others          uuid[] not null, -- sorted; of 'needs' one is enough
    learned_at      timestamptz not null,
    run_id          uuid not null references fulfilment_runs,
    primary key (kind, plan_id, others)
);

-- Workers ----------------------------------------------------------------------------------------------------

-- A process that works; its leases are lengthened while it is seen.
create table workers (
    id              uuid primary key,
    name            text not null, -- host and process, for people
    started_at      timestamptz not null,
    seen_at         timestamptz not null
);

alter table jobs
    add column leased_by uuid, -- the worker; no reference: it may be gone
    add column failures integer not null default 0; -- in a row, of ours; that Graph could not do it yet is none
create index jobs_of_worker on jobs (leased_by) where state = 'leased';

-- The next job that is due and whose key nobody holds. The queue fills and empties faster than its statistics are made: the
-- order of the index is followed whatever they say, else every lease reads and sorts the whole queue.
create function lease_job(now_is timestamptz, until timestamptz, by_worker uuid)
    returns table (id uuid, kind text, key uuid, attempt integer, failures integer)
    language plpgsql set enable_sort = off set enable_bitmapscan = off set enable_seqscan = off as $$
#variable_conflict use_column
begin
    return query
    update jobs l set state = 'leased', attempt = attempt + 1, leased_until = until, leased_by = by_worker
     where l.id = (select j.id from jobs j
                    where j.state = 'ready' and j.run_at <= now_is
                      and not exists (select 1 from jobs h
                                       where h.kind = j.kind and h.key = j.key and h.state = 'leased')
                    order by j.run_at limit 1
                      for update skip locked)
    returning l.id, l.kind, l.key, l.attempt, l.failures;
end
$$;

create index grants_of_person on grants (person_id, approved_at);
-- Attempts whose outcome is not recorded: few, and asked for by every attempt.
create index open_runs on fulfilment_runs (person_id) where result is null;

grant select, insert, update, delete on workers to countersign_service;
grant select, insert on plan_conflicts to countersign_service;
