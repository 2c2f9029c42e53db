-- Rights that end on a day: reminders of it. People who left or moved: what follows from it, and when.

-- Time -------------------------------------------------------------------------------------------------------

-- That somebody was reminded of this end, once. An end that moves is another one.
create table reminders (
    grant_id        uuid not null references grants,
    until_at        timestamptz not null,
    days            integer not null check (days > 0), -- before the end
    at              timestamptz not null,
    primary key (grant_id, until_at, days)
);

-- What is over, whatever it waits for: also a last day that came before the licence did.
drop index grants_that_end;
create index grants_that_end on grants (until_at)
    where until_at is not null and state in ('scheduled', 'pending', 'waiting_for_seat', 'needs_attention', 'active');

create index requests_that_extend on requests (extends) where extends is not null;

-- Leavers and movers -----------------------------------------------------------------------------------------

alter table requests
    add column close_reason text; -- why it was closed by itself, as a sentence

-- What follows for one grant from a movement of its person.
create table departures (
    id              uuid primary key,
    movement_id     uuid not null references movements,
    person_id       uuid not null references people,
    grant_id        uuid not null references grants,
    sku_id          uuid not null references products,
    cause           text not null constraint departure_cause check (cause in ('left', 'moved')),
    action          text not null constraint departure_action check (action in ('end', 'review', 'none')),
    rule            text not null, -- id of the guard; empty where none matched
    grace_days      integer not null check (grace_days >= 0),
    noticed_at      timestamptz not null, -- when the movement was
    due_at          timestamptz, -- when it ends, unless somebody says otherwise
    reviewer_id     uuid references people, -- who is asked; null = the administrators
    state           text not null constraint departure_state
                    check (state in ('waiting', 'reviewing', 'held', 'done', 'called_off', 'kept', 'no_rule')),
    settled_at      timestamptz,
    settled_by      uuid references people, -- null = by itself
    reason          text,
    constraint due_unless_no_rule check ((due_at is null) = (action = 'none')),
    constraint settled_when_over check ((settled_at is null) = (state in ('waiting', 'reviewing', 'held')))
);
create unique index one_open_departure_for_each_grant on departures (grant_id)
    where state in ('waiting', 'reviewing', 'held');
create index departures_due on departures (due_at) where state in ('waiting', 'reviewing');
create index departures_of_person on departures (person_id, noticed_at);
create index departures_latest on departures (noticed_at desc, id desc);
create index departures_to_review on departures (reviewer_id) where state = 'reviewing';

grant select, insert on reminders to countersign_service;
grant select, insert, update on departures to countersign_service;
-- Approvers who leave are replaced; who signed stays.
grant delete on stage_approvers to countersign_service;
