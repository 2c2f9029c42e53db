-- How far each part of the mirror is: read by whoever shows it, written by whoever reads the tenant.

create table mirrors (
    name            text primary key constraint mirror_name check (name in ('people', 'catalog')),
    mode            text constraint mirror_mode check (mode in ('full', 'delta')), -- of the run under way, or of the last one
    run             bigint not null default 0, -- counts runs; whoever writes for another one is too late
    started_at      timestamptz,  -- of the run under way; null = none is
    next_link       text,         -- where the run under way goes on
    delta_link      text,         -- where the next delta begins
    delta_at        timestamptz,  -- when Graph gave that link: it is good for seven days
    full_at         timestamptz,  -- when everybody was last read
    pages           bigint not null default 0,
    seen            bigint not null default 0, -- items of the pages
    changed         bigint not null default 0, -- people who are new or differ
    gone            bigint not null default 0,
    bad             bigint not null default 0, -- items that could not be read
    bad_items       jsonb not null default '[]', -- the first of them: page, position, what is wrong
    finished_at     timestamptz,
    lasted_ms       bigint,
    read_at         timestamptz,  -- as of when the mirror is true
    error           text,         -- why the last attempt did not come to its end
    refused         jsonb         -- a reading that waits for an administrator: how many there were, and would be
);
insert into mirrors (name) values ('people'), ('catalog');

-- What a run has seen, and what it will do at its end if it may.
create table directory_run (
    run             bigint not null,
    person_id       uuid not null,
    what            text not null constraint run_what check (what in ('seen', 'gone', 'disabled'))
);
create index directory_run_by_person on directory_run (run, what, person_id);

create index people_who_are_there on people (id) where gone_at is null and enabled;

grant select, update on mirrors to countersign_service;
grant select, insert, delete on directory_run to countersign_service;
