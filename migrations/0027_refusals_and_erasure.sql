-- What people wrote stands beside the log: an event holds SHA-256(salt and text) in its place. Where the row is gone, with its salt, the
-- event, its hash and every proof are as they were, and the text can not be guessed from what is left.
create table audit_words (
    event_id        uuid not null, -- no reference: the payload of an event may be dropped before its words
    member          text not null, -- of the event's detail
    salt            bytea not null check (octet_length(salt) = 32),
    text            text not null,
    primary key (event_id, member)
);
create trigger audit_words_are_not_changed before update or truncate on audit_words
    for each statement execute function audit_is_append_only();
-- Only the owner takes a row away: `countersign people erase`.
grant select, insert on audit_words to countersign_service;

-- The detail of an event with what people wrote in it, as far as it is there.
create function audit_said(event uuid, detail jsonb) returns jsonb language sql stable parallel safe as $$
    select detail || coalesce((select jsonb_object_agg(w.member, w.text) from audit_words w where w.event_id = event), '{}')
$$;

-- Erased: only the id is left of a person who is gone. Somebody who comes back is read anew.
alter table people add column erased_at timestamptz;
-- The facts of these decisions lack what was erased: they can not be run again, and do not have the hash that the log has of them.
alter table decisions add column erased_at timestamptz;
