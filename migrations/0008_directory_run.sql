-- What a run says of one person is looked up for everybody at its end: whatever Postgres believes of the size of the table,
-- that is one look for each.

drop index directory_run_by_person;
create index directory_run_by_person on directory_run (person_id, run, what);
