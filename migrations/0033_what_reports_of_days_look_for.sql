-- What the reports of expiries, of who could do what, and of the state as of a day look for.

-- What the log says of the plans and the end of one grant.
create index audit_events_of_grants on audit_events (((detail ->> 'grant')::uuid), written)
    where kind in ('grant.approved', 'grant.active', 'grant.extended', 'grant.plans_changed', 'fuse.kept', 'drift.adopted', 'drift.restored');
-- What changed a grant that was there, in time.
create index audit_events_of_changed_grants on audit_events (at)
    where kind in ('grant.extended', 'grant.plans_changed', 'fuse.kept', 'drift.adopted');
-- Ends that were moved, by when they were.
create index audit_events_of_moved_ends on audit_events ((detail ->> 'from') collate "C") where kind in ('grant.extended', 'fuse.kept');

-- Who came in with which roles, and what they did that needs one.
create index audit_events_of_sign_ins on audit_events (person_id, at) where kind = 'person.signed_in';
create index audit_events_of_roles on audit_events (person_id) where kind = 'person.signed_in' and detail -> 'roles' <> '[]';
create index audit_events_of_offices on audit_events (at)
    where kind in ('catalog.plan_classified', 'catalog.product_edited', 'catalog.seats_held_back', 'catalog.names_imported',
                   'directory.read_anew', 'directory.taken', 'drift.accepted', 'drift.adopted', 'drift.adoption_begun',
                   'drift.adoption_stopped', 'drift.restored', 'fuse.kept', 'fuse.resumed', 'grant.attention_closed',
                   'grant.given_at_once', 'grant.retried', 'job.retried', 'policy.draft_refused', 'policy.draft_submitted',
                   'policy.draft_withdrawn', 'policy.in_force', 'audit.exported', 'report.exported', 'report.run', 'report.viewed',
                   'exception.reviewed', 'policy.reperformed');
create index audit_events_of_groups on audit_events (at) where kind = 'directory.read' and detail ? 'group';

-- Groups whose members are read: the policy asked them once. What comes and goes in them is said in the log.
alter table groups add column followed boolean not null default false;

create index grants_due on grants (until_at) where until_at is not null;
create index grants_begun on grants (active_at) where active_at is not null;
create index grants_over on grants (ended_at) where ended_at is not null;
create index stages_until on stages (closed_at);
