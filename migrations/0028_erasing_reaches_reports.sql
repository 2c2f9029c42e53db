-- Whoever is erased is erased from what reports kept as well. Only the owner's `countersign people erase` gets here: it sets
-- countersign.erasing for its transaction, and the service has no right to update these columns and rows. The run says when that was,
-- and that its SHA-256 is of the rows before.
alter table report_runs add column erased_at timestamptz;

create or replace function report_run_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and (current_setting('countersign.erasing', true) = 'on'
       or old.state = 'running'
          and (new.id, new.report, new.parameters, new.columns, new.sql, new.asked_by, new.asked_at, new.written)
              = (old.id, old.report, old.parameters, old.columns, old.sql, old.asked_by, old.asked_at, old.written)) then
        return new;
    end if;
    raise exception 'a report stays as it is: % on % is refused', tg_op, tg_table_name using errcode = 'insufficient_privilege';
end
$$;

create or replace function report_chunk_stays() returns trigger language plpgsql as $$
declare
    run uuid := case tg_op when 'DELETE' then old.run_id else new.run_id end;
begin
    if tg_op = 'UPDATE' and current_setting('countersign.erasing', true) = 'on' then
        return new;
    end if;
    if tg_op <> 'UPDATE' then
        perform from report_runs where id = run and state = 'running' for share;
        if found then
            return case tg_op when 'DELETE' then old else new end;
        end if;
    end if;
    raise exception 'a report stays as it is: % on % is refused', tg_op, tg_table_name using errcode = 'insufficient_privilege';
end
$$;
