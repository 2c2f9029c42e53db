-- Every few seconds it is looked at for whom it is time for the mail of the day: of everybody, those few who get one.
create index people_with_a_digest on people (id) where mail_as = 'digest';
