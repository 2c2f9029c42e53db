-- What pages read of a long history.

create index stages_by_request on stages (request_id);
create index requests_denied on requests (beneficiary_id, sku_id, settled_at) where state = 'denied';
create index grants_waiting_for_seats on grants (sku_id) where state = 'waiting_for_seat';
