-- Answers to the questions of the policy, grants that take the place of others, the time of a stage, who was asked, and
-- decisions that the rules could not make.

alter table requests
    add column answers      jsonb not null default '{}' -- to the questions of guards, by the question's id
                            constraint answers_are_an_object check (jsonb_typeof(answers) = 'object');

alter table decisions
    -- The people of each stage and why they; beside the decision, which says only what the policy says.
    add column people       jsonb not null default '[]'
                            constraint people_are_a_list check (jsonb_typeof(people) = 'array');

alter table stages
    add column due_at       timestamptz; -- to be signed by then; counted from when it opened

alter table grants
    drop constraint end_cause,
    -- replaced: another grant took its place
    add constraint end_cause check (end_cause in ('given_back', 'withdrawn', 'closed', 'expired', 'left', 'moved',
                                                  'not_granted', 'gone', 'replaced')),
    add column replaces     uuid[] not null default '{}', -- products whose grants end when this one begins
    add column replaced_by  uuid references grants,
    add constraint replaced_by_a_grant check (end_cause <> 'replaced' or replaced_by is not null);
create index grants_replaced on grants (replaced_by) where replaced_by is not null;

-- What costs something this month: counted by product.
create index grants_that_cost on grants (sku_id) where state not in ('scheduled', 'ended');
create index grants_that_cost_until on grants (ended_at, sku_id) where state = 'ended' and active_at is not null;

-- Decisions that the rules could not make: denied, and an administrator is told until somebody has looked.
create table failed_decisions (
    decision_id     uuid primary key references decisions,
    request_id      uuid not null references requests,
    at              timestamptz not null,
    looked_at       timestamptz,
    looked_by       uuid references people,
    constraint looked_at_by_somebody check ((looked_at is null) = (looked_by is null))
);
create index failed_decisions_unseen on failed_decisions (at) where looked_at is null;

grant select, insert, update on failed_decisions to countersign_service;
