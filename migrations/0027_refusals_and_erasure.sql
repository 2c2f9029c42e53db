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

-- Puts `instead` wherever a text of any table but those of the log and of the policies' versions fits the pattern; answers in how many
-- places of rows. For the owner, who alone may change everything.
create function erase_mentions(pattern text, instead text) returns bigint language plpgsql as $$
declare
    place record;
    changed bigint;
    total bigint := 0;
begin
    for place in
        select c.table_name, c.column_name, case when c.udt_name = '_text' then 'text[]' else c.data_type end as type
          from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
         where c.table_schema = current_schema() and t.table_type = 'BASE TABLE' and c.is_generated = 'NEVER'
           and c.table_name not like 'audit\_%' and c.table_name not in ('policy_versions', '_sqlx_migrations')
           and (c.data_type in ('text', 'json', 'jsonb') or c.udt_name = '_text')
         order by c.table_name, c.ordinal_position
    loop
        execute format('update %1$I set %2$I = regexp_replace(%2$I::text, $1, $2, ''gi'')::%3$s where %2$I::text ~* $1',
                       place.table_name, place.column_name, place.type) using pattern, instead;
        get diagnostics changed = row_count;
        total := total + changed;
    end loop;
    return total;
end
$$;
revoke execute on function erase_mentions(text, text) from public;
