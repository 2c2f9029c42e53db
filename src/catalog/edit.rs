//! What an administrator says of a product: it stands above the catalogue file and Microsoft's list, field by field.
//! Owner and price decide who signs, so each change is an event with before and after.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

use super::sync::owner_hash;
use super::{Visibility, edit_store as rows, store};
use crate::audit::{self, Actor, Event, Kind};
use crate::ids::{PersonId, PlanId, SkuId};

/// Hexadecimal digits of a [`Edited::version`].
const VERSION_DIGITS: usize = 16;

/// What is said here. `None` = nothing, and the layer below counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    pub name: Option<String>,
    /// Empty = it has none, whatever the layer below says.
    pub description: Option<String>,
    pub price: Option<Price>,
    /// UPN; empty = nobody, whatever the layer below says.
    pub owner: Option<String>,
    pub tags: Vec<String>,
    pub cost_center: Option<String>,
    pub visibility: Visibility,
    pub plan_titles: BTreeMap<PlanId, String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Price {
    /// It has none, whatever the layer below says.
    NotSet,
    /// Hundredths of the currency unit for a seat and month, and ISO 4217.
    Of(i64, String),
}

/// What the catalogue file and Microsoft's list say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Below {
    pub file_name: Option<String>,
    pub imported_name: Option<String>,
    pub description: Option<String>,
    pub price: Option<(i64, String)>,
    pub owner: Option<String>,
}

impl Below {
    pub fn name(&self) -> Option<&str> {
        self.file_name.as_deref().or(self.imported_name.as_deref())
    }
}

/// A plan's titles in all layers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlanWords {
    pub plan_id: PlanId,
    /// `servicePlanName`.
    pub name: String,
    pub file_title: Option<String>,
    pub imported_title: Option<String>,
    pub ours: Option<String>,
}

impl PlanWords {
    pub fn below(&self) -> Option<&str> {
        self.file_title.as_deref().or(self.imported_title.as_deref())
    }
}

/// A product with everything that is said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    pub sku_id: SkuId,
    pub part_number: String,
    pub edit: Edit,
    pub below: Below,
    pub plans: Vec<PlanWords>,
    pub number: i32,
    /// When and by whom it was changed last, and what was said before.
    pub last: Option<Last>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Last {
    pub at: DateTime<Utc>,
    pub by: PersonId,
    pub before: Edit,
}

impl Edited {
    pub fn name(&self) -> Option<&str> {
        self.edit.name.as_deref().or(self.below.name())
    }

    pub fn title(&self) -> &str {
        self.name().unwrap_or(&self.part_number)
    }

    pub fn description(&self) -> &str {
        let ours = self.edit.description.as_deref();
        ours.or(self.below.description.as_deref()).unwrap_or_default()
    }

    /// Hundredths and ISO 4217.
    pub fn price(&self) -> Option<(i64, &str)> {
        match &self.edit.price {
            Some(Price::Of(cents, currency)) => Some((*cents, currency)),
            Some(Price::NotSet) => None,
            None => self
                .below
                .price
                .as_ref()
                .map(|(cents, currency)| (*cents, currency.as_str())),
        }
    }

    /// Empty = nobody.
    pub fn owner(&self) -> &str {
        let ours = self.edit.owner.as_deref();
        ours.or(self.below.owner.as_deref()).unwrap_or_default()
    }

    /// What a form carries to know whether it is about what is there now, in whatever layer it changed.
    pub fn version(&self) -> String {
        let said = json!([self.number, self.edit, self.below, self.plans]);
        let mut digits = hex::encode(Sha256::digest(said.to_string()));
        digits.truncate(VERSION_DIGITS);
        digits
    }

    /// What counts, as the log has it: no names of people, and free text as its SHA-256.
    fn logged(&self) -> Map<String, Value> {
        let price = self.price();
        let hash = |text: &str| (!text.is_empty()).then(|| hex::encode(Sha256::digest(text)));
        let owner = self.owner();
        let fields = [
            ("name", json!(self.name())),
            ("description_sha256", json!(hash(self.description()))),
            ("price_cents", json!(price.map(|(cents, _)| cents))),
            ("currency", json!(price.map(|(_, currency)| currency))),
            (
                "owner_sha256",
                json!((!owner.is_empty()).then(|| owner_hash(owner))),
            ),
            ("tags", json!(self.edit.tags)),
            ("cost_center", json!(self.edit.cost_center)),
            ("visibility", json!(self.edit.visibility)),
            ("plan_titles", json!(self.edit.plan_titles)),
            ("said_here", json!(self.said_here())),
        ];
        fields
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value))
            .collect()
    }

    /// Fields whose layer below does not count.
    fn said_here(&self) -> Vec<&'static str> {
        let edit = &self.edit;
        let said = [
            ("name", edit.name.is_some()),
            ("description", edit.description.is_some()),
            ("price", edit.price.is_some()),
            ("owner", edit.owner.is_some()),
        ];
        said.into_iter()
            .filter(|(_, said)| *said)
            .map(|(field, _)| field)
            .collect()
    }
}

/// What became of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changed {
    Done,
    /// It said what was said already.
    Nothing,
    /// Somebody was faster; what is there now.
    Moved(Box<Edited>),
    /// There is no such product.
    Gone,
}

/// Says `edit` of the product, if it still is what `shown` was the version of.
pub async fn change(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    by: PersonId,
    (sku, shown): (SkuId, &str),
    edit: Edit,
) -> anyhow::Result<Changed> {
    let Some(before) = rows::locked(tx, sku).await? else {
        return Ok(Changed::Gone);
    };
    if before.version() != shown {
        return Ok(Changed::Moved(Box::new(before)));
    }
    if before.edit == edit {
        return Ok(Changed::Nothing);
    }
    write(tx, now, by, &before, edit).await?;
    Ok(Changed::Done)
}

/// Says again what was said before the last change.
pub async fn put_back(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    by: PersonId,
    (sku, shown): (SkuId, &str),
) -> anyhow::Result<Changed> {
    let Some(before) = rows::locked(tx, sku).await? else {
        return Ok(Changed::Gone);
    };
    if before.version() != shown {
        return Ok(Changed::Moved(Box::new(before)));
    }
    let Some(mut edit) = before.last.as_ref().map(|last| last.before.clone()) else {
        return Ok(Changed::Nothing);
    };
    // Microsoft may have taken a plan away since.
    edit.plan_titles
        .retain(|id, _| before.plans.iter().any(|plan| plan.plan_id == *id));
    write(tx, now, by, &before, edit).await?;
    Ok(Changed::Done)
}

async fn write(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    by: PersonId,
    before: &Edited,
    edit: Edit,
) -> anyhow::Result<()> {
    rows::say(tx, (now, by), before, &edit).await?;
    rows::title_plans(tx, before.sku_id, &edit.plan_titles).await?;
    store::settle_words(tx, now, Some(before.sku_id)).await?;
    let after = Edited {
        edit,
        ..before.clone()
    };
    let (mut was, mut is) = (before.logged(), after.logged());
    let same: Vec<_> = was
        .iter()
        .filter(|(key, value)| is.get(*key) == Some(value))
        .map(|(key, _)| key.clone())
        .collect();
    for key in same {
        was.remove(&key);
        is.remove(&key);
    }
    let event = Event::new(Kind::ProductEdited, Actor::Person(by))
        .with_product(before.sku_id)
        .saying(json!({ "before": was, "after": is }));
    audit::append(tx, now, event).await?;
    Ok(())
}
