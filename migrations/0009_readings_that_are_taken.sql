-- A refused reading that is taken over by a worker; items that name nobody; movements that failed; people whose licences
-- Graph did not say.

alter table mirrors
    add column taken_by     uuid references people, -- says that the refused reading is true; null = nobody does
    add column taken_reason text,
    add column nameless     bigint not null default 0, -- of the bad items, those without an id
    add constraint taken_with_a_reason check ((taken_by is null) = (taken_reason is null)),
    add constraint taken_when_refused check (taken_by is null or refused is not null);

alter table movements
    add column tried_at timestamptz; -- when it was last looked at in vain
drop index movements_to_handle;
create index movements_to_handle on movements (tried_at nulls first, written) where handled_at is null;
create index movements_to_handle_of_person on movements (person_id, written) where handled_at is null;

alter table drift_scans
    add column unread_people bigint not null default 0; -- of whom Graph did not say what they have: passed over
