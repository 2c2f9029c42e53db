-- What a product is called and who answers for it, in three layers: what an administrator says stands above the catalogue
-- file, and that above Microsoft's published list of names. `products` and `service_plans` hold what comes out of them.

-- The catalogue file, as last read -----------------------------------------------------------------------------

create table catalog_file_products (
    part_number     text primary key,
    name            text not null,
    description     text,
    price_cents     bigint check (price_cents >= 0),
    currency        text,
    owner_upn       text
);

create table catalog_file_plans (
    name            text primary key, -- servicePlanName
    title           text not null
);

-- Until now the file was all there was.
insert into catalog_file_products (part_number, name, description, price_cents, currency, owner_upn)
select part_number, name, description, price_cents, currency, owner_upn from products where name is not null;
insert into catalog_file_plans (name, title)
select name, min(title) from service_plans where title is not null group by name;

-- Microsoft's published list -----------------------------------------------------------------------------------

-- Also for products that the tenant does not have yet.
create table product_names (
    sku_id          uuid primary key,
    part_number     text not null,
    name            text not null
);

-- The list names a plan in each product that has it, and not always alike.
create table plan_names (
    sku_id          uuid not null,
    plan_id         uuid not null,
    name            text not null, -- servicePlanName
    title           text not null,
    primary key (sku_id, plan_id)
);
create index plan_names_by_plan on plan_names (plan_id);

create table imports (
    id              uuid primary key,
    file_name       text not null,
    by              uuid references people, -- null = the command line
    started_at      timestamptz not null,
    seen_at         timestamptz not null,   -- the last sign of life
    finished_at     timestamptz,
    encoding        text not null default '',
    lines_read      bigint not null default 0 check (lines_read >= 0), -- without the header
    taken           bigint not null default 0 check (taken >= 0),
    unchanged       bigint not null default 0 check (unchanged >= 0),
    bad             bigint not null default 0 check (bad >= 0),
    refused         text, -- why nothing could be read
    constraint every_line_is_counted check (taken + unchanged + bad = lines_read),
    constraint refused_is_over check (refused is null or finished_at is not null)
);
create index imports_by_start on imports (started_at desc);

-- Lines that were not taken as they stand.
create table import_problems (
    import_id       uuid not null references imports on delete cascade,
    line            bigint not null check (line >= 1), -- as an editor counts them
    what            text not null,
    text            text not null, -- the line, cut to what can be shown
    primary key (import_id, line)
);

-- What an administrator says ------------------------------------------------------------------------------------

alter table products
    -- Null = nothing is said here and the layer below counts; '' = it has none, whatever the layer below says.
    add column our_name         text,
    add column our_description  text,
    add column our_price_cents  bigint constraint our_price_is_an_amount check (our_price_cents >= 0),
    add column our_currency     text,
    add column our_owner_upn    text,
    add column tags             text[] not null default '{}',
    add column cost_center      text,
    add column visibility       text not null default 'everybody'
                                constraint product_visibility check (visibility in ('everybody', 'hidden')),
    add column edit_version     integer not null default 0,
    add column edited_at        timestamptz,
    add column edited_by        uuid references people,
    add column edited_from      jsonb, -- what was said before the last change, to put it back
    add constraint our_price_has_a_currency check (our_price_cents is null or our_currency <> '');

alter table service_plans
    add column our_title        text;

-- What each product and plan is called, and what comes from where ------------------------------------------------

create view product_words as
select p.sku_id,
       coalesce(p.our_name, f.name, n.name) as name,
       nullif(coalesce(p.our_description, f.description), '') as description,
       case when p.our_currency is not null then p.our_price_cents else f.price_cents end as price_cents,
       nullif(coalesce(p.our_currency, f.currency), '') as currency,
       nullif(coalesce(p.our_owner_upn, f.owner_upn), '') as owner_upn
  from products p
  left join catalog_file_products f on f.part_number = p.part_number
  left join product_names n on n.sku_id = p.sku_id;

-- One plan has one name in all products: of the list, the one that most products use. What only repeats servicePlanName is no
-- name, and what is all in capitals is taken when there is nothing else.
create view plan_words as
select s.sku_id, s.plan_id, coalesce(s.our_title, f.title, i.title) as title, f.title as file_title, i.title as imported_title
  from service_plans s
  left join catalog_file_plans f on f.name = s.name
  left join lateral (
      select n.title from plan_names n
       where n.plan_id = s.plan_id and n.title <> '' and lower(n.title) <> lower(s.name)
       group by n.title order by n.title = upper(n.title), count(*) desc, n.title limit 1
  ) i on true;

grant select, insert, update, delete on catalog_file_products, catalog_file_plans, imports, import_problems to countersign_service;
grant select, insert, update on product_names, plan_names to countersign_service;
grant select on product_words, plan_words to countersign_service;
