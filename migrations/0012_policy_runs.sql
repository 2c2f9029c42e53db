-- Decisions are run again: with their own policy, to see that they come out the same (re-performance), or with a draft, to
-- see what it would change (replay). Nothing of this puts anything in force.

create table policy_runs (
    id              uuid primary key,
    kind            text not null constraint policy_run_kind check (kind in ('reperform', 'replay')),
    draft           bytea,           -- of a replay: the file, byte for byte
    version         text check (version ~ '^[0-9a-f]{64}$'), -- SHA-256 of draft
    file_name       text,            -- as it was called where it came from; null = a version that is kept
    since           timestamptz,     -- null = from the first decision on
    up_to           bigint not null, -- decisions written later are not looked at
    started_by      uuid not null references people,
    started_at      timestamptz not null,
    state           text not null default 'running' constraint policy_run_state
                    check (state in ('running', 'done', 'cancelled', 'failed')),
    ended_at        timestamptz,
    taken_up        integer not null default 0, -- how often a worker began or went on with it
    after           bigint not null default 0,  -- the last decision that was looked at
    done            bigint not null default 0,
    total           bigint not null,
    result          jsonb not null,  -- what was counted so far
    trouble         text,            -- why it failed
    written         bigint generated always as identity,
    constraint policy_run_has_a_draft check ((kind = 'replay') = (draft is not null) and (draft is null) = (version is null)),
    constraint policy_run_ended check ((state = 'running') = (ended_at is null)),
    constraint policy_run_failed_for_a_reason check ((state = 'failed') = (trouble is not null))
);
create unique index one_policy_run_of_a_kind_at_a_time on policy_runs (kind) where state = 'running';
create index policy_runs_in_order on policy_runs (kind, written);

-- What a run names: decisions that do not reproduce, or requests that the draft would decide otherwise.
create table policy_run_rows (
    run_id          uuid not null references policy_runs on delete cascade,
    place           bigint not null, -- from 1
    request_id      uuid not null,   -- no references: what is named may be gone
    decision_id     uuid not null,
    made_at         timestamptz not null,
    changes         text[] not null, -- codes
    again           jsonb,           -- the decision as it comes out now; null = it could not be made
    primary key (run_id, place)
);

create unique index decisions_in_order on decisions (written);
create index audit_events_decided on audit_events (written) where kind = 'request.decided';

alter table jobs
    drop constraint job_kind,
    add constraint job_kind check (kind in ('reconcile', 'sync_directory', 'sync_catalog', 'turn_clock', 'scan_drift', 'adopt_found',
                                            'apply_policy', 'policy_run'));

grant select, insert, update, delete on policy_runs, policy_run_rows to countersign_service;
