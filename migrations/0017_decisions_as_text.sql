-- Facts and decisions are written once and read whole, never searched: as json they are the bytes that were written, and
-- Postgres has nothing to put together when thousands are read to be run again.
alter table decisions alter column facts type json using facts::json, alter column decision type json using decision::json;
