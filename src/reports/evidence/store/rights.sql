-- $1: tables that are called like the log and are none of it; $2: 'table.right' that is nothing to stop.
with tables as (
    select c.oid, c.relname::text as name, c.relowner, c.relrowsecurity
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = current_schema() and c.relkind in ('r', 'p') and c.relname like 'audit\_%' and c.relname <> all ($1::text[])
), roles as (
    -- What somebody may become counts as theirs.
    select r.rolname::text as role, r.rolsuper as is_super, r.rolcanlogin as may_log_in, m.rolname::text as as_role
      from pg_roles r join pg_roles m on m.oid = r.oid or pg_has_role(r.oid, m.oid, 'MEMBER') and not r.rolsuper
     where r.rolname not like 'pg\_%'
    union all
    select 'PUBLIC', false, false, 'public'
), rights as (
    select r.role, r.is_super, t.name, w.word,
           bool_or(t.relowner = (select o.oid from pg_roles o where o.rolname = r.as_role)) as is_owner,
           bool_or(case when w.word in ('delete', 'truncate', 'trigger') then has_table_privilege(r.as_role, t.oid, w.word)
                        else has_table_privilege(r.as_role, t.oid, w.word) or has_any_column_privilege(r.as_role, t.oid, w.word) end) as may
      from roles r cross join tables t
      cross join (values ('select'), ('insert'), ('update'), ('delete'), ('truncate'), ('trigger')) w (word)
     where r.is_super is false
     group by r.role, r.is_super, t.name, w.word
), by_table as (
    select role, name, bool_or(is_owner) as is_owner, array_agg(word order by word) filter (where may) as rights,
           bool_or(may and word not in ('select', 'insert') and name || '.' || word <> all ($2::text[])) as may_change
      from rights group by role, name
), found as (
    select 'right' as what, role, string_agg(name, ', ' order by name) as tables, rights,
           case when role in (current_user::text, 'countersign_service') and (is_owner or may_change) then 'service_may_change'
                when is_owner then 'owner'
                when may_change then 'may_change'
                when 'insert' = any (rights) then 'insert_only'
                else 'read_only' end as code, null::text as evidence
      from by_table where rights is not null
     group by role, rights, is_owner, may_change
    union all
    select 'right', r.rolname::text, null, null, case when r.rolname = current_user then 'service_is_superuser' else 'superuser' end,
           case when r.rolcanlogin then 'login' else 'nologin' end
      from pg_roles r where r.rolsuper
    union all
    -- The service has put its own role on over another one.
    select 'session', session_user::text, null, null, 'may_put_off_its_role', 'role ' || current_user::text where session_user <> current_user
    union all
    -- What stops those who have the right all the same.
    select 'trigger', null, t.name, array[w.word],
           case when count(g.*) filter (where g.tgenabled in ('O', 'A') and g.raises) > 0 then 'stopped'
                when count(g.*) filter (where g.tgenabled in ('O', 'A')) > 0 then 'trigger_altered'
                when count(g.*) > 0 then 'trigger_off'
                else 'no_trigger' end,
           string_agg(g.tgname::text || ' ' || g.tgenabled::text || ' ' || g.source, ', ' order by g.tgname)
      from tables t
      cross join (values ('delete', 8), ('update', 16), ('truncate', 32)) w (word, bit)
      left join lateral (select g.tgname, g.tgenabled, f.prosrc ~ '^\s*begin\s+raise exception ' as raises,
                                encode(sha256(convert_to(f.prosrc, 'UTF8')), 'hex') as source
                           from pg_trigger g join pg_proc f on f.oid = g.tgfoid
                          where g.tgrelid = t.oid and not g.tgisinternal and g.tgtype::int & 2 > 0 and g.tgtype::int & w.bit > 0
                            and g.tgqual is null and g.tgattr::text = '') g on true
     where t.name || '.' || w.word <> all ($2::text[])
     group by t.name, w.word
    union all
    select 'rule', null, r.tablename::text, null, 'rule', r.rulename::text
      from pg_rules r join tables t on t.name = r.tablename where r.schemaname = current_schema()
    union all
    select 'rule', null, t.name, null, 'rows_hidden', null from tables t where t.relrowsecurity
    union all
    select 'rule', null, t.name, array['insert'], 'alters_what_is_written', g.tgname::text
      from tables t join pg_trigger g on g.tgrelid = t.oid and not g.tgisinternal and g.tgtype::int & 4 > 0
    union all
    select 'setting', coalesce(r.rolname::text, 'PUBLIC'), null, null, 'triggers_skipped', x.setting
      from pg_db_role_setting s left join pg_roles r on r.oid = s.setrole cross join lateral unnest(s.setconfig) x (setting)
     where x.setting like 'session_replication_role=%' and (s.setdatabase = 0 or s.setdatabase = (select d.oid from pg_database d where d.datname = current_database()))
), verdicts as (
    select f.*, case when f.code in ('service_may_change', 'service_is_superuser', 'may_change', 'trigger_altered', 'trigger_off', 'no_trigger',
                                     'rule', 'rows_hidden', 'alters_what_is_written', 'triggers_skipped') then 'bad'
                     when f.code in ('owner', 'superuser', 'may_put_off_its_role') then 'open'
                     else 'ok' end as verdict
      from found f
)
select v.verdict as "verdict?", v.code as "code?", v.what as "what?", v.role as "role?", v.tables as "tables?", v.rights as "rights?",
       v.evidence as "evidence?"
  from verdicts v
 order by case v.verdict when 'bad' then 1 when 'open' then 2 else 3 end, v.what, v.role, v.tables, v.rights, v.evidence
