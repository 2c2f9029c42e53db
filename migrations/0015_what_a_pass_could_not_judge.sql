-- A request that can not be read keeps its stages, and the version that came in force goes on to the next.

alter table policy_passes
    add column not_judged bigint not null default 0;
