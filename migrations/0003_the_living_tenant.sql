-- The living tenant: people come, move and go; grants begin and end on a day; what ends by itself can be held.

-- People -----------------------------------------------------------------------------------------------------

alter table people
    add column gone_at      timestamptz, -- when we noticed that the directory has them no more
    add column time_zone    text;        -- as they chose it (IANA); else by their country, else the configured one

-- What the directory said anew of somebody whom we knew: written where the mirror is written, looked at by fulfilment.
create table movements (
    id              uuid primary key,
    person_id       uuid not null references people,
    kind            text not null constraint movement_kind check (kind in ('disabled', 'deleted', 'moved', 'enabled', 'returned')),
    changed         text[] not null default '{}', -- of 'moved': department, employee_type, manager, country
    before          jsonb not null, -- what changed, as it was
    after           jsonb not null,
    noticed_at      timestamptz not null,
    handled_at      timestamptz, -- what follows from it is written down
    written         bigint generated always as identity
);
create index movements_to_handle on movements (written) where handled_at is null;
create index movements_of_person on movements (person_id, written);

-- Requests ---------------------------------------------------------------------------------------------------

alter table requests
    drop constraint request_kind,
    add constraint request_kind check (kind in ('assign', 'extend', 'adopt')),
    add column begins_on    date, -- first day, in the time zone of the beneficiary; null = as soon as it is approved
    add column ends_on      date, -- last day; in place of a term in days
    add column extends      uuid references grants, -- the grant that an extension is about
    add constraint extension_of_a_grant check ((kind = 'extend') = (extends is not null)),
    add constraint one_way_to_say_the_end check (ends_on is null or term_days is null);

-- Grants -----------------------------------------------------------------------------------------------------

alter table grants
    drop constraint grant_state,
    drop constraint attention_when_needed,
    drop constraint end_cause,
    add constraint grant_state check (state in ('scheduled', 'pending', 'waiting_for_seat', 'needs_attention', 'active',
                                                'ending', 'removal_needs_attention', 'ended')),
    add constraint attention_when_needed check (case
        when state in ('needs_attention', 'removal_needs_attention', 'waiting_for_seat') then attention is not null
        when state in ('ended', 'scheduled') then attention is null
        else true end),
    -- left, moved: by the directory; expired: by the clock; not_granted: drift that an administrator had taken away;
    -- gone: drift that an administrator accepted, there was nothing left to remove.
    add constraint end_cause check (end_cause in ('given_back', 'withdrawn', 'closed', 'expired', 'left', 'moved',
                                                  'not_granted', 'gone')),
    add column begins_at    timestamptz, -- while scheduled: when it begins
    add column ends_on      date,        -- the last day, where a day was asked for in place of a term
    -- It should have ended by itself and the fuse held it: since when, and for which cause.
    add column held_at      timestamptz,
    add column held_cause   text constraint held_cause check (held_cause in ('expired', 'left', 'moved')),
    add constraint held_for_a_cause check ((held_at is null) = (held_cause is null)),
    add constraint scheduled_until check (state <> 'scheduled' or begins_at is not null);
create index grants_that_begin on grants (begins_at) where state = 'scheduled';
create index grants_that_end on grants (until_at) where state = 'active' and until_at is not null;
create index grants_held on grants (held_at) where held_at is not null;
create index grants_ended_by_themselves on grants (end_wished_at) where end_cause in ('expired', 'left', 'moved');

-- Jobs -------------------------------------------------------------------------------------------------------

alter table jobs
    drop constraint job_kind,
    add constraint job_kind check (kind in ('reconcile', 'sync_directory', 'sync_catalog', 'turn_clock', 'scan_drift', 'adopt_found'));

grant select, insert, update on movements to countersign_service;
