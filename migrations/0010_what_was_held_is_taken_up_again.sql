-- What the fuse held and somebody kept, what an administrator let end, and stages that were made anew.

alter table grants
    -- An administrator kept it although the fuse held it; until it is held again.
    add column kept_at          timestamptz,
    add column kept_by          uuid references people,
    add column kept_reason      text,
    add constraint kept_by_somebody check ((kept_at is null) = (kept_by is null) and (kept_at is null) = (kept_reason is null));

-- To let something end is said of what is held, once: of what is held later it has to be said again.
update grants set let_end_at = null, let_end_by = null where let_end_at is not null and held_at is null and end_wished_at is null;
alter table grants
    add constraint let_end_while_held check (let_end_at is null or held_at is not null or end_wished_at is not null);

-- Stages of a request are made anew when its person moved and the policy now wants others to sign. The old ones stay, for what
-- was signed at them.
alter table stages
    drop constraint stages_request_id_position_key,
    add column replaced_at      timestamptz,
    add constraint replaced_when_over check (replaced_at is null or state in ('signed', 'dropped'));
create unique index one_stage_at_each_position on stages (request_id, position) where replaced_at is null;
alter table requests
    add column staged_by        uuid references decisions; -- by which the stages were made; null = the first
