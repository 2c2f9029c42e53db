//! What we say about products, read from a TOML file: names, descriptions, prices, owners, and friendly plan names.

use std::collections::BTreeMap;

use serde::Deserialize;

/// A product in the file, already parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductDescription {
    /// `skuPartNumber`.
    pub sku: String,
    pub name: String,
    pub description: Option<String>,
    /// Hundredths of the currency unit, for one seat and month.
    pub price_cents: Option<i64>,
    /// ISO 4217.
    pub currency: Option<String>,
    /// UPN of the person who answers for the product.
    pub owner: Option<String>,
}

/// A friendly plan name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanTitle {
    /// `servicePlanName`.
    pub name: String,
    pub title: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Descriptions {
    pub products: Vec<ProductDescription>,
    pub plans: Vec<PlanTitle>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default, rename = "product")]
    products: Vec<FileProduct>,
    #[serde(default)]
    plans: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileProduct {
    sku: String,
    name: String,
    description: Option<String>,
    /// In words: "12.90 EUR".
    price: Option<String>,
    owner: Option<String>,
}

impl Descriptions {
    /// Reads the file; the error names the line or the product and what is wrong with it.
    pub fn parse(text: &str) -> anyhow::Result<Self> {
        let file: File = toml::from_str(text)?;
        let products = file
            .products
            .into_iter()
            .map(|product| {
                let (price_cents, currency) = match product.price.as_deref().map(parse_price) {
                    None => (None, None),
                    Some(Some((cents, currency))) => (Some(cents), Some(currency)),
                    Some(None) => anyhow::bail!(
                        "product {}: the price is written as \"12.90 EUR\", not \"{}\"",
                        product.sku,
                        product.price.unwrap_or_default()
                    ),
                };
                Ok(ProductDescription {
                    sku: product.sku,
                    name: product.name,
                    description: product.description,
                    price_cents,
                    currency,
                    owner: product.owner,
                })
            })
            .collect::<anyhow::Result<_>>()?;
        let plans = file
            .plans
            .into_iter()
            .map(|(name, title)| PlanTitle { name, title })
            .collect();
        Ok(Self { products, plans })
    }
}

/// Reads "12.90 EUR": hundredths, and the currency.
pub fn parse_price(text: &str) -> Option<(i64, String)> {
    let (amount, currency) = text.split_once(' ')?;
    if currency.len() != 3 || !currency.bytes().all(|b| b.is_ascii_uppercase()) {
        return None;
    }
    let (units, cents) = amount.split_once('.').unwrap_or((amount, "00"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if cents.len() != 2 || !digits(units) || !digits(cents) {
        return None;
    }
    let cents = units
        .parse::<i64>()
        .ok()?
        .checked_mul(100)?
        .checked_add(cents.parse().ok()?)?;
    Some((cents, currency.to_owned()))
}
