-- The desk: what is sent together, answers that are changed, asked back or taken back, those who sign for somebody else, appeals,
-- what is given at once, what is told and the mail that tells it.

-- Sent together ------------------------------------------------------------------------------------------------

-- Requests that were sent in one go. Each stays a request of its own.
create table bundles (
    id              uuid primary key,
    requester_id    uuid not null references people,
    created_at      timestamptz not null
);

-- What somebody has begun to ask for and not sent: theirs alone, and nothing of it counts.
create table request_drafts (
    id              uuid primary key,
    owner_id        uuid not null references people,
    content         json not null,
    updated_at      timestamptz not null
);
create index request_drafts_by_owner on request_drafts (owner_id, updated_at desc);

alter table requests
    add column bundle_id        uuid references bundles,
    drop constraint request_kind,
    -- change: other plans of a grant that lives. break_glass: given at once by an administrator.
    add constraint request_kind check (kind in ('assign', 'extend', 'adopt', 'change', 'break_glass')),
    -- Signed, and carried out when the time is over in which the last signature can be undone. Exactly what was signed.
    add column signed_change    json,
    add column carry_out_at     timestamptz,
    add constraint carried_out_as_signed check ((signed_change is null) = (carry_out_at is null));
create index requests_by_bundle on requests (bundle_id) where bundle_id is not null;

-- Answers ------------------------------------------------------------------------------------------------------

alter table signatures
    add column on_behalf_of     uuid references people, -- who could not sign themselves
    add column taken_back_at    timestamptz,
    drop constraint one_signature_for_each_person_stage_and_change;
create unique index one_signature_for_each_person_stage_and_change on signatures (stage_id, person_id, change_hash)
    where taken_back_at is null;

alter table stages
    add column remind_at        timestamptz, -- when those who may sign are reminded next
    add column reminders        integer not null default 0 check (reminders >= 0),
    add column escalated_at     timestamptz, -- the time was over, and others were asked
    add column is_appeal        boolean not null default false,
    drop constraint replaced_when_over,
    add constraint replaced_when_over check (replaced_at is null or state in ('signed', 'denied', 'dropped'));
create index stages_due on stages (due_at) where state = 'open';
create index stages_to_remind_of on stages (remind_at) where state = 'open';

-- A question of somebody who may sign, to whoever asked. While it is open the time of the stage stands still.
create table inquiries (
    id              uuid primary key,
    request_id      uuid not null references requests,
    stage_id        uuid not null references stages,
    asked_by        uuid not null references people,
    question        text not null,
    asked_at        timestamptz not null,
    answer          text,
    answered_by     uuid references people,
    answered_at     timestamptz, -- also when it was taken back, without an answer
    constraint answered_by_somebody check ((answered_by is null) = (answered_at is null))
);
create unique index one_open_inquiry_for_each_request on inquiries (request_id) where answered_at is null;
create index inquiries_by_request on inquiries (request_id, asked_at);

-- Once for each request that somebody denied, to somebody else.
create table appeals (
    request_id      uuid primary key references requests,
    stage_id        uuid not null references stages,
    made_by         uuid not null references people,
    made_at         timestamptz not null,
    text            text not null
);

-- Those who sign for somebody else -----------------------------------------------------------------------------

create table delegations (
    id              uuid primary key,
    from_id         uuid not null references people,
    to_id           uuid not null references people,
    starts_at       timestamptz not null,
    ends_at         timestamptz not null,
    skus            uuid[],        -- null = all products
    up_to_cents     bigint check (up_to_cents >= 0), -- a month; null = whatever it costs
    made_by         uuid not null references people,
    made_at         timestamptz not null,
    begun_at        timestamptz,
    ended_at        timestamptz,
    ended_by        uuid references people, -- null = by itself
    constraint delegated_to_somebody_else check (from_id <> to_id),
    constraint ends_after_it_starts check (ends_at > starts_at),
    constraint ended_by_somebody_once_ended check (ended_by is null or ended_at is not null)
);
create index delegations_that_live on delegations (from_id) where ended_at is null;
create index delegations_of_delegate on delegations (to_id) where ended_at is null;

alter table stage_approvers
    add column on_behalf_of     uuid references people,
    add column delegation_id    uuid references delegations,
    add constraint on_behalf_by_delegation check ((on_behalf_of is null) = (delegation_id is null));
create index stage_approvers_by_delegation on stage_approvers (delegation_id) where delegation_id is not null;

-- Given at once ------------------------------------------------------------------------------------------------

-- What an administrator gave past the rules; open until somebody else has reviewed it.
create table exceptions (
    request_id      uuid primary key references requests,
    made_by         uuid not null references people,
    made_at         timestamptz not null,
    reason          text not null,
    reviewed_by     uuid references people,
    reviewed_at     timestamptz,
    review_note     text,
    constraint reviewed_by_somebody check ((reviewed_by is null) = (reviewed_at is null)),
    constraint reviewed_by_somebody_else check (reviewed_by <> made_by)
);
create index exceptions_to_review on exceptions (made_at) where reviewed_at is null;

-- What is told -------------------------------------------------------------------------------------------------

create table mails (
    id              uuid primary key, -- also the left part of the Message-ID
    person_id       uuid not null references people,
    address         text not null,
    subject         text not null,
    body_text       text not null,
    body_html       text not null,
    state           text not null constraint mail_state
                    check (state in ('waiting', 'sending', 'sent', 'refused', 'unknown', 'dropped')),
    attempts        integer not null default 0,
    error           text,
    made_at         timestamptz not null,
    settled_at      timestamptz,
    constraint mail_settled_when_over check ((settled_at is not null) = (state in ('sent', 'refused', 'unknown', 'dropped')))
);
create index mails_by_person on mails (person_id, made_at desc);
create index mails_in_trouble on mails (made_at) where state in ('refused', 'unknown');

-- One row for each person whom a change concerns, written with the change. Each stands in at most one mail.
create table notices (
    id              uuid primary key,
    event_id        uuid not null references audit_events,
    person_id       uuid not null references people,
    kind            text not null,
    request_id      uuid references requests,
    stage_id        uuid references stages,
    at              timestamptz not null,
    not_before      timestamptz not null, -- what can be undone is not told before
    mail_id         uuid references mails,
    dropped_at      timestamptz, -- undone, or nothing waits any more
    constraint told_once unique (event_id, person_id)
);
create index notices_to_tell on notices (not_before) where mail_id is null and dropped_at is null;
create index notices_by_request on notices (request_id) where mail_id is null and dropped_at is null;

alter table people
    add column mail_as          text not null default 'each' constraint mail_as check (mail_as in ('each', 'digest', 'none')),
    add column digest_hour      smallint not null default 8 check (digest_hour between 0 and 23),
    add column digest_at        timestamptz, -- when the last one was made
    add column keys             boolean not null default true, -- letters as commands in the queue
    add column language         text check (language ~ '^[a-z]{2}(-[A-Z]{2})?$');

alter table jobs
    drop constraint job_kind,
    add constraint job_kind check (kind in ('reconcile', 'sync_directory', 'sync_catalog', 'turn_clock', 'scan_drift', 'adopt_found',
                                            'apply_policy', 'policy_run', 'carry_out', 'tell', 'send_mail'));

-- The catalogue finds the thing, also when it is not written right.
create extension if not exists pg_trgm;

grant update (taken_back_at) on signatures to countersign_service;
grant select, insert on bundles, appeals to countersign_service;
grant select, insert, update on inquiries, delegations, exceptions, mails, notices to countersign_service;
grant select, insert, update, delete on request_drafts to countersign_service;

-- Whoever asked may have those reminded who are to sign, now and then.
alter table stages
    add column nudged_at        timestamptz,
    add column nudges           integer not null default 0 check (nudges >= 0);

-- What time does, and those who stand in -----------------------------------------------------------------------

alter table requests
    add column lapsed_at        timestamptz; -- denied since nobody signed in time
alter table stages
    add column escalations      integer not null default 0 check (escalations >= 0); -- how often others were asked
grant update (on_behalf_of, delegation_id) on stage_approvers to countersign_service;

-- Mail: what one person is to be told.
create index notices_of_person on notices (person_id, not_before) where mail_id is null and dropped_at is null;

-- Asking (bundle) ----------------------------------------------------------------------------------------------

alter table requests
    -- How the beneficiary stood to the requester when it was asked; null where it could only be one of the first two.
    add column for_whom         text constraint for_whom check (for_whom in ('self', 'report', 'other'));
-- How long it usually takes: the latest of a product, and the latest of a rule.
create index requests_by_product on requests (sku_id, created_at desc);
create index stages_answered_by_rule on stages (rule, closed_at desc) where state in ('signed', 'denied');

-- change: other plans of a grant that lives.
alter table requests
    add column changes          uuid references grants,
    add constraint only_a_change_changes check ((kind = 'change') = (changes is not null));
create index requests_by_changed_grant on requests (changes) where changes is not null;
alter table grants
    add column changed_by       uuid references requests; -- whose plans are being set at Graph

-- Bench --------------------------------------------------------------------------------------------------------

-- Every page of a request reads its signatures.
create index signatures_by_request on signatures (request_id, signed_at);
