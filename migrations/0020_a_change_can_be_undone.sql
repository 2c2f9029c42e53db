-- What was asked before whoever gave this signature had it less; taken back, it is asked again.
alter table signatures
    add column narrowed_from jsonb check (narrowed_from is null or answer = 'approve');
