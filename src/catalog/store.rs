//! SQL of the catalogue.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::described::{PlanTitle, ProductDescription};
use super::{Plan, PlanClass, Product, Visibility};
use crate::graph::wire::SubscribedSku;
use crate::ids::{PersonId, PlanId, SkuId};

/// From 0 to 1, of Postgres's `word_similarity`: two letters that changed places in a word are about this near.
const LEAST_LIKENESS: f32 = 0.3;

/// Plans that a reading found new, and plans that it no longer found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlanNews {
    pub found: Vec<PlanId>,
    pub gone: Vec<PlanId>,
}

/// Writes what Graph said of one SKU. A plan that is new in a product we knew already is unclassified, and so is one that
/// Microsoft is still adding.
pub async fn remember(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    sku: &SubscribedSku,
) -> sqlx::Result<PlanNews> {
    let units = sku.prepaid_units;
    let known = sqlx::query_scalar!(
        r#"select exists (select 1 from service_plans where sku_id = $1) as "known!""#,
        sku.sku_id.0
    )
    .fetch_one(&mut *conn)
    .await?;
    sqlx::query!(
        "insert into products (sku_id, part_number, applies_to, capability, enabled_seats, warning_seats,
                               suspended_seats, locked_out_seats, consumed_seats, seen_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict (sku_id) do update set
             part_number = excluded.part_number, applies_to = excluded.applies_to, capability = excluded.capability,
             enabled_seats = excluded.enabled_seats, warning_seats = excluded.warning_seats,
             suspended_seats = excluded.suspended_seats, locked_out_seats = excluded.locked_out_seats,
             consumed_seats = excluded.consumed_seats, seen_at = excluded.seen_at",
        sku.sku_id.0,
        sku.sku_part_number,
        sku.applies_to,
        sku.capability_status,
        units.enabled,
        units.warning,
        units.suspended,
        units.locked_out,
        sku.consumed_units,
        now,
    )
    .execute(&mut *conn)
    .await?;
    let (mut ids, mut names, mut applies, mut status) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for plan in &sku.service_plans {
        if ids.contains(&plan.service_plan_id.0) {
            continue;
        }
        ids.push(plan.service_plan_id.0);
        names.push(plan.service_plan_name.clone());
        applies.push(plan.applies_to.clone());
        status.push(plan.provisioning_status.clone());
    }
    let gone = sqlx::query_scalar!(
        r#"update service_plans set gone_at = $3 where sku_id = $1 and gone_at is null and not (plan_id = any ($2))
           returning plan_id as "id: PlanId""#,
        sku.sku_id.0,
        &ids,
        now,
    )
    .fetch_all(&mut *conn)
    .await?;
    let written = sqlx::query!(
        r#"insert into service_plans (sku_id, plan_id, name, applies_to, provisioning, class, found_at)
         select $1, id, name, applies_to, status,
                case when applies_to = 'User' and ($6 or status = 'PendingProvisioning') then 'unclassified' else 'offered' end,
                case when applies_to = 'User' and ($6 or status = 'PendingProvisioning') then $7::timestamptz end
           from unnest($2::uuid[], $3::text[], $4::text[], $5::text[]) as t (id, name, applies_to, status)
         on conflict (sku_id, plan_id) do update set
             name = excluded.name, applies_to = excluded.applies_to, provisioning = excluded.provisioning, gone_at = null,
             -- Where it was gone, it is new again; what an administrator keeps off stays so.
             class = case when service_plans.gone_at is not null and excluded.applies_to = 'User'
                               and service_plans.class = 'offered' then 'unclassified' else service_plans.class end,
             found_at = case when service_plans.gone_at is not null then $7 else service_plans.found_at end,
             kept_off_from = case when service_plans.gone_at is null then service_plans.kept_off_from end
          where (service_plans.name, service_plans.applies_to, service_plans.provisioning, service_plans.gone_at)
                is distinct from (excluded.name, excluded.applies_to, excluded.provisioning, null)
         returning plan_id as "id: PlanId", coalesce(applies_to = 'User' and found_at = $7, false) as "found!""#,
        sku.sku_id.0,
        &ids,
        &names,
        &applies,
        &status,
        known,
        now,
    )
    .fetch_all(conn)
    .await?;
    let found = written.into_iter().filter(|row| row.found).map(|row| row.id);
    Ok(PlanNews {
        found: found.collect(),
        gone,
    })
}

/// A plan that is to be kept off for everybody who has its product by a grant, and for whom that was not yet begun.
pub async fn begin_keeping_off(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<(SkuId, PlanId)>> {
    let rows = sqlx::query!(
        r#"update service_plans set kept_off_from = $1
            where class <> 'offered' and gone_at is null and kept_off_from is null
           returning sku_id as "sku: SkuId", plan_id as "plan: PlanId""#,
        now
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.sku, row.plan)).collect())
}

/// Writes what the catalogue file says about a product of the tenant; answers whether that is news.
pub async fn describe(conn: &mut PgConnection, product: &ProductDescription) -> sqlx::Result<bool> {
    let described = sqlx::query!(
        "insert into catalog_file_products as f (part_number, name, description, price_cents, currency, owner_upn)
         select part_number, $2, $3, $4, $5, $6 from products where part_number = $1
         on conflict (part_number) do update set
             name = excluded.name, description = excluded.description, price_cents = excluded.price_cents,
             currency = excluded.currency, owner_upn = excluded.owner_upn
          where (f.name, f.description, f.price_cents, f.currency, f.owner_upn) is distinct from
                (excluded.name, excluded.description, excluded.price_cents, excluded.currency, excluded.owner_upn)",
        product.sku,
        product.name,
        product.description,
        product.price_cents,
        product.currency,
        product.owner,
    )
    .execute(conn)
    .await?;
    Ok(described.rows_affected() == 1)
}

/// Forgets what the catalogue file no longer says; answers the part numbers of those products.
pub async fn described_no_more(
    conn: &mut PgConnection,
    products: &[ProductDescription],
) -> sqlx::Result<Vec<String>> {
    let still: Vec<_> = products.iter().map(|product| product.sku.clone()).collect();
    sqlx::query_scalar!(
        "delete from catalog_file_products where not (part_number = any ($1)) returning part_number",
        &still
    )
    .fetch_all(conn)
    .await
}

/// Writes the friendly names of plans in the catalogue file, and forgets those that are no longer in it.
pub async fn title_plans(conn: &mut PgConnection, titles: &[PlanTitle]) -> sqlx::Result<()> {
    let names: Vec<_> = titles.iter().map(|plan| plan.name.clone()).collect();
    let words: Vec<_> = titles.iter().map(|plan| plan.title.clone()).collect();
    sqlx::query!(
        "delete from catalog_file_plans where not (name = any ($1))",
        &names
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "insert into catalog_file_plans as f (name, title) select name, title from unnest($1::text[], $2::text[]) as t (name, title)
         on conflict (name) do update set title = excluded.title where f.title <> excluded.title",
        &names,
        &words,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Gives products and plans the words that count: an administrator's, else the catalogue file's, else those of Microsoft's list;
/// and a search what it looks through.
/// `None` = of all products. A price that is another than before counts from now on.
pub async fn settle_words(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    only: Option<SkuId>,
) -> sqlx::Result<()> {
    // Locked in one order, and only where something differs: the rows are everybody's.
    sqlx::query!(
        "with other as (
             select p.sku_id, w.name, w.description, w.price_cents, w.currency, w.owner_upn
               from products p join product_words w on w.sku_id = p.sku_id
              where ($1::uuid is null or p.sku_id = $1)
                and (p.name, p.description, p.price_cents, p.currency, p.owner_upn)
                    is distinct from (w.name, w.description, w.price_cents, w.currency, w.owner_upn)
              order by p.sku_id for no key update of p)
         update products p set name = o.name, description = o.description, price_cents = o.price_cents,
                               currency = o.currency, owner_upn = o.owner_upn
           from other o where p.sku_id = o.sku_id",
        only.map(|sku| sku.0),
    )
    .execute(&mut *conn)
    .await?;
    keep_prices(conn, now, only).await?;
    sqlx::query!(
        "with other as (
             select s.sku_id, s.plan_id, w.title
               from service_plans s join plan_words w on w.sku_id = s.sku_id and w.plan_id = s.plan_id
              where ($1::uuid is null or s.sku_id = $1) and s.title is distinct from w.title
              order by s.sku_id, s.plan_id for no key update of s)
         update service_plans s set title = o.title from other o where s.sku_id = o.sku_id and s.plan_id = o.plan_id",
        only.map(|sku| sku.0),
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "with other as (
             select p.sku_id, s.plan_words, s.words
               from products p join product_search s on s.sku_id = p.sku_id
              where ($1::uuid is null or p.sku_id = $1)
                and (p.plan_words, p.words) is distinct from (s.plan_words, s.words)
              order by p.sku_id for no key update of p)
         update products p set plan_words = o.plan_words, words = o.words from other o where p.sku_id = o.sku_id",
        only.map(|sku| sku.0),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes down prices that are others than those written last.
async fn keep_prices(conn: &mut PgConnection, now: DateTime<Utc>, only: Option<SkuId>) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into product_prices (sku_id, from_at, price_cents, currency)
         select p.sku_id, $1, p.price_cents, p.currency
           from products p
           left join lateral (select price_cents, currency from product_prices
                               where sku_id = p.sku_id order by from_at desc limit 1) last on true
          where ($2::uuid is null or p.sku_id = $2)
            and (p.price_cents, p.currency) is distinct from (last.price_cents, last.currency)
         -- Changed twice in one moment: what was said last counts.
         on conflict (sku_id, from_at) do update set price_cents = excluded.price_cents, currency = excluded.currency",
        now,
        only.map(|sku| sku.0),
    )
    .execute(conn)
    .await?;
    Ok(())
}

// One column list for every question that answers products.
macro_rules! products {
    ($rest:literal $(, $arg:expr)* $(,)?) => {
        sqlx::query_as!(
            Product,
            r#"select sku_id as "sku_id: SkuId", part_number, applies_to, capability, enabled_seats, warning_seats,
                      consumed_seats, seen_at, name, description, price_cents, currency, owner_upn, suspended_seats,
                      locked_out_seats, held_back_seats, tags, cost_center, visibility as "visibility: Visibility"
                 from products "# + $rest
            $(, $arg)*
        )
    };
}

pub async fn by_sku(conn: &mut PgConnection, sku: SkuId) -> sqlx::Result<Option<Product>> {
    products!("where sku_id = $1", sku.0).fetch_optional(conn).await
}

/// These, as far as the tenant ever had them.
pub async fn by_skus(conn: &mut PgConnection, skus: &[SkuId]) -> sqlx::Result<Vec<Product>> {
    let ids: Vec<_> = skus.iter().map(|sku| sku.0).collect();
    products!("where sku_id = any ($1)", &ids).fetch_all(conn).await
}

/// Every product, by what people call it.
pub async fn all(conn: &mut PgConnection) -> sqlx::Result<Vec<Product>> {
    products!("order by lower(coalesce(name, part_number)) limit 1000")
        .fetch_all(conn)
        .await
}

/// What the administrator's list is narrowed to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lacking {
    #[default]
    Anything,
    Visibility,
    Name,
    Owner,
    Price,
}

impl Lacking {
    fn word(self) -> &'static str {
        match self {
            Self::Anything => "",
            Self::Visibility => "visibility",
            Self::Name => "name",
            Self::Owner => "owner",
            Self::Price => "price",
        }
    }
}

/// As [`all`], page by page, with the words in name, part number, owner, cost centre or tags, and lacking something.
pub async fn listed(
    conn: &mut PgConnection,
    words: &str,
    lacking: Lacking,
    (limit, offset): (i64, i64),
) -> sqlx::Result<Vec<Product>> {
    products!(
        "where strpos(lower(concat_ws(E'\\n', name, part_number, owner_upn, cost_center, array_to_string(tags, E'\\n'))), lower($1)) > 0
           and case $2::text when 'visibility' then visibility = 'hidden' when 'name' then name is null
                             when 'owner' then owner_upn is null when 'price' then price_cents is null else true end
         order by lower(coalesce(name, part_number)), sku_id limit $3 offset $4",
        words,
        lacking.word(),
        limit,
        offset,
    )
    .fetch_all(conn)
    .await
}

/// Products whose name, tags, part number, description or plans have the words, in whatever form, or contain them as they
/// are written; what is named so comes first.
pub async fn containing(conn: &mut PgConnection, words: &str) -> sqlx::Result<Vec<Product>> {
    products!(
        "join lateral (
             select concat_ws(' ', products.name, array_to_string(products.tags, ' '), products.part_number) as called,
                    websearch_to_tsquery('english', $1) as sought
         ) d on true
         where words @@ sought or strpos(lower(concat_ws(E'\n', called, description, plan_words)), lower($1)) > 0
         order by strpos(lower(called), lower($1)) = 0, ts_rank(words, sought) desc, lower(coalesce(name, part_number))
         limit 1000",
        words
    )
    .fetch_all(conn)
    .await
}

/// Products that people find ([`Product::is_found`]) and that have something like this word, as somebody writes who mistypes;
/// the nearest first, and of those what is called so before what has it among its plans.
pub async fn near(conn: &mut PgConnection, words: &str, limit: i64) -> sqlx::Result<Vec<Product>> {
    products!(
        "join lateral (
             select word_similarity($1, products.name) as of_name,
                    greatest(word_similarity($1, concat_ws(' ', products.name, array_to_string(products.tags, ' '), products.description)),
                             (select max(word_similarity($1, coalesce(s.title, s.name))) from service_plans s
                               where s.sku_id = products.sku_id and s.gone_at is null)) as likeness
         ) d on true
         where d.likeness >= $2 and visibility = 'everybody' and applies_to = 'User' and capability in ('Enabled', 'Warning')
         order by d.likeness desc, d.of_name desc nulls last, lower(coalesce(name, part_number)) limit $3",
        words,
        LEAST_LIKENESS,
        limit,
    )
    .fetch_all(conn)
    .await
}

/// The plans of these products, by what people call them.
pub async fn plans_of(conn: &mut PgConnection, skus: &[SkuId]) -> sqlx::Result<Vec<Plan>> {
    let ids: Vec<_> = skus.iter().map(|sku| sku.0).collect();
    sqlx::query_as!(
        Plan,
        r#"select sku_id as "sku_id: SkuId", plan_id as "plan_id: PlanId", name, title, applies_to, class as "class: PlanClass"
             from service_plans where sku_id = any ($1) and gone_at is null order by lower(coalesce(title, name))"#,
        &ids,
    )
    .fetch_all(conn)
    .await
}

/// Plans of these products that somebody has classified as offered.
pub async fn offered_plans(conn: &mut PgConnection, skus: &[SkuId]) -> sqlx::Result<Vec<(SkuId, PlanId)>> {
    let ids: Vec<_> = skus.iter().map(|sku| sku.0).collect();
    let rows = sqlx::query!(
        r#"select sku_id as "sku: SkuId", plan_id as "plan: PlanId" from service_plans
            where sku_id = any ($1) and class = 'offered'"#,
        &ids
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.sku, row.plan)).collect())
}

/// A plan that nobody has classified.
#[derive(Clone, Debug)]
pub struct NewPlan {
    pub plan: Plan,
    pub found_at: DateTime<Utc>,
    /// `Success`, `PendingProvisioning` and the like.
    pub provisioning: String,
}

/// Plans that nobody has classified, longest first.
pub async fn unclassified(conn: &mut PgConnection) -> sqlx::Result<Vec<NewPlan>> {
    let rows = sqlx::query!(
        r#"select sku_id as "sku_id: SkuId", plan_id as "plan_id: PlanId", name, title, applies_to,
                  class as "class: PlanClass", found_at as "found_at!", provisioning
             from service_plans where class = 'unclassified' and gone_at is null and found_at is not null
            order by found_at, sku_id, name limit 500"#
    )
    .fetch_all(conn)
    .await?;
    let plan = rows.into_iter().map(|row| NewPlan {
        plan: Plan {
            sku_id: row.sku_id,
            plan_id: row.plan_id,
            name: row.name,
            title: row.title,
            applies_to: row.applies_to,
            class: row.class,
        },
        found_at: row.found_at,
        provisioning: row.provisioning,
    });
    Ok(plan.collect())
}

/// Says what an unclassified plan is; answers whether it was one.
pub async fn classify(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    (sku, plan): (SkuId, PlanId),
    class: PlanClass,
    by: PersonId,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update service_plans set class = $3, classified_at = $4, classified_by = $5
          where sku_id = $1 and plan_id = $2 and class = 'unclassified'",
        sku.0,
        plan.0,
        class as PlanClass,
        now,
        by.0,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A plan that somebody has classified, and when.
#[derive(Clone, Debug)]
pub struct Classified {
    pub sku_id: SkuId,
    /// Title or `servicePlanName`.
    pub plan: String,
    pub class: PlanClass,
    pub at: DateTime<Utc>,
    pub by: Option<PersonId>,
}

/// Plans that were classified, latest first.
pub async fn classified(conn: &mut PgConnection, limit: i64) -> sqlx::Result<Vec<Classified>> {
    sqlx::query_as!(
        Classified,
        r#"select sku_id as "sku_id: SkuId", coalesce(title, name) as "plan!", class as "class: PlanClass",
                  classified_at as "at!", classified_by as "by: PersonId"
             from service_plans where classified_at is not null order by classified_at desc limit $1"#,
        limit
    )
    .fetch_all(conn)
    .await
}

/// What people call these products and plans; ids that are neither are passed over.
pub async fn titles_of(
    conn: &mut PgConnection,
    ids: &[uuid::Uuid],
) -> sqlx::Result<Vec<(uuid::Uuid, String)>> {
    let rows = sqlx::query!(
        r#"select distinct on (id) id as "id!", title as "title!"
             from (select plan_id as id, coalesce(title, name) as title from service_plans where plan_id = any ($1)
                   union all
                   select sku_id, coalesce(name, part_number) from products where sku_id = any ($1)) named
            order by id, title"#,
        ids
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.title)).collect())
}

/// The seats of a product, locked until the transaction ends.
pub struct SeatPool {
    pub held_back: i32,
    /// When Graph last refused a seat that the counts promised, and how many they promised.
    pub refused_at: Option<DateTime<Utc>>,
    pub refused_free: Option<i32>,
}

pub async fn lock_seats(conn: &mut PgConnection, sku: SkuId) -> sqlx::Result<Option<SeatPool>> {
    sqlx::query_as!(
        SeatPool,
        r#"select held_back_seats as held_back, refused_at, refused_free from products where sku_id = $1 for no key update"#,
        sku.0
    )
    .fetch_optional(conn)
    .await
}

/// Graph refused a seat that the counts promised.
pub async fn seat_refused(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    sku: SkuId,
    free: i32,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update products set refused_at = $2, refused_free = $3 where sku_id = $1",
        sku.0,
        now,
        free
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Keeps so many seats from being given out; answers how many it was before, or `None` if there is no such product.
pub async fn hold_back(conn: &mut PgConnection, sku: SkuId, seats: i32) -> sqlx::Result<Option<i32>> {
    sqlx::query_scalar!(
        r#"update products p set held_back_seats = $2 from (select sku_id, held_back_seats from products where sku_id = $1 for update) o
            where p.sku_id = o.sku_id returning o.held_back_seats"#,
        sku.0,
        seats,
    )
    .fetch_optional(conn)
    .await
}
