-- Decisions are run again from a day on, and the register of the policy is compared with what the log says of it.

create index decisions_by_time on decisions (made_at, written);
create index audit_events_of_the_policy on audit_events (written)
    where kind in ('policy.in_force', 'policy.draft_submitted', 'policy.draft_withdrawn', 'policy.draft_refused');
