-- What machines read the log with, what was sent of it, and by which user names people were known then.

-- A key for a program: shown once, kept as its SHA-256 only.
create table api_tokens (
    id              uuid primary key,
    name            text not null check (char_length(name) between 1 and 80),
    hash            bytea not null unique check (octet_length(hash) = 32), -- SHA-256 of the token, which is 256 random bits
    may_feed        boolean not null,
    may_report      boolean not null,
    made_by         uuid not null references people,
    made_at         timestamptz not null,
    expires_at      timestamptz not null,
    revoked_by      uuid references people,
    revoked_at      timestamptz,
    last_used_at    timestamptz,        -- to the minute
    fed_noted_at    timestamptz,        -- when the log last said that the feed is read with it
    constraint api_tokens_are_for_something check (may_feed or may_report),
    constraint api_tokens_end check (expires_at > made_at and expires_at <= made_at + interval '366 days'),
    constraint api_tokens_revoked_by_somebody check ((revoked_by is null) = (revoked_at is null))
);
create index api_tokens_as_made on api_tokens (made_at desc);

-- How far each receiver has what was sealed. Who holds the lease sends; what is under way keeps its bounds until it is taken, so that
-- what comes twice is the same batch under the same id.
create table audit_pushed (
    target          text primary key,
    seq             bigint not null default 0 check (seq >= 0),          -- taken up to here
    hash            bytea,                                               -- as the last that was taken was sealed
    under_way       bigint check (under_way > seq),                      -- last of the batch that is being sent
    attempts        integer not null default 0 check (attempts >= 0),    -- of this batch, that failed
    error           text,                                                -- a code: why the last one failed
    failed_at       timestamptz,
    next_at         timestamptz not null,                                -- not tried before
    taken_at        timestamptz,                                         -- when the last batch was taken
    leased_by       uuid,
    leased_until    timestamptz,
    constraint audit_pushed_leased_until check ((leased_by is null) = (leased_until is null))
);

-- By which user name somebody was known from a transaction on. An event is told with the name that held in its own transaction: once it is
-- sealed, everything below it has ended, so that what is said of it stays the same for ever.
create table people_known_as (
    person_id       uuid not null,
    xid             xid8 not null default pg_current_xact_id(),
    upn             text not null,
    primary key (person_id, xid)
);
insert into people_known_as (person_id, xid, upn) select id, '0', upn from people;

create function people_are_known_as() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into public.people_known_as (person_id, upn) values (new.id, new.upn)
        on conflict (person_id, xid) do update set upn = excluded.upn;
    return null;
end
$$;
create trigger people_known_from_the_start after insert on people
    for each row execute function people_are_known_as();
create trigger people_known_anew after update of upn on people
    for each row when (old.upn is distinct from new.upn) execute function people_are_known_as();

grant select, insert on api_tokens to countersign_service;
grant update (revoked_by, revoked_at, last_used_at, fed_noted_at) on api_tokens to countersign_service;
grant select, insert, update on audit_pushed to countersign_service;
grant select on people_known_as to countersign_service;
