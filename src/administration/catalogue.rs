//! `GET /admin/catalogue`: the products of the tenant and what is said of each.

use axum::extract::State;
use serde::{Deserialize, Serialize};

use super::catalogue_views::{ProductRow, ProductsPage};
use crate::app::App;
use crate::catalog::store::Lacking;
use crate::catalog::{self, Product, Visibility};
use crate::config::SeatsInWarning;
use crate::people::signed_in::Administrator;
use crate::requests::frame::{frame, price_words};
use crate::web::page::{Choice, Moment, Place};
use crate::web::{Failure, Query};

const PAGE_ROWS: i64 = 50;
/// Pages that can be asked for; a tenant has some hundred products.
const MOST_PAGES: i64 = 1_000;
/// Characters of a search that are looked at.
const LONGEST_QUERY_CHARS: usize = 100;
/// What the list can be narrowed to, as an address says it.
const FILTERS: [(&str, Lacking); 5] = [
    ("", Lacking::Anything),
    ("hidden", Lacking::Visibility),
    ("no-name", Lacking::Name),
    ("no-owner", Lacking::Owner),
    ("no-price", Lacking::Price),
];

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    show: String,
    page: i64,
}

pub async fn page(
    State(app): State<App>,
    Administrator(person): Administrator,
    Query(asked): Query<Asked>,
) -> Result<ProductsPage, Failure> {
    let query: String = asked
        .q
        .trim()
        .chars()
        .filter(|c| !c.is_control())
        .take(LONGEST_QUERY_CHARS)
        .collect();
    let number = asked.page.clamp(0, MOST_PAGES);
    let (chosen, lacking) = FILTERS
        .into_iter()
        .find(|(value, _)| *value == asked.show)
        .unwrap_or(FILTERS[0]);
    let mut conn = app.pool.acquire().await?;
    let window = (PAGE_ROWS + 1, number * PAGE_ROWS);
    let mut products = catalog::store::listed(&mut conn, &query, lacking, window).await?;
    let rows = usize::try_from(PAGE_ROWS).unwrap_or(usize::MAX);
    let more = products.len() > rows;
    products.truncate(rows);
    let now = app.clock.now();
    let read = products.iter().map(|product| product.seen_at).min();
    let page_at = |page: i64| {
        let asked = Asked {
            q: query.clone(),
            show: chosen.to_owned(),
            page,
        };
        serde_html_form::to_string(asked).map(|words| format!("/admin/catalogue?{words}"))
    };
    let before = (number > 0).then(|| page_at(number - 1)).transpose();
    let after = more.then(|| page_at(number + 1)).transpose();
    Ok(ProductsPage {
        chrome: frame(&mut conn, &person, t!("nav-products"), Place::Products).await?,
        filters: filters(chosen),
        chosen: chosen.to_owned(),
        read: read.map(|at| Moment::new(at, now)),
        rows: products
            .iter()
            .map(|product| row(product, app.config.seats_in_warning))
            .collect(),
        before: before.map_err(anyhow::Error::from)?,
        after: after.map_err(anyhow::Error::from)?,
        query,
    })
}

fn filters(chosen: &str) -> Vec<Choice> {
    let label = |lacking| match lacking {
        Lacking::Anything => t!("products-all"),
        Lacking::Visibility => t!("products-hidden"),
        Lacking::Name => t!("products-lacking-name"),
        Lacking::Owner => t!("products-lacking-owner"),
        Lacking::Price => t!("products-lacking-price"),
    };
    let choice = |(value, lacking): (&str, Lacking)| Choice {
        value: value.to_owned(),
        label: label(lacking).to_owned(),
        chosen: value == chosen,
    };
    FILTERS.into_iter().map(choice).collect()
}

fn row(product: &Product, in_warning: SeatsInWarning) -> ProductRow {
    ProductRow {
        href: format!("/admin/catalogue/products/{}", product.sku_id),
        name: product.title().to_owned(),
        part_number: product.part_number.clone(),
        price: price_words(product.price_cents, product.currency.as_deref()),
        owner: product.owner_upn.clone().unwrap_or_default(),
        cost_center: product.cost_center.clone().unwrap_or_default(),
        seats: t!(
            "products-seats",
            free = product.free_seats(in_warning),
            all = product.assignable_seats(in_warning)
        ),
        tags: product.tags.clone(),
        hidden: product.visibility == Visibility::Hidden,
    }
}
