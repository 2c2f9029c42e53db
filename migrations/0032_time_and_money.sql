-- What a product cost when: a price counts from its day on, and what was paid before is not told by what is paid now.

create table product_prices (
    sku_id      uuid not null references products,
    from_at     timestamptz not null,
    price_cents bigint check (price_cents >= 0),   -- a month and seat; null = not set
    currency    text,
    primary key (sku_id, from_at)
);

-- Where history begins: what is said now, from the last time that anybody said something.
insert into product_prices (sku_id, from_at, price_cents, currency)
select sku_id, coalesce(edited_at, seen_at), price_cents, currency from products where price_cents is not null;

-- Reports of time and money read whole periods.
create index requests_in_time on requests (created_at);
create index stages_in_time on stages (opened_at) where state in ('open', 'signed', 'denied');
create index grants_in_time on grants (approved_at);
create index audit_events_of_seats on audit_events (at, request_id) where kind in ('grant.waits_for_seat', 'grant.seat_allotted');

grant select, insert, update (price_cents, currency) on product_prices to countersign_service;
