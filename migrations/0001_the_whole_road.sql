-- The whole road: mirror of the tenant, policy, requests, fulfilment, jobs, sessions, audit log.
-- Run by the owner. The running service connects as a login that is a member of countersign_service.

do $$
begin
    create role countersign_service nologin;
exception
    when duplicate_object or unique_violation then null; -- roles belong to the whole server; another database may have made it
end
$$;

-- The mirror -------------------------------------------------------------------------------------------------

create table people (
    id              uuid primary key, -- object id in the tenant
    upn             text not null,
    name            text not null,
    mail            text,
    department      text,
    job_title       text,
    employee_type   text,
    user_type       text not null default 'Member',
    country         text,
    usage_location  text,
    enabled         boolean not null,
    manager_id      uuid, -- no reference: the manager may not be read yet
    roles           text[] not null default '{}', -- app roles at the last sign-in
    seen_at         timestamptz not null
);
create index people_by_manager on people (manager_id);
create index people_by_upn on people (lower(upn));

create table groups (
    id              uuid primary key,
    name            text not null,
    seen_at         timestamptz not null
);

create table group_members (
    group_id        uuid not null references groups on delete cascade,
    person_id       uuid not null references people on delete cascade,
    primary key (group_id, person_id)
);
create index group_members_by_person on group_members (person_id);

create table products (
    sku_id          uuid primary key,
    part_number     text not null unique,
    applies_to      text not null,
    capability      text not null,
    enabled_seats   integer not null,
    warning_seats   integer not null,
    suspended_seats integer not null,
    locked_out_seats integer not null,
    consumed_seats  integer not null,
    seen_at         timestamptz not null,
    -- What we say about it; Graph has no such words.
    name            text,
    description     text,
    price_cents     bigint check (price_cents >= 0), -- hundredths of the currency unit, for a seat and month
    currency        text,
    owner_upn       text
);

create table service_plans (
    sku_id          uuid not null references products on delete cascade,
    plan_id         uuid not null,
    name            text not null, -- servicePlanName
    title           text,          -- friendly name
    applies_to      text not null,
    provisioning    text not null,
    primary key (sku_id, plan_id)
);

-- Policy -----------------------------------------------------------------------------------------------------

create table policy_versions (
    version         text primary key check (version ~ '^[0-9a-f]{64}$'), -- SHA-256 of bytes
    bytes           bytea not null,
    first_seen_at   timestamptz not null
);

create table policy_in_force (
    id              bigint generated always as identity primary key,
    version         text not null references policy_versions,
    from_at         timestamptz not null
);

-- Requests ---------------------------------------------------------------------------------------------------

create table requests (
    id              uuid primary key,
    kind            text not null constraint request_kind check (kind in ('assign')),
    requester_id    uuid not null references people,
    beneficiary_id  uuid not null references people,
    sku_id          uuid not null references products,
    justification   text not null,
    term_days       integer check (term_days > 0), -- as asked; null = without end
    plans_off       uuid[] not null,               -- as asked
    state           text not null constraint request_state
                    check (state in ('awaiting_approval', 'approved', 'active', 'denied', 'cancelled', 'closed')),
    created_at      timestamptz not null,
    settled_at      timestamptz,
    constraint settled_when_final check ((settled_at is not null) = (state in ('active', 'denied', 'cancelled', 'closed')))
);
create unique index one_open_request_for_each_person_and_product on requests (beneficiary_id, sku_id)
    where state in ('awaiting_approval', 'approved');
create index requests_by_requester on requests (requester_id, created_at desc);
create index requests_by_beneficiary on requests (beneficiary_id, created_at desc);

create table decisions (
    id              uuid primary key,
    request_id      uuid not null references requests,
    policy_version  text not null references policy_versions,
    facts           jsonb not null,
    decision        jsonb not null,
    made_at         timestamptz not null
);
create index decisions_by_request on decisions (request_id, made_at);

create table stages (
    id              uuid primary key,
    request_id      uuid not null references requests,
    position        integer not null check (position >= 1),
    who             text not null, -- as the policy says it
    rule            text not null, -- id of the route
    why             text not null, -- why these people, in words
    needed          integer not null check (needed >= 1),
    state           text not null constraint stage_state check (state in ('coming', 'open', 'signed', 'denied', 'dropped')),
    opened_at       timestamptz,
    closed_at       timestamptz,
    unique (request_id, position)
);
create index open_stages on stages (request_id) where state = 'open';

create table stage_approvers (
    stage_id        uuid not null references stages,
    person_id       uuid not null references people,
    primary key (stage_id, person_id)
);
create index stage_approvers_by_person on stage_approvers (person_id);

create table signatures (
    id              uuid primary key,
    stage_id        uuid not null references stages,
    request_id      uuid not null references requests,
    person_id       uuid not null references people,
    answer          text not null constraint signature_answer check (answer in ('approve', 'deny')),
    reason          text not null,
    change_hash     text not null, -- SHA-256 of the exact change that was shown and signed
    decision_id     uuid not null references decisions,
    signed_at       timestamptz not null,
    constraint one_signature_for_each_person_and_stage unique (stage_id, person_id)
);

create table grants (
    id              uuid primary key,
    request_id      uuid not null unique references requests,
    person_id       uuid not null references people,
    sku_id          uuid not null references products,
    plans_on        uuid[] not null, -- the allowed plans: what is added to the product later stays off
    term_days       integer check (term_days > 0),
    state           text not null constraint grant_state
                    check (state in ('pending', 'waiting_for_seat', 'needs_attention', 'active', 'ended')),
    attention       jsonb, -- what Graph answered, in its words; set exactly while a person is needed
    state_since     timestamptz not null,
    approved_at     timestamptz not null,
    active_at       timestamptz,
    until_at        timestamptz, -- the term runs from the assignment
    constraint attention_when_needed check ((attention is not null) = (state in ('needs_attention', 'waiting_for_seat')))
);
create unique index one_grant_for_each_person_and_product on grants (person_id, sku_id) where state <> 'ended';
create index grants_in_trouble on grants (state_since) where state in ('needs_attention', 'waiting_for_seat');

-- Fulfilment -------------------------------------------------------------------------------------------------

-- One attempt to make Graph agree with the grants of one person. What came before the call stands here before the call.
create table fulfilment_runs (
    id              uuid primary key, -- also the client-request-id sent to Graph
    person_id       uuid not null references people,
    job_id          uuid not null,
    attempt         integer not null,
    started_at      timestamptz not null,
    observed        jsonb not null, -- licenceAssignmentStates before
    call            jsonb,          -- the exact body; null = nothing differed
    ended_at        timestamptz,
    result          text constraint run_result check (result in ('done', 'refused', 'unknown', 'nothing_to_do', 'superseded')),
    graph_request_id text,
    answer          jsonb, -- Graph's error, if any
    read_back       jsonb  -- licenceAssignmentStates after
);
create index fulfilment_runs_by_person on fulfilment_runs (person_id, started_at desc);

-- Jobs -------------------------------------------------------------------------------------------------------

create table jobs (
    id              uuid primary key,
    kind            text not null constraint job_kind check (kind in ('reconcile', 'sync_directory', 'sync_catalog')),
    key             uuid not null, -- whose job it is; the nil id where there is only one
    state           text not null constraint job_state check (state in ('ready', 'leased', 'stopped')),
    run_at          timestamptz not null,
    attempt         integer not null default 0,
    leased_until    timestamptz,
    last_error      text,
    created_at      timestamptz not null,
    constraint leased_while_leased check ((leased_until is not null) = (state = 'leased'))
);
-- Jobs for the same key coalesce; two workers never hold the same key.
create unique index one_ready_job_for_each_key on jobs (kind, key) where state = 'ready';
create unique index one_leased_job_for_each_key on jobs (kind, key) where state = 'leased';
create index jobs_due on jobs (run_at) where state = 'ready';

-- Sessions ---------------------------------------------------------------------------------------------------

create table sessions (
    id              text primary key,
    data            jsonb not null,
    expires_at      timestamptz not null
);
create index sessions_by_expiry on sessions (expires_at);

-- The audit log ----------------------------------------------------------------------------------------------

-- Written in the transaction of the change, by any number of writers that never wait for each other.
create table audit_events (
    id              uuid primary key,
    at              timestamptz not null,
    kind            text not null,
    actor_id        uuid,           -- a person; null = Countersign itself
    actor           text not null,  -- 'person', 'worker', 'service' or 'operator'
    request_id      uuid,
    person_id       uuid,           -- whom it concerns
    sku_id          uuid,
    detail          jsonb not null,
    xid             xid8 not null default pg_current_xact_id(),
    written         bigint generated always as identity -- the order within one transaction
);
create unique index audit_events_by_transaction on audit_events (xid, written);
create unique index audit_events_as_written on audit_events (written);
create index audit_events_by_request on audit_events (request_id) where request_id is not null;
create index audit_events_by_person on audit_events (person_id) where person_id is not null;

-- The one order of the events, made by one sealer at a time: gapless, and never ahead of an open transaction.
create table audit_seals (
    seq             bigint primary key check (seq >= 1),
    event_id        uuid not null unique references audit_events,
    hash            bytea not null check (octet_length(hash) = 32), -- SHA-256 over the previous hash and the event
    sealed_at       timestamptz not null
);

create function audit_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'the audit log is append-only: % on % is refused', tg_op, tg_table_name
        using errcode = 'insufficient_privilege';
end
$$;
create trigger audit_events_append_only before update or delete or truncate on audit_events
    for each statement execute function audit_is_append_only();
create trigger audit_seals_append_only before update or delete or truncate on audit_seals
    for each statement execute function audit_is_append_only();

-- What the running service may do ------------------------------------------------------------------------------

grant usage on schema public to countersign_service;
grant select, insert, update, delete on people, groups, group_members, products, service_plans, jobs, sessions to countersign_service;
grant select, insert, update on requests, stages, grants, fulfilment_runs to countersign_service;
grant select, insert on policy_versions, policy_in_force, decisions, stage_approvers, signatures to countersign_service;
grant select, insert on audit_events, audit_seals to countersign_service;
-- serve refuses to start on pending migrations, so it must see what has been applied.
grant select on _sqlx_migrations to countersign_service;
