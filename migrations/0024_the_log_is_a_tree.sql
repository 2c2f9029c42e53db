-- The log is a Merkle tree with signed checkpoints, and its events are kept by month.
--
-- The seals of the chain that was before are given up: nobody outside ever held a signed head of it. The sealer makes the tree
-- from the rows, in the same order (docs/decisions/0022).

-- The events, by month ---------------------------------------------------------------------------------------------

-- A number that is unique in the whole log can not be an identity here: Postgres before 17 has none on tables in parts.
create sequence audit_written as bigint;

alter table notices drop constraint notices_event_id_fkey; -- a key over parts would have to name the month too
drop table audit_seals;
alter table audit_events rename to audit_events_before;

create table audit_events (
    id              uuid not null,
    at              timestamptz not null,
    kind            text not null,
    actor_id        uuid,           -- a person; null = Countersign itself
    actor           text not null,  -- 'person', 'worker', 'service' or 'operator'
    request_id      uuid,
    person_id       uuid,           -- whom it concerns
    sku_id          uuid,
    detail          jsonb not null,
    xid             xid8 not null default pg_current_xact_id(),
    written         bigint not null default nextval('audit_written') -- the order within one transaction
) partition by range (at);

create table audit_events_other partition of audit_events default;

create function audit_is_append_only_on(part regclass) returns void language plpgsql as $$
begin
    execute format('create trigger audit_events_append_only before update or delete or truncate on %s
                    for each statement execute function audit_is_append_only()', part);
end
$$;

-- Makes the part for the month of a moment, when it is missing; answers whether it is there. The service may call it: it needs no
-- other right on the tables. A month of which rows stand in the part for all others is left there.
create function audit_month(moment timestamptz) returns boolean
language plpgsql security definer set search_path = public, pg_temp set lock_timeout = '2s' as $$
declare
    month date := date_trunc('month', moment at time zone 'UTC');
    part text := 'audit_events_' || to_char(month, 'YYYY_MM');
begin
    if month is null or month < '2000-01-01' or month > '2199-12-01' then
        return false;
    end if;
    if to_regclass(part) is not null then
        return true;
    end if;
    perform pg_advisory_xact_lock(201918786); -- two may find at once that it is missing
    if to_regclass(part) is not null then
        return true;
    end if;
    execute format('create table %I partition of audit_events for values from (%L) to (%L)', part,
                   to_char(month, 'YYYY-MM-DD') || ' 00:00:00+00',
                   to_char(month + interval '1 month', 'YYYY-MM-DD') || ' 00:00:00+00');
    perform audit_is_append_only_on(part::regclass);
    return true;
exception
    when check_violation or lock_not_available then
        return false;
end
$$;

-- Drops the events of a month; whoever calls it must own the tables.
create function audit_drop_month(month date) returns void language plpgsql as $$
begin
    execute format('drop table %I', 'audit_events_' || to_char(month, 'YYYY_MM'));
end
$$;
revoke all on function audit_month(timestamptz), audit_is_append_only_on(regclass), audit_drop_month(date) from public;

do $$
declare
    moment timestamptz;
begin
    for moment in
        select m from (select distinct date_trunc('month', at at time zone 'UTC') at time zone 'UTC' from audit_events_before
                       union
                       select date_trunc('month', now() at time zone 'UTC') at time zone 'UTC' + make_interval(months => n)
                         from generate_series(0, 2) n) as months (m)
    loop
        perform audit_month(moment);
    end loop;
end
$$;

insert into audit_events (id, at, kind, actor_id, actor, request_id, person_id, sku_id, detail, xid, written)
select id, at, kind, actor_id, actor, request_id, person_id, sku_id, detail, xid, written from audit_events_before order by xid, written;
select setval('audit_written', greatest((select max(written) from audit_events), 1));
drop table audit_events_before;

alter table audit_events add primary key (id, at);
create unique index audit_events_by_transaction on audit_events (xid, written, at);
create unique index audit_events_as_written on audit_events (written, at);
create index audit_events_by_request on audit_events (request_id) where request_id is not null;
create index audit_events_by_person on audit_events (person_id) where person_id is not null;
create index audit_events_decided on audit_events (written) where kind = 'request.decided';
create index audit_events_of_the_policy on audit_events (written)
    where kind in ('policy.in_force', 'policy.draft_submitted', 'policy.draft_withdrawn', 'policy.draft_refused');

create trigger audit_events_append_only before update or delete or truncate on audit_events
    for each statement execute function audit_is_append_only();
select audit_is_append_only_on('audit_events_other');

-- The tree --------------------------------------------------------------------------------------------------------

-- The one order of the events, made by one sealer at a time: gapless, and never ahead of an open transaction. A seal is a leaf of
-- the tree. It says by itself when its event was and where it stood, so that it holds without the event's row.
create table audit_seals (
    seq             bigint primary key check (seq >= 1), -- index of the leaf + 1
    event_id        uuid not null unique,
    at              timestamptz not null, -- of the event: its month
    xid             xid8 not null,
    written         bigint not null,
    hash            bytea not null check (octet_length(hash) = 32), -- SHA-256 over a zero byte and the event
    sealed_at       timestamptz not null
);
create index audit_seals_by_month on audit_seals (at, seq); -- what is dropped is counted

-- Hashes of whole subtrees: of 2^level leaves from index * 2^level on. Those between are computed from these.
create table audit_tree (
    level           integer not null check (level > 0 and level % 8 = 0),
    index           bigint not null check (index >= 0),
    hash            bytea not null check (octet_length(hash) = 32),
    primary key (level, index)
);

create table audit_checkpoints (
    size            bigint primary key check (size >= 1),
    root            bytea not null check (octet_length(root) = 32),
    note            text not null, -- C2SP tlog-checkpoint in a signed note
    at              timestamptz not null
);

-- Public keys as they came in use.
create table audit_keys (
    vkey            text primary key,
    name            text not null,
    first_size      bigint not null,
    at              timestamptz not null
);

-- Months whose events were dropped; their seals stay.
create table audit_dropped (
    month           date primary key check (extract(day from month) = 1),
    events          bigint not null check (events >= 0),
    at              timestamptz not null,
    event_id        uuid not null unique -- the event that says so
);

do $$
declare
    name text;
begin
    foreach name in array array['audit_seals', 'audit_tree', 'audit_checkpoints', 'audit_keys', 'audit_dropped'] loop
        execute format('create trigger %I before update or delete or truncate on %I
                        for each statement execute function audit_is_append_only()', name || '_append_only', name);
    end loop;
end
$$;

grant select, insert on audit_events, audit_seals, audit_tree, audit_checkpoints, audit_keys to countersign_service;
grant select on audit_dropped to countersign_service;
grant usage on sequence audit_written to countersign_service;
grant execute on function audit_month(timestamptz) to countersign_service;
