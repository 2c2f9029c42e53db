-- The policy under change control: a version comes in as a draft, and somebody else puts it in force.

create table policy_drafts (
    id              uuid primary key,
    version         text not null references policy_versions,
    kind            text not null constraint policy_draft_kind check (kind in ('change', 'rollback')),
    file_name       text,            -- as it was called where it came from; null = an older version of the register
    submitted_by    uuid not null references people,
    submitted_at    timestamptz not null,
    why             text not null,
    state           text not null constraint policy_draft_state
                    check (state in ('waiting', 'in_force', 'withdrawn', 'refused')),
    settled_by      uuid references people,
    settled_at      timestamptz,
    settled_why     text,
    written         bigint generated always as identity,
    constraint policy_draft_settled_by_somebody
        check ((state = 'waiting') = (settled_at is null) and (settled_at is null) = (settled_by is null)
               and (settled_at is null) = (settled_why is null)),
    constraint policy_draft_taken_back_by_its_submitter
        check (state <> 'withdrawn' or settled_by = submitted_by),
    constraint policy_draft_refused_by_somebody_else
        check (state <> 'refused' or settled_by <> submitted_by)
);
-- Several drafts may wait, but not the same bytes twice.
create unique index one_waiting_draft_for_each_version on policy_drafts (version) where state = 'waiting';
create index policy_drafts_in_order on policy_drafts (written);
create index policy_drafts_of_version on policy_drafts (version, written);

alter table policy_in_force
    -- The draft by which it came in force; null = at the first start, or before there were drafts.
    add column draft_id uuid constraint one_coming_into_force_for_each_draft unique references policy_drafts;
create index policy_in_force_of_version on policy_in_force (version, id);
create index policy_versions_in_order on policy_versions (first_seen_at desc, version);

-- What waits for signatures is looked at once for each version that comes in force. Cut off, it goes on where it was.
create table policy_passes (
    id              uuid primary key,
    in_force_id     bigint not null unique references policy_in_force,
    after           uuid not null,   -- the last request that was looked at
    denied          bigint not null default 0,
    kept            bigint not null default 0,
    started_at      timestamptz not null,
    finished_at     timestamptz,
    superseded      boolean not null default false, -- another version came in force before its end
    constraint superseded_when_finished check (not superseded or finished_at is not null)
);

create index requests_awaiting_approval on requests (id) where state = 'awaiting_approval';
-- Denied after they had stages, and why: told to whoever was to sign them.
create index requests_denied_later on requests (settled_at) where state = 'denied' and close_reason is not null;

alter table jobs
    drop constraint job_kind,
    add constraint job_kind check (kind in ('reconcile', 'sync_directory', 'sync_catalog', 'turn_clock', 'scan_drift', 'adopt_found',
                                            'apply_policy'));

grant select, insert, update on policy_drafts, policy_passes to countersign_service;
