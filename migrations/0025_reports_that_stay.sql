-- Reports of the auditor: each run keeps its rows as they were, and nobody changes them afterwards.

create table report_runs (
    id              uuid primary key,
    report          text not null check (report ~ '^[a-z][a-z0-9-]{0,62}$'),
    parameters      jsonb not null,
    columns         jsonb not null,          -- key and kind of each, as they were
    sql             text not null,           -- the statement that ran
    asked_by        uuid not null references people,
    asked_at        timestamptz not null,
    state           text not null default 'running' constraint report_run_state check (state in ('running', 'done', 'failed')),
    finished_at     timestamptz,
    taken_up        integer not null default 0 check (taken_up >= 0), -- how often a worker began with it
    rows            bigint not null default 0 check (rows >= 0),      -- so far, while it runs
    bad             bigint not null default 0 check (bad >= 0),
    open            bigint not null default 0 check (open >= 0),
    totals          jsonb not null default '[]',
    log_size        bigint,                  -- what it is over: so many events were sealed …
    log_head        text,                    -- … and this stood for the last of them, lower-case hex
    sha256          text check (sha256 ~ '^[0-9a-f]{64}$'), -- over the rows as JSON Lines
    why             text,                    -- why it failed
    written         bigint generated always as identity,
    constraint report_run_ended check ((state = 'running') = (finished_at is null)),
    constraint report_run_done_with_a_hash check ((state = 'done') = (sha256 is not null)),
    constraint report_run_failed_for_a_reason check ((state = 'failed') = (why is not null))
);
create index report_runs_of_report on report_runs (report, written);
create index report_runs_in_order on report_runs (written);
create index report_runs_under_way on report_runs (written) where state = 'running';

create table report_chunks (
    run_id          uuid not null references report_runs,
    place           bigint not null check (place >= 0), -- from 0; every chunk but the last has as many rows
    rows            integer not null check (rows > 0),
    bad             integer not null,
    open            integer not null,
    lines           text not null,           -- each row is one line: canonical JSON (RFC 8785)
    primary key (run_id, place)
);

create function report_run_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and old.state = 'running'
       and (new.id, new.report, new.parameters, new.columns, new.sql, new.asked_by, new.asked_at, new.written)
           = (old.id, old.report, old.parameters, old.columns, old.sql, old.asked_by, old.asked_at, old.written) then
        return new;
    end if;
    raise exception 'a report stays as it is: % on % is refused', tg_op, tg_table_name using errcode = 'insufficient_privilege';
end
$$;
create trigger report_runs_stay before update or delete on report_runs
    for each row execute function report_run_stays();

create function report_chunk_stays() returns trigger language plpgsql as $$
declare
    run uuid := case tg_op when 'DELETE' then old.run_id else new.run_id end;
begin
    if tg_op <> 'UPDATE' then
        perform from report_runs where id = run and state = 'running' for share;
        if found then
            return case tg_op when 'DELETE' then old else new end;
        end if;
    end if;
    raise exception 'a report stays as it is: % on % is refused', tg_op, tg_table_name using errcode = 'insufficient_privilege';
end
$$;
create trigger report_chunks_stay before insert or update or delete on report_chunks
    for each row execute function report_chunk_stays();

create function report_is_not_emptied() returns trigger language plpgsql as $$
begin
    raise exception 'a report stays as it is: % on % is refused', tg_op, tg_table_name using errcode = 'insufficient_privilege';
end
$$;
create trigger report_runs_not_emptied before truncate on report_runs
    for each statement execute function report_is_not_emptied();
create trigger report_chunks_not_emptied before truncate on report_chunks
    for each statement execute function report_is_not_emptied();

-- What reports look for in the log.
create index audit_events_of_reports on audit_events (kind, at) where kind in ('access.refused', 'grant.attention_closed');
create index movements_in_time on movements (noticed_at);
create index signatures_in_time on signatures (signed_at);

alter table jobs
    drop constraint job_kind,
    add constraint job_kind check (kind in ('reconcile', 'sync_directory', 'sync_catalog', 'turn_clock', 'scan_drift', 'adopt_found',
                                            'apply_policy', 'policy_run', 'carry_out', 'tell', 'send_mail', 'report'));

grant select, insert on report_runs to countersign_service;
grant update (state, finished_at, taken_up, rows, bad, open, totals, log_size, log_head, sha256, why) on report_runs to countersign_service;
grant select, insert, delete on report_chunks to countersign_service;
