//! SQL of the catalogue.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::described::{PlanTitle, ProductDescription};
use super::{Plan, Product};
use crate::graph::wire::SubscribedSku;
use crate::ids::{PlanId, SkuId};

/// Writes what Graph said of one SKU, its plans exactly.
pub async fn remember(conn: &mut PgConnection, now: DateTime<Utc>, sku: &SubscribedSku) -> sqlx::Result<()> {
    let units = sku.prepaid_units;
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
    sqlx::query!(
        "delete from service_plans where sku_id = $1 and not (plan_id = any ($2))",
        sku.sku_id.0,
        &ids
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "insert into service_plans (sku_id, plan_id, name, applies_to, provisioning)
         select $1, id, name, applies_to, status
           from unnest($2::uuid[], $3::text[], $4::text[], $5::text[]) as t (id, name, applies_to, status)
         on conflict (sku_id, plan_id) do update set
             name = excluded.name, applies_to = excluded.applies_to, provisioning = excluded.provisioning",
        sku.sku_id.0,
        &ids,
        &names,
        &applies,
        &status,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes what we say about a product; answers whether that is news.
pub async fn describe(conn: &mut PgConnection, product: &ProductDescription) -> sqlx::Result<bool> {
    let described = sqlx::query!(
        "update products set name = $2, description = $3, price_cents = $4, currency = $5, owner_upn = $6
          where part_number = $1
            and (name, description, price_cents, currency, owner_upn) is distinct from ($2, $3, $4, $5, $6)",
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

/// Writes the friendly names of plans, in whatever products they are.
pub async fn title_plans(conn: &mut PgConnection, titles: &[PlanTitle]) -> sqlx::Result<()> {
    let names: Vec<_> = titles.iter().map(|plan| plan.name.clone()).collect();
    let words: Vec<_> = titles.iter().map(|plan| plan.title.clone()).collect();
    sqlx::query!(
        "update service_plans p set title = t.title
           from unnest($1::text[], $2::text[]) as t (name, title)
          where p.name = t.name and p.title is distinct from t.title",
        &names,
        &words,
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
                      consumed_seats, seen_at, name, description, price_cents, currency, owner_upn
                 from products "# + $rest
            $(, $arg)*
        )
    };
}

pub async fn by_sku(conn: &mut PgConnection, sku: SkuId) -> sqlx::Result<Option<Product>> {
    products!("where sku_id = $1", sku.0).fetch_optional(conn).await
}

/// Every product, by what people call it.
pub async fn all(conn: &mut PgConnection) -> sqlx::Result<Vec<Product>> {
    products!("order by lower(coalesce(name, part_number)) limit 1000")
        .fetch_all(conn)
        .await
}

/// Products whose name, description, part number or plans contain the words.
pub async fn containing(conn: &mut PgConnection, words: &str) -> sqlx::Result<Vec<Product>> {
    let pattern = format!(
        "%{}%",
        words
            .replace('\\', "\\\\")
            .replace('%', "\\%")
            .replace('_', "\\_")
    );
    products!(
        "where name ilike $1 or description ilike $1 or part_number ilike $1
            or exists (select 1 from service_plans s where s.sku_id = products.sku_id
                          and (s.title ilike $1 or s.name ilike $1))
         order by lower(coalesce(name, part_number)) limit 1000",
        pattern
    )
    .fetch_all(conn)
    .await
}

/// The plans of these products, by what people call them.
pub async fn plans_of(conn: &mut PgConnection, skus: &[SkuId]) -> sqlx::Result<Vec<Plan>> {
    let ids: Vec<_> = skus.iter().map(|sku| sku.0).collect();
    sqlx::query_as!(
        Plan,
        r#"select sku_id as "sku_id: SkuId", plan_id as "plan_id: PlanId", name, title, applies_to
             from service_plans where sku_id = any ($1) order by lower(coalesce(title, name))"#,
        &ids,
    )
    .fetch_all(conn)
    .await
}
