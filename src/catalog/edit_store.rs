//! SQL of what an administrator says of products.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use sqlx::types::Json;

use super::Visibility;
use super::edit::{Below, Edit, Edited, Last, PlanWords, Price};
use crate::ids::{PersonId, PlanId, SkuId};

/// The product with everything that is said of it; locked until the transaction ends.
pub async fn locked(conn: &mut PgConnection, sku: SkuId) -> sqlx::Result<Option<Edited>> {
    sqlx::query!(
        "select sku_id from products where sku_id = $1 for no key update",
        sku.0
    )
    .fetch_optional(&mut *conn)
    .await?;
    of(conn, sku).await
}

/// The product with everything that is said of it.
pub async fn of(conn: &mut PgConnection, sku: SkuId) -> sqlx::Result<Option<Edited>> {
    let row = sqlx::query!(
        r#"select p.part_number, p.our_name, p.our_description, p.our_price_cents, p.our_currency, p.our_owner_upn, p.tags,
                  p.cost_center, p.visibility as "visibility: Visibility", p.edit_version, p.edited_at,
                  p.edited_by as "edited_by: PersonId", p.edited_from as "edited_from: Json<Edit>",
                  f.name as "file_name?", f.description as file_description, f.price_cents, f.currency, f.owner_upn,
                  n.name as "imported_name?"
             from products p
             left join catalog_file_products f on f.part_number = p.part_number
             left join product_names n on n.sku_id = p.sku_id
            where p.sku_id = $1"#,
        sku.0
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    let plans = plans_of(conn, sku).await?;
    let ours = plans
        .iter()
        .filter_map(|plan| Some((plan.plan_id, plan.ours.clone()?)));
    let plan_titles = ours.collect();
    let price = match (row.our_currency, row.our_price_cents) {
        (Some(currency), Some(cents)) => Some(Price::Of(cents, currency)),
        (Some(_), None) => Some(Price::NotSet),
        (None, _) => None,
    };
    let last = match (row.edited_at, row.edited_by, row.edited_from) {
        (Some(at), Some(by), Some(Json(before))) => Some(Last { at, by, before }),
        _ => None,
    };
    Ok(Some(Edited {
        sku_id: sku,
        part_number: row.part_number,
        edit: Edit {
            name: row.our_name,
            description: row.our_description,
            price,
            owner: row.our_owner_upn,
            tags: row.tags,
            cost_center: row.cost_center,
            visibility: row.visibility,
            plan_titles,
        },
        below: Below {
            file_name: row.file_name,
            imported_name: row.imported_name,
            description: row.file_description,
            price: row
                .price_cents
                .map(|cents| (cents, row.currency.unwrap_or_default())),
            owner: row.owner_upn,
        },
        plans,
        number: row.edit_version,
        last,
    }))
}

async fn plans_of(conn: &mut PgConnection, sku: SkuId) -> sqlx::Result<Vec<PlanWords>> {
    sqlx::query_as!(
        PlanWords,
        r#"select s.plan_id as "plan_id: PlanId", s.name, w.file_title, w.imported_title, s.our_title as ours
             from service_plans s join plan_words w on w.sku_id = s.sku_id and w.plan_id = s.plan_id
            where s.sku_id = $1 and s.gone_at is null order by lower(coalesce(w.title, s.name)), s.plan_id"#,
        sku.0
    )
    .fetch_all(conn)
    .await
}

/// Writes what is said now, and what was said before, to be put back.
pub(super) async fn say(
    conn: &mut PgConnection,
    (now, by): (DateTime<Utc>, PersonId),
    before: &Edited,
    edit: &Edit,
) -> sqlx::Result<()> {
    let (cents, currency) = match &edit.price {
        None => (None, None),
        Some(Price::NotSet) => (None, Some("")),
        Some(Price::Of(cents, currency)) => (Some(*cents), Some(currency.as_str())),
    };
    sqlx::query!(
        "update products set our_name = $3, our_description = $4, our_price_cents = $5, our_currency = $6, our_owner_upn = $7,
                tags = $8, cost_center = $9, visibility = $10, edit_version = edit_version + 1, edited_at = $11, edited_by = $12,
                edited_from = $13
          where sku_id = $1 and edit_version = $2",
        before.sku_id.0,
        before.number,
        edit.name,
        edit.description,
        cents,
        currency,
        edit.owner,
        &edit.tags,
        edit.cost_center,
        edit.visibility as Visibility,
        now,
        by.0,
        Json(&before.edit) as Json<&Edit>,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes our titles of the plans of a product; a plan that is not named has none.
pub(super) async fn title_plans(
    conn: &mut PgConnection,
    sku: SkuId,
    titles: &BTreeMap<PlanId, String>,
) -> sqlx::Result<()> {
    let ids: Vec<_> = titles.keys().map(|id| id.0).collect();
    let words: Vec<_> = titles.values().cloned().collect();
    sqlx::query!(
        "update service_plans s set our_title = w.title
           from (select p.plan_id, t.title from service_plans p
                   left join unnest($2::uuid[], $3::text[]) as t (id, title) on t.id = p.plan_id
                  where p.sku_id = $1) w
          where s.sku_id = $1 and s.plan_id = w.plan_id and s.our_title is distinct from w.title",
        sku.0,
        &ids,
        &words,
    )
    .execute(conn)
    .await?;
    Ok(())
}
