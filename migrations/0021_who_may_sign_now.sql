-- What waits for whom: each person who may sign a stage that is open, in their own right or for somebody else, as long as
-- neither they nor that right have signed what is asked now. Every count, list, mail and reminder asks here.
create view may_sign as
select a.person_id, a.stage_id, s.request_id, a.on_behalf_of, d.ends_at as right_ends_at
  from stage_approvers a
       join stages s on s.id = a.stage_id and s.state = 'open'
       join requests r on r.id = s.request_id
       left join delegations d on d.id = a.delegation_id
 where d.ended_at is null
   and not exists (select from signatures g
                    where g.stage_id = s.id and g.change_hash = r.change_hash and g.taken_back_at is null
                      and (g.person_id = a.person_id
                           or coalesce(g.on_behalf_of, g.person_id) = coalesce(a.on_behalf_of, a.person_id)));

grant select on may_sign to countersign_service;
