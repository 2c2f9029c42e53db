-- What a search of the catalogue looks through, made when the words change and not for each search: what the plans are called,
-- and everything as Postgres's text search has it (A: name, tags, part number; B: description; C: plans).
alter table products
    add column plan_words   text not null default '',
    add column words        tsvector not null default '';

create view product_search as
select p.sku_id, w.plan_words,
       setweight(to_tsvector('english', concat_ws(' ', p.name, array_to_string(p.tags, ' '), p.part_number)), 'A')
       || setweight(to_tsvector('english', coalesce(p.description, '')), 'B')
       || setweight(to_tsvector('english', w.plan_words), 'C') as words
  from products p
 cross join lateral (
       select coalesce(string_agg(concat_ws(' ', s.title, s.name), E'\n' order by s.plan_id), '') as plan_words
         from service_plans s where s.sku_id = p.sku_id and s.gone_at is null) w;

update products p set plan_words = s.plan_words, words = s.words from product_search s where s.sku_id = p.sku_id;

grant select on product_search to countersign_service;

-- Those few who have a role, for a stage that falls to the administrators.
create index people_with_a_role on people (name) where roles <> '{}';
