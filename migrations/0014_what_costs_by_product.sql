-- What a cost centre spends is counted product by product: also of what begins and of what ended in the month.

create index grants_that_will_cost on grants (sku_id, begins_at) where state = 'scheduled';
drop index grants_that_cost_until;
create index grants_that_cost_until on grants (sku_id, ended_at) where state = 'ended' and active_at is not null;
