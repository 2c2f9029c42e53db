-- Drift: what Graph shows and no grant explains, and what became of it. The fuse: what stops too many endings.

-- One comparison of everybody's licences with the grants. A scan that is cut off goes on at its next page.
create table drift_scans (
    id              uuid primary key,
    started_at      timestamptz not null,
    finished_at     timestamptz,
    next_link       text,                        -- the page to be read next; null before the first
    pages           integer not null default 0,
    people          bigint not null default 0,   -- compared
    unknown_people  bigint not null default 0,   -- of whom the mirror knows nothing: passed over
    found           bigint not null default 0,
    gone            bigint not null default 0,
    actors_read_to  timestamptz,                 -- the audit feed of the directory was read up to here
    actors_refused  boolean not null default false, -- the app may not read that feed
    written         bigint generated always as identity
);
create unique index one_scan_at_a_time on drift_scans ((true)) where finished_at is null;
create index drift_scans_in_order on drift_scans (written);

create table findings (
    id              uuid primary key,
    person_id       uuid not null references people,
    sku_id          uuid not null references products,
    kind            text not null constraint finding_kind
                    check (kind in ('unknown_licence', 'missing', 'plans_differ', 'group_error')),
    group_id        uuid,            -- of 'group_error': the group; it may not be in the mirror
    grant_id        uuid references grants, -- of 'missing' and 'plans_differ'
    observed        jsonb not null,  -- what Graph showed
    fingerprint     text not null,   -- of what was observed: it is another difference when this changes
    state           text not null constraint finding_state
                    check (state in ('open', 'accepted', 'adopted', 'restored', 'gone')),
    first_seen_at   timestamptz not null,
    last_seen_at    timestamptz not null,
    changed_at      timestamptz not null, -- when it was found to be like this
    gone_at         timestamptz,
    -- Who did it at Microsoft, and when, as far as the directory says.
    actor_id        uuid,            -- a person; no reference: the mirror may not have them
    actor_app       text,
    done_at         timestamptz,
    -- What an administrator said to it.
    decided_at      timestamptz,
    decided_by      uuid references people,
    reason          text,
    written         bigint generated always as identity,
    constraint gone_when_gone check ((gone_at is not null) = (state = 'gone')),
    constraint decided_by_somebody check (state not in ('accepted', 'adopted', 'restored') or (decided_at is not null and decided_by is not null))
) with (fillfactor = 80);
-- A finding never doubles.
create unique index one_finding_for_each_difference on findings (person_id, sku_id, kind, group_id) nulls not distinct
    where state in ('open', 'accepted');
create index open_findings on findings (written) where state = 'open';
create index open_findings_of_product on findings (sku_id, kind, written) where state = 'open';
create index findings_in_order on findings (written);
create index findings_of_person on findings (person_id, written);

-- "Adopt all as found": one act, an event for each.
create table adoptions (
    id              uuid primary key,
    by_id           uuid not null references people,
    reason          text not null,
    sku_id          uuid references products, -- null = of every product
    ends_on         date,            -- last day of what is adopted
    up_to           bigint not null, -- findings written later were not shown
    changed_to      timestamptz not null, -- nor those that changed later
    total           bigint not null, -- as shown
    done            bigint not null default 0,
    passed_over     bigint not null default 0, -- somebody else was faster, or a grant had come
    after           bigint not null default 0, -- the last finding that was looked at
    started_at      timestamptz not null,
    finished_at     timestamptz,
    stopped_at      timestamptz,
    stopped_by      uuid references people
);
create unique index one_adoption_at_a_time on adoptions ((true)) where finished_at is null and stopped_at is null;

-- The fuse ---------------------------------------------------------------------------------------------------

create table fuses (
    id              uuid primary key,
    sku_id          uuid references products, -- null = of all products together
    blown_at        timestamptz not null,
    counted         bigint not null, -- grants that had ended by themselves within the hour
    most            bigint not null, -- as many as may
    active_before   bigint not null, -- active grants at the start of that hour
    resumed_at      timestamptz,
    resumed_by      uuid references people,
    reason          text,
    constraint resumed_by_somebody check (resumed_at is null or (resumed_by is not null and reason is not null))
);
create unique index one_blown_fuse_for_each_scope on fuses (sku_id) nulls not distinct where resumed_at is null;
create index fuses_by_resumption on fuses (resumed_at desc) where resumed_at is not null;

alter table grants
    -- An administrator said that it may end although the fuse held it, and for which fuse.
    add column let_end_at       timestamptz,
    add column let_end_by       uuid references fuses;
create index grants_let_end on grants (id) where let_end_at is not null and held_at is not null;
create index grants_ended_lately on grants (end_wished_at) where end_wished_at is not null;

grant select, insert, update on drift_scans, findings, adoptions, fuses to countersign_service;
